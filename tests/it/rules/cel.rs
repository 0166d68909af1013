//! SPEC 9.6: for facts that are all known, a condition is what a CEL interpreter says it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use cel::{Context, Program, Value};
use chrono::{Datelike, Months, NaiveDate};
use proptest::prelude::TestCaseError;
use spinepath::decision::Outcome;
use spinepath::facts::{FactSet, FactValue};
use spinepath::intake::form::FieldKind;
use spinepath::model::date::completed_years;
use spinepath::model::{Answer, Number, Profile};
use spinepath::rules::{CheckedRelease, RuleKind, evaluate};

use super::patients::{AS_OF, CURRENT, changes, known_patient, release, runner};

fn day(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce())
}

fn number(number: Number) -> Value {
    Value::Float(number.thousandths() as f64 / 1000.0)
}

/// The facts and values as variables of the interpreter.
fn variables(
    release: &CheckedRelease,
    facts: &FactSet,
    profile: Profile,
) -> BTreeMap<String, Value> {
    let mut variables = BTreeMap::new();
    for (fact, at) in release.catalogue().facts().iter().zip(0..) {
        let id = spinepath::facts::FactId::at(at).unwrap();
        let Answer::Known(known) = facts.get(id) else {
            panic!("`{}` is open", fact.name)
        };
        let words = |kind: &FieldKind| match kind {
            FieldKind::Choice(words) | FieldKind::Set(words) => words.clone(),
            _ => Vec::new(),
        };
        let value = match known {
            FactValue::Bool(yes) => Value::Bool(*yes),
            FactValue::Number(n) => number(*n),
            FactValue::Choice(at) => {
                Value::String(Arc::new(words(&fact.kind)[usize::from(*at)].clone()))
            }
            FactValue::Set(bits) => Value::List(Arc::new(
                words(&fact.kind)
                    .into_iter()
                    .enumerate()
                    .filter(|(at, _)| bits & (1 << at) != 0)
                    .map(|(_, word)| Value::String(Arc::new(word)))
                    .collect(),
            )),
            FactValue::Date(days) => Value::Int(day(days.earliest)),
        };
        variables.insert(fact.name.clone(), value);
    }
    for (name, value) in release.values_in_force(profile, AS_OF) {
        variables.insert(name.to_owned(), number(value));
    }
    variables
}

fn date_of(day: i64) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(day as i32).unwrap()
}

fn context(variables: &BTreeMap<String, Value>) -> Context<'static, 'static> {
    let mut context = Context::default();
    for (name, value) in variables {
        context.add_variable_from_value(name.clone(), value.clone());
    }
    context
        .add_function("days_since", |from: i64| (day(AS_OF) - from) as f64)
        .unwrap();
    context
        .add_function("days_between", |from: i64, to: i64| (to - from) as f64)
        .unwrap();
    context
        .add_function("days_past", |from: i64, months: f64| {
            let later = date_of(from) + Months::new(months as u32);
            (day(AS_OF) - day(later)) as f64
        })
        .unwrap();
    context
        .add_function("years_since", |from: i64| {
            completed_years(date_of(from), AS_OF) as f64
        })
        .unwrap();
    context
        .add_function("at_least", |least: f64, list: Arc<Vec<Value>>| {
            list.iter()
                .filter(|member| **member == Value::Bool(true))
                .count() as f64
                >= least
        })
        .unwrap();
    context
}

/// Every condition of a release as a program of the interpreter.
pub struct Interpreter {
    definitions: Vec<(String, Program)>,
    rules: Vec<Program>,
}

impl Interpreter {
    pub fn of(release: &CheckedRelease) -> Self {
        let mut conditions = release
            .conditions()
            .map(|(name, text)| (name.to_owned(), Program::compile(text).unwrap()));
        let definitions = conditions.by_ref().take(release.definition_count());
        Interpreter {
            definitions: definitions.collect(),
            rules: conditions.map(|(_, program)| program).collect(),
        }
    }

    /// The first rule of which the engine and the interpreter say something different. Every fact
    /// is known.
    pub fn difference(
        &self,
        release: &CheckedRelease,
        facts: &FactSet,
        profile: Profile,
    ) -> Option<String> {
        let mut context = context(&variables(release, facts, profile));
        for (name, program) in &self.definitions {
            let value = program.execute(&context).unwrap();
            context.add_variable_from_value(name.clone(), value);
        }
        let evaluation = evaluate(release, profile, facts);
        let mut rules = release
            .rules()
            .iter()
            .zip(evaluation.outcomes())
            .zip(&self.rules);
        rules.find_map(|((rule, got), program)| {
            let holds = program.execute(&context).unwrap() == Value::Bool(true);
            // With every fact known a guard has nothing left to wait for.
            let fires = holds && !matches!(rule.kind, RuleKind::Guard { .. });
            let expected = if fires {
                Outcome::Fired
            } else {
                Outcome::Silent
            };
            (got.outcome != expected)
                .then(|| format!("`{}` under {profile}: CEL says {holds}", rule.id))
        })
    }
}

fn engine_equals_the_cel_interpreter(name: &str, patients: u32) {
    let release = release(name);
    let interpreter = Interpreter::of(&release);
    let mut runner = runner(patients);
    let strategy = changes(release.catalogue().facts().len());
    runner
        .run(&strategy, |changes| {
            let facts = known_patient(&release, &changes);
            let mut profiles = Profile::ALL.into_iter();
            let difference =
                profiles.find_map(|profile| interpreter.difference(&release, &facts, profile));
            difference.map_or(Ok(()), |said| Err(TestCaseError::fail(said)))
        })
        .unwrap();
}

#[test]
fn the_engine_equals_the_cel_interpreter_on_the_knee_pathway() {
    engine_equals_the_cel_interpreter("tests/fixtures/knee/release", 300);
}

#[test]
fn the_engine_equals_the_cel_interpreter_on_the_spine_release() {
    engine_equals_the_cel_interpreter(CURRENT, 25);
}
