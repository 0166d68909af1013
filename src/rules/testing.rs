//! The tests inside a release: each gives a rule or a contraindication some facts and says what it
//! makes of them.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::evaluate::{Evaluation, Slot, evaluate_with};
use super::expr::Expr;
use super::release::{CheckedRelease, Rule, RuleKind};
use super::source::{Base, RuleTestFile};
use super::terms::Outcome;
use super::treatment::Contraindication;
use super::truth::{Range, Span, Truth};
use crate::facts::{FactBits, FactSet};
use crate::model::{Number, Profile, Value};

/// What became of one test of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleTestResult {
    /// The rule or contraindication.
    pub rule: String,
    /// The test.
    pub test: String,
    /// Where the test stands: file and line.
    pub place: String,
    /// Why it failed; absent where it passed.
    pub failure: Option<String>,
    /// The failure as a clinician would see it; absent where it passed or could not be run.
    pub heard: Option<Heard>,
}

/// What was said of a patient, and what should have been.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Heard {
    /// The patient in words.
    pub patient: String,
    /// What a clinician reads, sentence by sentence.
    pub said: Vec<String>,
    /// What a clinician should read.
    pub expected: Vec<String>,
}

/// The day tests are evaluated on unless they name one: the day the first release was made.
pub(super) const AS_OF: Option<NaiveDate> = NaiveDate::from_ymd_opt(2026, 11, 23);

/// Runs every test of every rule and contraindication.
pub fn run_rule_tests(release: &CheckedRelease) -> Vec<RuleTestResult> {
    let mut results = Vec::new();
    each_test(release, |ran| {
        let failure = match &ran.run {
            Err(fault) => Some(fault.clone()),
            Ok((evaluation, _)) => ran.tested.failure(ran.test, evaluation),
        };
        let heard = match &ran.run {
            Ok((evaluation, _)) if failure.is_some() => Some(ran.heard(evaluation)),
            _ => None,
        };
        results.push(RuleTestResult {
            rule: ran.tested.id().to_owned(),
            test: ran.test.name.value.clone(),
            place: ran.place(),
            failure,
            heard,
        });
    });
    results
}

