//! SPEC 9.1 to 9.5, on random patients of every release.

use proptest::prelude::TestCaseError;
use spinepath::decision::{Decision, Outcome, Status, canonical, decide, justify, sketch};
use spinepath::facts::{FactId, FactSet};
use spinepath::model::{Answer, Profile, Urgency};
use spinepath::rules::{CheckedRelease, Scope, evaluate};

use super::patients::{CURRENT, Change, changes, complete, patient, release, runner, settle};

const RELEASES: [(&str, u32); 2] = [("tests/fixtures/knee/release", 500), (CURRENT, 120)];

/// Runs a claim about a patient and a second list of answers on every release.
fn holds(claim: impl Fn(&CheckedRelease, &FactSet, Profile, &[Change]) -> Result<(), String>) {
    for (name, patients) in RELEASES {
        let release = release(name);
        let facts = release.catalogue().facts().len();
        let mut runner = runner(patients);
        runner
            .run(
                &(changes(facts), changes(facts), 0usize..3),
                |(first, second, profile)| {
                    let facts = patient(&release, &first);
                    claim(&release, &facts, Profile::ALL[profile], &second)
                        .map_err(|fault| TestCaseError::fail(format!("{name}: {fault}")))
                },
            )
            .unwrap();
    }
}

/// The urgency of what fired for certain (SPEC 8.1).
fn certain(decision: &Decision) -> Urgency {
    let fired = decision
        .trace
        .iter()
        .filter(|entry| entry.outcome == Outcome::Fired && !entry.guard);
    fired
        .filter_map(|entry| entry.urgency)
        .max()
        .unwrap_or(Urgency::Conservative)
}

fn ensure(holds: bool, fault: impl Fn() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(fault()) }
}

#[test]
fn what_is_looked_at_part_by_part_comes_out_as_the_engine_says() {
    holds(|release, facts, profile, _| {
        let scope = Scope::of(release, profile, facts);
        let evaluation = evaluate(release, profile, facts);
        for (rule, engine) in release.rules().iter().zip(evaluation.outcomes()) {
            let part_by_part = scope.outcome(rule);
            ensure(part_by_part == engine, || {
                format!(
                    "`{}`: {part_by_part:?}, the engine says {engine:?}",
                    rule.id
                )
            })?;
        }
        Ok(())
    });
}

#[test]
fn the_order_of_the_rules_is_irrelevant() {
    holds(|release, facts, profile, changes| {
        let seed = changes.iter().fold(7u64, |seed, (_, value)| {
            seed.wrapping_mul(31) + u64::from(*value)
        });
        let shuffled = release.clone().with_rules_ordered_by(|rule| {
            rule.id.bytes().fold(seed, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            })
        });
        let (one, other) = (
            decide(facts, release, profile),
            decide(facts, &shuffled, profile),
        );
        let ids = |decision: &Decision| {
            let mut ids: Vec<String> = [
                &decision.destinations,
                &decision.imaging,
                &decision.labs,
                &decision.plan,
            ]
            .into_iter()
            .flatten()
            .map(|request| format!("{} {}", request.id, request.urgency))
            .collect();
            ids.sort();
            (
                decision.urgency,
                decision.could_become,
                decision.status,
                decision.disposition,
                decision.due_in_days,
                ids,
            )
        };
        ensure(ids(&one) == ids(&other), || {
            format!("{:?} and {:?}", ids(&one), ids(&other))
        })
    });
}

#[test]
fn leaving_an_answer_open_never_lowers_what_it_could_become() {
    holds(|release, facts, profile, changes| {
        let opened = changes
            .iter()
            .enumerate()
            .filter(|(_, (how, _))| *how > 0)
            .fold(facts.clone(), |facts, (at, _)| {
                facts.with(FactId::at(at).unwrap(), Answer::NotAsked)
            });
        let (before, after) = (
            decide(facts, release, profile),
            decide(&opened, release, profile),
        );
        ensure(after.could_become >= before.could_become, || {
            format!("{} became {}", before.could_become, after.could_become)
        })
    });
}

#[test]
fn every_completion_lies_between_what_is_certain_and_what_it_could_become() {
    holds(|release, facts, profile, answers| {
        let open = decide(facts, release, profile);
        let closed = decide(&complete(release, facts.clone(), answers), release, profile);
        ensure(
            certain(&open) <= closed.urgency && closed.urgency <= open.could_become,
            || {
                format!(
                    "{} is not within {} and {}",
                    closed.urgency,
                    certain(&open),
                    open.could_become
                )
            },
        )
    });
}

