//! What a rule says of a patient, as a clinician reads it.

use super::evaluate::{Evaluation, RuleOutcome};
use super::release::{Rule, RuleKind};
use super::terms::{IfUnknown, Outcome};
use crate::facts::{FactBits, FactId, FactValue};
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
}

impl Evaluation<'_> {
    /// A fact in words: a label alone is a yes, or an open question.
    pub fn in_words(&self, fact: FactId) -> String {
        let catalogue = self.release.catalogue();
        let Some(definition) = catalogue.get(fact) else {
            return String::new();
        };
        match self.facts.get(fact) {
            Answer::Known(FactValue::Bool(true)) | Answer::Unknown | Answer::NotAsked => {
                definition.label.clone()
            }
            Answer::Known(FactValue::Number(number)) => {
                let unit = definition.unit_word(*number);
                format!("{}: {number}{unit}", definition.label)
            }
            Answer::Known(_) => {
                let words = self.facts.words(catalogue, fact).replace('_', " ");
                format!("{}: {words}", definition.label)
            }
        }
    }

    /// The facts that a rule names: those that made it fire, else those it waits for.
    pub fn named(&self, rule: &Rule, outcome: &RuleOutcome) -> FactBits {
        let guard = matches!(rule.kind, RuleKind::Guard { .. });
        if outcome.outcome == Outcome::Fired && !guard {
            self.witness(rule)
        } else {
            outcome.waits
        }
    }

    /// These facts in words: what stands for `{matched}`.
    pub fn matched(&self, rule: &Rule, outcome: &RuleOutcome) -> String {
        let facts = self.named(rule, outcome);
        let mut words: Vec<String> = facts.iter().map(|fact| self.in_words(fact)).collect();
        let guard = matches!(rule.kind, RuleKind::Guard { .. });
        let all = outcome.outcome == Outcome::Fired && !guard;
        if !all && words.len() > NAMED {
            let more = words.len() - NAMED;
            words.truncate(NAMED);
            words.push(format!("{more} more"));
        }
        words.join("; ")
    }

    /// What a clinician reads of a rule for this patient.
    pub(super) fn said(&self, rule: &Rule, outcome: &RuleOutcome) -> String {
        let matched = self.matched(rule, outcome);
        let escalates = RuleKind::Ordinary {
            if_unknown: IfUnknown::Escalate,
        };
        match outcome.outcome {
            Outcome::Fired => rule.says(&matched),
            Outcome::Unknown if rule.kind == escalates => rule.says_held(&matched),
            Outcome::Unknown => format!("nothing yet of “{}”; open: {matched}", rule.title),
            Outcome::Silent => format!("nothing of “{}”", rule.title),
        }
    }
}
