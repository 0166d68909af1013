//! Who sends a request. The only place that knows: until there are accounts, a page asks for a role
//! and a cookie keeps it; the service answers on this machine alone.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};

use crate::app::{Actor, Role};
use crate::report::handout::Language;

const ROLE: &str = "spinepath_role";
const LANGUAGE: &str = "spinepath_language";

/// Whoever sends this request.
pub fn actor(request: &HttpRequest) -> Actor {
    Actor::demo(role(request))
}

/// The role that was chosen; a medical assistant where none was.
pub fn role(request: &HttpRequest) -> Role {
    let word = request.cookie(ROLE);
    let role = word.and_then(|cookie| Role::of_word(cookie.value()));
    role.unwrap_or(Role::MedicalAssistant)
}

/// The language that was chosen; English where none was.
pub fn language(request: &HttpRequest) -> Language {
    match request.cookie(LANGUAGE) {
        Some(cookie) if cookie.value() == "es" => Language::Es,
        _ => Language::En,
    }
}

/// Keeps the role and the language.
pub fn chosen(role: Role, language: Language) -> [Cookie<'static>; 2] {
    let language = match language {
        Language::En => "en",
        Language::Es => "es",
    };
    [(ROLE, role.word()), (LANGUAGE, language)].map(|(name, value)| {
        Cookie::build(name, value)
            .path("/")
            .http_only(true)
            .same_site(SameSite::Strict)
            .finish()
    })
}
