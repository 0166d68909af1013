//! Random patients: mostly the flag-free adult, with some answers changed and some left open.

use std::path::Path;

use chrono::{Days as DayCount, NaiveDate};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, any};
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use spinepath::app::Library;
use spinepath::facts::{Days, FactId, FactSet, FactValue};
use spinepath::intake::form::FieldKind;
use spinepath::model::{Answer, Number, Profile};
use spinepath::rules::CheckedRelease;

use crate::support::random::Random;

/// The day of every random assessment.
pub const AS_OF: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();

/// The release that decides when none is named; every rule test that means "the" release means it.
pub const CURRENT: &str = "rules/spine/2026.12.1";

/// A release in the program or of the fixtures.
pub fn release(name: &str) -> CheckedRelease {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut library = Library::embedded().unwrap();
    library
        .add_form(&root.join("tests/fixtures/knee/form"))
        .unwrap();
    library
        .release(&root.join(name).display().to_string(), AS_OF)
        .unwrap()
}

/// A runner that walks through the same patients every time, so that red means changed code.
pub fn runner(patients: u32) -> TestRunner {
    let config = ProptestConfig {
        cases: patients,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// One change to one fact: how, and with what.
pub type Change = (u8, u16);

/// A change for every fact. Shrinks towards the flag-free adult.
pub fn changes(facts: usize) -> impl Strategy<Value = Vec<Change>> {
    // In some patients a few answers are changed, in some most of them.
    (1u8..=40, vec((0u8..100, any::<u16>()), facts)).prop_map(|(percent, mut changes)| {
        for (how, _) in &mut changes {
            *how = if *how >= percent { 0 } else { 1 + *how % 4 };
        }
        changes
    })
}

/// The flag-free adult with these changes; open answers too.
pub fn patient(release: &CheckedRelease, changes: &[Change]) -> FactSet {
    build(release, changes, |how, value| match how {
        1 => Answer::NotAsked,
        2 => Answer::Unknown,
        _ => Answer::Known(value),
    })
}

/// The flag-free adult with these changes, every answer known and every date exact.
pub fn known_patient(release: &CheckedRelease, changes: &[Change]) -> FactSet {
    let facts = build(release, changes, |_, value| Answer::Known(value));
    complete(release, facts, changes)
}

fn build(
    release: &CheckedRelease,
    changes: &[Change],
    answer: impl Fn(u8, FactValue) -> Answer<FactValue>,
) -> FactSet {
    let clear =
        FactSet::from_words(release.catalogue(), AS_OF, &release.clear_answers(AS_OF)).unwrap();
    changes
        .iter()
        .enumerate()
        .filter(|(_, (how, _))| *how > 0)
        .fold(clear, |facts, (at, &(how, seed))| {
            let fact = FactId::at(at).unwrap();
            facts.with(fact, answer(how, value(release, fact, seed)))
        })
}

/// The same patient with every open answer given, and every coarse date made a day in it.
pub fn complete(release: &CheckedRelease, mut facts: FactSet, answers: &[Change]) -> FactSet {
    for (at, (_, seed)) in answers.iter().enumerate() {
        facts = settle(release, facts, FactId::at(at).unwrap(), *seed);
    }
    facts
}

/// The same patient with one answer given or made exact.
pub fn settle(release: &CheckedRelease, facts: FactSet, fact: FactId, seed: u16) -> FactSet {
    match facts.get(fact).clone() {
        Answer::Known(FactValue::Date(days)) => {
            let length = (days.latest - days.earliest).num_days() as u64 + 1;
            let day = days.earliest + DayCount::new(u64::from(seed) % length);
            facts.with(
                fact,
                Answer::Known(FactValue::Date(Days {
                    earliest: day,
                    latest: day,
                })),
            )
        }
        Answer::Known(_) => facts,
        Answer::Unknown | Answer::NotAsked => {
            let mut value = value(release, fact, seed);
            if let FactValue::Date(days) = &mut value {
                days.latest = days.earliest;
            }
            facts.with(fact, Answer::Known(value))
        }
    }
}

/// A value of that fact: near a threshold of the release where it is a number or a date.
pub fn value(release: &CheckedRelease, fact: FactId, seed: u16) -> FactValue {
    Values::of(release, &release.catalogue().get(fact).unwrap().kind).value(seed)
}

/// The values of one fact that are worth asking about.
enum Values {
    Bool,
    Choice(usize),
    Set(usize),
    Number(Vec<Number>),
    Date(Vec<i64>),
}

impl Values {
    fn of(release: &CheckedRelease, kind: &FieldKind) -> Self {
        let thresholds = || release.values_in_force(Profile::Cautious, AS_OF);
        match kind {
            FieldKind::Bool => Values::Bool,
            FieldKind::Choice(words) => Values::Choice(words.len()),
            FieldKind::Set(words) => Values::Set(words.len()),
            FieldKind::Number { min, max, step } => {
                let near = thresholds().flat_map(|(_, number)| {
                    [-1, 0, 1].map(|steps| {
                        Number::from_thousandths(number.thousandths() + steps * step.thousandths())
                    })
                });
                let steps = |number: &Number| number.thousandths() - min.thousandths();
                let near = near.filter(|number| {
                    number >= min && number <= max && steps(number) % step.thousandths() == 0
                });
                Values::Number([*min, *max].into_iter().chain(near).collect())
            }
            FieldKind::Date => Values::Date(
                thresholds()
                    .filter_map(|(_, number)| number.as_whole())
                    .flat_map(|days| [days - 1, days, days + 1, days * 365, days * 365 + 30])
                    .filter(|days| (0..36_500).contains(days))
                    .collect(),
            ),
            FieldKind::Record => unreachable!("text is not a fact"),
        }
    }

    fn value(&self, seed: u16) -> FactValue {
        let seed = usize::from(seed);
        match self {
            Values::Bool => FactValue::Bool(seed % 2 == 0),
            Values::Choice(words) => FactValue::Choice((seed % words) as u8),
            Values::Set(words) => {
                FactValue::Set((seed as u64 * 2_654_435_761) % (1 << (*words).min(63)))
            }
            Values::Number(numbers) => FactValue::Number(numbers[seed % numbers.len()]),
            Values::Date(days) => {
                let days = days[seed / 4 % days.len()];
                let earliest = AS_OF - DayCount::new(days as u64);
                let latest = match seed % 4 {
                    0 => (earliest + DayCount::new(seed as u64 % 40)).min(AS_OF),
                    _ => earliest,
                };
                FactValue::Date(Days { earliest, latest })
            }
        }
    }
}

/// Random patients in numbers: the flag-free adult or a whole patient with a few answers changed,
/// most of them among those that one rule reads together, so that rules of many conditions are met
/// too.
pub struct Crowd {
    bases: Vec<FactSet>,
    values: Vec<Values>,
    /// The facts that each rule reads.
    together: Vec<Vec<FactId>>,
    /// The same patients every time.
    random: Random,
}

impl Crowd {
    /// A crowd of that release, from the flag-free adult and these patients; `seed` says which.
    pub fn of(release: &CheckedRelease, patients: &[FactSet], seed: u64) -> Self {
        let clear = release.clear_answers(AS_OF);
        let clear = FactSet::from_words(release.catalogue(), AS_OF, &clear).unwrap();
        Crowd {
            bases: std::iter::once(clear)
                .chain(patients.iter().cloned())
                .collect(),
            values: release
                .catalogue()
                .facts()
                .iter()
                .map(|fact| Values::of(release, &fact.kind))
                .collect(),
            together: release
                .rules()
                .iter()
                .map(|rule| rule.reads.iter().collect::<Vec<FactId>>())
                .filter(|reads| !reads.is_empty())
                .collect(),
            random: Random::of(seed),
        }
    }

    fn draw(&mut self, below: usize) -> usize {
        self.random.below(below)
    }

    /// One patient with answers left open and coarse dates.
    pub fn incomplete(&mut self) -> FactSet {
        let mut facts = self.base();
        for fact in self.changed() {
            let answer = match self.draw(6) {
                0 => Answer::NotAsked,
                1 => Answer::Unknown,
                _ => Answer::Known(self.value(fact)),
            };
            facts = facts.with(fact, answer);
        }
        facts
    }

    /// One patient with every answer known and every date exact.
    pub fn complete(&mut self) -> FactSet {
        let mut facts = self.base();
        for fact in self.changed() {
            let value = self.value(fact);
            facts = facts.with(fact, Answer::Known(value));
        }
        for at in 0..self.values.len() {
            let fact = FactId::at(at).unwrap();
            let known = match facts.get(fact) {
                Answer::Known(FactValue::Date(days)) if days.earliest < days.latest => {
                    FactValue::Date(Days {
                        latest: days.earliest,
                        ..*days
                    })
                }
                Answer::Known(_) => continue,
                Answer::Unknown | Answer::NotAsked => match self.value(fact) {
                    FactValue::Date(days) => FactValue::Date(Days {
                        latest: days.earliest,
                        ..days
                    }),
                    value => value,
                },
            };
            facts = facts.with(fact, Answer::Known(known));
        }
        facts
    }

    /// The flag-free adult in one of three, else any of the patients.
    fn base(&mut self) -> FactSet {
        let at = match self.draw(3) {
            0 => 0,
            _ => self.draw(self.bases.len()),
        };
        self.bases[at].clone()
    }

    fn changed(&mut self) -> Vec<FactId> {
        let mut changed = Vec::new();
        for _ in 0..self.draw(4) {
            let rule = self.draw(self.together.len());
            for _ in 0..1 + self.draw(10) {
                let at = self.draw(self.together[rule].len());
                changed.push(self.together[rule][at]);
            }
        }
        for _ in 0..self.draw(4) {
            changed.push(FactId::at(self.draw(self.values.len())).unwrap());
        }
        changed
    }

    fn value(&mut self, fact: FactId) -> FactValue {
        let seed = self.draw(1 << 16) as u16;
        self.values[fact.index()].value(seed)
    }
}
