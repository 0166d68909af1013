//! The file of shares as it is written. Shares are of a thousand.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value as Json;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub form: FormName,
    pub assessed: Span,
    pub sources: BTreeMap<String, Source>,
    pub completeness: Vec<CompletenessFile>,
    pub pictures: Vec<PictureFile>,
    pub questions: Vec<QuestionFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormName {
    pub name: String,
    pub version: String,
}

/// The days on which patients are assessed, both included.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Span {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    #[expect(dead_code, reason = "for readers of the file")]
    pub cite: String,
    #[expect(dead_code, reason = "for readers of the file")]
    pub seen: String,
}

/// How much some of the forms leave open.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CompletenessFile {
    pub share: u32,
    pub basis: String,
    pub critical: OpenFile,
    pub other: OpenFile,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenFile {
    pub not_asked: u32,
    pub unknown: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PictureFile {
    pub picture: String,
    pub title: String,
    pub share: u32,
    pub basis: String,
    pub age: Vec<RangeFile>,
    pub sex: BTreeMap<String, u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RangeFile {
    pub share: u32,
    pub from: Json,
    pub to: Json,
}

/// Questions that share how they are answered.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionFile {
    pub ask: Vec<String>,
    /// The first entry that fits the patient is used.
    pub draw: Vec<EntryFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntryFile {
    /// The pictures it is for; all where none is named.
    #[serde(default)]
    pub pictures: Vec<String>,
    /// What must certainly hold of the answers so far.
    #[serde(default)]
    pub when: Option<String>,
    /// `chosen`, or a source.
    pub basis: String,
    /// How often the question is put at all.
    #[serde(default = "always")]
    pub asked: u32,
    /// Yes or no: the share of yes.
    #[serde(default)]
    pub yes: Option<u32>,
    /// A choice: the share of each word.
    #[serde(default)]
    pub words: Option<BTreeMap<String, u32>>,
    /// A set: how often each word is in it.
    #[serde(default)]
    pub each: Option<BTreeMap<String, MemberFile>>,
    /// A set: its word where none was drawn; `none` where nothing is said.
    #[serde(default)]
    pub otherwise: Option<String>,
    /// A number: ranges with shares.
    #[serde(default)]
    pub numbers: Option<Vec<RangeFile>>,
    /// A number: no less than these answers.
    #[serde(default)]
    pub at_least: Vec<String>,
    /// A number: no more than these answers.
    #[serde(default)]
    pub at_most: Vec<BoundFile>,
    /// A number: the body mass index of two others.
    #[serde(default)]
    pub body_mass_index: Option<SizeFile>,
    /// A date: ranges of days back.
    #[serde(default)]
    pub days_ago: Option<Vec<RangeFile>>,
    /// A date: back from the date answered there, not from the assessment.
    #[serde(default)]
    pub before: Option<String>,
    /// A date: how exactly it is known; the day where nothing is said.
    #[serde(default)]
    pub precision: BTreeMap<String, u32>,
    /// Text or a list for the record: one of these.
    #[serde(default)]
    pub values: Option<Vec<Json>>,
}

const fn always() -> u32 {
    1_000
}

/// A share, or one that counts only where a condition certainly holds.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum MemberFile {
    Share(u32),
    When(MemberWhen),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberWhen {
    pub when: String,
    pub share: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BoundFile {
    /// A question, or `age`.
    pub of: String,
    #[serde(default)]
    pub plus: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SizeFile {
    pub height_cm: String,
    pub weight_kg: String,
}
