//! The facts of one patient on one day.

use std::fmt;

use chrono::NaiveDate;
use serde_json::{Map, Value as Json};

use super::catalogue::words;
use super::{Catalogue, Earlier, FactId};
use crate::intake::form::{FieldKind, Who};
use crate::intake::record::IntakeRecord;
use crate::model::{Answer, Number, PartialDate, Precision, Value};

/// A span of days, first and last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// First day it can be.
    pub earliest: NaiveDate,
    /// Last day it can be.
    pub latest: NaiveDate,
}

/// A known fact. Words are places in the list of words of the fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactValue {
    /// Yes or no.
    Bool(bool),
    /// A number in the unit of the fact.
    Number(Number),
    /// One word: its place.
    Choice(u8),
    /// Some words: one bit per place.
    Set(u64),
    /// A day, or a span of possible days.
    Date(Days),
}

/// The facts of one patient: every fact of the catalogue, known or open, on one day.
///
/// Made by [`derive()`] from a record, or by [`FactSet::from_words`] from stored facts and tests.
#[derive(Clone, PartialEq, Eq)]
pub struct FactSet {
    as_of: NaiveDate,
    facts: Vec<Answer<FactValue>>,
}

// Answers are patient data: what is printed by accident names the day and nothing else.
impl fmt::Debug for FactSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FactSet({} facts on {})", self.facts.len(), self.as_of)
    }
}

/// The facts of a record, on the day of its assessment; `earlier` is what its case holds of earlier
/// visits.
pub fn derive(catalogue: &Catalogue, record: &IntakeRecord, earlier: Option<&Earlier>) -> FactSet {
    let as_of = record.assessment_date();
    let facts = catalogue
        .facts()
        .iter()
        .map(|fact| {
            let answer = match fact.name.as_str() {
                "birth_date" => Answer::Known(Value::Date(PartialDate::new(
                    *record.patient().birth_date.reveal(),
                    Precision::Day,
                ))),
                "sex_at_birth" => match &record.patient().sex_at_birth {
                    Answer::Known(word) => Answer::Known(Value::Choice(word.clone())),
                    Answer::Unknown => Answer::Unknown,
                    Answer::NotAsked => Answer::NotAsked,
                },
                name if fact.who == Who::Record => match earlier {
                    Some(earlier) => earlier.answer(name, record),
                    None => fact.absent.clone().map_or(Answer::NotAsked, Answer::Known),
                },
                name => record.answer(name).clone(),
            };
            match answer {
                Answer::Known(value) => {
                    known(&fact.kind, &value, as_of).map_or(Answer::NotAsked, Answer::Known)
                }
                Answer::Unknown => Answer::Unknown,
                Answer::NotAsked => Answer::NotAsked,
            }
        })
        .collect();
    FactSet { as_of, facts }
}

/// The value in the shape of its fact; `None` if it has another shape.
fn known(kind: &FieldKind, value: &Value, as_of: NaiveDate) -> Option<FactValue> {
    match (kind, value) {
        (FieldKind::Bool, Value::Bool(yes)) => Some(FactValue::Bool(*yes)),
        (FieldKind::Number { .. }, Value::Number(number)) => Some(FactValue::Number(*number)),
        (FieldKind::Choice(words), Value::Choice(word)) => {
            place(words, word).map(FactValue::Choice)
        }
        (FieldKind::Set(words), Value::Set(members)) => members
            .iter()
            .try_fold(0u64, |bits, member| Some(bits | 1 << place(words, member)?))
            .map(FactValue::Set),
        (FieldKind::Date, Value::Date(date)) => {
            let earliest = date.earliest();
            // A form speaks of what has happened: no possible day is after the assessment.
            Some(FactValue::Date(Days {
                earliest,
                latest: date.latest().min(as_of).max(earliest),
            }))
        }
        _ => None,
    }
}

fn place(words: &[String], word: &str) -> Option<u8> {
    words
        .iter()
        .position(|known| known == word)
        .and_then(|at| u8::try_from(at).ok())
}

impl FactSet {
    /// The facts of somebody who was asked nothing.
    pub fn not_asked(catalogue: &Catalogue, as_of: NaiveDate) -> Self {
        FactSet {
            as_of,
            facts: vec![Answer::NotAsked; catalogue.facts().len()],
        }
    }

    /// The day the decision is made for.
    pub fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// The state of a fact.
    pub fn get(&self, fact: FactId) -> &Answer<FactValue> {
        self.facts.get(fact.index()).unwrap_or(&Answer::NotAsked)
    }

    /// The same facts with one changed; for properties that walk through answers.
    #[must_use]
    pub fn with(mut self, fact: FactId, answer: Answer<FactValue>) -> Self {
        if let Some(place) = self.facts.get_mut(fact.index()) {
            *place = answer;
        }
        self
    }

    /// Puts another answer in the place of one, and returns the one that was there.
    pub(crate) fn replace(&mut self, fact: FactId, answer: Answer<FactValue>) -> Answer<FactValue> {
        match self.facts.get_mut(fact.index()) {
            Some(place) => std::mem::replace(place, answer),
            None => Answer::NotAsked,
        }
    }

