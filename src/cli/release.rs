//! `spinepath rules release | withdraw | return`.

use std::fs;
use std::path::PathBuf;

use chrono::NaiveDate;
use serde_json::json;

use super::approve::{Looked, read_approvers, read_key, refused};
use super::history::{period_json, period_line, record_json, record_line};
use super::output::{library_failed, print_json};
use super::progress::Progress;
use super::running::{Failure, with_store};
use super::{Exit, Format, Shared};
use crate::app::Library;
use crate::app::releasing::{self, Days, Promotion, ReleaseError};
use crate::clock;
use crate::store::{ReleaseRecord, Store};

/// Record on which days an approved release decides.
#[derive(Debug, clap::Args)]
pub(super) struct Release {
    #[command(flatten)]
    looked: Looked,
    /// A signed approval; two different people must approve.
    #[arg(long = "approval", value_name = "FILE")]
    approvals: Vec<PathBuf>,
    /// Who may sign at this clinic: `approvers.yaml`.
    #[arg(long, value_name = "FILE")]
    approvers: PathBuf,
    /// The first day on which it decides (UTC).
    #[arg(long, value_name = "DATE")]
    from: NaiveDate,
    /// The last day on which it decides (UTC); none where it has no end.
    #[arg(long, value_name = "DATE")]
    until: Option<NaiveDate>,
    /// Who records it.
    #[arg(long, value_name = "NAME")]
    by: String,
}

impl Release {
    pub fn run(&self, shared: &Shared) -> Result<Exit, Failure> {
        let library = match Library::with_forms(&shared.forms) {
            Ok(library) => library,
            Err(error) => return Ok(library_failed(&error)),
        };
        let approvers = read_approvers(&self.approvers)?;
        let mut approvals = Vec::new();
        for path in &self.approvals {
            let text = fs::read_to_string(path).map_err(|error| {
                Failure::wrong_use(format!("`--approval`: `{}`: {error}", path.display()))
            })?;
            approvals.push((path.display().to_string(), text));
        }
        let promotion = Promotion {
            candidate: self.looked.candidate(&library)?,
            approvals,
            approvers: &approvers,
            days: Days {
                from: self.from,
                until: self.until,
            },
            by: named(&self.by)?,
        };
        let progress = Progress::new();
        progress.step("running the gates");
        let name = self.looked.name();
        let exit = with_store(shared, async |store| {
            let recorded = releasing::release(store, promotion).await;
            tell(store, recorded, &format!("{name}: not released"), shared).await
        });
        progress.done();
        exit
    }
}

/// Take a release out of force, at once. Nothing takes its place by itself.
#[derive(Debug, clap::Args)]
pub(super) struct Withdraw {
    /// The release, as `pathway/release`.
    release: String,
    /// Why, in a sentence.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// The key of the clinician who withdraws it.
    #[arg(long, value_name = "KEYFILE")]
    by: PathBuf,
    /// Who may sign at this clinic: `approvers.yaml`.
    #[arg(long, value_name = "FILE")]
    approvers: PathBuf,
}

impl Withdraw {
    pub fn run(&self, shared: &Shared) -> Result<Exit, Failure> {
        let key = read_key(&self.by)?;
        let approvers = read_approvers(&self.approvers)?;
        with_store(shared, async |store| {
            let signer = (&key, &approvers);
            let today = clock::today();
            let recorded =
                releasing::withdraw(store, &self.release, &self.reason, signer, today).await;
            let summary = format!("{}: not withdrawn", self.release);
            tell(store, recorded, &summary, shared).await
        })
    }
}

/// Put a release that was approved before back into force, from today on.
#[derive(Debug, clap::Args)]
pub(super) struct Return {
    /// The release, as `pathway/release`.
    #[arg(long, value_name = "RELEASE")]
    to: String,
    /// Why, in a sentence.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Who records it.
    #[arg(long, value_name = "NAME")]
    by: String,
}

impl Return {
    pub fn run(&self, shared: &Shared) -> Result<Exit, Failure> {
        let by = named(&self.by)?;
        with_store(shared, async |store| {
            let told = (self.reason.as_str(), by.as_str());
            let recorded = releasing::return_to(store, &self.to, told, clock::today()).await;
            let summary = format!("{}: not returned to", self.to);
            tell(store, recorded, &summary, shared).await
        })
    }
}

pub(super) fn named(by: &str) -> Result<String, Failure> {
    match by.trim() {
        "" => Err(Failure::wrong_use("`--by`: write the name of a person")),
        name => Ok(name.to_owned()),
    }
}

/// Prints the record and the periods as they are now, or why there is no record.
async fn tell(
    store: &Store,
    recorded: Result<ReleaseRecord, ReleaseError>,
    summary: &str,
    shared: &Shared,
) -> Result<Exit, Failure> {
    let record = match recorded {
        Ok(record) => record,
        Err(ReleaseError::Refused(reasons)) => return Ok(refused(&reasons, summary, shared)),
        Err(ReleaseError::Store(error)) => return Err(Failure::our_fault(error)),
    };
    let pathway = &record.record.release.name;
    let timeline = releasing::timeline(store, pathway)
        .await
        .map_err(Failure::our_fault)?;
    let periods = timeline.periods();
    match shared.format {
        Format::Json => {
            let periods: Vec<_> = periods.iter().map(period_json).collect();
            print_json(&json!({ "record": record_json(&record), "periods": periods }));
        }
        Format::Human => {
            say!("{}", record_line(&record));
            say!("in force now and later:");
            let today = clock::today();
            let ahead = |until: Option<NaiveDate>| until.is_none_or(|until| until >= today);
            for period in periods.iter().filter(|period| ahead(period.until)) {
                say!("  {}", period_line(period));
            }
        }
    }
    Ok(Exit::Fine)
}
