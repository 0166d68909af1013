//! What was examined: each abnormal or measured finding, then how many were normal.

use crate::{
    intake::form::Field,
    model::{Answer, Number, Value},
};

use super::super::wording::fill;
use super::say::{Say, reports};

/// Sections of the form that hold what was examined or measured.
const SECTIONS: [&str; 2] = ["examination", "vitals"];
/// How the labels of the questions end that ask whether an examination was made.
const DONE: &str = " done";
const TAKEN: &str = " taken";
/// Findings on page one; all of them stand among the answers.
const FINDINGS_AT_MOST: usize = 30;
/// Full strength on the scale of the Medical Research Council.
const FULL_STRENGTH: i64 = 5;

pub(super) fn examination(say: &Say<'_>) -> Vec<String> {
    let words = &say.words.examination;
    let mut findings = Vec::new();
    let mut normal = 0_usize;
    let mut not_done = Vec::new();
    let fields = SECTIONS.iter().flat_map(|section| {
        let fields = say.view.form.fields().iter();
        fields.filter(move |field| field.section == *section)
    });
    for field in fields {
        let Answer::Known(value) = say.answer(&field.name) else {
            continue;
        };
        if is_gate(field) {
            // That there was no earlier examination says nothing about this one.
            if value == &Value::Bool(false) && !field.name.starts_with("prior_") {
                let label = field.label.trim_end_matches(DONE).trim_end_matches(TAKEN);
                not_done.push(label.to_owned());
            }
            continue;
        }
        match finding(say, field, value) {
            Some(finding) => findings.push(finding),
            None => normal += 1,
        }
    }
    let more = findings.len().saturating_sub(FINDINGS_AT_MOST);
    findings.truncate(FINDINGS_AT_MOST);
    if more > 0 {
        findings.push(fill(&words.more, &[("count", &more.to_string())]));
    }
    if findings.is_empty() && normal == 0 {
        findings.push(words.none.clone());
    } else if normal > 0 {
        findings.push(fill(&words.normal, &[("count", &normal.to_string())]));
    }
    if !not_done.is_empty() {
        findings.push(fill(&words.not_done, &[("names", &not_done.join(", "))]));
    }
    findings
}

fn is_gate(field: &Field) -> bool {
    field.name.ends_with("_done") || field.name.ends_with("_taken")
}

/// Whether a measured strength is full.
pub(super) fn is_normal(field: &Field, value: &Value) -> bool {
    let full = |number: &Number| number.as_whole() == Some(FULL_STRENGTH);
    field.name.starts_with("mrc_") && matches!(value, Value::Number(number) if full(number))
}

/// The finding in words; `None` where it is normal.
fn finding(say: &Say<'_>, field: &Field, value: &Value) -> Option<String> {
    let strength = field.name.starts_with("mrc_");
    match value {
        value if is_normal(field, value) => None,
        Value::Number(number) if strength => {
            Some(format!("{} {number}/{FULL_STRENGTH}", field.label))
        }
        Value::Number(_) | Value::Date(_) => {
            Some(format!("{} {}", field.label, say.value(field, value)))
        }
        Value::Bool(true) => Some(field.label.clone()),
        value => (reports(field, value) == Some(true))
            .then(|| format!("{}: {}", field.label, say.value(field, value))),
    }
}
