//! How the service is: for the person who runs it, and nothing of any patient.

use chrono::{DateTime, Utc};

use super::{App, AppError, ready};
use crate::clock;
use crate::model::Profile;
use crate::rules::ReleaseRef;
use crate::store::DatabaseState;

/// How the service is at one moment. What cannot be told says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct System {
    /// The clock of the service.
    pub now: DateTime<Utc>,
    /// Version of the program.
    pub program: &'static str,
    /// Whether it can take a form now.
    pub ready: Result<(), String>,
    /// The database.
    pub database: Result<DatabaseState, String>,
    /// The release that decides.
    pub deciding: Result<ReleaseRef, String>,
    /// The form that release reads: name, version and digest.
    pub form: Option<(String, String, String)>,
    /// Whose guidelines apply.
    pub profile: Profile,
    /// The release that decides beside it.
    pub shadow: Option<ReleaseRef>,
}

/// How the service is now.
pub async fn system(app: &App) -> System {
    let deciding = app.deciding_as_last_known().await;
    let form = deciding.as_ref().ok().map(|release| {
        let catalogue = release.catalogue();
        let texts = [catalogue.form(), catalogue.version(), catalogue.digest()];
        let [name, version, digest] = texts.map(str::to_owned);
        (name, version, digest)
    });
    System {
        now: clock::now(),
        program: env!("CARGO_PKG_VERSION"),
        ready: ready(app)
            .await
            .map(drop)
            .map_err(|error| error.to_string()),
        database: (app.store.state().await).map_err(|error| AppError::from(error).to_string()),
        deciding: deciding
            .map(|release| release.reference().clone())
            .map_err(|error| error.to_string()),
        form,
        profile: app.config.profile,
        shadow: app.candidate().map(|release| release.reference().clone()),
    }
}
