//! The demonstration.

use std::collections::BTreeMap;

use spinepath::app::{Library, demo_cases, demo_intakes, preview};
use spinepath::clock;
use spinepath::decision::Status;
use spinepath::model::{Profile, Urgency};

use crate::support::app::{get, post};
use crate::support::process::{Service, spinepath};

#[test]
fn the_synthetic_patients_are_twelve_over_all_urgencies_and_decided_as_they_say() {
    let library = Library::embedded().unwrap();
    let release = library.current_release(clock::today()).unwrap();
    let cases = demo_cases(clock::today()).unwrap();
    let intakes = demo_intakes(&release, clock::today()).unwrap();
    assert_eq!(intakes.len(), 12);
    let mut urgencies: BTreeMap<Urgency, usize> = BTreeMap::new();
    let mut provisional = 0;
    for (case, intake) in cases.iter().zip(&intakes) {
        let bytes = intake.to_string().into_bytes();
        let decision = preview(
            &library,
            &release,
            Profile::Cautious,
            clock::today(),
            &bytes,
        )
        .unwrap()
        .decision;
        let differences = case.differences(&decision);
        assert!(differences.is_empty(), "{}: {differences:?}", case.case);
        *urgencies.entry(decision.urgency).or_default() += 1;
        provisional += usize::from(decision.status == Status::Provisional);
    }
    assert_eq!(urgencies.len(), Urgency::ALL.len(), "{urgencies:?}");
    assert_eq!(provisional, 1);
}

#[test]
fn a_demo_shows_its_cases_takes_the_form_it_names_and_leaves_nothing_behind() {
    // Postgres may run as another user, to whom the target folder can be closed.
    let parent = std::env::temp_dir().join(format!("spinepath-test-{}", clock::new_id()));
    let mut command = spinepath();
    command
        .args(["demo", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(&parent);
    let mut demo = Service::start(command);
    let worklist = get(&format!("{}/api/v1/cases", demo.address)).json();
    assert_eq!(worklist["cases"].as_array().unwrap().len(), 12);
    assert_eq!(worklist["cases"][0]["urgency"], "emergency");
    let page = get(&format!("{}/cases", demo.address));
    for urgency in Urgency::ALL {
        assert!(page.text().contains(urgency.band()), "{urgency}");
    }
    // The line names a file and an address; what curl would do with them works.
    let file = demo.greeting.split_once('@').unwrap().1;
    let (file, url) = file.trim().split_once(' ').unwrap();
    let posted = post(url, &std::fs::read_to_string(file).unwrap(), &[]);
    assert_eq!(
        (posted.status, posted.json()["urgency"].as_str()),
        (201, Some("emergency"))
    );
    let pdf = get(&format!(
        "{}{}",
        demo.address,
        posted.json()["links"]["summary"].as_str().unwrap()
    ));
    assert!(pdf.body.starts_with(b"%PDF-"));

    demo.signal("INT");
    assert_eq!(demo.ended().code(), Some(0));
    let left: Vec<_> = std::fs::read_dir(&parent).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
    std::fs::remove_dir(&parent).unwrap();
}
