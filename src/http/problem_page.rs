//! The page that the `type` of a problem points to.

use actix_web::{HttpRequest, HttpResponse};

use super::access::Anybody;
use super::pages::{frame, html};
use super::problem::{Fixer, Kind, Problem};
use crate::web::frame::Message;

/// `GET /problems/{code}`
pub async fn problem(_: Anybody, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let code = request.match_info().query("code");
    let kind = Kind::ALL
        .iter()
        .find(|kind| kind.code == code)
        .ok_or_else(Problem::not_found)?;
    let fixer = match kind.fixer {
        Fixer::Integrator => "The author of the sending program can fix this.",
        Fixer::Assistant => "The person who filled the form can fix this.",
        Fixer::Clinician => "A clinician has to act: the detail of the answer says how.",
        Fixer::Waiting => "Send the same request again a little later.",
        Fixer::Operator => "The person who runs the service can fix this.",
    };
    html(&Message {
        frame: frame(&request),
        title: kind.title.to_owned(),
        text: format!(
            "Code `{}`, status {}: {}. {fixer}",
            kind.code, kind.status, kind.title
        ),
        back: String::new(),
    })
}
