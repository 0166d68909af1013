//! Random releases, as data that can be made simpler and written as files.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};
use spinepath::rules::lock;

use super::catalogue::Catalogue;
use super::tree::{Tree, Words};
use crate::support::random::Random;

/// The ladder, least urgent first.
const LADDER: [&str; 5] = [
    "conservative",
    "routine",
    "two_weeks",
    "same_day",
    "emergency",
];

/// A release that is not written yet. Rules and profiles are objects as their files have them, but
/// for the condition.
#[derive(Debug, Clone)]
pub struct Draft {
    pub catalogue: Catalogue,
    values: BTreeMap<String, Json>,
    definitions: Vec<(String, Tree, bool)>,
    rules: Vec<(Tree, Map<String, Json>)>,
    profiles: [Map<String, Json>; 3],
    hold_destination: bool,
}

impl Draft {
    pub fn random(random: &mut Random) -> Draft {
        let catalogue = Catalogue::random(random);
        let mut draft = Draft {
            values: BTreeMap::new(),
            definitions: Vec::new(),
            rules: Vec::new(),
            profiles: ["us", "uk", "cautious"].map(|name| {
                let head = json!({ "profile": name, "title": name, "values": {}, "rules": {} });
                head.as_object().unwrap().clone()
            }),
            hold_destination: random.once_in(2),
            catalogue: catalogue.clone(),
        };
        let mut words = Words {
            catalogue: &catalogue,
            thresholds: Vec::new(),
            counts: Vec::new(),
            months: Vec::new(),
            definitions: Vec::new(),
        };
        // In one release in twenty a number has more thresholds than a word has bits.
        let wide = random.once_in(20);
        let (least, most) = if wide { (65, 140) } else { (4, 9) };
        for at in 0..random.between(least, most) {
            words.thresholds.push(draft.value(random, "t", at, 400));
        }
        for at in 0..2 {
            words.counts.push(draft.value(random, "k", at, 4));
            words.months.push(draft.value(random, "m", at, 14));
        }
        if wide {
            let tree = words.every_threshold(random);
            words.definitions.push(("wide".to_owned(), tree.is));
            draft.definitions.push(("wide".to_owned(), tree, false));
        }
        for at in 0..random.between(2, 9) {
            let tree = match random.below(4) {
                0 => words.number(random, 2),
                1 => words.date(random, 2),
                _ => words.condition(random, 3),
            };
            let name = format!("x{at}");
            words.definitions.push((name.clone(), tree.is));
            draft.definitions.push((name, tree, random.once_in(4)));
        }
        for at in 0..random.between(3, 10) {
            let when = words.condition(random, 3);
            let rule = draft.rule(random, at, &words);
            draft.rules.push((when, rule));
        }
        draft
    }

    /// A value with a number or two, which profiles may replace.
    fn value(&mut self, random: &mut Random, letter: &str, at: usize, most: usize) -> String {
        let number = |random: &mut Random| match random.below(5) {
            0 if letter == "t" => json!(random.below(400) as f64 / 10.0),
            1..=3 if at < 9 => json!(random.below(most.min(12))),
            _ => json!(random.below(most)),
        };
        let name = format!("{letter}{at}");
        let mut entries = vec![json!({ "from": "2020-01-01", "is": number(random) })];
        if random.once_in(4) {
            let from = *random.pick(&["2026-01-01", "2026-11-23", "2026-11-24"]);
            entries.push(json!({ "from": from, "is": number(random) }));
        }
        if random.once_in(5) {
            let is = json!({ "is": number(random), "because": "it says so" });
            let profile = random.pick(&[0, 1, 2]);
            self.profiles[*profile]["values"][&name] = is;
        }
        let value = json!({
            "title": name, "unit": "1", "basis": "policy", "evidence": [], "values": entries,
        });
        self.values.insert(name.clone(), value);
        name
    }

    /// Everything of a rule but its condition.
    fn rule(&mut self, random: &mut Random, at: usize, words: &Words<'_>) -> Map<String, Json> {
        let id = format!("r{at}");
        let urgency = random.below(LADDER.len());
        let mut then = json!({ "urgency": LADDER[urgency] });
        let mut some = |name: &str, ids: &[&str]| {
            if random.once_in(2) {
                then[name] = json!([random.pick(ids)]);
            }
        };
        some("destinations", &["self", "away"]);
        some("labs", &["crp", "count"]);
        some("evaluations", &["look", "feel"]);
        some("plan", &["walk"]);
        some("safety_net", &["heat"]);
        some("findings", &["long"]);
        if random.once_in(3) {
            then["due_in_days"] = json!(random.pick(&words.counts));
            then["review_in_days"] = json!(random.pick(&words.months));
        }
        let tests = ["fired", "silent", "unknown"];
        let tests = tests.map(|test| json!({ "name": test, "given": {}, "expect": test }));
        let mut rule = json!({
            "rule": id, "version": 1, "title": id, "because": "it says so",
            "say": { "clinician": "{matched}" }, "basis": "policy", "evidence": [],
            "tests": tests,
        });
        match random.below(10) {
            0 => {
                then.as_object_mut().unwrap().remove("urgency");
                rule["if_unknown"] = json!("ignore");
            }
            1 | 2 => {
                let facts: Vec<&String> = (0..random.between(1, 3))
                    .map(|_| &random.pick(&words.catalogue.facts).0)
                    .collect();
                rule["unanswered"] = json!(facts);
            }
            3..=6 => rule["if_unknown"] = json!("escalate"),
            _ => rule["if_unknown"] = json!("ask"),
        }
        if random.once_in(5) && then.get("urgency").is_some() {
            let (profile, lower) = (*random.pick(&[0, 1]), random.below(urgency + 1));
            let replace = json!({ "urgency": LADDER[lower], "because": "it says so" });
            self.profiles[profile]["rules"][&id] = replace;
        }
        rule["then"] = then;
        rule.as_object().unwrap().clone()
    }

