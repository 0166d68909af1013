//! A service from its start to its stop.

use std::fmt;
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing::{error, info};

use super::progress::Progress;
use super::{Exit, Shared};
use crate::app::{App, AtHand, Library};
use crate::config::Config;
use crate::embedded::{Embedded, EmbeddedError};
use crate::rules::CheckedRelease;
use crate::store::Store;
use crate::{clock, http, telemetry};

/// The database that is there from the first start of a cluster.
const DATABASE: &str = "postgres";

/// Why a service did not start or did not stay. The text says what to do.
#[derive(Debug)]
pub(super) struct Failure {
    pub exit: Exit,
    pub text: String,
}

impl Failure {
    pub fn wrong_use(text: impl fmt::Display) -> Failure {
        Failure {
            exit: Exit::WrongUse,
            text: text.to_string(),
        }
    }

    pub fn our_fault(text: impl fmt::Display) -> Failure {
        Failure {
            exit: Exit::OurFault,
            text: text.to_string(),
        }
    }
}

/// How a command that can fail ended.
pub(super) fn ended(result: Result<Exit, Failure>) -> Exit {
    match result {
        Ok(exit) => exit,
        Err(failure) => {
            eprintln!("{}", failure.text);
            failure.exit
        }
    }
}

/// The database of a service: one that was named, or one of our own.
pub(super) enum Database {
    Named(String),
    Own(Embedded),
    /// Our own, run by the service beside which this command runs.
    Running(String),
}

impl Database {
    /// The database that the settings name, else our own in the data directory. Call it on a
    /// thread that lives as long as the database: it goes when that thread does.
    pub fn open(config: &Config) -> Result<Database, Failure> {
        match &config.database {
            Some(address) => Ok(Database::Named(address.reveal().to_owned())),
            None => Database::own(config),
        }
    }

    /// As [`Database::open`], and beside the service that runs on our own data.
    pub fn beside(config: &Config) -> Result<Database, Failure> {
        if let Some(address) = &config.database {
            return Ok(Database::Named(address.reveal().to_owned()));
        }
        let progress = Progress::new();
        let started = Embedded::start(&config.data_dir, |step| progress.step(step));
        progress.done();
        match started {
            Ok(embedded) => Ok(Database::Own(embedded)),
            Err(EmbeddedError::InUse { .. }) => {
                Embedded::url_of_running(&config.data_dir, DATABASE)
                    .map(Database::Running)
                    .map_err(Failure::wrong_use)
            }
            Err(error) => Err(Failure::wrong_use(error)),
        }
    }

    /// Our own, whatever the settings name.
    pub fn own(config: &Config) -> Result<Database, Failure> {
        let progress = Progress::new();
        let started = Embedded::start(&config.data_dir, |step| progress.step(step));
        progress.done();
        started.map(Database::Own).map_err(Failure::wrong_use)
    }

    /// Connects to it.
    pub async fn connect(&self) -> Result<Store, Failure> {
        let url = match self {
            Database::Named(url) | Database::Running(url) => url.clone(),
            Database::Own(embedded) => embedded.url(DATABASE),
        };
        let url = url.parse().map_err(Failure::wrong_use)?;
        Store::connect(&url).await.map_err(|error| match self {
            Database::Named(_) => Failure::wrong_use(format!("`DATABASE_URL`: {error}")),
            Database::Own(_) | Database::Running(_) => Failure::our_fault(error),
        })
    }

    /// Waits until it ends without being asked to.
    async fn died(&self) -> String {
        match self {
            Database::Named(_) | Database::Running(_) => std::future::pending().await,
            Database::Own(embedded) => embedded.died().await.to_string(),
        }
    }
}

/// Does a piece of work on the database of the settings, brought up to date, also while the
/// service runs on it.
pub(super) fn with_store<T>(
    shared: &Shared,
    work: impl AsyncFnOnce(&Store) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let config = Config::from_env(shared.flags(None)).map_err(Failure::wrong_use)?;
    let runtime = runtime(&config)?;
    let database = Database::beside(&config)?;
    runtime.block_on(async {
        let store = database.connect().await?;
        store.migrate().await.map_err(Failure::our_fault)?;
        work(&store).await
    })
}

