//! The picture of who moved where: bands before on the left, bands now on the right, the most
//! urgent on top. In tenths of a point, whole numbers only.

use super::html::Html;
use crate::decision::Table;
use crate::model::Urgency;
use crate::report::band::colors;
use crate::report::draw::Ink;

const WIDTH: u64 = 7_400;
/// How much height all patients share.
const PATIENTS: u64 = 2_200;
/// Between two bands.
const GAP: u64 = 170;
/// The least height of a stream, so that one patient among ten thousand is seen.
const LEAST: u64 = 20;
/// Where the bars stand.
const LEFT: u64 = 1_900;
const RIGHT: u64 = 5_300;
/// How wide they are.
const BAR: u64 = 200;

/// A stream of patients from one band to another.
struct Stream {
    from: Urgency,
    to: Urgency,
    height: u64,
    /// Where it leaves and where it arrives.
    y: [u64; 2],
}

/// Draws it.
pub(super) fn flow(html: &mut Html, table: &Table) {
    let (streams, height) = streams(table);
    let size = format!("0 0 {} {}", tenths(WIDTH), tenths(height));
    let label = "Patients by urgency before, on the left, and now, on the right; the table below has the numbers";
    html.open(
        "svg",
        &[("viewBox", &size), ("role", "img"), ("aria-label", label)],
    );
    html.open("defs", &[]);
    let hatch = [("id", "lowered"), ("width", "4"), ("height", "4")];
    let turned = [
        ("patternUnits", "userSpaceOnUse"),
        ("patternTransform", "rotate(45)"),
    ];
    html.open("pattern", &[hatch.as_slice(), &turned].concat());
    html.empty("rect", &[("width", "4"), ("height", "4"), ("fill", "#fff")]);
    html.empty("rect", &[("width", "2"), ("height", "4"), ("fill", "#000")]);
    html.close().close();
    // Those who stay lie below, those who are lowered on top.
    let rank = |stream: &&Stream| (stream.from != stream.to, stream.to < stream.from);
    let mut order: Vec<&Stream> = streams.iter().collect();
    order.sort_by_key(rank);
    for stream in order {
        ribbon(html, stream);
    }
    for urgency in Urgency::ALL {
        let place = urgency as usize;
        let before = table.get(place).map_or(0, |row| row.iter().sum());
        let now = table.iter().filter_map(|row| row.get(place)).sum();
        let of = |side: usize| move |stream: &&Stream| urgency == [stream.from, stream.to][side];
        bar(html, urgency, 0, before, streams.iter().filter(of(0)));
        bar(html, urgency, 1, now, streams.iter().filter(of(1)));
    }
    html.close();
}

/// The streams with their places, and the height of the picture.
fn streams(table: &Table) -> (Vec<Stream>, u64) {
    let all: u64 = table.iter().flatten().sum();
    let downwards = || Urgency::ALL.iter().rev().copied();
    let mut streams = Vec::new();
    for from in downwards() {
        for to in downwards() {
            let count = table
                .get(from as usize)
                .and_then(|row| row.get(to as usize));
            if let Some(count) = count.filter(|count| **count > 0) {
                let share = count
                    .saturating_mul(PATIENTS)
                    .checked_div(all)
                    .unwrap_or_default();
                let height = share.max(LEAST);
                streams.push(Stream {
                    from,
                    to,
                    height,
                    y: [0, 0],
                });
            }
        }
    }
    let mut bottom = 0;
    for side in [0, 1] {
        let mut y = GAP;
        for urgency in downwards() {
            for stream in &mut streams {
                if [stream.from, stream.to][side] == urgency {
                    stream.y[side] = y;
                    y += stream.height;
                }
            }
            y += GAP;
        }
        bottom = y.max(bottom);
    }
    (streams, bottom)
}

fn ribbon(html: &mut Html, stream: &Stream) {
    let (start, end, middle) = (LEFT + BAR, RIGHT, (LEFT + BAR).midpoint(RIGHT));
    let [leaves, arrives] = stream.y;
    let below = stream.height;
    let path = format!(
        "M{} {}C{} {} {} {} {} {}V{}C{} {} {} {} {} {}Z",
        tenths(start),
        tenths(leaves),
        tenths(middle),
        tenths(leaves),
        tenths(middle),
        tenths(arrives),
        tenths(end),
        tenths(arrives),
        tenths(arrives + below),
        tenths(middle),
        tenths(arrives + below),
        tenths(middle),
        tenths(leaves + below),
        tenths(start),
        tenths(leaves + below),
    );
    let class = match stream.to.cmp(&stream.from) {
        std::cmp::Ordering::Less => "lowered",
        std::cmp::Ordering::Equal => "stays",
        std::cmp::Ordering::Greater => "raised",
    };
    html.empty("path", &[("class", class), ("d", &path)]);
}

/// The bar of a band on one side, with its word and number; a band without patients has none.
fn bar<'a>(
    html: &mut Html,
    urgency: Urgency,
    side: usize,
    count: u64,
    streams: impl Iterator<Item = &'a Stream>,
) {
    let places: Vec<(u64, u64)> = (streams)
        .filter_map(|stream| Some((*stream.y.get(side)?, stream.height)))
        .collect();
    let Some(top) = places.iter().map(|(y, _)| *y).min() else {
        return;
    };
    let height: u64 = places.iter().map(|(_, height)| height).sum();
    let (x, word_x, anchor) = match side {
        0 => (LEFT, LEFT - 60, "end"),
        _ => (RIGHT, RIGHT + BAR + 60, "start"),
    };
    let (x, y, width, tall) = (tenths(x), tenths(top), tenths(BAR), tenths(height));
    let fill = hex(colors(urgency).0);
    html.empty(
        "rect",
        &[
            ("class", "bar"),
            ("x", &x),
            ("y", &y),
            ("width", &width),
            ("height", &tall),
            ("fill", &fill),
        ],
    );
    let (word_x, word_y) = (tenths(word_x), tenths(top + height / 2 + 40));
    html.open(
        "text",
        &[("x", &word_x), ("y", &word_y), ("text-anchor", anchor)],
    );
    html.text(format_args!("{} {count}", urgency.band()))
        .close();
}

/// A color as a style sheet writes it.
pub(super) fn hex(Ink(red, green, blue): Ink) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn tenths(length: u64) -> String {
    match length % 10 {
        0 => format!("{}", length / 10),
        tenth => format!("{}.{tenth}", length / 10),
    }
}
