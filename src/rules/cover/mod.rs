//! Which parts of the conditions of a release some test saw decide, with yes, with no and with
//! unknown.
//!
//! A part *decides* in a test when its expression would come out as yes with the part being one of
//! yes and no, and as no with it being the other, while all else stays as it is in the test: what
//! stands beside it under `&&` is yes, under `||` no, `at_least` is one short without it, of `? :`
//! it is the branch that is taken. A definition is an expression of its own; where it is used, it is
//! a part like a fact. A test inside the release sees the condition it is about and the
//! definitions behind it, as far as it does not give them; a whole patient sees everything.

mod decides;
mod mask;
mod possible;
mod text;
mod units;

use serde::Serialize;

pub use self::units::UnitKind;
use self::decides::sights;
use self::possible::possible;
use self::text::{Writer, words};
use self::units::{Unit, units};
use super::english::English;
use super::evaluate::Evaluation;
use super::release::{CheckedRelease, Place};
use super::testing::{Tested, each_test};
use super::truth::Truth;
use crate::facts::FactBits;

/// The values a part can have, in the order in which they are listed.
const VALUES: [Truth; 3] = [Truth::Yes, Truth::No, Truth::Unknown(FactBits::EMPTY)];

/// What tests saw of the conditions of a release, test by test.
pub struct Cover<'a> {
    release: &'a CheckedRelease,
    units: Vec<Unit<'a>>,
    /// The tests that saw something first.
    tests: Vec<String>,
    /// How many tests looked.
    looked: usize,
    /// For each part of each unit and each value, the first test that saw it decide.
    seen: Vec<Vec<[Option<usize>; 3]>>,
}

impl<'a> Cover<'a> {
    /// Nothing was seen yet.
    pub fn of(release: &'a CheckedRelease) -> Self {
        let units = units(release);
        let seen = (units.iter())
            .map(|unit| vec![[None; 3]; unit.parts.len()])
            .collect();
        Cover {
            release,
            units,
            tests: Vec::new(),
            looked: 0,
            seen,
        }
    }

    /// Looks at every test inside the release. One that cannot be run sees nothing.
    pub fn see_tests_inside(&mut self) {
        let release = self.release;
        each_test(release, |test| {
            let Ok((evaluation, given)) = &test.run else {
                return;
            };
            let inside = self.behind(test.tested, given);
            let (id, title) = (test.tested.id(), &test.test.name.value);
            let name = format!("{id} {title} ({})", test.place());
            self.look(evaluation, &name, |unit| inside[unit]);
        });
    }

    /// Looks at a whole patient under one profile; how many pairs were seen for the first time.
    pub fn see(&mut self, evaluation: &Evaluation<'_>, name: &str) -> usize {
        self.look(evaluation, name, |_| true)
    }

    fn look(
        &mut self,
        evaluation: &Evaluation<'_>,
        name: &str,
        wanted: impl Fn(usize) -> bool,
    ) -> usize {
        self.looked += 1;
        let test = self.tests.len();
        let mut new = 0;
        let units = self.units.iter().zip(&mut self.seen).enumerate();
        for (_, (unit, seen)) in units.filter(|(at, _)| wanted(*at)) {
            let sights = sights(evaluation, unit.whole);
            for (sight, seen) in sights.iter().zip(seen).filter(|(sight, _)| sight.decides) {
                let place = &mut seen[at(sight.value)];
                if place.is_none() {
                    *place = Some(test);
                    new += 1;
                }
            }
        }
        if new > 0 {
            self.tests.push(name.to_owned());
        }
        new
    }

    /// The units that a test inside the release is about: its condition, and the definitions
    /// behind it that it does not give.
    fn behind(&self, tested: Tested<'_>, given: &[usize]) -> Vec<bool> {
        let mut inside = vec![false; self.units.len()];
        let mut waiting: Vec<usize> = Vec::new();
        let enter = |kind, at| {
            let found = self.units.iter().position(|u| u.kind == kind && u.at == at);
            found.into_iter().collect::<Vec<usize>>()
        };
        waiting.extend(match tested {
            Tested::Rule(at, _) => enter(UnitKind::Rule, at),
            Tested::Contraindication(at, _) => enter(UnitKind::Contraindication, at),
        });
        while let Some(unit) = waiting.pop() {
            if std::mem::replace(&mut inside[unit], true) {
                continue;
            }
            for definition in self.units[unit].whole.definitions() {
                if !given.contains(&definition) {
                    waiting.extend(enter(UnitKind::Definition, definition));
                }
            }
        }
        inside
    }

