//! Answers that cannot all be true, and answers that were not the writer's to give.
//!
//! Only real contradictions are refused: what is odd but possible stays. An open answer
//! contradicts nothing. A question the form does not have is an open one, so the checks fit any
//! form. Details and limits name questions, never what was answered.

use super::{
    form::{Field, FieldKind, Form, Who},
    read::pointer_of,
    record::IntakeRecord,
    violation::Violation,
};
use crate::model::{
    Answer, Number, PartialDate, Value,
    date::{completed_years, days_between},
};

/// Oldest age in completed years; the oldest person on record lived 122 (clinical: 1.1 allows
/// 0 to 120).
pub(crate) const MAX_AGE_YEARS: i64 = 120;

/// Largest distance between the body mass index given and the one of height and weight, kg/m2.
/// Height and weight are rounded to a tenth or to a whole unit, and the index often comes from
/// an earlier day.
const BMI_TOLERANCE: Number = Number::whole(1);

/// Roles that may give the answers of the clinician page. A form that does not say who filled
/// it in counts as an assistant's: the more cautious reading.
pub(crate) const CLINICAL_ROLES: [&str; 2] = ["clinician", "nurse"];

/// The question that says who filled in the form.
pub(crate) const ROLE: &str = "filled_by_role";

/// The role that may give every answer.
pub(crate) const CLINICIAN: &str = "clinician";

/// Words that say that nothing is there or nothing got worse: they fit a gate that is closed.
pub(crate) const CLOSED_WORDS: [&str; 7] = [
    "none",
    "never",
    "not_pregnant",
    "not_applicable",
    "stable",
    "better",
    "ok",
];

/// The same thing asked twice: a question whose "no" or "none" denies a word of a list.
pub(crate) const DENIED: [(&str, &str, &str); 11] = [
    ("anticoagulant", "meds_class", "anticoagulant"),
    ("cancer_history", "conditions", "cancer_active"),
    ("ckd", "conditions", "ckd"),
    ("cognitive_impairment", "conditions", "cognitive_impairment"),
    ("ibd", "conditions", "ibd"),
    ("osteoporosis_known", "conditions", "osteoporosis"),
    ("psoriasis_ever", "conditions", "psoriasis"),
    ("spinal_hardware", "implants", "spinal_hardware"),
    ("steroid_use", "immunosuppression", "steroid"),
    ("steroid_use", "meds_class", "steroid_oral"),
    ("uveitis_ever", "conditions", "uveitis"),
];

/// Numbers of which the first may be no more than the second and some thousandths, and what the
/// contradiction is called.
pub(crate) const BOUNDED: [(&str, &str, i64, &str); 4] = [
    ("pain_nrs_now", "pain_nrs_worst_7d", 0, "worst_below_other"),
    (
        "pain_nrs_avg_7d",
        "pain_nrs_worst_7d",
        0,
        "worst_below_other",
    ),
    (
        "start_back_subscore",
        "start_back_total",
        0,
        "subscore_above_total",
    ),
    // Pressures in whole millimeters: the diastolic one is below the systolic one.
    ("dbp", "sbp", -1, "systolic_not_above_diastolic"),
];

/// A date of the document and where it stands.
pub(super) struct DatedPlace {
    pub(super) pointer: String,
    pub(super) date: PartialDate,
}

/// Every contradiction of a record, in no particular order.
pub(super) fn contradictions(
    form: &Form,
    record: &IntakeRecord,
    dates: &[DatedPlace],
) -> Vec<Violation> {
    let mut found = Found(Vec::new());
    clashes(form.fields().iter(), record, dates, &mut found);
    for field in form.fields() {
        gates(record, field, &mut found);
    }
    roles(form, record, &mut found);
    found.0
}

/// The contradictions between answers that were given, one to another.
fn clashes<'a>(
    fields: impl Iterator<Item = &'a Field>,
    record: &IntakeRecord,
    dates: &[DatedPlace],
    found: &mut Found,
) {
    lifetime(fields, record, dates, found);
    scores(record, found);
    body(record, found);
    history(record, found);
}

