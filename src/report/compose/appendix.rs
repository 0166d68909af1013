//! The appendix: every reason, open question, request and rule, all answers, and how to check
//! the document.

use std::collections::BTreeSet;

use crate::decision::{Decision, IfUnknown, Outcome, Read, Request, TraceEntry};

use super::super::{
    summary::{Change, Part, PartBody, ReasonLine, Row, Tone},
    wording::fill,
};
use super::{answers, care, say::Say, signed};

pub(super) fn parts(
    say: &Say<'_>,
    reasons: &[ReasonLine],
    citations: &[String],
    change: &Change,
) -> Vec<Part> {
    let (words, decision) = (&say.words.appendix, say.view.decision);
    let signed = signed::signed(say).map(|signed| signed.line);
    let lists = [
        (&say.words.labels.review, signed.into_iter().collect()),
        (&say.words.labels.change, change_lines(say, change)),
        (&words.reasons, reason_lines(reasons)),
        (&words.sources, source_lines(citations)),
        (&words.asked, asked(say)),
        (&words.plan, requests(&decision.plan)),
        (&say.words.care.conflicts, care::conflicts(say)),
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
    parts.extend(care::treatments(say));
    parts.extend(care::codes(say));
    let facts = Facts::of(say.view.decision);
    parts.push(trace(say, &facts));
    parts.extend(by_name(say));
    parts.extend([
        facts_part(say, &facts),
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

/// What page one gives up of what would change it, where it has no room.
fn change_lines(say: &Say<'_>, change: &Change) -> Vec<String> {
    let labels = &say.words.labels;
    [(&labels.near, &change.near), (&labels.next, &change.next)]
        .into_iter()
        .filter(|(_, sentence)| !sentence.is_empty())
        .map(|(name, sentence)| format!("{name}{sentence}"))
        .collect()
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
            ],
        )
    };
    let questions = &say.view.decision.ask;
    let (spoken, named) = questions.split_at(questions.len().min(QUESTIONS_IN_FULL));
    let more = named
        .chunk_by(|one, other| one.could_become == other.could_become)
        .map(|questions| {
            let labels: Vec<&str> = (questions.iter())
                .map(|question| question.label.as_str())
                .collect();
            let band = (questions.first()).map_or("", |question| question.could_become.band());
            fill(
                &words.appendix.asked_more,
                &[("band", band), ("labels", &labels.join(" · "))],
            )
        });
    spoken.iter().map(line).chain(more).collect()
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

/// The state of a fact that nobody asked for, as a decision writes it.
const NOT_ASKED: &str = "not_asked";

/// Questions printed word by word, the most urgent first; the others follow by their labels.
const QUESTIONS_IN_FULL: usize = 24;
const FACTS_IN_A_PARAGRAPH: usize = 25;
const NAMES_IN_A_PARAGRAPH: usize = 40;

/// The facts that rules read, each once: a rule names the numbers, counted from one.
struct Facts<'a> {
    read: &'a [Read],
}

impl<'a> Facts<'a> {
    fn of(decision: &'a Decision) -> Facts<'a> {
        Facts {
            read: &decision.facts,
        }
    }

    fn number(&self, name: &str) -> Option<usize> {
        let place = self.read.iter().position(|read| read.fact == name)?;
        Some(place + 1)
    }

    /// `1–4, 7`.
    fn ranges(numbers: impl Iterator<Item = usize>) -> String {
        let numbers: BTreeSet<usize> = numbers.collect();
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        for number in numbers {
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == number => *last = number,
                _ => ranges.push((number, number)),
            }
        }
        let range = |(first, last): (usize, usize)| match last - first {
            0 => first.to_string(),
            1 => format!("{first}, {last}"),
            _ => format!("{first}–{last}"),
        };
        ranges.into_iter().map(range).collect::<Vec<_>>().join(", ")
    }
}

fn trace(say: &Say<'_>, facts: &Facts<'_>) -> Part {
    let words = &say.words.appendix;
    let rows = say.view.decision.trace.iter();
    let rows = rows.filter(|entry| has_a_row(entry));
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
            shares: vec![34, 16, 25, 25],
            rows: rows.map(|entry| trace_row(say, facts, entry)).collect(),
        },
    }
}

/// Whether a rule has a row of its own: it fired, or waits for an answer that could matter.
fn has_a_row(entry: &TraceEntry) -> bool {
    match entry.outcome {
        Outcome::Fired => true,
        Outcome::Unknown => entry.if_unknown != IfUnknown::Ignore,
        Outcome::Silent => false,
    }
}

/// The other rules, by name; what each read is in the decision itself.
fn by_name(say: &Say<'_>) -> Vec<Part> {
    let words = &say.words.appendix;
    let lists = [
        (&words.open, &words.open_lead, Outcome::Unknown),
        (&words.silent, &words.silent_lead, Outcome::Silent),
    ];
    let part = |(title, lead, outcome): (&String, &String, Outcome)| {
        let named = |entry: &&TraceEntry| entry.outcome == outcome && !has_a_row(entry);
        let names: Vec<String> = (say.view.decision.trace.iter().filter(named))
            .map(|entry| format!("{} v{}", entry.rule, entry.version))
            .collect();
        let lines = names.chunks(NAMES_IN_A_PARAGRAPH);
        (!names.is_empty()).then(|| Part {
            title: title.clone(),
            lead: lead.clone(),
            body: PartBody::Lines(lines.map(|names| names.join(" · ")).collect()),
        })
    };
    lists.into_iter().filter_map(part).collect()
}

fn trace_row(say: &Say<'_>, facts: &Facts<'_>, entry: &TraceEntry) -> Row {
    let words = &say.words.words;
    let (result, tone) = match (entry.outcome, entry.holds) {
        (Outcome::Fired, _) if entry.guard => (words.guard.clone(), Tone::Strong),
        (Outcome::Fired, _) => (words.fired.clone(), Tone::Strong),
        (Outcome::Silent, _) => (words.silent.clone(), Tone::Quiet),
        (Outcome::Unknown, Some(urgency)) => {
            let held = fill(&words.escalates, &[("band", urgency.band())]);
            (held, Tone::Normal)
        }
        (Outcome::Unknown, None) => (words.waiting.clone(), Tone::Normal),
    };
    Row {
        cells: vec![
            format!("{} v{}", entry.rule, entry.version),
            result,
            // A rule that waits is understood by what it waits for.
            match entry.outcome {
                Outcome::Fired => Facts::ranges(entry.read.iter().map(|place| place + 1)),
                Outcome::Unknown | Outcome::Silent => String::new(),
            },
            Facts::ranges((entry.waits_for.iter()).filter_map(|name| facts.number(name))),
        ],
        tone,
    }
}

fn facts_part(say: &Say<'_>, facts: &Facts<'_>) -> Part {
    let words = &say.words.appendix;
    // What was not asked stands with its number among all answers.
    let told = |read: &Read| read.value != NOT_ASKED || say.view.form.field(&read.fact).is_none();
    let numbered = facts.read.iter().enumerate();
    let said = numbered.filter(|(_, read)| told(read)).map(|(n, read)| {
        fill(
            &words.fact,
            &[
                ("number", &(n + 1).to_string()),
                ("name", &read.fact),
                ("value", &read.value),
            ],
        )
    });
    let said: Vec<String> = said.collect();
    // A paragraph is never split, so it has to stay well below a page.
    let lines = said
        .chunks(FACTS_IN_A_PARAGRAPH)
        .map(|facts| facts.join(" · "));
    Part {
        lead: words.facts_lead.clone(),
        ..list(&words.facts, lines.collect())
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
