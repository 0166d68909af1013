//! Releases that come into force, are withdrawn and come back: every act is checked, and every
//! reason against it is told at once.

mod refusals;

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::gates::{Candidate, GateResult, gates};
use super::signing::{Act, Approvers, KeyFile, Role, Signed, Statement};
use super::timeline::Timeline;
use crate::decision::ReleaseRef;
use crate::rules::CheckedRelease;
use crate::store::{NewRecord, Recorded, ReleaseAct, ReleaseRecord, Store, StoreError};
use refusals::refusals;

/// Why an act was not recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReleaseError {
    /// Something speaks against it: every reason.
    Refused(Vec<String>),
    /// The database did not do it.
    Store(StoreError),
}

impl fmt::Display for ReleaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReleaseError::Refused(reasons) => f.write_str(&reasons.join("\n")),
            ReleaseError::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ReleaseError {}

impl From<StoreError> for ReleaseError {
    fn from(error: StoreError) -> Self {
        ReleaseError::Store(error)
    }
}

fn refused(reason: impl Into<String>) -> ReleaseError {
    ReleaseError::Refused(vec![reason.into()])
}

/// The days on which a release shall decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The first one.
    pub from: NaiveDate,
    /// The last one; none where it has no end.
    pub until: Option<NaiveDate>,
}

/// A release, those who approved it, and when it shall decide.
pub struct Promotion<'a> {
    /// The release.
    pub candidate: Candidate<'a>,
    /// The signed approvals: the name of each file and its text.
    pub approvals: Vec<(String, String)>,
    /// Who may sign.
    pub approvers: &'a Approvers,
    /// When it shall decide.
    pub days: Days,
    /// Who records it.
    pub by: String,
}

/// The approval of a release by the owner of a key, after every gate was passed.
///
/// # Errors
///
/// Everything that speaks against the release or the person.
pub fn approve(
    candidate: &Candidate<'_>,
    approvers: &Approvers,
    key: &KeyFile,
) -> Result<(Signed, Vec<GateResult>), Vec<String>> {
    let (results, release) = gates(candidate);
    let problems = refusals::of_gates(&results, release.as_ref());
    let Some(release) = release.filter(|_| problems.is_empty()) else {
        return Err(problems);
    };
    let statement = Statement {
        date: candidate.today,
        gates: digests(&results),
        ..key.statement(Act::Approve).about(release.reference())
    };
    let signed = key.sign(statement).map_err(|fault| vec![fault])?;
    let mut problems = approvers.doubts(&signed);
    problems.extend(refusals::of_person(&signed.statement, Some(&release)));
    if problems.is_empty() {
        Ok((signed, results))
    } else {
        Err(problems)
    }
}

fn digests(results: &[GateResult]) -> BTreeMap<String, String> {
    let digests = results.iter();
    digests
        .map(|result| (result.gate.to_owned(), result.digest()))
        .collect()
}

/// Records that a release decides on some days.
///
/// # Errors
///
/// Everything that speaks against it; nothing is recorded then.
pub async fn release(
    store: &Store,
    promotion: Promotion<'_>,
) -> Result<ReleaseRecord, ReleaseError> {
    let (results, release) = gates(&promotion.candidate);
    let pathway = release.as_ref().map(|release| &release.reference().name);
    // What does not check has no name to look for, and is refused anyway.
    let timeline = match pathway {
        Some(pathway) => timeline(store, pathway).await?,
        None => Timeline::default(),
    };
    let mut reasons = refusals(&promotion, &results, release.as_ref(), &timeline);
    if let Some(release) = &release {
        let lowered = store.unexplained_lowerings(release.reference()).await?;
        reasons.extend(refusals::of_shadow(&lowered));
    }
    let Some(release) = release.filter(|_| reasons.is_empty()) else {
        return Err(ReleaseError::Refused(reasons));
    };
    register(store, &release).await?;
    let read = |(_, text): &(String, String)| serde_json::from_str::<Json>(text).ok();
    let record = NewRecord {
        act: ReleaseAct::Release,
        release: release.reference().clone(),
        from: promotion.days.from,
        until: promotion.days.until,
        by: promotion.by.clone(),
        reason: None,
        signatures: promotion.approvals.iter().filter_map(read).collect(),
    };
    add(store, &timeline, record).await
}

/// Makes a release known to the database.
async fn register(store: &Store, release: &CheckedRelease) -> Result<(), ReleaseError> {
    let files = serde_json::to_value(release.files()).unwrap_or_default();
    let reference = release.reference();
    match store.register_release(reference, &files).await {
        Err(StoreError::Conflict { .. }) => Err(refused(format!(
            "the database knows other rules as `{} {}`: give changed rules a release of their own",
            reference.name, reference.release
        ))),
        registered => Ok(registered?),
    }
}

