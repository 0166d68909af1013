//! Numbers and dates that are known to lie between two values (SPEC 5.3 and 5.4).

use chrono::{Months, NaiveDate};

use super::super::expr::Comparison;
use super::graph::{DateNode, NumberNode};
use super::run::Evaluated;
use crate::facts::Days;
use crate::model::Number;
use crate::model::date::{completed_years, days_between};

/// The least and the greatest value a number can have, in thousandths; `None` with an open fact.
pub(super) type Range = Option<(i64, i64)>;

/// SPEC 5.3.
pub(super) fn compare(comparison: Comparison, left: Range, right: Range) -> Option<bool> {
    let ((a, b), (c, d)) = (left?, right?);
    let (always, never) = match comparison {
        Comparison::Less => (b < c, a >= d),
        Comparison::LessOrEqual => (b <= c, a > d),
        Comparison::Equal => (a == b && c == d && a == c, b < c || a > d),
    };
    (always || never).then_some(always)
}

const fn day(day: NaiveDate) -> Days {
    Days {
        earliest: day,
        latest: day,
    }
}

/// What is counted from one date to another, from its least to its greatest value (SPEC 3.6).
fn measure(from: Option<Days>, to: Option<Days>, count: fn(NaiveDate, NaiveDate) -> i64) -> Range {
    let (from, to) = (from?, to?);
    let thousandths = |from, to| count(from, to).saturating_mul(Number::SCALE);
    let least = thousandths(from.latest, to.earliest);
    let exact = from.earliest == from.latest && to.earliest == to.latest;
    let greatest = if exact {
        least
    } else {
        thousandths(from.earliest, to.latest)
    };
    Some((least, greatest))
}

/// The same day of the month so many months later, or the last day of a month without it
/// (SPEC 3.6).
fn later_by(days: Days, months: u32) -> Days {
    let later = |day: NaiveDate| day.checked_add_months(Months::new(months)).unwrap_or(day);
    Days {
        earliest: later(days.earliest),
        latest: later(days.latest),
    }
}

impl Evaluated<'_> {
    pub(super) fn compute(&self, at: usize) -> Range {
        match self.program.graph.numbers.items.get(at)? {
            NumberNode::Exact(number) => Some((*number, *number)),
            NumberNode::Open => None,
            // Facts are loaded before the first step.
            NumberNode::Fact(_) => self.number(at),
            NumberNode::Days(from, to) => measure(self.date(*from), self.date(*to), days_between),
            NumberNode::Years(from, to) => {
                measure(self.date(*from), self.date(*to), completed_years)
            }
            NumberNode::DaysPast(from, months) => {
                let from = self.date(*from).map(|days| later_by(days, *months));
                measure(from, Some(day(self.facts.as_of())), days_between)
            }
            NumberNode::If(test, yes, no) => match self.truth(*test) {
                Some(true) => self.number(*yes),
                Some(false) => self.number(*no),
                None => {
                    let ((a, b), (c, d)) = (self.number(*yes)?, self.number(*no)?);
                    Some((a.min(c), b.max(d)))
                }
            },
        }
    }

    pub(super) fn compute_date(&self, at: usize) -> Option<Days> {
        match self.program.graph.dates.items.get(at)? {
            DateNode::AsOf => Some(day(self.facts.as_of())),
            DateNode::Day(given) => Some(day(*given)),
            DateNode::Open => None,
            DateNode::Fact(_) => self.date(at),
            DateNode::If(test, yes, no) => match self.truth(*test) {
                Some(true) => self.date(*yes),
                Some(false) => self.date(*no),
                None => {
                    let (yes, no) = (self.date(*yes)?, self.date(*no)?);
                    Some(Days {
                        earliest: yes.earliest.min(no.earliest),
                        latest: yes.latest.max(no.latest),
                    })
                }
            },
        }
    }
}
