//! `spinepath rules history`.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value as Json, json};

use super::output::print_json;
use super::running::{Failure, with_store};
use super::{Exit, Format, Shared};
use crate::app::timeline::{InForce, Period, Timeline, signers};
use crate::decision::ReleaseRef;
use crate::store::{ReleaseAct, ReleaseRecord};

/// Print which release is in force when, and who recorded what.
#[derive(Debug, clap::Args)]
pub(super) struct History {
    /// One pathway; all where none is named.
    pathway: Option<String>,
    /// What is in force on this day only (UTC).
    #[arg(long, value_name = "DATE")]
    on: Option<NaiveDate>,
    /// As it was known at this moment, like `2026-12-01T08:00:00Z`; now where none is named.
    #[arg(long, value_name = "TIME")]
    known_at: Option<DateTime<Utc>>,
}

impl History {
    pub fn run(&self, shared: &Shared) -> Result<Exit, Failure> {
        let records = with_store(shared, async |store| {
            let records = store.release_records(self.pathway.as_deref()).await;
            records.map_err(Failure::our_fault)
        })?;
        let mut pathways: BTreeMap<String, Vec<ReleaseRecord>> = BTreeMap::new();
        for record in records {
            let pathway = record.record.release.name.clone();
            pathways.entry(pathway).or_default().push(record);
        }
        let timelines = pathways.into_iter().map(|(pathway, records)| {
            let timeline = Timeline::new(records);
            let timeline = match self.known_at {
                Some(moment) => timeline.known_at(moment),
                None => timeline,
            };
            (pathway, timeline)
        });
        let timelines: Vec<(String, Timeline)> = timelines.collect();
        match shared.format {
            Format::Json => {
                let pathways: Vec<Json> = timelines
                    .iter()
                    .map(|(pathway, timeline)| self.json(pathway, timeline))
                    .collect();
                print_json(&json!({ "pathways": pathways }));
            }
            Format::Human if timelines.is_empty() => {
                say!("nothing is recorded: the newest release in the program decides");
            }
            Format::Human => {
                for (pathway, timeline) in &timelines {
                    self.print(pathway, timeline);
                }
            }
        }
        Ok(Exit::Fine)
    }

    fn json(&self, pathway: &str, timeline: &Timeline) -> Json {
        let mut document = json!({ "pathway": pathway });
        match self.on {
            Some(day) => document["in_force"] = what_json(timeline.on(day)),
            None => {
                let periods: Vec<Json> = timeline.periods().iter().map(period_json).collect();
                let records: Vec<Json> = timeline.records().iter().map(record_json).collect();
                document["periods"] = periods.into();
                document["records"] = records.into();
            }
        }
        document
    }

    fn print(&self, pathway: &str, timeline: &Timeline) {
        if let Some(day) = self.on {
            say!("{pathway} on {day}: {}", what_words(timeline.on(day)));
            return;
        }
        say!("{pathway}");
        for period in timeline.periods() {
            say!("  {}", period_line(&period));
        }
        say!("records of {pathway}, as they were made");
        for record in timeline.records() {
            say!("  {}", record_line(record));
        }
    }
}

fn what_words(what: InForce<'_>) -> String {
    match what {
        InForce::NoRecord => "nothing is recorded: the newest release in the program".to_owned(),
        InForce::Nothing => "nothing".to_owned(),
        InForce::Release(by) => by.record.release.release.clone(),
        InForce::Withdrawn(of, by) => format!(
            "nothing: {} was withdrawn by {}: {}",
            of.record.release.release,
            by.record.by,
            by.record.reason.as_deref().unwrap_or_default()
        ),
    }
}

fn what_json(what: InForce<'_>) -> Json {
    match what {
        InForce::NoRecord => json!({ "state": "no_record" }),
        InForce::Nothing => json!({ "state": "nothing" }),
        InForce::Release(by) => json!({
            "state": "release", "release": release_json(&by.record.release), "record": by.id
        }),
        InForce::Withdrawn(of, by) => json!({
            "state": "withdrawn", "release": release_json(&of.record.release), "record": by.id
        }),
    }
}

fn release_json(release: &ReleaseRef) -> Json {
    json!({ "release": release.release, "digest": release.digest })
}

/// A period in a line.
pub(super) fn period_line(period: &Period<'_>) -> String {
    let days = match period.until {
        Some(until) if until == period.from => format!("on {}", period.from),
        Some(until) => format!("{} to {until}", period.from),
        None => format!("from {} on", period.from),
    };
    format!("{days:<26} {}", what_words(period.what))
}

/// A period as data.
pub(super) fn period_json(period: &Period<'_>) -> Json {
    json!({ "from": period.from, "until": period.until, "in_force": what_json(period.what) })
}

/// A record in a sentence.
pub(super) fn record_line(record: &ReleaseRecord) -> String {
    let ReleaseRecord {
        id,
        recorded_at,
        record,
    } = record;
    let days = match record.until {
        Some(until) => format!("from {} until {until}", record.from),
        None => format!("from {} on", record.from),
    };
    let did = match record.act {
        ReleaseAct::Release => "released",
        ReleaseAct::Return => "returned to",
        ReleaseAct::Withdraw => "withdrew",
    };
    let signers: Vec<String> = (signers(record).iter())
        .map(|(name, role)| format!("{name} ({role})"))
        .collect();
    let signed = match (record.act, signers.is_empty()) {
        (_, true) => String::new(),
        (ReleaseAct::Withdraw, false) => format!("; signed by {}", signers.join(", ")),
        (_, false) => format!("; approved by {}", signers.join(", ")),
    };
    let reason = record.reason.as_ref();
    let reason = reason.map_or(String::new(), |reason| format!(": {reason}"));
    format!(
        "{id}. {}: {} {did} {} {days}{reason}{signed}",
        recorded_at.format("%Y-%m-%d %H:%M UTC"),
        record.by,
        record.release.release
    )
}

/// A record as data, with the signed documents whole.
pub(super) fn record_json(record: &ReleaseRecord) -> Json {
    let ReleaseRecord {
        id,
        recorded_at,
        record,
    } = record;
    json!({
        "record": id,
        "recorded_at": recorded_at,
        "act": record.act.word(),
        "release": release_json(&record.release),
        "from": record.from,
        "until": record.until,
        "by": record.by,
        "reason": record.reason,
        "signatures": record.signatures,
    })
}
