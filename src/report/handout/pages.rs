//! Sets a handout on sheets: large type, air, and lines to write on.

use super::super::{
    document::{Pages, missing},
    draw::{Ink, Mark, Path, Pen, Weight, at},
    fit::flow,
    font::Fonts,
    layout::{Block, Setting, Span, bold, paragraph, plain, quiet, run, text_width},
    wording::fill,
};
use super::{
    compose::{ExerciseLine, Handout, Warnings},
    drawings::{GROUND_INK, drawing},
    exercises::EXERCISES,
};

/// White space around the page, in points, and the least that every printer can keep.
const MARGIN: f32 = 44.0;
const NARROW: f32 = 36.0;
/// Height of the foot, in points.
const FOOT: f32 = 30.0;
/// Smallest type for the patient, in points.
const BODY: f32 = 12.0;
/// Type of the foot, which is for the clinic.
const SMALL: f32 = 9.5;

/// White on this red, and black on this amber, keep a contrast of at least 7 to 1.
const RED: Ink = Ink(0xa1, 0x12, 0x1d);
const AMBER: Ink = Ink(0xf2, 0xb4, 0x2c);
const RED_WASH: Ink = Ink(0xfd, 0xf1, 0xf0);
const AMBER_WASH: Ink = Ink(0xff, 0xfa, 0xee);

/// Most sheets that are still read at home.
const PAGES: usize = 3;

/// How large everything is.
#[derive(Clone, Copy)]
struct Air {
    /// Size of the running text, in points.
    body: f32,
    /// Width of a drawing, in points.
    drawing: f32,
    /// Space between blocks, in points.
    gap: f32,
    /// Distance between baselines as a multiple of the size.
    leading: f32,
    /// White space around the page, in points.
    margin: f32,
    /// Whether an exercise is one paragraph: name, dose and stop rule have no line of their own.
    run_in: bool,
}

/// From large to the least; the first that needs no more than [`PAGES`] is taken.
const AIRS: [Air; 6] = [
    air(13.5, 132.0, 10.0),
    air(13.0, 126.0, 9.0),
    air(12.5, 120.0, 8.0),
    air(BODY, 108.0, 6.0),
    Air {
        leading: 1.26,
        margin: NARROW,
        run_in: true,
        ..air(12.5, 98.0, 5.0)
    },
    Air {
        leading: 1.22,
        margin: NARROW,
        run_in: true,
        ..air(BODY, 84.0, 2.5)
    },
];

const fn air(body: f32, drawing: f32, gap: f32) -> Air {
    Air {
        body,
        drawing,
        gap,
        leading: 1.3,
        margin: MARGIN,
        run_in: false,
    }
}

/// What the blocks are made with.
#[derive(Clone, Copy)]
struct Sheet<'a> {
    fonts: &'a Fonts,
    width: f32,
    air: Air,
}

impl Sheet<'_> {
    fn text(self, spans: &[Span], width: f32, size: f32) -> Block {
        let setting = Setting {
            width,
            size,
            leading: self.air.leading,
        };
        paragraph(self.fonts, spans, setting)
    }

    fn body(self, spans: &[Span], width: f32) -> Block {
        self.text(spans, width, self.air.body)
    }
}

/// Every page as marks.
pub(super) fn set(fonts: &Fonts, handout: &Handout, size: (f32, f32)) -> Pages {
    let set = |air: Air| {
        let width = size.0 - 2.0 * air.margin;
        let height = size.1 - 2.0 * air.margin - FOOT + 6.0;
        let sheet = Sheet { fonts, width, air };
        (sheet, flow(blocks(sheet, handout), height, air.gap))
    };
    let [.., least] = AIRS;
    let (sheet, pages) = AIRS
        .into_iter()
        .map(set)
        .find(|(_, pages)| pages.len() <= PAGES)
        .unwrap_or_else(|| set(least));
    let margin = sheet.air.margin;
    let mut pages: Vec<Vec<Mark>> = pages
        .into_iter()
        .map(|marks| {
            let marks = marks.into_iter();
            marks.map(|mark| mark.moved(margin, margin)).collect()
        })
        .collect();
    let missing = missing(fonts, &handout.foot.patient, &pages).len();
    let of = pages.len();
    for (n, page) in pages.iter_mut().enumerate() {
        let top = size.1 - margin - FOOT + 16.0;
        let foot = foot(sheet, handout, (n + 1, of), missing);
        page.extend(foot.into_iter().map(|mark| mark.moved(margin, top)));
    }
    Pages { pages, missing }
}

