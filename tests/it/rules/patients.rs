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

/// The day of every random assessment.
pub const AS_OF: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();

/// The release that decides when none is named; every rule test that means "the" release means it.
pub const CURRENT: &str = "rules/spine/2026.11.0";

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
    let seed = usize::from(seed);
    match &release.catalogue().get(fact).unwrap().kind {
        FieldKind::Bool => FactValue::Bool(seed % 2 == 0),
        FieldKind::Choice(words) => FactValue::Choice((seed % words.len()) as u8),
        FieldKind::Set(words) => {
            FactValue::Set((seed as u64 * 2_654_435_761) % (1 << words.len().min(63)))
        }
        FieldKind::Number { min, max, step } => {
            let mut values = vec![*min, *max];
            for (_, threshold) in release.values_in_force(Profile::Cautious, AS_OF) {
                for near in [-1, 0, 1] {
                    let number = Number::from_thousandths(
                        threshold.thousandths() + near * step.thousandths(),
                    );
                    if number >= *min && number <= *max {
                        values.push(number);
                    }
                }
            }
            FactValue::Number(values[seed % values.len()])
        }
        FieldKind::Date => {
            let thresholds: Vec<i64> = release
                .values_in_force(Profile::Cautious, AS_OF)
                .filter_map(|(_, number)| number.as_whole())
                .flat_map(|days| [days - 1, days, days + 1, days * 365, days * 365 + 30])
                .filter(|days| (0..36_500).contains(days))
                .collect();
            let earliest = AS_OF - DayCount::new(thresholds[seed / 4 % thresholds.len()] as u64);
            let latest = match seed % 4 {
                0 => (earliest + DayCount::new(seed as u64 % 40)).min(AS_OF),
                _ => earliest,
            };
            FactValue::Date(Days { earliest, latest })
        }
        FieldKind::Record => unreachable!("text is not a fact"),
    }
}
