//! What unknown conditions wait for (SPEC 5.6). Computed only where somebody asks.

use super::Evaluated;
use super::graph::{DateNode, Literal, Node, NumberNode};
use super::range::Known;
use crate::facts::FactBits;

/// The facts that unknown conditions wait for. What was found for one is found for all that
/// contain it.
pub(in crate::rules) struct Waits<'a> {
    of: &'a Evaluated<'a>,
    /// By the bit of the condition; empty until one is asked for.
    found: Vec<Option<FactBits>>,
}

impl Evaluated<'_> {
    /// What waits for what, to be asked of many conditions.
    pub fn waits(&self) -> Waits<'_> {
        Waits {
            of: self,
            found: Vec::new(),
        }
    }
}

impl Waits<'_> {
    /// The open facts a condition waits for; none where it is known.
    pub fn root(&mut self, root: usize) -> FactBits {
        match self.of.program.roots.get(root) {
            Some(root) => self.condition(root.holds),
            None => FactBits::EMPTY,
        }
    }

    fn condition(&mut self, literal: Literal) -> FactBits {
        if self.of.truth(literal).is_some() {
            return FactBits::EMPTY;
        }
        let program = self.of.program;
        let bit = program.layout.bit(literal);
        if self.found.is_empty() {
            self.found.resize(program.layout.words * 64, None);
        }
        if let Some(Some(known)) = self.found.get(bit) {
            return *known;
        }
        let node = program.layout.conditions.get(bit).copied().flatten();
        let facts = match node.and_then(|node| program.graph.conditions.items.get(node)) {
            Some(Node::Word(fact, _)) => FactBits::of(*fact),
            Some(Node::Below(number, _)) => self.number(*number),
            Some(Node::Compare(_, left, right)) => self.number(*left).union(self.number(*right)),
            Some(Node::All(members) | Node::AtLeast(_, members)) => {
                members.iter().fold(FactBits::EMPTY, |all, member| {
                    all.union(self.condition(*member))
                })
            }
            Some(Node::If(test, yes, no)) => self.choice(*test, (*yes, *no), Waits::condition),
            Some(Node::Always | Node::Open) | None => FactBits::EMPTY,
        };
        if let Some(place) = self.found.get_mut(bit) {
            *place = Some(facts);
        }
        facts
    }

    /// The chosen side; both and the test where it is unknown.
    fn choice<T>(
        &mut self,
        test: Literal,
        (yes, no): (T, T),
        visit: fn(&mut Self, T) -> FactBits,
    ) -> FactBits {
        match self.of.truth(test) {
            Some(true) => visit(self, yes),
            Some(false) => visit(self, no),
            None => {
                let test = self.condition(test);
                test.union(visit(self, yes)).union(visit(self, no))
            }
        }
    }

    fn number(&mut self, at: usize) -> FactBits {
        let exact = |(least, greatest)| least == greatest;
        if self.of.number(at).is_some_and(exact) {
            return FactBits::EMPTY;
        }
        match self.of.program.graph.numbers.items.get(at) {
            Some(NumberNode::Fact(fact)) => FactBits::of(*fact),
            Some(NumberNode::Days(from, to) | NumberNode::Years(from, to)) => {
                self.date(*from).union(self.date(*to))
            }
            Some(NumberNode::DaysPast(from, _)) => self.date(*from),
            Some(NumberNode::If(test, yes, no)) => self.choice(*test, (*yes, *no), Waits::number),
            Some(NumberNode::Exact(_) | NumberNode::Open) | None => FactBits::EMPTY,
        }
    }

    fn date(&mut self, at: usize) -> FactBits {
        let exact = self
            .of
            .date(at)
            .is_some_and(|days| days.earliest == days.latest);
        if exact {
            return FactBits::EMPTY;
        }
        match self.of.program.graph.dates.items.get(at) {
            Some(DateNode::Fact(fact)) => FactBits::of(*fact),
            Some(DateNode::If(test, yes, no)) => self.choice(*test, (*yes, *no), Waits::date),
            Some(DateNode::AsOf | DateNode::Day(_) | DateNode::Open) | None => FactBits::EMPTY,
        }
    }
}
