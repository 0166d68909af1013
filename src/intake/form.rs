//! An intake form as data: what its schema and its screen description say.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jsonschema::Validator;
use serde::Deserialize;

use super::condition::Condition;
use super::follow::Follows;
use crate::model::{Number, Value};

/// The shape of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// Yes or no.
    Bool,
    /// A number between two bounds, both included, in steps of `step`.
    Number {
        /// Smallest allowed value.
        min: Number,
        /// Largest allowed value.
        max: Number,
        /// Distance between neighbouring values: one for a count, a tenth for a temperature.
        step: Number,
    },
    /// One of the allowed words.
    Choice(Vec<String>),
    /// Any number of the allowed words; the word `none` in the form is the empty set here.
    Set(Vec<String>),
    /// A day, week, month or year.
    Date,
    /// Free text or a list kept for the record; no rule can read it.
    Record,
}

impl FieldKind {
    /// Whether it is a score from 0 to 10 in whole steps.
    pub fn is_score_of_ten(&self) -> bool {
        let (zero, ten, one) = (Number::whole(0), Number::whole(10), Number::whole(1));
        matches!(self, FieldKind::Number { min, max, step } if (*min, *max, *step) == (zero, ten, one))
    }
}

/// Who may answer a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// A medical assistant or a clinician.
    Assistant,
    /// A clinician only.
    Clinician,
    /// Nobody: the record of the case says it, and a form that sends it is refused.
    Record,
}

/// One question of a form. Its name is the key under `answers` and the fact rules read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Key under `answers`; also the name of the fact.
    pub name: String,
    /// Short label, for lists and reasons: `saddle numbness`.
    pub label: String,
    /// The question as it is read aloud.
    pub question: String,
    /// Shape and bounds.
    pub kind: FieldKind,
    /// UCUM unit; empty where there is none.
    pub unit: String,
    /// Whether `none` is an answer: the empty set.
    pub may_be_none: bool,
    /// Who may answer.
    pub who: Who,
    /// Whether a missing answer is printed among the open safety questions.
    pub critical: bool,
    /// Id of the section of the form it stands in.
    pub section: String,
    /// Why it is asked, in one plain sentence; empty where the question speaks for itself.
    pub why: String,
    /// Plain words for those allowed words that need them.
    pub options: BTreeMap<String, String>,
    /// When the question shows; it is hidden only when this is certainly false.
    pub show_when: Option<Condition>,
    /// The question that says whether this examination or measurement was made at all.
    pub part_of: Option<String>,
    /// What the record of a case without an earlier visit says; only for [`Who::Record`].
    pub absent: Option<Value>,
    /// Whether a set may be answered with no word at all.
    pub may_be_empty: bool,
}

impl Field {
    /// The word as it is shown: its plain wording where the form has one, else the word itself
    /// with spaces.
    pub fn option_label(&self, word: &str) -> String {
        self.options
            .get(word)
            .cloned()
            .unwrap_or_else(|| word.replace('_', " "))
    }
}

/// One section of a form, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Identifier, unique in the form.
    pub id: String,
    /// Heading.
    pub title: String,
    /// The sentence that is read aloud before its questions.
    pub say: String,
}

/// A released version of a form.
#[derive(Debug, Clone)]
pub struct Form {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) title: String,
    pub(super) digest: String,
    pub(super) sections: Vec<Section>,
    pub(super) fields: Vec<Field>,
    pub(super) by_name: BTreeMap<String, usize>,
    pub(super) validator: Arc<Validator>,
    pub(super) follows: Option<Follows>,
    pub(super) page: Page,
}

/// How a page shows a form.
#[derive(Debug, Clone, Default)]
pub(super) struct Page {
    pub(super) first: BTreeSet<String>,
    pub(super) usual: BTreeMap<String, (Number, Number)>,
    pub(super) body: BTreeMap<String, BTreeMap<String, BodyPart>>,
}

/// A place on the picture of a back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyPart {
    /// The neck.
    Neck,
    /// From the shoulders to the waist.
    UpperBack,
    /// The waist.
    LowerBack,
    /// Beside the waist, on both sides.
    Flank,
    /// Sacrum and buttocks.
    Buttock,
}

impl Form {
    /// Name of the form: `spine`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Version: `1.0.0`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Title, for the screen and for paper.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The form it follows; none for a form that stands alone.
    pub fn follows(&self) -> Option<&Follows> {
        self.follows.as_ref()
    }

    /// `sha256:…` over the schema and the screen description.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The sections in the order they are shown.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// Every question, in the order it is shown.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Whether the form says which questions a page shows from the start.
    pub fn puts_some_first(&self) -> bool {
        !self.page.first.is_empty()
    }

    /// Whether a page shows the question from the start, though it is not critical.
    pub fn is_put_first(&self, name: &str) -> bool {
        self.page.first.contains(name)
    }

    /// Whether a number is rarely given for that question, so that it is worth a second look.
    pub fn is_unusual(&self, name: &str, number: Number) -> bool {
        let usual = self.page.usual.get(name);
        usual.is_some_and(|&(low, high)| number < low || number > high)
    }

    /// Where a word of that question is on the picture of a back; none where it has no place.
    pub fn body_part(&self, name: &str, word: &str) -> Option<BodyPart> {
        self.page.body.get(name)?.get(word).copied()
    }

    /// The question of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.by_name.get(name).and_then(|&at| self.fields.get(at))
    }
}

impl Field {
    /// The unit as a reader sees it behind that number, with its space; empty where there is none.
    pub fn unit_word(&self, number: Number) -> String {
        unit_word(&self.unit, number)
    }
}

/// A UCUM unit as a reader sees it behind that number, with its space; empty where there is none.
pub fn unit_word(unit: &str, number: Number) -> String {
    let one = number == Number::whole(1);
    match unit {
        "d" if one => " day".to_owned(),
        "wk" if one => " week".to_owned(),
        "a" if one => " year".to_owned(),
        "" | "1" | "{score}" => String::new(),
        "%" => "%".to_owned(),
        "Cel" => " °C".to_owned(),
        "d" => " days".to_owned(),
        "wk" => " weeks".to_owned(),
        "a" => " years".to_owned(),
        "deg" => "°".to_owned(),
        "mm[Hg]" => " mmHg".to_owned(),
        "mg/d" => " mg/day".to_owned(),
        "kg/m2" => " kg/m²".to_owned(),
        other => format!(" {other}"),
    }
}
