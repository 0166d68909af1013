//! Answers that could make a condition come out another way: each word of a choice, the numbers
//! at a threshold and a step to each side of it, the days around it, and no answer at all.

use std::collections::BTreeSet;

use chrono::{Days as DayCount, Months, NaiveDate};

use super::super::expr::{Condition, Expr, Names};
use super::super::release::ValueDef;
use super::super::scope::Scope;
use super::super::testing::born;
use super::Decided;
use crate::facts::{Days, FactId, FactSet, FactValue};
use crate::intake::form::{FieldKind, Who};
use crate::model::{Answer, Number};

/// An answer to one question.
pub type Given = (FactId, Answer<FactValue>);

/// How many answers of one condition are tried.
const TRIED: usize = 60;

/// Answers with which a condition that is joined from nothing may come out so.
pub(super) fn answers(evaluation: &Scope<'_>, leaf: &Condition, value: Decided) -> Vec<Given> {
    let release = evaluation.release;
    let mut names = Names::default();
    leaf.names(&mut names);
    let mut facts = names.facts;
    let mut behind: Vec<usize> = names.definitions.clone();
    let mut thresholds: BTreeSet<usize> = names.values.iter().copied().collect();
    while let Some(definition) = behind.pop().and_then(|at| release.definitions().get(at)) {
        facts = facts.union(definition.reads);
        let names = match &definition.is {
            Expr::Number(_) | Expr::Date(_) => definition.is.names(),
            // What a condition reads is in `reads`; its thresholds are not those of the number.
            Expr::Condition(_) => continue,
        };
        thresholds.extend(names.values);
        behind.extend(names.definitions);
    }
    let values = thresholds.iter().filter_map(|&at| release.values().get(at));
    let values: Vec<&ValueDef> = values.collect();
    let asked = facts.iter().filter(|fact| {
        let who = release.catalogue().get(*fact).map(|fact| fact.who);
        who.is_some_and(|who| who != Who::Record)
    });
    let given = asked.flat_map(|fact| {
        let answers = if value == Decided::Unknown {
            open(evaluation, fact)
        } else {
            known(evaluation, leaf, fact, &values)
        };
        answers.into_iter().map(move |answer| (fact, answer))
    });
    given.take(TRIED).collect()
}

/// The birth date is never open in a form.
fn open(evaluation: &Scope<'_>, fact: FactId) -> Vec<Answer<FactValue>> {
    if evaluation.release.catalogue().name(fact) == "birth_date" {
        Vec::new()
    } else {
        vec![Answer::Unknown]
    }
}

fn known(
    evaluation: &Scope<'_>,
    leaf: &Condition,
    fact: FactId,
    values: &[&ValueDef],
) -> Vec<Answer<FactValue>> {
    let Some(definition) = evaluation.release.catalogue().get(fact) else {
        return Vec::new();
    };
    let (profile, as_of) = (evaluation.profile, evaluation.facts.as_of());
    let numbers = values.iter().map(|value| value.at(profile, as_of));
    let answers: Vec<FactValue> = match &definition.kind {
        FieldKind::Bool => vec![FactValue::Bool(true), FactValue::Bool(false)],
        FieldKind::Choice(words) => (0..words.len())
            .filter_map(|at| u8::try_from(at).ok().map(FactValue::Choice))
            .collect(),
        FieldKind::Set(_) => {
            let set = match evaluation.facts.get(fact) {
                Answer::Known(FactValue::Set(set)) => *set,
                _ => 0,
            };
            match leaf {
                Condition::Has(_, word) => vec![FactValue::Set(set ^ (1 << word))],
                _ => Vec::new(),
            }
        }
        FieldKind::Number { min, max, step } => {
            let step = step.thousandths();
            let around = numbers.flat_map(|number| {
                let at = number.thousandths();
                [at, at - step, at + step].map(Number::from_thousandths)
            });
            let inside = around.filter(|number| number >= min && number <= max);
            inside.map(FactValue::Number).collect()
        }
        FieldKind::Date if definition.name == "birth_date" => {
            let ages = numbers.filter_map(|number| u32::try_from(number.as_whole()?).ok());
            let ages = ages
                .flat_map(|age| [Some(age), age.checked_sub(1)])
                .flatten();
            ages.map(|age| day(born(age, as_of))).collect()
        }
        FieldKind::Date => {
            let days = values.iter().flat_map(|value| {
                let number = value.at(profile, as_of).as_whole().unwrap_or_default();
                around(as_of, &value.unit, number)
            });
            days.map(day).collect()
        }
        FieldKind::Record => Vec::new(),
    };
    answers.into_iter().map(Answer::Known).collect()
}

/// The day so long ago, the day before and the day after it.
fn around(as_of: NaiveDate, unit: &str, number: i64) -> Vec<NaiveDate> {
    let Ok(number) = u32::try_from(number) else {
        return Vec::new();
    };
    let then = match unit {
        "mo" => as_of.checked_sub_months(Months::new(number)),
        "a" => as_of.checked_sub_months(Months::new(number.saturating_mul(12))),
        "wk" => as_of.checked_sub_days(DayCount::new(u64::from(number) * 7)),
        _ => as_of.checked_sub_days(DayCount::new(u64::from(number))),
    };
    let Some(then) = then else {
        return Vec::new();
    };
    let days = [Some(then), then.pred_opt(), then.succ_opt()];
    days.into_iter()
        .flatten()
        .filter(|day| *day <= as_of)
        .collect()
}

fn day(day: NaiveDate) -> FactValue {
    FactValue::Date(Days {
        earliest: day,
        latest: day,
    })
}

/// The facts with an answer; where it belongs to an examination or a measurement, that was made.
pub(super) fn with(evaluation: &Scope<'_>, facts: &FactSet, (fact, answer): &Given) -> FactSet {
    let catalogue = evaluation.release.catalogue();
    let mut changed = facts.clone().with(*fact, answer.clone());
    let whole = catalogue.get(*fact).and_then(|fact| fact.part_of.as_ref());
    if let (Some(whole), Answer::Known(_)) = (whole.and_then(|name| catalogue.find(name)), answer) {
        changed = changed.with(whole, Answer::Known(FactValue::Bool(true)));
    }
    changed
}
