//! Sets a blank form on sheets: boxes to tick and lines to write on.

use super::super::{
    document::{Pages, missing},
    draw::{Ink, Mark, Path, Pen, Weight, at},
    fit::flow,
    font::Fonts,
    layout::{Block, Setting, Span, bold, paragraph, plain, quiet, run, text_width},
    wording::fill,
};
use super::BlankForm;
use super::order::{Answer, Line, Part};
use super::words::Words;

/// White space around the page, in points: half an inch, which every printer can keep.
const MARGIN: f32 = 36.0;
/// Height of the foot, in points.
const FOOT: f32 = 34.0;
/// Type of the questions and of the foot, in points.
const BODY: f32 = 10.0;
const SMALL: f32 = 9.0;
/// Side of a box to tick, in points.
const BOX: f32 = 9.0;
/// Space between two boxes, so that each label belongs to the box before it, in points.
const APART: f32 = 11.0;
/// Height of a row of boxes, and of a line that somebody writes on by hand, in points.
const ROW: f32 = 15.0;
const WRITTEN: f32 = 21.0;
/// Column of the numbers, and how far a question stands in below the one that opens it, in points.
const NUMBER: f32 = 30.0;
const STEP: f32 = 14.0;
/// Share of the width beyond which answers stand below their question.
const BESIDE: f32 = 0.5;
/// Space between two questions, half above and half below the hairline, in points.
const GAP: f32 = 6.0;

/// What the blocks are made with.
#[derive(Clone, Copy)]
struct Sheet<'a> {
    fonts: &'a Fonts,
    words: &'a Words,
    width: f32,
}

/// Every page as marks.
pub(super) fn set(fonts: &Fonts, words: &Words, blank: &BlankForm, size: (f32, f32)) -> Pages {
    let sheet = Sheet {
        fonts,
        words,
        width: size.0 - 2.0 * MARGIN,
    };
    let height = size.1 - 2.0 * MARGIN - FOOT;
    let mut blocks = vec![head(sheet, blank)];
    for part in &blank.parts {
        blocks.extend(questions(sheet, part));
    }
    let mut pages: Vec<Vec<Mark>> = flow(blocks, height, 0.0)
        .into_iter()
        .map(|marks| {
            let marks = marks.into_iter();
            marks.map(|mark| mark.moved(MARGIN, MARGIN)).collect()
        })
        .collect();
    let missing = missing(fonts, &blank.origin, &pages).len();
    let of = pages.len();
    for (n, page) in pages.iter_mut().enumerate() {
        let top = size.1 - MARGIN - FOOT + 8.0;
        let foot = foot(sheet, blank, (n + 1, of), missing);
        page.extend(foot.into_iter().map(|mark| mark.moved(MARGIN, top)));
    }
    Pages { pages, missing }
}

fn text(sheet: Sheet<'_>, spans: &[Span], width: f32, size: f32) -> Block {
    let setting = Setting {
        width,
        size,
        leading: 1.25,
    };
    paragraph(sheet.fonts, spans, setting)
}

/// Title, how to fill it in, whom it is about, when and by whom.
fn head(sheet: Sheet<'_>, blank: &BlankForm) -> Block {
    let (page, identity) = (&sheet.words.page, &sheet.words.identity);
    let mut block = text(sheet, &[bold(&blank.title)], sheet.width, 18.0);
    block.stack(
        text(sheet, &[plain(&page.how)], sheet.width, BODY),
        0.0,
        2.0,
    );
    let rows = [
        vec![(identity.number.as_str(), 1.0), (&identity.born, 1.0)],
        vec![(&identity.family, 1.0), (&identity.given, 1.0)],
        vec![(&identity.day, 1.0), (&identity.time, 0.6)],
        vec![(&identity.by, 1.0)],
    ];
    let mut inner = Block::default();
    let width = sheet.width - 20.0;
    for row in rows {
        inner.stack(to_fill(sheet, &row, width), 0.0, 2.0);
    }
    let sexes = [
        &identity.female,
        &identity.male,
        &identity.intersex,
        &sheet.words.answers.unknown,
    ];
    let sexes: Vec<String> = sexes.into_iter().cloned().collect();
    for (lead, labels) in [(&identity.sex, &sexes), (&identity.role, &blank.writers)] {
        if !labels.is_empty() {
            inner.stack(boxes(sheet, lead, labels, width), 0.0, 5.0);
        }
    }
    let height = inner.height + 12.0;
    let mut framed = Block {
        height,
        marks: vec![Mark::Stroke(
            Path::rect(0.0, 0.0, sheet.width, height),
            Pen::solid(1.2, Ink::BLACK),
        )],
    };
    framed.place(inner, 10.0, 4.0);
    block.stack(framed, 0.0, 8.0);
    block.height += GAP;
    block
}

