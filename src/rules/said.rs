//! What a rule says of a patient, as a clinician reads it.

use super::evaluate::{Evaluation, RuleOutcome};
use super::release::{Rule, RuleKind};
use super::terms::{IfUnknown, Outcome};
use crate::facts::{Catalogue, FactBits, FactId, FactSet, FactValue};
use crate::model::Answer;

/// How many open questions a sentence names; the decision lists all of them under `ask`.
const NAMED: usize = 4;

impl Rule {
    /// The sentence of a rule that fired.
    pub fn says(&self, matched: &str) -> String {
        self.clinician.replace("{matched}", matched)
    }

    /// The sentence of a rule that holds its urgency while it is unknown (SPEC 6.2).
    pub fn says_held(&self, matched: &str) -> String {
        format!("{}: cannot be ruled out yet, open: {matched}.", self.title)
    }

    /// What a clinician reads of it for a patient for whom these words stand for `{matched}`.
    pub(super) fn said(&self, outcome: Outcome, matched: &str) -> String {
        let escalates = RuleKind::Ordinary {
            if_unknown: IfUnknown::Escalate,
        };
        match outcome {
            Outcome::Fired => self.says(matched),
            Outcome::Unknown if self.kind == escalates => self.says_held(matched),
            Outcome::Unknown => format!("nothing yet of “{}”; open: {matched}", self.title),
            Outcome::Silent => format!("nothing of “{}”", self.title),
        }
    }

    /// Whether it names what made it fire; else it names what it waits for.
    pub(super) fn names_witness(&self, outcome: Outcome) -> bool {
        outcome == Outcome::Fired && !matches!(self.kind, RuleKind::Guard { .. })
    }
}

/// A fact in words: a label alone is a yes, or an open question.
fn in_words(catalogue: &Catalogue, facts: &FactSet, fact: FactId) -> String {
    let Some(definition) = catalogue.get(fact) else {
        return String::new();
    };
    match facts.get(fact) {
        Answer::Known(FactValue::Bool(true)) | Answer::Unknown | Answer::NotAsked => {
            definition.label.clone()
        }
        Answer::Known(FactValue::Number(number)) => {
            let unit = definition.unit_word(*number);
            format!("{}: {number}{unit}", definition.label)
        }
        Answer::Known(_) => {
            let words = facts.words(catalogue, fact).replace('_', " ");
            format!("{}: {words}", definition.label)
        }
    }
}

/// Facts in words: what stands for `{matched}`. Of open questions only the first are named.
pub(super) fn matched(
    rule: &Rule,
    outcome: Outcome,
    named: FactBits,
    (catalogue, facts): (&Catalogue, &FactSet),
) -> String {
    let named = named.iter().map(|fact| in_words(catalogue, facts, fact));
    let mut words: Vec<String> = named.collect();
    if !rule.names_witness(outcome) && words.len() > NAMED {
        let more = words.len() - NAMED;
        words.truncate(NAMED);
        words.push(format!("{more} more"));
    }
    words.join("; ")
}

impl Evaluation<'_> {
    /// A fact in words: a label alone is a yes, or an open question.
    pub fn in_words(&self, fact: FactId) -> String {
        in_words(self.release.catalogue(), self.facts, fact)
    }

    /// The facts that the rule at that place names: those that made it fire, else those it waits
    /// for.
    pub fn named(&self, place: usize, outcome: &RuleOutcome) -> FactBits {
        match self.release.rules().get(place) {
            Some(rule) if rule.names_witness(outcome.outcome) => self.witness(place),
            _ => outcome.waits,
        }
    }

    /// These facts in words: what stands for `{matched}`.
    pub fn matched(&self, place: usize, outcome: &RuleOutcome) -> String {
        let Some(rule) = self.release.rules().get(place) else {
            return String::new();
        };
        let named = self.named(place, outcome);
        let read_in = (self.release.catalogue(), self.facts);
        matched(rule, outcome.outcome, named, read_in)
    }
}
