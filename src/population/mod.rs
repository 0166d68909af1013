//! Synthetic patients: filled forms drawn from documented shares, the same for everybody.
//!
//! The shares stand in a file ([`Population::read`]); this module holds no medicine. The same file,
//! seed and number give the same bytes on every machine: whole numbers only, every list in an
//! order, and a generator of our own.

mod check;
mod draw;
mod entry;
mod file;
mod order;
mod patient;
mod question;

use chrono::NaiveDate;

use crate::intake::form::Form;
use question::{Completeness, Picture, Question};

/// The shares for form spine.
pub const SPINE: &str = include_str!("../../schemas/population/spine.yaml");

/// Everything patients of one form are drawn from. Made by [`Population::read`] alone.
#[derive(Debug)]
pub struct Population {
    form: Form,
    digest: String,
    first_day: NaiveDate,
    last_day: NaiveDate,
    completeness: Vec<Completeness>,
    pictures: Vec<Picture>,
    /// In an order in which each comes after those it looks at.
    questions: Vec<Question>,
}

impl Population {
    /// The form that its patients fill.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// `sha256:…` of the shares.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The last day on which one of its patients is assessed.
    pub fn last_day(&self) -> NaiveDate {
        self.last_day
    }
}
