//! The shapes of the answers. Urgent words come first where a form was stored and where a case is read.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::app::{CaseFile, CaseSummary, Preview, Receipt, Review};
use crate::decision::{Decision, Disposition, Read, ReleaseRef, Status, TraceEntry, WhatIf};
use crate::intake::form::Form;
use crate::model::{Answer, CaseId, Phi, ReviewVerdict, Urgency};
use crate::rules::CheckedRelease;

/// The headline of a decision.
#[derive(Serialize)]
struct Headline {
    urgency: Urgency,
    could_become: Urgency,
    status: Status,
    disposition: Disposition,
}

impl Headline {
    fn of(decision: &Decision) -> Headline {
        Headline {
            urgency: decision.urgency,
            could_become: decision.could_become,
            status: decision.status,
            disposition: decision.disposition,
        }
    }
}

/// Where the parts of a case are.
#[derive(Serialize)]
struct Links {
    #[serde(rename = "self")]
    case: String,
    trace: String,
    summary: String,
    handout: String,
}

/// The address of a case.
pub fn case_link(id: CaseId) -> String {
    format!("/api/v1/cases/{id}")
}

/// The address of its summary.
pub fn summary_link(id: CaseId) -> String {
    format!("/api/v1/cases/{id}/summary.pdf")
}

/// The address of its handout; refused while a decision of the same day or above is open.
pub fn handout_link(id: CaseId) -> String {
    format!("/api/v1/cases/{id}/handout.pdf")
}

impl Links {
    fn of(id: CaseId) -> Links {
        Links {
            case: case_link(id),
            trace: format!("{}/trace", case_link(id)),
            summary: summary_link(id),
            handout: handout_link(id),
        }
    }
}

#[derive(Serialize)]
struct AcceptedBody<'a> {
    #[serde(flatten)]
    headline: Headline,
    case_id: String,
    intake_id: String,
    decision_id: String,
    received_at: DateTime<Utc>,
    decision: &'a Decision,
    what_if: &'a WhatIf,
    links: Links,
}

#[derive(Serialize)]
struct PreviewBody<'a> {
    #[serde(flatten)]
    decision: &'a Decision,
    what_if: &'a WhatIf,
}

/// The answer to a form that was not stored: the decision, and beside it what would change it.
pub fn preview(preview: &Preview) -> String {
    to_json(&PreviewBody {
        decision: &preview.decision,
        what_if: &preview.what_if,
    })
}

/// The answer to a form that was stored.
pub fn accepted(receipt: &Receipt) -> String {
    to_json(&AcceptedBody {
        headline: Headline::of(&receipt.decision),
        case_id: receipt.case_id.to_string(),
        intake_id: receipt.intake_id.to_string(),
        decision_id: receipt.decision_id.to_string(),
        received_at: receipt.received_at,
        decision: &receipt.decision,
        what_if: &receipt.what_if,
        links: Links::of(receipt.case_id),
    })
}

#[derive(Serialize)]
struct CaseBody<'a> {
    #[serde(flatten)]
    headline: Headline,
    case_id: String,
    created_at: DateTime<Utc>,
    patient: PatientBody<'a>,
    intakes: Vec<IntakeBody<'a>>,
    decision_id: String,
    decided_at: DateTime<Utc>,
    decision: &'a Decision,
    /// Absent where another release decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    what_if: Option<&'a WhatIf>,
    /// Newest first; the first one counts where it is about the decision in force.
    reviews: Vec<ReviewBody<'a>>,
    /// Absent until somebody takes the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    links: Links,
}

#[derive(Serialize)]
struct ReviewBody<'a> {
    /// The urgency that stands from there on.
    urgency: Urgency,
    verdict: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    review_id: String,
    case_id: String,
    decision_id: String,
    reviewed_by: &'a str,
    reviewed_at: DateTime<Utc>,
}

impl ReviewBody<'_> {
    fn of(review: &Review) -> ReviewBody<'_> {
        let (reason, text) = match &review.verdict {
            ReviewVerdict::Agreed => (None, None),
            ReviewVerdict::Changed { reason, text, .. } => (Some(reason.word()), text.as_ref()),
        };
        ReviewBody {
            urgency: review.stands,
            verdict: review.verdict.word(),
            reason_code: reason,
            text: text.map(|text| Phi::reveal(text).as_str()),
            review_id: review.review_id.to_string(),
            case_id: review.case_id.to_string(),
            decision_id: review.decision_id.to_string(),
            reviewed_by: &review.by,
            reviewed_at: review.at,
        }
    }
}

/// The answer to a review that was kept.
pub fn review(review: &Review) -> String {
    to_json(&ReviewBody::of(review))
}

#[derive(Serialize)]
struct PatientBody<'a> {
    identifier: &'a str,
    name: NameBody<'a>,
    birth_date: NaiveDate,
    sex_at_birth: &'a str,
}

#[derive(Serialize)]
struct NameBody<'a> {
    family: &'a str,
    given: &'a str,
}

#[derive(Serialize)]
struct IntakeBody<'a> {
    intake_id: String,
    received_at: DateTime<Utc>,
    form: &'a str,
    form_version: &'a str,
}

