//! The route table: every address, its methods and its handler.

use actix_web::guard;
use actix_web::web::{self, ServiceConfig};
use actix_web::{Resource, Route};

use super::pages::{
    self, blank_form, cases as case_pages, docs, drafts, follow_up, home, left, releases, rules,
    system, worklist,
};
use super::problem::Problem;
use super::{cases, health, intakes, library, openapi, problem_page, reviews};

/// Adds every route.
pub fn configure(site: &mut ServiceConfig) {
    let resources = [
        writes("/api/v1/intakes", web::post().to(intakes::submit)),
        writes("/api/v1/decisions", web::post().to(intakes::preview)),
        reads("/api/v1/cases", get().to(cases::list)),
        reads("/api/v1/cases/{id}", get().to(cases::view)),
        writes(
            "/api/v1/cases/{id}/intakes",
            web::post().to(intakes::follow_up),
        ),
        writes(
            "/api/v1/cases/{id}/reviews",
            web::post().to(reviews::review),
        ),
        reads("/api/v1/cases/{id}/trace", get().to(cases::trace)),
        reads("/api/v1/cases/{id}/summary.pdf", get().to(cases::summary)),
        reads(
            "/api/v1/cases/{id}/reviews/{review}/summary.pdf",
            get().to(cases::signed),
        ),
        reads("/api/v1/cases/{id}/handout.pdf", get().to(cases::handout)),
        reads("/api/v1/forms", get().to(library::forms)),
        reads("/api/v1/rulesets", get().to(library::rulesets)),
        reads("/api/v1/openapi.json", get().to(openapi::document)),
        reads("/health/live", get().to(health::live)),
        reads("/health/ready", get().to(health::ready)),
        reads("/problems/{code}", get().to(problem_page::problem)),
        reads("/static/{name}", get().to(pages::asset)),
        reads("/", get().to(home::home)),
        writes("/role", web::post().to(home::choose)),
        reads("/cases", get().to(worklist::list)),
        reads("/cases/news", get().to(worklist::news)),
        reads("/cases/{id}", get().to(case_pages::view)),
        reads("/cases/{id}/audit", get().to(case_pages::audit)),
        writes("/cases/{id}/reviews", web::post().to(case_pages::review)),
        writes("/cases/{id}/take", web::post().to(worklist::take)),
        both(
            "/cases/{id}/close",
            get().to(left::case),
            web::post().to(left::close_case),
        ),
        reads("/left", get().to(left::list)),
        reads("/rules", get().to(rules::list)),
        reads("/rules/{id}", get().to(rules::view)),
        reads(
            "/forms/{form}/{version}/paper.pdf",
            get().to(blank_form::print),
        ),
        both(
            "/cases/{id}/follow-up",
            get().to(follow_up::new),
            web::post().to(follow_up::open),
        ),
        reads("/releases", get().to(releases::list)),
        reads("/releases/compare", get().to(releases::compare)),
        reads("/releases/{version}", get().to(releases::view)),
        reads("/releases/{version}/coverage", get().to(releases::coverage)),
        reads("/docs", get().to(docs::view)),
        reads("/system", get().to(system::view)),
        reads("/system.txt", get().to(system::text)),
        both(
            "/intakes/new",
            get().to(drafts::new),
            web::post().to(drafts::open),
        ),
        both(
            "/drafts/{id}",
            get().to(drafts::view),
            web::post().to(drafts::post),
        ),
        both(
            "/drafts/{id}/close",
            get().to(left::draft),
            web::post().to(left::close_draft),
        ),
        writes("/drafts/{id}/autosave", web::post().to(drafts::autosave)),
        reads("/drafts/{id}/check", get().to(drafts::check)),
        writes("/drafts/{id}/send", web::post().to(drafts::send)),
        reads("/drafts/{id}/sent", get().to(drafts::sent)),
    ];
    for resource in resources {
        site.service(resource);
    }
    site.default_service(web::to(|| async {
        Err::<&str, Problem>(Problem::not_found())
    }));
}

/// `HEAD` is answered wherever `GET` is.
fn get() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

fn reads(path: &str, route: Route) -> Resource {
    only(path, route, "GET, HEAD")
}

fn writes(path: &str, route: Route) -> Resource {
    only(path, route, "POST")
}

/// A page that is read and sent at the same address.
fn both(path: &str, read: Route, write: Route) -> Resource {
    only(path, read, "GET, HEAD, POST").route(write)
}

fn only(path: &str, route: Route, allow: &'static str) -> Resource {
    let refused = move || async move { Err::<&str, Problem>(Problem::method_not_allowed(allow)) };
    web::resource(path)
        .route(route)
        .default_service(web::to(refused))
}
