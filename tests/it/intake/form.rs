//! The released forms themselves.

use std::{collections::BTreeMap, fs};

use serde_json::Value;
use spinepath::intake::form::{FieldKind, Form, Who};

use super::{FORMS, spine, spine_file};

/// Every keyword a schema of ours may use. A misspelt keyword would be ignored in silence.
const KEYWORDS: [&str; 22] = [
    "$id",
    "$schema",
    "additionalProperties",
    "const",
    "description",
    "enum",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "pattern",
    "properties",
    "required",
    "title",
    "type",
    "uniqueItems",
    "x-unit",
];

fn schema() -> Value {
    serde_json::from_slice(&fs::read(spine_file("schema.json")).unwrap()).unwrap()
}

/// Every fault of a schema and the schemas in it.
fn faults(place: &str, schema: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |what: &str| faults.push(format!("{place}: {what}"));
    let object = schema.as_object().unwrap();
    for keyword in object.keys() {
        if !KEYWORDS.contains(&keyword.as_str()) {
            fault(&format!("unknown keyword {keyword}"));
        }
    }
    if let Some(pattern) = object.get("pattern") {
        let pattern = pattern.as_str().unwrap();
        if !(pattern.starts_with('^') && pattern.ends_with('$')) {
            fault("pattern is not anchored");
        }
    }
    let text = |kind: &Value| kind == "string";
    let only_text = object.get("type").is_some_and(text);
    if only_text && !object.contains_key("format") {
        for bound in ["minLength", "maxLength", "pattern"] {
            if !object.contains_key(bound) {
                fault(&format!("text without {bound}"));
            }
        }
    }
    let types = object.get("type").map(Value::to_string).unwrap_or_default();
    if types.contains("integer") || types.contains("number") {
        for bound in ["minimum", "maximum", "x-unit", "pattern"] {
            if !object.contains_key(bound) {
                fault(&format!("number without {bound}"));
            }
        }
    }
    if types.contains("array") && !(object.contains_key("items") && object.contains_key("minItems"))
    {
        fault("list without items and minItems");
    }
    let properties = object.get("properties").and_then(Value::as_object);
    if types.contains("object") != properties.is_some()
        || (properties.is_some() && object.get("additionalProperties") != Some(&Value::Bool(false)))
    {
        fault("object that is not closed");
    }
    for name in object
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        if !properties.is_some_and(|all| all.contains_key(name.as_str().unwrap())) {
            fault(&format!("requires {name}, which it does not have"));
        }
    }
    for (name, inner) in properties.into_iter().flatten() {
        let place = format!("{place}/{name}");
        for text in ["title", "description"] {
            if inner[text]
                .as_str()
                .is_none_or(|text| text.trim().is_empty())
            {
                faults.push(format!("{place}: no {text}"));
            }
        }
        faults.extend(self::faults(&place, inner));
    }
    if let Some(items) = object.get("items") {
        faults.extend(self::faults(&format!("{place}/items"), items));
    }
    faults
}

#[test]
fn the_schema_keeps_our_own_rules() {
    let schema = schema();
    assert_eq!(faults("", &schema), Vec::<String>::new());
    assert!(jsonschema::draft202012::meta::is_valid(&schema));
}

