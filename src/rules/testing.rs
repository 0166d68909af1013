//! The tests inside a release: each gives a rule or a contraindication some facts and says what it
//! makes of them.

use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value as Json, json};

use super::evaluate::{Evaluation, Slot, evaluate_with};
use super::expr::Expr;
use super::release::{CheckedRelease, Rule, RuleKind};
use super::source::{Base, RuleTestFile};
use super::terms::Outcome;
use super::treatment::Contraindication;
use super::truth::{Range, Span, Truth};
use crate::facts::{FactBits, FactSet};
use crate::model::{Number, Value};

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
}

/// The day tests are evaluated on unless they name one: the day the first release was made.
const AS_OF: Option<NaiveDate> = NaiveDate::from_ymd_opt(2026, 11, 23);

/// Runs every test of every rule and contraindication.
pub fn run_rule_tests(release: &CheckedRelease) -> Vec<RuleTestResult> {
    let of_rules = (release.rules().iter().enumerate()).flat_map(|(at, rule)| {
        let tests = rule.tests.iter();
        tests.map(move |test| (&rule.id, rule.file.as_str(), test, Tested::Rule(at, rule)))
    });
    let care = release.care().into_iter();
    let of_contraindications = care
        .flat_map(|care| &care.contraindications)
        .flat_map(|against| {
            let tests = against.tests.iter();
            let file = "contraindications.yaml";
            tests.map(move |test| (&against.id, file, test, Tested::Contraindication(against)))
        });
    of_rules
        .chain(of_contraindications)
        .map(|(id, file, test, tested)| RuleTestResult {
            rule: id.clone(),
            test: test.name.value.clone(),
            place: format!("{file}:{}", test.name.defined.line()),
            failure: failure(release, tested, test),
        })
        .collect()
}

/// What a test is about.
enum Tested<'a> {
    Rule(usize, &'a Rule),
    Contraindication(&'a Contraindication),
}

impl Tested<'_> {
    fn outcome(&self, evaluation: &Evaluation<'_>) -> Option<Outcome> {
        match self {
            Tested::Rule(at, _) => Some(evaluation.outcomes.get(*at)?.outcome),
            Tested::Contraindication(against) => Some(evaluation.contraindicated(against)),
        }
    }

    /// Why it came out as it did, for the author.
    fn because(&self, evaluation: &Evaluation<'_>) -> String {
        let catalogue = evaluation.release.catalogue();
        let when = match self {
            Tested::Rule(_, rule) => &rule.when,
            Tested::Contraindication(against) => &against.when,
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
}

fn failure(release: &CheckedRelease, tested: Tested<'_>, test: &RuleTestFile) -> Option<String> {
    let as_of = test.as_of.or(AS_OF).unwrap_or_default();
    let mut answers = match test.base {
        Some(Base::Clear) => release.clear_answers(as_of),
        None => Map::new(),
    };
    let mut given = Vec::new();
    for (name, value) in &test.given {
        match release
            .definitions()
            .iter()
            .position(|definition| definition.name == *name)
        {
            Some(index) => match slot(&release.definitions()[index].is, value) {
                Some(slot) => given.push((index, slot)),
                None => return Some(format!("definition `{name}` cannot be `{value}`")),
            },
            None => {
                answers.insert(name.clone(), value.clone());
            }
        }
    }
    let facts = match FactSet::from_words(release.catalogue(), as_of, &answers) {
        Ok(facts) => facts,
        Err(faults) => return Some(faults.join("; ")),
    };
    let evaluation = evaluate_with(release, test.profile, &facts, &given);
    let got = tested.outcome(&evaluation)?;
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
        tested.because(&evaluation)
    ))
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