/// A part as blocks; its heading never stands alone at the end of a page.
fn questions(sheet: Sheet<'_>, part: &Part) -> Vec<Block> {
    let mut heading = Block {
        height: 8.0,
        marks: Vec::new(),
    };
    heading.place(
        text(sheet, &[bold(&part.title)], sheet.width, 13.0),
        0.0,
        8.0,
    );
    heading.stack(
        text(sheet, &[quiet(&part.say)], sheet.width, BODY),
        0.0,
        1.0,
    );
    let y = heading.height + 3.0;
    heading.marks.push(Mark::Stroke(
        Path::open(&[at(0.0, y), at(sheet.width, y)]),
        Pen::solid(1.2, Ink::BLACK),
    ));
    heading.height = y + 2.0;
    let mut lines = part.lines.iter().map(|line| question(sheet, line));
    if let Some(first) = lines.next() {
        heading.stack(first, 0.0, 0.0);
    }
    let mut blocks = vec![heading];
    blocks.extend(lines);
    blocks
}

/// A question with its number, its mark and its answer, above a hairline.
fn question(sheet: Sheet<'_>, line: &Line) -> Block {
    let left = NUMBER + STEP * line.depth.min(3) as f32;
    let width = sheet.width - left;
    let mut block = Block {
        height: GAP / 2.0,
        marks: Vec::new(),
    };
    let number = format!("{}", line.number);
    let top = GAP / 2.0;
    block
        .marks
        .push(run(&quiet(number), SMALL, at(0.0, top + 10.0)));
    if line.critical {
        block.place(exclamation(), 18.0, top + 1.0);
    }
    let mut spans = Vec::new();
    if !line.condition.is_empty() {
        spans.push(bold(format!("{} ", line.condition)));
    }
    spans.push(if line.critical {
        bold(&line.question)
    } else {
        plain(&line.question)
    });
    match beside(sheet, &line.answer, width * BESIDE) {
        Some((answer, taken)) => {
            let asked = text(sheet, &spans, width - taken - 10.0, BODY);
            block.place(asked, left, top);
            block.place(answer, sheet.width - taken, top - 1.0);
        }
        None => {
            let asked = text(sheet, &spans, width, BODY);
            block.place(asked, left, top);
            let answer = below(sheet, &line.answer, width);
            block.stack(answer, left, 1.0);
        }
    }
    let y = block.height + GAP / 2.0;
    block.marks.push(Mark::Stroke(
        Path::open(&[at(0.0, y), at(sheet.width, y)]),
        Pen::solid(0.4, Ink::PALE),
    ));
    block.height = y;
    block
}

/// White on black, so that it is a mark without a color.
fn exclamation() -> Block {
    Block {
        height: 11.0,
        marks: vec![
            Mark::Fill(Path::rect(0.0, 0.0, 8.0, 11.0), Ink::BLACK),
            run(&bold("!").inked(Ink::WHITE), BODY, at(2.8, 9.3)),
        ],
    }
}

/// An answer that fits beside its question, and the width it takes.
fn beside(sheet: Sheet<'_>, answer: &Answer, most: f32) -> Option<(Block, f32)> {
    match answer {
        Answer::Boxes { lead, labels } => {
            let width = row_width(sheet, lead, labels);
            (width <= most).then(|| (boxes(sheet, lead, labels, width + 1.0), width))
        }
        Answer::Line {
            unit,
            unknown: Some(unknown),
        } => {
            let (line, gap) = (84.0, 6.0);
            let unit_width = text_width(sheet.fonts, Weight::Regular, unit, SMALL);
            let unknown = std::slice::from_ref(unknown);
            let ticked = row_width(sheet, "", unknown);
            let width = line + gap + unit_width + 2.0 * gap + ticked;
            let mut block = Block {
                height: WRITTEN - 3.0,
                marks: vec![
                    written(0.0, line),
                    run(&plain(unit), SMALL, at(line + gap, WRITTEN - 7.0)),
                ],
            };
            let boxes = boxes(sheet, "", unknown, ticked + 1.0);
            block.place(boxes, width - ticked, 2.0);
            Some((block, width))
        }
        Answer::Line { unknown: None, .. } => None,
    }
}

