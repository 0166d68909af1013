//! Bytes in, a decision out; nothing is stored.

use std::fmt;

use super::Library;
use crate::decision::Decision;
use crate::facts::FactSet;
use crate::intake::record::IntakeRecord;
use crate::intake::violation::Violation;
use crate::model::Profile;
use crate::rules::CheckedRelease;

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
    /// The JSON is not an acceptable form: every reason.
    Rejected(Vec<Violation>),
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
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
    bytes: &[u8],
) -> Result<Preview, Rejection> {
    let _ = (library, release, profile, bytes);
    Err(Rejection::Rejected(Vec::new()))
}