/// A test inside a release that was run.
pub(super) struct Ran<'a, 'e> {
    pub tested: Tested<'a>,
    pub test: &'a RuleTestFile,
    /// What its facts come to, and the definitions it gives, by place; or why it cannot be run.
    pub run: Result<(Evaluation<'e>, Vec<usize>), String>,
}

/// Runs every test inside a release.
pub(super) fn each_test(release: &CheckedRelease, mut with: impl FnMut(&Ran<'_, '_>)) {
    let of_rules = (release.rules().iter().enumerate()).flat_map(|(at, rule)| {
        let tests = rule.tests.iter();
        tests.map(move |test| (Tested::Rule(at, rule), test))
    });
    let care = release.care().into_iter();
    let of_contraindications = care
        .flat_map(|care| care.contraindications.iter().enumerate())
        .flat_map(|(at, against)| {
            let tests = against.tests.iter();
            tests.map(move |test| (Tested::Contraindication(at, against), test))
        });
    for (tested, test) in of_rules.chain(of_contraindications) {
        match given(release, test) {
            Ok((facts, given)) => {
                let evaluation = evaluate_with(release, test.profile, &facts, &given);
                let given = given.iter().map(|(at, _)| *at).collect();
                let run = Ok((evaluation, given));
                with(&Ran { tested, test, run });
            }
            Err(fault) => with(&Ran {
                tested,
                test,
                run: Err(fault),
            }),
        }
    }
}

/// What a test is about, with its place among the rules or contraindications.
#[derive(Clone, Copy)]
pub(super) enum Tested<'a> {
    Rule(usize, &'a Rule),
    Contraindication(usize, &'a Contraindication),
}

impl Tested<'_> {
    pub fn id(&self) -> &str {
        match self {
            Tested::Rule(_, rule) => &rule.id,
            Tested::Contraindication(_, against) => &against.id,
        }
    }

    fn outcome(&self, evaluation: &Evaluation<'_>) -> Option<Outcome> {
        match self {
            Tested::Rule(at, _) => Some(evaluation.outcomes.get(*at)?.outcome),
            Tested::Contraindication(_, against) => Some(evaluation.contraindicated(against)),
        }
    }

    fn failure(&self, test: &RuleTestFile, evaluation: &Evaluation<'_>) -> Option<String> {
        let got = self.outcome(evaluation)?;
        if got == test.expect {
            return None;
        }
        let word = |outcome| match outcome {
            Outcome::Fired => "fired",
            Outcome::Silent => "silent",
            Outcome::Unknown => "unknown",
        };
        Some(format!(
            "expected {}, got {}: {}",
            word(test.expect),
            word(got),
            self.because(evaluation)
        ))
    }

    /// Why it came out as it did, for the author.
    fn because(&self, evaluation: &Evaluation<'_>) -> String {
        let catalogue = evaluation.release.catalogue();
        let when = match self {
            Tested::Rule(_, rule) => &rule.when,
            Tested::Contraindication(_, against) => &against.when,
        };
        let named = |facts: FactBits| {
            let facts = facts.iter().map(|fact| {
                let name = catalogue.name(fact);
                format!("{name} is {}", evaluation.facts.words(catalogue, fact))
            });
            facts.collect::<Vec<_>>().join(", ")
        };
        match (self, evaluation.truth(when)) {
            (Tested::Rule(at, rule), _) if matches!(rule.kind, RuleKind::Guard { .. }) => {
                let waits = evaluation.outcomes.get(*at).map(|outcome| outcome.waits);
                format!("open are {}", named(waits.unwrap_or_default()))
            }
            (_, Truth::Yes) => named(evaluation.witness_of(when)),
            (_, Truth::No) => "its condition does not hold".into(),
            (_, Truth::Unknown(open)) => format!("waits: {}", named(open)),
        }
    }

    /// What a clinician reads.
    fn said(&self, evaluation: &Evaluation<'_>) -> String {
        match self {
            Tested::Rule(at, rule) => (evaluation.outcomes.get(*at))
                .map(|outcome| evaluation.said(rule, outcome))
                .unwrap_or_default(),
            Tested::Contraindication(_, against) => sentence(
                evaluation.contraindicated(against),
                &against.text,
                &against.text,
            ),
        }
    }

    /// What a clinician should read.
    fn expected(&self, outcome: Outcome) -> String {
        match self {
            Tested::Rule(_, rule) => sentence(outcome, &rule.says("…"), &rule.title),
            Tested::Contraindication(_, against) => sentence(outcome, &against.text, &against.text),
        }
    }
}

fn sentence(outcome: Outcome, text: &str, title: &str) -> String {
    match outcome {
        Outcome::Fired => text.to_owned(),
        Outcome::Silent => format!("nothing of “{title}”"),
        Outcome::Unknown => format!("nothing yet of “{title}”, while an answer is open"),
    }
}

impl Ran<'_, '_> {
    /// Where the test stands: file and line.
    pub fn place(&self) -> String {
        let file = match self.tested {
            Tested::Rule(_, rule) => rule.file.as_str(),
            Tested::Contraindication(_, _) => "contraindications.yaml",
        };
        format!("{file}:{}", self.test.name.defined.line())
    }

