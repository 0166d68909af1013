//! The tests inside a release: each gives a rule or a contraindication some facts and says what it
//! makes of them.

use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value as Json, json};

use super::compiled::{Evaluated, Given, Program, Source, in_force};
use super::expr::{Condition, Expr};
use super::release::{CheckedRelease, Rule, RuleKind};
use super::source::{Base, RuleTestFile};
use super::terms::{IfUnknown, Outcome};
use super::treatment::Contraindication;
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
    let of_rules = release.rules().iter().flat_map(|rule| {
        let tests = rule.tests.iter();
        tests.map(move |test| (&rule.id, rule.file.as_str(), test, Tested::Rule(rule)))
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
    Rule(&'a Rule),
    Contraindication(&'a Contraindication),
}

/// A contraindication is looked at as a rule that asks.
const AS_A_RULE: RuleKind = RuleKind::Ordinary {
    if_unknown: IfUnknown::Ask,
};

impl Tested<'_> {
    fn when(&self) -> &Condition {
        match self {
            Tested::Rule(rule) => &rule.when,
            Tested::Contraindication(against) => &against.when,
        }
    }

    fn kind(&self) -> &RuleKind {
        match self {
            Tested::Rule(rule) => &rule.kind,
            Tested::Contraindication(_) => &AS_A_RULE,
        }
    }
}

/// Why a condition, the first root, came out as it did, for the author.
fn because(
    release: &CheckedRelease,
    facts: &FactSet,
    got: &Evaluated<'_>,
    kind: &RuleKind,
) -> String {
    let catalogue = release.catalogue();
    let named = |named: FactBits| {
        let named = named.iter().map(|fact| {
            let name = catalogue.name(fact);
            format!("{name} is {}", facts.words(catalogue, fact))
        });
        named.collect::<Vec<_>>().join(", ")
    };
    match (kind, got.root(0)) {
        (RuleKind::Guard { .. }, _) => format!("open are {}", named(got.outcome(0, kind).waits)),
        (_, Some(true)) => named(got.witness(0)),
        (_, Some(false)) => "its condition does not hold".into(),
        (_, None) => format!("waits: {}", named(got.waits(0))),
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
            Some(index) => match instead(&release.definitions()[index].is, value) {
                Some(instead) => given.push((index, instead)),
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
    let source = Source {
        definitions: release.definitions(),
        values: in_force(release.values(), test.profile, as_of),
        given,
    };
    let program = Program::of(&source, std::iter::once(tested.when()));
    let evaluated = program.run(&facts);
    let got = evaluated.outcome(0, tested.kind()).outcome;
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
        because(release, &facts, &evaluated, tested.kind())
    ))
}

fn instead(is: &Expr, value: &Json) -> Option<Given> {
    let open = value.as_str() == Some("unknown");
    Some(match is {
        Expr::Condition(_) if open => Given::Truth(None),
        Expr::Number(_) if open => Given::Number(None),
        Expr::Date(_) if open => Given::Date(None),
        Expr::Condition(_) => match value.as_str()? {
            "yes" => Given::Truth(Some(true)),
            "no" => Given::Truth(Some(false)),
            _ => return None,
        },
        Expr::Number(_) => Given::Number(Some(Number::parse(&value.to_string())?.thousandths())),
        Expr::Date(_) => Given::Date(Some(value.as_str()?.parse().ok()?)),
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
