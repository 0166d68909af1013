//! The release that decides, as the database records it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use tokio::sync::{Mutex, MutexGuard};
use tracing::warn;

use super::AppError;
use super::timeline::{InForce, Timeline};
use crate::decision::ReleaseRef;
use crate::rules::CheckedRelease;
use crate::store::{Store, StoreError};

/// How long records are taken for the latest ones. A withdrawal is heeded after this time at most.
const FRESH: Duration = Duration::from_secs(2);

/// The releases of one pathway that this program holds.
#[derive(Debug)]
pub struct AtHand {
    usual: Arc<CheckedRelease>,
    all: Vec<Arc<CheckedRelease>>,
}

impl AtHand {
    /// The one that decides where nothing was ever recorded, and others. Those of other pathways
    /// are left out.
    pub fn new(usual: CheckedRelease, others: Vec<CheckedRelease>) -> AtHand {
        let usual = Arc::new(usual);
        let mut all = vec![Arc::clone(&usual)];
        for other in others {
            let reference = other.reference();
            let known = |known: &Arc<CheckedRelease>| known.reference() == reference;
            if reference.name == usual.reference().name && !all.iter().any(known) {
                all.push(Arc::new(other));
            }
        }
        AtHand { usual, all }
    }

    /// The one that decides where nothing was ever recorded.
    pub fn usual(&self) -> &CheckedRelease {
        &self.usual
    }

    /// All of them.
    pub fn all(&self) -> &[Arc<CheckedRelease>] {
        &self.all
    }

    /// The release with that name and digest.
    pub fn find(&self, reference: &ReleaseRef) -> Option<&CheckedRelease> {
        self.shared(reference).map(Arc::as_ref)
    }

    fn shared(&self, reference: &ReleaseRef) -> Option<&Arc<CheckedRelease>> {
        let mut all = self.all.iter();
        all.find(|release| release.reference() == reference)
    }

    /// The release that decides on a day, or why none does.
    ///
    /// # Errors
    ///
    /// If nothing is in force, or what is in force is not at hand.
    pub fn on(
        &self,
        timeline: &Timeline,
        day: NaiveDate,
    ) -> Result<&Arc<CheckedRelease>, AppError> {
        let in_force = timeline.on(day);
        match in_force {
            InForce::NoRecord => Ok(&self.usual),
            InForce::Release(by) => self
                .shared(&by.record.release)
                .ok_or_else(|| not_deciding(self, in_force, day)),
            InForce::Nothing | InForce::Withdrawn(..) => Err(not_deciding(self, in_force, day)),
        }
    }
}

/// Why nothing decides on a day, and what to do.
fn not_deciding(at_hand: &AtHand, in_force: InForce<'_>, day: NaiveDate) -> AppError {
    let named = |release: &ReleaseRef| format!("`{} {}`", release.name, release.release);
    AppError::NotDeciding(match in_force {
        InForce::NoRecord | InForce::Nothing => format!(
            "no release of `{}` is in force on {day} (UTC): look at `rules history`, then record one with `rules release` or `rules return`",
            at_hand.usual.reference().name
        ),
        InForce::Withdrawn(_, by) => format!(
            "{} was withdrawn and nothing took its place: `rules return --to` an earlier release, or `rules release` another one",
            named(&by.record.release)
        ),
        InForce::Release(by) => {
            let release = &by.record.release;
            let same = |known: &Arc<CheckedRelease>| {
                known.reference().name == release.name
                    && known.reference().release == release.release
            };
            let why = if at_hand.all.iter().any(same) {
                "this program holds other rules under that name"
            } else {
                "this program does not hold it"
            };
            format!(
                "{} ({}) is in force, and {why}: install the program that holds it, or name the folder it is in with `--releases`",
                named(release),
                release.digest
            )
        }
    })
}

/// What was read of the records.
#[derive(Default)]
struct Known {
    timeline: Timeline,
    read_at: Option<Instant>,
    /// Why the last try to read them failed.
    failure: Option<StoreError>,
}

/// The releases at hand, and the records of which of them is in force.
pub(super) struct Deciding {
    at_hand: AtHand,
    known: Mutex<Known>,
}

impl Deciding {
    pub fn new(at_hand: AtHand) -> Deciding {
        Deciding {
            at_hand,
            known: Mutex::default(),
        }
    }

    pub fn at_hand(&self) -> &AtHand {
        &self.at_hand
    }

    /// Reads the records for the first time.
    pub async fn read(&self, store: &Store) -> Result<(), AppError> {
        match &self.fresh(store).await.failure {
            None => Ok(()),
            Some(failure) => Err(failure.clone().into()),
        }
    }

    /// The release that decides on a day, from records of this moment.
    pub async fn now(
        &self,
        store: &Store,
        day: NaiveDate,
    ) -> Result<Arc<CheckedRelease>, AppError> {
        let known = self.fresh(store).await;
        match &known.failure {
            None => self.at_hand.on(&known.timeline, day).cloned(),
            Some(failure) => Err(failure.clone().into()),
        }
    }

    /// The release that decides on a day, from the records that could be read last.
    pub async fn last_known(
        &self,
        store: &Store,
        day: NaiveDate,
    ) -> Result<Arc<CheckedRelease>, AppError> {
        let known = self.fresh(store).await;
        self.at_hand.on(&known.timeline, day).cloned()
    }

    /// The records, read again where they are not fresh. Requests that come meanwhile wait for the
    /// same answer.
    async fn fresh(&self, store: &Store) -> MutexGuard<'_, Known> {
        let mut known = self.known.lock().await;
        if known.read_at.is_none_or(|at| at.elapsed() >= FRESH) {
            let pathway = &self.at_hand.usual.reference().name;
            match store.release_records(Some(pathway)).await {
                Ok(records) => {
                    known.timeline = Timeline::new(records);
                    known.failure = None;
                }
                Err(failure) => {
                    warn!(cause = %failure, "the records of releases cannot be read");
                    known.failure = Some(failure);
                }
            }
            known.read_at = Some(Instant::now());
        }
        known
    }
}
