//! The answers a question could have had instead: one for each region of answers that the rules
//! tell apart, the nearest one to what was said.

use chrono::Days as DayCount;

use crate::facts::{Catalogue, Days, FactId, FactSet, FactValue};
use crate::intake::form::FieldKind;
use crate::model::date::days_between;
use crate::model::{Answer, Number};
use crate::rules::{Asked, Cut};

/// One answer, and how far the region reaches in which every answer means the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    pub value: FactValue,
    pub region: Region,
}

/// How far a region of answers reaches, for its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Region {
    /// This answer alone, or no order to speak of.
    Itself,
    /// This one and every smaller one; for a date, every later one.
    Down,
    /// This one and every greater one; for a date, every earlier one.
    Up,
}

/// The oldest date that is looked at where no birth date bounds it: 120 years, as the form allows.
const OLDEST: i64 = 43_830;

/// Every answer in the place of the present one that rules tell apart from it, and from each other.
pub(super) fn answers(
    catalogue: &Catalogue,
    facts: &FactSet,
    fact: FactId,
    asked: &Asked,
) -> Vec<Choice> {
    let Some(field) = catalogue.get(fact).filter(|_| asked.read) else {
        return Vec::new();
    };
    let present = facts.get(fact).known();
    let single = |value| Choice {
        value,
        region: Region::Itself,
    };
    match &field.kind {
        FieldKind::Bool => [true, false]
            .map(FactValue::Bool)
            .into_iter()
            .filter(|value| present != Some(value))
            .map(single)
            .collect(),
        FieldKind::Choice(words) => (0..words.len())
            .filter_map(|at| u8::try_from(at).ok())
            .map(FactValue::Choice)
            .filter(|value| present != Some(value))
            .map(single)
            .collect(),
        FieldKind::Set(words) => {
            let now = match present {
                Some(FactValue::Set(words)) => Some(*words),
                _ => None,
            };
            sets(now, words.len(), asked.words, field.may_be_none)
                .into_iter()
                .map(|words| single(FactValue::Set(words)))
                .collect()
        }
        FieldKind::Number { min, max, step } => {
            let now = match present {
                Some(FactValue::Number(number)) => {
                    Some((number.thousandths(), number.thousandths()))
                }
                _ => None,
            };
            let grid = Grid {
                least: min.thousandths(),
                greatest: max.thousandths(),
                step: step.thousandths().max(1),
            };
            let number = |thousandths| FactValue::Number(Number::from_thousandths(thousandths));
            regions(grid, &asked.cuts, now)
                .map(|(at, region)| Choice {
                    value: number(at),
                    region,
                })
                .collect()
        }
        FieldKind::Date => {
            let as_of = facts.as_of();
            let now = match present {
                Some(FactValue::Date(days)) => Some((
                    days_between(days.latest, as_of),
                    days_between(days.earliest, as_of),
                )),
                _ => None,
            };
            let grid = Grid {
                least: 0,
                greatest: lived(catalogue, facts),
                step: 1,
            };
            regions(grid, &asked.cuts, now)
                .filter_map(|(ago, region)| {
                    let day = as_of.checked_sub_days(DayCount::new(u64::try_from(ago).ok()?))?;
                    Some(Choice {
                        value: FactValue::Date(Days {
                            earliest: day,
                            latest: day,
                        }),
                        region,
                    })
                })
                .collect()
        }
        FieldKind::Record => Vec::new(),
    }
}

/// Days from birth to the assessment: no date of a form is older.
fn lived(catalogue: &Catalogue, facts: &FactSet) -> i64 {
    let born = catalogue.find("birth_date").map(|fact| facts.get(fact));
    match born {
        Some(Answer::Known(FactValue::Date(days))) => {
            days_between(days.earliest, facts.as_of()).clamp(0, OLDEST)
        }
        _ => OLDEST,
    }
}

/// One word more or one less of those that rules look for, and none at all where the form allows it.
fn sets(now: Option<u64>, words: usize, looked_for: u64, may_be_none: bool) -> Vec<u64> {
    let before = now.unwrap_or_default();
    let mut sets: Vec<u64> = (0..words.min(64))
        .map(|at| 1u64 << at)
        .filter(|word| looked_for & word != 0)
        .map(|word| before ^ word)
        .filter(|set| *set != 0)
        .collect();
    if may_be_none && now != Some(0) {
        sets.push(0);
    }
    sets
}

/// The answers a form takes to a number or a date, in rising order.
#[derive(Clone, Copy)]
struct Grid {
    least: i64,
    greatest: i64,
    step: i64,
}

impl Grid {
    /// The least answer that is not below `at`.
    fn up(self, at: i64) -> i64 {
        let steps = (at - self.least).div_euclid(self.step);
        let on = self.least + steps * self.step;
        if on < at { on + self.step } else { on }
    }
}

/// For each region but the present one, the answer nearest to the present; where there is none,
/// the answer at the cut.
fn regions(
    grid: Grid,
    cuts: &[Cut],
    now: Option<(i64, i64)>,
) -> impl Iterator<Item = (i64, Region)> {
    let mut starts: Vec<i64> = cuts
        .iter()
        .map(|cut| grid.up(cut.from))
        .filter(|from| *from > grid.least && *from <= grid.greatest)
        .collect();
    starts.insert(0, grid.least);
    starts.dedup();
    let ends: Vec<i64> = starts
        .iter()
        .skip(1)
        .map(|next| next - grid.step)
        .chain([grid.greatest])
        .collect();
    starts
        .into_iter()
        .zip(ends)
        .filter_map(move |(first, last)| {
            let (down, up) = (first == grid.least, last == grid.greatest);
            let at = match now {
                Some((_, greatest)) if greatest < first => first,
                Some((least, _)) if least > last => last,
                // The present answer is in it; where it is coarse, a day of it still tells more.
                Some((least, greatest)) if least == greatest => return None,
                Some((least, _)) => least.max(first),
                None if down && !up => last,
                None => first,
            };
            let region = match (down, up) {
                (true, false) if at == last => Region::Down,
                (false, true) if at == first => Region::Up,
                _ => Region::Itself,
            };
            Some((at, region))
        })
}
