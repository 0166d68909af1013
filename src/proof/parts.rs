//! The parts of a condition, and whether a patient shows that a part matters: whether the
//! condition would come out otherwise if that part always said yes, or always said no.

use crate::model::Number;
use crate::rules::Condition;

use super::gates::{Gates, Lit, Model, Rails};
use super::space::Space;
use super::view::{View, at_least};

/// How a part is made of its members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Made {
    Leaf,
    Not,
    All,
    Any,
    AtLeast(i64),
    If,
}

/// A part of a condition.
pub(super) struct Part {
    pub condition: Condition,
    rails: Rails,
    made: Made,
    members: Vec<Part>,
    /// Whether it was seen to matter that it is not always yes, and that it is not always no.
    seen: [bool; 2],
}

/// A truth value as a place in a table: yes, no, unknown.
type Value = usize;
const YES: Value = 0;
const NO: Value = 1;
const UNKNOWN: Value = 2;

impl Part {
    pub fn of(space: &Space<'_>, gates: &mut Gates, view: &View, condition: &Condition) -> Part {
        let (made, members): (Made, Vec<&Condition>) = match condition {
            Condition::Always(_)
            | Condition::Fact(_)
            | Condition::Definition(_)
            | Condition::Compare(..)
            | Condition::OneOf(..)
            | Condition::Has(..) => (Made::Leaf, Vec::new()),
            Condition::Not(inner) => (Made::Not, vec![&**inner]),
            Condition::All(members) => (Made::All, members.iter().collect()),
            Condition::Any(members) => (Made::Any, members.iter().collect()),
            Condition::AtLeast(value, members) => {
                let least = space.values.get(value.0).copied().unwrap_or(0) / Number::SCALE;
                (Made::AtLeast(least), members.iter().collect())
            }
            Condition::If(test, yes, no) => (Made::If, vec![&**test, &**yes, &**no]),
        };
        Part {
            condition: condition.clone(),
            rails: view.rails(space, gates, condition),
            made,
            members: (members.into_iter())
                .map(|member| Part::of(space, gates, view, member))
                .collect(),
            seen: [false; 2],
        }
    }

    fn value(&self, model: &Model) -> Value {
        match (model.holds(self.rails.yes), model.holds(self.rails.no)) {
            (true, _) => YES,
            (_, true) => NO,
            _ => UNKNOWN,
        }
    }

    /// Notes what this patient shows of every part.
    pub fn look(&mut self, model: &Model) {
        self.look_through(model, [YES, NO, UNKNOWN]);
    }

    /// `whole` is the value of the condition for each value of this part.
    fn look_through(&mut self, model: &Model, whole: [Value; 3]) {
        let value = self.value(model);
        for constant in [YES, NO] {
            self.seen[constant] |= whole[constant] != whole[value];
        }
        let values: Vec<Value> = self
            .members
            .iter()
            .map(|member| member.value(model))
            .collect();
        let made = self.made;
        for (place, member) in self.members.iter_mut().enumerate() {
            let through = [YES, NO, UNKNOWN].map(|value| {
                let mut values = values.clone();
                values[place] = value;
                whole[combined(made, &values)]
            });
            member.look_through(model, through);
        }
    }

    /// Asks the solver for a patient who shows what no patient has shown yet, and returns the parts
    /// of which there is none: each with the constant it could be.
    pub fn search(&mut self, gates: &mut Gates) -> Vec<(Condition, bool)> {
        let mut never = Vec::new();
        while let Some(path) = self.unseen(&never) {
            let (place, constant) = path;
            let differs = self.differs(gates, &place, constant);
            match gates.model(&[differs]) {
                Some(model) => self.look(&model),
                None => never.push((place, constant)),
            }
        }
        let part = |(place, constant): (Vec<usize>, Value)| {
            let condition = self.at(&place).condition.clone();
            (place, condition, constant == YES)
        };
        let never: Vec<_> = never.into_iter().map(part).collect();
        // A part inside one that never matters is not named again.
        (never.iter())
            .filter(|(place, ..)| {
                !never
                    .iter()
                    .any(|(other, ..)| other.len() < place.len() && place.starts_with(other))
            })
            .map(|(_, condition, constant)| (condition.clone(), *constant))
            .collect()
    }