/// A case with its decision, what would change that, and what clinicians said of it.
pub fn case(file: &CaseFile, reviews: &[Review], what_if: Option<&WhatIf>) -> String {
    let patient = &file.patient;
    to_json(&CaseBody {
        headline: Headline::of(&file.decision),
        case_id: file.case_id.to_string(),
        created_at: file.created_at,
        patient: PatientBody {
            identifier: patient.identifier.reveal(),
            name: NameBody {
                family: patient.family.reveal(),
                given: patient.given.reveal(),
            },
            birth_date: *patient.birth_date.reveal(),
            sex_at_birth: answer_word(&patient.sex_at_birth),
        },
        intakes: file
            .intakes
            .iter()
            .map(|intake| IntakeBody {
                intake_id: intake.intake_id.to_string(),
                received_at: intake.received_at,
                form: &intake.form,
                form_version: &intake.form_version,
            })
            .collect(),
        decision_id: file.decision_id.to_string(),
        decided_at: file.decided_at,
        decision: &file.decision,
        what_if,
        reviews: reviews.iter().map(ReviewBody::of).collect(),
        owner: file.owner.as_deref(),
        links: Links::of(file.case_id),
    })
}

fn answer_word(answer: &Answer<String>) -> &str {
    match answer {
        Answer::Known(word) => word,
        Answer::Unknown => "unknown",
        Answer::NotAsked => "not_asked",
    }
}

#[derive(Serialize)]
struct TraceBody<'a> {
    urgency: Urgency,
    could_become: Urgency,
    case_id: String,
    decision_id: String,
    ruleset: &'a ReleaseRef,
    digest: &'a str,
    facts: &'a [Read],
    trace: &'a [TraceEntry],
}

/// Every rule that was looked at for a case.
pub fn trace(file: &CaseFile) -> String {
    let decision = &file.decision;
    to_json(&TraceBody {
        urgency: decision.urgency,
        could_become: decision.could_become,
        case_id: file.case_id.to_string(),
        decision_id: file.decision_id.to_string(),
        ruleset: &decision.ruleset,
        digest: &decision.digest,
        facts: &decision.facts,
        trace: &decision.trace,
    })
}

#[derive(Serialize)]
struct WorklistBody<'a> {
    cases: Vec<LineBody<'a>>,
    /// Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Serialize)]
struct LineBody<'a> {
    urgency: Urgency,
    could_become: Urgency,
    status: Status,
    disposition: Disposition,
    due_in_days: Option<u32>,
    as_of: NaiveDate,
    case_id: String,
    created_at: DateTime<Utc>,
    patient: LinePatient<'a>,
    links: Links,
}

#[derive(Serialize)]
struct LinePatient<'a> {
    identifier: &'a str,
    name: NameBody<'a>,
}

/// One page of the worklist, most urgent first, with the cursor of the next one.
pub fn worklist(lines: &[CaseSummary], next: Option<String>) -> String {
    let cases = lines.iter().map(|line| LineBody {
        urgency: line.urgency,
        could_become: line.could_become,
        status: line.status,
        disposition: line.disposition,
        due_in_days: line.due_in_days,
        as_of: line.as_of,
        case_id: line.case_id.to_string(),
        created_at: line.created_at,
        patient: LinePatient {
            identifier: line.identifier.reveal(),
            name: NameBody {
                family: line.family.reveal(),
                given: line.given.reveal(),
            },
        },
        links: Links::of(line.case_id),
    });
    to_json(&WorklistBody {
        cases: cases.collect(),
        next,
    })
}

#[derive(Serialize)]
struct FormsBody<'a> {
    forms: Vec<FormBody<'a>>,
}

#[derive(Serialize)]
struct FormBody<'a> {
    form: &'a str,
    form_version: &'a str,
    title: &'a str,
    digest: &'a str,
}

/// The forms at hand.
pub fn forms(forms: &[Form]) -> String {
    let forms = forms.iter().map(|form| FormBody {
        form: form.name(),
        form_version: form.version(),
        title: form.title(),
        digest: form.digest(),
    });
    to_json(&FormsBody {
        forms: forms.collect(),
    })
}

#[derive(Serialize)]
struct RulesetsBody<'a> {
    rulesets: [RulesetBody<'a>; 1],
}

#[derive(Serialize)]
struct RulesetBody<'a> {
    #[serde(flatten)]
    release: &'a ReleaseRef,
    title: &'a str,
    form: &'a str,
    form_version: &'a str,
    rules: usize,
}

/// The release that decides.
pub fn rulesets(release: &CheckedRelease) -> String {
    let catalogue = release.catalogue();
    let ruleset = RulesetBody {
        release: release.reference(),
        title: release.title(),
        form: catalogue.form(),
        form_version: catalogue.version(),
        rules: release.rules().len(),
    };
    to_json(&RulesetsBody {
        rulesets: [ruleset],
    })
}

/// Any of our shapes as text.
pub fn to_json(body: &impl Serialize) -> String {
    // Keys are texts and numbers are finite in every shape here, so each one has a spelling.
    serde_json::to_string(body).unwrap_or_default()
}
