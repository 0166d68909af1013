//! What a clinician says of a decision.

use std::sync::Arc;

use serde_json::{Value as Json, json};
use spinepath::app::{
    Actor, App, AppError, AtHand, Library, NewReview, Role, review_case, take_case,
};
use spinepath::clock;
use spinepath::config::{Config, Flags};
use spinepath::model::{CaseId, DecisionId, Phi, ReasonCode, ReviewVerdict, Urgency};

use crate::report::read_back::ReadBack;
use crate::support::app::{Answer, TestApp, calm_knee, hot_knee};

/// A case that is stored, with the ids a review needs.
struct Case {
    path: String,
    decision: Json,
}

fn case(app: &TestApp, form: &Json) -> Case {
    let stored = app.submit(form);
    assert_eq!(stored.status, 201, "{}", stored.text());
    Case {
        path: stored.header("location").to_owned(),
        decision: stored.json()["decision_id"].clone(),
    }
}

fn review(app: &TestApp, case: &Case, body: Json) -> Answer {
    let mut body = body;
    if body.get("decision_id").is_none() {
        body["decision_id"] = case.decision.clone();
    }
    let path = format!("{}/reviews", case.path);
    app.post(&path, &body.to_string(), &[])
}

fn changed(urgency: &str) -> Json {
    json!({ "verdict": "changed", "urgency": urgency, "reason_code": "need-more-info" })
}

fn told(answer: &Answer) -> (u16, String) {
    (answer.status, answer.code())
}

#[test]
fn a_review_is_kept_and_shown_with_the_case() {
    let app = TestApp::start();
    let case = case(&app, &hot_knee());
    assert_eq!(app.get(&case.path).json()["reviews"], json!([]));
    let agreed = review(&app, &case, json!({ "verdict": "agreed" }));
    assert_eq!(agreed.status, 201, "{}", agreed.text());
    assert_eq!(agreed.header("location"), case.path);
    assert_eq!(agreed.json()["urgency"], "emergency");
    let mut lower = changed("two_weeks");
    lower["text"] = json!("aspirated yesterday");
    lower["confirmed"] = json!(true);
    let lowered = review(&app, &case, lower);
    assert_eq!(lowered.status, 201, "{}", lowered.text());
    let read = app.get(&case.path).json();
    assert_eq!(read["reviews"], json!([lowered.json(), agreed.json()]));
    assert_eq!(read["reviews"][0]["text"], "aspirated yesterday");
    // The decision is what it was.
    assert_eq!(read["urgency"], "emergency");
}

#[test]
fn the_summary_that_was_signed_stays_as_it_was_and_a_further_form_has_its_own() {
    let app = TestApp::start();
    let case = case(&app, &hot_knee());
    let summary = format!("{}/summary.pdf", case.path);
    let before = app.get(&summary).body;
    let mut changed = changed("same_day");
    changed["text"] = json!("seen by us today");
    changed["confirmed"] = json!(true);
    let review = review(&app, &case, changed).json();
    let signed = app.get(&summary);
    assert_ne!(signed.body, before, "it says what the clinician said");
    let read = ReadBack::of(&signed.body);
    for said in [
        "CHANGED BY A CLINICIAN to TODAY",
        "seen by us today",
        "local",
    ] {
        assert!(read.text().contains(said), "{said}");
    }
    let kept = format!(
        "{}/reviews/{}/summary.pdf",
        case.path,
        review["review_id"].as_str().unwrap()
    );
    assert_eq!(app.get(&kept).body, signed.body);
    let letter = app.get(&format!("{summary}?paper=letter"));
    assert!(
        ReadBack::of(&letter.body)
            .text()
            .contains("CHANGED BY A CLINICIAN")
    );
    let path = format!("{}/intakes", case.path);
    assert_eq!(app.post(&path, &hot_knee().to_string(), &[]).status, 201);
    assert_eq!(app.get(&kept).body, signed.body);
    let next = app.get(&summary).body;
    assert!(
        !ReadBack::of(&next)
            .text()
            .contains("CHANGED BY A CLINICIAN")
    );
    let other = self::case(&app, &calm_knee());
    let foreign = kept.replace(&case.path, &other.path);
    assert_eq!(
        app.get(&foreign).status,
        404,
        "a summary belongs to its case"
    );
}

#[test]
fn lowering_an_emergency_asks_first() {
    let app = TestApp::start();
    let case = case(&app, &hot_knee());
    let asked = review(&app, &case, changed("same_day"));
    assert_eq!(told(&asked), (409, "confirmation_needed".into()));
    let mut refused = changed("same_day");
    refused["confirmed"] = json!(false);
    assert_eq!(review(&app, &case, refused).status, 409);
    assert_eq!(app.count("reviews"), 0);
    let mut meant = changed("same_day");
    meant["confirmed"] = json!(true);
    assert_eq!(review(&app, &case, meant).status, 201);
    // What stands is no emergency any more, but the decision is: lowering further asks again.
    assert_eq!(review(&app, &case, changed("routine")).status, 409);
}

#[test]
fn an_emergency_that_a_clinician_made_is_not_lowered_by_agreeing_without_a_word() {
    let app = TestApp::start();
    let case = case(&app, &calm_knee());
    assert_eq!(review(&app, &case, changed("emergency")).status, 201);
    let agree = json!({ "verdict": "agreed" });
    assert_eq!(review(&app, &case, agree).status, 409);
    let meant = json!({ "verdict": "agreed", "confirmed": true });
    assert_eq!(review(&app, &case, meant).status, 201);
}

