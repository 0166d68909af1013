//! The releases of a pathway that are known here, and where each of them stands.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::timeline::{InForce, Timeline, signers};
use super::{App, AppError, releasing};
use crate::clock;
use crate::rules::{CheckedRelease, ReleaseRef};
use crate::store::{ReleaseAct, ReleaseRecord, ShadowRun};

/// Where a release stands today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It decides, as it was recorded.
    InForce,
    /// It decides because nothing was ever recorded.
    Usual,
    /// It decides beside the one in force, and nobody on a case sees it.
    Shadow,
    /// It decides from that day on.
    Scheduled(NaiveDate),
    /// It was taken out of force on that day, by whom and why.
    Withdrawn(NaiveDate, String, String),
    /// It decided until that day.
    Ended(NaiveDate),
    /// It never decided here, and nothing says that it will.
    NotActivated,
}

/// An act about a release, as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedAct {
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// What was done.
    pub act: ReleaseAct,
    /// Who recorded it.
    pub by: String,
    /// The first day it covers.
    pub from: NaiveDate,
    /// The last one; none where it has no end.
    pub until: Option<NaiveDate>,
    /// Why; a release needs no reason.
    pub reason: Option<String>,
    /// Who signed: name and role.
    pub signers: Vec<(String, String)>,
}

/// A release that is in this program, or that was recorded here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRelease {
    /// Name, version and digest.
    pub reference: ReleaseRef,
    /// Name and version of the form it reads; none where it is not in this program.
    pub form: Option<(String, String)>,
    /// Where it stands today; several where it stands in several places.
    pub standings: Vec<Standing>,
    /// The days on which it decides or decided: first, and last where there is one.
    pub days: Vec<(NaiveDate, Option<NaiveDate>)>,
    /// What was recorded about it, oldest first.
    pub acts: Vec<RecordedAct>,
}

/// Every release of the pathway that is known here, the newest first.
///
/// # Errors
///
/// If the database does not answer.
pub async fn known_releases(app: &App) -> Result<Vec<KnownRelease>, AppError> {
    let pathway = app.pathway();
    let timeline = releasing::timeline(&app.store, pathway).await?;
    let held = app.releases();
    let mut references: Vec<&ReleaseRef> = held.iter().map(|one| one.reference()).collect();
    let recorded = timeline.records().iter();
    for other in recorded.map(|record| &record.record.release) {
        if !references.contains(&other) {
            references.push(other);
        }
    }
    references.sort_by(|one, other| other.version_order().cmp(&one.version_order()));
    let known = references.into_iter().map(|reference| {
        let mut own = held.iter().filter(|held| held.reference() == reference);
        let form = own.next().map(|release| {
            let catalogue = release.catalogue();
            (catalogue.form().to_owned(), catalogue.version().to_owned())
        });
        KnownRelease {
            standings: standings(app, &timeline, reference),
            days: days(&timeline, reference),
            acts: acts(&timeline, reference),
            reference: reference.clone(),
            form,
        }
    });
    Ok(known.collect())
}

/// One release, by its version.
///
/// # Errors
///
/// If the database does not answer, or there is none.
pub async fn known_release(app: &App, version: &str) -> Result<KnownRelease, AppError> {
    let known = known_releases(app).await?;
    let mut known = known.into_iter();
    known
        .find(|release| release.reference.release == version)
        .ok_or(AppError::NotFound)
}

/// What was compared with each candidate, the latest candidate first.
///
/// # Errors
///
/// If the database does not answer.
pub async fn shadow_runs(app: &App) -> Result<Vec<ShadowRun>, AppError> {
    Ok(app.store.shadow_runs().await?)
}

/// The release of that version, to look into.
///
/// # Errors
///
/// If this program does not hold it.
pub(super) fn held(app: &App, version: &str) -> Result<Arc<CheckedRelease>, AppError> {
    let releases = app.releases().into_iter();
    let mut own = releases.filter(|release| release.reference().release == version);
    own.next().ok_or(AppError::NotFound)
}

/// The days on which a release decides.
fn days(timeline: &Timeline, release: &ReleaseRef) -> Vec<(NaiveDate, Option<NaiveDate>)> {
    let periods = timeline.periods().into_iter();
    let own = periods.filter(|period| period.what.release() == Some(release));
    own.map(|period| (period.from, period.until)).collect()
}

/// Where a release stands today: at least one place.
fn standings(app: &App, timeline: &Timeline, release: &ReleaseRef) -> Vec<Standing> {
    let mut found = Vec::new();
    let today = clock::today();
    let now = timeline.on(today);
    if now.release() == Some(release) {
        found.push(Standing::InForce);
    } else if now == InForce::NoRecord && app.usual().reference() == release {
        found.push(Standing::Usual);
    } else if let InForce::Withdrawn(of, by) = now
        && of.record.release == *release
    {
        found.push(withdrawn(by));
    }
    if app.candidate().map(CheckedRelease::reference) == Some(release) {
        found.push(Standing::Shadow);
    }
    let days = days(timeline, release);
    let next = days.iter().find(|(from, _)| *from > today);
    found.extend(next.map(|(from, _)| Standing::Scheduled(*from)));
    if found.is_empty() {
        let ended = days.iter().rev().find_map(|(_, until)| *until);
        let approved = timeline.approval(release).map(|approval| approval.id);
        let withdrawal = timeline.withdrawal(release);
        let withdrawal = withdrawal.filter(|by| approved < Some(by.id));
        found.push(match (ended, withdrawal) {
            (_, Some(by)) => withdrawn(by),
            (Some(until), None) => Standing::Ended(until),
            (None, None) => Standing::NotActivated,
        });
    }
    found
}

fn withdrawn(by: &ReleaseRecord) -> Standing {
    let record = &by.record;
    let reason = record.reason.clone().unwrap_or_default();
    Standing::Withdrawn(record.from, record.by.clone(), reason)
}

fn acts(timeline: &Timeline, release: &ReleaseRef) -> Vec<RecordedAct> {
    let own = timeline.records().iter();
    let own = own.filter(|record| record.record.release == *release);
    let acts = own.map(
        |ReleaseRecord {
             recorded_at,
             record,
             ..
         }| RecordedAct {
            at: *recorded_at,
            act: record.act,
            by: record.by.clone(),
            from: record.from,
            until: record.until,
            reason: record.reason.clone(),
            signers: signers(record),
        },
    );
    acts.collect()
}
