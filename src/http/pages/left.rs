//! What nobody may lose, and the pages on which a person closes one of it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::drafts::{another_patient, saved_words};
use super::{fields, first, frame, html, html_as, query, see};
use crate::app::{self, Actor, App, AppError, Closes, Count, Left, NewClosing, Role};
use crate::clock;
use crate::http::access::{By, LookAfterCases, Permission, ReadPatients};
use crate::http::extract::path_id;
use crate::http::problem::Problem;
use crate::intake::violation::Violation;
use crate::model::{CaseId, ClosingReason, DraftId};
use crate::web::Words;
use crate::web::frame::Message;
use crate::web::intake::{Banner, Fault, fault_text};
use crate::web::left::{ClosePage, LEFT, LeftCase, LeftDraft, LeftPage, Section};
use crate::web::worklist::case_address;

/// Cases of one kind, and forms, on a page.
const SHOWN: u16 = 25;

/// `GET /left`: the first of every kind, or the next ones of one.
pub async fn list(
    by: By<ReadPatients>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (frame, me, parameters) = (frame(&request), by.actor, query(&request));
    let words = frame.words;
    let today = clock::today();
    let kinds = [
        (
            "diverted",
            Left::Diverted,
            "left-diverted",
            "left-diverted-lead",
        ),
        (
            "past",
            Left::PastTarget(today),
            "left-past",
            "left-past-lead",
        ),
        (
            "open",
            Left::Provisional(today),
            "left-open",
            "left-open-lead",
        ),
    ];
    let only = first(&parameters, "section");
    let only = kinds.iter().map(|kind| kind.0).find(|id| *id == only);
    let after: Option<CaseId> = first(&parameters, "after").parse().ok();
    let after = after.filter(|_| only.is_some());
    let mut sections = Vec::new();
    for (id, left, title, lead) in kinds {
        if only.is_some_and(|only| only != id) {
            continue;
        }
        let (page, count) = app::cases_left(&app, left, after, SHOWN).await?;
        let rows = page.rows.iter();
        sections.push(Section {
            id,
            title: words.say(title),
            lead: words.say(lead),
            count,
            cases: rows
                .map(|row| LeftCase::of(words, row, today, &me))
                .collect(),
            next: page.next.map_or_else(String::new, |last| {
                format!("{LEFT}?section={id}&after={last}")
            }),
        });
    }
    let (drafts, drafts_count) = match only {
        None => app::drafts_left(&app, clock::now(), SHOWN).await?,
        Some(_) => (Vec::new(), Count::Exactly(0)),
    };
    let drafts = drafts.iter().map(|draft| LeftDraft {
        address: super::drafts::address(draft.opened.draft_id),
        going_on: super::drafts::going_on(draft.opened.draft_id),
        patient: Banner::of(words, &draft.opened.patient, today).name,
        saved: saved_words(words, draft),
    });
    html(&LeftPage {
        sections,
        drafts: drafts.collect(),
        drafts_count,
        closes: LookAfterCases::has(me.role),
        whole: only.map_or_else(String::new, |_| LEFT.to_owned()),
        frame,
    })
}

/// What somebody entered on the page that closes.
#[derive(Default)]
struct Entered {
    reason: String,
    text: String,
    faults: Vec<Fault>,
}

impl Entered {
    fn read(fields: &[(String, String)]) -> Entered {
        Entered {
            reason: first(fields, "reason").to_owned(),
            text: first(fields, "text").to_owned(),
            faults: Vec::new(),
        }
    }

    fn closing(&self) -> Result<NewClosing, Vec<Violation>> {
        NewClosing::read(ClosingReason::of_word(&self.reason), &self.text)
    }

    fn refused(self, words: Words, violations: &[Violation]) -> Entered {
        let fault = |violation: &Violation| {
            let name = violation.pointer.trim_start_matches('/');
            Fault {
                link: format!("#{name}"),
                label: words.say(match name {
                    "reason" => "close-why",
                    _ => "close-text",
                }),
                text: fault_text(words, violation),
            }
        };
        Entered {
            faults: violations.iter().map(fault).collect(),
            ..self
        }
    }
}

/// What somebody is about to close, and what its page says of it.
struct Subject {
    closes: Closes,
    banner: Banner,
    sentence: &'static str,
    back: String,
    seen: String,
}

