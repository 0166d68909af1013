//! The order of a blank form: the safety questions first, each question below the one that opens it.

use std::collections::BTreeSet;

use super::super::wording::fill;
use super::words::Words;
use crate::intake::condition::Condition;
use crate::intake::form::{Field, FieldKind, Form, Who};

/// Questions that the head of the sheet asks for.
const IN_THE_HEAD: [&str; 3] = ["birth_date", "sex_at_birth", WRITER];

/// The question that says who filled in the form.
const WRITER: &str = "filled_by_role";

/// A part of the sheets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Heading.
    pub title: String,
    /// What is read aloud before its questions.
    pub say: String,
    /// Its questions.
    pub lines: Vec<Line>,
}

/// A question as it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Name of the question.
    pub name: String,
    /// Its number on the sheets, from 1.
    pub number: usize,
    /// How many questions it stands below: 0 for one that everybody is asked.
    pub depth: usize,
    /// When it is asked: `If yes:`; empty where everybody is asked.
    pub condition: String,
    /// Whether it is one that must not be missed.
    pub critical: bool,
    /// The question as it is read aloud.
    pub question: String,
    /// How it is answered.
    pub answer: Answer,
}

/// How a question is answered on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Boxes to tick, with what is said before them: that several may be ticked, or nothing.
    Boxes {
        /// What is said before them; may be empty.
        lead: String,
        /// A label for each.
        labels: Vec<String>,
    },
    /// A line to write on.
    Line {
        /// Unit, or how it is written; may be empty.
        unit: String,
        /// A box beside it; none where "not known" is no answer.
        unknown: Option<String>,
    },
}

/// Who can fill in the form, in its words.
pub(super) fn writers(form: &Form) -> Vec<String> {
    let field = form.field(WRITER);
    let labels = field.map(|field| match &field.kind {
        FieldKind::Choice(roles) => roles.iter().map(|role| field.option_label(role)).collect(),
        _ => Vec::new(),
    });
    labels.unwrap_or_default()
}

/// The parts of a form for an assistant: what a clinician examines and what the record knows are not
/// on paper.
pub(super) fn parts(form: &Form, words: &Words) -> Vec<Part> {
    let mut sheet = Sheet {
        form,
        words,
        placed: BTreeSet::new(),
        lines: Vec::new(),
    };
    for field in form.fields().iter().filter(|field| field.critical) {
        sheet.place(field, 0, None);
    }
    let mut parts = vec![Part {
        title: words.critical.title.clone(),
        say: words.critical.say.clone(),
        lines: std::mem::take(&mut sheet.lines),
    }];
    for section in form.sections() {
        let fields = form.fields().iter();
        for field in fields.filter(|field| field.section == section.id) {
            sheet.place(field, 0, None);
        }
        parts.push(Part {
            title: section.title.clone(),
            say: section.say.clone(),
            lines: std::mem::take(&mut sheet.lines),
        });
    }
    parts.retain(|part| !part.lines.is_empty());
    parts
}

struct Sheet<'a> {
    form: &'a Form,
    words: &'a Words,
    placed: BTreeSet<&'a str>,
    lines: Vec<Line>,
}

impl<'a> Sheet<'a> {
    /// Places a question unless it stands already or waits for one that opens it, then those that
    /// it opens.
    fn place(&mut self, field: &'a Field, depth: usize, above: Option<&'a Field>) {
        let gate = gate(field);
        let waits = gate
            .iter()
            .flat_map(Condition::questions)
            .any(|name| on_paper(self.form, name) && !self.placed.contains(name));
        if !is_printed(field) || waits || !self.placed.insert(&field.name) {
            return;
        }
        self.lines.push(Line {
            name: field.name.clone(),
            number: self.placed.len(),
            depth,
            condition: gate.map_or_else(String::new, |gate| self.said(&gate, above)),
            critical: field.critical,
            question: field.question.clone(),
            answer: answer(field, self.words),
        });
        for opened in self.form.fields() {
            let opens = gate_names(opened).contains(&field.name);
            if opens {
                self.place(opened, depth + 1, Some(field));
            }
        }
    }

