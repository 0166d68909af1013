//! The smallest sets of changed answers that reach a goal.
//!
//! The search goes by the structure of the conditions: it changes one fact at a time of a set of
//! which one has to change ([`crate::rules::Probed::before_it_fires`]), so it misses no set of the
//! answers it looks at. What it says is what the engine makes of the changed facts.

use std::collections::{BTreeMap, BTreeSet};

use super::super::looked::Looked;
use super::super::standing::{Says, Standing, Tally, looked};
use super::options::{Options, counts};
use crate::facts::{Changed, FactBits, FactId, FactSet};
use crate::model::{Profile, Urgency};
use crate::rules::{
    CheckedRelease, Evaluation, IfUnknown, Outcome, Probe, Probed, Rule, RuleKind, RuleOutcome,
    Sets,
};

/// The most questions whose answers are changed together.
pub(super) const MOST: usize = 3;

/// How often the rules are looked at under changed answers, for sets of two and again for sets of
/// three, before the search gives up; it says so then. Sets of one are always all tried.
const LOOKS: usize = 400;

/// What it costs to ask why a goal is not reached, in looks.
const WHY: usize = 2;

/// Changed answers: the fact, and the place of its choice. In the order of the form.
pub(super) type Set = Vec<(FactId, usize)>;

/// What a set of changed answers is to reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    /// It is certain that it is more urgent than this.
    Above(Urgency),
    /// It is less urgent than this.
    Below(Urgency),
}

impl Goal {
    pub fn met(self, standing: Standing) -> bool {
        match self {
            Goal::Above(urgency) => standing.certain > urgency,
            Goal::Below(urgency) => standing.urgency < urgency,
        }
    }
}

/// What a search found.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    /// The sets of the smallest size, each with what it reaches.
    pub sets: BTreeMap<Set, Standing>,
    /// Whether the search gave up before it had looked everywhere.
    pub gave_up: bool,
}

/// A search under way: for a goal, by way of one rule that is to fire where that is the goal.
struct Hunt<'f> {
    goal: Goal,
    root: Option<usize>,
    tried: BTreeSet<Set>,
    found: &'f mut Found,
}

/// The facts of one patient, to be looked at with other answers.
pub(super) struct Search<'a> {
    pub options: Options<'a>,
    probe: Probe<'a>,
    says: Vec<Says>,
    tally: Tally,
    seen: BTreeMap<Set, Standing>,
    looks: usize,
}

impl<'a> Search<'a> {
    pub fn of(evaluation: &Evaluation<'a>) -> Self {
        let options = Options::of(evaluation);
        let says: Vec<Says> = looked(evaluation).map(|looked| looked.says()).collect();
        Search {
            probe: Probe::of(evaluation, |rule| counts(rule, options.profile)),
            tally: Tally::of(says.iter().copied()),
            options,
            says,
            seen: BTreeMap::new(),
            looks: 0,
        }
    }

    /// How urgent it is under changed answers.
    pub fn standing(&mut self, changes: &[Changed]) -> Standing {
        self.looks += 1;
        let followed = self.options.form.followed(changes);
        let (release, profile) = (self.options.release, self.options.profile);
        let (tally, before) = (self.tally, &self.says);
        self.probe.look(&followed, |seen| {
            stands(&seen.again, tally, before, release, profile)
        })
    }

    /// The rules that fire under one changed answer and did not before, whatever a form makes of it.
    pub fn fires(&mut self, change: Changed) -> Vec<usize> {
        self.looks += 1;
        self.probe.look(&[change], |seen| {
            let fired = seen
                .again
                .iter()
                .filter(|(_, now)| now.outcome == Outcome::Fired);
            fired.map(|(at, _)| *at).collect()
        })
    }

    /// The smallest sets that reach the goal, of at most [`MOST`] questions.
    pub fn smallest(&mut self, goal: Goal) -> Found {
        let mut found = Found::default();
        self.seen.clear();
        let roots: Vec<Option<usize>> = match goal {
            Goal::Above(urgency) => (self.options.release.rules().iter().enumerate())
                .filter(|(_, rule)| matches!(rule.kind, RuleKind::Ordinary { .. }))
                .filter(|(_, rule)| rule.params(self.options.profile).urgency > Some(urgency))
                .map(|(at, _)| Some(at))
                .collect(),
            Goal::Below(_) => vec![None],
        };
        for size in 1..=MOST {
            self.looks = 0;
            for root in &roots {
                let mut hunt = Hunt {
                    goal,
                    root: *root,
                    tried: BTreeSet::new(),
                    found: &mut found,
                };
                self.extend(&mut hunt, &mut Vec::new(), size);
            }
            if !found.sets.is_empty() || found.gave_up {
                break;
            }
        }
        found
    }

