//! Why a condition is not what is wanted: sets of facts of which at least one has to change.
//!
//! A search that changes one fact of such a set at a time misses no set of changes: whatever makes
//! the condition what is wanted changes a fact of each.

use super::expr::{Condition, Expr, Names};
use super::release::{Rule, RuleKind};
use super::scope::Scope;
use super::truth::Truth;
use crate::facts::{FactBits, FactId};

/// Sets of facts; whoever wants the condition otherwise has to change one fact of each. No set at
/// all where it is as wanted already.
#[derive(Debug, Clone, Default)]
pub struct Sets(Vec<FactBits>);

/// What a condition is wanted to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Yes,
    No,
    NotYes,
    NotNo,
}

impl Wanted {
    fn met(self, truth: Truth) -> bool {
        match self {
            Wanted::Yes => truth == Truth::Yes,
            Wanted::No => truth == Truth::No,
            Wanted::NotYes => truth != Truth::Yes,
            Wanted::NotNo => truth != Truth::No,
        }
    }

    fn inside_not(self) -> Wanted {
        match self {
            Wanted::Yes => Wanted::No,
            Wanted::No => Wanted::Yes,
            Wanted::NotYes => Wanted::NotNo,
            Wanted::NotNo => Wanted::NotYes,
        }
    }
}

/// What is known of the search: the facts that may change, and how many at most.
#[derive(Clone, Copy)]
struct Search {
    free: FactBits,
    most: usize,
}

impl Sets {
    /// The set with the fewest facts.
    pub fn smallest(&self) -> Option<FactBits> {
        self.0.iter().copied().min_by_key(FactBits::len)
    }

    /// A number of changes below which it cannot be done: sets without a common fact, counted as
    /// they come.
    pub fn least(&self) -> usize {
        let mut taken = FactBits::EMPTY;
        let mut least = 0;
        for set in &self.0 {
            if set.is_empty() {
                return usize::MAX;
            }
            if set.intersection(taken).is_empty() {
                least += 1;
                taken = taken.union(*set);
            }
        }
        least
    }

    /// Adds what else must be.
    pub fn and(&mut self, other: Sets) {
        self.0.extend(other.0);
    }

    /// One set that holds for either: a fact of it must change for the one or for the other.
    fn or(members: impl Iterator<Item = Sets>, search: Search) -> Sets {
        let mut either = FactBits::EMPTY;
        for member in members {
            if member.least() <= search.most
                && let Some(set) = member.smallest()
            {
                either = either.union(set);
            }
        }
        Sets(vec![either])
    }
}

/// The fact of a condition that asks for nothing else.
fn only_fact(condition: &Condition) -> Option<FactId> {
    match condition {
        Condition::Fact(fact) | Condition::OneOf(fact, _) | Condition::Has(fact, _) => Some(*fact),
        Condition::Not(inner) => only_fact(inner),
        _ => None,
    }
}

impl Scope<'_> {
    pub(super) fn before_it_fires(&self, rule: &Rule, free: FactBits, most: usize) -> Sets {
        self.must(&rule.when, Wanted::Yes, Search { free, most })
    }

    pub(super) fn before_it_is_not_sure(&self, rule: &Rule, free: FactBits, most: usize) -> Sets {
        self.must(&rule.when, Wanted::NotYes, Search { free, most })
    }

    pub(super) fn before_it_is_silent(&self, rule: &Rule, free: FactBits, most: usize) -> Sets {
        let search = Search { free, most };
        let condition = self.must(&rule.when, Wanted::No, search);
        let RuleKind::Guard { unanswered } = &rule.kind else {
            return condition;
        };
        // A guard is silent, too, once every question it lists is answered.
        let open = unanswered
            .iter()
            .filter(|fact| self.facts.get(**fact).known().is_none());
        let answered = Sets(
            open.map(|fact| FactBits::of(*fact).intersection(free))
                .collect(),
        );
        Sets::or([condition, answered].into_iter(), search)
    }

    fn must(&self, condition: &Condition, wanted: Wanted, search: Search) -> Sets {
        if wanted.met(self.truth(condition)) {
            return Sets::default();
        }
        let every = |members: &[Condition]| {
            let mut sets = Sets::default();
            for member in members {
                sets.and(self.must(member, wanted, search));
            }
            sets
        };
        let some = |members: &[Condition]| {
            let mut either = FactBits::EMPTY;
            for member in members {
                if let Some(fact) = only_fact(member) {
                    // Most members are one fact, and there are many of them.
                    if search.free.contains(fact) && !wanted.met(self.truth(member)) {
                        either.insert(fact);
                    }
                } else if !wanted.met(self.truth(member)) {
                    let sets = self.must(member, wanted, search);
                    if sets.least() <= search.most
                        && let Some(set) = sets.smallest()
                    {
                        either = either.union(set);
                    }
                }
            }
            Sets(vec![either])
        };
        match condition {
            Condition::Always(_) => Sets(vec![FactBits::EMPTY]),
            Condition::Fact(fact) | Condition::OneOf(fact, _) | Condition::Has(fact, _) => {
                Sets(vec![FactBits::of(*fact).intersection(search.free)])
            }
            Condition::Definition(definition) => {
                match self.release.definitions().get(definition.0).map(|d| &d.is) {
                    Some(Expr::Condition(inner)) => self.must(inner, wanted, search),
                    _ => Sets(vec![FactBits::EMPTY]),
                }
            }
            Condition::Not(inner) => self.must(inner, wanted.inside_not(), search),
            Condition::All(members) => match wanted {
                Wanted::Yes | Wanted::NotNo => every(members),
                Wanted::No | Wanted::NotYes => some(members),
            },
            Condition::Any(members) => match wanted {
                Wanted::Yes | Wanted::NotNo => some(members),
                Wanted::No | Wanted::NotYes => every(members),
            },
            // Which members have to change is open; at least one that is not as wanted has to.
            Condition::AtLeast(_, members) => some(members),
            Condition::Compare(_, left, right) => {
                let mut names = Names::default();
                left.names(&mut names);
                right.names(&mut names);
                Sets(vec![self.read(&names).intersection(search.free)])
            }
            Condition::If(test, yes, no) => {
                let mut names = Names::default();
                test.names(&mut names);
                let sides = [yes, no].map(|side| self.must(side, wanted, search));
                let test = Sets(vec![self.read(&names).intersection(search.free)]);
                Sets::or(sides.into_iter().chain([test]), search)
            }
        }
    }

    /// Every fact behind these names.
    fn read(&self, names: &Names) -> FactBits {
        let definitions = self.release.definitions();
        names
            .definitions
            .iter()
            .filter_map(|at| definitions.get(*at))
            .fold(names.facts, |facts, definition| {
                facts.union(definition.reads)
            })
    }
}
