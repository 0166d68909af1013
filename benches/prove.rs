//! How the time of a proof grows with rules and with questions.
//!
//! `cargo bench --bench prove [-- RULES QUESTIONS]`. The releases are made up: every question is
//! asked by somebody, every rule asks for something of its own, and all of them are proved. What
//! counts is the ratio to the first line of the same run.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};
use spinepath::app::Library;
use spinepath::intake::form::Form;
use spinepath::proof::prove;
use spinepath::rules::{CheckedRelease, check, lock};

const RULES: [usize; 3] = [50, 200, 1_000];
const QUESTIONS: [usize; 3] = [50, 150, 450];
const ROUNDS: usize = 3;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

/// Every fifth question is a number from 0 to 10, the others are yes or no.
fn is_number(question: usize) -> bool {
    question % 5 == 4
}

/// The form of the knee fixture with other questions.
fn form(questions: usize) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/knee/form");
    let text = std::fs::read_to_string(folder.join("schema.json")).unwrap();
    let mut schema: Json = serde_json::from_str(&text).unwrap();
    let known = schema["properties"]["answers"]["properties"].clone();
    let mut answers = Map::new();
    let mut fields = vec![
        json!({ "field": "birth_date", "label": "birth date", "ask": "When were you born?", "who": "assistant" }),
        json!({ "field": "sex_at_birth", "label": "sex at birth", "ask": "What sex were you recorded as at birth?", "who": "assistant" }),
    ];
    for question in 0..questions {
        let name = format!("q{question}");
        let like = if is_number(question) { "pain" } else { "hot" };
        answers.insert(name.clone(), known[like].clone());
        fields.push(json!({
            "field": name, "label": name, "ask": "How is it?", "why": "It may be bad.",
            "who": "assistant", "critical": question % 4 == 0 && !is_number(question),
        }));
    }
    schema["properties"]["answers"]["properties"] = answers.into();
    let screen = json!({
        "form": "knee", "version": "0.1.0", "title": "Bench",
        "sections": [{ "id": "all", "title": "All", "say": "Now all.", "fields": fields }],
    });
    BTreeMap::from([
        ("schema.json".to_owned(), schema.to_string()),
        ("form.yaml".to_owned(), screen.to_string()),
    ])
}

fn asks(question: usize) -> String {
    if is_number(question) {
        format!("q{question} >= bad")
    } else {
        format!("q{question}")
    }
}

fn answer(question: usize, there: bool) -> Json {
    match (is_number(question), there) {
        (true, true) => json!(9),
        (true, false) => json!(1),
        (false, true) => json!("yes"),
        (false, false) => json!("no"),
    }
}

/// Two questions and two others, or either of one pair with a third; no two rules alike.
fn rule(at: usize, questions: usize) -> Json {
    let question = |step: usize| (at * 7 + step * (13 + at / questions) + step) % questions;
    let mut read: Vec<usize> = Vec::new();
    for step in 0.. {
        let next = question(step);
        if !read.contains(&next) {
            read.push(next);
        }
        if read.len() == 4 {
            break;
        }
    }
    let [a, b, c, d] = [read[0], read[1], read[2], read[3]].map(asks);
    let when = match at % 2 {
        0 => format!("({a} && {b}) || ({c} && {d})"),
        _ => format!("({a} || {b}) && ({c} || {d})"),
    };
    let told = |there: [Option<bool>; 4]| -> Json {
        let answers = read.iter().zip(there).map(|(question, there)| {
            let said = there.map_or(json!("not_asked"), |there| answer(*question, there));
            (format!("q{question}"), said)
        });
        answers.collect::<Map<String, Json>>().into()
    };
    let all = |there| told([there; 4]);
    let (urgency, to) = match at % 4 {
        0 => ("same_day", "orthopedics"),
        1 => ("two_weeks", "orthopedics"),
        2 => ("routine", "orthopedics"),
        _ => ("emergency", "emergency_department"),
    };
    json!({
        "rule": format!("rule_{at}"), "version": 1, "title": format!("Rule {at}"), "when": when,
        "if_unknown": "ask",
        "then": { "urgency": urgency, "destinations": [to], "evaluations": [format!("look_{at}")] },
        "say": { "clinician": "Found: {matched}.", "assistant": "Fetch a clinician." },
        "because": "It is made up.", "basis": "policy", "evidence": [],
        "tests": [
            { "name": "there", "base": "clear", "given": all(Some(true)), "expect": "fired" },
            { "name": "not there", "base": "clear", "given": all(Some(false)), "expect": "silent" },
            { "name": "open", "base": "clear", "given": all(None), "expect": "unknown" },
        ],
    })
}

