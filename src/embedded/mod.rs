//! A Postgres of our own, run from the binaries found on the machine: reachable through a socket
//! in the data directory only, with every write flushed, and gone when this program goes.

mod binaries;
mod cluster;
mod error;
mod owner;
mod process;

use std::{
    fs::{self, File},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

pub use error::EmbeddedError;

use binaries::Binaries;
use owner::Owner;
use process::{Server, Signal};

/// Longest wait for a server to become ready; recovery after a crash is the slow case.
const READY: Duration = Duration::from_secs(120);

/// Longest wait for the processes of a killed server to let go of its memory.
const ORPHANS: Duration = Duration::from_secs(30);

/// Longest wait for a fast shutdown.
const FAST: Duration = Duration::from_secs(15);

/// A running server. Dropping it stops it.
#[derive(Debug)]
pub struct Embedded {
    server: Server,
    socket_dir: PathBuf,
    log: PathBuf,
    // Held as long as the server runs.
    _lock: File,
}

impl Embedded {
    /// Starts a server on the data in `data_dir`, which is made where it is missing. One program
    /// at a time holds a data directory. `progress` hears what takes a moment.
    pub fn start(
        data_dir: &Path,
        mut progress: impl FnMut(&str),
    ) -> Result<Embedded, EmbeddedError> {
        let binaries = binaries::find()?;
        let data_dir = cluster::prepare(data_dir)?;
        let lock = cluster::take(&data_dir)?;
        let existing = cluster::existing(&data_dir, &binaries)?;
        let owner = Owner::choose(existing.as_deref())?;
        owner.can_reach(&binaries.dir)?;
        owner.can_reach(&data_dir)?;
        if owner.dropped {
            progress(&format!(
                "running as root: PostgreSQL will run as user {} (uid {}) and own {}",
                owner.name,
                owner.uid,
                data_dir.display()
            ));
        }
        let cluster = match existing {
            Some(cluster) => cluster,
            None => {
                progress(&format!("making a PostgreSQL {} cluster", binaries.version));
                cluster::create(&data_dir, &binaries, &owner)?
            }
        };
        progress(&format!("starting PostgreSQL {}", binaries.version));
        cluster::wait_for_earlier(&cluster)?;
        let socket_dir = cluster::socket_dir(&data_dir, &owner)?;
        let log = data_dir.join("server.log");
        let launch = Launch {
            binaries: &binaries,
            owner: &owner,
            cluster: &cluster,
            socket_dir: &socket_dir,
            log: &log,
        };
        let server = launch.until_ready()?;
        Ok(Embedded {
            server,
            socket_dir,
            log,
            _lock: lock,
        })
    }

    /// The URL of a database of this server. `postgres` is there from the start.
    pub fn url(&self, database: &str) -> String {
        url(&self.socket_dir, database)
    }

    /// The URL of a database of the server that another program runs on that data.
    pub fn url_of_running(data_dir: &Path, database: &str) -> Result<String, EmbeddedError> {
        let binaries = binaries::find()?;
        let data_dir = cluster::prepare(data_dir)?;
        let owner = Owner::choose(cluster::existing(&data_dir, &binaries)?.as_deref())?;
        Ok(url(&cluster::socket_dir(&data_dir, &owner)?, database))
    }

    /// The process id of the server.
    pub fn pid(&self) -> u32 {
        self.server.pid()
    }

    /// Waits until the server ends without being asked to, and says how it ended.
    pub async fn died(&self) -> EmbeddedError {
        let how = self.server.exit().await;
        stopped(how, &self.log)
    }

    /// Stops the server: open transactions are rolled back, everything committed is kept.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        if !self.server.end(Signal::Fast, FAST) {
            self.server.end(Signal::Immediate, FAST);
        }
        // Empty by now, and of no use to anybody else.
        let _ = fs::remove_dir(&self.socket_dir);
    }
}

struct Launch<'a> {
    binaries: &'a Binaries,
    owner: &'a Owner,
    cluster: &'a Path,
    socket_dir: &'a Path,
    log: &'a Path,
}

impl Launch<'_> {
    /// The processes of a killed server need a moment to see that it is gone; until then Postgres
    /// refuses to start beside them.
    fn until_ready(&self) -> Result<Server, EmbeddedError> {
        let since = Instant::now();
        loop {
            match self.once() {
                Err(EmbeddedError::Stopped { tail, .. })
                    if tail.contains("shared memory block") && since.elapsed() < ORPHANS =>
                {
                    thread::sleep(Duration::from_millis(200));
                }
                result => return result,
            }
        }
    }

    fn once(&self) -> Result<Server, EmbeddedError> {
        let log = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(self.log)
            .map_err(EmbeddedError::io("open", self.log))?;
        let postgres = self.binaries.dir.join("postgres");
        let mut command = process::command(&postgres, self.owner);
        command.arg("-D").arg(self.cluster);
        for setting in [
            "listen_addresses=",
            "unix_socket_permissions=0700",
            "logging_collector=off",
            "log_destination=stderr",
            // Row values stay out of the log: no DETAIL lines, no statements.
            "log_error_verbosity=terse",
            "log_min_error_statement=panic",
        ] {
            command.args(["-c", setting]);
        }
        command.arg("-c").arg(format!(
            "unix_socket_directories=\"{}\"",
            self.socket_dir.display()
        ));
        let server = Server::start(command, log).map_err(EmbeddedError::io("start", &postgres))?;
        let since = Instant::now();
        loop {
            if let Some(status) = server.exited() {
                return Err(stopped(Some(status), self.log));
            }
            if cluster::status(self.cluster)
                .is_some_and(|(pid, state)| pid == server.pid() && state == "ready")
            {
                return Ok(server);
            }
            if since.elapsed() > READY {
                server.end(Signal::Immediate, FAST);
                return Err(EmbeddedError::NotReady {
                    seconds: READY.as_secs(),
                    log: self.log.to_owned(),
                });
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
}

fn url(socket_dir: &Path, database: &str) -> String {
    let host: String = socket_dir
        .as_os_str()
        .as_encoded_bytes()
        .iter()
        .map(|&byte| match byte {
            b'/' | b'-' | b'_' | b'.' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("postgres:///{database}?host={host}&user=spinepath")
}

fn stopped(how: Option<std::process::ExitStatus>, log: &Path) -> EmbeddedError {
    let text = fs::read(log).unwrap_or_default();
    EmbeddedError::Stopped {
        how: how.map_or_else(|| "unknown".to_owned(), |status| status.to_string()),
        log: log.to_owned(),
        tail: cluster::last_lines(&String::from_utf8_lossy(&text)),
    }
}
