//! The six cells of the background.

use crate::model::Answer;

use super::super::summary::Cell;
use super::say::Say;

/// Anticoagulants and steroids change what may be done, so their silence is printed too.
const ALWAYS_SAID: [&str; 2] = ["anticoagulant", "steroid_use"];

pub(super) fn cells(say: &Say<'_>) -> Vec<Cell> {
    let words = &say.words.background;
    // The three that stay when the page is full come first.
    [
        (
            &words.medicines,
            &[
                "anticoagulant",
                "steroid_use",
                "steroid_pred_equiv_mg_day",
                "meds_class",
            ][..],
        ),
        (
            &words.history,
            &[
                "conditions",
                "implants",
                "pregnancy_status",
                "smoking",
                "spinal_procedure",
                "bmi",
            ],
        ),
        (
            &words.function,
            &[
                "walk_limit_m",
                "work_status",
                "days_off_work",
                "job_demand",
                "unable_to_work_or_sleep",
                "pain_prevents_sleep",
            ],
        ),
        (
            &words.tried,
            &[
                "conservative_modalities",
                "conservative_adherence",
                "nsaid_response_48h",
                "prior_mri_date",
            ],
        ),
        (&words.allergies, &["allergies"]),
        (
            &words.wishes,
            &[
                "patient_goal",
                "imaging_request_patient",
                "intervention_candidate",
            ],
        ),
    ]
    .into_iter()
    .map(|(title, names)| Cell {
        title: title.clone(),
        text: text(say, title, names),
    })
    .collect()
}

fn text(say: &Say<'_>, title: &str, names: &[&str]) -> String {
    let said: Vec<String> = names
        .iter()
        .filter_map(|name| sentence(say, title, name))
        .collect();
    if said.is_empty() {
        return say.words.background.nothing.clone();
    }
    said.join("; ")
}

fn sentence(say: &Say<'_>, title: &str, name: &str) -> Option<String> {
    if let Some(note) = say.view.record.notes().get(name) {
        // The sentences of a cell are joined with semicolons.
        return Some(note.reveal().trim_end_matches('.').to_owned());
    }
    if ALWAYS_SAID.contains(&name) && say.answer(name) == &Answer::NotAsked {
        return Some(format!(
            "{}: {}",
            say.label(name),
            say.words.words.not_asked
        ));
    }
    let phrase = say.phrase(name)?;
    // A label that repeats the heading is left out.
    let repeated = format!("{}: ", title.to_lowercase());
    let rest = phrase.strip_prefix(&repeated).map(str::to_owned);
    Some(rest.unwrap_or(phrase))
}
