//! Which release is in force on which day, from what was recorded up to some moment.
//!
//! Of the records that cover a day, the latest one counts. A release that was withdrawn after that
//! record, for that day, is in force no longer, and nothing takes its place by itself.

use chrono::{DateTime, NaiveDate, Utc};

use crate::decision::ReleaseRef;
use crate::store::{NewRecord, ReleaseAct, ReleaseRecord};

/// Who signed what a record rests on: name and role of each.
pub fn signers(record: &NewRecord) -> Vec<(String, String)> {
    let documents = record.signatures.as_array().into_iter().flatten();
    let signers = documents.filter_map(|document| {
        let statement = &document["statement"];
        let word = |name: &str| statement[name].as_str().map(str::to_owned);
        Some((word("name")?, word("role")?))
    });
    signers.collect()
}

/// What is in force on a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum InForce<'a> {
    /// Nothing was ever recorded.
    NoRecord,
    /// No record covers the day.
    Nothing,
    /// The release that was, and the record that withdrew it.
    Withdrawn(&'a ReleaseRecord, &'a ReleaseRecord),
    /// A release, and the record that says so.
    Release(&'a ReleaseRecord),
}

impl<'a> InForce<'a> {
    /// The release that decides, where there is one.
    pub fn release(self) -> Option<&'a ReleaseRef> {
        match self {
            InForce::Release(by) => Some(&by.record.release),
            InForce::NoRecord | InForce::Nothing | InForce::Withdrawn(..) => None,
        }
    }
}

/// Days in a row on which the same is in force.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Period<'a> {
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none where it has no end.
    pub until: Option<NaiveDate>,
    /// What is in force.
    pub what: InForce<'a>,
}

/// The records of one pathway, oldest first, as known at some moment.
#[derive(Debug, Clone, Default)]
pub struct Timeline(Vec<ReleaseRecord>);

impl Timeline {
    /// Everything that is known by now.
    pub fn new(records: Vec<ReleaseRecord>) -> Timeline {
        Timeline(records)
    }

    /// What was known at a moment.
    #[must_use]
    pub fn known_at(mut self, moment: DateTime<Utc>) -> Timeline {
        self.0.retain(|record| record.recorded_at <= moment);
        self
    }

    /// The records, oldest first.
    pub fn records(&self) -> &[ReleaseRecord] {
        &self.0
    }

    /// What is in force on a day.
    pub fn on(&self, day: NaiveDate) -> InForce<'_> {
        let covers = |record: &&ReleaseRecord| {
            record.record.from <= day && record.record.until.is_none_or(|until| day <= until)
        };
        let withdraws = |record: &&ReleaseRecord| record.record.act == ReleaseAct::Withdraw;
        let mut latest = self.0.iter().rev().filter(covers);
        let Some(by) = latest.find(|record| !withdraws(record)) else {
            return if self.0.is_empty() {
                InForce::NoRecord
            } else {
                InForce::Nothing
            };
        };
        let withdrawn = self
            .0
            .iter()
            .filter(withdraws)
            .filter(covers)
            .find(|w| w.id > by.id && w.record.release.digest == by.record.release.digest);
        match withdrawn {
            Some(withdrawal) => InForce::Withdrawn(by, withdrawal),
            None => InForce::Release(by),
        }
    }

    /// The periods in their order, from the first day that a record covers.
    pub fn periods(&self) -> Vec<Period<'_>> {
        let records = self.0.iter().map(|record| &record.record);
        let ends = records
            .clone()
            .filter_map(|record| record.until?.succ_opt());
        let mut days: Vec<NaiveDate> = records.map(|record| record.from).chain(ends).collect();
        days.sort_unstable();
        days.dedup();
        let mut periods: Vec<Period<'_>> = Vec::new();
        for day in days {
            let what = self.on(day);
            match periods.last_mut() {
                Some(last) if last.what == what => {}
                Some(last) => {
                    last.until = day.pred_opt();
                    periods.push(Period {
                        from: day,
                        until: None,
                        what,
                    });
                }
                None => periods.push(Period {
                    from: day,
                    until: None,
                    what,
                }),
            }
        }
        periods
    }

    /// The last withdrawal of a release.
    pub fn withdrawal(&self, release: &ReleaseRef) -> Option<&ReleaseRecord> {
        self.last(release, |act| act == ReleaseAct::Withdraw)
    }

    /// The last record that approved a release.
    pub fn approval(&self, release: &ReleaseRef) -> Option<&ReleaseRecord> {
        self.last(release, |act| act == ReleaseAct::Release)
    }

    fn last(
        &self,
        release: &ReleaseRef,
        act: impl Fn(ReleaseAct) -> bool,
    ) -> Option<&ReleaseRecord> {
        let about = |record: &&ReleaseRecord| {
            record.record.release.digest == release.digest && act(record.record.act)
        };
        self.0.iter().rev().find(about)
    }
}
