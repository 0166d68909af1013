//! The pages of a case.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::{fields, first, frame, html, html_as, see};
use crate::app::{self, App, AppError, CaseSheet, NewReview};
use crate::http::access::{By, ReadPatients, Review};
use crate::http::extract::path_id;
use crate::http::problem::Problem;
use crate::intake::violation::Violation;
use crate::model::{Phi, ReasonCode, ReviewVerdict};
use crate::web::band::Band;
use crate::web::case::{Audit, CasePage, Confirm, Entered, Event, action_words};
use crate::web::frame::Message;
use crate::web::intake::{Banner, Fault, fault_text};
use crate::web::worklist::{case_address, urgency};
use crate::web::{Frame, Words};

/// `GET /cases/{id}`
pub async fn view(
    _: By<ReadPatients>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let sheet = app::case_sheet(app.into_inner(), path_id(&request, "id")?).await?;
    html(&CasePage::of(
        frame(&request),
        sheet,
        &Entered::default(),
        Vec::new(),
    ))
}

/// `GET /cases/{id}/audit`
pub async fn audit(
    _: By<ReadPatients>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let id = path_id(&request, "id")?;
    let frame = frame(&request);
    let words = frame.words;
    let events = app::case_audit(&app, id).await?;
    let events = events.iter().map(|event| Event {
        at: event.at.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
        who: event.actor.clone(),
        what: action_words(words, &event.action),
    });
    html(&Audit {
        address: case_address(id),
        events: events.collect(),
        frame,
    })
}

/// `POST /cases/{id}/reviews`: a clinician agrees or changes; lowering an emergency is asked again.
pub async fn review(
    by: By<Review>,
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let id = path_id(&request, "id")?;
    let fields = fields(&request, payload).await?;
    let frame = frame(&request);
    let words = frame.words;
    let entered = Entered {
        urgency: first(&fields, "urgency").to_owned(),
        reason_code: first(&fields, "reason_code").to_owned(),
        text: first(&fields, "text").trim().to_owned(),
    };
    let Ok(decision_id) = first(&fields, "decision_id").parse() else {
        return Err(Problem::not_found());
    };
    let agrees = first(&fields, "verdict") == "agreed";
    let verdict = match verdict(words, agrees, &entered) {
        Ok(verdict) => verdict,
        Err(faults) => {
            let sheet = app::case_sheet(app.into_inner(), id).await?;
            return refused(frame, sheet, &entered, faults);
        }
    };
    let new = NewReview {
        decision_id,
        verdict,
        confirmed: first(&fields, "confirmed") == "yes",
    };
    match app::review_case(&app, &by.actor, id, new).await {
        Ok(_) => Ok(see(&case_address(id))),
        Err(AppError::InvalidReview(violations)) => {
            let sheet = app::case_sheet(app.into_inner(), id).await?;
            let faults = violations.iter().map(|violation| fault(words, violation));
            let faults = faults.collect();
            refused(frame, sheet, &entered, faults)
        }
        Err(AppError::ConfirmationNeeded) => {
            let file = app::view_case(&app, id).await?;
            let to = urgency(&entered.urgency).unwrap_or(file.decision.urgency);
            let sentence = words.with(
                "confirm-sentence",
                &[("urgency", &Band::of(words, to).word)],
            );
            let mut kept = vec![
                ("decision_id", decision_id.to_string()),
                ("verdict", first(&fields, "verdict").to_owned()),
            ];
            if !agrees {
                kept.push(("urgency", entered.urgency));
                kept.push(("reason_code", entered.reason_code));
                kept.push(("text", entered.text));
            }
            html(&Confirm {
                banner: Banner::of(words, &file.patient, file.decision.as_of),
                address: case_address(id),
                sentence,
                kept,
                frame,
            })
        }
        Err(AppError::Superseded) => {
            let page = Message {
                title: words.say("superseded-title"),
                text: words.say("superseded"),
                back: case_address(id),
                frame,
            };
            html_as(StatusCode::CONFLICT, &page)
        }
        Err(error) => Err(error.into()),
    }
}

/// What was entered as a verdict, or everything that is missing.
fn verdict(words: Words, agrees: bool, entered: &Entered) -> Result<ReviewVerdict, Vec<Fault>> {
    if agrees {
        return Ok(ReviewVerdict::Agreed);
    }
    let text = Some(entered.text.clone()).filter(|text| !text.is_empty());
    let (to, why) = (
        urgency(&entered.urgency),
        ReasonCode::of_word(&entered.reason_code),
    );
    if let (Some(urgency), Some(reason)) = (to, why) {
        return Ok(ReviewVerdict::Changed {
            urgency,
            reason,
            text: text.map(Phi::new),
        });
    }
    let missing = |name: &str| Fault {
        link: format!("#{name}"),
        label: label(words, name),
        text: words.say("fault-enum"),
    };
    let mut faults = Vec::new();
    if to.is_none() {
        faults.push(missing("urgency"));
    }
    if why.is_none() {
        faults.push(missing("reason_code"));
    }
    Err(faults)
}

fn fault(words: Words, violation: &Violation) -> Fault {
    let name = violation.pointer.trim_start_matches('/');
    Fault {
        link: format!("#{name}"),
        label: label(words, name),
        text: fault_text(words, violation),
    }
}

fn label(words: Words, name: &str) -> String {
    words.say(match name {
        "urgency" => "review-urgency",
        "reason_code" => "review-reason",
        _ => "review-text",
    })
}

/// The page of the case again, with what was entered and why it was not kept.
fn refused(
    frame: Frame,
    sheet: CaseSheet,
    entered: &Entered,
    faults: Vec<Fault>,
) -> Result<HttpResponse, Problem> {
    let page = CasePage::of(frame, sheet, entered, faults);
    html_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
