//! What a case holds already, and a further form decided in its light.

use chrono::TimeDelta;

use super::preview::{read, read_as};
use super::{App, AppError, CaseFile, Library, NewIntake, Preview};
use crate::clock;
use crate::decision::{decide, what_if};
use crate::facts::{Earlier, derive};
use crate::intake::document::RawForm;
use crate::intake::follow::another_patient_or_day;
use crate::intake::form::Form;
use crate::intake::record::IntakeRecord;
use crate::intake::validate::validate;
use crate::rules::CheckedRelease;
use crate::store::StoredIntake;

/// The forms of a case, read again.
pub(super) struct History {
    /// The first one.
    pub first: IntakeRecord,
    /// What is known after the latest one: a short form adds to the one before.
    pub latest: IntakeRecord,
}

/// Reads the forms of a case again, oldest first.
///
/// # Errors
///
/// If what is stored cannot be read.
pub(super) fn history(library: &Library, intakes: &[StoredIntake]) -> Result<History, AppError> {
    let mut history: Option<History> = None;
    for intake in intakes {
        let record = stored(library, intake)?;
        let follows = library
            .form(&intake.form, &intake.form_version)
            .and_then(|form| Some((form, form.follows()?)));
        history = Some(match (history, follows) {
            (Some(History { first, latest }), Some((form, follows))) => History {
                first,
                latest: follows.compose(&latest, form, record),
            },
            (Some(History { first, .. }), None) => History {
                first,
                latest: record,
            },
            (None, _) => History {
                first: record.clone(),
                latest: record,
            },
        });
    }
    history.ok_or_else(|| unreadable("none is there"))
}

fn unreadable(what: &str) -> AppError {
    AppError::Internal(format!("a stored form cannot be read: {what}"))
}

fn stored(library: &Library, intake: &StoredIntake) -> Result<IntakeRecord, AppError> {
    let form = library
        .form(&intake.form, &intake.form_version)
        .ok_or_else(|| unreadable("its form version is not in this program"))?;
    let raw = RawForm::read(intake.payload.reveal().as_bytes())
        .map_err(|_| unreadable("not strict JSON"))?;
    let valid = validate(form, raw).map_err(|_| unreadable("not valid against its form"))?;
    IntakeRecord::read(form, valid).map_err(|_| unreadable("contradicts itself"))
}

/// What a case held before a further form.
pub(super) struct Before {
    /// What is known after its latest form.
    pub latest: IntakeRecord,
    /// What rules see of it.
    pub earlier: Earlier,
}

impl Before {
    /// What a case holds now.
    ///
    /// # Errors
    ///
    /// If what is stored cannot be read.
    pub fn of(library: &Library, file: &CaseFile) -> Result<Before, AppError> {
        let History { first, latest } = history(library, &file.intakes)?;
        let since = clock::now().signed_duration_since(file.decided_at);
        let earlier = Earlier {
            urgency: file.decision.certain(),
            hours: u32::try_from(since.max(TimeDelta::zero()).num_hours()).unwrap_or(u32::MAX),
            first,
        };
        Ok(Before { latest, earlier })
    }

    /// What is known with a further form: a short one adds to what was known, a whole one takes its
    /// place.
    pub fn with(&self, form: &Form, sent: IntakeRecord) -> IntakeRecord {
        match form.follows() {
            Some(follows) => follows.compose(&self.latest, form, sent),
            None => sent,
        }
    }
}

/// A further form that was decided on.
pub(super) struct FollowUp {
    pub preview: Preview,
    /// What the case held before.
    pub earlier: Earlier,
    /// Name and version of the form that was sent.
    pub form: (String, String),
}

/// Decides on a further form of a case: a short one adds to what is known, a whole one takes its
/// place. Rules see the earlier decision either way.
///
/// # Errors
///
/// Every reason why the form is not acceptable, or not one of this case.
pub(super) fn follow_up(
    app: &App,
    release: &CheckedRelease,
    file: &CaseFile,
    intake: NewIntake<'_>,
) -> Result<FollowUp, AppError> {
    let before = Before::of(&app.library, file)?;
    let catalogue = release.catalogue();
    let short = RawForm::read(intake.bytes).ok().and_then(|raw| {
        let form = app.library.form(raw.form()?, raw.form_version()?)?;
        (form.follows()?.form == catalogue.form()).then_some(form)
    });
    let today = clock::today();
    let sent = match short {
        Some(form) => read_as(form, today, intake.bytes)?,
        None => read(&app.library, release, today, intake.bytes)?,
    };
    let faults = another_patient_or_day(&before.latest, &sent);
    if !faults.is_empty() {
        return Err(AppError::Rejected(faults));
    }
    let form = (sent.form().to_owned(), sent.form_version().to_owned());
    let record = match short {
        Some(form) => before.with(form, sent),
        None => sent,
    };
    let facts = derive(catalogue, &record, Some(&before.earlier));
    let decision = decide(&facts, release, intake.profile).since(&file.decision);
    let what_if = what_if(&facts, release, intake.profile);
    Ok(FollowUp {
        preview: Preview {
            record,
            facts,
            decision,
            what_if,
        },
        earlier: before.earlier,
        form,
    })
}
