//! A second pathway, with its own form, runs without a line of Rust: files under `tests/fixtures`.

use serde_json::{Map, json};
use spinepath::decision::{Status, decide};
use spinepath::facts::FactSet;
use spinepath::model::{Profile, Urgency};
use spinepath::rules::run_rule_tests;

use super::patients::{AS_OF, CURRENT, release};

#[test]
fn the_tests_inside_every_release_pass() {
    for name in [
        "tests/fixtures/knee/release",
        "rules/spine/2026.11.0",
        CURRENT,
    ] {
        let failures: Vec<String> = run_rule_tests(&release(name))
            .into_iter()
            .filter_map(|result| {
                Some(format!(
                    "{} {}: {}",
                    result.rule, result.test, result.failure?
                ))
            })
            .collect();
        assert!(failures.is_empty(), "{name}:\n{}", failures.join("\n"));
    }
}

struct Knee {
    given: serde_json::Value,
    urgency: Urgency,
    could_become: Urgency,
    status: Status,
    imaging: &'static [&'static str],
    suppressed: &'static [(&'static str, &'static str)],
    asks: &'static [&'static str],
}

fn check(name: &str, knee: &Knee) {
    let release = release("tests/fixtures/knee/release");
    let mut answers: Map<_, _> = release.clear_answers(AS_OF);
    answers.extend(knee.given.as_object().unwrap().clone());
    let facts = FactSet::from_words(release.catalogue(), AS_OF, &answers).unwrap();
    let decision = decide(&facts, &release, Profile::Cautious);
    let imaging: Vec<&str> = decision
        .imaging
        .iter()
        .map(|request| request.id.as_str())
        .collect();
    let suppressed: Vec<(&str, &str)> = decision
        .suppressed
        .iter()
        .map(|taken| (taken.id.as_str(), taken.by.as_str()))
        .collect();
    let asks: Vec<&str> = decision
        .ask
        .iter()
        .map(|question| question.fact.as_str())
        .collect();
    assert_eq!(
        (decision.urgency, decision.could_become, decision.status),
        (knee.urgency, knee.could_become, knee.status),
        "{name}"
    );
    assert_eq!(
        (imaging.as_slice(), suppressed.as_slice(), asks.as_slice()),
        (knee.imaging, knee.suppressed, knee.asks),
        "{name}"
    );
}

#[test]
fn outcomes_combine_as_the_spec_says() {
    use Status::{Final, Provisional};
    use Urgency::{Conservative, Emergency, Routine, SameDay, TwoWeeks};
    let cases = [
        (
            "8.4 nothing found is final",
            Knee {
                given: json!({}),
                urgency: Conservative,
                could_become: Conservative,
                status: Final,
                imaging: &[],
                suppressed: &[],
                asks: &[],
            },
        ),
        (
            "6.3 a guard fires while a question is open",
            Knee {
                given: json!({ "locked": "not_asked" }),
                urgency: SameDay,
                could_become: SameDay,
                status: Provisional,
                imaging: &[],
                suppressed: &[],
                asks: &["locked"],
            },
        ),
        (
            "6.2 an unknown rule that escalates holds no more than the pathway lets it",
            Knee {
                given: json!({ "hot": "yes", "temp_c": "unknown" }),
                urgency: SameDay,
                could_become: Emergency,
                status: Provisional,
                imaging: &[],
                suppressed: &[],
                asks: &["temp_c"],
            },
        ),
        (
            "8.7 a wider picture with contrast absorbs a narrower one",
            Knee {
                given: json!({ "locked": "yes", "birth_date": "1950-01-01" }),
                urgency: TwoWeeks,
                could_become: TwoWeeks,
                status: Final,
                imaging: &["mri_leg"],
                suppressed: &[("mri", "old_knee")],
                asks: &[],
            },
        ),
        (
            "8.7 a less urgent picture gives way",
            Knee {
                given: json!({ "locked": "yes", "onset_date": { "days_ago": 60 }, "pain": 9 }),
                urgency: TwoWeeks,
                could_become: TwoWeeks,
                status: Final,
                imaging: &["mri"],
                suppressed: &[("film", "locked_knee")],
                asks: &[],
            },
        ),
        (
            "8.7 an emergency leaves no picture of a lesser rule",
            Knee {
                given: json!({ "hot": "yes", "temp_c": 39, "locked": "yes" }),
                urgency: Emergency,
                could_become: Emergency,
                status: Final,
                imaging: &[],
                suppressed: &[("mri", "hot_knee")],
                asks: &[],
            },
        ),
        (
            "8.8 a suppressor takes a routine picture out",
            Knee {
                given: json!({ "onset_date": { "days_ago": 60 } }),
                urgency: Routine,
                could_become: Routine,
                status: Final,
                imaging: &[],
                suppressed: &[("film", "no_early_film")],
                asks: &[],
            },
        ),
        (
            "6.5 a suppressor that is unknown takes nothing out",
            Knee {
                given: json!({ "onset_date": { "days_ago": 60 }, "pain": "unknown" }),
                urgency: Routine,
                could_become: Routine,
                status: Final,
                imaging: &["film"],
                suppressed: &[],
                asks: &[],
            },
        ),
        (
            "5.3 a coarse date that decides is asked again",
            Knee {
                given: json!({ "onset_date": { "date": "2026-10-15", "precision": "month" }, "pain": 9, "course": "better", "hot": "no" }),
                urgency: Conservative,
                could_become: Conservative,
                status: Final,
                imaging: &[],
                suppressed: &[],
                asks: &[],
            },
        ),
        (
            "5.3 a coarse date that decides makes it provisional",
            Knee {
                given: json!({ "onset_date": { "date": "2026-10-15", "precision": "month" } }),
                urgency: Conservative,
                could_become: Routine,
                status: Provisional,
                imaging: &[],
                suppressed: &[],
                asks: &["onset_date"],
            },
        ),
    ];
    for (name, knee) in &cases {
        check(name, knee);
    }
}
