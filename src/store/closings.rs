//! Persons' words that nothing is left to do: they are added and never changed.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::{
    StoreError, history,
    schema::{closings, drafts, worklist},
};
use crate::model::{CaseId, ClosingId, ClosingReason, DecisionId, DraftId, Phi};

/// What is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closes {
    /// A case, as that decision left it.
    Case(CaseId, DecisionId),
    /// A draft, as that save left it.
    Draft(DraftId, i64),
}

/// A person's word that nothing is left to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// Its id.
    pub closing_id: ClosingId,
    /// What it closes.
    pub closes: Closes,
    /// Why.
    pub reason: ClosingReason,
    /// Why, in their own words.
    pub text: Option<Phi<String>>,
    /// Who said it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What became of a closing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// It is kept.
    Kept,
    /// There is a later decision or save than the one that was looked at, the draft was sent, or
    /// somebody closed it already; nothing was added.
    Superseded,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = closings)]
struct Row {
    id: Uuid,
    case_id: Option<Uuid>,
    decision_id: Option<Uuid>,
    reason_code: String,
    reason_text: Option<String>,
    closed_by: String,
    closed_at: DateTime<Utc>,
}

impl TryFrom<Row> for Closing {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = || StoreError::Corrupt { what: "closing" };
        let reason = ClosingReason::of_word(&row.reason_code).ok_or_else(corrupt)?;
        let (Some(case), Some(decision)) = (row.case_id, row.decision_id) else {
            return Err(corrupt());
        };
        Ok(Closing {
            closing_id: ClosingId::from_uuid(row.id),
            closes: Closes::Case(CaseId::from_uuid(case), DecisionId::from_uuid(decision)),
            reason,
            text: row.reason_text.map(Phi::new),
            by: row.closed_by,
            at: row.closed_at,
        })
    }
}

/// Keeps a closing. What it closes is locked from the look at it to the commit.
pub(super) async fn add(
    connection: &mut AsyncPgConnection,
    closing: &Closing,
) -> Result<Closed, StoreError> {
    connection
        .transaction(async |connection| match closing.closes {
            Closes::Case(case, decision) => add_to_case(connection, closing, case, decision).await,
            Closes::Draft(draft, version) => {
                add_to_draft(connection, closing, draft, version).await
            }
        })
        .await
}

async fn add_to_case(
    connection: &mut AsyncPgConnection,
    closing: &Closing,
    case_id: CaseId,
    decision_id: DecisionId,
) -> Result<Closed, StoreError> {
    let latest: Option<(Uuid, Option<Uuid>)> = worklist::table
        .find(case_id.uuid())
        .select((worklist::latest_decision, worklist::latest_closing))
        .for_update()
        .first(connection)
        .await
        .optional()?;
    let latest = latest.ok_or(StoreError::NotFound { what: "case" })?;
    if latest != (decision_id.uuid(), None) {
        return Ok(Closed::Superseded);
    }
    insert(connection, closing).await?;
    diesel::update(worklist::table.find(case_id.uuid()))
        .set(worklist::latest_closing.eq(closing.closing_id.uuid()))
        .execute(connection)
        .await?;
    history::record(connection, case_id, &closing.by, "close", closing.at).await?;
    Ok(Closed::Kept)
}

async fn add_to_draft(
    connection: &mut AsyncPgConnection,
    closing: &Closing,
    draft_id: DraftId,
    version: i64,
) -> Result<Closed, StoreError> {
    let now: Option<(i64, Option<Uuid>)> = drafts::table
        .find(draft_id.uuid())
        .select((drafts::version, drafts::case_id))
        .for_update()
        .first(connection)
        .await
        .optional()?;
    let now = now.ok_or(StoreError::NotFound { what: "draft" })?;
    let closed: i64 = closings::table
        .filter(closings::draft_id.eq(draft_id.uuid()))
        .filter(closings::draft_version.eq(version))
        .count()
        .get_result(connection)
        .await?;
    if now != (version, None) || closed > 0 {
        return Ok(Closed::Superseded);
    }
    insert(connection, closing).await?;
    Ok(Closed::Kept)
}

async fn insert(connection: &mut AsyncPgConnection, closing: &Closing) -> Result<(), StoreError> {
    let (case, draft) = match closing.closes {
        Closes::Case(case, decision) => (Some((case, decision)), None),
        Closes::Draft(draft, version) => (None, Some((draft, version))),
    };
    diesel::insert_into(closings::table)
        .values((
            closings::id.eq(closing.closing_id.uuid()),
            closings::case_id.eq(case.map(|(case, _)| case.uuid())),
            closings::decision_id.eq(case.map(|(_, decision)| decision.uuid())),
            closings::draft_id.eq(draft.map(|(draft, _)| draft.uuid())),
            closings::draft_version.eq(draft.map(|(_, version)| version)),
            closings::reason_code.eq(closing.reason.word()),
            closings::reason_text.eq(closing.text.as_ref().map(Phi::reveal)),
            closings::closed_by.eq(&closing.by),
            closings::closed_at.eq(closing.at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// The closing of the decision in force of a case.
pub(super) async fn of_case(
    connection: &mut AsyncPgConnection,
    case_id: CaseId,
) -> Result<Option<Closing>, StoreError> {
    let latest = worklist::table
        .find(case_id.uuid())
        .select(worklist::latest_closing);
    let row: Option<Row> = closings::table
        .filter(closings::id.nullable().eq_any(latest))
        .select(Row::as_select())
        .first(connection)
        .await
        .optional()?;
    row.map(Closing::try_from).transpose()
}
