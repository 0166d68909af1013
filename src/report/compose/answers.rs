//! Every answer by section, with its state.

use crate::{
    intake::form::{Field, Section},
    model::{Answer, Value},
};

use super::super::{
    summary::{Part, PartBody, Row, Tone},
    wording::fill,
};
use super::say::Say;

pub(super) fn part(say: &Say<'_>) -> Part {
    let words = &say.words.appendix;
    let rows = say
        .view
        .form
        .sections()
        .iter()
        .flat_map(|section| section_rows(say, section))
        .collect();
    Part {
        title: words.answers.clone(),
        lead: words.answers_lead.clone(),
        body: PartBody::Table {
            heads: vec![words.answer_question.clone(), words.answer_value.clone()],
            shares: vec![36, 64],
            rows,
        },
    }
}

/// What was said, then what was denied, then what was not asked.
fn section_rows(say: &Say<'_>, section: &Section) -> Vec<Row> {
    let words = &say.words.appendix;
    let mut rows = vec![span(&section.title, Tone::Heading)];
    let (mut denied, mut unasked) = (Vec::<String>::new(), Vec::<String>::new());
    let fields = say.view.form.fields().iter();
    for field in fields.filter(|field| field.section == section.id) {
        match text(say, field) {
            Said::Told(text, tone) => rows.push(Row {
                cells: vec![field.label.clone(), text],
                tone,
            }),
            Said::Denied => denied.push(field.label.clone()),
            Said::Unasked => unasked.push(numbered(say, field)),
        }
    }
    for (sentence, names) in [(&words.plain_no, denied), (&words.unasked, unasked)] {
        if !names.is_empty() {
            let remark = fill(sentence, &[("names", &names.join(", "))]);
            rows.push(span(&remark, Tone::Remark));
        }
    }
    rows
}

/// The label with the number that rules name the fact by, where a rule reads it.
fn numbered(say: &Say<'_>, field: &Field) -> String {
    let facts = &say.view.decision.facts;
    match facts.iter().position(|read| read.fact == field.name) {
        Some(place) => format!("{} {}", place + 1, field.label),
        None => field.label.clone(),
    }
}

/// How an answer is listed.
enum Said {
    Told(String, Tone),
    Denied,
    Unasked,
}

fn span(text: &str, tone: Tone) -> Row {
    Row {
        cells: vec![text.to_owned()],
        tone,
    }
}

fn text(say: &Say<'_>, field: &Field) -> Said {
    let record = say.view.record;
    if let Some(note) = record.notes().get(&field.name) {
        return Said::Told(note.reveal().clone(), Tone::Normal);
    }
    // The form carries these two in the envelope, not among the answers.
    match field.name.as_str() {
        "birth_date" => {
            let born = *record.patient().birth_date.reveal();
            return Said::Told(say.date(born), Tone::Normal);
        }
        "sex_at_birth" => {
            let sex = match &record.patient().sex_at_birth {
                Answer::Known(word) => field.option_label(word),
                _ => say.words.words.unknown.clone(),
            };
            return Said::Told(sex, Tone::Normal);
        }
        _ => {}
    }
    let answer = say.answer(&field.name);
    match answer {
        Answer::NotAsked => Said::Unasked,
        Answer::Unknown => Said::Told(say.state(field, answer), Tone::Strong),
        Answer::Known(value) if denies(value) => Said::Denied,
        Answer::Known(_) => Said::Told(say.state(field, answer), Tone::Normal),
    }
}

fn denies(value: &Value) -> bool {
    match value {
        Value::Bool(yes) => !yes,
        Value::Set(chosen) => chosen.is_empty(),
        Value::Choice(word) => word == "none" || word == "never",
        Value::Number(_) | Value::Date(_) => false,
    }
}
