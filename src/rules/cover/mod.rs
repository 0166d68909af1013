//! Which parts of the conditions of a release some test saw decide, with yes, with no and with
//! unknown.
//!
//! A part *decides* in a test when its expression would come out as yes with the part being one of
//! yes and no, and as no with it being the other, while all else stays as it is in the test: what
//! stands beside it under `&&` is yes, under `||` no, `at_least` is one short without it, of `? :`
//! it is the branch that is taken. A definition is an expression of its own; where it is used, it is
//! a part like a fact. A test inside the release sees the condition it is about and the
//! definitions behind it, as far as it does not give them; a whole patient sees everything.

mod answers;
mod coverage;
mod decides;
mod distance;
mod domain;
mod mask;
mod possible;
mod search;
mod text;
mod units;

use serde::Serialize;

pub use self::coverage::{About, Count, Coverage, CoveredPart, CoveredUnit, Pair, Seen, Why};
use self::decides::sights;
use self::possible::possible;
use self::text::{Writer, words};
pub use self::units::UnitKind;
use self::units::{Unit, units};
use super::english::English;
use super::expr::Condition;
use super::release::CheckedRelease;
use super::scope::Scope;
use super::testing::{Tested, each_test};
use super::truth::Truth;
use crate::facts::FactBits;

/// The value of a part, without what it waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decided {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// An open answer decides.
    Unknown,
}

impl Decided {
    /// All three, in the order in which they are listed.
    pub const ALL: [Decided; 3] = [Decided::Yes, Decided::No, Decided::Unknown];

    /// The word used in files and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Decided::Yes => "yes",
            Decided::No => "no",
            Decided::Unknown => "unknown",
        }
    }

    const fn truth(self) -> Truth {
        match self {
            Decided::Yes => Truth::Yes,
            Decided::No => Truth::No,
            Decided::Unknown => Truth::Unknown(FactBits::EMPTY),
        }
    }
}

/// A part and a value with which no test saw it decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    unit: usize,
    part: usize,
    value: Decided,
}

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
            let Ok((scope, given)) = &test.run else {
                return;
            };
            let inside = self.behind(test.tested, given);
            let (id, title) = (test.tested.id(), &test.test.name.value);
            let name = format!("{id} {title} ({})", test.place());
            self.look(scope, &name, |unit| inside[unit]);
        });
    }

    /// Looks at a whole patient under one profile; the gaps that nobody closed before.
    pub fn see(&mut self, scope: &Scope<'_>, name: &str) -> Vec<Gap> {
        self.look(scope, name, |_| true)
    }

    fn look(&mut self, scope: &Scope<'_>, name: &str, wanted: impl Fn(usize) -> bool) -> Vec<Gap> {
        self.looked += 1;
        let mut new = Vec::new();
        let units = self.units.iter().enumerate();
        for (unit, whole) in units.map(|(at, unit)| (at, unit.whole)) {
            if !wanted(unit) {
                continue;
            }
            for (part, sight) in sights(scope, whole).into_iter().enumerate() {
                let value = Decided::of(sight.value);
                let gap = Gap { unit, part, value };
                if sight.decides && self.is_open(gap) {
                    self.seen[unit][part][value as usize] = Some(self.tests.len());
                    new.push(gap);
                }
            }
        }
        if !new.is_empty() {
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

    /// Every pair that no test has seen and that is not known to be impossible.
    pub fn gaps(&self) -> Vec<Gap> {
        let mut gaps = Vec::new();
        for unit in 0..self.units.len() {
            let sights = self.verdicts(unit).into_iter().enumerate();
            for (part, verdicts) in sights {
                let open = Decided::ALL.into_iter().zip(verdicts);
                let open = open.filter(|(_, verdict)| *verdict == Verdict::Gap);
                gaps.extend(open.map(|(value, _)| Gap { unit, part, value }));
            }
        }
        gaps
    }

    /// Whether no test has seen it yet.
    pub fn is_open(&self, gap: Gap) -> bool {
        let part = self.seen.get(gap.unit).and_then(|unit| unit.get(gap.part));
        part.is_some_and(|seen| seen[gap.value as usize].is_none())
    }

    /// What a gap is about.
    pub fn about(&self, gap: Gap) -> About {
        let unit = &self.units[gap.unit];
        let part = unit.parts[gap.part];
        About {
            id: unit.id.to_owned(),
            title: unit.title.to_owned(),
            place: unit.place.clone(),
            part: gap.part + 1,
            text: self.writer().condition(part),
            value: gap.value,
            words: words(self.english(), part, gap.value.truth()),
        }
    }

    /// Everything that was seen, and what was not.
    pub fn coverage(&self) -> Coverage {
        let units = self.units.iter().enumerate().map(|(at, unit)| {
            let parts = unit.parts.iter().zip(self.verdicts(at));
            let parts = parts.map(|(part, verdicts)| self.covered(part, verdicts));
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

    fn covered(&self, part: &Condition, verdicts: [Verdict; 3]) -> CoveredPart {
        let pair = |value: Decided| Pair {
            words: words(self.english(), part, value.truth()),
            seen: match verdicts[value as usize] {
                Verdict::By(test) => Seen::By(self.tests.get(test).cloned().unwrap_or_default()),
                Verdict::Gap => Seen::Gap,
                Verdict::Cannot(why) => Seen::Cannot(why),
            },
        };
        let [yes, no, unknown] = Decided::ALL.map(pair);
        CoveredPart {
            text: self.writer().condition(part),
            yes,
            no,
            unknown,
        }
    }

    /// What is to be said of each part of a unit with each value.
    fn verdicts(&self, at: usize) -> Vec<[Verdict; 3]> {
        let (unit, seen) = (&self.units[at], &self.seen[at]);
        let possible = if seen.iter().flatten().any(Option::is_none) {
            possible(self.release, unit)
        } else {
            Vec::new()
        };
        let verdict =
            |at: usize, value: Decided, test: Option<usize>| match (test, possible.get(at)) {
                (Some(test), _) => Verdict::By(test),
                (None, Some(possible)) if !possible.at_all.has(value.truth()) => {
                    Verdict::Cannot(Why::Never)
                }
                (None, Some(possible)) if !possible.deciding.has(value.truth()) => {
                    Verdict::Cannot(Why::NeverAlone)
                }
                (None, _) => Verdict::Gap,
            };
        let parts = seen.iter().enumerate();
        let parts = parts
            .map(|(at, seen)| Decided::ALL.map(|value| verdict(at, value, seen[value as usize])));
        parts.collect()
    }

    fn english(&self) -> English<'a> {
        English {
            release: self.release,
            as_of: super::testing::AS_OF.unwrap_or_default(),
            spelled_out: false,
        }
    }

    fn writer(&self) -> Writer<'a> {
        Writer {
            release: self.release,
        }
    }
}

/// What is to be said of a part and a value; a test is named by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    By(usize),
    Gap,
    Cannot(Why),
}
