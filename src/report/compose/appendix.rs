//! The appendix: every reason, open question, request and rule, all answers, and how to check
//! the document.

use crate::decision::{Decision, Outcome, Request, TraceEntry};

use super::super::{
    summary::{Part, PartBody, ReasonLine, Row, Tone},
    wording::fill,
};
use super::{answers, say::Say};

pub(super) fn parts(say: &Say<'_>, reasons: &[ReasonLine], citations: &[String]) -> Vec<Part> {
    let (words, decision) = (&say.words.appendix, say.view.decision);
    let lists = [
        (&words.reasons, reason_lines(reasons)),
        (&words.sources, source_lines(citations)),
        (&words.asked, asked(say)),
        (&words.plan, requests(&decision.plan)),
        (&words.safety, requests(&decision.safety_net)),
        (&words.requests, everything_asked_for(say)),
        (&words.findings, requests(&decision.findings)),
        (&words.suppressed, suppressed(say)),
    ];
    let mut parts: Vec<Part> = lists
        .into_iter()
        .filter(|(_, lines)| !lines.is_empty())
        .map(|(title, lines)| list(title, lines))
        .collect();
    parts.extend([
        trace(say, &decision.trace),
        answers::part(say),
        verify(say, decision),
    ]);
    parts
}

fn list(title: &str, lines: Vec<String>) -> Part {
    Part {
        title: title.to_owned(),
        lead: String::new(),
        body: PartBody::Lines(lines),
    }
}

fn reason_lines(reasons: &[ReasonLine]) -> Vec<String> {
    let line = |(n, reason): (usize, &ReasonLine)| {
        let numbers: Vec<String> = reason.citations.iter().map(usize::to_string).collect();
        let cited = if numbers.is_empty() {
            String::new()
        } else {
            format!(" [{}]", numbers.join(", "))
        };
        let caution = reason
            .caution
            .as_ref()
            .map_or_else(String::new, |caution| format!(" · {caution}"));
        format!("{}. {} {}{cited}{caution}", n + 1, reason.text, reason.rule)
    };
    reasons.iter().enumerate().map(line).collect()
}

fn source_lines(citations: &[String]) -> Vec<String> {
    let line = |(n, cite): (usize, &String)| format!("[{}] {cite}", n + 1);
    citations.iter().enumerate().map(line).collect()
}

fn asked(say: &Say<'_>) -> Vec<String> {
    let words = say.words;
    let line = |question: &crate::decision::Question| {
        let state = match question.state.as_str() {
            "unknown" => &words.words.unknown,
            "imprecise" => &words.words.imprecise,
            _ => &words.words.not_asked,
        };
        fill(
            &words.appendix.asked_line,
            &[
                ("question", &question.question),
                ("state", state),
                ("band", question.could_become.band()),
                ("rules", &question.rules.join(", ")),
            ],
        )
    };
    say.view.decision.ask.iter().map(line).collect()
}

fn requests(list: &[Request]) -> Vec<String> {
    list.iter()
        .map(|request| format!("{}  ({})", request.text, request.rules.join(", ")))
        .collect()
}

fn everything_asked_for(say: &Say<'_>) -> Vec<String> {
    let decision = say.view.decision;
    let lists = [
        &decision.destinations,
        &decision.imaging,
        &decision.labs,
        &decision.evaluation_requests,
    ];
    lists
        .into_iter()
        .flatten()
        .map(|request| {
            let rules = request.rules.join(", ");
            format!("{}: {}  ({rules})", request.urgency.band(), request.text)
        })
        .collect()
}

fn suppressed(say: &Say<'_>) -> Vec<String> {
    say.view
        .decision
        .suppressed
        .iter()
        .map(|taken| {
            fill(
                &say.words.appendix.suppressed_line,
                &[
                    ("what", &taken.text),
                    ("by", &taken.by),
                    ("because", &taken.because),
                ],
            )
        })
        .collect()
}

fn trace(say: &Say<'_>, entries: &[TraceEntry]) -> Part {
    let words = &say.words.appendix;
    Part {
        title: words.trace.clone(),
        lead: words.trace_lead.clone(),
        body: PartBody::Table {
            heads: vec![
                words.trace_rule.clone(),
                words.trace_result.clone(),
                words.trace_read.clone(),
                words.trace_waits.clone(),
            ],
            shares: vec![28, 10, 45, 17],
            rows: entries.iter().map(|entry| trace_row(say, entry)).collect(),
        },
    }
}

fn trace_row(say: &Say<'_>, entry: &TraceEntry) -> Row {
    let words = &say.words.words;
    let (result, tone) = match (entry.outcome, entry.holds) {
        (Outcome::Fired, _) if entry.guard => (words.guard.clone(), Tone::Strong),
        (Outcome::Fired, _) => (words.fired.clone(), Tone::Strong),
        (Outcome::Silent, _) => (words.silent.clone(), Tone::Quiet),
        (Outcome::Unknown, Some(urgency)) => (
            fill(&words.escalates, &[("band", urgency.band())]),
            Tone::Normal,
        ),
        (Outcome::Unknown, None) => (words.waiting.clone(), Tone::Normal),
    };
    let read: Vec<String> = entry
        .read
        .iter()
        .map(|read| format!("{}: {}", read.fact, read.value))
        .collect();
    Row {
        cells: vec![
            format!("{} v{}", entry.rule, entry.version),
            result,
            read.join(" · "),
            entry.waits_for.join(", "),
        ],
        tone,
    }
}

fn verify(say: &Say<'_>, decision: &Decision) -> Part {
    let words = &say.words.appendix;
    let digest = |sentence: &str, digest: &str| fill(sentence, &[("digest", digest)]);
    let release = fill(
        &words.verify_release,
        &[
            ("name", &decision.ruleset.name),
            ("release", &decision.ruleset.release),
            ("digest", &decision.ruleset.digest),
        ],
    );
    let form = fill(
        &words.verify_form,
        &[
            ("name", &decision.form.name),
            ("version", &decision.form.version),
            ("digest", &decision.form.digest),
        ],
    );
    Part {
        title: words.verify.clone(),
        lead: words.verify_how.clone(),
        body: PartBody::Lines(vec![
            digest(&words.verify_decision, &decision.digest),
            digest(&words.verify_facts, &decision.facts_digest),
            release,
            form,
            fill(
                &words.verify_profile,
                &[("profile", decision.profile.word())],
            ),
        ]),
    }
}
