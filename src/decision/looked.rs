//! One rule after it was looked at.

use super::outcome::{IfUnknown, Outcome};
use super::standing::Says;
use crate::facts::FactBits;
use crate::model::{Profile, Urgency};
use crate::rules::{Rule, RuleKind, RuleOutcome};

/// A rule, what it made of the facts, and what that means under a profile.
pub(super) struct Looked<'a> {
    pub rule: &'a Rule,
    /// Its place in the release.
    pub place: usize,
    pub outcome: RuleOutcome,
    pub urgency: Option<Urgency>,
    /// What it holds while it is unknown (SPEC 6.2).
    pub holds: Option<Urgency>,
    /// What it does while it is unknown.
    pub if_unknown: IfUnknown,
}

impl<'a> Looked<'a> {
    pub fn at(
        (place, rule): (usize, &'a Rule),
        outcome: RuleOutcome,
        profile: Profile,
        hold: Urgency,
    ) -> Self {
        let urgency = rule.params(profile).urgency;
        let if_unknown = match rule.kind {
            RuleKind::Ordinary { if_unknown } => if_unknown,
            RuleKind::Guard { .. } | RuleKind::Suppressor { .. } | RuleKind::Swap { .. } => {
                IfUnknown::Ignore
            }
        };
        let holding = outcome.outcome == Outcome::Unknown && if_unknown == IfUnknown::Escalate;
        let holds = urgency.filter(|_| holding).map(|urgency| urgency.min(hold));
        Looked {
            rule,
            place,
            outcome,
            urgency,
            holds,
            if_unknown,
        }
    }

    /// As [`Looked::at`], for those who do not ask what it waits for.
    pub fn briefly(
        rule: (usize, &'a Rule),
        outcome: Outcome,
        profile: Profile,
        hold: Urgency,
    ) -> Self {
        let waits = FactBits::EMPTY;
        Looked::at(rule, RuleOutcome { outcome, waits }, profile, hold)
    }

    pub fn fired(&self) -> bool {
        self.outcome.outcome == Outcome::Fired
    }

    pub fn guard(&self) -> bool {
        matches!(self.rule.kind, RuleKind::Guard { .. })
    }

    /// Whether an answer could still make it fire, and it wants to know.
    pub fn waiting(&self) -> bool {
        self.outcome.outcome == Outcome::Unknown && self.if_unknown != IfUnknown::Ignore
    }

    /// What it adds to the standing of a decision.
    pub fn says(&self) -> Says {
        let when = |holds: bool| self.urgency.filter(|_| holds);
        let guarded = when(self.fired() && self.guard());
        Says {
            certain: when(self.fired() && !self.guard()),
            shown: self.holds.max(guarded),
            open: when(self.waiting()),
        }
    }

    /// Whether it is a reason (SPEC 8.11): what is held matters only above what is certain.
    pub fn speaks(&self, certain: Urgency) -> bool {
        self.fired() || self.holds > Some(certain)
    }

    /// The urgency it speaks with.
    pub fn speaking_urgency(&self) -> Option<Urgency> {
        if self.fired() {
            self.urgency
        } else {
            self.holds
        }
    }
}
