//! Filling a form.

use serde_json::json;

use super::{Reader, between};
use crate::support::app::TestApp;

fn assistant(app: &TestApp) -> Reader<'_> {
    Reader {
        app,
        role: "medical_assistant",
        language: "en",
    }
}

pub const PATIENT: [(&str, &str); 6] = [
    ("identifier", "MRN-77"),
    ("family", "Rivera"),
    ("given", "Ana"),
    ("birth_date", "2 march 1971"),
    ("sex_at_birth", "female"),
    ("assessment_date", "2026-11-23"),
];

/// Opens a form for the patient and gives the address of the draft.
pub fn opened(reader: &Reader<'_>) -> String {
    let answer = reader.send_from("/intakes/new", &PATIENT, &[]);
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.header("location").to_owned()
}

/// The fields of a page on which these questions stand.
fn sheet<'a>(version: &'a str, answers: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![("patient", "MRN-77"), ("version", version)];
    for (name, value) in answers {
        if !fields.contains(&("shown", name)) {
            fields.push(("shown", name));
        }
        fields.push((name, value));
    }
    fields
}

fn version_of(page: &str) -> &str {
    between(page, "name=\"version\" value=\"", "\"")
}

fn is_chosen(page: &str, name: &str, value: &str) -> bool {
    let chosen = format!("name=\"{name}\" value=\"{value}\"");
    between(page, &chosen, ">").contains("checked")
}

#[test]
fn a_form_is_gone_on_with_at_the_question_that_was_answered_last() {
    let app = TestApp::start();
    let reader = assistant(&app);
    let draft = opened(&reader);
    let at = || {
        let answer = reader.get(&format!("{draft}/resume"));
        assert_eq!(answer.status, 303);
        answer.header("location").to_owned()
    };
    assert_eq!(at(), draft);
    let mut last = "0".to_owned();
    for (answers, question) in [
        (vec![("pain", "8")], "pain"),
        (vec![("pain", "8"), ("locked", "no")], "locked"),
        (vec![("pain", ""), ("locked", "no")], "pain"),
    ] {
        let saved = reader.send(&draft, &sheet(&last, &answers));
        last = version_of(saved.text()).to_owned();
        assert_eq!(at(), format!("{draft}#q-{question}"));
    }
    assert!(reader.get("/").text().contains(&format!("{draft}/resume")));
}

#[test]
fn an_intake_is_filled_checked_and_sent_once_without_a_script() {
    let app = TestApp::start();
    let reader = assistant(&app);
    let draft = opened(&reader);
    let page = reader.get(&draft);
    assert_eq!(page.status, 200);
    let page = page.text().to_owned();
    assert!(
        page.contains("Rivera, Ana") && page.contains("number MRN-77"),
        "{page}"
    );
    let mut fields = sheet(
        version_of(&page),
        &[
            ("locked", "no"),
            ("hot", "yes"),
            ("course", "worse"),
            ("places", "front"),
            ("places", "inside"),
            ("pain", "8"),
            ("temp_c", "101.5 F"),
            ("onset_date", "3 days ago"),
        ],
    );
    fields.push(("do", "check"));
    let check = reader.send(&draft, &fields);
    let text = check.text().to_owned();
    assert!(
        text.contains("EMERGENCY: stop here and fetch a clinician now"),
        "{text}"
    );
    assert!(text.contains("38.6 °C"), "{text}");
    let sending = [("patient", "MRN-77"), ("version", version_of(&text))];
    for _ in 0..2 {
        let sent = reader.send(&format!("{draft}/send"), &sending);
        assert!(
            sent.text().contains("Fetch a clinician now"),
            "{}",
            sent.text()
        );
    }
    assert_eq!(app.count("cases"), 1);
    assert_eq!(
        app.count("draft_saves"),
        0,
        "nothing typed outlives the case"
    );
    let case = app.get("/api/v1/cases").json()["cases"][0].clone();
    assert_eq!(case["urgency"], "emergency");
    assert_eq!(
        case["patient"]["name"],
        json!({ "family": "Rivera", "given": "Ana" })
    );
}

