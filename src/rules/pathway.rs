//! The words a pathway's rules may ask with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How a picture is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// Magnetic resonance imaging.
    Mri,
    /// Computed tomography.
    Ct,
    /// Plain film.
    Radiograph,
    /// Ultrasound.
    Ultrasound,
}

/// Contrast agent, in the order in which one request absorbs another (SPEC 8.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contrast {
    /// The question does not arise.
    None,
    /// Without.
    Without,
    /// Without and with.
    WithoutAndWith,
}

/// A picture that rules may ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imaging {
    /// What it is, in words.
    pub text: String,
    /// How it is made.
    pub modality: Modality,
    /// The regions it shows.
    pub regions: Vec<String>,
    /// Contrast agent.
    pub contrast: Contrast,
}

impl Imaging {
    /// Whether this picture makes the other one unnecessary (SPEC 8.7).
    pub fn absorbs(&self, other: &Imaging) -> bool {
        self.modality == other.modality
            && self.contrast >= other.contrast
            && other
                .regions
                .iter()
                .all(|region| self.regions.contains(region))
    }
}

/// A word of the vocabulary and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// What it is, in words.
    pub text: String,
    /// The start of the sentence that asks for it; empty where the text is enough.
    pub ask: String,
    /// Whether it is the patient's own care, not somebody who is asked to see the patient.
    pub own_care: bool,
}

/// Everything the rules of a pathway may ask for, by id.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// Who may be asked to see the patient.
    pub destinations: BTreeMap<String, Term>,
    /// Pictures.
    pub imaging: BTreeMap<String, Imaging>,
    /// Tests.
    pub labs: BTreeMap<String, Term>,
    /// What a clinician may be asked to examine.
    pub evaluations: BTreeMap<String, Term>,
    /// Parts of the conservative plan.
    pub plan: BTreeMap<String, Term>,
    /// When to come back at once.
    pub safety_net: BTreeMap<String, Term>,
    /// What the answers add up to.
    pub findings: BTreeMap<String, Term>,
}
