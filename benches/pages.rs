//! The pages with 100,000 open cases, and a save of a form that is being filled, beside the answer
//! of the service that does nothing.
//!
//! `cargo bench --bench pages [-- CASES ROUNDS]`. One reader asks for each page in turn, so that a
//! machine that changes its mind changes it for all; what counts is the ratio to `/health/live`.
//! Only the rows of `cases` are many: a case page reads the forms and decisions of its own case.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod service;

use std::time::{Duration, Instant};

use serde_json::Value as Json;
use spinepath::app::{Library, demo_intakes};
use spinepath::clock;
use spinepath::embedded::Embedded;

use service::Server;

const FLOOR: &str = "/health/live";

/// The cases that are there again, until there are so many: of every urgency, all open, a third of
/// them past their target.
const MANY: &str = "
set session_replication_role = replica;
insert into cases (id, created_at, patient_identifier, family, given, birth_date, sex_at_birth,
  urgency, could_become, status, disposition, as_of, due_in_days, latest_decision, reason)
select gen_random_uuid(), created_at, patient_identifier || '-' || number, family, given,
  birth_date, sex_at_birth, urgency, could_become, status, disposition,
  as_of - (number % 3)::integer * 20, due_in_days, latest_decision, reason
from cases, generate_series(1, $1::bigint / (select count(*) from cases)) as number";

/// Somebody of whom everything is known and nothing is wrong.
const PATIENT: &str =
    include_str!("../schemas/intake/spine/1.1.0/examples/valid/flag_free_adult.json");

struct Reader(ureq::Agent, String);

impl Reader {
    fn get(&self, path: &str) -> String {
        let answer = self.0.get(format!("{}{path}", self.1));
        let answer = answer.header("Accept", "text/html");
        let answer = answer.header("Cookie", "spinepath_role=clinician");
        let mut answer = answer.call().unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        answer.body_mut().read_to_string().unwrap()
    }

    /// What the page of an assistant sends as the form stands.
    fn sheet(&self, draft: &str) -> Vec<(String, String)> {
        let answer = self.0.get(format!("{}{draft}", self.1));
        let answer = answer.header("Cookie", "spinepath_role=medical_assistant");
        let page = answer.call().unwrap().body_mut().read_to_string().unwrap();
        let shown = page.split("name=\"shown\" value=\"").skip(1);
        let shown = shown.map(|rest| ("shown", rest.split('"').next().unwrap().to_owned()));
        let known = [
            ("patient", "BENCH-1"),
            ("page", "0194f3a0-0000-7000-8000-000000000001"),
            ("version", "0"),
        ];
        let known = known
            .into_iter()
            .map(|(name, value)| (name, value.to_owned()));
        let fields = known.chain(shown);
        fields
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }

    /// The same with these answers to what stands on the page.
    fn filled(&self, draft: &str, answers: &[(String, String)]) -> Vec<(String, String)> {
        let mut sheet = self.sheet(draft);
        let shown = |name: &String| {
            let stands = |(field, value): &(String, String)| field == "shown" && value == name;
            sheet.iter().any(stands)
        };
        let given = answers.iter().filter(|(name, _)| shown(name)).cloned();
        let given: Vec<(String, String)> = given.collect();
        sheet.extend(given);
        sheet
    }

    /// Saves a form with these fields, the last of them the one that was touched; the size of what
    /// comes back.
    fn send(&self, draft: &str, sheet: &[(String, String)], touched: &[(&str, &str)]) -> usize {
        let fields = sheet
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let others = fields.filter(|(name, _)| touched.iter().all(|(other, _)| name != other));
        let fields: Vec<(&str, &str)> = others.chain(touched.iter().copied()).collect();
        let (_, text) = self.post(&format!("{draft}/autosave"), &fields);
        assert!(text.contains("id=\"version\""), "{text}");
        text.len()
    }

    fn preview(&self, intake: &str) -> usize {
        let answer = self.0.post(format!("{}/api/v1/decisions", self.1));
        let answer = answer.header("Content-Type", "application/json");
        let mut answer = answer.send(intake).unwrap();
        assert_eq!(answer.status(), 200);
        answer.body_mut().read_to_string().unwrap().len()
    }

    /// Posts a form of a page; where it leads, and what is answered.
    fn post(&self, path: &str, fields: &[(&str, &str)]) -> (String, String) {
        let answer = self.0.post(format!("{}{path}", self.1));
        let answer = answer.header("Cookie", "spinepath_role=medical_assistant");
        let mut answer = answer.send_form(fields.iter().copied()).unwrap();
        let place = answer.headers().get("location");
        let place = place.map_or("", |place| place.to_str().unwrap()).to_owned();
        (place, answer.body_mut().read_to_string().unwrap())
    }
}

/// The answers of a form as a page sends them.
fn answers(intake: &str) -> Vec<(String, String)> {
    let intake: Json = serde_json::from_str(intake).unwrap();
    let mut fields = Vec::new();
    for (name, answer) in intake["answers"].as_object().unwrap() {
        let values = match answer {
            Json::Array(words) if words.is_empty() => vec!["none".to_owned()],
            Json::Array(words) => words.iter().map(text).collect(),
            Json::Object(date) => vec![text(&date["date"])],
            one => vec![text(one)],
        };
        fields.extend(values.into_iter().map(|value| (name.clone(), value)));
    }
    fields
}