/// The questions that contradict each other where one of these is answered anew: for each
/// contradiction, every question it names. Gates and roles are left to [`hidden`] and
/// [`may_answer`].
pub(crate) fn clashes_of(
    fields: &[Field],
    record: &IntakeRecord,
    anew: &[&str],
) -> Vec<Vec<String>> {
    let clash = |name: &&str| {
        let field = fields.iter().find(|field| field.name == **name);
        field.is_some_and(can_clash)
    };
    if !anew.iter().any(clash) {
        return Vec::new();
    }
    let dates: Vec<DatedPlace> = anew
        .iter()
        .filter_map(|name| {
            Some(DatedPlace {
                pointer: pointer_of(name),
                date: date(record, name)?,
            })
        })
        .collect();
    let mut found = Found(Vec::new());
    // Of a field by itself only one that was answered anew can contradict, or every one the birth.
    let touched = |name: &str| anew.contains(&name);
    let every = touched("birth_date");
    let fields = fields.iter().filter(|field| every || touched(&field.name));
    clashes(fields, record, &dates, &mut found);
    let named = found.0.into_iter().map(|violation| {
        let name = violation.pointer.rsplit('/').next().map(str::to_owned);
        let others = violation.limit.unwrap_or_default();
        let others = others.split(", ").map(str::to_owned);
        name.into_iter().chain(others).collect::<Vec<_>>()
    });
    named
        .filter(|names| names.iter().any(|name| touched(name)))
        .collect()
}

/// Whether an answer to this question can contradict one to another.
pub(crate) fn can_clash(field: &Field) -> bool {
    match field.kind {
        FieldKind::Number { .. } | FieldKind::Date | FieldKind::Set(_) => true,
        FieldKind::Bool | FieldKind::Choice(_) => {
            DENIED.iter().any(|(question, ..)| *question == field.name)
        }
        FieldKind::Record => false,
    }
}

/// The questions that hide this one, because its examination was not made or its gate is certainly
/// closed; none where it shows.
pub(crate) fn hidden<'a>(record: &IntakeRecord, field: &'a Field) -> Vec<&'a str> {
    if let Some(whole) = &field.part_of
        && record.answer(whole) == &Answer::Known(Value::Bool(false))
    {
        return vec![whole];
    }
    match &field.show_when {
        Some(gate) if gate.holds(&|name| record.answer(name)) == Some(false) => gate.questions(),
        _ => Vec::new(),
    }
}

/// Whether a form with this answer would be refused for a detail of what is denied, or a finding of
/// what was not examined.
pub(crate) fn out_of_place(record: &IntakeRecord, field: &Field) -> bool {
    let mut found = Found(Vec::new());
    gates(record, field, &mut found);
    !found.0.is_empty()
}

/// Whether whoever filled in the form may answer this question.
pub(crate) fn may_answer(record: &IntakeRecord, field: &Field) -> bool {
    match field.who {
        Who::Record => false,
        Who::Assistant => true,
        Who::Clinician => clinical(record),
    }
}

struct Found(Vec<Violation>);

impl Found {
    fn add(&mut self, pointer: String, keyword: &str, limit: &str, detail: &str) {
        self.0.push(Violation {
            pointer,
            keyword: keyword.to_owned(),
            limit: (!limit.is_empty()).then(|| limit.to_owned()),
            detail: detail.to_owned(),
        });
    }

    /// A question that contradicts another one.
    fn against(&mut self, name: &str, keyword: &str, other: &str) {
        let detail = format!("`{name}` and `{other}` cannot both be right; correct one of them");
        self.add(pointer_of(name), keyword, other, &detail);
    }
}

fn number(record: &IntakeRecord, name: &str) -> Option<Number> {
    match record.answer(name).known()? {
        Value::Number(number) => Some(*number),
        _ => None,
    }
}

fn date(record: &IntakeRecord, name: &str) -> Option<PartialDate> {
    match record.answer(name).known()? {
        Value::Date(date) => Some(*date),
        _ => None,
    }
}

/// Birth, the day of assessment, and everything that must lie between them.
fn lifetime<'a>(
    fields: impl Iterator<Item = &'a Field>,
    record: &IntakeRecord,
    dates: &[DatedPlace],
    found: &mut Found,
) {
    let today = record.assessment_date();
    let birth = *record.patient().birth_date.reveal();
    let birth_place = pointer_of("birth_date");
    for place in dates.iter().filter(|place| place.pointer != birth_place) {
        if place.date.earliest() > today {
            let detail = "send a date on or before `assessment_date`";
            found.add(
                place.pointer.clone(),
                "after_assessment",
                "assessment_date",
                detail,
            );
        }
        if place.date.latest() < birth {
            let detail = "send a date on or after `birth_date`";
            found.add(place.pointer.clone(), "before_birth", "birth_date", detail);
        }
    }
    if birth > today {
        let detail = "send a birth date on or before `assessment_date`";
        return found.add(birth_place, "after_assessment", "assessment_date", detail);
    }
    let age = completed_years(birth, today);
    if age > MAX_AGE_YEARS {
        let limit = MAX_AGE_YEARS.to_string();
        let detail = format!("send a birth date at most {limit} years before `assessment_date`");
        found.add(birth_place, "maximum_age", &limit, &detail);
    }
    let first = "age_at_condition_onset_years";
    if number(record, first).is_some_and(|years| years > Number::whole(age)) {
        found.against(first, "onset_age_above_age", "birth_date");
    }
    let lived = Number::whole(days_between(birth, today));
    for field in fields.filter(|field| field.unit == "d") {
        if number(record, &field.name).is_some_and(|days| days > lived) {
            found.against(&field.name, "longer_than_life", "birth_date");
        }
    }
}

