//! Red flags: the critical questions of the form, and what else made an urgent rule fire.

use std::collections::BTreeSet;

use crate::{
    decision::Reason,
    intake::form::{Field, FieldKind},
    model::{Answer, Urgency, Value},
};

use super::super::{summary::Flags, wording::fill};
use super::{
    examination::is_normal,
    say::{Say, reports},
};

/// Where the pain is and since when are shown elsewhere; they count as flags only while open.
const SHOWN_ELSEWHERE: [&str; 2] = ["onset_date", "pain_regions"];
/// Open questions on page one that are not among the safety questions; the appendix has all.
const OTHERS_ON_PAGE_ONE: usize = 6;
/// Pain that changes with movement is no flag.
const HARMLESS_PATTERN: &str = "mechanical";
/// Sections whose answers describe the patient and the pain, not a danger.
const DESCRIPTIVE: [&str; 3] = ["context", "pain", "impact"];

pub(super) fn flags(say: &Say<'_>) -> Flags {
    let mut flags = Flags::default();
    let mut listed = BTreeSet::new();
    for field in say.view.form.fields().iter().filter(|field| field.critical) {
        let name = field.name.as_str();
        listed.insert(name);
        match say.answer(name) {
            Answer::Unknown => flags.unknown.push(field.label.clone()),
            Answer::NotAsked => flags.unasked.push(field.label.clone()),
            Answer::Known(_) if SHOWN_ELSEWHERE.contains(&name) => {}
            Answer::Known(value) => match danger(field, value) {
                Some(value) => flags.present.push(present(say, field, &value)),
                None => flags.absent.push(field.label.clone()),
            },
        }
    }
    let urgent = say
        .view
        .decision
        .reasons
        .iter()
        .filter(|reason| reason.urgency >= Some(Urgency::TwoWeeks));
    for observed in urgent.flat_map(|reason: &Reason| &reason.because) {
        let Some(field) = say.view.form.field(&observed.fact) else {
            continue;
        };
        let tells = say.known(&field.name).is_some_and(|value| {
            reports(field, value).unwrap_or(matches!(value, Value::Number(_)))
                && !is_normal(field, value)
        });
        if tells && !is_detail(say, field) && listed.insert(observed.fact.as_str()) {
            flags.present.push(observed.text.clone());
        }
    }
    let mut others = 0_usize;
    for question in say.view.decision.first_questions() {
        if !listed.insert(question.fact.as_str()) {
            continue;
        }
        others += 1;
        if others > OTHERS_ON_PAGE_ONE {
            continue;
        }
        match say.answer(&question.fact) {
            Answer::NotAsked => flags.unasked.push(question.label.clone()),
            Answer::Unknown => flags.unknown.push(question.label.clone()),
            Answer::Known(_) => flags.unknown.push(format!(
                "{} ({})",
                question.label, say.words.words.imprecise
            )),
        }
    }
    if others > OTHERS_ON_PAGE_ONE {
        let more = (others - OTHERS_ON_PAGE_ONE).to_string();
        let more = fill(&say.words.fitting.more_reasons, &[("count", &more)]);
        flags.unasked.push(more);
    }
    flags
}

/// The part of an answer that is a danger sign.
fn danger(field: &Field, value: &Value) -> Option<Value> {
    if let (Value::Set(chosen), "pain_pattern") = (value, field.name.as_str()) {
        let dangerous: Vec<String> = chosen
            .iter()
            .filter(|word| *word != HARMLESS_PATTERN)
            .cloned()
            .collect();
        return (!dangerous.is_empty()).then_some(Value::Set(dangerous));
    }
    reports(field, value)?.then(|| value.clone())
}

/// A gate, a count of days, a trend or a description: no flag of its own.
fn is_detail(say: &Say<'_>, field: &Field) -> bool {
    let name = field.name.as_str();
    let gate = name.ends_with("_done") || name.ends_with("_taken");
    let companion = name.ends_with("_days") || name.ends_with("_trend");
    let described = DESCRIPTIVE.contains(&field.section.as_str());
    gate || companion || described || say.view.form.field(name).is_none()
}

/// `saddle numbness (2 days, worse)`.
fn present(say: &Say<'_>, field: &Field, value: &Value) -> String {
    let mut text = match value {
        Value::Bool(_) => field.label.clone(),
        value => format!("{}: {}", field.label, say.value(field, value)),
    };
    let details: Vec<String> = details(&field.name)
        .into_iter()
        .filter_map(|name| {
            let detail = say.view.form.field(&name)?;
            matches!(detail.kind, FieldKind::Number { .. } | FieldKind::Choice(_))
                .then(|| say.known(&name).map(|value| say.value(detail, value)))?
        })
        .collect();
    if !details.is_empty() {
        text.push_str(&format!(" ({})", details.join(", ")));
    }
    text
}

/// Names under which the form keeps how long and which way: `saddle_change` has
/// `saddle_change_days` and `saddle_trend`, `faecal_incontinence_new` has
/// `faecal_incontinence_days`, `trauma_energy` has `trauma_days`.
fn details(name: &str) -> BTreeSet<String> {
    let stem = name.strip_suffix("_new").unwrap_or(name);
    let first = name.split('_').next().unwrap_or(name);
    BTreeSet::from([
        format!("{name}_days"),
        format!("{stem}_days"),
        format!("{first}_days"),
        format!("{stem}_trend"),
        format!("{first}_trend"),
    ])
}
