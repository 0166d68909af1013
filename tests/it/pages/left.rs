//! Nobody gets lost: the list of what is left, and the pages on which a person closes one of it.

use serde_json::json;
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

/// Two cases, one of them an emergency; the addresses of their pages.
fn two(app: &TestApp) -> [String; 2] {
    [("Calm", calm_knee()), ("Hot", hot_knee())].map(|(family, mut form)| {
        form["patient"]["name"]["family"] = json!(family);
        form["patient"]["identifier"] = json!(format!("N-{family}"));
        form["assessment_date"] = json!(today());
        let answer = app.submit(&form);
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.header("location").replace("/api/v1", "")
    })
}

fn diverted(page: &str) -> &str {
    between(page, "<h2 id=\"diverted\">", "</section>")
}

#[test]
fn who_was_sent_on_stays_on_the_list_until_a_clinician_says_why_nothing_is_left() {
    let app = TestApp::start();
    let [_, hot] = two(&app);
    let clinician = reader(&app, "clinician");
    let page = clinician.get("/left");
    assert_eq!(page.status, 200);
    let listed = diverted(page.text());
    assert!(listed.contains("(1)") && listed.contains("Hot"), "{listed}");
    // A review takes it off the worklist, not off this list.
    let case = clinician.get(&hot);
    let decision = between(case.text(), "name=\"decision_id\" value=\"", "\"").to_owned();
    let agreed = [("decision_id", decision.as_str()), ("verdict", "agreed")];
    clinician.send(&format!("{hot}/reviews"), &agreed);
    assert!(diverted(clinician.get("/left").text()).contains("Hot"));
    let close = format!("{hot}/close");
    let form = clinician.get(&close);
    assert_eq!(form.status, 200, "{}", form.text());
    let seen = between(form.text(), "name=\"seen\" value=\"", "\"").to_owned();
    let whom = [("patient", "N-Hot"), ("seen", seen.as_str())];
    for (more, label) in [
        (vec![], "no reason"),
        (vec![("reason", "not_reached")], "what was tried"),
    ] {
        let refused = clinician.send(&close, &[&whom[..], &more].concat());
        assert_eq!(refused.status, 422, "{label}");
        assert!(refused.text().contains("<title>Error: "), "{label}");
    }
    let reason = [("reason", "not_reached"), ("text", "called twice")];
    let after = clinician.send(&close, &[&whom[..], &reason].concat());
    assert!(!diverted(after.text()).contains("Hot"), "{}", after.text());
    let case = clinician.get(&hot);
    assert!(case.text().contains("could not be reached") && case.text().contains("called twice"));
    let again = clinician.send(&close, &[&whom[..], &reason].concat());
    assert_eq!(again.status, 409);
    let audit = clinician.get(&format!("{hot}/audit"));
    assert!(audit.text().contains("Closed the case"));
}

#[test]
fn an_assistant_closes_nothing_urgent_and_a_rule_author_nothing() {
    let app = TestApp::start();
    let [calm, hot] = two(&app);
    for (role, case, status) in [
        ("medical_assistant", &hot, 403),
        ("rule_author", &hot, 403),
        ("rule_author", &calm, 403),
        ("medical_assistant", &calm, 200),
        ("clinician", &hot, 200),
    ] {
        let close = format!("{case}/close");
        let reader = reader(&app, role);
        assert_eq!(reader.get(&close).status, status, "{role} {case}");
        // The calm one is not on the list.
        let led = reader.get("/left").text().contains(&close);
        assert_eq!(led, status == 200 && case == &hot, "{role} {case}");
    }
    let clinician = reader(&app, "clinician");
    let form = clinician.get(&format!("{hot}/close"));
    let seen = between(form.text(), "name=\"seen\" value=\"", "\"").to_owned();
    let fields = [("patient", "N-Hot"), ("seen", &seen), ("reason", "seen")];
    let assistant = reader(&app, "medical_assistant");
    let refused = assistant.send(&format!("{hot}/close"), &fields);
    assert_eq!(refused.status, 403);
    let other = [("patient", "N-Calm"), ("seen", &seen), ("reason", "seen")];
    let refused = clinician.send(&format!("{hot}/close"), &other);
    assert_eq!(refused.status, 409, "another patient");
    assert_eq!(app.count("closings"), 0);
}

#[test]
fn a_form_whose_answers_are_an_emergency_is_closed_by_a_clinician_alone() {
    let app = TestApp::start();
    let assistant = reader(&app, "medical_assistant");
    let opened = assistant.send_from("/intakes/new", &super::intake::PATIENT, &[]);
    let draft = opened.header("location").to_owned();
    let patient = super::intake::PATIENT[0].1;
    let mut fields = vec![("patient", patient), ("version", "0")];
    for (name, value) in [("hot", "yes"), ("temp_c", "38.6"), ("places", "front")] {
        fields.extend([("shown", name), (name, value)]);
    }
    let page = assistant.send(&draft, &fields);
    assert!(
        page.text().contains("EMERGENCY: stop here"),
        "{}",
        page.text()
    );
    let close = format!("{draft}/close");
    let fields = [("patient", patient), ("seen", "1"), ("reason", "declined")];
    assert_eq!(assistant.get(&close).status, 403);
    assert_eq!(assistant.send(&close, &fields).status, 403);
    assert_eq!(app.count("closings"), 0);
    let clinician = reader(&app, "clinician");
    assert_eq!(clinician.get(&close).status, 200);
    clinician.send(&close, &fields);
    assert_eq!(app.count("closings"), 1);
}

#[test]
fn a_form_that_was_not_sent_is_closed_as_it_is_and_a_new_answer_opens_it_again() {
    let app = TestApp::start();
    let assistant = reader(&app, "medical_assistant");
    let opened = assistant.send_from("/intakes/new", &super::intake::PATIENT, &[]);
    let draft = opened.header("location").to_owned();
    let patient = super::intake::PATIENT[0].1;
    let close = [("patient", patient), ("seen", "0"), ("reason", "declined")];
    assistant.send(&format!("{draft}/close"), &close);
    assert_eq!(app.count("closings"), 1);
    let begun = format!("href=\"{draft}/resume\"");
    assert!(!assistant.get("/").text().contains(&begun));
    let answer = [
        ("patient", patient),
        ("version", "0"),
        ("shown", "hot"),
        ("hot", "yes"),
    ];
    assistant.send(&draft, &answer);
    assert!(assistant.get("/").text().contains(&begun));
}
