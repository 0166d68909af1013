//! `spinepath decide`.

use std::path::PathBuf;

use super::output::{library_failed, print_json};
use super::{Exit, Format, Shared};
use crate::app::{Library, Rejection, preview};
use crate::clock;
use crate::decision::{Decision, Request, Status};

/// Decide on a filled form in a file; nothing is stored.
#[derive(Debug, clap::Args)]
pub(super) struct Decide {
    /// The filled form, as JSON.
    intake: PathBuf,
    /// A release: a folder, or `pathway/release` of one in the program.
    #[arg(long)]
    release: Option<String>,
}

impl Decide {
    pub fn run(&self, shared: &Shared) -> Exit {
        let bytes = match std::fs::read(&self.intake) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("cannot read `{}`: {error}", self.intake.display());
                return Exit::WrongUse;
            }
        };
        let library = match Library::with_forms(&shared.forms) {
            Ok(library) => library,
            Err(error) => return library_failed(&error),
        };
        let today = clock::today();
        let release = match &self.release {
            Some(name) => library.release(name, today),
            None => library.current_release(today),
        };
        let release = match release {
            Ok(release) => release,
            Err(error) => return library_failed(&error),
        };
        match preview(&library, &release, shared.profile(), &bytes) {
            Ok(preview) => {
                match shared.format {
                    Format::Json => {
                        print_json(&serde_json::to_value(&preview.decision).unwrap_or_default())
                    }
                    Format::Human => print_decision(&preview.decision),
                }
                Exit::Fine
            }
            Err(rejection) => {
                match (&rejection, shared.format) {
                    (Rejection::Rejected(violations), Format::Json) => {
                        print_json(&serde_json::json!({ "errors": violations }));
                    }
                    _ => eprintln!("{rejection}"),
                }
                Exit::Findings
            }
        }
    }
}

/// The decision in the words of a person in a hurry: urgency first.
pub(super) fn print_decision(decision: &Decision) {
    println!("{}{}", decision.urgency.band(), due(decision));
    if decision.status == Status::Provisional {
        println!("PROVISIONAL: could become {}", decision.could_become.band());
    }
    let list = |title: &str, requests: &[Request]| {
        for request in requests {
            println!("  {title:<12} {}", request.text);
        }
    };
    list("to", &decision.destinations);
    list("imaging", &decision.imaging);
    list("test", &decision.labs);
    list("examine", &decision.evaluation_requests);
    for reason in &decision.reasons {
        println!(
            "  because      {} [{} v{}]",
            reason.text, reason.rule, reason.version
        );
    }
    for suppressed in &decision.suppressed {
        println!(
            "  taken out    {}: {} [{}]",
            suppressed.text, suppressed.because, suppressed.by
        );
    }
    for question in &decision.ask {
        println!(
            "  ask          {} ({}, could become {})",
            question.question,
            question.who,
            question.could_become.band()
        );
    }
    if let Some(days) = decision.review_in_days {
        println!("  review       in {days} days");
    }
    println!(
        "rules {} {} ({}), profile {}, {}",
        decision.ruleset.name,
        decision.ruleset.release,
        decision.ruleset.digest,
        decision.profile,
        decision.digest
    );
}

fn due(decision: &Decision) -> String {
    match decision.due_in_days {
        None => String::new(),
        Some(0) => ", today".into(),
        Some(days) => format!(", within {days} days"),
    }
}
