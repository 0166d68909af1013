//! Puts the pages together: margins, the foot of each page, and the count of characters that
//! could not be printed.

use std::collections::BTreeSet;

use super::{
    appendix,
    draw::{Ink, Mark, Path, Pen, Weight, at},
    fit::fit,
    font::{Fonts, normalized},
    layout::{Block, SMALLEST, Setting, bold, paragraph, plain, quiet, run, text_width},
    page_one::Desk,
    summary::Summary,
    wording::{Wording, fill},
};

/// White space around the page, in points: half an inch, which every printer can keep.
const MARGIN: f32 = 36.0;
/// Height of the foot, in points.
const FOOT: f32 = 30.0;

/// Every page as marks, and how many different characters have no glyph.
#[derive(Debug)]
pub struct Pages {
    /// Marks of each page.
    pub pages: Vec<Vec<Mark>>,
    /// Different characters printed as a box.
    pub missing: usize,
}

/// Sets the whole document on sheets of that size, in points.
pub(super) fn set(fonts: &Fonts, words: &Wording, summary: &Summary, size: (f32, f32)) -> Pages {
    let desk = Desk {
        fonts,
        words,
        width: size.0 - 2.0 * MARGIN,
    };
    let height = size.1 - 2.0 * MARGIN - FOOT + 8.0;
    let note = |page: usize| overlong(desk, page);
    let mut pages = fit(desk, summary, height, note).pages;
    let title = format!("{} · {}", words.appendix.continued, summary.title);
    pages.extend(appendix::pages(desk, &title, &summary.appendix, height));

    let mut pages: Vec<Vec<Mark>> = pages
        .into_iter()
        .map(|marks| {
            marks
                .into_iter()
                .map(|mark| mark.moved(MARGIN, MARGIN))
                .collect()
        })
        .collect();
    let missing = missing(fonts, &summary.foot.patient, &pages).len();
    let count = pages.len();
    for (n, page) in pages.iter_mut().enumerate() {
        let foot = foot(desk, summary, (n + 1, count), missing);
        let top = size.1 - MARGIN - FOOT + 14.0;
        page.extend(foot.marks.into_iter().map(|mark| mark.moved(MARGIN, top)));
    }
    Pages { pages, missing }
}

fn overlong(desk: Desk<'_>, page: usize) -> Block {
    let text = fill(&desk.words.fitting.overlong, &[("page", &page.to_string())]);
    let setting = Setting {
        width: desk.width,
        size: 10.0,
        leading: 1.3,
    };
    paragraph(desk.fonts, &[bold(text)], setting)
}

/// Two lines: who and which page; which case and which rules. What could not be printed, and
/// that the decision is open, stand here too.
fn foot(desk: Desk<'_>, summary: &Summary, (page, of): (usize, usize), missing: usize) -> Block {
    let words = &desk.words.foot;
    let line = Path::open(&[at(0.0, 0.0), at(desk.width, 0.0)]);
    let mut marks = vec![Mark::Stroke(line, Pen::solid(0.5, Ink::GRAY))];
    let number = fill(
        &words.page,
        &[
            ("page", &page.to_string()),
            ("of", &of.to_string()),
            ("pages", &of.to_string()),
        ],
    );
    let right =
        |text: &str, weight: Weight| desk.width - text_width(desk.fonts, weight, text, SMALLEST);
    marks.push(run(&plain(&summary.foot.patient), SMALLEST, at(0.0, 11.5)));
    let x = right(&number, Weight::Regular);
    marks.push(run(&plain(&number), SMALLEST, at(x, 11.5)));
    marks.push(run(&quiet(&summary.foot.origin), SMALLEST, at(0.0, 23.0)));
    if summary.band.provisional.is_some() {
        let word = &desk.words.provisional.foot;
        let x = right(word, Weight::Bold);
        marks.push(run(&bold(word), SMALLEST, at(x, 23.0)));
    }
    if missing > 0 {
        let text = fill(&words.missing, &[("count", &missing.to_string())]);
        let width = text_width(desk.fonts, Weight::Bold, &text, SMALLEST);
        marks.push(run(
            &bold(&text),
            SMALLEST,
            at((desk.width - width) / 2.0, -4.0),
        ));
    }
    Block {
        height: FOOT,
        marks,
    }
}

/// Every character without a glyph, once. The foot is asked for separately: it is drawn last,
/// because it prints their number.
pub(super) fn missing(fonts: &Fonts, foot: &str, pages: &[Vec<Mark>]) -> BTreeSet<char> {
    let mut found = BTreeSet::new();
    let mut look = |weight: Weight, text: &str| {
        let face = fonts.face(weight);
        found.extend(text.chars().filter(|&ch| face.glyph(ch).is_none()));
    };
    for mark in pages.iter().flatten() {
        mark.each_text(&mut look);
    }
    look(Weight::Regular, &normalized(foot));
    found
}
