//! Whose guidelines apply.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The guideline family a decision follows. Where families disagree, `cautious` takes the higher
/// urgency and, without a red flag, the more restrictive imaging.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// ACR, ACP, VA/DoD, IDSA.
    Us,
    /// NICE, GIRFT, NHS England.
    Uk,
    /// The more cautious of the two; the default.
    #[default]
    Cautious,
}

impl Profile {
    /// Every profile.
    pub const ALL: [Profile; 3] = [Profile::Us, Profile::Uk, Profile::Cautious];

    /// The word used in files, flags and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Profile::Us => "us",
            Profile::Uk => "uk",
            Profile::Cautious => "cautious",
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Profile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Profile::ALL
            .into_iter()
            .find(|profile| profile.word() == text)
            .ok_or_else(|| format!("`{text}` is not a profile: use `us`, `uk` or `cautious`"))
    }
}
