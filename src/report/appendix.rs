//! Sets the appendix: parts with headings, lines and tables, flowing over pages.

use super::{
    draw::{Ink, Mark, Path, Pen, Weight, at},
    layout::{Block, Setting, Span, body, bold, paragraph, plain, quiet},
    page_one::Desk,
    summary::{Part, PartBody, Row, Tone},
};

/// Space between the columns of a table.
const GAP: f32 = 9.0;

/// The pages of the appendix, each from the top left of the area between the margins.
pub fn pages(desk: Desk<'_>, title: &str, parts: &[Part], height: f32) -> Vec<Vec<Mark>> {
    let mut flow = Flow {
        height,
        pages: vec![Vec::new()],
        y: 0.0,
    };
    let setting = Setting {
        width: desk.width,
        size: 14.0,
        leading: 1.3,
    };
    flow.put(paragraph(desk.fonts, &[bold(title)], setting));
    for part in parts {
        set_part(desk, &mut flow, part);
    }
    flow.pages
}

/// A pen that moves down the page and on to the next.
struct Flow {
    height: f32,
    pages: Vec<Vec<Mark>>,
    y: f32,
}

impl Flow {
    fn fits(&self, height: f32) -> bool {
        self.y + height <= self.height
    }

    fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.y = 0.0;
    }

    fn put(&mut self, block: Block) {
        if !self.fits(block.height) && self.y > 0.0 {
            self.turn();
        }
        let y = self.y;
        if let Some(page) = self.pages.last_mut() {
            page.extend(block.marks.into_iter().map(|mark| mark.moved(0.0, y)));
        }
        self.y += block.height;
    }
}

fn set_part(desk: Desk<'_>, flow: &mut Flow, part: &Part) {
    let mut head = heading(desk, part);
    match &part.body {
        PartBody::Lines(lines) => {
            let mut lines = lines.iter().map(|line| {
                let mut block = paragraph(desk.fonts, &[plain(line)], body(desk.width));
                block.height += 1.5;
                block
            });
            // A heading never stands alone at the foot of a page.
            if let Some(first) = lines.next() {
                let y = head.height;
                head.place(first, 0.0, y);
            }
            flow.put(head);
            lines.for_each(|line| flow.put(line));
        }
        PartBody::Table {
            heads,
            shares,
            rows,
        } => {
            let columns = columns(desk.width, shares);
            let names = || table_head(desk, heads, &columns);
            let y = head.height;
            head.place(names(), 0.0, y);
            let mut rows = rows
                .iter()
                .map(|row| table_row(desk, row, &columns))
                .peekable();
            let first = rows.peek().map_or(0.0, |row| row.height);
            if !flow.fits(head.height + first) {
                flow.turn();
            }
            flow.put(head);
            for row in rows {
                if !flow.fits(row.height) {
                    flow.turn();
                    flow.put(names());
                }
                flow.put(row);
            }
        }
    }
}

fn heading(desk: Desk<'_>, part: &Part) -> Block {
    let setting = Setting {
        width: desk.width,
        size: 10.5,
        leading: 1.3,
    };
    let mut block = Block {
        height: 9.0,
        marks: Vec::new(),
    };
    let y = block.height;
    block.place(paragraph(desk.fonts, &[bold(&part.title)], setting), 0.0, y);
    if !part.lead.is_empty() {
        let y = block.height;
        block.place(
            paragraph(desk.fonts, &[quiet(&part.lead)], body(desk.width)),
            0.0,
            y,
        );
    }
    block.height += 2.0;
    block
}

/// Left edge and width of each column.
fn columns(width: f32, shares: &[u16]) -> Vec<(f32, f32)> {
    let all: f32 = shares.iter().map(|&share| f32::from(share)).sum();
    let free = width - GAP * shares.len().saturating_sub(1) as f32;
    let mut x = 0.0;
    shares
        .iter()
        .map(|&share| {
            let column = (x, free * f32::from(share) / all.max(1.0));
            x += column.1 + GAP;
            column
        })
        .collect()
}

fn table_head(desk: Desk<'_>, heads: &[String], columns: &[(f32, f32)]) -> Block {
    let mut block = Block::default();
    for (head, &(x, width)) in heads.iter().zip(columns) {
        block.place(paragraph(desk.fonts, &[bold(head)], body(width)), x, 1.0);
    }
    let y = block.height + 1.0;
    let line = Path::open(&[at(0.0, y), at(desk.width, y)]);
    block
        .marks
        .push(Mark::Stroke(line, Pen::solid(0.9, Ink::BLACK)));
    block.height = y + 2.0;
    block
}

fn table_row(desk: Desk<'_>, row: &Row, columns: &[(f32, f32)]) -> Block {
    let text = row.cells.first().cloned().unwrap_or_default();
    if row.tone == Tone::Remark {
        let mut block = Block::default();
        block.place(
            paragraph(desk.fonts, &[quiet(text)], body(desk.width)),
            0.0,
            1.5,
        );
        return ruled(desk, block);
    }
    if row.tone == Tone::Heading {
        let mut block = Block {
            height: 4.0,
            marks: Vec::new(),
        };
        block.place(
            paragraph(desk.fonts, &[bold(text)], body(desk.width)),
            0.0,
            4.0,
        );
        return ruled(desk, block);
    }
    let mut block = Block::default();
    for (n, (cell, &(x, width))) in row.cells.iter().zip(columns).enumerate() {
        let span = Span {
            weight: if row.tone == Tone::Strong && n < 2 {
                Weight::Bold
            } else {
                Weight::Regular
            },
            ink: if row.tone == Tone::Quiet {
                Ink::GRAY
            } else {
                Ink::BLACK
            },
            ..plain(cell)
        };
        block.place(paragraph(desk.fonts, &[span], body(width)), x, 1.0);
    }
    ruled(desk, block)
}

fn ruled(desk: Desk<'_>, mut block: Block) -> Block {
    let y = block.height + 1.0;
    let line = Path::open(&[at(0.0, y), at(desk.width, y)]);
    block
        .marks
        .push(Mark::Stroke(line, Pen::solid(0.3, Ink::PALE)));
    block.height = y + 0.5;
    block
}
