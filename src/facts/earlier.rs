//! What the record of a case says of earlier visits.

use chrono::NaiveDate;

use crate::intake::record::IntakeRecord;
use crate::model::date::days_between;
use crate::model::{Answer, Number, Urgency, Value};

/// An earlier decision on the same case, and the form it began with. From here come the facts that
/// nobody is asked ([`crate::intake::form::Who::Record`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// What was certain in the latest earlier decision: not what it held for an open question.
    pub urgency: Urgency,
    /// Whole hours since that decision.
    pub hours: u32,
    /// The first form of the case.
    pub first: IntakeRecord,
}

/// The three scores of the PEG scale: average pain, enjoyment, general activity
/// (Krebs 2009, doi:10.1007/s11606-009-0981-1).
pub(super) const PEG: [&str; 3] = ["pain_nrs_avg_7d", "peg_enjoyment", "peg_activity"];

const AVERAGE: &str = "pain_nrs_avg_7d";

impl Earlier {
    /// What the record answers to one of its questions; open where a score it needs is open.
    pub fn answer(&self, name: &str, now: &IntakeRecord) -> Answer<Value> {
        let number = |value: Option<Number>| match value {
            Some(number) => Answer::Known(Value::Number(number)),
            None => Answer::NotAsked,
        };
        let whole = |value: i64| Answer::Known(Value::Number(Number::whole(value)));
        match name {
            "earlier_visit" => Answer::Known(Value::Bool(true)),
            "earlier_urgency" => Answer::Known(Value::Choice(self.urgency.word().to_owned())),
            "hours_since_earlier" => whole(i64::from(self.hours)),
            "days_since_first_visit" => whole(self.days(now.assessment_date())),
            "first_pain_nrs_avg_7d" => number(score(&self.first, AVERAGE)),
            "pain_change" => number(self.change(now)),
            "pain_change_pct" => number(self.change_in_percent(now)),
            "peg_change" => number(self.peg_change(now)),
            _ => Answer::NotAsked,
        }
    }

    fn days(&self, now: NaiveDate) -> i64 {
        days_between(self.first.assessment_date(), now).max(0)
    }

    fn change(&self, now: &IntakeRecord) -> Option<Number> {
        let (first, now) = (score(&self.first, AVERAGE)?, score(now, AVERAGE)?);
        Some(Number::from_thousandths(
            now.thousandths() - first.thousandths(),
        ))
    }

    fn change_in_percent(&self, now: &IntakeRecord) -> Option<Number> {
        let first = score(&self.first, AVERAGE)?.thousandths();
        let change = self.change(now)?.thousandths();
        // Pain that was 0 has no percent of it.
        Some(Number::whole(change.checked_mul(100)?.checked_div(first)?))
    }

    fn peg_change(&self, now: &IntakeRecord) -> Option<Number> {
        let sum = |record: &IntakeRecord| {
            PEG.iter().try_fold(0i64, |sum, name| {
                Some(sum + score(record, name)?.thousandths())
            })
        };
        let tenths = (sum(now)? - sum(&self.first)?) / 3 / 100;
        Some(Number::from_thousandths(tenths * 100))
    }
}

fn score(record: &IntakeRecord, name: &str) -> Option<Number> {
    match record.answer(name).known()? {
        Value::Number(number) => Some(*number),
        _ => None,
    }
}
