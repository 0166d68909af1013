//! The words in which a release and a decision speak of rules.

use serde::{Deserialize, Serialize};

/// Which rules decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseRef {
    /// `sha256:…` over the release's files.
    pub digest: String,
    /// Pathway: `spine`.
    pub name: String,
    /// Release: `2026.11.0`.
    pub release: String,
}

impl ReleaseRef {
    /// What sorts the releases of a pathway, oldest first: the parts of the version, numbers as
    /// numbers.
    pub fn version_order(&self) -> Vec<(u64, &str)> {
        let parts = self.release.split('.');
        parts
            .map(|part| (part.parse().unwrap_or_default(), part))
            .collect()
    }
}

/// How far a statement is backed by a source that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Seen in the issuing body's own text.
    Verified,
    /// Seen in a secondary source only.
    Secondary,
    /// The source was seen, the exact threshold was not.
    Partial,
    /// From memory; to be checked before use with patients.
    Memory,
    /// A safety choice of this release; local policy.
    Policy,
}

impl Basis {
    /// How far a statement is backed, in words, after a colon or at the start of a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Basis::Verified => "seen in the source itself",
            Basis::Secondary => "seen in a secondary source only",
            Basis::Partial => "the source was seen; the exact threshold is to be checked",
            Basis::Memory => "from memory, to be checked",
            Basis::Policy => "local policy",
        }
    }

    /// The words that stand beside a rule whose threshold no source was seen to state in full
    /// (SPEC 6.6).
    pub const fn caution(self) -> Option<&'static str> {
        match self {
            Basis::Verified => None,
            Basis::Secondary => Some("secondary source"),
            Basis::Partial => Some("exact threshold to be checked"),
            Basis::Memory => Some("from memory, to be checked"),
            Basis::Policy => Some("local policy"),
        }
    }
}

/// What one rule made of the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The condition holds.
    Fired,
    /// The condition does not hold, whatever the open answers are.
    Silent,
    /// An open answer could make it hold.
    Unknown,
}

/// What an unknown rule does while it waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IfUnknown {
    /// Its question is asked and it counts in `could_become`.
    Ask,
    /// As `ask`, and until then it holds its own urgency, up to the pathway's hold.
    Escalate,
    /// It is left open.
    Ignore,
}
