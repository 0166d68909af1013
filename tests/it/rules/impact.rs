//! Two releases compared: on synthetic patients and on stored cases.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value as Json, json};
use spinepath::app::impact::{Comparison, Progress};
use spinepath::app::{Library, synthetic_patients};
use spinepath::decision::{Difference, Direction, Impact, canonical, decide};
use spinepath::facts::{Catalogue, FactSet, derive};
use spinepath::intake::{document::RawForm, record::IntakeRecord, validate::validate};
use spinepath::model::{Profile, digest::sha256};
use spinepath::rules::CheckedRelease;

use super::patients::{AS_OF, CURRENT, release};
use crate::support::app::{TestApp, calm_knee, hot_knee};
use crate::support::process::spinepath;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

const KNEE: &str = "tests/fixtures/knee/release";
const KNEE_FORM: [&str; 2] = ["--form", "tests/fixtures/knee/form"];

/// Cauda equina is seen the same day only, and any fracture factor too.
const SPINE_EDITS: [(&str, &str, &str); 2] = [
    (
        "topics/10-cauda-equina.yaml",
        "then: { urgency: emergency, destinations: [emergency_department], imaging: [mri_lumbosacral_emergency], safety_net: [numb_saddle, bladder_bowel, both_legs] }",
        "then: { urgency: same_day, destinations: [emergency_department], imaging: [mri_lumbosacral_emergency], safety_net: [numb_saddle, bladder_bowel, both_legs] }",
    ),
    (
        "topics/40-fracture.yaml",
        "then: { urgency: two_weeks, imaging: [radiograph_painful_region], evaluations: [bone_follow_up], safety_net: [fall, unremitting_pain] }",
        "then: { urgency: same_day, imaging: [radiograph_painful_region], evaluations: [bone_follow_up], safety_net: [fall, unremitting_pain] }",
    ),
];

