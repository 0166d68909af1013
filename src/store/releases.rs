//! Which release is in force when, as it was recorded: rows are added and never changed.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde_json::Value as Json;

use super::{
    StoreError,
    schema::{audit_events, release_records, rule_releases},
};
use crate::decision::ReleaseRef;

/// Records are written one after another, so that their numbers and their times have one order.
/// The lock goes with the transaction.
const TAKE_TURNS: &str = "select pg_advisory_xact_lock(7300418213)";

/// What a record says of its release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReleaseAct {
    /// It decides on the days of the record.
    Release,
    /// It decides again on the days of the record.
    Return,
    /// It decides no longer, from the first day of the record on.
    Withdraw,
}

impl ReleaseAct {
    const ALL: [ReleaseAct; 3] = [Self::Release, Self::Return, Self::Withdraw];

    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Return => "return",
            Self::Withdraw => "withdraw",
        }
    }

    const fn audit(self) -> &'static str {
        match self {
            Self::Release => "release_recorded",
            Self::Return => "release_returned",
            Self::Withdraw => "release_withdrawn",
        }
    }
}

/// A record to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRecord {
    /// What it says.
    pub act: ReleaseAct,
    /// The release it is about.
    pub release: ReleaseRef,
    /// The first day it covers.
    pub from: NaiveDate,
    /// The last day it covers; none where it has no end.
    pub until: Option<NaiveDate>,
    /// Who records it.
    pub by: String,
    /// Why; every act but a release has a reason.
    pub reason: Option<String>,
    /// The signed documents it rests on, whole: a list.
    pub signatures: Json,
}

/// A record as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleaseRecord {
    /// Its number; a later record has a higher one.
    pub id: i64,
    /// When it was recorded, by the clock of the database.
    pub recorded_at: DateTime<Utc>,
    /// What it says.
    pub record: NewRecord,
}

/// What became of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Recorded {
    /// It is kept.
    Kept(ReleaseRecord),
    /// The pathway has a later record than the last one that was looked at; nothing was added.
    Superseded,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = release_records)]
struct Row {
    id: i64,
    pathway: String,
    act: String,
    rule_release: String,
    in_force_from: NaiveDate,
    in_force_until: Option<NaiveDate>,
    recorded_at: DateTime<Utc>,
    recorded_by: String,
    reason: Option<String>,
    signatures: Json,
}

impl TryFrom<(Row, String)> for ReleaseRecord {
    type Error = StoreError;

    fn try_from((row, release): (Row, String)) -> Result<Self, StoreError> {
        let mut acts = ReleaseAct::ALL.into_iter();
        let act = acts
            .find(|act| act.word() == row.act)
            .ok_or(StoreError::Corrupt {
                what: "release record",
            })?;
        Ok(ReleaseRecord {
            id: row.id,
            recorded_at: row.recorded_at,
            record: NewRecord {
                act,
                release: ReleaseRef {
                    digest: row.rule_release,
                    name: row.pathway,
                    release,
                },
                from: row.in_force_from,
                until: row.in_force_until,
                by: row.recorded_by,
                reason: row.reason,
                signatures: row.signatures,
            },
        })
    }
}

/// Every record of one pathway, or of all, oldest first.
pub(super) async fn all(
    connection: &mut AsyncPgConnection,
    pathway: Option<&str>,
) -> Result<Vec<ReleaseRecord>, StoreError> {
    let mut query = release_records::table
        .inner_join(
            rule_releases::table.on(release_records::rule_release.eq(rule_releases::digest)),
        )
        .order(release_records::id.asc())
        .select((Row::as_select(), rule_releases::release))
        .into_boxed();
    if let Some(pathway) = pathway {
        query = query.filter(release_records::pathway.eq(pathway));
    }
    let rows: Vec<(Row, String)> = query.load(connection).await?;
    rows.into_iter().map(ReleaseRecord::try_from).collect()
}

/// Adds a record after the last one that was looked at, and its audit event.
pub(super) async fn add(
    connection: &mut AsyncPgConnection,
    new: &NewRecord,
    after: Option<i64>,
) -> Result<Recorded, StoreError> {
    connection
        .transaction(async |connection| {
            diesel::sql_query(TAKE_TURNS).execute(connection).await?;
            let last: Option<i64> = release_records::table
                .filter(release_records::pathway.eq(&new.release.name))
                .select(diesel::dsl::max(release_records::id))
                .first(connection)
                .await?;
            if last != after {
                return Ok(Recorded::Superseded);
            }
            let row: Row = diesel::insert_into(release_records::table)
                .values((
                    release_records::pathway.eq(&new.release.name),
                    release_records::act.eq(new.act.word()),
                    release_records::rule_release.eq(&new.release.digest),
                    release_records::in_force_from.eq(new.from),
                    release_records::in_force_until.eq(new.until),
                    release_records::recorded_by.eq(&new.by),
                    release_records::reason.eq(&new.reason),
                    release_records::signatures.eq(&new.signatures),
                ))
                .returning(Row::as_returning())
                .get_result(connection)
                .await?;
            diesel::insert_into(audit_events::table)
                .values((
                    audit_events::at.eq(row.recorded_at),
                    audit_events::actor.eq(&new.by),
                    audit_events::action.eq(new.act.audit()),
                ))
                .execute(connection)
                .await?;
            let kept = (row, new.release.release.clone());
            Ok(Recorded::Kept(kept.try_into()?))
        })
        .await
}
