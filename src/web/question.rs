//! One question of a form as a page shows it. No page is written for a particular question: what is
//! shown comes from the shape of its answer.

use askama::Template;
use chrono::NaiveDate;

use super::Words;
use crate::intake::form::{BodyPart, Field, FieldKind, Form, Who, unit_word};
use crate::intake::typed::{self, Meant, Misread, NONE, UNKNOWN, converted, dated};
use crate::model::{Number, PartialDate, Precision, Value};
use crate::report::body_outline;

/// Answers that are shown side by side as radios; more are shown as a list to pick from.
const RADIOS: usize = 8;

/// A question on a page.
#[derive(Debug, Clone, Template)]
#[template(path = "question.html")]
pub struct Question {
    /// The words of the reader.
    pub words: Words,
    /// Whether it takes the place of what stands on a page.
    pub swap: bool,
    /// Its name: of the field, and in the address of its place.
    pub name: String,
    /// Its short label.
    pub label: String,
    /// The question as it is read aloud.
    pub question: String,
    /// Why it is asked; may be empty.
    pub why: String,
    /// Whether it is for a clinician.
    pub clinician: bool,
    /// How it is answered.
    pub widget: Widget,
    /// What is wrong with what was entered.
    pub fault: Option<String>,
    /// What was entered, as it is used: `= 81.6 kg`.
    pub used: String,
    /// Whether it is answered and does not count, because another answer hides it.
    pub kept: bool,
    /// What another person entered here at the same time.
    pub both: Option<String>,
    /// What was answered at the visit before, and when; empty where that says nothing.
    pub last: String,
}

/// How a question is answered.
#[derive(Debug, Clone)]
pub enum Widget {
    /// One of a few.
    Radios {
        /// The answers.
        options: Vec<Answer>,
        /// Class of their layout: `tri`, `scale` or `list`.
        layout: &'static str,
    },
    /// One of many.
    Select {
        /// The answers.
        options: Vec<Answer>,
    },
    /// Any of these.
    Checks {
        /// The answers.
        options: Vec<Answer>,
    },
    /// Something that is typed.
    Typed {
        /// What was entered.
        text: String,
        /// Its unit, or how it is written.
        hint: String,
        /// Keyboard of a tablet: `decimal` or `text`.
        keyboard: &'static str,
        /// Most characters.
        longest: usize,
        /// Whether "not known" is ticked; absent where that is no answer.
        unknown: Option<bool>,
    },
}

/// An answer to choose.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its value.
    pub value: String,
    /// Its words.
    pub text: String,
    /// The key that chooses it while the group has the focus; none where its place among the others
    /// without one is its key.
    pub key: Option<String>,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Its place on the picture of a back, as the style sheet calls it; absent where it has none.
    pub part: Option<&'static str>,
}

/// Longest text that is typed as a number or a date.
const LONGEST_SHORT: usize = 40;

/// Longest free text; the schema of the form may allow less, and says so.
const LONGEST_TEXT: usize = 200;

impl Question {
    /// Says where on the picture of a back the words of a list are, and asks about a number that is
    /// rarely given, as far as the form knows.
    pub fn shown_on(
        mut self,
        form: &Form,
        field: &Field,
        values: &[String],
        today: NaiveDate,
    ) -> Question {
        if let Widget::Checks { options } = &mut self.widget {
            for option in options {
                let part = form.body_part(&field.name, &option.value);
                option.part = part.map(part_class);
            }
        }
        if is_unusual(form, field, values, today) {
            let answer = answer_words(self.words, field, values, today);
            let asked = self.words.with("unusual", &[("answer", &answer)]);
            self.used = format!("{} {asked}", self.used).trim().to_owned();
        }
        self
    }

    /// Whether its answers stand on a picture beside the list.
    fn has_picture(&self) -> bool {
        match &self.widget {
            Widget::Checks { options } => options.iter().any(|option| option.part.is_some()),
            _ => false,
        }
    }

    /// The outline of a back, as the points of a polygon.
    fn outline(&self) -> String {
        let points = body_outline().map(|(x, y)| format!("{x},{y}"));
        points.collect::<Vec<_>>().join(" ")
    }

    /// A question with what was entered for it.
    pub fn of(words: Words, field: &Field, values: &[String], today: NaiveDate) -> Question {
        Question {
            words,
            swap: false,
            name: field.name.clone(),
            label: field.label.clone(),
            question: field.question.clone(),
            why: field.why.clone(),
            clinician: field.who == Who::Clinician,
            widget: widget(words, field, values),
            fault: match typed::meant(field, values, today) {
                Meant::Unreadable(why) => Some(words.say(misread(why))),
                _ => None,
            },
            used: used(words, field, values, today),
            kept: false,
            both: None,
            last: String::new(),
        }
    }
}

/// Whether a number was entered that is rarely given for that question.
pub fn is_unusual(form: &Form, field: &Field, values: &[String], today: NaiveDate) -> bool {
    match typed::meant(field, values, today) {
        Meant::Known(Value::Number(number)) => form.is_unusual(&field.name, number),
        _ => false,
    }
}

