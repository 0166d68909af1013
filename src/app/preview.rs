//! Bytes in, a decision out; nothing is stored.

use std::fmt;

use chrono::{Days, NaiveDate};

use super::Library;
use crate::decision::{Decision, WhatIf, decide, what_if};
use crate::facts::{FactSet, derive};
use crate::intake::document::{RawForm, Refusal};
use crate::intake::form::Form;
use crate::intake::record::IntakeRecord;
use crate::intake::validate::validate;
use crate::intake::violation::Violation;
use crate::model::Profile;
use crate::rules::CheckedRelease;

/// A clinic east of Greenwich can be a day ahead of the clock of the service.
const AHEAD: Days = Days::new(1);

/// A form that was decided on.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The filled form.
    pub record: IntakeRecord,
    /// What rules could ask.
    pub facts: FactSet,
    /// The answer.
    pub decision: Decision,
    /// What would change it.
    pub what_if: WhatIf,
}

/// Why a form was not decided on. Never contains a submitted value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rejection {
    /// The bytes are not strict JSON.
    Refused(Refusal),
    /// The JSON is not an acceptable form: every reason.
    Rejected(Vec<Violation>),
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rejection::Refused(refusal) => refusal.fmt(f),
            Rejection::Rejected(violations) => {
                write!(f, "the form has {} errors", violations.len())?;
                violations
                    .iter()
                    .try_for_each(|v| write!(f, "\n{}: {} ({})", v.pointer, v.detail, v.keyword))
            }
        }
    }
}

/// The five steps from bytes to a decision.
///
/// # Errors
///
/// Every reason why the form is not acceptable.
pub fn preview(
    library: &Library,
    release: &CheckedRelease,
    profile: Profile,
    today: NaiveDate,
    bytes: &[u8],
) -> Result<Preview, Rejection> {
    let record = read(library, release, today, bytes)?;
    let facts = derive(release.catalogue(), &record, None);
    let decision = decide(&facts, release, profile);
    let what_if = what_if(&facts, release, profile);
    Ok(Preview {
        record,
        facts,
        decision,
        what_if,
    })
}

/// The first four of the steps: from bytes to what rules could ask.
///
/// # Errors
///
/// Every reason why the form is not acceptable.
pub fn facts(
    library: &Library,
    release: &CheckedRelease,
    today: NaiveDate,
    bytes: &[u8],
) -> Result<FactSet, Rejection> {
    let record = read(library, release, today, bytes)?;
    Ok(derive(release.catalogue(), &record, None))
}

/// The first three of the steps: from bytes to a record of the form of the release, or of an
/// earlier minor version of it (SPEC 2.5).
///
/// # Errors
///
/// Every reason why the form is not acceptable.
pub(super) fn read(
    library: &Library,
    release: &CheckedRelease,
    today: NaiveDate,
    bytes: &[u8],
) -> Result<IntakeRecord, Rejection> {
    let raw = RawForm::read(bytes).map_err(Rejection::Refused)?;
    let (name, version) = (release.catalogue().form(), release.catalogue().version());
    let sent = raw.form_version().unwrap_or(version);
    let sent = if raw.form() == Some(name) && precedes(sent, version) {
        sent
    } else {
        version
    };
    let Some(form) = library.form(name, sent).or(library.form(name, version)) else {
        return Err(Rejection::Rejected(vec![Violation {
            pointer: "/form".into(),
            keyword: "form".into(),
            limit: Some(format!("{name} {version}")),
            detail: "the form of the release is not at hand: add it".into(),
        }]));
    };
    dated(form, today, raw)
}

/// Bytes as a record of that form.
///
/// # Errors
///
/// Every reason why the form is not acceptable.
pub(super) fn read_as(
    form: &Form,
    today: NaiveDate,
    bytes: &[u8],
) -> Result<IntakeRecord, Rejection> {
    dated(
        form,
        today,
        RawForm::read(bytes).map_err(Rejection::Refused)?,
    )
}

fn dated(form: &Form, today: NaiveDate, raw: RawForm) -> Result<IntakeRecord, Rejection> {
    let valid = validate(form, raw).map_err(Rejection::Rejected)?;
    let record = IntakeRecord::read(form, valid).map_err(Rejection::Rejected)?;
    if record.assessment_date() > today + AHEAD {
        return Err(Rejection::Rejected(vec![Violation {
            pointer: "/assessment_date".into(),
            keyword: "not_in_the_future".into(),
            limit: Some(today.to_string()),
            detail: "send the day on which the answers were given".into(),
        }]));
    }
    Ok(record)
}

/// Whether a version is an earlier minor version of another: `1.0.0` of `1.1.0`.
fn precedes(earlier: &str, later: &str) -> bool {
    let parts = |version: &str| -> Option<Vec<u32>> {
        version.split('.').map(|part| part.parse().ok()).collect()
    };
    match (parts(earlier), parts(later)) {
        (Some(earlier), Some(later)) => earlier.first() == later.first() && earlier < later,
        _ => false,
    }
}
