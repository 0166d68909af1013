//! The tests inside a release: each gives a rule or a contraindication some facts and says what it
//! makes of them.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::compiled::{Evaluated, Given, Program, Source, in_force};
use super::evaluate::RuleOutcome;
use super::expr::{Condition, Expr};
use super::release::{CheckedRelease, Rule, RuleKind};
use super::said::matched;
use super::scope::{Scope, Slot};
use super::source::{Base, RuleTestFile};
use super::terms::{IfUnknown, Outcome};
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
            Ok((scope, given)) => ran.failure(scope, given),
        };
        let heard = match &ran.run {
            Ok((scope, given)) if failure.is_some() => Some(ran.heard(scope, given)),
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
    pub run: Result<(Scope<'e>, Vec<usize>), String>,
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
                let scope = Scope::given(release, test.profile, &facts, |at| {
                    let mut given = given.iter();
                    given.find(|(index, _)| *index == at).map(|(_, slot)| *slot)
                });
                let given = given.iter().map(|(at, _)| *at).collect();
                let run = Ok((scope, given));
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

/// A contraindication is looked at as a rule that asks.
const AS_A_RULE: RuleKind = RuleKind::Ordinary {
    if_unknown: IfUnknown::Ask,
};

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

    fn when(&self) -> &Condition {
        match self {
            Tested::Rule(_, rule) => &rule.when,
            Tested::Contraindication(_, against) => &against.when,
        }
    }

    fn kind(&self) -> &RuleKind {
        match self {
            Tested::Rule(_, rule) => &rule.kind,
            Tested::Contraindication(..) => &AS_A_RULE,
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

    /// The condition alone, ready to run with the definitions the test gives.
    fn program(&self, scope: &Scope<'_>, given: &[usize]) -> Program {
        let instead = |at: &usize| Some((*at, instead(scope.slots.get(*at)?)));
        let source = Source {
            definitions: scope.release.definitions(),
            values: in_force(scope.release.values(), scope.profile, scope.facts.as_of()),
            given: given.iter().filter_map(instead).collect(),
        };
        Program::of(&source, std::iter::once(self.tested.when()))
    }

    fn failure(&self, scope: &Scope<'_>, given: &[usize]) -> Option<String> {
        let program = self.program(scope, given);
        let evaluated = program.run(scope.facts);
        let mut waits = evaluated.waits();
        let got = evaluated.outcome(0, self.tested.kind(), &mut waits).outcome;
        if got == self.test.expect {
            return None;
        }
        let word = |outcome| match outcome {
            Outcome::Fired => "fired",
            Outcome::Silent => "silent",
            Outcome::Unknown => "unknown",
        };
        Some(format!(
            "expected {}, got {}: {}",
            word(self.test.expect),
            word(got),
            because(scope, &evaluated, self.tested.kind())
        ))
    }

    fn heard(&self, scope: &Scope<'_>, given: &[usize]) -> Heard {
        let program = self.program(scope, given);
        let evaluated = program.run(scope.facts);
        let RuleOutcome { outcome, waits } =
            evaluated.outcome(0, self.tested.kind(), &mut evaluated.waits());
        let said = match self.tested {
            Tested::Rule(_, rule) => {
                let named = if rule.names_witness(outcome) {
                    evaluated.witness(0)
                } else {
                    waits
                };
                let read_in = (scope.release.catalogue(), scope.facts);
                rule.said(outcome, &matched(rule, outcome, named, read_in))
            }
            Tested::Contraindication(_, against) => sentence(outcome, &against.text, &against.text),
        };
        Heard {
            patient: patient(scope.release, self.test),
            said: vec![said],
            expected: vec![self.tested.expected(self.test.expect)],
        }
    }
}

/// Why a condition, the first root, came out as it did, for the author.
fn because(scope: &Scope<'_>, got: &Evaluated<'_>, kind: &RuleKind) -> String {
    let catalogue = scope.release.catalogue();
    let named = |named: FactBits| {
        let named = named.iter().map(|fact| {
            let name = catalogue.name(fact);
            format!("{name} is {}", scope.facts.words(catalogue, fact))
        });
        named.collect::<Vec<_>>().join(", ")
    };
    match (kind, got.root(0)) {
        (RuleKind::Guard { .. }, _) => format!(
            "open are {}",
            named(got.outcome(0, kind, &mut got.waits()).waits)
        ),
        (_, Some(true)) => named(got.witness(0)),
        (_, Some(false)) => "its condition does not hold".into(),
        (_, None) => format!("waits: {}", named(got.waits().root(0))),
    }
}

/// A given definition as the engine takes it.
fn instead(slot: &Slot) -> Given {
    match slot {
        Slot::Truth(Truth::Yes) => Given::Truth(Some(true)),
        Slot::Truth(Truth::No) => Given::Truth(Some(false)),
        Slot::Truth(Truth::Unknown(_)) => Given::Truth(None),
        Slot::Range(Range::Within { least, .. }) => Given::Number(Some(*least)),
        Slot::Range(Range::Open(_)) => Given::Number(None),
        Slot::Span(Span::Within { days, .. }) => Given::Date(Some(days.earliest)),
        Slot::Span(Span::Open(_)) => Given::Date(None),
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