    /// Every draft that is one step simpler.
    pub fn simpler(&self) -> Vec<Draft> {
        let mut simpler = Vec::new();
        for at in 0..self.rules.len() {
            let mut less = self.clone();
            let (_, rule) = less.rules.remove(at);
            for profile in &mut less.profiles {
                let rules = profile["rules"].as_object_mut().unwrap();
                rules.remove(rule["rule"].as_str().unwrap());
            }
            simpler.push(less);
        }
        for at in 0..self.definitions.len() {
            let mut less = self.clone();
            less.definitions.remove(at);
            simpler.push(less);
        }
        for at in 0..self.definitions.len() {
            for tree in self.definitions[at].1.simpler() {
                let mut less = self.clone();
                less.definitions[at].1 = tree;
                simpler.push(less);
            }
        }
        for at in 0..self.rules.len() {
            for tree in self.rules[at].0.simpler() {
                let mut less = self.clone();
                less.rules[at].0 = tree;
                simpler.push(less);
            }
        }
        simpler
    }

    /// The definitions and rules, for somebody who reads what was found.
    pub fn text(&self) -> String {
        let definitions = self.definitions.iter();
        let definitions = definitions.map(|(name, is, _)| format!("  {name}: {}", is.text()));
        let rules = self.rules.iter().map(|(when, rule)| {
            let kind = ["if_unknown", "unanswered"].map(|kind| rule.get(kind));
            let kind = kind.into_iter().flatten().next().unwrap();
            let id = rule["rule"].as_str().unwrap();
            format!("  {id} ({kind}): {}", when.text())
        });
        let values = self.values.iter();
        let values = values.map(|(name, value)| format!("  {name}: {}", value["values"]));
        let lines: Vec<String> = definitions.chain(rules).chain(values).collect();
        lines.join("\n")
    }

    /// The files of the release; JSON is YAML too.
    pub fn files(&self) -> BTreeMap<String, String> {
        let definitions: Vec<Json> = (self.definitions.iter())
            .map(|(name, is, background)| {
                let background = if *background { "yes" } else { "no" };
                json!({ "define": name, "title": name, "is": is.text(), "background": background })
            })
            .collect();
        let rules: Vec<Json> = (self.rules.iter())
            .map(|(when, rule)| {
                let mut rule = rule.clone();
                rule.insert("when".to_owned(), json!(when.text()));
                Json::Object(rule)
            })
            .collect();
        let terms = |ids: &[&str]| -> Map<String, Json> {
            let terms = ids.iter();
            terms
                .map(|id| ((*id).to_owned(), json!({ "text": id })))
                .collect()
        };
        let mut pathway = json!({
            "pathway": "random", "title": "Random", "release": "0.1.0", "owners": ["the tests"],
            "form": { "name": "random", "version": "0.1.0" },
            "hold": "same_day",
            "vocabulary": {
                "destinations": {
                    "away": { "text": "away", "ask": "go" },
                    "self": { "text": "self", "ask": "stay", "own_care": "yes" },
                },
                "imaging": {},
                "labs": terms(&["crp", "count"]),
                "evaluations": terms(&["look", "feel"]),
                "plan": terms(&["walk"]),
                "safety_net": terms(&["heat"]),
                "findings": terms(&["long"]),
            },
        });
        if self.hold_destination {
            pathway["hold_destination"] = json!("self");
        }
        let patient = json!({ "age": 45, "sex_at_birth": "male" });
        let baseline = json!({ "patient": patient, "answers": self.catalogue.answers() });
        let topic = json!({
            "topic": "all", "title": "All", "definitions": definitions, "rules": rules,
        });
        let mut files = BTreeMap::from(
            [
                ("pathway.yaml", pathway),
                ("values.yaml", json!(self.values)),
                ("evidence.yaml", json!({})),
                ("baseline.yaml", baseline),
                ("topics/10-all.yaml", topic),
            ]
            .map(|(name, file)| (name.to_owned(), file.to_string())),
        );
        for profile in &self.profiles {
            let name = format!("profiles/{}.yaml", profile["profile"].as_str().unwrap());
            files.insert(name, json!(profile).to_string());
        }
        files.insert("release.lock".to_owned(), lock(&files));
        files
    }
}
