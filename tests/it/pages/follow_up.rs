//! A further visit, filled on a page.

use chrono::Days;
use serde_json::json;
use spinepath::clock::today;

use super::cases::{sent, visit};
use super::{Reader, between};
use crate::support::app::{TestApp, hot_knee};

fn reader<'a>(app: &'a TestApp, role: &'static str) -> Reader<'a> {
    Reader {
        app,
        role,
        language: "en",
    }
}

/// Opens a form for a further visit of a patient and gives the address of the draft.
fn opened(reader: &Reader<'_>, case: &str, patient: &str, day: &str) -> String {
    let fields = [("patient", patient), ("assessment_date", day)];
    let answer = reader.send_from(&format!("{case}/follow-up"), &fields, &[]);
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.header("location").to_owned()
}

/// Answers questions on a draft, and sends it; gives the last page.
fn filled(reader: &Reader<'_>, draft: &str, patient: &str, answers: &[(&str, &str)]) -> String {
    let mut fields = vec![("patient", patient), ("version", "0"), ("do", "check")];
    for (name, value) in answers {
        fields.extend([("shown", *name), (*name, *value)]);
    }
    let check = reader.send(draft, &fields);
    let version = between(check.text(), "name=\"version\" value=\"", "\"");
    let sending = [("patient", patient), ("version", version)];
    let sent = reader.send(&format!("{draft}/send"), &sending);
    assert_eq!(sent.status, 200);
    sent.text().to_owned()
}

/// What stands below a question.
fn note<'a>(page: &'a str, name: &str) -> &'a str {
    between(page, &format!("id=\"n-{name}\">"), "</div>")
}

#[test]
fn a_further_visit_is_filled_beside_the_answers_of_the_last_one_and_joins_its_case() {
    let app = TestApp::with_current_release();
    let assistant = reader(&app, "medical_assistant");
    let case = sent(&app, &visit(30, 7));
    let link = format!("href=\"{case}/follow-up\"");
    for (role, linked) in [
        ("medical_assistant", true),
        ("clinician", true),
        ("rule_author", false),
    ] {
        let page = reader(&app, role).get(&case);
        assert_eq!(page.text().contains(&link), linked, "{role}");
    }
    let day = (today() - Days::new(30)).to_string();
    let start = assistant.get(&format!("{case}/follow-up"));
    assert!(start.text().contains(&format!("of {day}.")));

    let draft = opened(&assistant, &case, "SYN-0417", "today");
    let page = assistant.get(&draft);
    let page = page.text();
    assert!(page.contains("<h1>Spine follow-up</h1>"), "{page}");
    let last = format!("Last time: 7, {day}");
    assert!(note(page, "pain_nrs_avg_7d").contains(&last), "{page}");
    let asked_anew = note(page, "saddle_change");
    assert!(!asked_anew.contains("Last time"), "{asked_anew}");
    let home = assistant.get("/");
    assert!(home.text().contains("<span class=\"tag\">Follow-up</span>"));
    let again = assistant.get(&format!("{case}/follow-up"));
    assert!(again.text().contains(&format!("href=\"{draft}/resume\"")));

    let answers = [("pain_nrs_avg_7d", "3"), ("saddle_change", "no")];
    let done = filled(&assistant, &draft, "SYN-0417", &answers);
    assert!(done.contains(&format!("href=\"{case}\"")), "{done}");
    assert_eq!((app.count("cases"), app.count("intakes")), (1, 2));
    let page = reader(&app, "clinician").get(&case);
    let chart = between(page.text(), "<svg", "</svg>");
    let described = format!("From 7 on {day} to 3 on {}", today());
    assert!(chart.contains(&described), "{chart}");
    let table = between(page.text(), "</svg>", "</table>");
    assert_eq!(table.matches("superseded").count(), 1, "{table}");
    let audit = assistant.get(&format!("{case}/audit"));
    assert!(audit.text().contains("Sent a further form"));
    let start = assistant.get(&format!("{case}/follow-up"));
    assert!(!start.text().contains(&draft), "it is sent");
}

