//! A second, smaller way to the urgency: from the trace alone, without facts or rules.
//!
//! It shares no code with the engine, so that a decision can be checked by somebody who has
//! nothing but its document.

use std::fmt;

use super::outcome::{IfUnknown, Outcome, Read, Status, TraceEntry};
use crate::model::Urgency;

/// What a trace proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Justified {
    /// How fast.
    pub urgency: Urgency,
    /// How fast it could become.
    pub could_become: Urgency,
    /// Whether the answer is settled.
    pub status: Status,
}

/// Why a trace proves nothing: the rule whose entry does not hold together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The rule.
    pub rule: String,
    /// What is wrong with its entry.
    pub fault: &'static str,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the trace entry of `{}` {}", self.rule, self.fault)
    }
}

/// Derives the urgency, its bound and the status from a trace and the facts it points to.
///
/// # Errors
///
/// The first entry that contradicts itself.
pub fn justify(facts: &[Read], trace: &[TraceEntry]) -> Result<Justified, Gap> {
    let (mut certain, mut shown, mut bound) = (
        Urgency::Conservative,
        Urgency::Conservative,
        Urgency::Conservative,
    );
    for entry in trace {
        let gap = |fault| {
            Err(Gap {
                rule: entry.rule.clone(),
                fault,
            })
        };
        let asks = entry.urgency.unwrap_or(Urgency::Conservative);
        if entry.outcome == Outcome::Unknown && entry.waits_for.is_empty() {
            return gap("is unknown and waits for nothing");
        }
        if entry.guard && entry.outcome == Outcome::Unknown {
            return gap("is a guard and unknown");
        }
        if entry.guard && entry.outcome == Outcome::Fired && entry.waits_for.is_empty() {
            return gap("is a guard that fired and waits for nothing");
        }
        if entry
            .holds
            .is_some_and(|held| entry.outcome != Outcome::Unknown || held > asks)
        {
            return gap("holds more than it may");
        }
        let reads = |name: &String| {
            let mut places = entry.read.iter().filter_map(|place| facts.get(place));
            places.any(|read| read.fact == *name)
        };
        if entry.read.iter().any(|place| place >= facts.len()) {
            return gap("reads a fact that is not there");
        }
        if !entry.waits_for.iter().all(reads) {
            return gap("waits for a fact it does not read");
        }
        match entry.outcome {
            Outcome::Fired if entry.guard => shown = shown.max(asks),
            Outcome::Fired => certain = certain.max(asks),
            Outcome::Unknown if entry.if_unknown != IfUnknown::Ignore => {
                bound = bound.max(asks);
                shown = shown.max(entry.holds.unwrap_or(Urgency::Conservative));
            }
            Outcome::Unknown | Outcome::Silent => {}
        }
    }
    let urgency = certain.max(shown);
    let could_become = urgency.max(bound);
    let settled = urgency == certain && could_become == urgency;
    Ok(Justified {
        urgency,
        could_become,
        status: if settled {
            Status::Final
        } else {
            Status::Provisional
        },
    })
}
