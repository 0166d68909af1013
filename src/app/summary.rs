//! The summary of a stored case, made from what is stored alone.

use std::sync::Arc;

use super::follow_up::history;
use super::{App, AppError, view_case};
use crate::model::CaseId;
use crate::report::{CaseView, Paper, Pdf, render};

/// The summary of a case as a PDF.
///
/// # Errors
///
/// If there is no such case, the database does not answer, or what is stored cannot be read.
pub async fn case_summary(app: Arc<App>, id: CaseId, paper: Paper) -> Result<Pdf, AppError> {
    let file = view_case(&app, id).await?;
    let drawn = tokio::task::spawn_blocking(move || {
        let record = history(&app.library, &file.intakes)?.latest;
        let form = app
            .library
            .form(record.form(), record.form_version())
            .ok_or_else(|| AppError::Internal("the form of a record is not at hand".into()))?;
        let view = CaseView {
            citations: app.citations(&file.decision),
            record: &record,
            form,
            decision: &file.decision,
            case_id: Some(file.case_id),
            made_at: Some(file.decided_at),
        };
        render(&view, paper).map_err(|error| AppError::Internal(error.to_string()))
    });
    drawn
        .await
        .map_err(|_| AppError::Internal("drawing a summary failed".into()))?
}