/// Takes a release out of force from today on. Nothing takes its place by itself.
///
/// # Errors
///
/// Everything that speaks against it; nothing is recorded then.
pub async fn withdraw(
    store: &Store,
    name: &str,
    reason: &str,
    (key, approvers): (&KeyFile, &Approvers),
    today: NaiveDate,
) -> Result<ReleaseRecord, ReleaseError> {
    let (timeline, release) = recorded(store, name).await?;
    let statement = Statement {
        date: today,
        reason: Some(reason.to_owned()),
        ..key.statement(Act::Withdraw).about(&release)
    };
    let signed = key.sign(statement).map_err(refused)?;
    let mut reasons = approvers.doubts(&signed);
    if key.role != Role::Clinician {
        reasons.push(format!(
            "`{}` is no clinician: a clinician withdraws a release",
            key.name
        ));
    }
    reasons.extend(no_reason(reason));
    let still = timeline.periods().into_iter().any(|period| {
        period.until.is_none_or(|until| until >= today) && period.what.release() == Some(&release)
    });
    if !still {
        reasons.push(format!(
            "`{name}` is in force on no day from today on: see `rules history`"
        ));
    }
    if !reasons.is_empty() {
        return Err(ReleaseError::Refused(reasons));
    }
    let record = NewRecord {
        act: ReleaseAct::Withdraw,
        release,
        from: today,
        until: None,
        by: key.name.clone(),
        reason: Some(reason.to_owned()),
        signatures: json!([signed]),
    };
    add(store, &timeline, record).await
}

/// Puts a release that was approved before back into force, from today on.
///
/// # Errors
///
/// Everything that speaks against it; nothing is recorded then.
pub async fn return_to(
    store: &Store,
    name: &str,
    (reason, by): (&str, &str),
    today: NaiveDate,
) -> Result<ReleaseRecord, ReleaseError> {
    let (timeline, release) = recorded(store, name).await?;
    let mut reasons: Vec<String> = no_reason(reason).into_iter().collect();
    let withdrawal = timeline.withdrawal(&release);
    let approval = timeline.approval(&release);
    if let Some(withdrawal) = withdrawal
        && approval.is_none_or(|approval| approval.id < withdrawal.id)
    {
        reasons.push(format!(
            "`{name}` was withdrawn on {}: it needs two new approvals and `rules release`",
            withdrawal.recorded_at.date_naive()
        ));
    }
    if !reasons.is_empty() {
        return Err(ReleaseError::Refused(reasons));
    }
    let record = NewRecord {
        act: ReleaseAct::Return,
        release,
        from: today,
        until: None,
        by: by.to_owned(),
        reason: Some(reason.to_owned()),
        // The approvals stand with the record of its release.
        signatures: json!([]),
    };
    add(store, &timeline, record).await
}

fn no_reason(reason: &str) -> Option<String> {
    let empty = reason.trim().is_empty();
    empty.then(|| "`--reason` says nothing: write why in a sentence".to_owned())
}

/// The records of a pathway, as known now.
///
/// # Errors
///
/// If the database does not answer.
pub async fn timeline(store: &Store, pathway: &str) -> Result<Timeline, StoreError> {
    Ok(Timeline::new(store.release_records(Some(pathway)).await?))
}

/// A release that was recorded before, by `pathway/release`, with the records of its pathway.
async fn recorded(store: &Store, name: &str) -> Result<(Timeline, ReleaseRef), ReleaseError> {
    let short = name.strip_prefix("rules/").unwrap_or(name);
    let (pathway, version) = short.split_once('/').ok_or_else(|| {
        refused(format!(
            "`{name}` is no release: write it as `pathway/release`"
        ))
    })?;
    let timeline = timeline(store, pathway).await?;
    let mut releases = timeline
        .records()
        .iter()
        .map(|record| &record.record.release);
    let release = releases.find(|release| release.release == version.trim_end_matches('/'));
    let release = release.cloned().ok_or_else(|| {
        refused(format!(
            "`{name}` was never released here: `rules release` needs two approvals"
        ))
    })?;
    Ok((timeline, release))
}

async fn add(
    store: &Store,
    timeline: &Timeline,
    record: NewRecord,
) -> Result<ReleaseRecord, ReleaseError> {
    let last = timeline.records().last().map(|record| record.id);
    match store.record_release(&record, last).await? {
        Recorded::Kept(record) => Ok(record),
        Recorded::Superseded => Err(refused(
            "somebody recorded something at the same time: look at `rules history` and try again",
        )),
    }
}
