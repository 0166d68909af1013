//! Everything the use cases of the service share.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::in_force::Deciding;
use super::{AppError, AtHand, Library};
use crate::clock;
use crate::config::Config;
use crate::decision::{Decision, ReleaseRef};
use crate::rules::{CheckedRelease, Citation};
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
}

impl App {
    /// A service with these forms and releases. Call [`App::prepare`] before it is used.
    pub fn new(config: Config, library: Library, releases: AtHand, store: Store) -> App {
        App {
            config,
            library,
            store,
            deciding: Deciding::new(releases),
        }
    }

    /// Makes the database ready: its tables, and the release that decides where none is recorded.
    ///
    /// # Errors
    ///
    /// If the database does not answer, or knows other rules under the same release.
    pub async fn prepare(&self) -> Result<(), AppError> {
        self.store.migrate().await?;
        self.register(self.deciding.at_hand().usual()).await?;
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
