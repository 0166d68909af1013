//! What stands around every page.

use askama::Template;

use super::Words;
use super::assets::{LINKS, Links};
use crate::app::Role;

/// What the frame of a page needs.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The words of the reader.
    pub words: Words,
    /// What the reader is.
    pub role: Role,
    /// Whether the reader may fill forms: who may not is not led to one.
    pub fills_forms: bool,
    /// Address of the page, to come back to.
    pub path: String,
}

/// A role that can be chosen.
pub struct Choice {
    /// Its word.
    pub word: &'static str,
    /// Its name.
    pub name: String,
    /// Whether it is the reader's.
    pub chosen: bool,
}

impl Frame {
    /// The addresses of what pages load.
    pub fn links(&self) -> &'static Links {
        &LINKS
    }

    /// A message.
    pub fn say(&self, key: &str) -> String {
        self.words.say(key)
    }

    /// Whether the reader is told what another release would have decided on which case: nobody who
    /// works on a case is.
    pub fn names_other_decisions(&self) -> bool {
        self.role == Role::RuleAuthor
    }

    /// The roles to choose from.
    pub fn roles(&self) -> Vec<Choice> {
        Role::ALL
            .into_iter()
            .map(|role| Choice {
                word: role.word(),
                name: self.say(match role {
                    Role::MedicalAssistant => "role-assistant",
                    Role::Clinician => "role-clinician",
                    Role::RuleAuthor => "role-author",
                }),
                chosen: role == self.role,
            })
            .collect()
    }

    /// The languages to choose from: tag, name, whether it is the reader's.
    pub fn languages(&self) -> [(&'static str, &'static str, bool); 2] {
        let tag = self.words.tag();
        [
            ("en", "English", tag == "en"),
            ("es", "Español", tag == "es"),
        ]
    }
}

/// A page that says one thing.
#[derive(Debug, Template)]
#[template(path = "problem.html")]
pub struct Message {
    /// What stands around it.
    pub frame: Frame,
    /// Its heading.
    pub title: String,
    /// What it says.
    pub text: String,
    /// Where to go from here; may be empty.
    pub back: String,
}
