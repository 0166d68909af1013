//! Finding a Postgres on the machine.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::EmbeddedError;

const PACKAGED: &str = "/usr/lib/postgresql";

/// A directory with `postgres` and `initdb`.
#[derive(Debug)]
pub(super) struct Binaries {
    pub(super) dir: PathBuf,
    /// Major version: `15`.
    pub(super) major: String,
    /// As `postgres --version` says it: `15.18`.
    pub(super) version: String,
}

/// `PG_BIN_DIR` alone where it is set; else `pg_config`, `PATH`, and Debian's own place, where
/// the newest major version wins.
pub(super) fn find() -> Result<Binaries, EmbeddedError> {
    let pg_bin_dir = env::var_os("PG_BIN_DIR").map(PathBuf::from);
    let places = match &pg_bin_dir {
        Some(dir) => vec![dir.clone()],
        None => usual_places(),
    };
    places
        .into_iter()
        .find_map(|dir| look(&dir))
        .ok_or_else(|| EmbeddedError::NoBinaries {
            pg_bin_dir,
            packaged: Path::new(PACKAGED).is_dir(),
        })
}

fn usual_places() -> Vec<PathBuf> {
    let mut places = Vec::new();
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output()
        && output.status.success()
    {
        places.push(PathBuf::from(
            String::from_utf8_lossy(&output.stdout).trim(),
        ));
    }
    if let Some(path) = env::var_os("PATH") {
        places.extend(env::split_paths(&path));
    }
    let mut packaged: Vec<(u32, PathBuf)> = fs::read_dir(PACKAGED)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let major = entry.file_name().to_str()?.parse().ok()?;
            Some((major, entry.path().join("bin")))
        })
        .collect();
    packaged.sort();
    places.extend(packaged.into_iter().rev().map(|(_, dir)| dir));
    places
}

fn look(dir: &Path) -> Option<Binaries> {
    if !dir.join("initdb").is_file() {
        return None;
    }
    let output = Command::new(dir.join("postgres"))
        .arg("--version")
        .output()
        .ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    let version = version(&said)?;
    let digits = version.find(|c: char| !c.is_ascii_digit());
    Some(Binaries {
        dir: dir.canonicalize().ok()?,
        major: version[..digits.unwrap_or(version.len())].to_owned(),
        version: version.to_owned(),
    })
}

/// The word after the product's name: `postgres (PostgreSQL) 15.18 (Debian 15.18-0)`.
fn version(said: &str) -> Option<&str> {
    let word = said
        .split_once("(PostgreSQL) ")?
        .1
        .split_whitespace()
        .next()?;
    word.starts_with(|c: char| c.is_ascii_digit())
        .then_some(word)
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn the_version_is_the_word_after_the_name() {
        for (said, expected) in [
            (
                "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n",
                Some("15.18"),
            ),
            ("postgres (PostgreSQL) 18beta1\n", Some("18beta1")),
            ("postgres (Other) 15\n", None),
            ("", None),
        ] {
            assert_eq!(version(said), expected, "{said}");
        }
    }
}
