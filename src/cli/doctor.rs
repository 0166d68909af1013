//! `spinepath doctor`.

use std::fs;
use std::path::Path;

use chrono::{NaiveDate, TimeZone, Utc};
use serde::Serialize;
use serde_json::json;

use super::output::print_json;
use super::running::{Database, Failure, at_hand, ended, rules, runtime};
use super::{Exit, Format, Shared};
use crate::app::timeline::{InForce, Timeline};
use crate::app::{AtHand, Library, demo_intakes, preview};
use crate::clock;
use crate::config::Config;
use crate::report::{CaseView, Paper, render};
use crate::rules::CheckedRelease;
use crate::store::ReleaseRecord;

/// Check everything the service needs, with what to do about each finding.
#[derive(Debug, clap::Args)]
pub(super) struct Doctor {
    /// A release: a folder, or `pathway/release` of one in the program.
    #[arg(long)]
    release: Option<String>,
}

/// Free space below which a finding is reported: a year of a busy clinic (100 forms a day of
/// 60 KB each, with indexes and write-ahead log about the same again) with room to spare.
const DISK_BYTES: u64 = 5 * 1024 * 1024 * 1024;

/// One thing that was looked at.
#[derive(Serialize)]
struct Check {
    what: &'static str,
    /// What was found.
    found: String,
    /// What to do; absent where all is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
}

fn fine(what: &'static str, found: impl Into<String>) -> Check {
    Check {
        what,
        found: found.into(),
        fix: None,
    }
}

fn finding(what: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Check {
    Check {
        what,
        found: found.into(),
        fix: Some(fix.into()),
    }
}

impl Doctor {
    pub fn run(&self, shared: &Shared) -> Exit {
        ended(self.examine(shared))
    }

    fn examine(&self, shared: &Shared) -> Result<Exit, Failure> {
        let config = Config::from_env(shared.flags(None)).map_err(Failure::wrong_use)?;
        let mut checks = vec![clock_check(), data_dir(&config), disk(&config.data_dir)];
        let (found, records) = database(&config)?;
        checks.extend(found);
        match rules(shared, self.release.as_deref()) {
            Ok((library, release)) => {
                let at_hand = at_hand(&library, release.clone(), config.releases.as_deref());
                checks.extend(records.map(|records| in_force(at_hand, records)));
                checks.push(fine("forms", library_line(&library)));
                let reference = release.reference();
                checks.push(fine(
                    "rules",
                    format!(
                        "{} {}, {}",
                        reference.name, reference.release, reference.digest
                    ),
                ));
                checks.push(pdf(&library, &release));
            }
            Err(failure) => checks.push(finding(
                "forms and rules",
                "do not pass their checks",
                failure.text,
            )),
        }
        match shared.format {
            Format::Json => print_json(&json!({ "checks": checks })),
            Format::Human => checks.iter().for_each(print_check),
        }
        let found = checks.iter().any(|check| check.fix.is_some());
        Ok(if found { Exit::Findings } else { Exit::Fine })
    }
}

fn print_check(check: &Check) {
    match &check.fix {
        None => say!("ok       {:<16} {}", check.what, check.found),
        Some(fix) => say!("FINDING  {:<16} {}: {fix}", check.what, check.found),
    }
}

fn clock_check() -> Check {
    let now = clock::now();
    let built = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap_or_default();
    let found = now.format("%Y-%m-%d %H:%M UTC").to_string();
    if Utc.from_utc_datetime(&built.into()) > now {
        finding(
            "clock",
            found,
            "set the clock: this program is younger than that",
        )
    } else {
        fine("clock", found)
    }
}

/// Whether a folder, or the nearest one above it that exists, can be written to.
fn data_dir(config: &Config) -> Check {
    let what = "data directory";
    let place = config.data_dir.display().to_string();
    if config.database.is_some() {
        return fine(what, "not used: `DATABASE_URL` is set");
    }
    let Some(nearest) = nearest(&config.data_dir) else {
        return finding(what, place, "name another one with `--data-dir`");
    };
    match fs::metadata(nearest) {
        Ok(folder) if folder.is_dir() && !folder.permissions().readonly() => fine(what, place),
        _ => finding(
            what,
            place,
            format!(
                "make `{}` writable, or name another one with `--data-dir`",
                nearest.display()
            ),
        ),
    }
}

fn nearest(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|ancestor| ancestor.exists())
}

