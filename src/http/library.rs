//! What is in force.

use actix_web::{HttpResponse, web};

use super::access::Anybody;
use super::problem::Problem;
use super::wire;
use crate::app::App;

const JSON: &str = "application/json";

/// `GET /api/v1/forms`: the forms at hand, with digests.
pub async fn forms(_: Anybody, app: web::Data<App>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(JSON)
        .body(wire::forms(app.library.forms()))
}

/// `GET /api/v1/rulesets`: the release that decides, with its digest.
pub async fn rulesets(_: Anybody, app: web::Data<App>) -> Result<HttpResponse, Problem> {
    let release = app.deciding_as_last_known().await?;
    Ok(HttpResponse::Ok()
        .content_type(JSON)
        .body(wire::rulesets(&release)))
}
