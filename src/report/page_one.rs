//! The sections of page one, each as a block, in the order a clinician reads them.

use super::{
    draw::{Ink, Mark, Path, Pen, Weight, at},
    figure::{body_chart, body_chart_width, pain_strip},
    fit::Cut,
    font::Fonts,
    layout::{
        Block, SMALLEST, Setting, Span, body, bold, paragraph, plain, quiet, run, text_width,
    },
    summary::{ReasonLine, SignedLine, Summary},
    wording::{Wording, fill},
};

/// Width of the column with the section names.
const GUTTER: f32 = 96.0;

/// What the sections are made with.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// Fonts.
    pub fonts: &'a Fonts,
    /// Fixed sentences.
    pub(super) words: &'a Wording,
    /// Width between the margins, in points.
    pub width: f32,
}

/// The sections in order.
pub fn sections(desk: Desk<'_>, summary: &Summary, cut: Cut) -> Vec<Block> {
    let mut sections = vec![
        header(desk, summary),
        super::band::band(desk, summary),
        labeled(
            desk,
            &desk.words.labels.problem,
            text(desk, &[plain(&summary.problem)]),
        ),
        labeled(
            desk,
            &desk.words.labels.reasons,
            reasons(desk, summary, cut),
        ),
        labeled(desk, &desk.words.labels.change, change(desk, summary, cut)),
    ];
    if !summary.also.is_empty() {
        let also = if cut.also_as_count {
            desk.words.fitting.in_appendix.clone()
        } else {
            summary.also.join(" · ")
        };
        let also = text(desk, &[plain(also)]);
        sections.push(labeled(desk, &desk.words.labels.also, also));
    }
    sections.extend([
        picture(desk, summary, cut),
        flags(desk, summary, cut),
        background(desk, summary, cut),
        review(desk, summary.signed.as_ref()),
        sources(desk, summary),
    ]);
    sections
}

fn text(desk: Desk<'_>, spans: &[Span]) -> Block {
    paragraph(desk.fonts, spans, body(desk.width - GUTTER))
}

/// A section with its name in the left column and a hairline above.
fn labeled(desk: Desk<'_>, name: &str, content: Block) -> Block {
    let mut block = Block::default();
    let line = Path::open(&[at(0.0, 0.0), at(desk.width, 0.0)]);
    block
        .marks
        .push(Mark::Stroke(line, Pen::solid(0.5, Ink::PALE)));
    let name = paragraph(desk.fonts, &[bold(name)], body(GUTTER - 8.0));
    block.place(name, 0.0, 3.0);
    block.place(content, GUTTER, 3.0);
    block
}

fn header(desk: Desk<'_>, summary: &Summary) -> Block {
    let mut block = Block::default();
    let title = Setting {
        width: desk.width,
        size: 16.0,
        leading: 1.2,
    };
    block.stack(
        paragraph(desk.fonts, &[bold(&summary.title)], title),
        0.0,
        0.0,
    );
    let identity = paragraph(desk.fonts, &[plain(&summary.identity)], body(desk.width));
    block.stack(identity, 0.0, 1.0);
    let half = desk.width / 2.0;
    let base = block.height + 13.0;
    let parties = [
        (&desk.words.page.to, &summary.to),
        (&desk.words.page.from, &summary.from),
    ];
    for (n, (name, value)) in parties.into_iter().enumerate() {
        let left = half * n as f32;
        let end = if n == 0 { half - 10.0 } else { desk.width };
        block.marks.push(run(&bold(name), SMALLEST, at(left, base)));
        let start = left + text_width(desk.fonts, Weight::Bold, name, SMALLEST) + 5.0;
        if value.is_empty() {
            let line = Path::open(&[at(start, base + 1.5), at(end, base + 1.5)]);
            block
                .marks
                .push(Mark::Stroke(line, Pen::solid(0.5, Ink::GRAY)));
        } else {
            block
                .marks
                .push(run(&plain(value), SMALLEST, at(start, base)));
        }
    }
    block.height = base + 4.0;
    block
}

