//! What an unknown condition waits for (SPEC 5.6). Computed only where somebody asks.

use super::Evaluated;
use super::graph::{DateNode, Literal, Node, NumberNode};
use super::range::Known;
use crate::facts::{FactBits, FactId};

/// A walk from an unknown condition to the facts that keep it so.
struct Walk<'a> {
    of: &'a Evaluated<'a>,
    /// The conditions that were visited: what they wait for is in `facts`.
    seen: Vec<u64>,
    facts: FactBits,
}

impl Evaluated<'_> {
    /// The open facts a condition waits for; none where it is known.
    pub fn waits(&self, root: usize) -> FactBits {
        self.waits_of_any([root].into_iter())
    }

    /// The open facts any of these conditions waits for.
    pub fn waits_of_any(&self, roots: impl Iterator<Item = usize>) -> FactBits {
        let mut walk = Walk {
            of: self,
            seen: vec![0; self.program.layout.words],
            facts: FactBits::EMPTY,
        };
        for root in roots {
            if let Some(root) = self.program.roots.get(root) {
                walk.condition(root.holds);
            }
        }
        walk.facts
    }
}

impl Walk<'_> {
    fn condition(&mut self, literal: Literal) {
        if self.of.truth(literal).is_none() {
            self.unknown(self.of.program.layout.bit(literal));
        }
    }

    /// An unknown condition, by its bit.
    fn unknown(&mut self, bit: usize) {
        let (program, mask) = (self.of.program, 1u64 << (bit % 64));
        match self.seen.get_mut(bit / 64) {
            Some(word) if *word & mask == 0 => *word |= mask,
            _ => return,
        }
        let node = program.layout.conditions.get(bit).copied().flatten();
        match node.and_then(|node| program.graph.conditions.items.get(node)) {
            Some(Node::Word(fact, _)) => self.facts.insert(*fact),
            Some(Node::Below(number, _)) => self.number(*number),
            Some(Node::Compare(_, left, right)) => {
                self.number(*left);
                self.number(*right);
            }
            Some(Node::All(members) | Node::AtLeast(_, members)) => {
                members.iter().for_each(|member| self.condition(*member));
            }
            Some(Node::If(test, yes, no)) => {
                self.choice(*test, (*yes, *no), Walk::condition);
            }
            Some(Node::Always | Node::Open) | None => {}
        }
    }

    /// The chosen side; both and the test where it is unknown.
    fn choice<T>(&mut self, test: Literal, (yes, no): (T, T), visit: fn(&mut Self, T)) {
        match self.of.truth(test) {
            Some(true) => visit(self, yes),
            Some(false) => visit(self, no),
            None => {
                self.condition(test);
                visit(self, yes);
                visit(self, no);
            }
        }
    }

    fn number(&mut self, at: usize) {
        let exact = |(least, greatest)| least == greatest;
        if self.of.number(at).is_some_and(exact) {
            return;
        }
        match self.of.program.graph.numbers.items.get(at) {
            Some(NumberNode::Fact(fact)) => self.fact(*fact),
            Some(NumberNode::Days(from, to) | NumberNode::Years(from, to)) => {
                self.date(*from);
                self.date(*to);
            }
            Some(NumberNode::DaysPast(from, _)) => self.date(*from),
            Some(NumberNode::If(test, yes, no)) => self.choice(*test, (*yes, *no), Walk::number),
            Some(NumberNode::Exact(_) | NumberNode::Open) | None => {}
        }
    }

    fn date(&mut self, at: usize) {
        if self
            .of
            .date(at)
            .is_some_and(|days| days.earliest == days.latest)
        {
            return;
        }
        match self.of.program.graph.dates.items.get(at) {
            Some(DateNode::Fact(fact)) => self.fact(*fact),
            Some(DateNode::If(test, yes, no)) => self.choice(*test, (*yes, *no), Walk::date),
            Some(DateNode::AsOf | DateNode::Day(_) | DateNode::Open) | None => {}
        }
    }

    fn fact(&mut self, fact: FactId) {
        self.facts.insert(fact);
    }
}
