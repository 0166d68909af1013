//! How the service is.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{frame, html};
use crate::app::{self, App};
use crate::http::access::{By, ReadSystem};
use crate::http::problem::Problem;
use crate::web::system::SystemView;

/// `GET /system`
pub async fn view(
    _: By<ReadSystem>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    html(&SystemView::of(frame(&request), &app::system(&app).await))
}

/// `GET /system.txt`: the same as text, to copy into a message.
pub async fn text(_: By<ReadSystem>, app: web::Data<App>, request: HttpRequest) -> HttpResponse {
    let page = SystemView::of(frame(&request), &app::system(&app).await);
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body(page.text())
}
