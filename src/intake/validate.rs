//! Whether a document is the form it says it is: every violation at once, in our own words.

use jsonschema::{
    Draft, PatternOptions, ValidationError, Validator,
    error::{TypeKind, ValidationErrorKind as Kind},
};
use serde_json::Value;

use super::{document::RawForm, form::Form, violation::Violation};
use crate::model::Phi;

/// A document that satisfies the schema of its form. Made by [`validate`] alone.
#[derive(Debug, Clone)]
pub struct ValidForm {
    root: Phi<Value>,
}

impl ValidForm {
    pub(super) fn root(&self) -> &Value {
        self.root.reveal()
    }
}

/// Checks a document against the schema of `form`. The violations are complete and sorted; none
/// repeats a value or the name of a property the schema does not know.
pub fn validate(form: &Form, raw: RawForm) -> Result<ValidForm, Vec<Violation>> {
    let root = checked(&form.validator, raw)?;
    Ok(ValidForm { root })
}

/// The shape of a document that is no form.
#[derive(Debug)]
pub struct Shape(Validator);

impl Shape {
    /// Reads a JSON Schema.
    ///
    /// # Errors
    ///
    /// One sentence on what is wrong with the schema.
    pub fn read(schema: &str) -> Result<Shape, String> {
        let schema: Value = serde_json::from_str(schema).map_err(|error| error.to_string())?;
        let validator = validator(&schema)?;
        Ok(Shape(validator))
    }

    /// The content of a document that has this shape.
    ///
    /// # Errors
    ///
    /// Every violation, as [`validate`] gives them.
    pub fn checked(&self, raw: RawForm) -> Result<Phi<Value>, Vec<Violation>> {
        checked(&self.0, raw)
    }
}

/// What checks documents against a schema: formats are asserted, patterns take linear time.
pub(super) fn validator(schema: &Value) -> Result<Validator, String> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .with_pattern_options(PatternOptions::regex())
        .build(schema)
        .map_err(|error| error.to_string())
}

fn checked(validator: &Validator, raw: RawForm) -> Result<Phi<Value>, Vec<Violation>> {
    let errors = validator.iter_errors(raw.root());
    let mut violations: Vec<Violation> = errors.map(|error| violation(&error)).collect();
    if violations.is_empty() {
        return Ok(raw.into_root());
    }
    violations.sort();
    violations.dedup();
    Err(violations)
}

fn violation(error: &ValidationError<'_>) -> Violation {
    let limit = limit(error.kind());
    let keyword = error.kind().keyword().to_owned();
    Violation {
        pointer: error.instance_path().as_str().to_owned(),
        detail: detail(&keyword, limit.as_deref().unwrap_or_default()),
        keyword,
        limit,
    }
}

/// The limit that was not kept, from the schema alone.
fn limit(kind: &Kind) -> Option<String> {
    match kind {
        Kind::Constant { expected_value } => Some(word(expected_value)),
        Kind::Enum { options } => {
            let options = options.as_array()?;
            Some(options.iter().map(word).collect::<Vec<_>>().join(", "))
        }
        Kind::Format { format } => Some(format.clone()),
        Kind::Maximum { limit } | Kind::Minimum { limit } => Some(limit.to_string()),
        Kind::MaxItems { limit }
        | Kind::MinItems { limit }
        | Kind::MaxLength { limit }
        | Kind::MinLength { limit } => Some(limit.to_string()),
        Kind::MultipleOf { multiple_of } => Some(multiple_of.to_string()),
        Kind::Pattern { pattern } => Some(pattern.clone()),
        Kind::Required { property } => Some(word(property)),
        Kind::Type { kind } => Some(match kind {
            TypeKind::Single(one) => one.to_string(),
            TypeKind::Multiple(several) => {
                let names: Vec<String> = several.iter().map(|one| one.to_string()).collect();
                names.join(", ")
            }
        }),
        _ => None,
    }
}

fn word(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Longest list of words a detail repeats, in bytes: two printed lines. A list of many wrong
/// words would otherwise be answered with megabytes.
const MAX_LISTED: usize = 160;

/// Pattern of an answer that is a text only while it is open.
const OPEN_ANSWER: &str = "^(unknown|not_asked)$";

fn detail(keyword: &str, limit: &str) -> String {
    match keyword {
        "additionalProperties" => "leave out members the form does not have".to_owned(),
        "const" => format!("send `{limit}` here"),
        "enum" if limit.len() > MAX_LISTED => {
            "send one of the words the form lists here".to_owned()
        }
        "enum" => format!("send one of: {limit}"),
        "falseSchema" => "leave this member out".to_owned(),
        "format" => format!("send a {limit} that exists, written as in 2026-11-23"),
        "maxItems" => format!("send at most {limit} items"),
        "maxLength" => format!("send at most {limit} characters"),
        "maximum" => format!("send at most {limit}"),
        "minItems" => format!("send at least {limit} items, or leave the member out"),
        "minLength" => format!("send at least {limit} characters, or leave the member out"),
        "minimum" => format!("send at least {limit}"),
        "multipleOf" => format!("send a multiple of {limit}"),
        "pattern" if limit == OPEN_ANSWER => {
            "as a text, send only `unknown` or `not_asked`".to_owned()
        }
        "pattern" => format!("send a text that matches {limit}"),
        "required" => format!("add the member `{limit}`"),
        "type" => format!("send a value of type: {limit}"),
        "uniqueItems" => "send every item once".to_owned(),
        _ => "send what the schema of the form asks for here".to_owned(),
    }
}
