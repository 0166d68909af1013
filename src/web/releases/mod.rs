//! The releases of the rules: which there are, where each stands, and what the tests and the cases
//! say of it.

pub mod compare;
pub mod coverage;
pub mod marked;

use askama::Template;

use super::band::Band;
use super::worklist::case_address;
use super::{Frame, Words};
use crate::app::shadow::{Group, Step, Summary, Way};
use crate::app::{AppError, KnownRelease, RecordedAct, ReleaseAct, ShadowRun, Standing};
use crate::model::Urgency;

/// Where the releases are.
pub const RELEASES: &str = "/releases";

/// Cases named as examples of a line.
const EXAMPLES: usize = 3;

/// Address of the page of a release.
pub fn address(version: &str) -> String {
    format!("{RELEASES}/{version}")
}

/// A release in the list.
#[derive(Debug, Clone)]
pub struct ReleaseLine {
    /// Its version.
    pub version: String,
    /// Address of its page.
    pub address: String,
    /// Where it stands, in words.
    pub standings: Vec<String>,
    /// Its form, in words.
    pub form: String,
    /// The days on which it decides or decided, in words.
    pub days: Vec<String>,
    /// Who approved it last, in words; may be empty.
    pub approved: String,
    /// Digest of its files.
    pub digest: String,
}

impl ReleaseLine {
    /// The line of a release.
    pub fn of(words: Words, known: &KnownRelease) -> ReleaseLine {
        let version = known.reference.release.clone();
        let approval = known.acts.iter().rev();
        let mut approval = approval.filter(|act| act.act == ReleaseAct::Release);
        let signers = approval.next().map(|act| signers(&act.signers));
        ReleaseLine {
            address: address(&version),
            standings: known.standings.iter().map(|s| standing(words, s)).collect(),
            form: match &known.form {
                Some((name, version)) => format!("{name} {version}"),
                None => words.say("release-not-here"),
            },
            days: known
                .days
                .iter()
                .map(|days| in_words(words, *days))
                .collect(),
            approved: signers.unwrap_or_default(),
            digest: known.reference.digest.clone(),
            version,
        }
    }
}

/// An act in the table of what was recorded.
#[derive(Debug, Clone)]
pub struct ActLine {
    /// When, in words.
    pub at: String,
    /// Who recorded it.
    pub by: String,
    /// What, in words.
    pub what: String,
    /// Why; may be empty.
    pub reason: String,
    /// Who signed, in words; may be empty.
    pub signers: String,
}

impl ActLine {
    /// The line of an act.
    pub fn of(words: Words, act: &RecordedAct) -> ActLine {
        let days = in_words(words, (act.from, act.until));
        let what = match act.act {
            ReleaseAct::Release => words.with("act-release", &[("days", &days)]),
            ReleaseAct::Return => words.with("act-return", &[("days", &days)]),
            ReleaseAct::Withdraw => words.with("act-withdraw", &[("days", &days)]),
        };
        ActLine {
            at: act.at.format("%Y-%m-%d %H:%M UTC").to_string(),
            by: act.by.clone(),
            what,
            reason: act.reason.clone().unwrap_or_default(),
            signers: signers(&act.signers),
        }
    }
}

fn signers(signers: &[(String, String)]) -> String {
    let names = signers
        .iter()
        .map(|(name, role)| format!("{name} ({role})"));
    names.collect::<Vec<_>>().join(", ")
}

fn in_words(words: Words, (from, until): (chrono::NaiveDate, Option<chrono::NaiveDate>)) -> String {
    let from = from.to_string();
    match until.map(|until| until.to_string()) {
        Some(until) if until == from => words.with("days-on", &[("from", &from)]),
        Some(until) => words.with("days-until", &[("from", &from), ("until", &until)]),
        None => words.with("days-from", &[("from", &from)]),
    }
}

/// Where a release stands, in words.
fn standing(words: Words, standing: &Standing) -> String {
    match standing {
        Standing::InForce => words.say("standing-in-force"),
        Standing::Usual => words.say("standing-usual"),
        Standing::Shadow => words.say("standing-shadow"),
        Standing::Scheduled(from) => {
            words.with("standing-scheduled", &[("from", &from.to_string())])
        }
        Standing::Withdrawn(on, by, why) => {
            let on = on.to_string();
            words.with(
                "standing-withdrawn",
                &[("on", &on), ("by", by), ("why", why)],
            )
        }
        Standing::Ended(on) => words.with("standing-ended", &[("on", &on.to_string())]),
        Standing::NotActivated => words.say("standing-not-activated"),
    }
}

/// The list of the releases.
#[derive(Debug, Template)]
#[template(path = "releases.html")]
pub struct Releases {
    /// What stands around it.
    pub frame: Frame,
    /// The pathway.
    pub pathway: String,
    /// The releases, the newest first.
    pub lines: Vec<ReleaseLine>,
    /// The two that are chosen to be compared, where there are two: before, and now.
    pub pair: Option<(String, String)>,
    /// The versions that can be compared, the newest first.
    pub comparable: Vec<String>,
}

