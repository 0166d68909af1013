//! The database goes and comes back.

use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

use crate::support::app::{TestApp, hot_knee};
use crate::support::database::TestDatabase;
use crate::support::proxy::Proxy;

#[test]
fn an_outage_is_answered_with_try_again_and_nothing_is_half_written() {
    let runtime = Runtime::new().unwrap();
    let database = runtime.block_on(TestDatabase::new());
    let proxy = Proxy::to(database.address());
    let app = TestApp::on(runtime, database, &proxy.url().parse().unwrap());
    let before = app.submit(&hot_knee());
    assert_eq!(before.status, 201);
    let case = before.header("location").to_owned();

    proxy.cut();
    let key = [("Idempotency-Key", "during-the-outage")];
    let lost = app.post("/api/v1/intakes", &hot_knee().to_string(), &key);
    for answer in [
        lost,
        app.get(&case),
        app.get("/api/v1/cases"),
        app.get("/"),
        app.get("/health/ready"),
    ] {
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (503, "unavailable"),
            "{}",
            answer.text()
        );
        assert_eq!(answer.header("retry-after"), "5");
    }
    assert_eq!(app.get("/health/live").status, 200);
    let preview = app.post("/api/v1/decisions", &hot_knee().to_string(), &[]);
    assert_eq!(preview.status, 200, "deciding needs no database");
    for table in ["cases", "intakes", "decisions", "audit_events", "outbox"] {
        assert_eq!(app.count(table), 1, "{table}");
    }
    assert_eq!(app.count("idempotency_keys"), 0);

    proxy.mend();
    let since = Instant::now();
    while app.get("/health/ready").status != 200 {
        assert!(
            since.elapsed() < Duration::from_secs(30),
            "it does not recover"
        );
        thread::sleep(Duration::from_millis(100));
    }
    let again = app.post("/api/v1/intakes", &hot_knee().to_string(), &key);
    assert_eq!(again.status, 201, "the same request works after the outage");
    assert_eq!(app.get(&case).status, 200);
    for table in ["cases", "intakes", "decisions", "audit_events", "outbox"] {
        assert_eq!(app.count(table), 2, "{table}");
    }
}
