//! Exact decimal numbers. The core has no floats, so equal inputs give equal bytes everywhere.

use std::fmt;

/// A decimal number held as whole thousandths: `38.0` is `38_000`.
///
/// Three decimals cover every field of the forms; [`Number::parse`] refuses a fourth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(i64);

impl Number {
    /// Thousandths in one.
    pub const SCALE: i64 = 1_000;

    /// A whole number. Saturates far outside the bounds of any field.
    pub const fn whole(value: i64) -> Self {
        Number(value.saturating_mul(Self::SCALE))
    }

    /// A number of thousandths.
    pub const fn from_thousandths(thousandths: i64) -> Self {
        Number(thousandths)
    }

    /// The number in thousandths.
    pub const fn thousandths(self) -> i64 {
        self.0
    }

    /// The whole number, if it is one.
    pub fn as_whole(self) -> Option<i64> {
        (self.0 % Self::SCALE == 0).then_some(self.0 / Self::SCALE)
    }

    /// Reads `12`, `-3`, `38.0`; `None` for anything else, for an exponent, and for more than
    /// three decimals that are not zero.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > 3 {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let fraction: i64 = format!("{fraction:0<3}").parse().ok()?;
        let value = whole.checked_mul(Self::SCALE)?.checked_add(fraction)?;
        Some(Number(if negative { -value } else { value }))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) = (self.0.unsigned_abs() / 1_000, self.0.unsigned_abs() % 1_000);
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let fraction = format!("{fraction:03}");
        write!(f, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn numbers_read_back_as_written() {
        for (text, printed) in [
            ("0", "0"),
            ("38.0", "38"),
            ("37.9", "37.9"),
            ("-3", "-3"),
            ("-0.5", "-0.5"),
            ("0.005", "0.005"),
            ("7.50", "7.5"),
        ] {
            assert_eq!(
                Number::parse(text).map(|n| n.to_string()).as_deref(),
                Some(printed),
                "{text}"
            );
        }
        for text in [
            "",
            "-",
            "1e3",
            "1.",
            ".5",
            "0.0001",
            "1,5",
            "+1",
            "99999999999999999999",
        ] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }
}
