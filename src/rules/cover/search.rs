//! Patients who close a gap: from a patient that came near, one answer at a time is changed,
//! each time for one that comes nearer.

use super::super::scope::Scope;
use super::answers::{answers, with};
use super::decides::sights;
use super::distance::{Distance, Goal, goals};
use super::{Cover, Decided, Gap};
use crate::facts::FactSet;
use crate::model::Profile;

/// How many answers are changed at most.
const STEPS: usize = 10;

/// How many conditions that stand in the way are tried at each step.
const TRIED: usize = 8;

impl<'a> Cover<'a> {
    /// How many answers a patient is away from closing a gap, as far as can be told.
    pub fn distance(&self, gap: Gap, evaluation: &Scope<'_>) -> u32 {
        let goals = self.goals(gap);
        Distance::of(evaluation).to(&goals)
    }

    /// A patient like this one who closes the gap; `None` where none is found in a bounded number
    /// of steps.
    pub fn reach(&self, gap: Gap, profile: Profile, start: &FactSet) -> Option<FactSet> {
        let goals = self.goals(gap);
        let needed = self.needed(gap);
        let mut facts = start.clone();
        for _ in 0..STEPS {
            if self.closes(gap, profile, &facts) {
                return Some(facts);
            }
            facts = self.nearer(&goals, &needed, profile, &facts)?;
        }
        self.closes(gap, profile, &facts).then_some(facts)
    }

    /// Whether a patient closes a gap.
    pub fn closes(&self, gap: Gap, profile: Profile, facts: &FactSet) -> bool {
        let needed = self.needed(gap);
        let evaluation = Scope::some(self.release, profile, facts, &needed);
        let Some(unit) = self.units.get(gap.unit) else {
            return false;
        };
        let sights = sights(&evaluation, unit.whole);
        (sights.get(gap.part))
            .is_some_and(|sight| sight.decides && Decided::of(sight.value) == gap.value)
    }

    fn goals(&self, gap: Gap) -> Vec<Goal<'a>> {
        let unit = self.units.get(gap.unit);
        unit.map(|unit| goals(unit, gap.part, gap.value))
            .unwrap_or_default()
    }

    /// The definitions behind the expression of a gap.
    fn needed(&self, gap: Gap) -> Vec<bool> {
        let definitions = self.release.definitions();
        let mut needed = vec![false; definitions.len()];
        let unit = self.units.get(gap.unit);
        let mut waiting = unit
            .map(|unit| unit.whole.definitions())
            .unwrap_or_default();
        while let Some(at) = waiting.pop() {
            if !std::mem::replace(&mut needed[at], true) {
                waiting.extend(definitions[at].is.names().definitions);
            }
        }
        needed
    }

    /// The patient with one answer changed who is the first to come nearer.
    fn nearer(
        &self,
        goals: &[Goal<'a>],
        needed: &[bool],
        profile: Profile,
        facts: &FactSet,
    ) -> Option<FactSet> {
        let evaluation = Scope::some(self.release, profile, facts, needed);
        let mut distance = Distance::of(&evaluation);
        let now = distance.to(goals);
        let in_the_way = distance.in_the_way(goals);
        for (leaf, value) in in_the_way.into_iter().take(TRIED) {
            for given in answers(&evaluation, leaf, value) {
                let changed = with(&evaluation, facts, &given);
                let looked = Scope::some(self.release, profile, &changed, needed);
                if Distance::of(&looked).to(goals) < now {
                    return Some(changed);
                }
            }
        }
        None
    }
}