fn text(value: &Json) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn main() {
    let numbers: Vec<i64> = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .collect();
    let cases = *numbers.first().unwrap_or(&100_000);
    let rounds = usize::try_from(*numbers.get(1).unwrap_or(&200)).unwrap();
    let folder = std::env::temp_dir().join(format!("spinepath-pages-{}", std::process::id()));
    let postgres = Embedded::start(&folder, |_| ()).unwrap();
    let url = postgres.url("postgres");
    let server = Server::start(&url, &folder.join("service"));
    let config = ureq::Agent::config_builder()
        .max_redirects(0)
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(30)));
    let reader = Reader(config.build().into(), format!("http://{}", server.1));
    let case = fill(&reader);
    let draft = begin(&reader);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let count = runtime.block_on(multiply(&url, cases));
    println!("{count} open cases");

    let worklist = reader.get("/cases");
    let next = worklist.split("href=\"").filter_map(|link| {
        let address = link.split('"').next().unwrap();
        address
            .contains("after=")
            .then(|| address.replace("&#38;", "&"))
    });
    let next = next.last().expect("a second page of the worklist");
    let pages = [
        FLOOR,
        "/",
        "/cases",
        &next,
        "/left",
        &case,
        "/intakes/new",
        &draft,
        "/rules",
    ];
    let (empty, answered) = (reader.sheet(&draft), answers(PATIENT));
    let other = begin(&reader);
    // Twice: what answers open stands on the page after the first time.
    for _ in 0..2 {
        reader.send(&other, &reader.filled(&other, &answered), &[]);
    }
    let filled = reader.filled(&other, &answered);
    let mut names = pages.map(named).to_vec();
    names.extend([
        "save of a form, nothing answered",
        "save of a form, everything answered",
        "preview of that form, for a program",
    ]);
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); names.len()];
    let mut sizes = vec![0; names.len()];
    for round in 0..rounds {
        // An answer that is another one each time, so each save is one.
        let answer = [("saddle_change", ["yes", "no", "unknown"][round % 3])];
        for at in 0..names.len() {
            let start = Instant::now();
            sizes[at] = match at.checked_sub(pages.len()) {
                None => reader.get(pages[at]).len(),
                Some(0) => reader.send(&draft, &empty, &answer),
                Some(1) => reader.send(&other, &filled, &answer),
                Some(_) => reader.preview(PATIENT),
            };
            times[at].push(start.elapsed());
        }
    }
    report(&names, &mut times, &sizes);
    drop(server);
    drop(postgres);
    let _ = std::fs::remove_dir_all(&folder);
}

/// What a page is called in the table.
fn named(path: &str) -> &'static str {
    match path {
        FLOOR => "nothing (`/health/live`)",
        "/" => "first page",
        "/cases" => "worklist",
        "/left" => "nobody gets lost",
        "/intakes/new" => "new intake",
        "/rules" => "rules",
        path if path.contains("after=") => "worklist, next ones",
        path if path.starts_with("/cases/") => "case",
        _ => "form, nothing answered",
    }
}

/// Sends the patients of the demonstration; the page of the first one's case.
fn fill(reader: &Reader) -> String {
    let library = Library::embedded().unwrap();
    let today = clock::today();
    let release = library.current_release(today).unwrap();
    let mut places = Vec::new();
    for intake in demo_intakes(&release, today).unwrap() {
        let url = format!("{}/api/v1/intakes", reader.1);
        let answer = reader.0.post(url).send_json(&intake).unwrap();
        assert_eq!(answer.status(), 201);
        let place = answer.headers()["location"].to_str().unwrap();
        places.push(place.replace("/api/v1", ""));
    }
    places.swap_remove(0)
}

/// Opens a form; its address.
fn begin(reader: &Reader) -> String {
    let today = clock::today().to_string();
    let patient = [
        ("identifier", "BENCH-1"),
        ("family", "Example"),
        ("given", "Alex"),
        ("birth_date", "1979-03-02"),
        ("sex_at_birth", "female"),
        ("assessment_date", today.as_str()),
    ];
    reader.post("/intakes/new", &patient).0
}

async fn multiply(url: &str, cases: i64) -> i64 {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    let sql = MANY.replace("$1::bigint", &cases.to_string());
    client.batch_execute(&sql).await.unwrap();
    client.batch_execute("vacuum analyze cases").await.unwrap();
    let row = client.query_one("select count(*) from cases", &[]).await;
    row.unwrap().get(0)
}

fn report(names: &[&str], times: &mut [Vec<Duration>], sizes: &[usize]) {
    let at = |times: &mut Vec<Duration>, share: usize| {
        times.sort();
        times[times.len() * share / 100].as_secs_f64() * 1000.0
    };
    let floor = at(&mut times[0], 50);
    println!("| page | p50 | p95 | p50 against nothing | size |");
    println!("|---|---|---|---|---|");
    for ((name, times), size) in names.iter().zip(times).zip(sizes) {
        let (half, most) = (at(times, 50), at(times, 95));
        println!(
            "| {name} | {half:.1} ms | {most:.1} ms | {:.0} | {:.0} KB |",
            half / floor,
            *size as f64 / 1000.0
        );
    }
}