    /// Reads back what [`FactSet::to_json`] wrote under `facts`, or what a rule test gives.
    /// A fact that is not named was not asked.
    ///
    /// # Errors
    ///
    /// One sentence for each name or value that does not fit the catalogue.
    pub fn from_words(
        catalogue: &Catalogue,
        as_of: NaiveDate,
        given: &Map<String, Json>,
    ) -> Result<Self, Vec<String>> {
        let mut faults = Vec::new();
        let mut facts = vec![Answer::NotAsked; catalogue.facts().len()];
        for (name, value) in given {
            let Some(id) = catalogue.find(name) else {
                faults.push(format!(
                    "`{name}` is not a fact of form `{}`",
                    catalogue.form()
                ));
                continue;
            };
            let kind = &catalogue.facts()[id.index()].kind;
            match read_answer(kind, value, as_of) {
                Some(answer) => facts[id.index()] = answer,
                None => faults.push(format!(
                    "`{name}` cannot be `{value}`: give {}",
                    expected(kind)
                )),
            }
        }
        if faults.is_empty() {
            Ok(FactSet { as_of, facts })
        } else {
            Err(faults)
        }
    }

    /// The same facts as another version of their form holds them. What that version does not ask
    /// is left out, words of a set that it does not have too; what it alone asks was not asked, or
    /// is what it says where there was no earlier visit (SPEC 2.4, 2.5).
    pub fn in_terms_of(&self, own: &Catalogue, other: &Catalogue) -> FactSet {
        let facts = other.facts().iter().map(|fact| {
            let Some(id) = own.find(&fact.name) else {
                let absent = fact.absent.as_ref();
                let absent = absent.and_then(|value| known(&fact.kind, value, self.as_of));
                return absent.map_or(Answer::NotAsked, Answer::Known);
            };
            let kind = own.get(id).map(|own| &own.kind);
            match self.get(id) {
                Answer::Known(value) => kind
                    .and_then(|kind| carried(*value, kind, &fact.kind))
                    .map_or(Answer::NotAsked, Answer::Known),
                open => open.clone(),
            }
        });
        FactSet {
            as_of: self.as_of,
            facts: facts.collect(),
        }
    }

    /// A fact as the answer it was: the words of the form, and a date with the precision that
    /// covers its days.
    pub fn said(&self, catalogue: &Catalogue, fact: FactId) -> Answer<Value> {
        match catalogue.get(fact) {
            Some(field) => said(&field.kind, self.get(fact)),
            None => Answer::NotAsked,
        }
    }

    /// The value of a fact in words, for a trace or a reason.
    pub fn words(&self, catalogue: &Catalogue, fact: FactId) -> String {
        let kind = catalogue.get(fact).map(|fact| &fact.kind);
        match (kind, self.get(fact)) {
            (_, Answer::Unknown) => "unknown".into(),
            (None, _) | (_, Answer::NotAsked) => "not_asked".into(),
            (Some(_), Answer::Known(FactValue::Bool(yes))) => {
                if *yes { "yes" } else { "no" }.into()
            }
            (Some(_), Answer::Known(FactValue::Number(number))) => number.to_string(),
            (Some(kind), Answer::Known(FactValue::Choice(at))) => words(kind)
                .get(usize::from(*at))
                .cloned()
                .unwrap_or_default(),
            (Some(_), Answer::Known(FactValue::Set(0))) => "none".into(),
            (kind, Answer::Known(FactValue::Set(bits))) => {
                members(kind, *bits).collect::<Vec<_>>().join(", ")
            }
            (Some(_), Answer::Known(FactValue::Date(days))) if days.earliest == days.latest => {
                days.earliest.to_string()
            }
            (Some(_), Answer::Known(FactValue::Date(days))) => {
                format!("{} to {}", days.earliest, days.latest)
            }
        }
    }
}

/// A value of one version of a question as another version holds it; `None` where it cannot.
fn carried(value: FactValue, from: &FieldKind, to: &FieldKind) -> Option<FactValue> {
    match (value, from, to) {
        (FactValue::Bool(_), FieldKind::Bool, FieldKind::Bool)
        | (FactValue::Date(_), FieldKind::Date, FieldKind::Date) => Some(value),
        (
            FactValue::Number(number),
            FieldKind::Number { .. },
            FieldKind::Number { min, max, .. },
        ) => (number >= *min && number <= *max).then_some(value),
        (FactValue::Choice(at), FieldKind::Choice(from), FieldKind::Choice(to)) => {
            place(to, from.get(usize::from(at))?).map(FactValue::Choice)
        }
        (FactValue::Set(bits), FieldKind::Set(_), FieldKind::Set(to)) => {
            let places = members(Some(from), bits).filter_map(|word| {
                let at = to.iter().position(|known| known == word)?;
                u32::try_from(at).ok()
            });
            Some(FactValue::Set(places.fold(0, |set, at| set | 1 << at)))
        }
        _ => None,
    }
}

