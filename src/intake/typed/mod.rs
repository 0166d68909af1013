//! What a person typed or ticked on a page, and the answers it means.
//!
//! Nothing is lost: what cannot be read stays as it was typed and counts as not asked, never as an
//! answer.

mod date;
mod number;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use super::form::{Field, FieldKind, Form};
use super::write::written;
use crate::model::{PartialDate, Value};

pub use number::Measure;

/// Says that the answer is not known, in every field of a page.
pub const UNKNOWN: &str = "unknown";

/// Says that a list was asked and nothing of it applies.
pub const NONE: &str = "none";

/// The values of each field of a page, as they were typed. A field nobody touched has no entry.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Entries(BTreeMap<String, Vec<String>>);

impl Entries {
    /// The entries among the fields of a sent page that belong to questions of the form; values
    /// with nothing in them are left out.
    pub fn of(form: &Form, sent: impl IntoIterator<Item = (String, String)>) -> Entries {
        let mut entries: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in sent {
            let value = value.trim();
            if !value.is_empty() && form.field(&name).is_some() {
                entries.entry(name).or_default().push(value.to_owned());
            }
        }
        Entries(entries)
    }

    /// The values of a field.
    pub fn get(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// Puts values in the place of those of a field.
    pub fn set(&mut self, name: &str, values: Vec<String>) {
        if values.is_empty() {
            self.0.remove(name);
        } else {
            self.0.insert(name.to_owned(), values);
        }
    }

    /// The names of the fields that have values.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Brings together what two people typed at the same time: `mine` against `base`, the state it
    /// was typed on, into `self`. The names of the fields that both changed, to different values,
    /// come back; they keep the value of `self`.
    pub fn merge(&mut self, base: &Entries, mine: &Entries) -> Vec<String> {
        let mut both = Vec::new();
        let touched: Vec<&String> = base.0.keys().chain(mine.0.keys()).collect();
        for name in touched {
            let (was, now, theirs) = (base.get(name), mine.get(name), self.get(name));
            if now == was || now == theirs {
                continue;
            }
            if theirs == was {
                self.set(name, now.to_vec());
            } else if !both.contains(name) {
                both.push(name.clone());
            }
        }
        both
    }
}

/// Why what was typed is no answer to its question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misread {
    /// No number, or no unit that is known here.
    Number,
    /// No date.
    Date,
    /// Words that exclude each other, or a word the question does not have.
    Words,
}

/// What one question's entry means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// Nothing was entered.
    Nothing,
    /// It is not known.
    Unknown,
    /// An answer.
    Known(Value),
    /// A text that is kept for the record.
    Text(String),
    /// It cannot be read.
    Unreadable(Misread),
}

/// What was entered for a question, on that day.
pub fn meant(field: &Field, values: &[String], today: NaiveDate) -> Meant {
    match values {
        [] => Meant::Nothing,
        [only] if only == UNKNOWN => Meant::Unknown,
        [only] => single(field, only, today),
        _ => several(field, values),
    }
}

fn single(field: &Field, text: &str, today: NaiveDate) -> Meant {
    let read = match &field.kind {
        FieldKind::Bool => match text {
            "yes" => Ok(Value::Bool(true)),
            "no" => Ok(Value::Bool(false)),
            _ => Err(Misread::Words),
        },
        FieldKind::Choice(words) if words.iter().any(|word| word == text) => {
            Ok(Value::Choice(text.to_owned()))
        }
        FieldKind::Choice(_) => Err(Misread::Words),
        FieldKind::Set(_) => return several(field, &[text.to_owned()]),
        FieldKind::Number { step, .. } => number::read(text, &field.unit, *step)
            .map(|measure| Value::Number(measure.number))
            .ok_or(Misread::Number),
        FieldKind::Date => date::read(text, today)
            .map(Value::Date)
            .ok_or(Misread::Date),
        FieldKind::Record => return Meant::Text(text.to_owned()),
    };
    read.map_or_else(Meant::Unreadable, Meant::Known)
}

fn several(field: &Field, values: &[String]) -> Meant {
    let FieldKind::Set(words) = &field.kind else {
        // A value and "not known" at once, or two values.
        return Meant::Unreadable(Misread::Words);
    };
    if values == [NONE] && field.may_be_none {
        return Meant::Known(Value::Set(Vec::new()));
    }
    if !values.iter().all(|value| words.contains(value)) {
        return Meant::Unreadable(Misread::Words);
    }
    let mut chosen = values.to_vec();
    chosen.sort();
    chosen.dedup();
    Meant::Known(Value::Set(chosen))
}

/// The number that was typed, in the unit of the question, where it was typed in another one.
pub fn converted(field: &Field, values: &[String]) -> Option<Measure> {
    let (FieldKind::Number { step, .. }, [text]) = (&field.kind, values) else {
        return None;
    };
    number::read(text, &field.unit, *step).filter(|measure| measure.converted)
}

/// The date that was typed, where it is not written as a calendar date.
pub fn dated(field: &Field, values: &[String], today: NaiveDate) -> Option<PartialDate> {
    match (&field.kind, values) {
        (FieldKind::Date, [text]) if text.parse::<NaiveDate>().is_err() => date::read(text, today),
        _ => None,
    }
}

/// The day that was typed: a calendar date, or words such as `3 weeks ago`.
pub fn day(text: &str, today: NaiveDate) -> Option<PartialDate> {
    date::read(text, today)
}

/// The `answers` of a form, and what of the entries is not in them because it cannot be read.
pub fn answers(
    form: &Form,
    entries: &Entries,
    today: NaiveDate,
) -> (Map<String, Json>, BTreeMap<String, Misread>) {
    let (mut answers, mut misread) = (Map::new(), BTreeMap::new());
    for field in form.fields() {
        let json = match meant(field, entries.get(&field.name), today) {
            Meant::Nothing => continue,
            Meant::Unknown => json!(UNKNOWN),
            Meant::Known(value) => written(&value),
            Meant::Text(text) => json!(text),
            Meant::Unreadable(why) => {
                misread.insert(field.name.clone(), why);
                continue;
            }
        };
        answers.insert(field.name.clone(), json);
    }
    (answers, misread)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(of: &[(&str, &str)]) -> Entries {
        let mut entries = Entries::default();
        for (name, value) in of {
            entries.set(name, vec![(*value).to_owned()]);
        }
        entries
    }

    #[test]
    fn what_two_people_typed_comes_together_and_what_both_changed_is_named() {
        let base = entries(&[("a", "1"), ("b", "1"), ("c", "1"), ("d", "1")]);
        let mut head = entries(&[("a", "2"), ("b", "1"), ("c", "2"), ("d", "1"), ("e", "5")]);
        let mine = entries(&[("a", "1"), ("b", "3"), ("c", "3"), ("f", "6")]);
        assert_eq!(head.merge(&base, &mine), ["c"]);
        let expected = entries(&[("a", "2"), ("b", "3"), ("c", "2"), ("e", "5"), ("f", "6")]);
        assert!(head == expected);
    }
}