#[test]
fn what_two_people_enter_comes_together_and_what_both_changed_is_shown() {
    let app = TestApp::start();
    let reader = assistant(&app);
    let draft = opened(&reader);
    let saved = reader.send(
        &draft,
        &sheet("0", &[("hot", "no"), ("locked", "no"), ("pain", "")]),
    );
    assert_eq!(version_of(saved.text()), "1");
    // One of two who look at save 1 changes the temperature and the pain, the other one the pain.
    let first = sheet("1", &[("hot", "no"), ("locked", "yes"), ("pain", "4")]);
    assert_eq!(version_of(reader.send(&draft, &first).text()), "2");
    let second = sheet("1", &[("hot", "yes"), ("locked", "no"), ("pain", "9")]);
    let page = reader.send(&draft, &second);
    let text = page.text();
    assert_eq!(version_of(text), "3");
    for (name, value) in [("hot", "yes"), ("locked", "yes"), ("pain", "4")] {
        assert!(is_chosen(text, name, value), "{name} is {value}");
    }
    assert!(
        text.contains("You entered: 9."),
        "what is not kept is shown: {text}"
    );
}

#[test]
fn a_page_that_did_not_hear_of_its_last_save_is_not_at_odds_with_its_own_typing() {
    let app = TestApp::start();
    let reader = assistant(&app);
    let draft = opened(&reader);
    let page = |version, answers: &[(&'static str, &'static str)]| {
        let mut fields = sheet(version, answers);
        fields.push(("page", "0194f3a0-0000-7000-8000-000000000001"));
        fields
    };
    // The answers to the first two saves are lost; somebody else saves in between.
    let typed = [("onset_date", "3 we"), ("hot", "no"), ("locked", "")];
    reader.send(&draft, &page("0", &typed));
    let other = sheet(
        "1",
        &[("locked", "yes"), ("hot", "no"), ("onset_date", "3 we")],
    );
    reader.send(&draft, &other);
    let typed = [("onset_date", "3 weeks a"), ("hot", "no"), ("locked", "")];
    reader.send(&draft, &page("0", &typed));
    let typed = [
        ("onset_date", "3 weeks ago"),
        ("hot", "yes"),
        ("locked", ""),
    ];
    let saved = reader.send(&format!("{draft}/autosave"), &page("0", &typed));
    assert!(!saved.text().contains("You entered"), "{}", saved.text());
    assert!(
        saved
            .text()
            .contains("id=\"q-locked\" hx-swap-oob=\"true\""),
        "what somebody else answered comes to the page: {}",
        saved.text()
    );
    let text = reader.get(&draft).text().to_owned();
    assert!(
        text.contains("name=\"onset_date\" value=\"3 weeks ago\""),
        "{text}"
    );
    for (name, value) in [("hot", "yes"), ("locked", "yes")] {
        assert!(is_chosen(&text, name, value), "{name} is {value}");
    }
}

#[test]
fn what_both_entered_is_said_until_the_page_hears_of_it() {
    let app = TestApp::start();
    let reader = assistant(&app);
    let draft = opened(&reader);
    reader.send(&draft, &sheet("0", &[("pain", "4"), ("hot", "")]));
    for _ in 0..2 {
        let mut mine = sheet("0", &[("pain", "9"), ("hot", "yes")]);
        mine.push(("page", "0194f3a0-0000-7000-8000-000000000001"));
        let saved = reader.send(&format!("{draft}/autosave"), &mine);
        assert!(saved.text().contains("You entered: 9."), "{}", saved.text());
    }
    assert!(is_chosen(reader.get(&draft).text(), "pain", "4"));
}

#[test]
fn a_number_that_is_rarely_given_is_asked_about_and_taken_all_the_same() {
    let app = TestApp::with_current_release();
    let reader = assistant(&app);
    let draft = opened(&reader);
    let typed = [
        ("weight_kg", "240 lb"),
        ("height_cm", "110"),
        ("temp_c", "about 38"),
    ];
    let saved = reader.send(&format!("{draft}/autosave"), &sheet("0", &typed));
    let note = |name: &str| between(saved.text(), &format!("id=\"u-{name}\""), "</span>");
    assert!(
        !note("weight_kg").contains("right?"),
        "{}",
        note("weight_kg")
    );
    assert!(
        note("height_cm").contains("Is 110 cm right?"),
        "{}",
        note("height_cm")
    );
    let typed = [("weight_kg", "240"), ("height_cm", "110"), ("temp_c", "")];
    let mut fields = sheet("1", &typed);
    fields.push(("do", "check"));
    let check = reader.send(&draft, &fields);
    let again = between(check.text(), "id=\"unusual\"", "</section>");
    assert!(
        again.contains("240 kg") && again.contains("110 cm"),
        "{again}"
    );
    assert!(!again.contains("#q-temp_c"), "{again}");
}

