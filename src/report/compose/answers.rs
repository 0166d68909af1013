//! Every answer by section, with its state.

use crate::{
    intake::form::{Field, Section, Who},
    model::Answer,
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
            heads: vec![
                words.answer_question.clone(),
                words.answer_value.clone(),
                words.answer_by.clone(),
            ],
            shares: vec![44, 44, 12],
            rows,
        },
    }
}

fn section_rows(say: &Say<'_>, section: &Section) -> Vec<Row> {
    let mut rows = vec![span(&section.title, Tone::Heading)];
    let mut unasked = Vec::new();
    let fields = say.view.form.fields().iter();
    for field in fields.filter(|field| field.section == section.id) {
        match text(say, field) {
            Some((text, tone)) => rows.push(Row {
                cells: vec![field.label.clone(), text, who(say, field)],
                tone,
            }),
            None => unasked.push(field.label.as_str()),
        }
    }
    if !unasked.is_empty() {
        let names = unasked.join(", ");
        rows.push(span(
            &fill(&say.words.appendix.unasked, &[("names", &names)]),
            Tone::Remark,
        ));
    }
    rows
}

fn span(text: &str, tone: Tone) -> Row {
    Row {
        cells: vec![text.to_owned()],
        tone,
    }
}

/// The answer in words; `None` where nobody asked.
fn text(say: &Say<'_>, field: &Field) -> Option<(String, Tone)> {
    let record = say.view.record;
    if let Some(note) = record.notes().get(&field.name) {
        return Some((note.reveal().clone(), Tone::Normal));
    }
    // The form carries these two in the envelope, not among the answers.
    match field.name.as_str() {
        "birth_date" => {
            let born = *record.patient().birth_date.reveal();
            return Some((say.date(born), Tone::Normal));
        }
        "sex_at_birth" => {
            let sex = match &record.patient().sex_at_birth {
                Answer::Known(word) => field.option_label(word),
                _ => say.words.words.unknown.clone(),
            };
            return Some((sex, Tone::Normal));
        }
        _ => {}
    }
    let answer = say.answer(&field.name);
    let tone = match answer {
        Answer::Known(_) => Tone::Normal,
        Answer::Unknown => Tone::Strong,
        Answer::NotAsked => return None,
    };
    Some((say.state(field, answer), tone))
}

fn who(say: &Say<'_>, field: &Field) -> String {
    match field.who {
        Who::Assistant => say.words.words.assistant.clone(),
        Who::Clinician => say.words.words.clinician.clone(),
    }
}
