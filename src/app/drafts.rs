//! Forms that are being filled: opened for a patient, saved as they are typed, looked at, sent.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::follow_up::Before;
use super::preview::read_as;
use super::submit_intake::{NewIntake, Submitted, submit_follow_up, submit_intake};
use super::{Actor, App, AppError, Rejection, Role, view_case};
use crate::clock;
use crate::decision::{Decision, NextQuestion, ask_next, sketch};
use crate::facts::derive;
use crate::intake::follow::another_patient_or_day;
use crate::intake::form::{Form, Who};
use crate::intake::record::{IntakeRecord, Patient};
use crate::intake::typed::{Entries, Misread, answers};
use crate::intake::violation::Violation;
use crate::model::{Answer, CaseId, DraftId, Phi};
use crate::store::{Draft, NewDraft, Save, Saved};

/// Question that says who filled in the form; the service knows it and asks nobody.
pub const ROLE_QUESTION: &str = "filled_by_role";

/// How often a save is tried again because somebody else saved in the meantime.
const ATTEMPTS: usize = 5;

/// What a form that is being filled says so far.
#[derive(Debug, Clone)]
pub struct Look {
    /// What was entered and cannot be read, by question. It counts as not asked.
    pub misread: BTreeMap<String, Misread>,
    /// Why the form cannot be sent as it is: every reason, what was misread aside.
    pub violations: Vec<Violation>,
    /// The answers that can be used.
    pub record: IntakeRecord,
    /// The decision on them, as far as it goes: it was not digested, and nothing of it is kept.
    pub decision: Decision,
    /// The questions worth asking next, best first.
    pub next: Vec<NextQuestion>,
    /// What was known after the visit before; none for a form that opens a case.
    pub last: Option<IntakeRecord>,
}

/// What stands on somebody's page of a draft when it is saved.
#[derive(Debug, Clone)]
pub struct Typed {
    /// Which page it is: each time one is shown it gets a name of its own.
    pub page: Option<Uuid>,
    /// Number of the save it shows.
    pub version: i64,
    /// The questions that stand on it.
    pub shown: Vec<String>,
    /// What is entered for them.
    pub entries: Phi<Entries>,
}

/// A draft after a save.
#[derive(Debug, Clone)]
pub struct SavedDraft {
    /// What stands in it now.
    pub draft: Draft,
    /// What this person entered where somebody else entered something different at the same time,
    /// by question. The draft holds what the other one entered.
    pub both: BTreeMap<String, Phi<Vec<String>>>,
    /// Questions on this person's page for which something else stands in the draft now.
    pub changed: BTreeSet<String>,
}

impl SavedDraft {
    /// A draft as it was saved last: nothing was typed on it just now.
    pub fn untouched(draft: Draft) -> SavedDraft {
        SavedDraft {
            draft,
            both: BTreeMap::new(),
            changed: BTreeSet::new(),
        }
    }
}

/// Opens a form for a patient, with nothing answered yet.
///
/// # Errors
///
/// Every reason why the patient cannot be written down like that, by the rules of the form; and if
/// no release decides or the database does not answer.
pub async fn open_draft(
    app: &App,
    actor: &Actor,
    patient: Patient,
    assessment_date: NaiveDate,
) -> Result<DraftId, AppError> {
    let release = app.deciding_as_last_known().await?;
    let catalogue = release.catalogue();
    let (name, version) = (catalogue.form(), catalogue.version());
    let form = draft_form(app, name, version)?;
    let draft = unanswered(form, actor, patient, assessment_date);
    blank(form, &draft)?;
    app.store.open_draft(&draft).await?;
    Ok(draft.draft_id)
}

