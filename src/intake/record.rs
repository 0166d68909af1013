//! The typed record of one filled form.

use std::{collections::BTreeMap, fmt};

use chrono::NaiveDate;

use crate::model::{Answer, Phi, Value};

/// Who the form is about. Never read by a rule, except for the birth date and the sex at birth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patient {
    /// The clinic's number for the patient.
    pub identifier: Phi<String>,
    /// Family name.
    pub family: Phi<String>,
    /// Given name or names.
    pub given: Phi<String>,
    /// Date of birth.
    pub birth_date: Phi<NaiveDate>,
    /// Sex at birth: `female`, `male`, `intersex`.
    pub sex_at_birth: Answer<String>,
}

/// A form that passed every door.
#[derive(Clone, PartialEq, Eq)]
pub struct IntakeRecord {
    pub(super) form: String,
    pub(super) form_version: String,
    pub(super) assessment_date: NaiveDate,
    pub(super) patient: Patient,
    pub(super) answers: BTreeMap<String, Answer<Value>>,
    pub(super) notes: BTreeMap<String, Phi<String>>,
}

impl IntakeRecord {
    /// A record of answers alone, about nobody by name: for checks where only facts are at hand.
    pub(crate) fn of_answers(
        assessment_date: NaiveDate,
        birth_date: NaiveDate,
        answers: BTreeMap<String, Answer<Value>>,
    ) -> Self {
        IntakeRecord {
            form: String::new(),
            form_version: String::new(),
            assessment_date,
            patient: Patient {
                identifier: Phi::new(String::new()),
                family: Phi::new(String::new()),
                given: Phi::new(String::new()),
                birth_date: Phi::new(birth_date),
                sex_at_birth: Answer::NotAsked,
            },
            answers,
            notes: BTreeMap::new(),
        }
    }

    /// Puts another answer in the place of one, and returns the one that was there.
    pub(crate) fn replace(&mut self, name: &str, answer: Answer<Value>) -> Answer<Value> {
        match self.answers.get_mut(name) {
            Some(place) => std::mem::replace(place, answer),
            None => Answer::NotAsked,
        }
    }

    /// Name of the form that was filled.
    pub fn form(&self) -> &str {
        &self.form
    }

    /// Version of the form that was filled.
    pub fn form_version(&self) -> &str {
        &self.form_version
    }

    /// The day the decision is made for.
    pub fn assessment_date(&self) -> NaiveDate {
        self.assessment_date
    }

    /// The patient.
    pub fn patient(&self) -> &Patient {
        &self.patient
    }

    /// What was answered to that question; a missing key was not asked.
    pub fn answer(&self, name: &str) -> &Answer<Value> {
        self.answers.get(name).unwrap_or(&Answer::NotAsked)
    }

    /// The state of every question a rule can read, by name.
    pub fn answers(&self) -> &BTreeMap<String, Answer<Value>> {
        &self.answers
    }

    /// Free text and lists kept for the record, as printable text, by field name.
    pub fn notes(&self) -> &BTreeMap<String, Phi<String>> {
        &self.notes
    }
}

// Answers are patient data: what is printed by accident names the form and nothing else.
impl fmt::Debug for IntakeRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IntakeRecord({} {})", self.form, self.form_version)
    }
}