/// Everything in its order; a block is never split.
fn blocks(sheet: Sheet<'_>, handout: &Handout) -> Vec<Block> {
    let words = handout.words;
    let mut blocks = vec![
        header(sheet, handout),
        warnings(sheet, &handout.emergency, (RED, Ink::WHITE, RED_WASH), None),
        warnings(
            sheet,
            &handout.same_day,
            (AMBER, Ink::BLACK, AMBER_WASH),
            Some(&words.same_day.phone),
        ),
    ];
    let mut plan = heading(sheet, &words.plan.title);
    plan.stack(
        sheet.body(&[plain(&handout.plan.lead)], sheet.width),
        0.0,
        3.0,
    );
    let mut items = handout.plan.items.iter().map(|item| ticked(sheet, item));
    if let Some(first) = items.next() {
        plan.stack(first, 0.0, 8.0);
    }
    blocks.push(plan);
    blocks.extend(items);
    for said in [&handout.plan.waiting, &handout.plan.more]
        .into_iter()
        .flatten()
    {
        blocks.push(sheet.body(&[plain(said)], sheet.width));
    }
    blocks.push(agreed(sheet, handout));
    if let Some(exercises) = &handout.exercises {
        let mut head = heading(sheet, &words.exercises.title);
        let lead = format!("{} {}", exercises.lead, exercises.default);
        head.stack(sheet.body(&[plain(lead)], sheet.width), 0.0, 3.0);
        let mut rows = exercises
            .items
            .iter()
            .enumerate()
            .map(|(n, line)| exercise(sheet, handout, n + 1, line));
        if let Some(first) = rows.next() {
            head.stack(first, 0.0, sheet.air.gap + 2.0);
        }
        blocks.push(head);
        blocks.extend(rows);
    }
    blocks.push(ending(sheet, handout));
    blocks
}

fn header(sheet: Sheet<'_>, handout: &Handout) -> Block {
    let title = bold(&handout.words.page.title);
    let mut block = sheet.text(&[title], sheet.width, 24.0);
    block.stack(
        sheet.body(&[plain(&handout.identity)], sheet.width),
        0.0,
        1.0,
    );
    block.height += 3.0;
    block
}

/// A box: the start of the sentence in the bar, its ends below.
fn warnings(
    sheet: Sheet<'_>,
    warnings: &Warnings,
    (bar, ink, wash): (Ink, Ink, Ink),
    phone: Option<&str>,
) -> Block {
    let (pad, bar_height) = (14.0, 31.0);
    let inner = sheet.width - 2.0 * pad;
    let mut content = Block::default();
    // The emergency list keeps a line for each sign, whatever happens to the rest.
    let columns = if sheet.air.run_in && phone.is_some() {
        2
    } else {
        1
    };
    let column = inner / columns as f32;
    for items in warnings.items.chunks(columns) {
        let mut row = Block::default();
        for (n, item) in items.iter().enumerate() {
            row.place(dotted(sheet, item, column - 6.0), column * n as f32, 0.0);
        }
        content.stack(row, 0.0, 3.0);
    }
    if let Some(phone) = phone {
        content.stack(to_fill(sheet, &[(phone, 1.0)], inner), 0.0, 4.0);
    }
    let mut after = warnings.after.iter();
    if let Some(first) = after.next() {
        content.stack(sheet.body(&[bold(first)], inner), 0.0, 6.0);
    }
    for line in after {
        content.stack(sheet.body(&[plain(line)], inner), 0.0, 2.0);
    }
    let height = bar_height + content.height + 16.0;
    let frame = Path::rect(0.0, 0.0, sheet.width, height);
    let mut block = Block {
        height,
        marks: vec![
            Mark::Fill(frame.clone(), wash),
            Mark::Fill(Path::rect(0.0, 0.0, sheet.width, bar_height), bar),
            Mark::Stroke(frame, Pen::solid(2.0, bar)),
            run(&bold(&warnings.title).inked(ink), 17.0, at(pad, 21.5)),
        ],
    };
    block.place(content, pad, bar_height + 8.0);
    block.height += 2.0;
    block
}

