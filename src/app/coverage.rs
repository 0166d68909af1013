//! What the tests inside a release see of its conditions.

use std::sync::Arc;

use super::releases::held;
use super::{App, AppError};
use crate::rules::{Cover, Coverage};

/// What the tests inside a release at hand, by version, see. Whole patients are no part of the
/// program, so none of them looks. Worked out once and kept.
///
/// # Errors
///
/// If there is no such release at hand.
pub async fn coverage(app: &App, version: &str) -> Result<Arc<Coverage>, AppError> {
    let release = held(app, version)?;
    let about = release.reference().digest.clone();
    let work = move || {
        let mut cover = Cover::of(&release);
        cover.see_tests_inside();
        cover.coverage()
    };
    app.covered.or_work(about, work).await
}
