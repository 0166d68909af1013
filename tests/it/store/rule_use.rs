//! How often rules fired, and what clinicians said of the cases.

use std::time::Duration;

use chrono::Days;
use serde_json::json;
use spinepath::{
    model::{DecisionId, ReasonCode, ReviewVerdict, Urgency},
    store::{Fired, RuleUse, Store, Submission},
};
use tokio::time::sleep;

use super::{database, follow_up::following, received, reviews::review, submission};

/// A submission in whose decision these rules came out so.
fn with_trace(mut submission: Submission, outcomes: &[(&str, &str)]) -> Submission {
    let entry = |(rule, outcome): &(&str, &str)| {
        serde_json::from_value(json!({
            "rule": rule, "outcome": outcome, "if_unknown": "ask", "read": "", "version": 1
        }))
        .unwrap()
    };
    submission.decision.trace = outcomes.iter().map(entry).collect();
    submission
}

fn fired(rules: &[&str]) -> Submission {
    let outcomes: Vec<(&str, &str)> = rules.iter().map(|rule| (*rule, "fired")).collect();
    with_trace(submission(Urgency::SameDay), &outcomes)
}

async fn reviewed(store: &Store, of: &Submission, verdict: ReviewVerdict) {
    let one = review(of, verdict);
    store.review(&one, None, None).await.unwrap();
}

fn changed() -> ReviewVerdict {
    ReviewVerdict::Changed {
        urgency: Urgency::Routine,
        reason: ReasonCode::NeedMoreInfo,
        text: None,
    }
}

/// What was used in the last day.
async fn used(store: &Store) -> RuleUse {
    let since = received() - Days::new(1);
    store
        .rule_use(DecisionId::first_at(since), 10)
        .await
        .unwrap()
}

fn expected(cases: u64, rules: &[(&str, [u64; 3])]) -> RuleUse {
    let rules = rules.iter().map(|(rule, [cases, reviewed, changed])| {
        let fired = Fired {
            cases: *cases,
            reviewed: *reviewed,
            changed: *changed,
        };
        ((*rule).to_owned(), fired)
    });
    RuleUse {
        cases,
        rules: rules.collect(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_counts_for_each_rule_that_fired_and_for_what_was_said_last() {
    let (_database, store) = database().await;
    assert_eq!(used(&store).await, RuleUse::default());
    let open = with_trace(
        submission(Urgency::SameDay),
        &[("a", "fired"), ("b", "unknown"), ("c", "silent")],
    );
    let sent = [open, fired(&["a", "b"]), fired(&["a"]), fired(&[])];
    for one in &sent {
        store.submit(one.clone()).await.unwrap();
    }
    let nobody = expected(4, &[("a", [3, 0, 0]), ("b", [1, 0, 0])]);
    assert_eq!(used(&store).await, nobody);
    let since = DecisionId::first_at(received() - Days::new(1));
    let latest = store.rule_use(since, 2).await.unwrap();
    assert_eq!(latest, expected(2, &[("a", [1, 0, 0])]));
    reviewed(&store, &sent[1], changed()).await;
    reviewed(&store, &sent[2], ReviewVerdict::Agreed).await;
    let both = expected(4, &[("a", [3, 2, 1]), ("b", [1, 1, 1])]);
    assert_eq!(used(&store).await, both);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_case_the_decision_in_force_counts_and_its_latest_review() {
    let (_database, store) = database().await;
    let first = fired(&["a"]);
    store.submit(first.clone()).await.unwrap();
    let change = review(&first, changed());
    store.review(&change, None, None).await.unwrap();
    let agreed = review(&first, ReviewVerdict::Agreed);
    store
        .review(&agreed, None, Some(change.review_id))
        .await
        .unwrap();
    assert_eq!(used(&store).await, expected(1, &[("a", [1, 1, 0])]));
    let next = following(&first, Urgency::Routine);
    let next = with_trace(next, &[("b", "fired")]);
    store.follow_up(&next).await.unwrap();
    assert_eq!(used(&store).await, expected(1, &[("b", [1, 0, 0])]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_decided_before_that_moment_or_before_this_was_kept_is_not_counted() {
    let (database, store) = database().await;
    let sent = fired(&["a"]);
    store.submit(sent.clone()).await.unwrap();
    let later = DecisionId::first_at(received() + Days::new(1));
    assert_eq!(store.rule_use(later, 10).await.unwrap(), RuleUse::default());
    assert_eq!(used(&store).await.cases, 1);
    let client = database.client().await;
    client
        .batch_execute("set session_replication_role = replica; update decisions set fired = null")
        .await
        .unwrap();
    assert_eq!(used(&store).await, RuleUse::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_use_of_rules_is_read_from_the_index_of_latest_decisions() {
    let (database, store) = database().await;
    store.submit(fired(&["a"])).await.unwrap();
    let client = database.client().await;
    // The case again, many times, decided long ago. A vacuum reads the table as well, for the
    // summary of its block ranges, and what it reads is counted like any other reading.
    client
        .batch_execute(
            "alter table cases set (autovacuum_enabled = off);
             set session_replication_role = replica;
             insert into cases (id, created_at, patient_identifier, family, given, birth_date,
               sex_at_birth, urgency, could_become, status, disposition, as_of, latest_decision)
             select gen_random_uuid(), created_at, patient_identifier, family, given, birth_date,
               sex_at_birth, urgency, could_become, status, disposition, as_of,
               ('00000000-0000-7000-8000-' || lpad(number::text, 12, '0'))::uuid
             from cases, generate_series(1, 20000) as number;
             analyze cases",
        )
        .await
        .unwrap();
    // What this client read is counted before the count is looked at.
    client
        .batch_execute("select pg_stat_force_next_flush()")
        .await
        .unwrap();
    let told = async || {
        let sql = "select idx_scan, seq_tup_read from pg_stat_user_tables where relname = 'cases'";
        let row = client.query_one(sql, &[]).await.unwrap();
        (row.get::<_, i64>(0), row.get::<_, i64>(1))
    };
    let (indexed, read) = told().await;
    assert_eq!(used(&store).await, expected(1, &[("a", [1, 0, 0])]));
    // The server counts the uses of an index a little later.
    let mut after = (indexed, read);
    for _ in 0..100 {
        after = told().await;
        if after.0 > indexed {
            break;
        }
        sleep(Duration::from_millis(100)).await;
    }
    assert!(after.0 > indexed, "an index was used");
    assert_eq!(after.1, read, "no row was read without one");
}
