//! What a person said to one question of a form.

use super::{Number, PartialDate};

/// The state of one answer: known, asked but not known, or never asked.
///
/// A missing key is [`Answer::NotAsked`]. Neither of the two open states is ever read as "no".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer<T> {
    /// The person answered.
    Known(T),
    /// The person was asked and does not know, or prefers not to say.
    Unknown,
    /// Nobody asked.
    NotAsked,
}

impl<T> Answer<T> {
    /// The value, where there is one.
    pub fn known(&self) -> Option<&T> {
        match self {
            Answer::Known(value) => Some(value),
            Answer::Unknown | Answer::NotAsked => None,
        }
    }
}

/// A known answer, in the shape of its question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Yes (`true`) or no (`false`).
    Bool(bool),
    /// A count or a measurement, in the unit of its field.
    Number(Number),
    /// One of the allowed words.
    Choice(String),
    /// Some of the allowed words, sorted; empty means "none of these".
    Set(Vec<String>),
    /// A day, or the week, month or year it fell in.
    Date(PartialDate),
}
