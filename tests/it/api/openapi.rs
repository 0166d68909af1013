//! The description of the interface is what the service does.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};
use spinepath::http::{access, problem::Kind};

use crate::support::app::{Answer, TestApp, calm_knee, hot_knee};

fn document(app: &TestApp) -> Json {
    let answer = app.get("/api/v1/openapi.json");
    assert_eq!(answer.status, 200);
    answer.json()
}

/// Path and method of everything programs may ask, as the route table has it.
fn routes() -> BTreeSet<(String, String)> {
    let programs = |path: &str| path.starts_with("/api/") || path.starts_with("/health/");
    let rows = access().into_iter().filter(|row| programs(row.path));
    rows.map(|row| (row.path.to_owned(), row.method.to_lowercase()))
        .collect()
}

#[test]
fn every_address_for_programs_is_described_with_its_method_and_no_other() {
    let document = document(&TestApp::start());
    let paths = document["paths"].as_object().unwrap().iter();
    let described: BTreeSet<(String, String)> = paths
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().keys();
            methods.map(|method| (path.clone(), method.clone()))
        })
        .collect();
    assert_eq!(described, routes());
    assert!(described.len() > 10);
}

#[test]
fn every_code_of_a_problem_that_is_named_is_one() {
    let document = document(&TestApp::start());
    let responses = document["components"]["responses"].as_object().unwrap();
    let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code).collect();
    let mut named = 0;
    for response in responses.values() {
        let text = response["description"].as_str().unwrap();
        for code in text.split('`').skip(1).step_by(2) {
            assert!(known.contains(&code), "{code}");
            named += 1;
        }
    }
    assert!(named > 10, "{named}");
}

/// The examples of the description: the file each is, and what is decided on it.
const EXAMPLES: [(&str, &str, &str); 3] = [
    (
        "cauda_equina_classic",
        include_str!(
            "../../../schemas/intake/spine/1.1.0/examples/valid/cauda_equina_classic.json"
        ),
        "emergency",
    ),
    (
        "flag_free_adult",
        include_str!("../../../schemas/intake/spine/1.1.0/examples/valid/flag_free_adult.json"),
        "conservative",
    ),
    (
        "nothing_answered",
        include_str!("../../../schemas/intake/spine/1.1.0/examples/valid/nothing_answered.json"),
        "same_day",
    ),
];

#[test]
fn every_example_is_an_example_of_the_form_in_force_and_is_decided() {
    let app = TestApp::with_current_release();
    let document = document(&app);
    let forms = app.get("/api/v1/forms").json();
    let forms = forms["forms"].as_array().unwrap().iter();
    let spine = forms.filter(|form| form["form"] == "spine");
    let versions = spine.map(|form| form["form_version"].as_str().unwrap());
    let newest = versions.max_by_key(|version| {
        let numbers = version.split('.');
        numbers
            .map(|number| number.parse::<u32>().unwrap())
            .collect::<Vec<_>>()
    });
    for (name, file, urgency) in EXAMPLES {
        let example = &document["components"]["examples"][name];
        assert!(!example["summary"].as_str().unwrap().is_empty(), "{name}");
        let intake = &example["value"];
        assert_eq!(*intake, serde_json::from_str::<Json>(file).unwrap());
        assert_eq!(intake["form_version"].as_str(), newest, "{name}");
        let answer = app.post("/api/v1/decisions", &intake.to_string(), &[]);
        assert_eq!(answer.status, 200, "{name}: {}", answer.text());
        assert_eq!(answer.json()["urgency"], urgency, "{name}");
        check(&document, "/api/v1/decisions", "post", &answer);
    }
    let names = |examples: &Json| examples.as_object().unwrap().keys().cloned().collect();
    let known: Vec<String> = names(&document["components"]["examples"]);
    assert_eq!(known, EXAMPLES.map(|(name, _, _)| name));
    for path in ["/api/v1/decisions", "/api/v1/intakes"] {
        let body = &document["paths"][path]["post"]["requestBody"];
        let shown: Vec<String> = names(&body["content"]["application/json"]["examples"]);
        assert_eq!(shown, known, "{path}");
    }
}