    /// Everything that was seen, and what was not.
    pub fn coverage(&self) -> Coverage {
        let english = English {
            release: self.release,
            as_of: super::testing::AS_OF.unwrap_or_default(),
            spelled_out: false,
        };
        let writer = Writer {
            release: self.release,
        };
        let units = self.units.iter().zip(&self.seen).map(|(unit, seen)| {
            let gaps = seen.iter().flatten().any(Option::is_none);
            let possible = if gaps {
                possible(self.release, unit)
            } else {
                Vec::new()
            };
            let parts = unit.parts.iter().zip(seen).enumerate().map(|(at, (part, seen))| {
                let pair = |value: Truth| Pair {
                    words: words(english, part, value),
                    seen: match seen[self::at(value)].and_then(|test| self.tests.get(test)) {
                        Some(test) => Seen::By(test.clone()),
                        None => match possible.get(at) {
                            Some(possible) if !possible.at_all.has(value) => Seen::Cannot(Why::Never),
                            Some(possible) if !possible.deciding.has(value) => {
                                Seen::Cannot(Why::NeverAlone)
                            }
                            _ => Seen::Gap,
                        },
                    },
                };
                let [yes, no, unknown] = VALUES.map(pair);
                CoveredPart {
                    text: writer.condition(part),
                    yes,
                    no,
                    unknown,
                }
            });
            CoveredUnit {
                kind: unit.kind,
                id: unit.id.to_owned(),
                title: unit.title.to_owned(),
                place: unit.place.clone(),
                parts: parts.collect(),
            }
        });
        Coverage {
            tests: self.looked,
            units: units.collect(),
        }
    }
}

/// The place of a value among [`VALUES`].
const fn at(value: Truth) -> usize {
    match value {
        Truth::Yes => 0,
        Truth::No => 1,
        Truth::Unknown(_) => 2,
    }
}

/// Why no test can see a part decide with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The part never has the value.
    Never,
    /// It has the value only where something beside it, which reads the same answers, keeps it
    /// from deciding.
    NeverAlone,
}

/// Whether a part was seen to decide with a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    /// By this test first.
    By(String),
    /// By none.
    Gap,
    /// By none, and no test can.
    Cannot(Why),
}

/// A part with one of the three values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// What the part says then, in plain English.
    pub words: String,
    /// Whether some test saw it decide.
    pub seen: Seen,
}

/// A part of an expression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CoveredPart {
    /// The part in the rule language.
    pub text: String,
    /// The part being yes.
    pub yes: Pair,
    /// The part being no.
    pub no: Pair,
    /// The part being unknown.
    pub unknown: Pair,
}

impl CoveredPart {
    /// Its pairs: yes, no, unknown.
    pub fn pairs(&self) -> [&Pair; 3] {
        [&self.yes, &self.no, &self.unknown]
    }
}

/// An expression and its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CoveredUnit {
    /// What it is for.
    pub kind: UnitKind,
    /// The rule, definition, class or contraindication.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where the expression stands.
    pub place: Place,
    /// The whole expression first, each part before what it is joined from.
    pub parts: Vec<CoveredPart>,
}

/// How many pairs of a part and a value there are, and what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Seen by a test.
    pub seen: usize,
    /// Seen by none.
    pub gaps: usize,
    /// No test can see them.
    pub cannot_be_seen: usize,
}

impl Count {
    /// All that can be seen.
    pub const fn of(self) -> usize {
        self.seen + self.gaps
    }

    /// The share of what can be seen, in whole percent, rounded down; 100 where there is nothing.
    pub fn percent(self) -> usize {
        (self.seen * 100).checked_div(self.of()).unwrap_or(100)
    }

    fn add(mut self, part: &CoveredPart) -> Count {
        for pair in part.pairs() {
            match pair.seen {
                Seen::By(_) => self.seen += 1,
                Seen::Gap => self.gaps += 1,
                Seen::Cannot(_) => self.cannot_be_seen += 1,
            }
        }
        self
    }
}

impl CoveredUnit {
    /// What became of its pairs.
    pub fn count(&self) -> Count {
        self.parts.iter().fold(Count::default(), Count::add)
    }
}

/// What the tests saw of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// How many tests looked; a patient counts once for each profile.
    pub tests: usize,
    /// The expressions, definitions first, in the order of the release.
    pub units: Vec<CoveredUnit>,
}

impl Coverage {
    /// What became of all pairs.
    pub fn count(&self) -> Count {
        let parts = self.units.iter().flat_map(|unit| &unit.parts);
        parts.fold(Count::default(), Count::add)
    }
}
