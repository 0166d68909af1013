//! The PDFs of a stored case, made from what is stored alone.

use std::sync::Arc;

use super::follow_up::history;
use super::reviews::standing;
use super::{App, AppError, CaseFile, case_sheet::held, case_what_if, view_case};
use crate::model::{CaseId, Phi, Profile, ReviewId};
use crate::report::handout::{self, HandoutError, Language};
use crate::report::{CaseView, Paper, Pdf, ReportError, Signed, render};
use crate::store::{Review, SignedSummary};

/// The summary of a case as a PDF: the one that was signed, where a clinician reviewed the decision
/// in force and it is on that paper; else one that is drawn now, with what the clinician said. Where
/// no paper is asked for, it is the one of the clinic's profile.
///
/// # Errors
///
/// If there is no such case, the database does not answer, or what is stored cannot be read.
pub async fn case_summary(
    app: Arc<App>,
    id: CaseId,
    paper: Option<Paper>,
) -> Result<Vec<u8>, AppError> {
    let paper = paper.unwrap_or_else(|| usual_paper(app.config.profile));
    let file = view_case(&app, id).await?;
    let reviews = app.store.reviews(id).await?;
    let standing = standing(&reviews, file.decision_id).cloned();
    if let Some(review) = &standing {
        let signed = app.store.signed_summary(id, review.review_id).await?;
        if let Some(signed) = signed.filter(|signed| signed.paper == paper.word()) {
            return Ok(signed.pdf.reveal().clone());
        }
    }
    let draw = move |view: &CaseView<'_>| render(view, paper).map_err(broken);
    Ok(drawn(app, file, standing, draw).await?.bytes)
}

/// The summary as it was signed with that review, whatever happened since.
///
/// # Errors
///
/// If there is no such review, it is of before summaries were kept, or the database does not answer.
pub async fn signed_summary(
    app: &App,
    id: CaseId,
    review_id: ReviewId,
) -> Result<Vec<u8>, AppError> {
    let signed = app.store.signed_summary(id, review_id).await?;
    let signed = signed.ok_or(AppError::NotFound)?;
    Ok(signed.pdf.reveal().clone())
}

/// The summary that is kept with a review that is about to be given.
pub(super) async fn sign(
    app: &Arc<App>,
    file: CaseFile,
    review: &Review,
) -> Result<SignedSummary, AppError> {
    let paper = usual_paper(app.config.profile);
    let draw = move |view: &CaseView<'_>| render(view, paper).map_err(broken);
    let pdf = drawn(Arc::clone(app), file, Some(review.clone()), draw).await?;
    Ok(SignedSummary {
        paper: paper.word().to_owned(),
        pdf: Phi::new(pdf.bytes),
        sha256: pdf.sha256,
    })
}

/// The paper of the country a profile is for.
pub(super) fn usual_paper(profile: Profile) -> Paper {
    match profile {
        Profile::Us => Paper::Letter,
        Profile::Uk | Profile::Cautious => Paper::A4,
    }
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
    drawn(app, file, None, draw).await
}

pub(super) fn broken(error: ReportError) -> AppError {
    AppError::Internal(error.to_string())
}

/// Makes something of what a case holds, away from the threads that serve.
pub(super) async fn drawn<T: Send + 'static>(
    app: Arc<App>,
    file: CaseFile,
    review: Option<Review>,
    draw: impl FnOnce(&CaseView<'_>) -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    away(move || {
        let record = history(&app.library, &file.intakes)?.latest;
        let form = app
            .library
            .form(record.form(), record.form_version())
            .ok_or_else(|| AppError::Internal("the form of a record is not at hand".into()))?;
        let what_if = case_what_if(&app, &file)?;
        let signed = review.as_ref().map(|review| Signed {
            verdict: &review.verdict,
            by: &review.by,
            at: review.at,
        });
        let view = CaseView {
            citations: app.citations(&file.decision),
            what_if: what_if.as_ref(),
            record: &record,
            form,
            decision: &file.decision,
            case_id: Some(file.case_id),
            made_at: Some(file.decided_at),
            signed,
        };
        draw(&view)
    })
    .await
}

/// Draws away from the threads that serve.
pub(super) async fn away<T: Send + 'static>(
    draw: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    let drawn = tokio::task::spawn_blocking(draw);
    drawn
        .await
        .map_err(|_| AppError::Internal("drawing a PDF failed".into()))?
}
