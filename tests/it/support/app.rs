//! The service as it is served, on a database of its own, with the knee form and its rules:
//! small, and the same whatever happens to the clinical content.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use actix_web::dev::ServerHandle;
use serde_json::{Value as Json, json};
use spinepath::app::{App, AtHand, Library};
use spinepath::config::{Config, Flags};
use spinepath::rules::CheckedRelease;
use spinepath::store::{DatabaseUrl, Store};
use spinepath::{clock, http};
use tokio::runtime::Runtime;

use super::database::TestDatabase;
use super::logs;

/// Where the knee form and its release are.
pub fn knee() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/knee")
}

/// A running service.
pub struct TestApp {
    /// `http://127.0.0.1:…`
    pub address: String,
    /// Its database.
    pub database: TestDatabase,
    handle: ServerHandle,
    runtime: Runtime,
}

impl TestApp {
    /// Starts one on a database of its own.
    pub fn start() -> TestApp {
        let runtime = Runtime::new().unwrap();
        let database = runtime.block_on(TestDatabase::new());
        let url = database.url();
        TestApp::on(runtime, database, &url)
    }

    /// Starts one with the rules the program decides with.
    pub fn with_current_release() -> TestApp {
        let runtime = Runtime::new().unwrap();
        let database = runtime.block_on(TestDatabase::new());
        let url = database.url();
        let library = Library::embedded().unwrap();
        let release = library.current_release(clock::today()).unwrap();
        let releases = AtHand::new(release, Vec::new());
        TestApp::serve(runtime, database, &url, (library, releases, None))
    }

    /// Starts one with the rules the program decides with, and the earlier ones at hand.
    pub fn with_every_release() -> TestApp {
        let runtime = Runtime::new().unwrap();
        let database = runtime.block_on(TestDatabase::new());
        let url = database.url();
        let library = Library::embedded().unwrap();
        let release = library.current_release(clock::today()).unwrap();
        let others = library.releases_of("spine", None, clock::today()).unwrap();
        let releases = AtHand::new(release, others);
        TestApp::serve(runtime, database, &url, (library, releases, None))
    }

    /// Starts one with these releases at hand, on a database of its own.
    pub fn with_releases(releases: AtHand) -> TestApp {
        let runtime = Runtime::new().unwrap();
        let database = runtime.block_on(TestDatabase::new());
        let url = database.url();
        TestApp::deciding(runtime, database, &url, releases)
    }

    /// Starts one with a candidate that decides beside, on a database of its own.
    pub fn with_shadow(releases: AtHand, candidate: CheckedRelease) -> TestApp {
        let runtime = Runtime::new().unwrap();
        let database = runtime.block_on(TestDatabase::new());
        let url = database.url();
        let mut library = Library::embedded().unwrap();
        library.add_form(&knee().join("form")).unwrap();
        TestApp::serve(
            runtime,
            database,
            &url,
            (library, releases, Some(candidate)),
        )
    }

    /// Starts one with these releases at hand.
    pub fn deciding(
        runtime: Runtime,
        database: TestDatabase,
        url: &DatabaseUrl,
        releases: AtHand,
    ) -> TestApp {
        let mut library = Library::embedded().unwrap();
        library.add_form(&knee().join("form")).unwrap();
        TestApp::serve(runtime, database, url, (library, releases, None))
    }

    /// Starts one that reaches its database at another address.
    pub fn on(runtime: Runtime, database: TestDatabase, url: &DatabaseUrl) -> TestApp {
        let mut library = Library::embedded().unwrap();
        library.add_form(&knee().join("form")).unwrap();
        let release = library
            .release(knee().join("release").to_str().unwrap(), clock::today())
            .unwrap();
        let releases = AtHand::new(release, Vec::new());
        TestApp::serve(runtime, database, url, (library, releases, None))
    }

