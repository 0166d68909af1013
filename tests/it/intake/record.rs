//! Properties of the way from a document to a record.

use proptest::prelude::*;
use serde_json::{Value, json};
use spinepath::intake::{
    document::RawForm,
    form::{Field, FieldKind},
    validate::validate,
};

use super::{json_files, read, spine};

const CANARY: &str = "Zzcanary";

fn raw(document: &Value) -> RawForm {
    RawForm::read(document.to_string().as_bytes()).unwrap()
}

fn envelope(answers: serde_json::Map<String, Value>) -> Value {
    json!({
        "form": "spine", "form_version": "1.1.0", "assessment_date": "2026-11-23",
        "patient": {
            "identifier": "SYN-1", "name": { "family": "Example", "given": "Alex" },
            "birth_date": "1971-03-02", "sex_at_birth": "female",
        },
        "answers": answers,
    })
}

/// Any answer the schema allows to a question.
fn any_answer(field: &Field) -> BoxedStrategy<Value> {
    let open = prop_oneof![Just(json!("unknown")), Just(json!("not_asked"))];
    match field.kind.clone() {
        FieldKind::Bool => prop_oneof![Just(json!("yes")), Just(json!("no")), open].boxed(),
        FieldKind::Choice(words) => {
            prop_oneof![4 => prop::sample::select(words).prop_map(Value::from), 1 => open].boxed()
        }
        FieldKind::Number { min, max, step } => {
            let steps = 0..=(max.thousandths() - min.thousandths()) / step.thousandths();
            let number = steps.prop_map(move |at| {
                let value = min.thousandths() + at * step.thousandths();
                let text = spinepath::model::Number::from_thousandths(value).to_string();
                serde_json::from_str::<Value>(&text).unwrap()
            });
            prop_oneof![4 => number, 1 => open].boxed()
        }
        FieldKind::Set(words) => {
            let most = words.len();
            let set = prop::sample::subsequence(words, 1..=most).prop_map(Value::from);
            prop_oneof![4 => set, 1 => open].boxed()
        }
        FieldKind::Date => {
            let date = (
                0..20_000_i64,
                prop::sample::select(vec!["day", "week", "month", "year"]),
            );
            let date = date.prop_map(|(days, precision)| {
                let day = chrono::DateTime::from_timestamp(days * 86_400, 0).unwrap();
                json!({ "date": day.date_naive().to_string(), "precision": precision })
            });
            prop_oneof![4 => date, 1 => open].boxed()
        }
        FieldKind::Record => Just(Value::Null).boxed(),
    }
}

