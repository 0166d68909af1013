//! Many outcomes, one decision (SPEC 8).

use serde::Serialize;

use super::canonical::canonical_text;
use super::care;
use super::looked::Looked;
use super::outcome::*;
use super::places::Places;
use super::requests;
use super::standing::{Standing, Tally};
use crate::facts::{Catalogue, FactBits, FactId, FactSet};
use crate::intake::form::Who;
use crate::model::digest::sha256;
use crate::model::{Answer, Profile, Urgency};
use crate::rules::{CheckedRelease, Evaluation, Params, evaluate};

/// Number of the shape of [`Decision`].
const SCHEMA: u32 = 2;

/// Decides. Total: whatever the facts are, there is an answer, and it says what is not known.
#[must_use = "a decision nobody reads helps nobody"]
pub fn decide(facts: &FactSet, release: &CheckedRelease, profile: Profile) -> Decision {
    let mut decision = sketch(facts, release, profile);
    decision.facts_digest = digest(&facts.document(release.catalogue()));
    decision.digest = digest(&decision);
    decision
}

/// The same without its digests, for a page that shows it while answers are still given: it is not
/// intact, so nobody can keep it as a decision.
#[must_use = "a decision nobody reads helps nobody"]
pub fn sketch(facts: &FactSet, release: &CheckedRelease, profile: Profile) -> Decision {
    let evaluation = evaluate(release, profile, facts);
    let looked: Vec<Looked<'_>> = release
        .rules()
        .iter()
        .enumerate()
        .zip(evaluation.outcomes())
        .map(|(rule, outcome)| Looked::at(rule, outcome, profile, release.hold()))
        .collect();

    let Standing {
        certain,
        urgency,
        could_become,
        status,
    } = Tally::of(looked.iter().map(Looked::says)).standing();

    let mut most_urgent_first: Vec<&Looked<'_>> =
        looked.iter().filter(|l| l.speaks(certain)).collect();
    most_urgent_first.sort_by_key(|l| std::cmp::Reverse(l.speaking_urgency()));
    let asked = requests::gather(&most_urgent_first, release, profile, urgency);
    let days = |pick: fn(&Params) -> Option<usize>, at: Option<Urgency>| {
        looked
            .iter()
            .filter(|l| l.fired() && (at.is_none() || l.urgency == at))
            .filter_map(|l| evaluation.whole(pick(l.rule.params(profile))?))
            .min()
    };
    let catalogue = release.catalogue();
    Decision {
        schema: SCHEMA,
        as_of: facts.as_of(),
        profile,
        ruleset: release.reference().clone(),
        form: FormRef {
            name: catalogue.form().to_owned(),
            version: catalogue.version().to_owned(),
            digest: catalogue.digest().to_owned(),
        },
        facts_digest: String::new(),
        urgency,
        could_become,
        status,
        disposition: asked.disposition(),
        due_in_days: days(|params| params.due_in_days, Some(urgency)).or(urgency.due_in_days()),
        review_in_days: days(|params| params.review_in_days, None),
        destinations: asked.destinations,
        imaging: asked.imaging,
        labs: asked.labs,
        evaluation_requests: asked.evaluations,
        plan: asked.plan,
        safety_net: asked.safety_net,
        change: None,
        codes: care::codes(release, &asked.findings),
        findings: asked.findings,
        reasons: most_urgent_first
            .iter()
            .map(|l| reason(l, &evaluation))
            .collect(),
        suppressed: asked.suppressed,
        ask: if status == Status::Final {
            Vec::new()
        } else {
            questions(&looked, certain, facts, catalogue)
        },
        facts: (release.read().iter())
            .map(|fact| Read {
                fact: catalogue.name(fact).to_owned(),
                value: facts.words(catalogue, fact),
            })
            .collect(),
        trace: (looked.iter()).map(|l| trace_entry(l, catalogue)).collect(),
        treatments: care::treatments(&evaluation),
        digest: String::new(),
    }
}

/// The digest of a decision leaves out its own member `digest`, as it is left out while it is empty.
fn digest(document: &impl Serialize) -> String {
    sha256(canonical_text(document).as_bytes())
}

