//! The page of a case: the order of its summary, then what a clinician says, what was said, and what
//! happened.

use askama::Template;

use super::band::Band;
use super::chart::PainChart;
use super::intake::{Banner, Fault};
use super::left::closed_words;
use super::worklist::case_address;
use super::{Frame, Words};
use crate::app::{CaseSheet, Review, Role, Visit, at_stake, may_close};
use crate::decision::{Decision, Outcome, TraceEntry};
use crate::model::{DecisionId, Phi, ReasonCode, ReviewVerdict, Urgency};
use crate::report::Summary;

/// Words a reader takes in within 20 seconds, at 238 words a minute.
pub const FIRST_SCREEN_WORDS: usize = 80;

/// Most reasons on the first screen.
const REASONS: usize = 3;

/// What is read first: how fast, what to do, what it is about, and why.
#[derive(Debug, Clone)]
pub struct First {
    /// The urgency.
    pub band: Band,
    /// Until when.
    pub due: String,
    /// What to do.
    pub ask: String,
    /// What it is about; empty where it is too long to be read first.
    pub problem: String,
    /// The first reasons.
    pub reasons: Vec<String>,
    /// How many more there are, in words; empty where there are none.
    pub more: String,
}

impl First {
    /// What is read first of a summary. The ask is never left out; the problem and the reasons
    /// stand below where they are too long.
    pub fn of(words: Words, summary: &Summary, decision: &Decision) -> First {
        let band = Band::of_decision(words, decision.urgency, decision.status);
        let count = |text: &str| text.split_whitespace().count();
        // Three words say that there are more reasons.
        let mut left = FIRST_SCREEN_WORDS.saturating_sub(
            count(&band.word) + count(&summary.band.due) + count(&summary.band.ask) + 6,
        );
        let mut fits = |text: &str| {
            let needed = count(text);
            let fits = needed <= left;
            left = left.saturating_sub(needed);
            fits
        };
        let problem = Some(&summary.problem).filter(|problem| fits(problem));
        let brief = summary.reasons.iter().map(|reason| &reason.brief);
        let reasons: Vec<String> = brief
            .take(REASONS)
            .take_while(|brief| fits(brief))
            .cloned()
            .collect();
        let more = summary.reasons.len() - reasons.len();
        First {
            band,
            due: summary.band.due.clone(),
            ask: summary.band.ask.clone(),
            problem: problem.cloned().unwrap_or_default(),
            more: if more == 0 {
                String::new()
            } else {
                words.count("case-more-reasons", more)
            },
            reasons,
        }
    }
}

/// Facts that are named for one rule; the document of the trace has them all.
const NAMED: usize = 4;

/// A rule that was looked at.
#[derive(Debug, Clone)]
pub struct Looked {
    /// Rule and version.
    pub rule: String,
    /// What it read: label and value.
    pub read: String,
}

/// Every rule that was looked at, by what it made of the facts.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    /// Those that fired.
    pub fired: Vec<Looked>,
    /// Those that wait for answers.
    pub unknown: Vec<Looked>,
    /// The names of those that do not hold.
    pub silent: String,
}

impl Trace {
    /// The trace of a decision.
    pub fn of(decision: &Decision) -> Trace {
        let with = |outcome| {
            let mut entries = decision.trace.iter();
            std::iter::from_fn(move || entries.find(|entry: &&TraceEntry| entry.outcome == outcome))
        };
        let looked = |entry: &TraceEntry| {
            // A rule that waits names what it waits for, one that fired what was answered.
            let read: Vec<String> = if entry.outcome == Outcome::Unknown {
                entry.waits_for.clone()
            } else {
                let places = entry.read.iter();
                let facts = places.filter_map(|place| decision.facts.get(place));
                let answered = facts.filter(|read| read.value != "not_asked");
                answered
                    .map(|read| format!("{} = {}", read.fact, read.value))
                    .collect()
            };
            let more = match read.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(", +{more}"),
            };
            let named: Vec<String> = read.into_iter().take(NAMED).collect();
            Looked {
                rule: format!("{} v{}", entry.rule, entry.version),
                read: named.join(", ") + &more,
            }
        };
        let silent: Vec<&str> = with(Outcome::Silent)
            .map(|entry| entry.rule.as_str())
            .collect();
        Trace {
            fired: with(Outcome::Fired).map(looked).collect(),
            unknown: with(Outcome::Unknown).map(looked).collect(),
            silent: silent.join(", "),
        }
    }
}

