//! A second engine, written from `rules/SPEC.md` alone: it reads the files of a release and the
//! stored facts itself and shares no evaluation with the product. Slow is fine; independence is
//! the point. Where the two disagree, the SPEC says which of them is wrong.

pub mod decide;
pub mod eval;
pub mod release;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::thread;

use serde_json::{Map, Value as Json, json};
use spinepath::app::{Library, preview};
use spinepath::decision::{Decision, Outcome, Request, decide as product};
use spinepath::facts::{FactId, FactSet};
use spinepath::model::Profile;
use spinepath::rules::{CheckedRelease, check, lock};

use crate::rules::cases::cases;
use crate::rules::patients::{AS_OF, CURRENT, Crowd, release};

use self::eval::Facts;
use self::release::Release;

/// The patients of a crowd are decided in this many threads, each with its own seed.
const SHARES: u64 = 4;

/// The two engines side by side.
pub struct Both {
    pub product: CheckedRelease,
    reference: Release,
    /// Whole patients that random ones are made from, beside the flag-free adult.
    patients: Vec<FactSet>,
}

impl Both {
    fn of(name: &str) -> Self {
        let product = release(name);
        let files = product.files().clone();
        Both::of_files(product, &files)
    }

    /// A release that checks, and its files.
    pub fn of_files(product: CheckedRelease, files: &BTreeMap<String, String>) -> Self {
        Both {
            product,
            reference: Release::of(files),
            patients: Vec::new(),
        }
    }

    /// The current release, with the patients of its cases.
    fn current() -> Self {
        let library = Library::embedded().unwrap();
        let mut both = Both::of(CURRENT);
        for (name, case) in cases() {
            let bytes = case.envelope(&both.product).to_string().into_bytes();
            let profile = Profile::default();
            let decided = preview(&library, &both.product, profile, case.as_of, &bytes)
                .unwrap_or_else(|fault| panic!("{name}: {fault}"));
            both.patients.push(decided.facts);
        }
        both
    }

    /// What the two say differently of one patient, a line for each member.
    pub fn differences(
        &self,
        decision: &Decision,
        facts: &FactSet,
        profile: Profile,
    ) -> Vec<String> {
        let catalogue = self.product.catalogue();
        let form: Vec<&str> = catalogue.facts().iter().map(|f| f.name.as_str()).collect();
        let read = Facts::read(&facts.to_json(catalogue));
        let expected = decide::decide(&self.reference, &read, profile.word(), &form);
        let got = members(decision);
        let expected = expected.as_object().unwrap();
        expected
            .iter()
            .filter(|(name, value)| got[name.as_str()] != **value)
            .flat_map(|(name, value)| difference(name, &got[name.as_str()], value))
            .collect()
    }

