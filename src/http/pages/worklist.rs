//! The worklist.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{fields, first, frame, html, query, see};
use crate::app::{self, App};
use crate::clock;
use crate::http::access::{By, LookAfterCases, Permission, ReadPatients};
use crate::http::extract::path_id;
use crate::http::problem::Problem;
use crate::model::{CaseId, DecisionId, Urgency};
use crate::web::band::Band;
use crate::web::worklist::{Asked, Line, News, Section, WORKLIST, Worklist, urgency};

/// Cases of one urgency on a page.
const SHOWN: u16 = 25;

/// `GET /cases`: the first cases of every urgency, or the next ones of one.
pub async fn list(
    by: By<ReadPatients>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (frame, me, parameters) = (frame(&request), by.actor, query(&request));
    let (words, asked) = (frame.words, Asked::read(&parameters));
    let filter = asked.filter(&me.name);
    // Looked at first, so that what comes in meanwhile is new.
    let newest = app::worklist_newest(&app).await?;
    let counts = app::worklist_counts(&app, &filter).await?;
    let only = urgency(first(&parameters, "section"));
    let after: Option<CaseId> = first(&parameters, "after").parse().ok();
    let after = after.filter(|_| only.is_some());
    let today = clock::today();
    let mut sections = Vec::new();
    for (urgency, count) in counts.iter().rev() {
        if count.is_none() || only.is_some_and(|only| only != *urgency) {
            continue;
        }
        let page = app::worklist(&app, &filter, *urgency, after, SHOWN).await?;
        let lines = page.rows.iter();
        let next = page.next.map(|last| next(&asked, *urgency, last));
        sections.push(Section {
            id: urgency.word(),
            band: Band::of(words, *urgency),
            count: *count,
            lines: lines
                .map(|row| Line::of(words, row, today, &me.name))
                .collect(),
            next: next.unwrap_or_default(),
        });
    }
    let shown = |urgency: Urgency| sections.iter().any(|section| section.id == urgency.word());
    let counts = counts.iter().rev().map(|(urgency, count)| {
        let place = if shown(*urgency) {
            format!("u-{urgency}")
        } else {
            String::new()
        };
        (Band::of(words, *urgency), *count, place)
    });
    let since = newest.map(|newest| newest.to_string()).unwrap_or_default();
    let here = match (only, after) {
        (Some(urgency), Some(after)) => next(&asked, urgency, after),
        _ => asked.address(WORKLIST, &[]),
    };
    let whole = only.map(|_| asked.address(WORKLIST, &[]));
    html(&Worklist {
        choices: Worklist::choices(words, &asked),
        kept: Worklist::kept(&asked),
        begins: asked.begins().to_owned(),
        counts: counts.collect(),
        news: asked.address(&format!("{WORKLIST}/news"), &[("since", &since)]),
        here,
        whole: whole.unwrap_or_default(),
        takes: LookAfterCases::has(me.role),
        sections,
        frame,
    })
}

/// Address of what comes after a case of that urgency.
fn next(asked: &Asked, urgency: Urgency, last: CaseId) -> String {
    let more = [("section", urgency.word()), ("after", &last.to_string())];
    asked.address(WORKLIST, &more)
}

/// `GET /cases/news`: how many cases came since the list was read.
pub async fn news(
    by: By<ReadPatients>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (frame, parameters) = (frame(&request), query(&request));
    let asked = Asked::read(&parameters);
    let filter = asked.filter(&by.actor.name);
    let since: Option<DecisionId> = first(&parameters, "since").parse().ok();
    let newer = app::worklist_newer(&app, &filter, since).await?;
    let text = match usize::try_from(newer).unwrap_or(usize::MAX) {
        0 => String::new(),
        newer => frame.words.count("worklist-new", newer),
    };
    html(&News {
        text,
        address: asked.address(WORKLIST, &[]),
    })
}

/// `POST /cases/{id}/take`: the case is the reader's from here on.
pub async fn take(
    by: By<LookAfterCases>,
    app: web::Data<App>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let case_id = path_id(&request, "id")?;
    let fields = fields(&request, payload).await?;
    app::take_case(&app, &by.actor, case_id).await?;
    // An address of these pages and nothing else.
    let back = first(&fields, "back");
    let ours = back.starts_with(WORKLIST) && back.bytes().all(|byte| byte.is_ascii_graphic());
    Ok(see(if ours { back } else { WORKLIST }))
}
