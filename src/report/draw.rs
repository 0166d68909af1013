//! What can be drawn: text, paths and clipped groups, in points from the top left of a page.

/// Light or heavy lettering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Running text.
    Regular,
    /// Headings and what must not be missed.
    Bold,
}

/// A color as red, green and blue, 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ink(pub u8, pub u8, pub u8);

impl Ink {
    /// Text and borders.
    pub const BLACK: Ink = Ink(0x1b, 0x1b, 0x1b);
    /// Text on dark fills.
    pub const WHITE: Ink = Ink(0xff, 0xff, 0xff);
    /// Second-rank text; 7:1 on white, so that it survives a fax.
    pub const GRAY: Ink = Ink(0x4d, 0x4d, 0x4d);
    /// Hairlines and the inner lines of the body chart.
    pub const PALE: Ink = Ink(0xa6, 0xa6, 0xa6);
    /// Background of label cells.
    pub const WASH: Ink = Ink(0xf0, 0xf0, 0xee);
}

/// A place on the page, in points; y grows downward.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct At {
    /// Points from the left edge.
    pub x: f32,
    /// Points from the top edge.
    pub y: f32,
}

/// Shorthand for a place.
pub const fn at(x: f32, y: f32) -> At {
    At { x, y }
}

/// One step of a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// Straight to a place.
    Line(At),
    /// A cubic curve: two control points, then the end.
    Curve(At, At, At),
}

/// A path from a start through its steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Where the pen is put down.
    pub start: At,
    /// Where it goes.
    pub steps: Vec<Step>,
    /// Whether it returns to the start.
    pub closed: bool,
}

impl Path {
    /// A closed polygon through the corners.
    pub fn polygon(corners: &[At]) -> Path {
        Path {
            closed: true,
            ..Path::open(corners)
        }
    }

    /// An open line through the places.
    pub fn open(places: &[At]) -> Path {
        let mut places = places.iter().copied();
        Path {
            start: places.next().unwrap_or(at(0.0, 0.0)),
            steps: places.map(Step::Line).collect(),
            closed: false,
        }
    }

    /// A rectangle by its top left corner and its size.
    pub fn rect(x: f32, y: f32, width: f32, height: f32) -> Path {
        Path::polygon(&[
            at(x, y),
            at(x + width, y),
            at(x + width, y + height),
            at(x, y + height),
        ])
    }

    /// A circle, as four cubic curves.
    pub fn circle(center: At, r: f32) -> Path {
        // Distance of the control points at which a cubic is closest to a quarter circle.
        let k = 0.5523 * r;
        let At { x, y } = center;
        Path {
            start: at(x + r, y),
            steps: vec![
                Step::Curve(at(x + r, y + k), at(x + k, y + r), at(x, y + r)),
                Step::Curve(at(x - k, y + r), at(x - r, y + k), at(x - r, y)),
                Step::Curve(at(x - r, y - k), at(x - k, y - r), at(x, y - r)),
                Step::Curve(at(x + k, y - r), at(x + r, y - k), at(x + r, y)),
            ],
            closed: true,
        }
    }

    /// A smooth curve through the places (Catmull–Rom, as cubics).
    pub fn smooth(places: &[At], closed: bool) -> Path {
        let n = places.len();
        let place = |i: isize| -> At {
            let i = if closed {
                i.rem_euclid(n.max(1) as isize)
            } else {
                i.clamp(0, n.saturating_sub(1) as isize)
            };
            places.get(i as usize).copied().unwrap_or(at(0.0, 0.0))
        };
        let segments = if closed { n } else { n.saturating_sub(1) };
        let steps = (0..segments as isize)
            .map(|i| {
                let (before, from, to, after) =
                    (place(i - 1), place(i), place(i + 1), place(i + 2));
                Step::Curve(
                    at(
                        from.x + (to.x - before.x) / 6.0,
                        from.y + (to.y - before.y) / 6.0,
                    ),
                    at(
                        to.x - (after.x - from.x) / 6.0,
                        to.y - (after.y - from.y) / 6.0,
                    ),
                    to,
                )
            })
            .collect();
        Path {
            start: place(0),
            steps,
            closed,
        }
    }

    fn moved(mut self, dx: f32, dy: f32) -> Path {
        let shift = |p: At| at(p.x + dx, p.y + dy);
        self.start = shift(self.start);
        for step in &mut self.steps {
            *step = match *step {
                Step::Line(p) => Step::Line(shift(p)),
                Step::Curve(a, b, p) => Step::Curve(shift(a), shift(b), shift(p)),
            };
        }
        self
    }
}

/// A pen: width in points, color, and dash lengths (empty for an unbroken line).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pen {
    /// Width in points.
    pub width: f32,
    /// Color.
    pub ink: Ink,
    /// Dash and gap in points; `None` for an unbroken line.
    pub dash: Option<(f32, f32)>,
}

impl Pen {
    /// An unbroken line.
    pub const fn solid(width: f32, ink: Ink) -> Pen {
        Pen {
            width,
            ink,
            dash: None,
        }
    }
}

/// One thing on a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A run of text; the place is the left end of its baseline.
    Text {
        /// Left end of the baseline.
        place: At,
        /// Size in points.
        size: f32,
        /// Weight.
        weight: Weight,
        /// Color.
        ink: Ink,
        /// The characters, already normalized.
        text: String,
    },
    /// A filled path.
    Fill(Path, Ink),
    /// A drawn path.
    Stroke(Path, Pen),
    /// Marks shown only inside a path.
    Clip(Path, Vec<Mark>),
}

impl Mark {
    /// The same mark elsewhere.
    pub fn moved(self, dx: f32, dy: f32) -> Mark {
        match self {
            Mark::Text {
                place,
                size,
                weight,
                ink,
                text,
            } => Mark::Text {
                place: at(place.x + dx, place.y + dy),
                size,
                weight,
                ink,
                text,
            },
            Mark::Fill(path, ink) => Mark::Fill(path.moved(dx, dy), ink),
            Mark::Stroke(path, pen) => Mark::Stroke(path.moved(dx, dy), pen),
            Mark::Clip(path, marks) => Mark::Clip(
                path.moved(dx, dy),
                marks.into_iter().map(|m| m.moved(dx, dy)).collect(),
            ),
        }
    }

    /// Hands every run of text to `seen`.
    pub fn each_text(&self, seen: &mut impl FnMut(Weight, &str)) {
        match self {
            Mark::Text { weight, text, .. } => seen(*weight, text),
            Mark::Fill(..) | Mark::Stroke(..) => {}
            Mark::Clip(_, marks) => marks.iter().for_each(|m| m.each_text(seen)),
        }
    }
}
