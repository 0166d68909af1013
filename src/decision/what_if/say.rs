//! Changed answers in words.

use super::answers::{Choice, Region};
use super::options::Options;
use super::outcome::{AnswerChange, ChangeSet, Followed};
use super::search::Set;
use crate::decision::standing::Standing;
use crate::facts::{Changed, FactDef, FactId, FactSet, FactValue};
use crate::intake::form::{FieldKind, Who};
use crate::model::date::days_between;
use crate::model::{Answer, Number};

/// A set of changed answers with what it leads to.
pub(super) fn change_set(
    options: &Options<'_>,
    set: &Set,
    followed: &[Changed],
    standing: Standing,
) -> ChangeSet {
    let (catalogue, facts) = (options.catalogue(), options.facts);
    let changes = set.iter().filter_map(|(fact, at)| {
        let field = catalogue.get(*fact)?;
        let choice = options.choices.get(fact.index())?.get(*at)?;
        Some(AnswerChange {
            fact: field.name.clone(),
            label: field.label.clone(),
            who: who(field).to_owned(),
            from: facts.words(catalogue, *fact),
            to: told(options, *fact, choice.value),
            text: format!("{}: {}", field.label, answer(field, facts, *fact, choice)),
        })
    });
    let follows = followed
        .iter()
        .filter(|(fact, _)| !set.iter().any(|(changed, _)| changed == fact))
        .map(|(fact, answer)| Followed {
            fact: catalogue.name(*fact).to_owned(),
            to: match answer {
                Answer::Known(value) => told(options, *fact, *value),
                Answer::Unknown => "unknown".into(),
                Answer::NotAsked => "not_asked".into(),
            },
        });
    ChangeSet {
        changes: changes.collect(),
        follows: follows.collect(),
        urgency: standing.urgency,
        could_become: standing.could_become,
        status: standing.status,
    }
}

/// Who may answer a question.
pub(super) fn who(field: &FactDef) -> &'static str {
    match field.who {
        Who::Assistant => "assistant",
        Who::Clinician => "clinician",
        Who::Record => "record",
    }
}

/// A value in the words of the form.
pub(super) fn told(options: &Options<'_>, fact: FactId, value: FactValue) -> String {
    let facts = options.facts.clone().with(fact, Answer::Known(value));
    facts.words(options.catalogue(), fact)
}

/// A choice in the words of a reader, without the label of its question.
pub(super) fn answer(field: &FactDef, facts: &FactSet, fact: FactId, choice: &Choice) -> String {
    match choice.value {
        FactValue::Bool(true) => "yes".into(),
        FactValue::Bool(false) => "no".into(),
        FactValue::Choice(at) => word(field, usize::from(at)),
        FactValue::Set(0) => "none".into(),
        FactValue::Set(set) => {
            let before = match facts.get(fact) {
                Answer::Known(FactValue::Set(words)) => *words,
                _ => 0,
            };
            let named = |bits: u64| {
                let words = (0..64).filter(|at| bits & (1 << at) != 0);
                words
                    .map(|at| word(field, at))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            match (set & !before, before & !set) {
                (added, 0) => named(added),
                (0, taken) => format!("without {}", named(taken)),
                _ => named(set),
            }
        }
        FactValue::Number(number) => {
            let number = format!("{number}{}", field.unit_word(number));
            match choice.region {
                Region::Itself => number,
                Region::Down => format!("{number} or less"),
                Region::Up => format!("{number} or more"),
            }
        }
        FactValue::Date(days) => {
            let ago = days_between(days.earliest, facts.as_of());
            let ago = format!(
                "{ago}{} ago",
                crate::intake::form::unit_word("d", Number::whole(ago))
            );
            match choice.region {
                Region::Itself => ago,
                Region::Down => format!("{ago} or later"),
                Region::Up => format!("{ago} or earlier"),
            }
        }
    }
}

fn word(field: &FactDef, at: usize) -> String {
    match &field.kind {
        FieldKind::Choice(words) | FieldKind::Set(words) => words
            .get(at)
            .map(|word| field.option_label(word))
            .unwrap_or_default(),
        _ => String::new(),
    }
}
