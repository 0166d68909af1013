//! Whether the service runs, and whether it can take a form.

use actix_web::{HttpResponse, web};
use serde_json::json;

use super::access::Anybody;
use super::problem::Problem;
use crate::app::{self, App};

/// `GET /health/live`: the process answers.
pub async fn live(_: Anybody) -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "live" }))
}

/// `GET /health/ready`: database, forms and the release in force are there.
pub async fn ready(_: Anybody, app: web::Data<App>) -> Result<HttpResponse, Problem> {
    let release = app::ready(&app).await?;
    let reference = release.reference();
    Ok(HttpResponse::Ok().json(json!({
        "status": "ready",
        "database": "ready",
        "forms": app.library.forms().len(),
        "rules": format!("{} {}", reference.name, reference.release),
    })))
}
