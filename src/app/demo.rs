//! Synthetic patients for a demonstration: every urgency, and one decision that is provisional.

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use crate::decision::Case;
use crate::rules::CheckedRelease;

/// One case file after another, separated as YAML documents are.
const CASES: &str = include_str!("../../schemas/demo/spine.yaml");

/// The synthetic patients, assessed on that day.
///
/// # Errors
///
/// The first case file that cannot be read.
pub fn demo_cases(today: NaiveDate) -> Result<Vec<Case>, String> {
    let read = |text| {
        let mut case = Case::read(text)?;
        case.as_of = today;
        Ok(case)
    };
    CASES.split("\n---\n").map(read).collect()
}

/// Their forms, filled for the form of the release. Names and numbers say that nobody is meant.
///
/// # Errors
///
/// The first case file that cannot be read.
pub fn demo_intakes(release: &CheckedRelease, today: NaiveDate) -> Result<Vec<Json>, String> {
    let named = |(at, case): (usize, &Case)| {
        let mut intake = case.envelope(release);
        intake["patient"]["identifier"] = json!(format!("DEMO-{:02}", at + 1));
        intake["patient"]["name"] = json!({ "family": "Synthetic", "given": case.case });
        intake
    };
    Ok(demo_cases(today)?.iter().enumerate().map(named).collect())
}
