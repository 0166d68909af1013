//! The facts of one patient through a program: what runs for every decision.

use chrono::NaiveDate;

use super::Program;
use super::graph::Literal;
use super::layout::{Bit, Field, Load, Step, Test, Thresholds};
use super::range::{Known, Range, compare, compute, compute_date};
use crate::facts::{Days, FactId, FactSet, FactValue};
use crate::model::Answer;

/// Conditions of one word: which hold and which do not. Unknown is neither.
#[derive(Debug, Clone, Copy, Default)]
struct Rails {
    yes: u64,
    no: u64,
}

/// What a program made of the facts of one patient.
pub(in crate::rules) struct Evaluated<'a> {
    pub(super) program: &'a Program,
    pub(super) facts: &'a FactSet,
    rails: Vec<Rails>,
    numbers: Vec<Range>,
    dates: Vec<Option<Days>>,
}

impl Program {
    /// Every condition for these facts. There is nothing to go wrong: names and types were checked.
    pub fn run<'a>(&'a self, facts: &'a FactSet) -> Evaluated<'a> {
        let mut evaluated = Evaluated {
            program: self,
            facts,
            rails: vec![Rails::default(); self.layout.words],
            numbers: vec![None; self.graph.numbers.items.len()],
            dates: vec![None; self.graph.dates.items.len()],
        };
        for load in &self.layout.loads {
            evaluated.load(*load);
        }
        for step in &self.layout.steps {
            evaluated.step(step);
        }
        evaluated
    }
}

impl Known for Evaluated<'_> {
    fn as_of(&self) -> NaiveDate {
        self.facts.as_of()
    }

    fn truth(&self, literal: Literal) -> Option<bool> {
        let bit = self.program.layout.bit(literal);
        let rails = self.rails.get(bit / 64).copied().unwrap_or_default();
        let (yes, no) = (rails.yes >> (bit % 64) & 1, rails.no >> (bit % 64) & 1);
        match (yes, no) {
            (0, 0) => None,
            (yes, _) => Some((yes == 1) != literal.negated),
        }
    }

    fn number(&self, at: usize) -> Range {
        self.numbers.get(at).copied().flatten()
    }

    fn date(&self, at: usize) -> Option<Days> {
        self.dates.get(at).copied().flatten()
    }
}

/// The chosen words of an answer, one bit for each place; a yes-or-no fact has one. `None` where it
/// is not known.
pub(super) fn words(answer: &Answer<FactValue>) -> Option<u64> {
    match answer {
        Answer::Known(FactValue::Bool(yes)) => Some(u64::from(*yes)),
        Answer::Known(FactValue::Choice(place)) => Some(1 << place),
        Answer::Known(FactValue::Set(words)) => Some(*words),
        _ => None,
    }
}

impl<'a> Evaluated<'a> {
    /// A value in thousandths.
    pub fn value(&self, at: usize) -> Option<i64> {
        self.program.values.get(at).copied()
    }

    /// Whether the condition at that root holds; `None` where it is unknown.
    pub fn root(&self, root: usize) -> Option<bool> {
        self.truth(self.program.roots.get(root)?.holds)
    }

    /// Whether a fact is not known.
    pub fn is_open(&self, fact: FactId) -> bool {
        self.facts.get(fact).known().is_none()
    }

    fn load(&mut self, load: Load) {
        match load {
            Load::Words(fact, field) => {
                if let Some(words) = words(self.facts.get(fact)) {
                    self.set(field, words, !words);
                }
            }
            Load::Number(fact, at) => {
                if let Answer::Known(FactValue::Number(number)) = self.facts.get(fact) {
                    let number = number.thousandths();
                    self.found(at, Some((number, number)));
                }
            }
            Load::Date(fact, at) => {
                if let Answer::Known(FactValue::Date(days)) = self.facts.get(fact)
                    && let Some(place) = self.dates.get_mut(at)
                {
                    *place = Some(*days);
                }
            }
        }
    }

