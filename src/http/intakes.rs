//! Forms in.

use actix_web::http::header::{CONTENT_TYPE, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::access::{By, FillForms, TryForms};
use super::extract::{idempotency_key, json_body, parameters, path_id};
use super::problem::Problem;
use super::wire;
use crate::app::{self, App, NewIntake, Submitted};
use crate::clock;
use crate::model::Profile;

const JSON: &str = "application/json";

/// What may stand behind the `?`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    profile: Option<Profile>,
}

const KNOWN: &str = "send nothing or `profile=us`, `profile=uk` or `profile=cautious`";

/// `POST /api/v1/intakes`: decides and stores.
pub async fn submit(
    by: By<FillForms>,
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let read = Read::from(&app, by, &request, payload).await?;
    let submitted = app::submit_intake(&app, read.intake(), wire::accepted).await?;
    Ok(created(submitted))
}

/// `POST /api/v1/cases/{id}/intakes`: decides on a further form of a case and stores it.
pub async fn follow_up(
    by: By<FillForms>,
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let case_id = path_id(&request, "id")?;
    let read = Read::from(&app, by, &request, payload).await?;
    let submitted = app::submit_follow_up(&app, case_id, read.intake(), wire::accepted).await?;
    Ok(created(submitted))
}

/// A request to store a form.
struct Read {
    bytes: web::Bytes,
    profile: Profile,
    key: Option<String>,
    actor: String,
}

impl Read {
    async fn from(
        app: &App,
        by: By<FillForms>,
        request: &HttpRequest,
        payload: web::Payload,
    ) -> Result<Read, Problem> {
        let query: Query = parameters(request, KNOWN)?;
        let key = idempotency_key(request)?;
        Ok(Read {
            bytes: json_body(request, payload).await?,
            profile: query.profile.unwrap_or(app.config.profile),
            key,
            actor: by.actor.name,
        })
    }

    fn intake(&self) -> NewIntake<'_> {
        NewIntake {
            bytes: &self.bytes,
            profile: self.profile,
            key: self.key.as_deref(),
            actor: &self.actor,
        }
    }
}

fn created(submitted: Submitted) -> HttpResponse {
    let mut response = HttpResponse::Created();
    response.insert_header((CONTENT_TYPE, JSON));
    let (case_id, body) = match submitted {
        Submitted::Stored { case_id, body } => (case_id, body),
        Submitted::Replayed { case_id, body } => {
            response.insert_header(("Idempotent-Replayed", "true"));
            (case_id, body)
        }
    };
    response
        .insert_header((LOCATION, wire::case_link(case_id)))
        .body(body)
}

/// `POST /api/v1/decisions`: decides and stores nothing.
pub async fn preview(
    _: By<TryForms>,
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let query: Query = parameters(&request, KNOWN)?;
    let bytes = json_body(&request, payload).await?;
    let profile = query.profile.unwrap_or(app.config.profile);
    // Nothing is stored, so an outage of the database is no reason to refuse.
    let release = app.deciding_as_last_known().await?;
    let preview = app::preview(&app.library, &release, profile, clock::today(), &bytes)
        .map_err(app::AppError::from)?;
    Ok(HttpResponse::Ok()
        .content_type(JSON)
        .body(wire::preview(&preview)))
}
