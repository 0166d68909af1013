//! The first page, and who the reader is.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{fields, first, frame, html, see};
use crate::app::{self, App, Role};
use crate::http::access::{Anybody, By, ReadPatients};
use crate::http::actor::chosen;
use crate::http::problem::Problem;
use crate::report::handout::Language;
use crate::web::home::{DraftLine, Home};

/// Unfinished forms on the first page.
const SHOWN: u16 = 50;

/// `GET /`
pub async fn home(
    _: By<ReadPatients>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let frame = frame(&request);
    let words = frame.words;
    let drafts = app::unfinished_drafts(&app, SHOWN).await?;
    let drafts = drafts.iter().map(|draft| DraftLine {
        address: super::drafts::going_on(draft.opened.draft_id),
        patient: format!(
            "{}, {}",
            draft.opened.patient.family.reveal(),
            draft.opened.patient.given.reveal()
        ),
        further: draft.opened.follows_case.is_some(),
        saved: super::drafts::saved_words(words, draft),
    });
    let mut blank = Vec::new();
    let note = match app.deciding_as_last_known().await {
        Ok(release) => {
            let forms = app::forms_to_fill(&app, &release).into_iter();
            let forms =
                forms.map(|form| (super::blank_form::address(form), form.title().to_owned()));
            blank.extend(forms);
            let (release, profile) = (release.reference(), app.config.profile);
            let release = format!("{} {}", release.name, release.release);
            words.with(
                "home-rules",
                &[("release", &release), ("profile", profile.word())],
            )
        }
        // The cases can be read all the same.
        Err(error) => words.with("home-not-deciding", &[("why", &error.to_string())]),
    };
    html(&Home {
        drafts: drafts.collect(),
        blank,
        note,
        frame,
    })
}

/// `POST /role`: keeps the role and the language the reader chose.
pub async fn choose(
    _: Anybody,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let fields = fields(&request, payload).await?;
    let role = Role::of_word(first(&fields, "role")).unwrap_or(Role::MedicalAssistant);
    let language = match first(&fields, "language") {
        "es" => Language::Es,
        _ => Language::En,
    };
    // A path of ours and nothing else: `//host` would lead away.
    let back = first(&fields, "back");
    let ours = back.starts_with('/') && !back.starts_with("//") && !back.contains('\\');
    let mut response = see(if ours { back } else { "/" });
    for cookie in chosen(role, language) {
        // A cookie of two words of ours always has a spelling.
        let _ = response.add_cookie(&cookie);
    }
    Ok(response)
}