#[test]
fn final_means_final() {
    holds(|release, facts, profile, answers| {
        let open = decide(facts, release, profile);
        let closed = decide(&complete(release, facts.clone(), answers), release, profile);
        ensure(
            open.status == Status::Provisional || open.urgency == closed.urgency,
            || format!("final {} became {}", open.urgency, closed.urgency),
        )
    });
}

#[test]
fn answering_what_is_asked_always_settles_it() {
    holds(|release, facts, profile, answers| {
        let open = decide(facts, release, profile);
        let answered = open.ask.iter().fold(facts.clone(), |facts, question| {
            let fact = release.catalogue().find(&question.fact).unwrap();
            settle(release, facts, fact, answers[fact.index()].1)
        });
        let closed = decide(&answered, release, profile);
        ensure(closed.status == Status::Final, || {
            let asked: Vec<_> = open.ask.iter().map(|q| q.fact.as_str()).collect();
            let left: Vec<_> = closed.ask.iter().map(|q| q.fact.as_str()).collect();
            format!("asked {asked:?}, then still {left:?}")
        })
    });
}

#[test]
fn a_provisional_decision_asks_and_a_final_one_does_not() {
    holds(|release, facts, profile, _| {
        let decision = decide(facts, release, profile);
        ensure(
            (decision.status == Status::Provisional) != decision.ask.is_empty(),
            || {
                format!(
                    "{:?} with {} questions",
                    decision.status,
                    decision.ask.len()
                )
            },
        )
    });
}

#[test]
fn the_trace_alone_justifies_the_urgency() {
    holds(|release, facts, profile, _| {
        let decision = decide(facts, release, profile);
        let proof = justify(&decision.facts, &decision.trace).map_err(|gap| gap.to_string())?;
        let said = (decision.urgency, decision.could_become, decision.status);
        let proved = (proof.urgency, proof.could_become, proof.status);
        ensure(said == proved, || {
            format!("the decision says {said:?}, its trace {proved:?}")
        })
    });
}

#[test]
fn the_cautious_profile_is_never_less_urgent_when_the_thresholds_are_shared() {
    // The knee pathway changes a threshold under `uk`, so this claim is about urgencies alone.
    for (name, _) in RELEASES {
        for rule in release(name).rules() {
            let urgency = |profile| rule.params(profile).urgency;
            assert!(
                urgency(Profile::Cautious) >= urgency(Profile::Us).max(urgency(Profile::Uk)),
                "{}",
                rule.id
            );
        }
    }
}

#[test]
fn equal_facts_give_equal_bytes_and_an_intact_digest() {
    holds(|release, facts, profile, _| {
        let (one, other) = (
            decide(facts, release, profile),
            decide(&facts.clone(), release, profile),
        );
        ensure(
            one.is_intact() && one.to_canonical_json() == other.to_canonical_json(),
            || "bytes differ".into(),
        )
    });
}

#[test]
fn a_sketch_is_the_decision_and_cannot_be_kept_as_one() {
    holds(|release, facts, profile, _| {
        let sketch = sketch(facts, release, profile);
        let undigested = Decision {
            digest: String::new(),
            facts_digest: String::new(),
            ..decide(facts, release, profile)
        };
        ensure(sketch == undigested, || "it says something else".into())?;
        ensure(!sketch.is_intact(), || "it is intact".into())
    });
}

#[test]
fn stored_facts_read_back_and_decide_the_same() {
    holds(|release, facts, profile, _| {
        let stored = facts.to_json(release.catalogue());
        let members = stored["facts"].as_object().cloned().unwrap_or_default();
        let read = FactSet::from_words(release.catalogue(), facts.as_of(), &members)
            .map_err(|f| f.join("; "))?;
        ensure(read == *facts, || "facts differ".into())?;
        let (one, other) = (
            decide(facts, release, profile),
            decide(&read, release, profile),
        );
        ensure(one.digest == other.digest, || "digests differ".into())
    });
}

#[test]
fn decisions_and_facts_are_written_as_rfc_8785_says() {
    holds(|release, facts, profile, _| {
        let decision = decide(facts, release, profile);
        let reference = |document: &serde_json::Value| {
            serde_json_canonicalizer::to_string(document).map_err(|error| error.to_string())
        };
        let document = serde_json::to_value(&decision).map_err(|error| error.to_string())?;
        ensure(
            decision.to_canonical_json() == reference(&document)?,
            || "the decision is spelled differently".into(),
        )?;
        let document = facts.to_json(release.catalogue());
        ensure(canonical(&document) == reference(&document)?, || {
            "the facts are spelled differently".into()
        })?;
        Ok(())
    });
}