#[test]
fn every_operation_stands_under_a_described_tag_and_is_sent_where_the_description_came_from() {
    let document = document(&TestApp::start());
    let servers = document["servers"].as_array().unwrap();
    assert_eq!(servers.len(), 1);
    assert_eq!(servers[0]["url"], "/");
    let mut used = BTreeSet::new();
    for methods in document["paths"].as_object().unwrap().values() {
        for operation in methods.as_object().unwrap().values() {
            let tags = operation["tags"].as_array().unwrap();
            assert_eq!(tags.len(), 1, "{}", operation["operationId"]);
            used.insert(tags[0].as_str().unwrap());
        }
    }
    let tags = document["tags"].as_array().unwrap().iter();
    let described: BTreeSet<&str> = tags.map(|tag| tag["name"].as_str().unwrap()).collect();
    assert_eq!(used, described);
}

/// Every reference in a document.
fn references<'a>(part: &'a Json, found: &mut Vec<&'a str>) {
    match part {
        Json::Object(members) => {
            found.extend(members.get("$ref").and_then(Json::as_str));
            members.values().for_each(|part| references(part, found));
        }
        Json::Array(items) => items.iter().for_each(|part| references(part, found)),
        _ => {}
    }
}

#[test]
fn every_reference_of_the_description_leads_somewhere() {
    let document = document(&TestApp::start());
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 50, "{}", found.len());
    for reference in found {
        let place = reference.strip_prefix('#').unwrap_or(reference);
        assert!(document.pointer(place).is_some(), "{reference}");
    }
}

/// Checks an answer against what the document says of it.
fn check(document: &Json, path: &str, method: &str, answer: &Answer) {
    let status = answer.status.to_string();
    let said = &document["paths"][path][method]["responses"][&status];
    let said = match said["$ref"].as_str() {
        Some(place) => document.pointer(place.trim_start_matches('#')).unwrap(),
        None => said,
    };
    let media_type = answer.header("content-type").split(';').next().unwrap();
    let content = &said["content"][media_type];
    assert!(content.is_object(), "{method} {path} {status} {media_type}");
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": content["schema"]["$ref"],
        "components": document["components"],
    });
    let validator = jsonschema::validator_for(&schema).unwrap();
    let body = answer.json();
    let errors: Vec<String> = validator
        .iter_errors(&body)
        .map(|error| format!("{} {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{method} {path}: {errors:#?}");
}

#[test]
fn what_the_service_answers_is_what_is_described() {
    let app = TestApp::start();
    let document = document(&app);
    let post = |path: &str, body: &Json| app.post(path, &body.to_string(), &[]);
    let stored = app.submit(&hot_knee());
    check(&document, "/api/v1/intakes", "post", &stored);
    let case = stored.header("location").to_owned();
    let preview = post("/api/v1/decisions", &calm_knee());
    check(&document, "/api/v1/decisions", "post", &preview);
    let faulty = post("/api/v1/decisions", &json!({ "form": "knee" }));
    assert_eq!(faulty.status, 422);
    check(&document, "/api/v1/decisions", "post", &faulty);
    let review = json!({ "verdict": "agreed", "decision_id": stored.json()["decision_id"] });
    let reviewed = post(&format!("{case}/reviews"), &review);
    check(&document, "/api/v1/cases/{id}/reviews", "post", &reviewed);
    let stale = json!({
        "verdict": "changed", "urgency": "routine", "reason_code": "limited-time",
        "decision_id": stored.json()["decision_id"]
    });
    let unconfirmed = post(&format!("{case}/reviews"), &stale);
    assert_eq!(unconfirmed.status, 409);
    check(
        &document,
        "/api/v1/cases/{id}/reviews",
        "post",
        &unconfirmed,
    );
    let handout = app.get(&format!("{case}/handout.pdf"));
    assert_eq!(handout.status, 409);
    check(&document, "/api/v1/cases/{id}/handout.pdf", "get", &handout);
    for (path, address) in [
        ("/api/v1/cases/{id}", case.clone()),
        ("/api/v1/cases/{id}/trace", format!("{case}/trace")),
        ("/api/v1/cases", "/api/v1/cases?limit=1".into()),
        ("/api/v1/cases", "/api/v1/cases?limit=0".into()),
        ("/api/v1/forms", "/api/v1/forms".into()),
        ("/api/v1/rulesets", "/api/v1/rulesets".into()),
        ("/health/live", "/health/live".into()),
        ("/health/ready", "/health/ready".into()),
    ] {
        check(&document, path, "get", &app.get(&address));
    }
}
