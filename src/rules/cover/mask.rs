//! Sets of the three values, and what conditions that can have these values come to.

use super::super::truth::Truth;

/// Some of the three values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Mask(u8);

const YES: u8 = 1;
const NO: u8 = 2;
const UNKNOWN: u8 = 4;

impl Mask {
    pub const ANY: Mask = Mask(YES | NO | UNKNOWN);

    /// Yes or no.
    pub const SETTLED: Mask = Mask(YES | NO);

    pub fn of(truth: Truth) -> Mask {
        Mask(match truth {
            Truth::Yes => YES,
            Truth::No => NO,
            Truth::Unknown(_) => UNKNOWN,
        })
    }

    pub fn known(yes: bool) -> Mask {
        Mask(if yes { YES } else { NO })
    }

    pub fn has(self, truth: Truth) -> bool {
        self.0 & Mask::of(truth).0 != 0
    }

    #[must_use]
    pub fn or(self, other: Mask) -> Mask {
        Mask(self.0 | other.0)
    }

    /// SPEC 5.2.
    #[must_use]
    pub fn negate(self) -> Mask {
        let (yes, no) = (self.0 & YES, self.0 & NO);
        Mask((self.0 & UNKNOWN) | (yes << 1) | (no >> 1))
    }

    /// SPEC 5.4, for conditions.
    pub fn either(test: Mask, yes: Mask, no: Mask) -> Mask {
        let mut mask = 0;
        if test.0 & YES != 0 {
            mask |= yes.0;
        }
        if test.0 & NO != 0 {
            mask |= no.0;
        }
        if test.0 & UNKNOWN != 0 {
            let both = yes.0 & no.0 & (YES | NO);
            let apart = (yes.0 | no.0) & UNKNOWN != 0
                || (yes.0 & YES != 0 && no.0 & NO != 0)
                || (yes.0 & NO != 0 && no.0 & YES != 0);
            mask |= both | if apart { UNKNOWN } else { 0 };
        }
        Mask(mask)
    }
}

/// Conditions in a list, each with the values it can have.
#[derive(Debug, Default)]
pub(super) struct Members(Vec<Mask>);

impl FromIterator<Mask> for Members {
    fn from_iter<I: IntoIterator<Item = Mask>>(masks: I) -> Self {
        Members(masks.into_iter().collect())
    }
}

impl Members {
    fn count(&self, matches: impl Fn(u8) -> bool) -> i64 {
        self.0.iter().filter(|mask| matches(mask.0)).count() as i64
    }

    /// What it can come to whether at least so many hold (SPEC 5.5).
    pub fn at_least(&self, least: i64) -> Mask {
        let mut mask = 0;
        if self.count(|m| m & YES != 0) >= least {
            mask |= YES;
        }
        if self.count(|m| m & NO == 0) < least {
            mask |= NO;
        }
        // Unknown: fewer hold, and with the unknown ones enough. The more are unknown, the better.
        let held = self.count(|m| m == YES);
        let unknown = self.count(|m| m & UNKNOWN != 0);
        let free = self.count(|m| m == YES | NO);
        let (fewest, most) = (
            (least - held - unknown).max(0),
            (least - held - 1).min(free),
        );
        if fewest <= most {
            mask |= UNKNOWN;
        }
        Mask(mask)
    }

    /// Whether none of them need be unknown while one more would just make it enough.
    pub fn can_leave_it_to_one(&self, least: i64) -> bool {
        let held = self.count(|m| m & (YES | NO) == YES);
        let free = self.count(|m| m & (YES | NO) == YES | NO);
        let stuck = self.count(|m| m == UNKNOWN);
        stuck == 0 && held < least && least <= held + free + 1
    }
}