/// Something a clinician said.
#[derive(Debug, Clone)]
pub struct Said {
    /// Who and when.
    pub by: String,
    /// What, in words.
    pub what: String,
    /// In the clinician's own words; may be empty.
    pub text: String,
    /// Whether it is about an earlier decision.
    pub earlier: bool,
    /// Address of the summary as it was signed; absent where none is kept.
    pub signed: Option<String>,
}

impl Said {
    /// A review, on the page of a case with that decision in force.
    pub fn of(words: Words, review: &Review, in_force: DecisionId) -> Said {
        let at = review.at.format("%Y-%m-%d %H:%M").to_string();
        let urgency = Band::of(words, review.stands).word;
        let (what, text) = match &review.verdict {
            ReviewVerdict::Agreed => (
                words.with("review-agreed", &[("urgency", &urgency)]),
                String::new(),
            ),
            ReviewVerdict::Changed { reason, text, .. } => {
                let reason = reason_words(words, *reason);
                let what = [("urgency", urgency.as_str()), ("reason", reason.as_str())];
                let text = text.as_ref().map(|text| Phi::reveal(text).clone());
                (
                    words.with("review-changed", &what),
                    text.unwrap_or_default(),
                )
            }
        };
        Said {
            by: words.with("review-by", &[("by", &review.by), ("at", &at)]),
            what,
            text,
            earlier: review.decision_id != in_force,
            signed: review.summary.as_ref().map(|_| {
                let (case, review) = (case_address(review.case_id), review.review_id);
                format!("/api/v1{case}/reviews/{review}/summary.pdf")
            }),
        }
    }
}

/// A reason code as a clinician reads it.
fn reason_words(words: Words, code: ReasonCode) -> String {
    words.say(match code {
        ReasonCode::PatientIneligible => "reason-patient-ineligible",
        ReasonCode::ActionCompleted => "reason-action-completed",
        ReasonCode::NeedMoreInfo => "reason-need-more-info",
        ReasonCode::InappropriateRecipient => "reason-inappropriate-recipient",
        ReasonCode::DoesNotAlignLatestEvidence => "reason-does-not-align-latest-evidence",
        ReasonCode::RiskBenefitRatio => "reason-risk-benefit-ratio",
        ReasonCode::LimitedTime => "reason-limited-time",
    })
}

/// A visit in the history.
#[derive(Debug, Clone)]
pub struct VisitLine {
    /// The day.
    pub day: String,
    /// The urgency decided then.
    pub band: Band,
    /// Average pain of seven days, in words.
    pub pain: String,
    /// Whether a later decision took its place.
    pub superseded: bool,
}

impl VisitLine {
    fn of(words: Words, visit: &Visit, in_force: DecisionId) -> VisitLine {
        let decision = &visit.decision;
        let pain = visit
            .pain
            .map(|pain| words.count("pain-of-ten", pain.into()));
        VisitLine {
            day: decision.as_of.to_string(),
            band: Band::of_decision(words, decision.urgency, decision.status),
            pain: pain.unwrap_or_else(|| words.say("pain-not-given")),
            superseded: decision.decision_id != in_force,
        }
    }
}

/// What was entered in the bar of the clinician.
#[derive(Debug, Clone, Default)]
pub struct Entered {
    /// The urgency; may be empty.
    pub urgency: String,
    /// The reason code; may be empty.
    pub reason_code: String,
    /// The clinician's own words.
    pub text: String,
}

/// Something to pick.
#[derive(Debug, Clone)]
pub struct Pick {
    /// What is sent.
    pub value: &'static str,
    /// What it says.
    pub text: String,
    /// Whether it is picked.
    pub picked: bool,
}

/// The page of a case.
#[derive(Debug, Template)]
#[template(path = "case.html")]
pub struct CasePage {
    /// What stands around it.
    pub frame: Frame,
    /// Who it is about.
    pub banner: Banner,
    /// Its address.
    pub address: String,
    /// The decision that is shown.
    pub decision_id: String,
    /// Why a review was not kept.
    pub faults: Vec<Fault>,
    /// What is read first.
    pub first: First,
    /// What a clinician said of this decision last, if anything.
    pub standing: Option<Said>,
    /// Everything the summary says.
    pub summary: Summary,
    /// Every rule looked at.
    pub trace: Trace,
    /// The visits, oldest first.
    pub visits: Vec<VisitLine>,
    /// The pain over time; none where there is nothing to draw.
    pub chart: Option<PainChart>,
    /// Everything clinicians said, newest first.
    pub said: Vec<Said>,
    /// Who closed the case, when and why; empty while something is left to do.
    pub closed: String,
    /// Whether the reader may close it.
    pub closes: bool,
    /// Documents: address and title.
    pub documents: Vec<(String, String)>,
    /// Whether the reader may review.
    pub reviews: bool,
    /// Whether the reader may take it.
    pub takes: bool,
    /// Who took it; empty while nobody did.
    pub owner: String,
    /// Urgencies to change to.
    pub urgencies: Vec<Pick>,
    /// Reasons to give.
    pub reasons: Vec<Pick>,
    /// The clinician's own words.
    pub text: String,
}

