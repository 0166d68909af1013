//! SPEC 10 and 11 on the small release: verdicts, what speaks against them, and codes.

use serde_json::{Value as Json, json};
use spinepath::decision::{Decision, decide};
use spinepath::facts::FactSet;
use spinepath::model::Profile;

use super::patients::{AS_OF, release};

/// The decision for the flag-free adult with some answers changed.
fn decided(given: &Json, profile: Profile) -> Decision {
    let release = release("tests/fixtures/knee/release");
    let mut answers = release.clear_answers(AS_OF);
    answers.extend(given.as_object().unwrap().clone());
    let facts = FactSet::from_words(release.catalogue(), AS_OF, &answers).unwrap();
    decide(&facts, &release, profile)
}

fn verdicts(decision: &Decision) -> Vec<(&str, &str)> {
    let treatments = decision.treatments.iter();
    treatments
        .map(|advice| (advice.treatment.as_str(), advice.verdict.word()))
        .collect()
}

/// `exercise`, `massage` and `ice` in their order.
fn check(given: Json, profile: Profile, expected: [&str; 3]) {
    let decision = decided(&given, profile);
    let words: Vec<&str> = verdicts(&decision).iter().map(|(_, word)| *word).collect();
    assert_eq!(words, expected, "{given} under {profile}");
}

#[test]
fn the_class_and_the_profile_choose_the_verdict() {
    let long = json!({ "onset_date": { "days_ago": 60 } });
    check(
        json!({}),
        Profile::Us,
        ["may_offer", "within_package", "comfort_only"],
    );
    check(
        json!({}),
        Profile::Uk,
        ["may_offer", "avoid", "comfort_only"],
    );
    check(
        json!({}),
        Profile::Cautious,
        ["may_offer", "avoid", "comfort_only"],
    );
    check(long, Profile::Us, ["recommend", "avoid", "comfort_only"]);
}

#[test]
fn while_the_class_is_open_the_most_restrained_verdict_is_shown() {
    let month = json!({ "onset_date": { "date": "2026-10-15", "precision": "month" } });
    check(month, Profile::Us, ["may_offer", "avoid", "comfort_only"]);
}

#[test]
fn a_block_takes_a_treatment_out_with_what_needs_it() {
    let hot = json!({ "hot": "yes" });
    check(hot.clone(), Profile::Us, ["blocked", "blocked", "blocked"]);
    let decision = decided(&hot, Profile::Us);
    let exercise = &decision.treatments[0];
    assert_eq!(
        exercise.contraindications[0].contraindication,
        "ci_exercise_hot"
    );
    assert_eq!(exercise.contraindications[0].because[0].fact, "hot");
    assert_eq!(decision.treatments[2].without.as_deref(), Some("exercise"));
}

#[test]
fn an_open_answer_to_a_block_asks_and_is_no_offer() {
    let open = json!({ "hot": "unknown" });
    check(open.clone(), Profile::Us, ["ask", "ask", "ask"]);
    let decision = decided(&open, Profile::Us);
    let asked = &decision.treatments[0].contraindications[0];
    assert_eq!(asked.because[0].fact, "hot");
}

#[test]
fn a_caution_is_listed_and_keeps_the_verdict() {
    let decision = decided(&json!({ "pain": 7 }), Profile::Us);
    let ice = decision.treatments.last().unwrap();
    assert_eq!(
        (ice.verdict.word(), ice.contraindications.len()),
        ("comfort_only", 1)
    );
}

#[test]
fn nothing_is_offered_unless_it_is_certain_that_care_fits() {
    for given in [
        json!({ "locked": "yes" }),
        json!({ "locked": "unknown" }),
        json!({ "temp_c": "not_asked" }),
    ] {
        assert_eq!(verdicts(&decided(&given, Profile::Us)), [], "{given}");
    }
}

#[test]
fn codes_on_which_sources_disagree_and_codes_for_a_clinician_are_never_suggested() {
    let decision = decided(&json!({ "onset_date": { "days_ago": 60 } }), Profile::Us);
    let codes: Vec<&str> = decision
        .codes
        .iter()
        .map(|code| code.code.as_str())
        .collect();
    assert_eq!(codes, ["K00.1"]);
    assert_eq!(decided(&json!({}), Profile::Us).codes, []);
}
