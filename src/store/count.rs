//! How long a list is, as far as somebody wants to know.

use std::fmt;

/// Up to how many are counted. Policy of ours: nobody works a longer list off by its number, and
/// counting all of one reads all of it each time a page is shown.
const MOST: usize = 1_000;

/// Rows to read so as to know how many there are.
pub(super) const READ: i64 = MOST as i64 + 1;

/// How many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Exactly(usize),
    /// More than that; they were not counted.
    MoreThan(usize),
}

impl Count {
    /// Of the rows that were found when [`READ`] were asked for.
    pub(super) fn of(found: usize) -> Count {
        if found > MOST {
            Count::MoreThan(MOST)
        } else {
            Count::Exactly(found)
        }
    }

    /// Whether there is none.
    pub fn is_none(self) -> bool {
        self == Count::Exactly(0)
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Count::Exactly(count) => write!(f, "{count}"),
            Count::MoreThan(count) => write!(f, "{count}+"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_not_counted_to_its_end() {
        for (found, words, none) in [
            (0, "0", true),
            (1_000, "1000", false),
            (1_001, "1000+", false),
        ] {
            let count = Count::of(found);
            assert_eq!((count.to_string().as_str(), count.is_none()), (words, none));
        }
    }
}
