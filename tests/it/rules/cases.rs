//! Whole patients, from the posted bytes to the decision: `tests/cases`.

use std::fs;
use std::path::Path;

use spinepath::app::{Library, preview};
use spinepath::decision::Case;
use spinepath::model::Profile;

use super::patients::{CURRENT, release};

/// Every case of `tests/cases`, by name.
pub fn cases() -> Vec<(String, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<(String, Case)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (
                name.clone(),
                Case::read(&text).unwrap_or_else(|fault| panic!("{name}: {fault}")),
            )
        })
        .collect();
    cases.sort_by(|(one, _), (other, _)| one.cmp(other));
    cases
}

#[test]
fn every_case_is_decided_as_its_file_says() {
    let library = Library::embedded().unwrap();
    let release = release(CURRENT);
    let cases = cases();
    assert!(!cases.is_empty(), "there are no cases under tests/cases");
    let mut wrong = Vec::new();
    for (name, case) in &cases {
        let bytes = case.envelope(&release).to_string().into_bytes();
        for profile in Profile::ALL {
            match preview(&library, &release, profile, case.as_of, &bytes) {
                Ok(preview) => wrong.extend(
                    case.differences(&preview.decision)
                        .into_iter()
                        .map(|difference| format!("{name} under {profile}: {difference}")),
                ),
                Err(rejection) => wrong.push(format!("{name}: {rejection}")),
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} cases:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_case_says_an_urgency_for_every_profile() {
    for (name, case) in cases() {
        for profile in Profile::ALL {
            assert!(
                case.expect.urgency.under(profile).is_some(),
                "{name} says nothing for {profile}"
            );
        }
    }
}