#[test]
fn a_sloppy_schema_is_noticed() {
    for (schema, fault) in [
        (r#"{"requierd":[]}"#, ": unknown keyword requierd"),
        (
            r#"{"type":"string","minLength":1,"maxLength":2,"pattern":"a"}"#,
            ": pattern is not anchored",
        ),
        (
            r#"{"type":"object","properties":{}}"#,
            ": object that is not closed",
        ),
        (
            r#"{"type":["integer","string"],"minimum":0,"x-unit":"d","pattern":"^a$"}"#,
            ": number without maximum",
        ),
        (
            r#"{"type":"object","additionalProperties":false,"properties":{"a":{"title":"A"}}}"#,
            "/a: no description",
        ),
    ] {
        let schema: Value = serde_json::from_str(schema).unwrap();
        assert_eq!(faults("", &schema), [fault], "{schema}");
    }
}

#[test]
fn the_bounds_of_a_number_are_whole_steps_apart() {
    for field in spine().fields() {
        let FieldKind::Number { min, max, step } = &field.kind else {
            continue;
        };
        assert!(min < max, "{}", field.name);
        let whole_steps = (max.thousandths() - min.thousandths()) % step.thousandths();
        assert_eq!(whole_steps, 0, "{}", field.name);
        assert!(!field.unit.is_empty(), "{}", field.name);
    }
}

#[test]
fn every_question_can_be_read_aloud() {
    for field in spine().fields() {
        let name = &field.name;
        let words = field.question.split_whitespace().count();
        assert!((1..=25).contains(&words), "{name}: {words} words");
        assert!(field.question.ends_with(['?', '.']), "{name}");
        assert!(field.label.split_whitespace().count() <= 5, "{name}");
        assert!(field.why.is_empty() || field.why.ends_with('.'), "{name}");
        assert!(!field.critical || field.who == Who::Assistant, "{name}");
    }
}

#[test]
fn every_condition_of_a_question_is_also_cel() {
    let screen = fs::read_to_string(spine_file("form.yaml")).unwrap();
    let conditions = screen
        .lines()
        .filter_map(|line| line.trim().strip_prefix("show_when: "));
    let mut seen = 0;
    for condition in conditions {
        let condition: String = serde_json::from_str(condition).unwrap();
        cel::Program::compile(&condition).unwrap_or_else(|error| panic!("{condition}: {error}"));
        seen += 1;
    }
    let gated = spine()
        .fields()
        .iter()
        .filter(|field| field.show_when.is_some());
    assert_eq!(seen, gated.count());
}

#[test]
fn the_digest_names_one_pair_of_files() {
    let files = |change: &str| {
        BTreeMap::from(["schema.json", "form.yaml"].map(|name| {
            let text = fs::read_to_string(spine_file(name)).unwrap();
            (
                name.to_owned(),
                text + if name == change { "\n" } else { "" },
            )
        }))
    };
    let digest = |change: &str| Form::load(&files(change)).unwrap().digest().to_owned();
    let released = spine().digest();
    assert!(
        released.starts_with("sha256:") && released.len() == 71,
        "{released}"
    );
    assert_eq!(digest(""), released);
    assert_ne!(digest("schema.json"), released);
    assert_ne!(digest("form.yaml"), released);
}

#[test]
fn a_form_that_contradicts_its_schema_does_not_load() {
    let load = |from: &str, to: &str| {
        let text = |name: &str| fs::read_to_string(spine_file(name)).unwrap();
        let screen = text("form.yaml");
        assert!(screen.contains(from), "{from}");
        let files = BTreeMap::from([
            ("schema.json".to_owned(), text("schema.json")),
            ("form.yaml".to_owned(), screen.replacen(from, to, 1)),
        ]);
        Form::load(&files).map(drop).unwrap_err().join("\n")
    };
    for (from, to, fault) in [
        (
            "version: 1.1.0",
            "version: 1.0.1",
            "`form_version`: make the schema's const",
        ),
        (
            "- field: dbp",
            "- field: dpb",
            "`dbp`: add it to `form.yaml`",
        ),
        ("- field: dbp", "- field: sbp", "`sbp`: keep one entry"),
        (
            "part_of: pvr_done",
            "part_of: pvr_dne",
            "`pvr_ml`: let `part_of` name",
        ),
        (
            "part_of: pvr_done",
            "part_of: pvr_ml",
            "`pvr_ml`: let `part_of` name",
        ),
        (
            "\"saddle_change\"",
            "\"sadle_change\"",
            "`sadle_change` is not a question",
        ),
        (
            "bladder_change != 'none'",
            "bladder_change != 'no'",
            "never takes the word 'no'",
        ),
        (
            "bladder_change != 'none'",
            "bladder_change",
            "`bladder_change` is not a yes-or-no",
        ),
        (
            "bladder_change != 'none'",
            "bladder_change !=",
            "expected a text in single quotes",
        ),
        (
            "          retention:",
            "          retantion:",
            "option `retantion` is not one",
        ),
        ("who: assistant", "who: anyone", "form.yaml"),
        ("critical: true", "critcal: true", "critcal"),
        (
            "title: Context",
            "title: Context\n    title: Twice",
            "form.yaml",
        ),
    ] {
        let found = load(from, to);
        assert!(found.contains(fault), "{from} -> {to}: {found}");
    }
    assert_eq!(
        Form::load(&BTreeMap::new()).unwrap_err(),
        ["add the missing file `schema.json`"]
    );
}

#[test]
fn how_a_page_shows_a_form_fits_its_questions_and_is_no_part_of_its_digest() {
    let mut files: BTreeMap<String, String> = ["schema.json", "form.yaml"]
        .map(|name| {
            (
                name.to_owned(),
                fs::read_to_string(spine_file(name)).unwrap(),
            )
        })
        .into();
    let plain = Form::load(&files).unwrap();
    for (page, fault) in [
        ("first: [pain]", "`pain` is not a question"),
        ("usual: { course: [1, 2] }", "give `course`"),
        ("usual: { weight_kg: [90, 40] }", "give `weight_kg`"),
        (
            "body: { pain_regions: { knee: neck } }",
            "`knee` is no word",
        ),
        ("body: { course: { better: neck } }", "`better` is no word"),
        ("body: { pain_regions: { lumbar: knee } }", "knee"),
        ("later: []", "later"),
    ] {
        files.insert("page.yaml".into(), page.into());
        let found = Form::load(&files).unwrap_err();
        assert!(
            found.iter().any(|found| found.contains(fault)),
            "{page}: {found:?}"
        );
    }
    files.insert("page.yaml".into(), "first: [course]".into());
    let shown = Form::load(&files).unwrap();
    assert_eq!(shown.digest(), plain.digest());
    assert!(shown.is_put_first("course") && !plain.is_put_first("course"));
}

#[test]
fn an_unknown_form_is_refused_with_the_known_ones() {
    let known: Vec<String> = (FORMS.all().iter())
        .map(|form| format!("{} {}", form.name(), form.version()))
        .collect();
    let known = known.join(", ");
    for (document, pointer) in [
        (r#"{"form":"Zzcanary","form_version":"1.0.0"}"#, "/form"),
        (
            r#"{"form":"spine","form_version":"Zzcanary"}"#,
            "/form_version",
        ),
        (r#"{"form":"spine"}"#, "/form_version"),
        ("[]", "/form"),
    ] {
        let raw = spinepath::intake::document::RawForm::read(document.as_bytes()).unwrap();
        let violations = FORMS.select(&raw).map(drop).unwrap_err();
        assert_eq!(violations[0].pointer, pointer, "{document}");
        assert_eq!(
            violations[0].limit.as_deref(),
            Some(known.as_str()),
            "{document}"
        );
    }
}

#[test]
fn a_newer_version_of_a_form_asks_everything_the_older_one_asked_in_the_same_shape() {
    let versions = super::VERSIONS.map(super::version);
    for pair in versions.windows(2) {
        let (older, newer) = (pair[0], pair[1]);
        for field in older.fields() {
            let Some(kept) = newer.field(&field.name) else {
                panic!("`{}` is gone", field.name);
            };
            assert_eq!(
                (field.who, &field.unit),
                (kept.who, &kept.unit),
                "{}",
                field.name
            );
            let holds = match (&field.kind, &kept.kind) {
                (FieldKind::Choice(old), FieldKind::Choice(new))
                | (FieldKind::Set(old), FieldKind::Set(new)) => {
                    old.iter().all(|word| new.contains(word))
                }
                (old, new) => old == new,
            };
            assert!(holds, "`{}` has another shape", field.name);
        }
    }
}
