//! The description of the interface: one document, put together from the schemas and the forms we
//! publish.

use actix_web::HttpResponse;
use serde_json::{Map, Value};

use super::access::Anybody;
use super::problem::{Kind, Problem};

const DOCUMENT: &str = include_str!("../../schemas/openapi-1.json");

/// Schemas that stand in files of their own, by their name in the document.
const SCHEMAS: [(&str, &str); 4] = [
    (
        "Decision",
        include_str!("../../schemas/decision-2.schema.json"),
    ),
    (
        "WhatIf",
        include_str!("../../schemas/what-if-1.schema.json"),
    ),
    ("Review", include_str!("../../schemas/review-1.schema.json")),
    (
        "Problem",
        include_str!("../../schemas/problem-1.schema.json"),
    ),
];

/// Filled forms that a reader can send, by their name in the document: the ones beside the schema of
/// the form.
const EXAMPLES: [(&str, &str); 3] = [
    (
        "cauda_equina_classic",
        include_str!("../../schemas/intake/spine/1.1.0/examples/valid/cauda_equina_classic.json"),
    ),
    (
        "flag_free_adult",
        include_str!("../../schemas/intake/spine/1.1.0/examples/valid/flag_free_adult.json"),
    ),
    (
        "nothing_answered",
        include_str!("../../schemas/intake/spine/1.1.0/examples/valid/nothing_answered.json"),
    ),
];

/// `GET /api/v1/openapi.json`
pub async fn document(_: Anybody) -> Result<HttpResponse, Problem> {
    let broken = |error: serde_json::Error| {
        Problem::new(Kind::INTERNAL, "report this as a defect").because(error.to_string())
    };
    let mut document: Value = serde_json::from_str(DOCUMENT).map_err(broken)?;
    for (name, text) in SCHEMAS {
        let schema: Value = serde_json::from_str(text).map_err(broken)?;
        adopt(&mut document["components"]["schemas"], name, schema);
    }
    for (name, text) in EXAMPLES {
        let intake: Value = serde_json::from_str(text).map_err(broken)?;
        document["components"]["examples"][name]["value"] = intake;
    }
    Ok(HttpResponse::Ok().json(document))
}

/// Puts a schema among those of the document, its definitions beside it: `#/$defs/part` of `Whole`
/// becomes `Whole.part`.
fn adopt(schemas: &mut Value, name: &str, mut schema: Value) {
    let mut own = Map::new();
    if let Some(members) = schema.as_object_mut() {
        members.remove("$schema");
        members.remove("$id");
        if let Some(Value::Object(parts)) = members.remove("$defs") {
            own = parts;
        }
    }
    for (part, mut definition) in own {
        lead(&mut definition, name);
        schemas[format!("{name}.{part}")] = definition;
    }
    lead(&mut schema, name);
    schemas[name] = schema;
}

/// Makes references to definitions lead to where they stand in the document.
fn lead(schema: &mut Value, name: &str) {
    match schema {
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(place) if key == "$ref" => {
                        *place =
                            place.replace("#/$defs/", &format!("#/components/schemas/{name}."));
                    }
                    other => lead(other, name),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| lead(item, name)),
        _ => {}
    }
}
