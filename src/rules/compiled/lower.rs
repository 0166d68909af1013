//! From checked conditions to the graph. Definitions and values are gone after it.

use super::super::expr::{Comparison, Condition, DateExpr, Expr, Names, NumberExpr};
use super::super::release::Definition;
use super::graph::{DateNode, Graph, Literal, Node, NumberNode};
use super::witness::{Shown, Witness};
use super::{Given, Source};
use crate::facts::FactBits;
use crate::model::Number;

/// Where a definition is in the graph.
#[derive(Debug, Clone, Copy)]
enum Place {
    Condition(Literal),
    Number(usize),
    Date(usize),
}

pub(super) struct Lowering<'a> {
    source: &'a Source<'a>,
    pub graph: Graph,
    places: Vec<Option<Place>>,
    /// What each definition shows, where it was asked for.
    pub shown: Vec<Option<Witness>>,
}

impl<'a> Lowering<'a> {
    pub fn of(source: &'a Source<'a>) -> Self {
        let definitions = source.definitions.len();
        Lowering {
            source,
            graph: Graph::new(),
            places: vec![None; definitions],
            shown: vec![None; definitions],
        }
    }

    /// A condition, and what makes it hold.
    pub fn witness(&mut self, condition: &Condition) -> Witness {
        let holds = self.condition(condition);
        let shows = self.shown(condition);
        Witness { holds, shows }
    }

    pub fn condition(&mut self, condition: &Condition) -> Literal {
        match condition {
            Condition::Always(yes) => self.graph.always(*yes),
            Condition::Fact(fact) => self.graph.condition(Node::Word(*fact, 0)),
            Condition::Has(fact, place) => self.graph.condition(Node::Word(*fact, *place)),
            Condition::OneOf(fact, words) => {
                let places = (0..64u8).filter(|place| words & (1 << place) != 0);
                let words = places
                    .map(|place| self.graph.condition(Node::Word(*fact, place)))
                    .collect();
                self.graph.any(words)
            }
            Condition::Definition(definition) => match self.definition(definition.0) {
                Some(Place::Condition(literal)) => literal,
                _ => self.graph.condition(Node::Open),
            },
            Condition::Not(inner) => self.condition(inner).not(),
            Condition::All(members) => {
                let members = self.conditions(members);
                self.graph.all(members)
            }
            Condition::Any(members) => {
                let members = self.conditions(members);
                self.graph.any(members)
            }
            Condition::AtLeast(least, members) => {
                let least = self.value(least.0) / Number::SCALE;
                let mut members = self.conditions(members);
                members.sort_unstable();
                self.graph.condition(Node::AtLeast(least, members))
            }
            Condition::Compare(comparison, left, right) => self.compare(*comparison, left, right),
            Condition::If(test, yes, no) => {
                let (test, yes, no) = (
                    self.condition(test),
                    self.condition(yes),
                    self.condition(no),
                );
                self.graph.condition(Node::If(test, yes, no))
            }
        }
    }

    fn conditions(&mut self, conditions: &[Condition]) -> Vec<Literal> {
        conditions
            .iter()
            .map(|condition| self.condition(condition))
            .collect()
    }

    /// A comparison with a value is a threshold, and all thresholds of a number are found by one
    /// search. Numbers are whole thousandths, so that "at most t" is "below t + 1".
    fn compare(
        &mut self,
        comparison: Comparison,
        left: &NumberExpr,
        right: &NumberExpr,
    ) -> Literal {
        match (left, right) {
            (NumberExpr::Value(_), NumberExpr::Value(_)) => {}
            (number, NumberExpr::Value(limit)) => {
                let (number, limit) = (self.number(number), self.value(limit.0));
                return match comparison {
                    Comparison::Less => self.below(number, limit),
                    Comparison::LessOrEqual => self.at_most(number, limit),
                    Comparison::Equal => self.equal(number, limit),
                };
            }
            (NumberExpr::Value(limit), number) => {
                let (number, limit) = (self.number(number), self.value(limit.0));
                return match comparison {
                    Comparison::Less => self.at_most(number, limit).not(),
                    Comparison::LessOrEqual => self.below(number, limit).not(),
                    Comparison::Equal => self.equal(number, limit),
                };
            }
            _ => {}
        }
        let (left, right) = (self.number(left), self.number(right));
        self.graph.condition(Node::Compare(comparison, left, right))
    }

    fn below(&mut self, number: usize, limit: i64) -> Literal {
        self.graph.condition(Node::Below(number, limit))
    }

    fn at_most(&mut self, number: usize, limit: i64) -> Literal {
        self.below(number, limit.saturating_add(1))
    }

    fn equal(&mut self, number: usize, limit: i64) -> Literal {
        let members = vec![self.below(number, limit).not(), self.at_most(number, limit)];
        self.graph.all(members)
    }

