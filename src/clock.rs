//! The only place that looks at the clock and makes what no other one equals: identifiers and
//! secrets.

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

/// Random bytes for a key, from the operating system.
///
/// # Errors
///
/// If the operating system has none.
pub fn new_secret() -> Result<[u8; 32], String> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret)
        .map_err(|error| format!("the operating system gives no random bytes: {error}"))?;
    Ok(secret)
}