impl Subject {
    /// A case, as far as the reader may close it.
    async fn case(app: &App, request: &HttpRequest, actor: &Actor) -> Result<Subject, Problem> {
        let id: CaseId = path_id(request, "id")?;
        let frame = frame(request);
        let file = app::view_case(app, id).await?;
        let reviews = app::case_reviews(app, id).await?;
        if !app::may_close(actor.role, app::at_stake(&file, &reviews)) {
            return Err(AppError::RoleNotAllowed(Role::Clinician).into());
        }
        Ok(Subject {
            closes: Closes::Case(id, file.decision_id),
            banner: Banner::of(frame.words, &file.patient, file.decision.as_of),
            sentence: "close-case",
            back: case_address(id),
            seen: file.decision_id.to_string(),
        })
    }

    /// A form that was not sent, as far as the reader may close it.
    async fn draft(app: &App, request: &HttpRequest, actor: &Actor) -> Result<Subject, Problem> {
        let id: DraftId = path_id(request, "id")?;
        let frame = frame(request);
        let draft = app::view_draft(app, id).await?;
        let stands = app::draft_at_stake(app, actor, &draft).await?;
        if !app::may_close(actor.role, stands) {
            return Err(AppError::RoleNotAllowed(Role::Clinician).into());
        }
        let (words, opened) = (frame.words, &draft.opened);
        Ok(Subject {
            closes: Closes::Draft(id, draft.version),
            banner: Banner::of(words, &opened.patient, opened.assessment_date),
            sentence: "close-draft",
            back: super::drafts::address(id),
            seen: draft.version.to_string(),
        })
    }

    /// Its page, with what was entered.
    fn page(
        self,
        request: &HttpRequest,
        status: StatusCode,
        entered: Entered,
    ) -> Result<HttpResponse, Problem> {
        let frame = frame(request);
        let page = ClosePage {
            banner: self.banner,
            sentence: frame.say(self.sentence),
            address: format!("{}/close", self.back),
            back: self.back,
            seen: self.seen,
            reasons: ClosePage::reasons(frame.words, &entered.reason),
            text: entered.text,
            faults: entered.faults,
            frame,
        };
        html_as(status, &page)
    }

    /// Closes it as the reader saw it.
    async fn close(
        self,
        app: &App,
        request: &HttpRequest,
        actor: &Actor,
        payload: web::Payload,
    ) -> Result<HttpResponse, Problem> {
        let fields = fields(request, payload).await?;
        if first(&fields, "patient") != self.banner.identifier {
            return another_patient(request);
        }
        let entered = Entered::read(&fields);
        let new = match entered.closing() {
            Ok(new) => new,
            Err(violations) => {
                let entered = entered.refused(frame(request).words, &violations);
                return self.page(request, StatusCode::UNPROCESSABLE_ENTITY, entered);
            }
        };
        let closed = if first(&fields, "seen") == self.seen {
            app::close(app, actor, self.closes, new).await
        } else {
            Err(AppError::Superseded)
        };
        answered(request, closed, &self.back)
    }
}

/// `GET /cases/{id}/close`
pub async fn case(
    by: By<LookAfterCases>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let subject = Subject::case(&app, &request, &by.actor).await?;
    subject.page(&request, StatusCode::OK, Entered::default())
}

/// `POST /cases/{id}/close`: nothing is left to do for the decision in force.
pub async fn close_case(
    by: By<LookAfterCases>,
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let subject = Subject::case(&app, &request, &by.actor).await?;
    subject.close(&app, &request, &by.actor, payload).await
}

/// `GET /drafts/{id}/close`
pub async fn draft(
    by: By<LookAfterCases>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let subject = Subject::draft(&app, &request, &by.actor).await?;
    subject.page(&request, StatusCode::OK, Entered::default())
}

/// `POST /drafts/{id}/close`: nothing is left to do for a form that was not sent.
pub async fn close_draft(
    by: By<LookAfterCases>,
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let subject = Subject::draft(&app, &request, &by.actor).await?;
    subject.close(&app, &request, &by.actor, payload).await
}

/// Back to the list; or why not, and what to look at.
fn answered(
    request: &HttpRequest,
    closed: Result<(), AppError>,
    back: &str,
) -> Result<HttpResponse, Problem> {
    match closed {
        Ok(()) => Ok(see(LEFT)),
        Err(AppError::Superseded) => {
            let frame = frame(request);
            let page = Message {
                title: frame.say("superseded-title"),
                text: frame.say("close-superseded"),
                back: back.to_owned(),
                frame,
            };
            html_as(StatusCode::CONFLICT, &page)
        }
        Err(error) => Err(error.into()),
    }
}
