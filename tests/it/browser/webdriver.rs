//! As much of the WebDriver protocol as the tests speak: JSON over HTTP on loopback.
//!
//! Not the crate `thirtyfour`: it turns on `serde_json/preserve_order` for every crate of the build,
//! and the tests would then see other bytes than the program has.

use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};

/// Longest that anything on a page may take here, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// Longest that the browser may take for one command.
const COMMAND: Duration = Duration::from_secs(120);

/// The name that marks an element in JSON; the standard chose it.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A session of a browser.
pub struct Session {
    agent: ureq::Agent,
    address: String,
}

/// An element of the page that is open.
pub struct Element<'a> {
    session: &'a Session,
    id: String,
}

impl Session {
    /// Opens one at a driver, with capabilities.
    pub fn open(driver: &str, capabilities: &Json) -> Session {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(COMMAND));
        let agent: ureq::Agent = config.build().into();
        let mut session = Session {
            agent,
            address: format!("{driver}/session"),
        };
        let body = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let opened = session.post("", &body);
        let id = opened["sessionId"].as_str().expect("the id of a session");
        session.address = format!("{driver}/session/{id}");
        session
    }

    /// Ends it, and the browser with it.
    pub fn close(&self) {
        // The driver may be gone already; then its browsers are too.
        let _ = self.agent.delete(&self.address).call();
    }

    /// Goes to an address and waits until it is loaded.
    pub fn visit(&self, url: &str) {
        self.post("/url", &json!({ "url": url }));
    }

    /// Loads the page again.
    pub fn reload(&self) {
        self.post("/refresh", &json!({}));
    }

    /// The address of the page.
    pub fn url(&self) -> String {
        text(&self.get("/url"))
    }

    /// The body of a function, run in the page; also where pages may run no script of their own.
    pub fn run(&self, body: &str, arguments: &[Json]) -> Json {
        self.post(
            "/execute/sync",
            &json!({ "script": body, "args": arguments }),
        )
    }

    /// As [`Session::run`], for a function that calls its last argument when it is done.
    pub fn run_until_called(&self, body: &str, arguments: &[Json]) -> Json {
        self.post(
            "/execute/async",
            &json!({ "script": body, "args": arguments }),
        )
    }

    /// Waits until a function gives something true, and returns it.
    pub fn until(&self, what: &str, body: &str) -> Json {
        let since = Instant::now();
        loop {
            let given = self.run(body, &[]);
            let nothing = matches!(&given, Json::Null | Json::Bool(false));
            if !nothing && given != json!("") && given != json!(0) {
                return given;
            }
            let page = self.url();
            assert!(since.elapsed() < PATIENCE, "never on {page}: {what}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Marks the page, so that the next one is told from it.
    pub fn leave(&self) {
        self.run("document.documentElement.dataset.left = ''", &[]);
    }

    /// Waits until another page than the marked one is there. A driver does not wait by itself for a
    /// page that has not begun to come.
    pub fn arrive(&self) {
        let there = "return document.readyState === 'complete' && !('left' in document.documentElement.dataset)";
        self.until("the next page", there);
    }

    /// The first element that a CSS selector finds.
    pub fn find(&self, selector: &str) -> Element<'_> {
        let mut found = self.find_all(selector);
        assert!(
            !found.is_empty(),
            "no `{selector}` on {}: {}",
            self.url(),
            self.text()
        );
        found.swap_remove(0)
    }

    /// Every element that a CSS selector finds.
    pub fn find_all(&self, selector: &str) -> Vec<Element<'_>> {
        let wanted = json!({ "using": "css selector", "value": selector });
        let found = self.post("/elements", &wanted);
        let found = found.as_array().expect("a list of elements").iter();
        found
            .map(|element| Element {
                session: self,
                id: text(&element[ELEMENT]),
            })
            .collect()
    }

    /// The text of the page as it is shown.
    pub fn text(&self) -> String {
        text(&self.run("return document.body.innerText", &[]))
    }

    /// Performs actions of keys, as they are pressed and released.
    pub fn press(&self, actions: &[Json]) {
        let keys = json!({ "type": "key", "id": "keyboard", "actions": actions });
        self.post("/actions", &json!({ "actions": [keys] }));
    }

    /// A command of the browser's own protocol.
    pub fn tell(&self, command: &str, parameters: &Json) -> Json {
        let body = json!({ "cmd": command, "params": parameters });
        self.post("/goog/cdp/execute", &body)
    }

    /// The whole page as a PNG.
    pub fn png(&self) -> Vec<u8> {
        let all = json!({ "format": "png", "captureBeyondViewport": true });
        let taken = self.tell("Page.captureScreenshot", &all);
        STANDARD.decode(text(&taken["data"])).expect("base64")
    }

    /// The window that is in front.
    pub fn window(&self) -> String {
        text(&self.get("/window"))
    }

    /// Opens a tab of the same person and goes there.
    pub fn new_tab(&self) -> String {
        let opened = self.post("/window/new", &json!({ "type": "tab" }));
        let window = text(&opened["handle"]);
        self.show(&window);
        window
    }

    /// Brings a window to the front.
    pub fn show(&self, window: &str) {
        self.post("/window", &json!({ "handle": window }));
    }

    fn get(&self, path: &str) -> Json {
        let sent = self.agent.get(format!("{}{path}", self.address)).call();
        value(path, sent)
    }

    fn post(&self, path: &str, body: &Json) -> Json {
        let request = self.agent.post(format!("{}{path}", self.address));
        let typed = request.header("Content-Type", "application/json");
        value(path, typed.send(body.to_string()))
    }
}

impl Element<'_> {
    /// Clicks it, as a pointer would, away from what stays at the edges of the window.
    pub fn click(&self) {
        let middle = "arguments[0].scrollIntoView({ block: 'center' })";
        self.session.run(middle, &[json!({ ELEMENT: self.id })]);
        self.post("/click", &json!({}));
    }

    /// Clicks what leads to another page, and waits until that is there.
    pub fn follow(&self) {
        self.session.leave();
        self.click();
        self.session.arrive();
    }

    /// Types into it.
    pub fn write(&self, text: &str) {
        self.post("/value", &json!({ "text": text }));
    }

    /// A property of it, as it is now.
    pub fn property(&self, name: &str) -> Json {
        self.get(&format!("/property/{name}"))
    }

    fn post(&self, path: &str, body: &Json) {
        let path = format!("/element/{}{path}", self.id);
        self.session.post(&path, body);
    }

    fn get(&self, path: &str) -> Json {
        self.session.get(&format!("/element/{}{path}", self.id))
    }
}

fn value(path: &str, sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Json {
    let mut answer = sent.unwrap_or_else(|error| panic!("the driver at `{path}`: {error}"));
    let status = answer.status();
    // A screenshot is long.
    let body = answer.body_mut().with_config().limit(64 << 20);
    let mut body: Json = body.read_json().expect("JSON of the driver");
    let value = body["value"].take();
    let message = value["message"].as_str().unwrap_or_default();
    let first = message.lines().next().unwrap_or_default();
    assert!(status.is_success(), "the driver at `{path}`: {first}");
    value
}

fn text(value: &Json) -> String {
    value.as_str().expect("a text").to_owned()
}
