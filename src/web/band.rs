//! An urgency as a page shows it: word, shape and fill.

use super::Words;
use crate::decision::Status;
use crate::model::Urgency;

/// A band: never told apart by its color alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// Class of the style.
    pub class: &'static str,
    /// The shape beside the word.
    pub shape: &'static str,
    /// The word.
    pub word: String,
}

impl Band {
    /// The band of an urgency.
    pub fn of(words: Words, urgency: Urgency) -> Band {
        let (shape, key) = match urgency {
            Urgency::Emergency => ("⬣", "band-emergency"),
            Urgency::SameDay => ("▲", "band-same-day"),
            Urgency::TwoWeeks => ("◆", "band-two-weeks"),
            Urgency::Routine => ("●", "band-routine"),
            Urgency::Conservative => ("□", "band-conservative"),
        };
        Band {
            class: urgency.word(),
            shape,
            word: words.say(key),
        }
    }

    /// The band of a decision that is stored: conservative care is never shown while something
    /// higher is open.
    pub fn of_decision(words: Words, urgency: Urgency, status: Status) -> Band {
        match (urgency, status) {
            (Urgency::Conservative, Status::Provisional) => Band::open(words),
            (urgency, _) => Band::of(words, urgency),
        }
    }

    /// The band of an urgency that could become that one; conservative care as in
    /// [`Band::of_decision`].
    pub fn with_bound(words: Words, urgency: Urgency, could_become: Urgency) -> Band {
        let status = match could_become > urgency {
            true => Status::Provisional,
            false => Status::Final,
        };
        Band::of_decision(words, urgency, status)
    }

    /// The band of what is not settled.
    pub fn open(words: Words) -> Band {
        Band {
            class: "open",
            shape: "…",
            word: words.say("band-open"),
        }
    }
}
