//! Codes of other systems that a finding may be written down with (SPEC 11). Suggestions: nothing is
//! assigned without a clinician.

use serde::{Deserialize, Serialize};

/// A system of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum System {
    /// ICD-10-CM, diagnoses in the United States.
    Icd10cm,
    /// SNOMED CT, clinical terms; needs a license in member countries.
    Snomed,
    /// LOINC, observations.
    Loinc,
}

impl System {
    /// The name as it is printed.
    pub const fn name(self) -> &'static str {
        match self {
            System::Icd10cm => "ICD-10-CM",
            System::Snomed => "SNOMED CT",
            System::Loinc => "LOINC",
        }
    }
}

/// How a code was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Code and name were read together.
    Verified,
    /// From memory; to be checked.
    Memory,
    /// Sources disagree: never suggested.
    Conflict,
}

/// A code and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coding {
    /// The system.
    pub system: System,
    /// The code.
    pub code: String,
    /// Its title in the system.
    pub title: String,
    /// The findings it is suggested for, by id.
    pub findings: Vec<String>,
    /// The questions of the form whose answers it names, for LOINC.
    pub facts: Vec<String>,
    /// How it was checked.
    pub mark: Mark,
    /// Where it was seen.
    pub seen: String,
    /// Whether it is for a clinician who examined to choose, and never suggested.
    pub clinician_only: bool,
    /// What else to know.
    pub note: Option<String>,
}
