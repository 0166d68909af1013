//! Words of the domain as columns hold them.

use super::StoreError;
use crate::{
    decision::{Disposition, Status},
    model::{Answer, Urgency},
};

const OPEN_UNKNOWN: &str = "unknown";
const OPEN_NOT_ASKED: &str = "not_asked";

pub(super) fn from_answer(answer: &Answer<String>) -> &str {
    match answer {
        Answer::Known(word) => word,
        Answer::Unknown => OPEN_UNKNOWN,
        Answer::NotAsked => OPEN_NOT_ASKED,
    }
}

pub(super) fn to_answer(word: String) -> Answer<String> {
    match word.as_str() {
        OPEN_UNKNOWN => Answer::Unknown,
        OPEN_NOT_ASKED => Answer::NotAsked,
        _ => Answer::Known(word),
    }
}

pub(super) fn from_status(status: Status) -> &'static str {
    match status {
        Status::Final => "final",
        Status::Provisional => "provisional",
    }
}

pub(super) fn to_status(word: &str) -> Result<Status, StoreError> {
    [Status::Final, Status::Provisional]
        .into_iter()
        .find(|status| from_status(*status) == word)
        .ok_or(StoreError::Corrupt { what: "status" })
}

pub(super) fn from_disposition(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::ConservativeCare => "conservative_care",
        Disposition::Imaging => "imaging",
        Disposition::Referral => "referral",
    }
}

pub(super) fn to_disposition(word: &str) -> Result<Disposition, StoreError> {
    [
        Disposition::ConservativeCare,
        Disposition::Imaging,
        Disposition::Referral,
    ]
    .into_iter()
    .find(|disposition| from_disposition(*disposition) == word)
    .ok_or(StoreError::Corrupt {
        what: "disposition",
    })
}

pub(super) fn to_urgency(word: &str) -> Result<Urgency, StoreError> {
    Urgency::ALL
        .into_iter()
        .find(|urgency| urgency.word() == word)
        .ok_or(StoreError::Corrupt { what: "urgency" })
}

/// The place on the ladder, as `urgency_rank` in the database counts it.
pub(super) fn rank(urgency: Urgency) -> i16 {
    match urgency {
        Urgency::Conservative => 0,
        Urgency::Routine => 1,
        Urgency::TwoWeeks => 2,
        Urgency::SameDay => 3,
        Urgency::Emergency => 4,
    }
}