fn part_class(part: BodyPart) -> &'static str {
    match part {
        BodyPart::Neck => "neck",
        BodyPart::UpperBack => "upper-back",
        BodyPart::LowerBack => "lower-back",
        BodyPart::Flank => "flank",
        BodyPart::Buttock => "buttock",
    }
}

fn misread(why: Misread) -> &'static str {
    match why {
        Misread::Number => "fault-number",
        Misread::Date => "fault-date",
        Misread::Words => "fault-words",
    }
}

fn widget(words: Words, field: &Field, values: &[String]) -> Widget {
    let chosen = |value: &str| values.iter().any(|given| given == value);
    let option = |value: &str, text: String, key: Option<String>| Answer {
        value: value.to_owned(),
        text,
        key,
        chosen: chosen(value),
        part: None,
    };
    let unknown = || {
        option(
            UNKNOWN,
            words.say("answer-unknown"),
            Some(words.say("key-unknown")),
        )
    };
    match &field.kind {
        FieldKind::Bool => Widget::Radios {
            options: vec![
                option("yes", words.say("answer-yes"), Some(words.say("key-yes"))),
                option("no", words.say("answer-no"), Some(words.say("key-no"))),
                unknown(),
            ],
            layout: "tri",
        },
        FieldKind::Choice(allowed) => {
            let mut options: Vec<Answer> = allowed
                .iter()
                .map(|word| option(word, field.option_label(word), None))
                .collect();
            options.push(unknown());
            if options.len() > RADIOS {
                Widget::Select { options }
            } else {
                Widget::Radios {
                    options,
                    layout: "list",
                }
            }
        }
        FieldKind::Set(allowed) => {
            let mut options: Vec<Answer> = allowed
                .iter()
                .map(|word| option(word, field.option_label(word), None))
                .collect();
            if field.may_be_none {
                options.push(option(NONE, words.say("answer-none"), Some("0".into())));
            }
            options.push(unknown());
            Widget::Checks { options }
        }
        kind if kind.is_score_of_ten() => Widget::Radios {
            options: (0..=10)
                .map(|at: usize| {
                    let text = at.to_string();
                    option(&text, text.clone(), (at <= 9).then(|| text.clone()))
                })
                .chain([unknown()])
                .collect(),
            layout: "scale",
        },
        FieldKind::Number { .. } => Widget::Typed {
            text: text_of(values),
            hint: unit_word(&field.unit, Number::whole(2)).trim().to_owned(),
            keyboard: "text",
            longest: LONGEST_SHORT,
            unknown: Some(chosen(UNKNOWN)),
        },
        FieldKind::Date => Widget::Typed {
            text: text_of(values),
            hint: words.say("hint-date"),
            keyboard: "text",
            longest: LONGEST_SHORT,
            unknown: Some(chosen(UNKNOWN)),
        },
        FieldKind::Record => Widget::Typed {
            text: text_of(values),
            hint: String::new(),
            keyboard: "text",
            longest: LONGEST_TEXT,
            unknown: None,
        },
    }
}

/// What was typed, beside a ticked "not known".
fn text_of(values: &[String]) -> String {
    let typed = values.iter().find(|value| *value != UNKNOWN);
    typed.cloned().unwrap_or_default()
}

/// What was entered, as it is used, where that is not what was typed.
fn used(words: Words, field: &Field, values: &[String], today: NaiveDate) -> String {
    if let Some(measure) = converted(field, values) {
        let unit = field.unit_word(measure.number);
        return words.with(
            "used-as",
            &[("value", &format!("{}{unit}", measure.number))],
        );
    }
    dated(field, values, today).map_or_else(String::new, |date| {
        words.with("used-as", &[("value", &date_words(words, date))])
    })
}

/// A date with how exactly it is known: `week of 2026-11-02`.
pub fn date_words(words: Words, date: PartialDate) -> String {
    let day = date.date();
    match date.precision() {
        Precision::Day => day.to_string(),
        Precision::Week => words.with("week-of", &[("day", &date.earliest().to_string())]),
        Precision::Month => day.format("%Y-%m").to_string(),
        Precision::Year => day.format("%Y").to_string(),
    }
}

/// What was entered for a question, for a reader.
pub fn answer_words(words: Words, field: &Field, values: &[String], today: NaiveDate) -> String {
    match typed::meant(field, values, today) {
        Meant::Nothing => words.say("answer-not-asked"),
        Meant::Unknown => words.say("answer-unknown"),
        Meant::Text(text) => text,
        Meant::Unreadable(_) => values.join(", "),
        Meant::Known(value) => value_words(words, field, &value),
    }
}

/// A known answer, for a reader.
pub fn value_words(words: Words, field: &Field, value: &Value) -> String {
    match value {
        Value::Bool(true) => words.say("answer-yes"),
        Value::Bool(false) => words.say("answer-no"),
        Value::Choice(word) => field.option_label(word),
        Value::Set(chosen) if chosen.is_empty() => words.say("answer-none"),
        Value::Set(chosen) => {
            let chosen: Vec<String> = chosen.iter().map(|word| field.option_label(word)).collect();
            chosen.join(", ")
        }
        Value::Number(number) => format!("{number}{}", field.unit_word(*number)),
        Value::Date(date) => date_words(words, *date),
    }
}
