//! Answers as a form sends them: the way back from what the door reads.

use serde_json::{Value as Json, json};

use crate::model::{Precision, Value};

/// A known answer as it stands under `answers`.
pub fn written(value: &Value) -> Json {
    match value {
        Value::Bool(yes) => json!(if *yes { "yes" } else { "no" }),
        Value::Number(number) => number.to_string().parse().map_or(Json::Null, Json::Number),
        Value::Choice(word) => json!(word),
        Value::Set(words) if words.is_empty() => json!(["none"]),
        Value::Set(words) => json!(words),
        Value::Date(date) => {
            json!({ "date": date.date(), "precision": precision(date.precision()) })
        }
    }
}

const fn precision(precision: Precision) -> &'static str {
    match precision {
        Precision::Day => "day",
        Precision::Week => "week",
        Precision::Month => "month",
        Precision::Year => "year",
    }
}
