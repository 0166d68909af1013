//! The first page: begin, or go on with what was begun.

use askama::Template;

use super::Frame;

/// A form somebody began.
#[derive(Debug, Clone)]
pub struct DraftLine {
    /// Address of it.
    pub address: String,
    /// Who it is about.
    pub patient: String,
    /// Whether it is of a further visit.
    pub further: bool,
    /// When it was saved, and by whom, in words.
    pub saved: String,
}

/// The first page.
#[derive(Debug, Template)]
#[template(path = "home.html")]
pub struct Home {
    /// What stands around it.
    pub frame: Frame,
    /// Forms that are not sent yet, the latest saved first.
    pub drafts: Vec<DraftLine>,
    /// Forms to fill in by hand: address and title.
    pub blank: Vec<(String, String)>,
    /// Which rules decide, or why none does.
    pub note: String,
}
