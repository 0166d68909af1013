//! `spinepath rules test`.

use std::path::Path;

use serde::Serialize;
use serde_json::json;

use super::cases::{case_files, read_case};
use super::desk::Desk;
use super::output::print_json;
use super::progress::bar;
use super::{Exit, Format, Shared};
use crate::app::gates::decided;
use crate::rules::{Heard, run_rule_tests};

/// A test that came out wrong.
#[derive(Serialize)]
struct Failed {
    /// The test, and what is wrong.
    failure: String,
    /// What a clinician reads of it; of a whole patient, under each profile that is wrong.
    heard: Vec<Heard>,
}

/// Runs the tests inside a release, and whole patients; prints those that fail.
pub(super) fn run_tests(desk: &Desk, cases: Option<&Path>, shared: &Shared) -> Exit {
    let mut failed: Vec<Failed> = Vec::new();
    let mut passed = 0usize;
    for result in run_rule_tests(&desk.release) {
        match result.failure {
            None => passed += 1,
            Some(failure) => failed.push(Failed {
                failure: format!(
                    "{} {} ({}): {failure}",
                    result.rule, result.test, result.place
                ),
                heard: result.heard.into_iter().collect(),
            }),
        }
    }
    let files = match cases.map(case_files).transpose() {
        Ok(files) => files.unwrap_or_default(),
        Err(failure) => {
            eprintln!("{failure}");
            return Exit::WrongUse;
        }
    };
    let bar = bar(files.len(), "patients");
    for file in files {
        match run_case(desk, &file) {
            Ok(()) => passed += 1,
            Err((failure, heard)) => failed.push(Failed {
                failure: format!("{}: {failure}", file.display()),
                heard,
            }),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    match shared.format {
        Format::Json => {
            let failures: Vec<&String> = failed.iter().map(|failed| &failed.failure).collect();
            print_json(&json!({ "passed": passed, "failures": failures, "failed": failed }));
        }
        Format::Human => {
            failed.iter().for_each(print);
            say!("{passed} passed, {} failed", failed.len());
        }
    }
    if failed.is_empty() {
        Exit::Fine
    } else {
        Exit::Findings
    }
}

fn print(failed: &Failed) {
    say!("FAILED {}", failed.failure);
    for heard in &failed.heard {
        say!("  patient:  {}", heard.patient);
        heard
            .said
            .iter()
            .for_each(|said| say!("  said:     {said}"));
        let expected = heard.expected.iter();
        expected.for_each(|expected| say!("  expected: {expected}"));
    }
}

fn run_case(desk: &Desk, file: &Path) -> Result<(), (String, Vec<Heard>)> {
    let wrong = |failure| (failure, Vec::new());
    let case = read_case(file).map_err(wrong)?;
    let decisions = decided(&desk.library, &desk.release, &case).map_err(wrong)?;
    let mut differences = Vec::new();
    let mut heard: Vec<Heard> = Vec::new();
    for decision in &decisions {
        let found = case.differences(decision);
        differences.extend((found.iter()).map(|found| format!("{}: {found}", decision.profile)));
        let new = case.heard(&desk.release, decision);
        heard.extend(new.filter(|new| !heard.contains(new)));
    }
    if differences.is_empty() {
        Ok(())
    } else {
        Err((differences.join("; "), heard))
    }
}
