//! Places in a list, written so that long runs stay short.

use serde::{Deserialize, Serialize};

/// Places in the `facts` of a decision, counted from zero. Shape 1 of a decision lists them; shape 2
/// writes runs: `0-12,15,19-40`. Each is written back as it was read, so that a digest still fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Places {
    /// One by one.
    Listed(Vec<usize>),
    /// In runs.
    Runs(String),
}

impl Places {
    /// The places; a run that cannot be read holds none.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        let (listed, runs) = match self {
            Places::Listed(places) => (places.as_slice(), ""),
            Places::Runs(runs) => (&[][..], runs.as_str()),
        };
        let runs = runs.split(',').filter_map(|run| {
            let (first, last) = run.split_once('-').unwrap_or((run, run));
            Some(first.parse::<usize>().ok()?..=last.parse().ok()?)
        });
        listed.iter().copied().chain(runs.flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn runs_stand_for_every_place_in_them() {
        for (places, text) in [
            (vec![], ""),
            (vec![0], "0"),
            (vec![0, 1, 2, 5], "0-2,5"),
            (vec![3, 4, 7, 8, 9], "3-4,7-9"),
        ] {
            let runs = Places::Runs(text.into());
            assert_eq!(runs.iter().collect::<Vec<_>>(), places);
            assert_eq!(
                Places::Listed(places.clone()).iter().collect::<Vec<_>>(),
                places
            );
        }
    }

    #[test]
    fn both_shapes_are_written_as_they_were_read() {
        for text in ["[0,1,2,5]", "\"0-2,5\""] {
            let places: Places = serde_json::from_str(text).unwrap();
            assert_eq!(places.iter().collect::<Vec<_>>(), [0, 1, 2, 5]);
            assert_eq!(serde_json::to_string(&places).unwrap(), text);
        }
    }
}
