//! What a person can meet.

use std::fmt;

use super::{Rejection, Role};
use crate::intake::document::Refusal;
use crate::intake::violation::Violation;
use crate::store::StoreError;

/// Why a use case did not do what was asked. Contains no submitted value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AppError {
    /// The bytes are not strict JSON.
    Refused(Refusal),
    /// The JSON is not an acceptable form: every reason.
    Rejected(Vec<Violation>),
    /// There is no such thing.
    NotFound,
    /// The idempotency key was used for another request.
    KeyReused,
    /// Somebody in that role has to do this.
    RoleNotAllowed(Role),
    /// The case has a later decision or review than the one that was looked at.
    Superseded,
    /// The review lowers an emergency, and that is not confirmed.
    ConfirmationNeeded,
    /// The review cannot be kept: every reason.
    InvalidReview(Vec<Violation>),
    /// The draft was sent and takes no further save.
    AlreadySent,
    /// A decision of the same day or above is open, so nothing is handed to the patient.
    UrgentDecisionOpen,
    /// The release in force cannot decide here; the text says why and what to do.
    NotDeciding(String),
    /// The database does not answer; the text is for the log.
    Unavailable(String),
    /// Something of ours failed; the text is for the log.
    Internal(String),
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AppError::Refused(refusal) => refusal.fmt(f),
            AppError::Rejected(violations) => write!(f, "the form has {} errors", violations.len()),
            AppError::NotFound => f.write_str("there is no such thing"),
            AppError::KeyReused => f.write_str("the idempotency key was used for another request"),
            AppError::RoleNotAllowed(may) => write!(f, "only a `{}` may do this", may.word()),
            AppError::Superseded => {
                f.write_str("the case has a later decision or review: read it again")
            }
            AppError::ConfirmationNeeded => {
                f.write_str("this lowers an emergency: confirm that it is meant")
            }
            AppError::InvalidReview(faults) => write!(f, "the review has {} errors", faults.len()),
            AppError::AlreadySent => f.write_str("the form was sent already"),
            AppError::UrgentDecisionOpen => {
                f.write_str("a decision of the same day or above is open")
            }
            AppError::NotDeciding(why) => f.write_str(why),
            AppError::Unavailable(cause) => write!(f, "the database does not answer: {cause}"),
            AppError::Internal(cause) => write!(f, "the service failed: {cause}"),
        }
    }
}

impl std::error::Error for AppError {}

impl From<Rejection> for AppError {
    fn from(rejection: Rejection) -> Self {
        match rejection {
            Rejection::Refused(refusal) => AppError::Refused(refusal),
            Rejection::Rejected(violations) => AppError::Rejected(violations),
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound { .. } => AppError::NotFound,
            StoreError::Unavailable { .. } => AppError::Unavailable(error.to_string()),
            StoreError::Conflict { .. } | StoreError::Corrupt { .. } => {
                AppError::Internal(error.to_string())
            }
        }
    }
}
