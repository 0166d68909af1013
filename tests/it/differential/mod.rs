//! Random releases and random patients through the engine, the second engine that was written from
//! `rules/SPEC.md`, and, where every fact is known, a CEL interpreter.
//!
//! `just differential` runs a million pairs; the same seeds give the same pairs every time.

mod catalogue;
mod draft;
mod tree;

use std::collections::BTreeMap;
use std::thread;

use spinepath::decision::{Outcome, decide};
use spinepath::facts::FactSet;
use spinepath::model::Profile;
use spinepath::rules::{check, evaluate};

use self::draft::Draft;
use crate::reference::Both;
use crate::rules::cel::Interpreter;
use crate::rules::patients::{AS_OF, Crowd};
use crate::support::random::Random;

/// Patients of one random release.
const PATIENTS: usize = 250;

/// The releases are shared among so many threads.
const THREADS: u64 = 2;

/// One random release in the three engines.
struct Trio {
    both: Both,
    interpreter: Interpreter,
}

impl Trio {
    /// `None` where the draft is no release: a draft that was made simpler may name what is gone.
    fn of(draft: &Draft) -> Option<Trio> {
        let files = draft.files();
        let (product, _) = check(&files, &[draft.catalogue.loaded()], AS_OF).ok()?;
        Some(Trio {
            interpreter: Interpreter::of(&product),
            both: Both::of_files(product, &files),
        })
    }

    /// What the engines say differently of one patient.
    fn differences(&self, facts: &FactSet, profile: Profile, complete: bool) -> Vec<String> {
        let decision = decide(facts, &self.both.product, profile);
        let mut differences = self.both.differences(&decision, facts, profile);
        if complete {
            differences.extend(
                self.interpreter
                    .difference(&self.both.product, facts, profile),
            );
        }
        differences
    }
}

/// How often rules fired, were silent and were unknown: pairs that show all three say something.
type Seen = BTreeMap<&'static str, u64>;

/// Every seed is a release, its patients and the profiles they are decided under.
fn disagreement(seed: u64, seen: &mut Seen) -> Option<String> {
    let draft = Draft::random(&mut Random::of(seed));
    let Some(trio) = Trio::of(&draft) else {
        return Some(format!("release {seed} does not check:\n{}", draft.text()));
    };
    let mut crowd = Crowd::of(&trio.both.product, &[], seed);
    (0..PATIENTS).find_map(|at| {
        let (profile, complete) = (Profile::ALL[at % 3], at % 4 == 0);
        let facts = if complete {
            crowd.complete()
        } else {
            crowd.incomplete()
        };
        for outcome in evaluate(&trio.both.product, profile, &facts).outcomes() {
            let word = match outcome.outcome {
                Outcome::Fired => "fired",
                Outcome::Silent => "silent",
                Outcome::Unknown => "unknown",
            };
            *seen.entry(word).or_default() += 1;
        }
        let differences = trio.differences(&facts, profile, complete);
        (!differences.is_empty()).then(|| {
            let (draft, said) = smallest(draft.clone(), &facts, profile, complete);
            let facts = facts.to_json(trio.both.product.catalogue());
            format!(
                "release {seed}, patient {at} under {profile}:\n{}\n{}\n  facts: {}",
                said.join("\n"),
                draft.text(),
                facts["facts"]
            )
        })
    })
}

/// The simplest release on which the engines still say something different of that patient.
fn smallest(
    mut draft: Draft,
    facts: &FactSet,
    profile: Profile,
    complete: bool,
) -> (Draft, Vec<String>) {
    let said = |draft: &Draft| -> Vec<String> {
        let trio = Trio::of(draft);
        trio.map(|trio| trio.differences(facts, profile, complete))
            .unwrap_or_default()
    };
    while let Some(simpler) =
        (draft.simpler().into_iter()).find(|simpler| !said(simpler).is_empty())
    {
        draft = simpler;
    }
    let said = said(&draft);
    (draft, said)
}

/// Whether all engines agree on every pair of that many releases and their patients.
fn agree(releases: u64) {
    let share = |share: u64| {
        let mut seen = Seen::new();
        let seeds = (0..releases).filter(|seed| seed % THREADS == share);
        let faults = seeds.filter_map(|seed| disagreement(seed, &mut seen));
        let faults: Vec<String> = faults.take(2).collect();
        (faults, seen)
    };
    let shares: Vec<(Vec<String>, Seen)> = thread::scope(|scope| {
        let shares: Vec<_> = (0..THREADS)
            .map(|at| scope.spawn(move || share(at)))
            .collect();
        let shares = shares.into_iter().map(|share| share.join().unwrap());
        shares.collect()
    });
    let faults: Vec<&str> = (shares.iter())
        .flat_map(|(faults, _)| faults.iter().map(String::as_str))
        .collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n\n"));
    let times = |word: &str| -> u64 { shares.iter().map(|(_, seen)| seen[word]).sum() };
    let (fired, silent, unknown) = (times("fired"), times("silent"), times("unknown"));
    let least = (fired + silent + unknown) / 20;
    println!("{fired} rules fired, {silent} were silent, {unknown} unknown");
    assert!(
        fired.min(silent).min(unknown) > least,
        "too few of one kind"
    );
}

#[test]
fn three_engines_agree_on_twenty_thousand_pairs_of_a_random_release_and_patient() {
    agree(20_000 / PATIENTS as u64);
}

/// `just differential`.
#[test]
#[ignore = "runs for minutes"]
fn three_engines_agree_on_a_million_pairs_of_a_random_release_and_patient() {
    agree(1_000_000 / PATIENTS as u64);
}
