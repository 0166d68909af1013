//! What somebody could have answered instead, and how urgent it is now.

use super::answers::{Choice, answers};
use crate::decision::standing::{Standing, Tally, looked};
use crate::facts::{Catalogue, Changed, FactId, FactSet, Sendable};
use crate::model::{Answer, Profile, Urgency};
use crate::rules::{CheckedRelease, Evaluation, Rule};

/// The answers of one patient, and those that could stand in their place.
pub(super) struct Options<'a> {
    pub release: &'a CheckedRelease,
    pub profile: Profile,
    pub facts: &'a FactSet,
    pub form: Sendable<'a>,
    /// By fact, those that rules tell apart.
    pub choices: Vec<Vec<Choice>>,
    pub now: Standing,
}

/// A rule that can make a decision more than conservative care.
pub(super) fn counts(rule: &Rule, profile: Profile) -> bool {
    rule.params(profile).urgency > Some(Urgency::Conservative)
}

impl<'a> Options<'a> {
    pub fn of(evaluation: &Evaluation<'a>) -> Self {
        let (release, profile) = (evaluation.release, evaluation.profile);
        let (catalogue, facts) = (release.catalogue(), evaluation.facts);
        let form = Sendable::of(catalogue, facts);
        let free = form.free();
        let asked = evaluation.asked(|rule| counts(rule, profile));
        let choices = asked
            .iter()
            .enumerate()
            .map(|(at, asked)| match FactId::at(at) {
                Some(fact) if free.contains(fact) => answers(catalogue, facts, fact, asked),
                _ => Vec::new(),
            })
            .collect();
        Options {
            release,
            profile,
            facts,
            form,
            choices,
            now: Tally::of(looked(evaluation).map(|looked| looked.says())).standing(),
        }
    }

    pub fn catalogue(&self) -> &'a Catalogue {
        self.release.catalogue()
    }

    /// The changes of a set, without what follows from them.
    pub fn changes(&self, set: &[(FactId, usize)]) -> Vec<Changed> {
        let choice = |(fact, at): &(FactId, usize)| {
            let choice = self.choices.get(fact.index())?.get(*at)?;
            Some((*fact, Answer::Known(choice.value)))
        };
        set.iter().filter_map(choice).collect()
    }
}
