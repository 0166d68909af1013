//! How often rules fired of late.

use chrono::Days;

use super::{App, AppError};
use crate::clock;
use crate::model::DecisionId;
use crate::store::RuleUse;

/// Days that are looked back.
pub const USE_DAYS: u16 = 30;

/// The most cases that are looked at, the latest ones. Policy of ours: how often a rule fires is told
/// well enough by so many, and more of them make a page wait.
pub const USE_CASES: u32 = 5_000;

/// In how many cases each rule fired within the last [`USE_DAYS`] days, under whichever release
/// decided: of each case, the decision in force counts. At most [`USE_CASES`] are looked at.
///
/// # Errors
///
/// If the database does not answer.
pub async fn rule_use(app: &App) -> Result<RuleUse, AppError> {
    let now = clock::now();
    let since = now
        .checked_sub_days(Days::new(USE_DAYS.into()))
        .unwrap_or(now);
    Ok(app
        .store
        .rule_use(DecisionId::first_at(since), USE_CASES)
        .await?)
}
