//! What happens while somebody types: the page is saved, the panel moves, and the reader is left alone.

use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::runtime::Runtime;

use super::chrome::Browser;
use super::keys::{Keyboard, LEFT};
use super::sheet::start_by_pointer;
use crate::support::app::TestApp;
use crate::support::database::TestDatabase;
use crate::support::process::{Service, spinepath};

/// Most typing that a crash may cost.
const LOST: Duration = Duration::from_secs(2);

/// Writes down every time the focus or the caret leaves the field that has them.
const WATCH: &str = "
    const field = document.activeElement;
    window.watched = { field, at: field.selectionStart, left: [] };
    document.addEventListener('focusout', () => window.watched.left.push('focus'));
    document.addEventListener('selectionchange', () => {
        if (field.selectionStart !== window.watched.at) window.watched.left.push('caret at ' + field.selectionStart);
    });";

const MOVED: &str = "
    const { field, left } = window.watched;
    return document.activeElement === field && document.contains(field) ? left : ['another element has the focus', ...left];";

/// Lets the service take its time: every answer to the page comes later than the next key.
const SLOW: &str = "
    const fetched = window.fetch;
    window.fetch = async (...request) => {
        const answer = await fetched(...request);
        await new Promise((go) => setTimeout(go, 1500));
        return answer;
    };";

#[test]
fn a_form_is_gone_on_with_in_the_field_that_was_answered_last() {
    let (app, browser) = (TestApp::with_current_release(), Browser::open());
    let draft = super::site::open(&app, "TEST-1");
    browser.visit(&format!("{}{draft}", app.address));
    browser.find("#i-onset_date").write("3 weeks ago");
    let saved = "return document.getElementById('version').value !== '0'";
    browser.until("the text is saved", saved);
    browser.visit(&format!("{}{draft}/resume", app.address));
    let focused = "return document.activeElement.id === 'i-onset_date'";
    browser.until("the field has the focus", focused);
}

#[test]
fn focus_and_caret_stay_where_they_are_while_the_panel_changes() {
    let (app, browser) = (TestApp::with_current_release(), Browser::open());
    let draft = super::site::open(&app, "TEST-1");
    browser.visit(&format!("{}{draft}", app.address));
    browser.run(SLOW, &[]);
    browser.find("#i-onset_date").write("3 weks ago");
    let mut keyboard = Keyboard::at(&browser);
    let said = "document.getElementById('panel').textContent.includes('cannot be used')";
    browser.until("the text is saved", &format!("return {said}"));
    for _ in 0.."ks ago".len() {
        keyboard.press(LEFT);
    }
    browser.run(WATCH, &[]);
    browser.run("window.watched.at += 1", &[]);
    keyboard.press('e');
    let read = "document.getElementById('u-onset_date').textContent !== ''";
    browser.until("the panel changes", &format!("return !{said} && {read}"));
    assert_eq!(browser.run(MOVED, &[]), json!([]));
    let field = browser.find("#i-onset_date");
    assert_eq!(field.property("value"), "3 weeks ago");
}

#[test]
fn typing_on_while_the_service_is_slow_is_no_answer_of_somebody_else() {
    let (app, browser) = (TestApp::with_current_release(), Browser::open());
    let draft = super::site::open(&app, "TEST-1");
    browser.visit(&format!("{}{draft}", app.address));
    browser.run(SLOW, &[]);
    let mut keyboard = Keyboard::at(&browser);
    browser.find("#i-onset_date").write("3");
    for key in " weeks ago".chars() {
        keyboard.press(key);
        thread::sleep(Duration::from_millis(250));
    }
    let used = "return document.getElementById('u-onset_date').textContent !== ''";
    browser.until("the text is read", used);
    let at_odds = "return document.body.textContent.includes('You entered')";
    assert_eq!(browser.run(at_odds, &[]), json!(false));
    let other = Browser::open();
    other.visit(&format!("{}{draft}", app.address));
    assert_eq!(other.find("#i-onset_date").property("value"), "3 weeks ago");
}