impl Decision {
    /// The word on screen and paper.
    pub fn band(&self) -> &'static str {
        band(self.urgency, self.status)
    }

    /// The highest urgency of a rule that fired and is no guard (SPEC 8.1).
    pub fn certain(&self) -> Urgency {
        let fired = self.trace.iter();
        highest(
            fired
                .filter(|entry| entry.outcome == Outcome::Fired && !entry.guard)
                .filter_map(|entry| entry.urgency),
        )
    }

    /// The same decision with what is different from the one before it.
    #[must_use]
    pub fn since(mut self, before: &Decision) -> Decision {
        let only = |of: &Decision, other: &Decision| -> Vec<ChangedReason> {
            let there = |rule: &String| other.reasons.iter().any(|reason| reason.rule == *rule);
            let reasons = of.reasons.iter().filter(|reason| !there(&reason.rule));
            let changed = reasons.map(|reason| ChangedReason {
                rule: reason.rule.clone(),
                title: reason.title.clone(),
            });
            changed.collect()
        };
        self.change = Some(Change {
            as_of: before.as_of,
            could_become: before.could_become,
            digest: before.digest.clone(),
            gone_reasons: only(before, &self),
            new_reasons: only(&self, before),
            urgency: before.urgency,
        });
        self.digest = String::new();
        self.digest = digest(&self);
        self
    }

    /// The questions to put first: those that do not wait for another one that is asked.
    pub fn first_questions(&self) -> impl Iterator<Item = &Question> {
        let asked = |whole: &String| self.ask.iter().any(|question| question.fact == *whole);
        self.ask
            .iter()
            .filter(move |question| !question.part_of.as_ref().is_some_and(asked))
    }

    /// Whether the digest still fits the document.
    pub fn is_intact(&self) -> bool {
        let undigested = Decision {
            digest: String::new(),
            ..self.clone()
        };
        self.digest == digest(&undigested)
    }

    /// The document as canonical JSON.
    pub fn to_canonical_json(&self) -> String {
        canonical_text(self)
    }
}

fn highest(urgencies: impl Iterator<Item = Urgency>) -> Urgency {
    urgencies.max().unwrap_or(Urgency::Conservative)
}

/// The facts in words.
pub(super) fn observed(facts: FactBits, evaluation: &Evaluation<'_>) -> Vec<Observed> {
    let catalogue = evaluation.release.catalogue();
    let observed = facts.iter().map(|fact| Observed {
        fact: catalogue.name(fact).to_owned(),
        text: evaluation.in_words(fact),
    });
    observed.collect()
}

fn reason(looked: &Looked<'_>, evaluation: &Evaluation<'_>) -> Reason {
    let rule = looked.rule;
    let because = observed(evaluation.named(looked.place, &looked.outcome), evaluation);
    let matched = evaluation.matched(looked.place, &looked.outcome);
    let text = if looked.holds.is_some() {
        rule.says_held(&matched)
    } else {
        rule.says(&matched)
    };
    Reason {
        rule: rule.id.clone(),
        version: rule.version,
        title: rule.title.clone(),
        urgency: looked.speaking_urgency(),
        text,
        assistant: rule.assistant.clone().filter(|_| looked.fired()),
        because,
        basis: rule.basis,
        evidence: rule.evidence.clone(),
    }
}

/// The questions that would settle a provisional decision (SPEC 8.5).
fn questions(
    looked: &[Looked<'_>],
    certain: Urgency,
    facts: &FactSet,
    catalogue: &Catalogue,
) -> Vec<Question> {
    let asking: Vec<&Looked<'_>> = looked
        .iter()
        .filter(|l| ((l.guard() && l.fired()) || l.waiting()) && l.urgency > Some(certain))
        .collect();
    let all = asking
        .iter()
        .fold(FactBits::EMPTY, |all, l| all.union(l.outcome.waits));
    let mut questions: Vec<Question> = all
        .iter()
        .filter_map(|fact| {
            let definition = catalogue.get(fact)?;
            let waiting: Vec<&&Looked<'_>> = asking
                .iter()
                .filter(|l| l.outcome.waits.contains(fact))
                .collect();
            Some(Question {
                fact: definition.name.clone(),
                label: definition.label.clone(),
                part_of: definition.part_of.clone(),
                question: definition.question.clone(),
                who: match definition.who {
                    Who::Assistant => "assistant".into(),
                    Who::Clinician => "clinician".into(),
                    Who::Record => "record".into(),
                },
                state: state(facts, fact).into(),
                could_become: highest(waiting.iter().filter_map(|l| l.urgency)),
                rules: waiting.iter().map(|l| l.rule.id.clone()).collect(),
            })
        })
        .collect();
    questions.sort_by_key(|question| std::cmp::Reverse(question.could_become));
    questions
}

fn state(facts: &FactSet, fact: FactId) -> &'static str {
    match facts.get(fact) {
        Answer::Known(_) => "imprecise",
        Answer::Unknown => "unknown",
        Answer::NotAsked => "not_asked",
    }
}

fn trace_entry(looked: &Looked<'_>, catalogue: &Catalogue) -> TraceEntry {
    TraceEntry {
        rule: looked.rule.id.clone(),
        version: looked.rule.version,
        outcome: looked.outcome.outcome,
        urgency: looked.urgency,
        holds: looked.holds,
        if_unknown: looked.if_unknown,
        guard: looked.guard(),
        waits_for: (looked.outcome.waits.iter())
            .map(|fact| catalogue.name(fact).to_owned())
            .collect(),
        read: Places::Runs(looked.rule.read_at.clone()),
    }
}
