//! What would change a decision, in short sentences.

use serde_json::Value as Json;

use crate::decision::{ChangeSet, ChangeSets, WhatIf};
use crate::model::Urgency;

/// The value as data.
pub(super) fn what_if_json(what_if: &WhatIf) -> Json {
    serde_json::to_value(what_if).unwrap_or_default()
}

/// The value for a person: one line each, the most useful first.
pub(super) fn print_what_if(what_if: &WhatIf) {
    match what_if.next.first() {
        Some(next) if next.alone => {
            say!("  ask next     {} ({})", next.question, next.who);
            for outcome in &next.answers {
                let answers: Vec<&str> = outcome.answers.iter().map(|a| a.text.as_str()).collect();
                let answers = answers.join(", ");
                let could = if outcome.could_become > outcome.urgency {
                    format!(", could become {}", outcome.could_become.band())
                } else {
                    String::new()
                };
                say!(
                    "                 {answers}: {}{could}",
                    outcome.urgency.band()
                );
            }
        }
        Some(next) => say!(
            "  ask next     {} ({}; other answers are needed, too)",
            next.question,
            next.who
        ),
        None if what_if.stop_asking => {
            say!("  ask next     nothing: no open question can change the urgency");
        }
        None => {}
    }
    if what_if.urgency < Urgency::Emergency {
        list("up", &what_if.raise);
    }
    if what_if.urgency > Urgency::Conservative {
        list("down", &what_if.lower);
    }
    for miss in &what_if.near_misses {
        say!(
            "  near         {} ({}; what is near is local policy) [{}]",
            miss.text,
            miss.urgency.band(),
            miss.rule
        );
    }
}

fn list(title: &str, sets: &ChangeSets) {
    for set in &sets.sets {
        say!("  {title:<12} {}", sentence(set));
    }
    if sets.sets.is_empty() {
        let within = sets.within;
        let tried = if sets.complete {
            format!("no change of {within} answers or fewer would")
        } else {
            format!("none found among the changes of up to {within} answers that were tried")
        };
        say!("  {title:<12} {tried}");
    } else if sets.more > 0 {
        say!("  {title:<12} {} more", sets.more);
    }
}

fn sentence(set: &ChangeSet) -> String {
    let changes: Vec<&str> = set
        .changes
        .iter()
        .map(|change| change.text.as_str())
        .collect();
    let could = if set.could_become > set.urgency {
        format!(", could become {}", set.could_become.band())
    } else {
        String::new()
    };
    format!("{} → {}{could}", changes.join(" and "), set.urgency.band())
}
