//! The cases and forms that nobody may lose, and a person's word that nothing is left to do.

use chrono::{DateTime, TimeDelta, Utc};

use super::reviews::{MAX_REASON_TEXT, standing};
use super::{Actor, App, AppError, CaseFile, Role, case_reviews, look, view_case, view_draft};
use crate::clock;
use crate::intake::violation::Violation;
use crate::model::{CaseId, ClosingId, ClosingReason, Phi, Urgency};
use crate::store::{
    Closed, Closes, Closing, Count, Draft, Left, Review, WorklistPage, WorklistRow,
};

/// Hours after its last save from which a form that was not sent counts as left behind. Policy of
/// ours: a visit does not last a day.
const LEFT_AFTER_HOURS: i64 = 24;

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
    let decided = file.decision.urgency.max(file.decision.could_become);
    standing(reviews, file.decision_id).map_or(decided, |review| review.stands)
}

/// The same as a list of cases has it.
pub fn listed_at_stake(row: &WorklistRow) -> Urgency {
    row.stands.unwrap_or(row.urgency.max(row.could_become))
}

/// The urgency that counts when a form is closed that was not sent: what its answers say for certain.
/// What is open does not count, since on a form that was hardly begun everything is.
///
/// # Errors
///
/// As [`look`].
pub async fn draft_at_stake(app: &App, actor: &Actor, draft: &Draft) -> Result<Urgency, AppError> {
    if draft.case_id.is_some() {
        return Err(AppError::AlreadySent);
    }
    Ok(look(app, actor, draft).await?.decision.certain())
}

/// Closes a case as that decision left it, or a form as that save left it. A later one opens it
/// again.
///
/// # Errors
///
/// If the actor may not, there is no such thing, it has moved on or is closed, or the database does
/// not answer.
pub async fn close(
    app: &App,
    actor: &Actor,
    closes: Closes,
    new: NewClosing,
) -> Result<(), AppError> {
    let stands = match closes {
        Closes::Case(id, _) => at_stake(&view_case(app, id).await?, &case_reviews(app, id).await?),
        Closes::Draft(id, _) => draft_at_stake(app, actor, &view_draft(app, id).await?).await?,
    };
    if !may_close(actor.role, stands) {
        return Err(AppError::RoleNotAllowed(Role::Clinician));
    }
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
) -> Result<(WorklistPage, Count), AppError> {
    Ok(app.store.cases_left(left, after, limit).await?)
}

/// At most `limit` forms that were begun, not sent and left alone for a day before that moment, the
/// oldest first; and how many there are.
///
/// # Errors
///
/// If the database does not answer.
pub async fn drafts_left(
    app: &App,
    now: DateTime<Utc>,
    limit: u16,
) -> Result<(Vec<Draft>, Count), AppError> {
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