    /// The fewest changes to the flag-free adult that still show a difference of that kind.
    fn minimal(&self, mut facts: FactSet, profile: Profile, kind: &str) -> String {
        let clear = self.product.clear_answers(facts.as_of());
        let clear = FactSet::from_words(self.product.catalogue(), facts.as_of(), &clear).unwrap();
        for at in 0..self.product.catalogue().facts().len() {
            let fact = FactId::at(at).unwrap();
            let simpler = facts.clone().with(fact, clear.get(fact).clone());
            let decision = product(&simpler, &self.product, profile);
            let differences = self.differences(&decision, &simpler, profile);
            if differences.iter().any(|line| kind_of(line) == kind) {
                facts = simpler;
            }
        }
        let json = |facts: &FactSet| facts.to_json(self.product.catalogue())["facts"].clone();
        let (clear, facts) = (json(&clear), json(&facts));
        let changed = facts.as_object().unwrap().iter();
        changed
            .filter(|(name, value)| clear[name.as_str()] != **value)
            .map(|(name, value)| format!("{name}: {value}"))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// Whether the two agree on so many patients, under one profile after the other.
    fn agree(&self, patients: usize, next: fn(&mut Crowd) -> FactSet) {
        let found = thread::scope(|scope| {
            let shares: Vec<_> = (0..SHARES)
                .map(|seed| {
                    let crowd = Crowd::of(&self.product, &self.patients, seed);
                    scope.spawn(move || self.found(crowd, patients / SHARES as usize, next))
                })
                .collect();
            let shares = shares.into_iter().map(|share| share.join().unwrap());
            shares.reduce(Found::with).unwrap()
        });
        let faults: Vec<String> = found
            .faults
            .iter()
            .map(|(kind, fault)| {
                let patient = self.minimal(fault.facts.clone(), fault.profile, kind);
                let Fault {
                    times,
                    profile,
                    said,
                    ..
                } = fault;
                format!("{times} times, {said}\n  first under {profile}: {patient}")
            })
            .collect();
        assert!(faults.is_empty(), "\n{}", faults.join("\n"));
        let never: Vec<&str> = (self.reference.rules.iter())
            .filter(|rule| rule.unanswered.is_none() && !found.reached.contains(&rule.id))
            .map(|rule| rule.id.as_str())
            .collect();
        assert!(
            never.len() * 20 <= self.product.rules().len(),
            "no patient reaches {never:?}: the agreement says nothing of these"
        );
    }

    fn found(&self, mut crowd: Crowd, patients: usize, next: fn(&mut Crowd) -> FactSet) -> Found {
        let mut found = Found::default();
        for at in 0..patients {
            let facts = &next(&mut crowd);
            let profile = Profile::ALL[at % Profile::ALL.len()];
            let decision = product(facts, &self.product, profile);
            for entry in &decision.trace {
                let asks = entry.outcome == Outcome::Fired || !entry.waits_for.is_empty();
                if asks && !found.reached.contains(&entry.rule) {
                    found.reached.insert(entry.rule.clone());
                }
            }
            for said in self.differences(&decision, facts, profile) {
                let kind = kind_of(&said).to_owned();
                let fault = found.faults.entry(kind).or_insert_with(|| Fault {
                    times: 0,
                    profile,
                    said,
                    facts: facts.clone(),
                });
                fault.times += 1;
            }
        }
        found
    }
}

/// What some patients showed.
#[derive(Default)]
struct Found {
    /// Rules that fired or were unknown for one of them.
    reached: BTreeSet<String>,
    /// Differences by kind.
    faults: BTreeMap<String, Fault>,
}

/// A difference, and the first patient that showed it.
struct Fault {
    times: usize,
    profile: Profile,
    said: String,
    facts: FactSet,
}

impl Found {
    fn with(mut self, other: Found) -> Found {
        self.reached.extend(other.reached);
        for (kind, fault) in other.faults {
            match self.faults.entry(kind) {
                Entry::Vacant(place) => {
                    place.insert(fault);
                }
                Entry::Occupied(mut place) => place.get_mut().times += fault.times,
            }
        }
        self
    }
}

/// The member that a line of a difference is about.
fn kind_of(line: &str) -> &str {
    line.split(": engine").next().unwrap_or(line)
}

/// Where two members differ; of maps only the entries that differ.
fn difference(name: &str, got: &Json, expected: &Json) -> Vec<String> {
    match (got, expected) {
        (Json::Object(got), Json::Object(expected)) => expected
            .iter()
            .filter(|(key, value)| got.get(*key) != Some(*value))
            .map(|(key, value)| {
                let got = got.get(key).unwrap_or(&Json::Null);
                format!("{name} {key}: engine {got}, reference {value}")
            })
            .collect(),
        _ => vec![format!("{name}: engine {got}, reference {expected}")],
    }
}

/// What of a decision of the product is compared.
fn members(decision: &Decision) -> Json {
    let ids = |requests: &[Request]| -> Vec<String> {
        requests.iter().map(|request| request.id.clone()).collect()
    };
    let suppressed: BTreeSet<_> = decision
        .suppressed
        .iter()
        .map(|taken| (taken.id.clone(), taken.by.clone()))
        .collect();
    let ask: Vec<Json> = decision
        .ask
        .iter()
        .map(|question| json!([question.fact, question.could_become]))
        .collect();
    let reasons: Vec<_> = decision.reasons.iter().map(|reason| &reason.rule).collect();
    let rules: Map<String, Json> = decision
        .trace
        .iter()
        .map(|entry| {
            let waits: BTreeSet<_> = entry.waits_for.iter().collect();
            (entry.rule.clone(), json!([entry.outcome, waits]))
        })
        .collect();
    json!({
        "urgency": decision.urgency,
        "could_become": decision.could_become,
        "status": decision.status,
        "disposition": decision.disposition,
        "destinations": ids(&decision.destinations),
        "labs": ids(&decision.labs),
        "evaluations": ids(&decision.evaluation_requests),
        "plan": ids(&decision.plan),
        "safety_net": ids(&decision.safety_net),
        "findings": ids(&decision.findings),
        "imaging": ids(&decision.imaging),
        "suppressed": suppressed,
        "due_in_days": decision.due_in_days,
        "review_in_days": decision.review_in_days,
        "reasons": reasons,
        "ask": ask,
        "rules": rules,
    })
}

#[test]
fn the_engine_and_the_reference_agree_on_ten_thousand_complete_patients() {
    Both::current().agree(10_000, Crowd::complete);
}

#[test]
fn the_engine_and_the_reference_agree_on_two_thousand_incomplete_patients() {
    Both::current().agree(2_000, Crowd::incomplete);
}

#[test]
fn the_engine_and_the_reference_agree_on_the_second_pathway() {
    let both = Both::of("tests/fixtures/knee/release");
    both.agree(3_000, Crowd::complete);
    both.agree(3_000, Crowd::incomplete);
}

/// Two swaps, to be read after the topic of the second pathway.
const SWAPS: &str = r#"
topic: swaps
title: Other pictures
rules:
  - rule: knee_alone
    version: 1
    title: The knee alone is enough
    when: "course == 'same'"
    swap: { because: "the rest of the leg is well", imaging: { mri_leg: mri } }
    say: { clinician: "The knee alone is enough." }
    because: "It shows the knee."
    basis: policy
    evidence: []
    tests:
      - { name: as before, base: clear, expect: fired }
      - { name: better, base: clear, given: { course: better }, expect: silent }
      - { name: not asked, base: clear, given: { course: not_asked }, expect: unknown }
  - rule: whole_leg
    version: 1
    title: A film is not enough
    when: "pain >= bad_pain"
    swap: { because: "a film shows too little", imaging: { film: mri } }
    say: { clinician: "A film is not enough." }
    because: "It shows bone."
    basis: policy
    evidence: []
    tests:
      - { name: seven, base: clear, given: { pain: 7 }, expect: fired }
      - { name: six, base: clear, given: { pain: 6 }, expect: silent }
      - { name: not known, base: clear, given: { pain: unknown }, expect: unknown }
"#;

#[test]
fn the_engine_and_the_reference_agree_on_swaps() {
    let knee = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/knee/release");
    let mut files = Library::release_files(&knee.display().to_string()).unwrap();
    files.insert("topics/20-swaps.yaml".into(), SWAPS.into());
    files.insert("release.lock".into(), lock(&files));
    let catalogue = release(&knee.display().to_string()).catalogue().clone();
    let (product, _) = check(&files, &[catalogue], AS_OF).unwrap();
    let both = Both::of_files(product, &files);
    both.agree(3_000, Crowd::complete);
    both.agree(3_000, Crowd::incomplete);
}

#[test]
fn the_engine_and_the_reference_agree_on_every_case() {
    let library = Library::embedded().unwrap();
    let both = Both::of(CURRENT);
    let mut wrong = Vec::new();
    for (name, case) in cases() {
        let bytes = case.envelope(&both.product).to_string().into_bytes();
        for profile in Profile::ALL {
            let decided = preview(&library, &both.product, profile, case.as_of, &bytes)
                .unwrap_or_else(|fault| panic!("{name}: {fault}"));
            let differences = both.differences(&decided.decision, &decided.facts, profile);
            wrong.extend(
                differences
                    .into_iter()
                    .map(|said| format!("{name} under {profile}: {said}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
