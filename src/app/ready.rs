//! Whether a form could be taken right now.

use std::sync::Arc;

use super::{App, AppError};
use crate::rules::CheckedRelease;

/// The release that would decide, if the database answers. Forms and rules were checked when the
/// service started.
///
/// # Errors
///
/// If the database does not answer, or the release in force cannot decide here.
pub async fn ready(app: &App) -> Result<Arc<CheckedRelease>, AppError> {
    app.store.ping().await?;
    app.deciding().await
}
