//! The documents of the program keep to their published schemas.

use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::prelude::TestCaseError;
use serde_json::Value as Json;
use spinepath::app::{Library, preview};
use spinepath::decision::{Basis, Decision, decide};
use spinepath::model::Profile;
use spinepath::report::{CaseView, Paper, render};

use super::patients::{AS_OF, CURRENT, changes, patient, release, runner};

fn schema(name: &str) -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("schemas")
        .join(name);
    let schema: Json = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap()
}

fn violations(schema: &jsonschema::Validator, document: &Json) -> Vec<String> {
    schema
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn every_decision_keeps_to_its_schema() {
    let schema = schema("decision-2.schema.json");
    let release = release(CURRENT);
    let clear = decide(&patient(&release, &[]), &release, Profile::Us);
    runner(60)
        .run(&changes(release.catalogue().facts().len()), |changes| {
            let decision =
                decide(&patient(&release, &changes), &release, Profile::Us).since(&clear);
            assert!(decision.is_intact());
            let found = violations(&schema, &serde_json::to_value(&decision).unwrap());
            if found.is_empty() {
                Ok(())
            } else {
                Err(TestCaseError::fail(found.join("\n")))
            }
        })
        .unwrap();
}

#[test]
fn every_topic_file_keeps_to_its_schema() {
    let schema = schema("topic-1.schema.json");
    for name in ["tests/fixtures/knee/release", CURRENT] {
        for (file, text) in release(name)
            .files()
            .iter()
            .filter(|(file, _)| file.starts_with("topics/"))
        {
            let strict = serde_saphyr::options! { strict_booleans: true };
            let topic: Json = serde_saphyr::from_str_with_options(text, strict).unwrap();
            assert_eq!(
                violations(&schema, &topic),
                Vec::<String>::new(),
                "{name}/{file}"
            );
        }
    }
}

/// The largest summary a clinic's system should have to take.
const SUMMARY_BYTES: usize = 60 * 1024;

#[test]
fn every_example_form_prints_a_summary_within_its_size() {
    let library = Library::embedded().unwrap();
    let release = release(CURRENT);
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/intake/spine/1.1.0/examples/valid");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let decided = preview(
            &library,
            &release,
            Profile::Cautious,
            AS_OF,
            &fs::read(&path).unwrap(),
        )
        .unwrap();
        let form = &decided.decision.form;
        let view = CaseView {
            record: &decided.record,
            form: library.form(&form.name, &form.version).unwrap(),
            decision: &decided.decision,
            what_if: Some(&decided.what_if),
            citations: release.evidence(),
            case_id: None,
            made_at: None,
            signed: None,
        };
        for paper in Paper::ALL {
            let bytes = render(&view, paper).unwrap().bytes.len();
            assert!(
                bytes <= SUMMARY_BYTES,
                "{} on {paper:?}: {bytes} bytes",
                path.display()
            );
        }
    }
}

#[test]
fn the_command_line_says_which_reasons_are_local_policy() {
    let form = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("schemas/intake/spine/1.1.0/examples/valid/flag_free_adult.json");
    let run = |format: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spinepath"));
        let output = command
            .args(["decide", "--format", format])
            .arg(&form)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let decision: Decision = serde_json::from_str(&run("json")).unwrap();
    let printed = run("human");
    assert!(
        decision
            .reasons
            .iter()
            .any(|reason| reason.basis == Basis::Policy)
    );
    for reason in &decision.reasons {
        let line = printed
            .lines()
            .find(|line| line.contains(&format!("[{} v{}", reason.rule, reason.version)))
            .unwrap_or_else(|| panic!("`{}` is not printed", reason.rule));
        let said = line.ends_with("local policy]");
        assert_eq!(said, reason.basis == Basis::Policy, "{line}");
    }
}
