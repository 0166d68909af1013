//! A candidate that decides beside the release in force.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};
use spinepath::app::releasing::{ReleaseError, release};
use spinepath::app::{AtHand, Library};
use spinepath::clock;
use spinepath::store::{Store, StoreError};

use super::{Clinic, Files, checked, knee_release, library, locked};
use crate::support::app::{TestApp, calm_knee, hot_knee};
use crate::support::process::spinepath;

/// Waits until the candidate has decided on so many forms.
fn compared(app: &TestApp, count: i64) {
    let since = Instant::now();
    while app.count("shadow_decisions") < count {
        assert!(
            since.elapsed() < Duration::from_secs(20),
            "nothing is compared"
        );
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(app.count("shadow_decisions"), count);
}

fn with_candidate(usual: &Files, candidate: &Files) -> TestApp {
    let releases = AtHand::new(checked(usual), Vec::new());
    TestApp::with_shadow(releases, checked(candidate))
}

/// The current release, copied, with one rule asked for less urgently.
fn lower_copy() -> (Files, Files) {
    let current = Library::release_files("spine/2026.12.1").unwrap();
    let mut copy = current.clone();
    let mut edit = |file: &str, from: &str, to: &str| {
        let text = copy.get_mut(file).unwrap();
        assert!(text.contains(from), "{from}");
        *text = text.replacen(from, to, 1);
    };
    edit("pathway.yaml", "release: 2026.12.1", "release: 2099.1.0");
    edit(
        "topics/60-nerve-root.yaml",
        "then: { urgency: same_day, destinations: [spinal_on_call], imaging: [mri_motor_48h], evaluations: [strength_repeat]",
        "then: { urgency: two_weeks, destinations: [spinal_on_call], imaging: [mri_motor_48h], evaluations: [strength_repeat]",
    );
    (current, locked(copy))
}

fn example(name: &str) -> Json {
    let root = env!("CARGO_MANIFEST_DIR");
    let path = format!("{root}/schemas/intake/spine/1.1.0/examples/valid/{name}.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn a_candidate_that_lowers_an_urgency_is_not_released_until_somebody_explains_it() {
    let (current, candidate) = lower_copy();
    let app = with_candidate(&current, &candidate);
    let foot_drop = app.submit(&example("foot_drop_acute"));
    let calm = app.submit(&example("flag_free_adult"));
    assert_eq!(foot_drop.json()["urgency"], "same_day");
    compared(&app, 2);
    // Nobody on the case hears of it.
    let case = foot_drop.header("location").to_owned();
    let answers = [
        app.get(&case),
        app.get(&format!("{case}/trace")),
        app.get("/api/v1/cases"),
        app.get("/api/v1/rulesets"),
        app.get("/health/ready"),
        app.get("/"),
    ];
    for answer in answers.iter().chain([&foot_drop, &calm]) {
        assert!(!answer.text().contains("2099.1.0"), "{}", answer.text());
    }

    let (library, clinic) = (library(), Clinic::new());
    let approvers = clinic.approvers();
    let store = app.wait(app.database.store());
    let attempt = || {
        let promotion = clinic.promotion(&library, &approvers, candidate.clone());
        app.wait(release(&store, promotion))
    };
    let Err(ReleaseError::Refused(reasons)) = attempt() else {
        panic!("it was released");
    };
    assert_eq!(reasons.len(), 1, "{reasons:#?}");
    let lowered = app.wait(unexplained(&store));
    let [id] = lowered.as_slice() else {
        panic!("one is lowered: {lowered:?}");
    };
    let case_id = case.rsplit('/').next().unwrap();
    let named = format!("{id} (case {case_id}, same_day to two_weeks)");
    assert!(reasons[0].contains(&named), "{}", reasons[0]);

    let other = app.wait(store.explain_shadow(id + 1, "why", "Carol"));
    assert_eq!(other, Err(StoreError::NotFound { what: "lowering" }));
    app.wait(store.explain_shadow(*id, "examined today", "Carol"))
        .unwrap();
    assert!(app.wait(unexplained(&store)).is_empty());
    attempt().unwrap();
}

async fn unexplained(store: &Store) -> Vec<i64> {
    let runs = store.shadow_runs().await.unwrap();
    let lowered = store
        .unexplained_lowerings(&runs[0].candidate)
        .await
        .unwrap();
    lowered.iter().map(|(id, ..)| *id).collect()
}

/// A candidate that is less urgent for two patients, more for one, and asks otherwise for one.
fn knee_candidate() -> Files {
    let topic = "topics/10-knee.yaml";
    knee_release(
        "0.9.0",
        &[
            (topic, "urgency: emergency", "urgency: same_day"),
            (
                topic,
                "urgency: two_weeks, destinations: [orthopedics], imaging: [mri]",
                "urgency: same_day, destinations: [orthopedics], imaging: [mri]",
            ),
            (topic, "imaging: [mri_leg]", "imaging: [mri]"),
            ("values.yaml", "is: 7 }", "is: 9 }"),
        ],
    )
}

/// The divergences, as `rules shadow` tells them, and how it ended.
fn shadow(app: &TestApp, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = spinepath();
    command
        .args(["rules", "shadow"])
        .args(arguments)
        .env("DATABASE_URL", app.database.address());
    let output = command.output().unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

#[test]
fn divergences_are_told_lowered_first_by_band_and_by_rule() {
    let app = with_candidate(&knee_release("0.1.0", &[]), &knee_candidate());
    let mut painful = calm_knee();
    painful["answers"]["pain"] = json!(8);
    painful["answers"]["course"] = json!("worse");
    let mut stuck = calm_knee();
    stuck["answers"]["locked"] = json!("yes");
    let mut old = calm_knee();
    old["patient"]["birth_date"] = json!("1940-03-02");
    for form in [calm_knee(), old, stuck, painful, hot_knee()] {
        assert_eq!(app.submit(&form).status, 201);
    }
    compared(&app, 5);

    let (exit, told) = shadow(&app, &["--format", "json", "--candidate", "knee/0.9.0"]);
    assert_eq!(exit, Some(1), "a lowering is not explained");
    let document: Json = serde_json::from_str(&told).unwrap();
    let run = &document["candidates"][0];
    let counts = ["compared", "made", "unexplained"].map(|name| run[name].as_i64().unwrap());
    assert_eq!(counts, [5, 5, 2]);
    let lines = |list: &str, one: &str, other: &str| {
        let lines = run[list].as_array().unwrap().iter();
        let line = |line: &Json| format!("{}: {} {}", line[one], line[other], line["count"]);
        lines.map(line).collect::<Vec<_>>()
    };
    assert_eq!(
        lines("bands", "group", "bands"),
        [
            r#""lowered": "EMERGENCY -> TODAY" 1"#,
            r#""lowered": "2 WEEKS -> CONSERVATIVE CARE" 1"#,
            r#""raised": "2 WEEKS -> TODAY" 1"#,
            r#""same urgency": "2 WEEKS" 1"#,
        ]
    );
    assert_eq!(
        lines("rules", "rule", "what"),
        [r#""locked_knee": "went" 1"#]
    );
    let differences: BTreeMap<&str, &Json> = (run["divergences"].as_array().unwrap().iter())
        .map(|divergence| {
            let difference = &divergence["difference"];
            (difference["urgency"][1].as_str().unwrap(), difference)
        })
        .collect();
    let gone = &differences["conservative"]["gone_requests"];
    let expected = [
        "destination:orthopedics",
        "evaluation:examine",
        "imaging:mri",
    ];
    assert_eq!(*gone, json!(expected));
    assert_eq!(
        differences["two_weeks"]["gone_requests"],
        json!(["imaging:mri_leg"])
    );
    assert_eq!(
        differences["two_weeks"]["new_requests"],
        json!(["imaging:mri"])
    );
    let disposition = &differences["conservative"]["disposition"];
    assert_eq!(*disposition, json!(["referral", "conservative_care"]));

    let (_, told) = shadow(&app, &[]);
    let place = |words: &str| {
        told.find(words)
            .unwrap_or_else(|| panic!("{words}: {told}"))
    };
    assert!(place("lowered: EMERGENCY -> TODAY") < place("raised: 2 WEEKS -> TODAY"));
    assert!(place("raised: 2 WEEKS") < place("same urgency: 2 WEEKS"));
    let lowered = app.wait(async {
        let store = app.database.store().await;
        unexplained(&store).await
    });
    for (arguments, expected) in [
        (
            &["explain", "999", "--reason", "why", "--by", "Carol"][..],
            Some(2),
        ),
        (&["explain", "1", "--reason", " ", "--by", "Carol"], Some(2)),
        (&["explain", "1", "--reason", "why", "--by", " "], Some(2)),
    ] {
        assert_eq!(shadow(&app, arguments).0, expected, "{arguments:?}");
    }
    for id in lowered {
        let id = id.to_string();
        let arguments = [
            "explain",
            &id,
            "--reason",
            "seen today anyway",
            "--by",
            "Carol",
        ];
        assert_eq!(shadow(&app, &arguments).0, Some(0));
    }
    let (exit, told) = shadow(&app, &[]);
    assert_eq!(exit, Some(0), "{told}");
    assert!(
        told.contains("explained by Carol: seen today anyway"),
        "{told}"
    );
    assert!(
        shadow(&app, &["--candidate", "knee/0.8.0"])
            .1
            .contains("no decision was compared")
    );
}

#[test]
fn every_stored_form_is_compared_once_and_the_comparison_never_changes() {
    let app = with_candidate(&knee_release("0.1.0", &[]), &knee_candidate());
    let key = [("Idempotency-Key", "once")];
    let first = app.post("/api/v1/intakes", &hot_knee().to_string(), &key);
    let again = app.post("/api/v1/intakes", &hot_knee().to_string(), &key);
    assert_eq!((first.status, again.status), (201, 201));
    let further = format!("{}/intakes", first.header("location"));
    assert_eq!(app.post(&further, &hot_knee().to_string(), &[]).status, 201);
    assert_eq!(
        app.post("/api/v1/decisions", &hot_knee().to_string(), &[])
            .status,
        200
    );
    assert_eq!(app.submit(&json!({})).status, 422);
    compared(&app, 2);
    app.wait(async {
        let store = app.database.store().await;
        store.explain_shadow(1, "why", "Carol").await.unwrap();
        let client = app.database.client().await;
        for table in ["shadow_decisions", "shadow_explanations"] {
            for sql in [
                format!("update {table} set id = default"),
                format!("delete from {table}"),
                format!("truncate {table} cascade"),
            ] {
                let error = client.batch_execute(&sql).await.unwrap_err();
                let error = error.as_db_error().unwrap();
                assert_eq!(error.constraint(), Some("append_only"), "{sql}");
            }
        }
        let sql = "select count(*) from audit_events
                   where action = 'shadow_lowering_explained' and actor = 'Carol' and case_id is not null";
        let audited: i64 = client.query_one(sql, &[]).await.unwrap().get(0);
        assert_eq!(audited, 1);
    });
}

#[test]
fn a_shadow_that_hangs_or_fails_is_never_in_the_way_of_an_answer() {
    let app = with_candidate(&knee_release("0.1.0", &[]), &knee_candidate());
    // Nothing can be written beside the answers: more of them come than the queue holds.
    let client = app.wait(async {
        let client = app.database.client().await;
        let sql = "begin; lock table shadow_decisions in access exclusive mode";
        client.batch_execute(sql).await.unwrap();
        client
    });
    let posted = Instant::now();
    for _ in 0..300 {
        assert_eq!(app.submit(&hot_knee()).status, 201);
    }
    let took = posted.elapsed();
    assert!(took < Duration::from_secs(60), "300 answers took {took:?}");
    assert_eq!(app.count("decisions"), 300);
    app.wait(async {
        let sql = "rollback;
            create function fail() returns trigger language plpgsql as $$
            begin raise exception using errcode = 'check_violation'; end $$;
            create trigger fail before insert on shadow_decisions
            for each row execute function fail()";
        client.batch_execute(sql).await.unwrap();
    });
    assert_eq!(app.submit(&hot_knee()).status, 201);
    app.wait(client.batch_execute("drop trigger fail on shadow_decisions"))
        .unwrap();
    // The worker has outlived it all.
    let since = Instant::now();
    loop {
        let before = app.count("shadow_decisions");
        assert_eq!(app.submit(&hot_knee()).status, 201);
        thread::sleep(Duration::from_millis(200));
        if app.count("shadow_decisions") > before {
            break;
        }
        assert!(
            since.elapsed() < Duration::from_secs(30),
            "it compares no longer"
        );
    }
}

#[test]
fn a_candidate_is_of_the_pathway_that_decides_and_never_compared_with_itself() {
    let files = knee_release("0.1.0", &[]);
    let app = with_candidate(&files, &files);
    assert_eq!(app.submit(&hot_knee()).status, 201);
    thread::sleep(Duration::from_millis(300));
    assert_eq!(app.count("shadow_decisions"), 0);
    let folder = std::env::temp_dir().join(format!("spinepath-test-{}", clock::new_id()));
    super::write(&folder, &files);
    let form = crate::support::app::knee().join("form");
    let output = spinepath()
        .args(["serve", "--listen", "127.0.0.1:0", "--form"])
        .arg(form)
        .arg("--shadow")
        .arg(&folder)
        .env("DATABASE_URL", app.database.address())
        .output()
        .unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("is no release of `spine`"), "{told}");
}