fn reasons(desk: Desk<'_>, summary: &Summary, cut: Cut) -> Block {
    let mut block = Block::default();
    let shown = cut.reasons.min(summary.reasons.len());
    for (n, reason) in summary.reasons.iter().take(shown).enumerate() {
        let number = paragraph(desk.fonts, &[bold(format!("{}.", n + 1))], body(14.0));
        let line = paragraph(
            desk.fonts,
            &reason_spans(reason),
            body(desk.width - GUTTER - 14.0),
        );
        let y = if n == 0 { 0.0 } else { block.height + 1.5 };
        block.place(number, 0.0, y);
        block.place(line, 14.0, y);
    }
    let hidden = summary.reasons.len() - shown;
    if hidden > 0 {
        let more = fill(
            &desk.words.fitting.more_reasons,
            &[("count", &hidden.to_string())],
        );
        block.stack(text(desk, &[quiet(more)]), 14.0, 1.0);
    }
    block
}

/// The sentence, then rule, citations and caution in second rank.
pub fn reason_spans(reason: &ReasonLine) -> Vec<Span> {
    let mut source = format!("  {}", reason.rule);
    if !reason.citations.is_empty() {
        let numbers: Vec<String> = reason.citations.iter().map(usize::to_string).collect();
        source.push_str(&format!(" [{}]", numbers.join(", ")));
    }
    let mut spans = vec![plain(&reason.brief), quiet(source)];
    if let Some(caution) = &reason.caution {
        spans.push(quiet(" · "));
        spans.push(bold(caution));
    }
    spans
}

fn change(desk: Desk<'_>, summary: &Summary, cut: Cut) -> Block {
    let mut block = Block::default();
    let labels = &desk.words.labels;
    for (name, sentence) in [
        (&labels.up, &summary.change.up),
        (&labels.down, &summary.change.down),
    ] {
        block.stack(text(desk, &[bold(name), plain(sentence)]), 0.0, 0.5);
    }
    let more: Vec<Span> = [
        (&labels.near, &summary.change.near),
        (&labels.next, &summary.change.next),
    ]
    .into_iter()
    .filter(|(_, sentence)| !sentence.is_empty() && !cut.change_in_short)
    .flat_map(|(name, sentence)| [bold(name), plain(format!("{sentence} "))])
    .collect();
    if !more.is_empty() {
        block.stack(text(desk, &more), 0.0, 0.5);
    }
    block
}

/// Left the body chart; right the strip, the timeline and the examination.
fn picture(desk: Desk<'_>, summary: &Summary, cut: Cut) -> Block {
    let labels = &desk.words.labels;
    let mut block = Block::default();
    let line = Path::open(&[at(0.0, 0.0), at(desk.width, 0.0)]);
    block
        .marks
        .push(Mark::Stroke(line, Pen::solid(0.5, Ink::PALE)));

    let chart = body_chart_width(cut.chart);
    let left = chart.max(GUTTER);
    let mut place = Block::default();
    let words = [
        bold(format!("{}  ", labels.place)),
        plain(&summary.place.words),
    ];
    place.stack(paragraph(desk.fonts, &words, body(left)), 0.0, 0.0);
    place.stack(
        body_chart(desk.fonts, desk.words, &summary.place, cut.chart),
        0.0,
        3.0,
    );
    block.place(place, 0.0, 3.0);

    let (x, width) = (left + 16.0, desk.width - left - 16.0);
    let mut right = Block::default();
    let set = |spans: &[Span]| paragraph(desk.fonts, spans, body(width));
    right.stack(
        set(&[
            bold(format!("{}  ", labels.pain)),
            plain(&summary.pain.words),
        ]),
        0.0,
        0.0,
    );
    right.stack(
        pain_strip(desk.fonts, desk.words, &summary.pain, width),
        0.0,
        6.0,
    );
    if !summary.pain.timeline.is_empty() {
        right.stack(set(&[plain(summary.pain.timeline.join(" · "))]), 0.0, 2.0);
    }
    let mut examined = vec![bold(format!("{}  ", labels.examination))];
    examined.push(plain(summary.examination.join(" · ")));
    right.stack(set(&examined), 0.0, 5.0);
    block.place(right, x, 3.0);
    block
}

