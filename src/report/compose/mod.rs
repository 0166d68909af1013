//! From a case to its [`Summary`]: picks, orders and words what the record and the decision hold.
//! Every sentence is made of fixed wording, labels of the form and answers; nothing is guessed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::{
    decision::{Decision, WhatIf},
    intake::{form::Form, record::IntakeRecord},
    model::{CaseId, ReviewVerdict},
    rules::Citation,
};

use super::{ReportError, summary::Summary, wording::wording};

mod answers;
mod appendix;
mod background;
mod care;
mod change;
mod examination;
mod flags;
mod heading;
mod pain;
mod reasons;
mod say;
mod signed;

use say::Say;

/// What a clinician said of the decision.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// What was said.
    pub verdict: &'a ReviewVerdict,
    /// Who said it.
    pub by: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// One case with everything its summary is made of.
#[derive(Debug, Clone, Copy)]
pub struct CaseView<'a> {
    /// The answers.
    pub record: &'a IntakeRecord,
    /// The form they were given on.
    pub form: &'a Form,
    /// The engine's answer.
    pub decision: &'a Decision,
    /// What would change it; absent where only the decision is at hand.
    pub what_if: Option<&'a WhatIf>,
    /// Sources by the ids the decision cites; an id that is not here is printed as it is.
    pub citations: &'a BTreeMap<String, Citation>,
    /// The case; absent for a decision that was not stored.
    pub case_id: Option<CaseId>,
    /// When the decision was stored; absent for one that was not.
    pub made_at: Option<DateTime<Utc>>,
    /// What a clinician said of it last; absent while nobody did.
    pub signed: Option<Signed<'a>>,
}

impl Summary {
    /// Everything the pages say about a case.
    ///
    /// # Errors
    /// Only if the fixed sentences built into the program do not read.
    pub fn of(view: &CaseView<'_>) -> Result<Summary, ReportError> {
        let say = Say {
            words: wording()?,
            view,
        };
        let flags = flags::flags(&say);
        let (reasons, citations) = reasons::reasons(&say);
        let change = change::change(&say);
        Ok(Summary {
            title: heading::title(&say),
            identity: heading::identity(&say),
            to: String::new(),
            from: String::new(),
            band: heading::band(&say),
            problem: heading::problem(&say, &flags),
            also: heading::also(&say),
            place: pain::place(&say),
            pain: pain::pain(&say),
            examination: examination::examination(&say),
            background: background::cells(&say),
            appendix: appendix::parts(&say, &reasons, &citations, &change),
            change,
            citations: reasons::on_page_one(&reasons, citations),
            foot: heading::foot(&say),
            signed: signed::signed(&say),
            flags,
            reasons,
        })
    }
}
