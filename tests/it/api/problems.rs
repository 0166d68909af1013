//! Every way in which a request can fail.

use std::collections::BTreeSet;

use jsonschema::Validator;
use serde_json::{Value as Json, json};
use spinepath::http::problem::Kind;

use super::hostile::raw;
use super::settled::settled;
use crate::support::app::{Answer, TestApp, get_with, hot_knee, post};

/// What is seen of a problem: status, the headers that tell what to do, and the body.
fn seen(what: &str, answer: &Answer) -> Json {
    assert_eq!(
        answer.header("content-type"),
        "application/problem+json",
        "{what}"
    );
    assert_eq!(answer.header("cache-control"), "no-store", "{what}");
    let body = answer.json();
    let instance = format!("urn:uuid:{}", answer.header("x-request-id"));
    assert_eq!(body["instance"], instance, "{what}");
    assert_eq!(body["status"], answer.status, "{what}");
    let faults: Vec<String> = shape()
        .iter_errors(&body)
        .map(|fault| fault.to_string())
        .collect();
    assert!(faults.is_empty(), "{what}: {faults:?}");
    let mut shown = json!({ "request": what, "body": settled(&body) });
    for name in ["allow", "retry-after"] {
        if !answer.header(name).is_empty() {
            shown[name] = answer.header(name).into();
        }
    }
    shown
}

/// The published shape of a problem.
fn shape() -> Validator {
    let schema = include_str!("../../../schemas/problem-1.schema.json");
    jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap()
}

#[test]
fn every_problem_says_what_to_do() {
    let app = TestApp::start();
    let url = |path: &str| format!("{}{path}", app.address);
    let intakes = url("/api/v1/intakes");
    let form = hot_knee().to_string();
    let mut two_faults = hot_knee();
    two_faults["answers"]["pain"] = json!(11);
    two_faults["patient"]["birth_date"] = json!("soon");
    let big = format!("\"{}\"", "x".repeat(256 * 1024));
    let key = [("Idempotency-Key", "taken")];
    let stored = app.post("/api/v1/intakes", &form, &key);
    assert_eq!(stored.status, 201);
    let stored = stored.json();
    let handout = stored["links"]["handout"].as_str().unwrap();

    let (id, case) = (&stored["decision_id"], &stored["case_id"]);
    let reviews = url(&format!("/api/v1/cases/{}/reviews", case.as_str().unwrap()));

    let answers = [
        ("a duplicate key", post(&intakes, r#"{"a":1,"a":2}"#, &[])),
        ("two faults in a form", post(&intakes, &two_faults.to_string(), &[])),
        ("a body over the limit", post(&intakes, &big, &[])),
        ("a text", post(&intakes, &form, &[("Content-Type", "text/plain")])),
        ("a packed body", post(&intakes, &form, &[("Content-Encoding", "br")])),
        ("a key with a space", post(&intakes, &form, &[("Idempotency-Key", "a b")])),
        ("a key that is taken", post(&url("/api/v1/intakes?profile=uk"), &form, &key)),
        ("an unknown profile", post(&url("/api/v1/intakes?profile=eu"), &form, &[])),
        ("an unknown parameter", app.get("/api/v1/cases?sort=name")),
        ("a cursor of ours it is not", app.get("/api/v1/cases?cursor=x")),
        ("a limit of nothing", app.get("/api/v1/cases?limit=0")),
        ("an unknown paper", app.get("/api/v1/cases/x/summary.pdf?paper=a5")),
        ("an unknown language", app.get(&format!("{handout}?language=fr"))),
        ("a handout in an emergency", app.get(handout)),
        ("a review without a reason", post(&reviews, &json!({ "decision_id": id, "verdict": "changed", "urgency": "routine" }).to_string(), &[])),
        ("a review of another decision", post(&reviews, &json!({ "decision_id": case, "verdict": "agreed" }).to_string(), &[])),
        ("a lowered emergency", post(&reviews, &json!({ "decision_id": id, "verdict": "changed", "urgency": "routine", "reason_code": "need-more-info" }).to_string(), &[])),
        ("an unknown id", app.get("/api/v1/cases/01939d4e-0000-7000-8000-000000000000")),
        ("an id that cannot be", app.get("/api/v1/cases/1")),
        ("an address that is not", app.get("/api/v2/cases")),
        ("a method that does not work", get_with(&intakes, &[])),
        ("another method that does not work", post(&url("/api/v1/cases"), "{}", &[])),
        ("a page of another site", post(&intakes, &form, &[("Origin", "http://evil.example")])),
        ("another host", get_with(&url("/"), &[("Host", "evil.example")])),
        ("a body that breaks off", raw(&app.address, "POST /api/v1/intakes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n").expect("an answer")),
        ("a stored decision that was altered", altered(&app)),
    ];
    let shown: Vec<Json> = answers
        .iter()
        .map(|(what, answer)| seen(what, answer))
        .collect();
    insta::assert_json_snapshot!("problems", shown);

    let mut produced: BTreeSet<String> = answers.iter().map(|(_, answer)| answer.code()).collect();
    // Those take an outage, ten seconds, a withdrawal and a service that asks who is there: see
    // `outage`, `hostile`, `release::service` and `reviews`.
    let elsewhere = [
        "unavailable",
        "body_timeout",
        "no_release_in_force",
        "role_not_allowed",
    ];
    produced.extend(elsewhere.map(str::to_owned));
    let all: BTreeSet<String> = Kind::ALL.iter().map(|kind| kind.code.to_owned()).collect();
    assert_eq!(produced, all);
    for kind in Kind::ALL {
        assert_eq!(
            app.get(&format!("/problems/{}", kind.code)).status,
            200,
            "{}",
            kind.code
        );
    }
    assert_eq!(app.count("cases"), 2);
}

/// A decision that somebody with full rights changed in the database is not shown as ours.
fn altered(app: &TestApp) -> Answer {
    let stored = app.submit(&hot_knee()).json();
    app.wait(async {
        let client = app.database.client().await;
        let sql = "alter table decisions disable trigger append_only;
            update decisions set decision = replace(decision, 'emergency', 'routine');
            alter table decisions enable trigger append_only";
        client.batch_execute(sql).await.unwrap();
    });
    app.get(stored["links"]["self"].as_str().unwrap())
}

#[test]
fn an_unknown_case_and_one_that_cannot_be_look_the_same() {
    let app = TestApp::start();
    let body = |path: &str| settled(&app.get(path).json());
    let unknown = body("/api/v1/cases/01939d4e-0000-7000-8000-000000000000");
    for path in [
        "/api/v1/cases/1",
        "/api/v1/cases/%00",
        "/api/v1/cases/1/trace",
        "/api/v1/cases/1/summary.pdf",
        "/api/v1/cases/1/handout.pdf",
    ] {
        assert_eq!(body(path), unknown, "{path}");
    }
}
