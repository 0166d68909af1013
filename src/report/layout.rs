//! Measured text: wrapping into lines, and blocks that can be stacked and placed.

use super::{
    draw::{At, Ink, Mark, Weight, at},
    font::{Fonts, normalized},
};

/// Smallest size of any text on the page, in points.
pub const SMALLEST: f32 = 9.0;

/// A piece of a paragraph in one weight and color.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// The characters.
    pub text: String,
    /// Weight.
    pub weight: Weight,
    /// Color.
    pub ink: Ink,
}

/// Running text.
pub fn plain(text: impl Into<String>) -> Span {
    Span {
        text: text.into(),
        weight: Weight::Regular,
        ink: Ink::BLACK,
    }
}

/// Emphasized text.
pub fn bold(text: impl Into<String>) -> Span {
    Span {
        weight: Weight::Bold,
        ..plain(text)
    }
}

/// Second-rank text.
pub fn quiet(text: impl Into<String>) -> Span {
    Span {
        ink: Ink::GRAY,
        ..plain(text)
    }
}

impl Span {
    /// The same text in another color.
    pub fn inked(self, ink: Ink) -> Span {
        Span { ink, ..self }
    }
}

/// Marks from their own top left corner, with the height they take.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Block {
    /// Height in points.
    pub height: f32,
    /// The marks.
    pub marks: Vec<Mark>,
}

impl Block {
    /// Adds another block's marks at an offset; the height grows to hold them.
    pub fn place(&mut self, other: Block, x: f32, y: f32) {
        self.height = self.height.max(y + other.height);
        self.marks
            .extend(other.marks.into_iter().map(|mark| mark.moved(x, y)));
    }

    /// Adds another block below what is there.
    pub fn stack(&mut self, other: Block, x: f32, gap: f32) {
        let y = if self.height > 0.0 {
            self.height + gap
        } else {
            0.0
        };
        self.place(other, x, y);
    }
}

/// How a paragraph is set.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Width to wrap at, in points.
    pub width: f32,
    /// Size in points, at least [`SMALLEST`].
    pub size: f32,
    /// Distance between baselines as a multiple of the size.
    pub leading: f32,
}

/// Running text of that width.
pub const fn body(width: f32) -> Setting {
    Setting {
        width,
        size: SMALLEST,
        leading: 1.27,
    }
}

/// Width of a text in points.
pub fn text_width(fonts: &Fonts, weight: Weight, text: &str, size: f32) -> f32 {
    fonts.face(weight).width(&normalized(text), size)
}

/// One run of text at a place, not wrapped.
pub fn run(span: &Span, size: f32, place: At) -> Mark {
    Mark::Text {
        place,
        size,
        weight: span.weight,
        ink: span.ink,
        text: normalized(&span.text),
    }
}

/// Wraps a paragraph and sets it.
pub fn paragraph(fonts: &Fonts, spans: &[Span], setting: Setting) -> Block {
    let step = setting.size * setting.leading;
    let lines = wrap(fonts, spans, setting);
    let mut marks = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        // The baseline sits where capitals look centered in the line.
        let y = step * n as f32 + (step + setting.size * 0.71) / 2.0;
        marks.extend(
            line.iter()
                .map(|(x, span)| run(span, setting.size, at(*x, y))),
        );
    }
    Block {
        height: step * lines.len() as f32,
        marks,
    }
}

/// The lines of a paragraph: each a list of runs with their distance from the left.
pub fn wrap(fonts: &Fonts, spans: &[Span], setting: Setting) -> Vec<Vec<(f32, Span)>> {
    let mut lines: Vec<Vec<(f32, Span)>> = Vec::new();
    let mut line: Vec<(f32, Span)> = Vec::new();
    let mut x = 0.0;
    for span in spans {
        let text = normalized(&span.text);
        let measure = |piece: &str| fonts.face(span.weight).width(piece, setting.size);
        for piece in pieces(&text, |piece| measure(piece.trim_end()) <= setting.width) {
            if !line.is_empty() && x + measure(piece.trim_end()) > setting.width {
                lines.push(std::mem::take(&mut line));
                x = 0.0;
            }
            let piece = if line.is_empty() {
                piece.trim_start()
            } else {
                piece
            };
            if piece.is_empty() {
                continue;
            }
            match line.last_mut() {
                Some((_, last)) if last.weight == span.weight && last.ink == span.ink => {
                    last.text.push_str(piece);
                }
                _ => line.push((
                    x,
                    Span {
                        text: piece.to_owned(),
                        ..span.clone()
                    },
                )),
            }
            x += measure(piece);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Cuts a text where a line may end: after a space, and after a hyphen, slash or underscore that
/// stands between two letters, so that `7/10` and dates stay whole. A piece that does not fit a
/// line is cut between characters.
fn pieces(text: &str, fits: impl Fn(&str) -> bool) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(piece_end(rest));
        let end = if fits(piece) {
            piece.len()
        } else {
            longest_fitting(piece, &fits)
        };
        let (head, tail) = rest.split_at(end);
        found.push(head);
        rest = if end == piece.len() { after } else { tail };
    }
    found
}

fn piece_end(text: &str) -> usize {
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((place, ch)) = chars.next() {
        let after = chars.peek().map_or(' ', |&(_, next)| next);
        let joins_letters = before.is_alphabetic() && after.is_alphabetic();
        if ch == ' ' || (matches!(ch, '-' | '/' | '_') && joins_letters) {
            return place + ch.len_utf8();
        }
        before = ch;
    }
    text.len()
}

fn longest_fitting(piece: &str, fits: &impl Fn(&str) -> bool) -> usize {
    let ends = piece
        .char_indices()
        .map(|(place, ch)| place + ch.len_utf8());
    let first = piece.chars().next().map_or(piece.len(), char::len_utf8);
    ends.take_while(|&end| fits(piece.get(..end).unwrap_or(piece)))
        .last()
        .unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_after_a_space_or_between_joined_words_and_never_inside_a_number() {
        for (text, parts) in [
            ("pain 7/10 now", vec!["pain ", "7/10 ", "now"]),
            ("since 2026-11-14", vec!["since ", "2026-11-14"]),
            ("and/or low-back", vec!["and/", "or ", "low-", "back"]),
            ("ces_gate -3", vec!["ces_", "gate ", "-3"]),
            ("", vec![]),
        ] {
            assert_eq!(pieces(text, |_| true), parts, "{text}");
        }
    }

    #[test]
    fn a_word_longer_than_the_line_is_cut_and_nothing_is_lost() {
        let text = "Ångström-ngữ";
        let parts = pieces(text, |piece| piece.chars().count() <= 3);
        assert_eq!(parts.concat(), text);
        assert!(
            parts.iter().all(|part| part.chars().count() <= 3),
            "{parts:?}"
        );
        // Even where nothing fits, each step takes one character.
        assert_eq!(pieces("ngữ", |_| false), ["n", "g", "ữ"]);
    }
}
