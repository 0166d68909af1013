//! The patient's handout as a PDF: when to get help, the plan, the exercises, the next check.
//!
//! There is one composer for every language; what differs stands in `reports/handout`. While a
//! decision of the same day or above is open there is no [`Handout`] at all: nobody goes home with
//! exercises while a clinician has to act.

use std::{error, fmt};

use crate::{
    decision::{Decision, Status},
    model::Urgency,
};

use super::{
    CaseView, Paper, Pdf, ReportError,
    font::Fonts,
    pdf::{self, About},
    sealed,
};

mod compose;
pub mod drawings;
pub mod exercises;
mod pages;
pub mod wording;

pub use compose::{ExerciseLine, Exercises, Foot, Handout, Plan, Review, Warnings};

/// A language the handout is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// American English.
    En,
    /// Spanish.
    Es,
}

impl Language {
    /// Every language.
    pub const ALL: [Language; 2] = [Language::En, Language::Es];
}

/// Rules and questions that are named in one sentence; `spinepath decide` lists them all.
const NAMED: usize = 5;

/// What is open, so that there is no handout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StillOpen {
    /// How urgent it is or could become.
    pub urgency: Urgency,
    /// The rules that ask for it.
    pub rules: Vec<String>,
    /// The questions that could still lead to it, by label.
    pub questions: Vec<String>,
}

/// Whether a decision is open that somebody has to act on today, or that could become one.
pub fn refused(urgency: Urgency, could_become: Urgency, status: Status) -> bool {
    let open = match status {
        Status::Final => urgency,
        Status::Provisional => urgency.max(could_become),
    };
    open >= Urgency::SameDay
}

impl StillOpen {
    /// What stands in the way of a handout, if anything does.
    pub fn of(decision: &Decision) -> Option<StillOpen> {
        let (urgency, could_become) = (decision.urgency, decision.could_become);
        if !refused(urgency, could_become, decision.status) {
            return None;
        }
        let rules = decision.reasons.iter();
        let rules = rules
            .filter(|reason| reason.urgency >= Some(Urgency::SameDay))
            .map(|reason| reason.rule.clone());
        let mut questions: Vec<String> = Vec::new();
        for question in decision.first_questions() {
            if question.could_become >= Urgency::SameDay && !questions.contains(&question.label) {
                questions.push(question.label.clone());
            }
        }
        Some(StillOpen {
            urgency: urgency.max(could_become),
            rules: rules.collect(),
            questions,
        })
    }
}

impl fmt::Display for StillOpen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "no handout while {} is open or possible",
            self.urgency.band()
        )?;
        for (name, items) in [("rules", &self.rules), ("questions", &self.questions)] {
            let shown = items.get(..NAMED.min(items.len())).unwrap_or(items);
            if !shown.is_empty() {
                write!(f, "; {name}: `{}`", shown.join("`, `"))?;
            }
            if items.len() > shown.len() {
                write!(f, " and {} more", items.len() - shown.len())?;
            }
        }
        f.write_str("; act on the summary first, or answer what is open and decide again")
    }
}

/// Why there is no handout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandoutError {
    /// A decision of the same day or above is open.
    Open(StillOpen),
    /// What is built into the program is broken.
    Report(ReportError),
}

impl fmt::Display for HandoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HandoutError::Open(open) => open.fmt(f),
            HandoutError::Report(error) => error.fmt(f),
        }
    }
}

impl error::Error for HandoutError {}

impl From<ReportError> for HandoutError {
    fn from(error: ReportError) -> HandoutError {
        HandoutError::Report(error)
    }
}

/// Sets a handout on paper.
///
/// # Errors
/// Only if what is built into the program is broken.
pub fn set(handout: &Handout, paper: Paper) -> Result<Pdf, ReportError> {
    let fonts = Fonts::shared()?;
    let document = pages::set(fonts, handout, paper.size());
    let about = About {
        title: handout.words.page.document_title.clone(),
        producer: format!("spinepath {}", env!("CARGO_PKG_VERSION")),
        seconds: handout.foot.seconds,
        identity: format!(
            "{} handout {} {paper:?}",
            handout.foot.digest, handout.words.language
        ),
    };
    let bytes = pdf::write(fonts, paper.size(), &document.pages, &about)?;
    Ok(sealed(bytes, document.missing))
}

/// The handout of a case as a PDF.
///
/// # Errors
/// If a decision of the same day or above is open, or what is built into the program is broken.
pub fn render(view: &CaseView<'_>, language: Language, paper: Paper) -> Result<Pdf, HandoutError> {
    Ok(set(&Handout::of(view, language)?, paper)?)
}
