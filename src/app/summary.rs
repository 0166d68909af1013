//! The PDFs of a stored case, made from what is stored alone.

use std::sync::Arc;

use super::follow_up::history;
use super::{App, AppError, CaseFile, case_sheet::held, case_what_if, view_case};
use crate::model::CaseId;
use crate::report::handout::{self, HandoutError, Language};
use crate::report::{CaseView, Paper, Pdf, ReportError, render};

/// The summary of a case as a PDF.
///
/// # Errors
///
/// If there is no such case, the database does not answer, or what is stored cannot be read.
pub async fn case_summary(app: Arc<App>, id: CaseId, paper: Paper) -> Result<Pdf, AppError> {
    let file = view_case(&app, id).await?;
    drawn(app, file, move |view| render(view, paper).map_err(broken)).await
}

/// The handout of a case as a PDF.
///
/// # Errors
///
/// As [`case_summary`], and while a decision of the same day or above is open, or a clinician's word
/// that it is that urgent stands.
pub async fn case_handout(
    app: Arc<App>,
    id: CaseId,
    language: Language,
    paper: Paper,
) -> Result<Pdf, AppError> {
    let file = view_case(&app, id).await?;
    if held(&app.store.reviews(id).await?) {
        return Err(AppError::UrgentDecisionOpen);
    }
    let draw = move |view: &CaseView<'_>| {
        handout::render(view, language, paper).map_err(|error| match error {
            HandoutError::Open(_) => AppError::UrgentDecisionOpen,
            HandoutError::Report(error) => broken(error),
        })
    };
    drawn(app, file, draw).await
}

pub(super) fn broken(error: ReportError) -> AppError {
    AppError::Internal(error.to_string())
}

/// Makes something of what a case holds, away from the threads that serve.
pub(super) async fn drawn<T: Send + 'static>(
    app: Arc<App>,
    file: CaseFile,
    draw: impl FnOnce(&CaseView<'_>) -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    let drawn = tokio::task::spawn_blocking(move || {
        let record = history(&app.library, &file.intakes)?.latest;
        let form = app
            .library
            .form(record.form(), record.form_version())
            .ok_or_else(|| AppError::Internal("the form of a record is not at hand".into()))?;
        let what_if = case_what_if(&app, &file)?;
        let view = CaseView {
            citations: app.citations(&file.decision),
            what_if: what_if.as_ref(),
            record: &record,
            form,
            decision: &file.decision,
            case_id: Some(file.case_id),
            made_at: Some(file.decided_at),
        };
        draw(&view)
    });
    drawn
        .await
        .map_err(|_| AppError::Internal("drawing a PDF failed".into()))?
}
