//! A blank form to fill in by hand, as a PDF: what a page of an intake asks, without a screen.
//!
//! Every question comes from the form's own description, so a new version of a form needs nothing
//! here. The safety questions come first, each question stands below the one that opens it, and no
//! question is split over two pages.

mod order;
mod sheets;
mod words;

pub use order::{Answer, Line, Part};

use super::font::Fonts;
use super::pdf::{self, About};
use super::wording::fill;
use super::{Paper, Pdf, ReportError, sealed};
use crate::intake::form::Form;

/// Everything a blank form says, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlankForm {
    /// Heading.
    pub title: String,
    /// Who can fill it in, a box for each; none where the form does not ask.
    pub writers: Vec<String>,
    /// Its parts, the safety questions first.
    pub parts: Vec<Part>,
    /// Name, version and digest of the form.
    pub origin: String,
}

impl BlankForm {
    /// The blank form of a form.
    ///
    /// # Errors
    /// Only if the sentences built into the program do not read.
    pub fn of(form: &Form) -> Result<BlankForm, ReportError> {
        let words = words::words()?;
        let origin = [
            ("form", form.name()),
            ("version", form.version()),
            ("digest", form.digest()),
        ];
        Ok(BlankForm {
            title: fill(&words.page.title, &[("title", form.title())]),
            writers: order::writers(form),
            parts: order::parts(form, words),
            origin: fill(&words.foot.origin, &origin),
        })
    }
}

/// The blank form of a form as a PDF; the same form gives the same bytes.
///
/// # Errors
/// Only if what is built into the program is broken; see [`ReportError`].
pub fn render(form: &Form, paper: Paper) -> Result<Pdf, ReportError> {
    let (fonts, words) = (Fonts::shared()?, words::words()?);
    let blank = BlankForm::of(form)?;
    let document = sheets::set(fonts, words, &blank, paper.size());
    let about = About {
        title: words.page.document_title.clone(),
        producer: format!("spinepath {}", env!("CARGO_PKG_VERSION")),
        // It is made for no moment.
        seconds: 0,
        identity: format!("blank {} {paper:?}", form.digest()),
    };
    let bytes = pdf::write(fonts, paper.size(), &document.pages, &about)?;
    Ok(sealed(bytes, document.missing))
}
