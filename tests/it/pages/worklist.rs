//! The worklist as a browser without a script meets it.

use serde_json::{Value as Json, json};
use spinepath::clock::today;

use super::{Reader, between};
use crate::support::app::{TestApp, calm_knee, hot_knee};

fn reader<'a>(app: &'a TestApp, role: &'static str) -> Reader<'a> {
    Reader {
        app,
        role,
        language: "en",
    }
}

/// A form of today about somebody.
fn of(family: &str, mut form: Json) -> Json {
    form["patient"]["name"]["family"] = json!(family);
    form["patient"]["identifier"] = json!(format!("N-{family}"));
    form["assessment_date"] = json!(today());
    form
}

/// Sends a form and gives the address of the page of its case.
fn sent(app: &TestApp, form: &Json) -> String {
    let answer = app.submit(form);
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.header("location").replace("/api/v1", "")
}

/// The family names on a page, in their order.
fn names(page: &str) -> Vec<&str> {
    let lines = page.split("<th scope=\"row\">").skip(1);
    let names = lines.map(|line| between(line, "\">", ","));
    names.collect()
}

#[test]
fn the_most_urgent_come_first_and_the_oldest_among_them() {
    let app = TestApp::start();
    for (family, form) in [
        ("Calm", calm_knee()),
        ("Hot", hot_knee()),
        ("Calmer", calm_knee()),
        ("Hotter", hot_knee()),
    ] {
        sent(&app, &of(family, form));
    }
    let answer = reader(&app, "clinician").get("/cases");
    assert_eq!(answer.status, 200);
    let page = answer.text();
    assert_eq!(names(page), ["Hot", "Hotter", "Calm", "Calmer"]);
    let emergencies = between(page, "id=\"u-emergency\"", "</h2>");
    assert!(emergencies.contains("EMERGENCY") && emergencies.ends_with("2"));
    assert!(page.contains("due today"));
    assert!(!page.contains("See the case"), "every line says why");
}

#[test]
fn who_takes_a_case_is_on_the_list_and_in_the_filter() {
    let app = TestApp::start();
    let first = sent(&app, &of("One", hot_knee()));
    sent(&app, &of("Other", hot_knee()));
    let clinician = reader(&app, "clinician");
    let back = "/cases?owner=me";
    let after = clinician.send(&format!("{first}/take"), &[("back", back)]);
    assert_eq!(names(after.text()), ["One"]);
    assert!(after.text().contains("demo-clinician"));
    assert_eq!(
        names(clinician.get("/cases?owner=nobody").text()),
        ["Other"]
    );
    let assistant = reader(&app, "medical_assistant");
    assert!(names(assistant.get(back).text()).is_empty());
    let author = reader(&app, "rule_author");
    assert!(!author.get("/cases").text().contains("/take"));
    // The way back leads to no other site.
    let away = [("back", "//evil.example/cases")];
    let led = clinician.send(&format!("{first}/take"), &away);
    assert_eq!(names(led.text()).len(), 2);
}

#[test]
fn filters_are_links_and_what_is_reviewed_leaves_the_list() {
    let app = TestApp::start();
    let case = sent(&app, &of("One", hot_knee()));
    sent(&app, &of("Other", hot_knee()));
    let clinician = reader(&app, "clinician");
    let page = clinician.get(&case);
    let decision = between(page.text(), "name=\"decision_id\" value=\"", "\"");
    let agreed = [("decision_id", decision), ("verdict", "agreed")];
    let after = clinician.send(&format!("{case}/reviews"), &agreed);
    assert_eq!(after.status, 200, "{}", after.text());
    assert!(after.text().contains("Agreed: EMERGENCY."));
    for (address, expected) in [
        ("/cases", vec!["Other"]),
        ("/cases?state=reviewed", vec!["One"]),
        ("/cases?state=all", vec!["One", "Other"]),
        ("/cases?state=all&q=n-o", vec!["One", "Other"]),
        ("/cases?state=all&q=oth", vec!["Other"]),
        ("/cases?state=all&q=%25", vec![]),
        ("/cases?state=all&provisional=yes&q=x", vec![]),
    ] {
        let page = clinician.get(address);
        assert_eq!(names(page.text()), expected, "{address}");
    }
    let page = clinician.get("/cases?state=all&q=a%22%3E%3Cb%3E");
    assert!(
        page.text().contains("state=reviewed&#38;q=a%22%3E%3Cb%3E"),
        "{}",
        page.text()
    );
    assert!(!page.text().contains("<b>"));
}

#[test]
fn the_pages_of_a_section_show_everybody_once() {
    let app = TestApp::start();
    let expected: Vec<String> = (10..37).map(|number| format!("P{number}")).collect();
    for family in &expected {
        sent(&app, &of(family, hot_knee()));
    }
    let clinician = reader(&app, "clinician");
    let (mut seen, mut address) = (Vec::new(), "/cases".to_owned());
    loop {
        let page = clinician.get(&address);
        seen.extend(names(page.text()).iter().map(|name| (*name).to_owned()));
        let links = page.text().split("<a class=\"button\" href=\"");
        let next = links.filter(|link| link.contains("Next ones")).last();
        let Some(next) = next.filter(|_| page.text().contains("Next ones")) else {
            break;
        };
        address = next.split('"').next().unwrap().replace("&#38;", "&");
    }
    assert_eq!(seen, expected);
}

#[test]
fn what_came_since_is_offered_and_nothing_moves_by_itself() {
    let app = TestApp::start();
    sent(&app, &of("One", hot_knee()));
    let clinician = reader(&app, "clinician");
    let page = clinician.get("/cases?state=all");
    let news = between(page.text(), "hx-get=\"", "\"").replace("&#38;", "&");
    assert_eq!(clinician.get(&news).text().trim(), "");
    sent(&app, &of("Two", hot_knee()));
    sent(&app, &of("Three", hot_knee()));
    let bar = clinician.get(&news);
    assert!(bar.text().contains("2 new, show"), "{}", bar.text());
    assert!(bar.text().contains("href=\"/cases?state=all\""));
    assert!(!bar.text().contains("Two"), "it names nobody");
}
