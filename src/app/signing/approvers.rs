//! Who may sign at this clinic: `approvers.yaml`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{PublicKey, Signed};

/// What a person does for the clinic.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Approves releases: governance, quality, informatics.
    #[default]
    Approver,
    /// Writes rules, and so approves none.
    Author,
    /// Treats patients, approves releases and withdraws them.
    Clinician,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 3] = [Role::Approver, Role::Author, Role::Clinician];

    /// The word used in files and flags.
    pub const fn word(self) -> &'static str {
        match self {
            Role::Approver => "approver",
            Role::Author => "author",
            Role::Clinician => "clinician",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Role::ALL
            .into_iter()
            .find(|role| role.word() == text)
            .ok_or_else(|| {
                format!("`{text}` is not a role: use `clinician`, `approver` or `author`")
            })
    }
}

/// A person who may sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approver {
    /// The person's name.
    pub name: String,
    /// What the person does for the clinic.
    pub role: Role,
    /// The key the person signs with.
    pub public_key: PublicKey,
}

impl Approver {
    /// The line of this person for `approvers.yaml`.
    pub fn line(&self) -> String {
        // JSON is YAML, and quotes whatever a name holds.
        format!(
            "- {{ name: {}, role: {}, public_key: \"{}\" }}",
            serde_json::Value::from(self.name.as_str()),
            self.role,
            self.public_key
        )
    }
}

/// Everybody who may sign at this clinic.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Approvers(Vec<Approver>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    approvers: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    name: String,
    role: Role,
    public_key: String,
}

impl Approvers {
    /// Reads the text of `approvers.yaml`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it.
    pub fn read(text: &str) -> Result<Approvers, Vec<String>> {
        let strict = serde_saphyr::options! {
            duplicate_keys: serde_saphyr::DuplicateKeyPolicy::Error,
        };
        let file: File = serde_saphyr::from_str_with_options(text, strict)
            .map_err(|error| vec![error.to_string()])?;
        let mut wrong = Vec::new();
        let mut known: Vec<Approver> = Vec::new();
        for line in file.approvers {
            let name = line.name.trim().to_owned();
            if name.is_empty() {
                wrong.push("a person has no name".to_owned());
            }
            match line.public_key.parse() {
                Err(fault) => wrong.push(format!("the key of `{name}`: {fault}")),
                Ok(public_key) => {
                    if known.iter().any(|other| same_name(&other.name, &name)) {
                        wrong.push(format!("`{name}` stands there twice: a person has one key"));
                    }
                    if let Some(other) = known.iter().find(|other| other.public_key == public_key) {
                        wrong.push(format!("`{}` and `{name}` have the same key", other.name));
                    }
                    known.push(Approver {
                        name,
                        role: line.role,
                        public_key,
                    });
                }
            }
        }
        if wrong.is_empty() {
            Ok(Approvers(known))
        } else {
            Err(wrong)
        }
    }

    /// The person of that name.
    pub fn named(&self, name: &str) -> Option<&Approver> {
        self.0.iter().find(|known| same_name(&known.name, name))
    }

    /// What keeps a document from being signed by the person it names: every reason.
    pub fn doubts(&self, signed: &Signed) -> Vec<String> {
        let statement = &signed.statement;
        let name = &statement.name;
        let Some(known) = self.named(name) else {
            return vec![format!("`{name}` is not in the list of approvers")];
        };
        let mut doubts = Vec::new();
        if known.role != statement.role {
            doubts.push(format!(
                "`{name}` signs as {}, and the list of approvers says {}",
                statement.role, known.role
            ));
        }
        if signed.public_key != known.public_key.to_string() {
            doubts.push(format!(
                "`{name}` signed with another key than the list of approvers names"
            ));
        } else if !signed.fits(&known.public_key) {
            doubts.push(format!(
                "the signature of `{name}` does not fit: the document was changed, or somebody else signed it"
            ));
        }
        doubts
    }
}

/// Whether two names are those of one person, however they are spaced and capitalized.
pub(in crate::app) fn same_name(one: &str, other: &str) -> bool {
    let plain = |name: &str| {
        let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
        words.join(" ")
    };
    plain(one) == plain(other)
}
