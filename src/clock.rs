//! The only place that looks at the clock.

use chrono::{DateTime, NaiveDate, Utc};

/// Now.
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Today, in UTC.
pub fn today() -> NaiveDate {
    now().date_naive()
}
