//! The record of a further visit: what was asked again, and what stays from the visit before.

use std::collections::BTreeMap;

use super::form::Form;
use super::record::IntakeRecord;
use super::violation::Violation;
use crate::model::{Answer, PartialDate, Precision, Value};

/// How a short form follows another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follows {
    /// Name of the form it follows.
    pub form: String,
    /// Version of that form.
    pub version: String,
    /// Questions whose answers stay as they were given.
    pub carries: Vec<String>,
    /// Questions answered by another question of the visit before: its examination becomes the
    /// earlier examination of this visit.
    pub becomes: BTreeMap<String, String>,
    /// The question that says when that examination was.
    pub earlier_examination: String,
}

impl Follows {
    /// The record of a further visit, in the form that is followed: what the short form asked, what
    /// it carries over from `before`, and nothing else. An answer that is neither is not asked.
    pub fn compose(&self, before: &IntakeRecord, short: &Form, now: IntakeRecord) -> IntakeRecord {
        let mut answers = BTreeMap::new();
        for field in short.fields() {
            answers.insert(field.name.clone(), now.answer(&field.name).clone());
        }
        for name in &self.carries {
            answers.insert(name.clone(), before.answer(name).clone());
        }
        for (name, earlier) in &self.becomes {
            answers.insert(name.clone(), before.answer(earlier).clone());
        }
        let examined = |earlier: &String| matches!(before.answer(earlier), Answer::Known(value) if *value != Value::Bool(false));
        if self.becomes.values().any(examined) {
            let when = PartialDate::new(before.assessment_date, Precision::Day);
            let when = Answer::Known(Value::Date(when));
            answers.insert(self.earlier_examination.clone(), when);
        }
        let mut notes = before.notes.clone();
        notes.extend(now.notes);
        IntakeRecord {
            form: self.form.clone(),
            form_version: self.version.clone(),
            assessment_date: now.assessment_date,
            patient: now.patient,
            answers,
            notes,
        }
    }
}

/// Why a form cannot be one of a further visit of the same patient; it repeats no value.
pub fn another_patient_or_day(before: &IntakeRecord, now: &IntakeRecord) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut add = |pointer: &str, keyword: &str, detail: &str| {
        found.push(Violation {
            pointer: pointer.to_owned(),
            keyword: keyword.to_owned(),
            limit: None,
            detail: detail.to_owned(),
        });
    };
    let (known, sent) = (before.patient(), now.patient());
    let another = "send it to the case of this patient, or open a case for them";
    if known.identifier != sent.identifier {
        add("/patient/identifier", "another_patient", another);
    }
    if known.birth_date != sent.birth_date {
        add("/patient/birth_date", "another_patient", another);
    }
    if now.assessment_date() < before.assessment_date() {
        let detail = "send a day on or after that of the latest form of the case";
        add("/assessment_date", "before_latest_form", detail);
    }
    found
}
