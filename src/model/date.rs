//! Dates that say how exactly they are known.

use chrono::{Datelike, Days, Months, NaiveDate};

/// How exactly a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// The day itself.
    Day,
    /// The week that starts on the Monday on or before the date given.
    Week,
    /// The calendar month of the date given.
    Month,
    /// The calendar year of the date given.
    Year,
}

/// A date with its precision: every day from [`PartialDate::earliest`] to
/// [`PartialDate::latest`], both included, is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartialDate {
    date: NaiveDate,
    precision: Precision,
}

impl PartialDate {
    /// A date as the form gave it.
    pub fn new(date: NaiveDate, precision: Precision) -> Self {
        PartialDate { date, precision }
    }

    /// The date as the form gave it, whatever its precision.
    pub fn date(self) -> NaiveDate {
        self.date
    }

    /// How exactly it is known.
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// The first day it can be.
    pub fn earliest(self) -> NaiveDate {
        let date = self.date;
        match self.precision {
            Precision::Day => date,
            Precision::Week => date
                .checked_sub_days(Days::new(date.weekday().num_days_from_monday().into()))
                .unwrap_or(date),
            Precision::Month => date.with_day(1).unwrap_or(date),
            Precision::Year => date
                .with_day(1)
                .and_then(|d| d.with_month(1))
                .unwrap_or(date),
        }
    }

    /// The last day it can be.
    pub fn latest(self) -> NaiveDate {
        let start = self.earliest();
        let next = match self.precision {
            Precision::Day => return self.date,
            Precision::Week => start.checked_add_days(Days::new(7)),
            Precision::Month => start.checked_add_months(Months::new(1)),
            Precision::Year => start.checked_add_months(Months::new(12)),
        };
        next.and_then(|d| d.pred_opt()).unwrap_or(self.date)
    }
}

/// Whole days from `from` to `to`: `to - from` (`clinical: 0.4 point 8`).
pub fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

/// Completed years from `birth` to `on`; negative where `on` is before `birth`.
pub fn completed_years(birth: NaiveDate, on: NaiveDate) -> i64 {
    let years = i64::from(on.year()) - i64::from(birth.year());
    let before_birthday = (on.month(), on.day()) < (birth.month(), birth.day());
    years - i64::from(before_birthday)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap_or_default()
    }

    #[test]
    fn a_coarse_date_covers_every_day_it_can_be() {
        for (precision, first, last) in [
            (Precision::Day, "2024-02-14", "2024-02-14"),
            (Precision::Week, "2024-02-12", "2024-02-18"),
            (Precision::Month, "2024-02-01", "2024-02-29"),
            (Precision::Year, "2024-01-01", "2024-12-31"),
        ] {
            let date = PartialDate::new(day("2024-02-14"), precision);
            assert_eq!(
                (date.earliest(), date.latest()),
                (day(first), day(last)),
                "{precision:?}"
            );
        }
    }

    #[test]
    fn years_are_completed_on_the_birthday() {
        for (on, years) in [("2025-03-01", 53), ("2025-03-02", 54), ("1971-03-01", -1)] {
            assert_eq!(completed_years(day("1971-03-02"), day(on)), years, "{on}");
        }
    }
}
