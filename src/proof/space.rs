//! The space of patients a release can tell apart: for each fact its *cells*, the sets of answers
//! that no condition of the release and no rule of the form distinguishes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days as Later, NaiveDate};

use super::measure::{range, settled};
use super::tree::{Term, Tree, threshold_pairs};
use crate::facts::{Catalogue, Days, FactBits, FactId, FactValue};
use crate::intake::consistency::MAX_AGE_YEARS;
use crate::intake::form::FieldKind;
use crate::model::date::days_between;
use crate::model::{Number, PartialDate, Precision, Profile};
use crate::rules::{CheckedRelease, Comparison};

/// Days a year has at most, and days a month has at most.
const YEAR: i64 = 366;
const MONTH: i64 = 31;

/// Answers that nothing in the release tells apart.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// One of them: the least number, the latest date.
    pub example: FactValue,
    /// Least and greatest number in thousandths; for a date, days before the assessment of the
    /// nearest and the farthest last day it can be.
    pub least: i64,
    pub greatest: i64,
    /// The dates in it.
    pub spans: Vec<Span>,
}

/// Neighbouring dates of one precision, by the days from their first day to the assessment.
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub precision: Precision,
    pub farthest: i64,
    pub nearest: i64,
}

/// What is left of the answers to one question.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    Bool,
    /// One cell at a time: a choice, a number or a date.
    Cells(Vec<Cell>),
    /// Any of so many words.
    Set(u8),
}

/// The cells of every fact that a release or its form looks at.
pub(super) struct Space<'a> {
    pub release: &'a CheckedRelease,
    pub profile: Profile,
    pub as_of: NaiveDate,
    /// Values in force, in thousandths.
    pub values: Vec<i64>,
    pub shapes: Vec<Shape>,
}

/// Why a release cannot be put before the prover.
pub(super) type Unprovable = Vec<String>;

