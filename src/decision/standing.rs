//! How urgent, without the document: what [`decide`](super::decide) says of the urgency.

use super::looked::Looked;
use super::outcome::Status;
use crate::facts::FactSet;
use crate::model::{Profile, Urgency};
use crate::rules::{CheckedRelease, evaluate};

/// The urgency of a decision and its bounds (SPEC 8.1 to 8.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The highest urgency of a rule that fired and is no guard.
    pub certain: Urgency,
    /// How fast.
    pub urgency: Urgency,
    /// How fast it could become.
    pub could_become: Urgency,
}

impl Standing {
    /// The urgency and its bounds from rules that were looked at.
    pub(super) fn of(looked: &[Looked<'_>]) -> Standing {
        let highest = |urgencies: &mut dyn Iterator<Item = Urgency>| {
            urgencies.max().unwrap_or(Urgency::Conservative)
        };
        let fired = |guard: bool| {
            (looked.iter())
                .filter(move |l| l.fired() && l.guard() == guard)
                .filter_map(|l| l.urgency)
        };
        let certain = highest(&mut fired(false));
        let held = looked.iter().filter_map(|l| l.holds);
        let urgency = certain.max(highest(&mut held.chain(fired(true))));
        let waiting = looked.iter().filter(|l| l.waiting());
        let could_become = urgency.max(highest(&mut waiting.filter_map(|l| l.urgency)));
        Standing {
            certain,
            urgency,
            could_become,
        }
    }

    /// Whether more answers could change the urgency.
    pub fn status(self) -> Status {
        if self.urgency == self.could_become && self.urgency == self.certain {
            Status::Final
        } else {
            Status::Provisional
        }
    }
}

/// The urgency that [`decide`](super::decide) would give, at a fraction of its cost.
pub fn standing(facts: &FactSet, release: &CheckedRelease, profile: Profile) -> Standing {
    let evaluation = evaluate(release, profile, facts);
    let looked: Vec<Looked<'_>> = (release.rules().iter().enumerate())
        .zip(evaluation.outcomes())
        .map(|(rule, outcome)| Looked::at(rule, outcome, profile, release.hold()))
        .collect();
    Standing::of(&looked)
}