/// Opens a form for a further visit of the patient of a case, with nothing answered yet: the short
/// form where there is one. Once it is sent it joins the case.
///
/// # Errors
///
/// If a rule author asks, there is no such case, the day is before that of its latest form or in the
/// future, no release decides, or the database does not answer.
pub async fn open_follow_up(
    app: &App,
    actor: &Actor,
    case_id: CaseId,
    assessment_date: NaiveDate,
) -> Result<DraftId, AppError> {
    if actor.role == Role::RuleAuthor {
        return Err(AppError::RoleNotAllowed(Role::MedicalAssistant));
    }
    let file = view_case(app, case_id).await?;
    let before = Before::of(&app.library, &file)?;
    let release = app.deciding_as_last_known().await?;
    let catalogue = release.catalogue();
    let missing = || AppError::Internal("no form of a further visit is in this program".into());
    let form = app
        .library
        .further_form(catalogue.form(), catalogue.version())
        .ok_or_else(missing)?;
    let patient = before.latest.patient().clone();
    let mut draft = unanswered(form, actor, patient, assessment_date);
    draft.follows_case = Some(case_id);
    let faults = another_patient_or_day(&before.latest, &blank(form, &draft)?);
    if !faults.is_empty() {
        return Err(AppError::Rejected(faults));
    }
    app.store.open_draft(&draft).await?;
    Ok(draft.draft_id)
}

/// A form of a patient with nothing answered.
fn unanswered(
    form: &Form,
    actor: &Actor,
    patient: Patient,
    assessment_date: NaiveDate,
) -> NewDraft {
    NewDraft {
        draft_id: DraftId::from_uuid(clock::new_id()),
        form: form.name().to_owned(),
        form_version: form.version().to_owned(),
        assessment_date,
        patient,
        follows_case: None,
        created_at: clock::now(),
        created_by: actor.name.clone(),
    }
}

/// What a form says that nobody answered yet: its patient and its day have to be acceptable.
fn blank(form: &Form, draft: &NewDraft) -> Result<IntakeRecord, AppError> {
    let empty = envelope(form, &draft.patient, draft.assessment_date, json!({}));
    Ok(read_as(form, clock::today(), empty.to_string().as_bytes())?)
}

/// The form of that name and version.
///
/// # Errors
///
/// If it is not at hand.
pub fn draft_form<'a>(app: &'a App, name: &str, version: &str) -> Result<&'a Form, AppError> {
    let missing = || AppError::Internal("the form of a draft is not in this program".into());
    app.library.form(name, version).ok_or_else(missing)
}

/// The form that is being filled, as it was saved last.
///
/// # Errors
///
/// If there is no such draft or the database does not answer.
pub async fn view_draft(app: &App, id: DraftId) -> Result<Draft, AppError> {
    app.store.draft(id).await?.ok_or(AppError::NotFound)
}

/// The question that the last save of a form answered otherwise, where somebody who goes on with it
/// looks first; of several, the last one of the form.
///
/// # Errors
///
/// If there is no such draft or the database does not answer.
pub async fn left_off(app: &App, id: DraftId) -> Result<Option<String>, AppError> {
    let draft = view_draft(app, id).await?;
    let form = draft_form(app, &draft.opened.form, &draft.opened.form_version)?;
    let before = app.store.draft_base(id, None, draft.version - 1).await?;
    // Before the first save nothing was answered.
    let before = before.map_or_else(Entries::default, |before| before.reveal().clone());
    let now = draft.entries.reveal();
    let names = form.fields().iter().rev().map(|field| &field.name);
    let mut changed = names.filter(|name| before.get(name) != now.get(name));
    Ok(changed.next().cloned())
}

/// At most `limit` drafts that became no case yet, the latest saved first.
///
/// # Errors
///
/// If the database does not answer.
pub async fn unfinished_drafts(app: &App, limit: u16) -> Result<Vec<Draft>, AppError> {
    Ok(app.store.unfinished_drafts(limit).await?)
}

/// The further forms of a case that were not sent yet, the latest saved first.
///
/// # Errors
///
/// If the database does not answer.
pub async fn unfinished_follow_ups(app: &App, case_id: CaseId) -> Result<Vec<Draft>, AppError> {
    Ok(app.store.unfinished_follow_ups(case_id).await?)
}

