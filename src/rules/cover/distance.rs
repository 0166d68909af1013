//! How far a patient is from making a part decide, in answers to change; and which conditions
//! stand in the way. A guide for a search, not a proof: what it finds is looked at afterwards.

use std::collections::BTreeMap;

use super::super::expr::{Condition, Expr, ValueId};
use super::super::scope::Scope;
use super::super::truth::Truth;
use super::Decided;
use super::units::{Unit, Whole, bare, below};

/// What must hold for a part to decide.
#[derive(Debug, Clone)]
pub(super) enum Goal<'a> {
    /// A condition comes out so.
    Is(&'a Condition, Decided),
    /// One fewer than so many hold, and the others do not.
    OneShort(ValueId, Vec<&'a Condition>),
    /// One holds, the other does not.
    Differ(&'a Condition, &'a Condition),
}

/// What must hold for a part of a unit to decide with a value.
pub(super) fn goals<'a>(unit: &Unit<'a>, part: usize, value: Decided) -> Vec<Goal<'a>> {
    let Some(&wanted) = unit.parts.get(part) else {
        return Vec::new();
    };
    let mut goals = vec![Goal::Is(wanted, value)];
    if let Whole::Condition(condition) = unit.whole {
        find(condition, wanted, &mut goals);
    }
    goals
}

/// Adds what must hold beside the wanted part, where that stands in this condition.
fn find<'a>(condition: &'a Condition, wanted: &Condition, goals: &mut Vec<Goal<'a>>) -> bool {
    if std::ptr::eq(condition, wanted) {
        return true;
    }
    let parts = below(condition);
    let Some(at) = parts.iter().position(|part| find(part, wanted, goals)) else {
        return false;
    };
    let others = || {
        let others = parts.iter().enumerate().filter(|(other, _)| *other != at);
        others.map(|(_, part)| *part)
    };
    match bare(condition) {
        Condition::All(_) => goals.extend(others().map(|part| Goal::Is(part, Decided::Yes))),
        Condition::Any(_) => goals.extend(others().map(|part| Goal::Is(part, Decided::No))),
        Condition::AtLeast(least, _) => goals.push(Goal::OneShort(*least, others().collect())),
        Condition::If(test, yes, no) => goals.push(match at {
            0 => Goal::Differ(yes, no),
            1 => Goal::Is(test, Decided::Yes),
            _ => Goal::Is(test, Decided::No),
        }),
        // Numbers that depend on a condition: whether it makes a difference is seen afterwards.
        _ => {}
    }
    true
}

/// What stands in the way of one patient.
pub(super) struct Distance<'a> {
    evaluation: &'a Scope<'a>,
    /// What was measured of definitions.
    measured: BTreeMap<(usize, Decided), u32>,
}

/// A condition and what it should be.
type Wanted<'a> = (&'a Condition, Decided);

impl<'a> Distance<'a> {
    pub fn of(evaluation: &'a Scope<'a>) -> Self {
        Distance {
            evaluation,
            measured: BTreeMap::new(),
        }
    }