/// A clinician's form with some of its questions answered, each in a way the schema allows.
fn any_valid_form(most: usize) -> impl Strategy<Value = Value> {
    let asked: Vec<&Field> = (spine().fields().iter())
        .filter(|field| field.kind != FieldKind::Record)
        .filter(|field| field.name != "birth_date" && field.name != "sex_at_birth")
        .collect();
    prop::sample::subsequence(asked, 0..=most)
        .prop_flat_map(|fields| {
            let answers: Vec<_> = (fields.iter())
                .map(|field| (Just(field.name.clone()), any_answer(field)))
                .collect();
            answers
        })
        .prop_map(|answers| {
            let role = ("filled_by_role".to_owned(), json!("clinician"));
            envelope(answers.into_iter().chain([role]).collect())
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_the_schema_allows_can_be_read(document in any_valid_form(280)) {
        prop_assert!(validate(spine(), raw(&document)).is_ok(), "the schema refuses it");
        if let Err(violations) = read(raw(&document)) {
            for violation in violations {
                prop_assert!(violation.keyword != "type", "{}", violation.pointer);
                prop_assert!(violation.keyword != "format", "{}", violation.pointer);
            }
        }
    }

    #[test]
    fn a_record_has_a_state_for_every_question(document in any_valid_form(6)) {
        if let Ok(record) = read(raw(&document)) {
            for field in spine().fields() {
                let known = record.answers().contains_key(&field.name);
                prop_assert_eq!(known, field.kind != FieldKind::Record, "{}", &field.name);
            }
        }
    }
}

#[test]
fn every_decimal_of_every_number_is_accepted_and_the_next_digit_is_not() {
    for field in spine().fields() {
        let FieldKind::Number { min, max, step } = &field.kind else {
            continue;
        };
        let accepts = |thousandths: i64| {
            let text = spinepath::model::Number::from_thousandths(thousandths).to_string();
            let number: Value = serde_json::from_str(&text).unwrap();
            let answers = [(field.name.clone(), number)].into_iter().collect();
            validate(spine(), raw(&envelope(answers))).is_ok()
        };
        let (min, max, step) = (min.thousandths(), max.thousandths(), step.thousandths());
        // All of a decimal's values; the ends of a count, which has no fraction to round.
        let every = if step < 1_000 { step } else { max - min };
        for value in (min..=max).step_by(usize::try_from(every).unwrap()) {
            assert!(accepts(value), "{} {value}", field.name);
        }
        assert!(!accepts(min + step / 2), "{}", field.name);
        assert!(!accepts(min - step), "{}", field.name);
        assert!(!accepts(max + step), "{}", field.name);
    }
}

/// Every document made from `document` by putting the canary in one place.
fn poisoned(document: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    for pointer in places(document, "") {
        for poison in [json!(CANARY), json!([CANARY]), json!({ CANARY: CANARY })] {
            let mut copy = document.clone();
            *copy.pointer_mut(&pointer).unwrap() = poison;
            all.push(copy);
        }
        let mut copy = document.clone();
        if let Some(object) = copy.pointer_mut(&pointer).and_then(Value::as_object_mut) {
            object.insert(CANARY.to_owned(), json!(CANARY));
            all.push(copy);
        }
    }
    all
}

fn places(value: &Value, pointer: &str) -> Vec<String> {
    let mut all = vec![pointer.to_owned()];
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                all.extend(places(member, &format!("{pointer}/{name}")));
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                all.extend(places(item, &format!("{pointer}/{at}")));
            }
        }
        _ => {}
    }
    all
}

#[test]
fn a_refusal_never_repeats_what_was_sent() {
    let (mut refused, mut accepted) = (0, 0);
    for (name, bytes) in json_files(spine().version(), "examples/valid") {
        let document: Value = serde_json::from_slice(&bytes).unwrap();
        for document in poisoned(&document) {
            let raw = raw(&document);
            assert!(!format!("{raw:?}").contains(CANARY), "{name}");
            match read(raw) {
                Ok(record) => {
                    accepted += 1;
                    assert!(!format!("{record:?}").contains(CANARY), "{name}");
                }
                Err(violations) => {
                    refused += 1;
                    assert!(!violations.is_empty(), "{name}");
                    let shown = format!("{violations:?}");
                    assert!(!shown.contains(CANARY), "{name}: {shown}");
                }
            }
        }
    }
    assert!(
        refused > 1_000 && accepted > 10,
        "{refused} refused, {accepted} accepted"
    );
}

#[test]
fn a_contradiction_never_repeats_what_was_sent() {
    for (name, bytes) in json_files(spine().version(), "examples/invalid") {
        let mut document: Value = serde_json::from_slice(&bytes).unwrap();
        for pointer in [
            "/patient/name/family",
            "/patient/identifier",
            "/answers/patient_goal",
        ] {
            if let Some(text) = document.pointer_mut(pointer) {
                *text = json!(CANARY);
            }
        }
        if let Err(violations) = read(raw(&document)) {
            assert!(!format!("{violations:?}").contains(CANARY), "{name}");
        }
    }
}

#[test]
fn violations_come_sorted_and_once() {
    for (name, bytes) in json_files(spine().version(), "examples/invalid") {
        let violations = read(RawForm::read(&bytes).unwrap()).unwrap_err();
        assert!(violations.is_sorted(), "{name}");
        assert!(
            violations.windows(2).all(|pair| pair[0] != pair[1]),
            "{name}"
        );
        for violation in violations {
            let detail = &violation.detail;
            assert!(
                detail.starts_with(|c: char| c.is_lowercase() || c == '`'),
                "{name}: {detail}"
            );
        }
    }
}
