//! Cases as they are stored.

use chrono::{DateTime, Utc};

use super::{App, AppError};
use crate::decision::{Decision, WhatIf, what_if};
use crate::facts::FactSet;
use crate::intake::record::Patient;
use crate::model::{CaseId, DecisionId, Phi};
use crate::store::{Cursor, Page, StoredIntake};

/// A case with everything received for it and its latest decision.
#[derive(Debug, Clone)]
pub struct CaseFile {
    /// The case.
    pub case_id: CaseId,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// Who it is about.
    pub patient: Patient,
    /// Who took it.
    pub owner: Option<String>,
    /// The forms received, oldest first.
    pub intakes: Vec<StoredIntake>,
    /// The decision in force.
    pub decision_id: DecisionId,
    /// When it was made.
    pub decided_at: DateTime<Utc>,
    /// What was decided.
    pub decision: Decision,
    /// The facts that were decided on, as JSON.
    pub facts: Phi<String>,
}

/// A case with its decision.
///
/// # Errors
///
/// If there is no such case, the database does not answer, or what is stored cannot be read.
pub async fn view_case(app: &App, id: CaseId) -> Result<CaseFile, AppError> {
    let stored = app.store.case(id).await?.ok_or(AppError::NotFound)?;
    let decision = serde_json::from_str(stored.decision.json.reveal())
        // The text of the error can quote the document.
        .map_err(|_| AppError::Internal("a stored decision cannot be read".into()))?;
    Ok(CaseFile {
        case_id: stored.case_id,
        created_at: stored.created_at,
        patient: stored.patient,
        owner: stored.owner,
        intakes: stored.intakes,
        decision_id: stored.decision.decision_id,
        decided_at: stored.decision.decided_at,
        decision,
        facts: stored.decision.facts,
    })
}

/// What would change the decision of a case, from the facts it was made on; none where the release
/// that made it is not at hand, since only the rules that decided can say.
///
/// # Errors
///
/// If the stored facts cannot be read.
pub fn case_what_if(app: &App, file: &CaseFile) -> Result<Option<WhatIf>, AppError> {
    let Some(release) = app.release(&file.decision.ruleset) else {
        return Ok(None);
    };
    // The text of an error could quote the facts.
    let unreadable = || AppError::Internal("stored facts cannot be read".into());
    let stored: serde_json::Value =
        serde_json::from_str(file.facts.reveal()).map_err(|_| unreadable())?;
    let given = stored.get("facts").and_then(|facts| facts.as_object());
    let facts = given.and_then(|given| {
        FactSet::from_words(release.catalogue(), file.decision.as_of, given).ok()
    });
    let facts = facts.ok_or_else(unreadable)?;
    Ok(Some(what_if(&facts, release, file.decision.profile)))
}

/// At most `limit` cases after the cursor, most urgent first.
///
/// # Errors
///
/// If the database does not answer.
pub async fn list_cases(app: &App, after: Option<Cursor>, limit: u16) -> Result<Page, AppError> {
    Ok(app.store.cases(after, limit).await?)
}
