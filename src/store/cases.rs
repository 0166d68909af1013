//! Reading cases: one in full, or a page of the worklist.

use std::{fmt, str::FromStr};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::{
    StoreError,
    batch::sha256,
    schema::{cases, decisions, intakes},
    words,
};
use crate::{
    decision::{Disposition, Status},
    intake::record::Patient,
    model::{CaseId, DecisionId, IntakeId, Phi, Urgency},
};

/// A case with everything received for it and its latest decision.
#[derive(Debug, Clone)]
pub struct StoredCase {
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
    pub decision: StoredDecision,
}

/// A form as it was received.
#[derive(Debug, Clone)]
pub struct StoredIntake {
    /// The form.
    pub intake_id: IntakeId,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// Name of the form: `spine`.
    pub form: String,
    /// Version of the form: `1.0.0`.
    pub form_version: String,
    /// The bytes received, checked against their SHA-256.
    pub payload: Phi<String>,
}

/// A decision as it was made.
#[derive(Debug, Clone)]
pub struct StoredDecision {
    /// The decision.
    pub decision_id: DecisionId,
    /// The form it was made on.
    pub intake_id: IntakeId,
    /// When it was made.
    pub decided_at: DateTime<Utc>,
    /// Version of the program that made it.
    pub engine_version: String,
    /// The digest the decision carries, `sha256:…`.
    pub digest: String,
    /// The canonical JSON kept then, checked against its SHA-256 and its digest.
    pub json: Phi<String>,
    /// The facts it was made on, as JSON.
    pub facts: Phi<String>,
}

/// One line of the worklist.
#[derive(Debug, Clone)]
pub struct CaseSummary {
    /// The case.
    pub case_id: CaseId,
    /// The decision in force.
    pub decision_id: DecisionId,
    /// When the case was opened.
    pub created_at: DateTime<Utc>,
    /// The clinic's number for the patient.
    pub identifier: Phi<String>,
    /// Family name.
    pub family: Phi<String>,
    /// Given name or names.
    pub given: Phi<String>,
    /// How fast, from what is certain.
    pub urgency: Urgency,
    /// The highest urgency open answers could reach.
    pub could_become: Urgency,
    /// Whether the answer is settled.
    pub status: Status,
    /// What to do, in one word.
    pub disposition: Disposition,
    /// The day the decision was made for.
    pub as_of: NaiveDate,
    /// Days within which it is due; absent where the ordinary waiting time applies.
    pub due_in_days: Option<u32>,
}

/// A page of the worklist, most urgent first, newest first within an urgency.
#[derive(Debug, Clone)]
pub struct Page {
    /// The cases.
    pub cases: Vec<CaseSummary>,
    /// Where the next page starts; absent on the last one.
    pub next: Option<Cursor>,
}

/// The place in the worklist after one case. Printed and read as `urgency.case-id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    urgency: Urgency,
    case_id: CaseId,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.urgency, self.case_id)
    }
}

impl FromStr for Cursor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (urgency, case_id) = text.split_once('.')?;
            Some(Cursor {
                urgency: words::to_urgency(urgency).ok()?,
                case_id: case_id.parse().ok()?,
            })
        };
        read().ok_or_else(|| "`cursor` cannot be read: send the one the last page gave".to_owned())
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = cases)]
struct CaseRow {
    id: Uuid,
    created_at: DateTime<Utc>,
    patient_identifier: String,
    family: String,
    given: String,
    birth_date: NaiveDate,
    sex_at_birth: String,
    owner: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = decisions)]
struct DecisionRow {
    id: Uuid,
    intake_id: Uuid,
    decided_at: DateTime<Utc>,
    engine_version: String,
    digest: String,
    facts: serde_json::Value,
    decision: String,
    decision_sha256: Vec<u8>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = intakes)]
struct IntakeRow {
    id: Uuid,
    received_at: DateTime<Utc>,
    form: String,
    form_version: String,
    payload: String,
    payload_sha256: Vec<u8>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = cases)]
struct SummaryRow {
    id: Uuid,
    latest_decision: Uuid,
    created_at: DateTime<Utc>,
    patient_identifier: String,
    family: String,
    given: String,
    urgency: String,
    could_become: String,
    status: String,
    disposition: String,
    as_of: NaiveDate,
    due_in_days: Option<i32>,
}

/// The one member of a stored decision that is read before the whole of it is.
#[derive(serde::Deserialize)]
struct Digested {
    digest: String,
}

impl TryFrom<DecisionRow> for StoredDecision {
    type Error = StoreError;