fn dotted(sheet: Sheet<'_>, text: &str, width: f32) -> Block {
    let inset = 16.0;
    let mut block = Block::default();
    let dot = Path::circle(at(4.5, sheet.air.body * 0.65), 2.6);
    block.marks.push(Mark::Fill(dot, Ink::BLACK));
    block.place(sheet.body(&[plain(text)], width - inset), inset, 0.0);
    block
}

/// A part of the plan with a square to tick once it is agreed.
fn ticked(sheet: Sheet<'_>, text: &str) -> Block {
    let inset = 22.0;
    let mut block = Block::default();
    let square = Path::rect(1.0, sheet.air.body * 0.65 - 6.0, 12.0, 12.0);
    block
        .marks
        .push(Mark::Stroke(square, Pen::solid(1.0, Ink::BLACK)));
    block.place(sheet.body(&[plain(text)], sheet.width - inset), inset, 0.0);
    block
}

fn heading(sheet: Sheet<'_>, title: &str) -> Block {
    let mut block = Block {
        height: 6.0,
        marks: Vec::new(),
    };
    block.place(sheet.text(&[bold(title)], sheet.width, 18.0), 0.0, 6.0);
    let y = block.height + 1.0;
    let line = Path::open(&[at(0.0, y), at(sheet.width, y)]);
    block
        .marks
        .push(Mark::Stroke(line, Pen::solid(1.2, Ink::BLACK)));
    block.height = y + 1.5;
    block
}

/// Names with lines to write on, side by side in shares of the width.
fn to_fill(sheet: Sheet<'_>, fields: &[(&str, f32)], width: f32) -> Block {
    let all: f32 = fields.iter().map(|(_, share)| share).sum();
    let base = 20.0;
    let (mut x, gap) = (0.0, 14.0);
    let free = width - gap * fields.len().saturating_sub(1) as f32;
    let mut marks = Vec::new();
    for (name, share) in fields {
        let end = x + free * share / all;
        let size = sheet.air.body;
        marks.push(run(&plain(*name), size, at(x, base)));
        let start = x + text_width(sheet.fonts, Weight::Regular, name, size) + 6.0;
        let line = Path::open(&[at(start, base + 2.0), at(end, base + 2.0)]);
        marks.push(Mark::Stroke(line, Pen::solid(0.7, Ink::GRAY)));
        x = end + gap;
    }
    Block {
        height: base + 5.0,
        marks,
    }
}

fn agreed(sheet: Sheet<'_>, handout: &Handout) -> Block {
    let words = &handout.words.plan;
    let mut block = to_fill(sheet, &[(&words.agreed, 1.0)], sheet.width);
    let second = [(words.signature.as_str(), 2.0), (&words.signed_on, 1.0)];
    block.stack(to_fill(sheet, &second, sheet.width), 0.0, 3.0);
    block
}

