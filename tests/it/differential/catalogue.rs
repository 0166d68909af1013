//! Random forms: facts of every type, some of them with as many words as a fact can have.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};
use spinepath::facts;
use spinepath::intake::form::Form;

use crate::support::random::Random;

/// What a fact is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Bool,
    /// So many words, `w0` and up.
    Choice(usize),
    Set(usize),
    /// From 0 to so many, in whole numbers or in tenths.
    Number(usize, &'static str),
    Date,
}

/// The facts of a form by name, beside birth date and sex at birth.
#[derive(Debug, Clone)]
pub struct Catalogue {
    pub facts: Vec<(String, Kind)>,
}

impl Catalogue {
    pub fn random(random: &mut Random) -> Self {
        let words = |random: &mut Random| match random.below(12) {
            0 => random.between(40, 64),
            _ => random.between(2, 6),
        };
        let mut facts: Vec<(String, Kind)> = Vec::new();
        let mut add = |letter: &str, kinds: Vec<Kind>| {
            let named = kinds.into_iter().enumerate();
            facts.extend(named.map(|(at, kind)| (format!("{letter}{at}"), kind)));
        };
        add("b", vec![Kind::Bool; random.between(2, 6)]);
        let choices = (0..random.between(1, 3)).map(|_| Kind::Choice(words(random)));
        add("c", choices.collect());
        let sets = (0..random.between(1, 2)).map(|_| Kind::Set(words(random)));
        add("s", sets.collect());
        let numbers = (0..random.between(1, 3)).map(|_| match random.below(3) {
            0 => Kind::Number(44, "0.1"),
            1 => Kind::Number(10, "1"),
            _ => Kind::Number(400, "1"),
        });
        add("n", numbers.collect());
        add("d", vec![Kind::Date; random.between(1, 3)]);
        Catalogue { facts }
    }

    /// The form and the facts that rules may read.
    pub fn loaded(&self) -> facts::Catalogue {
        let answers: Map<String, Json> = self
            .facts
            .iter()
            .map(|(name, kind)| (name.clone(), schema(kind)))
            .collect();
        let date = json!({ "type": "string", "format": "date" });
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "properties": {
                "form": { "const": "random" },
                "form_version": { "const": "0.1.0" },
                "patient": {
                    "properties": {
                        "birth_date": date,
                        "sex_at_birth": { "enum": ["female", "male", "unknown"] },
                    },
                },
                "answers": { "properties": answers },
            },
        });
        let names = self.facts.iter().map(|(name, _)| name.as_str());
        let fields: Vec<Json> = ["birth_date", "sex_at_birth"]
            .into_iter()
            .chain(names)
            .map(|name| json!({ "field": name, "label": name, "ask": name, "who": "assistant" }))
            .collect();
        let screen = json!({
            "form": "random",
            "version": "0.1.0",
            "title": "Random",
            "sections": [{ "id": "all", "title": "All", "say": "All.", "fields": fields }],
        });
        let files = BTreeMap::from([
            ("schema.json".to_owned(), schema.to_string()),
            ("form.yaml".to_owned(), screen.to_string()),
        ]);
        facts::Catalogue::of(&Form::load(&files).unwrap()).unwrap()
    }

    /// Answers of somebody, all known: what random patients are changed from.
    pub fn answers(&self) -> Json {
        let answers: Map<String, Json> = self
            .facts
            .iter()
            .map(|(name, kind)| {
                let answer = match kind {
                    Kind::Bool => json!("no"),
                    Kind::Choice(_) => json!("w0"),
                    Kind::Set(_) => json!("none"),
                    Kind::Number(..) => json!(3),
                    Kind::Date => json!({ "days_ago": 10 }),
                };
                (name.clone(), answer)
            })
            .collect();
        Json::Object(answers)
    }
}

fn schema(kind: &Kind) -> Json {
    let open = "^(unknown|not_asked)$";
    let words = |count: &usize| -> Vec<String> { (0..*count).map(|at| format!("w{at}")).collect() };
    match kind {
        Kind::Bool => json!({ "enum": ["yes", "no", "unknown", "not_asked"] }),
        Kind::Choice(count) => {
            let mut words = words(count);
            words.extend(["unknown".to_owned(), "not_asked".to_owned()]);
            json!({ "enum": words })
        }
        Kind::Set(count) => json!({
            "type": ["array", "string"],
            "items": { "enum": words(count) },
            "pattern": open,
        }),
        Kind::Number(most, step) => json!({
            "type": ["number", "string"],
            "minimum": 0,
            "maximum": most,
            "multipleOf": step.parse::<serde_json::Number>().unwrap(),
            "pattern": open,
        }),
        Kind::Date => json!({ "type": ["object", "string"], "pattern": open }),
    }
}
