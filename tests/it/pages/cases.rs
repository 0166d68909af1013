//! The page of a case as a browser without a script meets it.

use serde_json::{Value as Json, json};
use spinepath::clock::today;

use super::{Reader, between};
use crate::support::app::{Answer, TestApp, calm_knee, hot_knee};

/// Most words of what is read first: 20 seconds at 238 words a minute.
const FIRST_SCREEN_WORDS: usize = 80;

fn reader<'a>(app: &'a TestApp, role: &'static str) -> Reader<'a> {
    Reader {
        app,
        role,
        language: "en",
    }
}

/// Sends a form and gives the address of the page of its case.
pub(super) fn sent(app: &TestApp, form: &Json) -> String {
    let answer = app.submit(form);
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.header("location").replace("/api/v1", "")
}

/// The text of a page without its marks.
pub fn text(page: &str) -> String {
    let parts = page
        .split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    parts.collect::<Vec<_>>().join(" ")
}

fn words(page: &str) -> usize {
    let text = text(page);
    let words = text.split_whitespace();
    words
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count()
}

/// Every example of the current form that is accepted.
fn examples() -> Vec<Json> {
    let root = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/schemas/intake/spine/1.1.0/examples/valid"
    );
    let files = std::fs::read_dir(root).unwrap();
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    let read = paths
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap());
    read.map(|form| serde_json::from_str(&form).unwrap())
        .collect()
}

#[test]
fn what_is_read_first_has_at_most_eighty_words_and_the_page_is_small() {
    let app = TestApp::with_current_release();
    let clinician = reader(&app, "clinician");
    let examples = examples();
    assert!(examples.len() > 5);
    for form in &examples {
        let case = sent(&app, form);
        let page = clinician.get(&case);
        assert_eq!(page.status, 200, "{case}");
        let first = between(page.text(), "<section id=\"first\"", "</section>");
        let count = words(first);
        assert!(
            count <= FIRST_SCREEN_WORDS,
            "{count} words: {}",
            text(first)
        );
        assert!(page.body.len() < 100 * 1024, "{} bytes", page.body.len());
        for title in [
            "What would change it",
            "Safety questions",
            "Every rule looked at",
            "Visits",
        ] {
            assert!(page.text().contains(title), "{title}");
        }
        let summary = page.text().split("class=\"step\"").count();
        assert_eq!(summary, 2, "one ask");
    }
}

/// The flag-free adult of the current release, assessed so many days ago, with that pain.
pub(super) fn visit(days_ago: u64, pain: u8) -> Json {
    let release = spinepath::app::Library::embedded()
        .unwrap()
        .current_release(today())
        .unwrap();
    let date = today() - chrono::Days::new(days_ago);
    let (baseline, ..) = release.baseline();
    let mut answers = baseline.clone();
    let onset = date - chrono::Days::new(10);
    answers.insert(
        "onset_date".into(),
        json!({ "date": onset, "precision": "day" }),
    );
    for name in ["pain_nrs_avg_7d", "pain_nrs_now"] {
        answers.insert(name.into(), json!(pain));
    }
    answers.remove("pain_nrs_worst_7d");
    json!({
        "form": release.catalogue().form(), "form_version": release.catalogue().version(),
        "assessment_date": date,
        "patient": {
            "identifier": "SYN-0417", "name": { "family": "Example", "given": "Alex" },
            "birth_date": "1980-03-02", "sex_at_birth": "male"
        },
        "answers": answers,
    })
}

#[test]
fn the_visits_show_the_pain_and_which_decision_is_in_force() {
    let app = TestApp::with_current_release();
    let clinician = reader(&app, "clinician");
    let case = sent(&app, &visit(30, 7));
    assert!(
        !clinician.get(&case).text().contains("<svg"),
        "one score is no line"
    );
    let again = app.post(
        &format!("/api/v1{case}/intakes"),
        &visit(2, 3).to_string(),
        &[],
    );
    assert_eq!(again.status, 201, "{}", again.text());
    let page = clinician.get(&case);
    let chart = between(page.text(), "<svg", "</svg>");
    assert!(chart.contains("role=\"img\"") && chart.contains("<title") && chart.contains("<desc"));
    let first = (today() - chrono::Days::new(30)).to_string();
    assert!(chart.contains(&format!("From 7 on {first}")), "{chart}");
    let table = between(page.text(), "</svg>", "</table>");
    assert_eq!(table.matches("superseded").count(), 1);
    assert!(
        table.contains("7 of 10") && table.contains("3 of 10"),
        "{table}"
    );
}

struct Bar<'a> {
    clinician: Reader<'a>,
    case: String,
    decision: String,
}

impl<'a> Bar<'a> {
    fn of(app: &'a TestApp, form: &Json) -> Bar<'a> {
        let clinician = reader(app, "clinician");
        let case = sent(app, form);
        let page = clinician.get(&case);
        let decision = between(page.text(), "name=\"decision_id\" value=\"", "\"").to_owned();
        Bar {
            clinician,
            case,
            decision,
        }
    }

    fn send(&self, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("decision_id", self.decision.as_str())];
        all.extend_from_slice(fields);
        self.clinician.send(&format!("{}/reviews", self.case), &all)
    }
}

