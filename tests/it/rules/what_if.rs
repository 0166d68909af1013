//! What would change a decision: every claim is held against the engine, and against brute force.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::prelude::TestCaseError;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use spinepath::app::{Library, preview};
use spinepath::decision::{ChangeSet, Decision, Outcome, Side, WhatIf, decide, what_if};
use spinepath::facts::{Changed, FactId, FactSet, FactValue, Sendable};
use spinepath::intake::form::FieldKind;
use spinepath::model::{Answer, Profile, Urgency};
use spinepath::rules::CheckedRelease;

use super::cases::cases;
use super::patients::{CURRENT, Change, changes, complete, patient, release, runner, value};

const KNEE: &str = "tests/fixtures/knee/release";

/// Runs a claim about a patient and a second list of answers on every release.
fn holds(
    patients: [(&str, u32); 2],
    claim: impl Fn(&CheckedRelease, &FactSet, Profile, &[Change]) -> Result<(), String>,
) {
    for (name, patients) in patients {
        let release = release(name);
        let facts = release.catalogue().facts().len();
        runner(patients)
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

fn ensure(holds: bool, fault: impl Fn() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(fault()) }
}

/// An answer as the form would send it, from the words in which it is told.
fn sent(kind: &FieldKind, word: &str) -> Json {
    if ["unknown", "not_asked"].contains(&word) {
        return json!(word);
    }
    match kind {
        FieldKind::Number { .. } => serde_json::from_str(word).unwrap(),
        FieldKind::Set(_) => json!(word.split(", ").collect::<Vec<_>>()),
        FieldKind::Date => json!({ "date": word, "precision": "day" }),
        FieldKind::Bool | FieldKind::Choice(_) | FieldKind::Record => json!(word),
    }
}

/// The answers of a set with what follows from them, by name.
fn told(set: &ChangeSet) -> Vec<(&str, &str)> {
    let changes = set
        .changes
        .iter()
        .map(|change| (change.fact.as_str(), change.to.as_str()));
    let follows = set
        .follows
        .iter()
        .map(|follow| (follow.fact.as_str(), follow.to.as_str()));
    changes.chain(follows).collect()
}

/// The facts with these answers.
fn changed(release: &CheckedRelease, facts: &FactSet, told: &[(&str, &str)]) -> FactSet {
    let catalogue = release.catalogue();
    let mut given = facts.to_json(catalogue)["facts"]
        .as_object()
        .unwrap()
        .clone();
    for (fact, to) in told {
        let kind = &catalogue.get(catalogue.find(fact).unwrap()).unwrap().kind;
        let none = matches!(kind, FieldKind::Set(_)) && *to == "none";
        given.insert(
            (*fact).into(),
            if none { json!([]) } else { sent(kind, to) },
        );
    }
    FactSet::from_words(catalogue, facts.as_of(), &given).unwrap()
}

#[test]
fn every_set_really_raises_or_lowers_and_says_where_to() {
    holds(
        [(KNEE, 300), (CURRENT, 40)],
        |release, facts, profile, _| {
            let before = decide(facts, release, profile);
            let what_if = what_if(facts, release, profile);
            ensure(what_if.urgency == before.urgency, || {
                "another urgency".into()
            })?;
            for (set, raises) in (what_if.raise.sets.iter().map(|set| (set, true)))
                .chain(what_if.lower.sets.iter().map(|set| (set, false)))
            {
                let after = decide(&changed(release, facts, &told(set)), release, profile);
                let holds = match raises {
                    true => after.certain() > before.urgency,
                    false => after.urgency < before.urgency,
                };
                let said = (set.urgency, set.could_become, set.status);
                let is = (after.urgency, after.could_become, after.status);
                ensure(holds && said == is, || {
                    format!(
                        "{} with {:?}: said {said:?}, is {is:?}",
                        before.urgency,
                        told(set)
                    )
                })?;
            }
            Ok(())
        },
    );
}

/// Every single answer that a form could have held instead, with what follows from it: each word,
/// each word of a set put in or taken out, and numbers and days at and beside every threshold.
fn singles(
    release: &CheckedRelease,
    facts: &FactSet,
    form: &mut Sendable<'_>,
) -> Vec<Vec<Changed>> {
    let mut singles = Vec::new();
    for fact in form.free().iter() {
        let kind = &release.catalogue().get(fact).unwrap().kind;
        let field = release.catalogue().get(fact).unwrap();
        let mut values: Vec<FactValue> = match kind {
            FieldKind::Bool => vec![FactValue::Bool(true), FactValue::Bool(false)],
            FieldKind::Choice(words) => (0..words.len())
                .map(|at| FactValue::Choice(at as u8))
                .collect(),
            FieldKind::Set(words) => {
                let now = match facts.get(fact) {
                    Answer::Known(FactValue::Set(words)) => *words,
                    _ => 0,
                };
                let one = (0..words.len()).map(|at| now ^ (1 << at)).chain([0]);
                one.filter(|set| *set != 0 || field.may_be_none)
                    .map(FactValue::Set)
                    .collect()
            }
            FieldKind::Number { .. } => {
                let mut all: Vec<FactValue> =
                    (0..600).map(|seed| value(release, fact, seed)).collect();
                all.dedup();
                all
            }
            FieldKind::Date => (0..600)
                .map(|seed| match value(release, fact, 1 + 4 * seed) {
                    FactValue::Date(days) => FactValue::Date(spinepath::facts::Days {
                        latest: days.earliest,
                        ..days
                    }),
                    other => other,
                })
                .collect(),
            FieldKind::Record => Vec::new(),
        };
        let mut known = BTreeSet::new();
        values.retain(|value| {
            known.insert(format!("{value:?}")) && facts.get(fact).known() != Some(value)
        });
        for value in values {
            let change = vec![(fact, Answer::Known(value))];
            if form.accepts(&change).is_ok() {
                singles.push(change);
            }
        }
    }
    singles
}

fn with(facts: &FactSet, changes: &[Changed]) -> FactSet {
    changes.iter().fold(facts.clone(), |facts, (fact, answer)| {
        facts.with(*fact, answer.clone())
    })
}

/// What becomes of changes: whether they raise, whether they lower.
fn effect(
    release: &CheckedRelease,
    facts: &FactSet,
    form: &mut Sendable<'_>,
    changes: &[Changed],
    (profile, before): (Profile, Urgency),
) -> (bool, bool) {
    let facts = with(facts, &form.followed(changes));
    let after = decide(&facts, release, profile);
    (after.certain() > before, after.urgency < before)
}

/// Single answers are all tried, so how many questions do it alone is known by brute force.
fn smallest_by_brute_force(
    release: &CheckedRelease,
    facts: &FactSet,
    profile: Profile,
    what_if: &WhatIf,
) -> Result<(), String> {
    let mut form = Sendable::of(release.catalogue(), facts);
    let (mut raise, mut lower) = (BTreeSet::new(), BTreeSet::new());
    for change in singles(release, facts, &mut form) {
        let fact = change[0].0;
        if raise.contains(&fact) && lower.contains(&fact) {
            continue;
        }
        let at = (profile, what_if.urgency);
        let (raises, lowers) = effect(release, facts, &mut form, &change, at);
        raises.then(|| raise.insert(fact));
        lowers.then(|| lower.insert(fact));
    }
    for (what, sets, alone) in [
        ("raise", &what_if.raise, raise),
        ("lower", &what_if.lower, lower),
    ] {
        let said = match sets.questions {
            Some(1) => sets.sets.len() + sets.more,
            _ => 0,
        };
        let names: Vec<&str> = alone
            .iter()
            .map(|fact| release.catalogue().name(*fact))
            .collect();
        ensure(said == alone.len(), || {
            let listed: Vec<_> = sets.sets.iter().map(told).collect();
            format!(
                "{what} {}: said {said} {listed:?}, is {names:?}",
                what_if.urgency
            )
        })?;
    }
    Ok(())
}

#[test]
fn no_single_answer_is_missed_and_none_is_made_up() {
    holds([(KNEE, 100), (CURRENT, 2)], |release, facts, profile, _| {
        let what_if = what_if(facts, release, profile);
        smallest_by_brute_force(release, facts, profile, &what_if)
    });
}

#[test]
fn where_more_answers_are_needed_no_pair_of_a_small_release_is_missed() {
    holds([(KNEE, 60), (KNEE, 0)], |release, facts, profile, _| {
        let what_if = what_if(facts, release, profile);
        let more = |questions: Option<u8>| questions != Some(1);
        let (raise, lower) = (more(what_if.raise.questions), more(what_if.lower.questions));
        let mut form = Sendable::of(release.catalogue(), facts);
        let mut found = (BTreeSet::new(), BTreeSet::new());
        let mut every: Vec<Changed> = Vec::new();
        for fact in form.free().iter() {
            for seed in 0..40 {
                let change = (fact, Answer::Known(value(release, fact, seed)));
                let exact = !matches!(&change.1, Answer::Known(FactValue::Date(d)) if d.earliest < d.latest);
                if exact && !every.contains(&change) && facts.get(fact) != &change.1 {
                    every.push(change);
                }
            }
        }
        for (at, one) in every.iter().enumerate() {
            for other in every[at + 1..].iter().filter(|other| other.0 != one.0) {
                let pair = [one.clone(), other.clone()];
                let facts_of = BTreeSet::from([one.0, other.0]);
                if (!raise || found.0.contains(&facts_of))
                    && (!lower || found.1.contains(&facts_of))
                    || form.accepts(&pair).is_err()
                {
                    continue;
                }
                let at = (profile, what_if.urgency);
                let (raises, lowers) = effect(release, facts, &mut form, &pair, at);
                (raises && raise).then(|| found.0.insert(facts_of.clone()));
                (lowers && lower).then(|| found.1.insert(facts_of));
            }
        }
        for (what, sets, pairs) in [
            ("raise", &what_if.raise, found.0),
            ("lower", &what_if.lower, found.1),
        ] {
            let said = match sets.questions {
                Some(2) => sets.sets.len() + sets.more,
                _ => 0,
            };
            // Every pair that brute force found was found, and no set of three is claimed where
            // two do.
            ensure(said >= pairs.len(), || {
                format!("{what}: said {said} pairs, brute force found {pairs:?}")
            })?;
        }
        Ok(())
    });
}

#[test]
fn a_near_miss_is_a_silent_rule_that_the_number_alone_makes_fire() {
    let mut seen = 0;
    let (library, release) = (Library::embedded().unwrap(), release(CURRENT));
    for (name, case) in cases() {
        let facts = facts_of(&library, &release, &case.envelope(&release), case.as_of);
        let decision = decide(&facts, &release, Profile::Cautious);
        for miss in what_if(&facts, &release, Profile::Cautious).near_misses {
            let outcome = |decision: &Decision| {
                let entry = decision.trace.iter().find(|entry| entry.rule == miss.rule);
                entry.unwrap().outcome
            };
            assert_eq!(outcome(&decision), Outcome::Silent, "{name}: {}", miss.text);
            assert!(miss.urgency > decision.urgency, "{name}: {}", miss.text);
            let fact = release.catalogue().find(&miss.fact).unwrap();
            if miss.distance_unit == "a" {
                continue;
            }
            let distance: f64 = miss.distance.parse().unwrap();
            let signed = if miss.side == Side::Short {
                distance
            } else {
                -distance
            };
            let to = match facts.get(fact) {
                Answer::Known(FactValue::Number(now)) => {
                    let to = now.thousandths() + (signed * 1000.0).round() as i64;
                    FactValue::Number(spinepath::model::Number::from_thousandths(to))
                }
                Answer::Known(FactValue::Date(days)) => {
                    let day = days.earliest - chrono::Duration::days(signed as i64);
                    FactValue::Date(spinepath::facts::Days {
                        earliest: day,
                        latest: day,
                    })
                }
                other => panic!("{name}: {other:?}"),
            };
            let moved = facts.clone().with(fact, Answer::Known(to));
            let after = decide(&moved, &release, Profile::Cautious);
            assert_eq!(outcome(&after), Outcome::Fired, "{name}: {}", miss.text);
            seen += 1;
        }
    }
    assert!(seen > 20, "only {seen} near misses were looked at");
}

fn facts_of(
    library: &Library,
    release: &CheckedRelease,
    envelope: &Json,
    today: chrono::NaiveDate,
) -> FactSet {
    let bytes = envelope.to_string().into_bytes();
    preview(library, release, Profile::Cautious, today, &bytes)
        .unwrap()
        .facts
}

#[test]
fn it_says_stop_asking_exactly_where_no_completion_changes_the_urgency() {
    holds(
        [(KNEE, 80), (CURRENT, 6)],
        |release, facts, profile, answers| {
            let decision = decide(facts, release, profile);
            let what_if = what_if(facts, release, profile);
            let silent = !what_if.stop_asking || what_if.next.is_empty();
            ensure(silent, || "it asks and says to stop".into())?;
            let asked: Vec<FactId> = (decision.ask.iter())
                .map(|question| release.catalogue().find(&question.fact).unwrap())
                .collect();
            let mut changes = false;
            for round in 0..200u16 {
                let seeds: Vec<Change> = answers
                    .iter()
                    .enumerate()
                    .map(|(at, (how, seed))| {
                        (
                            *how,
                            seed.wrapping_mul(31).wrapping_add(round * 7 + at as u16),
                        )
                    })
                    .collect();
                let all = complete(release, facts.clone(), &seeds);
                let some = asked.iter().fold(facts.clone(), |facts, fact| {
                    let (_, seed) = seeds[fact.index()];
                    super::patients::settle(release, facts, *fact, seed)
                });
                for completed in [all, some] {
                    let after = decide(&completed, release, profile);
                    changes |= after.urgency != decision.urgency;
                }
                if changes {
                    break;
                }
            }
            ensure(what_if.stop_asking != changes, || {
                format!(
                    "{} {:?}: stop is {}, asked {:?}",
                    decision.urgency,
                    decision.status,
                    what_if.stop_asking,
                    decision.ask.iter().map(|q| &q.fact).collect::<Vec<_>>()
                )
            })
        },
    );
}

#[test]
fn the_order_of_the_rules_changes_nothing_of_it() {
    holds([(KNEE, 60), (CURRENT, 6)], |release, facts, profile, _| {
        let shuffled = release.clone().with_rules_ordered_by(|rule| {
            rule.id.bytes().fold(7, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            })
        });
        let (one, other) = (
            what_if(facts, release, profile),
            what_if(facts, &shuffled, profile),
        );
        let all = |what_if: &WhatIf| what_if.raise.complete && what_if.lower.complete;
        ensure(!all(&one) || !all(&other) || one == other, || {
            format!("{one:?}\n{other:?}")
        })
    });
}

