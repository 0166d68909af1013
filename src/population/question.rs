//! What the file of shares says, checked: how each question is answered.

use serde_json::Value as Json;

use crate::intake::condition::Condition;
use crate::model::{Number, Precision};

/// Shares of a thousand that may be left open, and how.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub not_asked: u32,
    pub unknown: u32,
}

/// How much a form leaves open.
#[derive(Debug)]
pub(super) struct Completeness {
    pub share: u32,
    pub critical: Open,
    pub other: Open,
}

/// A kind of patient.
#[derive(Debug)]
pub(super) struct Picture {
    pub name: String,
    pub title: String,
    pub share: u32,
    /// Ages in completed years.
    pub ages: Vec<(u32, Range)>,
    /// Words of `sex_at_birth`.
    pub sexes: Vec<(u32, String)>,
}

/// From the first to the last, both included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    pub from: Number,
    pub to: Number,
}

/// A question and how it is answered.
#[derive(Debug)]
pub(super) struct Question {
    /// Its place in the form.
    pub at: usize,
    pub entries: Vec<Entry>,
}

/// How some patients answer a question.
#[derive(Debug)]
pub(super) struct Entry {
    /// Places of the pictures it is for; all where there is none.
    pub pictures: Vec<usize>,
    pub when: Option<Condition>,
    pub asked: u32,
    pub shape: Shape,
}

/// What an answer is drawn from.
#[derive(Debug)]
pub(super) enum Shape {
    Bool(u32),
    Choice(Vec<(u32, String)>),
    Set {
        members: Vec<Member>,
        otherwise: Option<String>,
    },
    Number {
        ranges: Vec<(u32, Range)>,
        at_least: Vec<String>,
        at_most: Vec<Bound>,
        size: Option<Size>,
    },
    Date {
        days_ago: Vec<(u32, Range)>,
        before: Option<String>,
        precision: Vec<(u32, Precision)>,
    },
    Record(Vec<Json>),
}

/// A word of a set, and how often it is in it.
#[derive(Debug)]
pub(super) struct Member {
    pub word: String,
    pub share: u32,
    pub when: Option<Condition>,
}

/// Another answer, or the age, that a number does not exceed by more than `plus`.
#[derive(Debug)]
pub(super) struct Bound {
    pub of: String,
    pub plus: Number,
}

/// The two questions that a body mass index comes from.
#[derive(Debug)]
pub(super) struct Size {
    pub height_cm: String,
    pub weight_kg: String,
}

/// The bound that is no question.
pub(super) const AGE: &str = "age";

impl Entry {
    /// The questions it looks at.
    pub fn looks_at(&self) -> Vec<&str> {
        let mut names: Vec<&str> = (self.when.iter()).flat_map(Condition::questions).collect();
        match &self.shape {
            Shape::Set { members, .. } => names.extend(
                (members.iter())
                    .filter_map(|member| member.when.as_ref())
                    .flat_map(Condition::questions),
            ),
            Shape::Number {
                at_least,
                at_most,
                size,
                ..
            } => {
                names.extend(at_least.iter().map(String::as_str));
                let bounds = at_most.iter().map(|bound| bound.of.as_str());
                names.extend(bounds.filter(|of| *of != AGE));
                if let Some(Size {
                    height_cm,
                    weight_kg,
                }) = size
                {
                    names.extend([height_cm.as_str(), weight_kg.as_str()]);
                }
            }
            Shape::Date {
                before: Some(before),
                ..
            } => names.push(before),
            Shape::Bool(_) | Shape::Choice(_) | Shape::Date { .. } | Shape::Record(_) => {}
        }
        names
    }
}