    /// When a question is asked, where it stands below that one.
    fn said(&self, gate: &Condition, above: Option<&Field>) -> String {
        let words = &self.words.conditions;
        match (gate, above) {
            (Condition::Yes(name), Some(above)) if *name == above.name => words.above_yes.clone(),
            _ => fill(&words.r#if, &[("condition", &self.condition(gate))]),
        }
    }

    fn condition(&self, condition: &Condition) -> String {
        let words = &self.words.conditions;
        let about = |sentence: &str, name: &str, chosen: &[String]| {
            let field = self.form.field(name);
            let label = field.map_or(name, |field| field.label.as_str());
            let chosen: Vec<String> = chosen
                .iter()
                .map(|word| field.map_or_else(|| word.clone(), |field| field.option_label(word)))
                .collect();
            let chosen = chosen.join(&words.or);
            fill(sentence, &[("label", label), ("words", &chosen)])
        };
        let joined = |parts: &[Condition], between: &str| {
            let parts: Vec<String> = parts.iter().map(|part| self.condition(part)).collect();
            parts.join(between)
        };
        match condition {
            Condition::Yes(name) => about(&words.yes, name, &[]),
            Condition::OneOf(name, chosen) => about(&words.is, name, chosen),
            Condition::Has(name, word) => about(&words.has, name, std::slice::from_ref(word)),
            Condition::Not(inner) => match inner.as_ref() {
                Condition::Yes(name) => about(&words.no, name, &[]),
                Condition::OneOf(name, chosen) => about(&words.is_not, name, chosen),
                Condition::Has(name, word) => {
                    about(&words.has_not, name, std::slice::from_ref(word))
                }
                other => fill(&words.not, &[("condition", &self.condition(other))]),
            },
            Condition::Any(parts) => joined(parts, &words.or),
            Condition::All(parts) => joined(parts, &words.and),
        }
    }
}

/// Whether a question is printed among the others.
fn is_printed(field: &Field) -> bool {
    field.who == Who::Assistant && !IN_THE_HEAD.contains(&field.name.as_str())
}

fn on_paper(form: &Form, name: &str) -> bool {
    form.field(name).is_some_and(is_printed)
}

/// When a question is asked: its own condition, and that the examination it is part of was made.
fn gate(field: &Field) -> Option<Condition> {
    let made = field.part_of.clone().map(Condition::Yes);
    match (field.show_when.clone(), made) {
        (Some(shown), Some(made)) => Some(Condition::All(vec![made, shown])),
        (shown, made) => shown.or(made),
    }
}

fn gate_names(field: &Field) -> Vec<String> {
    let gate = gate(field);
    let names = gate.iter().flat_map(Condition::questions);
    names.map(str::to_owned).collect()
}

fn answer(field: &Field, words: &Words) -> Answer {
    let words = &words.answers;
    let unknown = words.unknown.clone();
    let boxes = |labels: Vec<String>| Answer::Boxes {
        lead: String::new(),
        labels,
    };
    match &field.kind {
        FieldKind::Bool => boxes(vec![words.yes.clone(), words.no.clone(), unknown]),
        FieldKind::Choice(allowed) => {
            let labels = allowed.iter().map(|word| field.option_label(word));
            boxes(labels.chain([unknown]).collect())
        }
        FieldKind::Set(allowed) => {
            let none = field.options.get("none").unwrap_or(&words.none);
            let none = field.may_be_none.then(|| none.clone());
            let labels = allowed.iter().map(|word| field.option_label(word));
            Answer::Boxes {
                lead: words.several.clone(),
                labels: labels.chain(none).chain([unknown]).collect(),
            }
        }
        kind if kind.is_score_of_ten() => {
            let scores = (0..=10).map(|score: u8| score.to_string());
            boxes(scores.chain([unknown]).collect())
        }
        FieldKind::Number { .. } => Answer::Line {
            unit: field
                .unit_word(crate::model::Number::whole(2))
                .trim()
                .to_owned(),
            unknown: Some(unknown),
        },
        FieldKind::Date => Answer::Line {
            unit: words.date.clone(),
            unknown: Some(unknown),
        },
        FieldKind::Record => Answer::Line {
            unit: String::new(),
            unknown: None,
        },
    }
}
