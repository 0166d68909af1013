//! Which open question to ask next: what each of its answers leads to.

use std::cmp::Reverse;

use super::options::Options;
use super::outcome::{AnswerOutcome, AnswerWords, NextQuestion};
use super::say::{answer, told, who};
use crate::decision::looked::Looked;
use crate::decision::outcome::Status;
use crate::decision::standing::{Standing, standings};
use crate::facts::{FactBits, FactId, FactValue};
use crate::model::{Answer, Urgency};
use crate::rules::Evaluation;

/// The most questions that are named.
const NAMED: usize = 3;

/// A question with what each of its answers leads to, by the place of the answer.
struct Weighed {
    fact: FactId,
    outcomes: Vec<(usize, Standing)>,
    /// Whether a form could hold each of these answers. Fewer answers never rank it higher.
    holds: bool,
}

/// The questions worth asking, best first; none where the status is final.
pub(super) fn questions(
    options: &mut Options<'_>,
    evaluation: &Evaluation<'_>,
) -> Vec<NextQuestion> {
    let now = options.now;
    if now.status == Status::Final {
        return Vec::new();
    }
    let mut weighed = weigh(options, evaluation);
    let mut best = Vec::new();
    while best.len() < NAMED {
        let places = (0..weighed.len()).filter_map(|at| Some((at, weighed.get(at)?.rank(now))));
        let Some((at, _)) = places.min_by(|(_, one), (_, other)| one.cmp(other)) else {
            break;
        };
        let mut question = weighed.swap_remove(at);
        if question.holds {
            best.push(question);
            continue;
        }
        // Asking the form is dear, so only those that could be named are asked about.
        let fact = question.fact;
        question.outcomes.retain(|(at, _)| {
            let change = options.changes(&[(fact, *at)]);
            options.form.accepts(&change).is_ok()
        });
        question.holds = true;
        if !question.outcomes.is_empty() {
            weighed.push(question);
        }
    }
    best.iter()
        .filter_map(|weighed| named(options, weighed))
        .collect()
}

/// The open facts of the rules that keep the decision open (SPEC 8.5).
fn waited_for(options: &Options<'_>, evaluation: &Evaluation<'_>) -> FactBits {
    let (release, profile) = (options.release, options.profile);
    let rules = release.rules().iter().enumerate();
    rules
        .zip(evaluation.outcomes())
        .map(|(rule, outcome)| Looked::at(rule, outcome, profile, release.hold()))
        .filter(|looked| (looked.guard() && looked.fired()) || looked.waiting())
        .filter(|looked| looked.urgency > Some(options.now.certain))
        .fold(FactBits::EMPTY, |all, looked| {
            all.union(looked.outcome.waits)
        })
}

/// What each answer to each open question leads to, whether a form could hold it or not.
fn weigh(options: &mut Options<'_>, evaluation: &Evaluation<'_>) -> Vec<Weighed> {
    let mut answers = Vec::new();
    let mut changes = Vec::new();
    for fact in waited_for(options, evaluation).iter() {
        if !options.form.shows(fact) {
            continue;
        }
        for at in 0..options.choices.get(fact.index()).map_or(0, Vec::len) {
            if possible(options, fact, at) {
                answers.push((fact, at));
                let change = options.changes(&[(fact, at)]);
                changes.push(options.form.followed(&change));
            }
        }
    }
    let mut weighed: Vec<Weighed> = Vec::new();
    for ((fact, at), standing) in answers.into_iter().zip(standings(evaluation, &changes)) {
        match weighed.last_mut() {
            Some(last) if last.fact == fact => last.outcomes.push((at, standing)),
            _ => weighed.push(Weighed {
                fact,
                outcomes: vec![(at, standing)],
                holds: false,
            }),
        }
    }
    weighed
}

/// Whether an answer says more exactly what was said: a coarse date can only be a day of it.
fn possible(options: &Options<'_>, fact: FactId, at: usize) -> bool {
    let choice = options
        .choices
        .get(fact.index())
        .and_then(|choices| choices.get(at));
    match (options.facts.get(fact), choice.map(|choice| choice.value)) {
        (Answer::Known(FactValue::Date(span)), Some(FactValue::Date(day))) => {
            span.earliest <= day.earliest && day.latest <= span.latest
        }
        _ => true,
    }
}

/// What a reader of a decision sees of its standing.
fn seen(standing: &Standing) -> (Urgency, Urgency, Status) {
    (standing.urgency, standing.could_become, standing.status)
}

impl Weighed {
    /// Its place among others: the least one is the best question.
    fn rank(&self, now: Standing) -> impl Ord + use<> {
        (
            Reverse(self.alone(now)),
            Reverse(self.highest()),
            Reverse(self.apart()),
            self.fact,
        )
    }

    fn alone(&self, now: Standing) -> bool {
        self.outcomes
            .iter()
            .any(|(_, standing)| seen(standing) != seen(&now))
    }

    fn highest(&self) -> Urgency {
        let reached = self.outcomes.iter().map(|(_, standing)| standing.urgency);
        reached.max().unwrap_or(Urgency::Conservative)
    }

    /// How far its answers separate, in steps of the ladder: of the urgency, and of what it could
    /// become.
    fn apart(&self) -> usize {
        let spread = |pick: fn(&Standing) -> Urgency| {
            let all = || {
                self.outcomes
                    .iter()
                    .map(|(_, standing)| pick(standing) as usize)
            };
            all().max().unwrap_or_default() - all().min().unwrap_or_default()
        };
        spread(|standing| standing.urgency) + spread(|standing| standing.could_become)
    }
}

fn named(options: &Options<'_>, weighed: &Weighed) -> Option<NextQuestion> {
    let field = options.catalogue().get(weighed.fact)?;
    let choices = options.choices.get(weighed.fact.index())?;
    let mut answers: Vec<AnswerOutcome> = Vec::new();
    for (at, standing) in &weighed.outcomes {
        let choice = choices.get(*at)?;
        let said = AnswerWords {
            to: told(options, weighed.fact, choice.value),
            text: answer(field, options.facts, weighed.fact, choice),
        };
        let same = answers.iter_mut().find(|known| {
            (known.urgency, known.could_become, known.status)
                == (standing.urgency, standing.could_become, standing.status)
        });
        match same {
            Some(known) => known.answers.push(said),
            None => answers.push(AnswerOutcome {
                answers: vec![said],
                urgency: standing.urgency,
                could_become: standing.could_become,
                status: standing.status,
            }),
        }
    }
    answers.sort_by_key(|outcome| Reverse((outcome.urgency, outcome.could_become)));
    Some(NextQuestion {
        fact: field.name.clone(),
        label: field.label.clone(),
        question: field.question.clone(),
        who: who(field).to_owned(),
        alone: weighed.alone(options.now),
        highest: weighed.highest(),
        answers,
    })
}
