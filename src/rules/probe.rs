//! The rules under other answers, evaluated again only where those answers are read.

use super::evaluate::{Evaluation, RuleOutcome};
use super::must::Sets;
use super::release::{CheckedRelease, Rule};
use super::scope::{Scope, Slot};
use crate::facts::{Changed, FactBits, FactSet};
use crate::model::Profile;

/// The definitions and watched rules that read a fact, in the order of the release.
#[derive(Debug, Clone, Default)]
struct Readers {
    definitions: Vec<usize>,
    rules: Vec<usize>,
}

/// An evaluation that can be looked at with some answers changed. It is the engine itself: the same
/// conditions over the same scope, with what no changed answer reaches left as it was.
pub struct Probe<'a> {
    release: &'a CheckedRelease,
    profile: Profile,
    facts: FactSet,
    values: Vec<i64>,
    slots: Vec<Slot>,
    readers: Vec<Readers>,
}

/// The rules as they are under changed answers.
pub struct Probed<'s> {
    scope: &'s Scope<'s>,
    /// The watched rules that read a changed answer, by place, and what they make of it.
    pub again: Vec<(usize, RuleOutcome)>,
}

impl<'a> Probe<'a> {
    /// A probe of an evaluation that follows the rules for which `watch` holds; the others stay as
    /// they are.
    pub fn of(evaluation: &Evaluation<'a>, watch: impl Fn(&Rule) -> bool) -> Self {
        let release = evaluation.release;
        let mut readers = vec![Readers::default(); release.catalogue().facts().len()];
        let mut read = |facts: FactBits, add: &dyn Fn(&mut Readers)| {
            for fact in facts.iter() {
                if let Some(readers) = readers.get_mut(fact.index()) {
                    add(readers);
                }
            }
        };
        for (at, definition) in release.definitions().iter().enumerate() {
            read(definition.reads, &|readers| readers.definitions.push(at));
        }
        for (at, rule) in release.rules().iter().enumerate() {
            if watch(rule) {
                read(rule.reads, &|readers| readers.rules.push(at));
            }
        }
        let Scope { values, slots, .. } = Scope::of(release, evaluation.profile, evaluation.facts);
        Probe {
            release,
            profile: evaluation.profile,
            facts: evaluation.facts.clone(),
            values,
            slots,
            readers,
        }
    }

    /// The facts as they were given.
    pub fn facts(&self) -> &FactSet {
        &self.facts
    }

    /// What `see` makes of the rules with these answers in the place of those given.
    pub fn look<R>(&mut self, changes: &[Changed], see: impl FnOnce(&Probed<'_>) -> R) -> R {
        let (definitions, rules) = self.reached(changes);
        let before: Vec<Changed> = changes
            .iter()
            .map(|(fact, answer)| (*fact, self.facts.replace(*fact, answer.clone())))
            .collect();
        let mut scope = Scope {
            release: self.release,
            profile: self.profile,
            facts: &self.facts,
            values: std::mem::take(&mut self.values),
            slots: std::mem::take(&mut self.slots),
        };
        let mut slots = Vec::with_capacity(definitions.len());
        for at in definitions {
            if let Some(definition) = self.release.definitions().get(at) {
                let slot = scope.slot(&definition.is);
                if let Some(place) = scope.slots.get_mut(at) {
                    slots.push((at, std::mem::replace(place, slot)));
                }
            }
        }
        let again = rules
            .into_iter()
            .filter_map(|at| Some((at, scope.outcome(self.release.rules().get(at)?))))
            .collect();
        let seen = see(&Probed {
            scope: &scope,
            again,
        });
        let Scope {
            values, slots: now, ..
        } = scope;
        (self.values, self.slots) = (values, now);
        for (at, slot) in slots {
            if let Some(place) = self.slots.get_mut(at) {
                *place = slot;
            }
        }
        // The last change of a fact was taken first.
        for (fact, answer) in before.into_iter().rev() {
            self.facts.replace(fact, answer);
        }
        seen
    }

    /// The definitions and watched rules that read one of the changed facts.
    fn reached(&self, changes: &[Changed]) -> (Vec<usize>, Vec<usize>) {
        let readers = changes
            .iter()
            .filter_map(|(fact, _)| self.readers.get(fact.index()));
        let (mut definitions, mut rules) = (Vec::new(), Vec::new());
        for readers in readers {
            definitions.extend_from_slice(&readers.definitions);
            rules.extend_from_slice(&readers.rules);
        }
        if changes.len() > 1 {
            for list in [&mut definitions, &mut rules] {
                list.sort_unstable();
                list.dedup();
            }
        }
        (definitions, rules)
    }
}

impl Probed<'_> {
    /// Sets of facts: one fact of each must change before the rule fires. None where it fires.
    pub fn before_it_fires(&self, rule: &Rule, free: FactBits, most: usize) -> Sets {
        self.scope.before_it_fires(rule, free, most)
    }

    /// Sets of facts: one fact of each must change before the rule is silent. None where it is.
    pub fn before_it_is_silent(&self, rule: &Rule, free: FactBits, most: usize) -> Sets {
        self.scope.before_it_is_silent(rule, free, most)
    }

    /// As [`Probed::before_it_is_silent`], where unknown is enough.
    pub fn before_it_is_not_sure(&self, rule: &Rule, free: FactBits, most: usize) -> Sets {
        self.scope.before_it_is_not_sure(rule, free, most)
    }
}
