//! The route table: every address, its methods, its handler and whom it lets in.

use actix_web::guard;
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, Resource, Responder, Route};

use super::access::{Door, Guarded};
use super::pages::{
    self, blank_form, cases as case_pages, docs, drafts, follow_up, home, left, releases, rules,
    system, worklist,
};
use super::problem::Problem;
use super::{cases, health, intakes, library, openapi, problem_page, reviews};
use crate::app::Role;

/// A row of the table. The rows of one address stand together.
struct Row {
    access: Access,
    route: Route,
}

/// Whom an address lets in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// `GET` or `POST`; `HEAD` is answered wherever `GET` is.
    pub method: &'static str,
    /// The address: `/cases/{id}`.
    pub path: &'static str,
    /// What somebody needs.
    pub needs: &'static str,
    /// The roles that have it.
    pub roles: &'static [Role],
}

/// Whom each address lets in.
pub fn access() -> Vec<Access> {
    table().into_iter().map(|row| row.access).collect()
}

fn table() -> Vec<Row> {
    vec![
        post("/api/v1/intakes", intakes::submit),
        post("/api/v1/decisions", intakes::preview),
        get("/api/v1/cases", cases::list),
        get("/api/v1/cases/{id}", cases::view),
        post("/api/v1/cases/{id}/intakes", intakes::follow_up),
        post("/api/v1/cases/{id}/reviews", reviews::review),
        get("/api/v1/cases/{id}/trace", cases::trace),
        get("/api/v1/cases/{id}/summary.pdf", cases::summary),
        get(
            "/api/v1/cases/{id}/reviews/{review}/summary.pdf",
            cases::signed,
        ),
        get("/api/v1/cases/{id}/handout.pdf", cases::handout),
        get("/api/v1/forms", library::forms),
        get("/api/v1/rulesets", library::rulesets),
        get("/api/v1/openapi.json", openapi::document),
        get("/health/live", health::live),
        get("/health/ready", health::ready),
        get("/problems/{code}", problem_page::problem),
        get("/static/{name}", pages::asset),
        get("/", home::home),
        post("/role", home::choose),
        get("/cases", worklist::list),
        get("/cases/news", worklist::news),
        get("/cases/{id}", case_pages::view),
        get("/cases/{id}/audit", case_pages::audit),
        post("/cases/{id}/reviews", case_pages::review),
        post("/cases/{id}/take", worklist::take),
        get("/cases/{id}/close", left::case),
        post("/cases/{id}/close", left::close_case),
        get("/left", left::list),
        get("/rules", rules::list),
        get("/rules/{id}", rules::view),
        get("/forms/{form}/{version}/paper.pdf", blank_form::print),
        get("/cases/{id}/follow-up", follow_up::new),
        post("/cases/{id}/follow-up", follow_up::open),
        get("/releases", releases::list),
        get("/releases/compare", releases::compare),
        get("/releases/{version}", releases::view),
        get("/releases/{version}/coverage", releases::coverage),
        get("/docs", docs::view),
        get("/system", system::view),
        get("/system.txt", system::text),
        get("/intakes/new", drafts::new),
        post("/intakes/new", drafts::open),
        get("/drafts/{id}", drafts::view),
        post("/drafts/{id}", drafts::post),
        get("/drafts/{id}/close", left::draft),
        post("/drafts/{id}/close", left::close_draft),
        post("/drafts/{id}/autosave", drafts::autosave),
        get("/drafts/{id}/resume", drafts::resume),
        get("/drafts/{id}/check", drafts::check),
        post("/drafts/{id}/send", drafts::send),
        get("/drafts/{id}/sent", drafts::sent),
    ]
}

/// Adds every route.
pub fn configure(site: &mut ServiceConfig) {
    let mut resources: Vec<(&str, Vec<Row>)> = Vec::new();
    for row in table() {
        match resources.last_mut() {
            Some((path, rows)) if *path == row.access.path => rows.push(row),
            _ => resources.push((row.access.path, vec![row])),
        }
    }
    for (path, rows) in resources {
        site.service(resource(path, rows));
    }
    site.default_service(web::to(|| async {
        Err::<&str, Problem>(Problem::not_found())
    }));
}

/// An address, and what it says of other methods than its own.
fn resource(path: &str, rows: Vec<Row>) -> Resource {
    let reads = rows.iter().any(|row| row.access.method == GET);
    let writes = rows.iter().any(|row| row.access.method == POST);
    let allow = match (reads, writes) {
        (true, true) => "GET, HEAD, POST",
        (false, true) => "POST",
        (_, false) => "GET, HEAD",
    };
    let refused = move || async move { Err::<&str, Problem>(Problem::method_not_allowed(allow)) };
    let routes = rows.into_iter().map(|row| row.route);
    routes
        .fold(web::resource(path), Resource::route)
        .default_service(web::to(refused))
}

const GET: &str = "GET";
const POST: &str = "POST";

/// An address that is read: `HEAD` is answered, too.
fn get<F, A>(path: &'static str, handler: F) -> Row
where
    F: Handler<A>,
    A: FromRequest + Guarded + 'static,
    F::Output: Responder + 'static,
{
    let reads = web::route().guard(guard::Any(guard::Get()).or(guard::Head()));
    row::<A>(GET, path, reads.to(handler))
}

/// An address that is sent to.
fn post<F, A>(path: &'static str, handler: F) -> Row
where
    F: Handler<A>,
    A: FromRequest + Guarded + 'static,
    F::Output: Responder + 'static,
{
    row::<A>(POST, path, web::post().to(handler))
}

fn row<A: Guarded>(method: &'static str, path: &'static str, route: Route) -> Row {
    Row {
        access: Access {
            method,
            path,
            needs: <A::Door as Door>::NEEDS,
            roles: <A::Door as Door>::ROLES,
        },
        route,
    }
}
