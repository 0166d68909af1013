//! The description of the interface: one document, put together from the schemas we publish.

use actix_web::HttpResponse;
use serde_json::Value;

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

/// `GET /api/v1/openapi.json`
pub async fn document() -> Result<HttpResponse, Problem> {
    let broken = |error: serde_json::Error| {
        Problem::new(Kind::INTERNAL, "report this as a defect").because(error.to_string())
    };
    let mut document: Value = serde_json::from_str(DOCUMENT).map_err(broken)?;
    for (name, text) in SCHEMAS {
        let schema: Value = serde_json::from_str(text).map_err(broken)?;
        document["components"]["schemas"][name] = schema;
    }
    Ok(HttpResponse::Ok().json(document))
}
