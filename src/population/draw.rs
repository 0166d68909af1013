//! The generator: SplitMix64, written out so that every machine draws the same.

/// A source of numbers for one question of one patient, or for one patient as a whole.
#[derive(Debug, Clone)]
pub(super) struct Draw {
    state: u64,
}

impl Draw {
    /// The source for that purpose. Each has a stream of its own: a share that changes in one
    /// question moves no other.
    pub fn of(seed: u64, patient: u64, purpose: &str) -> Draw {
        let mut draw = Draw { state: seed };
        draw.state = draw.word() ^ patient;
        draw.state = draw.word() ^ name_hash(purpose);
        draw
    }

    fn word(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.state;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ (word >> 31)
    }

    /// A whole number from 0 to just below `end`; 0 where `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        // The high half of the product spreads over the range without a division.
        let spread = u128::from(self.word()) * u128::from(end);
        u64::try_from(spread >> 64).unwrap_or_default()
    }

    /// Whether one of a thousand equal lots is among the first `share`.
    pub fn lot(&mut self, share: u32) -> bool {
        self.below(1_000) < u64::from(share)
    }

    /// One of the things, each as often as its share of the sum says.
    pub fn one_of<'a, T>(&mut self, shares: &'a [(u32, T)]) -> Option<&'a T> {
        let sum = shares.iter().map(|(share, _)| u64::from(*share)).sum();
        let mut left = self.below(sum);
        for (share, thing) in shares {
            match left.checked_sub(u64::from(*share)) {
                Some(rest) => left = rest,
                None => return Some(thing),
            }
        }
        None
    }
}

/// FNV-1a: a name as a number.
fn name_hash(name: &str) -> u64 {
    name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_gives_the_published_numbers() {
        // The first outputs of SplitMix64 for the state 1234567, as its reference prints them.
        let mut draw = Draw { state: 1_234_567 };
        let words = [draw.word(), draw.word(), draw.word()];
        assert_eq!(
            words,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn shares_come_out_as_they_are_written() {
        let shares = [(100, 'a'), (0, 'b'), (900, 'c')];
        let mut counts = [0u32; 3];
        for patient in 0..10_000 {
            let mut draw = Draw::of(1, patient, "test");
            match draw.one_of(&shares) {
                Some('a') => counts[0] += 1,
                Some('b') => counts[1] += 1,
                _ => counts[2] += 1,
            }
        }
        assert_eq!(counts[1], 0);
        assert!((900..1_100).contains(&counts[0]), "{counts:?}");
    }
}
