//! What a patient says stays with the patient.

use serde_json::{Value as Json, json};

use super::hostile::raw;
use crate::support::app::{Answer, TestApp, hot_knee, post};
use crate::support::logs;

const CANARY: &str = "Zzcanary";

/// The form with a canary in every text.
fn marked(value: &Json) -> Json {
    match value {
        Json::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), marked(value)))
            .collect(),
        Json::Array(items) => items.iter().map(marked).collect(),
        Json::String(text) => json!(format!("{CANARY}{text}")),
        other => other.clone(),
    }
}

/// The form with a canary in one text.
fn marked_at(pointer: &str) -> Json {
    let mut form = hot_knee();
    *form.pointer_mut(pointer).unwrap() = json!(format!("{CANARY}-{}", pointer.len()));
    form
}

#[test]
fn no_patient_text_reaches_a_log_an_error_or_a_file_name() {
    let app = TestApp::start();
    let intakes = format!("{}/api/v1/intakes", app.address);
    let mut refused: Vec<Answer> = Vec::new();

    // Accepted, and read in every way.
    let mut accepted = hot_knee();
    for pointer in [
        "/patient/identifier",
        "/patient/name/family",
        "/patient/name/given",
    ] {
        *accepted.pointer_mut(pointer).unwrap() = json!(format!("{CANARY}-accepted"));
    }
    let stored = app.submit(&accepted);
    assert_eq!(stored.status, 201, "{}", stored.text());
    let links = stored.json()["links"].clone();
    for link in ["self", "trace", "summary"] {
        let answer = app.get(links[link].as_str().unwrap());
        assert_eq!(answer.status, 200);
        let name = answer.header("content-disposition");
        assert!(!name.contains(CANARY), "{name}");
    }
    // An emergency has no handout, and the refusal does not say whose.
    refused.push(app.get(links["handout"].as_str().unwrap()));
    assert!(
        app.get("/cases").text().contains(CANARY),
        "the canary is alive"
    );

    // Refused by the schema, in one place after another and everywhere at once.
    for pointer in [
        "/form",
        "/form_version",
        "/assessment_date",
        "/patient/birth_date",
        "/patient/sex_at_birth",
        "/answers/hot",
        "/answers/course",
        "/answers/places/0",
        "/answers/pain",
        "/answers/onset_date/date",
        "/answers/onset_date/precision",
    ] {
        refused.push(app.submit(&marked_at(pointer)));
    }
    refused.push(app.submit(&marked(&hot_knee())));
    let mut strange = hot_knee();
    strange["answers"][CANARY] = json!(CANARY);
    refused.push(app.submit(&strange));
    refused.push(app.submit(&json!({ CANARY: CANARY })));

    // Refused by the strict door and before it.
    let text = |text: &str| text.replace("CANARY", CANARY);
    for body in [
        r#"{"CANARY":1,"CANARY":2}"#,
        r#"{"CANARY": CANARY}"#,
        r#"{"CANARY": "\ud800"}"#,
        "{\"CANARY\": \"\u{202e}CANARY\"}",
        r#"{"a": 1} CANARY"#,
        r#""CANARY"#,
    ] {
        refused.push(post(&intakes, &text(body), &[]));
    }
    let form = accepted.to_string();
    for (name, value) in [
        ("Content-Type", "text/CANARY"),
        ("Content-Encoding", "CANARY"),
        ("Idempotency-Key", "CANARY CANARY"),
        ("Origin", "http://CANARY.example"),
        ("Host", "CANARY.example"),
    ] {
        refused.push(post(&intakes, &form, &[(name, &text(value))]));
    }
    for path in [
        "/api/v1/cases/CANARY",
        "/api/v1/cases/CANARY/summary.pdf",
        "/api/v1/cases/CANARY/handout.pdf",
        "/api/v1/cases/CANARY/handout.pdf?language=CANARY",
        "/api/v1/cases?cursor=CANARY",
        "/api/v1/cases?CANARY=1",
        "/api/v1/CANARY",
        "/problems/CANARY",
        "/api/v1/cases/%E2%80%AECANARY",
    ] {
        refused.push(app.get(&text(path)));
    }
    refused.push(post(&format!("{intakes}?profile={CANARY}"), &form, &[]));
    refused.push(post(&format!("{intakes}?{CANARY}=1"), &form, &[]));
    let half = format!(
        "POST /api/v1/intakes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{form}"
    );
    refused.extend(raw(&app.address, &half));

    // Refused under a key of another form, and by the database.
    let key = [("Idempotency-Key", "canary-key")];
    assert_eq!(post(&intakes, &hot_knee().to_string(), &key).status, 201);
    refused.push(post(&intakes, &form, &key));
    app.wait(async {
        let client = app.database.client().await;
        let sql = "alter table cases add check (family not like 'Zzcanary%') not valid";
        client.batch_execute(sql).await.unwrap();
    });
    let internal = app.submit(&accepted);
    assert_eq!(internal.status, 500);
    refused.push(internal);

    for answer in &refused {
        assert!(answer.status >= 400, "{}", answer.text());
        let text = format!(
            "{:?}{}",
            answer.headers,
            String::from_utf8_lossy(&answer.body)
        );
        assert!(
            !text.contains(CANARY) && !text.contains("zzcanary"),
            "{text}"
        );
    }
    let logged = logs::text();
    assert!(logged.contains("/api/v1/intakes"), "the log is kept");
    let spilled: Vec<&str> = logged
        .lines()
        .filter(|line| line.to_lowercase().contains("zzcanary"))
        .collect();
    assert!(spilled.is_empty(), "{spilled:#?}");
}