/// An answer below its question.
fn below(sheet: Sheet<'_>, answer: &Answer, width: f32) -> Block {
    match answer {
        Answer::Boxes { lead, labels } => boxes(sheet, lead, labels, width),
        Answer::Line { .. } => Block {
            height: WRITTEN - 2.0,
            marks: vec![written(0.0, width)],
        },
    }
}

/// A line to write on.
fn written(from: f32, to: f32) -> Mark {
    let y = WRITTEN - 5.0;
    let line = Path::open(&[at(from, y), at(to, y)]);
    Mark::Stroke(line, Pen::solid(0.7, Ink::GRAY))
}

/// Width of a box with its label.
fn box_width(sheet: Sheet<'_>, label: &str) -> f32 {
    BOX + 3.0 + text_width(sheet.fonts, Weight::Regular, label, SMALL)
}

/// Width of boxes in one row, with what is said before them.
fn row_width(sheet: Sheet<'_>, lead: &str, labels: &[String]) -> f32 {
    let boxes: f32 = labels.iter().map(|label| box_width(sheet, label)).sum();
    let gaps = APART * labels.len().saturating_sub(1) as f32;
    boxes + gaps + lead_width(sheet, lead)
}

fn lead_width(sheet: Sheet<'_>, lead: &str) -> f32 {
    if lead.is_empty() {
        0.0
    } else {
        text_width(sheet.fonts, Weight::Regular, lead, SMALL) + 12.0
    }
}

/// Boxes to tick in rows of that width.
fn boxes(sheet: Sheet<'_>, lead: &str, labels: &[String], width: f32) -> Block {
    let mut block = Block::default();
    let mut x = lead_width(sheet, lead);
    let mut y = 0.0;
    if x > 0.0 {
        block.marks.push(run(&quiet(lead), SMALL, at(0.0, 11.0)));
    }
    for label in labels {
        let taken = box_width(sheet, label);
        if x > 0.0 && x + taken > width {
            (x, y) = (0.0, y + ROW);
        }
        let square = Path::rect(x, y + 3.0, BOX, BOX);
        block
            .marks
            .push(Mark::Stroke(square, Pen::solid(0.9, Ink::BLACK)));
        let place = at(x + BOX + 3.0, y + 11.0);
        block.marks.push(run(&plain(label), SMALL, place));
        x += taken + APART;
    }
    block.height = y + ROW;
    block
}

/// Names with lines to write on, side by side in shares of the width.
fn to_fill(sheet: Sheet<'_>, fields: &[(&str, f32)], width: f32) -> Block {
    let all: f32 = fields.iter().map(|(_, share)| share).sum();
    let (mut x, gap) = (0.0, 14.0);
    let free = width - gap * fields.len().saturating_sub(1) as f32;
    let mut block = Block {
        height: WRITTEN,
        marks: Vec::new(),
    };
    for (name, share) in fields {
        let end = x + free * share / all;
        let place = at(x, WRITTEN - 6.0);
        block.marks.push(run(&plain(*name), BODY, place));
        let from = x + text_width(sheet.fonts, Weight::Regular, name, BODY) + 6.0;
        block.marks.push(written(from, end));
        x = end + gap;
    }
    block
}

/// Whose sheet it is, so that sheets of two patients are not mixed up, the page, and the form.
fn foot(
    sheet: Sheet<'_>,
    blank: &BlankForm,
    (page, of): (usize, usize),
    missing: usize,
) -> Vec<Mark> {
    let words = &sheet.words.foot;
    let mut block = to_fill(sheet, &[(&words.number, 1.0)], sheet.width * 0.55);
    let number = [("page", page.to_string()), ("of", of.to_string())];
    let number: Vec<(&str, &str)> = number.iter().map(|(name, n)| (*name, n.as_str())).collect();
    let number = fill(&words.page, &number);
    let right = |text: &str| sheet.width - text_width(sheet.fonts, Weight::Regular, text, SMALL);
    let baseline = WRITTEN - 6.0;
    block
        .marks
        .push(run(&plain(&number), SMALL, at(right(&number), baseline)));
    let below = baseline + 13.0;
    block
        .marks
        .push(run(&quiet(&blank.origin), SMALL, at(0.0, below)));
    if missing > 0 {
        let text = fill(&words.missing, &[("count", &missing.to_string())]);
        let place = at(right(&text), below);
        block.marks.push(run(&plain(text), SMALL, place));
    }
    block.marks
}
