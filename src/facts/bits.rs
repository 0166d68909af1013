//! A set of facts as bits: copied without allocation while a rule is evaluated.

use std::fmt::Write as _;

use super::FactId;

const WORDS: usize = 8;

/// A set of facts of one catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FactBits([u64; WORDS]);

impl FactBits {
    /// How many facts a catalogue can have: eight words of 64 bits, twice what the spine form uses.
    pub const CAPACITY: usize = WORDS * 64;

    /// The empty set.
    pub const EMPTY: FactBits = FactBits([0; WORDS]);

    /// The set of one fact.
    pub fn of(fact: FactId) -> Self {
        let mut bits = FactBits::EMPTY;
        bits.insert(fact);
        bits
    }

    /// Adds a fact.
    pub fn insert(&mut self, fact: FactId) {
        if let Some(word) = self.0.get_mut(fact.index() / 64) {
            *word |= 1 << (fact.index() % 64);
        }
    }

    /// Whether the fact is in the set.
    pub fn contains(&self, fact: FactId) -> bool {
        self.0
            .get(fact.index() / 64)
            .is_some_and(|word| word & (1 << (fact.index() % 64)) != 0)
    }

    /// The facts of both.
    #[must_use]
    pub fn union(mut self, other: FactBits) -> Self {
        for (word, more) in self.0.iter_mut().zip(other.0) {
            *word |= more;
        }
        self
    }

    /// The places of these facts among those of a set they are part of, from zero, in runs:
    /// `0-12,15,19-40`.
    pub fn runs_among(self, all: FactBits) -> String {
        let mut place_of = all
            .iter()
            .zip(0usize..)
            .filter(|(fact, _)| self.contains(*fact));
        let mut text = String::new();
        let mut next = place_of.next();
        while let Some((_, first)) = next {
            let mut last = first;
            next = place_of.next();
            while let Some((_, place)) = next.filter(|(_, place)| *place == last + 1) {
                last = place;
                next = place_of.next();
            }
            let between = if text.is_empty() { "" } else { "," };
            // Writing to a string cannot fail.
            let _ = if first == last {
                write!(text, "{between}{first}")
            } else {
                write!(text, "{between}{first}-{last}")
            };
        }
        text
    }

    /// The facts of both at once.
    #[must_use]
    pub fn intersection(mut self, other: FactBits) -> Self {
        for (word, keep) in self.0.iter_mut().zip(other.0) {
            *word &= keep;
        }
        self
    }

    /// Takes a fact out.
    pub fn remove(&mut self, fact: FactId) {
        if let Some(word) = self.0.get_mut(fact.index() / 64) {
            *word &= !(1 << (fact.index() % 64));
        }
    }

    /// How many facts are in it.
    pub fn len(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// Whether there is no fact in it.
    pub fn is_empty(&self) -> bool {
        self.0 == [0; WORDS]
    }

    /// The facts in the order of the catalogue.
    pub fn iter(self) -> impl Iterator<Item = FactId> {
        self.0.into_iter().enumerate().flat_map(|(at, word)| {
            let mut left = word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                FactId::at(at * 64 + bit)
            })
        })
    }
}

impl FromIterator<FactId> for FactBits {
    fn from_iter<I: IntoIterator<Item = FactId>>(facts: I) -> Self {
        let mut bits = FactBits::EMPTY;
        facts.into_iter().for_each(|fact| bits.insert(fact));
        bits
    }
}

#[cfg(test)]
mod tests {
    use super::{FactBits, FactId};

    fn bits(facts: &[usize]) -> FactBits {
        facts.iter().filter_map(|at| FactId::at(*at)).collect()
    }

    #[test]
    fn places_are_written_in_runs() {
        let all = bits(&[1, 2, 3, 70, 71, 90, 400]);
        for (facts, text) in [
            (&[][..], ""),
            (&[1], "0"),
            (&[1, 2, 3, 90], "0-2,5"),
            (&[3, 70, 71, 400], "2-4,6"),
        ] {
            assert_eq!(bits(facts).runs_among(all), text);
        }
    }
}
