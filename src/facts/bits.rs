//! A set of facts as bits: copied without allocation while a rule is evaluated.

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
