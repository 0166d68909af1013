//! The parts of the appendix about care: treatments with their verdicts, where guidelines disagree,
//! codes, and what changed since the decision before.

use crate::decision::{
    ChangedReason, CodeSuggestion, Contraindicated, Effect, Mark, TreatmentAdvice, Verdict,
};
use crate::model::Urgency;

use super::super::{
    summary::{Part, PartBody, Row, Tone},
    wording::fill,
};
use super::say::Say;

/// Every treatment with its verdict, or that none is offered while something urgent is there.
pub(super) fn treatments(say: &Say<'_>) -> Option<Part> {
    let words = &say.words.care;
    let decision = say.view.decision;
    let treatments = &decision.treatments;
    if treatments.is_empty() {
        let urgent = decision.urgency.max(decision.could_become) > Urgency::Routine;
        return urgent.then(|| Part {
            title: words.title.clone(),
            lead: words.none.clone(),
            body: PartBody::Lines(Vec::new()),
        });
    }
    let rows = treatments.iter().map(|advice| row(say, advice));
    Some(Part {
        title: words.title.clone(),
        lead: words.lead.clone(),
        body: PartBody::Table {
            heads: vec![
                words.treatment.clone(),
                words.verdict.clone(),
                words.why.clone(),
            ],
            shares: vec![24, 18, 58],
            rows: rows.collect(),
        },
    })
}

fn row(say: &Say<'_>, advice: &TreatmentAdvice) -> Row {
    let tone = match advice.verdict {
        Verdict::Ask | Verdict::Blocked => Tone::Strong,
        Verdict::NotRoutine | Verdict::Avoid => Tone::Quiet,
        _ => Tone::Normal,
    };
    Row {
        cells: vec![
            advice.title.clone(),
            verdict(say, advice.verdict).to_owned(),
            why(say, advice),
        ],
        tone,
    }
}

fn verdict<'a>(say: &'a Say<'_>, verdict: Verdict) -> &'a str {
    let words = &say.words.verdicts;
    match verdict {
        Verdict::Core => &words.core,
        Verdict::Recommend => &words.recommend,
        Verdict::MayOffer => &words.may_offer,
        Verdict::WithinPackage => &words.within_package,
        Verdict::ComfortOnly => &words.comfort_only,
        Verdict::NotRoutine => &words.not_routine,
        Verdict::ClinicianOnly => &words.clinician_only,
        Verdict::Avoid => &words.avoid,
        Verdict::Ask => &words.ask,
        Verdict::Blocked => &words.blocked,
    }
}

/// What speaks against it first, then why the verdict is as it is, and how far that is backed.
fn why(say: &Say<'_>, advice: &TreatmentAdvice) -> String {
    let words = &say.words.care;
    let mut said: Vec<String> = (advice.contraindications.iter())
        .map(|against| contraindicated(say, against))
        .collect();
    if let Some(needed) = &advice.without {
        let treatments = say.view.decision.treatments.iter();
        let title = (treatments.clone().find(|other| other.treatment == *needed))
            .map_or(needed.as_str(), |other| other.title.as_str());
        said.push(fill(&words.without, &[("treatment", title)]));
    }
    said.push(advice.because.clone());
    said.extend(advice.dose.iter().cloned());
    if let Some(caution) = say.caution(advice.basis) {
        said.push(format!("({caution})"));
    }
    said.join(" ")
}

fn contraindicated(say: &Say<'_>, against: &Contraindicated) -> String {
    let words = &say.words.care;
    let sentence = match against.effect {
        Effect::Block => &words.block,
        Effect::Caution => &words.caution,
        Effect::Modify => &words.modify,
        Effect::Ask => &words.ask,
    };
    let facts: Vec<&str> = (against.because.iter())
        .map(|observed| observed.text.as_str())
        .collect();
    fill(
        sentence,
        &[("text", &against.text), ("facts", &facts.join("; "))],
    )
}

/// Where guidelines disagree on a treatment that is listed.
pub(super) fn conflicts(say: &Say<'_>) -> Vec<String> {
    let treatments = say.view.decision.treatments.iter();
    treatments
        .filter_map(|advice| Some(format!("{}: {}", advice.title, advice.conflict.as_ref()?)))
        .collect()
}

/// Codes that the findings may be written down with.
pub(super) fn codes(say: &Say<'_>) -> Option<Part> {
    let words = &say.words.care;
    let codes = &say.view.decision.codes;
    let line = |code: &CodeSuggestion| {
        let checked = match code.mark {
            Mark::Verified => String::new(),
            Mark::Memory | Mark::Conflict => format!(" ({})", say.words.caution.memory),
        };
        let (system, code, title) = (code.system.name(), &code.code, &code.title);
        format!("{system} {code}: {title}{checked}")
    };
    (!codes.is_empty()).then(|| Part {
        title: words.codes.clone(),
        lead: words.codes_lead.clone(),
        body: PartBody::Lines(codes.iter().map(line).collect()),
    })
}

/// What is different from the decision before; none on a first visit.
pub(super) fn change(say: &Say<'_>) -> Option<String> {
    let words = &say.words.care;
    let change = say.view.decision.change.as_ref()?;
    let named = |reasons: &[ChangedReason]| {
        if reasons.is_empty() {
            return say.words.words.none.clone();
        }
        let titles: Vec<&str> = reasons.iter().map(|reason| reason.title.as_str()).collect();
        titles.join(", ")
    };
    Some(fill(
        &words.since,
        &[
            ("date", &say.date(change.as_of)),
            ("band", change.urgency.band()),
            ("new", &named(&change.new_reasons)),
            ("gone", &named(&change.gone_reasons)),
        ],
    ))
}
