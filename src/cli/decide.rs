//! `spinepath decide`.

use std::path::PathBuf;

use super::desk::{Desk, settled};
use super::output::print_json;
use super::{Exit, Format, Shared};
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
        settled(self.decide(shared))
    }

    fn decide(&self, shared: &Shared) -> Result<Exit, Exit> {
        let desk = Desk::open(shared, self.release.as_deref())?;
        let decision = desk.preview(shared, &self.intake)?.decision;
        match shared.format {
            Format::Json => print_json(&serde_json::to_value(&decision).unwrap_or_default()),
            Format::Human => print_decision(&decision),
        }
        Ok(Exit::Fine)
    }
}

/// The decision in the words of a person in a hurry: urgency first.
pub(super) fn print_decision(decision: &Decision) {
    say!("{}{}", decision.band(), due(decision));
    if decision.status == Status::Provisional {
        say!("PROVISIONAL: could become {}", decision.could_become.band());
    }
    let list = |title: &str, requests: &[Request]| {
        for request in requests {
            say!("  {title:<12} {}", request.text);
        }
    };
    list("to", &decision.destinations);
    list("imaging", &decision.imaging);
    list("test", &decision.labs);
    list("examine", &decision.evaluation_requests);
    for reason in &decision.reasons {
        let caution = reason
            .basis
            .caution()
            .map_or(String::new(), |words| format!(", {words}"));
        say!(
            "  because      {} [{} v{}{caution}]",
            reason.text,
            reason.rule,
            reason.version
        );
    }
    for suppressed in &decision.suppressed {
        say!(
            "  taken out    {}: {} [{}]",
            suppressed.text,
            suppressed.because,
            suppressed.by
        );
    }
    for question in decision.first_questions() {
        say!(
            "  ask          {} ({}, could become {})",
            question.question,
            question.who,
            question.could_become.band()
        );
    }
    if let Some(days) = decision.review_in_days {
        say!("  review       in {days} days");
    }
    say!(
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