/// Scores that bound each other.
fn scores(record: &IntakeRecord, found: &mut Found) {
    for (low, high, slack, keyword) in BOUNDED {
        if let (Some(low_value), Some(high_value)) = (number(record, low), number(record, high))
            && low_value.thousandths() > high_value.thousandths() + slack
        {
            found.against(high, keyword, low);
        }
    }
}

/// Measurements of one body.
fn body(record: &IntakeRecord, found: &mut Found) {
    if let (Some(bmi), Some(height), Some(weight)) = (
        number(record, "bmi"),
        number(record, "height_cm"),
        number(record, "weight_kg"),
    ) {
        // bmi = kg / (cm / 100)²; with all three in thousandths, bmi × cm² = kg × 10¹⁰.
        let squared = height.thousandths().saturating_mul(height.thousandths());
        let given = bmi.thousandths().saturating_mul(squared);
        let computed = weight.thousandths().saturating_mul(10_000_000_000);
        if given.abs_diff(computed)
            > BMI_TOLERANCE
                .thousandths()
                .saturating_mul(squared)
                .unsigned_abs()
        {
            found.against("bmi", "bmi_contradicts_size", "height_cm, weight_kg");
        }
    }
}

/// Episodes, and things asked twice.
fn history(record: &IntakeRecord, found: &mut Found) {
    // `episodes_12m` counts the current episode, `prior_episodes_lifetime` does not.
    let (recent, before) = ("episodes_12m", "prior_episodes_lifetime");
    if let (Some(recent_count), Some(before_count)) =
        (number(record, recent), number(record, before))
        && recent_count.thousandths() > before_count.thousandths() + Number::SCALE
    {
        found.against(recent, "more_recent_than_ever", before);
    }
    let (earlier, current) = ("earlier_episode_onset_date", "onset_date");
    if let (Some(earlier_date), Some(current_date)) = (date(record, earlier), date(record, current))
        && earlier_date.earliest() > current_date.latest()
    {
        found.against(earlier, "earlier_after_current", current);
    }
    for (question, list, word) in DENIED {
        let denied = match record.answer(question).known() {
            Some(Value::Bool(yes)) => !yes,
            Some(Value::Choice(choice)) => choice == "none",
            _ => false,
        };
        let listed = match record.answer(list).known() {
            Some(Value::Set(words)) => words.iter().any(|listed| listed == word),
            _ => false,
        };
        if denied && listed {
            found.against(question, "denied_but_listed", list);
        }
    }
}

/// Findings of an examination that was not made, and details of what is denied.
fn gates(record: &IntakeRecord, field: &Field, found: &mut Found) {
    let Some(value) = record.answer(&field.name).known() else {
        return;
    };
    if let Some(whole) = &field.part_of
        && record.answer(whole) == &Answer::Known(Value::Bool(false))
    {
        found.against(&field.name, "measured_but_not_done", whole);
    }
    let closed = match value {
        Value::Bool(yes) => !yes,
        Value::Choice(word) => CLOSED_WORDS.contains(&word.as_str()),
        Value::Set(words) => words.is_empty(),
        Value::Number(_) | Value::Date(_) => false,
    };
    if let Some(gate) = &field.show_when
        && !closed
        && gate.holds(&|name| record.answer(name)) == Some(false)
    {
        found.against(
            &field.name,
            "detail_of_absent",
            &gate.questions().join(", "),
        );
    }
}

/// Answers only a clinician may give, and what only the record of the case says.
fn roles(form: &Form, record: &IntakeRecord, found: &mut Found) {
    for field in form
        .fields()
        .iter()
        .filter(|field| field.who == Who::Record)
    {
        if record.answer(&field.name) != &Answer::NotAsked {
            let detail = "leave it out: the record of the case says it";
            found.add(pointer_of(&field.name), "record_only", "", detail);
        }
    }
    if clinical(record) {
        return;
    }
    for field in form
        .fields()
        .iter()
        .filter(|field| field.who == Who::Clinician)
    {
        if record.answer(&field.name).known().is_some() {
            let detail = "let a clinician answer this and set `filled_by_role`, or leave it out";
            let limit = CLINICAL_ROLES.join(", ");
            found.add(pointer_of(&field.name), "clinician_only", &limit, detail);
        }
    }
}

/// Whether the form says that somebody filled it in who may answer for the clinician.
fn clinical(record: &IntakeRecord) -> bool {
    match record.answer(ROLE).known() {
        Some(Value::Choice(role)) => CLINICAL_ROLES.contains(&role.as_str()),
        _ => false,
    }
}
