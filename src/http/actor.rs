//! Who sends a request. The only place that knows: until there are accounts, a page asks for a role
//! and a cookie keeps it; the service answers on this machine alone.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};

use crate::app::{Actor, Role};
use crate::report::handout::Language;

const ROLE: &str = "spinepath_role";
const LANGUAGE: &str = "spinepath_language";

/// Whoever sends this request: who was chosen on a page, and else a program of this machine where
/// the interface for programs is asked.
pub fn actor(request: &HttpRequest) -> Actor {
    match chosen_role(request) {
        None if request.path().starts_with("/api/") => Actor::local(),
        role => Actor::demo(role.unwrap_or(Role::MedicalAssistant)),
    }
}

/// The role that a page is for; a medical assistant where none was chosen.
pub fn role(request: &HttpRequest) -> Role {
    chosen_role(request).unwrap_or(Role::MedicalAssistant)
}

fn chosen_role(request: &HttpRequest) -> Option<Role> {
    let word = request.cookie(ROLE)?;
    Role::of_word(word.value())
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
