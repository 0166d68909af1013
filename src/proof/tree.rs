//! Numbers of conditions as trees: which term is compared depends on conditions; each term reads
//! one fact or none.

use crate::facts::FactId;
use crate::model::Number;
use crate::rules::{CheckedRelease, Comparison, Condition, DateExpr, Expr, NumberExpr};

/// A number that reads one fact, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Term {
    /// Thousandths.
    Constant(i64),
    Number(FactId),
    /// Whole days from the date to the assessment.
    Days(FactId),
    /// Completed years from the date to the assessment.
    Years(FactId),
    /// Days from the day so many months after the date to the assessment.
    DaysPast(FactId, u32),
}

impl Term {
    pub fn fact(&self) -> Option<FactId> {
        match self {
            Term::Constant(_) => None,
            Term::Number(fact) | Term::Days(fact) | Term::Years(fact) | Term::DaysPast(fact, _) => {
                Some(*fact)
            }
        }
    }
}

/// A number, or the choice between two by a condition.
#[derive(Debug, Clone)]
pub(super) enum Tree {
    Leaf(Term),
    Choose(Condition, Box<Tree>, Box<Tree>),
}

impl Tree {
    /// The number with its definitions written out. A distance between two questions has no tree.
    pub fn of(release: &CheckedRelease, values: &[i64], number: &NumberExpr) -> Option<Tree> {
        let number_of = |inner: &NumberExpr| Tree::of(release, values, inner);
        Some(match number {
            NumberExpr::Fact(fact) => Tree::Leaf(Term::Number(*fact)),
            NumberExpr::Value(value) => Tree::Leaf(Term::Constant(constant(values, value.0))),
            NumberExpr::Definition(definition) => {
                match release.definitions().get(definition.0).map(|d| &d.is) {
                    Some(Expr::Number(inner)) => number_of(inner)?,
                    _ => return None,
                }
            }
            NumberExpr::Days(from, DateExpr::AsOf) => dated(release, from, &Term::Days)?,
            NumberExpr::Years(from, DateExpr::AsOf) => dated(release, from, &Term::Years)?,
            NumberExpr::Days(..) | NumberExpr::Years(..) => return None,
            NumberExpr::DaysPast(from, months) => {
                let months = constant(values, months.0) / Number::SCALE;
                let months = u32::try_from(months).unwrap_or_default();
                dated(release, from, &|fact| Term::DaysPast(fact, months))?
            }
            NumberExpr::If(test, yes, no) => Tree::Choose(
                (**test).clone(),
                Box::new(number_of(yes)?),
                Box::new(number_of(no)?),
            ),
        })
    }
}

fn constant(values: &[i64], index: usize) -> i64 {
    values.get(index).copied().unwrap_or_default()
}

fn dated(release: &CheckedRelease, date: &DateExpr, term: &dyn Fn(FactId) -> Term) -> Option<Tree> {
    Some(match date {
        DateExpr::AsOf => return None,
        DateExpr::Fact(fact) => Tree::Leaf(term(*fact)),
        DateExpr::Definition(definition) => {
            match release.definitions().get(definition.0).map(|d| &d.is) {
                Some(Expr::Date(inner)) => dated(release, inner, term)?,
                _ => return None,
            }
        }
        DateExpr::If(test, yes, no) => Tree::Choose(
            (**test).clone(),
            Box::new(dated(release, yes, term)?),
            Box::new(dated(release, no, term)?),
        ),
    })
}

/// Every pair of terms that a condition of the release compares.
pub(super) fn threshold_pairs(
    release: &CheckedRelease,
    values: &[i64],
) -> Vec<(Comparison, Term, Term)> {
    let mut pairs = Vec::new();
    every_condition(release, &mut |condition| {
        if let Condition::Compare(comparison, left, right) = condition {
            let (left, right) = (
                Tree::of(release, values, left),
                Tree::of(release, values, right),
            );
            if let (Some(left), Some(right)) = (left, right) {
                for one in left.leaves() {
                    for other in right.leaves() {
                        pairs.push((*comparison, one.clone(), other.clone()));
                    }
                }
            }
        }
    });
    pairs
}

/// The comparisons that have no tree, as sentences.
pub(super) fn without_tree(release: &CheckedRelease, values: &[i64]) -> Vec<String> {
    let mut faults = Vec::new();
    let places = (release
        .definitions()
        .iter()
        .map(|d| (&d.name, d.is.clone())))
    .chain((release.rules().iter()).map(|r| (&r.id, Expr::Condition(r.when.clone()))));
    for (name, expr) in places {
        within(&expr, &mut |condition| {
            if let Condition::Compare(_, left, right) = condition
                && (Tree::of(release, values, left).is_none()
                    || Tree::of(release, values, right).is_none())
            {
                faults.push(format!(
                    "`{name}` measures the time between two questions, which the prover cannot \
                     decide yet: measure each to the assessment"
                ));
            }
        });
    }
    faults
}

/// Calls for every part of every condition of the release.
fn every_condition(release: &CheckedRelease, visit: &mut dyn FnMut(&Condition)) {
    for definition in release.definitions() {
        within(&definition.is, visit);
    }
    for rule in release.rules() {
        parts(&rule.when, visit);
    }
}

fn within(expr: &Expr, visit: &mut dyn FnMut(&Condition)) {
    match expr {
        Expr::Condition(condition) => parts(condition, visit),
        Expr::Number(number) => number_parts(number, visit),
        Expr::Date(date) => date_parts(date, visit),
    }
}

fn number_parts(number: &NumberExpr, visit: &mut dyn FnMut(&Condition)) {
    match number {
        NumberExpr::Fact(_) | NumberExpr::Value(_) | NumberExpr::Definition(_) => {}
        NumberExpr::Days(from, to) | NumberExpr::Years(from, to) => {
            date_parts(from, visit);
            date_parts(to, visit);
        }
        NumberExpr::DaysPast(from, _) => date_parts(from, visit),
        NumberExpr::If(test, yes, no) => {
            parts(test, visit);
            number_parts(yes, visit);
            number_parts(no, visit);
        }
    }
}

fn date_parts(date: &DateExpr, visit: &mut dyn FnMut(&Condition)) {
    if let DateExpr::If(test, yes, no) = date {
        parts(test, visit);
        date_parts(yes, visit);
        date_parts(no, visit);
    }
}

/// Calls for a condition and every part of it.
pub(super) fn parts(condition: &Condition, visit: &mut dyn FnMut(&Condition)) {
    visit(condition);
    match condition {
        Condition::Always(_)
        | Condition::Fact(_)
        | Condition::Definition(_)
        | Condition::OneOf(..)
        | Condition::Has(..) => {}
        Condition::Not(inner) => parts(inner, visit),
        Condition::All(members) | Condition::Any(members) | Condition::AtLeast(_, members) => {
            members.iter().for_each(|member| parts(member, visit));
        }
        Condition::Compare(_, left, right) => {
            number_parts(left, visit);
            number_parts(right, visit);
        }
        Condition::If(test, yes, no) => {
            parts(test, visit);
            parts(yes, visit);
            parts(no, visit);
        }
    }
}