/// Free space as `df` tells it: the standard library has no word for it.
fn disk(folder: &Path) -> Check {
    let what = "disk";
    let Some(nearest) = nearest(folder) else {
        return finding(what, "unknown", "name another place with `--data-dir`");
    };
    let output = std::process::Command::new("df")
        .args(["-Pk"])
        .arg(nearest)
        .output();
    let text = output
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default();
    let kilobytes = text
        .lines()
        .nth(1)
        .and_then(|line| line.split_whitespace().nth(3)?.parse::<u64>().ok());
    match kilobytes.map(|kilobytes| kilobytes * 1024) {
        None => finding(what, "unknown", "see that `df` works and look for yourself"),
        Some(free) if free < DISK_BYTES => finding(
            what,
            gigabytes(free),
            format!("make room: {} are a year of forms", gigabytes(DISK_BYTES)),
        ),
        Some(free) => fine(what, format!("{} free", gigabytes(free))),
    }
}

fn gigabytes(bytes: u64) -> String {
    format!(
        "{}.{} GB",
        bytes >> 30,
        ((bytes & ((1 << 30) - 1)) * 10) >> 30
    )
}

/// Whether the database answers and has its tables. A database of our own is started as the
/// service would start it; no table is changed.
fn database(config: &Config) -> Result<(Vec<Check>, Option<Vec<ReleaseRecord>>), Failure> {
    let runtime = runtime(config)?;
    let database = match Database::open(config) {
        Ok(database) => database,
        Err(failure) => {
            let advice = "see `--data-dir` and `DATABASE_URL`";
            return Ok((vec![finding("database", failure.text, advice)], None));
        }
    };
    Ok(runtime.block_on(async {
        let store = match database.connect().await {
            Ok(store) => store,
            Err(failure) => {
                let silent = finding("database", "does not answer", failure.text);
                return (vec![silent], None);
            }
        };
        // One line of the worklist needs the oldest tables, the records of releases newer ones.
        let read = (
            store.cases(None, 1).await,
            store.release_records(None).await,
        );
        let (tables, records) = match read {
            (Ok(_), Ok(records)) => (fine("tables", "there"), Some(records)),
            (Err(_), _) | (_, Err(_)) => {
                let found = finding(
                    "tables",
                    "missing or of an earlier version",
                    "run `spinepath migrate`, or start the service, which does it",
                );
                (found, None)
            }
        };
        (vec![fine("database", "answers"), tables], records)
    }))
}

/// Whether the release that the database records as in force today is at hand.
fn in_force(at_hand: Result<AtHand, Failure>, mut records: Vec<ReleaseRecord>) -> Check {
    let what = "in force";
    let at_hand = match at_hand {
        Ok(at_hand) => at_hand,
        Err(failure) => return finding(what, "not known", failure.text),
    };
    let usual = at_hand.usual().reference();
    records.retain(|record| record.record.release.name == usual.name);
    let timeline = Timeline::new(records);
    let today = clock::today();
    match at_hand.on(&timeline, today) {
        Err(error) => finding(what, "no form is decided", error.to_string()),
        Ok(release) if timeline.on(today) == InForce::NoRecord => fine(
            what,
            format!(
                "{}, the newest in the program or the one named: `rules release` recorded none",
                release.reference().release
            ),
        ),
        Ok(release) => fine(
            what,
            format!("{}, as recorded", release.reference().release),
        ),
    }
}

fn library_line(library: &Library) -> String {
    let forms: Vec<String> = library
        .forms()
        .iter()
        .map(|form| format!("{} {}", form.name(), form.version()))
        .collect();
    forms.join(", ")
}

/// Draws the summary of a synthetic patient.
fn pdf(library: &Library, release: &CheckedRelease) -> Check {
    let what = "summary";
    let broken = |how: &str| {
        finding(
            what,
            how,
            "install the program again: a part of it is damaged",
        )
    };
    let Some(intake) = demo_intakes(release, clock::today())
        .ok()
        .and_then(|intakes| intakes.into_iter().next())
    else {
        return broken("no synthetic patient");
    };
    let bytes = intake.to_string().into_bytes();
    let Ok(preview) = preview(
        library,
        release,
        crate::model::Profile::default(),
        clock::today(),
        &bytes,
    ) else {
        return broken("the synthetic patient is refused");
    };
    let catalogue = release.catalogue();
    let Some(form) = library.form(catalogue.form(), catalogue.version()) else {
        return broken("no form");
    };
    let view = CaseView {
        record: &preview.record,
        form,
        decision: &preview.decision,
        what_if: Some(&preview.what_if),
        citations: release.evidence(),
        case_id: None,
        made_at: None,
        signed: None,
    };
    match render(&view, Paper::A4) {
        Ok(pdf) => fine(what, format!("drawn, {} bytes", pdf.bytes.len())),
        Err(error) => broken(&error.to_string()),
    }
}