#[test]
fn a_page_about_another_patient_is_refused_and_nothing_is_saved() {
    let app = TestApp::start();
    let reader = assistant(&app);
    let draft = opened(&reader);
    let fields = [
        ("patient", "MRN-78"),
        ("version", "0"),
        ("shown", "hot"),
        ("hot", "yes"),
    ];
    for path in [
        draft.clone(),
        format!("{draft}/autosave"),
        format!("{draft}/send"),
    ] {
        let refused = reader.send(&path, &fields);
        assert_eq!(refused.status, 409, "{path}");
        assert!(
            refused
                .text()
                .contains("This page is about another patient")
        );
    }
    assert_eq!(version_of(reader.get(&draft).text()), "0");
    assert_eq!(app.count("cases"), 0);
}

#[test]
fn what_cannot_be_read_stays_as_typed_and_counts_as_not_asked() {
    let app = TestApp::start();
    let reader = assistant(&app);
    let draft = opened(&reader);
    let mut fields = sheet(
        "0",
        &[
            ("hot", "no"),
            ("temp_c", "about 38"),
            ("onset_date", "a while ago"),
        ],
    );
    fields.push(("do", "check"));
    let page = reader.send(&draft, &fields);
    let text = page.text();
    assert!(text.contains("<title>Error: "), "{text}");
    for (name, typed, told) in [
        ("temp_c", "about 38", "Enter a number"),
        ("onset_date", "a while ago", "Enter a date: "),
    ] {
        assert!(
            text.contains(&format!("value=\"{typed}\"")),
            "`{name}` is lost"
        );
        assert!(
            text.contains(&format!("#q-{name}\"")),
            "`{name}` is not pointed at"
        );
        let fault = between(text, &format!("id=\"f-{name}\" class=\"fault\">"), "<");
        assert!(fault.starts_with(told), "{name}: {fault}");
    }
    assert!(text.contains("2 entries cannot be used yet and count as not asked"));
    let sent = reader.send(
        &format!("{draft}/send"),
        &[("patient", "MRN-77"), ("version", "1")],
    );
    assert!(sent.text().contains("<title>Error: "));
    assert_eq!(app.count("cases"), 0);
}

#[test]
fn a_form_from_another_site_is_refused() {
    let app = TestApp::start();
    let reader = assistant(&app);
    for headers in [
        [("Sec-Fetch-Site", "cross-site")],
        [("Sec-Fetch-Site", "same-site")],
        [("Origin", "http://127.0.0.1:1")],
    ] {
        let refused = reader.send_from("/intakes/new", &PATIENT, &headers);
        assert_eq!(refused.status, 403, "{headers:?}");
    }
    assert_eq!(app.count("drafts"), 0);
}

#[test]
fn a_patient_that_cannot_be_written_down_is_told_every_reason_at_once() {
    let app = TestApp::start();
    let reader = assistant(&app);
    let fields = [
        ("identifier", "no spaces"),
        ("family", "Rivera"),
        ("given", "Ana"),
        ("birth_date", "2071-03-02"),
        ("sex_at_birth", "male"),
        ("assessment_date", "2026-11-23"),
    ];
    let page = reader.send("/intakes/new", &fields);
    assert_eq!(page.status, 422);
    assert!(
        page.text().contains("value=\"no spaces\""),
        "nothing is lost"
    );
    assert!(
        page.text().contains("href=\"#birth_date\""),
        "{}",
        page.text()
    );
    let empty = reader.send("/intakes/new", &[]);
    for name in [
        "identifier",
        "family",
        "given",
        "birth_date",
        "sex_at_birth",
        "assessment_date",
    ] {
        assert!(
            empty.text().contains(&format!("href=\"#{name}\"")),
            "{name}"
        );
    }
    assert_eq!(app.count("drafts"), 0);
}

