//! The only place that looks at the clock and makes identifiers.

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use uuid::Uuid;

/// Now, to the microsecond: what the database keeps.
pub fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

/// Today, in UTC.
pub fn today() -> NaiveDate {
    now().date_naive()
}

/// An identifier that no other one equals; later ones sort after earlier ones.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the place they are made in"
)]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}
