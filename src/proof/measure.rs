//! Numbers of one answer and how they compare, read from SPEC 3.6 and 5.3 a second time, so that
//! the prover does not rest on the engine.

use chrono::{Months, NaiveDate};

use super::tree::Term;
use crate::facts::{Days, FactValue};
use crate::model::Number;
use crate::model::date::{completed_years, days_between};
use crate::rules::Comparison;

/// The least and the greatest value of a term, in thousandths, where its fact is so answered.
pub(super) fn range(term: &Term, answer: &FactValue, as_of: NaiveDate) -> Option<(i64, i64)> {
    let later = |day: NaiveDate, months: u32| day.checked_add_months(Months::new(months));
    let counted = |days: &Days, count: &dyn Fn(NaiveDate) -> i64| {
        let thousandths = |day| count(day).saturating_mul(Number::SCALE);
        (thousandths(days.latest), thousandths(days.earliest))
    };
    Some(match (term, answer) {
        (Term::Constant(thousandths), _) => (*thousandths, *thousandths),
        (Term::Number(_), FactValue::Number(number)) => {
            (number.thousandths(), number.thousandths())
        }
        (Term::Days(_), FactValue::Date(days)) => counted(days, &|day| days_between(day, as_of)),
        (Term::Years(_), FactValue::Date(days)) => {
            counted(days, &|day| completed_years(day, as_of))
        }
        (Term::DaysPast(_, months), FactValue::Date(days)) => counted(days, &|day| {
            days_between(later(day, *months).unwrap_or(day), as_of)
        }),
        _ => return None,
    })
}

/// Whether a comparison holds for every pair of values, or for none; `None` where it depends.
pub(super) fn settled(
    comparison: Comparison,
    left: Option<(i64, i64)>,
    right: Option<(i64, i64)>,
) -> Option<bool> {
    let ((least, greatest), (other_least, other_greatest)) = (left?, right?);
    let (every, none) = match comparison {
        Comparison::Less => (greatest < other_least, least >= other_greatest),
        Comparison::LessOrEqual => (greatest <= other_least, least > other_greatest),
        Comparison::Equal => (
            least == other_greatest && greatest == other_least,
            greatest < other_least || least > other_greatest,
        ),
    };
    match (every, none) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}
