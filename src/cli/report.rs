//! `spinepath report`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::desk::{Desk, settled};
use super::{Exit, Shared};
use crate::report::{self, CaseView, render};

/// Print the summary of a filled form as a PDF; nothing is stored.
#[derive(Debug, clap::Args)]
pub(super) struct Report {
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
enum Paper {
    /// 210 by 297 mm.
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

impl Report {
    pub fn run(&self, shared: &Shared) -> Exit {
        settled(self.write(shared))
    }

    fn write(&self, shared: &Shared) -> Result<Exit, Exit> {
        let desk = Desk::open(shared, self.release.as_deref())?;
        let preview = desk.preview(shared, &self.intake)?;
        let decided = &preview.decision;
        let form = desk
            .library
            .form(&decided.form.name, &decided.form.version)
            .ok_or(Exit::OurFault)?;
        let view = CaseView {
            record: &preview.record,
            form,
            decision: decided,
            citations: desk.release.evidence(),
            case_id: None,
            made_at: None,
        };
        let paper = match self.paper {
            Paper::A4 => report::Paper::A4,
            Paper::Letter => report::Paper::Letter,
        };
        let pdf = render(&view, paper).map_err(|error| {
            eprintln!("{error}");
            Exit::OurFault
        })?;
        std::fs::write(&self.output, &pdf.bytes).map_err(|error| {
            eprintln!("cannot write `{}`: {error}", self.output.display());
            Exit::WrongUse
        })?;
        say!(
            "{}: {}, {} bytes, {}",
            self.output.display(),
            decided.band(),
            pdf.bytes.len(),
            pdf.sha256
        );
        Ok(Exit::Fine)
    }
}
