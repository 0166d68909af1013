//! The pages of the releases.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use spinepath::app::AtHand;
use spinepath::app::releasing::{release, withdraw};
use spinepath::clock;

use super::cases::text;
use super::{Reader, between};
use crate::release::{Clinic, Files, checked, in_days, knee_release, library};
use crate::support::app::{TestApp, calm_knee, hot_knee};

fn reader<'a>(app: &'a TestApp, language: &'static str) -> Reader<'a> {
    Reader {
        app,
        role: "rule_author",
        language,
    }
}

fn at_hand(files: &[&Files]) -> AtHand {
    let mut releases = files.iter().map(|files| checked(files));
    let usual = releases.next().unwrap();
    AtHand::new(usual, releases.collect())
}

/// Words as they are marked on a page, for those who see it and for those who hear it.
fn mark(tag: &str, heard: &str, words: &str) -> String {
    let only = |text: &str| format!("<span class=\"only-heard\" lang=\"en\">{text}</span>");
    let (before, after) = (only(&format!("{heard}: ")), only(" (end)"));
    format!("<{tag}>{before}{words}{after}</{tag}>")
}

fn gone(words: &str) -> String {
    mark("del", "taken out", words)
}

fn new(words: &str) -> String {
    mark("ins", "put in", words)
}

/// The row of a release in the list.
fn row<'a>(page: &'a str, version: &str) -> &'a str {
    between(page, &format!("href=\"/releases/{version}\""), "</tr>")
}

/// Four knee releases: the second asks for a locked knee within two weeks no more, the third has
/// another threshold.
fn four() -> [Files; 4] {
    let urgency = (
        "topics/10-knee.yaml",
        "then: { urgency: two_weeks, destinations: [orthopedics], imaging: [mri], evaluations: [examine], due_in_days: review }",
        "then: { urgency: routine, destinations: [orthopedics], imaging: [mri], evaluations: [examine] }",
    );
    [
        knee_release("0.1.0", &[]),
        knee_release("0.2.0", &[urgency]),
        knee_release("0.3.0", &[("values.yaml", "is: 38.0", "is: 37.9")]),
        knee_release("0.10.0", &[]),
    ]
}

#[test]
fn every_release_says_where_it_stands_and_who_approved_it() {
    let [first, second, third, fourth] =
        ["0.1.0", "0.2.0", "0.3.0", "0.10.0"].map(|version| knee_release(version, &[]));
    let app = TestApp::with_releases(at_hand(&[&first, &second, &third, &fourth]));
    let author = reader(&app, "en");
    let page = author.get("/releases");
    assert_eq!(page.status, 200, "{}", page.text());
    let said = row(page.text(), "0.1.0");
    assert!(said.contains("nothing was ever recorded"), "{said}");
    assert!(row(page.text(), "0.10.0").contains("Not activated"));

    let (library, clinic) = (library(), Clinic::new());
    let approvers = clinic.approvers();
    let store = app.wait(app.database.store());
    let record = |files: &Files, from: u64| {
        let mut promotion = clinic.promotion(&library, &approvers, files.clone());
        promotion.days.from = in_days(from);
        app.wait(release(&store, promotion)).unwrap();
    };
    record(&third, 0);
    let signer = (&clinic.clinician, &approvers);
    let withdrawn = withdraw(
        &store,
        "knee/0.3.0",
        "fever <too> low",
        signer,
        clock::today(),
    );
    app.wait(withdrawn).unwrap();
    record(&first, 0);
    record(&fourth, 5);

    let page = author.get("/releases");
    for (version, said) in [
        (
            "0.10.0",
            format!("Scheduled: decides from {} on", in_days(5)),
        ),
        ("0.3.0", "Withdrawn from".to_owned()),
        ("0.3.0", "fever &#60;too&#62; low".to_owned()),
        ("0.2.0", "Not activated".to_owned()),
        ("0.1.0", "In force".to_owned()),
        ("0.1.0", format!("{} to {}", clock::today(), in_days(4))),
        (
            "0.1.0",
            "Dr. Carol Clinic (clinician), Alan Approver (approver)".to_owned(),
        ),
        ("0.2.0", "Nobody signed here.".to_owned()),
    ] {
        let row = row(page.text(), version);
        assert!(row.contains(&said), "{version}: {said}: {row}");
    }
    let places = ["0.10.0", "0.3.0", "0.2.0", "0.1.0"]
        .map(|version| page.text().find(&format!("/releases/{version}\"")).unwrap());
    assert!(places.is_sorted(), "the newest first, numbers as numbers");

    let page = author.get("/releases/0.3.0");
    let acts = between(page.text(), "<caption>Every record", "</table>");
    let released = acts.find("Released from").unwrap();
    assert!(released < acts.find("Withdrew from").unwrap());
    assert!(acts.contains("Rita Recorder"));
    assert!(
        page.text()
            .contains(checked(&third).reference().digest.as_str())
    );
    let page = reader(&app, "es").get("/releases/0.3.0");
    assert!(page.text().contains("Retirada desde el"));
    assert_eq!(author.get("/releases/9.9.9").status, 404);
}

