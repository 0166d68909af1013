//! What is said of a release: each part of each expression, and what became of its three values.

use serde::Serialize;

use super::super::release::Place;
use super::Decided;
use super::units::UnitKind;

/// What a gap is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct About {
    /// The rule, definition, class or contraindication.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where the expression stands.
    pub place: Place,
    /// The place of the part in its expression, counted from one.
    pub part: usize,
    /// The part in the rule language.
    pub text: String,
    /// The value with which no test saw it decide.
    pub value: Decided,
    /// What the part says then, in plain English.
    pub words: String,
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
