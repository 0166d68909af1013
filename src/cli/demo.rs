//! `spinepath demo`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value as Json;

use super::progress::Progress;
use super::running::{Database, Failure, Stop, at_hand, ended, listen, rules, runtime, serve};
use super::{Exit, Shared};
use crate::app::{App, NewIntake, demo_intakes, submit_intake};
use crate::clock;
use crate::config::{Config, temporary_dir};

/// Run the service on a database of its own with synthetic cases; nothing is left behind.
#[derive(Debug, clap::Args)]
pub(super) struct Demo {
    /// Address and port; port 0 picks a free one. Loopback only.
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
}

/// A folder that goes when it is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new(parent: &Path) -> Result<Scratch, Failure> {
        let folder = parent.join(format!("spinepath-demo-{}", clock::new_id()));
        fs::create_dir_all(&folder).map_err(|error| {
            Failure::wrong_use(format!("cannot make `{}`: {error}", folder.display()))
        })?;
        Ok(Scratch(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!(
                "cannot remove `{}`: {error}; remove it by hand",
                self.0.display()
            );
        }
    }
}

impl Demo {
    pub fn run(&self, shared: &Shared) -> Exit {
        ended(self.service(shared))
    }

    fn service(&self, shared: &Shared) -> Result<Exit, Failure> {
        let mut config =
            Config::from_env(shared.flags(self.listen.clone())).map_err(Failure::wrong_use)?;
        let (library, release) = rules(shared, None)?;
        let listener = listen(&config)?;
        let scratch = Scratch::new(shared.data_dir.as_deref().unwrap_or(&temporary_dir()))?;
        config.data_dir = scratch.0.join("data");
        let runtime = runtime(&config)?;
        let mut stop = Stop::listen(&runtime)?;
        // Never the database that the settings name: that one may hold real patients.
        let database = Database::own(&config)?;
        let outcome = runtime.block_on(async {
            let start = async {
                let store = database.connect().await?;
                let intakes = demo_intakes(&release, clock::today()).map_err(Failure::our_fault)?;
                let releases = at_hand(&library, release, None)?;
                let app = App::new(config, library, releases, store);
                app.prepare().await.map_err(Failure::our_fault)?;
                let example = seed(&app, &intakes, &scratch.0).await?;
                Ok((Arc::new(app), example))
            };
            let (app, example) = tokio::select! {
                started = start => started?,
                () = stop.wanted() => return Ok(Exit::Fine),
            };
            serve(app, listener, &database, &mut stop, |address| {
                greeting(address, &example)
            })
            .await
        });
        // The database ends before its folder goes.
        drop(runtime);
        drop(database);
        drop(scratch);
        outcome
    }
}

/// Submits the synthetic cases and leaves one of them as a file to post.
async fn seed(app: &App, intakes: &[Json], folder: &Path) -> Result<PathBuf, Failure> {
    let progress = Progress::new();
    for (done, intake) in intakes.iter().enumerate() {
        progress.step(&format!(
            "deciding on synthetic case {} of {}",
            done + 1,
            intakes.len()
        ));
        let bytes = intake.to_string().into_bytes();
        let intake = NewIntake {
            bytes: &bytes,
            profile: app.config.profile,
            key: None,
            actor: "demo",
        };
        submit_intake(app, intake, |_| String::new())
            .await
            .map_err(Failure::our_fault)?;
    }
    progress.done();
    let example = folder.join("intake.json");
    let text = intakes
        .first()
        .map(|intake| format!("{intake:#}\n"))
        .unwrap_or_default();
    fs::write(&example, text).map_err(Failure::our_fault)?;
    Ok(example)
}

fn greeting(address: &str, example: &Path) -> String {
    format!(
        "open {address} and post a form: curl -H 'Content-Type: application/json' --data-binary @{} {address}/api/v1/intakes",
        example.display()
    )
}
