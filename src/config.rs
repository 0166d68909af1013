//! What the service is told from outside. The only place that reads the environment.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::model::Profile;

/// A setting and what it says.
pub struct Variable {
    /// Name in the environment.
    pub name: &'static str,
    /// What it says, in one sentence.
    pub meaning: &'static str,
    /// Value used where it is not set; empty where there is none.
    pub default: &'static str,
}

const DATABASE_URL: &str = "DATABASE_URL";
const DATA_DIR: &str = "SPINEPATH_DATA_DIR";
const PROFILE: &str = "SPINEPATH_PROFILE";
const LISTEN: &str = "SPINEPATH_LISTEN";
const RELEASES: &str = "SPINEPATH_RELEASES";
const SHADOW: &str = "SPINEPATH_SHADOW";
const LOG: &str = "SPINEPATH_LOG";
const LOG_FORMAT: &str = "SPINEPATH_LOG_FORMAT";

const DEFAULT_LISTEN: &str = "127.0.0.1:8080";

/// Every variable that is read.
pub const VARIABLES: [Variable; 8] = [
    Variable {
        name: DATABASE_URL,
        meaning: "Postgres to use instead of the embedded one.",
        default: "",
    },
    Variable {
        name: DATA_DIR,
        meaning: "Where the embedded Postgres keeps its data.",
        default: "",
    },
    Variable {
        name: PROFILE,
        meaning: "Whose guidelines apply where a request names none: us, uk or cautious.",
        default: "cautious",
    },
    Variable {
        name: LISTEN,
        meaning: "Address and port of the service; port 0 picks a free one.",
        default: DEFAULT_LISTEN,
    },
    Variable {
        name: RELEASES,
        meaning: "A folder of further rule releases at hand, each in a folder of its own.",
        default: "",
    },
    Variable {
        name: SHADOW,
        meaning: "A candidate release that decides beside the one in force, seen with `rules shadow` alone.",
        default: "",
    },
    Variable {
        name: LOG,
        meaning: "How much is logged: off, error, warn, info or debug.",
        default: "info",
    },
    Variable {
        name: LOG_FORMAT,
        meaning: "Shape of a log line: human or json.",
        default: "human",
    },
];

/// Shape of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Human,
    /// For programs: one JSON object per line.
    Json,
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    /// Nothing.
    Off,
    /// What needs a person.
    Error,
    /// What may need a person.
    Warn,
    /// One line per request, start and stop.
    Info,
    /// For those who look for a fault.
    Debug,
}

/// Address of a database. It can hold a password, so `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseAddress(String);

impl DatabaseAddress {
    /// The address, for the store.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DatabaseAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseAddress(..)")
    }
}

/// What the command line says; what it leaves out comes from the environment.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// `--data-dir`.
    pub data_dir: Option<PathBuf>,
    /// `--profile`.
    pub profile: Option<Profile>,
    /// `--listen`.
    pub listen: Option<String>,
    /// `--releases`.
    pub releases: Option<PathBuf>,
    /// `--shadow`.
    pub shadow: Option<String>,
}

/// Everything the service is told.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where data is kept.
    pub data_dir: PathBuf,
    /// The database to use; the embedded one where there is none.
    pub database: Option<DatabaseAddress>,
    /// Whose guidelines apply where a request names none.
    pub profile: Profile,
    /// Where the service listens.
    pub listen: SocketAddr,
    /// A folder of further releases at hand.
    pub releases: Option<PathBuf>,
    /// A candidate that decides beside the release in force.
    pub shadow: Option<String>,
    /// How much is logged.
    pub log_level: LogLevel,
    /// Shape of a log line.
    pub log_format: LogFormat,
}

/// A setting that cannot be used: its name and what to write instead. Never its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The variable or the flag.
    pub name: String,
    /// What to do.
    pub advice: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.name, self.advice)
    }
}

impl std::error::Error for ConfigError {}

fn wrong(name: &str, advice: impl Into<String>) -> ConfigError {
    ConfigError {
        name: name.to_owned(),
        advice: advice.into(),
    }
}

impl Config {
    /// Flags first, then the environment, then the defaults.
    ///
    /// # Errors
    ///
    /// The first setting that cannot be used.
    pub fn from_env(flags: Flags) -> Result<Config, ConfigError> {
        Config::read(flags, |name| std::env::var(name).ok())
    }

