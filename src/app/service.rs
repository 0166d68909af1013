//! Everything the use cases of the service share.

use std::collections::BTreeMap;

use super::{AppError, Library};
use crate::config::Config;
use crate::decision::Decision;
use crate::rules::{CheckedRelease, Citation};
use crate::store::{Store, StoreError};

static NO_CITATIONS: BTreeMap<String, Citation> = BTreeMap::new();

/// The service: what it was told, the forms, the release that decides, and the database.
pub struct App {
    /// What it was told.
    pub config: Config,
    /// The forms at hand.
    pub library: Library,
    /// The release that decides.
    pub release: CheckedRelease,
    /// The database.
    pub store: Store,
}

impl App {
    /// Makes the database ready: its tables, and the release that decides.
    ///
    /// # Errors
    ///
    /// If the database does not answer, or knows other rules under the same release.
    pub async fn prepare(&self) -> Result<(), AppError> {
        self.store.migrate().await?;
        let files = serde_json::to_value(self.release.files()).unwrap_or_default();
        let reference = self.release.reference();
        match self.store.register_release(reference, &files).await {
            Err(StoreError::Conflict { .. }) => Err(AppError::Internal(format!(
                "the database knows other rules as `{} {}`: give changed rules a release of their own",
                reference.name, reference.release
            ))),
            registered => Ok(registered?),
        }
    }

    /// The sources a decision cites; none where another release made it.
    pub fn citations(&self, decision: &Decision) -> &BTreeMap<String, Citation> {
        if decision.ruleset == *self.release.reference() {
            self.release.evidence()
        } else {
            &NO_CITATIONS
        }
    }
}
