//! What would change a decision, in the shape in which it is printed and sent.

use serde::{Deserialize, Serialize};

use crate::decision::{Basis, Status};
use crate::model::Urgency;

/// What would change a decision. Not part of it, not stored, not digested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatIf {
    /// The urgency that would change.
    pub urgency: Urgency,
    /// Whether no answer to an open question can change the urgency.
    pub stop_asking: bool,
    /// The open questions worth asking, best first; at most three.
    pub next: Vec<NextQuestion>,
    /// The smallest changes that make it certain that it is more urgent.
    pub raise: ChangeSets,
    /// The smallest changes that make it less urgent.
    pub lower: ChangeSets,
    /// More urgent rules that one number or date alone keeps silent, by little.
    pub near_misses: Vec<NearMiss>,
}

/// Sets of changed answers, each as small as can be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeSets {
    /// How many questions each set changes; absent where no set was found.
    pub questions: Option<u8>,
    /// The best sets: those that reach furthest, then in the order of the form; at most five.
    pub sets: Vec<ChangeSet>,
    /// How many further sets of questions of the same size there are.
    pub more: usize,
    /// The most questions that were changed together.
    pub within: u8,
    /// Whether every set of the answers looked at was tried. Otherwise there may be others.
    pub complete: bool,
}

impl ChangeSets {
    /// Nothing to look for: it is the highest or the lowest urgency already.
    pub(super) fn none() -> Self {
        ChangeSets {
            questions: None,
            sets: Vec::new(),
            more: 0,
            within: 0,
            complete: true,
        }
    }
}

/// Answers that would change the urgency together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeSet {
    /// The answers, in the order of the form.
    pub changes: Vec<AnswerChange>,
    /// What changes with them: details of what would be denied are not asked, and a question for a
    /// clinician makes a clinician the writer.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub follows: Vec<Followed>,
    /// The urgency with these answers.
    pub urgency: Urgency,
    /// What it could become with them.
    pub could_become: Urgency,
    /// Whether it would be settled.
    pub status: Status,
}

/// One answer in the place of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerChange {
    /// Name of the fact.
    pub fact: String,
    /// Short label.
    pub label: String,
    /// Who may answer: `assistant` or `clinician`.
    pub who: String,
    /// The answer now, in the form's own words.
    pub from: String,
    /// The nearest answer that does it, in the form's own words.
    pub to: String,
    /// The same for a reader: `saddle numbness: yes`, `weakness: 14 days or less`.
    pub text: String,
}

/// An answer that changes because another one does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// Name of the fact.
    pub fact: String,
    /// Its answer then.
    pub to: String,
}

/// On which side of a threshold an answer lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Below it.
    Short,
    /// Above it.
    Past,
}

/// A rule that one number or date alone keeps silent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearMiss {
    /// Identifier of the rule.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// The urgency it would ask for.
    pub urgency: Urgency,
    /// Name of the fact.
    pub fact: String,
    /// Short label.
    pub label: String,
    /// The answer now, in the form's own words.
    pub from: String,
    /// Name of the threshold.
    pub value: String,
    /// The threshold.
    pub threshold: String,
    /// UCUM unit of the threshold.
    pub unit: String,
    /// How far the answer is from one with which the rule fires.
    pub distance: String,
    /// UCUM unit of the distance: that of the threshold, days where the threshold is in months.
    pub distance_unit: String,
    /// On which side of the threshold the answer lies.
    pub side: Side,
    /// What "near" rests on: it is a choice of this program, from no source.
    pub near: Basis,
    /// The same for a reader.
    pub text: String,
}

/// An open question, and what its answers lead to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextQuestion {
    /// Name of the fact.
    pub fact: String,
    /// Short label.
    pub label: String,
    /// The question as it is read aloud.
    pub question: String,
    /// Who may answer: `assistant` or `clinician`.
    pub who: String,
    /// Whether an answer to it alone changes the urgency, what it could become, or the status;
    /// otherwise the answers to others are needed, too.
    pub alone: bool,
    /// The highest urgency that an answer to it alone leads to.
    pub highest: Urgency,
    /// Its answers, those that lead to the same together.
    pub answers: Vec<AnswerOutcome>,
}

/// An answer, for a program and for a reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerWords {
    /// In the form's own words; of a region of answers that lead to the same, the nearest.
    pub to: String,
    /// For a reader: `14 days or less`.
    pub text: String,
}

/// What some answers to a question lead to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerOutcome {
    /// The answers.
    pub answers: Vec<AnswerWords>,
    /// The urgency then.
    pub urgency: Urgency,
    /// What it could become then.
    pub could_become: Urgency,
    /// Whether it would be settled.
    pub status: Status,
}