fn flags(desk: Desk<'_>, summary: &Summary, cut: Cut) -> Block {
    let (labels, words) = (&desk.words.labels, &desk.words.flags);
    let flags = &summary.flags;
    let or = |list: &[String], none: &str| {
        if list.is_empty() {
            none.to_owned()
        } else {
            list.join(" · ")
        }
    };
    let absent = if cut.absent_as_count && !flags.absent.is_empty() {
        fill(
            &words.absent_count,
            &[("count", &flags.absent.len().to_string())],
        )
    } else {
        or(&flags.absent, &words.none_absent)
    };
    let present = or(&flags.present, &words.none_present);
    let open = open_flags(desk, summary);
    let strong = |on: bool, text: String| if on { bold(text) } else { plain(text) };
    let any_open = !flags.unknown.is_empty() || !flags.unasked.is_empty();

    let mut block = Block::default();
    let rows = [
        (
            &labels.present,
            strong(!flags.present.is_empty(), present),
            Fill::Dark,
        ),
        (&labels.absent, plain(absent), Fill::Wash),
        (&labels.open, strong(any_open, open), Fill::Hatched),
    ];
    let head = paragraph(desk.fonts, &[bold(&labels.flags)], body(desk.width));
    let line = Path::open(&[at(0.0, 0.0), at(desk.width, 0.0)]);
    block
        .marks
        .push(Mark::Stroke(line, Pen::solid(0.5, Ink::PALE)));
    block.place(head, 0.0, 3.0);
    for (n, (name, value, fill)) in rows.into_iter().enumerate() {
        let gap = if n == 0 { 2.0 } else { 0.0 };
        block.stack(flag_row(desk, name, value, fill), 0.0, gap);
    }
    block
}

/// `not known: …; not asked: …`.
fn open_flags(desk: Desk<'_>, summary: &Summary) -> String {
    let words = desk.words;
    let states = [
        (&words.words.unknown, &summary.flags.unknown),
        (&words.words.not_asked, &summary.flags.unasked),
    ];
    let said: Vec<String> = states
        .into_iter()
        .filter(|(_, list)| !list.is_empty())
        .map(|(state, list)| format!("{state}: {}", list.join(" · ")))
        .collect();
    if said.is_empty() {
        return words.flags.none_open.clone();
    }
    said.join(";  ")
}

#[derive(Clone, Copy, PartialEq)]
enum Fill {
    Dark,
    Wash,
    Hatched,
}

fn flag_row(desk: Desk<'_>, name: &str, value: Span, fill: Fill) -> Block {
    let (pad, cell) = (4.0, GUTTER);
    let ink = if fill == Fill::Dark {
        Ink::WHITE
    } else {
        Ink::BLACK
    };
    let name = paragraph(desk.fonts, &[bold(name).inked(ink)], body(cell - 2.0 * pad));
    let value = paragraph(desk.fonts, &[value], body(desk.width - cell - 2.0 * pad));
    let height = name.height.max(value.height) + 4.0;
    let label = Path::rect(0.0, 0.0, cell, height);
    let background = match fill {
        Fill::Dark => Ink::BLACK,
        Fill::Wash => Ink::WASH,
        Fill::Hatched => Ink(0xd9, 0xd9, 0xd4),
    };
    let frame = Path::rect(0.0, 0.0, desk.width, height);
    let mut block = Block {
        height,
        marks: vec![
            Mark::Fill(label, background),
            Mark::Stroke(frame, Pen::solid(0.6, Ink::BLACK)),
        ],
    };
    block.place(name, pad, 2.0);
    block.place(value, cell + pad, 2.0);
    block
}

fn background(desk: Desk<'_>, summary: &Summary, cut: Cut) -> Block {
    let mut block = Block::default();
    let line = Path::open(&[at(0.0, 0.0), at(desk.width, 0.0)]);
    block
        .marks
        .push(Mark::Stroke(line, Pen::solid(0.5, Ink::PALE)));
    let head = paragraph(
        desk.fonts,
        &[bold(&desk.words.labels.background)],
        body(desk.width),
    );
    block.place(head, 0.0, 3.0);
    let gap = 12.0;
    let column = (desk.width - 2.0 * gap) / 3.0;
    for row in summary.background.chunks(3).take(cut.background_rows) {
        let mut line = Block::default();
        for (n, cell) in row.iter().enumerate() {
            let spans = [bold(format!("{}  ", cell.title)), plain(&cell.text)];
            let cell = paragraph(desk.fonts, &spans, body(column));
            line.place(cell, (column + gap) * n as f32, 0.0);
        }
        block.stack(line, 0.0, 2.0);
    }
    block
}

