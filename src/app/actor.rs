//! Who acts.

use std::fmt;

/// What a person is in the clinic. Fixed in code: what a role may do is decided where it acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Fills forms with the patient in the room.
    MedicalAssistant,
    /// Reviews, and may answer every question of a form.
    Clinician,
    /// Looks after the rules.
    RuleAuthor,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 3] = [Role::MedicalAssistant, Role::Clinician, Role::RuleAuthor];

    /// The stable word of it.
    pub const fn word(self) -> &'static str {
        match self {
            Role::MedicalAssistant => "medical_assistant",
            Role::Clinician => "clinician",
            Role::RuleAuthor => "rule_author",
        }
    }

    /// The role of that word.
    pub fn of_word(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// Somebody who acts, as it is written down with what they did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// How the person is named in the audit: `local`, `demo-clinician`.
    pub name: String,
    /// What the person is.
    pub role: Role,
}

impl Actor {
    /// A program of this machine. Nobody is asked who they are until there are accounts, so it may do
    /// what a clinician may.
    pub fn local() -> Actor {
        Actor {
            name: "local".into(),
            role: Role::Clinician,
        }
    }

    /// Whoever uses a service without accounts, in that role.
    pub fn demo(role: Role) -> Actor {
        Actor {
            name: format!("demo-{}", role.word().replace('_', "-")),
            role,
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
