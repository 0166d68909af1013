//! Everything the page of a case says.

use std::sync::Arc;

use serde_json::Value as Json;

use super::reviews::standing;
use super::summary::{broken, drawn};
use super::{App, AppError, CaseFile, case_closing, case_history, case_reviews, view_case};
use crate::model::{CaseId, Urgency};
use crate::report::{Summary, handout};
use crate::store::{Closing, PastDecision, Review};

/// A case as its page shows it.
#[derive(Debug, Clone)]
pub struct CaseSheet {
    /// The case with the decision in force.
    pub file: CaseFile,
    /// What its summary says.
    pub summary: Summary,
    /// Whether there is something to hand to the patient.
    pub handout: bool,
    /// What clinicians said, newest first.
    pub reviews: Vec<Review>,
    /// Who closed the decision in force; none while something is left to do.
    pub closing: Option<Closing>,
    /// The visits, oldest first.
    pub visits: Vec<Visit>,
}

/// A visit: the decision made at it, and how bad the pain was.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The decision.
    pub decision: PastDecision,
    /// Average pain of the last seven days, 0 to 10; none where it was not given.
    pub pain: Option<u8>,
}

impl CaseSheet {
    /// The review that counts: the latest one, where it is about the decision in force.
    pub fn standing(&self) -> Option<&Review> {
        standing(&self.reviews, self.file.decision_id)
    }
}

/// Whether nothing may be handed to the patient: an urgent decision is open, or a clinician's last
/// word was that the case is that urgent.
pub(super) fn withheld(file: &CaseFile, reviews: &[Review]) -> bool {
    let decision = &file.decision;
    handout::refused(decision.urgency, decision.could_become, decision.status) || held(reviews)
}

/// Whether a clinician's last word was that the case is of the same day or above.
pub(super) fn held(reviews: &[Review]) -> bool {
    reviews
        .first()
        .is_some_and(|review| review.stands >= Urgency::SameDay)
}

/// A case as its page shows it.
///
/// # Errors
///
/// If there is no such case, the database does not answer, or what is stored cannot be read.
pub async fn case_sheet(app: Arc<App>, id: CaseId) -> Result<CaseSheet, AppError> {
    let file = view_case(&app, id).await?;
    let reviews = case_reviews(&app, id).await?;
    let closing = case_closing(&app, id).await?;
    let past = case_history(&app, id).await?;
    let read = file.clone();
    let summary = drawn(app, read, None, |view| Summary::of(view).map_err(broken)).await?;
    let visits = past.into_iter().map(|decision| Visit {
        pain: pain(&decision),
        decision,
    });
    Ok(CaseSheet {
        handout: !withheld(&file, &reviews),
        visits: visits.collect(),
        file,
        summary,
        reviews,
        closing,
    })
}

/// The average pain of a visit, as its facts say it.
fn pain(past: &PastDecision) -> Option<u8> {
    let facts: Json = serde_json::from_str(past.facts.reveal()).ok()?;
    facts
        .get("facts")?
        .get("pain_nrs_avg_7d")?
        .as_str()?
        .parse()
        .ok()
}
