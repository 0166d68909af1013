//! One statement that keeps any number of submissions: all of them, or none.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    pg::Pg,
    prelude::*,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{Array, Binary, Date, Integer, Nullable, SmallInt, Text, Timestamptz, Uuid as Id},
};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    StoreError, Submission, Submitted,
    schema::{cases, idempotency_keys},
    words,
};
use crate::{
    decision::Outcome,
    model::{DecisionId, Phi},
};

/// Rows are `input`; `kept` are the keys nobody had used; `fresh` is what has no key or a new
/// one. Keys are taken in order, so two writers with the same keys wait instead of deadlocking.
const KEEP: &str = "
), kept as (
  insert into idempotency_keys (key, request_sha256, status, body, intake_id, created_at)
  select key, request_sha256, answer_status, answer_body, intake_id, received_at
  from input where key is not null order by key
  on conflict (key) do nothing
  returning intake_id
), fresh as (
  select * from input
  where key is null or intake_id in (select intake_id from kept)
), new_cases as (
  insert into cases (id, created_at, patient_identifier, family, given, birth_date, sex_at_birth,
    urgency, could_become, status, disposition, as_of, due_in_days, latest_decision, reason)
  select case_id, received_at, patient_identifier, family, given, birth_date, sex_at_birth,
    urgency, could_become, status, disposition, as_of, due_in_days, decision_id, reason
  from fresh where follows is null
), moved_cases as (
  update cases set urgency = fresh.urgency, could_become = fresh.could_become,
    status = fresh.status, disposition = fresh.disposition, as_of = fresh.as_of,
    due_in_days = fresh.due_in_days, latest_decision = fresh.decision_id,
    latest_review = null, latest_closing = null, reason = fresh.reason
  from fresh where cases.id = fresh.case_id and fresh.follows is not null
), new_intakes as (
  insert into intakes (id, case_id, received_at, form, form_version, payload, payload_sha256)
  select intake_id, case_id, received_at, form, form_version, payload, payload_sha256
  from fresh
), new_decisions as (
  insert into decisions (id, case_id, intake_id, rule_release, as_of, profile, urgency,
    could_become, status, facts, facts_digest, decision, decision_sha256, digest,
    engine_version, decided_at, fired)
  select decision_id, case_id, intake_id, rule_release, as_of, profile, urgency,
    could_become, status, facts::json, facts_digest, decision, decision_sha256, digest,
    engine_version, received_at, string_to_array(fired, ',')
  from fresh
), new_events as (
  insert into audit_events (at, actor, action, case_id)
  select received_at, actor,
    case when follows is null then 'intake_submitted' else 'follow_up_submitted' end, case_id
  from fresh
), new_messages as (
  insert into outbox (kind, case_id, payload, created_at)
  select 'decision_made', case_id,
    jsonb_build_object('intake_id', intake_id, 'decision_id', decision_id), received_at
  from fresh
)
select intake_id from fresh";

/// Declares the columns of `input` once: name in the statement, SQL type, Rust type, value.
macro_rules! batch {
    ($($column:ident: $sql:ty = $rust:ty, $value:expr;)*) => {
        /// The rows of a batch, one array for each column.
        #[derive(Debug, Default)]
        struct Batch { $($column: Vec<$rust>,)* }

        impl Batch {
            fn push(&mut self, row: &Submission) {
                $(let value: fn(&Submission) -> $rust = $value; self.$column.push(value(row));)*
            }
        }

        impl QueryFragment<Pg> for Batch {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
                out.push_sql("with input as (select * from unnest(");
                let mut between = "";
                $(
                    out.push_sql(std::mem::replace(&mut between, ", "));
                    out.push_bind_param::<Array<$sql>, Vec<$rust>>(&self.$column)?;
                )*
                out.push_sql(") as rows (");
                out.push_sql(concat!($(stringify!($column), ", ",)*).trim_end_matches(", "));
                out.push_sql(")");
                out.push_sql(KEEP);
                Ok(())
            }
        }
    };
}

batch! {
    case_id: Id = Uuid, |s| s.case_id.uuid();
    intake_id: Id = Uuid, |s| s.intake_id.uuid();
    decision_id: Id = Uuid, |s| s.decision_id.uuid();
    received_at: Timestamptz = DateTime<Utc>, |s| s.received_at;
    actor: Text = String, |s| s.actor.clone();
    patient_identifier: Text = String, |s| s.patient.identifier.reveal().clone();
    family: Text = String, |s| s.patient.family.reveal().clone();
    given: Text = String, |s| s.patient.given.reveal().clone();
    birth_date: Date = NaiveDate, |s| *s.patient.birth_date.reveal();
    sex_at_birth: Text = String, |s| words::from_answer(&s.patient.sex_at_birth).to_owned();
    follows: Nullable<Id> = Option<Uuid>, |s| s.follows.map(DecisionId::uuid);
    form: Text = String, |s| s.form.clone();
    form_version: Text = String, |s| s.form_version.clone();
    payload: Text = String, |s| s.payload.reveal().clone();
    payload_sha256: Binary = Vec<u8>, |s| sha256(s.payload.reveal());
    rule_release: Text = String, |s| s.decision.ruleset.digest.clone();
    as_of: Date = NaiveDate, |s| s.decision.as_of;
    profile: Text = String, |s| s.decision.profile.word().to_owned();
    urgency: Text = String, |s| s.decision.urgency.word().to_owned();
    could_become: Text = String, |s| s.decision.could_become.word().to_owned();
    status: Text = String, |s| words::from_status(s.decision.status).to_owned();
    disposition: Text = String, |s| words::from_disposition(s.decision.disposition).to_owned();
    due_in_days: Nullable<Integer> = Option<i32>, |s| due(s);
    reason: Nullable<Text> = Option<String>,
        |s| s.decision.reasons.as_slice().first().map(|reason| match s.decision.is_open(reason) {
            true => format!("{}: not ruled out yet", reason.title),
            false => reason.title.clone(),
        });
    facts: Text = String, |s| s.facts_json.reveal().clone();
    facts_digest: Text = String, |s| s.decision.facts_digest.clone();
    decision: Text = String, |s| s.decision_json.reveal().clone();
    decision_sha256: Binary = Vec<u8>, |s| sha256(s.decision_json.reveal());
    digest: Text = String, |s| s.decision.digest.clone();
    // A list within a list of arrays is a text: ids of rules have no comma.
    fired: Text = String, |s| fired(s);
    engine_version: Text = String, |_| env!("CARGO_PKG_VERSION").to_owned();
    key: Nullable<Text> = Option<String>, |s| s.idempotency.as_ref().map(|i| i.key.clone());
    request_sha256: Nullable<Binary> = Option<Vec<u8>>,
        |s| s.idempotency.as_ref().map(|i| i.request_sha256.to_vec());
    answer_status: Nullable<SmallInt> = Option<i16>,
        |s| s.idempotency.as_ref().map(|i| i16::try_from(i.status).unwrap_or(i16::MAX));
    answer_body: Nullable<Text> = Option<String>,
        |s| s.idempotency.as_ref().map(|i| i.body.reveal().clone());
}

