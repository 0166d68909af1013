//! `spinepath migrate`.

use super::running::{Database, Failure, ended, runtime};
use super::{Exit, Shared};
use crate::config::Config;

/// Bring the tables of the database up to date.
#[derive(Debug, clap::Args)]
pub(super) struct Migrate {}

impl Migrate {
    pub fn run(&self, shared: &Shared) -> Exit {
        ended(migrate(shared))
    }
}

fn migrate(shared: &Shared) -> Result<Exit, Failure> {
    let config = Config::from_env(shared.flags(None)).map_err(Failure::wrong_use)?;
    let runtime = runtime(&config)?;
    let database = Database::open(&config)?;
    let ran = runtime.block_on(async {
        let store = database.connect().await?;
        store.migrate().await.map_err(Failure::our_fault)
    })?;
    match ran {
        0 => say!("the tables are up to date"),
        ran => say!("ran {ran} migrations; the tables are up to date"),
    }
    Ok(Exit::Fine)
}
