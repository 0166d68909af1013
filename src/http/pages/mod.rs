//! The pages: what a request asks for, as data for a template, or a form a page sent, as a call of
//! a use case.

pub mod blank_form;
pub mod cases;
pub mod docs;
pub mod drafts;
pub mod follow_up;
pub mod home;
pub mod left;
pub mod releases;
pub mod rules;
pub mod system;
pub mod worklist;

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, HeaderName, LOCATION, ORIGIN};
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use askama::Template;

use super::access::{Anybody, FillForms, Permission};
use super::actor::{language, role};
use super::extract::body;
use super::problem::{Kind, Problem};
use crate::web::frame::Message;
use crate::web::{Frame, Words, assets};

/// Most fields of a sent page: every question of a form with every word ticked is below it.
const MAX_FIELDS: usize = 4_000;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What stands around the page that a request asks for.
pub fn frame(request: &HttpRequest) -> Frame {
    let role = role(request);
    Frame {
        words: Words(language(request)),
        role,
        fills_forms: FillForms::has(role),
        path: request.path().to_owned(),
    }
}

/// A page.
pub fn html(page: &impl Template) -> Result<HttpResponse, Problem> {
    html_as(StatusCode::OK, page)
}

/// A page that comes with another status than "here it is".
pub fn html_as(status: StatusCode, page: &impl Template) -> Result<HttpResponse, Problem> {
    let body = page.render().map_err(|error| {
        Problem::new(
            Kind::INTERNAL,
            "give the `instance` of this answer to the person who runs the service",
        )
        .because(error.to_string())
    })?;
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .body(body))
}

/// A problem as a page, for a reader; `None` for a program.
pub fn told(request: &HttpRequest, problem: &Problem) -> Option<HttpResponse> {
    let accepts = request.headers().get_all(ACCEPT);
    let reader = accepts
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.contains("text/html"));
    if !reader || request.path().starts_with("/api/") {
        return None;
    }
    let page = Message {
        title: problem.kind().title.to_owned(),
        text: problem.detail().to_owned(),
        back: "/".to_owned(),
        frame: frame(request),
    };
    html_as(problem.status_code(), &page).ok()
}

/// Sends the reader on to another page.
pub fn see(address: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, address))
        .finish()
}

/// The fields of a page that was sent from one of ours, in their order.
///
/// A browser says where a form comes from; one of another site is refused.
pub async fn fields(
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<Vec<(String, String)>, Problem> {
    let headers = request.headers();
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let own_site = text(&SEC_FETCH_SITE).is_none_or(|site| site == "same-origin");
    let host = text(&actix_web::http::header::HOST).unwrap_or_default();
    let own_origin = text(&ORIGIN).is_none_or(|origin| {
        origin
            .split_once("://")
            .is_some_and(|(_, authority)| authority == host)
    });
    if !own_site || !own_origin {
        return Err(Problem::new(
            Kind::ORIGIN_NOT_ALLOWED,
            "send the form from the page itself",
        ));
    }
    let declared = text(&CONTENT_TYPE).unwrap_or_default();
    if !declared.starts_with("application/x-www-form-urlencoded") {
        return Err(Problem::new(
            Kind::UNSUPPORTED_MEDIA_TYPE,
            "send the form as the page does",
        ));
    }
    let bytes = body(request, payload).await?;
    let unreadable = || Problem::new(Kind::INVALID_REQUEST, "send the form as the page does");
    let text = std::str::from_utf8(&bytes).map_err(|_| unreadable())?;
    let fields = web::Query::<Vec<(String, String)>>::from_query(text).map_err(|_| unreadable())?;
    if fields.len() > MAX_FIELDS {
        return Err(unreadable());
    }
    Ok(fields.into_inner())
}

/// The first value of a field.
pub fn first<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    all(fields, name).next().unwrap_or_default()
}

/// Every value of a field.
pub fn all<'a>(fields: &'a [(String, String)], name: &str) -> impl Iterator<Item = &'a str> {
    let named = fields.iter().filter(move |(field, _)| field == name);
    named.map(|(_, value)| value.as_str())
}

/// The parameters behind the `?` of a page.
pub fn query(request: &HttpRequest) -> Vec<(String, String)> {
    web::Query::from_query(request.query_string())
        .map_or_else(|_| Vec::new(), web::Query::into_inner)
}

/// How long a file of a page may be kept: its address changes when anything in it does.
const KEPT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// `GET /static/{name}`
pub async fn asset(_: Anybody, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let name = request.match_info().query("name");
    let asset = assets::ALL.into_iter().find(|asset| asset.name == name);
    let asset = asset.ok_or_else(Problem::not_found)?;
    let kept = format!("max-age={}, immutable", KEPT.as_secs());
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, kept))
        .content_type(asset.media_type)
        .body(asset.text))
}
