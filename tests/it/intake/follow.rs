//! The short form of a further visit.

use spinepath::intake::document::RawForm;
use spinepath::intake::follow::{Follows, another_patient_or_day};
use spinepath::intake::form::{Form, Who};
use spinepath::intake::record::IntakeRecord;
use spinepath::model::{Answer, Number, Value};

use serde_json::{Value as Json, json};

use super::{FORMS, read_as, version};

fn short() -> (&'static Form, &'static Follows) {
    let form = FORMS.find("spine-follow-up", "1.0.0").unwrap();
    (form, form.follows().unwrap())
}

fn followed() -> &'static Form {
    let (_, follows) = short();
    version(&follows.version)
}

#[test]
fn the_short_form_asks_in_the_words_and_shapes_of_the_form_it_follows() {
    let (form, _) = short();
    for field in form.fields() {
        let whole = followed().field(&field.name).expect(&field.name);
        assert_eq!(
            (
                &field.kind,
                field.who,
                &field.unit,
                &field.question,
                &field.label
            ),
            (
                &whole.kind,
                whole.who,
                &whole.unit,
                &whole.question,
                &whole.label
            ),
            "{}",
            field.name
        );
    }
}

#[test]
fn every_question_is_asked_again_or_carried_over_or_left_open_on_purpose() {
    let (form, follows) = short();
    for name in follows.carries.iter().chain(follows.becomes.keys()) {
        assert!(followed().field(name).is_some(), "`{name}` is no question");
        assert!(form.field(name).is_none(), "`{name}` is asked again too");
    }
    for name in follows.becomes.values() {
        assert!(followed().field(name).is_some(), "`{name}` is no question");
    }
}

#[test]
fn no_critical_safety_question_and_no_finding_of_a_clinician_is_carried_over() {
    let (_, follows) = short();
    for name in &follows.carries {
        let field = followed().field(name).unwrap();
        assert!(!(field.critical && field.section == "safety"), "{name}");
        assert_eq!(field.who, Who::Assistant, "{name}");
    }
}

fn document(form: &Form, answers: &Json) -> Json {
    json!({
        "form": form.name(), "form_version": form.version(), "assessment_date": "2026-11-23",
        "patient": {
            "identifier": "SYN-0417", "name": { "family": "Example", "given": "Alex" },
            "birth_date": "1971-03-02", "sex_at_birth": "female"
        },
        "answers": answers,
    })
}

fn record(form: &Form, document: &Json) -> IntakeRecord {
    read_as(
        form,
        RawForm::read(document.to_string().as_bytes()).unwrap(),
    )
    .unwrap()
}

#[test]
fn what_was_not_asked_again_is_open_carried_or_the_earlier_examination() {
    let (form, follows) = short();
    let before = record(
        followed(),
        &document(
            followed(),
            &json!({
                "filled_by_role": "clinician", "saddle_change": "no", "diabetes": "yes",
                "neuro_exam_done": "yes", "mrc_ankle_dorsiflexion_left": 5
            }),
        ),
    );
    let mut now = document(
        form,
        &json!({ "filled_by_role": "medical_assistant", "course": "worsening" }),
    );
    now["assessment_date"] = json!("2026-11-30");
    let composed = follows.compose(&before, form, record(form, &now));
    let five = Answer::Known(Value::Number(Number::whole(5)));
    for (name, expected) in [
        ("course", Answer::Known(Value::Choice("worsening".into()))),
        ("diabetes", Answer::Known(Value::Bool(true))),
        ("saddle_change", Answer::NotAsked),
        ("neuro_exam_done", Answer::NotAsked),
        ("mrc_ankle_dorsiflexion_left", Answer::NotAsked),
        ("prior_neuro_exam_done", Answer::Known(Value::Bool(true))),
        ("mrc_prior_ankle_dorsiflexion_left", five),
    ] {
        assert_eq!(composed.answer(name), &expected, "{name}");
    }
    assert_eq!(
        (composed.form(), composed.form_version()),
        ("spine", "1.1.0")
    );
    assert_eq!(composed.assessment_date().to_string(), "2026-11-30");
}

#[test]
fn a_form_about_somebody_else_or_an_earlier_day_is_refused_without_a_value() {
    let (form, _) = short();
    let before = record(followed(), &document(followed(), &json!({})));
    for (pointer, sent, keyword) in [
        ("/patient/identifier", json!("SYN-9999"), "another_patient"),
        (
            "/patient/birth_date",
            json!("1970-01-01"),
            "another_patient",
        ),
        (
            "/assessment_date",
            json!("2026-11-22"),
            "before_latest_form",
        ),
    ] {
        let mut now = document(form, &json!({}));
        *now.pointer_mut(pointer).unwrap() = sent.clone();
        let found = another_patient_or_day(&before, &record(form, &now));
        let places: Vec<_> = (found.iter())
            .map(|found| (found.pointer.as_str(), found.keyword.as_str()))
            .collect();
        assert_eq!(places, [(pointer, keyword)]);
        assert!(!format!("{found:?}").contains(sent.as_str().unwrap()));
    }
}