fn release(library: &Library, rules: usize, questions: usize) -> CheckedRelease {
    let looks = (0..rules).map(|at| {
        (
            format!("look_{at}"),
            json!({ "text": format!("look {at}") }),
        )
    });
    let answers = (0..questions).map(|at| (format!("q{at}"), answer(at, false)));
    let pathway = json!({
        "pathway": "knee", "title": "Bench", "release": "0.1.0",
        "form": { "name": "knee", "version": "0.1.0" }, "owners": ["the bench"],
        "hold": "same_day", "hold_destination": "orthopedics",
        "vocabulary": {
            "destinations": {
                "emergency_department": { "text": "emergency department", "ask": "Send them" },
                "orthopedics": { "text": "orthopedics", "ask": "Refer them" },
            },
            "evaluations": looks.collect::<Map<_, _>>(),
        },
    });
    let bad = json!({
        "title": "Bad", "unit": "{score}", "basis": "policy", "evidence": [],
        "values": [{ "from": "2020-01-01", "is": 7 }],
    });
    let all: Vec<Json> = (0..rules).map(|at| rule(at, questions)).collect();
    let mut files = BTreeMap::from([
        ("pathway.yaml".to_owned(), pathway.to_string()),
        ("values.yaml".to_owned(), json!({ "bad": bad }).to_string()),
        ("evidence.yaml".to_owned(), "{}".to_owned()),
        (
            "baseline.yaml".to_owned(),
            json!({
                "patient": { "age": 45, "sex_at_birth": "male" },
                "answers": answers.collect::<Map<_, _>>(),
            })
            .to_string(),
        ),
        (
            "topics/10-all.yaml".to_owned(),
            json!({ "topic": "all", "title": "All", "rules": all }).to_string(),
        ),
    ]);
    for profile in ["us", "uk", "cautious"] {
        let text = json!({ "profile": profile, "title": profile }).to_string();
        files.insert(format!("profiles/{profile}.yaml"), text);
    }
    files.insert("release.lock".to_owned(), lock(&files));
    match check(&files, library.catalogues(), today()) {
        Ok((release, _)) => release,
        Err(findings) => panic!("{}", findings[0]),
    }
}

fn timed(rules: usize, questions: usize) -> (Duration, usize, usize) {
    let folder = std::env::temp_dir().join(format!("spinepath-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (name, text) in form(questions) {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let mut library = Library::embedded().unwrap();
    library.add_form(&folder).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let form: &Form = library.form("knee", "0.1.0").unwrap();
    let release = release(&library, rules, questions);
    let mut best = Duration::MAX;
    let mut size = (0, 0);
    for _ in 0..ROUNDS {
        let since = Instant::now();
        let proofs = prove(&release, form, today()).unwrap();
        best = best.min(since.elapsed());
        let broken = proofs.iter().flat_map(|proof| &proof.properties);
        let broken: usize = broken.map(|property| property.broken.len()).sum();
        size = (proofs[0].size.variables, broken);
    }
    (best, size.0, size.1)
}

fn main() {
    let wanted: Vec<usize> = (std::env::args().skip(1))
        .filter_map(|word| word.parse().ok())
        .collect();
    let sizes: Vec<(usize, usize)> = match wanted[..] {
        [rules, questions] => vec![(rules, questions)],
        _ => RULES
            .iter()
            .map(|rules| (*rules, 150))
            .chain(QUESTIONS.iter().map(|questions| (200, *questions)))
            .collect(),
    };
    println!("three profiles, the fastest of {ROUNDS} rounds");
    println!("| rules | questions | variables | findings | time | beside the first |");
    println!("|---|---|---|---|---|---|");
    let mut first = None;
    for (rules, questions) in sizes {
        let (time, variables, findings) = timed(rules, questions);
        let beside = time.as_secs_f64() / first.get_or_insert(time).as_secs_f64();
        println!(
            "| {rules} | {questions} | {variables} | {findings} | {:.2} s | {beside:.1} × |",
            time.as_secs_f64()
        );
    }
}
