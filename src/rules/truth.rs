//! Three-valued results (SPEC 5).

use chrono::{Months, NaiveDate};

use super::expr::Comparison;
use crate::facts::{Days, FactBits};
use crate::model::date::{completed_years, days_between};

/// The result of a condition; unknown carries the open facts it waits for (SPEC 5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// It holds, whatever the open facts are.
    Yes,
    /// It does not hold, whatever the open facts are.
    No,
    /// The open facts decide.
    Unknown(FactBits),
}

impl Truth {
    /// Yes or no.
    pub const fn known(yes: bool) -> Self {
        if yes { Truth::Yes } else { Truth::No }
    }

    /// SPEC 5.2.
    #[must_use]
    pub const fn negate(self) -> Self {
        match self {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            Truth::Unknown(open) => Truth::Unknown(open),
        }
    }

    /// The open facts; none where the result is known.
    pub const fn open(self) -> FactBits {
        match self {
            Truth::Yes | Truth::No => FactBits::EMPTY,
            Truth::Unknown(open) => open,
        }
    }
}

/// How many of a list of conditions are yes, and how many could still be.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub yes: i64,
    pub unknown: i64,
    pub members: i64,
    open: FactBits,
}

impl Tally {
    pub fn add(&mut self, truth: Truth) {
        self.members += 1;
        match truth {
            Truth::Yes => self.yes += 1,
            Truth::No => {}
            Truth::Unknown(open) => {
                self.unknown += 1;
                self.open = self.open.union(open);
            }
        }
    }

    /// Whether at least `least` hold (SPEC 5.5).
    pub fn at_least(self, least: i64) -> Truth {
        if self.yes >= least {
            Truth::Yes
        } else if self.yes + self.unknown < least {
            Truth::No
        } else {
            Truth::Unknown(self.open)
        }
    }
}

/// A number: its least and greatest possible value in thousandths, and the facts that keep it
/// from being exact. With an open fact there is no range at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Range {
    Within {
        least: i64,
        greatest: i64,
        imprecise: FactBits,
    },
    Open(FactBits),
}

impl Range {
    pub const fn exact(thousandths: i64) -> Self {
        Range::Within {
            least: thousandths,
            greatest: thousandths,
            imprecise: FactBits::EMPTY,
        }
    }

    /// SPEC 5.4 for numbers, under an unknown condition.
    pub fn hull(self, other: Range, waits: FactBits) -> Range {
        match (self, other) {
            (
                Range::Within {
                    least: a,
                    greatest: b,
                    imprecise: x,
                },
                Range::Within {
                    least: c,
                    greatest: d,
                    imprecise: y,
                },
            ) => {
                let (least, greatest) = (a.min(c), b.max(d));
                let imprecise = if least == greatest {
                    FactBits::EMPTY
                } else {
                    waits.union(x).union(y)
                };
                Range::Within {
                    least,
                    greatest,
                    imprecise,
                }
            }
            _ => Range::Open(waits.union(self.waits()).union(other.waits())),
        }
    }

    pub const fn waits(self) -> FactBits {
        match self {
            Range::Within { imprecise, .. } => imprecise,
            Range::Open(open) => open,
        }
    }
}

/// SPEC 5.3.
pub(super) fn compare(comparison: Comparison, left: Range, right: Range) -> Truth {
    let waits = left.waits().union(right.waits());
    let (
        Range::Within {
            least: a,
            greatest: b,
            ..
        },
        Range::Within {
            least: c,
            greatest: d,
            ..
        },
    ) = (left, right)
    else {
        return Truth::Unknown(waits);
    };
    let (always, never) = match comparison {
        Comparison::Less => (b < c, a >= d),
        Comparison::LessOrEqual => (b <= c, a > d),
        Comparison::Equal => (a == b && c == d && a == c, b < c || a > d),
    };
    if always {
        Truth::Yes
    } else if never {
        Truth::No
    } else {
        Truth::Unknown(waits)
    }
}

/// A date: its first and last possible day, and the facts that keep it from being one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    Within { days: Days, imprecise: FactBits },
    Open(FactBits),
}

impl Span {
    pub const fn day(day: NaiveDate) -> Self {
        Span::Within {
            days: Days {
                earliest: day,
                latest: day,
            },
            imprecise: FactBits::EMPTY,
        }
    }

    pub const fn waits(self) -> FactBits {
        match self {
            Span::Within { imprecise, .. } => imprecise,
            Span::Open(open) => open,
        }
    }

    /// SPEC 5.4 for dates, under an unknown condition.
    pub fn hull(self, other: Span, waits: FactBits) -> Span {
        match (self, other) {
            (
                Span::Within {
                    days: a,
                    imprecise: x,
                },
                Span::Within {
                    days: b,
                    imprecise: y,
                },
            ) => {
                let days = Days {
                    earliest: a.earliest.min(b.earliest),
                    latest: a.latest.max(b.latest),
                };
                let imprecise = if days.earliest == days.latest {
                    FactBits::EMPTY
                } else {
                    waits.union(x).union(y)
                };
                Span::Within { days, imprecise }
            }
            _ => Span::Open(waits.union(self.waits()).union(other.waits())),
        }
    }

    /// The same day of the month so many months later, or the last day of a month without it
    /// (SPEC 3.6).
    #[must_use]
    pub fn later_by(self, months: u32) -> Span {
        let later = |day: NaiveDate| day.checked_add_months(Months::new(months)).unwrap_or(day);
        match self {
            Span::Within { days, imprecise } => Span::Within {
                days: Days {
                    earliest: later(days.earliest),
                    latest: later(days.latest),
                },
                imprecise,
            },
            Span::Open(open) => Span::Open(open),
        }
    }

    /// Whole days from this date to the other (SPEC 3.6).
    pub fn days_to(self, to: Span) -> Range {
        self.measure(to, days_between)
    }

    /// Completed years from this date to the other (SPEC 3.6).
    pub fn years_to(self, to: Span) -> Range {
        self.measure(to, completed_years)
    }

    fn measure(self, to: Span, count: fn(NaiveDate, NaiveDate) -> i64) -> Range {
        let waits = self.waits().union(to.waits());
        let (Span::Within { days: from, .. }, Span::Within { days: to, .. }) = (self, to) else {
            return Range::Open(waits);
        };
        let thousandths = |from, to| count(from, to).saturating_mul(crate::model::Number::SCALE);
        let (least, greatest) = (
            thousandths(from.latest, to.earliest),
            thousandths(from.earliest, to.latest),
        );
        let imprecise = if least == greatest {
            FactBits::EMPTY
        } else {
            waits
        };
        Range::Within {
            least,
            greatest,
            imprecise,
        }
    }
}
