//! How fast somebody must act.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The urgency ladder, least urgent first, so that the derived order is the clinical one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Self-management, therapy and a review date.
    Conservative,
    /// Ordinary waiting time.
    Routine,
    /// Seen or imaged within 14 days.
    TwoWeeks,
    /// A clinician acts today.
    SameDay,
    /// Leave for an emergency department now.
    Emergency,
}

impl Urgency {
    /// The whole ladder, least urgent first.
    pub const ALL: [Urgency; 5] = [
        Urgency::Conservative,
        Urgency::Routine,
        Urgency::TwoWeeks,
        Urgency::SameDay,
        Urgency::Emergency,
    ];

    /// The word used in files and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Urgency::Conservative => "conservative",
            Urgency::Routine => "routine",
            Urgency::TwoWeeks => "two_weeks",
            Urgency::SameDay => "same_day",
            Urgency::Emergency => "emergency",
        }
    }

    /// The word on screen and paper.
    pub const fn band(self) -> &'static str {
        match self {
            Urgency::Conservative => "CONSERVATIVE CARE",
            Urgency::Routine => "ROUTINE",
            Urgency::TwoWeeks => "2 WEEKS",
            Urgency::SameDay => "TODAY",
            Urgency::Emergency => "EMERGENCY",
        }
    }

    /// The days the ladder itself allows; `None` where the ordinary waiting time applies.
    pub const fn due_in_days(self) -> Option<u32> {
        match self {
            Urgency::Conservative | Urgency::Routine => None,
            Urgency::TwoWeeks => Some(14),
            Urgency::SameDay | Urgency::Emergency => Some(0),
        }
    }
}

impl fmt::Display for Urgency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