    fn number(&mut self, number: &NumberExpr) -> usize {
        let node = match number {
            NumberExpr::Fact(fact) => NumberNode::Fact(*fact),
            NumberExpr::Value(value) => NumberNode::Exact(self.value(value.0)),
            NumberExpr::Definition(definition) => match self.definition(definition.0) {
                Some(Place::Number(number)) => return number,
                _ => NumberNode::Open,
            },
            NumberExpr::Days(from, to) => NumberNode::Days(self.date(from), self.date(to)),
            NumberExpr::Years(from, to) => NumberNode::Years(self.date(from), self.date(to)),
            NumberExpr::DaysPast(from, months) => {
                let months = u32::try_from(self.value(months.0) / Number::SCALE);
                NumberNode::DaysPast(self.date(from), months.unwrap_or_default())
            }
            NumberExpr::If(test, yes, no) => {
                NumberNode::If(self.condition(test), self.number(yes), self.number(no))
            }
        };
        self.graph.number(node)
    }

    fn date(&mut self, date: &DateExpr) -> usize {
        let node = match date {
            DateExpr::AsOf => DateNode::AsOf,
            DateExpr::Fact(fact) => DateNode::Fact(*fact),
            DateExpr::Definition(definition) => match self.definition(definition.0) {
                Some(Place::Date(date)) => return date,
                _ => DateNode::Open,
            },
            DateExpr::If(test, yes, no) => {
                DateNode::If(self.condition(test), self.date(yes), self.date(no))
            }
        };
        self.graph.date(node)
    }

    fn value(&self, at: usize) -> i64 {
        self.source.values.get(at).copied().unwrap_or_default()
    }

    fn definition(&mut self, at: usize) -> Option<Place> {
        if let Some(place) = self.places.get(at).copied().flatten() {
            return Some(place);
        }
        let definition = self.source.definitions.get(at)?;
        let place = match (self.given(at), &definition.is) {
            (Some(given), _) => self.give(given),
            (None, Expr::Condition(condition)) => Place::Condition(self.condition(condition)),
            (None, Expr::Number(number)) => Place::Number(self.number(number)),
            (None, Expr::Date(date)) => Place::Date(self.date(date)),
        };
        *self.places.get_mut(at)? = Some(place);
        Some(place)
    }

    fn given(&self, at: usize) -> Option<Given> {
        let given = self.source.given.iter();
        given
            .copied()
            .find_map(|(of, given)| (of == at).then_some(given))
    }

    fn give(&mut self, given: Given) -> Place {
        let graph = &mut self.graph;
        match given {
            Given::Truth(Some(yes)) => Place::Condition(graph.always(yes)),
            Given::Truth(None) => Place::Condition(graph.condition(Node::Open)),
            Given::Number(Some(number)) => Place::Number(graph.number(NumberNode::Exact(number))),
            Given::Number(None) => Place::Number(graph.number(NumberNode::Open)),
            Given::Date(Some(day)) => Place::Date(graph.date(DateNode::Day(day))),
            Given::Date(None) => Place::Date(graph.date(DateNode::Open)),
        }
    }

    /// What makes a condition hold. That something is not there is shown only where a rule asks for
    /// exactly that, as in `!regular_exercise`.
    fn shown(&mut self, condition: &Condition) -> Shown {
        match condition {
            Condition::Always(_) => Shown::Facts(FactBits::EMPTY),
            Condition::Fact(fact) | Condition::OneOf(fact, _) | Condition::Has(fact, _) => {
                Shown::Facts(FactBits::of(*fact))
            }
            Condition::Not(inner) => match **inner {
                Condition::Fact(fact) | Condition::OneOf(fact, _) | Condition::Has(fact, _) => {
                    Shown::Facts(FactBits::of(fact))
                }
                _ => Shown::Facts(FactBits::EMPTY),
            },
            Condition::Definition(definition) => self.shown_by(definition.0),
            Condition::All(members) | Condition::Any(members) | Condition::AtLeast(_, members) => {
                Shown::Members(members.iter().map(|member| self.witness(member)).collect())
            }
            Condition::Compare(_, left, right) => {
                let mut names = Names::default();
                left.names(&mut names);
                right.names(&mut names);
                let definitions = names.definitions.iter();
                let shows = definitions
                    .filter_map(|&at| self.source.definitions.get(at))
                    .filter(|definition| !definition.background)
                    .fold(names.facts, |all, definition| all.union(definition.shows));
                Shown::Facts(shows)
            }
            Condition::If(test, yes, no) => Shown::Either(Box::new([
                self.witness(test),
                self.witness(yes),
                self.witness(no),
            ])),
        }
    }

    /// What a definition shows: nothing where it is background, or given.
    fn shown_by(&mut self, at: usize) -> Shown {
        match self.source.definitions.get(at) {
            Some(Definition {
                is: Expr::Condition(condition),
                background: false,
                ..
            }) if self.given(at).is_none() => {
                if self.shown.get(at).is_some_and(Option::is_none) {
                    let witness = self.witness(condition);
                    if let Some(place) = self.shown.get_mut(at) {
                        *place = Some(witness);
                    }
                }
                Shown::Definition(at)
            }
            _ => Shown::Facts(FactBits::EMPTY),
        }
    }
}
