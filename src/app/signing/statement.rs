//! What is signed: one statement of one person about one release.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{PublicKey, Role};
use crate::decision::{ReleaseRef, canonical};

/// What the person says of the release.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// It may decide.
    #[default]
    Approve,
    /// It must not decide any longer.
    Withdraw,
}

/// What a person signs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// What is said of the release.
    pub act: Act,
    /// The day it was signed, by the clock of the machine it was signed on.
    pub date: NaiveDate,
    /// The digest in the lock of the release.
    pub digest: String,
    /// The digest of each gate's result that the person saw, by gate; none for a withdrawal.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub gates: BTreeMap<String, String>,
    /// Who signs.
    pub name: String,
    /// Pathway: `spine`.
    pub pathway: String,
    /// Why; stated for a withdrawal.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
    /// Release: `2026.12.0`.
    pub release: String,
    /// What the person does for the clinic.
    pub role: Role,
}

impl Statement {
    /// The text that is signed: equal statements have equal bytes.
    pub fn to_canonical_json(&self) -> String {
        // Texts and dates always have a JSON spelling.
        canonical(&serde_json::to_value(self).unwrap_or_default())
    }

    /// The same statement, about that release.
    #[must_use]
    pub fn about(self, release: &ReleaseRef) -> Statement {
        Statement {
            digest: release.digest.clone(),
            pathway: release.name.clone(),
            release: release.release.clone(),
            ..self
        }
    }

    /// Whether it is about that release and no other.
    pub fn is_about(&self, release: &ReleaseRef) -> bool {
        (&self.digest, &self.pathway, &self.release)
            == (&release.digest, &release.name, &release.release)
    }
}

/// A statement with its signature: the document that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// The key it was signed with: `ed25519:…`.
    pub public_key: String,
    /// The signature of the statement in canonical JSON: `ed25519:…`.
    pub signature: String,
    /// What was signed.
    pub statement: Statement,
}

impl Signed {
    /// Reads the text of a signed document.
    ///
    /// # Errors
    ///
    /// Where it is not one.
    pub fn read(text: &str) -> Result<Signed, String> {
        serde_json::from_str(text).map_err(|error| {
            format!("it is not a signed approval: {error}; make one with `rules approve`")
        })
    }

    /// Whether that key made the signature.
    pub fn fits(&self, key: &PublicKey) -> bool {
        key.made(&self.signature, &self.statement.to_canonical_json())
    }
}
