//! A Postgres of our own, killed, started twice, and found again.

use std::{
    fs,
    path::PathBuf,
    process::Command,
    sync::{Arc, Mutex},
    time::Duration,
};

use super::{new_id, release, submission};
use spinepath::{
    embedded::{Embedded, EmbeddedError},
    model::{CaseId, Phi, Urgency},
    store::{Store, StoreError},
};

/// A directory any user can walk to, gone at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Scratch {
        let name = format!("spinepath-embedded-{}", new_id());
        Scratch(std::env::temp_dir().join(name))
    }

    fn start(&self) -> Result<Embedded, EmbeddedError> {
        Embedded::start(&self.0, |_| {})
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn store(embedded: &Embedded) -> Store {
    let url = embedded.url("postgres").parse().unwrap();
    let store = Store::connect(&url).await.unwrap();
    store.migrate().await.unwrap();
    let files = serde_json::json!({});
    store.register_release(&release(), &files).await.unwrap();
    store
}

fn kill(pid: u32) {
    let status = Command::new("kill").args(["-9", &pid.to_string()]).status();
    assert!(status.unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_postgres_is_killed() {
    let scratch = Scratch::new();
    let acknowledged: Arc<Mutex<Vec<CaseId>>> = Arc::default();
    for round in 0..3 {
        let embedded = scratch.start().unwrap();
        let store = store(&embedded).await;
        let writers: Vec<_> = (0..8)
            .map(|_| {
                let (store, acknowledged) = (store.clone(), Arc::clone(&acknowledged));
                tokio::spawn(async move {
                    loop {
                        let one = submission(Urgency::Routine);
                        let id = one.case_id;
                        match store.submit(one).await {
                            Ok(_) => acknowledged.lock().unwrap().push(id),
                            Err(error) => return error,
                        }
                    }
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(400)).await;
        kill(embedded.pid());
        for writer in writers {
            let error = writer.await.unwrap();
            assert!(matches!(error, StoreError::Unavailable { .. }), "{error:?}");
        }
        let died = embedded.died().await.to_string();
        assert!(died.contains("signal: 9"), "{died}");
        drop((store, embedded));

        let embedded = scratch.start().unwrap();
        let store = self::store(&embedded).await;
        let ids = acknowledged.lock().unwrap().clone();
        assert!(ids.len() > round, "something was acknowledged");
        for id in ids {
            assert!(store.case(id).await.unwrap().is_some(), "{id} is lost");
        }
        embedded.stop();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_store_recovers_when_postgres_is_back() {
    let scratch = Scratch::new();
    let embedded = scratch.start().unwrap();
    let store = store(&embedded).await;
    embedded.stop();
    let error = store.submit(submission(Urgency::Routine)).await;
    assert!(matches!(error, Err(StoreError::Unavailable { .. })));
    let _embedded = scratch.start().unwrap();
    store.ping().await.unwrap();
    store.submit(submission(Urgency::Routine)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_on_the_same_data_is_refused() {
    let scratch = Scratch::new();
    let first = scratch.start().unwrap();
    let second = scratch.start();
    assert!(matches!(second, Err(EmbeddedError::InUse { .. })));
    let pid = first.pid();
    store(&first).await.ping().await.unwrap();
    first.stop();
    let again = scratch.start().unwrap();
    assert_ne!(again.pid(), pid);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_run_left_is_no_obstacle() {
    let scratch = Scratch::new();
    let embedded = scratch.start().unwrap();
    kill(embedded.pid());
    embedded.died().await;
    drop(embedded);
    let left = |name: &str| {
        fs::read_dir(&scratch.0)
            .unwrap()
            .flatten()
            .any(|entry| entry.path().join(name).exists() || entry.file_name() == name)
    };
    assert!(
        left("postmaster.pid") && left("lock"),
        "a stale lock is there"
    );
    scratch.start().unwrap().stop();
    assert!(!left("postmaster.pid"));
}

#[test]
fn data_of_another_major_version_is_refused() {
    let scratch = Scratch::new();
    let old = scratch.0.join("pgdata-9");
    fs::create_dir_all(&old).unwrap();
    fs::write(old.join("PG_VERSION"), "9\n").unwrap();
    let error = scratch.start().unwrap_err().to_string();
    assert!(error.contains("was made by PostgreSQL 9"), "{error}");
    assert!(error.contains("PG_BIN_DIR"), "{error}");
}

#[test]
fn a_path_too_long_for_a_socket_gets_a_short_one() {
    let mut scratch = Scratch::new();
    let root = scratch.0.clone();
    scratch.0 = root.join("l".repeat(90));
    let embedded = scratch.start().unwrap();
    assert!(embedded.url("postgres").contains("host=/tmp/spinepath-"));
    drop(embedded);
    scratch.0 = root;
}

#[tokio::test(flavor = "multi_thread")]
async fn row_values_stay_out_of_the_server_log() {
    let scratch = Scratch::new();
    let embedded = scratch.start().unwrap();
    let store = store(&embedded).await;
    let mut refused = submission(Urgency::Routine);
    refused.patient.family = Phi::new("CANARY".into());
    refused.decision.facts_digest = "CANARY".into();
    store.submit(refused).await.unwrap_err();
    let mut unreadable = submission(Urgency::Routine);
    unreadable.facts_json = Phi::new("CANARY".into());
    store.submit(unreadable).await.unwrap_err();
    embedded.stop();
    let log = fs::read_to_string(scratch.0.join("server.log")).unwrap();
    assert!(log.contains("violates check constraint"), "{log}");
    assert!(log.contains("invalid input syntax for type json"), "{log}");
    assert!(!log.contains("CANARY"), "{log}");
}
