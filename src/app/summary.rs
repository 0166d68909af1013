//! The summary of a stored case, made from what is stored alone.

use std::sync::Arc;

use super::{App, AppError, view_case};
use crate::intake::document::RawForm;
use crate::intake::record::IntakeRecord;
use crate::intake::validate::validate;
use crate::model::CaseId;
use crate::report::{CaseView, Paper, Pdf, render};

/// The summary of a case as a PDF.
///
/// # Errors
///
/// If there is no such case, the database does not answer, or what is stored cannot be read.
pub async fn case_summary(app: Arc<App>, id: CaseId, paper: Paper) -> Result<Pdf, AppError> {
    let file = view_case(&app, id).await?;
    let unreadable =
        |what: &str| AppError::Internal(format!("a stored form cannot be read: {what}"));
    let drawn = tokio::task::spawn_blocking(move || {
        let intake = file
            .intakes
            .last()
            .ok_or_else(|| unreadable("none is there"))?;
        let form = app
            .library
            .form(&intake.form, &intake.form_version)
            .ok_or_else(|| unreadable("its form version is not in this program"))?;
        let raw = RawForm::read(intake.payload.reveal().as_bytes())
            .map_err(|_| unreadable("not strict JSON"))?;
        let valid = validate(form, raw).map_err(|_| unreadable("not valid against its form"))?;
        let record =
            IntakeRecord::read(form, valid).map_err(|_| unreadable("contradicts itself"))?;
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
