//! The synthetic patients: valid, the same everywhere, and broad enough to be worth comparing on.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Output;

use serde_json::Value as Json;
use spinepath::app::{Library, preview, synthetic_patients};
use spinepath::decision::Status;
use spinepath::intake::form::{Form, Who};
use spinepath::model::{Answer, Profile, Urgency, digest::sha256};
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
        let answer = |name: &str| decided.record.answer(name);
        for field in population.form().fields() {
            let hidden = (field.show_when.as_ref()).and_then(|gate| gate.holds(&answer));
            let left_out = *answer(&field.name) == Answer::NotAsked;
            assert!(
                hidden != Some(false) || left_out,
                "{number}: {}",
                field.name
            );
        }
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
    let known = "sha256:7d4da152ded34d3d8673b880d8b7362db5ea1921080177e6e3fdcce2ba5aed73";
    assert_eq!(sha256(lines(1, 100).as_bytes()), known);
    assert_ne!(lines(2, 100), lines(1, 100));
    assert!(
        lines(1, 100).starts_with(&lines(1, 7)),
        "a patient depends on the count"
    );
}

#[test]
fn the_command_writes_one_form_a_line_and_says_their_digest() {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("population.ndjson");
    let into = file.display().to_string();
    let run = |arguments: &[&str]| -> Output {
        let fixed = ["population", "--count", "12", "--seed", "5"];
        spinepath().args(fixed).args(arguments).output().unwrap()
    };
    let output = run(&["--output", &into, "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let written = std::fs::read_to_string(&file).unwrap();
    assert_eq!(written, lines(5, 12));
    let said: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["digest"], sha256(written.as_bytes()));
    let printed = run(&[]);
    assert_eq!(String::from_utf8(printed.stdout).unwrap(), written);
    assert_eq!(run(&["--output", "/nowhere/at/all"]).status.code(), Some(2));
    let nobody = spinepath()
        .args(["population", "--count", "0"])
        .output()
        .unwrap();
    assert_eq!(nobody.status.code(), Some(2));
}

#[test]
fn a_mistake_in_the_shares_is_named_with_its_place() {
    // A text of the file, what stands there instead, and what is said.
    let mistakes = [
        (
            "words: { oral: 700,",
            "words: { oral: 701,",
            "`steroid_route`: let the shares add up to 1000, not 1001",
        ),
        (
            "words: { oral: 700,",
            "words: { mouth: 700,",
            "`steroid_route`: `mouth` is not one of its words",
        ),
        (
            "basis: yusuf_2019, yes: 550",
            "basis: yusuf, yes: 550",
            "`fever_reported`: basis `yusuf` is not a source of this file: add it or write `chosen`",
        ),
        (
            "- ask: [dialysis]",
            "- ask: [dialisis]",
            "`dialisis`: is not a question of the form",
        ),
        (
            "- ask: [dialysis]",
            "- ask: [ckd, dialysis]",
            "`ckd`: name it 1 times, not 2",
        ),
        (
            "- ask: [haemoptysis]",
            "- ask: []",
            "`haemoptysis`: name it 1 times, not 0",
        ),
        (
            "pictures: [neck], basis: chosen, yes: 35",
            "pictures: [nek], basis: chosen, yes: 35",
            "`nek` is not a picture of this file",
        ),
        (
            "numbers: [{ share: 1000, from: 2, to: 96 }]",
            "numbers: [{ share: 1000, from: 2, to: 960 }]",
            "`worsening_window_hours`: stay between 0 and 168",
        ),
        (
            "numbers: [{ share: 1000, from: 2, to: 96 }]",
            "numbers: [{ share: 1000, from: 2.5, to: 96 }]",
            "`worsening_window_hours`: give ranges upwards in steps of 1",
        ),
        (
            "when: weight_loss_unexplained,",
            "when: weight_los_unexplained,",
            "`weight_loss_pct_6m`: in `when`: `weight_los_unexplained` is not a question of this form",
        ),
        (
            "- ask: [chest_pain, dyspnoea]\n    draw: [{ pictures: [vascular, thoracic], basis: chosen, yes: 130 }",
            "- ask: [chest_pain, dyspnoea]\n    draw: [{ when: dyspnoea, basis: chosen, yes: 130 }",
            "looks at itself through others",
        ),
        (
            "form: { name: spine, version: 1.1.0 }",
            "form: { name: spine, version: 9.9.9 }",
            "form `spine 9.9.9` is not at hand",
        ),
        (
            "  - { picture: chronic,",
            "  - { picture: simple,",
            "`simple`: give each picture a name of its own",
        ),
        (
            "basis: chosen, yes: 850",
            "basis: chosen, yess: 850",
            "unknown field",
        ),
    ];
    assert!(read(SPINE).is_ok());
    for (old, new, says) in mistakes {
        assert!(SPINE.contains(old), "the file does not say {old}");
        let faults = read(&SPINE.replacen(old, new, 1)).unwrap_err().join("\n");
        assert!(faults.contains(says), "{new}: {faults}");
    }
}

#[test]
fn every_share_says_what_it_rests_on_and_every_source_is_used() {
    let sources: Vec<&str> = SPINE
        .split("sources:\n")
        .nth(1)
        .and_then(|rest| rest.split("completeness:").next())
        .unwrap()
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':'))
        .collect();
    assert!(sources.len() > 3, "{sources:?}");
    for source in sources {
        assert!(
            SPINE.contains(&format!("basis: {source},")),
            "nothing rests on {source}"
        );
    }
}
