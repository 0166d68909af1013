//! zen-engine: definitions in an expression node, rules in a decision table that collects.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};
use spinepath::facts::FactSet;
use spinepath::model::Profile;
use spinepath::model::date::{completed_years, days_between};
use tokio::runtime::{Builder, Runtime};
use zen_engine::model::DecisionContent;
use zen_engine::{Decision, DecisionEngine, EvaluationOptions, Variable};

use crate::known;
use crate::subset::{AS_OF, Subset};
use spinepath::intake::form::FieldKind;

pub struct Zen {
    decision: Decision,
    runtime: Runtime,
}

/// The node that collects the rules.
const TABLE: &str = "rules";

impl Zen {
    pub fn of(subset: &Subset) -> Zen {
        let values: BTreeMap<&str, String> = subset
            .release
            .values_in_force(Profile::Cautious, AS_OF)
            .map(|(name, number)| (name, number.to_string()))
            .collect();
        let defined: Vec<&str> = subset
            .definitions
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        let expressions: Vec<Json> = (subset.definitions.iter())
            .map(|(name, text)| {
                let text = in_zen(text, &values, |name| {
                    defined.contains(&name).then_some("$.")
                });
                json!({ "id": name, "key": name, "value": text })
            })
            .collect();
        let rows: Vec<Json> = (subset.rules.iter())
            .map(|(id, text)| {
                let text = in_zen(text, &values, |_| None);
                json!({ "_id": id, "when": text, "rule": format!("\"{id}\"") })
            })
            .collect();
        let node = |id: &str, kind: &str, content: Json| json!({ "id": id, "name": id, "type": kind, "content": content });
        let edge = |from: &str, to: &str| json!({ "id": format!("{from}-{to}"), "sourceId": from, "targetId": to, "type": "edge" });
        let graph = json!({
            "nodes": [
                node("input", "inputNode", json!({})),
                node("definitions", "expressionNode", json!({
                    "expressions": expressions, "passThrough": true,
                })),
                node(TABLE, "decisionTableNode", json!({
                    "hitPolicy": "collect",
                    "inputs": [{ "id": "when", "name": "when" }],
                    "outputs": [{ "id": "rule", "name": "rule", "field": "rule" }],
                    "rules": rows,
                })),
                node("output", "outputNode", json!({})),
            ],
            "edges": [
                edge("input", "definitions"),
                edge("definitions", TABLE),
                edge(TABLE, "output"),
            ],
        });
        let content: DecisionContent = serde_json::from_value(graph).unwrap();
        let mut decision = DecisionEngine::default()
            .create_decision(content.into())
            .unwrap();
        decision.compile();
        Zen {
            decision,
            runtime: Builder::new_current_thread().build().unwrap(),
        }
    }

    /// The facts as the engine wants them. What its language has no function for is given: completed
    /// years, and dates as days before the assessment.
    pub fn patient(subset: &Subset, facts: &FactSet) -> Variable {
        let catalogue = subset.release.catalogue();
        let mut patient = Map::new();
        for &fact in &subset.facts {
            let field = catalogue.get(fact).unwrap();
            let name = field.name.as_str();
            let value = match &field.kind {
                FieldKind::Bool => json!(known::yes(catalogue, facts, name)),
                FieldKind::Number { .. } => {
                    json!(known::number(catalogue, facts, name) as f64 / 1000.0)
                }
                FieldKind::Choice(words) => {
                    json!(words[usize::from(known::choice(catalogue, facts, name))])
                }
                FieldKind::Set(words) => {
                    let bits = known::set(catalogue, facts, name);
                    let chosen = words
                        .iter()
                        .enumerate()
                        .filter(|(at, _)| bits & (1 << at) != 0);
                    json!(chosen.map(|(_, word)| word).collect::<Vec<_>>())
                }
                FieldKind::Date => {
                    let date = known::date(catalogue, facts, name);
                    let years = completed_years(date, AS_OF);
                    patient.insert(format!("{name}_years"), json!(years));
                    json!(days_between(date, AS_OF))
                }
                FieldKind::Record => unreachable!("text is not a fact"),
            };
            patient.insert(name.to_owned(), value);
        }
        Json::Object(patient).into()
    }

    /// The ids of the rules that hold.
    pub fn decide(&self, patient: &Variable, options: EvaluationOptions) -> (Variable, bool) {
        let decided = self
            .decision
            .evaluate_with_opts(patient.shallow_clone(), options);
        let response = self.runtime.block_on(decided).unwrap();
        (response.result, response.trace.is_some())
    }
}

/// CEL in the words of zen: `and`, `or`, `not`, values as numbers, `at_least` as a count.
fn in_zen(
    text: &str,
    values: &BTreeMap<&str, String>,
    prefix: impl Fn(&str) -> Option<&'static str>,
) -> String {
    let mut zen = String::new();
    for (at, piece) in text.split('\'').enumerate() {
        if at % 2 == 1 {
            zen.push_str(&format!("'{piece}'"));
            continue;
        }
        let piece = piece
            .replace("&&", " and ")
            .replace("||", " or ")
            .replace("!=", "\u{1}")
            .replace('!', " not ")
            .replace('\u{1}', "!=");
        let mut name = String::new();
        for c in piece.chars().chain([' ']) {
            if c.is_ascii_alphanumeric() || c == '_' {
                name.push(c);
                continue;
            }
            if !name.is_empty() {
                match values.get(name.as_str()) {
                    Some(number) => zen.push_str(number),
                    None => {
                        zen.push_str(prefix(&name).unwrap_or(""));
                        zen.push_str(&name);
                    }
                }
                name.clear();
            }
            zen.push(c);
        }
    }
    functions(&zen)
}

/// `days_since(d)` is the fact itself, `years_since(d)` the fact of its years, and
/// `at_least(n, [a, b])` is `(count([a, b], # == true) >= n)`.
fn functions(text: &str) -> String {
    let Some((before, rest)) = ["days_since(", "years_since(", "at_least("]
        .into_iter()
        .filter_map(|name| Some((text.find(name)?, name)))
        .min()
        .map(|(at, name)| ((&text[..at], name), &text[at + name.len()..]))
    else {
        return text.to_owned();
    };
    let (before, name) = before;
    let mut depth = 1;
    let close = rest
        .char_indices()
        .find(|(_, c)| {
            depth += match c {
                '(' | '[' => 1,
                ')' | ']' => -1,
                _ => 0,
            };
            depth == 0
        })
        .map(|(at, _)| at)
        .unwrap();
    let (inside, after) = (functions(&rest[..close]), functions(&rest[close + 1..]));
    match name {
        "days_since(" => format!("{before}({inside}){after}"),
        "years_since(" => format!("{before}({}_years){after}", inside.trim()),
        _ => {
            let (least, list) = inside.split_once(',').unwrap();
            format!(
                "{before}(count({}, # == true) >= {least}){after}",
                list.trim()
            )
        }
    }
}