/// A release with some texts replaced, in a folder of its own; without a lock it is a draft.
fn edited(name: &str, from: &str, edits: &[(&str, &str, &str)]) -> PathBuf {
    let folder = empty(name);
    let files = Library::release_files(&root().join(from).display().to_string()).unwrap();
    for (file, text) in files.iter().filter(|(file, _)| *file != "release.lock") {
        let mut text = text.clone();
        for (_, old, new) in edits.iter().filter(|(edited, _, _)| edited == file) {
            assert!(text.contains(old), "{file} does not say {old}");
            text = text.replace(old, new);
        }
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn empty(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn impact(arguments: &[&str]) -> Output {
    spinepath()
        .current_dir(root())
        .args(["rules", "impact"])
        .args(arguments)
        .output()
        .unwrap()
}

fn report(folder: &Path) -> (Json, String) {
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    (
        serde_json::from_str(&read("report.json")).unwrap(),
        read("report.html"),
    )
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// A knee patient under a release and an edited copy of it.
struct Change {
    edit: (&'static str, &'static str),
    given: Json,
    direction: Direction,
    /// The rule that speaks with another urgency.
    moved: Option<&'static str>,
    /// `list id` of what went and of what came.
    gone: &'static [&'static str],
    new: &'static [&'static str],
}

#[test]
fn a_change_is_called_by_what_it_means_for_the_patient() {
    let hot = "urgency: emergency, destinations: [emergency_department], labs: [crp]";
    let locked =
        "urgency: two_weeks, destinations: [orthopedics], imaging: [mri], evaluations: [examine]";
    let old = "urgency: two_weeks, destinations: [orthopedics], imaging: [mri_leg]";
    let changes = [
        Change {
            edit: (
                hot,
                "urgency: same_day, destinations: [emergency_department], labs: [crp]",
            ),
            given: json!({ "hot": "yes", "temp_c": 38.6 }),
            direction: Direction::Lowered,
            moved: Some("hot_knee"),
            gone: &[],
            new: &[],
        },
        // Pain is open, so the knee may be a bad one.
        Change {
            edit: (
                locked,
                "urgency: routine, destinations: [orthopedics], imaging: [mri], evaluations: [examine]",
            ),
            given: json!({ "pain": "unknown", "course": "worse" }),
            direction: Direction::BoundLowered,
            moved: None,
            gone: &[],
            new: &[],
        },
        Change {
            edit: (
                old,
                "urgency: emergency, destinations: [orthopedics], imaging: [mri_leg]",
            ),
            given: json!({ "birth_date": "1950-01-01" }),
            direction: Direction::Raised,
            moved: Some("old_knee"),
            gone: &[],
            new: &[],
        },
        Change {
            edit: (
                hot,
                "urgency: emergency, destinations: [emergency_department]",
            ),
            given: json!({ "hot": "yes", "temp_c": 38.6 }),
            direction: Direction::Changed,
            moved: None,
            gone: &["Lab crp"],
            new: &[],
        },
        Change {
            edit: (hot, hot),
            given: json!({ "hot": "yes", "temp_c": 38.6 }),
            direction: Direction::Same,
            moved: None,
            gone: &[],
            new: &[],
        },
    ];
    let before = release(KNEE);
    for (at, change) in changes.iter().enumerate() {
        let (old, new) = change.edit;
        let folder = edited(
            &format!("knee-{at}"),
            KNEE,
            &[("topics/10-knee.yaml", old, new)],
        );
        let now = open(&folder);
        let mut answers = before.clear_answers(AS_OF);
        answers.extend(change.given.as_object().unwrap().clone());
        let facts = FactSet::from_words(before.catalogue(), AS_OF, &answers).unwrap();
        let decided = |release| decide(&facts, release, Profile::Cautious);
        let difference = Difference::between(&decided(&before), &decided(&now));
        let said = format!("{at}: {difference:?}");
        assert_eq!(difference.direction, change.direction, "{said}");
        let listed = |items: &[spinepath::decision::Item]| -> Vec<String> {
            items
                .iter()
                .map(|item| format!("{:?} {}", item.list, item.id))
                .collect()
        };
        let moved: Vec<&str> = (difference.rules_moved.iter())
            .map(|m| m.rule.as_str())
            .collect();
        assert_eq!(moved, Vec::from_iter(change.moved), "{said}");
        assert_eq!(listed(&difference.gone), change.gone, "{said}");
        assert_eq!(listed(&difference.new), change.new, "{said}");
        let mut impact = Impact::default();
        impact.add("one", difference);
        assert_eq!(impact.count(change.direction), 1);
        assert_eq!(impact.lowers(), change.direction.lowers());
    }
}

fn open(folder: &Path) -> CheckedRelease {
    let mut library = Library::embedded().unwrap();
    library
        .add_form(&root().join("tests/fixtures/knee/form"))
        .unwrap();
    library.release(&text(folder), AS_OF).unwrap()
}

#[test]
fn every_lowered_patient_is_named_first_and_a_stopped_run_ends_with_the_same_bytes() {
    let draft = edited("spine-draft", CURRENT, &SPINE_EDITS);
    let (whole, stopped) = (empty("impact-whole"), empty("impact-stopped"));
    let draft = text(&draft);
    let run = |folder: &Path, more: &[&str]| {
        let folder = text(folder);
        let fixed = [
            "--from",
            CURRENT,
            "--to",
            &draft,
            "--population",
            "80",
            "--seed",
            "3",
            "--output",
            &folder,
        ];
        impact(&[fixed.as_slice(), more].concat())
    };
    let output = run(&whole, &[]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let (json, html) = report(&whole);

    // The digest is that of everything else, and stands on the page.
    let mut content = json.clone();
    let digest = content.as_object_mut().unwrap().remove("digest").unwrap();
    let digest = digest.as_str().unwrap();
    assert_eq!(digest, sha256(canonical(&content).as_bytes()));
    assert!(html.contains(digest));
    for release in ["from", "to"] {
        let digest = json[release]["release"]["digest"].as_str().unwrap();
        assert!(html.contains(digest), "{release}");
    }
    for foreign in ["<script", "http:", "https:", "src=", "@import"] {
        assert!(!html.contains(foreign), "the page needs {foreign}");
    }

    // Whatever is lowered stands before what is raised, and the table counts the same.
    let groups = json["groups"].as_array().unwrap();
    let directions: Vec<&str> = groups
        .iter()
        .map(|group| group["difference"]["direction"].as_str().unwrap())
        .collect();
    assert_eq!(directions.first(), Some(&"lowered"), "{directions:?}");
    assert!(directions.contains(&"raised"), "{directions:?}");
    let first_harmless = directions
        .iter()
        .position(|word| !word.contains("lowered"))
        .unwrap();
    assert!(
        directions[first_harmless..]
            .iter()
            .all(|word| !word.contains("lowered"))
    );
    let lowered = json["counts"]["lowered"].as_u64().unwrap();
    let moved = json["urgency"]["emergency"]["same_day"].as_u64().unwrap();
    assert_eq!(lowered, moved);
    let named: usize = (groups
        .iter()
        .filter(|group| group["difference"]["direction"] == "lowered"))
    .map(|group| group["patients"].as_array().unwrap().len())
    .sum();
    assert_eq!(named as u64, lowered);
    let heading = |text: &str| html.find(text).unwrap();
    assert!(heading("<h2>Less urgent") < heading("<h2>More urgent"));
    let said = "EMERGENCY → TODAY: Cauda equina feature present. Send the findings";
    assert!(html.contains(said), "why they are lowered is not said");

    // A run that stopped after some patients.
    let library = Library::embedded().unwrap();
    let comparison = Comparison::open(
        &library,
        (&text(&root().join(CURRENT)), &draft),
        Profile::Cautious,
        AS_OF,
    )
    .unwrap();
    let population = synthetic_patients(&library).unwrap();
    let patients = comparison.population(&population, 80, 3).unwrap();
    let mut progress = Progress::start(comparison.plan(patients));
    let last = comparison
        .next_patients(&population, &mut progress, 30)
        .unwrap();
    assert!(!last && progress.done == 30);
    let place = stopped.join("progress.json");
    fs::write(&place, serde_json::to_string(&progress).unwrap()).unwrap();
    let refused = run(&stopped, &[]);
    assert_eq!(
        refused.status.code(),
        Some(2),
        "without --resume: {refused:?}"
    );
    let other = run(&stopped, &["--resume", "--profile", "uk"]);
    assert_eq!(other.status.code(), Some(2), "another run: {other:?}");
    let resumed = run(&stopped, &["--resume"]);
    assert_eq!(resumed.status.code(), Some(1), "{resumed:?}");
    assert!(!place.exists());
    for name in ["report.json", "report.html"] {
        let read = |folder: &Path| fs::read(folder.join(name)).unwrap();
        assert!(read(&whole) == read(&stopped), "{name} differs");
    }
}

#[test]
fn equal_releases_differ_for_nobody_and_releases_of_two_forms_are_not_compared() {
    let same = impact(&[
        "--from",
        CURRENT,
        "--to",
        CURRENT,
        "--population",
        "20",
        "--format",
        "json",
    ]);
    assert_eq!(same.status.code(), Some(0), "{same:?}");
    let json: Json = serde_json::from_slice(&same.stdout).unwrap();
    assert_eq!(
        json["counts"],
        json!({ "lowered": 0, "bound_lowered": 0, "raised": 0, "changed": 0, "same": 20 })
    );
    let [form, folder] = KNEE_FORM;
    for (from, says) in [
        (CURRENT, "compare releases that read one form"),
        (KNEE, "`--cases-of`"),
    ] {
        let other = impact(&["--from", from, "--to", KNEE, form, folder]);
        assert_eq!(other.status.code(), Some(2), "{other:?}");
        let said = String::from_utf8(other.stderr).unwrap();
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn a_release_of_an_older_form_decides_on_the_answers_it_reads() {
    let output = impact(&[
        "--from",
        "spine/2026.11.0",
        "--to",
        "spine/2026.12.1",
        "--population",
        "20",
        "--format",
        "json",
    ]);
    let json: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["patients"]["compared"], 20);
    assert_eq!(json["from"]["form"]["version"], "1.0.0");
    assert_eq!(json["to"]["form"]["version"], "1.1.0");
}

/// The facts of an answered form, in the terms of the catalogue of its own version.
fn facts(library: &Library, version: &str, answers: &Json) -> (FactSet, IntakeRecord) {
    let intake = json!({
        "form": "spine", "form_version": version, "assessment_date": "2026-11-23",
        "patient": {
            "identifier": "TEST-1", "name": { "family": "Example", "given": "Alex" },
            "birth_date": "1981-03-02", "sex_at_birth": "female"
        },
        "answers": answers,
    });
    let form = library.form("spine", version).unwrap();
    let raw = RawForm::read(intake.to_string().as_bytes()).unwrap();
    let record = IntakeRecord::read(form, validate(form, raw).unwrap()).unwrap();
    (derive(catalogue(library, version), &record, None), record)
}

fn catalogue<'a>(library: &'a Library, version: &str) -> &'a Catalogue {
    let mut catalogues = library.catalogues().iter();
    catalogues
        .find(|c| c.form() == "spine" && c.version() == version)
        .unwrap()
}

#[test]
fn facts_go_from_one_version_of_a_form_to_another_and_lose_only_what_it_does_not_ask() {
    let library = Library::embedded().unwrap();
    let (old, new) = (catalogue(&library, "1.0.0"), catalogue(&library, "1.1.0"));
    // What a form of the older version says is what the newer release derives from it.
    let answers = json!({
        "saddle_change": "yes", "fever_reported": "unknown", "pain_nrs_now": 7, "course": "worsening",
        "meds_class": ["nsaid_now"], "conditions": ["none"],
        "onset_date": { "date": "2026-10-01", "precision": "month" }
    });
    let (older, record) = facts(&library, "1.0.0", &answers);
    assert_eq!(older.in_terms_of(old, new), derive(new, &record, None));
    assert_eq!(older.in_terms_of(old, old), older);
    // Words and questions that the older version lacks are left out.
    let mut answers = answers;
    answers["meds_class"] = json!(["nsaid_now", "beta_blocker"]);
    answers["speech_or_swallowing_change"] = json!("yes");
    let (newer, _) = facts(&library, "1.1.0", &answers);
    assert_eq!(newer.in_terms_of(new, old), older);
}

#[test]
fn stored_cases_are_compared_by_id_and_nothing_else_of_a_patient_is_written() {
    let app = TestApp::start();
    let ids: Vec<String> = [hot_knee(), calm_knee(), hot_knee(), calm_knee(), hot_knee()]
        .iter()
        .map(|intake| {
            app.submit(intake).json()["case_id"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    let tables = [
        "cases",
        "intakes",
        "decisions",
        "audit_events",
        "outbox",
        "rule_releases",
    ];
    let before = tables.map(|table| app.count(table));
    app.wait(async {
        let client = app.database.client().await;
        let name: String = client
            .query_one("select current_database()", &[])
            .await
            .unwrap()
            .get(0);
        let sql = format!("alter database {name} set default_transaction_read_only = on");
        client.batch_execute(&sql).await.unwrap();
    });
    let (old, new) = (
        "urgency: emergency, destinations",
        "urgency: same_day, destinations",
    );
    let draft = text(&edited(
        "knee-stored",
        KNEE,
        &[("topics/10-knee.yaml", old, new)],
    ));
    let run = |from: &str, to: &str, folder: &Path, more: &[&str]| {
        let [form, forms] = KNEE_FORM;
        let folder = text(folder);
        let fixed = [
            "--from",
            from,
            "--to",
            to,
            form,
            forms,
            "--cases-of",
            app.database.address(),
            "--output",
            &folder,
        ];
        impact(&[fixed.as_slice(), more].concat())
    };
    let (whole, stopped, other) = (
        empty("cases-whole"),
        empty("cases-stopped"),
        empty("cases-other"),
    );
    let output = run(KNEE, &draft, &whole, &[]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let (json, html) = report(&whole);
    assert_eq!(json["counts"]["lowered"], 3);
    assert_eq!(json["counts"]["same"], 2);
    let named = &json["groups"][0]["patients"];
    assert_eq!(*named, json!([ids[0], ids[2], ids[4]]));

    // After two of the five.
    let mut library = Library::embedded().unwrap();
    library
        .add_form(&root().join("tests/fixtures/knee/form"))
        .unwrap();
    let pair = (text(&root().join(KNEE)), draft.clone());
    let comparison =
        Comparison::open(&library, (&pair.0, &pair.1), Profile::Cautious, AS_OF).unwrap();
    let progress = app.wait(async {
        let store = app.database.store().await;
        let patients = comparison.cases(&store).await.unwrap();
        let mut progress = Progress::start(comparison.plan(patients));
        let last = comparison
            .next_cases(&library, &store, &mut progress, 2)
            .await
            .unwrap();
        assert!(!last);
        progress
    });
    let kept = serde_json::to_string(&progress).unwrap();
    fs::write(stopped.join("progress.json"), &kept).unwrap();
    let resumed = run(KNEE, &draft, &stopped, &["--resume"]);
    assert_eq!(resumed.status.code(), Some(1), "{resumed:?}");
    for name in ["report.json", "report.html"] {
        let read = |folder: &Path| fs::read(folder.join(name)).unwrap();
        assert!(read(&whole) == read(&stopped), "{name} differs");
    }

    // Cases of a form that the releases do not read are said to be left out.
    let left = run("spine/2026.12.1", "spine/2026.12.1", &other, &[]);
    assert_eq!(left.status.code(), Some(1), "{left:?}");
    let (left_json, left_html) = report(&other);
    assert_eq!(
        left_json["patients"]["left_out"].as_array().unwrap().len(),
        5
    );
    assert!(ids.iter().all(|id| left_html.contains(id)));

    let outputs = [&output, &resumed, &left]
        .map(|output| format!("{output:?}"))
        .concat();
    let all = [
        json.to_string(),
        html,
        kept,
        left_json.to_string(),
        left_html,
        outputs,
    ]
    .concat();
    // Names, the number, the birth date, a temperature and a label of an answer.
    for secret in [
        "TEST-1",
        "Alex",
        "1981",
        "38.6",
        "temperature: ",
        "hot: yes",
    ] {
        assert!(!all.contains(secret), "`{secret}` left the database");
    }
    assert_eq!(
        tables.map(|table| app.count(table)),
        before,
        "something was written"
    );
}
