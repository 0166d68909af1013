//! The clinician's summary as a PDF: one page to decide from, then an appendix with the proof; and
//! the patient's [`handout`]; and a [`blank`] form to fill in by hand.
//!
//! [`Summary`] is everything the pages say, in order and in words, as plain data. The rest turns
//! it into marks on pages and those into bytes. Nothing here reads a clock or a file.

use std::{error, fmt};

use sha2::{Digest, Sha256};

mod appendix;
mod band;
pub mod blank;
mod compose;
mod document;
pub mod draw;
mod figure;
pub mod fit;
pub mod font;
pub mod handout;
pub mod impact;
pub mod layout;
mod page_one;
mod pdf;
pub mod summary;
mod wording;

pub use compose::{CaseView, Signed};
pub use figure::body_outline;
pub use summary::Summary;

use font::Fonts;
use wording::wording;

/// Size of the sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 210 by 297 mm.
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

impl Paper {
    /// Both sizes.
    pub const ALL: [Paper; 2] = [Paper::A4, Paper::Letter];

    /// The stable word of it.
    pub const fn word(self) -> &'static str {
        match self {
            Paper::A4 => "a4",
            Paper::Letter => "letter",
        }
    }

    /// Width and height in points.
    pub const fn size(self) -> (f32, f32) {
        match self {
            Paper::A4 => (595.28, 841.89),
            Paper::Letter => (612.0, 792.0),
        }
    }
}

/// A finished document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// `sha256:…` of the file.
    pub sha256: String,
    /// How many different characters were printed as a box because the fonts lack them.
    pub missing_glyphs: usize,
}

/// Why no document could be made. None of these depends on a patient's answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportError {
    /// The fixed sentences built into the program do not read.
    Wording {
        /// The file they stand in.
        file: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// A font built into the program does not read.
    Font(&'static str),
    /// The PDF library refused what was drawn.
    Drawing(String),
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReportError::Wording { file, why } => write!(f, "`{file}` does not read: {why}"),
            ReportError::Font(name) => {
                write!(
                    f,
                    "font `{name}` does not read: build again from a clean checkout"
                )
            }
            ReportError::Drawing(why) => {
                write!(
                    f,
                    "the PDF could not be written: {why}; report this as a defect"
                )
            }
        }
    }
}

impl error::Error for ReportError {}

/// Sets a summary on paper.
///
/// # Errors
/// Only if what is built into the program is broken; see [`ReportError`].
pub fn set(summary: &Summary, paper: Paper) -> Result<Pdf, ReportError> {
    let (fonts, words) = (Fonts::shared()?, wording()?);
    let document = document::set(fonts, words, summary, paper.size());
    let about = pdf::About {
        title: words.page.document_title.clone(),
        producer: format!("spinepath {}", env!("CARGO_PKG_VERSION")),
        seconds: summary.foot.seconds,
        identity: match &summary.signed {
            Some(signed) => format!("{} {paper:?} {}", summary.foot.digest, signed.line),
            None => format!("{} {paper:?}", summary.foot.digest),
        },
    };
    let bytes = pdf::write(fonts, paper.size(), &document.pages, &about)?;
    Ok(sealed(bytes, document.missing))
}

/// A file with its digest.
fn sealed(bytes: Vec<u8>, missing_glyphs: usize) -> Pdf {
    let sha256 = Sha256::digest(&bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>();
    Pdf {
        bytes,
        sha256: format!("sha256:{sha256}"),
        missing_glyphs,
    }
}

/// The summary of a case as a PDF.
///
/// # Errors
/// Only if what is built into the program is broken; see [`ReportError`].
pub fn render(view: &CaseView<'_>, paper: Paper) -> Result<Pdf, ReportError> {
    set(&Summary::of(view)?, paper)
}
