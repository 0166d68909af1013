//! What would change the urgency: from what was computed beside the decision, or where only the
//! decision is at hand, from its trace.

use crate::{
    decision::{AnswerOutcome, ChangeSet, ChangeSets, Outcome, Status, WhatIf},
    model::Urgency,
};

use super::super::{summary::Change, wording::fill};
use super::reasons::versioned;
use super::say::Say;

/// Sets of answers in one line.
const SETS_AT_A_GLANCE: usize = 2;
/// Near thresholds in one line.
const NEAR_AT_A_GLANCE: usize = 2;
/// Answers to a question in one line.
const ANSWERS_AT_A_GLANCE: usize = 3;

pub(super) fn change(say: &Say<'_>) -> Change {
    let Some(what_if) = say.view.what_if else {
        return Change {
            up: open_up(say),
            down: fired_below(say),
            near: String::new(),
            next: String::new(),
        };
    };
    Change {
        up: up(say, what_if),
        down: down(say, what_if),
        near: near(say, what_if),
        next: next(say, what_if),
    }
}

fn up(say: &Say<'_>, what_if: &WhatIf) -> String {
    let words = &say.words.change;
    if what_if.urgency == Urgency::Emergency {
        return words.up_highest.clone();
    }
    let raise = &what_if.raise;
    let up = match raise.sets.first() {
        Some(first) => fill(
            &words.up_sets,
            &[
                ("band", first.urgency.band()),
                ("sets", &sets(say, raise, first)),
            ],
        ),
        None => none_found(say, raise),
    };
    if what_if.stop_asking {
        format!("{up} {}", words.stop_asking)
    } else {
        up
    }
}

fn down(say: &Say<'_>, what_if: &WhatIf) -> String {
    let words = &say.words.change;
    if what_if.urgency == Urgency::Conservative {
        return words.down_lowest.clone();
    }
    let lower = &what_if.lower;
    match lower.sets.first() {
        Some(first) => fill(
            &words.down_sets,
            &[
                ("band", first.urgency.band()),
                ("sets", &sets(say, lower, first)),
            ],
        ),
        None if guarded(say).is_some() => fired_below(say),
        None => fill(&words.down_none_found, &[("none", &none_found(say, lower))]),
    }
}

fn none_found(say: &Say<'_>, sets: &ChangeSets) -> String {
    let words = &say.words.change;
    let none = if sets.complete {
        &words.none_within
    } else {
        &words.none_tried
    };
    fill(none, &[("count", &sets.within.to_string())])
}

/// The sets that lead as far as the first, and how many more there are.
fn sets(say: &Say<'_>, all: &ChangeSets, first: &ChangeSet) -> String {
    let words = &say.words.change;
    let as_far = all.sets.iter().filter(|set| set.urgency == first.urgency);
    let shown: Vec<String> = as_far
        .take(SETS_AT_A_GLANCE)
        .map(|set| {
            let changes: Vec<&str> = set.changes.iter().map(|c| c.text.as_str()).collect();
            changes.join(&words.and)
        })
        .collect();
    let more = all.sets.len() + all.more - shown.len();
    let mut said = shown.join(&words.or);
    if more > 0 {
        said.push_str(&fill(&words.more_sets, &[("count", &more.to_string())]));
    }
    said
}

fn near(say: &Say<'_>, what_if: &WhatIf) -> String {
    let misses: Vec<String> = what_if
        .near_misses
        .iter()
        .take(NEAR_AT_A_GLANCE)
        .map(|miss| format!("{} ({})", miss.text, miss.urgency.band()))
        .collect();
    if misses.is_empty() {
        return String::new();
    }
    fill(&say.words.change.near, &[("misses", &misses.join("; "))])
}

fn next(say: &Say<'_>, what_if: &WhatIf) -> String {
    let words = &say.words.change;
    let Some(next) = what_if.next.first() else {
        return String::new();
    };
    if !next.alone {
        return fill(&words.next_together, &[("label", &next.label)]);
    }
    let answer = |outcome: &AnswerOutcome| {
        let band = match outcome.status {
            Status::Provisional if outcome.could_become > outcome.urgency => fill(
                &words.next_open,
                &[
                    ("band", outcome.urgency.band()),
                    ("could", outcome.could_become.band()),
                ],
            ),
            _ => outcome.urgency.band().to_owned(),
        };
        let answers: Vec<String> = outcome.answers.iter().map(|a| a.text.clone()).collect();
        let answers = say.some(&answers, ANSWERS_AT_A_GLANCE);
        fill(
            &words.next_answer,
            &[("answers", &answers), ("band", &band)],
        )
    };
    let answers: Vec<String> = (next.answers.iter())
        .take(ANSWERS_AT_A_GLANCE)
        .map(answer)
        .collect();
    fill(
        &words.next_question,
        &[("label", &next.label), ("answers", &answers.join("; "))],
    )
}

fn open_up(say: &Say<'_>) -> String {
    let (decision, words) = (say.view.decision, &say.words.change);
    if decision.urgency == Urgency::Emergency {
        return words.up_highest.clone();
    }
    if decision.status == Status::Final {
        return words.up_settled.clone();
    }
    let could = decision.could_become;
    let highest = decision
        .first_questions()
        .filter(|question| question.could_become == could);
    let labels: Vec<&str> = highest.map(|question| question.label.as_str()).collect();
    let questions = match labels.as_slice() {
        [] => say.words.provisional.nothing_to_ask.clone(),
        [one] => (*one).to_owned(),
        [first, rest @ ..] => fill(
            &words.and_others,
            &[("first", first), ("count", &rest.len().to_string())],
        ),
    };
    fill(
        &words.up_open,
        &[("questions", &questions), ("band", could.band())],
    )
}

fn fired_below(say: &Say<'_>) -> String {
    let (decision, words) = (say.view.decision, &say.words.change);
    if decision.urgency == Urgency::Conservative {
        return words.down_lowest.clone();
    }
    if let Some(guards) = guarded(say) {
        return fill(&words.down_guard, &[("rules", &guards)]);
    }
    let below = decision
        .reasons
        .iter()
        .filter(|reason| {
            reason
                .urgency
                .is_some_and(|urgency| urgency < decision.urgency)
        })
        .max_by_key(|reason| reason.urgency);
    match below.and_then(|reason| Some((reason, reason.urgency?))) {
        Some((reason, urgency)) => fill(
            &words.down_next,
            &[
                ("band", urgency.band()),
                ("rule", &versioned(&reason.rule, reason.version)),
            ],
        ),
        None => words.down_none.clone(),
    }
}

/// The guards that make it this urgent, because questions are open.
fn guarded(say: &Say<'_>) -> Option<String> {
    let decision = say.view.decision;
    let guards: Vec<String> = decision
        .trace
        .iter()
        .filter(|entry| entry.outcome == Outcome::Fired && entry.guard)
        .filter(|entry| entry.urgency == Some(decision.urgency))
        .map(|entry| versioned(&entry.rule, entry.version))
        .collect();
    (!guards.is_empty()).then(|| guards.join(", "))
}
