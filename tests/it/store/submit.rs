//! What one submission leaves behind.

use spinepath::{
    model::{Phi, Urgency},
    store::{StoreError, Submitted},
};

use super::{TABLES, count, database, keyed, release, submission};

#[tokio::test(flavor = "multi_thread")]
async fn one_submission_leaves_one_row_in_each_table() {
    let (database, store) = database().await;
    let submitted = store.submit(keyed("first", 1)).await.unwrap();
    assert_eq!(submitted, Submitted::Stored);
    let client = database.client().await;
    for table in TABLES {
        assert_eq!(count(&client, table).await, 1, "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_at_any_table_leaves_nothing_in_all_of_them() {
    let (database, store) = database().await;
    let client = database.client().await;
    client
        .batch_execute(
            "create function fail() returns trigger language plpgsql as $$
             begin raise exception using errcode = 'check_violation', constraint = 'fail_here',
               message = 'CANARY'; end $$",
        )
        .await
        .unwrap();
    for broken in TABLES {
        let trigger = format!(
            "create trigger fail after insert on {broken} for each row execute function fail()"
        );
        client.batch_execute(&trigger).await.unwrap();
        let error = store.submit(keyed("key", 1)).await.unwrap_err();
        let expected = StoreError::Conflict {
            sqlstate: "23514",
            constraint: Some("fail_here".into()),
        };
        assert_eq!(error, expected, "{broken}");
        assert!(!format!("{error} {error:?}").contains("CANARY"));
        for table in TABLES {
            assert_eq!(count(&client, table).await, 0, "{table} after {broken}");
        }
        let repair = format!("drop trigger fail on {broken}");
        client.batch_execute(&repair).await.unwrap();
    }
    let submitted = store.submit(keyed("key", 1)).await.unwrap();
    assert_eq!(submitted, Submitted::Stored, "the key was not used up");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_value_is_in_no_error() {
    let (_database, store) = database().await;
    let mut bad = submission(Urgency::Routine);
    bad.patient.family = Phi::new("CANARY".into());
    bad.decision.facts_digest = "CANARY".into();
    let error = store.submit(bad).await.unwrap_err();
    assert!(matches!(error, StoreError::Conflict { .. }), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("CANARY"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_one_harms_nobody_it_queued_with() {
    let (database, store) = database().await;
    let tasks: Vec<_> = (0..64)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut one = submission(Urgency::Routine);
                if number % 8 == 0 {
                    one.decision.ruleset.digest = format!("sha256:{}", "e".repeat(64));
                }
                (number, store.submit(one).await)
            })
        })
        .collect();
    for task in tasks {
        let (number, result) = task.await.unwrap();
        if number % 8 == 0 {
            let expected = StoreError::Conflict {
                sqlstate: "23503",
                constraint: Some("decisions_rule_release_fkey".into()),
            };
            assert_eq!(result, Err(expected), "{number}");
        } else {
            assert_eq!(result, Ok(Submitted::Stored), "{number}");
        }
    }
    assert_eq!(count(&database.client().await, "cases").await, 56);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_gets_its_first_answer() {
    let (database, store) = database().await;
    let first = keyed("key", 1);
    let body = first.idempotency.as_ref().unwrap().body.clone();
    assert_eq!(store.submit(first).await.unwrap(), Submitted::Stored);
    let replayed = Submitted::Replayed { status: 201, body };
    assert_eq!(store.submit(keyed("key", 1)).await.unwrap(), replayed);
    let reused = store.submit(keyed("key", 2)).await.unwrap();
    assert_eq!(reused, Submitted::KeyReused);
    for other in ["KEY", "key "] {
        let submitted = store.submit(keyed(other, 1)).await.unwrap();
        assert_eq!(submitted, Submitted::Stored, "`{other}` is another key");
    }
    assert_eq!(count(&database.client().await, "cases").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_posts_with_one_key_make_one_case_and_equal_answers() {
    let (database, store) = database().await;
    // A second program on the same database.
    let other = database.store().await;
    for round in 0..20 {
        let key = format!("key-{round}");
        let posts = (0..8).map(|number| {
            let store = if number % 2 == 0 { &store } else { &other };
            let (store, post) = (store.clone(), keyed(&key, 1));
            tokio::spawn(async move {
                let own = post.idempotency.as_ref().unwrap().body.clone();
                match store.submit(post).await.unwrap() {
                    Submitted::Stored => (1, own),
                    Submitted::Replayed { body, .. } => (0, body),
                    Submitted::KeyReused | Submitted::Superseded => {
                        panic!("the requests are equal")
                    }
                }
            })
        });
        let posts: Vec<_> = posts.collect();
        let (mut stored, mut bodies) = (0, Vec::new());
        for post in posts {
            let (one, body) = post.await.unwrap();
            stored += one;
            bodies.push(body.reveal().clone());
        }
        bodies.dedup();
        assert_eq!((stored, bodies.len()), (1, 1), "{key}");
    }
    assert_eq!(count(&database.client().await, "cases").await, 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_is_registered_once_and_never_changes() {
    let (database, store) = database().await;
    let files = serde_json::json!({});
    store.register_release(&release(), &files).await.unwrap();
    let mut changed = release();
    changed.digest = format!("sha256:{}", "f".repeat(64));
    let refused = store.register_release(&changed, &files).await.unwrap_err();
    assert_eq!(
        refused,
        StoreError::Conflict {
            sqlstate: "23505",
            constraint: Some("rule_releases_name_release_key".into()),
        }
    );
    assert_eq!(count(&database.client().await, "rule_releases").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_cannot_be_changed() {
    let (database, store) = database().await;
    store.submit(keyed("key", 1)).await.unwrap();
    let client = database.client().await;
    for (table, column) in [
        ("rule_releases", "name"),
        ("intakes", "payload"),
        ("decisions", "decision"),
        ("audit_events", "actor"),
    ] {
        for sql in [
            format!("update {table} set {column} = {column}"),
            format!("delete from {table}"),
            format!("truncate {table} cascade"),
        ] {
            let error = client.batch_execute(&sql).await.unwrap_err();
            let error = error.as_db_error().unwrap();
            assert_eq!(error.constraint(), Some("append_only"), "{sql}");
        }
        assert_eq!(count(&client, table).await, 1, "{table}");
    }
}
