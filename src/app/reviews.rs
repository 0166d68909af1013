//! What a clinician says of a decision, whose case it is, and what happened to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::summary::sign;
use super::{Actor, App, AppError, Role, view_case};
use crate::clock;
use crate::decision::Decision;
use crate::intake::violation::Violation;
use crate::model::{CaseId, DecisionId, Phi, ReviewId, ReviewVerdict, Urgency};
use crate::store::{
    AuditEvent, Count, PastDecision, Review, Reviewed, StoreError, WorklistFilter, WorklistPage,
};

/// Longest reason in a clinician's own words, in characters.
pub const MAX_REASON_TEXT: usize = 500;

/// A review as a clinician gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReview {
    /// The decision the clinician looked at.
    pub decision_id: DecisionId,
    /// What is said of it.
    pub verdict: ReviewVerdict,
    /// Whether lowering an emergency is meant.
    pub confirmed: bool,
}

/// Keeps what a clinician says of the decision in force, with the summary that says so. The latest
/// review counts.
///
/// # Errors
///
/// If the actor is no clinician, there is no such case, the case has moved on, the review says
/// nothing new or too much, or it lowers an emergency and that is not confirmed.
pub async fn review_case(
    app: &Arc<App>,
    actor: &Actor,
    case_id: CaseId,
    new: NewReview,
) -> Result<Review, AppError> {
    if actor.role != Role::Clinician {
        return Err(AppError::RoleNotAllowed(Role::Clinician));
    }
    let file = view_case(app, case_id).await?;
    if file.decision_id != new.decision_id {
        return Err(AppError::Superseded);
    }
    let earlier = app.store.reviews(case_id).await?;
    let latest = standing(&earlier, new.decision_id);
    let faults = faults(&new.verdict, &file.decision);
    if !faults.is_empty() {
        return Err(AppError::InvalidReview(faults));
    }
    let stood = latest.map_or(file.decision.urgency, |review| review.stands);
    let stands = match new.verdict {
        ReviewVerdict::Agreed => file.decision.urgency,
        ReviewVerdict::Changed { urgency, .. } => urgency,
    };
    if lowers_an_emergency(stood, stands, &file.decision) && !new.confirmed {
        return Err(AppError::ConfirmationNeeded);
    }
    let mut review = Review {
        review_id: ReviewId::from_uuid(clock::new_id()),
        case_id,
        decision_id: new.decision_id,
        verdict: new.verdict,
        stands,
        by: actor.name.clone(),
        at: clock::now(),
        summary: None,
    };
    let after = latest.map(|review| review.review_id);
    // What a clinician says is kept even where it cannot be drawn.
    let signed = match sign(app, file, &review).await {
        Ok(signed) => Some(signed),
        Err(error) => {
            tracing::error!(%error, "a review is kept without its summary");
            None
        }
    };
    review.summary = signed.as_ref().map(|signed| signed.sha256.clone());
    match app.store.review(&review, signed.as_ref(), after).await? {
        Reviewed::Kept => Ok(review),
        Reviewed::Superseded => Err(AppError::Superseded),
    }
}

/// The review that counts of a case: the latest one, where it is about that decision.
pub fn standing(reviews: &[Review], in_force: DecisionId) -> Option<&Review> {
    let latest = reviews.first();
    latest.filter(|review| review.decision_id == in_force)
}

/// Whether something less urgent is to stand where an emergency stands, or is still open.
fn lowers_an_emergency(stood: Urgency, stands: Urgency, decision: &Decision) -> bool {
    stands < stood && stood.max(decision.could_become) == Urgency::Emergency
}

/// Every reason why a verdict cannot be kept.
fn faults(verdict: &ReviewVerdict, decision: &Decision) -> Vec<Violation> {
    let ReviewVerdict::Changed { urgency, text, .. } = verdict else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    let text = text.as_ref().map(Phi::reveal);
    if text.is_some_and(|text| text.chars().count() > MAX_REASON_TEXT) {
        faults.push(Violation {
            pointer: "/text".into(),
            keyword: "maxLength".into(),
            limit: Some(MAX_REASON_TEXT.to_string()),
            detail: format!("send at most {MAX_REASON_TEXT} characters"),
        });
    }
    if text.is_some_and(|text| text.trim().is_empty()) {
        faults.push(Violation {
            pointer: "/text".into(),
            keyword: "minLength".into(),
            limit: Some("1".into()),
            detail: "send a text that says something, or leave the member out".into(),
        });
    }
    if *urgency == decision.urgency {
        faults.push(Violation {
            pointer: "/urgency".into(),
            keyword: "unchanged".into(),
            limit: None,
            detail: "agree instead: this is the urgency of the decision".into(),
        });
    }
    faults
}

/// Writes down that this person looks after the case.
///
/// # Errors
///
/// If the actor sees no patients, there is no such case, or the database does not answer.
pub async fn take_case(app: &App, actor: &Actor, case_id: CaseId) -> Result<(), AppError> {
    if actor.role == Role::RuleAuthor {
        return Err(AppError::RoleNotAllowed(Role::Clinician));
    }
    Ok(app.store.take(case_id, &actor.name, clock::now()).await?)
}

/// At most `limit` cases of one urgency after a case, oldest first.
///
/// # Errors
///
/// If the database does not answer.
pub async fn worklist(
    app: &App,
    filter: &WorklistFilter,
    urgency: Urgency,
    after: Option<CaseId>,
    limit: u16,
) -> Result<WorklistPage, AppError> {
    Ok(app.store.worklist(filter, urgency, after, limit).await?)
}

/// How many cases of the filter there are of each urgency; every urgency is named.
///
/// # Errors
///
/// If the database does not answer.
pub async fn worklist_counts(
    app: &App,
    filter: &WorklistFilter,
) -> Result<BTreeMap<Urgency, Count>, AppError> {
    Ok(app.store.counts(filter).await?)
}

/// The latest decision of all cases, from which [`worklist_newer`] counts.
///
/// # Errors
///
/// If the database does not answer.
pub async fn worklist_newest(app: &App) -> Result<Option<DecisionId>, AppError> {
    Ok(app.store.newest().await?)
}

/// How many cases of the filter have a decision made after that one.
///
/// # Errors
///
/// If the database does not answer.
pub async fn worklist_newer(
    app: &App,
    filter: &WorklistFilter,
    than: Option<DecisionId>,
) -> Result<u64, AppError> {
    Ok(app.store.newer(filter, than).await?)
}

/// Every review of a case, newest first; none where there is no such case.
///
/// # Errors
///
/// If the database does not answer.
pub async fn case_reviews(app: &App, case_id: CaseId) -> Result<Vec<Review>, AppError> {
    Ok(app.store.reviews(case_id).await?)
}

/// Every decision of a case, oldest first.
///
/// # Errors
///
/// If there is no such case, or the database does not answer.
pub async fn case_history(app: &App, case_id: CaseId) -> Result<Vec<PastDecision>, AppError> {
    there(app.store.history(case_id).await)
}

/// Everything done with a case, oldest first.
///
/// # Errors
///
/// If there is no such case, or the database does not answer.
pub async fn case_audit(app: &App, case_id: CaseId) -> Result<Vec<AuditEvent>, AppError> {
    there(app.store.audit(case_id).await)
}

/// A case has a decision and an event from its first moment, so an empty list is no case.
fn there<T>(found: Result<Vec<T>, StoreError>) -> Result<Vec<T>, AppError> {
    let found = found?;
    if found.is_empty() {
        return Err(AppError::NotFound);
    }
    Ok(found)
}
