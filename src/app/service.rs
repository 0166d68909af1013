//! Everything the use cases of the service share.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::in_force::Deciding;
use super::kept::Kept;
use super::shadow::Shadow;
use super::{AppError, AtHand, Beside, Library};
use crate::clock;
use crate::config::Config;
use crate::decision::{Decision, ReleaseRef};
use crate::rules::{CheckedRelease, Citation, Coverage};
use crate::store::{Store, StoreError};

static NO_CITATIONS: BTreeMap<String, Citation> = BTreeMap::new();

/// The service: what it was told, the forms, the releases, and the database.
pub struct App {
    /// What it was told.
    pub config: Config,
    /// The forms at hand.
    pub library: Library,
    /// The database.
    pub store: Store,
    deciding: Deciding,
    shadow: Option<Shadow>,
    /// Comparisons of releases, by both digests and the day.
    pub(super) compared: Kept<(String, String, NaiveDate), Beside>,
    /// What the tests of releases see, by digest.
    pub(super) covered: Kept<String, Coverage>,
}

impl App {
    /// A service with these forms and releases. Call [`App::prepare`] before it is used.
    pub fn new(config: Config, library: Library, releases: AtHand, store: Store) -> App {
        App {
            config,
            library,
            store,
            deciding: Deciding::new(releases),
            shadow: None,
            compared: Kept::new(),
            covered: Kept::new(),
        }
    }

    /// The same service, with a candidate that decides beside it once each answer is stored. Call
    /// it on the runtime of the service.
    ///
    /// # Errors
    ///
    /// If the candidate is a release of another pathway.
    pub fn with_shadow(self, candidate: CheckedRelease) -> Result<App, String> {
        let (own, other) = (self.deciding.at_hand().usual(), candidate.reference());
        if own.reference().name != other.name {
            return Err(format!(
                "`{} {}` is no release of `{}`: name a candidate of the pathway that decides",
                other.name,
                other.release,
                own.reference().name
            ));
        }
        let shadow = Shadow::start(Arc::new(candidate), self.store.clone());
        Ok(App {
            shadow: Some(shadow),
            ..self
        })
    }

    /// The pathway whose releases decide.
    pub fn pathway(&self) -> &str {
        &self.usual().reference().name
    }

    /// The release that decides where nothing was ever recorded.
    pub fn usual(&self) -> &CheckedRelease {
        self.deciding.at_hand().usual()
    }

    /// The release that decides beside the one in force.
    pub fn candidate(&self) -> Option<&CheckedRelease> {
        self.shadow
            .as_ref()
            .map(|shadow| shadow.candidate().as_ref())
    }

    /// The way to the candidate, where there is one.
    pub(super) fn shadow(&self) -> Option<&Shadow> {
        self.shadow.as_ref()
    }

    /// Makes the database ready: its tables, and the release that decides where none is recorded.
    ///
    /// # Errors
    ///
    /// If the database does not answer, or knows other rules under the same release.
    pub async fn prepare(&self) -> Result<(), AppError> {
        self.store.migrate().await?;
        self.register(self.deciding.at_hand().usual()).await?;
        if let Some(shadow) = &self.shadow {
            self.register(shadow.candidate()).await?;
        }
        self.deciding.read(&self.store).await
    }

    async fn register(&self, release: &CheckedRelease) -> Result<(), AppError> {
        let files = serde_json::to_value(release.files()).unwrap_or_default();
        let reference = release.reference();
        match self.store.register_release(reference, &files).await {
            Err(StoreError::Conflict { .. }) => Err(AppError::Internal(format!(
                "the database knows other rules as `{} {}`: give changed rules a release of their own",
                reference.name, reference.release
            ))),
            registered => Ok(registered?),
        }
    }

    /// The release that decides today: the one that is recorded as in force on this day of the
    /// service's clock (UTC), whatever day the form is about; where nothing was ever recorded, the
    /// one the program was started with. Records are read again every few seconds.
    ///
    /// # Errors
    ///
    /// If the database does not answer, nothing is in force, or what is in force is not at hand:
    /// another release is never taken in its place.
    pub async fn deciding(&self) -> Result<Arc<CheckedRelease>, AppError> {
        self.deciding.now(&self.store, clock::today()).await
    }

    /// As [`App::deciding`], from the records read last while the database does not answer: for
    /// what is shown and not stored.
    ///
    /// # Errors
    ///
    /// If nothing is in force, or what is in force is not at hand.
    pub async fn deciding_as_last_known(&self) -> Result<Arc<CheckedRelease>, AppError> {
        self.deciding.last_known(&self.store, clock::today()).await
    }

    /// The releases at hand, and the candidate; the oldest first.
    pub fn releases(&self) -> Vec<Arc<CheckedRelease>> {
        let mut all = self.deciding.at_hand().all().to_vec();
        if let Some(shadow) = &self.shadow {
            let candidate = shadow.candidate();
            let same = |known: &Arc<CheckedRelease>| known.reference() == candidate.reference();
            if !all.iter().any(same) {
                all.push(Arc::clone(candidate));
            }
        }
        all.sort_by(|one, other| {
            let [one, other] = [one, other].map(|release| release.reference().version_order());
            one.cmp(&other)
        });
        all
    }

    /// The release of that digest, where it is at hand.
    pub fn release(&self, reference: &ReleaseRef) -> Option<&CheckedRelease> {
        self.deciding.at_hand().find(reference)
    }

    /// The sources a decision cites; none where its release is not at hand.
    pub fn citations(&self, decision: &Decision) -> &BTreeMap<String, Citation> {
        self.release(&decision.ruleset)
            .map_or(&NO_CITATIONS, CheckedRelease::evidence)
    }
}