/// The forms and the release that decides: the named one, else the one in the program.
pub(super) fn rules(
    shared: &Shared,
    release: Option<&str>,
) -> Result<(Library, CheckedRelease), Failure> {
    let library = Library::with_forms(&shared.forms).map_err(Failure::wrong_use)?;
    let release = match release {
        Some(name) => library.release(name, clock::today()),
        None => library.current_release(clock::today()),
    };
    Ok((library, release.map_err(Failure::wrong_use)?))
}

/// The releases of the pathway that this program can decide with: the usual one, those in the
/// program, and those in a folder.
pub(super) fn at_hand(
    library: &Library,
    usual: CheckedRelease,
    folder: Option<&Path>,
) -> Result<AtHand, Failure> {
    let pathway = usual.reference().name.clone();
    let others = library.releases_of(&pathway, folder, clock::today());
    Ok(AtHand::new(usual, others.map_err(Failure::wrong_use)?))
}

/// Starts what is logged and the runtime.
pub(super) fn runtime(config: &Config) -> Result<Runtime, Failure> {
    telemetry::start(telemetry::subscriber(
        config.log_format,
        config.log_level,
        std::io::stderr,
    ));
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::our_fault)
}

/// The wish to stop: Ctrl+C, a closed terminal, or a signal that asks to end.
pub(super) struct Stop {
    interrupt: Signal,
    terminate: Signal,
    hangup: Signal,
}

impl Stop {
    /// Listens from here on, so that a wish during the start is heard after the step it met.
    pub fn listen(runtime: &Runtime) -> Result<Stop, Failure> {
        let _context = runtime.enter();
        Ok(Stop {
            interrupt: signal(SignalKind::interrupt()).map_err(Failure::our_fault)?,
            terminate: signal(SignalKind::terminate()).map_err(Failure::our_fault)?,
            hangup: signal(SignalKind::hangup()).map_err(Failure::our_fault)?,
        })
    }

    /// Waits for the wish.
    pub async fn wanted(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hangup.recv() => {}
        }
    }
}

/// The listener, before anything that takes time: a taken port is said at once.
pub(super) fn listen(config: &Config) -> Result<TcpListener, Failure> {
    TcpListener::bind(config.listen).map_err(|error| {
        Failure::wrong_use(format!(
            "`--listen`: cannot listen on {}: {error}; name another port, or 0 for a free one",
            config.listen
        ))
    })
}

/// Serves until a stop is wanted or the database is gone. `greeting` makes the first lines on
/// standard output from the address.
pub(super) async fn serve(
    app: Arc<App>,
    listener: TcpListener,
    database: &Database,
    stop: &mut Stop,
    greeting: impl FnOnce(&str) -> String,
) -> Result<Exit, Failure> {
    let address = listener.local_addr().map_err(Failure::our_fault)?;
    let server = http::serve(app, listener).map_err(Failure::our_fault)?;
    let handle = server.handle();
    let mut server = tokio::spawn(server);
    let address = format!("http://{address}");
    say(&greeting(&address));
    info!(%address, "listening");
    let exit = tokio::select! {
        () = stop.wanted() => Ok(Exit::Fine),
        how = database.died() => Err(Failure::our_fault(how)),
        ended = &mut server => {
            error!("the server ended by itself");
            let how = ended.map(|result| result.map_or_else(|error| error.to_string(), |()| "ended".into()));
            return Err(Failure::our_fault(format!("the server stopped: {how:?}")));
        }
    };
    info!("stopping: finishing what was accepted");
    handle.stop(true).await;
    // The handle answers when the workers have stopped.
    let _ = server.await;
    info!("stopped");
    exit
}

/// Standard output may be a closed pipe; that is no reason to stop serving.
fn say(text: &str) {
    let mut out = std::io::stdout();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}