#[test]
fn a_save_that_does_not_come_is_told_and_tried_again() {
    let (app, browser) = (TestApp::with_current_release(), Browser::open());
    let draft = super::site::open(&app, "TEST-1");
    browser.visit(&format!("{}{draft}", app.address));
    let away = "
        const fetched = window.fetch;
        window.answers = [() => Promise.reject(new TypeError('no line')), () => new Response('', { status: 503 })];
        window.fetch = (...request) => (window.answers.shift() ?? (() => fetched(...request)))();";
    browser.run(away, &[]);
    browser.find("#i-patient_goal").write("walk");
    let told = "document.getElementById('unsaved').textContent";
    browser.until(
        "the failure is told",
        &format!("return {told}.startsWith('Not saved')"),
    );
    browser.until(
        "it is saved",
        &format!("return {told} === '' && window.answers.length === 0"),
    );
    let other = Browser::open();
    other.visit(&format!("{}{draft}", app.address));
    assert_eq!(other.find("#i-patient_goal").property("value"), "walk");
}

#[test]
fn the_focus_stays_on_an_answer_that_opens_questions_and_raises_the_urgency() {
    let (app, browser) = (TestApp::with_current_release(), Browser::open());
    let draft = super::site::open(&app, "TEST-1");
    browser.visit(&format!("{}{draft}", app.address));
    let mut keyboard = Keyboard::at(&browser);
    keyboard.tab_to("input[name=saddle_change]");
    keyboard.press('u');
    browser.until(
        "the answer is saved",
        "return Number(document.getElementById('version').value) > 0",
    );
    browser.run("document.activeElement.dataset.mine = 'yes'", &[]);
    keyboard.press('y');
    browser.until(
        "a question that the answer opens",
        "return document.querySelector('#q-saddle_change_days.q') !== null",
    );
    assert!(keyboard.is_at("input[name=saddle_change][value=yes]"));
    assert!(browser.run("return document.activeElement.checked", &[]) == json!(true));
}

#[test]
fn a_crash_in_the_middle_of_a_form_costs_at_most_two_seconds_of_typing() {
    let runtime = Runtime::new().unwrap();
    let database = runtime.block_on(TestDatabase::new());
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let start = || {
        let mut command = spinepath();
        command
            .args(["serve", "--listen", &port.to_string()])
            .env("DATABASE_URL", database.address());
        Service::start(command)
    };
    let mut service = start();
    let browser = Browser::open();
    browser.visit(&format!("{}/intakes/new", service.address));
    start_by_pointer(&browser);
    let field = browser.find("#i-patient_goal");
    let draft = browser.url();
    field.write("a");
    browser.until(
        "the first letter is saved",
        "return Number(document.getElementById('version').value) > 0",
    );
    let since = Instant::now();
    let mut typed: Vec<(Duration, char)> = Vec::new();
    let mut keyboard = Keyboard::at(&browser);
    while since.elapsed() < Duration::from_secs(5) {
        // A quick typist: eight keys a second, without a pause in which all could be saved.
        let key = char::from(b'a' + u8::try_from(typed.len() % 26).unwrap());
        keyboard.press(key);
        typed.push((since.elapsed(), key));
        let next = Duration::from_millis(125) * u32::try_from(typed.len()).unwrap();
        thread::sleep(next.saturating_sub(since.elapsed()));
    }
    let killed = since.elapsed();
    service.signal("KILL");
    service.ended();
    let service = start();
    let all: String = "a"
        .chars()
        .chain(typed.iter().map(|(_, key)| *key))
        .collect();
    // Another browser sees what the service kept.
    let other = Browser::open();
    other.visit(&draft);
    let kept = other.find("#i-patient_goal").property("value");
    let kept = kept.as_str().unwrap();
    let due = typed.iter().filter(|(at, _)| *at + LOST <= killed).count();
    assert!(all.starts_with(kept), "{kept}");
    assert!(
        kept.len() > due,
        "{} of {} due: {kept}",
        kept.len(),
        due + 1
    );
    // And the page that stayed open sends the rest with the next letter.
    keyboard.press('z');
    let all = format!("{all}z");
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        other.reload();
        if other.find("#i-patient_goal").property("value") == json!(all) {
            break;
        }
        assert!(Instant::now() < deadline, "the rest is never sent");
        thread::sleep(Duration::from_millis(200));
    }
    drop(service);
}
