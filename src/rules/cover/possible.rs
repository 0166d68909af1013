//! What no test can ever see: values that a part cannot have, or cannot have while it decides,
//! because the parts of its expression read the same answers.
//!
//! Every answer that stands in more than one part is tried with every value that makes a
//! difference; all else is free. What is impossible here is impossible; what is possible here may
//! still not be (two dates in a fixed order, say), and then stays a gap. Definitions are free, as
//! in the tests inside a release.

use std::collections::{BTreeMap, BTreeSet};

use super::super::expr::Comparison;
use super::super::expr::{Condition, Names, NumberExpr, ValueId};
use super::super::release::CheckedRelease;
use super::super::truth::{Range, Truth, compare};
use super::domain::{Name, State, domain, names};
use super::mask::{Mask, Members};
use super::units::{Unit, Whole, bare, below};
use crate::facts::FactBits;
use crate::model::Profile;

/// How many combinations of answers are tried for one expression; beyond that, all is possible.
const COMBINATIONS: usize = 20_000;

/// What is possible of one part.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Possible {
    /// The values it can have.
    pub at_all: Mask,
    /// The values it can have while it decides.
    pub deciding: Mask,
}

/// What is possible of each part of a unit, in the order of its parts.
pub(super) fn possible(release: &CheckedRelease, unit: &Unit<'_>) -> Vec<Possible> {
    let mut result = vec![Possible::default(); unit.parts.len()];
    let leaves: Vec<&Condition> = (unit.parts.iter())
        .map(|part| bare(part))
        .filter(|part| below(part).is_empty())
        .collect();
    for values in thresholds(release, unit) {
        let mut explorer = Explorer {
            release,
            values,
            domains: BTreeMap::new(),
            assumed: BTreeMap::new(),
            result: &mut result,
            next: 0,
        };
        explorer.explore(unit, &leaves);
    }
    result
}

/// The numbers that the values of a unit can have together, in thousandths: under each profile and
/// on each day on which one changes.
fn thresholds(release: &CheckedRelease, unit: &Unit<'_>) -> BTreeSet<BTreeMap<usize, i64>> {
    let mut named = Names::default();
    match unit.whole {
        Whole::Condition(condition) => condition.names(&mut named),
        Whole::Number(number) => number.names(&mut named),
        Whole::Date(date) => date.names(&mut named),
    }
    let values = || {
        let named = named.values.iter();
        named.filter_map(|&at| Some((at, release.values().get(at)?)))
    };
    let days: BTreeSet<_> = values()
        .flat_map(|(_, value)| value.entries.iter().map(|(from, _)| *from))
        .chain([chrono::NaiveDate::MIN])
        .collect();
    let mut all = BTreeSet::new();
    for profile in Profile::ALL {
        for &day in &days {
            let then = values().map(|(at, value)| (at, value.at(profile, day).thousandths()));
            all.insert(then.collect());
        }
    }
    all
}

struct Explorer<'a> {
    release: &'a CheckedRelease,
    values: BTreeMap<usize, i64>,
    /// What can be assumed of each name.
    domains: BTreeMap<Name, Vec<State>>,
    /// What is assumed now of the names that stand in several parts.
    assumed: BTreeMap<Name, State>,
    result: &'a mut Vec<Possible>,
    next: usize,
}