#[test]
fn a_review_of_a_decision_that_is_no_longer_in_force_is_refused() {
    let app = TestApp::start();
    let case = case(&app, &hot_knee());
    let path = format!("{}/intakes", case.path);
    assert_eq!(app.post(&path, &hot_knee().to_string(), &[]).status, 201);
    let stale = review(&app, &case, json!({ "verdict": "agreed" }));
    assert_eq!(told(&stale), (409, "superseded".into()));
    assert_eq!(app.count("reviews"), 0);
}

#[test]
fn a_body_is_refused_for_everything_that_is_wrong_with_it() {
    let app = TestApp::start();
    let case = case(&app, &hot_knee());
    let long = "x".repeat(501);
    for (body, faults) in [
        (json!({ "verdict": "maybe" }), vec!["/verdict enum"]),
        (
            json!({ "verdict": "changed" }),
            vec![" required", " required"],
        ),
        (
            json!({ "verdict": "agreed", "urgency": "routine", "reason_code": "limited-time" }),
            vec!["/reason_code falseSchema", "/urgency falseSchema"],
        ),
        (
            json!({ "verdict": "changed", "urgency": "soon", "reason_code": "no", "text": long, "confirmed": "yes", "why": 1 }),
            vec![
                " additionalProperties",
                "/confirmed type",
                "/reason_code enum",
                "/text maxLength",
                "/urgency enum",
            ],
        ),
        (
            json!({ "verdict": "agreed", "decision_id": "1" }),
            vec!["/decision_id pattern"],
        ),
        (changed("emergency"), vec!["/urgency unchanged"]),
    ] {
        let answer = review(&app, &case, body.clone());
        assert_eq!(told(&answer), (422, "invalid_review".into()), "{body}");
        let json = answer.json();
        let errors = json["errors"].as_array().unwrap().iter();
        let found: Vec<String> = errors
            .map(|e| {
                format!(
                    "{} {}",
                    e["pointer"].as_str().unwrap(),
                    e["keyword"].as_str().unwrap()
                )
            })
            .collect();
        assert_eq!(found, faults, "{body}");
        assert!(!answer.text().contains("xxx") && !answer.text().contains("why"));
    }
    for body in ["", "[1", r#"{"verdict":"agreed","verdict":"agreed"}"#] {
        let answer = app.post(&format!("{}/reviews", case.path), body, &[]);
        assert_eq!(told(&answer), (400, "invalid_json".into()), "{body}");
    }
    assert_eq!(app.count("reviews"), 0);
}

#[test]
fn there_is_no_handout_while_a_clinician_holds_the_case_to_be_urgent() {
    let app = TestApp::start();
    let case = case(&app, &calm_knee());
    let handout = format!("{}/handout.pdf", case.path);
    let before = app.get(&handout).status;
    let raised = review(&app, &case, changed("same_day"));
    assert_eq!(raised.status, 201, "{}", raised.text());
    assert_eq!(
        told(&app.get(&handout)),
        (409, "urgent_decision_open".into())
    );
    assert_eq!(
        review(&app, &case, json!({ "verdict": "agreed" })).status,
        201
    );
    assert_eq!(app.get(&handout).status, before);
}

#[test]
fn only_a_clinician_reviews_and_a_rule_author_takes_no_case() {
    let app = TestApp::start();
    let case = case(&app, &hot_knee());
    let case_id: CaseId = case.path.rsplit('/').next().unwrap().parse().unwrap();
    let decision_id: DecisionId = case.decision.as_str().unwrap().parse().unwrap();
    let same = service(&app);
    let new = NewReview {
        decision_id,
        verdict: ReviewVerdict::Changed {
            urgency: Urgency::Routine,
            reason: ReasonCode::LimitedTime,
            text: Some(Phi::new("x".into())),
        },
        confirmed: true,
    };
    for role in [Role::MedicalAssistant, Role::RuleAuthor] {
        let actor = Actor::demo(role);
        let refused = app.wait(review_case(&same, &actor, case_id, new.clone()));
        assert_eq!(refused, Err(AppError::RoleNotAllowed(Role::Clinician)));
    }
    let author = Actor::demo(Role::RuleAuthor);
    let refused = app.wait(take_case(&same, &author, case_id));
    assert_eq!(refused, Err(AppError::RoleNotAllowed(Role::Clinician)));
    assert_eq!(app.count("reviews"), 0);
    let clinician = Actor::demo(Role::Clinician);
    app.wait(take_case(&same, &clinician, case_id)).unwrap();
    app.wait(review_case(&same, &clinician, case_id, new))
        .unwrap();
    let read = app.get(&case.path).json();
    assert_eq!(read["owner"], "demo-clinician");
    assert_eq!(read["reviews"][0]["reviewed_by"], "demo-clinician");
}

/// The service of a running one, to be called without HTTP.
fn service(app: &TestApp) -> Arc<App> {
    let flags = Flags {
        data_dir: Some("/nowhere".into()),
        ..Flags::default()
    };
    let config = Config::read(flags, |_| None).unwrap();
    let library = Library::embedded().unwrap();
    let release = library.current_release(clock::today()).unwrap();
    let releases = AtHand::new(release, Vec::new());
    let store = app.wait(app.database.store());
    Arc::new(App::new(config, library, releases, store))
}

#[test]
fn the_reason_codes_are_those_of_the_published_shape() {
    let schema = include_str!("../../../schemas/review-1.schema.json");
    let schema: Json = serde_json::from_str(schema).unwrap();
    let words = |name: &str| schema["properties"][name]["enum"].clone();
    let mut codes = ReasonCode::ALL.map(ReasonCode::word);
    codes.sort_unstable();
    let mut published: Vec<String> = serde_json::from_value(words("reason_code")).unwrap();
    published.sort();
    assert_eq!(published, codes);
    assert_eq!(words("urgency"), json!(Urgency::ALL.map(Urgency::word)));
}
