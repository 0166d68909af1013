//! What pages are looked at, and the service behind them with something on every one of them.

use serde_json::Value as Json;
use spinepath::app::{Library, demo_intakes};
use spinepath::clock;

use super::chrome::Browser;
use crate::pages::Reader;
use crate::support::app::TestApp;

/// A page of the service.
pub struct Page {
    /// What it is called, in a test that fails and as a file.
    pub name: &'static str,
    /// Who reads it.
    pub role: &'static str,
    /// Its path.
    pub path: fn(&Site) -> String,
}

const fn page(name: &'static str, role: &'static str, path: fn(&Site) -> String) -> Page {
    Page { name, role, path }
}

pub const ASSISTANT: &str = "medical_assistant";
pub const CLINICIAN: &str = "clinician";
pub const AUTHOR: &str = "rule_author";

/// Every page. A new one is a line here, and is then looked at in every way.
pub const PAGES: [Page; 27] = [
    page("home", ASSISTANT, |_| "/".into()),
    page("problem", ASSISTANT, |_| "/problems/invalid_intake".into()),
    page("intake-new", ASSISTANT, |_| "/intakes/new".into()),
    page("intake-empty", ASSISTANT, |site| site.empty.clone()),
    page("intake-emergency", ASSISTANT, |site| site.emergency.clone()),
    page("intake-faulty", ASSISTANT, |site| {
        format!("{}?faults=yes", site.faulty)
    }),
    page("intake-clinician", CLINICIAN, |site| site.emergency.clone()),
    page("check", ASSISTANT, |site| {
        format!("{}/check", site.emergency)
    }),
    page("sent", ASSISTANT, |site| format!("{}/sent", site.sent)),
    page("worklist", CLINICIAN, |_| "/cases".into()),
    page("worklist-assistant", ASSISTANT, |_| "/cases".into()),
    page("case", CLINICIAN, |site| site.case.clone()),
    page("case-assistant", ASSISTANT, |site| site.case.clone()),
    page("follow-up", ASSISTANT, |site| {
        format!("{}/follow-up", site.case)
    }),
    page("follow-up-form", ASSISTANT, |site| site.further.clone()),
    page("audit", CLINICIAN, |site| format!("{}/audit", site.case)),
    page("left", CLINICIAN, |_| "/left".into()),
    page("close", CLINICIAN, |site| format!("{}/close", site.case)),
    page("rules", AUTHOR, |_| "/rules".into()),
    page("rule", AUTHOR, |_| "/rules/ces_recent_or_worse".into()),
    page("releases", AUTHOR, |_| "/releases".into()),
    page("release", AUTHOR, |_| "/releases/2026.12.1".into()),
    page("compare", AUTHOR, |_| {
        "/releases/compare?from=2026.12.0&to=2026.12.1".into()
    }),
    page("coverage", AUTHOR, |_| {
        "/releases/2026.12.1/coverage".into()
    }),
    page("coverage-of", AUTHOR, |_| {
        "/releases/2026.12.1/coverage?of=definition:outside_scope".into()
    }),
    page("system", ASSISTANT, |_| "/system".into()),
    page("docs", AUTHOR, |_| "/docs".into()),
];

/// A service with patients.
pub struct Site {
    /// The service.
    pub app: TestApp,
    /// Path of a form with nothing in it.
    pub empty: String,
    /// Path of one that is an emergency.
    pub emergency: String,
    /// Path of one with an entry that cannot be read.
    pub faulty: String,
    /// Path of one that was sent.
    pub sent: String,
    /// Path of a case that is an emergency.
    pub case: String,
    /// Path of a form of a further visit of that case.
    pub further: String,
}

