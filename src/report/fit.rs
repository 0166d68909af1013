//! The fitting rule: what page one gives up, in which order, and what it never gives up.
//!
//! Absent flags become a count, then the background goes down to three cells, then the reasons
//! to two, then the further requests go to the appendix, then near thresholds and the next question.
//! What is present, what is not known, the ask and the sign-off are never dropped, and nothing is
//! ever set smaller. What is cut stands in the appendix.

use super::{
    draw::Mark,
    layout::Block,
    page_one::{Desk, sections},
    summary::Summary,
};

/// Words of the bar, the ask, the problem and the reasons a reader takes in within 20 seconds,
/// at 238 words a minute.
const WORDS_IN_20_SECONDS: usize = 80;

/// How much page one shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cut {
    /// Whether absent flags are printed as a count.
    pub absent_as_count: bool,
    /// Rows of three cells of the background.
    pub background_rows: usize,
    /// Reasons.
    pub reasons: usize,
    /// Whether what is asked for beside the ask is left to the appendix.
    pub also_as_count: bool,
    /// Whether near thresholds and the next question are left to the appendix.
    pub change_in_short: bool,
    /// Height of the body chart, in points.
    pub chart: f32,
}

/// Reasons on the first pages where one page cannot hold them; a block has to fit a page.
const REASONS_AT_MOST: usize = 8;

/// Heights of the body chart, in points; the smallest still shows every region.
const CHARTS: [f32; 4] = [172.0, 152.0, 132.0, 110.0];

/// The steps of the rule, from everything to the least.
pub const STEPS: [Cut; 6] = [
    Cut {
        absent_as_count: false,
        background_rows: 2,
        reasons: 3,
        also_as_count: false,
        change_in_short: false,
        chart: 132.0,
    },
    Cut {
        absent_as_count: true,
        background_rows: 2,
        reasons: 3,
        also_as_count: false,
        change_in_short: false,
        chart: 132.0,
    },
    Cut {
        absent_as_count: true,
        background_rows: 1,
        reasons: 3,
        also_as_count: false,
        change_in_short: false,
        chart: 132.0,
    },
    Cut {
        absent_as_count: true,
        background_rows: 1,
        reasons: 2,
        also_as_count: false,
        change_in_short: false,
        chart: 132.0,
    },
    Cut {
        absent_as_count: true,
        background_rows: 1,
        reasons: 2,
        also_as_count: true,
        change_in_short: false,
        chart: 132.0,
    },
    Cut {
        absent_as_count: true,
        background_rows: 1,
        reasons: 2,
        also_as_count: true,
        change_in_short: true,
        chart: 132.0,
    },
];

/// The first pages: one where the rule allows it, more where not.
#[derive(Debug)]
pub struct Fitted {
    /// Marks of each page, from the top left of the area between the margins.
    pub pages: Vec<Vec<Mark>>,
    /// What was shown.
    pub cut: Cut,
}

/// Sets page one with the first cut that fits `height` points; if none does, the full text runs
/// on to further pages below `note`.
pub fn fit(
    desk: Desk<'_>,
    summary: &Summary,
    height: f32,
    note: impl Fn(usize) -> Block,
) -> Fitted {
    let read_in_time = words(summary) <= WORDS_IN_20_SECONDS;
    for step in STEPS {
        for chart in CHARTS {
            let most = if read_in_time {
                step.reasons
            } else {
                step.reasons.min(2)
            };
            let cut = Cut {
                reasons: most,
                chart,
                ..step
            };
            if let Some(marks) = one_page(sections(desk, summary, cut), height, least_gap(chart)) {
                return Fitted {
                    pages: vec![marks],
                    cut,
                };
            }
        }
    }
    let [everything, ..] = STEPS;
    let cut = Cut {
        reasons: REASONS_AT_MOST,
        ..everything
    };
    // The sign-off is the last block but one; its page is known only after a first try.
    let blocks = sections(desk, summary, cut);
    let sign_off = blocks.len().saturating_sub(2);
    let mut with_note = blocks;
    with_note.insert(1, note(2));
    let page = page_of(&with_note, sign_off + 1, height);
    if let Some(slot) = with_note.get_mut(1) {
        *slot = note(page);
    }
    Fitted {
        pages: flow(with_note, height, GAP),
        cut,
    }
}

/// Space between sections.
const GAP: f32 = 4.5;
/// Most that spare height adds to each space.
const EXTRA: f32 = 5.0;

/// Height of a body chart, in points, up to which the sections may stand close.
const CROWDED: f32 = 132.0;

/// A larger body chart is worth having only where the sections still stand apart.
fn least_gap(chart: f32) -> f32 {
    if chart > CROWDED { GAP + 3.5 } else { GAP }
}

fn one_page(blocks: Vec<Block>, height: f32, gap: f32) -> Option<Vec<Mark>> {
    let gaps = blocks.len().saturating_sub(1) as f32;
    let needed = blocks.iter().map(|block| block.height).sum::<f32>() + gap * gaps;
    let spare = height - needed;
    (spare >= 0.0)
        .then(|| flow(blocks, height, gap + (spare / gaps.max(1.0)).min(EXTRA)))
        .and_then(|pages| pages.into_iter().next())
}

/// Stacks blocks on pages; a block is never split.
pub fn flow(blocks: Vec<Block>, height: f32, gap: f32) -> Vec<Vec<Mark>> {
    let mut pages = vec![Vec::new()];
    let mut y = 0.0;
    for block in blocks {
        // Half a hundredth of a point of rounding must not start a page.
        if y > 0.0 && y + block.height > height + 0.01 {
            pages.push(Vec::new());
            y = 0.0;
        }
        if let Some(page) = pages.last_mut() {
            page.extend(block.marks.into_iter().map(|mark| mark.moved(0.0, y)));
        }
        y += block.height + gap;
    }
    pages
}

fn page_of(blocks: &[Block], which: usize, height: f32) -> usize {
    flow(blocks.get(..=which).unwrap_or(blocks).to_vec(), height, GAP).len()
}

fn words(summary: &Summary) -> usize {
    let band = &summary.band;
    let reasons = summary
        .reasons
        .iter()
        .take(3)
        .map(|reason| reason.brief.as_str());
    [band.word, &band.due, &band.ask, &summary.problem]
        .into_iter()
        .chain(reasons)
        .map(|text| text.split_whitespace().count())
        .sum()
}
