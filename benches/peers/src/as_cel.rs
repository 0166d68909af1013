//! The `cel` interpreter: one program for each definition and rule, no trace.

use std::sync::Arc;

use cel::{Context, Program, Value};
use chrono::{Datelike, NaiveDate};
use spinepath::facts::{FactSet, FactValue};
use spinepath::intake::form::FieldKind;
use spinepath::model::date::completed_years;
use spinepath::model::{Answer, Profile};

use crate::subset::{AS_OF, Subset};

pub struct Cel {
    definitions: Vec<(String, Program)>,
    rules: Vec<Program>,
}

/// A patient as the interpreter wants them.
pub type Patient = Context<'static, 'static>;

fn day(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce())
}

impl Cel {
    pub fn of(subset: &Subset) -> Cel {
        let program = |text: &str| Program::compile(text).unwrap();
        Cel {
            definitions: (subset.definitions.iter())
                .map(|(name, text)| (name.clone(), program(text)))
                .collect(),
            rules: subset.rules.iter().map(|(_, text)| program(text)).collect(),
        }
    }

    pub fn patient(subset: &Subset, facts: &FactSet) -> Patient {
        let catalogue = subset.release.catalogue();
        let mut context = Context::default();
        for &fact in &subset.facts {
            let (Some(field), Answer::Known(value)) = (catalogue.get(fact), facts.get(fact)) else {
                panic!("a fact is open");
            };
            let words = match &field.kind {
                FieldKind::Choice(words) | FieldKind::Set(words) => words.as_slice(),
                _ => &[],
            };
            let word = |at: usize| Value::String(Arc::new(words[at].clone()));
            let value = match value {
                FactValue::Bool(yes) => Value::Bool(*yes),
                FactValue::Number(n) => Value::Float(n.thousandths() as f64 / 1000.0),
                FactValue::Choice(at) => word(usize::from(*at)),
                FactValue::Set(bits) => {
                    let chosen = (0..words.len()).filter(|at| bits & (1 << at) != 0);
                    Value::List(Arc::new(chosen.map(word).collect()))
                }
                FactValue::Date(days) => Value::Int(day(days.earliest)),
            };
            context.add_variable_from_value(field.name.clone(), value);
        }
        for (name, number) in subset.release.values_in_force(Profile::Cautious, AS_OF) {
            let value = Value::Float(number.thousandths() as f64 / 1000.0);
            context.add_variable_from_value(name.to_owned(), value);
        }
        let date = |day: i64| NaiveDate::from_num_days_from_ce_opt(day as i32).unwrap();
        context
            .add_function("days_since", |from: i64| (day(AS_OF) - from) as f64)
            .unwrap();
        context
            .add_function("years_since", move |from: i64| {
                completed_years(date(from), AS_OF) as f64
            })
            .unwrap();
        context
            .add_function("at_least", |least: f64, list: Arc<Vec<Value>>| {
                let yes = list.iter().filter(|member| **member == Value::Bool(true));
                yes.count() as f64 >= least
            })
            .unwrap();
        context
    }

    pub fn decide(&self, patient: &Patient) -> Vec<bool> {
        let mut scope = patient.new_inner_scope();
        for (name, program) in &self.definitions {
            let value = program.execute(&scope).unwrap();
            scope.add_variable_from_value(name.as_str(), value);
        }
        let rules = self.rules.iter();
        rules
            .map(|program| program.execute(&scope).unwrap() == Value::Bool(true))
            .collect()
    }
}
