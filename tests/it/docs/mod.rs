//! The documents name only what is there.

mod walkthrough;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value as Json;
use spinepath::app::Library;
use spinepath::intake::form::Form;
use spinepath::rules::CheckedRelease;

use crate::rules::patients::{CURRENT, release};

/// The points of the seed article.
const POINTS: u32 = 96;

/// The form whose fields the coverage names.
const FORM: (&str, &str) = ("spine", "1.1.0");

/// Everything a row of the coverage may name, by kind.
struct Known {
    fields: BTreeSet<String>,
    rules: BTreeSet<String>,
    /// `treatment`, `ci`, `plan`, `finding`, `safety_net`, `evaluation`, `handout`.
    prefixed: BTreeMap<&'static str, BTreeSet<String>>,
}

impl Known {
    fn of(form: &Form, release: &CheckedRelease, folder: &Path) -> Known {
        let words = release.vocabulary();
        let strings = |ids: Vec<&String>| ids.into_iter().cloned().collect();
        Known {
            fields: form
                .fields()
                .iter()
                .map(|field| field.name.clone())
                .collect(),
            rules: release.rules().iter().map(|rule| rule.id.clone()).collect(),
            prefixed: BTreeMap::from([
                (
                    "treatment",
                    listed(&folder.join("treatments.yaml"), "treatments", "treatment"),
                ),
                (
                    "ci",
                    listed(
                        &folder.join("contraindications.yaml"),
                        "contraindications",
                        "contraindication",
                    ),
                ),
                ("handout", keys(&root().join("reports/handout/en.yaml"))),
                ("plan", strings(words.plan.keys().collect())),
                ("finding", strings(words.findings.keys().collect())),
                ("safety_net", strings(words.safety_net.keys().collect())),
                ("evaluation", strings(words.evaluations.keys().collect())),
            ]),
        }
    }

