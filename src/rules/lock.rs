//! The lock of a release: a digest of each file and of the whole (SPEC 1.3).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::model::digest::sha256;

/// Name of the lock file.
pub(super) const LOCK: &str = "release.lock";

/// The text of `release.lock` for these files (SPEC 1.3): one line for each file and one for all.
pub fn lock(files: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    for (name, content) in files.iter().filter(|(name, _)| name.as_str() != LOCK) {
        let _ = writeln!(text, "{} {name}", sha256(content.as_bytes()));
    }
    let whole = sha256(text.as_bytes());
    let _ = writeln!(text, "{whole} *");
    text
}

/// The digest of the release, from its lock.
pub(super) fn digest(lock: &str) -> String {
    lock.lines()
        .last()
        .and_then(|line| line.split(' ').next())
        .unwrap_or_default()
        .to_owned()
}
