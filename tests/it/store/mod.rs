//! The store against a real Postgres.

mod cases;
mod embedded;
mod follow_up;
mod left;
mod migrations;
mod reviews;
mod rule_use;
mod submit;
mod worklist;

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use spinepath::{
    decision::{Decision, Disposition, FormRef, ReleaseRef, Status},
    intake::record::Patient,
    model::{Answer, CaseId, DecisionId, IntakeId, Phi, Profile, Urgency},
    store::{Idempotency, Store, Submission},
};
use uuid::Uuid;

use crate::support::database::TestDatabase;

const TABLES: [&str; 6] = [
    "cases",
    "intakes",
    "decisions",
    "audit_events",
    "outbox",
    "idempotency_keys",
];

fn release() -> ReleaseRef {
    ReleaseRef {
        name: "spine".into(),
        release: "2026.11.0".into(),
        digest: format!("sha256:{}", "a".repeat(64)),
    }
}

/// A database with one release in it.
async fn database() -> (TestDatabase, Store) {
    let database = TestDatabase::new().await;
    let store = database.store().await;
    let files = serde_json::json!({ "pathway.yaml": "name: spine\n" });
    store.register_release(&release(), &files).await.unwrap();
    (database, store)
}

fn received() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

#[expect(clippy::disallowed_methods, reason = "the tests have no clock")]
fn new_id() -> Uuid {
    Uuid::now_v7()
}

/// A submission with ids of its own.
fn submission(urgency: Urgency) -> Submission {
    let decision = decision(urgency);
    Submission {
        case_id: CaseId::from_uuid(new_id()),
        follows: None,
        form: decision.form.name.clone(),
        form_version: decision.form.version.clone(),
        intake_id: IntakeId::from_uuid(new_id()),
        decision_id: DecisionId::from_uuid(new_id()),
        received_at: received(),
        payload: Phi::new("{\"form\" : \"spine\",\n \"note\":\"Łukasz \\u00e9\"}".into()),
        patient: Patient {
            identifier: Phi::new("MRN-0417".into()),
            family: Phi::new("Nguyễn".into()),
            given: Phi::new("Alex".into()),
            birth_date: Phi::new(day("1971-03-02")),
            sex_at_birth: Answer::NotAsked,
        },
        decision_json: Phi::new(serde_json::to_string(&decision).unwrap()),
        decision,
        facts_json: Phi::new("{\"age\":55}".into()),
        actor: "assistant".into(),
        idempotency: None,
    }
}

fn keyed(key: &str, request: u8) -> Submission {
    let mut submission = submission(Urgency::Routine);
    submission.idempotency = Some(Idempotency {
        key: key.into(),
        request_sha256: [request; 32],
        status: 201,
        body: Phi::new(format!("{{\"case_id\":\"{}\"}}", submission.case_id)),
    });
    submission
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn decision(urgency: Urgency) -> Decision {
    Decision {
        schema: 1,
        as_of: day("2026-11-23"),
        change: None,
        codes: vec![],
        treatments: vec![],
        profile: Profile::Us,
        ruleset: release(),
        form: FormRef {
            name: "spine".into(),
            version: "1.0.0".into(),
            digest: format!("sha256:{}", "b".repeat(64)),
        },
        facts_digest: format!("sha256:{}", "c".repeat(64)),
        urgency,
        could_become: Urgency::Emergency,
        status: if urgency == Urgency::Emergency {
            Status::Final
        } else {
            Status::Provisional
        },
        disposition: Disposition::Referral,
        due_in_days: urgency.due_in_days(),
        destinations: vec![],
        imaging: vec![],
        labs: vec![],
        evaluation_requests: vec![],
        plan: vec![],
        review_in_days: None,
        safety_net: vec![],
        findings: vec![],
        reasons: vec![],
        suppressed: vec![],
        ask: vec![],
        facts: vec![],
        trace: vec![],
        digest: format!("sha256:{}", "d".repeat(64)),
    }
}

async fn count(client: &tokio_postgres::Client, table: &str) -> i64 {
    let sql = format!("select count(*) from {table}");
    client.query_one(&sql, &[]).await.unwrap().get(0)
}
