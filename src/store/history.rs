//! What happened to a case: its decisions, and who did what.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::{
    StoreError,
    schema::{audit_events, decisions},
    words,
};
use crate::{
    decision::Status,
    model::{CaseId, DecisionId, IntakeId, Phi, Urgency},
};

/// A decision of a case, in short.
#[derive(Debug, Clone)]
pub struct PastDecision {
    /// The decision.
    pub decision_id: DecisionId,
    /// The form it was made on.
    pub intake_id: IntakeId,
    /// When it was made.
    pub decided_at: DateTime<Utc>,
    /// The day it was made for.
    pub as_of: NaiveDate,
    /// How fast.
    pub urgency: Urgency,
    /// The highest urgency open answers could reach.
    pub could_become: Urgency,
    /// Whether the answer is settled.
    pub status: Status,
    /// The facts it was made on, as JSON.
    pub facts: Phi<String>,
}

/// Something that was done with a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// What, in one word: `review`.
    pub action: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = decisions)]
struct Row {
    id: Uuid,
    intake_id: Uuid,
    decided_at: DateTime<Utc>,
    as_of: NaiveDate,
    urgency: String,
    could_become: String,
    status: String,
    facts: serde_json::Value,
}

impl TryFrom<Row> for PastDecision {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(PastDecision {
            decision_id: DecisionId::from_uuid(row.id),
            intake_id: IntakeId::from_uuid(row.intake_id),
            decided_at: row.decided_at,
            as_of: row.as_of,
            urgency: words::to_urgency(&row.urgency)?,
            could_become: words::to_urgency(&row.could_become)?,
            status: words::to_status(&row.status)?,
            facts: Phi::new(row.facts.to_string()),
        })
    }
}

/// Every decision of a case, oldest first.
pub(super) async fn decisions(
    connection: &mut AsyncPgConnection,
    case_id: CaseId,
) -> Result<Vec<PastDecision>, StoreError> {
    let rows: Vec<Row> = decisions::table
        .filter(decisions::case_id.eq(case_id.uuid()))
        .order(decisions::id.asc())
        .select(Row::as_select())
        .load(connection)
        .await?;
    rows.into_iter().map(PastDecision::try_from).collect()
}

/// Everything done with a case, oldest first.
pub(super) async fn events(
    connection: &mut AsyncPgConnection,
    case_id: CaseId,
) -> Result<Vec<AuditEvent>, StoreError> {
    let rows: Vec<(DateTime<Utc>, String, String)> = audit_events::table
        .filter(audit_events::case_id.eq(case_id.uuid()))
        .order(audit_events::id.asc())
        .select((audit_events::at, audit_events::actor, audit_events::action))
        .load(connection)
        .await?;
    let events = rows
        .into_iter()
        .map(|(at, actor, action)| AuditEvent { at, actor, action });
    Ok(events.collect())
}

/// Adds an event to the audit of a case.
pub(super) async fn record(
    connection: &mut AsyncPgConnection,
    case_id: CaseId,
    actor: &str,
    action: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::insert_into(audit_events::table)
        .values((
            audit_events::at.eq(at),
            audit_events::actor.eq(actor),
            audit_events::action.eq(action),
            audit_events::case_id.eq(case_id.uuid()),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