#[test]
fn a_comparison_shows_whoever_is_lowered_first_and_marks_the_words_that_changed() {
    let [first, second, third, fourth] = four();
    let app = TestApp::with_releases(at_hand(&[&first, &second, &third, &fourth]));
    let author = reader(&app, "en");
    let mut stuck = calm_knee();
    stuck["answers"]["locked"] = json!("yes");
    for form in [hot_knee(), stuck] {
        assert_eq!(app.submit(&form).status, 201);
    }
    let page = author.get("/releases/compare?from=0.1.0&to=0.2.0");
    assert_eq!(page.status, 200, "{}", page.text());
    let whole = page.text();
    let forms = between(whole, "<caption>Each step", "</table>");
    assert!(forms.contains("− less urgent") && !forms.contains("+ more urgent"));
    assert!(forms.contains("2 WEEKS") && forms.contains("locked_knee"));
    assert!(
        whole.contains("Of 2 stored cases (profile cautious): 1 less urgent"),
        "{whole}"
    );
    let cases = between(whole, "<caption>Cases whose urgency", "</table>");
    assert!(cases.contains("− less urgent") && cases.contains("href=\"/cases/"));
    let written = between(whole, "<ul class=\"changes\">", "</ul>");
    assert!(written.contains(&gone("2 WEEKS")) && written.contains(&new("ROUTINE")));
    assert!(written.contains(">was:</span>") && written.contains(">is:</span>"));

    let page = author.get("/releases/compare?from=0.2.0&to=0.1.0");
    let forms = between(page.text(), "<caption>Each step", "</table>");
    assert!(forms.contains("+ more urgent") && !forms.contains("− less urgent"));

    let page = author.get("/releases/compare?from=0.1.0&to=0.3.0");
    let written = between(page.text(), "<ul class=\"changes\">", "</ul>");
    assert!(
        written.contains(&gone("38")) && written.contains(&new("37.9")),
        "{written}"
    );

    let page = author.get("/releases/compare?from=0.1.0&to=0.10.0");
    assert!(
        page.text()
            .contains("Proved: no acceptable form gets another urgency.")
    );
    assert!(page.text().contains("Nothing is written otherwise"));
    for address in ["", "?from=0.1.0", "?from=0.1.0&to=9.9.9"] {
        assert_eq!(
            author.get(&format!("/releases/compare{address}")).status,
            404
        );
    }
}

