//! What a clinician says of a decision.

use super::{Phi, Urgency};

/// Why a clinician changed a decision.
///
/// Codes of the HL7 terminology `http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes`.
/// These seven were read in our notes on CDS Hooks 3.0; the code system itself was not at hand, so
/// no other code of it is offered. Their wording stands with the words of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReasonCode {
    /// `patient-ineligible`
    PatientIneligible,
    /// `action-completed`
    ActionCompleted,
    /// `need-more-info`
    NeedMoreInfo,
    /// `inappropriate-recipient`
    InappropriateRecipient,
    /// `does-not-align-latest-evidence`
    DoesNotAlignLatestEvidence,
    /// `risk-benefit-ratio`
    RiskBenefitRatio,
    /// `limited-time`
    LimitedTime,
}

impl ReasonCode {
    /// Every code, in the order they are offered.
    pub const ALL: [ReasonCode; 7] = [
        ReasonCode::PatientIneligible,
        ReasonCode::ActionCompleted,
        ReasonCode::NeedMoreInfo,
        ReasonCode::InappropriateRecipient,
        ReasonCode::DoesNotAlignLatestEvidence,
        ReasonCode::RiskBenefitRatio,
        ReasonCode::LimitedTime,
    ];

    /// The code.
    pub const fn word(self) -> &'static str {
        match self {
            ReasonCode::PatientIneligible => "patient-ineligible",
            ReasonCode::ActionCompleted => "action-completed",
            ReasonCode::NeedMoreInfo => "need-more-info",
            ReasonCode::InappropriateRecipient => "inappropriate-recipient",
            ReasonCode::DoesNotAlignLatestEvidence => "does-not-align-latest-evidence",
            ReasonCode::RiskBenefitRatio => "risk-benefit-ratio",
            ReasonCode::LimitedTime => "limited-time",
        }
    }

    /// The code of that word.
    pub fn of_word(word: &str) -> Option<ReasonCode> {
        ReasonCode::ALL.into_iter().find(|code| code.word() == word)
    }
}

/// What a clinician says of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewVerdict {
    /// It stands as it is.
    Agreed,
    /// Another urgency stands in its place.
    Changed {
        /// The urgency from here on.
        urgency: Urgency,
        /// Why.
        reason: ReasonCode,
        /// Why, in the clinician's own words.
        text: Option<Phi<String>>,
    },
}

impl ReviewVerdict {
    /// The stable word of it.
    pub const fn word(&self) -> &'static str {
        match self {
            ReviewVerdict::Agreed => "agreed",
            ReviewVerdict::Changed { .. } => "changed",
        }
    }
}
