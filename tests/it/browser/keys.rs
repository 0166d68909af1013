//! A person at a keyboard, and how long that takes by the keystroke-level model.

use serde_json::json;

use super::webdriver::Session;

/// Time of a key.
const KEY_SECONDS: f64 = 0.28;

/// Time to think of the answer to a question.
const THOUGHT_SECONDS: f64 = 1.35;

/// Most keys on the way from one place of a page to another.
const FAR: u32 = 300;

pub const TAB: char = '\u{E004}';
pub const ENTER: char = '\u{E007}';
pub const SPACE: char = ' ';
pub const LEFT: char = '\u{E012}';
pub const DOWN: char = '\u{E015}';

/// A keyboard. There is no pointer beside it.
pub struct Keyboard<'a> {
    page: &'a Session,
    /// Keys that were pressed.
    pub keys: u32,
    /// Questions that were answered.
    pub questions: u32,
    log: String,
}

impl<'a> Keyboard<'a> {
    /// One before a browser.
    pub fn at(page: &'a Session) -> Keyboard<'a> {
        Keyboard {
            page,
            keys: 0,
            questions: 0,
            log: String::new(),
        }
    }

    /// Presses a key.
    pub fn press(&mut self, key: char) {
        self.press_all(&[key]);
    }

    /// Types a text; a capital letter is two keys.
    pub fn write(&mut self, text: &str) {
        let keys: Vec<char> = text.chars().collect();
        self.press_all(&keys);
        let capitals = keys.iter().filter(|key| key.is_uppercase()).count();
        self.keys += u32::try_from(capitals).unwrap();
    }

    /// Presses Tab until the focus is where a CSS selector says.
    pub fn tab_to(&mut self, selector: &str) {
        for _ in 0..FAR {
            if self.is_at(selector) {
                return;
            }
            self.press(TAB);
        }
        panic!(
            "no way to `{selector}` on {} in {FAR} keys",
            self.page.url()
        );
    }

    /// Uses the link of the page that leads past its head.
    pub fn skip(&mut self) {
        self.press(TAB);
        assert!(self.is_at("a.skip"), "the first stop skips to the content");
        self.press(ENTER);
    }

    /// Presses a key that leads to another page, and waits until that is there.
    pub fn follow(&mut self, key: char) {
        self.page.leave();
        self.press(key);
        self.page.arrive();
    }

    /// Whether the focus is where a CSS selector says.
    pub fn is_at(&self, selector: &str) -> bool {
        let at = "return document.activeElement.matches(arguments[0])";
        self.page.run(at, &[json!(selector)]) == json!(true)
    }

    /// Says that what comes answers one more question.
    pub fn think(&mut self) {
        self.questions += 1;
    }

    /// What a person needs for this, without the time another one talks.
    pub fn seconds(&self) -> f64 {
        f64::from(self.keys) * KEY_SECONDS + f64::from(self.questions) * THOUGHT_SECONDS
    }

    /// What was pressed, one letter a key.
    pub fn log(&self) -> &str {
        &self.log
    }

    fn press_all(&mut self, keys: &[char]) {
        let actions: Vec<_> = keys.iter().flat_map(|key| [down(*key), up(*key)]).collect();
        self.page.press(&actions);
        self.count(keys);
    }

    fn count(&mut self, keys: &[char]) {
        self.keys += u32::try_from(keys.len()).unwrap();
        self.log.extend(keys.iter().map(|key| match *key {
            TAB => '⇥',
            ENTER => '⏎',
            LEFT => '←',
            DOWN => '↓',
            other => other,
        }));
    }
}

fn down(key: char) -> serde_json::Value {
    json!({ "type": "keyDown", "value": key.to_string() })
}

fn up(key: char) -> serde_json::Value {
    json!({ "type": "keyUp", "value": key.to_string() })
}