#[test]
fn where_no_short_form_follows_the_whole_one_is_filled_again() {
    let app = TestApp::start();
    let assistant = reader(&app, "medical_assistant");
    let case = sent(&app, &hot_knee());
    let draft = opened(&assistant, &case, "TEST-1", &today().to_string());
    let page = assistant.get(&draft);
    for (name, last) in [
        ("pain", "Last time: 8, 2026-11-23"),
        ("places", "Last time: front, 2026-11-23"),
        ("temp_c", "Last time: 38.6 °C, 2026-11-23"),
    ] {
        let note = note(page.text(), name);
        assert!(note.contains(last), "{name}: {note}");
    }
    let cooler = [("hot", "no"), ("locked", "no"), ("pain", "2")];
    filled(&assistant, &draft, "TEST-1", &cooler);
    assert_eq!((app.count("cases"), app.count("intakes")), (1, 2));
    let now = app.get(&format!("/api/v1{case}")).json();
    assert_ne!(now["urgency"], "emergency");
    assert!(now["decision"]["change"].is_object(), "{now}");
}

#[test]
fn the_panel_of_a_further_visit_knows_the_decision_before_it() {
    let app = TestApp::with_current_release();
    let assistant = reader(&app, "medical_assistant");
    let mut numb = visit(0, 5);
    numb["answers"]["saddle_change"] = json!("yes");
    numb["answers"]["saddle_change_days"] = json!(2);
    let case = sent(&app, &numb);
    let draft = opened(&assistant, &case, "SYN-0417", "today");
    let page = assistant.get(&draft);
    let panel = between(page.text(), "<aside id=\"panel\"", "</aside>");
    assert!(panel.contains("class=\"band emergency\""), "{panel}");
}

#[test]
fn a_further_visit_of_another_patient_or_of_an_earlier_day_is_not_opened() {
    let app = TestApp::start();
    let case = sent(&app, &hot_knee());
    let nowhere = "/cases/01890000-0000-7000-8000-000000000000";
    let now = today().to_string();
    let soon = (today() + Days::new(30)).to_string();
    for (role, case, patient, day, status, said) in [
        (
            "clinician",
            case.as_str(),
            "TEST-2",
            now.as_str(),
            409,
            "about another patient",
        ),
        (
            "clinician",
            &case,
            "TEST-1",
            "2026-11-22",
            422,
            "on or after that of the latest form",
        ),
        (
            "clinician",
            &case,
            "TEST-1",
            soon.as_str(),
            422,
            "not in the future",
        ),
        (
            "clinician",
            &case,
            "TEST-1",
            "some day",
            422,
            "Enter a date that exists",
        ),
        (
            "rule_author",
            &case,
            "TEST-1",
            &now,
            403,
            "medical_assistant",
        ),
        ("clinician", nowhere, "TEST-1", &now, 404, ""),
    ] {
        let fields = [("patient", patient), ("assessment_date", day)];
        let page = reader(&app, role).send(&format!("{case}/follow-up"), &fields);
        assert_eq!(page.status, status, "{}", page.text());
        assert!(page.text().contains(said), "`{said}` in {}", page.text());
    }
    assert_eq!(app.count("drafts"), 0);
}

#[test]
fn a_further_visit_of_a_day_that_the_case_has_passed_says_so_and_is_not_sent() {
    let app = TestApp::start();
    let assistant = reader(&app, "medical_assistant");
    let case = sent(&app, &hot_knee());
    let early = opened(&assistant, &case, "TEST-1", "2026-11-23");
    let late = opened(&assistant, &case, "TEST-1", &today().to_string());
    filled(&assistant, &late, "TEST-1", &[("hot", "no")]);
    assert_eq!(app.count("intakes"), 2);
    let page = assistant.send(
        &early,
        &[("patient", "TEST-1"), ("version", "0"), ("do", "check")],
    );
    let said = "Day of the answers: Enter a day on or after that of the latest form";
    assert!(page.text().contains(said), "{}", page.text());
    let sending = [("patient", "TEST-1"), ("version", "0")];
    assistant.send(&format!("{early}/send"), &sending);
    assert_eq!(app.count("intakes"), 2);
}
