//! `spinepath report` and `spinepath handout`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::desk::{Desk, settled};
use super::{Exit, Shared};
use crate::app::Preview;
use crate::report::handout::{self, HandoutError};
use crate::report::{self, CaseView, Pdf, ReportError, render};

/// Print the summary of a filled form as a PDF; nothing is stored.
#[derive(Debug, clap::Args)]
pub(super) struct Report {
    #[command(flatten)]
    sheet: Sheet,
}

/// Print what the patient takes home as a PDF; nothing is stored.
///
/// Refused, with exit code 1, while a decision of the same day or above is open.
#[derive(Debug, clap::Args)]
pub(super) struct Handout {
    #[command(flatten)]
    sheet: Sheet,
    /// The language of the patient.
    #[arg(long, value_enum, default_value_t = Language::En)]
    language: Language,
}

/// What is printed, and where it goes.
#[derive(Debug, clap::Args)]
struct Sheet {
    /// The filled form, as JSON.
    intake: PathBuf,
    /// Where the PDF goes.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Size of the sheets.
    #[arg(long, value_enum, default_value_t = Paper::A4)]
    paper: Paper,
    /// A release: a folder, or `pathway/release` of one in the program.
    #[arg(long)]
    release: Option<String>,
}

/// Size of the sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Paper {
    /// 210 by 297 mm.
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

impl Paper {
    /// The size of the sheets, for the report.
    pub fn size(self) -> report::Paper {
        match self {
            Paper::A4 => report::Paper::A4,
            Paper::Letter => report::Paper::Letter,
        }
    }
}

/// A language of the handout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Language {
    /// American English.
    En,
    /// Spanish.
    Es,
}

impl Report {
    pub fn run(&self, shared: &Shared) -> Exit {
        settled(self.sheet.write(shared, |view, paper| {
            render(view, paper).map_err(|error| broken(&error))
        }))
    }
}

impl Handout {
    pub fn run(&self, shared: &Shared) -> Exit {
        let language = match self.language {
            Language::En => handout::Language::En,
            Language::Es => handout::Language::Es,
        };
        settled(self.sheet.write(shared, |view, paper| {
            handout::render(view, language, paper).map_err(|error| match error {
                HandoutError::Open(open) => {
                    eprintln!("{open}");
                    Exit::Findings
                }
                HandoutError::Report(error) => broken(&error),
            })
        }))
    }
}

pub(super) fn broken(error: &ReportError) -> Exit {
    eprintln!("{error}");
    Exit::OurFault
}

impl Sheet {
    fn write(
        &self,
        shared: &Shared,
        draw: impl Fn(&CaseView<'_>, report::Paper) -> Result<Pdf, Exit>,
    ) -> Result<Exit, Exit> {
        let desk = Desk::open(shared, self.release.as_deref())?;
        let preview = desk.preview(shared, &self.intake)?;
        let pdf = draw(&view(&desk, &preview)?, self.paper.size())?;
        save(&self.output, &pdf)?;
        say!(
            "{}: {}, {} bytes, {}",
            self.output.display(),
            preview.decision.band(),
            pdf.bytes.len(),
            pdf.sha256
        );
        Ok(Exit::Fine)
    }
}

fn view<'a>(desk: &'a Desk, preview: &'a Preview) -> Result<CaseView<'a>, Exit> {
    let form = &preview.decision.form;
    let form = desk.library.form(&form.name, &form.version);
    Ok(CaseView {
        record: &preview.record,
        form: form.ok_or(Exit::OurFault)?,
        decision: &preview.decision,
        what_if: Some(&preview.what_if),
        citations: desk.release.evidence(),
        case_id: None,
        made_at: None,
        signed: None,
    })
}

pub(super) fn save(output: &Path, pdf: &Pdf) -> Result<(), Exit> {
    std::fs::write(output, &pdf.bytes).map_err(|error| {
        eprintln!("cannot write `{}`: {error}", output.display());
        Exit::WrongUse
    })
}
