//! Why nothing is left to do for a case or a form.

/// Why somebody says that nothing is left to do.
///
/// Policy of ours: no source names such a list. There is no word for "booked", since who has an
/// appointment has not been seen yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosingReason {
    /// The patient was seen by those the decision asks for.
    Seen,
    /// Somebody else looks after the patient.
    Elsewhere,
    /// The patient does not want it.
    Declined,
    /// The patient could not be reached.
    NotReached,
    /// It was entered by mistake.
    Mistake,
}

impl ClosingReason {
    /// Every reason, in the order they are offered.
    pub const ALL: [ClosingReason; 5] = [
        ClosingReason::Seen,
        ClosingReason::Elsewhere,
        ClosingReason::Declined,
        ClosingReason::NotReached,
        ClosingReason::Mistake,
    ];

    /// The stable word of it.
    pub const fn word(self) -> &'static str {
        match self {
            ClosingReason::Seen => "seen",
            ClosingReason::Elsewhere => "elsewhere",
            ClosingReason::Declined => "declined",
            ClosingReason::NotReached => "not_reached",
            ClosingReason::Mistake => "mistake",
        }
    }

    /// The reason of that word.
    pub fn of_word(word: &str) -> Option<ClosingReason> {
        let mut all = ClosingReason::ALL.into_iter();
        all.find(|reason| reason.word() == word)
    }

    /// Whether it says enough by itself: what was tried, or what went wrong, only words can say.
    pub const fn needs_words(self) -> bool {
        matches!(self, ClosingReason::NotReached | ClosingReason::Mistake)
    }
}
