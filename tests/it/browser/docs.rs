//! The page of the interface for programs, read and tried.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::axe::accessible;
use super::chrome::{Browser, DARK, FORCED, LIGHT, MAGNIFIED};
use crate::support::app::TestApp;

/// What the policy of the page keeps it from doing, from its first line on.
const LISTEN: &str = "window.refused = [];
    addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective + ' ' + event.blockedURI));";

/// Something the policy of every page refuses.
const FOREIGN: &str =
    "document.body.appendChild(document.createElement('img')).src = 'http://192.0.2.1/';";

const FIRST: &str = "#operations-Decide-previewDecision";

/// Opens the page of the interface at a place of it.
fn open(app: &TestApp, place: &str) -> Browser {
    let browser = Browser::open();
    let listen = json!({ "source": LISTEN });
    browser.tell("Page.addScriptToEvaluateOnNewDocument", &listen);
    browser.visit(&format!("{}/docs{place}", app.address));
    let shown = "return !document.querySelector('[aria-busy=true]') && document.querySelectorAll('.opblock').length";
    browser.until("the operations", shown);
    browser
}

fn texts(list: &Json) -> BTreeSet<String> {
    let texts = list.as_array().unwrap().iter();
    texts
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn the_page_of_the_interface_shows_every_operation_of_the_description_closed() {
    let app = TestApp::with_current_release();
    let document = app.get("/api/v1/openapi.json").json();
    let paths = document["paths"].as_object().unwrap().iter();
    let described: BTreeSet<String> = paths
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().keys();
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let browser = open(&app, "");
    let shown = browser.run(
        "return [...document.querySelectorAll('.opblock')].map((each) =>
            each.querySelector('.opblock-summary-method').innerText + ' ' + each.querySelector('[data-path]').dataset.path);",
        &[],
    );
    assert_eq!(texts(&shown), described);
    assert_eq!(shown.as_array().unwrap().len(), described.len());
    assert!(browser.find_all(".opblock.is-open").is_empty());
}

#[test]
fn an_example_is_sent_as_it_stands_and_answered_with_its_urgency_and_nothing_is_refused() {
    let app = TestApp::with_current_release();
    let browser = open(&app, "#/Decide/previewDecision");
    browser.until(
        "the operation that the address names is open",
        "return document.querySelector('.try-out__btn') !== null",
    );
    browser.find(&format!("{FIRST} .try-out__btn")).click();
    browser.find(&format!("{FIRST} .execute")).click();
    let answered = "return document.querySelector('.live-responses-table tbody .response-col_status')?.innerText";
    let status = browser.until("an answer", answered);
    assert!(status.as_str().unwrap().starts_with("200"), "{status}");
    let body = "return document.querySelector('.live-responses-table .microlight')?.textContent";
    let body = browser.until("the body of the answer", body);
    let decision: Json = serde_json::from_str(body.as_str().unwrap()).unwrap();
    assert_eq!(decision["urgency"], "emergency");
    assert!(!decision["reasons"].as_array().unwrap().is_empty());
    assert_eq!(app.count("cases"), 0, "a preview keeps nothing");
    let foreign = "
        const loaded = performance.getEntriesByType('resource').map((entry) => entry.name);
        return loaded.filter((url) => new URL(url).origin !== location.origin && !url.startsWith('data:'));";
    assert_eq!(browser.run(foreign, &[]), json!([]));
    assert_eq!(browser.run("return refused", &[]), json!([]));
    // What is listened for is heard.
    browser.run(FOREIGN, &[]);
    let heard = browser.until("a refusal", "return refused.length && refused");
    assert_eq!(heard, json!(["img-src http://192.0.2.1/"]));
}

#[test]
fn an_open_operation_keeps_nobody_from_using_it() {
    let app = TestApp::with_current_release();
    let browser = open(&app, "#/Decide/previewDecision");
    browser.until(
        "it is open",
        "return document.querySelector('.try-out__btn') !== null",
    );
    browser.find(&format!("{FIRST} .try-out__btn")).click();
    let mut found = String::new();
    for look in [LIGHT, DARK, FORCED, MAGNIFIED] {
        browser.look(look);
        found += &accessible(&browser);
    }
    assert!(found.is_empty(), "{found}");
    let wider = "return document.scrollingElement.scrollWidth > innerWidth";
    assert_eq!(browser.run(wider, &[]), json!(false), "at 400 %");
}

#[test]
fn without_a_script_the_page_of_the_interface_says_so_and_leads_to_the_file() {
    let app = TestApp::with_current_release();
    let browser = Browser::without_scripts();
    browser.visit(&format!("{}/docs", app.address));
    assert!(
        browser.text().contains("needs JavaScript"),
        "{}",
        browser.text()
    );
    browser.find("main a[href='/api/v1/openapi.json']").follow();
    assert!(browser.text().contains("\"openapi\":\"3.1.0\""));
}