/// A fact as the answer it was: the words of the form, and a date with the precision that covers
/// its days.
pub(super) fn said(kind: &FieldKind, answer: &Answer<FactValue>) -> Answer<Value> {
    let value = match answer {
        Answer::Unknown => return Answer::Unknown,
        Answer::NotAsked => return Answer::NotAsked,
        Answer::Known(value) => value,
    };
    Answer::Known(match value {
        FactValue::Bool(yes) => Value::Bool(*yes),
        FactValue::Number(number) => Value::Number(*number),
        FactValue::Choice(at) => Value::Choice(
            words(kind)
                .get(usize::from(*at))
                .cloned()
                .unwrap_or_default(),
        ),
        FactValue::Set(bits) => Value::Set(members(Some(kind), *bits).map(str::to_owned).collect()),
        FactValue::Date(days) => {
            let covers = |precision: &Precision| {
                let date = PartialDate::new(days.earliest, *precision);
                date.earliest() == days.earliest && date.latest() >= days.latest
            };
            let coarser = [
                Precision::Day,
                Precision::Week,
                Precision::Month,
                Precision::Year,
            ];
            let precision = coarser.into_iter().find(covers).unwrap_or(Precision::Day);
            Value::Date(PartialDate::new(days.earliest, precision))
        }
    })
}

/// The words of a choice or a set whose bits are set.
pub(super) fn members(kind: Option<&FieldKind>, bits: u64) -> impl Iterator<Item = &str> {
    let words = kind.map(words).unwrap_or_default().iter().enumerate();
    words
        .filter(move |(at, _)| bits & (1 << at) != 0)
        .map(|(_, word)| word.as_str())
}

/// Reads a fact as [`FactSet::document`] writes it, and the shorter forms of rule tests: a bare number,
/// a bare day, `{ date, precision }` and `{ days_ago }`.
fn read_answer(kind: &FieldKind, value: &Json, as_of: NaiveDate) -> Option<Answer<FactValue>> {
    match value.as_str() {
        Some("unknown") => return Some(Answer::Unknown),
        Some("not_asked") => return Some(Answer::NotAsked),
        _ => {}
    }
    let value = match kind {
        FieldKind::Bool => match value.as_str()? {
            "yes" => Value::Bool(true),
            "no" => Value::Bool(false),
            _ => return None,
        },
        FieldKind::Number { min, max, .. } => {
            let number = match value {
                Json::Number(number) => Number::parse(&number.to_string()),
                Json::String(text) => Number::parse(text),
                _ => None,
            }
            .filter(|number| number >= min && number <= max)?;
            Value::Number(number)
        }
        FieldKind::Choice(_) => Value::Choice(value.as_str()?.to_owned()),
        FieldKind::Set(_) => match value {
            Json::String(word) if word == "none" => Value::Set(Vec::new()),
            Json::Array(items) => Value::Set(
                items
                    .iter()
                    .map(|item| item.as_str().map(str::to_owned))
                    .collect::<Option<Vec<String>>>()?
                    .into_iter()
                    .filter(|word| word != "none")
                    .collect(),
            ),
            _ => return None,
        },
        FieldKind::Date => {
            return read_date(value, as_of).map(|days| Answer::Known(FactValue::Date(days)));
        }
        FieldKind::Record => return None,
    };
    known(kind, &value, as_of).map(Answer::Known)
}

fn read_date(value: &Json, as_of: NaiveDate) -> Option<Days> {
    let day = |value: &Json| value.as_str()?.parse::<NaiveDate>().ok();
    if let (Some(earliest), Some(latest)) = (value.get("earliest"), value.get("latest")) {
        let days = Days {
            earliest: day(earliest)?,
            latest: day(latest)?,
        };
        return (days.earliest <= days.latest).then_some(days);
    }
    if let Some(days_ago) = value.get("days_ago").and_then(Json::as_u64) {
        let date = as_of.checked_sub_days(chrono::Days::new(days_ago))?;
        return Some(Days {
            earliest: date,
            latest: date,
        });
    }
    let (date, precision) = match value {
        Json::String(_) => (day(value)?, Precision::Day),
        _ => {
            let precision = match value.get("precision")?.as_str()? {
                "day" => Precision::Day,
                "week" => Precision::Week,
                "month" => Precision::Month,
                "year" => Precision::Year,
                _ => return None,
            };
            (day(value.get("date")?)?, precision)
        }
    };
    match known(
        &FieldKind::Date,
        &Value::Date(PartialDate::new(date, precision)),
        as_of,
    ) {
        Some(FactValue::Date(days)) => Some(days),
        _ => None,
    }
}

/// What a value of that kind looks like, for a message.
fn expected(kind: &FieldKind) -> String {
    match kind {
        FieldKind::Bool => "`yes`, `no`, `unknown` or `not_asked`".into(),
        FieldKind::Number { min, max, .. } => format!("a number from {min} to {max}"),
        FieldKind::Choice(words) => format!("one of {}", words.join(", ")),
        FieldKind::Set(words) => format!("a list of {}", words.join(", ")),
        FieldKind::Date => "a day, `{ date, precision }` or `{ days_ago }`".into(),
        FieldKind::Record => "nothing: text is not a fact".into(),
    }
}
