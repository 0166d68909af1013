//! The interface for programs.

use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};

use super::{frame, html};
use crate::http::access::Anybody;
use crate::http::policy;
use crate::http::problem::Problem;
use crate::web::docs::Docs;

/// `GET /docs`
pub async fn view(_: Anybody, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let mut page = html(&Docs::of(frame(&request)))?;
    page.headers_mut().insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy::ICONS_IN_STYLE),
    );
    Ok(page)
}