    fn serve(
        runtime: Runtime,
        database: TestDatabase,
        url: &DatabaseUrl,
        (library, releases, candidate): (Library, AtHand, Option<CheckedRelease>),
    ) -> TestApp {
        logs::start();
        let flags = Flags {
            data_dir: Some("/nowhere".into()),
            ..Flags::default()
        };
        let config = Config::read(flags, |_| None).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let handle = runtime.block_on(async {
            let store = Store::connect(url).await.unwrap();
            let mut app = App::new(config, library, releases, store);
            if let Some(candidate) = candidate {
                app = app.with_shadow(candidate).unwrap();
            }
            app.prepare().await.unwrap();
            let server = http::serve(Arc::new(app), listener).unwrap();
            let handle = server.handle();
            tokio::spawn(server);
            handle
        });
        TestApp {
            address,
            database,
            handle,
            runtime,
        }
    }

    /// Runs a future to its end.
    pub fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// `GET`.
    pub fn get(&self, path: &str) -> Answer {
        get(&format!("{}{path}", self.address))
    }

    /// `POST` of an intake.
    pub fn submit(&self, intake: &Json) -> Answer {
        self.post("/api/v1/intakes", &intake.to_string(), &[])
    }

    /// `POST` of a JSON text with more headers.
    pub fn post(&self, path: &str, body: &str, headers: &[(&str, &str)]) -> Answer {
        post(&format!("{}{path}", self.address), body, headers)
    }

    /// Rows of a table.
    pub fn count(&self, table: &str) -> i64 {
        self.wait(self.database.count(table))
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let stopped = self.handle.stop(false);
        // The runtime may be the one of the thread that fails.
        if !thread::panicking() {
            self.runtime.block_on(stopped);
        }
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers by lower-case name.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first value of a header; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, value)| value)
    }

    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The body as JSON.
    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The code of a problem.
    pub fn code(&self) -> String {
        let body = self.json();
        body["code"].as_str().unwrap_or_default().to_owned()
    }
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false);
    config.build().into()
}

fn answer(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Option<Answer> {
    let mut response = response.ok()?;
    let headers = response.headers().iter();
    let headers = headers
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    Some(Answer {
        status: response.status().as_u16(),
        headers,
        body: response.body_mut().read_to_vec().ok()?,
    })
}

/// `GET`.
pub fn get(url: &str) -> Answer {
    answer(agent().get(url).call()).expect("an answer")
}

/// `GET` with headers.
pub fn get_with(url: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = agent().get(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    answer(request.call()).expect("an answer")
}

/// `POST` of a JSON text with more headers.
pub fn post(url: &str, body: &str, headers: &[(&str, &str)]) -> Answer {
    try_post(url, body, headers).expect("an answer")
}

/// As [`post`]; `None` where no whole answer came back.
pub fn try_post(url: &str, body: &str, headers: &[(&str, &str)]) -> Option<Answer> {
    let mut request = agent().post(url);
    let typed = headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if !typed {
        request = request.header("Content-Type", "application/json");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    answer(request.send(body))
}

/// A filled knee form: a hot knee with fever, so an emergency.
pub fn hot_knee() -> Json {
    json!({
        "form": "knee", "form_version": "0.1.0", "assessment_date": "2026-11-23",
        "patient": {
            "identifier": "TEST-1", "name": { "family": "Example", "given": "Alex" },
            "birth_date": "1981-03-02", "sex_at_birth": "female"
        },
        "answers": {
            "locked": "no", "hot": "yes", "course": "worse", "places": ["front"], "pain": 8, "temp_c": 38.6,
            "onset_date": { "date": "2026-11-20", "precision": "day" }
        }
    })
}

/// The same knee, neither hot nor locked: nothing urgent.
pub fn calm_knee() -> Json {
    let mut intake = hot_knee();
    intake["answers"]["hot"] = json!("no");
    intake["answers"]["course"] = json!("better");
    intake["answers"]["pain"] = json!(3);
    intake
}