    /// What is wrong with a name of the fourth or fifth column.
    fn unknown(&self, name: &str, allowed: &[&str], bare: bool) -> Option<String> {
        match name.split_once(':') {
            None if bare && self.rules.contains(name) => None,
            None if bare => Some(format!("no rule `{name}`")),
            None => Some(format!(
                "`{name}` does not say what it is: {}",
                allowed.join(", ")
            )),
            Some((kind, id)) if allowed.contains(&kind) => {
                let there = self.prefixed.get(kind).is_some_and(|ids| ids.contains(id));
                (!there).then(|| format!("no {kind} `{id}`"))
            }
            Some((kind, _)) => Some(format!("`{kind}:` does not belong in this column")),
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn yaml(path: &Path) -> Json {
    match fs::read_to_string(path) {
        Ok(text) => {
            let strict = serde_saphyr::options! { strict_booleans: true };
            serde_saphyr::from_str_with_options(&text, strict).unwrap()
        }
        Err(_) => Json::Null,
    }
}

/// The ids of a list in a file; empty where the file is not there.
fn listed(path: &Path, list: &str, id: &str) -> BTreeSet<String> {
    let file = yaml(path);
    let entries = file.get(list).and_then(Json::as_array);
    entries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.get(id)?.as_str().map(str::to_owned))
        .collect()
}

/// The key of every text of a file, alone and with the keys above it: `walk`, `plan.words.walk`.
fn keys(path: &Path) -> BTreeSet<String> {
    fn walk(value: &Json, above: &str, keys: &mut BTreeSet<String>) {
        for (key, inner) in value.as_object().into_iter().flatten() {
            let whole = if above.is_empty() {
                key.clone()
            } else {
                format!("{above}.{key}")
            };
            if inner.is_string() {
                keys.insert(key.clone());
                keys.insert(whole.clone());
            }
            walk(inner, &whole, keys);
        }
    }
    let mut found = BTreeSet::new();
    walk(&yaml(path), "", &mut found);
    found
}

/// Names between commas; backticks around a name do not count.
fn names(cell: &str) -> Vec<&str> {
    cell.split(',')
        .map(|name| name.trim().trim_matches('`'))
        .filter(|name| !name.is_empty())
        .collect()
}

/// Everything that is wrong with the table of a coverage document.
fn faults(document: &str, points: u32, known: &Known) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut rows: BTreeMap<&str, u32> = BTreeMap::new();
    for line in document.lines().filter(|line| line.starts_with("| A")) {
        let cells: Vec<&str> = line
            .trim()
            .trim_matches('|')
            .split('|')
            .map(str::trim)
            .collect();
        let [id, concept, fields, rules, texts, why] = cells.as_slice() else {
            wrong.push(format!("{line}: not six columns"));
            continue;
        };
        *rows.entry(id).or_default() += 1;
        if concept.is_empty() {
            wrong.push(format!("{id}: no concept"));
        }
        let (fields, rules, texts) = (names(fields), names(rules), names(texts));
        if fields.is_empty() && rules.is_empty() && texts.is_empty() && why.is_empty() {
            wrong.push(format!("{id}: names nothing and gives no reason"));
        }
        let no_field = fields.iter().filter(|name| !known.fields.contains(**name));
        let mut faults: Vec<String> = no_field.map(|name| format!("no field `{name}`")).collect();
        faults.extend(
            rules
                .iter()
                .filter_map(|name| known.unknown(name, &["treatment", "ci"], true)),
        );
        let printed = ["plan", "finding", "safety_net", "evaluation", "handout"];
        faults.extend(
            texts
                .iter()
                .filter_map(|name| known.unknown(name, &printed, false)),
        );
        wrong.extend(faults.into_iter().map(|fault| format!("{id}: {fault}")));
    }
    let expected: Vec<String> = (1..=points).map(|at| format!("A{at:02}")).collect();
    for id in &expected {
        match rows.remove(id.as_str()).unwrap_or_default() {
            0 => wrong.push(format!("{id}: has no row")),
            1 => {}
            count => wrong.push(format!("{id}: stands {count} times")),
        }
    }
    wrong.extend(
        rows.keys()
            .map(|id| format!("{id}: is no point of the article")),
    );
    wrong
}

fn known() -> Known {
    let library = Library::embedded().unwrap();
    let form = library.form(FORM.0, FORM.1).unwrap();
    Known::of(form, &release(CURRENT), &root().join(CURRENT))
}

/// What the sample needs beside the release: the treatments of the small release, and a handout.
fn known_for_the_sample() -> Known {
    let knee = root().join("tests/fixtures/knee/release");
    let mut known = known();
    let treatments = listed(&knee.join("treatments.yaml"), "treatments", "treatment");
    let against = listed(
        &knee.join("contraindications.yaml"),
        "contraindications",
        "contraindication",
    );
    known.prefixed.insert("treatment", treatments);
    known.prefixed.insert("ci", against);
    known
        .prefixed
        .insert("handout", BTreeSet::from(["walk".to_owned()]));
    known
}

fn sample() -> String {
    fs::read_to_string(root().join("tests/fixtures/seed-coverage-sample.md")).unwrap()
}

#[test]
fn the_sample_of_the_coverage_is_without_fault() {
    assert_eq!(
        faults(&sample(), 4, &known_for_the_sample()),
        Vec::<String>::new()
    );
}

#[test]
fn what_the_coverage_names_and_is_not_there_is_found() {
    let known = known_for_the_sample();
    let cases = [
        (
            "| A02 |",
            "| A01 |",
            vec!["A01: stands 2 times", "A02: has no row"],
        ),
        (
            "| A02 |",
            "| A05 |",
            vec!["A02: has no row", "A05: is no point of the article"],
        ),
        ("onset_date", "onset_dat", vec!["A01: no field `onset_dat`"]),
        ("dur_acute", "dur_acut", vec!["A01: no rule `dur_acut`"]),
        (
            "treatment:exercise",
            "treatment:magic",
            vec!["A04: no treatment `magic`"],
        ),
        (
            "ci:ci_exercise_hot",
            "ci:ci_none",
            vec!["A04: no ci `ci_none`"],
        ),
        ("plan:walk_more", "plan:fly", vec!["A01: no plan `fly`"]),
        (
            "finding:duration_chronic",
            "finding:x",
            vec!["A01: no finding `x`"],
        ),
        (
            "safety_net:numb_saddle",
            "safety_net:x",
            vec!["A02: no safety_net `x`"],
        ),
        (
            "evaluation:ces_examination",
            "evaluation:x",
            vec!["A02: no evaluation `x`"],
        ),
        ("handout:walk", "handout:run", vec!["A04: no handout `run`"]),
        (
            "handout:walk",
            "walk",
            vec![
                "A04: `walk` does not say what it is: plan, finding, safety_net, evaluation, handout",
            ],
        ),
        (
            "handout:walk",
            "treatment:exercise",
            vec!["A04: `treatment:` does not belong in this column"],
        ),
        (
            "the article gives no decision",
            "",
            vec!["A03: names nothing and gives no reason"],
        ),
        ("| mattress |", "| |", vec!["A03: no concept"]),
        (
            "| mattress |",
            "|",
            vec![
                "| A03 | | | | the article gives no decision |: not six columns",
                "A03: has no row",
            ],
        ),
    ];
    for (from, to, expected) in cases {
        let text = sample();
        assert!(text.contains(from), "`{from}` is not in the sample");
        assert_eq!(
            faults(&text.replacen(from, to, 1), 4, &known),
            expected,
            "{from} -> {to}"
        );
    }
}

#[test]
fn every_point_of_the_article_is_covered_or_says_why_not() {
    let document = fs::read_to_string(root().join("docs/seed-coverage.md")).unwrap();
    let wrong = faults(&document, POINTS, &known());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