const LOWER: [(&str, &str); 4] = [
    ("verdict", "changed"),
    ("urgency", "routine"),
    ("reason_code", "action-completed"),
    ("text", "drained <yesterday>"),
];

#[test]
fn lowering_an_emergency_asks_once_more_on_a_page_of_its_own() {
    let app = TestApp::start();
    let bar = Bar::of(&app, &hot_knee());
    let asked = bar.send(&LOWER);
    assert_eq!(asked.status, 200);
    assert!(asked.text().contains("You are lowering an emergency"));
    assert!(asked.text().contains("Lower it to ROUTINE?"));
    assert_eq!(app.count("reviews"), 0);
    let mut again: Vec<(&str, &str)> = LOWER.to_vec();
    again.push(("confirmed", "yes"));
    let page = bar.send(&again);
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains("Changed to ROUTINE: already done."));
    assert!(page.text().contains("drained &#60;yesterday&#62;"));
    assert_eq!(app.count("reviews"), 1);
}

#[test]
fn a_change_without_a_reason_says_what_is_missing_and_keeps_what_was_entered() {
    let app = TestApp::start();
    let bar = Bar::of(&app, &calm_knee());
    for (fields, said) in [
        (
            vec![("verdict", "changed"), ("text", "kept words")],
            vec!["Urgency: Choose", "Reason: Choose"],
        ),
        (
            vec![
                ("verdict", "changed"),
                ("urgency", "same_day"),
                ("text", "kept words"),
            ],
            vec!["Reason: Choose"],
        ),
    ] {
        let page = bar.send(&fields);
        assert_eq!(page.status, 422);
        for said in said {
            assert!(page.text().contains(said), "{said}");
        }
        assert!(page.text().contains("value=\"kept words\""));
    }
    let mut same = vec![("verdict", "changed"), ("reason_code", "limited-time")];
    let now = app.get(&format!("/api/v1{}", bar.case)).json();
    same.push(("urgency", now["urgency"].as_str().unwrap()));
    assert!(bar.send(&same).text().contains("agree instead"));
    assert_eq!(app.count("reviews"), 0);
}

#[test]
fn a_review_of_what_moved_on_is_not_kept_and_says_so() {
    let app = TestApp::start();
    let bar = Bar::of(&app, &hot_knee());
    let path = format!("/api/v1{}/intakes", bar.case);
    assert_eq!(app.post(&path, &hot_knee().to_string(), &[]).status, 201);
    let stale = bar.send(&[("verdict", "agreed")]);
    assert_eq!(stale.status, 409);
    assert!(stale.text().contains("The case has moved on"));
    assert_eq!(app.count("reviews"), 0);
}

#[test]
fn only_a_clinician_has_the_bar_and_nobody_else_can_send_it() {
    let app = TestApp::start();
    let bar = Bar::of(&app, &hot_knee());
    let fields = [
        ("decision_id", bar.decision.as_str()),
        ("verdict", "agreed"),
    ];
    for role in ["medical_assistant", "rule_author"] {
        let other = reader(&app, role);
        assert!(
            !other.get(&bar.case).text().contains("Your review"),
            "{role}"
        );
        let refused = other.send(&format!("{}/reviews", bar.case), &fields);
        assert_eq!(refused.status, 403, "{role}");
    }
    let foreign = bar.clinician.send_from(
        &format!("{}/reviews", bar.case),
        &fields,
        &[("Sec-Fetch-Site", "cross-site")],
    );
    assert_eq!(foreign.status, 403);
    assert_eq!(app.count("reviews"), 0);
}

#[test]
fn the_audit_names_who_did_what_and_nothing_about_the_patient() {
    let app = TestApp::start();
    let bar = Bar::of(&app, &hot_knee());
    bar.send(&[("verdict", "agreed")]);
    bar.clinician.send(&format!("{}/take", bar.case), &[]);
    let page = bar.clinician.get(&format!("{}/audit", bar.case));
    let rows = text(between(page.text(), "<tbody>", "</tbody>"));
    let places: Vec<_> = ["Sent an intake", "Reviewed the decision", "Took the case"]
        .map(|what| {
            rows.find(what)
                .unwrap_or_else(|| panic!("{what} in {rows}"))
        })
        .to_vec();
    assert!(places.is_sorted());
    assert!(rows.contains("demo-clinician"));
    assert!(!page.text().contains("Example"), "the patient is not named");
}

#[test]
fn the_pages_speak_spanish_where_the_words_are_ours() {
    let app = TestApp::start();
    let case = sent(&app, &hot_knee());
    let spanish = Reader {
        app: &app,
        role: "clinician",
        language: "es",
    };
    for (address, said) in [
        ("/cases".to_owned(), "Lista de trabajo"),
        (case.clone(), "Qué lo cambiaría"),
        (format!("{case}/audit"), "Quién hizo qué"),
    ] {
        let page = spanish.get(&address);
        assert!(page.text().contains(said), "{address}");
        assert!(page.text().contains("<html lang=\"es\">"));
    }
    assert!(spanish.get(&case).text().contains("ya está hecho"));
}
