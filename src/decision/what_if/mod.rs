//! What would change a decision: the smallest changes of answers that raise or lower its urgency,
//! thresholds that are near, and the question to ask next.
//!
//! A value beside the decision, not part of it: computed from the same facts, release and profile,
//! neither stored nor digested. Every claim in it is what the engine makes of the changed facts.

mod answers;
mod near;
mod next;
mod options;
mod outcome;
mod say;
mod search;

pub use outcome::*;

use self::options::Options;
use self::search::{Found, Goal, MOST, Search, Set};
use super::outcome::Status;
use super::standing::Standing;
use crate::facts::{FactId, FactSet};
use crate::model::{Profile, Urgency};
use crate::rules::{CheckedRelease, evaluate};

/// The most sets that are listed.
const LISTED: usize = 5;

/// What would change the decision on these facts.
#[must_use = "a counterfactual nobody reads helps nobody"]
pub fn what_if(facts: &FactSet, release: &CheckedRelease, profile: Profile) -> WhatIf {
    let evaluation = evaluate(release, profile, facts);
    let mut search = Search::of(&evaluation);
    let now = search.options.now;
    let raise = match now.urgency {
        Urgency::Emergency => ChangeSets::none(),
        urgency => listed(&mut search, Goal::Above(urgency)),
    };
    let lower = match now.urgency {
        Urgency::Conservative => ChangeSets::none(),
        urgency => listed(&mut search, Goal::Below(urgency)),
    };
    WhatIf {
        urgency: now.urgency,
        stop_asking: now.status == Status::Final,
        next: next::questions(&mut search.options, &evaluation),
        raise,
        lower,
        near_misses: near::misses(&mut search, &evaluation),
    }
}

/// The open questions worth asking, best first: the [`WhatIf::next`] of what would change a
/// decision, by itself, for a page that shows it after every answer.
pub fn ask_next(facts: &FactSet, release: &CheckedRelease, profile: Profile) -> Vec<NextQuestion> {
    let evaluation = evaluate(release, profile, facts);
    next::questions(&mut Options::of(&evaluation), &evaluation)
}

/// The best of the smallest sets, one for each choice of questions.
fn listed(search: &mut Search<'_>, goal: Goal) -> ChangeSets {
    let Found { sets, gave_up } = search.smallest(goal);
    let questions = sets.keys().next().map(Vec::len);
    let better = |one: Standing, other: Standing| match goal {
        Goal::Above(_) => one.certain > other.certain,
        Goal::Below(_) => one.urgency < other.urgency,
    };
    let mut best: Vec<(Vec<FactId>, Set, Standing)> = Vec::new();
    for (set, standing) in sets {
        let facts: Vec<FactId> = set.iter().map(|(fact, _)| *fact).collect();
        match best.iter_mut().find(|(known, ..)| *known == facts) {
            Some((_, kept, reached)) if better(standing, *reached) => {
                (*kept, *reached) = (set, standing);
            }
            Some(_) => {}
            None => best.push((facts, set, standing)),
        }
    }
    best.sort_by_key(|(facts, _, standing)| {
        let reached = match goal {
            Goal::Above(_) => Urgency::Emergency as usize - standing.certain as usize,
            Goal::Below(_) => standing.urgency as usize,
        };
        (reached, facts.clone())
    });
    let more = best.len().saturating_sub(LISTED);
    let sets = best
        .iter()
        .take(LISTED)
        .filter_map(|(_, set, _)| {
            let (_, followed, standing) = search.confirmed(set);
            goal.met(standing)
                .then(|| say::change_set(&search.options, set, &followed, standing))
        })
        .collect();
    ChangeSets {
        questions: questions.and_then(|size| u8::try_from(size).ok()),
        sets,
        more,
        within: MOST as u8,
        complete: !gave_up,
    }
}