/// Saves what stands on somebody's page of a draft, as it was read just now. What others saved since
/// that page was read is kept; where both entered something different, theirs stands and this
/// person's comes back. A page that sends again
/// before it heard of its last save is compared with what it sent then, so nobody is at odds with
/// their own typing.
///
/// # Errors
///
/// If there is no such draft, it was sent already, or the database does not answer.
pub async fn save_draft(
    app: &App,
    actor: &Actor,
    mut draft: Draft,
    typed: &Typed,
) -> Result<SavedDraft, AppError> {
    let id = draft.opened.draft_id;
    for _ in 0..ATTEMPTS {
        if draft.case_id.is_some() {
            return Err(AppError::AlreadySent);
        }
        let form = draft_form(app, &draft.opened.form, &draft.opened.form_version)?;
        let head = draft.entries.reveal().clone();
        // An older save that is no longer kept: everything that differs from now counts as both's.
        let base = app.store.draft_base(id, typed.page, typed.version).await?;
        let based = match base {
            Some(based) => based.reveal().clone(),
            None => Entries::default(),
        };
        let mut mine = based.clone();
        for name in &typed.shown {
            let may = form.field(name).is_some_and(|field| match field.who {
                Who::Assistant => true,
                Who::Clinician => actor.role == Role::Clinician,
                Who::Record => false,
            });
            if may {
                mine.set(name, typed.entries.reveal().get(name).to_vec());
            }
        }
        let mut merged = head.clone();
        let both: BTreeMap<String, Phi<Vec<String>>> = merged
            .merge(&based, &mine)
            .into_iter()
            .map(|name| {
                let values = Phi::new(mine.get(&name).to_vec());
                (name, values)
            })
            .collect();
        let differs = |name: &&String| merged.get(name) != typed.entries.reveal().get(name);
        let changed = typed.shown.iter().filter(differs).cloned().collect();
        if merged == head {
            return Ok(SavedDraft {
                draft,
                both,
                changed,
            });
        }
        // What both entered is said again until this page has heard of it.
        for name in both.keys() {
            mine.set(name, based.get(name).to_vec());
        }
        let save = Save {
            draft_id: id,
            after: draft.version,
            entries: Phi::new(merged),
            page: typed.page,
            typed: Phi::new(mine),
            saved_at: clock::now(),
            saved_by: actor.name.clone(),
        };
        match app.store.save_draft(&save).await? {
            Saved::Kept(version) => {
                draft.version = version;
                draft.entries = save.entries;
                draft.saved_at = save.saved_at;
                draft.saved_by = save.saved_by;
                return Ok(SavedDraft {
                    draft,
                    both,
                    changed,
                });
            }
            Saved::Sent => return Err(AppError::AlreadySent),
            Saved::Superseded => draft = view_draft(app, id).await?,
        }
    }
    Err(AppError::Unavailable(
        "the draft was saved by others at the same time".into(),
    ))
}

/// What a form that is being filled says so far. An answer that cannot be used counts as not asked:
/// it can raise what the decision could become and never makes it look settled.
///
/// # Errors
///
/// If no release decides here, or the draft cannot be read at all.
pub async fn look(app: &App, actor: &Actor, draft: &Draft) -> Result<Look, AppError> {
    let release = app.deciding_as_last_known().await?;
    let form = draft_form(app, &draft.opened.form, &draft.opened.form_version)?;
    let (mut document, misread) = filled(form, actor, draft);
    let today = clock::today();
    let mut violations = Vec::new();
    let sent = loop {
        match read_as(form, today, document.to_string().as_bytes()) {
            Ok(record) => break record,
            Err(Rejection::Refused(_)) => return Err(unusable()),
            Err(Rejection::Rejected(found)) => {
                let before = count(&document);
                for violation in &found {
                    leave_out(&mut document, &violation.pointer);
                }
                if count(&document) == before {
                    return Err(unusable());
                }
                violations.extend(found);
            }
        }
    };
    let before = match draft.opened.follows_case {
        Some(case_id) => Some(Before::of(&app.library, &view_case(app, case_id).await?)?),
        None => None,
    };
    let record = match &before {
        Some(before) => {
            violations.extend(another_patient_or_day(&before.latest, &sent));
            before.with(form, sent)
        }
        None => sent,
    };
    let earlier = before.as_ref().map(|before| &before.earlier);
    let facts = derive(release.catalogue(), &record, earlier);
    let decision = sketch(&facts, &release, app.config.profile);
    let next = ask_next(&facts, &release, app.config.profile);
    Ok(Look {
        misread,
        violations,
        record,
        decision,
        next,
        last: before.map(|before| before.latest),
    })
}

