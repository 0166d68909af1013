//! Numbers and dates that are known to lie between two values (SPEC 5.3 and 5.4).

use chrono::{Months, NaiveDate};

use super::super::expr::Comparison;
use super::graph::{DateNode, Literal, NumberNode};
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

/// What was made of the parts that a number or a date needs.
pub(super) trait Known {
    /// The day of the assessment.
    fn as_of(&self) -> NaiveDate;
    /// Whether a condition holds.
    fn truth(&self, literal: Literal) -> Option<bool>;
    /// The number at that place.
    fn number(&self, at: usize) -> Range;
    /// The date at that place.
    fn date(&self, at: usize) -> Option<Days>;
}

/// A number from its parts. Facts are loaded and never computed.
pub(super) fn compute(node: &NumberNode, known: &impl Known) -> Range {
    match node {
        NumberNode::Exact(number) => Some((*number, *number)),
        NumberNode::Open | NumberNode::Fact(_) => None,
        NumberNode::Days(from, to) => measure(known.date(*from), known.date(*to), days_between),
        NumberNode::Years(from, to) => measure(known.date(*from), known.date(*to), completed_years),
        NumberNode::DaysPast(from, months) => {
            let from = known.date(*from).map(|days| later_by(days, *months));
            measure(from, Some(day(known.as_of())), days_between)
        }
        NumberNode::If(test, yes, no) => match known.truth(*test) {
            Some(true) => known.number(*yes),
            Some(false) => known.number(*no),
            None => {
                let ((a, b), (c, d)) = (known.number(*yes)?, known.number(*no)?);
                Some((a.min(c), b.max(d)))
            }
        },
    }
}

/// A date from its parts. Facts are loaded and never computed.
pub(super) fn compute_date(node: &DateNode, known: &impl Known) -> Option<Days> {
    match node {
        DateNode::AsOf => Some(day(known.as_of())),
        DateNode::Day(given) => Some(day(*given)),
        DateNode::Open | DateNode::Fact(_) => None,
        DateNode::If(test, yes, no) => match known.truth(*test) {
            Some(true) => known.date(*yes),
            Some(false) => known.date(*no),
            None => {
                let (yes, no) = (known.date(*yes)?, known.date(*no)?);
                Some(Days {
                    earliest: yes.earliest.min(no.earliest),
                    latest: yes.latest.max(no.latest),
                })
            }
        },
    }
}
