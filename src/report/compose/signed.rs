//! What a clinician said of the decision.

use super::super::{summary::SignedLine, wording::fill};
use super::say::Say;
use crate::model::{ReasonCode, ReviewVerdict};

pub(super) fn signed(say: &Say<'_>) -> Option<SignedLine> {
    let signed = say.view.signed?;
    let words = &say.words.review;
    let at = signed.at.format("%-d %b %Y %H:%M UTC").to_string();
    let (changed_to, reason, bar, said) = match signed.verdict {
        ReviewVerdict::Agreed => {
            let stands = [("band", say.view.decision.band())];
            (None, "", String::new(), fill(&words.agreed, &stands))
        }
        ReviewVerdict::Changed {
            urgency,
            reason,
            text,
        } => {
            let (band, reason) = (urgency.band(), reason_words(say, *reason));
            let values = [("band", band), ("reason", reason)];
            let mut said = fill(&words.changed, &values);
            if let Some(text) = text {
                said.push(' ');
                said.push_str(text.reveal());
            }
            (Some(band), reason, fill(&words.bar, &values), said)
        }
    };
    let line = [("by", signed.by), ("at", &at), ("said", &said)];
    Some(SignedLine {
        changed_to,
        reason: reason.to_owned(),
        by: signed.by.to_owned(),
        bar,
        line: fill(&words.line, &line),
        at,
    })
}

fn reason_words<'a>(say: &Say<'a>, code: ReasonCode) -> &'a str {
    let words = &say.words.review_reasons;
    match code {
        ReasonCode::PatientIneligible => &words.patient_ineligible,
        ReasonCode::ActionCompleted => &words.action_completed,
        ReasonCode::NeedMoreInfo => &words.need_more_info,
        ReasonCode::InappropriateRecipient => &words.inappropriate_recipient,
        ReasonCode::DoesNotAlignLatestEvidence => &words.does_not_align_latest_evidence,
        ReasonCode::RiskBenefitRatio => &words.risk_benefit_ratio,
        ReasonCode::LimitedTime => &words.limited_time,
    }
}
