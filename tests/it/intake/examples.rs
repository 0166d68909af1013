//! The example files: what is accepted, and what each refused one must be refused for.

use std::{collections::BTreeMap, fs};

use serde::Deserialize;
use spinepath::{
    intake::{document::RawForm, record::IntakeRecord},
    model::{Answer, Number, PartialDate, Precision, Value},
};

use super::{VERSIONS, json_files, read, read_as, spine_file, version, version_file};

#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
struct Expected {
    pointer: String,
    keyword: String,
}

#[test]
fn valid_examples_are_accepted() {
    for form in VERSIONS.map(version) {
        let files = json_files(form.version(), "examples/valid");
        assert!(files.len() >= 6, "{} files", files.len());
        for (name, bytes) in files {
            let raw = RawForm::read(&bytes).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
            read_as(form, raw).unwrap_or_else(|violations| panic!("{name}: {violations:#?}"));
        }
    }
}

#[test]
fn invalid_examples_are_refused_for_exactly_what_they_say() {
    for form in VERSIONS.map(version) {
        let expect = version_file(form.version(), "examples/invalid/expect.yaml");
        let text = fs::read_to_string(expect).unwrap();
        let mut expected: BTreeMap<String, Vec<Expected>> = serde_saphyr::from_str(&text).unwrap();
        for (name, bytes) in json_files(form.version(), "examples/invalid") {
            let raw = RawForm::read(&bytes).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
            let violations = read_as(form, raw).expect_err(&name);
            let found: Vec<Expected> = (violations.into_iter())
                .map(|found| Expected {
                    pointer: found.pointer,
                    keyword: found.keyword,
                })
                .collect();
            assert_eq!(expected.remove(&name), Some(found), "{name}");
        }
        assert!(expected.is_empty(), "files are missing for {expected:?}");
    }
}

fn example(name: &str) -> IntakeRecord {
    let bytes = fs::read(spine_file(&format!("examples/valid/{name}.json"))).unwrap();
    read(RawForm::read(&bytes).unwrap()).unwrap()
}

#[test]
fn answers_are_read_with_their_type_and_their_state() {
    let coarse = example("coarse_onset_date");
    let exam = example("clinician_complete_exam");
    let month = PartialDate::new("2026-09-01".parse().unwrap(), Precision::Month);
    for (record, name, expected) in [
        (&coarse, "onset_date", Answer::Known(Value::Date(month))),
        (&coarse, "sexual_function_change", Answer::Unknown),
        (&coarse, "immunosuppression", Answer::Unknown),
        (&coarse, "weight_loss_pct_6m", Answer::Unknown),
        (&coarse, "bladder_change", Answer::NotAsked),
        (&coarse, "pvr_ml", Answer::NotAsked),
        (&coarse, "rigors", Answer::Known(Value::Bool(false))),
        (&coarse, "meds_class", Answer::Known(Value::Set(vec![]))),
        (
            &exam,
            "slr_positive_right",
            Answer::Known(Value::Bool(true)),
        ),
        (
            &exam,
            "calcium_mmol_l",
            Answer::Known(Value::Number(Number::from_thousandths(2_350))),
        ),
        (
            &exam,
            "crp_uln",
            Answer::Known(Value::Number(Number::whole(5))),
        ),
        (
            &exam,
            "pain_regions",
            Answer::Known(Value::Set(vec!["lumbar".into(), "sacral_buttock".into()])),
        ),
        (
            &exam,
            "sex_at_birth",
            Answer::Known(Value::Choice("female".into())),
        ),
    ] {
        assert_eq!(record.answer(name), &expected, "{name}");
    }
    assert_eq!(
        example("nothing_answered").patient().sex_at_birth,
        Answer::Unknown
    );
}

#[test]
fn texts_and_lists_are_kept_for_the_record() {
    let record = example("names_and_notes");
    let notes: BTreeMap<&str, &str> = (record.notes().iter())
        .map(|(name, note)| (name.as_str(), note.reveal().as_str()))
        .collect();
    assert_eq!(
        notes,
        BTreeMap::from([
            ("language", "vi-VN"),
            ("patient_goal", "tập dưỡng sinh mỗi sáng"),
            (
                "prior_spinal_imaging",
                "2024-03 mri lumbar: disc bulge L4/5, no nerve contact; 2019 radiograph whole spine"
            ),
        ])
    );
}
