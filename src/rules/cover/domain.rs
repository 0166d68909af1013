//! What can be assumed of an answer or a definition that several parts of an expression read, as
//! far as it makes a difference to them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::expr::{Condition, Expr, Names, NumberExpr};
use super::super::release::CheckedRelease;
use super::units::below;
use crate::facts::FactId;
use crate::intake::form::FieldKind;

/// How many words of one set are tried together.
const WORDS: usize = 8;

/// What more than one part may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name {
    Fact(FactId),
    Definition(usize),
}

/// What is assumed of one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Open,
    Truth(bool),
    Word(u8),
    Words(u64),
    Thousandths(i64),
    /// Known, whatever it is.
    Known,
}

/// What can be assumed of a name, as far as it makes a difference to those that read it.
pub(super) fn domain(
    release: &CheckedRelease,
    values: &BTreeMap<usize, i64>,
    name: Name,
    readers: &[&Condition],
) -> Vec<State> {
    let truths = [State::Open, State::Truth(true), State::Truth(false)];
    let kind = match name {
        Name::Definition(at) => {
            let definition = release.definitions().get(at);
            let truth = definition.map(|definition| &definition.is);
            return match truth {
                Some(Expr::Condition(_)) => truths.to_vec(),
                _ => vec![State::Open, State::Known],
            };
        }
        Name::Fact(fact) => release.catalogue().get(fact).map(|fact| &fact.kind),
    };
    let mut states = vec![State::Open];
    match kind {
        Some(FieldKind::Bool) => states.extend(&truths[1..]),
        Some(FieldKind::Choice(words)) => {
            states.extend((0..words.len()).filter_map(|at| Some(State::Word(at.try_into().ok()?))))
        }
        Some(FieldKind::Set(_)) => match repeated(readers) {
            Some(words) => states.extend(sets(&words).into_iter().map(State::Words)),
            // Each word is asked for once: they are as free as answers of their own.
            None => states.push(State::Known),
        },
        Some(FieldKind::Number { min, max, .. }) => {
            let met: Option<Vec<i64>> = readers.iter().map(|reader| met(values, reader)).collect();
            match met {
                Some(met) => {
                    let (min, max) = (min.thousandths(), max.thousandths());
                    let around = met.iter().flat_map(|met| [met - 1, *met, met + 1]);
                    let points: BTreeSet<i64> = around
                        .chain([min, max])
                        .filter(|point| (min..=max).contains(point))
                        .collect();
                    states.extend(points.into_iter().map(State::Thousandths));
                }
                None => states.push(State::Known),
            }
        }
        Some(FieldKind::Date | FieldKind::Record) | None => states.push(State::Known),
    }
    states
}

/// The threshold that a number of the form is compared with, where it is exactly that.
fn met(values: &BTreeMap<usize, i64>, reader: &Condition) -> Option<i64> {
    match reader {
        Condition::Compare(_, NumberExpr::Fact(_), NumberExpr::Value(value))
        | Condition::Compare(_, NumberExpr::Value(value), NumberExpr::Fact(_)) => {
            values.get(&value.0).copied()
        }
        _ => None,
    }
}

/// The words that are asked of a set, where one is asked for twice and all can be tried together.
fn repeated(readers: &[&Condition]) -> Option<BTreeSet<u8>> {
    let asked = readers.iter().filter_map(|reader| match reader {
        Condition::Has(_, word) => Some(*word),
        _ => None,
    });
    let words: BTreeSet<u8> = asked.collect();
    (words.len() < readers.len() && words.len() <= WORDS).then_some(words)
}

/// Every set of these words.
fn sets(words: &BTreeSet<u8>) -> Vec<u64> {
    words.iter().fold(vec![0u64], |mut sets, word| {
        let with: Vec<u64> = sets.iter().map(|set| set | 1 << word).collect();
        sets.extend(with);
        sets
    })
}

/// What a condition reads that is joined from nothing. A comparison of numbers that depend on
/// conditions of their own is taken as free.
pub(super) fn names(leaf: &Condition) -> BTreeSet<Name> {
    if !below(leaf).is_empty() {
        return BTreeSet::new();
    }
    let mut names = Names::default();
    leaf.names(&mut names);
    let facts = names.facts.iter().map(Name::Fact);
    let definitions = names.definitions.into_iter().map(Name::Definition);
    facts.chain(definitions).collect()
}
