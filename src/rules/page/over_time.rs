//! The thresholds of a rule as one release after the other had them.

use std::sync::Arc;

use chrono::NaiveDate;

use super::super::english::English;
use super::super::release::{CheckedRelease, Rule, ValueDef};
use super::{Threshold, Used, threshold};

/// A threshold as it was from one release on, until the next step of the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThresholdStep {
    /// Its name in `values.yaml`.
    pub name: String,
    /// The first release that has it so: `2026.11.0`.
    pub since: String,
    /// What it is; absent from the first release on that does not have it any more.
    pub threshold: Option<Threshold>,
}

/// The thresholds that a rule rests on, through releases of one pathway that are given oldest
/// first. A step is where the number, its title, its notes or its sources are others than before.
pub fn thresholds_over_time(
    releases: &[Arc<CheckedRelease>],
    (own, rule): (&CheckedRelease, &Rule),
    as_of: NaiveDate,
) -> Vec<ThresholdStep> {
    let mut used = Used::default();
    used.read(own, rule);
    let values = used.values.iter().filter_map(|&at| own.values().get(at));
    let mut steps = Vec::new();
    for ValueDef { name, .. } in values {
        let mut last: Option<Threshold> = None;
        for release in releases {
            let value = release.values().iter().find(|value| value.name == *name);
            let now = value.map(|value| threshold(English::of_page(release, as_of), value));
            if now != last {
                steps.push(ThresholdStep {
                    name: name.clone(),
                    since: release.reference().release.clone(),
                    threshold: now.clone(),
                });
            }
            last = now;
        }
    }
    steps
}