impl Site {
    /// Starts one under the current release, with the patients of the demonstration.
    pub fn start() -> Site {
        let app = TestApp::with_every_release();
        let patients = demo_patients();
        let cases: Vec<String> = patients.iter().map(|patient| case(&app, patient)).collect();
        let draft = |number: &str, patient: &Json| {
            let draft = open(&app, number);
            fill(&app, &draft, number, &answers(patient));
            draft
        };
        let unreadable = vec![("onset_date".to_owned(), vec!["when it rained".to_owned()])];
        let faulty = open(&app, "TEST-FAULTY");
        fill(&app, &faulty, "TEST-FAULTY", &unreadable);
        let sent = draft("TEST-SENT", &patients[10]);
        let number = patients[0]["patient"]["identifier"].as_str().unwrap();
        let today = clock::today().to_string();
        let visit = [("patient", number), ("assessment_date", &today)];
        let further = sent_on(&app, &format!("{}/follow-up", cases[0]), &visit);
        let whom = [("patient", "TEST-SENT"), ("version", "1")];
        sent_on(&app, &format!("{sent}/send"), &whom);
        Site {
            empty: open(&app, "TEST-EMPTY"),
            emergency: draft("TEST-EMERGENCY", &patients[0]),
            faulty,
            sent,
            case: cases[0].clone(),
            further,
            app,
        }
    }

    /// Opens a page in a browser, as its reader.
    pub fn show(&self, browser: &Browser, page: &Page) {
        let site = &self.app.address;
        browser.keep(site, "spinepath_role", page.role);
        browser.visit(&format!("{site}{}", (page.path)(self)));
        let whole = "return !document.querySelector('[aria-busy=true]')";
        browser.until("the page is whole", whole);
    }
}

/// Sends a form as another program does; the path of the page of its case.
fn case(app: &TestApp, patient: &Json) -> String {
    let answer = app.submit(patient);
    assert_eq!(answer.status, 201);
    format!("/cases/{}", answer.json()["case_id"].as_str().unwrap())
}

/// The forms of the demonstration: the first is an emergency, the eleventh is none.
pub fn demo_patients() -> Vec<Json> {
    let library = Library::embedded().unwrap();
    let release = library.current_release(clock::today()).unwrap();
    demo_intakes(&release, clock::today()).unwrap()
}

/// Opens a form for a patient with that number; its path.
pub fn open(app: &TestApp, number: &str) -> String {
    let today = clock::today().to_string();
    let patient = [
        ("identifier", number),
        ("family", "Example"),
        ("given", "Alex"),
        ("birth_date", "1979-03-02"),
        ("sex_at_birth", "female"),
        ("assessment_date", &today),
    ];
    sent_on(app, "/intakes/new", &patient)
}

fn fill(app: &TestApp, draft: &str, number: &str, answers: &[(String, Vec<String>)]) {
    let mut fields = vec![("patient", number), ("version", "0")];
    for (name, values) in answers {
        fields.push(("shown", name));
        fields.extend(values.iter().map(|value| (name.as_str(), value.as_str())));
    }
    sent_on(app, draft, &fields);
}

/// Sends a form of a page; where that leads.
fn sent_on(app: &TestApp, path: &str, fields: &[(&str, &str)]) -> String {
    let assistant = Reader {
        app,
        role: ASSISTANT,
        language: "en",
    };
    let answer = assistant.send_from(path, fields, &[]);
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.header("location").to_owned()
}

/// The answers of a form as they are chosen and typed on its page, by question.
pub fn answers(intake: &Json) -> Vec<(String, Vec<String>)> {
    let answers = intake["answers"].as_object().unwrap().iter();
    let entered = answers.filter_map(|(name, answer)| {
        let values = match answer {
            Json::String(word) => vec![word.clone()],
            Json::Number(number) => vec![number.to_string()],
            Json::Array(words) if words.is_empty() => vec!["none".to_owned()],
            Json::Array(words) => (words.iter())
                .filter_map(|word| word.as_str().map(str::to_owned))
                .collect(),
            Json::Object(date) => vec![date.get("date")?.as_str()?.to_owned()],
            _ => Vec::new(),
        };
        Some((name.clone(), values))
    });
    entered.collect()
}
