//! The form on its page, filled by hand.

use std::collections::BTreeMap;

use serde_json::json;

use super::chrome::Browser;
use super::keys::{DOWN, ENTER, Keyboard, SPACE, TAB};

/// What somebody answers, by question.
pub type Answers = BTreeMap<String, Vec<String>>;

/// Answers every question that shows, by pointer, saving the page until no answer opens another.
pub fn fill_by_pointer(browser: &Browser, answers: &Answers) -> usize {
    let mut done: Vec<&String> = Vec::new();
    loop {
        let before = done.len();
        for (name, values) in answers {
            if !done.contains(&name) && enter(browser, name, values) {
                done.push(name);
            }
        }
        if done.len() == before {
            return before;
        }
        browser.find("button[name=do][value=save]").follow();
    }
}

/// Answers one question, by pointer; whether it is there.
fn enter(browser: &Browser, name: &str, values: &[String]) -> bool {
    let question = format!("#q-{name}");
    if browser.find_all(&format!("{question}.q")).is_empty() {
        return false;
    }
    let typed = browser.find_all(&format!("{question} #i-{name}"));
    for value in values {
        let choice = format!("{question} label:has(input[value=\"{value}\"])");
        let option = format!("{question} option[value=\"{value}\"]");
        let there = [choice, option].into_iter();
        let mut there = there.filter(|choice| !browser.find_all(choice).is_empty());
        match (there.next(), typed.first()) {
            (Some(choice), _) => browser.find(&choice).click(),
            (None, Some(field)) => field.write(value),
            (None, None) => panic!("`{name}` cannot be answered with `{value}`"),
        }
    }
    true
}

/// What has the focus.
const FOCUS: &str = "
    const at = document.activeElement;
    const group = at.closest('.q');
    const kind = at.tagName === 'SELECT' ? 'select' : at.type;
    const values = kind === 'select' ? [...at.options].map((option) => option.value) : [];
    const key = group && arguments[0][at.name] ? arguments[0][at.name].map((value) => {
        const choice = group.querySelector(`input[value=\"${CSS.escape(value)}\"]`);
        return choice ? choice.dataset.key : '';
    }) : [];
    const box = at.getBoundingClientRect();
    const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return {
        hidden: at !== document.body && at.id !== 'main' && !(over && (over.contains(at) || at.contains(over))),
        question: group ? group.id.slice(2) : '',
        name: at.name || '', kind: kind || '', value: at.value || '', checked: !!at.checked,
        values, keys: key, done: at.matches('button[value=check]'),
    };";

/// Goes through the page from its top by Tab and answers every question on the way, as somebody does
/// who reads it aloud; ends on the button that leads on.
pub fn fill_by_keyboard(browser: &Browser, keyboard: &mut Keyboard, answers: &Answers) {
    let known = json!(answers);
    let mut answered: Vec<String> = Vec::new();
    loop {
        let focus = browser.run(FOCUS, std::slice::from_ref(&known));
        if focus["done"] == json!(true) {
            return;
        }
        let text = |name: &str| focus[name].as_str().unwrap_or_default().to_owned();
        let name = text("name");
        let hidden = focus["hidden"] == json!(true);
        assert!(!hidden, "the focus is out of sight on `{name}`");
        let wanted = answers.get(&name).filter(|_| !answered.contains(&name));
        if let Some(wanted) = wanted {
            let version = browser.run("return document.getElementById('version').value", &[]);
            keyboard.think();
            match text("kind").as_str() {
                "radio" | "checkbox" if text("question") == name => {
                    let keys = focus["keys"]
                        .as_array()
                        .expect("keys of the answers")
                        .iter();
                    for (key, value) in keys.zip(wanted) {
                        choose(browser, keyboard, key.as_str().unwrap_or_default(), value);
                    }
                }
                "select" => {
                    let values = focus["values"].as_array().expect("options");
                    let at = values.iter().position(|value| *value == json!(wanted[0]));
                    for _ in 0..at.expect("an option for the answer") {
                        keyboard.press(DOWN);
                    }
                }
                _ => keyboard.write(&wanted[0]),
            }
            answered.push(name);
            let saved = format!("return document.getElementById('version').value !== {version}");
            browser.until("the answer is saved", &saved);
        }
        keyboard.press(TAB);
    }
}

/// Chooses an answer of the group that has the focus: by its key, else with arrows and Space.
fn choose(browser: &Browser, keyboard: &mut Keyboard, key: &str, value: &str) {
    if let Some(key) = key.chars().next() {
        return keyboard.press(key);
    }
    let at = format!("input[value=\"{value}\"]");
    for _ in 0..30 {
        if keyboard.is_at(&at) {
            break;
        }
        let radio = browser.run("return document.activeElement.type === 'radio'", &[]);
        keyboard.press(if radio == json!(true) { DOWN } else { TAB });
    }
    if browser.run("return document.activeElement.checked", &[]) != json!(true) {
        keyboard.press(SPACE);
    }
}

/// Who the patient is, as typed.
const PATIENT: [(&str, &str); 4] = [
    ("identifier", "TEST-1"),
    ("family", "Example"),
    ("given", "Alex"),
    ("birth_date", "1979-03-02"),
];

/// Fills and sends the page that opens a form, by pointer.
pub fn start_by_pointer(browser: &Browser) {
    for (name, text) in PATIENT {
        browser.find(&format!("#{name}")).write(text);
    }
    let sex = "label:has(input[name=sex_at_birth][value=female])";
    browser.find(sex).click();
    browser.find("main button").follow();
}

/// Opens a form for a patient by keyboard, from the first page.
pub fn start_by_keyboard(keyboard: &mut Keyboard) {
    keyboard.skip();
    keyboard.tab_to("main a[href='/intakes/new']");
    keyboard.follow(ENTER);
    keyboard.skip();
    for (name, text) in PATIENT {
        keyboard.tab_to(&format!("#{name}"));
        keyboard.write(text);
    }
    keyboard.tab_to("input[name=sex_at_birth]");
    keyboard.press(SPACE);
    keyboard.tab_to("main button");
    keyboard.follow(ENTER);
}
