//! The fixed sentences of the summary, read from `reports/summary/wording.en.yaml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::ReportError;

static SOURCE: &str = include_str!("../../reports/summary/wording.en.yaml");

static WORDING: LazyLock<Result<Wording, ReportError>> = LazyLock::new(|| {
    serde_saphyr::from_str(SOURCE).map_err(|error| ReportError::Wording {
        file: "reports/summary/wording.en.yaml",
        why: error.to_string(),
    })
});

/// Declares groups of sentences; a missing or unknown key is an error when the file is read.
macro_rules! wording {
    ($($group:ident { $($key:ident),* $(,)? })*) => {
        $(
            #[derive(Debug, Deserialize)]
            #[serde(deny_unknown_fields)]
            pub(super) struct $group {
                $(pub(super) $key: String,)*
            }
        )*
    };
}

/// Every sentence, by group.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wording {
    pub(super) page: PageWords,
    pub(super) labels: Labels,
    pub(super) lead: Lead,
    pub(super) due: Due,
    pub(super) provisional: Provisional,
    pub(super) change: ChangeWords,
    pub(super) caution: Caution,
    pub(super) problem: Problem,
    pub(super) flags: FlagWords,
    pub(super) place: PlaceWords,
    pub(super) pain: PainWords,
    pub(super) examination: Examination,
    pub(super) background: Background,
    pub(super) fitting: Fitting,
    pub(super) review: Review,
    pub(super) review_reasons: ReviewReasons,
    pub(super) foot: FootWords,
    pub(super) appendix: Appendix,
    pub(super) care: CareWords,
    pub(super) verdicts: Verdicts,
    pub(super) words: Words,
}

wording! {
    PageWords { title, document_title, identity, to, from, made, disclaimer }
    Labels { problem, reasons, change, also, place, pain, examination, flags, present, absent, open, background, review, citations, up, down, near, next, back, front, left, right, now, average, worst }
    Lead { open, emergency, same_day, two_weeks, routine, conservative, imaging_emergency, imaging_same_day, imaging_two_weeks, imaging_routine, and_imaging, nobody, review_on, review_unset }
    Due { now, today, within, ordinary, review, no_review }
    Provisional { bar, nothing_to_ask, foot }
    ChangeWords { up_open, up_highest, and_others, by_title,
        held, up_settled, down_next, down_none, down_guard, down_lowest, up_sets, down_sets,
        none_within, none_tried, down_none_found, stop_asking, and, or, more_sets, near,
        next_question, next_together, next_answer, next_open }
    Caution { policy, memory, partial, secondary }
    Problem { sentence, place, nowhere, mostly, side, since, since_date, no_onset, course, no_flags, flags_present, open }
    FlagWords { none_present, none_absent, none_open, absent_count }
    PlaceWords { none, leg, leg_below_knee, arm, arm_below_elbow }
    PainWords { recorded, missing, score_now, score_average, score_worst, score_limb, onset, earlier, pain_free, mode, pattern, episodes, care_since }
    Examination { none, normal, not_done, more }
    Background { function, tried, medicines, allergies, history, wishes, nothing }
    Fitting { more_reasons, in_appendix, overlong }
    Review { agree, change_to, reason, name, signature, time, kept, agreed, changed, bar, line, below }
    ReviewReasons { patient_ineligible, action_completed, need_more_info, inappropriate_recipient, does_not_align_latest_evidence, risk_benefit_ratio, limited_time }
    FootWords { patient, origin, case, draft, page, missing }
    Appendix { continued, reasons, sources, asked, asked_line, asked_more, trace, trace_lead, trace_rule, trace_result, trace_read, facts, facts_lead, fact, trace_waits, open, open_lead, silent, silent_lead, answers, answers_lead, answer_question, answer_value, plain_no, unasked, plan, safety, requests, findings, suppressed, suppressed_line, verify, verify_decision, verify_profile, verify_facts, verify_release, verify_form, verify_how }
    CareWords { title, lead, none, treatment, verdict, why, block, caution, modify, ask, without, conflicts, codes, codes_lead, since }
    Verdicts { core, recommend, may_offer, within_package, comfort_only, not_routine, clinician_only, avoid, ask, blocked }
    Words { yes, no, unknown, not_asked, none, fired, silent, waiting, escalates, guard, imprecise, list_and, list_more, day, days, weeks, months, years, week_of, about }
}

/// The sentences built into the program.
pub(super) fn wording() -> Result<&'static Wording, ReportError> {
    WORDING.as_ref().map_err(Clone::clone)
}

/// Puts values in the marked places of a sentence.
pub(super) fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    // One pass, so that a value that looks like a mark is printed as it is.
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value = after.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, after))
        });
        match value {
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::{fill, wording};

    #[test]
    fn every_sentence_is_there_and_no_other() {
        assert!(wording().is_ok(), "{:?}", wording().err());
    }

    #[test]
    fn a_value_that_looks_like_a_mark_is_printed_as_it_is() {
        for (sentence, filled) in [("to {a}", "to {b}"), ("{a}{b}", "{b}x"), ("{c} {", "{c} {")] {
            assert_eq!(fill(sentence, &[("a", "{b}"), ("b", "x")]), filled);
        }
    }
}
