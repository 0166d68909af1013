//! A form in, a stored decision out: the main flow.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::follow_up::follow_up;
use super::shadow::Made;
use super::{App, AppError, Preview, preview, view_case};
use crate::clock;
use crate::decision::{Decision, WhatIf, canonical};
use crate::facts::Earlier;
use crate::intake::record::IntakeRecord;
use crate::model::{CaseId, DecisionId, IntakeId, Phi, Profile};
use crate::rules::CheckedRelease;
use crate::store::{self, Idempotency, Submission};

/// A form as it came in. It has no `Debug`: its bytes are patient data.
#[derive(Clone, Copy)]
pub struct NewIntake<'a> {
    /// The document, as received.
    pub bytes: &'a [u8],
    /// Whose guidelines apply.
    pub profile: Profile,
    /// The sender's key: the same key and the same form are stored once.
    pub key: Option<&'a str>,
    /// Who is written down as having sent it.
    pub actor: &'a str,
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
    /// What would change it; told, not stored with it.
    pub what_if: WhatIf,
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

/// How often a follow-up is decided again because the case moved on in the meantime.
const ATTEMPTS: usize = 5;

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
    let release = app.deciding().await?;
    let preview = preview(
        &app.library,
        &release,
        intake.profile,
        clock::today(),
        intake.bytes,
    )?;
    let (form, form_version) = (preview.record.form(), preview.record.form_version());
    let form = (form.to_owned(), form_version.to_owned());
    let case_id = CaseId::from_uuid(clock::new_id());
    let made = Kept::of(app, &preview, None);
    let place = Place {
        case_id,
        follows: None,
        form,
        release,
    };
    let (submission, receipt, body) = submission(intake, preview, place, answer);
    let submitted = app.store.submit(submission).await?;
    made.beside(app, &submitted, receipt);
    settled(submitted, case_id, body)
}

/// Decides on a form of a further visit, or on a corrected one, in the light of what the case holds
/// already, and stores both in one transaction. The earlier forms and decisions stay.
///
/// # Errors
///
/// As [`submit_intake`]; also if there is no such case, or the form is about somebody else.
pub async fn submit_follow_up(
    app: &App,
    case_id: CaseId,
    intake: NewIntake<'_>,
    answer: impl Fn(&Receipt) -> String,
) -> Result<Submitted, AppError> {
    for _ in 0..ATTEMPTS {
        let file = view_case(app, case_id).await?;
        let release = app.deciding().await?;
        let follow_up = follow_up(app, &release, &file, intake)?;
        let made = Kept::of(app, &follow_up.preview, Some(follow_up.earlier));
        let place = Place {
            case_id,
            follows: Some(file.decision_id),
            form: follow_up.form,
            release,
        };
        let (submission, receipt, body) = submission(intake, follow_up.preview, place, &answer);
        match app.store.follow_up(&submission).await? {
            store::Submitted::Superseded => {}
            submitted => {
                made.beside(app, &submitted, receipt);
                return settled(submitted, case_id, body);
            }
        }
    }
    Err(AppError::Unavailable(
        "the case was changed by others at the same time".into(),
    ))
}

/// What a decision was made on, kept for the candidate where there is one.
struct Kept(Option<(IntakeRecord, Option<Earlier>)>);

impl Kept {
    fn of(app: &App, preview: &Preview, earlier: Option<Earlier>) -> Kept {
        Kept(app.shadow().map(|_| (preview.record.clone(), earlier)))
    }

    /// Lets the candidate decide too, if this request stored the form.
    fn beside(self, app: &App, submitted: &store::Submitted, receipt: Receipt) {
        let stored = *submitted == store::Submitted::Stored;
        if let (Some(shadow), Some((record, earlier)), true) = (app.shadow(), self.0, stored) {
            shadow.offer(Made {
                case_id: receipt.case_id,
                decision_id: receipt.decision_id,
                record,
                earlier,
                decision: receipt.decision,
            });
        }
    }
}

/// Where a submission belongs.
struct Place {
    case_id: CaseId,
    follows: Option<DecisionId>,
    /// Name and version of the form that was sent.
    form: (String, String),
    /// The release that decided.
    release: Arc<CheckedRelease>,
}

/// What is stored for a form that was decided on, and the answer to it.
fn submission(
    intake: NewIntake<'_>,
    preview: Preview,
    place: Place,
    answer: impl FnOnce(&Receipt) -> String,
) -> (Submission, Receipt, String) {
    let receipt = Receipt {
        case_id: place.case_id,
        intake_id: IntakeId::from_uuid(clock::new_id()),
        decision_id: DecisionId::from_uuid(clock::new_id()),
        received_at: clock::now(),
        decision: preview.decision,
        what_if: preview.what_if,
    };
    let body = answer(&receipt);
    let facts = preview.facts.to_json(place.release.catalogue());
    let (form, form_version) = place.form;
    let submission = Submission {
        case_id: receipt.case_id,
        follows: place.follows,
        intake_id: receipt.intake_id,
        decision_id: receipt.decision_id,
        received_at: receipt.received_at,
        form,
        form_version,
        // The door let strict JSON through, which is UTF-8.
        payload: Phi::new(String::from_utf8_lossy(intake.bytes).into_owned()),
        patient: preview.record.patient().clone(),
        decision_json: Phi::new(receipt.decision.to_canonical_json()),
        decision: receipt.decision.clone(),
        facts_json: Phi::new(canonical(&facts)),
        actor: intake.actor.to_owned(),
        idempotency: intake.key.map(|key| Idempotency {
            key: key.to_owned(),
            request_sha256: same_request(intake, place.follows.map(|_| place.case_id)),
            status: STORED,
            body: Phi::new(body.clone()),
        }),
    };
    (submission, receipt, body)
}

/// What the sender is told of what became of a submission.
fn settled(
    submitted: store::Submitted,
    case_id: CaseId,
    body: String,
) -> Result<Submitted, AppError> {
    match submitted {
        store::Submitted::Stored => Ok(Submitted::Stored { case_id, body }),
        store::Submitted::Replayed { body, .. } => {
            let body = body.reveal().clone();
            Ok(Submitted::Replayed {
                case_id: case_of(&body)?,
                body,
            })
        }
        store::Submitted::KeyReused => Err(AppError::KeyReused),
        store::Submitted::Superseded => {
            Err(AppError::Internal("a new case cannot be superseded".into()))
        }
    }
}

/// What makes two requests the same one: the profile, the case it is sent to, and every byte of the
/// form.
fn same_request(intake: NewIntake<'_>, case_id: Option<CaseId>) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(intake.profile.word());
    hash.update([0]);
    if let Some(case_id) = case_id {
        hash.update(case_id.uuid());
    }
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