    /// How many answers at least would have to change.
    pub fn to(&mut self, goals: &[Goal<'a>]) -> u32 {
        let wanted: Vec<Wanted<'a>> = goals.iter().flat_map(|goal| self.meant(goal)).collect();
        self.sum(&wanted)
    }

    /// The conditions that are joined from nothing and not yet as they should be.
    pub fn in_the_way(&mut self, goals: &[Goal<'a>]) -> Vec<Wanted<'a>> {
        let mut open: Vec<Wanted<'a>> = goals.iter().flat_map(|goal| self.meant(goal)).collect();
        let mut found = Vec::new();
        while let Some((condition, value)) = open.pop() {
            if self.is(condition, value) {
                continue;
            }
            let way = self.way(condition, value);
            if way.is_empty() {
                found.push((condition, value));
            } else {
                open.extend(way);
            }
        }
        found
    }

    fn meant(&mut self, goal: &Goal<'a>) -> Vec<Wanted<'a>> {
        match goal {
            Goal::Is(condition, value) => vec![(*condition, *value)],
            Goal::OneShort(least, others) => {
                let least = self.evaluation.count(*least) - 1;
                self.split(others, least, [Decided::Yes, Decided::No])
            }
            Goal::Differ(one, other) => {
                let turns = [[Decided::Yes, Decided::No], [Decided::No, Decided::Yes]];
                let ways = turns.map(|[a, b]| vec![(*one, a), (*other, b)]);
                self.shortest(ways.into())
            }
        }
    }

    fn is(&self, condition: &Condition, value: Decided) -> bool {
        Decided::of(self.evaluation.truth(condition)) == value
    }

    fn cost(&mut self, (condition, value): Wanted<'a>) -> u32 {
        if self.is(condition, value) {
            return 0;
        }
        let key = match condition {
            Condition::Definition(definition) => Some((definition.0, value)),
            _ => None,
        };
        if let Some(known) = key.and_then(|key| self.measured.get(&key)) {
            return *known;
        }
        let way = self.way(condition, value);
        let cost = if way.is_empty() { 1 } else { self.sum(&way) };
        if let Some(key) = key {
            self.measured.insert(key, cost);
        }
        cost
    }

    fn sum(&mut self, wanted: &[Wanted<'a>]) -> u32 {
        let costs = wanted.iter().map(|wanted| self.cost(*wanted));
        costs.fold(0, u32::saturating_add)
    }

    fn shortest(&mut self, ways: Vec<Vec<Wanted<'a>>>) -> Vec<Wanted<'a>> {
        let ways = ways.into_iter();
        ways.min_by_key(|way| self.sum(way)).unwrap_or_default()
    }

    /// What the parts of a condition should be for it to come out so; empty for a condition that
    /// is joined from nothing.
    fn way(&mut self, condition: &'a Condition, value: Decided) -> Vec<Wanted<'a>> {
        match condition {
            Condition::Not(inner) => vec![(inner, value.negate())],
            Condition::All(members) => self.joined(members, members.len() as i64, value),
            Condition::Any(members) => self.joined(members, 1, value),
            Condition::AtLeast(least, members) => {
                self.joined(members, self.evaluation.count(*least), value)
            }
            Condition::If(test, yes, no) => {
                let mut ways = vec![
                    vec![(&**test, Decided::Yes), (&**yes, value)],
                    vec![(&**test, Decided::No), (&**no, value)],
                ];
                if value == Decided::Unknown {
                    let test = (&**test, Decided::Unknown);
                    ways.push(vec![test, (yes, Decided::Yes), (no, Decided::No)]);
                    ways.push(vec![test, (yes, Decided::No), (no, Decided::Yes)]);
                }
                self.shortest(ways)
            }
            Condition::Definition(definition) => {
                let definitions = self.evaluation.release.definitions();
                match definitions.get(definition.0).map(|d| &d.is) {
                    Some(Expr::Condition(is)) => vec![(is, value)],
                    _ => Vec::new(),
                }
            }
            Condition::Always(_)
            | Condition::Fact(_)
            | Condition::OneOf(..)
            | Condition::Has(..)
            | Condition::Compare(..) => Vec::new(),
        }
    }

    fn joined(&mut self, members: &'a [Condition], least: i64, value: Decided) -> Vec<Wanted<'a>> {
        let members: Vec<&'a Condition> = members.iter().collect();
        let all = members.len() as i64;
        let (count, value) = match value {
            Decided::Yes => (least, Decided::Yes),
            Decided::No => (all - least + 1, Decided::No),
            Decided::Unknown => {
                let unknown = |m: &mut Self, at: &usize| m.cost((members[*at], Decided::Unknown));
                let places = 0..members.len();
                let Some(one) = places.min_by_key(|at| unknown(self, at)) else {
                    return Vec::new();
                };
                let mut others = members.clone();
                let one = others.remove(one);
                let mut way = self.split(&others, least - 1, [Decided::Yes, Decided::No]);
                // What is unknown already does no harm.
                way.retain(|(other, _)| !self.is(other, Decided::Unknown));
                way.push((one, Decided::Unknown));
                return way;
            }
        };
        let mut way: Vec<(u32, Wanted<'a>)> = (members.iter())
            .map(|member| (self.cost((member, value)), (*member, value)))
            .collect();
        way.sort_by_key(|(cost, _)| *cost);
        let count = usize::try_from(count).unwrap_or_default();
        way.into_iter()
            .take(count)
            .map(|(_, wanted)| wanted)
            .collect()
    }

    /// So many of the members come out as the first, the others as the second: those that are
    /// nearest.
    fn split(
        &mut self,
        members: &[&'a Condition],
        count: i64,
        [one, other]: [Decided; 2],
    ) -> Vec<Wanted<'a>> {
        let mut ordered: Vec<(i64, &'a Condition)> = (members.iter())
            .map(|member| {
                let (a, b) = (self.cost((member, one)), self.cost((member, other)));
                (i64::from(a) - i64::from(b), *member)
            })
            .collect();
        ordered.sort_by_key(|(cost, _)| *cost);
        let count = usize::try_from(count).unwrap_or_default();
        let ordered = ordered.into_iter().enumerate();
        ordered
            .map(|(at, (_, member))| (member, if at < count { one } else { other }))
            .collect()
    }
}

/// Whether a truth is unknown, whatever it waits for, or which of the two it is.
impl Decided {
    pub(super) fn of(truth: Truth) -> Self {
        match truth {
            Truth::Yes => Decided::Yes,
            Truth::No => Decided::No,
            Truth::Unknown(_) => Decided::Unknown,
        }
    }

    fn negate(self) -> Self {
        match self {
            Decided::Yes => Decided::No,
            Decided::No => Decided::Yes,
            Decided::Unknown => Decided::Unknown,
        }
    }
}