    fn try_from(row: DecisionRow) -> Result<Self, StoreError> {
        let what = "decision digest";
        let inside: Digested =
            serde_json::from_str(&row.decision).map_err(|_| StoreError::Corrupt { what })?;
        if sha256(&row.decision) != row.decision_sha256 || inside.digest != row.digest {
            return Err(StoreError::Corrupt { what });
        }
        Ok(StoredDecision {
            decision_id: DecisionId::from_uuid(row.id),
            intake_id: IntakeId::from_uuid(row.intake_id),
            decided_at: row.decided_at,
            engine_version: row.engine_version,
            digest: row.digest,
            json: Phi::new(row.decision),
            facts: Phi::new(row.facts.to_string()),
        })
    }
}

impl TryFrom<IntakeRow> for StoredIntake {
    type Error = StoreError;

    fn try_from(row: IntakeRow) -> Result<Self, StoreError> {
        if sha256(&row.payload) != row.payload_sha256 {
            return Err(StoreError::Corrupt {
                what: "intake payload",
            });
        }
        Ok(StoredIntake {
            intake_id: IntakeId::from_uuid(row.id),
            received_at: row.received_at,
            form: row.form,
            form_version: row.form_version,
            payload: Phi::new(row.payload),
        })
    }
}

impl TryFrom<SummaryRow> for CaseSummary {
    type Error = StoreError;

    fn try_from(row: SummaryRow) -> Result<Self, StoreError> {
        let due_in_days = row.due_in_days.map(u32::try_from).transpose();
        Ok(CaseSummary {
            case_id: CaseId::from_uuid(row.id),
            decision_id: DecisionId::from_uuid(row.latest_decision),
            created_at: row.created_at,
            identifier: Phi::new(row.patient_identifier),
            family: Phi::new(row.family),
            given: Phi::new(row.given),
            urgency: words::to_urgency(&row.urgency)?,
            could_become: words::to_urgency(&row.could_become)?,
            status: words::to_status(&row.status)?,
            disposition: words::to_disposition(&row.disposition)?,
            as_of: row.as_of,
            due_in_days: due_in_days.map_err(|_| StoreError::Corrupt {
                what: "due_in_days",
            })?,
        })
    }
}

/// The case, or `None` where there is none of that id.
pub(super) async fn one(
    connection: &mut AsyncPgConnection,
    case_id: CaseId,
) -> Result<Option<StoredCase>, StoreError> {
    let found: Option<(CaseRow, DecisionRow)> = cases::table
        .inner_join(decisions::table.on(cases::latest_decision.eq(decisions::id)))
        .filter(cases::id.eq(case_id.uuid()))
        .select((CaseRow::as_select(), DecisionRow::as_select()))
        .first(connection)
        .await
        .optional()?;
    let Some((case, decision)) = found else {
        return Ok(None);
    };
    let received: Vec<IntakeRow> = intakes::table
        .filter(intakes::case_id.eq(case_id.uuid()))
        .order(intakes::id.asc())
        .select(IntakeRow::as_select())
        .load(connection)
        .await?;
    let intakes = received.into_iter().map(StoredIntake::try_from);
    Ok(Some(StoredCase {
        case_id: CaseId::from_uuid(case.id),
        created_at: case.created_at,
        patient: Patient {
            identifier: Phi::new(case.patient_identifier),
            family: Phi::new(case.family),
            given: Phi::new(case.given),
            birth_date: Phi::new(case.birth_date),
            sex_at_birth: words::to_answer(case.sex_at_birth),
        },
        owner: case.owner,
        intakes: intakes.collect::<Result<_, _>>()?,
        decision: decision.try_into()?,
    }))
}

/// At most `limit` cases after the cursor.
pub(super) async fn page(
    connection: &mut AsyncPgConnection,
    after: Option<Cursor>,
    limit: u16,
) -> Result<Page, StoreError> {
    let limit = usize::from(limit.max(1));
    let mut query = cases::table
        .order((cases::urgency_rank.desc(), cases::id.desc()))
        .limit(i64::try_from(limit + 1).unwrap_or(i64::MAX))
        .select(SummaryRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        let (rank, id) = (words::rank(after.urgency), after.case_id.uuid());
        // `<=` on the first column alone lets the index find where the page starts.
        query = query
            .filter(cases::urgency_rank.le(rank))
            .filter(cases::urgency_rank.lt(rank).or(cases::id.lt(id)));
    }
    let rows: Vec<SummaryRow> = query.load(connection).await?;
    let more = rows.len() > limit;
    let cases: Vec<CaseSummary> = rows
        .into_iter()
        .take(limit)
        .map(CaseSummary::try_from)
        .collect::<Result<_, _>>()?;
    let next = cases.last().filter(|_| more).map(|last| Cursor {
        urgency: last.urgency,
        case_id: last.case_id,
    });
    Ok(Page { cases, next })
}
