//! A further form of a case.

use chrono::Days;
use serde_json::{Value as Json, json};
use spinepath::clock::today;
use spinepath::rules::CheckedRelease;

use crate::support::app::{Answer, TestApp, hot_knee};

fn further(app: &TestApp, first: &Answer, form: &Json) -> Answer {
    let path = format!("{}/intakes", first.header("location"));
    app.post(&path, &form.to_string(), &[])
}

/// The flag-free adult of the current release on the form it reads, assessed so many days ago.
fn flag_free(release: &CheckedRelease, days_ago: u64) -> Json {
    let date = today() - Days::new(days_ago);
    let (baseline, ..) = release.baseline();
    let mut answers = baseline.clone();
    answers.insert(
        "onset_date".into(),
        json!({ "date": date - Days::new(10), "precision": "day" }),
    );
    let catalogue = release.catalogue();
    json!({
        "form": catalogue.form(), "form_version": catalogue.version(), "assessment_date": date,
        "patient": {
            "identifier": "SYN-0417", "name": { "family": "Example", "given": "Alex" },
            "birth_date": "1980-03-02", "sex_at_birth": "male"
        },
        "answers": answers,
    })
}

/// The short form with those of the answers that it asks for.
fn short(whole: &Json) -> Json {
    let library = spinepath::app::Library::embedded().unwrap();
    let form = library.form("spine-follow-up", "1.0.0").unwrap();
    let mut short = whole.clone();
    short["form"] = json!("spine-follow-up");
    short["form_version"] = json!("1.0.0");
    short["assessment_date"] = json!(today());
    let answers = short["answers"].as_object_mut().unwrap();
    answers.retain(|name, _| form.field(name).is_some());
    short
}

fn fired(answer: &Json, rule: &str) -> bool {
    let reasons = answer["decision"]["reasons"].as_array().unwrap();
    reasons.iter().any(|reason| reason["rule"] == rule)
}

#[test]
fn a_whole_form_takes_the_place_of_the_one_before_and_both_stay() {
    let app = TestApp::start();
    let first = app.submit(&hot_knee());
    let mut cooler = hot_knee();
    cooler["answers"]["hot"] = json!("no");
    let second = further(&app, &first, &cooler);
    assert_eq!(second.status, 201, "{}", second.text());
    let (before, after) = (first.json(), second.json());
    assert_eq!(before["case_id"], after["case_id"]);
    assert_ne!(before["urgency"], after["urgency"]);
    assert_eq!(
        after["decision"]["change"]["digest"],
        before["decision"]["digest"]
    );
    let case = app.get(first.header("location")).json();
    assert_eq!(case["intakes"].as_array().unwrap().len(), 2);
    assert_eq!(case["decision"], after["decision"]);
    let worklist = app.get("/api/v1/cases").json();
    assert_eq!(worklist["cases"].as_array().unwrap().len(), 1);
}

#[test]
fn a_form_about_somebody_else_is_refused_and_a_missing_case_is_not_found() {
    let app = TestApp::start();
    let first = app.submit(&hot_knee());
    let mut other = hot_knee();
    other["patient"]["identifier"] = json!("SOMEBODY-ELSE");
    let refused = further(&app, &first, &other);
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert_eq!(refused.json()["errors"][0]["keyword"], "another_patient");
    assert!(!refused.text().contains("SOMEBODY-ELSE"));
    let nowhere = "/api/v1/cases/01890000-0000-7000-8000-000000000000/intakes";
    assert_eq!(app.post(nowhere, &hot_knee().to_string(), &[]).status, 404);
    assert_eq!(app.count("intakes"), 1);
}

#[test]
fn a_repeated_further_form_is_stored_once_and_answered_alike() {
    let app = TestApp::start();
    let first = app.submit(&hot_knee());
    let path = format!("{}/intakes", first.header("location"));
    let body = hot_knee().to_string();
    let send = || app.post(&path, &body, &[("Idempotency-Key", "again")]);
    let (one, other) = (send(), send());
    assert_eq!(one.text(), other.text());
    assert_eq!(other.header("idempotent-replayed"), "true");
    assert_eq!(app.count("decisions"), 2);
}

#[test]
fn the_short_form_adds_to_what_is_known_and_says_how_the_pain_changed() {
    let app = TestApp::with_current_release();
    let release = spinepath::app::Library::embedded()
        .unwrap()
        .current_release(today())
        .unwrap();
    let whole = flag_free(&release, 30);
    let first = app.submit(&whole);
    assert_eq!(first.status, 201, "{}", first.text());
    let mut now = short(&whole);
    now["answers"]["pain_nrs_avg_7d"] = json!(2);
    now["answers"]["pain_nrs_now"] = json!(2);
    let second = further(&app, &first, &now);
    assert_eq!(second.status, 201, "{}", second.text());
    let answer = second.json();
    assert!(fired(&answer, "response_improved"), "{}", second.text());
    let pdf = app.get(answer["links"]["summary"].as_str().unwrap());
    assert_eq!(pdf.status, 200);
    assert!(pdf.body.starts_with(b"%PDF-"));
}

#[test]
fn within_72_hours_fewer_red_flags_cannot_lower_the_urgency_without_a_clinician() {
    let app = TestApp::with_current_release();
    let release = spinepath::app::Library::embedded()
        .unwrap()
        .current_release(today())
        .unwrap();
    let clear = flag_free(&release, 0);
    let mut numb = clear.clone();
    numb["answers"]["saddle_change"] = json!("yes");
    numb["answers"]["saddle_change_days"] = json!(2);
    let first = app.submit(&numb);
    assert_eq!(first.json()["urgency"], "emergency", "{}", first.text());

    let clinical = |name: &str| {
        let library = spinepath::app::Library::embedded().unwrap();
        let form = library.form("spine-follow-up", "1.0.0").unwrap();
        form.field(name)
            .is_some_and(|field| field.who == spinepath::intake::form::Who::Clinician)
    };
    let mut by_assistant = short(&clear);
    let answers = by_assistant["answers"].as_object_mut().unwrap();
    answers.insert("filled_by_role".into(), json!("medical_assistant"));
    answers.retain(|name, _| !clinical(name));
    let second = further(&app, &first, &by_assistant);
    assert_eq!(second.status, 201, "{}", second.text());
    assert_eq!(second.json()["urgency"], "emergency", "{}", second.text());

    let by_clinician = short(&clear);
    let third = further(&app, &first, &by_clinician);
    assert_eq!(third.json()["urgency"], "conservative", "{}", third.text());
}
