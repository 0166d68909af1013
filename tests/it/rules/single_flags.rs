//! A single weak flag never escalates by itself (`clinical: 0.4 point 7`).
//!
//! Every patient who differs from the flag-free adult in one answer is decided. The flags that may
//! act alone stand in `tests/fixtures/single-flags.yaml`, each with its reason.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value as Json;
use spinepath::decision::{Decision, Outcome, decide};
use spinepath::facts::{FactBits, FactDef, FactSet, FactValue};
use spinepath::intake::form::FieldKind;
use spinepath::model::{Answer, Number, Profile, Urgency};
use spinepath::rules::{CheckedRelease, evaluate};

use super::patients::{AS_OF, CURRENT, release};

const LISTED: &str = "tests/fixtures/single-flags.yaml";

/// What one flag alone does under the profiles.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Effect {
    /// What is certain, whatever the open answers turn out to be (SPEC 8.1).
    urgency: [Urgency; 3],
    /// What the open answers could make of it.
    could_become: [Urgency; 3],
    /// The rules that make it certain.
    rules: Vec<String>,
}

/// One word for all profiles, or one for each.
struct PerProfile([Urgency; 3]);

impl fmt::Display for PerProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [us, uk, cautious] = self.0;
        if us == uk && uk == cautious {
            write!(f, "{us}")
        } else {
            write!(f, "{{ us: {us}, uk: {uk}, cautious: {cautious} }}")
        }
    }
}

fn per_profile(word: &Json) -> [Urgency; 3] {
    let read = |word: &Json| serde_json::from_value(word.clone()).unwrap();
    match word {
        Json::Object(words) => Profile::ALL.map(|profile| read(&words[profile.word()])),
        word => [read(word); 3],
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    fact: String,
    is: String,
    urgency: Json,
    could_become: Option<Json>,
    by: By,
    because: String,
}

/// What the reason of a line rests on.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum By {
    /// The evidence says that this flag acts alone.
    Evidence,
    /// The evidence does not say so; the clinic signs for it.
    Policy,
}

fn effect(release: &CheckedRelease, facts: &FactSet) -> Effect {
    let decisions = Profile::ALL.map(|profile| decide(facts, release, profile));
    let certain = |decision: &Decision| {
        let fired = decision.trace.iter();
        fired
            .filter(|entry| entry.outcome == Outcome::Fired && !entry.guard)
            .filter_map(|entry| Some((entry.urgency?, entry.rule.clone())))
            .collect::<Vec<_>>()
    };
    let fired = decisions.each_ref().map(certain);
    let urgency = fired.each_ref().map(|fired| {
        let urgencies = fired.iter().map(|(urgency, _)| *urgency);
        urgencies.max().unwrap_or(Urgency::Conservative)
    });
    let mut rules: Vec<String> = (fired.into_iter().zip(urgency))
        .flat_map(|(fired, urgency)| fired.into_iter().filter(move |(of, _)| *of == urgency))
        .map(|(_, rule)| rule)
        .collect();
    rules.sort();
    rules.dedup();
    Effect {
        urgency,
        could_become: decisions.each_ref().map(|decision| decision.could_become),
        rules,
    }
}

fn outcomes(release: &CheckedRelease, facts: &FactSet, profile: Profile) -> Vec<Outcome> {
    let evaluation = evaluate(release, profile, facts);
    let rules = 0..release.rules().len();
    rules.map(|rule| evaluation.outcome(rule)).collect()
}

fn on_a_step(number: Number, min: Number, step: Number) -> bool {
    (number.thousandths() - min.thousandths()) % step.thousandths() == 0
}

/// Every other value of a fact in the words of the list, in an order in which neighbours may be
/// named together. Numbers: both bounds, and each side of every threshold of the release.
fn others(release: &CheckedRelease, fact: &FactDef) -> Vec<(String, FactValue)> {
    let word = |at: usize, word: &str, set: bool| {
        let value = if set {
            FactValue::Set(1 << at)
        } else {
            FactValue::Choice(at as u8)
        };
        (word.to_owned(), value)
    };
    match &fact.kind {
        FieldKind::Bool => vec![
            ("yes".to_owned(), FactValue::Bool(true)),
            ("no".to_owned(), FactValue::Bool(false)),
        ],
        FieldKind::Choice(words) | FieldKind::Set(words) => {
            let set = matches!(fact.kind, FieldKind::Set(_));
            let places = words.iter().enumerate();
            places.map(|(at, text)| word(at, text, set)).collect()
        }
        FieldKind::Number { min, max, step } => {
            let mut numbers = vec![*min, *max];
            for profile in Profile::ALL {
                for (_, threshold) in release.values_in_force(profile, AS_OF) {
                    numbers.extend([-1, 0, 1].map(|steps| {
                        Number::from_thousandths(
                            threshold.thousandths() + steps * step.thousandths(),
                        )
                    }));
                }
            }
            numbers
                .retain(|number| number >= min && number <= max && on_a_step(*number, *min, *step));
            numbers.sort_unstable();
            numbers.dedup();
            let named = numbers.into_iter();
            named
                .map(|number| (number.to_string(), FactValue::Number(number)))
                .collect()
        }
        FieldKind::Date | FieldKind::Record => Vec::new(),
    }
}

