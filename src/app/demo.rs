//! Synthetic patients for a demonstration: every urgency, and one decision that is provisional.

use serde_json::{Value as Json, json};

use crate::decision::Case;
use crate::rules::CheckedRelease;

/// One case file after another, separated as YAML documents are.
const CASES: &str = include_str!("../../schemas/demo/spine.yaml");

/// The forms of the synthetic patients, filled for the form of the release. Names and numbers say
/// that nobody is meant.
///
/// # Errors
///
/// The first case file that cannot be read.
pub fn demo_intakes(release: &CheckedRelease) -> Result<Vec<Json>, String> {
    let mut intakes = Vec::new();
    for text in CASES.split("\n---\n") {
        let case = Case::read(text)?;
        let mut intake = case.envelope(release);
        intake["patient"]["identifier"] = json!(format!("DEMO-{:02}", intakes.len() + 1));
        intake["patient"]["name"]["family"] = json!("Synthetic");
        intakes.push(intake);
    }
    Ok(intakes)
}
