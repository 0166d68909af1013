//! The pain of the visits as a line.

use super::Words;
use crate::app::Visit;

/// Width of the drawing.
const WIDTH: i64 = 480;
/// Height of the drawing.
const HEIGHT: i64 = 140;
/// Room beside the line for what is written.
const EDGE: i64 = 28;
/// The highest score.
const HIGHEST: i64 = 10;

/// A visit in the drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dot {
    /// From the left.
    pub x: i64,
    /// From the top.
    pub y: i64,
    /// Where its score is written, from the top.
    pub label_y: i64,
    /// The score.
    pub pain: u8,
    /// The day.
    pub day: String,
}

/// A line through the scores of the visits; the days lie as far apart as they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PainChart {
    /// What it says, for those who do not see it.
    pub description: String,
    /// The visits with a score.
    pub dots: Vec<Dot>,
    /// The line: `x,y x,y`.
    pub line: String,
}

impl PainChart {
    /// The line of these visits; none where fewer than two gave a score.
    pub fn of(words: Words, visits: &[Visit]) -> Option<PainChart> {
        let scores = visits
            .iter()
            .filter_map(|visit| Some((visit.decision.as_of, visit.pain?)));
        let scores: Vec<_> = scores.collect();
        let ((first, from), (last, to)) = match scores.as_slice() {
            [first, .., last] => (*first, *last),
            _ => return None,
        };
        let days = last.signed_duration_since(first).num_days().max(1);
        let dots: Vec<Dot> = scores
            .iter()
            .map(|(day, pain)| {
                let since = day.signed_duration_since(first).num_days();
                let y = HEIGHT - EDGE - i64::from(*pain) * (HEIGHT - 2 * EDGE) / HIGHEST;
                Dot {
                    x: EDGE + since * (WIDTH - 2 * EDGE) / days,
                    y,
                    label_y: y - 8,
                    pain: *pain,
                    day: day.to_string(),
                }
            })
            .collect();
        let line: Vec<String> = dots
            .iter()
            .map(|dot| format!("{},{}", dot.x, dot.y))
            .collect();
        let (from, to) = (from.to_string(), to.to_string());
        Some(PainChart {
            description: words.with(
                "pain-described",
                &[
                    ("from", &from),
                    ("first", &first.to_string()),
                    ("to", &to),
                    ("last", &last.to_string()),
                ],
            ),
            line: line.join(" "),
            dots,
        })
    }
}
