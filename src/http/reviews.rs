//! What a clinician says of a decision.

use std::sync::LazyLock;

use actix_web::http::header::{CONTENT_TYPE, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::access::{By, Review};
use super::extract::{json_body, path_id};
use super::problem::Problem;
use super::wire;
use crate::app::{self, App, AppError, NewReview};
use crate::intake::document::RawForm;
use crate::intake::validate::Shape;
use crate::model::{Phi, ReasonCode, ReviewVerdict, Urgency};

static SHAPE: LazyLock<Option<Shape>> =
    LazyLock::new(|| Shape::read(include_str!("../../schemas/review-1.schema.json")).ok());

#[derive(Deserialize)]
struct Body {
    decision_id: String,
    verdict: Word,
    urgency: Option<Urgency>,
    reason_code: Option<String>,
    text: Option<String>,
    #[serde(default)]
    confirmed: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Word {
    Agreed,
    Changed,
}

/// `POST /api/v1/cases/{id}/reviews`: a clinician agrees with the decision in force or changes it.
pub async fn review(
    by: By<Review>,
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let case_id = path_id(&request, "id")?;
    let bytes = json_body(&request, payload).await?;
    let new = read(&bytes)?;
    let review = app::review_case(&app, &by.actor, case_id, new).await?;
    Ok(HttpResponse::Created()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((LOCATION, wire::case_link(case_id)))
        .body(wire::review(&review)))
}

/// The review in a body, or every reason why it is none.
fn read(bytes: &[u8]) -> Result<NewReview, Problem> {
    let unreadable = || Problem::from(AppError::Internal("the shape of a review is broken".into()));
    let shape = SHAPE.as_ref().ok_or_else(unreadable)?;
    let raw = RawForm::read(bytes).map_err(AppError::Refused)?;
    let body = shape.checked(raw).map_err(AppError::InvalidReview)?;
    // Behind the shape, everything that is needed is there and has its form.
    let body = Body::deserialize(body.reveal()).map_err(|_| unreadable())?;
    let reason = body.reason_code.as_deref().and_then(ReasonCode::of_word);
    let verdict = match (body.verdict, body.urgency, reason) {
        (Word::Agreed, ..) => ReviewVerdict::Agreed,
        (Word::Changed, Some(urgency), Some(reason)) => ReviewVerdict::Changed {
            urgency,
            reason,
            text: body.text.map(Phi::new),
        },
        (Word::Changed, ..) => return Err(unreadable()),
    };
    let decision_id = body.decision_id.parse().map_err(|_| unreadable())?;
    Ok(NewReview {
        decision_id,
        verdict,
        confirmed: body.confirmed,
    })
}
