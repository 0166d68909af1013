//! Conditions after checking: typed, with every name resolved (SPEC 3).

use crate::facts::{FactBits, FactId};

/// How two numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Comparison {
    Less,
    LessOrEqual,
    Equal,
}

impl Comparison {
    /// Whether two exact numbers compare so.
    pub fn holds(self, left: i64, right: i64) -> bool {
        match self {
            Comparison::Less => left < right,
            Comparison::LessOrEqual => left <= right,
            Comparison::Equal => left == right,
        }
    }
}

/// The place of a definition in its release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DefinitionId(pub usize);

/// The place of a value in its release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ValueId(pub usize);

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Condition {
    Always(bool),
    Fact(FactId),
    Definition(DefinitionId),
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
    AtLeast(ValueId, Vec<Condition>),
    Compare(Comparison, NumberExpr, NumberExpr),
    /// Whether a choice is one of the words whose bits are set.
    OneOf(FactId, u64),
    /// Whether a set has the word at that place.
    Has(FactId, u8),
    If(Box<Condition>, Box<Condition>, Box<Condition>),
}

/// A number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NumberExpr {
    Fact(FactId),
    Value(ValueId),
    Definition(DefinitionId),
    Days(DateExpr, DateExpr),
    Years(DateExpr, DateExpr),
    /// Days from the day so many months after a date to the assessment.
    DaysPast(DateExpr, ValueId),
    If(Box<Condition>, Box<NumberExpr>, Box<NumberExpr>),
}

/// A date.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DateExpr {
    AsOf,
    Fact(FactId),
    Definition(DefinitionId),
    If(Box<Condition>, Box<DateExpr>, Box<DateExpr>),
}

/// An expression of any type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    Condition(Condition),
    Number(NumberExpr),
    Date(DateExpr),
}

/// What an expression names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    pub facts: FactBits,
    pub definitions: Vec<usize>,
    pub values: Vec<usize>,
}

impl Expr {
    /// Every name in the expression itself; definitions are not followed.
    pub fn names(&self) -> Names {
        let mut names = Names::default();
        match self {
            Expr::Condition(condition) => condition.names(&mut names),
            Expr::Number(number) => number.names(&mut names),
            Expr::Date(date) => date.names(&mut names),
        }
        names
    }
}

impl Condition {
    /// Every name in the condition itself, added to those that are there.
    pub(super) fn names(&self, names: &mut Names) {
        match self {
            Condition::Always(_) => {}
            Condition::Fact(fact) | Condition::OneOf(fact, _) | Condition::Has(fact, _) => {
                names.facts.insert(*fact)
            }
            Condition::Definition(definition) => names.definitions.push(definition.0),
            Condition::Not(inner) => inner.names(names),
            Condition::All(members) | Condition::Any(members) => {
                members.iter().for_each(|m| m.names(names))
            }
            Condition::AtLeast(value, members) => {
                names.values.push(value.0);
                members.iter().for_each(|m| m.names(names));
            }
            Condition::Compare(_, left, right) => {
                left.names(names);
                right.names(names);
            }
            Condition::If(condition, yes, no) => {
                condition.names(names);
                yes.names(names);
                no.names(names);
            }
        }
    }
}

impl NumberExpr {
    pub(super) fn names(&self, names: &mut Names) {
        match self {
            NumberExpr::Fact(fact) => names.facts.insert(*fact),
            NumberExpr::Value(value) => names.values.push(value.0),
            NumberExpr::Definition(definition) => names.definitions.push(definition.0),
            NumberExpr::Days(from, to) | NumberExpr::Years(from, to) => {
                from.names(names);
                to.names(names);
            }
            NumberExpr::DaysPast(from, months) => {
                from.names(names);
                names.values.push(months.0);
            }
            NumberExpr::If(condition, yes, no) => {
                condition.names(names);
                yes.names(names);
                no.names(names);
            }
        }
    }
}

impl DateExpr {
    pub(super) fn names(&self, names: &mut Names) {
        match self {
            DateExpr::AsOf => {}
            DateExpr::Fact(fact) => names.facts.insert(*fact),
            DateExpr::Definition(definition) => names.definitions.push(definition.0),
            DateExpr::If(condition, yes, no) => {
                condition.names(names);
                yes.names(names);
                no.names(names);
            }
        }
    }
}
