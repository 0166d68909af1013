//! How the service is: to read, and as text to copy.

use askama::Template;

use super::{Frame, Words};
use crate::app::System;

/// Where it is.
pub const SYSTEM: &str = "/system";

/// Something that is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is about, in words.
    pub name: String,
    /// What is said.
    pub is: String,
    /// Whether somebody has to look after it.
    pub wrong: bool,
}

/// How the service is.
#[derive(Debug, Template)]
#[template(path = "system.html")]
pub struct SystemView {
    /// What stands around it.
    pub frame: Frame,
    /// What is told.
    pub facts: Vec<Fact>,
}

impl SystemView {
    /// The page.
    pub fn of(frame: Frame, system: &System) -> SystemView {
        SystemView {
            facts: facts(frame.words, system),
            frame,
        }
    }

    /// The same as text, a line for each.
    pub fn text(&self) -> String {
        let lines = self.facts.iter();
        lines
            .map(|fact| format!("{}: {}\n", fact.name, fact.is))
            .collect()
    }
}

/// What is told of the service. The causes are in English: they are for the one who runs it.
fn facts(words: Words, system: &System) -> Vec<Fact> {
    let fine = |name: String, is: String| Fact {
        name,
        is,
        wrong: false,
    };
    let told = |name: String, told: Result<String, &String>| Fact {
        name,
        wrong: told.is_err(),
        is: told.unwrap_or_else(Clone::clone),
    };
    let release = |release: &crate::rules::ReleaseRef| {
        format!("{} {} ({})", release.name, release.release, release.digest)
    };
    let database = system.database.as_ref();
    let mut facts = vec![
        fine(words.say("system-live"), words.say("answer-yes")),
        told(
            words.say("system-ready"),
            system.ready.as_ref().map(|()| words.say("answer-yes")),
        ),
        fine(
            words.say("system-program"),
            format!("spinepath {}", system.program),
        ),
        fine(
            words.say("system-clock"),
            system.now.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
        ),
        told(
            words.say("system-database"),
            database.map(|state| format!("PostgreSQL {}", state.server)),
        ),
    ];
    if let Ok(state) = database {
        let latest = state.applied.last().cloned().unwrap_or_default();
        let [applied, waiting] = [state.applied.len(), state.waiting].map(|n| n.to_string());
        facts.push(Fact {
            name: words.say("system-migrations"),
            is: words.with(
                "system-migrations-are",
                &[
                    ("applied", &applied),
                    ("latest", &latest),
                    ("waiting", &waiting),
                ],
            ),
            wrong: state.waiting > 0,
        });
    }
    facts.push(told(
        words.say("system-release"),
        system.deciding.as_ref().map(release),
    ));
    if let Some((name, version, digest)) = &system.form {
        let form = format!("{name} {version} ({digest})");
        facts.push(fine(words.say("system-form"), form));
    }
    facts.push(fine(
        words.say("system-profile"),
        system.profile.word().to_owned(),
    ));
    let shadow = system.shadow.as_ref().map(release);
    facts.push(fine(
        words.say("system-shadow"),
        shadow.unwrap_or_else(|| words.say("system-no-shadow")),
    ));
    facts
}
