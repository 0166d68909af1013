//! The conditions of a release as one graph, in which equal parts are one part.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::super::expr::Comparison;
use crate::facts::FactId;

/// A condition of the graph, as it is or the opposite of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::rules) struct Literal {
    pub node: usize,
    pub negated: bool,
}

impl Literal {
    pub const fn of(node: usize) -> Self {
        Literal {
            node,
            negated: false,
        }
    }

    /// SPEC 5.2: unknown stays unknown.
    #[must_use]
    pub const fn not(self) -> Self {
        Literal {
            negated: !self.negated,
            ..self
        }
    }
}

/// What a condition comes down to. There is no "any": it is the opposite of `All` of the opposites,
/// and waits for the same facts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Node {
    Always,
    /// Unknown, and no fact would settle it: a test gives a definition as unknown.
    Open,
    /// A yes-or-no fact, or whether the word at that place was chosen.
    Word(FactId, u8),
    /// Whether a number is less than so many thousandths.
    Below(usize, i64),
    Compare(Comparison, usize, usize),
    All(Vec<Literal>),
    AtLeast(i64, Vec<Literal>),
    If(Literal, Literal, Literal),
}

/// A number, in thousandths.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NumberNode {
    Exact(i64),
    Open,
    Fact(FactId),
    Days(usize, usize),
    Years(usize, usize),
    /// Days from so many months after a date to the assessment.
    DaysPast(usize, u32),
    If(Literal, usize, usize),
}

/// A date.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DateNode {
    AsOf,
    Day(NaiveDate),
    Open,
    Fact(FactId),
    If(Literal, usize, usize),
}

/// A part of the graph by its place among its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Condition(usize),
    Number(usize),
    Date(usize),
}

/// Things of one kind, each once.
#[derive(Debug, Clone)]
pub(super) struct Pool<T> {
    pub items: Vec<T>,
    places: BTreeMap<T, usize>,
}

impl<T: Ord + Clone> Pool<T> {
    fn new() -> Self {
        Pool {
            items: Vec::new(),
            places: BTreeMap::new(),
        }
    }

    /// The place of a thing, and whether it is new.
    fn place(&mut self, item: T) -> (usize, bool) {
        if let Some(&at) = self.places.get(&item) {
            return (at, false);
        }
        let at = self.items.len();
        self.items.push(item.clone());
        self.places.insert(item, at);
        (at, true)
    }
}

/// Every part, and the order in which each stands after what it needs.
#[derive(Debug, Clone)]
pub(super) struct Graph {
    pub conditions: Pool<Node>,
    pub numbers: Pool<NumberNode>,
    pub dates: Pool<DateNode>,
    pub order: Vec<Part>,
}

impl Graph {
    pub fn new() -> Self {
        Graph {
            conditions: Pool::new(),
            numbers: Pool::new(),
            dates: Pool::new(),
            order: Vec::new(),
        }
    }

    pub fn condition(&mut self, node: Node) -> Literal {
        let (at, new) = self.conditions.place(node);
        if new {
            self.order.push(Part::Condition(at));
        }
        Literal::of(at)
    }

    pub fn number(&mut self, node: NumberNode) -> usize {
        let (at, new) = self.numbers.place(node);
        if new {
            self.order.push(Part::Number(at));
        }
        at
    }

    pub fn date(&mut self, node: DateNode) -> usize {
        let (at, new) = self.dates.place(node);
        if new {
            self.order.push(Part::Date(at));
        }
        at
    }

    pub fn always(&mut self, yes: bool) -> Literal {
        let always = self.condition(Node::Always);
        if yes { always } else { always.not() }
    }

    /// Whether all hold. One alone is itself.
    pub fn all(&mut self, mut members: Vec<Literal>) -> Literal {
        members.sort_unstable();
        members.dedup();
        match members.as_slice() {
            [only] => *only,
            _ => self.condition(Node::All(members)),
        }
    }

    /// Whether any holds.
    pub fn any(&mut self, members: Vec<Literal>) -> Literal {
        let none = members.into_iter().map(Literal::not).collect();
        self.all(none).not()
    }
}
