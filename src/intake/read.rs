//! Words and numbers of a valid form, read into typed answers.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::{
    consistency::{DatedPlace, contradictions},
    form::{Field, FieldKind, Form},
    record::{IntakeRecord, Patient},
    validate::ValidForm,
    violation::Violation,
};
use crate::model::{Answer, Number, PartialDate, Phi, Precision, Value};

impl IntakeRecord {
    /// Reads a valid form into typed answers and looks for contradictions among them.
    ///
    /// Every question a rule can read has an answer state in the record; a question whose key
    /// is missing was not asked. The violations are complete and sorted, and repeat no value.
    pub fn read(form: &Form, valid: ValidForm) -> Result<IntakeRecord, Vec<Violation>> {
        let mut reader = Reader {
            root: valid.root(),
            dates: Vec::new(),
            violations: Vec::new(),
        };
        let (mut answers, mut notes) = (BTreeMap::new(), BTreeMap::new());
        for field in form.fields() {
            if field.kind == FieldKind::Record {
                if let Some(note) = reader.note(&field.name) {
                    notes.insert(field.name.clone(), Phi::new(note));
                }
            } else {
                answers.insert(field.name.clone(), reader.answer(field));
            }
        }
        let sex_at_birth = match answers.get("sex_at_birth") {
            Some(Answer::Known(Value::Choice(word))) => Answer::Known(word.clone()),
            Some(Answer::Unknown) => Answer::Unknown,
            _ => Answer::NotAsked,
        };
        let record = IntakeRecord {
            form: form.name().to_owned(),
            form_version: form.version().to_owned(),
            assessment_date: reader.day("/assessment_date"),
            patient: Patient {
                identifier: Phi::new(reader.text("/patient/identifier")),
                family: Phi::new(reader.text("/patient/name/family")),
                given: Phi::new(reader.text("/patient/name/given")),
                birth_date: Phi::new(reader.day("/patient/birth_date")),
                sex_at_birth,
            },
            answers,
            notes,
        };
        let mut violations = reader.violations;
        violations.extend(contradictions(form, &record, &reader.dates));
        if violations.is_empty() {
            return Ok(record);
        }
        violations.sort();
        violations.dedup();
        Err(violations)
    }
}

/// Pointer to what was answered to a question.
pub(super) fn pointer_of(name: &str) -> String {
    match name {
        "birth_date" | "sex_at_birth" => format!("/patient/{name}"),
        _ => format!("/answers/{name}"),
    }
}

struct Reader<'a> {
    root: &'a Json,
    dates: Vec<DatedPlace>,
    violations: Vec<Violation>,
}

impl Reader<'_> {
    fn answer(&mut self, field: &Field) -> Answer<Value> {
        let pointer = pointer_of(&field.name);
        let given = match self.root.pointer(&pointer) {
            None => return Answer::NotAsked,
            Some(Json::String(word)) if word == "not_asked" => return Answer::NotAsked,
            Some(Json::String(word)) if word == "unknown" => return Answer::Unknown,
            Some(given) => given,
        };
        let value = match &field.kind {
            FieldKind::Bool => given.as_str().map(|word| Value::Bool(word == "yes")),
            FieldKind::Choice(_) => given.as_str().map(|word| Value::Choice(word.to_owned())),
            FieldKind::Number { .. } => (given.as_number())
                .and_then(|number| Number::parse(&number.to_string()))
                .map(Value::Number),
            FieldKind::Set(_) => self.set(&pointer, given),
            FieldKind::Date => self.date(&pointer, given).map(Value::Date),
            FieldKind::Record => None,
        };
        match value {
            Some(value) => Answer::Known(value),
            None => {
                self.refuse(
                    &pointer,
                    "type",
                    "send this answer in the shape the form describes",
                );
                Answer::Unknown
            }
        }
    }

    /// A set; the word `none` alone is the empty one.
    fn set(&mut self, pointer: &str, given: &Json) -> Option<Value> {
        let words = given.as_array()?.iter().filter_map(Json::as_str);
        let mut words: Vec<String> = words.map(str::to_owned).collect();
        if words.iter().any(|word| word == "none") {
            if words.len() > 1 {
                self.refuse(
                    pointer,
                    "none_with_others",
                    "send `none` alone, or leave it out",
                );
            }
            words.retain(|word| word != "none");
        }
        words.sort();
        Some(Value::Set(words))
    }

    fn date(&mut self, pointer: &str, given: &Json) -> Option<PartialDate> {
        let date = match given {
            Json::String(day) => PartialDate::new(day.parse().ok()?, Precision::Day),
            _ => {
                let day = given.get("date")?.as_str()?.parse().ok()?;
                let precision = match given.get("precision")?.as_str()? {
                    "day" => Precision::Day,
                    "week" => Precision::Week,
                    "month" => Precision::Month,
                    "year" => Precision::Year,
                    _ => return None,
                };
                PartialDate::new(day, precision)
            }
        };
        self.dates.push(DatedPlace {
            pointer: pointer.to_owned(),
            date,
        });
        Some(date)
    }

    /// A text as it stands, or a list of imaging studies with `; ` between them.
    fn note(&mut self, name: &str) -> Option<String> {
        let pointer = pointer_of(name);
        match self.root.pointer(&pointer)? {
            Json::String(text) => Some(text.clone()),
            Json::Array(studies) => {
                let studies = studies.iter().enumerate();
                let lines: Vec<String> = studies
                    .map(|(at, study)| self.study(&format!("{pointer}/{at}"), study))
                    .collect();
                Some(lines.join("; "))
            }
            _ => None,
        }
    }

    /// `2024-05 mri lumbar: result`.
    fn study(&mut self, pointer: &str, study: &Json) -> String {
        let mut words = Vec::new();
        let date = study.get("date");
        if let Some(date) = date.and_then(|date| self.date(&format!("{pointer}/date"), date)) {
            words.push(print_date(date));
        }
        for member in ["modality", "region"] {
            words.extend(
                study
                    .get(member)
                    .and_then(Json::as_str)
                    .map(|word| word.replace('_', " ")),
            );
        }
        let result = study.get("result").and_then(Json::as_str);
        result.map_or_else(
            || words.join(" "),
            |result| format!("{}: {result}", words.join(" ")),
        )
    }

    fn text(&self, pointer: &str) -> String {
        let text = self.root.pointer(pointer).and_then(Json::as_str);
        text.unwrap_or_default().to_owned()
    }

    fn day(&mut self, pointer: &str) -> NaiveDate {
        self.text(pointer).parse().unwrap_or_else(|_| {
            self.refuse(pointer, "format", "send a date that exists");
            NaiveDate::default()
        })
    }

    fn refuse(&mut self, pointer: &str, keyword: &str, detail: &str) {
        self.violations.push(Violation {
            pointer: pointer.to_owned(),
            keyword: keyword.to_owned(),
            limit: None,
            detail: detail.to_owned(),
        });
    }
}

/// A date with no more digits than are known.
fn print_date(date: PartialDate) -> String {
    let day = date.date();
    match date.precision() {
        Precision::Day => day.to_string(),
        Precision::Week => format!("week of {}", date.earliest()),
        Precision::Month => day.format("%Y-%m").to_string(),
        Precision::Year => day.format("%Y").to_string(),
    }
}
