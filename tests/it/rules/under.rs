//! The rules under many changes at once, beside the engine on each changed patient.

use proptest::prelude::TestCaseError;
use spinepath::facts::{Changed, FactId, FactSet, FactValue};
use spinepath::model::{Answer, Profile};
use spinepath::rules::{CheckedRelease, Evaluation, Outcome, evaluate};

use super::patients::{AS_OF, CURRENT, Change, changes, patient, release, runner, value};

/// Changes of one to three answers each, some of them taken back to open.
fn some(release: &CheckedRelease, changes: &[Change]) -> Vec<Vec<Changed>> {
    let answers: Vec<Changed> = (changes.iter().enumerate())
        .filter(|(_, (how, _))| *how > 0)
        .map(|(at, (how, seed))| {
            let fact = FactId::at(at).unwrap();
            let answer = match how {
                1 => Answer::NotAsked,
                2 => Answer::Unknown,
                _ => Answer::Known(value(release, fact, *seed)),
            };
            (fact, answer)
        })
        .collect();
    let mut left = answers.as_slice();
    let mut sets = Vec::new();
    while !left.is_empty() {
        let (set, rest) = left.split_at(left.len().min(1 + sets.len() % 3));
        sets.push(set.to_vec());
        left = rest;
    }
    sets
}

fn same(
    release: &CheckedRelease,
    profile: Profile,
    facts: &FactSet,
    changes: &[Vec<Changed>],
) -> Result<(), String> {
    let evaluation = evaluate(release, profile, facts);
    let apply = |facts: FactSet, (fact, answer): &Changed| facts.with(*fact, answer.clone());
    for changes in changes.chunks(Evaluation::AT_ONCE) {
        let under = evaluation.under(changes);
        for (at, change) in changes.iter().enumerate() {
            let facts = change.iter().fold(facts.clone(), apply);
            let alone = evaluate(release, profile, &facts);
            for (place, rule) in release.rules().iter().enumerate() {
                let together = under.outcome(place, rule);
                let found = together.iter().find(|(_, bits)| bits >> at & 1 == 1);
                let found = found.map_or(Outcome::Silent, |(outcome, _)| *outcome);
                if found != alone.outcome(place) {
                    let (is, id) = (alone.outcome(place), &rule.id);
                    return Err(format!("{id} is {is:?}, {found:?} under {change:?}"));
                }
            }
        }
    }
    Ok(())
}

#[test]
fn rules_under_many_changes_at_once_are_what_they_are_under_each() {
    for (name, patients) in [("tests/fixtures/knee/release", 300), (CURRENT, 60)] {
        let release = release(name);
        let facts = release.catalogue().facts().len();
        let patients = runner(patients).run(
            &(changes(facts), changes(facts), 0usize..3),
            |(first, second, profile)| {
                let facts = patient(&release, &first);
                let changes = some(&release, &second);
                same(&release, Profile::ALL[profile], &facts, &changes)
                    .map_err(|fault| TestCaseError::fail(format!("{name}: {fault}")))
            },
        );
        patients.unwrap();
    }
}

#[test]
fn every_single_answer_of_somebody_who_was_asked_nothing_is_looked_at_rightly() {
    let release = release(CURRENT);
    let nothing = FactSet::not_asked(release.catalogue(), AS_OF);
    let every = 0..release.catalogue().facts().len();
    let changes: Vec<Vec<Changed>> = every
        .filter_map(FactId::at)
        .flat_map(|fact| [0u16, 1, 2, 777, 4242, 60_000].map(|seed| (fact, seed)))
        .map(|(fact, seed)| {
            let value: FactValue = value(&release, fact, seed);
            vec![(fact, Answer::Known(value))]
        })
        .collect();
    same(&release, Profile::Cautious, &nothing, &changes).unwrap();
}
