//! The synthetic patients: valid, the same everywhere, and broad enough to be worth comparing on.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Output;

use serde_json::Value as Json;
use spinepath::app::{Library, preview, synthetic_patients};
use spinepath::decision::Status;
use spinepath::intake::form::{Form, Who};
use spinepath::model::{Profile, Urgency, digest::sha256};
use spinepath::population::{Population, SPINE};

use crate::rules::patients::{CURRENT, release};
use crate::support::process::spinepath;

fn population() -> Population {
    synthetic_patients(&Library::embedded().unwrap()).unwrap()
}

fn read(text: &str) -> Result<Population, Vec<String>> {
    let library = Library::embedded().unwrap();
    Population::read(text, |name, version| library.form(name, version))
}

fn lines(seed: u64, count: u64) -> String {
    let population = population();
    (1..=count)
        .map(|number| format!("{}\n", population.patient(seed, number)))
        .collect()
}

/// The questions that somebody is asked, and that stand under `answers`.
fn asked(form: &Form) -> BTreeSet<&str> {
    let of_the_patient = ["birth_date", "sex_at_birth"];
    form.fields()
        .iter()
        .filter(|field| field.who != Who::Record && !of_the_patient.contains(&field.name.as_str()))
        .map(|field| field.name.as_str())
        .collect()
}

#[test]
fn two_thousand_patients_pass_the_real_door_and_reach_every_question_and_urgency() {
    let (library, release) = (Library::embedded().unwrap(), release(CURRENT));
    let population = population();
    let (mut urgencies, mut statuses) = (BTreeMap::new(), BTreeMap::new());
    let (mut answered, mut precisions, mut open) = (BTreeSet::new(), BTreeSet::new(), 0);
    for number in 1..=2_000 {
        let patient = population.patient(1, number);
        let bytes = patient.to_string().into_bytes();
        let day = population.last_day();
        let decided = preview(&library, &release, Profile::Cautious, day, &bytes)
            .unwrap_or_else(|rejection| panic!("patient {number}: {rejection}"));
        *urgencies.entry(decided.decision.urgency).or_insert(0) += 1;
        *statuses
            .entry(decided.decision.status == Status::Final)
            .or_insert(0) += 1;
        for (name, answer) in patient["answers"].as_object().unwrap() {
            match answer.as_str() {
                Some("unknown" | "not_asked") => open += 1,
                _ => _ = answered.insert(name.clone()),
            }
            if let Some(precision) = answer.get("precision").and_then(Json::as_str) {
                precisions.insert(precision.to_owned());
            }
        }
    }
    for urgency in Urgency::ALL {
        assert!(urgencies.contains_key(&urgency), "{urgency}: {urgencies:?}");
    }
    assert_eq!(statuses.len(), 2, "final and provisional: {statuses:?}");
    let never: Vec<_> = asked(population.form())
        .into_iter()
        .filter(|name| !answered.contains(*name))
        .collect();
    assert!(never.is_empty(), "nobody answers {never:?}");
    assert_eq!(precisions.len(), 4, "{precisions:?}");
    assert!(open > 2_000, "only {open} answers are left open");
}

#[test]
fn a_seed_gives_the_same_bytes_on_every_machine_and_another_seed_others() {
    // Changes with the shares and the form, never with the machine.
    let known = "sha256:";
    assert_eq!(sha256(lines(1, 100).as_bytes()), known);
    assert_ne!(lines(2, 100), lines(1, 100));
    assert!(
        lines(1, 100).starts_with(&lines(1, 7)),
        "a patient depends on the count"
    );
}
