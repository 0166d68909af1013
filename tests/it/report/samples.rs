//! The samples of `reports/samples`: each an intake, read through the real doors, and the
//! decision that was made of it.

use std::{collections::BTreeMap, fs, path::Path, sync::LazyLock};

use super::read_back::ReadBack;
use chrono::NaiveDate;

use spinepath::{
    decision::{Basis, Decision, WhatIf},
    intake::{
        document::RawForm, form::Form, record::IntakeRecord, registry::embedded_forms,
        validate::validate,
    },
    report::{CaseView, Paper, Pdf, Summary, render},
    rules::Citation,
};

/// Every sample; `overlong` alone does not fit one page.
pub const NAMES: [&str; 8] = [
    "emergency",
    "today",
    "two_weeks",
    "routine",
    "conservative",
    "provisional",
    "overlong",
    "names",
];

/// A case with all its parts.
pub struct Sample {
    pub name: &'static str,
    pub form: Form,
    pub record: IntakeRecord,
    pub decision: Decision,
    /// Where the sample has one.
    pub what_if: Option<WhatIf>,
    citations: BTreeMap<String, Citation>,
}

impl Sample {
    pub fn read(name: &'static str) -> Sample {
        let folder = format!("reports/samples/{name}");
        Sample {
            name,
            form: form(),
            record: Sample::record_of(&format!("{folder}/intake.json")),
            decision: serde_json::from_slice(&file(&format!("{folder}/decision.json"))).unwrap(),
            what_if: fs::read(root().join(format!("{folder}/what_if.json")))
                .ok()
                .map(|text| serde_json::from_slice(&text).unwrap()),
            citations: citations(),
        }
    }

    /// The intake in a file of the repository.
    pub fn record_of(path: &str) -> IntakeRecord {
        let form = form();
        let raw = RawForm::read(&file(path)).unwrap();
        let valid = validate(&form, raw).unwrap_or_else(|found| panic!("{path}: {found:?}"));
        IntakeRecord::read(&form, valid).unwrap_or_else(|found| panic!("{path}: {found:?}"))
    }

    pub fn view(&self) -> CaseView<'_> {
        CaseView {
            record: &self.record,
            form: &self.form,
            decision: &self.decision,
            what_if: self.what_if.as_ref(),
            citations: &self.citations,
            case_id: None,
            made_at: None,
            signed: None,
        }
    }

    pub fn summary(&self) -> Summary {
        Summary::of(&self.view()).unwrap()
    }

    pub fn pdf(&self, paper: Paper) -> Pdf {
        render(&self.view(), paper).unwrap()
    }
}

/// A sample on paper, read back from its file.
pub struct Printed {
    pub sample: Sample,
    pub summary: Summary,
    pub paper: Paper,
    pub pdf: Pdf,
    pub read: ReadBack,
}

/// Every sample on both papers, made once in a process.
pub fn printed() -> &'static [Printed] {
    static PRINTED: LazyLock<Vec<Printed>> = LazyLock::new(|| {
        let both = |name| Paper::ALL.map(|paper| (name, paper));
        let print = |(name, paper)| {
            let sample = Sample::read(name);
            let pdf = sample.pdf(paper);
            Printed {
                summary: sample.summary(),
                read: ReadBack::of(&pdf.bytes),
                sample,
                paper,
                pdf,
            }
        };
        NAMES.into_iter().flat_map(both).map(print).collect()
    });
    &PRINTED
}

pub fn all() -> impl Iterator<Item = Sample> {
    NAMES.into_iter().map(Sample::read)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn file(path: &str) -> Vec<u8> {
    fs::read(root().join(path)).unwrap()
}

fn form() -> Form {
    static FORM: LazyLock<Form> = LazyLock::new(|| {
        let forms = embedded_forms().unwrap();
        forms.find("spine", "1.0.0").unwrap().clone()
    });
    FORM.clone()
}

fn citations() -> BTreeMap<String, Citation> {
    let cited = [
        (
            "girft_ces_2023",
            "GIRFT National Suspected Cauda Equina Syndrome Pathway, 2023",
        ),
        (
            "acr_lbp_2021",
            "ACR Appropriateness Criteria Low Back Pain, 2021 update",
        ),
        (
            "nice_ng59",
            "NICE NG59 Low back pain and sciatica, 2016, updated 2020",
        ),
        ("nice_ng234", "NICE NG234 Spinal metastases, 2023"),
    ];
    cited
        .into_iter()
        .map(|(id, cite)| {
            let citation = Citation {
                cite: cite.to_owned(),
                seen: String::new(),
                mark: Basis::Verified,
                checked: NaiveDate::default(),
                recheck_by: NaiveDate::default(),
                at: String::new(),
            };
            (id.to_owned(), citation)
        })
        .collect()
}
