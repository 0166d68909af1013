//! How urgent many outcomes are together (SPEC 8.1 to 8.4).

use super::looked::Looked;
use super::outcome::Status;
use crate::facts::{Changed, FactSet};
use crate::model::{Profile, Urgency};
use crate::rules::{CheckedRelease, Evaluation, evaluate};

/// What one rule adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Says {
    /// What it asks for, having fired for certain.
    pub certain: Option<Urgency>,
    /// What it shows while answers are open: held, or asked for by a guard.
    pub shown: Option<Urgency>,
    /// What it would ask for, once an answer made it fire.
    pub open: Option<Urgency>,
}

/// How urgent it is, and whether that is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The highest urgency of a rule that fired and is no guard.
    pub certain: Urgency,
    /// How fast.
    pub urgency: Urgency,
    /// How fast it could become.
    pub could_become: Urgency,
    /// Whether more answers could change the urgency.
    pub status: Status,
}

/// The urgency that [`decide`](super::decide()) would give, at a fraction of its cost.
pub fn standing(facts: &FactSet, release: &CheckedRelease, profile: Profile) -> Standing {
    let evaluation = evaluate(release, profile, facts);
    Tally::of(looked(&evaluation).map(|looked| looked.says())).standing()
}

/// Every rule after it was looked at, without what it waits for.
pub(super) fn looked<'e>(evaluation: &'e Evaluation<'_>) -> impl Iterator<Item = Looked<'e>> {
    let (release, profile) = (evaluation.release, evaluation.profile);
    let rules = release.rules().iter().enumerate();
    rules.map(move |rule| {
        let outcome = evaluation.outcome(rule.0);
        Looked::briefly(rule, outcome, profile, release.hold())
    })
}

/// The standing under each of these changes of what was evaluated.
pub(super) fn standings(evaluation: &Evaluation<'_>, changes: &[Vec<Changed>]) -> Vec<Standing> {
    let (release, profile) = (evaluation.release, evaluation.profile);
    let mut standings = Vec::with_capacity(changes.len());
    for changes in changes.chunks(Evaluation::AT_ONCE) {
        let under = evaluation.under(changes);
        // By urgency: the changes under which it is said.
        let mut said = [[0u64; 3]; Urgency::ALL.len()];
        for rule in release.rules().iter().enumerate() {
            for (outcome, bits) in under.outcome(rule.0, rule.1) {
                let says = Looked::briefly(rule, outcome, profile, release.hold()).says();
                let says = [says.certain, says.shown, says.open];
                for (place, urgency) in says.into_iter().enumerate() {
                    if let Some(urgency) = urgency {
                        said[urgency as usize][place] |= bits;
                    }
                }
            }
        }
        for change in 0..changes.len() {
            let highest = |place: usize| {
                let mut ladder = Urgency::ALL.into_iter().zip(said).rev();
                let found = ladder.find(|(_, said)| said[place] >> change & 1 == 1);
                found.map_or(Urgency::Conservative, |(urgency, _)| urgency)
            };
            standings.push(Standing::of(highest(0), highest(1), highest(2)));
        }
    }
    standings
}

impl Standing {
    /// Of the highest urgencies that are certain, shown while answers are open, and possible.
    fn of(certain: Urgency, shown: Urgency, open: Urgency) -> Standing {
        let urgency = certain.max(shown);
        let could_become = urgency.max(open);
        let settled = urgency == could_become && urgency == certain;
        Standing {
            certain,
            urgency,
            could_become,
            status: if settled {
                Status::Final
            } else {
                Status::Provisional
            },
        }
    }
}

/// How many rules say each urgency, so that one rule can be taken out and put back.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    certain: Counts,
    shown: Counts,
    open: Counts,
}

#[derive(Debug, Clone, Copy, Default)]
struct Counts([u32; Urgency::ALL.len()]);

impl Counts {
    fn count(&mut self, urgency: Option<Urgency>) -> Option<&mut u32> {
        self.0.get_mut(urgency? as usize)
    }

    fn highest(&self) -> Urgency {
        let mut ladder = Urgency::ALL.into_iter().zip(self.0).rev();
        let said = ladder.find(|(_, count)| *count > 0);
        said.map_or(Urgency::Conservative, |(urgency, _)| urgency)
    }
}

impl Tally {
    pub fn of(said: impl Iterator<Item = Says>) -> Tally {
        let mut tally = Tally::default();
        said.for_each(|says| tally.add(says));
        tally
    }

    pub fn add(&mut self, says: Says) {
        for (counts, urgency) in self.pairs(says) {
            if let Some(count) = counts.count(urgency) {
                *count += 1;
            }
        }
    }

    pub fn take(&mut self, says: Says) {
        for (counts, urgency) in self.pairs(says) {
            if let Some(count) = counts.count(urgency) {
                *count = count.saturating_sub(1);
            }
        }
    }

    fn pairs(&mut self, says: Says) -> [(&mut Counts, Option<Urgency>); 3] {
        [
            (&mut self.certain, says.certain),
            (&mut self.shown, says.shown),
            (&mut self.open, says.open),
        ]
    }

    pub fn standing(&self) -> Standing {
        let [certain, shown, open] = [self.certain, self.shown, self.open];
        Standing::of(certain.highest(), shown.highest(), open.highest())
    }
}
