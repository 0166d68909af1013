//! Dates, durations, labels and answers in words.

use chrono::{Datelike, NaiveDate};

use crate::{
    decision::Basis,
    intake::form::{Field, FieldKind},
    model::{Answer, PartialDate, Precision, Value, date::days_between},
};

use super::super::wording::{Wording, fill};
use super::CaseView;

/// The wording and the case at hand.
pub(super) struct Say<'a> {
    pub(super) words: &'a Wording,
    pub(super) view: &'a CaseView<'a>,
}

impl Say<'_> {
    /// What was answered; a missing key was not asked.
    pub(super) fn answer(&self, name: &str) -> &Answer<Value> {
        self.view.record.answer(name)
    }

    /// The known answer.
    pub(super) fn known(&self, name: &str) -> Option<&Value> {
        self.answer(name).known()
    }

    /// Whether the answer is a certain yes.
    pub(super) fn yes(&self, name: &str) -> bool {
        self.known(name) == Some(&Value::Bool(true))
    }

    /// The chosen word.
    pub(super) fn choice(&self, name: &str) -> Option<&str> {
        match self.known(name)? {
            Value::Choice(word) => Some(word),
            _ => None,
        }
    }

    /// The chosen words.
    pub(super) fn set(&self, name: &str) -> Option<&[String]> {
        match self.known(name)? {
            Value::Set(words) => Some(words),
            _ => None,
        }
    }

    /// The whole number.
    pub(super) fn whole(&self, name: &str) -> Option<i64> {
        match self.known(name)? {
            Value::Number(number) => number.as_whole(),
            _ => None,
        }
    }

    /// The date.
    pub(super) fn date_of(&self, name: &str) -> Option<PartialDate> {
        match self.known(name)? {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// The label of a field; its name where the form does not know it.
    pub(super) fn label(&self, name: &str) -> String {
        self.view
            .form
            .field(name)
            .map_or_else(|| name.replace('_', " "), |field| field.label.clone())
    }

    /// A word of a field as it is shown.
    pub(super) fn option(&self, name: &str, word: &str) -> String {
        self.view
            .form
            .field(name)
            .map_or_else(|| word.replace('_', " "), |field| field.option_label(word))
    }

    /// A known answer in words, without its label.
    pub(super) fn value(&self, field: &Field, value: &Value) -> String {
        let words = &self.words.words;
        match value {
            Value::Bool(true) => words.yes.clone(),
            Value::Bool(false) => words.no.clone(),
            Value::Number(number) => format!("{number}{}", field.unit_word(*number)),
            Value::Choice(word) => field.option_label(word),
            Value::Set(chosen) if chosen.is_empty() => words.none.clone(),
            Value::Set(chosen) => {
                let labels: Vec<String> =
                    chosen.iter().map(|word| field.option_label(word)).collect();
                labels.join(", ")
            }
            Value::Date(date) => self.partial(*date),
        }
    }

    /// An answer in words, whatever its state.
    pub(super) fn state(&self, field: &Field, answer: &Answer<Value>) -> String {
        match answer {
            Answer::Known(value) => self.value(field, value),
            Answer::Unknown => self.words.words.unknown.clone(),
            Answer::NotAsked => self.words.words.not_asked.clone(),
        }
    }

    /// Label and answer: `saddle numbness`, `diabetes: no`, `injury: low`; `None` where nobody
    /// asked.
    pub(super) fn phrase(&self, name: &str) -> Option<String> {
        let field = self.view.form.field(name)?;
        let label = &field.label;
        match self.answer(name) {
            Answer::Known(Value::Bool(true)) => Some(label.clone()),
            Answer::Known(value) => Some(format!("{label}: {}", self.value(field, value))),
            Answer::Unknown => Some(format!("{label}: {}", self.words.words.unknown)),
            Answer::NotAsked => None,
        }
    }

    /// `a`, `a and b`, `a, b and c`.
    pub(super) fn list(&self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => {
                format!("{}{}{last}", first.join(", "), self.words.words.list_and)
            }
        }
    }

    /// The first ones, and how many more there are.
    pub(super) fn some(&self, items: &[String], most: usize) -> String {
        let more = items.len().saturating_sub(most);
        let shown = items.get(..most).unwrap_or(items).join(", ");
        if more == 0 {
            return shown;
        }
        let count = more.to_string();
        fill(
            &self.words.words.list_more,
            &[("names", &shown), ("count", &count)],
        )
    }

    /// `23 Nov 2026`, which reads the same on both sides of the Atlantic.
    /// What the reader has to know about the backing of a statement.
    pub(super) fn caution(&self, basis: Basis) -> Option<&str> {
        let words = &self.words.caution;
        match basis {
            Basis::Verified => None,
            Basis::Secondary => Some(&words.secondary),
            Basis::Partial => Some(&words.partial),
            Basis::Memory => Some(&words.memory),
            Basis::Policy => Some(&words.policy),
        }
    }

    pub(super) fn date(&self, date: NaiveDate) -> String {
        format!("{} {}", date.day(), date.format("%b %Y"))
    }

    /// A date as exactly as it is known.
    pub(super) fn partial(&self, date: PartialDate) -> String {
        match date.precision() {
            Precision::Day => self.date(date.date()),
            Precision::Week => fill(
                &self.words.words.week_of,
                &[("date", &self.date(date.earliest()))],
            ),
            Precision::Month => date.date().format("%b %Y").to_string(),
            Precision::Year => date.date().year().to_string(),
        }
    }

    /// How long ago a date was, on the day of the decision.
    pub(super) fn ago(&self, date: PartialDate) -> String {
        let words = &self.words.words;
        let days = days_between(date.date(), self.view.decision.as_of);
        // Steps at which the smaller unit stops being useful to a reader.
        let (unit, count) = match days {
            1 => return words.day.clone(),
            ..=27 => (&words.days, days),
            28..=111 => (&words.weeks, days / 7),
            112..=729 => (&words.months, days * 12 / 365),
            _ => (&words.years, days / 365),
        };
        let exact = fill(unit, &[("count", &count.to_string())]);
        if date.precision() == Precision::Day {
            exact
        } else {
            fill(&words.about, &[("what", &exact)])
        }
    }
}

/// Whether a word of a choice says that there is nothing.
pub(super) fn says_nothing(word: &str) -> bool {
    matches!(
        word,
        "none" | "never" | "no" | "normal" | "present" | "ok" | "not_pregnant" | "not_applicable"
    )
}

/// Whether an answer reports something: `None` where the question is not of that kind.
pub(super) fn reports(field: &Field, value: &Value) -> Option<bool> {
    match (&field.kind, value) {
        (_, Value::Bool(yes)) => Some(*yes),
        (FieldKind::Choice(_), Value::Choice(word)) => Some(!says_nothing(word)),
        (_, Value::Set(chosen)) => Some(!chosen.is_empty()),
        _ => None,
    }
}

/// The same with a capital at the start.
pub(super) fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