#[test]
fn what_a_shadow_would_have_lowered_comes_first_with_its_cases() {
    let [first, second, ..] = four();
    let app = TestApp::with_shadow(at_hand(&[&first, &second]), checked(&second));
    let author = reader(&app, "en");
    let mut stuck = calm_knee();
    stuck["answers"]["locked"] = json!("yes");
    for form in [&hot_knee(), &stuck, &stuck, &calm_knee()] {
        assert_eq!(app.submit(form).status, 201);
    }
    let since = Instant::now();
    while app.count("shadow_decisions") < 4 {
        assert!(
            since.elapsed() < Duration::from_secs(20),
            "nothing is compared"
        );
        thread::sleep(Duration::from_millis(50));
    }
    let page = author.get("/releases");
    assert!(row(page.text(), "0.2.0").contains("Shadow: decides beside"));
    let page = author.get("/releases/0.2.0");
    let whole = page.text();
    assert!(whole.contains("4 of 4 decisions were compared"), "{whole}");
    assert!(
        whole.contains("In 2 of those 4 something differs; 2 of these are less urgent"),
        "{whole}"
    );
    let steps = between(whole, "<caption>What this release", "</table>");
    let lowered = steps.split("<tr>").nth(2).unwrap();
    assert!(lowered.contains("− less urgent") && lowered.contains("2 WEEKS"));
    assert!(lowered.contains("<td>2</td>") && lowered.contains("href=\"/cases/"));
    assert!(lowered.contains(": not explained."));
    let store = app.wait(app.database.store());
    let number: i64 = between(lowered, "Number ", ":").parse().unwrap();
    app.wait(store.explain_shadow(number, "seen <anyway>", "Carol"))
        .unwrap();
    let page = author.get("/releases/0.2.0");
    assert!(page.text().contains("1 of these are less urgent"));
    assert!(
        page.text()
            .contains("explained by Carol: seen &#60;anyway&#62;")
    );
    let page = author.get("/releases/0.1.0");
    assert!(page.text().contains("was never compared"));
    // Nobody who works on a case is told what the candidate says of which one.
    let compare = "/releases/compare?from=0.1.0&to=0.2.0";
    for role in ["clinician", "medical_assistant"] {
        let reader = Reader {
            app: &app,
            role,
            language: "en",
        };
        for address in ["/releases/0.2.0", compare] {
            let page = reader.get(address);
            assert!(!page.text().contains("href=\"/cases/"), "{role}, {address}");
            assert!(!page.text().contains("Carol"), "{role}, {address}");
        }
        let told = reader.get("/releases/0.2.0");
        assert!(told.text().contains("told to a rule author only"));
    }
}

#[test]
fn coverage_names_patients_that_are_missing_and_never_a_percentage() {
    let files = knee_release("0.1.0", &[]);
    let app = TestApp::with_releases(at_hand(&[&files]));
    let author = reader(&app, "en");
    let page = author.get("/releases/0.1.0/coverage");
    assert_eq!(page.status, 200, "{}", page.text());
    let main = between(page.text(), "<main", "</main>");
    assert!(main.contains("Only the tests inside the release looked"));
    assert!(!text(main).contains('%'), "no percentage");
    let missing = main.split("<td><a href=\"").skip(1);
    let missing = missing.map(|cell| between(cell, ">", "<").parse::<usize>().unwrap());
    let gaps: usize = missing.sum();
    let told: usize = between(main, "Nobody in the tests shows ", " of")
        .parse()
        .unwrap();
    assert_eq!(
        gaps, told,
        "every missing patient stands with its condition"
    );
    assert!(told > 0);
    let address = between(main, "<td><a href=\"", "\"").replace("&#38;", "&");
    let page = author.get(&address);
    assert!(
        page.text()
            .contains("Nobody in the tests is decided by one of these:")
    );
    let missing = between(page.text(), "<ul class=\"missing-patients\">", "</ul>");
    assert!(missing.contains("<li>"));
    for address in [
        "/releases/9.9.9/coverage",
        "/releases/0.1.0/coverage?of=rule:nothing",
    ] {
        assert_eq!(author.get(address).status, 404, "{address}");
    }
}
