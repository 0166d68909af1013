//! A form read from its two files: `schema.json` for shapes, `form.yaml` for the screen.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    sync::Arc,
};

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    condition::Condition,
    follow::Follows,
    form::{BodyPart, Field, FieldKind, Form, Page, Section, Who},
    validate::validator,
};
use crate::model::{Number, Value as Answered};

/// Name of the file with the JSON Schema.
const SCHEMA_FILE: &str = "schema.json";
/// Name of the file with the screen description.
const SCREEN_FILE: &str = "form.yaml";

/// Name of the file, which may be missing, that says how a page shows the form.
const PAGE_FILE: &str = "page.yaml";

/// Words that are a state of an answer and not a value.
const OPEN_WORDS: [&str; 2] = ["unknown", "not_asked"];

/// Questions of the patient's envelope that rules may read.
const ENVELOPE: [&str; 2] = ["birth_date", "sex_at_birth"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Screen {
    form: String,
    version: String,
    title: String,
    follows: Option<ScreenFollows>,
    sections: Vec<ScreenSection>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct PageText {
    #[serde(default)]
    first: BTreeSet<String>,
    #[serde(default)]
    usual: BTreeMap<String, (serde_json::Number, serde_json::Number)>,
    #[serde(default)]
    body: BTreeMap<String, BTreeMap<String, BodyPart>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScreenFollows {
    form: String,
    version: String,
    carries: Vec<String>,
    earlier_examination: String,
    becomes: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScreenSection {
    id: String,
    title: String,
    say: String,
    fields: Vec<ScreenField>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScreenField {
    field: String,
    label: String,
    ask: String,
    #[serde(default)]
    why: String,
    who: ScreenWho,
    #[serde(default)]
    critical: bool,
    show_when: Option<String>,
    part_of: Option<String>,
    absent: Option<Absent>,
    #[serde(default)]
    options: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum ScreenWho {
    Assistant,
    Clinician,
    Record,
}

/// What the record of a case without an earlier visit says.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Absent {
    No,
}

impl Form {
    /// Reads a form from the text of `schema.json` and `form.yaml`, found in `files` by name;
    /// other files are left alone. The error is everything that is wrong with the two.
    pub fn load(files: &BTreeMap<String, String>) -> Result<Form, Vec<String>> {
        let text = |name: &str| {
            files
                .get(name)
                .ok_or_else(|| vec![format!("add the missing file `{name}`")])
        };
        let (schema_text, screen_text) = (text(SCHEMA_FILE)?, text(SCREEN_FILE)?);
        let schema: Value = serde_json::from_str(schema_text)
            .map_err(|error| vec![format!("`{SCHEMA_FILE}`: {error}")])?;
        let screen: Screen = serde_saphyr::from_str(screen_text)
            .map_err(|error| vec![format!("`{SCREEN_FILE}`: {error}")])?;
        let page: PageText = match files.get(PAGE_FILE) {
            Some(text) => serde_saphyr::from_str(text)
                .map_err(|error| vec![format!("`{PAGE_FILE}`: {error}")])?,
            None => PageText::default(),
        };
        let validator =
            validator(&schema).map_err(|error| vec![format!("`{SCHEMA_FILE}`: {error}")])?;

        let mut faults = Vec::new();
        for (member, expected) in [("form", &screen.form), ("form_version", &screen.version)] {
            let found = schema.pointer(&format!("/properties/{member}/const"));
            if found.and_then(Value::as_str) != Some(expected.as_str()) {
                faults.push(format!(
                    "`{member}`: make the schema's const and `{SCREEN_FILE}` agree"
                ));
            }
        }
        let (sections, fields) = questions(&schema, screen.sections, &mut faults);
        let by_name: BTreeMap<_, _> = (fields.iter().map(|field| field.name.clone()))
            .zip(0..)
            .collect();
        let page = page_of(page, &fields, &mut faults);
        let form = Form {
            page,
            name: screen.form,
            version: screen.version,
            title: screen.title,
            digest: digest([(SCHEMA_FILE, schema_text), (SCREEN_FILE, screen_text)]),
            sections,
            fields,
            by_name,
            validator: Arc::new(validator),
            follows: screen.follows.map(|follows| Follows {
                form: follows.form,
                version: follows.version,
                carries: follows.carries,
                becomes: follows.becomes,
                earlier_examination: follows.earlier_examination,
            }),
        };
        faults.extend(gate_faults(&form));
        if faults.is_empty() {
            Ok(form)
        } else {
            Err(faults)
        }
    }
}

/// How a page shows the form; what does not fit its questions is a fault.
fn page_of(text: PageText, fields: &[Field], faults: &mut Vec<String>) -> Page {
    let field = |name: &String| fields.iter().find(|field| &field.name == name);
    let mut fault = |what: String| faults.push(format!("`{PAGE_FILE}`: {what}"));
    for name in text.first.iter().filter(|name| field(name).is_none()) {
        fault(format!("`{name}` is not a question of this form"));
    }
    let mut usual = BTreeMap::new();
    for (name, (low, high)) in text.usual {
        let is_number =
            field(&name).is_some_and(|field| matches!(field.kind, FieldKind::Number { .. }));
        let bound = |number: serde_json::Number| Number::parse(&number.to_string());
        match (bound(low), bound(high)) {
            (Some(low), Some(high)) if is_number && low < high => {
                usual.insert(name, (low, high));
            }
            _ => fault(format!(
                "`usual`: give `{name}`, a question with a number, a lower and a higher number"
            )),
        }
    }
    for (name, parts) in &text.body {
        let words = match field(name).map(|field| &field.kind) {
            Some(FieldKind::Set(words)) => words.as_slice(),
            _ => &[],
        };
        for word in parts.keys().filter(|word| !words.contains(*word)) {
            fault(format!("`body`: `{word}` is no word of the list `{name}`"));
        }
    }
    Page {
        first: text.first,
        usual,
        body: text.body,
    }
}

/// `sha256:…` over names, lengths and contents, so that no two pairs of files share one.
fn digest(files: [(&str, &String); 2]) -> String {
    let mut hash = Sha256::new();
    for (name, text) in files {
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize()
        .iter()
        .fold("sha256:".to_owned(), |mut hex, byte| {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// Where the schema of a question stands.
fn place_of(name: &str) -> String {
    if ENVELOPE.contains(&name) {
        format!("/properties/patient/properties/{name}")
    } else {
        format!("/properties/answers/properties/{name}")
    }
}

fn questions(
    schema: &Value,
    screen: Vec<ScreenSection>,
    faults: &mut Vec<String>,
) -> (Vec<Section>, Vec<Field>) {
    let mut open: BTreeSet<String> = schema
        .pointer("/properties/answers/properties")
        .and_then(Value::as_object)
        .map(|answers| answers.keys().cloned().collect())
        .unwrap_or_default();
    open.extend(ENVELOPE.map(str::to_owned));
    let (mut sections, mut fields) = (Vec::<Section>::new(), Vec::new());
    for section in screen {
        for entry in section.fields {
            let name = entry.field.clone();
            if !open.remove(&name) {
                faults.push(format!(
                    "`{name}`: keep one entry in `{SCREEN_FILE}`, for a question of the schema"
                ));
                continue;
            }
            let schema = schema.pointer(&place_of(&name)).unwrap_or(&Value::Null);
            match question(schema, entry, &section.id) {
                Ok(field) => fields.push(field),
                Err(fault) => faults.push(format!("`{name}`: {fault}")),
            }
        }
        if sections.iter().any(|other| other.id == section.id) {
            faults.push(format!("give section `{}` an id of its own", section.id));
        }
        sections.push(Section {
            id: section.id,
            title: section.title,
            say: section.say,
        });
    }
    faults.extend((open.iter()).map(|name| format!("`{name}`: add it to `{SCREEN_FILE}`")));
    (sections, fields)
}

fn question(schema: &Value, entry: ScreenField, section: &str) -> Result<Field, String> {
    let kind = kind_of(schema)?;
    if entry.critical && entry.why.is_empty() {
        return Err("say in `why` why this critical question is asked".to_owned());
    }
    // `none` is an option of a set on the screen, though it is no member of the set.
    let allowed = |word: &String| match &kind {
        FieldKind::Choice(words) => words.contains(word),
        FieldKind::Set(words) => words.contains(word) || word == "none",
        _ => false,
    };
    if let Some(word) = entry.options.keys().find(|word| !allowed(word)) {
        return Err(format!("option `{word}` is not one of its words"));
    }
    let from_record = matches!(entry.who, ScreenWho::Record);
    if entry.absent.is_some() && !(from_record && kind == FieldKind::Bool) {
        return Err("`absent` is for yes-or-no questions that the record answers".to_owned());
    }
    let show_when = entry.show_when.as_deref().map(Condition::parse);
    Ok(Field {
        name: entry.field,
        label: entry.label,
        question: entry.ask,
        unit: text_of(schema, "x-unit").unwrap_or_default().to_owned(),
        may_be_none: (schema.get("items").and_then(words_of))
            .is_some_and(|words| words.iter().any(|word| word == "none")),
        kind,
        who: match entry.who {
            ScreenWho::Assistant => Who::Assistant,
            ScreenWho::Clinician => Who::Clinician,
            ScreenWho::Record => Who::Record,
        },
        critical: entry.critical,
        section: section.to_owned(),
        why: entry.why,
        options: entry.options,
        show_when: show_when.transpose()?,
        part_of: entry.part_of,
        absent: entry.absent.map(|Absent::No| Answered::Bool(false)),
        may_be_empty: may_be_empty(schema),
    })
}

/// The shape of an answer, from the keywords its schema uses.
fn kind_of(schema: &Value) -> Result<FieldKind, String> {
    if let Some(words) = words_of(schema) {
        return Ok(if words == ["yes", "no"] {
            FieldKind::Bool
        } else {
            FieldKind::Choice(words)
        });
    }
    let types = schema.get("type").unwrap_or(&Value::Null);
    let takes = |kind: &str| match types {
        Value::Array(types) => types.iter().any(|t| t.as_str() == Some(kind)),
        one => one.as_str() == Some(kind),
    };
    if text_of(schema, "format") == Some("date") || (takes("object") && takes("string")) {
        return Ok(FieldKind::Date);
    }
    if takes("integer") || takes("number") {
        let bound = |keyword: &str| {
            number_of(schema, keyword).ok_or_else(|| format!("give it a `{keyword}`"))
        };
        return Ok(FieldKind::Number {
            min: bound("minimum")?,
            max: bound("maximum")?,
            step: number_of(schema, "multipleOf").unwrap_or(Number::whole(1)),
        });
    }
    if takes("array") && takes("string") {
        let words = schema.get("items").and_then(words_of);
        let mut words = words.ok_or("list its words in `items.enum`")?;
        words.retain(|word| word != "none");
        return Ok(FieldKind::Set(words));
    }
    if takes("string") || takes("array") {
        return Ok(FieldKind::Record);
    }
    Err("its schema has none of the shapes a question can have".to_owned())
}

/// Whether the words of a set hold `none`, or an empty list is allowed.
fn may_be_empty(schema: &Value) -> bool {
    let words = schema.get("items").and_then(words_of).unwrap_or_default();
    let least = schema.get("minItems").and_then(Value::as_u64);
    words.iter().any(|word| word == "none") || least.unwrap_or(0) == 0
}

fn text_of<'a>(schema: &'a Value, keyword: &str) -> Option<&'a str> {
    schema.get(keyword).and_then(Value::as_str)
}

fn number_of(schema: &Value, keyword: &str) -> Option<Number> {
    Number::parse(&schema.get(keyword)?.as_number()?.to_string())
}

/// The words of an `enum` without the two open states.
fn words_of(schema: &Value) -> Option<Vec<String>> {
    let words = schema.get("enum")?.as_array()?;
    let words = words.iter().filter_map(Value::as_str);
    let values = words.filter(|word| !OPEN_WORDS.contains(word));
    Some(values.map(str::to_owned).collect())
}

fn gate_faults(form: &Form) -> Vec<String> {
    let kind = |name: &str| form.field(name).map(|field| &field.kind);
    let mut faults = Vec::new();
    for field in form.fields() {
        let shown = field.show_when.as_ref().map(|gate| gate.check(&kind));
        if let Some(Err(fault)) = shown {
            faults.push(format!("`{}`: in `show_when`: {fault}", field.name));
        }
        if let Some(whole) = &field.part_of
            && kind(whole) != Some(&FieldKind::Bool)
        {
            faults.push(format!(
                "`{}`: let `part_of` name a yes-or-no question",
                field.name
            ));
        }
    }
    faults
}