fn unusable() -> AppError {
    AppError::Internal("a draft cannot be read, not even without its answers".into())
}

fn count(document: &Json) -> usize {
    document["answers"]
        .as_object()
        .map_or(0, |answers| answers.len())
}

/// Takes the answer that a violation points at out of the document.
fn leave_out(document: &mut Json, pointer: &str) {
    let name = pointer
        .strip_prefix("/answers/")
        .and_then(|rest| rest.split('/').next());
    if let (Some(name), Some(answers)) = (name, document["answers"].as_object_mut()) {
        answers.remove(name);
    }
}

/// Sends a draft: it becomes a case, or joins the one it follows. A second time gives the same case.
///
/// # Errors
///
/// Every reason why the form is not acceptable; and as [`submit_intake`] or [`submit_follow_up`].
pub async fn send_draft(app: &App, actor: &Actor, id: DraftId) -> Result<CaseId, AppError> {
    let draft = view_draft(app, id).await?;
    if let Some(case_id) = draft.case_id {
        return Ok(case_id);
    }
    let form = draft_form(app, &draft.opened.form, &draft.opened.form_version)?;
    let (document, misread) = filled(form, actor, &draft);
    if !misread.is_empty() {
        let unread = misread.keys().map(|name| Violation {
            pointer: format!("/answers/{name}"),
            keyword: "unreadable".into(),
            limit: None,
            detail: "enter it in a way that can be read, or take it out".into(),
        });
        return Err(AppError::Rejected(unread.collect()));
    }
    let key = format!("draft-{id}");
    let bytes = document.to_string().into_bytes();
    let intake = NewIntake {
        bytes: &bytes,
        profile: app.config.profile,
        key: Some(&key),
        actor: &actor.name,
    };
    let answer =
        |receipt: &super::Receipt| json!({ "case_id": receipt.case_id.to_string() }).to_string();
    let submitted = match draft.opened.follows_case {
        Some(case_id) => submit_follow_up(app, case_id, intake, answer).await?,
        None => submit_intake(app, intake, answer).await?,
    };
    let case_id = match submitted {
        Submitted::Stored { case_id, .. } | Submitted::Replayed { case_id, .. } => case_id,
    };
    app.store.draft_sent(id, case_id).await?;
    Ok(case_id)
}

/// The document of a draft, and what of it cannot be read.
fn filled(form: &Form, actor: &Actor, draft: &Draft) -> (Json, BTreeMap<String, Misread>) {
    let opened = &draft.opened;
    let entries = draft.entries.reveal();
    let (mut answers, misread) = answers(form, entries, opened.assessment_date);
    if form.field(ROLE_QUESTION).is_some() {
        // Only a clinician's page shows a clinician's questions, so their answers are one's own.
        let clinician = actor.role == Role::Clinician
            || answers.keys().any(|name| {
                form.field(name)
                    .is_some_and(|field| field.who == Who::Clinician)
            });
        let role = if clinician {
            Role::Clinician
        } else {
            Role::MedicalAssistant
        };
        answers.insert(ROLE_QUESTION.into(), json!(role.word()));
    }
    let document = envelope(
        form,
        &opened.patient,
        opened.assessment_date,
        answers.into(),
    );
    (document, misread)
}

fn envelope(form: &Form, patient: &Patient, assessment_date: NaiveDate, answers: Json) -> Json {
    let sex = match &patient.sex_at_birth {
        Answer::Known(word) => word,
        Answer::Unknown | Answer::NotAsked => "unknown",
    };
    json!({
        "form": form.name(),
        "form_version": form.version(),
        "assessment_date": assessment_date,
        "patient": {
            "identifier": patient.identifier.reveal(),
            "name": { "family": patient.family.reveal(), "given": patient.given.reveal() },
            "birth_date": patient.birth_date.reveal(),
            "sex_at_birth": sex,
        },
        "answers": answers,
    })
}
