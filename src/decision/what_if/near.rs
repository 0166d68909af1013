//! Thresholds that are near: more urgent rules that one number or date alone keeps silent.
//!
//! What is near is a choice of this program and rests on no source: days within 14 or a quarter of
//! the threshold; an age within a year; a score within one step, unless it stands at the end of its
//! scale; a measurement within a quarter of the threshold and a twentieth of the range of its
//! question. A count is never near the next one.

use std::cmp::Reverse;

use chrono::Days as DayCount;

use super::options::counts;
use super::outcome::{NearMiss, Side};
use super::search::Search;
use crate::decision::Basis;
use crate::facts::{Days, FactDef, FactId, FactValue};
use crate::intake::form::{FieldKind, unit_word};
use crate::model::date::{completed_years, days_between};
use crate::model::{Answer, Number};
use crate::rules::{Cut, Evaluation, Outcome, RuleKind};

/// The most that are named.
const NAMED: usize = 5;
/// Days that are near whatever the threshold.
const NEAR_DAYS: i64 = 14;
/// The part of a threshold that is near.
const OF_THRESHOLD: i64 = 4;
/// The part of the range of a question that is near.
const OF_RANGE: i64 = 20;
/// Years of age that are near.
const NEAR_YEARS: i64 = 1;

/// An answer just past a cut, and how far it is, in thousandths.
struct Step {
    to: FactValue,
    distance: i64,
    unit: String,
    side: Side,
}

/// The near misses, most urgent first, then the nearest by its share of the threshold.
pub(super) fn misses(search: &mut Search<'_>, evaluation: &Evaluation<'_>) -> Vec<NearMiss> {
    let (release, profile) = (search.options.release, search.options.profile);
    let asked = evaluation.asked(|rule| {
        counts(rule, profile) && rule.params(profile).urgency > Some(search.options.now.urgency)
    });
    let mut misses: Vec<(i64, NearMiss)> = Vec::new();
    for (at, asked) in asked.iter().enumerate() {
        let Some(fact) = FactId::at(at).filter(|fact| search.options.form.shows(*fact)) else {
            continue;
        };
        let Some(field) = release.catalogue().get(fact) else {
            continue;
        };
        for cut in &asked.cuts {
            let Some(step) = step(search, evaluation, fact, field, cut) else {
                continue;
            };
            for rule in search.fires((fact, Answer::Known(step.to))) {
                let silent = Some(evaluation.outcome(rule));
                if silent != Some(Outcome::Silent) || !above(search, rule) {
                    continue;
                }
                if let Some(miss) = miss(search, evaluation, rule, (fact, field), cut, &step) {
                    let share = step.distance * 100 / cut.threshold.abs().max(1);
                    misses.push((share, miss));
                }
            }
        }
    }
    misses.sort_by_key(|(share, miss)| (Reverse(miss.urgency), *share, miss.rule.clone()));
    let mut named: Vec<NearMiss> = Vec::new();
    for (_, miss) in misses {
        // Each rule once, and each threshold once: the most urgent rule speaks for it.
        let known = |known: &NearMiss| {
            known.rule == miss.rule || (known.fact == miss.fact && known.value == miss.value)
        };
        if named.len() < NAMED && !named.iter().any(known) {
            named.push(miss);
        }
    }
    named
}

/// Whether a rule asks for more than there is, by its condition alone.
fn above(search: &Search<'_>, rule: usize) -> bool {
    search
        .options
        .release
        .rules()
        .get(rule)
        .is_some_and(|rule| {
            matches!(rule.kind, RuleKind::Ordinary { .. })
                && rule.params(search.options.profile).urgency > Some(search.options.now.urgency)
        })
}