    /// As [`Config::from_env`], with the environment as a parameter.
    ///
    /// # Errors
    ///
    /// The first setting that cannot be used.
    pub fn read(
        flags: Flags,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Config, ConfigError> {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let profile = match (flags.profile, set(PROFILE)) {
            (Some(profile), _) => profile,
            (None, Some(word)) => word
                .parse()
                .map_err(|_| wrong(PROFILE, "set it to `us`, `uk` or `cautious`"))?,
            (None, None) => Profile::default(),
        };
        let (listen_name, listen) = match (flags.listen, set(LISTEN)) {
            (Some(address), _) => ("--listen", address),
            (None, Some(address)) => (LISTEN, address),
            (None, None) => (LISTEN, DEFAULT_LISTEN.to_owned()),
        };
        let data_dir = flags
            .data_dir
            .or_else(|| set(DATA_DIR).map(PathBuf::from))
            .or_else(|| default_data_dir(&set))
            .ok_or_else(|| {
                wrong(
                    "--data-dir",
                    "name a directory: there is no home directory to take",
                )
            })?;
        Ok(Config {
            data_dir,
            database: set(DATABASE_URL).map(DatabaseAddress),
            profile,
            listen: loopback(listen_name, &listen)?,
            shadow: flags.shadow.or_else(|| set(SHADOW)),
            releases: flags.releases.or_else(|| set(RELEASES).map(PathBuf::from)),
            log_level: log_level(set(LOG).as_deref())?,
            log_format: log_format(set(LOG_FORMAT).as_deref())?,
        })
    }
}

/// Where folders that do not stay are made.
pub fn temporary_dir() -> PathBuf {
    std::env::temp_dir()
}

/// An address that only this machine can reach: there is no access control yet, so no other one
/// is accepted.
fn loopback(name: &str, text: &str) -> Result<SocketAddr, ConfigError> {
    let numeric = match text.strip_prefix("localhost:") {
        Some(port) => format!("127.0.0.1:{port}"),
        None => text.to_owned(),
    };
    let address: SocketAddr = numeric
        .parse()
        .map_err(|_| wrong(name, "write an address and a port, like `127.0.0.1:8080`"))?;
    if address.ip().to_canonical().is_loopback() {
        Ok(address)
    } else {
        Err(wrong(
            name,
            "listen on loopback, like `127.0.0.1:8080`: there is no access control yet, so other machines must not reach the service",
        ))
    }
}

/// Root's own home is closed to the user Postgres runs as, so root's data lives in `/var/lib`.
fn default_data_dir(set: &impl Fn(&str) -> Option<String>) -> Option<PathBuf> {
    if runs_as_root() {
        return Some(PathBuf::from("/var/lib/spinepath"));
    }
    let base = match (set("XDG_DATA_HOME"), set("HOME")) {
        (Some(data), _) => PathBuf::from(data),
        (None, Some(home)) => PathBuf::from(home).join(".local/share"),
        (None, None) => return None,
    };
    Some(base.join("spinepath"))
}

fn runs_as_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    // The owner of a process's own folder is its effective user.
    std::fs::metadata("/proc/self").is_ok_and(|folder| folder.uid() == 0)
}

fn log_level(word: Option<&str>) -> Result<LogLevel, ConfigError> {
    match word {
        Some("off") => Ok(LogLevel::Off),
        Some("error") => Ok(LogLevel::Error),
        Some("warn") => Ok(LogLevel::Warn),
        None | Some("info") => Ok(LogLevel::Info),
        Some("debug") => Ok(LogLevel::Debug),
        Some(_) => Err(wrong(
            LOG,
            "set it to `off`, `error`, `warn`, `info` or `debug`",
        )),
    }
}

fn log_format(word: Option<&str>) -> Result<LogFormat, ConfigError> {
    match word {
        None | Some("human") => Ok(LogFormat::Human),
        Some("json") => Ok(LogFormat::Json),
        Some(_) => Err(wrong(LOG_FORMAT, "set it to `human` or `json`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(flags: Flags, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(flags, |name| {
            variables
                .iter()
                .find(|(n, _)| *n == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    fn listening(address: &str) -> Flags {
        Flags {
            listen: Some(address.into()),
            data_dir: Some("/data".into()),
            ..Flags::default()
        }
    }

    #[test]
    fn only_loopback_is_listened_on() {
        for (address, accepted) in [
            ("127.0.0.1:8080", true),
            ("127.8.9.1:0", true),
            ("localhost:8080", true),
            ("[::1]:8080", true),
            ("[::ffff:127.0.0.1]:8080", true),
            ("0.0.0.0:8080", false),
            ("[::]:8080", false),
            ("192.168.1.4:8080", false),
            ("example.org:8080", false),
            ("127.0.0.1", false),
        ] {
            assert_eq!(
                config(listening(address), &[]).is_ok(),
                accepted,
                "{address}"
            );
        }
    }

    #[test]
    fn a_flag_wins_over_the_environment() {
        let variables = [
            (PROFILE, "uk"),
            (LISTEN, "127.0.0.1:1"),
            (DATA_DIR, "/from-env"),
        ];
        let flags = Flags {
            profile: Some(Profile::Us),
            ..listening("127.0.0.1:2")
        };
        let seen = config(flags, &variables).map(|c| (c.profile, c.listen.port(), c.data_dir));
        assert_eq!(seen, Ok((Profile::Us, 2, PathBuf::from("/data"))));
        let seen =
            config(Flags::default(), &variables).map(|c| (c.profile, c.listen.port(), c.data_dir));
        assert_eq!(seen, Ok((Profile::Uk, 1, PathBuf::from("/from-env"))));
    }

    #[test]
    fn a_wrong_setting_is_named_and_not_repeated() {
        for name in [PROFILE, LISTEN, LOG, LOG_FORMAT] {
            let error = config(Flags::default(), &[(name, "s3cret"), (DATA_DIR, "/data")]).err();
            let text = error.map(|error| error.to_string()).unwrap_or_default();
            assert!(
                text.contains(name) && !text.contains("s3cret"),
                "{name}: {text}"
            );
        }
    }

    #[test]
    fn a_database_address_is_not_shown() {
        let config = config(
            listening("127.0.0.1:0"),
            &[(DATABASE_URL, "postgres://u:s3cret@h/d")],
        );
        assert!(!format!("{config:?}").contains("s3cret"));
    }

    #[test]
    fn the_example_file_lists_every_variable_with_its_default() {
        let expected: String = VARIABLES
            .iter()
            .map(|v| format!("# {}\n#{}={}\n", v.meaning, v.name, v.default))
            .collect::<Vec<_>>()
            .join("\n");
        assert_eq!(
            include_str!("../.env.example"),
            expected,
            "write `.env.example` as on the right"
        );
    }
}
