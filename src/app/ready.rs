//! Whether a form could be taken right now.

use super::{App, AppError};

/// Whether the database answers. Forms and rules were checked when the service started.
///
/// # Errors
///
/// If the database does not answer.
pub async fn ready(app: &App) -> Result<(), AppError> {
    app.store.ping().await.map_err(AppError::from)
}