    /// Extends a set by at most `left` changes.
    fn extend(&mut self, hunt: &mut Hunt<'_>, set: &mut Set, left: usize) {
        if self.looks > LOOKS && set.len() + left > 1 {
            hunt.found.gave_up = true;
            return;
        }
        let mut key = set.clone();
        key.sort_unstable();
        if left > 0 && !hunt.tried.insert(key.clone()) {
            return;
        }
        let seen = self.seen.get(&key).copied();
        if left == 0 && seen.is_some() {
            // Whatever became of it, it became of it before.
            return;
        }
        let changes = self.options.changes(&key);
        let standing = match seen {
            Some(standing) => standing,
            None if key.is_empty() => self.options.now,
            None => {
                let standing = self.standing(&changes);
                self.seen.insert(key.clone(), standing);
                standing
            }
        };
        let branch = if hunt.goal.met(standing) {
            match self.options.form.accepts(&changes) {
                Ok(()) => {
                    hunt.found.sets.insert(key, standing);
                    return;
                }
                Err(facts) => facts,
            }
        } else if left == 0 {
            return;
        } else {
            self.one_of(hunt.goal, hunt.root, &changes, left)
        };
        if left == 0 {
            return;
        }
        for fact in branch.intersection(self.options.form.free()).iter() {
            if set.iter().any(|(changed, _)| *changed == fact) {
                continue;
            }
            for at in 0..self.options.choices.get(fact.index()).map_or(0, Vec::len) {
                set.push((fact, at));
                self.extend(hunt, set, left - 1);
                set.pop();
            }
        }
    }

    /// Facts of which one has to change before the goal can be reached; none where `left` changes
    /// are not enough.
    fn one_of(
        &mut self,
        goal: Goal,
        root: Option<usize>,
        changes: &[Changed],
        left: usize,
    ) -> FactBits {
        let mut free = self.options.form.free();
        changes.iter().for_each(|(fact, _)| free.remove(*fact));
        let followed = self.options.form.followed(changes);
        let (release, profile, says) = (self.options.release, self.options.profile, &self.says);
        self.looks += WHY;
        let sets = self.probe.look(&followed, |seen| match goal {
            Goal::Above(_) => root
                .and_then(|at| release.rules().get(at))
                .map(|rule| seen.before_it_fires(rule, free, left))
                .unwrap_or_default(),
            Goal::Below(urgency) => {
                let mut sets = Sets::default();
                for (rule, now) in said(seen, says, release, profile) {
                    if now.certain.max(now.shown) >= Some(urgency) {
                        sets.and(if may_be_unknown(rule, now, urgency, release.hold()) {
                            seen.before_it_is_not_sure(rule, free, left)
                        } else {
                            seen.before_it_is_silent(rule, free, left)
                        });
                        if sets.least() > left {
                            break;
                        }
                    }
                }
                sets
            }
        });
        if sets.least() > left {
            return FactBits::EMPTY;
        }
        sets.smallest().unwrap_or_default()
    }

    /// What the whole engine makes of a set with what follows from it.
    pub fn confirmed(&mut self, set: &Set) -> (FactSet, Vec<Changed>, Standing) {
        let followed = self.options.form.followed(&self.options.changes(set));
        let facts = followed
            .iter()
            .fold(self.options.facts.clone(), |facts, (fact, answer)| {
                facts.with(*fact, answer.clone())
            });
        let evaluation = crate::rules::evaluate(self.options.release, self.options.profile, &facts);
        let standing = Tally::of(looked(&evaluation).map(|looked| looked.says())).standing();
        (facts, followed, standing)
    }
}

/// What each rule says under changed answers.
fn said<'a>(
    seen: &Probed<'_>,
    before: &[Says],
    release: &'a CheckedRelease,
    profile: Profile,
) -> impl Iterator<Item = (&'a Rule, Says)> {
    let mut now = before.to_vec();
    for (at, outcome) in &seen.again {
        if let (Some(place), Some(rule)) = (now.get_mut(*at), release.rules().get(*at)) {
            *place = says(rule, *outcome, release, profile);
        }
    }
    release.rules().iter().zip(now)
}

/// Whether a rule that is certain now may turn unknown without holding that urgency.
fn may_be_unknown(rule: &Rule, now: Says, urgency: Urgency, hold: Urgency) -> bool {
    let escalates = RuleKind::Ordinary {
        if_unknown: IfUnknown::Escalate,
    };
    now.certain.is_some() && !(rule.kind == escalates && hold >= urgency)
}

fn says(rule: &Rule, outcome: RuleOutcome, release: &CheckedRelease, profile: Profile) -> Says {
    // What it says does not depend on its place.
    Looked::briefly((0, rule), outcome.outcome, profile, release.hold()).says()
}

fn stands(
    again: &[(usize, RuleOutcome)],
    mut tally: Tally,
    before: &[Says],
    release: &CheckedRelease,
    profile: Profile,
) -> Standing {
    for (at, outcome) in again {
        if let (Some(said), Some(rule)) = (before.get(*at), release.rules().get(*at)) {
            let now = says(rule, *outcome, release, profile);
            if now != *said {
                tally.take(*said);
                tally.add(now);
            }
        }
    }
    tally.standing()
}
