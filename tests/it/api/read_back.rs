//! Cases out.

use serde_json::json;

use super::settled::settled;
use crate::support::app::{Answer, TestApp, get_with, hot_knee};

#[test]
fn a_case_is_read_back_as_it_was_stored() {
    let app = TestApp::start();
    let stored = app.submit(&hot_knee()).json();
    let answer = app.get(stored["links"]["self"].as_str().unwrap());
    assert_eq!(answer.status, 200);
    let case = answer.json();
    assert_eq!(case["decision"], stored["decision"]);
    assert_eq!(case["case_id"], stored["case_id"]);
    let mut short = settled(&case);
    short.as_object_mut().unwrap().remove("decision");
    insta::assert_json_snapshot!("case", short);
}

#[test]
fn a_reader_that_has_the_bytes_is_told_so() {
    let app = TestApp::start();
    let stored = app.submit(&hot_knee()).json();
    for part in ["", "/trace", "/summary.pdf"] {
        let url = format!(
            "{}{}{part}",
            app.address,
            stored["links"]["self"].as_str().unwrap()
        );
        let first = get_with(&url, &[]);
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("\"sha256:"), "{tag}");
        let again = get_with(&url, &[("If-None-Match", &tag)]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{part}");
        let other = get_with(&url, &[("If-None-Match", "\"other\"")]);
        assert_eq!((other.status, other.body), (200, first.body), "{part}");
    }
}

#[test]
fn the_trace_names_every_rule_of_the_release() {
    let app = TestApp::start();
    let stored = app.submit(&hot_knee()).json();
    let trace = app.get(stored["links"]["trace"].as_str().unwrap()).json();
    let rules = app.get("/api/v1/rulesets").json()["rulesets"][0]["rules"].clone();
    assert_eq!(json!(trace["trace"].as_array().unwrap().len()), rules);
    assert_eq!(trace["digest"], stored["decision"]["digest"]);
}

#[test]
fn the_summary_is_a_pdf_on_either_paper_and_its_name_says_nothing_about_the_patient() {
    let app = TestApp::start();
    let mut intake = hot_knee();
    intake["patient"]["name"]["family"] = json!("Zzfamily");
    let stored = app.submit(&intake).json();
    let link = stored["links"]["summary"].as_str().unwrap();
    let papers: Vec<Answer> = ["", "?paper=a4", "?paper=letter"]
        .iter()
        .map(|query| app.get(&format!("{link}{query}")))
        .collect();
    for pdf in &papers {
        assert_eq!(pdf.status, 200);
        assert_eq!(pdf.header("content-type"), "application/pdf");
        assert_eq!(pdf.header("cache-control"), "no-store");
        assert!(pdf.body.starts_with(b"%PDF-"));
        let name = pdf.header("content-disposition");
        assert_eq!(
            name,
            format!(
                "inline; filename=\"summary-{}.pdf\"",
                stored["case_id"].as_str().unwrap()
            )
        );
    }
    assert_eq!(papers[0].body, papers[1].body);
    assert_ne!(papers[1].body, papers[2].body);
}

#[test]
fn the_worklist_is_paged_with_the_most_urgent_first_and_loses_nobody() {
    let app = TestApp::start();
    for number in 0..7 {
        let mut intake = hot_knee();
        if number % 2 == 0 {
            intake["answers"]["hot"] = json!("no");
            intake["answers"]["locked"] = json!("yes");
        }
        assert_eq!(app.submit(&intake).status, 201);
    }
    let (mut seen, mut path) = (Vec::new(), "/api/v1/cases?limit=3".to_owned());
    loop {
        let page = app.get(&path).json();
        let cases = page["cases"].as_array().unwrap().clone();
        seen.extend(
            cases
                .iter()
                .map(|case| (case["urgency"].clone(), case["case_id"].clone())),
        );
        match page["next"].as_str() {
            Some(next) => path = format!("/api/v1/cases?limit=3&cursor={next}"),
            None => break,
        }
    }
    let urgencies: Vec<&str> = seen
        .iter()
        .map(|(urgency, _)| urgency.as_str().unwrap())
        .collect();
    let expected = [["emergency"; 3].as_slice(), ["two_weeks"; 4].as_slice()].concat();
    assert_eq!(urgencies, expected);
    let mut ids: Vec<String> = seen.iter().map(|(_, id)| id.to_string()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 7);
}

#[test]
fn what_is_in_force_is_listed_with_digests() {
    let app = TestApp::start();
    let forms = settled(&app.get("/api/v1/forms").json());
    let knee = json!({
        "form": "knee", "form_version": "0.1.0", "title": "Knee", "digest": "sha256:[hex]"
    });
    let mut listed = forms["forms"].as_array().unwrap().clone();
    let found = listed
        .iter_mut()
        .find(|form| form["form"] == "knee")
        .unwrap();
    found["title"] = json!("Knee");
    assert_eq!(*found, knee);
    assert!(listed.iter().any(|form| form["form"] == "spine"));
    let rulesets = settled(&app.get("/api/v1/rulesets").json());
    assert_eq!(rulesets["rulesets"][0]["name"], "knee");
    assert_eq!(rulesets["rulesets"][0]["digest"], "sha256:[hex]");
}

#[test]
fn the_worklist_holds_the_cases_and_cannot_be_written_into() {
    let app = TestApp::start();
    let mut intake = hot_knee();
    intake["patient"]["name"]["family"] = json!("<script>alert(1)</script>");
    let stored = app.submit(&intake).json();
    let page = app.get("/cases");
    assert_eq!(page.status, 200);
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(
        page.header("content-security-policy")
            .starts_with("default-src 'none'; style-src 'self'")
    );
    let text = page.text();
    assert!(text.contains("EMERGENCY") && text.contains(stored["case_id"].as_str().unwrap()));
    assert!(
        text.contains("&#60;script&#62;") && !text.contains("<script>alert"),
        "{text}"
    );
    let style = app.get("/static/workplace.css");
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
}

#[test]
fn health_says_whether_a_form_could_be_taken() {
    let app = TestApp::start();
    assert_eq!(app.get("/health/live").json(), json!({ "status": "live" }));
    let ready = app.get("/health/ready");
    assert_eq!(
        (ready.status, ready.json()["rules"].clone()),
        (200, json!("knee 0.1.0"))
    );
}