    fn set(&mut self, field: Field, yes: u64, no: u64) {
        if let Some(rails) = self.rails.get_mut(field.word) {
            rails.yes |= (yes & field.mask) << field.shift;
            rails.no |= (no & field.mask) << field.shift;
        }
    }

    fn put(&mut self, bit: Bit, truth: Option<bool>) {
        let field = Field {
            word: bit / 64,
            shift: (bit % 64) as u32,
            mask: 1,
        };
        self.set(
            field,
            u64::from(truth == Some(true)),
            u64::from(truth == Some(false)),
        );
    }

    /// A number, and the place of its range among its thresholds.
    fn found(&mut self, at: usize, range: Range) {
        if let Some(place) = self.numbers.get_mut(at) {
            *place = range;
        }
        let Some((least, greatest)) = range else {
            return;
        };
        let thresholds = self.program.layout.thresholds.get(at);
        for Thresholds { limits, field } in thresholds.into_iter().flatten() {
            // "Below" holds for every limit above the greatest value, and for none up to the least.
            let passed = limits.partition_point(|limit| *limit <= greatest);
            let yes = u64::MAX.checked_shl(passed as u32).unwrap_or(0);
            let reached = if least == greatest {
                passed
            } else {
                limits.partition_point(|limit| *limit <= least)
            };
            let not_no = u64::MAX.checked_shl(reached as u32).unwrap_or(0);
            self.set(*field, yes, !not_no);
        }
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::All(tests, bit) => {
                let truth = self.all(self.tests(tests));
                self.put(*bit, truth);
            }
            Step::AtLeast(least, tests, bit) => {
                let truth = self.at_least(*least, self.tests(tests));
                self.put(*bit, truth);
            }
            Step::Compare(comparison, left, right, bit) => {
                let truth = compare(*comparison, self.number(*left), self.number(*right));
                self.put(*bit, truth);
            }
            Step::If([test, yes, no], bit) => {
                let truth = match self.truth(*test) {
                    Some(true) => self.truth(*yes),
                    Some(false) => self.truth(*no),
                    None => self.truth(*yes).filter(|yes| self.truth(*no) == Some(*yes)),
                };
                self.put(*bit, truth);
            }
            Step::Number(at) => {
                let node = self.program.graph.numbers.items.get(*at);
                let range = node.and_then(|node| compute(node, self));
                self.found(*at, range);
            }
            Step::Date(at) => {
                let node = self.program.graph.dates.items.get(*at);
                let date = node.and_then(|node| compute_date(node, self));
                if let Some(place) = self.dates.get_mut(*at) {
                    *place = date;
                }
            }
        }
    }

    fn tests(&self, tests: &std::ops::Range<usize>) -> &'a [Test] {
        self.program
            .layout
            .tests
            .get(tests.clone())
            .unwrap_or_default()
    }

    /// SPEC 5.2: no if one is no, yes if all are yes.
    fn all(&self, tests: &[Test]) -> Option<bool> {
        let (mut refuted, mut unproved) = (0, 0);
        for test in tests {
            let rails = self.rails.get(test.word).copied().unwrap_or_default();
            refuted |= (test.plain & rails.no) | (test.negated & rails.yes);
            unproved |= (test.plain & !rails.yes) | (test.negated & !rails.no);
        }
        match (refuted, unproved) {
            (0, 0) => Some(true),
            (0, _) => None,
            _ => Some(false),
        }
    }

    /// SPEC 5.5.
    fn at_least(&self, least: u32, tests: &[Test]) -> Option<bool> {
        let (mut yes, mut possible) = (0, 0);
        for test in tests {
            let rails = self.rails.get(test.word).copied().unwrap_or_default();
            yes += (test.plain & rails.yes).count_ones() + (test.negated & rails.no).count_ones();
            possible +=
                (test.plain & !rails.no).count_ones() + (test.negated & !rails.yes).count_ones();
        }
        if yes >= least {
            Some(true)
        } else if possible < least {
            Some(false)
        } else {
            None
        }
    }
}