/// The box of the clinician: agree or change, why, who and when. It is filled in by hand, or holds
/// what was said on a page.
fn review(desk: Desk<'_>, signed: Option<&SignedLine>) -> Block {
    let words = &desk.words.review;
    let (height, pad) = (52.0, 8.0);
    let frame = Path::rect(0.0, 0.0, desk.width, height);
    let mut marks = vec![Mark::Stroke(frame, Pen::solid(1.2, Ink::BLACK))];
    let name = bold(&desk.words.labels.review);
    marks.push(run(&name, 10.0, at(pad, 17.0)));
    let mut line = Line {
        desk,
        marks,
        y: 17.0,
    };
    let agreed = signed.map(|signed| signed.changed_to.is_none());
    let (end, x) = (desk.width - pad, GUTTER + 8.0);
    let x = line.choice(&words.agree, x, agreed == Some(true)) + 14.0;
    let middle = x + (end - x) * 0.38;
    let to = signed
        .and_then(|signed| signed.changed_to)
        .unwrap_or_default();
    let x = line.choice(&words.change_to, x, agreed == Some(false));
    line.write(x, middle, to);
    let x = line.name(&words.reason, middle + 10.0);
    line.write(x, end, signed.map_or("", |signed| &signed.reason));
    line.y = 42.0;
    let third = (desk.width - 2.0 * pad) / 3.0;
    let by = signed.map_or("", |signed| &signed.by);
    let kept = signed.map_or("", |_| &words.kept);
    let moment = signed.map_or("", |signed| &signed.at);
    let cells = [
        (&words.name, by),
        (&words.signature, kept),
        (&words.time, moment),
    ];
    for (n, (name, text)) in cells.into_iter().enumerate() {
        let left = pad + third * n as f32;
        let right = if n == 2 { end } else { left + third - 10.0 };
        let x = line.name(name, left);
        line.write(x, right, text);
    }
    Block {
        height,
        marks: line.marks,
    }
}

/// One line of the box, with its base at `y`.
struct Line<'a> {
    desk: Desk<'a>,
    marks: Vec<Mark>,
    y: f32,
}

impl Line<'_> {
    /// A name; where what belongs to it starts.
    fn name(&mut self, name: &str, x: f32) -> f32 {
        self.marks.push(run(&plain(name), SMALLEST, at(x, self.y)));
        x + text_width(self.desk.fonts, Weight::Regular, name, SMALLEST) + 4.0
    }

    /// A square to tick before a name, ticked or not.
    fn choice(&mut self, name: &str, x: f32, ticked: bool) -> f32 {
        let top = self.y - 7.5;
        let square = Path::rect(x, top, 8.5, 8.5);
        self.marks
            .push(Mark::Stroke(square, Pen::solid(0.9, Ink::BLACK)));
        if ticked {
            for (from, to) in [((1.5, 1.5), (7.0, 7.0)), ((1.5, 7.0), (7.0, 1.5))] {
                let stroke = [at(x + from.0, top + from.1), at(x + to.0, top + to.1)];
                let pen = Pen::solid(1.4, Ink::BLACK);
                self.marks.push(Mark::Stroke(Path::open(&stroke), pen));
            }
        }
        self.name(name, x + 13.0)
    }

    /// A line to write on, with a text on it; one that is longer than the line stands in the
    /// appendix.
    fn write(&mut self, x: f32, end: f32, text: &str) {
        let line = Path::open(&[at(x, self.y + 1.5), at(end, self.y + 1.5)]);
        self.marks
            .push(Mark::Stroke(line, Pen::solid(0.5, Ink::GRAY)));
        let fits = text_width(self.desk.fonts, Weight::Bold, text, SMALLEST) <= end - x;
        let text = if fits {
            text
        } else {
            &self.desk.words.review.below
        };
        if !text.is_empty() {
            self.marks.push(run(&bold(text), SMALLEST, at(x, self.y)));
        }
    }
}

fn sources(desk: Desk<'_>, summary: &Summary) -> Block {
    let mut block = Block::default();
    if !summary.citations.is_empty() {
        let list: Vec<String> = summary
            .citations
            .iter()
            .enumerate()
            .map(|(n, cite)| format!("[{}] {cite}", n + 1))
            .collect();
        let spans = [
            bold(format!("{}  ", desk.words.labels.citations)).inked(Ink::GRAY),
            quiet(list.join("  ")),
        ];
        block.stack(paragraph(desk.fonts, &spans, body(desk.width)), 0.0, 0.0);
    }
    let disclaimer = quiet(&desk.words.page.disclaimer);
    block.stack(
        paragraph(desk.fonts, &[disclaimer], body(desk.width)),
        0.0,
        1.5,
    );
    block
}
