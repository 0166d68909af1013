//! A model read back as a patient: facts, a filled form, and words.

use chrono::Days as Later;
use serde_json::{Map, Value as Json, json};

use crate::facts::{Days, FactDef, FactId, FactSet, FactValue};
use crate::intake::consistency::CLOSED_WORDS;
use crate::intake::form::{FieldKind, Who};
use crate::intake::write::written;
use crate::model::Answer;
use crate::model::date::days_between;

use super::gates::Model;
use super::space::{Shape, Space};
use super::view::{FactLits, View};

/// Days of a long life.
const OLD: i64 = 100 * 365;

/// The facts of a view in a model.
pub(super) fn facts(space: &Space<'_>, view: &View, model: &Model) -> FactSet {
    let catalogue = space.catalogue();
    let mut facts = FactSet::not_asked(catalogue, space.as_of);
    for (index, lits) in view.facts.iter().enumerate() {
        let Some(fact) = FactId::at(index) else {
            continue;
        };
        let value = match (lits, space.shapes.get(index)) {
            (FactLits::Bool(rails), _) if model.holds(rails.yes) => Some(FactValue::Bool(true)),
            (FactLits::Bool(rails), _) if model.holds(rails.no) => Some(FactValue::Bool(false)),
            (FactLits::Cells(lits), Some(Shape::Cells(cells))) => (lits.iter().zip(cells))
                .find(|(lit, _)| model.holds(**lit))
                .map(|(_, cell)| cell.example),
            (FactLits::Set { known, words }, _) if model.holds(*known) => {
                let bits = (words.iter().enumerate())
                    .filter(|(_, word)| model.holds(**word))
                    .fold(0u64, |bits, (place, _)| bits | 1 << place);
                Some(FactValue::Set(bits))
            }
            _ => None,
        };
        if let Some(value) = value {
            facts = facts.with(fact, Answer::Known(value));
        }
    }
    facts
}

/// The same patient as old as the rules let them be without telling the difference: no date lies
/// before the birth of somebody old.
pub(super) fn as_old_as_can_be(space: &Space<'_>, facts: FactSet) -> FactSet {
    let oldest = || {
        let fact = space.catalogue().find("birth_date")?;
        let FactValue::Date(days) = facts.get(fact).known()? else {
            return None;
        };
        let Shape::Cells(cells) = space.shapes.get(fact.index())? else {
            return None;
        };
        let ago = days_between(days.latest, space.as_of);
        let spans = cells.iter().flat_map(|cell| &cell.spans);
        let span = spans.filter(|span| (span.nearest..=span.farthest).contains(&ago));
        let farthest = span.map(|span| span.farthest).next()?;
        let day = Later::new(farthest.min(OLD).max(ago).unsigned_abs());
        let day = space.as_of.checked_sub_days(day)?;
        let days = Days {
            earliest: day,
            latest: day,
        };
        Some((fact, Answer::Known(FactValue::Date(days))))
    };
    match oldest() {
        Some((fact, answer)) => facts.with(fact, answer),
        None => facts,
    }
}

/// The filled form of these facts, as a clinic's system would post it. What the record of the case
/// says of earlier visits is left out.
pub(super) fn form(space: &Space<'_>, facts: &FactSet) -> Json {
    let catalogue = space.catalogue();
    let mut answers = Map::new();
    let mut patient = json!({
        "identifier": "EXAMPLE",
        "name": { "family": "Example", "given": "Patient" },
        "sex_at_birth": "unknown",
    });
    for (index, fact) in catalogue.facts().iter().enumerate() {
        let Some(id) = FactId::at(index) else {
            continue;
        };
        let Answer::Known(value) = facts.said(catalogue, id) else {
            continue;
        };
        let answer = written(&value);
        match fact.name.as_str() {
            "birth_date" => patient["birth_date"] = answer["date"].clone(),
            "sex_at_birth" => patient["sex_at_birth"] = answer,
            _ if fact.who == Who::Record => {}
            name => {
                answers.insert(name.to_owned(), answer);
            }
        }
    }
    json!({
        "form": catalogue.form(),
        "form_version": catalogue.version(),
        "assessment_date": facts.as_of(),
        "patient": patient,
        "answers": answers,
    })
}

/// The answers that say that something is there, in words and in the order of the form.
pub(super) fn words(space: &Space<'_>, facts: &FactSet) -> Vec<String> {
    let catalogue = space.catalogue();
    answered(space, facts)
        .filter(|(_, fact, value)| !denies(fact, value))
        .map(|(id, fact, value)| match (&fact.kind, value) {
            (_, FactValue::Number(number)) => {
                format!("{}: {number}{}", fact.label, fact.unit_word(*number))
            }
            (FieldKind::Choice(words), FactValue::Choice(place)) => {
                let word = words.get(usize::from(*place)).map(String::as_str);
                let word = fact.option_label(word.unwrap_or_default());
                format!("{}: {word}", fact.label)
            }
            _ => {
                let words = facts.words(catalogue, id).replace('_', " ");
                format!("{}: {words}", fact.label)
            }
        })
        .collect()
}

/// How many answers say that nothing is there.
pub(super) fn denied(space: &Space<'_>, facts: &FactSet) -> usize {
    answered(space, facts)
        .filter(|(_, fact, value)| denies(fact, value))
        .count()
}

fn answered<'a>(
    space: &'a Space<'_>,
    facts: &'a FactSet,
) -> impl Iterator<Item = (FactId, &'a FactDef, &'a FactValue)> {
    let all = space.catalogue().facts().iter().enumerate();
    all.filter_map(|(index, fact)| {
        let id = FactId::at(index)?;
        Some((id, fact, facts.get(id).known()?))
    })
}

fn denies(fact: &FactDef, value: &FactValue) -> bool {
    match (&fact.kind, value) {
        (_, FactValue::Bool(yes)) => !yes,
        (_, FactValue::Set(bits)) => *bits == 0,
        (FieldKind::Choice(words), FactValue::Choice(place)) => words
            .get(usize::from(*place))
            .is_some_and(|word| CLOSED_WORDS.contains(&word.as_str())),
        _ => false,
    }
}
