//! Places in a list, written so that long runs stay short.

use std::fmt::Write as _;

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
    /// Places in rising order, as runs.
    pub fn runs(places: impl IntoIterator<Item = usize>) -> Places {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for place in places {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == place => *last = place,
                _ => runs.push((place, place)),
            }
        }
        let mut text = String::new();
        for (first, last) in runs {
            let between = if text.is_empty() { "" } else { "," };
            // Writing to a string cannot fail.
            let _ = if first == last {
                write!(text, "{between}{first}")
            } else {
                write!(text, "{between}{first}-{last}")
            };
        }
        Places::Runs(text)
    }

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
    fn places_read_back_as_they_were_written() {
        for (places, text) in [
            (vec![], ""),
            (vec![0], "0"),
            (vec![0, 1, 2, 5], "0-2,5"),
            (vec![3, 4, 7, 8, 9], "3-4,7-9"),
        ] {
            let runs = Places::runs(places.clone());
            assert_eq!(runs, Places::Runs(text.into()));
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
