//! Bytes in, a decision out; nothing is stored.

use std::fmt;

use chrono::{Days, NaiveDate};

use super::Library;
use crate::decision::{Decision, decide};
use crate::facts::{FactSet, derive};
use crate::intake::document::{RawForm, Refusal};
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
    let raw = RawForm::read(bytes).map_err(Rejection::Refused)?;
    let catalogue = release.catalogue();
    let Some(form) = library.form(catalogue.form(), catalogue.version()) else {
        return Err(Rejection::Rejected(vec![Violation {
            pointer: "/form".into(),
            keyword: "form".into(),
            limit: Some(format!("{} {}", catalogue.form(), catalogue.version())),
            detail: "the form of the release is not at hand: add it".into(),
        }]));
    };
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
    let facts = derive(catalogue, &record);
    let decision = decide(&facts, release, profile);
    Ok(Preview {
        record,
        facts,
        decision,
    })
}
