//! `spinepath serve`.

use std::path::PathBuf;
use std::sync::Arc;

use super::running::{Database, Failure, Stop, at_hand, ended, listen, rules, runtime, serve};
use super::{Exit, Shared};
use crate::app::App;
use crate::clock;
use crate::config::{Config, Flags};

/// Run the service on a database that stays.
#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    /// Address and port; port 0 picks a free one. Loopback only.
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// The release that decides as long as `rules release` recorded none: a folder, or
    /// `pathway/release` of one in the program.
    #[arg(long)]
    release: Option<String>,
    /// A folder of further releases at hand, each in a folder of its own.
    #[arg(long, value_name = "DIR")]
    releases: Option<PathBuf>,
    /// A candidate that decides beside the release in force: a folder, or `pathway/release` of one
    /// in the program. What it decides is seen with `rules shadow` alone.
    #[arg(long, value_name = "RELEASE")]
    shadow: Option<String>,
}

impl Serve {
    pub fn run(&self, shared: &Shared) -> Exit {
        ended(self.service(shared))
    }

    fn service(&self, shared: &Shared) -> Result<Exit, Failure> {
        let flags = Flags {
            releases: self.releases.clone(),
            shadow: self.shadow.clone(),
            ..shared.flags(self.listen.clone())
        };
        let config = Config::from_env(flags).map_err(Failure::wrong_use)?;
        let (library, release) = rules(shared, self.release.as_deref())?;
        let releases = at_hand(&library, release, config.releases.as_deref())?;
        let candidate = config.shadow.as_deref();
        let candidate = candidate.map(|name| library.release(name, clock::today()));
        let candidate = candidate.transpose().map_err(Failure::wrong_use)?;
        let listener = listen(&config)?;
        let runtime = runtime(&config)?;
        let mut stop = Stop::listen(&runtime)?;
        let database = Database::open(&config)?;
        runtime.block_on(async {
            let start = async {
                let store = database.connect().await?;
                let mut app = App::new(config, library, releases, store);
                if let Some(candidate) = candidate {
                    app = app.with_shadow(candidate).map_err(Failure::wrong_use)?;
                }
                app.prepare().await.map_err(Failure::our_fault)?;
                Ok(Arc::new(app))
            };
            let app = tokio::select! {
                app = start => app?,
                () = stop.wanted() => return Ok(Exit::Fine),
            };
            serve(app, listener, &database, &mut stop, |address| {
                format!("listening on {address}")
            })
            .await
        })
    }
}
