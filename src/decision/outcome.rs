//! The decision and its parts, in the shape in which it is printed, stored and digested.
//!
//! Members stand in the order of their names, so that what serde writes is canonical JSON
//! (RFC 8785) as it is; a test compares the two.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::places::Places;
use crate::model::{Profile, Urgency};
pub use crate::rules::{Basis, Effect, IfUnknown, Mark, Outcome, ReleaseRef, System, Verdict};

/// Whether more answers could change the urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// No answer to an open question changes the urgency.
    Final,
    /// Answers to the questions in `ask` can still change it.
    Provisional,
}

/// What to do, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// Treat here, with a review date.
    ConservativeCare,
    /// A picture is asked for, and nobody else.
    Imaging,
    /// Somebody else is asked to see the patient; the clinic's own clinician today counts.
    Referral,
}

/// Which form was filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormRef {
    /// `sha256:…` over the form's files.
    pub digest: String,
    /// Form: `spine`.
    pub name: String,
    /// Version: `1.0.0`.
    pub version: String,
}

/// Something asked for: a destination, a test, an evaluation, a part of the plan, a warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Identifier in the pathway's vocabulary.
    pub id: String,
    /// The rules that asked for it, most urgent first.
    pub rules: Vec<String>,
    /// What it is, in words.
    pub text: String,
    /// Urgency of the most urgent rule that asked for it.
    pub urgency: Urgency,
}

/// One fact that made a rule fire, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observed {
    /// Name of the fact.
    pub fact: String,
    /// Short label and value: `saddle numbness: yes`.
    pub text: String,
}

/// A rule that fired, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The line to say to the assistant; absent where the rule has none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub assistant: Option<String>,
    /// How far the threshold is backed by a source.
    pub basis: Basis,
    /// The facts that made it fire.
    pub because: Vec<Observed>,
    /// Citations, by id in the release.
    pub evidence: Vec<String>,
    /// Identifier of the rule.
    pub rule: String,
    /// The sentence for the clinician.
    pub text: String,
    /// Title of the rule.
    pub title: String,
    /// Urgency the rule asks for; absent where the rule only names a finding.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub urgency: Option<Urgency>,
    /// Version of the rule.
    pub version: u32,
}

/// A request that was taken out, and by what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressed {
    /// Why, in one sentence.
    pub because: String,
    /// The suppressor, or the rule whose more urgent imaging takes its place.
    pub by: String,
    /// Identifier of the imaging that was asked for.
    pub id: String,
    /// The rules that had asked for it.
    pub rules: Vec<String>,
    /// What it was, in words.
    pub text: String,
}

/// What speaks against a treatment for this patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contraindicated {
    /// How far it is backed by a source.
    pub basis: Basis,
    /// The facts that made it hold; the open ones where it asks.
    pub because: Vec<Observed>,
    /// Identifier in the release.
    pub contraindication: String,
    /// What it does: blocks, cautions, modifies, or asks.
    pub effect: Effect,
    /// Citations, by id in the release.
    pub evidence: Vec<String>,
    /// What it is, in words.
    pub text: String,
}

/// What is said of one treatment for this patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreatmentAdvice {
    /// How far the verdict is backed by a source.
    pub basis: Basis,
    /// Why, in one sentence.
    pub because: String,
    /// Where guidelines disagree: who says what.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub conflict: Option<String>,
    /// What speaks against it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub contraindications: Vec<Contraindicated>,
    /// Where to start, in words; never a dose of a medicine.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub dose: Option<String>,
    /// Citations, by id in the release.
    pub evidence: Vec<String>,
    /// The group it is listed in.
    pub group: String,
    /// How demanding an exercise is: `1` to `3`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub level: Option<String>,
    /// When to stop it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stop: Option<String>,
    /// What it is, in words.
    pub title: String,
    /// Identifier in the release.
    pub treatment: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The treatment it is offered beside only, where that one is not offered.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub without: Option<String>,
}

/// A code that a finding may be written down with. A suggestion: a clinician assigns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeSuggestion {
    /// The code.
    pub code: String,
    /// The finding it stands for, by id.
    pub finding: String,
    /// How it was checked: `verified` or `memory`.
    pub mark: Mark,
    /// The system of codes.
    pub system: System,
    /// Its title in the system.
    pub title: String,
}

/// A question whose answer could change the urgency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The highest urgency a rule that waits for it asks for.
    pub could_become: Urgency,
    /// Name of the fact.
    pub fact: String,
    /// Short label.
    pub label: String,
    /// The examination or measurement that the question belongs to, where there is one: the
    /// question is put only if that was made.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub part_of: Option<String>,
    /// The question as it is read aloud.
    pub question: String,
    /// The rules that wait for it.
    pub rules: Vec<String>,
    /// What the answer is now: `unknown`, `not_asked`, or `imprecise` for a date that is too coarse.
    pub state: String,
    /// Who may answer: `assistant` or `clinician`.
    pub who: String,
}

