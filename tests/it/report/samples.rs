//! The samples of `reports/samples`: each an intake, read through the real doors, and the
//! decision that was made of it.

use std::{collections::BTreeMap, fs, path::Path};

use chrono::NaiveDate;
use spinepath::{
    decision::{Basis, Decision},
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
    citations: BTreeMap<String, Citation>,
}

impl Sample {
    pub fn read(name: &'static str) -> Sample {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/samples");
        let file = |part: &str| fs::read(folder.join(name).join(part)).unwrap();
        let forms = embedded_forms().unwrap();
        let form = forms.find("spine", "1.0.0").unwrap().clone();
        let raw = RawForm::read(&file("intake.json")).unwrap();
        let valid = validate(&form, raw).unwrap_or_else(|found| panic!("{name}: {found:?}"));
        let record =
            IntakeRecord::read(&form, valid).unwrap_or_else(|found| panic!("{name}: {found:?}"));
        Sample {
            name,
            form,
            record,
            decision: serde_json::from_slice(&file("decision.json")).unwrap(),
            citations: citations(),
        }
    }

    pub fn view(&self) -> CaseView<'_> {
        CaseView {
            record: &self.record,
            form: &self.form,
            decision: &self.decision,
            citations: &self.citations,
            case_id: None,
            made_at: None,
        }
    }

    pub fn summary(&self) -> Summary {
        Summary::of(&self.view()).unwrap()
    }

    pub fn pdf(&self, paper: Paper) -> Pdf {
        render(&self.view(), paper).unwrap()
    }
}

pub fn all() -> impl Iterator<Item = Sample> {
    NAMES.into_iter().map(Sample::read)
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
