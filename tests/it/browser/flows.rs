//! An intake from its first page to its case, by people who use a browser in their own ways.

use std::collections::BTreeMap;

use serde_json::json;
use spinepath::model::Urgency;

use super::chrome::Browser;
use super::keys::{ENTER, Keyboard};
use super::sheet::{
    Answers, fill_by_keyboard, fill_by_pointer, start_by_keyboard, start_by_pointer,
};
use super::site::{ASSISTANT, CLINICIAN, Site, answers, demo_patients};
use crate::support::app::TestApp;

/// Most questions that a typical patient is shown, and most seconds they may take.
const BUDGET: (u64, f64) = (48, 180.0);

/// Ten days of back pain after gardening, and getting better.
fn typical() -> Answers {
    answers(&demo_patients()[9]).into_iter().collect()
}

#[test]
fn an_intake_is_started_answered_sent_and_seen_as_a_case_without_any_script() {
    let (app, browser) = (TestApp::with_current_release(), Browser::without_scripts());
    browser.visit(&app.address);
    browser.find("main a[href='/intakes/new']").follow();
    start_by_pointer(&browser);
    let emergency: BTreeMap<_, _> = answers(&demo_patients()[0]).into_iter().collect();
    let answered = fill_by_pointer(&browser, &emergency);
    assert!(answered > 20, "{answered}");
    assert!(browser.text().contains("EMERGENCY"), "{}", browser.text());
    browser.find("button[name=do][value=check]").follow();
    assert!(browser.url().ends_with("/check"), "{}", browser.text());
    browser.find("main form button.main").follow();
    assert!(browser.url().ends_with("/sent"), "{}", browser.text());
    assert!(browser.text().contains("Fetch a clinician now"));
    let cases = app.get("/api/v1/cases").json();
    assert_eq!(cases["cases"].as_array().unwrap().len(), 1);
    assert_eq!(cases["cases"][0]["urgency"], Urgency::Emergency.word());
    assert_eq!(cases["cases"][0]["patient"]["identifier"], "TEST-1");
    // The case is there for the clinician, who agrees on its page.
    browser.find("main .links a[href^='/cases/']").follow();
    assert!(browser.text().contains("EMERGENCY"), "{}", browser.text());
    assert!(browser.find_all("section.review").is_empty());
    browser.keep(&app.address, "spinepath_role", CLINICIAN);
    browser.reload();
    browser.find("section.review button.main").follow();
    let said = browser.find(".standing").property("textContent");
    assert!(said.as_str().unwrap().contains("Agreed"), "{said}");
    assert_eq!(app.count("reviews"), 1);
}

#[test]
fn lowering_an_emergency_is_asked_again_and_going_back_changes_nothing_without_any_script() {
    let (site, browser) = (Site::start(), Browser::without_scripts());
    browser.keep(&site.app.address, "spinepath_role", CLINICIAN);
    let case = format!("{}{}", site.app.address, site.case);
    for (answer, reviews) in [("a.button.main", 0), ("button", 1)] {
        browser.visit(&case);
        browser.find("section.review summary").click();
        browser.find("#urgency option[value=routine]").click();
        browser.find("#reason_code option:nth-child(2)").click();
        browser.find("section.review details button").follow();
        assert!(
            browser.text().contains("lowering an emergency"),
            "{}",
            browser.text()
        );
        browser.find(&format!("main form {answer}")).follow();
        assert_eq!(browser.url(), case);
        assert_eq!(site.app.count("reviews"), reviews);
    }
}

#[test]
fn a_typical_intake_by_keyboard_alone_is_within_its_budget() {
    let (app, browser) = (TestApp::with_current_release(), Browser::open());
    browser.keep(&app.address, "spinepath_role", ASSISTANT);
    browser.visit(&app.address);
    // Nothing but keys reaches the page; a pointer would be a mistake of this test.
    let mut keyboard = Keyboard::at(&browser);
    start_by_keyboard(&mut keyboard);
    keyboard.skip();
    fill_by_keyboard(&browser, &mut keyboard, &typical());
    let seen = "return [...document.querySelectorAll('.q')].filter((each) => each.checkVisibility()).length";
    let seen = browser.run(seen, &[]).as_u64().unwrap();
    keyboard.follow(ENTER);
    assert!(browser.url().ends_with("/check"), "{}", browser.text());
    keyboard.skip();
    keyboard.tab_to("main form button.main");
    keyboard.follow(ENTER);
    assert!(browser.url().ends_with("/sent"), "{}", browser.text());
    let (questions, seconds) = BUDGET;
    let told = format!(
        "{seen} questions shown, {} answered with {} keys: {:.0} s\n{}",
        keyboard.questions,
        keyboard.keys,
        keyboard.seconds(),
        keyboard.log()
    );
    println!("{told}");
    assert_eq!(app.count("cases"), 1);
    assert!(seen <= questions && keyboard.seconds() <= seconds, "{told}");
}

#[test]
fn a_place_on_the_picture_of_a_back_is_tapped_and_ticks_the_list_without_any_script() {
    let (app, browser) = (TestApp::with_current_release(), Browser::without_scripts());
    let draft = super::site::open(&app, "TEST-1");
    browser.visit(&format!("{}{draft}", app.address));
    let taps = [
        (".part.lower-back", "lumbar"),
        (".part.buttock", "sacral_buttock"),
        (".part.flank.other", "flank"),
    ];
    for (part, _) in taps {
        browser.find(part).click();
    }
    browser.find("button[name=do][value=save]").follow();
    for (_, word) in taps {
        let ticked = format!("input[name=pain_regions][value={word}]:checked");
        assert_eq!(browser.find_all(&ticked).len(), 1, "{word}");
    }
    let ticked = browser.find_all("input[name=pain_regions]:checked");
    assert_eq!(ticked.len(), taps.len());
}

#[test]
fn a_page_of_one_patient_is_not_saved_in_the_form_of_another() {
    let (app, browser) = (TestApp::with_current_release(), Browser::open());
    let (first, second) = (
        super::site::open(&app, "TEST-1"),
        super::site::open(&app, "TEST-2"),
    );
    browser.visit(&format!("{}{first}", app.address));
    let one = browser.window();
    browser.new_tab();
    browser.visit(&format!("{}{second}", app.address));
    browser.show(&one);
    // What a mixed-up tab would do: this patient's page, that patient's address.
    let mix_up = "document.getElementById('intake').action = arguments[0]";
    browser.run(mix_up, &[json!(second)]);
    browser
        .find("label:has(input[name=course][value=worsening])")
        .click();
    browser.find("button[name=do][value=save]").follow();
    assert!(
        browser.text().contains("another patient"),
        "{}",
        browser.text()
    );
    browser.visit(&format!("{}{second}", app.address));
    let chosen = browser.find_all("input[name=course]:checked:not([value=''])");
    assert!(chosen.is_empty());
}
