//! `spinepath decide`.

use std::path::PathBuf;

use super::desk::{Desk, settled};
use super::output::print_json;
use super::what_if::{print_what_if, what_if_json};
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
        let preview = desk.preview(shared, &self.intake)?;
        match shared.format {
            Format::Json => {
                let mut answer = serde_json::to_value(&preview.decision).unwrap_or_default();
                if let Some(members) = answer.as_object_mut() {
                    members.insert("what_if".into(), what_if_json(&preview.what_if));
                }
                print_json(&answer);
            }
            Format::Human => {
                print_decision(&preview.decision);
                print_what_if(&preview.what_if);
            }
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