impl Explorer<'_> {
    fn explore(&mut self, unit: &Unit<'_>, leaves: &[&Condition]) {
        let mut seen: BTreeMap<Name, Vec<&Condition>> = BTreeMap::new();
        for leaf in leaves {
            for name in names(leaf) {
                seen.entry(name).or_default().push(leaf);
            }
        }
        for (name, readers) in &seen {
            let domain = domain(self.release, &self.values, *name, readers);
            self.domains.insert(*name, domain);
        }
        let shared: Vec<Name> = (seen.iter())
            .filter(|(_, readers)| readers.len() > 1)
            .map(|(name, _)| *name)
            .collect();
        let sizes: Vec<usize> = shared.iter().map(|name| self.domains[name].len()).collect();
        let combinations = sizes
            .iter()
            .try_fold(1usize, |product, size| product.checked_mul(*size));
        let Some(combinations) = combinations.filter(|count| *count <= COMBINATIONS) else {
            let anything = Possible {
                at_all: Mask::ANY,
                deciding: Mask::ANY,
            };
            self.result.fill(anything);
            return;
        };
        for mut combination in 0..combinations {
            for (name, size) in shared.iter().zip(&sizes) {
                let state = self.domains[name][combination % size];
                self.assumed.insert(*name, state);
                combination /= size;
            }
            self.next = 0;
            match unit.whole {
                Whole::Condition(condition) => self.part(condition, true),
                // Which of two numbers or dates it is always makes a difference.
                Whole::Number(_) | Whole::Date(_) => {
                    while let Some(&top) = unit.parts.get(self.next) {
                        self.part(top, true);
                    }
                }
            }
        }
    }

    fn part(&mut self, part: &Condition, decides: bool) {
        let mask = self.mask(part);
        if let Some(possible) = self.result.get_mut(self.next) {
            possible.at_all = possible.at_all.or(mask);
            if decides {
                possible.deciding = possible.deciding.or(mask);
            }
        }
        self.next += 1;
        self.below(part, decides);
    }

    fn below(&mut self, condition: &Condition, decides: bool) {
        match condition {
            Condition::Not(inner) => self.below(inner, decides),
            Condition::All(members) => self.joined(members, members.len() as i64, decides),
            Condition::Any(members) => self.joined(members, 1, decides),
            Condition::AtLeast(least, members) => {
                self.joined(members, self.count(*least), decides);
            }
            Condition::If(test, yes, no) => {
                let [a, b, c] = [test, yes, no].map(|part| self.mask(part));
                let differ = (b.has(Truth::Yes) && c.has(Truth::No))
                    || (b.has(Truth::No) && c.has(Truth::Yes));
                self.part(test, decides && differ);
                self.part(yes, decides && a.has(Truth::Yes));
                self.part(no, decides && a.has(Truth::No));
            }
            Condition::Compare(..) => {
                for test in below(condition) {
                    self.part(test, decides);
                }
            }
            Condition::Always(_)
            | Condition::Fact(_)
            | Condition::Definition(_)
            | Condition::OneOf(..)
            | Condition::Has(..) => {}
        }
    }

    fn joined(&mut self, members: &[Condition], least: i64, decides: bool) {
        let masks: Vec<Mask> = members.iter().map(|member| self.mask(member)).collect();
        for (at, member) in members.iter().enumerate() {
            let others = masks.iter().enumerate().filter(|(other, _)| *other != at);
            let others: Members = others.map(|(_, mask)| *mask).collect();
            self.part(member, decides && others.can_leave_it_to_one(least));
        }
    }

    fn count(&self, value: ValueId) -> i64 {
        self.values.get(&value.0).copied().unwrap_or_default() / crate::model::Number::SCALE
    }

    /// The values that a condition can have under what is assumed.
    fn mask(&self, condition: &Condition) -> Mask {
        let joined = |members: &[Condition], least| {
            let members: Members = members.iter().map(|member| self.mask(member)).collect();
            members.at_least(least)
        };
        match condition {
            Condition::Not(inner) => self.mask(inner).negate(),
            Condition::All(members) => joined(members, members.len() as i64),
            Condition::Any(members) => joined(members, 1),
            Condition::AtLeast(least, members) => joined(members, self.count(*least)),
            Condition::If(test, yes, no) => {
                let [a, b, c] = [test, yes, no].map(|part| self.mask(part));
                Mask::either(a, b, c)
            }
            leaf => self.leaf(leaf),
        }
    }

    /// The values of a condition that is joined from nothing. A name that stands here alone may be
    /// anything it can be.
    fn leaf(&self, leaf: &Condition) -> Mask {
        let free = names(leaf)
            .into_iter()
            .find(|name| !self.assumed.contains_key(name));
        match free {
            Some(name) if names(leaf).len() == 1 => {
                let states = self
                    .domains
                    .get(&name)
                    .map(Vec::as_slice)
                    .unwrap_or_default();
                states.iter().fold(Mask::default(), |mask, state| {
                    mask.or(self.under(leaf, |_| Some(*state)))
                })
            }
            _ => self.under(leaf, |name| self.assumed.get(&name).copied()),
        }
    }

    fn under(&self, leaf: &Condition, state: impl Fn(Name) -> Option<State>) -> Mask {
        if names(leaf)
            .iter()
            .any(|name| state(*name) == Some(State::Open))
        {
            return Mask::of(Truth::Unknown(FactBits::EMPTY));
        }
        match leaf {
            Condition::Always(yes) => Mask::known(*yes),
            Condition::Fact(fact) => match state(Name::Fact(*fact)) {
                Some(State::Truth(yes)) => Mask::known(yes),
                _ => Mask::ANY,
            },
            Condition::Definition(definition) => match state(Name::Definition(definition.0)) {
                Some(State::Truth(yes)) => Mask::known(yes),
                _ => Mask::ANY,
            },
            Condition::OneOf(fact, words) => match state(Name::Fact(*fact)) {
                Some(State::Word(at)) => Mask::known(words & (1 << at) != 0),
                _ => Mask::ANY,
            },
            Condition::Has(fact, word) => match state(Name::Fact(*fact)) {
                Some(State::Words(set)) => Mask::known(set & (1 << word) != 0),
                Some(State::Known) => Mask::SETTLED,
                _ => Mask::ANY,
            },
            Condition::Compare(how, left, right) => self.compared(*how, [left, right], state),
            // These are joined from others.
            Condition::Not(_)
            | Condition::All(_)
            | Condition::Any(_)
            | Condition::AtLeast(..)
            | Condition::If(..) => Mask::ANY,
        }
    }

    fn compared(
        &self,
        how: Comparison,
        sides: [&NumberExpr; 2],
        state: impl Fn(Name) -> Option<State>,
    ) -> Mask {
        let plain = |side: &NumberExpr| match side {
            NumberExpr::Value(_) => true,
            NumberExpr::Fact(fact) => state(Name::Fact(*fact)).is_some(),
            _ => false,
        };
        let [one, other] = sides.map(|side| match side {
            NumberExpr::Value(value) => self.values.get(&value.0).copied(),
            NumberExpr::Fact(fact) => match state(Name::Fact(*fact)) {
                Some(State::Thousandths(number)) => Some(number),
                _ => None,
            },
            _ => None,
        });
        match (one, other) {
            (Some(one), Some(other)) => {
                Mask::of(compare(how, Range::exact(one), Range::exact(other)))
            }
            _ if sides.into_iter().all(plain) => Mask::SETTLED,
            _ => Mask::ANY,
        }
    }
}
