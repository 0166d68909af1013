//! Where a contradiction begins: the last answer that is possible and the first that is not.

use serde_json::{Value, json};
use spinepath::intake::document::RawForm;

use super::read;

/// Born 1971-03-02, assessed 2026-11-23, entered by `role`; `answers` beside that.
fn form(role: &str, answers: &Value) -> Value {
    let mut all = json!({ "filled_by_role": role });
    let more = answers.as_object().unwrap().clone();
    all.as_object_mut().unwrap().extend(more);
    json!({
        "form": "spine", "form_version": "1.1.0", "assessment_date": "2026-11-23",
        "patient": {
            "identifier": "SYN-1", "name": { "family": "Example", "given": "Alex" },
            "birth_date": "1971-03-02", "sex_at_birth": "female",
        },
        "answers": all,
    })
}

/// What a form is refused for: keyword by keyword; nothing where it is accepted.
fn keywords(form: &Value) -> Vec<String> {
    let raw = RawForm::read(form.to_string().as_bytes()).unwrap();
    let violations = read(raw).map_or_else(|violations| violations, |_| Vec::new());
    violations.into_iter().map(|found| found.keyword).collect()
}

/// Answers, and the keyword a clinician's form with them is refused for, if it is.
fn check(answers: &Value, refused_for: Option<&str>) {
    assert_eq!(
        keywords(&form("clinician", answers)),
        Vec::from_iter(refused_for),
        "{answers}"
    );
}

fn date(day: &str, precision: &str) -> Value {
    json!({ "date": day, "precision": precision })
}

#[test]
fn a_date_is_refused_only_if_every_day_it_can_be_is_impossible() {
    for (day, precision, refused_for) in [
        ("1971-03-02", "day", None),
        ("1971-03-01", "day", Some("before_birth")),
        ("1971-03-01", "week", None),
        ("1971-02-28", "week", Some("before_birth")),
        ("1971-03-01", "month", None),
        ("1971-02-28", "month", Some("before_birth")),
        ("1971-01-01", "year", None),
        ("1970-12-31", "year", Some("before_birth")),
        ("2026-11-23", "day", None),
        ("2026-11-24", "day", Some("after_assessment")),
        ("2026-11-29", "week", None),
        ("2026-11-30", "week", Some("after_assessment")),
        ("2026-11-30", "month", None),
        ("2026-12-01", "month", Some("after_assessment")),
        ("2026-12-31", "year", None),
        ("2027-01-01", "year", Some("after_assessment")),
    ] {
        check(&json!({ "onset_date": date(day, precision) }), refused_for);
    }
    for (earlier, precision, refused_for) in [
        ("2026-11-01", "day", None),
        ("2026-11-02", "day", Some("earlier_after_current")),
        ("2026-11-20", "month", None),
    ] {
        let onset = date("2026-11-01", "day");
        let answers =
            json!({ "onset_date": onset, "earlier_episode_onset_date": date(earlier, precision) });
        check(&answers, refused_for);
    }
}

#[test]
fn numbers_are_refused_from_the_first_impossible_one() {
    for (answers, refused_for) in [
        (json!({ "pain_nrs_now": 5, "pain_nrs_worst_7d": 5 }), None),
        (
            json!({ "pain_nrs_now": 6, "pain_nrs_worst_7d": 5 }),
            Some("worst_below_other"),
        ),
        (
            json!({ "pain_nrs_now": 6, "pain_nrs_worst_7d": "unknown" }),
            None,
        ),
        (json!({ "pain_nrs_now": 5, "pain_nrs_avg_7d": 6 }), None),
        (json!({ "sbp": 81, "dbp": 80 }), None),
        (
            json!({ "sbp": 80, "dbp": 80 }),
            Some("systolic_not_above_diastolic"),
        ),
        (
            json!({ "start_back_total": 3, "start_back_subscore": 3 }),
            None,
        ),
        (
            json!({ "start_back_total": 2, "start_back_subscore": 3 }),
            Some("subscore_above_total"),
        ),
        (json!({ "start_back_subscore": 6 }), Some("maximum")),
        (
            json!({ "episodes_12m": 3, "prior_episodes_lifetime": 2 }),
            None,
        ),
        (
            json!({ "episodes_12m": 4, "prior_episodes_lifetime": 2 }),
            Some("more_recent_than_ever"),
        ),
        (
            json!({ "episodes_12m": 0, "prior_episodes_lifetime": 0 }),
            None,
        ),
        // 20,355 days lie between the birth and the assessment; 55 years are completed.
        (json!({ "weakness_days": 20_355 }), None),
        (json!({ "weakness_days": 20_356 }), Some("longer_than_life")),
        (json!({ "age_at_condition_onset_years": 55 }), None),
        (
            json!({ "age_at_condition_onset_years": 56 }),
            Some("onset_age_above_age"),
        ),
        // 70 kg at 170 cm are 24.221 kg/m2.
        (
            json!({ "height_cm": 170, "weight_kg": 70, "bmi": 25.2 }),
            None,
        ),
        (
            json!({ "height_cm": 170, "weight_kg": 70, "bmi": 25.3 }),
            Some("bmi_contradicts_size"),
        ),
        (
            json!({ "height_cm": 170, "weight_kg": 70, "bmi": 23.3 }),
            None,
        ),
        (
            json!({ "height_cm": 170, "weight_kg": 70, "bmi": 23.2 }),
            Some("bmi_contradicts_size"),
        ),
        (
            json!({ "height_cm": 200, "weight_kg": 80, "bmi": 21 }),
            None,
        ),
        (
            json!({ "height_cm": 80, "weight_kg": 350, "bmi": 90 }),
            Some("bmi_contradicts_size"),
        ),
    ] {
        check(&answers, refused_for);
    }
}

