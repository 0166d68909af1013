//! Random patients of whom every fact is known: the flag-free adult with some answers changed.

use chrono::Days as DayCount;
use spinepath::facts::{Catalogue, Days, FactId, FactSet, FactValue};
use spinepath::intake::form::FieldKind;
use spinepath::model::{Answer, Number, Profile};

use crate::subset::{AS_OF, Subset};

/// SplitMix64: the same patients every time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((word ^ (word >> 31)) % bound as u64) as usize
    }
}

pub fn patients(subset: &Subset, count: usize) -> Vec<FactSet> {
    let release = &subset.release;
    let catalogue = release.catalogue();
    let clear = FactSet::from_words(catalogue, AS_OF, &release.clear_answers(AS_OF)).unwrap();
    let thresholds: Vec<Number> = release
        .values_in_force(Profile::Cautious, AS_OF)
        .map(|(_, number)| number)
        .collect();
    let mut random = Random(1);
    (0..count)
        .map(|_| {
            // In some patients a few answers are changed, in some half of them.
            let one_in = 2 + random.below(12);
            let mut facts = clear.clone();
            for &fact in &subset.facts {
                let open = facts.get(fact).known().is_none();
                if open || random.below(one_in) == 0 {
                    let value = value(catalogue, fact, &thresholds, &mut random);
                    facts = facts.with(fact, Answer::Known(value));
                }
            }
            facts
        })
        .collect()
}

fn value(
    catalogue: &Catalogue,
    fact: FactId,
    thresholds: &[Number],
    random: &mut Random,
) -> FactValue {
    match &catalogue.get(fact).unwrap().kind {
        FieldKind::Bool => FactValue::Bool(random.below(2) == 0),
        FieldKind::Choice(words) => FactValue::Choice(random.below(words.len()) as u8),
        FieldKind::Set(words) => {
            let picked = (0..random.below(4)).map(|_| 1 << random.below(words.len()));
            FactValue::Set(picked.fold(0, |all, word| all | word))
        }
        FieldKind::Number { min, max, step } => {
            let near = thresholds[random.below(thresholds.len())].thousandths();
            let near = near + (random.below(3) as i64 - 1) * step.thousandths();
            let steps = (near - min.thousandths()) / step.thousandths();
            let near = min.thousandths() + steps * step.thousandths();
            let within = near.clamp(min.thousandths(), max.thousandths());
            FactValue::Number(Number::from_thousandths(within))
        }
        FieldKind::Date => {
            let days = if random.below(2) == 0 {
                random.below(36_000)
            } else {
                random.below(200)
            };
            let day = AS_OF - DayCount::new(days as u64);
            FactValue::Date(Days {
                earliest: day,
                latest: day,
            })
        }
        FieldKind::Record => unreachable!("text is not a fact"),
    }
}

/// The same patients, each answer open in one of three.
pub fn with_open_answers(subset: &Subset, patients: &[FactSet]) -> Vec<FactSet> {
    let mut random = Random(2);
    patients
        .iter()
        .map(|facts| {
            subset.facts.iter().fold(facts.clone(), |facts, &fact| {
                if random.below(3) == 0 {
                    facts.with(fact, Answer::Unknown)
                } else {
                    facts
                }
            })
        })
        .collect()
}
