//! What the patient takes home, over HTTP and from the command line.

use std::path::PathBuf;

use serde_json::json;

use crate::support::app::{Answer, TestApp, calm_knee, get_with, hot_knee};
use crate::support::process::spinepath;

#[test]
fn a_handout_is_a_pdf_in_either_language_and_its_name_says_nothing_about_the_patient() {
    let app = TestApp::start();
    let mut intake = calm_knee();
    intake["patient"]["name"]["family"] = json!("Zzfamily");
    let stored = app.submit(&intake).json();
    assert_eq!(stored["urgency"], "conservative", "{stored}");
    let link = stored["links"]["handout"].as_str().unwrap();
    let asked = [
        "",
        "?language=en&paper=a4",
        "?language=es",
        "?paper=letter",
        "?language=es&paper=letter",
    ];
    let sheets: Vec<Answer> = asked
        .iter()
        .map(|query| app.get(&format!("{link}{query}")))
        .collect();
    for pdf in &sheets {
        assert_eq!(pdf.status, 200, "{}", pdf.text());
        assert_eq!(pdf.header("content-type"), "application/pdf");
        assert_eq!(pdf.header("cache-control"), "no-store");
        assert!(pdf.body.starts_with(b"%PDF-"));
        let id = stored["case_id"].as_str().unwrap();
        let name = format!("inline; filename=\"handout-{id}.pdf\"");
        assert_eq!(pdf.header("content-disposition"), name);
    }
    assert_eq!(sheets[0].body, sheets[1].body);
    for (n, sheet) in sheets.iter().enumerate().skip(1) {
        assert!(
            sheets[n + 1..].iter().all(|other| other.body != sheet.body),
            "{}",
            asked[n]
        );
    }
    let tag = sheets[0].header("etag");
    let again = get_with(&format!("{}{link}", app.address), &[("If-None-Match", tag)]);
    assert_eq!((again.status, again.body.len()), (304, 0));
    let page = app.get(&format!("/cases/{}", stored["case_id"].as_str().unwrap()));
    assert!(page.text().contains(link), "the page of the case offers it");
}

#[test]
fn a_case_with_an_urgent_decision_has_no_handout() {
    let app = TestApp::start();
    let mut open = calm_knee();
    open["answers"]["hot"] = json!("unknown");
    for (what, intake) in [("emergency", hot_knee()), ("open", open)] {
        let stored = app.submit(&intake).json();
        let link = stored["links"]["handout"].as_str().unwrap();
        let refused = app.get(link);
        assert_eq!(
            (refused.status, refused.code()),
            (409, "urgent_decision_open".into()),
            "{what}"
        );
        let page = app.get(&format!("/cases/{}", stored["case_id"].as_str().unwrap()));
        assert!(!page.text().contains(link), "{what}");
    }
}

const CALM: &str = "schemas/intake/spine/1.0.0/examples/valid/flag_free_adult.json";
const URGENT: &str = "schemas/intake/spine/1.0.0/examples/valid/cauda_equina_classic.json";
const RELEASE: &str = "spine/2026.11.0";

#[test]
fn the_command_writes_a_handout_or_says_what_is_open() {
    let folder = std::env::temp_dir().join(format!("spinepath-handout-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let to = |name: &str| -> PathBuf { folder.join(name) };
    let print = |intake: &str, output: &PathBuf, more: &[&str]| {
        let mut command = spinepath();
        command.args(["handout", intake, "--release", RELEASE, "-o"]);
        command.arg(output).args(more).output().unwrap()
    };
    let papers = [to("en.pdf"), to("es.pdf"), to("letter.pdf")];
    let more: [&[&str]; 3] = [&[], &["--language", "es"], &["--paper", "letter"]];
    for (output, more) in papers.iter().zip(more) {
        let run = print(CALM, output, more);
        assert_eq!(
            run.status.code(),
            Some(0),
            "{}",
            String::from_utf8_lossy(&run.stderr)
        );
        assert!(std::fs::read(output).unwrap().starts_with(b"%PDF-"));
    }
    let none = to("none.pdf");
    let run = print(URGENT, &none, &[]);
    let said = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(1), "{said}");
    assert!(
        said.starts_with("no handout while EMERGENCY is open or possible; rules: `ces_"),
        "{said}"
    );
    assert!(!none.exists(), "a refusal writes nothing");
    let run = print(CALM, &none, &["--language", "fr"]);
    assert_eq!(run.status.code(), Some(2));
    std::fs::remove_dir_all(&folder).unwrap();
}
