//! The rule index of the clinical evidence base: every rule it names is in every complete release,
//! with a patient for whom it fires, one for whom it is silent and one for whom it is unknown.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use spinepath::app::Library;
use spinepath::rules::{CheckedRelease, Outcome, RuleKind};

use super::patients::release;

/// `tests/fixtures/rule-index.yaml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Index {
    /// Each id of the index, and the rules that carry it.
    rules: BTreeMap<String, Vec<String>>,
    /// The ids that an early release does not carry yet.
    pending: BTreeMap<String, Vec<String>>,
}

/// The release from which the whole index is carried.
const COMPLETE: [u32; 3] = [2026, 12, 0];

fn index() -> Index {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rule-index.yaml");
    serde_saphyr::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Every release of the spine pathway in the program: `2026.11.0`.
fn releases() -> Vec<String> {
    let names = Library::embedded_releases();
    let spine = names.iter().filter_map(|name| name.strip_prefix("spine/"));
    spine.map(str::to_owned).collect()
}

/// What a rule of the index lacks.
fn lacks(release: &CheckedRelease, id: &str) -> Vec<String> {
    let rule = match release.rule(id) {
        Ok(rule) => rule,
        Err(message) => return vec![message],
    };
    let always = rule.when_text.trim() == "true";
    let guard = matches!(rule.kind, RuleKind::Guard { .. });
    let wanted = [
        (Outcome::Fired, true),
        (Outcome::Silent, !always),
        (Outcome::Unknown, !always && !guard),
    ];
    wanted
        .into_iter()
        .filter(|(outcome, wanted)| *wanted && rule.tests().all(|(expect, _)| expect != *outcome))
        .map(|(outcome, _)| format!("`{id}` has no test in which it is {outcome:?}"))
        .collect()
}

#[test]
fn every_rule_of_the_index_is_there_and_tested_three_ways() {
    let index = index();
    let mut wrong = Vec::new();
    for name in releases() {
        let release = release(&format!("rules/spine/{name}"));
        let pending = index.pending.get(&name).cloned().unwrap_or_default();
        for (id, rules) in &index.rules {
            let lacking: Vec<String> = rules
                .iter()
                .flat_map(|rule| lacks(&release, rule))
                .collect();
            match (
                pending.contains(id),
                lacking.is_empty() && !rules.is_empty(),
            ) {
                (false, false) => wrong.push(format!("{name} {id}: {}", lacking.join("; "))),
                (true, true) => wrong.push(format!("{name} {id}: is carried, not pending")),
                _ => {}
            }
        }
        let strange = pending.iter().filter(|id| !index.rules.contains_key(*id));
        wrong.extend(strange.map(|id| format!("{name} {id}: is not in the index")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_of_the_index_is_pending_since_the_release_is_complete() {
    for name in index().pending.keys() {
        let version: Vec<u32> = name.split('.').map(|part| part.parse().unwrap()).collect();
        assert!(
            version.as_slice() < COMPLETE.as_slice(),
            "{name} must carry the whole index"
        );
    }
}

#[test]
fn the_index_is_whole() {
    // 62 rows of section 17, nine more of section 7 and one of 7.1.
    assert_eq!(index().rules.len(), 72);
}