/// One fact that rules read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    /// Name of the fact.
    pub fact: String,
    /// Its value in the form's own words, or `unknown`, `not_asked`.
    pub value: String,
}

/// One rule looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceEntry {
    /// Whether it fired because questions are unanswered, so that answers can take it back.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub guard: bool,
    /// Urgency it holds while it is unknown.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub holds: Option<Urgency>,
    /// What it does while it is unknown.
    pub if_unknown: IfUnknown,
    /// What it made of the facts.
    pub outcome: Outcome,
    /// Every fact it read: places in the `facts` of the decision.
    pub read: Places,
    /// Identifier of the rule.
    pub rule: String,
    /// Urgency it asks for when it fires.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub urgency: Option<Urgency>,
    /// Version of the rule.
    pub version: u32,
    /// The open facts it waits for.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub waits_for: Vec<String>,
}

/// A rule that came or went between two decisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedReason {
    /// Identifier of the rule.
    pub rule: String,
    /// Title of the rule.
    pub title: String,
}

/// What is different from the decision before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The day of the decision before.
    pub as_of: NaiveDate,
    /// What it could have become.
    pub could_become: Urgency,
    /// Its digest.
    pub digest: String,
    /// Rules that fired before and do not now.
    pub gone_reasons: Vec<ChangedReason>,
    /// Rules that fire now and did not before.
    pub new_reasons: Vec<ChangedReason>,
    /// Its urgency.
    pub urgency: Urgency,
}

/// The engine's answer for one patient on one day.
///
/// Made by [`crate::decision::decide`] alone, or read back from where one was stored. Two equal
/// inputs give two equal documents, byte for byte, in canonical JSON. What
/// [`crate::decision::sketch`] makes has no digests and is not one yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The day the decision is made for.
    pub as_of: NaiveDate,
    /// The questions that would settle a provisional decision, most urgent first.
    pub ask: Vec<Question>,
    /// What is different from the decision before; absent on a first visit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub change: Option<Change>,
    /// Codes that the findings may be written down with; a clinician assigns.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub codes: Vec<CodeSuggestion>,
    /// The highest urgency open answers could reach.
    pub could_become: Urgency,
    /// Who is asked to see the patient, most urgent first.
    pub destinations: Vec<Request>,
    /// `sha256:…` of this document without this member.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub digest: String,
    /// What to do, in one word.
    pub disposition: Disposition,
    /// Days within which it is due; absent where the ordinary waiting time applies.
    pub due_in_days: Option<u32>,
    /// What a clinician is asked to examine.
    pub evaluation_requests: Vec<Request>,
    /// Every fact that a rule read, once, in the order of the form; the trace points here.
    pub facts: Vec<Read>,
    /// `sha256:…` of the facts that were decided on.
    pub facts_digest: String,
    /// What the answers add up to: duration class, radiculopathy grade and the like.
    pub findings: Vec<Request>,
    /// Which form was filled.
    pub form: FormRef,
    /// Imaging asked for.
    pub imaging: Vec<Request>,
    /// Tests asked for.
    pub labs: Vec<Request>,
    /// The conservative plan.
    pub plan: Vec<Request>,
    /// Whose guidelines apply.
    pub profile: Profile,
    /// The rules that fired, most urgent first.
    pub reasons: Vec<Reason>,
    /// Days until the next review; absent where no rule sets one.
    pub review_in_days: Option<u32>,
    /// Which rules decided.
    pub ruleset: ReleaseRef,
    /// When to come back at once.
    pub safety_net: Vec<Request>,
    /// Number of this document's shape; readers exist for every number ever released.
    pub schema: u32,
    /// Whether the answer is settled.
    pub status: Status,
    /// Requests that were taken out.
    pub suppressed: Vec<Suppressed>,
    /// Every rule looked at, in the order of the release.
    pub trace: Vec<TraceEntry>,
    /// What is said of each treatment; empty unless conservative care is offered.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub treatments: Vec<TreatmentAdvice>,
    /// How fast, from what is certain.
    pub urgency: Urgency,
}

impl Decision {
    /// Whether a reason is there because answers are missing: its rule is not ruled out yet, and
    /// nothing was found. Whoever names it briefly says so.
    pub fn is_open(&self, reason: &Reason) -> bool {
        let mut entries = self.trace.iter();
        let entry = entries.find(|entry| entry.rule == reason.rule);
        entry.is_some_and(|entry| entry.guard || entry.outcome == Outcome::Unknown)
    }
}

/// The word on screen and paper. Conservative care is never shown while something higher is open.
pub fn band(urgency: Urgency, status: Status) -> &'static str {
    match (urgency, status) {
        (Urgency::Conservative, Status::Provisional) => "NOT SETTLED",
        (urgency, _) => urgency.band(),
    }
}