    fn at(&self, place: &[usize]) -> &Part {
        match place
            .split_first()
            .and_then(|(first, rest)| Some((self.members.get(*first)?, rest)))
        {
            Some((member, rest)) => member.at(rest),
            None => self,
        }
    }

    fn unseen(&self, never: &[(Vec<usize>, Value)]) -> Option<(Vec<usize>, Value)> {
        let mut open = vec![Vec::new()];
        while let Some(place) = open.pop() {
            let part = self.at(&place);
            // Who writes `true` means it.
            let meant = matches!(part.condition, Condition::Always(_));
            for constant in [YES, NO].into_iter().filter(|_| !meant) {
                let asked = never.iter().any(|(at, c)| *at == place && *c == constant);
                if !part.seen[constant] && !asked {
                    return Some((place, constant));
                }
            }
            for member in 0..part.members.len() {
                let mut inner = place.clone();
                inner.push(member);
                open.push(inner);
            }
        }
        None
    }

    /// Whether the condition comes out otherwise with that part as a constant.
    fn differs(&self, gates: &mut Gates, place: &[usize], constant: Value) -> Lit {
        let changed = self.rails_with(gates, place, constant);
        let yes = different(gates, self.rails.yes, changed.yes);
        let no = different(gates, self.rails.no, changed.no);
        gates.or([yes, no])
    }

    fn rails_with(&self, gates: &mut Gates, place: &[usize], constant: Value) -> Rails {
        let Some((first, rest)) = place.split_first() else {
            return gates.known(constant == YES);
        };
        let members: Vec<Rails> = (self.members.iter().enumerate())
            .map(|(index, member)| {
                if index == *first {
                    member.rails_with(gates, rest, constant)
                } else {
                    member.rails
                }
            })
            .collect();
        match (self.made, members.as_slice()) {
            (Made::Not, [inner]) => inner.negate(),
            (Made::All, _) => Rails {
                yes: gates.and(members.iter().map(|m| m.yes)),
                no: gates.or(members.iter().map(|m| m.no)),
            },
            (Made::Any, _) => Rails {
                yes: gates.or(members.iter().map(|m| m.yes)),
                no: gates.and(members.iter().map(|m| m.no)),
            },
            (Made::AtLeast(least), _) => at_least(gates, least, &members),
            (Made::If, [test, yes, no]) => super::view::chosen(gates, *test, *yes, *no),
            _ => self.rails,
        }
    }

    /// How many parts there are.
    pub fn count(&self) -> usize {
        1 + self.members.iter().map(Part::count).sum::<usize>()
    }
}

pub(super) fn different(gates: &mut Gates, one: Lit, other: Lit) -> Lit {
    let only_one = gates.and([one, !other]);
    let only_other = gates.and([!one, other]);
    gates.or([only_one, only_other])
}

/// What a part is, from its members (SPEC 5).
fn combined(made: Made, values: &[Value]) -> Value {
    let count = |wanted: Value| values.iter().filter(|value| **value == wanted).count();
    match (made, values) {
        (Made::Not, [inner]) => [NO, YES, UNKNOWN][*inner],
        (Made::All, _) if count(NO) > 0 => NO,
        (Made::All, _) if count(UNKNOWN) > 0 => UNKNOWN,
        (Made::All, _) => YES,
        (Made::Any, _) if count(YES) > 0 => YES,
        (Made::Any, _) if count(UNKNOWN) > 0 => UNKNOWN,
        (Made::Any, _) => NO,
        (Made::AtLeast(least), _) => {
            let least = usize::try_from(least).unwrap_or(0);
            if count(YES) >= least {
                YES
            } else if count(YES) + count(UNKNOWN) < least {
                NO
            } else {
                UNKNOWN
            }
        }
        (Made::If, [YES, yes, _]) => *yes,
        (Made::If, [NO, _, no]) => *no,
        (Made::If, [_, yes, no]) if yes == no => *yes,
        _ => UNKNOWN,
    }
}
