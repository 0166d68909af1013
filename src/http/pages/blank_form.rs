//! A form to fill in by hand.

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::app::{self, App};
use crate::http::access::Anybody;
use crate::http::cases::{paper, tagged};
use crate::http::problem::Problem;
use crate::intake::form::Form;

/// Address of the blank form of a form.
pub fn address(form: &Form) -> String {
    format!("/forms/{}/{}/paper.pdf", form.name(), form.version())
}

/// `GET /forms/{form}/{version}/paper.pdf`
pub async fn print(
    _: Anybody,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let paper = paper(&request)?;
    let named = |part: &str| request.match_info().query(part).to_owned();
    let (name, version) = (named("form"), named("version"));
    let file = format!("inline; filename=\"{name}-{version}-paper.pdf\"");
    let pdf = app::blank_form(app.into_inner(), name, version, paper).await?;
    let mut response = tagged(&request, "application/pdf", pdf.bytes);
    if let Ok(value) = file.parse() {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    Ok(response)
}
