//! The cases and forms that nobody may lose, and a person's word that nothing is left to do.

use chrono::{DateTime, TimeDelta, Utc};

use super::reviews::MAX_REASON_TEXT;
use super::{Actor, App, AppError, CaseFile, Role, case_reviews, view_case, view_draft};
use crate::clock;
use crate::intake::violation::Violation;
use crate::model::{CaseId, ClosingId, ClosingReason, DecisionId, DraftId, Phi, Urgency};
use crate::store::{Closed, Closes, Closing, Draft, Left, Review, WorklistPage};

/// Hours after its last save from which a form that was not sent counts as left behind. Policy of
/// ours: a visit does not last a day.
pub const LEFT_AFTER_HOURS: i64 = 24;

/// Why somebody says that nothing is left to do, in enough words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClosing {
    reason: ClosingReason,
    text: Option<Phi<String>>,
}

impl NewClosing {
    /// A reason, and the same in somebody's own words; these may be empty where the reason alone
    /// says enough.
    ///
    /// # Errors
    ///
    /// Every reason why that is too little or too much.
    pub fn read(reason: Option<ClosingReason>, text: &str) -> Result<NewClosing, Vec<Violation>> {
        let text = text.trim();
        let mut faults = Vec::new();
        let mut fault = |pointer: &str, keyword: &str, limit: Option<usize>, detail: &str| {
            faults.push(Violation {
                pointer: pointer.into(),
                keyword: keyword.into(),
                limit: limit.map(|limit| limit.to_string()),
                detail: detail.into(),
            });
        };
        if reason.is_none() {
            fault("/reason", "enum", None, "choose why nothing is left to do");
        }
        if reason.is_some_and(ClosingReason::needs_words) && text.is_empty() {
            let detail = "say what was tried, or what went wrong";
            fault("/text", "required", None, detail);
        }
        if text.chars().count() > MAX_REASON_TEXT {
            let limit = Some(MAX_REASON_TEXT);
            fault("/text", "maxLength", limit, "say it in fewer characters");
        }
        match reason.filter(|_| faults.is_empty()) {
            Some(reason) => Ok(NewClosing {
                reason,
                text: (!text.is_empty()).then(|| Phi::new(text.to_owned())),
            }),
            None => Err(faults),
        }
    }
}

/// Whether somebody may close a case whose urgency stands like that. Only a clinician lowers an
/// urgency, and so only a clinician says that nothing urgent is left to do.
pub fn may_close(role: Role, stands: Urgency) -> bool {
    match role {
        Role::Clinician => true,
        Role::MedicalAssistant => stands < Urgency::SameDay,
        Role::RuleAuthor => false,
    }
}

/// The urgency that counts when a case is closed: what a clinician said of the decision in force,
/// else the higher of what was decided and what open answers could make of it.
pub fn at_stake(file: &CaseFile, reviews: &[Review]) -> Urgency {
    let latest = reviews.first();
    let standing = latest.filter(|review| review.decision_id == file.decision_id);
    let decided = file.decision.urgency.max(file.decision.could_become);
    standing.map_or(decided, |review| review.stands)
}

/// Closes a case as that decision left it. A later decision opens it again.
///
/// # Errors
///
/// If the actor may not, there is no such case, it has moved on or is closed, or the database does
/// not answer.
pub async fn close_case(
    app: &App,
    actor: &Actor,
    case_id: CaseId,
    decision_id: DecisionId,
    new: NewClosing,
) -> Result<(), AppError> {
    let file = view_case(app, case_id).await?;
    let reviews = case_reviews(app, case_id).await?;
    if !may_close(actor.role, at_stake(&file, &reviews)) {
        return Err(AppError::RoleNotAllowed(Role::Clinician));
    }
    close(app, actor, Closes::Case(case_id, decision_id), new).await
}

/// Closes a form that was not sent, as that save left it. A later save opens it again.
///
/// # Errors
///
/// As [`close_case`].
pub async fn close_draft(
    app: &App,
    actor: &Actor,
    draft_id: DraftId,
    version: i64,
    new: NewClosing,
) -> Result<(), AppError> {
    if actor.role == Role::RuleAuthor {
        return Err(AppError::RoleNotAllowed(Role::MedicalAssistant));
    }
    view_draft(app, draft_id).await?;
    close(app, actor, Closes::Draft(draft_id, version), new).await
}

async fn close(app: &App, actor: &Actor, closes: Closes, new: NewClosing) -> Result<(), AppError> {
    let closing = Closing {
        closing_id: ClosingId::from_uuid(clock::new_id()),
        closes,
        reason: new.reason,
        text: new.text,
        by: actor.name.clone(),
        at: clock::now(),
    };
    match app.store.close(&closing).await? {
        Closed::Kept => Ok(()),
        Closed::Superseded => Err(AppError::Superseded),
    }
}

/// At most `limit` cases of one kind that nobody closed, after a case: the most urgent first, the
/// oldest first among them; and how many there are.
///
/// # Errors
///
/// If the database does not answer.
pub async fn cases_left(
    app: &App,
    left: Left,
    after: Option<CaseId>,
    limit: u16,
) -> Result<(WorklistPage, u64), AppError> {
    Ok(app.store.cases_left(left, after, limit).await?)
}

/// At most `limit` forms that were begun, not sent and left alone for [`LEFT_AFTER_HOURS`] before
/// that moment, the oldest first; and how many there are.
///
/// # Errors
///
/// If the database does not answer.
pub async fn drafts_left(
    app: &App,
    now: DateTime<Utc>,
    limit: u16,
) -> Result<(Vec<Draft>, u64), AppError> {
    let since = now - TimeDelta::hours(LEFT_AFTER_HOURS);
    Ok(app.store.drafts_left(since, limit).await?)
}

/// Who closed the decision in force of a case, and why; none while something is left to do.
///
/// # Errors
///
/// If the database does not answer.
pub async fn case_closing(app: &App, case_id: CaseId) -> Result<Option<Closing>, AppError> {
    Ok(app.store.closing(case_id).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_urgent_is_closed_by_a_clinician_alone() {
        use Role::{Clinician, MedicalAssistant, RuleAuthor};
        for (role, stands, may) in [
            (Clinician, Urgency::Emergency, true),
            (MedicalAssistant, Urgency::Emergency, false),
            (MedicalAssistant, Urgency::SameDay, false),
            (MedicalAssistant, Urgency::TwoWeeks, true),
            (RuleAuthor, Urgency::Conservative, false),
        ] {
            assert_eq!(may_close(role, stands), may, "{role:?} {stands:?}");
        }
    }

    #[test]
    fn a_closing_says_why_and_in_words_where_a_reason_alone_says_too_little() {
        let long = "x".repeat(MAX_REASON_TEXT + 1);
        for (reason, text, found) in [
            (Some(ClosingReason::Seen), "", vec![]),
            (None, "", vec!["/reason"]),
            (Some(ClosingReason::NotReached), "", vec!["/text"]),
            (Some(ClosingReason::NotReached), "called twice", vec![]),
            (None, long.as_str(), vec!["/reason", "/text"]),
        ] {
            let faults = NewClosing::read(reason, text).err().unwrap_or_default();
            let pointers: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
            assert_eq!(pointers, found, "{reason:?}");
        }
    }
}