/// What was compared with a release that decided beside the one in force.
#[derive(Debug, Clone)]
pub struct ShadowView {
    /// How many were compared of how many, in words.
    pub compared: String,
    /// How many differ, and how many of these are lowered and not explained, in words.
    pub differ: String,
    /// What moved how, whoever is lowered first.
    pub steps: Vec<ShadowStep>,
    /// The rules that came or went: id, what, how many.
    pub rules: Vec<(String, String, usize)>,
}

/// Comparisons that moved the same way.
#[derive(Debug, Clone)]
pub struct ShadowStep {
    /// What that means, with a sign before it.
    pub group: String,
    /// The urgency decided.
    pub from: Band,
    /// The urgency of the candidate.
    pub to: Band,
    /// What it could become before and now, where that moved; may be empty.
    pub bound: String,
    /// How many.
    pub count: usize,
    /// Some of the cases: address, and what stands there.
    pub cases: Vec<(String, String)>,
    /// What was said of each lowering: number, and explanation or that there is none.
    pub lowerings: Vec<String>,
}

impl ShadowView {
    /// What was compared in a run.
    ///
    /// # Errors
    ///
    /// If a difference is not what was written.
    pub fn of(frame: &Frame, run: &ShadowRun) -> Result<ShadowView, AppError> {
        let words = frame.words;
        let summary = Summary::of(run)?;
        let [compared, made, differ, open] = [
            run.compared.to_string(),
            summary.made().to_string(),
            summary.lines.len().to_string(),
            summary.unexplained().to_string(),
        ];
        let since = run.since.format("%Y-%m-%d %H:%M UTC").to_string();
        let rules = summary.rules().into_iter().map(|((rule, way), lines)| {
            let way = match way {
                Way::Came => words.say("shadow-came"),
                Way::Went => words.say("shadow-went"),
            };
            (rule.to_owned(), way, lines.len())
        });
        Ok(ShadowView {
            compared: words.with(
                "shadow-compared",
                &[("compared", &compared), ("made", &made), ("since", &since)],
            ),
            differ: words.with(
                "shadow-differ",
                &[
                    ("differ", &differ),
                    ("compared", &compared),
                    ("open", &open),
                ],
            ),
            rules: rules.collect(),
            steps: (summary.steps().iter())
                .map(|step| ShadowStep::of(frame, step))
                .collect(),
        })
    }
}

impl ShadowStep {
    fn of(frame: &Frame, step: &Step<'_>) -> ShadowStep {
        let words = frame.words;
        let band = |urgency: Urgency| Band::of(words, urgency);
        let bound = match step.could_become {
            [before, now] if before != now => {
                let [before, now] = [before, now].map(|urgency| band(urgency).word);
                words.with("shadow-bound", &[("from", &before), ("to", &now)])
            }
            _ => String::new(),
        };
        let named = if frame.names_other_decisions() {
            step.lines.as_slice()
        } else {
            &[]
        };
        let lines = named.iter();
        let cases = lines.clone().take(EXAMPLES).map(|line| {
            let id = line.divergence.case_id;
            (case_address(id), id.to_string())
        });
        let lowerings = lines.filter(|line| line.divergence.lowered).map(|line| {
            let number = line.divergence.id.to_string();
            match line.divergence.explanations.last() {
                Some((by, why)) => words.with(
                    "shadow-explained",
                    &[("n", &number), ("by", by), ("why", why)],
                ),
                None => words.with("shadow-not-explained", &[("n", &number)]),
            }
        });
        ShadowStep {
            group: match step.group {
                Group::Lowered => words.say("shadow-lowered"),
                Group::Raised => words.say("shadow-raised"),
                Group::SameUrgency => words.say("shadow-same"),
            },
            from: Band::with_bound(words, step.urgency[0], step.could_become[0]),
            to: Band::with_bound(words, step.urgency[1], step.could_become[1]),
            bound,
            count: step.lines.len(),
            cases: cases.collect(),
            lowerings: lowerings.collect(),
        }
    }
}

/// The page of one release.
#[derive(Debug, Template)]
#[template(path = "release.html")]
pub struct ReleaseView {
    /// What stands around it.
    pub frame: Frame,
    /// The pathway.
    pub pathway: String,
    /// Its line in the list.
    pub line: ReleaseLine,
    /// What was recorded about it, oldest first.
    pub acts: Vec<ActLine>,
    /// Whether it is in this program, so that it can be looked into.
    pub at_hand: bool,
    /// Address of the comparison with the release before it; empty where there is none.
    pub compare: String,
    /// What was compared with it, where it decided beside another.
    pub shadow: Option<ShadowView>,
}
