//! A form in, a stored decision out: the main flow.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{App, AppError, preview};
use crate::clock;
use crate::decision::{Decision, canonical};
use crate::model::{CaseId, DecisionId, IntakeId, Phi, Profile};
use crate::store::{self, Idempotency, Submission};

/// Who is written down as having sent a form, as long as there are no accounts.
const ACTOR: &str = "local";

/// A form as it came in. It has no `Debug`: its bytes are patient data.
#[derive(Clone, Copy)]
pub struct NewIntake<'a> {
    /// The document, as received.
    pub bytes: &'a [u8],
    /// Whose guidelines apply.
    pub profile: Profile,
    /// The sender's key: the same key and the same form are stored once.
    pub key: Option<&'a str>,
}

/// What was stored for one form.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// The case.
    pub case_id: CaseId,
    /// The form.
    pub intake_id: IntakeId,
    /// The decision.
    pub decision_id: DecisionId,
    /// When the form came in.
    pub received_at: DateTime<Utc>,
    /// The answer.
    pub decision: Decision,
}

/// Whether this request stored the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Submitted {
    /// It did.
    Stored {
        /// The case.
        case_id: CaseId,
        /// The answer, as `answer` wrote it.
        body: String,
    },
    /// An earlier one with the same key did.
    Replayed {
        /// The case.
        case_id: CaseId,
        /// The answer given then, byte for byte.
        body: String,
    },
}

/// Status of every answer that is stored under a key.
const STORED: u16 = 201;

/// Decides on a form and stores both in one transaction. `answer` writes the answer that is
/// stored under the sender's key; it is a JSON object with a member `case_id`.
///
/// # Errors
///
/// Every reason why the form is not acceptable, or why it could not be stored. Nothing is half
/// stored.
pub async fn submit_intake(
    app: &App,
    intake: NewIntake<'_>,
    answer: impl FnOnce(&Receipt) -> String,
) -> Result<Submitted, AppError> {
    let preview = preview(
        &app.library,
        &app.release,
        intake.profile,
        clock::today(),
        intake.bytes,
    )?;
    let receipt = Receipt {
        case_id: CaseId::from_uuid(clock::new_id()),
        intake_id: IntakeId::from_uuid(clock::new_id()),
        decision_id: DecisionId::from_uuid(clock::new_id()),
        received_at: clock::now(),
        decision: preview.decision,
    };
    let body = answer(&receipt);
    let facts = preview.facts.to_json(app.release.catalogue());
    let submission = Submission {
        case_id: receipt.case_id,
        intake_id: receipt.intake_id,
        decision_id: receipt.decision_id,
        received_at: receipt.received_at,
        // The door let strict JSON through, which is UTF-8.
        payload: Phi::new(String::from_utf8_lossy(intake.bytes).into_owned()),
        patient: preview.record.patient().clone(),
        decision_json: Phi::new(receipt.decision.to_canonical_json()),
        decision: receipt.decision,
        facts_json: Phi::new(canonical(&facts)),
        actor: ACTOR.to_owned(),
        idempotency: intake.key.map(|key| Idempotency {
            key: key.to_owned(),
            request_sha256: same_request(intake),
            status: STORED,
            body: Phi::new(body.clone()),
        }),
    };
    match app.store.submit(submission).await? {
        store::Submitted::Stored => Ok(Submitted::Stored {
            case_id: receipt.case_id,
            body,
        }),
        store::Submitted::Replayed { body, .. } => {
            let body = body.reveal().clone();
            Ok(Submitted::Replayed {
                case_id: case_of(&body)?,
                body,
            })
        }
        store::Submitted::KeyReused => Err(AppError::KeyReused),
    }
}

/// What makes two requests the same one: the profile and every byte of the form.
fn same_request(intake: NewIntake<'_>) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(intake.profile.word());
    hash.update([0]);
    hash.update(intake.bytes);
    hash.finalize().into()
}

/// The case that an answer given earlier names.
fn case_of(body: &str) -> Result<CaseId, AppError> {
    #[derive(Deserialize)]
    struct Answer {
        case_id: String,
    }
    let answer: Option<Answer> = serde_json::from_str(body).ok();
    answer
        .and_then(|answer| answer.case_id.parse().ok())
        .ok_or_else(|| AppError::Internal("a stored answer names no case".into()))
}
