//! `spinepath population`.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use serde_json::json;

use super::desk::settled;
use super::output::{library_failed, print_json};
use super::progress::Counter;
use super::{Exit, Format, Shared};
use crate::app::{Library, synthetic_patients};
use crate::model::digest::Hasher;

/// Write synthetic patients, one filled form a line; the same seed gives the same bytes anywhere.
#[derive(Debug, clap::Args)]
pub(super) struct Population {
    /// How many patients.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    count: u64,
    /// Which patients: another seed gives others.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Where to write; `-` is standard output.
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    output: String,
}

impl Population {
    pub fn run(&self, shared: &Shared) -> Exit {
        settled(self.write(shared))
    }

    fn write(&self, shared: &Shared) -> Result<Exit, Exit> {
        let library = Library::embedded().map_err(|error| library_failed(&error))?;
        let population = synthetic_patients(&library).map_err(|error| library_failed(&error))?;
        let to_stdout = self.output == "-";
        let mut out: Box<dyn Write> = if to_stdout {
            Box::new(BufWriter::new(io::stdout()))
        } else {
            Box::new(BufWriter::new(File::create(&self.output).map_err(
                |error| {
                    eprintln!("cannot write `{}`: {error}", self.output);
                    Exit::WrongUse
                },
            )?))
        };
        let counter = Counter::new("patients", self.count);
        let mut hasher = Hasher::new();
        for number in 1..=self.count {
            let line = format!("{}\n", population.patient(self.seed, number));
            hasher.add(line.as_bytes());
            match out.write_all(line.as_bytes()) {
                // A reader that went away, as `head` does, is no error.
                Err(error) if to_stdout && error.kind() == io::ErrorKind::BrokenPipe => {
                    return Ok(Exit::Fine);
                }
                written => written.map_err(|error| self.unwritten(&error))?,
            }
            counter.at(number);
        }
        match out.flush() {
            Err(error) if !(to_stdout && error.kind() == io::ErrorKind::BrokenPipe) => {
                return Err(self.unwritten(&error));
            }
            _ => {}
        }
        counter.done();
        self.told(&population, &hasher.digest(), shared.format);
        Ok(Exit::Fine)
    }

    fn unwritten(&self, error: &io::Error) -> Exit {
        eprintln!("cannot write `{}`: {error}", self.output);
        Exit::OurFault
    }

    /// Says what was written; beside the patients only where these went to a file.
    fn told(&self, population: &crate::population::Population, digest: &str, format: Format) {
        let form = population.form();
        let human = format!(
            "{} patients of seed {} for form {} {}, {digest}",
            self.count,
            self.seed,
            form.name(),
            form.version()
        );
        match format {
            _ if self.output == "-" => eprintln!("{human}"),
            Format::Human => say!("{human}"),
            Format::Json => print_json(&json!({
                "count": self.count,
                "seed": self.seed,
                "form": { "name": form.name(), "version": form.version() },
                "shares": population.digest(),
                "digest": digest,
            })),
        }
    }
}
