//! Why this urgency.

use crate::decision::{Outcome, Reason};

use super::super::{summary::ReasonLine, wording::fill};
use super::say::Say;

/// Reasons on page one, whose sources stand there too.
const ON_PAGE_ONE: usize = 3;
/// Sources on page one, by number; the appendix lists all of them.
const SOURCES_ON_PAGE_ONE: usize = 3;
/// Open questions named in one sentence.
const ASKED_AT_A_GLANCE: usize = 4;
/// Words of a reason that can be read at a glance.
const GLANCE: usize = 30;
/// Words of a reason beyond which even the appendix names the rule only: what it read stands
/// under that rule.
const LONGEST: usize = 120;

/// A long reason in short: the rule's title and as many of the facts behind it as can be read at a
/// glance.
fn shortened(say: &Say<'_>, reason: &Reason) -> String {
    let mut left = GLANCE.saturating_sub(reason.title.split_whitespace().count());
    let facts: Vec<&str> = (reason.because.iter())
        .map(|observed| observed.text.as_str())
        .take_while(|text| {
            let words = text.split_whitespace().count();
            let fits = words <= left;
            left = left.saturating_sub(words);
            fits
        })
        .collect();
    if facts.is_empty() {
        return fill(&say.words.change.by_title, &[("title", &reason.title)]);
    }
    format!("{}: {}.", reason.title, facts.join(" · "))
}

/// Every rule that asked for an urgency, most urgent first, and the numbered sources.
pub(super) fn reasons(say: &Say<'_>) -> (Vec<ReasonLine>, Vec<String>) {
    let mut numbers: Vec<&str> = Vec::new();
    let mut lines = held(say);
    for reason in &say.view.decision.reasons {
        if reason.urgency.is_none() {
            continue;
        }
        let citations = reason
            .evidence
            .iter()
            .map(|id| {
                let known = numbers.iter().position(|known| known == id);
                known.unwrap_or_else(|| {
                    numbers.push(id);
                    numbers.len() - 1
                }) + 1
            })
            .collect();
        let words = reason.text.split_whitespace().count();
        let up_to = |most: usize| {
            if words > most {
                shortened(say, reason)
            } else {
                reason.text.clone()
            }
        };
        lines.push(ReasonLine {
            brief: up_to(GLANCE),
            text: up_to(LONGEST),
            rule: versioned(&reason.rule, reason.version),
            citations,
            caution: say.caution(reason.basis).map(str::to_owned),
        });
    }
    let cited = numbers
        .into_iter()
        .map(|id| {
            let citation = say.view.citations.get(id);
            citation.map_or_else(|| id.to_owned(), |citation| citation.cite.clone())
        })
        .collect();
    (lines, cited)
}

/// The sources of the reasons that page one can show; their numbers are the first ones.
pub(super) fn on_page_one(reasons: &[ReasonLine], citations: Vec<String>) -> Vec<String> {
    let last = reasons
        .iter()
        .take(ON_PAGE_ONE)
        .flat_map(|reason| &reason.citations)
        .max();
    citations
        .into_iter()
        .take(last.copied().unwrap_or(0).min(SOURCES_ON_PAGE_ONE))
        .collect()
}

pub(super) fn versioned(rule: &str, version: u32) -> String {
    format!("{rule} v{version}")
}

/// Where an open question alone holds the urgency, that is the first reason.
fn held(say: &Say<'_>) -> Vec<ReasonLine> {
    let decision = say.view.decision;
    let fired = |reason: &Reason| reason.urgency == Some(decision.urgency);
    if decision.reasons.iter().any(fired) {
        return Vec::new();
    }
    let holding = decision
        .trace
        .iter()
        .filter(|entry| entry.outcome == Outcome::Unknown && entry.holds == Some(decision.urgency));
    holding
        .map(|entry| {
            let labels: Vec<String> = entry.waits_for.iter().map(|name| say.label(name)).collect();
            let text = fill(
                &say.words.change.held,
                &[
                    ("band", decision.urgency.band()),
                    ("questions", &say.some(&labels, ASKED_AT_A_GLANCE)),
                ],
            );
            ReasonLine {
                brief: text.clone(),
                text,
                rule: versioned(&entry.rule, entry.version),
                citations: Vec::new(),
                caution: None,
            }
        })
        .collect()
}