fn exercise(sheet: Sheet<'_>, handout: &Handout, number: usize, line: &ExerciseLine) -> Block {
    let words = &handout.words.exercises;
    let found = EXERCISES.iter().find(|exercise| exercise.id == line.id);
    let picture = found.map_or_else(Block::default, |exercise| {
        framed(
            drawing(exercise.drawing, sheet.air.drawing),
            sheet.air.drawing,
        )
    });
    let inset = sheet.air.drawing + 16.0;
    let width = sheet.width - inset;
    let title = format!("{number}. {}", line.name);
    let named = |name: &str| bold(format!("{name} "));
    let run_in = |said: &str| plain(format!("{said} "));
    let ask_first = line.ask_first.iter();
    let ask_first = ask_first.map(|said| bold(format!(" {said}")));
    let mut text = Block::default();
    if sheet.air.run_in {
        let mut spans = vec![
            named(&format!("{title}.")),
            run_in(&line.how),
            named(&words.dose),
            run_in(&line.dose),
            named(&words.stop),
            plain(&line.stop),
        ];
        spans.extend(ask_first);
        text.stack(sheet.body(&spans, width), 0.0, 0.0);
    } else {
        let size = sheet.air.body + 1.5;
        text.stack(sheet.text(&[bold(title)], width, size), 0.0, 0.0);
        text.stack(sheet.body(&[plain(&line.how)], width), 0.0, 0.5);
        for (name, value) in [(&words.dose, &line.dose), (&words.stop, &line.stop)] {
            let spans = [named(name), plain(value)];
            text.stack(sheet.body(&spans, width), 0.0, 0.5);
        }
        for said in ask_first {
            text.stack(sheet.body(&[said], width), 0.0, 0.5);
        }
    }
    let mut block = Block::default();
    block.place(picture, 0.0, 2.0);
    block.place(text, inset, 0.0);
    block
}

/// A drawing on a ground of its own.
fn framed(drawing: Block, width: f32) -> Block {
    let ground = Path::rect(0.0, 0.0, width, drawing.height);
    let mut block = Block {
        height: drawing.height,
        marks: vec![Mark::Fill(ground, GROUND_INK)],
    };
    block.place(drawing, 0.0, 0.0);
    block
}

/// The next check and whom to call, which stay together.
fn ending(sheet: Sheet<'_>, handout: &Handout) -> Block {
    let words = handout.words;
    let mut block = heading(sheet, &words.review.title);
    match &handout.review.on {
        Some(day) => block.stack(sheet.text(&[bold(day)], sheet.width, 16.0), 0.0, 5.0),
        None => block.stack(
            to_fill(sheet, &[(&words.review.unset, 1.0)], sheet.width / 2.0),
            0.0,
            2.0,
        ),
    }
    let lines = handout.review.lines.join(" ");
    block.stack(sheet.body(&[plain(lines)], sheet.width), 0.0, 2.0);
    block.stack(heading(sheet, &words.contact.title), 0.0, 4.0);
    let reach = [
        (words.contact.phone.as_str(), 1.0),
        (&words.contact.hours, 1.0),
    ];
    block.stack(to_fill(sheet, &reach, sheet.width), 0.0, 2.0);
    let explained = [(words.contact.explained.as_str(), 1.0)];
    block.stack(to_fill(sheet, &explained, sheet.width), 0.0, 3.0);
    block
}

fn foot(
    sheet: Sheet<'_>,
    handout: &Handout,
    (page, of): (usize, usize),
    missing: usize,
) -> Vec<Mark> {
    let (words, foot) = (&handout.words.foot, &handout.foot);
    let line = Path::open(&[at(0.0, 0.0), at(sheet.width, 0.0)]);
    let mut marks = vec![Mark::Stroke(line, Pen::solid(0.5, Ink::GRAY))];
    let (page, of) = (page.to_string(), of.to_string());
    let number = fill(&words.page, &[("page", &page), ("of", &of)]);
    let count = |sentence: &str, count: usize| {
        let said = (count > 0).then(|| fill(sentence, &[("count", &count.to_string())]));
        said.unwrap_or_default()
    };
    let notes = [
        count(&words.untranslated, foot.untranslated),
        count(&words.missing, missing),
    ];
    marks.push(run(&plain(&foot.patient), SMALL, at(0.0, 11.5)));
    let x = sheet.width - text_width(sheet.fonts, Weight::Regular, &number, SMALL);
    marks.push(run(&plain(&number), SMALL, at(x, 11.5)));
    marks.push(run(&quiet(&foot.origin), SMALL, at(0.0, 23.5)));
    let mut right = sheet.width;
    for note in notes.iter().filter(|note| !note.is_empty()) {
        right -= text_width(sheet.fonts, Weight::Bold, note, SMALL);
        marks.push(run(&bold(note), SMALL, at(right, 23.5)));
        right -= 10.0;
    }
    marks
}
