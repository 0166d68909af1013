//! The service decides under the release that is in force, or not at all.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value as Json;
use spinepath::app::AtHand;
use spinepath::app::releasing::{release, return_to, withdraw};
use spinepath::clock;
use tokio::runtime::Runtime;

use super::{Clinic, Files, checked, in_days, knee_release, library};
use crate::support::app::{Answer, TestApp, hot_knee};
use crate::support::database::TestDatabase;

fn at_hand(usual: &Files, others: &[&Files]) -> AtHand {
    let others = others.iter().map(|files| checked(files)).collect();
    AtHand::new(checked(usual), others)
}

fn decided_by(answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.text());
    let release = &answer.json()["decision"]["ruleset"]["release"];
    release.as_str().unwrap().to_owned()
}

/// Posts until the answer is as wanted: the service reads the records every few seconds.
fn soon(app: &TestApp, wanted: impl Fn(&Answer) -> bool) -> Answer {
    let since = Instant::now();
    loop {
        let answer = app.submit(&hot_knee());
        if wanted(&answer) {
            return answer;
        }
        assert!(
            since.elapsed() < Duration::from_secs(10),
            "{}",
            answer.text()
        );
        thread::sleep(Duration::from_millis(100));
    }
}

fn refused(app: &TestApp, detail: &str) {
    let refused = soon(app, |answer| answer.status != 201);
    let ready = app.get("/health/ready");
    let case = hot_knee().to_string();
    let follow_up = format!("/api/v1/cases/{}/intakes", clock::new_id());
    let others = [
        ready,
        app.post("/api/v1/decisions", &case, &[]),
        app.get("/api/v1/rulesets"),
    ];
    for answer in others.iter().chain([&refused]) {
        let told = (answer.status, answer.code());
        assert_eq!(
            told,
            (503, "no_release_in_force".into()),
            "{}",
            answer.text()
        );
        let body: Json = answer.json();
        let said = body["detail"].as_str().unwrap();
        assert!(said.contains(detail), "{said}");
    }
    // A case that is not there is told as such; what was decided before can still be read.
    assert_eq!(app.post(&follow_up, &case, &[]).status, 404);
    assert_eq!(app.get("/api/v1/cases").status, 200);
    let page = app.get("/");
    assert!(
        page.text().contains("No form is decided now"),
        "{}",
        page.text()
    );
}

#[test]
fn the_service_follows_what_is_recorded_without_a_restart_and_never_falls_back() {
    let (old, new) = (knee_release("0.1.0", &[]), knee_release("0.2.0", &[]));
    let app = TestApp::with_releases(at_hand(&old, &[&new]));
    let (library, clinic) = (library(), Clinic::new());
    let approvers = clinic.approvers();
    let store = app.wait(app.database.store());
    let case = app.submit(&hot_knee());
    assert_eq!(decided_by(&case), "0.1.0", "nothing is recorded");

    for (files, expected) in [(&old, "0.1.0"), (&new, "0.2.0")] {
        let promotion = clinic.promotion(&library, &approvers, files.clone());
        app.wait(release(&store, promotion)).unwrap();
        soon(&app, |answer| decided_by(answer) == expected);
    }
    let ready = app.get("/health/ready");
    assert_eq!(ready.json()["rules"], "knee 0.2.0");
    // A further form of a case that an earlier release decided is decided by the one in force.
    let further = format!("{}/intakes", case.header("location"));
    let further = app.post(&further, &hot_knee().to_string(), &[]);
    assert_eq!(decided_by(&further), "0.2.0");

    let signer = (&clinic.clinician, &approvers);
    let today = clock::today();
    app.wait(withdraw(&store, "knee/0.2.0", "wrong", signer, today))
        .unwrap();
    refused(
        &app,
        "`knee 0.2.0` was withdrawn and nothing took its place",
    );
    assert_eq!(app.get(case.header("location")).status, 200);

    app.wait(return_to(
        &store,
        "knee/0.1.0",
        ("meanwhile", "Rita"),
        today,
    ))
    .unwrap();
    soon(&app, |answer| answer.status == 201);
    assert_eq!(decided_by(&app.submit(&hot_knee())), "0.1.0");
    assert_eq!(app.get("/health/ready").status, 200);
}

#[test]
fn a_node_without_the_release_in_force_refuses_to_decide() {
    let runtime = Runtime::new().unwrap();
    let database = runtime.block_on(TestDatabase::new());
    let url = database.url();
    let (old, new) = (knee_release("0.1.0", &[]), knee_release("0.2.0", &[]));
    let (library, clinic) = (library(), Clinic::new());
    let approvers = clinic.approvers();
    let other = TestApp::deciding(runtime, database, &url, at_hand(&old, &[]));
    let store = other.wait(other.database.store());
    let promotion = clinic.promotion(&library, &approvers, new.clone());
    other.wait(release(&store, promotion)).unwrap();
    refused(&other, "is in force, and this program does not hold it");

    // The same name with other rules is not the release either.
    let namesake = knee_release("0.2.0", &[("values.yaml", "is: 38.0", "is: 37.9")]);
    let node = |releases: AtHand| {
        let runtime = Runtime::new().unwrap();
        let unused = runtime.block_on(TestDatabase::new());
        TestApp::deciding(runtime, unused, &url, releases)
    };
    let wrong = node(at_hand(&old, &[&namesake]));
    refused(
        &wrong,
        "is in force, and this program holds other rules under that name",
    );
    let right = node(at_hand(&old, &[&namesake, &new]));
    assert_eq!(decided_by(&right.submit(&hot_knee())), "0.2.0");
}

#[test]
fn days_that_no_record_covers_are_decided_by_nothing() {
    let files = knee_release("0.1.0", &[]);
    let app = TestApp::with_releases(at_hand(&files, &[]));
    let (library, clinic) = (library(), Clinic::new());
    let approvers = clinic.approvers();
    let mut later = clinic.promotion(&library, &approvers, files.clone());
    later.days.from = in_days(3);
    let mut today = clinic.promotion(&library, &approvers, files);
    today.days.until = Some(clock::today());
    let store = app.wait(app.database.store());
    app.wait(release(&store, today)).unwrap();
    app.wait(release(&store, later)).unwrap();
    let timeline = spinepath::app::releasing::timeline(&store, "knee");
    let timeline = app.wait(timeline).unwrap();
    let releases = at_hand(&knee_release("0.1.0", &[]), &[]);
    for (days, decides) in [(0, true), (1, false), (2, false), (3, true)] {
        assert_eq!(
            releases.on(&timeline, in_days(days)).is_ok(),
            decides,
            "in {days} days"
        );
    }
}