#[test]
fn an_assistant_cannot_answer_for_a_clinician() {
    let app = TestApp::with_current_release();
    let reader = assistant(&app);
    let draft = opened(&reader);
    let fields = sheet("0", &[("pvr_done", "yes"), ("saddle_change", "no")]);
    let page = reader.send(&draft, &fields);
    assert!(!page.text().contains("name=\"pvr_done\""));
    let clinician = Reader {
        role: "clinician",
        ..assistant(&app)
    };
    let text = clinician.get(&draft).text().to_owned();
    let input = text
        .split("name=\"pvr_done\" value=\"yes\"")
        .nth(1)
        .unwrap();
    assert!(
        !input.split('>').next().unwrap().contains("checked"),
        "it was not saved"
    );
    // What the clinician answered is not lost when the assistant saves a page without it.
    let exam = sheet("1", &[("pvr_done", "yes"), ("pvr_ml", "250")]);
    let version = version_of(clinician.send(&draft, &exam).text()).to_owned();
    let page = reader.send(&draft, &sheet(&version, &[("saddle_change", "yes")]));
    let version = version_of(page.text()).to_owned();
    let text = clinician.get(&draft).text().to_owned();
    assert!(text.contains("name=\"pvr_ml\" value=\"250\""), "{text}");
    // Whoever sends it, a clinician's answers make it a clinician's form.
    let sending = [("patient", "MRN-77"), ("version", version.as_str())];
    reader.send(&format!("{draft}/send"), &sending);
    assert_eq!(app.count("cases"), 1);
}

#[test]
fn no_page_shows_an_urgency_while_a_higher_one_is_open() {
    let app = TestApp::with_current_release();
    for language in ["en", "es"] {
        let reader = Reader {
            language,
            ..assistant(&app)
        };
        let draft = opened(&reader);
        let page = reader.get(&draft);
        let panel = between(page.text(), "<p class=\"so-far\">", "</p>");
        assert!(
            panel.contains("class=\"band open\""),
            "nothing is answered: {panel}"
        );
    }
}

#[test]
fn a_save_behind_the_page_brings_what_an_answer_opens_and_takes_what_it_closes() {
    let app = TestApp::with_current_release();
    let reader = assistant(&app);
    let draft = opened(&reader);
    let autosave = format!("{draft}/autosave");
    let came = reader.send(&autosave, &sheet("0", &[("saddle_change", "yes")]));
    let text = came.text();
    assert!(
        text.contains("id=\"q-saddle_change_days\" hx-swap-oob=\"true\""),
        "{text}"
    );
    assert!(
        !text.contains("id=\"q-saddle_change\""),
        "what the reader looks at stays"
    );
    assert!(text.contains("Urgency now: "), "a change is said: {text}");
    let both = [("saddle_change", "no"), ("saddle_change_days", "")];
    let went = reader.send(&autosave, &sheet("1", &both));
    let slot = "<div id=\"q-saddle_change_days\" hx-swap-oob=\"true\"></div>";
    assert!(went.text().contains(slot), "{}", went.text());
    // An answer that is hidden is kept, and the page says that it does not count.
    let kept = [("saddle_change", "yes"), ("saddle_change_days", "3")];
    reader.send(&autosave, &sheet("2", &kept));
    let hidden = [("saddle_change", "no"), ("saddle_change_days", "3")];
    let page = reader.send(&draft, &sheet("3", &hidden));
    assert!(page.text().contains("class=\"q kept"), "{}", page.text());
}

#[test]
fn on_an_empty_form_critical_questions_are_next_and_no_reason_reads_as_a_finding() {
    let app = TestApp::with_current_release();
    let reader = assistant(&app);
    let page = reader.get(&opened(&reader));
    let panel = between(page.text(), "<aside id=\"panel\"", "</aside>");
    let next = between(panel, "<ol>", "</ol>");
    for name in ["bladder_change", "saddle_change", "rectal_fullness_loss"] {
        assert!(next.contains(&format!("#q-{name}\"")), "{next}");
    }
    let reasons: Vec<&str> = between(panel, "<ul lang=\"en\">", "</ul>")
        .split("<li>")
        .skip(1)
        .collect();
    assert!(!reasons.is_empty());
    for reason in reasons {
        assert!(reason.contains("not ruled out yet"), "{reason}");
    }
}
