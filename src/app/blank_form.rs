//! Forms to fill in by hand.

use std::sync::Arc;

use super::summary::{away, broken, usual_paper};
use super::{App, AppError};
use crate::intake::form::Form;
use crate::report::{Paper, Pdf, blank};
use crate::rules::CheckedRelease;

/// The forms that are filled while that release decides: the one of a first visit and, where there
/// is one, the short one of a further visit.
pub fn forms_to_fill<'a>(app: &'a App, release: &CheckedRelease) -> Vec<&'a Form> {
    let catalogue = release.catalogue();
    let (name, version) = (catalogue.form(), catalogue.version());
    let mut forms: Vec<&Form> = app.library.form(name, version).into_iter().collect();
    let further = app.library.further_form(name, version);
    forms.extend(further.filter(|form| form.follows().is_some()));
    forms
}

/// A form at hand as sheets to fill in by hand; where no paper is asked for, on that of the clinic's
/// profile.
///
/// # Errors
///
/// If there is no such form.
pub async fn blank_form(
    app: Arc<App>,
    name: String,
    version: String,
    paper: Option<Paper>,
) -> Result<Pdf, AppError> {
    let paper = paper.unwrap_or_else(|| usual_paper(app.config.profile));
    away(move || {
        let form = app.library.form(&name, &version);
        blank::render(form.ok_or(AppError::NotFound)?, paper).map_err(broken)
    })
    .await
}