impl<'a> Space<'a> {
    pub fn of(
        release: &'a CheckedRelease,
        profile: Profile,
        as_of: NaiveDate,
    ) -> Result<Space<'a>, Unprovable> {
        let mut space = Space::bare(release, profile, as_of);
        let pairs = threshold_pairs(release, &space.values);
        space.fill(pairs)?;
        Ok(space)
    }

    /// The spaces of two releases of one form, with the same cells.
    pub fn of_two(
        (one, other): (&'a CheckedRelease, &'a CheckedRelease),
        profile: Profile,
        as_of: NaiveDate,
    ) -> Result<(Space<'a>, Space<'a>), Unprovable> {
        let mut first = Space::bare(one, profile, as_of);
        let mut second = Space::bare(other, profile, as_of);
        let mut pairs = threshold_pairs(one, &first.values);
        pairs.extend(threshold_pairs(other, &second.values));
        first.fill(pairs)?;
        second.shapes.clone_from(&first.shapes);
        Ok((first, second))
    }

    fn bare(release: &'a CheckedRelease, profile: Profile, as_of: NaiveDate) -> Space<'a> {
        let values = (release.values().iter())
            .map(|value| value.at(profile, as_of).thousandths())
            .collect();
        Space {
            release,
            profile,
            as_of,
            values,
            shapes: Vec::new(),
        }
    }

    /// The cells between these thresholds.
    fn fill(&mut self, pairs: Vec<(Comparison, Term, Term)>) -> Result<(), Unprovable> {
        let space = self;
        let release = space.release;
        let cuts = space.cuts(pairs)?;
        let catalogue = release.catalogue();
        for (index, fact) in catalogue.facts().iter().enumerate() {
            let found = FactId::at(index).and_then(|fact| cuts.get(&fact));
            let shape = match &fact.kind {
                FieldKind::Bool | FieldKind::Record => Shape::Bool,
                FieldKind::Choice(words) => Shape::Cells(choice(words)),
                FieldKind::Set(words) => Shape::Set(words.len() as u8),
                FieldKind::Number { min, max, step } => {
                    Shape::Cells(number([*min, *max, *step], found))
                }
                FieldKind::Date if fact.name == "birth_date" => {
                    Shape::Cells(space.dates(found, &[Precision::Day]))
                }
                FieldKind::Date => Shape::Cells(space.dates(found, &PRECISIONS)),
            };
            space.shapes.push(shape);
        }
        Ok(())
    }

    /// Every fact of the form.
    pub fn facts(&self) -> FactBits {
        (0..self.shapes.len()).filter_map(FactId::at).collect()
    }

    pub fn catalogue(&self) -> &'a Catalogue {
        self.release.catalogue()
    }

    /// Whether a comparison holds where its one fact has that value; a constant where it has none.
    pub fn truth(
        &self,
        comparison: Comparison,
        left: &Term,
        right: &Term,
        at: &FactValue,
    ) -> Option<bool> {
        settled(
            comparison,
            range(left, at, self.as_of),
            range(right, at, self.as_of),
        )
    }

    /// Every comparison that reads one fact, by that fact, and the facts it is compared with.
    fn cuts(
        &self,
        pairs: Vec<(Comparison, Term, Term)>,
    ) -> Result<BTreeMap<FactId, Cuts>, Unprovable> {
        let mut cuts: BTreeMap<FactId, Cuts> = BTreeMap::new();
        let mut faults = Vec::new();
        for (comparison, left, right) in pairs {
            match (left.fact(), right.fact()) {
                (Some(fact), None) | (None, Some(fact)) => cuts
                    .entry(fact)
                    .or_default()
                    .compared
                    .push((comparison, left, right)),
                (None, None) => {}
                (Some(one), Some(other)) => match (self.steps(&left), self.steps(&right)) {
                    (Some(steps), Some(others)) if steps[2] == others[2] => {
                        cuts.entry(one).or_default().beside.insert(other);
                        cuts.entry(other).or_default().beside.insert(one);
                    }
                    _ => faults.push(format!(
                        "`{}` is compared with `{}`, which is not counted in the same steps: \
                         compare each with a value",
                        self.catalogue().name(one),
                        self.catalogue().name(other)
                    )),
                },
            }
        }
        if faults.is_empty() {
            Ok(self.with_neighbors(cuts))
        } else {
            Err(faults)
        }
    }

    /// Numbers that are compared with each other are cut at the same places. So many values of each
    /// piece as there are such numbers show every order they can have within it.
    fn with_neighbors(&self, cuts: BTreeMap<FactId, Cuts>) -> BTreeMap<FactId, Cuts> {
        let group = |fact: FactId| {
            let mut group = BTreeSet::from([fact]);
            loop {
                let more: Vec<FactId> = (group.iter())
                    .filter_map(|member| cuts.get(member))
                    .flat_map(|cuts| cuts.beside.iter().copied())
                    .filter(|other| !group.contains(other))
                    .collect();
                if more.is_empty() {
                    return group;
                }
                group.extend(more);
            }
        };
        let shared = |fact: &FactId, own: &Cuts| {
            let group = group(*fact);
            let mut all = Cuts {
                compared: own.compared.clone(),
                beside: own.beside.clone(),
                points: i64::try_from(group.len()).unwrap_or(1),
                starts: Vec::new(),
            };
            for member in group {
                let thresholds = cuts.get(&member).map(|cuts| cuts.compared.as_slice());
                for (_, left, right) in thresholds.unwrap_or_default() {
                    for term in [left, right] {
                        if let (Term::Constant(threshold), false) = (term, member == *fact) {
                            all.starts.extend([*threshold, threshold + 1]);
                        }
                    }
                }
                if let (Some([min, max, _]), true) =
                    (self.steps(&Term::Number(member)), member != *fact)
                {
                    all.starts
                        .extend([min.thousandths(), max.thousandths() + 1]);
                }
            }
            all
        };
        (cuts.iter())
            .map(|(fact, own)| (*fact, shared(fact, own)))
            .collect()
    }

    /// Least, greatest and step of a number that is a question.
    fn steps(&self, term: &Term) -> Option<[Number; 3]> {
        let Term::Number(fact) = term else {
            return None;
        };
        match self.catalogue().get(*fact).map(|fact| &fact.kind) {
            Some(FieldKind::Number { min, max, step }) => Some([*min, *max, *step]),
            _ => None,
        }
    }

    /// The cells of a date: every day and every span of days a precision can mean, those together
    /// that no comparison tells apart.
    fn dates(&self, cuts: Option<&Cuts>, precisions: &[Precision]) -> Vec<Cell> {
        let none = Cuts::default();
        let cuts = cuts.unwrap_or(&none);
        let oldest = i64::from(i32::try_from(MAX_AGE_YEARS).unwrap_or(0)) * YEAR;
        let farthest = (cuts.compared.iter())
            .map(|(_, left, right)| left.reach().max(right.reach()))
            .max()
            .unwrap_or(0);
        // Past the farthest threshold, and a year more for the coarsest date, nothing changes.
        let last = (farthest + 2 * YEAR).min(oldest);
        let mut cells: BTreeMap<Vec<u8>, Cell> = BTreeMap::new();
        for &precision in precisions {
            let mut before = None;
            let mut beside = None;
            for ago in 0..=last {
                let Some(day) = self.as_of.checked_sub_days(Later::new(ago.unsigned_abs())) else {
                    break;
                };
                let date = PartialDate::new(day, precision);
                let earliest = date.earliest();
                let days = Days {
                    earliest,
                    latest: date.latest().min(self.as_of).max(earliest),
                };
                if before == Some(days) {
                    continue;
                }
                before = Some(days);
                let value = FactValue::Date(days);
                let signature: Vec<u8> = (cuts.compared.iter())
                    .map(|(comparison, left, right)| {
                        match self.truth(*comparison, left, right, &value) {
                            Some(true) => 0,
                            Some(false) => 1,
                            None => 2,
                        }
                    })
                    .collect();
                let latest = days_between(days.latest, self.as_of);
                let cell = cells.entry(signature.clone()).or_insert(Cell {
                    example: value,
                    least: latest,
                    greatest: latest,
                    spans: Vec::new(),
                });
                let first = days_between(earliest, self.as_of);
                match cell.spans.last_mut() {
                    Some(span) if beside.as_ref() == Some(&signature) => span.farthest = first,
                    _ => cell.spans.push(Span {
                        precision,
                        farthest: first,
                        nearest: first,
                    }),
                }
                beside = Some(signature);
                cell.least = cell.least.min(latest);
                cell.greatest = cell.greatest.max(if ago == last { oldest } else { latest });
            }
            let outermost = beside.and_then(|signature| cells.get_mut(&signature));
            if let Some(span) = outermost.and_then(|cell| cell.spans.last_mut()) {
                span.farthest = oldest + YEAR;
            }
        }
        cells.into_values().collect()
    }
}