// The text does not depend on the number of rows, so Postgres plans it once per connection.
impl QueryId for Batch {
    type QueryId = Batch;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for Batch {
    type SqlType = Id;
}

impl<C> diesel::query_dsl::RunQueryDsl<C> for Batch {}

fn due(submission: &Submission) -> Option<i32> {
    let days = submission.decision.due_in_days?;
    Some(i32::try_from(days).unwrap_or(i32::MAX))
}

/// The rules that fired, by id.
fn fired(submission: &Submission) -> String {
    let entries = submission.decision.trace.iter();
    let fired = entries.filter(|entry| entry.outcome == Outcome::Fired);
    let ids: Vec<&str> = fired.map(|entry| entry.rule.as_str()).collect();
    ids.join(",")
}

/// SHA-256 of the text's bytes.
pub(super) fn sha256(text: &str) -> Vec<u8> {
    Sha256::digest(text.as_bytes()).to_vec()
}

/// Keeps the submissions in one transaction; answers in their order. On an error none is kept.
pub(super) async fn keep(
    connection: &mut AsyncPgConnection,
    submissions: &[&Submission],
) -> Result<Vec<Submitted>, StoreError> {
    let mut batch = Batch::default();
    for submission in submissions {
        batch.push(submission);
    }
    let fresh: Vec<Uuid> = batch.load(connection).await?;
    let saved = saved_answers(connection, submissions, &fresh).await?;
    submissions
        .iter()
        .map(|submission| {
            if fresh.contains(&submission.intake_id.uuid()) {
                return Ok(Submitted::Stored);
            }
            let asked = submission.idempotency.as_ref();
            let saved = asked.and_then(|asked| saved.get(&asked.key));
            match (asked, saved) {
                (Some(asked), Some(saved)) => saved.answer(&asked.request_sha256),
                // The key was there when this one was refused and has expired since.
                _ => Err(StoreError::Unavailable { sqlstate: None }),
            }
        })
        .collect()
}

/// Keeps a submission that follows a decision of its case. The case is locked from the look at its
/// latest decision to the commit, so that two that follow the same one cannot both be kept.
pub(super) async fn keep_following(
    connection: &mut AsyncPgConnection,
    submission: &Submission,
) -> Result<Submitted, StoreError> {
    connection
        .transaction(async |connection| {
            let latest: Option<Uuid> = cases::table
                .find(submission.case_id.uuid())
                .select(cases::latest_decision)
                .for_update()
                .first(connection)
                .await
                .optional()?;
            let latest = latest.ok_or(StoreError::NotFound { what: "case" })?;
            if submission.follows.map(DecisionId::uuid) != Some(latest) {
                return Ok(Submitted::Superseded);
            }
            let mut kept = keep(connection, &[submission]).await?;
            kept.pop().ok_or(StoreError::UNREACHABLE)
        })
        .await
}

#[derive(Queryable)]
struct SavedAnswer {
    key: String,
    request_sha256: Vec<u8>,
    status: i16,
    body: String,
}

impl SavedAnswer {
    fn answer(&self, request_sha256: &[u8]) -> Result<Submitted, StoreError> {
        if self.request_sha256 != request_sha256 {
            return Ok(Submitted::KeyReused);
        }
        let status = u16::try_from(self.status).map_err(|_| StoreError::Corrupt {
            what: "idempotency status",
        })?;
        Ok(Submitted::Replayed {
            status,
            body: Phi::new(self.body.clone()),
        })
    }
}

async fn saved_answers(
    connection: &mut AsyncPgConnection,
    submissions: &[&Submission],
    fresh: &[Uuid],
) -> Result<HashMap<String, SavedAnswer>, StoreError> {
    let keys: Vec<&str> = submissions
        .iter()
        .filter(|submission| !fresh.contains(&submission.intake_id.uuid()))
        .filter_map(|submission| submission.idempotency.as_ref())
        .map(|asked| asked.key.as_str())
        .collect();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<SavedAnswer> = idempotency_keys::table
        .filter(idempotency_keys::key.eq_any(keys))
        .select((
            idempotency_keys::key,
            idempotency_keys::request_sha256,
            idempotency_keys::status,
            idempotency_keys::body,
        ))
        .load(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.key.clone(), row)).collect())
}
