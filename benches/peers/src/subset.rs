//! Four topics of the current release as a release of their own: the rules, every definition they
//! need, and the facts they read.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::{Value as Json, json};
use spinepath::app::{Library, preview};
use spinepath::facts::{FactBits, FactId, FactSet};
use spinepath::model::Profile;
use spinepath::rules::{CheckedRelease, check, lock};

use crate::by_hand::RULES;

/// The day every patient is looked at.
pub const AS_OF: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();

/// A release of [`RULES`] alone.
pub struct Subset {
    pub release: CheckedRelease,
    /// Definitions in an order in which they can be evaluated, by name.
    pub definitions: Vec<(String, String)>,
    /// The conditions of the rules, by id.
    pub rules: Vec<(String, String)>,
    pub facts: Vec<FactId>,
}

impl Subset {
    pub fn read() -> Subset {
        let library = Library::embedded().unwrap();
        let whole = library.current_release(AS_OF).unwrap();
        let texts: Vec<(&str, &str)> = whole.conditions().collect();
        let (definitions, conditions) = texts.split_at(whole.definition_count());
        let rules = RULES.map(|id| *conditions.iter().find(|(rule, _)| *rule == id).unwrap());
        let mut needed: BTreeSet<&str> = BTreeSet::new();
        let mut left: Vec<&str> = rules.iter().map(|(_, text)| *text).collect();
        while let Some(text) = left.pop() {
            for word in words(&text_without_words(text)) {
                if let Some((name, text)) = definitions.iter().find(|(name, _)| *name == word)
                    && needed.insert(name)
                {
                    left.push(text);
                }
            }
        }
        let definitions: Vec<(String, String)> = definitions
            .iter()
            .filter(|(name, _)| needed.contains(name))
            .map(owned)
            .collect();
        let rules: Vec<(String, String)> = rules.iter().map(owned).collect();
        let files = files(&whole, &definitions, &rules);
        let (release, _) = check(&files, library.catalogues(), AS_OF).unwrap();
        let read = release.rules().iter().map(|rule| rule.reads);
        let read = read.fold(FactBits::EMPTY, FactBits::union);
        Subset {
            facts: read.iter().collect(),
            release,
            definitions,
            rules,
        }
    }
}

/// The whole release, and the facts of a filled form.
pub fn whole() -> (CheckedRelease, FactSet) {
    let form = include_bytes!(
        "../../../schemas/intake/spine/1.1.0/examples/valid/cauda_equina_classic.json"
    );
    let library = Library::embedded().unwrap();
    let release = library.current_release(AS_OF).unwrap();
    let previewed = preview(&library, &release, Profile::Cautious, AS_OF, form);
    let facts = previewed.unwrap_or_else(|fault| panic!("{fault}")).facts;
    (release, facts)
}

fn owned(pair: &(&str, &str)) -> (String, String) {
    (pair.0.to_owned(), pair.1.to_owned())
}

/// A condition without what stands in quotes.
pub fn text_without_words(text: &str) -> String {
    let outside = text.split('\'').step_by(2);
    outside.collect::<Vec<_>>().join("''")
}

/// The names in a text without quotes.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.split(move |c| !name(c))
        .filter(|word| !word.is_empty())
}

/// The files: those of the whole release, with one topic in the place of all. JSON is YAML too.
fn files(
    whole: &CheckedRelease,
    definitions: &[(String, String)],
    rules: &[(String, String)],
) -> BTreeMap<String, String> {
    let definitions = definitions.iter();
    let definitions: Vec<Json> = definitions
        .map(|(name, text)| json!({ "define": name, "title": name, "is": text }))
        .collect();
    let tests = ["fired", "silent", "unknown"];
    let tests = tests.map(|test| json!({ "name": test, "given": {}, "expect": test }));
    let rules = rules.iter();
    let rules: Vec<Json> = rules
        .map(|(id, when)| {
            json!({
                "rule": id, "version": 1, "title": id, "when": when, "if_unknown": "ignore",
                "say": { "clinician": "{matched}" }, "because": "it is measured",
                "basis": "policy", "evidence": [], "tests": tests,
            })
        })
        .collect();
    let topic = json!({
        "topic": "subset", "title": "Subset", "definitions": definitions, "rules": rules,
    });
    let kept = [
        "pathway.yaml",
        "values.yaml",
        "evidence.yaml",
        "baseline.yaml",
    ];
    let mut files: BTreeMap<String, String> = (whole.files().iter())
        .filter(|(name, _)| kept.contains(&name.as_str()))
        .map(|(name, text)| (name.clone(), text.clone()))
        .collect();
    for profile in ["us", "uk", "cautious"] {
        // Only `cautious` is measured, which replaces no value.
        let file = json!({ "profile": profile, "title": profile });
        files.insert(format!("profiles/{profile}.yaml"), file.to_string());
    }
    files.insert("topics/10-subset.yaml".to_owned(), topic.to_string());
    files.insert("release.lock".to_owned(), lock(&files));
    files
}
