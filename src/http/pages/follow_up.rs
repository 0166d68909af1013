//! The page that opens a form for a further visit of a case.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::drafts::{address, another_patient, going_on, saved_words, whole_day};
use super::{fields, first, frame, html, html_as, see};
use crate::app::{self, App, AppError, CaseFile};
use crate::clock;
use crate::http::access::{By, FillForms};
use crate::http::extract::path_id;
use crate::http::problem::Problem;
use crate::web::follow_up::FollowUp;
use crate::web::intake::{Banner, Fault, fault_text};
use crate::web::worklist::case_address;

/// `GET /cases/{id}/follow-up`
pub async fn new(
    _: By<FillForms>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let file = app::view_case(&app, path_id(&request, "id")?).await?;
    let today = clock::today().to_string();
    html(&page(&app, &request, &file, today, Vec::new()).await?)
}

/// `POST /cases/{id}/follow-up`: opens a form for a further visit.
pub async fn open(
    by: By<FillForms>,
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let file = app::view_case(&app, path_id(&request, "id")?).await?;
    let fields = fields(&request, payload).await?;
    if first(&fields, "patient") != file.patient.identifier.reveal().as_str() {
        return another_patient(&request);
    }
    let typed = first(&fields, "assessment_date").trim().to_owned();
    let words = frame(&request).words;
    let texts = match whole_day(&typed) {
        None => vec![words.say("fault-format")],
        Some(day) => match app::open_follow_up(&app, &by.actor, file.case_id, day).await {
            Ok(id) => return Ok(see(&address(id))),
            Err(AppError::Rejected(violations)) => {
                let texts = violations.iter().map(|found| fault_text(words, found));
                texts.collect()
            }
            Err(error) => return Err(error.into()),
        },
    };
    let page = page(&app, &request, &file, typed, texts).await?;
    html_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// The page with what was typed and what is wrong with it.
async fn page(
    app: &App,
    request: &HttpRequest,
    file: &CaseFile,
    assessment_date: String,
    faults: Vec<String>,
) -> Result<FollowUp, Problem> {
    let frame = frame(request);
    let words = frame.words;
    let started = app::unfinished_follow_ups(app, file.case_id).await?;
    let started = started
        .iter()
        .map(|draft| (going_on(draft.opened.draft_id), saved_words(words, draft)));
    let latest = file.decision.as_of;
    Ok(FollowUp {
        banner: Banner::of(words, &file.patient, latest),
        address: case_address(file.case_id),
        latest: words.with("follow-up-latest", &[("day", &latest.to_string())]),
        started: started.collect(),
        assessment_date,
        faults: faults
            .into_iter()
            .map(|text| Fault {
                link: "#assessment_date".to_owned(),
                label: words.say("start-day"),
                text,
            })
            .collect(),
        frame,
    })
}
