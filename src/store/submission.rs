//! One submission, ready to be kept: everything it leaves in the database.

use chrono::{DateTime, Utc};

use crate::{
    decision::Decision,
    intake::record::Patient,
    model::{CaseId, DecisionId, IntakeId, Phi},
};

/// A form that was received and decided on, with the ids it is to be kept under.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The case: a new one, or the one this form belongs to.
    pub case_id: CaseId,
    /// The decision this one follows on its case; none for a new case.
    pub follows: Option<DecisionId>,
    /// The form.
    pub intake_id: IntakeId,
    /// The decision on it.
    pub decision_id: DecisionId,
    /// When the form came in.
    pub received_at: DateTime<Utc>,
    /// Name of the form: `spine`.
    pub form: String,
    /// Version of the form: `1.1.0`.
    pub form_version: String,
    /// The form exactly as it came in.
    pub payload: Phi<String>,
    /// Who it is about.
    pub patient: Patient,
    /// What was decided. Its release must be registered.
    pub decision: Decision,
    /// The same decision as canonical JSON; these bytes are kept.
    pub decision_json: Phi<String>,
    /// The facts that were decided on, as JSON.
    pub facts_json: Phi<String>,
    /// Who submitted it: a role or an account, never a patient.
    pub actor: String,
    /// How to recognize the same request when it comes again.
    pub idempotency: Option<Idempotency>,
}

/// A request that its sender may repeat, with the answer it gets each time.
#[derive(Debug, Clone)]
pub struct Idempotency {
    /// The sender's key, 1 to 255 bytes.
    pub key: String,
    /// SHA-256 over what makes two requests the same one.
    pub request_sha256: [u8; 32],
    /// HTTP status of the answer.
    pub status: u16,
    /// Body of the answer.
    pub body: Phi<String>,
}

/// What became of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Submitted {
    /// It is kept, and survives a crash from here on.
    Stored,
    /// The same request was kept earlier; nothing was added.
    Replayed {
        /// HTTP status of the answer given then.
        status: u16,
        /// Body of the answer given then.
        body: Phi<String>,
    },
    /// Another request was kept under this key; nothing was added.
    KeyReused,
    /// The case has a later decision than the one this follows; nothing was added.
    Superseded,
}
