//! A release made ready to run: conditions as bits, thresholds as sorted lists.
//!
//! Each distinct condition of a release has one bit on two rails, `yes` and `no`; unknown is neither
//! (SPEC 5.1). Answers set the bits of facts. A number finds its place among all thresholds it is
//! ever compared with, which sets their bits together. A chain of `&&` is then a few tests of whole
//! words, `||` is the same negated, and a definition costs nothing beyond its first use.
//!
//! ```text
//! lower     conditions, definitions and values of one profile and day → a graph of distinct parts
//! layout    the graph → bits, and the steps that set them in order
//! run       facts → rails: the only part that runs for every patient in full
//! waits     for a condition that stayed unknown: the open facts it waits for (SPEC 5.6)
//! witness   for a condition that holds: the facts that made it hold
//! lanes     the same facts under many changes of answers at once, a bit for each
//! ```

mod graph;
mod lanes;
mod layout;
mod lower;
mod range;
mod run;
mod waits;
mod witness;

use chrono::NaiveDate;

use self::graph::Graph;
use self::layout::{Layout, lay_out};
use self::lower::Lowering;
use self::witness::Witness;
use super::expr::Condition;
use super::release::{Definition, Rule, ValueDef};
use super::treatment::Care;
use crate::model::Profile;

pub(super) use self::lanes::{LANES, Lanes};
pub(super) use self::run::Evaluated;
pub(super) use self::waits::Waits;

/// What a test gives for a definition instead of computing it; `None` is unknown.
#[derive(Debug, Clone, Copy)]
pub(super) enum Given {
    Truth(Option<bool>),
    Number(Option<i64>),
    Date(Option<NaiveDate>),
}

/// What conditions are compiled with.
pub(super) struct Source<'a> {
    pub definitions: &'a [Definition],
    /// Every value in force, in thousandths.
    pub values: Vec<i64>,
    /// Definitions that are given, by place.
    pub given: Vec<(usize, Given)>,
}

/// Some conditions, the roots, ready to run for any patient.
#[derive(Debug, Clone)]
pub(super) struct Program {
    graph: Graph,
    layout: Layout,
    roots: Vec<Witness>,
    /// What definitions show, where a root asks for it.
    shown: Vec<Option<Witness>>,
    values: Vec<i64>,
}

impl Program {
    pub fn of<'a>(source: &Source<'_>, roots: impl Iterator<Item = &'a Condition>) -> Program {
        let mut lowering = Lowering::of(source);
        let roots = roots.map(|root| lowering.witness(root)).collect();
        let layout = lay_out(&lowering.graph);
        Program {
            layout,
            roots,
            shown: lowering.shown,
            graph: lowering.graph,
            values: source.values.clone(),
        }
    }
}

/// The conditions a release runs: one for each rule, then those of its treatments.
pub(super) fn roots<'a>(rules: &'a [Rule], care: Option<&'a Care>) -> Vec<&'a Condition> {
    let rules = rules.iter().map(|rule| &rule.when);
    rules
        .chain(care.into_iter().flat_map(Care::conditions))
        .collect()
}

/// The programs of a release: one for each profile and each time in which no value changes.
#[derive(Debug, Clone)]
pub(super) struct Programs {
    by_profile: [Times; 3],
}

/// A program, and those that take its place from a day on, in order.
#[derive(Debug, Clone)]
struct Times {
    first: Program,
    later: Vec<(NaiveDate, Program)>,
}

impl Programs {
    pub fn of(definitions: &[Definition], values: &[ValueDef], roots: &[&Condition]) -> Programs {
        let of = |profile, day| {
            let source = Source {
                definitions,
                values: in_force(values, profile, day),
                given: Vec::new(),
            };
            Program::of(&source, roots.iter().copied())
        };
        let by_profile = Profile::ALL.map(|profile| {
            let mut times = Times {
                first: of(profile, NaiveDate::MIN),
                later: Vec::new(),
            };
            for day in days_of_change(values) {
                if in_force(values, profile, day) != times.at(day).values {
                    times.later.push((day, of(profile, day)));
                }
            }
            times
        });
        Programs { by_profile }
    }

    /// The program under a profile on a day.
    pub fn at(&self, profile: Profile, as_of: NaiveDate) -> &Program {
        self.by_profile[profile as usize].at(as_of)
    }
}

impl Times {
    fn at(&self, as_of: NaiveDate) -> &Program {
        let past = self.later.iter().rev().find(|(from, _)| *from <= as_of);
        past.map_or(&self.first, |(_, program)| program)
    }
}

/// Every value in force (SPEC 4.1, 4.2), in thousandths.
pub(super) fn in_force(values: &[ValueDef], profile: Profile, as_of: NaiveDate) -> Vec<i64> {
    let values = values.iter();
    values
        .map(|value| value.at(profile, as_of).thousandths())
        .collect()
}

/// The days on which a value may change, in order.
fn days_of_change(values: &[ValueDef]) -> Vec<NaiveDate> {
    let entries = values.iter().flat_map(|value| &value.entries);
    let mut days: Vec<NaiveDate> = entries.map(|(from, _)| *from).collect();
    days.sort_unstable();
    days.dedup();
    days
}
