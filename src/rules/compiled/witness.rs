//! What made a condition hold, in facts.

use super::Evaluated;
use super::graph::Literal;
use super::range::Known;
use crate::facts::FactBits;

/// A condition, and what it shows when it holds.
#[derive(Debug, Clone)]
pub(in crate::rules) struct Witness {
    pub holds: Literal,
    pub shows: Shown,
}

/// What a condition that holds shows.
#[derive(Debug, Clone)]
pub(in crate::rules) enum Shown {
    /// These facts, where they are known.
    Facts(FactBits),
    /// What a definition shows.
    Definition(usize),
    /// What its members show that hold too.
    Members(Vec<Witness>),
    /// What the condition of `? :` shows, and the side that it chose.
    Either(Box<[Witness; 3]>),
}

impl Evaluated<'_> {
    /// The known facts that make a condition hold; none where it does not.
    pub fn witness(&self, root: usize) -> FactBits {
        let mut facts = FactBits::EMPTY;
        if let Some(witness) = self.program.roots.get(root) {
            self.add_witness(witness, &mut facts);
        }
        facts
    }

    fn add_witness(&self, witness: &Witness, facts: &mut FactBits) {
        if self.truth(witness.holds) != Some(true) {
            return;
        }
        match &witness.shows {
            Shown::Facts(shown) => shown
                .iter()
                .filter(|&fact| !self.is_open(fact))
                .for_each(|fact| facts.insert(fact)),
            Shown::Definition(at) => {
                if let Some(Some(definition)) = self.program.shown.get(*at) {
                    self.add_witness(definition, facts);
                }
            }
            Shown::Members(members) => {
                for member in members {
                    self.add_witness(member, facts);
                }
            }
            Shown::Either(parts) => {
                let [test, yes, no] = &**parts;
                self.add_witness(test, facts);
                let chosen = if self.truth(test.holds) == Some(true) {
                    yes
                } else {
                    no
                };
                self.add_witness(chosen, facts);
            }
        }
    }
}