/// The answer on the other side of a cut, where that is near.
fn step(
    search: &Search<'_>,
    evaluation: &Evaluation<'_>,
    fact: FactId,
    field: &FactDef,
    cut: &Cut,
) -> Option<Step> {
    let unit = &evaluation.release.value_unit(cut.value?)?;
    let as_of = search.options.facts.as_of();
    match (search.options.facts.get(fact), &field.kind) {
        (Answer::Known(FactValue::Number(now)), FieldKind::Number { min, max, step }) => {
            let (now, step) = (now.thousandths(), step.thousandths().max(1));
            let (to, side) = if now < cut.from {
                let steps = (cut.from - now + step - 1).div_euclid(step);
                (now + steps * step, Side::Short)
            } else {
                let steps = (now - cut.from).div_euclid(step) + 1;
                (now - steps * step, Side::Past)
            };
            let (least, greatest) = (min.thousandths(), max.thousandths());
            if to < least || to > greatest {
                return None;
            }
            let distance = (to - now).abs();
            let quarter = distance * OF_THRESHOLD <= cut.threshold.abs();
            let near = match field.unit.as_str() {
                "d" | "wk" => {
                    let days = if field.unit == "wk" { 7 } else { 1 };
                    quarter || distance * days <= NEAR_DAYS * Number::SCALE
                }
                // A count is not near the next one: one episode is not nearly two.
                "" | "1" => false,
                "{score}" => distance <= step && now != least && now != greatest,
                _ => quarter && distance * OF_RANGE <= greatest - least,
            };
            near.then(|| Step {
                to: FactValue::Number(Number::from_thousandths(to)),
                distance,
                unit: (*unit).to_owned(),
                side,
            })
        }
        (Answer::Known(FactValue::Date(now)), FieldKind::Date) => {
            let (last, first) = (
                days_between(now.latest, as_of),
                days_between(now.earliest, as_of),
            );
            let (ago, days, side) = if first < cut.from {
                (cut.from, cut.from - first, Side::Short)
            } else if last >= cut.from {
                (cut.from - 1, last - cut.from + 1, Side::Past)
            } else {
                return None;
            };
            let day = as_of.checked_sub_days(DayCount::new(u64::try_from(ago).ok()?))?;
            let (distance, unit, near) = if *unit == "a" {
                let age = completed_years(now.earliest, as_of);
                let short = (cut.threshold / Number::SCALE - age).abs().max(1);
                (short, "a", short <= NEAR_YEARS)
            } else {
                let quarter = *unit == "d" && days * Number::SCALE * OF_THRESHOLD <= cut.threshold;
                (days, "d", quarter || days <= NEAR_DAYS)
            };
            near.then(|| Step {
                to: FactValue::Date(Days {
                    earliest: day,
                    latest: day,
                }),
                distance: distance * Number::SCALE,
                unit: unit.to_owned(),
                side,
            })
        }
        _ => None,
    }
}

fn miss(
    search: &Search<'_>,
    evaluation: &Evaluation<'_>,
    rule: usize,
    (fact, field): (FactId, &FactDef),
    cut: &Cut,
    step: &Step,
) -> Option<NearMiss> {
    let release = evaluation.release;
    let rule = release.rules().get(rule)?;
    let value = cut.value?;
    let (threshold, distance) = (
        Number::from_thousandths(cut.threshold),
        Number::from_thousandths(step.distance),
    );
    let unit = release.value_unit(value)?.to_owned();
    let side = match step.side {
        Side::Short => "short of",
        Side::Past => "past",
    };
    let text = format!(
        "{}: {distance}{} {side} the {threshold}{} of \"{}\"",
        field.label,
        unit_word(&step.unit, distance),
        unit_word(&unit, threshold),
        rule.title,
    );
    Some(NearMiss {
        rule: rule.id.clone(),
        title: rule.title.clone(),
        urgency: rule.params(search.options.profile).urgency?,
        fact: field.name.clone(),
        label: field.label.clone(),
        from: search.options.facts.words(release.catalogue(), fact),
        value: release.value_name(value)?.to_owned(),
        threshold: threshold.to_string(),
        unit,
        distance: distance.to_string(),
        distance_unit: step.unit.clone(),
        side: step.side,
        near: Basis::Policy,
        text,
    })
}
