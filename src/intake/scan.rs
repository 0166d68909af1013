//! What a JSON document holds, token by token, before it is parsed: depth, number of values,
//! characters, and numbers a double cannot hold. Grammar is left to the parser.

use super::document::Refusal;

/// Deepest nesting of a form. The deepest place a form has is a member of the date of an entry
/// of a list of an answer: document, `answers`, list, entry, date: 5. Three more leave room for
/// forms to come.
pub const MAX_DEPTH: usize = 8;

/// Most keys and values together. Form spine 1.1.0 has 414 answers, each a key and a value: 828.
/// Its 6 dates bring 4 more each, its 22 sets 228 words in all, 20 imaging studies 13 each, the
/// envelope 23: 1,363. The next power of two.
pub const MAX_NODES: usize = 2_048;

/// Largest integer that is exact as a double with both neighbors, 2^53 − 1.
const MAX_INTEGER: u64 = (1 << 53) - 1;

/// Digits of any decimal that survive a double: floor((53 − 1) × log10 2) = 15.
const MAX_DIGITS: usize = 15;

/// Refuses what a parser would let through or repair. Malformed tokens pass: the parser finds
/// them with a better position.
pub(super) fn scan(text: &str) -> Result<(), Refusal> {
    let bytes = text.as_bytes();
    let (mut at, mut depth, mut nodes) = (0, 0_usize, 0);
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'"' => at = scan_string(text, at)?,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                continue;
            }
            b'-' | b'0'..=b'9' => {
                at = start
                    + run(&bytes[start..], |b| {
                        matches!(b, b'+' | b'-' | b'.' | b'e' | b'E' | b'0'..=b'9')
                    });
                if !exact(&text[start..at]) {
                    return Err(Refusal::InexactNumber { at: start });
                }
            }
            b'a'..=b'z' => at = start + run(&bytes[start..], |b| b.is_ascii_lowercase()),
            _ => continue,
        }
        nodes += 1;
        if depth > MAX_DEPTH {
            return Err(Refusal::TooDeep { at: start });
        }
        if nodes > MAX_NODES {
            return Err(Refusal::TooManyValues { at: start });
        }
    }
    Ok(())
}

fn run(bytes: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|b| belongs(**b)).count()
}

/// Reads a string from after its opening quote; answers where it ends.
fn scan_string(text: &str, start: usize) -> Result<usize, Refusal> {
    let mut chars = text[start..].char_indices();
    while let Some((offset, c)) = chars.next() {
        let at = start + offset;
        let meant = match c {
            '"' => return Ok(at + 1),
            '\\' => match chars.next() {
                Some((_, 'u')) => {
                    let unit = hex(text, at + 2);
                    chars.by_ref().take(4).for_each(drop);
                    match unit {
                        Some(0xD800..=0xDBFF) => {
                            let low =
                                hex(text, at + 8).filter(|_| text[at..].get(6..8) == Some("\\u"));
                            let Some(low @ 0xDC00..=0xDFFF) = low else {
                                return Err(Refusal::LoneSurrogate { at });
                            };
                            chars.by_ref().take(6).for_each(drop);
                            let high = unit.unwrap_or_default() - 0xD800;
                            char::from_u32(0x1_0000 + (high << 10) + (low - 0xDC00))
                        }
                        Some(0xDC00..=0xDFFF) => return Err(Refusal::LoneSurrogate { at }),
                        Some(unit) => char::from_u32(unit),
                        None => return Ok(text.len()),
                    }
                }
                Some((_, 'b' | 'f' | 'n' | 'r' | 't')) => Some('\n'),
                Some((_, same)) => Some(same),
                None => None,
            },
            c => Some(c),
        };
        if meant.is_some_and(is_forbidden) {
            return Err(Refusal::ForbiddenCharacter { at });
        }
    }
    Ok(text.len())
}

/// The four hexadecimal digits at `at`.
fn hex(text: &str, at: usize) -> Option<u32> {
    let digits = text.get(at..at + 4)?;
    let all = digits.bytes().all(|b| b.is_ascii_hexdigit());
    all.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}

/// Whether a character is invisible and changes how the text around it reads: controls (C0,
/// delete, C1), direction marks and overrides, line and paragraph separators, the byte order
/// mark, interlinear annotation, and tags.
fn is_forbidden(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Whether a double holds this number so that it prints as it was written.
fn exact(text: &str) -> bool {
    let mantissa = text.split(['e', 'E']).next().unwrap_or(text);
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    if mantissa.len() == text.len() && !mantissa.contains('.') {
        return digits.is_empty() || digits.parse::<u64>().is_ok_and(|n| n <= MAX_INTEGER);
    }
    let significant = digits.trim_end_matches('0').len();
    // A malformed number passes; the parser refuses it.
    text.parse::<f64>().map_or(true, |value| {
        significant <= MAX_DIGITS && (value.is_normal() || significant == 0)
    })
}

#[cfg(test)]
mod tests {
    use super::exact;

    #[test]
    fn a_number_is_exact_when_it_prints_as_written() {
        for (text, expected) in [
            ("0", true),
            ("-0.0", true),
            ("37.9", true),
            ("9007199254740991", true),
            ("9007199254740992", false),
            ("-9007199254740993", false),
            ("99999999999999999999999", false),
            ("123456789.012345", true),
            ("123456789.0123456", false),
            ("38.00000000000000000000", true),
            ("1e3", true),
            ("1e400", false),
            ("-1e400", false),
            ("1e-400", false),
            ("0e400", true),
            ("0e-400", true),
        ] {
            assert_eq!(exact(text), expected, "{text}");
        }
    }
}
