//! A form in.

use std::thread;

use serde_json::json;

use super::settled::settled;
use crate::support::app::{TestApp, hot_knee};

const INTAKES: &str = "/api/v1/intakes";

#[test]
fn a_form_is_decided_on_and_stored_with_everything_that_belongs_to_it() {
    let app = TestApp::start();
    let answer = app.submit(&hot_knee());
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-store");
    let body = answer.json();
    assert_eq!(answer.header("location"), body["links"]["self"]);
    for table in ["cases", "intakes", "decisions", "audit_events", "outbox"] {
        assert_eq!(app.count(table), 1, "{table}");
    }
    insta::assert_json_snapshot!("accepted", settled(&body));
}

#[test]
fn the_urgent_words_come_first() {
    let app = TestApp::start();
    let answer = app.submit(&hot_knee());
    let start = r#"{"urgency":"emergency","could_become":"emergency","status":"final","disposition":"referral","#;
    assert!(answer.text().starts_with(start), "{}", answer.text());
    let case = app.get(answer.header("location"));
    assert!(case.text().starts_with(start), "{}", case.text());
}

#[test]
fn a_preview_equals_what_is_stored_and_stores_nothing() {
    let app = TestApp::start();
    let preview = app.post("/api/v1/decisions", &hot_knee().to_string(), &[]);
    assert_eq!(preview.status, 200);
    assert_eq!(app.count("cases"), 0);
    let stored = app.submit(&hot_knee());
    let mut preview = preview.json();
    let what_if = preview.as_object_mut().unwrap().remove("what_if");
    let stored = stored.json();
    assert_eq!(preview, stored["decision"]);
    assert_eq!(what_if.as_ref(), Some(&stored["what_if"]));
}

#[test]
fn a_case_says_what_would_change_its_decision_as_the_answer_to_its_form_did() {
    let app = TestApp::start();
    let stored = app.submit(&hot_knee());
    let case = app.get(stored.header("location")).json();
    assert_eq!(case["what_if"], stored.json()["what_if"]);
    assert_eq!(case["what_if"]["urgency"], case["urgency"]);
    assert!(case["decision"].get("what_if").is_none());
}

#[test]
fn the_profile_can_be_named_and_is_cautious_otherwise() {
    let app = TestApp::start();
    for (query, profile) in [
        ("", "cautious"),
        ("?profile=us", "us"),
        ("?profile=uk", "uk"),
    ] {
        let path = format!("/api/v1/decisions{query}");
        let answer = app.post(&path, &hot_knee().to_string(), &[]);
        assert_eq!(answer.json()["profile"], profile, "{query}");
    }
}

#[test]
fn the_same_request_under_the_same_key_acts_once_and_gets_the_same_bytes() {
    let app = TestApp::start();
    let body = hot_knee().to_string();
    let first = app.post(INTAKES, &body, &[("Idempotency-Key", "\"key-1\"")]);
    let again = app.post(INTAKES, &body, &[("Idempotency-Key", "key-1")]);
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.body, again.body);
    assert_eq!(first.header("location"), again.header("location"));
    assert_eq!(first.header("idempotent-replayed"), "");
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(app.count("cases"), 1);
    let other = app.post(INTAKES, &body, &[("Idempotency-Key", "KEY-1")]);
    assert_ne!(first.body, other.body);
    assert_eq!(app.count("cases"), 2);
}

#[test]
fn a_key_is_not_taken_by_a_refused_form() {
    let app = TestApp::start();
    let key = [("Idempotency-Key", "key-1")];
    assert_eq!(app.post(INTAKES, "{}", &key).status, 422);
    let answer = app.post(INTAKES, &hot_knee().to_string(), &key);
    assert_eq!(answer.status, 201);
}

#[test]
fn another_profile_under_the_same_key_is_another_request() {
    let app = TestApp::start();
    let key = [("Idempotency-Key", "key-1")];
    let body = hot_knee().to_string();
    assert_eq!(app.post(INTAKES, &body, &key).status, 201);
    let answer = app.post("/api/v1/intakes?profile=uk", &body, &key);
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (422, "idempotency_key_reused")
    );
}

#[test]
fn two_equal_posts_at_the_same_time_make_one_case_and_two_equal_answers() {
    let app = TestApp::start();
    let body = hot_knee().to_string();
    for round in 0..10 {
        let key = format!("round-{round}");
        let post = || app.post(INTAKES, &body, &[("Idempotency-Key", &key)]);
        let (one, two) = thread::scope(|scope| {
            let (one, two) = (scope.spawn(post), scope.spawn(post));
            (one.join().unwrap(), two.join().unwrap())
        });
        assert_eq!((one.status, two.status), (201, 201));
        assert_eq!(one.body, two.body);
        assert_eq!(app.count("cases"), round + 1);
    }
}

#[test]
fn an_unanswered_form_is_accepted_and_provisional() {
    let app = TestApp::start();
    let mut intake = hot_knee();
    intake["answers"] = json!({});
    let answer = app.submit(&intake);
    assert_eq!(answer.status, 201);
    let body = answer.json();
    assert_eq!(body["status"], "provisional");
    assert_eq!(body["could_become"], "emergency");
    assert_ne!(body["decision"]["ask"], json!([]));
}