const PRECISIONS: [Precision; 4] = [
    Precision::Day,
    Precision::Week,
    Precision::Month,
    Precision::Year,
];

/// The comparisons of one fact.
#[derive(Debug, Default)]
struct Cuts {
    compared: Vec<(Comparison, Term, Term)>,
    /// The questions it is compared with.
    beside: BTreeSet<FactId>,
    /// Further places where it is cut, in thousandths.
    starts: Vec<i64>,
    /// How many values of each piece are looked at; none and one are the same.
    points: i64,
}

fn choice(words: &[String]) -> Vec<Cell> {
    (0..words.len())
        .map(|place| Cell {
            example: FactValue::Choice(place as u8),
            least: 0,
            greatest: 0,
            spans: Vec::new(),
        })
        .collect()
}

/// The cells of a number: the runs of its values between the thresholds it is compared with.
fn number(bounds: [Number; 3], cuts: Option<&Cuts>) -> Vec<Cell> {
    let [min, max, step] = bounds.map(Number::thousandths);
    let step = step.max(1);
    // The first value that is no less.
    let from = |place: i64| -(-place).div_euclid(step) * step;
    let none = Cuts::default();
    let cuts = cuts.unwrap_or(&none);
    let mut starts = vec![min];
    starts.extend(cuts.starts.iter().map(|start| from(*start)));
    for (_, left, right) in &cuts.compared {
        for term in [left, right] {
            if let Term::Constant(threshold) = term {
                starts.extend([from(*threshold), from(threshold + 1)]);
            }
        }
    }
    starts.retain(|start| (min..=max).contains(start));
    starts.sort_unstable();
    starts.dedup();
    let ends = starts.iter().skip(1).map(|next| next - step).chain([max]);
    let mut cells = Vec::new();
    for (&least, greatest) in starts.iter().zip(ends) {
        let points = (0..cuts.points.max(1)).map(|point| least + point * step);
        for point in points.take_while(|point| *point <= greatest) {
            cells.push(Cell {
                example: FactValue::Number(Number::from_thousandths(point)),
                least,
                greatest,
                spans: Vec::new(),
            });
        }
    }
    cells
}

impl Term {
    /// The days or years it is compared with, in days, where it is a constant.
    fn reach(&self) -> i64 {
        match self {
            Term::Constant(thousandths) => thousandths / Number::SCALE,
            Term::DaysPast(_, months) => i64::from(*months) * MONTH,
            Term::Number(_) | Term::Days(_) => 0,
            // The constant beside it counts years.
            Term::Years(_) => i64::from(i32::try_from(MAX_AGE_YEARS).unwrap_or(0)) * YEAR,
        }
    }
}

impl Tree {
    /// Every term it can end in.
    pub fn leaves(&self) -> Vec<&Term> {
        match self {
            Tree::Leaf(term) => vec![term],
            Tree::Choose(_, yes, no) => {
                let mut leaves = yes.leaves();
                leaves.extend(no.leaves());
                leaves
            }
        }
    }
}
