//! The pages of the rules.

use serde_json::Value as Json;
use spinepath::app::AtHand;
use spinepath::clock::today;

use super::{Reader, between};
use crate::release::{checked, knee_release};
use crate::support::app::{TestApp, calm_knee, hot_knee};

fn author(app: &TestApp) -> Reader<'_> {
    Reader {
        app,
        role: "rule_author",
        language: "en",
    }
}

/// Sends a form and says what a clinician thinks of it.
fn reviewed(app: &TestApp, form: &Json, verdict: &[(&str, &str)]) {
    let answer = app.submit(form);
    assert_eq!(answer.status, 201, "{}", answer.text());
    let clinician = Reader {
        app,
        role: "clinician",
        language: "en",
    };
    let case = answer.header("location").replace("/api/v1", "");
    let page = clinician.get(&case);
    let decision = between(page.text(), "name=\"decision_id\" value=\"", "\"");
    let mut fields = vec![("decision_id", decision), ("confirmed", "yes")];
    fields.extend_from_slice(verdict);
    let kept = clinician.send(&format!("{case}/reviews"), &fields);
    assert_eq!(kept.status, 200, "{}", kept.text());
}

#[test]
fn a_rule_says_in_how_many_cases_it_fired_and_in_how_many_a_clinician_disagreed() {
    let app = TestApp::start();
    let author = author(&app);
    let page = author.get("/rules/hot_knee");
    assert!(
        page.text()
            .contains("No case was decided in the last 30 days.")
    );
    assert!(!author.get("/rules").text().contains("Fired in"));
    for form in [calm_knee(), hot_knee()] {
        assert_eq!(app.submit(&form).status, 201);
    }
    reviewed(&app, &hot_knee(), &[("verdict", "agreed")]);
    reviewed(
        &app,
        &hot_knee(),
        &[
            ("verdict", "changed"),
            ("urgency", "routine"),
            ("reason_code", "action-completed"),
        ],
    );
    for (rule, said) in [
        (
            "hot_knee",
            vec![
                "Fired in 3 of 4 cases decided in the last 30 days",
                "A clinician reviewed 2 of those 3, and changed the urgency in 1.",
            ],
        ),
        (
            "long_knee",
            vec!["Fired in 0 of 4 cases decided in the last 30 days"],
        ),
    ] {
        let page = author.get(&format!("/rules/{rule}"));
        for said in said {
            assert!(page.text().contains(said), "{rule}: {said}");
        }
        let reviews = page.text().contains("A clinician reviewed");
        assert_eq!(reviews, rule == "hot_knee");
    }
    let list = author.get("/rules");
    let hot = between(list.text(), "/rules/hot_knee", "</li>");
    assert!(
        hot.contains("Fired in 3 of 4 cases; in 1 of those 3 a clinician changed the urgency."),
        "{hot}"
    );
}

/// The rows of the table of thresholds: name, value, release.
fn steps(page: &str) -> Vec<(String, String, String)> {
    let table = between(page, "id=\"over-time\"", "</table>");
    let rows = table.split("<th scope=\"row\">").skip(1).map(|row| {
        let name = between(row, "<code>", "</code>").to_owned();
        let cells: Vec<&str> = row.split("<td").skip(1).collect();
        let value = match cells[0].contains("<strong>") {
            true => between(cells[0], "<strong>", "</strong>"),
            false => between(cells[0], ">", "</td>"),
        };
        (
            name,
            value.to_owned(),
            between(cells[1], ">", "</td>").to_owned(),
        )
    });
    rows.collect()
}

#[test]
fn the_thresholds_of_a_rule_are_told_release_by_release_where_they_changed() {
    let changed = [("values.yaml", "is: 38.0", "is: 37.9")];
    let releases = [
        knee_release("0.10.0", &changed),
        knee_release("0.1.0", &[]),
        knee_release("0.2.0", &[]),
    ];
    let others = releases[1..].iter().map(checked).collect();
    let app = TestApp::with_releases(AtHand::new(checked(&releases[0]), others));
    let author = author(&app);
    let page = author.get("/rules/hot_knee");
    let step =
        |value: &str, release: &str| ("fever_c".to_owned(), value.to_owned(), release.to_owned());
    assert_eq!(
        steps(page.text()),
        [step("38 °C", "0.1.0"), step("37.9 °C", "0.10.0")]
    );
    let table = between(page.text(), "id=\"over-time\"", "</table>");
    assert!(table.contains("<caption>") && table.contains("scope=\"col\""));
    // A rule without a threshold has no table.
    assert!(!author.get("/rules/plan").text().contains("over-time"));
}

#[test]
fn a_search_finds_every_rule_that_has_the_words_and_pages_keep_them() {
    let app = TestApp::with_current_release();
    let author = author(&app);
    let release = spinepath::app::Library::embedded().unwrap();
    let release = release.current_release(today()).unwrap();
    let (mut seen, mut address) = (Vec::new(), "/rules".to_owned());
    loop {
        let page = author.get(&address);
        let found = page.text().split("<h2><a href=\"/rules/").skip(1);
        let shown: Vec<String> = found
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect();
        assert!(!shown.is_empty() && shown.len() <= 40, "{address}");
        seen.extend(shown);
        let Some((_, rest)) = page.text().split_once("<a class=\"button\" href=\"") else {
            break;
        };
        address = rest.split('"').next().unwrap().replace("&#38;", "&");
    }
    assert_eq!(seen.len(), release.rules().len());
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), release.rules().len(), "each rule once");
    for (query, expected) in [
        ("ces_recent_or_worse", Some("/rules/ces_recent_or_worse")),
        ("SADDLE%20emergency%20zzz", None),
        ("%3Cb%3E", None),
    ] {
        let page = author.get(&format!("/rules?q={query}"));
        assert!(!page.text().contains("<b>"));
        match expected {
            Some(link) => assert!(page.text().contains(link), "{query}"),
            None => assert!(page.text().contains("0 rules"), "{query}"),
        }
    }
}