/// The flags above routine, certain or possible only with open details: by fact, and by the values
/// that act alike, in the order of the form.
fn found(release: &CheckedRelease) -> Vec<(String, String, Effect)> {
    let clear = release.clear_answers(AS_OF);
    let clear = FactSet::from_words(release.catalogue(), AS_OF, &clear).unwrap();
    let rules = release.rules().iter();
    let read = rules.fold(FactBits::default(), |read, rule| read.union(rule.reads));
    let mut found = Vec::new();
    for id in read.iter() {
        let fact = release.catalogue().get(id).unwrap();
        let mut alike: Vec<(Vec<String>, Effect)> = Vec::new();
        let mut before = None;
        let numeric = matches!(fact.kind, FieldKind::Number { .. });
        for (word, value) in others(release, fact) {
            let answer = Answer::Known(value);
            if *clear.get(id) == answer {
                continue;
            }
            let facts = clear.clone().with(id, answer);
            // Most neighbours change no rule: the same outcomes make the same decision.
            let outcomes = Profile::ALL.map(|profile| outcomes(release, &facts, profile));
            if before.as_ref() == Some(&outcomes) {
                alike.last_mut().unwrap().0.push(word);
                continue;
            }
            before = numeric.then_some(outcomes);
            let effect = effect(release, &facts);
            // Numbers act alike in a row, words wherever they stand.
            let same = if numeric {
                alike.last_mut().filter(|(_, of)| *of == effect)
            } else {
                alike.iter_mut().find(|(_, of)| *of == effect)
            };
            match same {
                Some((words, _)) => words.push(word),
                None => alike.push((vec![word], effect)),
            }
        }
        for (words, effect) in alike {
            if effect.could_become.iter().all(|of| *of <= Urgency::Routine) {
                continue;
            }
            let is = match (numeric, words.as_slice()) {
                (true, [first, .., last]) => format!("{first} to {last}"),
                _ => words.join(", "),
            };
            found.push((fact.name.clone(), is, effect));
        }
    }
    found
}

/// A line as it stands in the list, with the rules that make it certain behind it.
fn line(fact: &str, is: &str, effect: &Effect, said: Option<&Line>) -> String {
    let (by, because) = match said {
        Some(line) => (
            format!("{:?}", line.by).to_lowercase(),
            line.because.as_str(),
        ),
        None => ("policy".to_owned(), ""),
    };
    let could_become = if effect.could_become == effect.urgency {
        String::new()
    } else {
        format!(", could_become: {}", PerProfile(effect.could_become))
    };
    format!(
        "- {{ fact: {fact}, is: \"{is}\", urgency: {}{could_become}, by: {by}, because: \"{because}\" }} # {}",
        PerProfile(effect.urgency),
        effect.rules.join(", ")
    )
}

#[test]
fn a_single_flag_escalates_only_where_the_list_says_why() {
    let release = release(CURRENT);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(LISTED);
    let strict = serde_saphyr::options! { strict_booleans: true };
    let text = fs::read_to_string(path).unwrap();
    let lines: Vec<Line> = serde_saphyr::from_str_with_options(&text, strict).unwrap();
    let mut listed: BTreeMap<(String, String), Line> = BTreeMap::new();
    for line in lines {
        let key = (line.fact.clone(), line.is.clone());
        assert!(listed.insert(key, line).is_none(), "a flag is listed twice");
    }
    let mut wrong = Vec::new();
    for (fact, is, effect) in found(&release) {
        let key = (fact.clone(), is.clone());
        let Some(said) = listed.remove(&key) else {
            wrong.push(format!(
                "not listed; if the evidence lets it act alone, say why in:\n{}",
                line(&fact, &is, &effect, None)
            ));
            continue;
        };
        let urgency = per_profile(&said.urgency);
        let could_become = said.could_become.as_ref().map_or(urgency, per_profile);
        if (urgency, could_become) != (effect.urgency, effect.could_become) {
            let now = line(&fact, &is, &effect, Some(&said));
            wrong.push(format!("listed with another urgency, now:\n{now}"));
        }
        if said.because.is_empty() {
            wrong.push(format!("{fact} {is}: say why it may act alone"));
        }
    }
    for ((fact, is), _) in listed {
        wrong.push(format!("escalates no longer, take it out: {fact} {is}"));
    }
    assert!(wrong.is_empty(), "{LISTED}:\n{}", wrong.join("\n"));
}
