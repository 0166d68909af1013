//! The lock of a release: a digest of each file and of the whole (SPEC 1.3).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;

use super::check::check;
use super::finding::{Finding, Severity};
use crate::facts::Catalogue;
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

/// The text of `release.lock` for a draft that may become a release: one that checks, and whose
/// citations were rechecked in time (SPEC 1.7). What an earlier lock says of it does not count.
///
/// # Errors
///
/// Everything that keeps it from being one.
pub fn lock_draft(
    files: &BTreeMap<String, String>,
    catalogues: &[Catalogue],
    today: NaiveDate,
) -> Result<String, Vec<Finding>> {
    let mut draft = files.clone();
    draft.remove(LOCK);
    let release = match check(&draft, catalogues, today) {
        Ok((release, _)) => release,
        Err(mut findings) => {
            findings.retain(|finding| finding.severity == Severity::Error);
            return Err(findings);
        }
    };
    let overdue: Vec<Finding> = release
        .overdue(today)
        .map(|(id, citation)| Finding {
            file: "evidence.yaml".into(),
            line: 0,
            column: 0,
            severity: Severity::Error,
            code: "R030",
            message: format!(
                "`{id}` was due for a recheck on {}, more than {} days ago",
                citation.recheck_by, release.recheck_grace_days
            ),
            help: Some("read the source again, then set `checked` and `recheck_by`".into()),
        })
        .collect();
    if overdue.is_empty() {
        Ok(lock(&draft))
    } else {
        Err(overdue)
    }
}

/// The digest of the release, from its lock.
pub(super) fn digest(lock: &str) -> String {
    lock.lines()
        .last()
        .and_then(|line| line.split(' ').next())
        .unwrap_or_default()
        .to_owned()
}
