//! `spinepath form`.

use std::path::PathBuf;

use super::desk::settled;
use super::output::library_failed;
use super::report::{Paper, broken, save};
use super::{Exit, Shared};
use crate::app::Library;
use crate::clock;
use crate::report::blank;

/// What can be done with a form.
#[derive(Debug, clap::Subcommand)]
pub(super) enum FormCommand {
    /// Print a blank form to fill in by hand, as a PDF.
    #[command(after_help = "Example: spinepath form print spine-follow-up/1.0.0 -o form.pdf")]
    Print(Print),
}

/// Print a blank form to fill in by hand, as a PDF.
#[derive(Debug, clap::Args)]
pub(super) struct Print {
    /// Name and version of the form; the one that the newest release reads where nothing is said.
    #[arg(value_name = "FORM/VERSION")]
    form: Option<String>,
    /// Where the PDF goes.
    #[arg(short, long, value_name = "FILE", default_value = "form.pdf")]
    output: PathBuf,
    /// Size of the sheets.
    #[arg(long, value_enum, default_value_t = Paper::A4)]
    paper: Paper,
}

impl FormCommand {
    pub fn run(&self, shared: &Shared) -> Exit {
        match self {
            FormCommand::Print(print) => settled(print.run(shared)),
        }
    }
}

impl Print {
    fn run(&self, shared: &Shared) -> Result<Exit, Exit> {
        let library = Library::with_forms(&shared.forms).map_err(|error| library_failed(&error))?;
        let named = match &self.form {
            Some(named) => named.clone(),
            None => {
                let release = library.current_release(clock::today());
                let release = release.map_err(|error| library_failed(&error))?;
                let catalogue = release.catalogue();
                format!("{}/{}", catalogue.form(), catalogue.version())
            }
        };
        let form = named
            .split_once('/')
            .and_then(|(name, version)| library.form(name, version));
        let Some(form) = form else {
            let forms = library.forms().iter();
            let known: Vec<String> = forms
                .map(|form| format!("`{}/{}`", form.name(), form.version()))
                .collect();
            eprintln!("no form `{named}`: name one of {}", known.join(", "));
            return Err(Exit::WrongUse);
        };
        let pdf = blank::render(form, self.paper.size()).map_err(|error| broken(&error))?;
        save(&self.output, &pdf)?;
        say!(
            "{}: {named}, {} bytes, {}",
            self.output.display(),
            pdf.bytes.len(),
            pdf.sha256
        );
        Ok(Exit::Fine)
    }
}
