//! From the graph to bits: every condition gets one, and the steps that set them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::expr::Comparison;
use super::graph::{DateNode, Graph, Literal, Node, NumberNode, Part};
use crate::facts::FactId;

/// Bits of one word that stand together.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Field {
    pub word: usize,
    pub shift: u32,
    /// As wide as the field, from bit 0.
    pub mask: u64,
}

/// Conditions of one word, as they are and negated.
#[derive(Debug, Clone, Copy)]
pub(super) struct Test {
    pub word: usize,
    pub plain: u64,
    pub negated: u64,
}

/// The place of a condition among all bits.
pub(super) type Bit = usize;

/// What an answer sets.
#[derive(Debug, Clone, Copy)]
pub(super) enum Load {
    /// The words that were chosen; yes-or-no facts have one.
    Words(FactId, Field),
    Number(FactId, usize),
    Date(FactId, usize),
}

/// What is computed from earlier bits, numbers and dates.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Number(usize),
    Date(usize),
    All(Range<usize>, Bit),
    AtLeast(u32, Range<usize>, Bit),
    Compare(Comparison, usize, usize, Bit),
    If([Literal; 3], Bit),
}

/// Thresholds of one number in rising order, and the bits that say "below".
#[derive(Debug, Clone)]
pub(super) struct Thresholds {
    pub limits: Vec<i64>,
    pub field: Field,
}

/// Where everything is.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub words: usize,
    pub loads: Vec<Load>,
    pub steps: Vec<Step>,
    pub tests: Vec<Test>,
    /// The bit of each condition of the graph.
    pub bits: Vec<Bit>,
    /// The condition of each bit, for what an unknown one waits for.
    pub conditions: Vec<Option<usize>>,
    /// The thresholds of each number.
    pub thresholds: Vec<Vec<Thresholds>>,
}

/// Lays a graph out: the fields of the facts and of the thresholds first, then a bit for each other
/// condition in the order of the steps.
pub(super) fn lay_out(graph: &Graph) -> Layout {
    let mut layout = Layout {
        words: 0,
        loads: Vec::new(),
        steps: Vec::new(),
        tests: Vec::new(),
        bits: vec![0; graph.conditions.items.len()],
        conditions: Vec::new(),
        thresholds: vec![Vec::new(); graph.numbers.items.len()],
    };
    let mut next = 0;
    layout.fields(graph, &mut next);
    for (at, node) in graph.conditions.items.iter().enumerate() {
        if !matches!(node, Node::Word(..) | Node::Below(..)) {
            layout.put(at, next);
            next += 1;
        }
    }
    layout.words = next / 64 + 1;
    for part in &graph.order {
        layout.step(graph, *part);
    }
    layout
}

impl Layout {
    /// The bit of a condition.
    pub fn bit(&self, literal: Literal) -> Bit {
        self.bits.get(literal.node).copied().unwrap_or_default()
    }

    fn put(&mut self, node: usize, bit: Bit) {
        if let Some(place) = self.bits.get_mut(node) {
            *place = bit;
        }
        if self.conditions.len() <= bit {
            self.conditions.resize(bit + 1, None);
        }
        if let Some(place) = self.conditions.get_mut(bit) {
            *place = Some(node);
        }
    }

    fn fields(&mut self, graph: &Graph, next: &mut Bit) {
        let mut words: BTreeMap<FactId, BTreeMap<u8, usize>> = BTreeMap::new();
        let mut limits: BTreeMap<usize, BTreeMap<i64, usize>> = BTreeMap::new();
        for (at, node) in graph.conditions.items.iter().enumerate() {
            match node {
                Node::Word(fact, place) => {
                    words.entry(*fact).or_default().insert(*place, at);
                }
                Node::Below(number, limit) => {
                    limits.entry(*number).or_default().insert(*limit, at);
                }
                _ => {}
            }
        }
        for (fact, places) in words {
            let width = places.keys().last().map_or(0, |last| u32::from(*last) + 1);
            let (field, first) = field(width, next);
            self.loads.push(Load::Words(fact, field));
            for (place, node) in places {
                self.put(node, first + usize::from(place));
            }
        }
        for (number, limits) in limits {
            let limits: Vec<(i64, usize)> = limits.into_iter().collect();
            for chunk in limits.chunks(64) {
                let (field, first) = field(chunk.len() as u32, next);
                for (at, (_, node)) in chunk.iter().enumerate() {
                    self.put(*node, first + at);
                }
                if let Some(thresholds) = self.thresholds.get_mut(number) {
                    let limits = chunk.iter().map(|(limit, _)| *limit).collect();
                    thresholds.push(Thresholds { limits, field });
                }
            }
        }
    }

    fn step(&mut self, graph: &Graph, part: Part) {
        match part {
            Part::Number(at) => match graph.numbers.items.get(at) {
                Some(NumberNode::Fact(fact)) => self.loads.push(Load::Number(*fact, at)),
                Some(_) => self.steps.push(Step::Number(at)),
                None => {}
            },
            Part::Date(at) => match graph.dates.items.get(at) {
                Some(DateNode::Fact(fact)) => self.loads.push(Load::Date(*fact, at)),
                Some(_) => self.steps.push(Step::Date(at)),
                None => {}
            },
            Part::Condition(at) => {
                let bit = self.bits.get(at).copied().unwrap_or_default();
                let step = match graph.conditions.items.get(at) {
                    Some(Node::All(members)) => Step::All(self.tests_of(members), bit),
                    Some(Node::AtLeast(least, members)) => {
                        // Below zero it always holds, as it does at zero.
                        let least = u32::try_from((*least).max(0)).unwrap_or(u32::MAX);
                        Step::AtLeast(least, self.tests_of(members), bit)
                    }
                    Some(Node::Compare(comparison, left, right)) => {
                        Step::Compare(*comparison, *left, *right, bit)
                    }
                    Some(Node::If(test, yes, no)) => Step::If([*test, *yes, *no], bit),
                    Some(Node::Always) => Step::All(0..0, bit),
                    Some(Node::Open | Node::Word(..) | Node::Below(..)) | None => return,
                };
                self.steps.push(step);
            }
        }
    }

    /// The members as tests of whole words. A member that is listed twice is counted twice: its
    /// second mention stands in a test of its own.
    fn tests_of(&mut self, members: &[Literal]) -> Range<usize> {
        let first = self.tests.len();
        let mut bits: Vec<(Bit, bool)> = members
            .iter()
            .map(|member| (self.bit(*member), member.negated))
            .collect();
        bits.sort_unstable();
        for (bit, negated) in bits {
            let (word, mask) = (bit / 64, 1u64 << (bit % 64));
            let (plain, negated) = if negated { (0, mask) } else { (mask, 0) };
            match self.tests[first..].last_mut() {
                Some(test)
                    if test.word == word
                        && test.plain & plain == 0
                        && test.negated & negated == 0 =>
                {
                    test.plain |= plain;
                    test.negated |= negated;
                }
                _ => self.tests.push(Test {
                    word,
                    plain,
                    negated,
                }),
            }
        }
        first..self.tests.len()
    }
}

/// The next bits that stand together in one word, and the first of them.
fn field(width: u32, next: &mut Bit) -> (Field, Bit) {
    let width = width.min(64);
    if *next % 64 + width as usize > 64 {
        *next = (*next / 64 + 1) * 64;
    }
    let first = *next;
    *next += width as usize;
    let field = Field {
        word: first / 64,
        shift: (first % 64) as u32,
        mask: u64::MAX.checked_shr(64 - width).unwrap_or(0),
    };
    (field, first)
}