/// The filled form with these answers in the place of its own.
fn refilled(release: &CheckedRelease, envelope: &Json, told: &[(&str, &str)]) -> Vec<u8> {
    let mut envelope = envelope.clone();
    let answers: &mut Map<String, Json> = envelope["answers"].as_object_mut().unwrap();
    for (fact, to) in told {
        let fact_id = release.catalogue().find(fact).unwrap();
        let kind = &release.catalogue().get(fact_id).unwrap().kind;
        answers.insert((*fact).to_owned(), sent(kind, to));
    }
    envelope.to_string().into_bytes()
}

#[test]
fn every_changed_form_passes_the_door_and_is_decided_as_said() {
    let library = Library::embedded().unwrap();
    let release = release(CURRENT);
    let mut wrong = Vec::new();
    let mut looked_at = 0;
    for (at, (name, case)) in cases().iter().enumerate() {
        let profile = Profile::ALL[at % 3];
        let envelope = case.envelope(&release);
        let facts = facts_of(&library, &release, &envelope, case.as_of);
        let what_if = what_if(&facts, &release, profile);
        let lists = [&what_if.raise.sets, &what_if.lower.sets];
        // The others are as the first ones.
        let sets = lists.into_iter().flat_map(|sets| sets.iter().take(2));
        let sets = sets.map(|set| (told(set), (set.urgency, set.could_become, set.status)));
        let mut tried: Vec<_> = sets.collect();
        for question in &what_if.next {
            for outcome in &question.answers {
                let said = (outcome.urgency, outcome.could_become, outcome.status);
                for answer in &outcome.answers {
                    let mut told = vec![(question.fact.as_str(), answer.to.as_str())];
                    let writer = envelope["answers"]["filled_by_role"].as_str();
                    if question.who == "clinician" && !matches!(writer, Some("clinician" | "nurse"))
                    {
                        told.push(("filled_by_role", "clinician"));
                    }
                    tried.push((told, said));
                }
            }
        }
        for (told, said) in tried {
            looked_at += 1;
            let bytes = refilled(&release, &envelope, &told);
            match preview(&library, &release, profile, case.as_of, &bytes) {
                Err(rejection) => wrong.push(format!("{name} with {told:?}: {rejection}")),
                Ok(after) => {
                    let after = after.decision;
                    let is = (after.urgency, after.could_become, after.status);
                    if is != said {
                        wrong.push(format!("{name} with {told:?}: said {said:?}, is {is:?}"));
                    }
                }
            }
        }
    }
    assert!(looked_at > 700, "only {looked_at} changed forms");
    assert!(
        wrong.is_empty(),
        "{} of {looked_at}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    case: String,
    profile: Profile,
    raise: Option<Vec<String>>,
    lower: Option<Vec<String>>,
    near: Option<Vec<String>>,
    next: Option<String>,
}

#[test]
fn every_case_of_the_list_is_changed_by_what_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("tests/fixtures/what-if.yaml")).unwrap();
    let strict = serde_saphyr::options! { strict_booleans: true };
    let expected: Vec<Expected> = serde_saphyr::from_str_with_options(&text, strict).unwrap();
    assert!(expected.len() > 8);
    let library = Library::embedded().unwrap();
    let (release, cases) = (release(CURRENT), cases());
    let mut wrong = Vec::new();
    for expected in expected {
        let (_, case) = cases
            .iter()
            .find(|(name, _)| *name == expected.case)
            .unwrap();
        let facts = facts_of(&library, &release, &case.envelope(&release), case.as_of);
        let what_if = what_if(&facts, &release, expected.profile);
        let set = |set: &ChangeSet| {
            let changes = set.changes.iter().map(|c| format!("{}={}", c.fact, c.to));
            format!(
                "{} -> {}",
                changes.collect::<Vec<_>>().join(" + "),
                set.urgency
            )
        };
        let raise: Vec<String> = what_if.raise.sets.iter().map(set).collect();
        let lower: Vec<String> = what_if.lower.sets.iter().map(set).collect();
        let near: Vec<String> = (what_if.near_misses.iter())
            .map(|miss| {
                let side = if miss.side == Side::Short {
                    "short"
                } else {
                    "past"
                };
                format!("{} {} {side} {}", miss.rule, miss.fact, miss.distance)
            })
            .collect();
        let next = what_if.next.first().map(|question| question.fact.clone());
        let mut differs = |what: &str, fits: bool, is: String| {
            if !fits {
                wrong.push(format!(
                    "{} under {}: {what} is {is}",
                    expected.case, expected.profile
                ));
            }
        };
        let among = expected.raise.as_ref().is_none_or(|listed| {
            if listed.is_empty() {
                raise.is_empty()
            } else {
                listed.iter().all(|one| raise.contains(one))
            }
        });
        differs("raise", among, format!("{raise:?}"));
        differs(
            "lower",
            expected.lower.is_none_or(|listed| listed == lower),
            format!("{lower:?}"),
        );
        differs(
            "near",
            expected.near.is_none_or(|listed| listed == near),
            format!("{near:?}"),
        );
        differs(
            "next",
            expected.next.is_none() || expected.next == next,
            format!("{next:?}"),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn it_keeps_to_its_schema() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/what-if-1.schema.json");
    let schema: Json = serde_json::from_str(&fs::read_to_string(root).unwrap()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    holds([(KNEE, 60), (CURRENT, 10)], |release, facts, profile, _| {
        let document = serde_json::to_value(what_if(facts, release, profile)).unwrap();
        let faults: Vec<String> = (schema.iter_errors(&document))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        ensure(faults.is_empty(), || faults.join("\n"))
    });
}

#[test]
fn the_command_line_says_what_would_change_it() {
    let form = "schemas/intake/spine/1.1.0/examples/valid/foot_drop_acute.json";
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_spinepath"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(arguments)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let answer: Json = serde_json::from_str(&run(&["decide", form, "--format", "json"])).unwrap();
    let what_if: WhatIf = serde_json::from_value(answer["what_if"].clone()).unwrap();
    assert_eq!(answer["urgency"], what_if.urgency.word());
    for printed in [
        run(&["decide", form]),
        run(&["rules", "explain", "spine/2026.12.1", form]),
    ] {
        for set in what_if.raise.sets.iter().chain(&what_if.lower.sets) {
            for change in &set.changes {
                assert!(printed.contains(&change.text), "{}\n{printed}", change.text);
            }
        }
        let stop = printed.contains("no open question can change the urgency");
        assert_eq!(stop, what_if.stop_asking, "{printed}");
    }
}
