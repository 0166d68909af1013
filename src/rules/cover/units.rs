//! The expressions of a release, each with its parts. A part is a condition that stands in an
//! expression: the whole, what it is joined from, and what those are joined from. A negation is one
//! part with what it negates.

use serde::Serialize;

use super::super::expr::{Condition, DateExpr, Expr, Names, NumberExpr};
use super::super::release::{CheckedRelease, Place};

/// What an expression is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// The meaning of a definition.
    Definition,
    /// The condition of a rule.
    Rule,
    /// The condition under which treatments are offered.
    Offer,
    /// The condition of a class of patients.
    Class,
    /// The condition of a contraindication.
    Contraindication,
}

/// An expression on its own.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whole<'a> {
    Condition(&'a Condition),
    Number(&'a NumberExpr),
    Date(&'a DateExpr),
}

/// An expression of a release.
pub(super) struct Unit<'a> {
    pub kind: UnitKind,
    /// Its place among those of its kind.
    pub at: usize,
    pub id: &'a str,
    pub title: &'a str,
    pub place: &'a Place,
    pub whole: Whole<'a>,
    pub parts: Vec<&'a Condition>,
}

/// Every expression of a release that has a part, definitions first.
pub(super) fn units(release: &CheckedRelease) -> Vec<Unit<'_>> {
    let definitions = release.definitions().iter().enumerate();
    let definitions = definitions.map(|(at, definition)| {
        let whole = match &definition.is {
            Expr::Condition(condition) => Whole::Condition(condition),
            Expr::Number(number) => Whole::Number(number),
            Expr::Date(date) => Whole::Date(date),
        };
        let about = (&*definition.name, &*definition.title, &definition.place);
        unit(UnitKind::Definition, at, about, whole)
    });
    let rules = release.rules().iter().enumerate().map(|(at, rule)| {
        let about = (&*rule.id, &*rule.title, &rule.place);
        unit(UnitKind::Rule, at, about, Whole::Condition(&rule.when))
    });
    let mut units: Vec<Unit<'_>> = definitions.chain(rules).collect();
    if let Some(care) = release.care() {
        let about = (
            "offer_when",
            "Whether treatments are offered",
            &care.offer_place,
        );
        let offer = Whole::Condition(&care.offer_when);
        units.push(unit(UnitKind::Offer, 0, about, offer));
        let classes = care.classes.iter().zip(&care.class_places).enumerate();
        units.extend(classes.map(|(at, ((name, when), place))| {
            let about = (name.as_str(), "A class of patients", place);
            unit(UnitKind::Class, at, about, Whole::Condition(when))
        }));
        let against = care.contraindications.iter().enumerate();
        units.extend(against.map(|(at, against)| {
            let about = (&*against.id, &*against.text, &against.place);
            let when = Whole::Condition(&against.when);
            unit(UnitKind::Contraindication, at, about, when)
        }));
    }
    units.retain(|unit| !unit.parts.is_empty());
    units
}

fn unit<'a>(
    kind: UnitKind,
    at: usize,
    (id, title, place): (&'a str, &'a str, &'a Place),
    whole: Whole<'a>,
) -> Unit<'a> {
    let mut tops = Vec::new();
    match whole {
        Whole::Condition(condition) => tops.push(condition),
        Whole::Number(number) => of_number(number, &mut tops),
        Whole::Date(date) => of_date(date, &mut tops),
    }
    let mut parts = Vec::new();
    tops.into_iter().for_each(|top| add(top, &mut parts));
    Unit {
        kind,
        at,
        id,
        title,
        place,
        whole,
        parts,
    }
}

/// A condition and its parts, each before what it is joined from.
fn add<'a>(condition: &'a Condition, parts: &mut Vec<&'a Condition>) {
    parts.push(condition);
    below(condition)
        .into_iter()
        .for_each(|part| add(part, parts));
}

/// The condition without the negations around it.
pub(super) fn bare(condition: &Condition) -> &Condition {
    match condition {
        Condition::Not(inner) => bare(inner),
        plain => plain,
    }
}

/// The parts that a condition is joined from.
pub(super) fn below(condition: &Condition) -> Vec<&Condition> {
    match condition {
        Condition::Not(inner) => below(inner),
        Condition::All(members) | Condition::Any(members) | Condition::AtLeast(_, members) => {
            members.iter().collect()
        }
        Condition::If(test, yes, no) => vec![test, yes, no],
        Condition::Compare(_, left, right) => {
            let mut tests = Vec::new();
            of_number(left, &mut tests);
            of_number(right, &mut tests);
            tests
        }
        Condition::Always(_)
        | Condition::Fact(_)
        | Condition::Definition(_)
        | Condition::OneOf(..)
        | Condition::Has(..) => Vec::new(),
    }
}

/// The conditions on which a number depends.
fn of_number<'a>(number: &'a NumberExpr, tests: &mut Vec<&'a Condition>) {
    match number {
        NumberExpr::Fact(_) | NumberExpr::Value(_) | NumberExpr::Definition(_) => {}
        NumberExpr::Days(from, to) | NumberExpr::Years(from, to) => {
            of_date(from, tests);
            of_date(to, tests);
        }
        NumberExpr::DaysPast(from, _) => of_date(from, tests),
        NumberExpr::If(test, yes, no) => {
            tests.push(test);
            of_number(yes, tests);
            of_number(no, tests);
        }
    }
}

/// The conditions on which a date depends.
fn of_date<'a>(date: &'a DateExpr, tests: &mut Vec<&'a Condition>) {
    if let DateExpr::If(test, yes, no) = date {
        tests.push(test);
        of_date(yes, tests);
        of_date(no, tests);
    }
}

impl Whole<'_> {
    /// The definitions it names.
    pub fn definitions(self) -> Vec<usize> {
        let mut names = Names::default();
        match self {
            Whole::Condition(condition) => condition.names(&mut names),
            Whole::Number(number) => number.names(&mut names),
            Whole::Date(date) => date.names(&mut names),
        }
        names.definitions
    }
}