#[test]
fn a_patient_lives_at_most_120_completed_years() {
    for (birth_date, refused_for) in [
        ("2026-11-23", None),
        ("2026-11-24", Some("after_assessment")),
        ("1905-11-24", None),
        ("1905-11-23", Some("maximum_age")),
    ] {
        let mut form = form("clinician", &json!({}));
        form["patient"]["birth_date"] = json!(birth_date);
        assert_eq!(keywords(&form), Vec::from_iter(refused_for), "{birth_date}");
    }
}

#[test]
fn an_open_gate_contradicts_nothing() {
    for (answers, refused_for) in [
        (json!({ "pvr_ml": 30 }), None),
        (json!({ "pvr_done": "unknown", "pvr_ml": 30 }), None),
        (json!({ "pvr_done": "yes", "pvr_ml": 30 }), None),
        (json!({ "pvr_done": "no", "pvr_ml": "unknown" }), None),
        (
            json!({ "pvr_done": "no", "pvr_ml": 30 }),
            Some("measured_but_not_done"),
        ),
        (
            json!({ "perianal_exam_done": "no", "anal_tone_reduced": "no" }),
            Some("measured_but_not_done"),
        ),
        (
            json!({ "neuro_exam_done": "no", "sensory_loss_dermatomes": ["none"] }),
            Some("measured_but_not_done"),
        ),
        (json!({ "neuro_exam_done": "no", "gait": "normal" }), None),
        (json!({ "saddle_change_days": 3 }), None),
        (
            json!({ "saddle_change": "unknown", "saddle_change_days": 3 }),
            None,
        ),
        (
            json!({ "saddle_change": "no", "saddle_change_days": 3 }),
            Some("detail_of_absent"),
        ),
        (
            json!({ "saddle_change": "no", "saddle_trend": "worse" }),
            Some("detail_of_absent"),
        ),
        (
            json!({ "saddle_change": "no", "saddle_trend": "stable" }),
            None,
        ),
        (
            json!({ "bladder_change": "none", "bladder_alternative_cause_documented": "no" }),
            None,
        ),
        (
            json!({ "bilateral_leg_pain": "no", "bilateral_onset": "sudden" }),
            None,
        ),
        (
            json!({ "bilateral_leg_pain": "no", "bilateral_leg_weakness": "no", "bilateral_onset": "sudden" }),
            Some("detail_of_absent"),
        ),
        (json!({ "gestation_weeks": 20 }), None),
        (
            json!({ "pregnancy_status": "possible", "gestation_weeks": 8 }),
            None,
        ),
        (
            json!({ "pregnancy_status": "postpartum", "gestation_weeks": 8 }),
            Some("detail_of_absent"),
        ),
        (json!({ "meds_class": ["none"] }), None),
        (
            json!({ "meds_class": ["opioid", "none"] }),
            Some("none_with_others"),
        ),
        (
            json!({ "ckd": "no", "conditions": ["ckd"] }),
            Some("denied_but_listed"),
        ),
        (json!({ "ckd": "unknown", "conditions": ["ckd"] }), None),
        (json!({ "ckd": "yes", "conditions": ["none"] }), None),
    ] {
        check(&answers, refused_for);
    }
}

#[test]
fn only_a_clinician_answers_the_clinician_page() {
    for (role, answer, refused_for) in [
        ("clinician", json!("no"), None),
        ("nurse", json!("no"), None),
        ("medical_assistant", json!("no"), Some("clinician_only")),
        ("medical_assistant", json!("yes"), Some("clinician_only")),
        ("medical_assistant", json!("unknown"), None),
        ("medical_assistant", json!("not_asked"), None),
        ("patient", json!("no"), Some("clinician_only")),
        ("unknown", json!("no"), Some("clinician_only")),
        ("not_asked", json!("no"), Some("clinician_only")),
    ] {
        let form = form(role, &json!({ "anal_tone_reduced": answer }));
        assert_eq!(
            keywords(&form),
            Vec::from_iter(refused_for),
            "{role} {answer}"
        );
    }
    let mut nobody = form("clinician", &json!({ "anal_tone_reduced": "no" }));
    nobody["answers"]
        .as_object_mut()
        .unwrap()
        .remove("filled_by_role");
    assert_eq!(keywords(&nobody), ["clinician_only"]);
}

#[test]
fn a_male_patient_is_not_pregnant() {
    for (status, refused_for) in [
        ("pregnant", Some("detail_of_absent")),
        ("postpartum", Some("detail_of_absent")),
        ("not_pregnant", None),
        ("not_applicable", None),
        ("unknown", None),
    ] {
        let mut form = form("clinician", &json!({ "pregnancy_status": status }));
        form["patient"]["sex_at_birth"] = json!("male");
        assert_eq!(keywords(&form), Vec::from_iter(refused_for), "{status}");
    }
}
