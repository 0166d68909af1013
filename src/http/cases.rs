//! Cases out.

use actix_web::http::header::{CONTENT_DISPOSITION, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::access::{By, ReadPatients};
use super::extract::{parameters, path_id};
use super::problem::{Kind, Problem};
use super::wire;
use crate::app::{self, App, Cursor};
use crate::model::CaseId;
use crate::model::digest::sha256;
use crate::report::Paper;
use crate::report::handout::Language;

const JSON: &str = "application/json";

/// Cases on one page where the request does not say.
const USUAL_LIMIT: u16 = 50;

/// Most cases on one page; about 100 KB.
const MAX_LIMIT: u16 = 200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PageQuery {
    cursor: Option<String>,
    limit: Option<u16>,
}

/// `GET /api/v1/cases`: the worklist, most urgent first.
pub async fn list(
    _: By<ReadPatients>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let known = "send nothing, or `cursor` from an earlier answer and `limit` from 1 to 200";
    let refused = || Problem::new(Kind::INVALID_PARAMETER, known);
    let query: PageQuery = parameters(&request, known)?;
    let after: Option<Cursor> = query
        .cursor
        .map(|text| text.parse())
        .transpose()
        .map_err(|_| refused())?;
    let limit = query.limit.unwrap_or(USUAL_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(refused());
    }
    let page = app::list_cases(&app, after, limit).await?;
    let body = wire::worklist(&page.cases, page.next.map(|cursor| cursor.to_string()));
    Ok(HttpResponse::Ok().content_type(JSON).body(body))
}

/// `GET /api/v1/cases/{id}`: a case with its decision.
pub async fn view(
    _: By<ReadPatients>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let file = app::view_case(&app, path_id(&request, "id")?).await?;
    let what_if = app::case_what_if(&app, &file)?;
    let reviews = app::case_reviews(&app, file.case_id).await?;
    let body = wire::case(&file, &reviews, what_if.as_ref());
    Ok(tagged(&request, JSON, body.into_bytes()))
}

/// `GET /api/v1/cases/{id}/trace`: every rule that was looked at.
pub async fn trace(
    _: By<ReadPatients>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let file = app::view_case(&app, path_id(&request, "id")?).await?;
    Ok(tagged(&request, JSON, wire::trace(&file).into_bytes()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PaperQuery {
    paper: Option<PaperWord>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum PaperWord {
    A4,
    Letter,
}

impl PaperWord {
    fn paper(self) -> Paper {
        match self {
            PaperWord::A4 => Paper::A4,
            PaperWord::Letter => Paper::Letter,
        }
    }
}

/// The size of the sheets that a request asks for; none where it asks for none.
pub fn paper(request: &HttpRequest) -> Result<Option<Paper>, Problem> {
    let query: PaperQuery = parameters(request, "send nothing, `paper=a4` or `paper=letter`")?;
    Ok(query.paper.map(|paper| paper.paper()))
}

/// `GET /api/v1/cases/{id}/summary.pdf`: the summary for the clinician.
pub async fn summary(
    _: By<ReadPatients>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let paper = paper(&request)?;
    let id = path_id(&request, "id")?;
    let pdf = app::case_summary(app.into_inner(), id, paper).await?;
    Ok(file(&request, "summary", id, pdf))
}

/// `GET /api/v1/cases/{id}/reviews/{review}/summary.pdf`: the summary as it was signed.
pub async fn signed(
    _: By<ReadPatients>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let id = path_id(&request, "id")?;
    let pdf = app::signed_summary(&app, id, path_id(&request, "review")?).await?;
    Ok(file(&request, "summary", id, pdf))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HandoutQuery {
    language: Option<LanguageWord>,
    paper: Option<PaperWord>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum LanguageWord {
    En,
    Es,
}

/// `GET /api/v1/cases/{id}/handout.pdf`: what the patient takes home.
pub async fn handout(
    _: By<ReadPatients>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let known = "send nothing, or `language=en` or `language=es`, and `paper=a4` or `paper=letter`";
    let query: HandoutQuery = parameters(&request, known)?;
    let paper = query.paper.unwrap_or(PaperWord::A4).paper();
    let language = match query.language {
        None | Some(LanguageWord::En) => Language::En,
        Some(LanguageWord::Es) => Language::Es,
    };
    let id = path_id(&request, "id")?;
    let pdf = app::case_handout(app.into_inner(), id, language, paper).await?;
    Ok(file(&request, "handout", id, pdf.bytes))
}

fn file(request: &HttpRequest, what: &str, id: CaseId, pdf: Vec<u8>) -> HttpResponse {
    let mut response = tagged(request, "application/pdf", pdf);
    // The name of the file ends up on desktops and in mails: it holds no word about the patient.
    let name = format!("inline; filename=\"{what}-{id}.pdf\"");
    if let Ok(value) = name.parse() {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    response
}

/// The answer with a strong tag, or 304 where the reader has these bytes already.
pub fn tagged(request: &HttpRequest, media_type: &str, body: Vec<u8>) -> HttpResponse {
    let tag = format!("\"{}\"", sha256(&body));
    let known = request
        .headers()
        .get_all(IF_NONE_MATCH)
        .filter_map(|value| value.to_str().ok());
    if known
        .flat_map(|value| value.split(','))
        .any(|known| known.trim() == tag)
    {
        return HttpResponse::NotModified()
            .insert_header((ETAG, tag))
            .finish();
    }
    HttpResponse::Ok()
        .insert_header((ETAG, tag))
        .content_type(media_type)
        .body(body)
}