    fn heard(&self, evaluation: &Evaluation<'_>) -> Heard {
        Heard {
            patient: patient(evaluation.release, self.test),
            said: vec![self.tested.said(evaluation)],
            expected: vec![self.tested.expected(self.test.expect)],
        }
    }
}

/// The patient of a test in words.
fn patient(release: &CheckedRelease, test: &RuleTestFile) -> String {
    let base = match test.base {
        Some(Base::Clear) => "the flag-free adult",
        None => "somebody of whom nothing is known",
    };
    let given = test.given.iter().map(|(name, value)| {
        let fact = release.catalogue().find(name);
        let fact = fact.and_then(|fact| release.catalogue().get(fact));
        let mut definitions = release.definitions().iter();
        let label = match fact {
            Some(fact) => fact.label.clone(),
            None => (definitions.find(|definition| definition.name == *name))
                .map_or(name.clone(), |definition| format!("“{}”", definition.title)),
        };
        let shown = |word: &str| match fact {
            Some(fact) => fact.option_label(word),
            None => word.to_owned(),
        };
        let value = match value {
            Json::String(word) => shown(word),
            Json::Array(words) => {
                let words = words.iter().filter_map(Json::as_str).map(shown);
                words.collect::<Vec<_>>().join(", ")
            }
            Json::Object(members) => match (members.get("days_ago"), members.get("date")) {
                (Some(days), _) => format!("{days} days ago"),
                (_, Some(date)) => format!("about {}", date.as_str().unwrap_or_default()),
                _ => value.to_string(),
            },
            number => {
                let text = number.to_string();
                let unit = fact.zip(Number::parse(&text));
                let unit = unit.map(|(fact, number)| fact.unit_word(number));
                format!("{text}{}", unit.unwrap_or_default())
            }
        };
        format!("{label}: {value}")
    });
    let given: Vec<String> = given.collect();
    let mut text = base.to_owned();
    if !given.is_empty() {
        text.push_str(&format!(", but {}", given.join("; ")));
    }
    if test.profile != Profile::default() {
        text.push_str(&format!(" (under `{}`)", test.profile));
    }
    text
}

/// The facts of a test, and the definitions it gives; or why they cannot be.
fn given(
    release: &CheckedRelease,
    test: &RuleTestFile,
) -> Result<(FactSet, Vec<(usize, Slot)>), String> {
    let as_of = test.as_of.or(AS_OF).unwrap_or_default();
    let mut answers = match test.base {
        Some(Base::Clear) => release.clear_answers(as_of),
        None => Map::new(),
    };
    let mut given = Vec::new();
    for (name, value) in &test.given {
        let definitions = release.definitions();
        match (definitions.iter()).position(|definition| definition.name == *name) {
            Some(index) => match slot(&definitions[index].is, value) {
                Some(slot) => given.push((index, slot)),
                None => return Err(format!("definition `{name}` cannot be `{value}`")),
            },
            None => {
                answers.insert(name.clone(), value.clone());
            }
        }
    }
    FactSet::from_words(release.catalogue(), as_of, &answers)
        .map(|facts| (facts, given))
        .map_err(|faults| faults.join("; "))
}

fn slot(is: &Expr, value: &Json) -> Option<Slot> {
    let open = value.as_str() == Some("unknown");
    Some(match is {
        Expr::Condition(_) if open => Slot::Truth(Truth::Unknown(FactBits::EMPTY)),
        Expr::Number(_) if open => Slot::Range(Range::Open(FactBits::EMPTY)),
        Expr::Date(_) if open => Slot::Span(Span::Open(FactBits::EMPTY)),
        Expr::Condition(_) => match value.as_str()? {
            "yes" => Slot::Truth(Truth::Yes),
            "no" => Slot::Truth(Truth::No),
            _ => return None,
        },
        Expr::Number(_) => Slot::Range(Range::exact(
            Number::parse(&value.to_string())?.thousandths(),
        )),
        Expr::Date(_) => Slot::Span(Span::day(value.as_str()?.parse().ok()?)),
    })
}

impl CheckedRelease {
    /// The flag-free adult of `baseline.yaml` as facts on a day: answers, birth date and sex.
    pub fn clear_answers(&self, as_of: NaiveDate) -> Map<String, Json> {
        let mut answers = self.baseline.answers.clone();
        // A first visit: what the record of a case says when there was none before.
        for fact in self.catalogue.facts() {
            if let Some(Value::Bool(yes)) = &fact.absent {
                let word = if *yes { "yes" } else { "no" };
                answers.insert(fact.name.clone(), json!(word));
            }
        }
        let birth_date = born(self.baseline.patient.age, as_of);
        answers.insert("birth_date".into(), json!(birth_date));
        answers.insert(
            "sex_at_birth".into(),
            json!(self.baseline.patient.sex_at_birth),
        );
        answers
    }

    /// The flag-free adult on the day on which the tests inside a release are.
    ///
    /// # Errors
    ///
    /// One sentence for each answer of `baseline.yaml` that does not fit the form.
    pub fn clear_adult(&self) -> Result<FactSet, Vec<String>> {
        let as_of = AS_OF.unwrap_or_default();
        FactSet::from_words(&self.catalogue, as_of, &self.clear_answers(as_of))
    }

    /// The answers of `baseline.yaml` as they are written, its age and its sex at birth.
    pub fn baseline(&self) -> (&Map<String, Json>, u32, &str) {
        (
            &self.baseline.answers,
            self.baseline.patient.age,
            &self.baseline.patient.sex_at_birth,
        )
    }
}

/// The birth date of somebody who turns that age on that day.
pub fn born(age: u32, as_of: NaiveDate) -> NaiveDate {
    let year = as_of.year() - i32::try_from(age).unwrap_or(0);
    // 29 February stands for 28 February in a year without it.
    as_of
        .with_year(year)
        .or_else(|| as_of.with_day(28)?.with_year(year))
        .unwrap_or(as_of)
}
