//! What clinicians said of decisions, and who took a case: reviews are added and never changed.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::{
    StoreError, history,
    schema::{reviews, signed_summaries, worklist},
    words,
};
use crate::model::{CaseId, DecisionId, Phi, ReasonCode, ReviewId, ReviewVerdict, Urgency};

/// A review of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The review.
    pub review_id: ReviewId,
    /// The case.
    pub case_id: CaseId,
    /// The decision it is about.
    pub decision_id: DecisionId,
    /// What was said.
    pub verdict: ReviewVerdict,
    /// The urgency that stands from here on.
    pub stands: Urgency,
    /// Who said it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// `sha256:…` of the summary as it was signed; absent where none is kept.
    pub summary: Option<String>,
}

/// The summary as it was when a review was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedSummary {
    /// Size of its sheets: `a4` or `letter`.
    pub paper: String,
    /// The file.
    pub pdf: Phi<Vec<u8>>,
    /// `sha256:…` of the file.
    pub sha256: String,
}

/// What became of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reviewed {
    /// It is kept.
    Kept,
    /// The case has a later decision, or a later review, than the ones that were looked at; nothing
    /// was added.
    Superseded,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = reviews)]
struct Row {
    id: Uuid,
    case_id: Uuid,
    decision_id: Uuid,
    act: String,
    urgency: String,
    reason_code: Option<String>,
    reason_text: Option<String>,
    reviewed_by: String,
    reviewed_at: DateTime<Utc>,
}

impl TryFrom<(Row, Option<String>)> for Review {
    type Error = StoreError;

    fn try_from((row, summary): (Row, Option<String>)) -> Result<Self, StoreError> {
        let stands = words::to_urgency(&row.urgency)?;
        let reason = row.reason_code.as_deref().map(ReasonCode::of_word);
        let verdict = match (row.act.as_str(), reason) {
            ("agreed", None) => ReviewVerdict::Agreed,
            ("changed", Some(Some(reason))) => ReviewVerdict::Changed {
                urgency: stands,
                reason,
                text: row.reason_text.map(Phi::new),
            },
            _ => return Err(StoreError::Corrupt { what: "review" }),
        };
        Ok(Review {
            review_id: ReviewId::from_uuid(row.id),
            case_id: CaseId::from_uuid(row.case_id),
            decision_id: DecisionId::from_uuid(row.decision_id),
            verdict,
            stands,
            by: row.reviewed_by,
            at: row.reviewed_at,
            summary,
        })
    }
}

/// Keeps a review, the summary that was signed with it and the audit event. The case is locked from the look at its latest decision and
/// review to the commit.
pub(super) async fn add(
    connection: &mut AsyncPgConnection,
    review: &Review,
    signed: Option<&SignedSummary>,
    after: Option<ReviewId>,
) -> Result<Reviewed, StoreError> {
    connection
        .transaction(async |connection| {
            let latest: Option<(Uuid, Option<Uuid>)> = worklist::table
                .find(review.case_id.uuid())
                .select((worklist::latest_decision, worklist::latest_review))
                .for_update()
                .first(connection)
                .await
                .optional()?;
            let latest = latest.ok_or(StoreError::NotFound { what: "case" })?;
            if latest != (review.decision_id.uuid(), after.map(ReviewId::uuid)) {
                return Ok(Reviewed::Superseded);
            }
            insert(connection, review).await?;
            if let Some(signed) = signed {
                diesel::insert_into(signed_summaries::table)
                    .values((
                        signed_summaries::review_id.eq(review.review_id.uuid()),
                        signed_summaries::paper.eq(&signed.paper),
                        signed_summaries::pdf.eq(signed.pdf.reveal()),
                        signed_summaries::sha256.eq(&signed.sha256),
                    ))
                    .execute(connection)
                    .await?;
            }
            diesel::update(worklist::table.find(review.case_id.uuid()))
                .set(worklist::latest_review.eq(review.review_id.uuid()))
                .execute(connection)
                .await?;
            history::record(connection, review.case_id, &review.by, "review", review.at).await?;
            Ok(Reviewed::Kept)
        })
        .await
}

async fn insert(connection: &mut AsyncPgConnection, review: &Review) -> Result<(), StoreError> {
    let (code, text) = match &review.verdict {
        ReviewVerdict::Agreed => (None, None),
        ReviewVerdict::Changed { reason, text, .. } => {
            (Some(reason.word()), text.as_ref().map(Phi::reveal))
        }
    };
    diesel::insert_into(reviews::table)
        .values((
            reviews::id.eq(review.review_id.uuid()),
            reviews::case_id.eq(review.case_id.uuid()),
            reviews::decision_id.eq(review.decision_id.uuid()),
            reviews::act.eq(review.verdict.word()),
            reviews::urgency.eq(review.stands.word()),
            reviews::reason_code.eq(code),
            reviews::reason_text.eq(text),
            reviews::reviewed_by.eq(&review.by),
            reviews::reviewed_at.eq(review.at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// The summary that was signed with a review of a case; none where there is no such review, or it is
/// of before summaries were kept.
pub(super) async fn signed(
    connection: &mut AsyncPgConnection,
    case_id: CaseId,
    review_id: ReviewId,
) -> Result<Option<SignedSummary>, StoreError> {
    let reviewed = reviews::table
        .filter(reviews::id.eq(review_id.uuid()))
        .filter(reviews::case_id.eq(case_id.uuid()))
        .select(reviews::id);
    let row: Option<(String, Vec<u8>, String)> = signed_summaries::table
        .filter(signed_summaries::review_id.eq_any(reviewed))
        .select((
            signed_summaries::paper,
            signed_summaries::pdf,
            signed_summaries::sha256,
        ))
        .first(connection)
        .await
        .optional()?;
    Ok(row.map(|(paper, pdf, sha256)| SignedSummary {
        paper,
        pdf: Phi::new(pdf),
        sha256,
    }))
}

/// Every review of a case, newest first.
pub(super) async fn of_case(
    connection: &mut AsyncPgConnection,
    case_id: CaseId,
) -> Result<Vec<Review>, StoreError> {
    let summary = signed_summaries::review_id.eq(reviews::id);
    let rows: Vec<(Row, Option<String>)> = reviews::table
        .left_join(signed_summaries::table.on(summary))
        .filter(reviews::case_id.eq(case_id.uuid()))
        .order((reviews::reviewed_at.desc(), reviews::id.desc()))
        .select((Row::as_select(), signed_summaries::sha256.nullable()))
        .load(connection)
        .await?;
    rows.into_iter().map(Review::try_from).collect()
}

/// Writes down whose case it is, with an audit event.
pub(super) async fn take(
    connection: &mut AsyncPgConnection,
    case_id: CaseId,
    owner: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    connection
        .transaction(async |connection| {
            let taken = diesel::update(worklist::table.find(case_id.uuid()))
                .set(worklist::owner.eq(owner))
                .execute(connection)
                .await?;
            if taken == 0 {
                return Err(StoreError::NotFound { what: "case" });
            }
            history::record(connection, case_id, owner, "take", at).await
        })
        .await
}
