//! What was proved, and patients who break what was not.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value as Json;

use crate::model::Profile;
use crate::rules::{Attribute, ReleaseRef};

/// What [`prove`](super::prove()) found of one release under one profile.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proof {
    /// The release.
    pub ruleset: ReleaseRef,
    /// Whose guidelines apply.
    pub profile: Profile,
    /// The day of the assessment.
    pub as_of: NaiveDate,
    /// How large the space is.
    pub size: Size,
    /// One entry for each property, in a fixed order.
    pub properties: Vec<Property>,
}

impl Proof {
    /// Whether every property holds.
    pub fn holds(&self) -> bool {
        self.properties.iter().all(Property::holds)
    }
}

/// How large the space of patients is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Size {
    /// Questions a rule reads.
    pub facts: usize,
    /// Cells of their answers.
    pub cells: usize,
    /// Definitions and rules.
    pub conditions: usize,
    /// Variables of the solver.
    pub variables: usize,
    /// How often the solver was asked.
    pub asked: usize,
}

/// A property of a release.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Property {
    /// Identifier: `monotone`.
    pub name: &'static str,
    /// What it says, in one sentence.
    pub claim: &'static str,
    /// Whether it says that something in the release is of use, not that patients are safe.
    pub about_use: bool,
    /// In how many parts it was proved.
    pub parts: usize,
    /// Where it does not hold.
    pub broken: Vec<Broken>,
}

impl Property {
    /// Whether no patient breaks it.
    pub fn holds(&self) -> bool {
        self.broken.is_empty()
    }
}

/// One way in which a property does not hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Broken {
    /// The rules, definitions or questions it is about.
    pub about: Vec<String>,
    /// What is wrong, in a sentence a clinician can read.
    pub says: String,
    /// A patient who shows it, where one can.
    pub patient: Option<Example>,
}

/// A patient.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Example {
    /// What is there, in words.
    pub words: Vec<String>,
    /// How many questions are answered with no, none or the like; all others are not answered.
    pub denied: usize,
    /// The filled form.
    pub form: Json,
    /// Why the form of this patient would be refused; empty for a form that can be posted.
    pub refused: Vec<String>,
}

/// What one kind of data about a person can change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttributeEffect {
    /// The attribute.
    pub attribute: Attribute,
    /// The questions that carry it and that a rule reads.
    pub facts: Vec<String>,
    /// Whether the urgency of somebody can be another with other answers to these.
    pub urgency: bool,
    /// The rules whose outcome can be another.
    pub rules: Vec<String>,
    /// A patient whose urgency these answers decide.
    pub patient: Option<Example>,
}
