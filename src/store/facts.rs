//! The facts that the cases in force were decided on, page by page, and nothing else of a patient.

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value as Json;
use uuid::Uuid;

use super::StoreError;
use super::schema::{cases, decisions};
use crate::model::{CaseId, Phi, digest::sha256};

/// The facts of the latest decision on a case.
#[derive(Debug, Clone)]
pub struct StoredFacts {
    /// The case.
    pub case_id: CaseId,
    /// The facts as they were kept, checked against the digest of the decision.
    pub facts: Phi<Json>,
}

/// Every case there is at one moment, by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseSpan {
    /// The first.
    pub first: CaseId,
    /// The last.
    pub last: CaseId,
    /// How many there are from the first to the last.
    pub count: u64,
}

/// The cases there are; `None` where there is none.
pub(super) async fn span(
    connection: &mut AsyncPgConnection,
) -> Result<Option<CaseSpan>, StoreError> {
    connection
        .build_transaction()
        .repeatable_read()
        .read_only()
        .run(async |connection| {
            let ids = cases::table.select(cases::id);
            let first: Option<Uuid> = (ids.order(cases::id.asc()))
                .first(connection)
                .await
                .optional()?;
            let last: Option<Uuid> = (ids.order(cases::id.desc()))
                .first(connection)
                .await
                .optional()?;
            let count: i64 = cases::table.select(count_star()).first(connection).await?;
            Ok(first.zip(last).map(|(first, last)| CaseSpan {
                first: CaseId::from_uuid(first),
                last: CaseId::from_uuid(last),
                count: u64::try_from(count).unwrap_or_default(),
            }))
        })
        .await
}

/// At most `limit` cases after one and up to another, in the order of their ids.
pub(super) async fn page(
    connection: &mut AsyncPgConnection,
    after: Option<CaseId>,
    last: CaseId,
    limit: u16,
) -> Result<Vec<StoredFacts>, StoreError> {
    let rows: Vec<(Uuid, Json, String)> = connection
        .build_transaction()
        .read_only()
        .run(async |connection| {
            let mut query = cases::table
                .inner_join(decisions::table.on(cases::latest_decision.eq(decisions::id)))
                .filter(cases::id.le(last.uuid()))
                .order(cases::id.asc())
                .limit(i64::from(limit))
                .select((cases::id, decisions::facts, decisions::facts_digest))
                .into_boxed();
            if let Some(after) = after {
                query = query.filter(cases::id.gt(after.uuid()));
            }
            query.load(connection).await
        })
        .await?;
    let checked = rows.into_iter().map(|(case, facts, digest)| {
        // What was kept is canonical JSON, so it has one spelling.
        if sha256(facts.to_string().as_bytes()) != digest {
            return Err(StoreError::Corrupt { what: "facts" });
        }
        Ok(StoredFacts {
            case_id: CaseId::from_uuid(case),
            facts: Phi::new(facts),
        })
    });
    checked.collect()
}