impl CasePage {
    /// What would change the decision, one sentence each.
    fn changes(&self) -> Vec<&str> {
        let change = &self.summary.change;
        let all = [&change.up, &change.down, &change.near, &change.next];
        let said = all.into_iter().filter(|line| !line.is_empty());
        said.map(String::as_str).collect()
    }

    /// The page of a case for a reader, with what was entered and why it was not kept.
    pub fn of(frame: Frame, sheet: CaseSheet, entered: &Entered, faults: Vec<Fault>) -> CasePage {
        let words = frame.words;
        let file = &sheet.file;
        let decision = &file.decision;
        let said = |review: &Review| Said::of(words, review, file.decision_id);
        let urgencies = Urgency::ALL.into_iter().rev();
        let urgencies = urgencies.filter(|urgency| *urgency != decision.urgency);
        let address = case_address(file.case_id);
        let mut documents = vec![(
            format!("/api/v1{address}/summary.pdf"),
            words.say("open-summary"),
        )];
        if sheet.handout {
            documents.push((
                format!("/api/v1{address}/handout.pdf"),
                words.say("open-handout"),
            ));
        }
        documents.push((format!("/api/v1{address}/trace"), words.say("open-trace")));
        documents.push((format!("{address}/audit"), words.say("open-audit")));
        let visits = sheet.visits.iter();
        let reader = frame.role;
        CasePage {
            banner: Banner::of(words, &file.patient, decision.as_of),
            decision_id: file.decision_id.to_string(),
            faults,
            first: First::of(words, &sheet.summary, decision),
            standing: sheet.standing().map(said),
            trace: Trace::of(decision),
            visits: visits
                .map(|visit| VisitLine::of(words, visit, file.decision_id))
                .collect(),
            chart: PainChart::of(words, &sheet.visits),
            said: sheet.reviews.iter().map(said).collect(),
            closed: match &sheet.closing {
                Some(closing) => closed_words(words, closing),
                None => String::new(),
            },
            closes: may_close(reader, at_stake(file, &sheet.reviews)),
            documents,
            reviews: reader == Role::Clinician,
            takes: reader != Role::RuleAuthor,
            owner: file.owner.clone().unwrap_or_default(),
            urgencies: urgencies
                .map(|urgency| Pick {
                    value: urgency.word(),
                    text: Band::of(words, urgency).word,
                    picked: entered.urgency == urgency.word(),
                })
                .collect(),
            reasons: ReasonCode::ALL
                .into_iter()
                .map(|code| Pick {
                    value: code.word(),
                    text: reason_words(words, code),
                    picked: entered.reason_code == code.word(),
                })
                .collect(),
            text: entered.text.clone(),
            summary: sheet.summary,
            address,
            frame,
        }
    }
}

/// The page that asks once more before an emergency is lowered.
#[derive(Debug, Template)]
#[template(path = "confirm.html")]
pub struct Confirm {
    /// What stands around it.
    pub frame: Frame,
    /// Who it is about.
    pub banner: Banner,
    /// Address of the case.
    pub address: String,
    /// What is about to happen, in one sentence.
    pub sentence: String,
    /// What is sent again: name and value.
    pub kept: Vec<(&'static str, String)>,
}

/// Something that was done with a case.
#[derive(Debug, Clone)]
pub struct Event {
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// What, in words.
    pub what: String,
}

/// The audit of a case.
#[derive(Debug, Template)]
#[template(path = "audit.html")]
pub struct Audit {
    /// What stands around it.
    pub frame: Frame,
    /// Address of the case.
    pub address: String,
    /// Everything done, oldest first.
    pub events: Vec<Event>,
}

/// An action in words; the action itself where there are none.
pub fn action_words(words: Words, action: &str) -> String {
    words.say(match action {
        "intake_submitted" => "audit-intake-submitted",
        "follow_up_submitted" => "audit-follow-up-submitted",
        "review" => "audit-review",
        "take" => "audit-take",
        "close" => "audit-close",
        "shadow_lowering_explained" => "audit-shadow-lowering-explained",
        _ => return action.to_owned(),
    })
}
