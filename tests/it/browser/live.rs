//! What happens while somebody types: the page is saved, the panel moves, and the reader is left alone.

use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::runtime::Runtime;

use super::chrome::Browser;
use super::keys::Keyboard;
use super::sheet::start_by_pointer;
use crate::support::app::TestApp;
use crate::support::database::TestDatabase;
use crate::support::process::{Service, spinepath};

/// Most typing that a crash may cost.
const LOST: Duration = Duration::from_secs(2);

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
