//! A line drawing for each exercise: our own paths, as figures of thick strokes with round ends.

use super::super::{
    draw::{At, Ink, Mark, Path, Pen, at},
    layout::Block,
};
use Part::{Arrow, Behind, Body, Floor, Ghost, Head, Limb, Mat};

/// Width and height of the canvas every drawing is made on, in its own units.
pub const CANVAS: (f32, f32) = (120.0, 76.0);

/// A place on the canvas.
type Spot = (f32, f32);

/// One stroke of a drawing; later ones lie over earlier ones.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    /// The floor, from one x to another.
    Floor(f32, f32),
    /// A mat seen from above: two opposite corners.
    Mat(Spot, Spot),
    /// An arm or a leg on the far side.
    Behind(&'static [Spot]),
    /// Where the body goes to or comes from.
    Ghost(&'static [Spot]),
    /// The trunk.
    Body(&'static [Spot]),
    /// An arm or a leg on the near side.
    Limb(&'static [Spot]),
    /// The head.
    Head(Spot),
    /// Which way to move.
    Arrow(&'static [Spot]),
}

/// Height of the floor, and widths of the strokes, in units of the canvas.
const GROUND: f32 = 70.0;
const HEAD: f32 = 6.2;
const TRUNK: f32 = 8.0;
const LIMB: f32 = 5.2;
/// The ground around a near limb, which keeps it apart from what lies behind it.
const HALO: f32 = 1.6;

/// What a drawing stands on.
pub const GROUND_INK: Ink = Ink(0xf1, 0xf5, 0xf9);
const FAR: Ink = Ink(0x8c, 0x8c, 0x8c);
const MOVE: Ink = Ink(0x0b, 0x5c, 0xad);

/// On foot, the far arm and leg the other way.
pub const WALKING: &[Part] = &[
    Floor(26.0, 94.0),
    Behind(&[(60.0, 22.0), (68.0, 31.0), (76.0, 34.0)]),
    Behind(&[(59.0, 41.0), (56.0, 54.0), (45.0, 63.0), (43.0, 67.0)]),
    Body(&[(60.0, 22.0), (59.0, 40.0)]),
    Limb(&[(59.0, 41.0), (68.0, 53.0), (70.0, 67.0), (76.0, 67.0)]),
    Limb(&[(60.0, 22.0), (53.0, 31.0), (49.0, 40.0)]),
    Head((61.0, 9.5)),
    Arrow(&[(84.0, 22.0), (99.0, 22.0)]),
];

/// On the back, the low back pressed down.
pub const PELVIC_TILT: &[Part] = &[
    Floor(6.0, 114.0),
    Behind(&[(65.0, 64.0), (82.0, 44.0), (94.0, 67.0), (100.0, 67.0)]),
    Body(&[(30.0, 65.0), (61.0, 65.0)]),
    Limb(&[(62.0, 64.0), (78.0, 43.0), (90.0, 67.0), (96.0, 67.0)]),
    Head((19.0, 63.0)),
    Arrow(&[(50.0, 40.0), (50.0, 57.0)]),
];

/// On the back, both hands at one knee.
pub const KNEE_TO_CHEST: &[Part] = &[
    Floor(6.0, 114.0),
    Behind(&[(62.0, 64.0), (80.0, 44.0), (92.0, 67.0), (98.0, 67.0)]),
    Body(&[(30.0, 65.0), (60.0, 65.0)]),
    Limb(&[(61.0, 63.0), (47.0, 42.0), (66.0, 40.0), (70.0, 36.0)]),
    Limb(&[(32.0, 62.0), (35.0, 49.0), (48.0, 43.0)]),
    Head((19.0, 63.0)),
    Arrow(&[(70.0, 25.0), (57.0, 22.0), (45.0, 29.0)]),
];

/// On hands and knees, the back round; dashed the other way.
pub const CAT_COW: &[Part] = &[
    Floor(10.0, 108.0),
    Ghost(&[(38.0, 45.0), (56.0, 56.0), (77.0, 45.0)]),
    Body(&[
        (38.0, 44.0),
        (47.0, 35.5),
        (57.0, 32.5),
        (67.0, 35.5),
        (77.0, 44.0),
    ]),
    Limb(&[(38.0, 45.0), (39.0, 67.0), (20.0, 67.0)]),
    Limb(&[(77.0, 44.0), (79.0, 67.0), (84.0, 67.0)]),
    Head((88.0, 51.0)),
    Arrow(&[(57.0, 25.0), (57.0, 12.0)]),
    Arrow(&[(57.0, 58.0), (57.0, 68.0)]),
];

/// Seen from above: both knees to one side; dashed the other.
pub const LUMBAR_ROTATION: &[Part] = &[
    Mat((3.0, 6.0), (117.0, 70.0)),
    Ghost(&[(64.0, 38.0), (81.0, 58.0), (98.0, 45.0)]),
    Limb(&[(36.0, 38.0), (36.0, 13.0)]),
    Limb(&[(36.0, 38.0), (36.0, 63.0)]),
    Body(&[(32.0, 38.0), (63.0, 38.0)]),
    Limb(&[(65.0, 39.0), (83.0, 23.0), (99.0, 38.0)]),
    Limb(&[(64.0, 37.0), (81.0, 17.0), (98.0, 31.0)]),
    Head((20.0, 38.0)),
    Arrow(&[(106.0, 22.0), (111.0, 37.0), (107.0, 53.0)]),
];

/// On the back, one leg up and held behind the thigh.
pub const HAMSTRING_STRETCH: &[Part] = &[
    Floor(6.0, 114.0),
    Behind(&[(62.0, 64.0), (80.0, 44.0), (92.0, 67.0), (98.0, 67.0)]),
    Body(&[(30.0, 65.0), (60.0, 65.0)]),
    Limb(&[(61.0, 64.0), (60.0, 38.0), (65.0, 13.0), (60.0, 10.0)]),
    Limb(&[(32.0, 62.0), (43.0, 51.0), (58.0, 47.0)]),
    Head((19.0, 63.0)),
    Arrow(&[(86.0, 29.0), (83.0, 20.0), (75.0, 13.0)]),
];

/// On one knee, the trunk tall, the hips forward.
pub const HIP_FLEXOR_STRETCH: &[Part] = &[
    Floor(16.0, 108.0),
    Behind(&[(54.0, 47.0), (42.0, 67.0), (25.0, 67.0)]),
    Body(&[(55.0, 24.0), (54.0, 45.0)]),
    Limb(&[(54.0, 46.0), (75.0, 47.0), (75.0, 67.0), (82.0, 67.0)]),
    Limb(&[(55.0, 24.0), (61.0, 36.0), (72.0, 43.0)]),
    Head((56.0, 11.0)),
    Arrow(&[(86.0, 34.0), (101.0, 34.0)]),
];

/// On hand and knee, the other arm and leg out.
pub const BIRD_DOG: &[Part] = &[
    Floor(6.0, 114.0),
    Behind(&[(74.0, 43.0), (92.0, 38.0), (111.0, 34.0)]),
    Behind(&[(44.0, 46.0), (46.0, 67.0), (29.0, 67.0)]),
    Body(&[(44.0, 45.0), (74.0, 44.0)]),
    Limb(&[(44.0, 45.0), (26.0, 44.0), (8.0, 42.0), (6.0, 46.0)]),
    Limb(&[(74.0, 45.0), (75.0, 67.0), (80.0, 67.0)]),
    Head((87.0, 50.0)),
    Arrow(&[(18.0, 32.0), (8.0, 32.0)]),
    Arrow(&[(100.0, 24.0), (112.0, 21.0)]),
];

/// On the back, one arm and the leg of the other side lowered.
pub const DEAD_BUG: &[Part] = &[
    Floor(4.0, 116.0),
    Behind(&[(33.0, 63.0), (20.0, 49.0), (7.0, 46.0)]),
    Behind(&[(60.0, 63.0), (63.0, 42.0), (82.0, 42.0), (83.0, 37.0)]),
    Body(&[(32.0, 65.0), (60.0, 65.0)]),
    Limb(&[(61.0, 64.0), (82.0, 60.0), (102.0, 57.0), (103.0, 52.0)]),
    Limb(&[(34.0, 63.0), (36.0, 47.0), (36.0, 31.0)]),
    Head((20.0, 63.0)),
    Arrow(&[(99.0, 35.0), (103.0, 46.0)]),
    Arrow(&[(24.0, 33.0), (11.0, 37.0)]),
];

/// On the back, the hips up.
pub const GLUTE_BRIDGE: &[Part] = &[
    Floor(6.0, 114.0),
    Limb(&[(30.0, 65.0), (52.0, 67.0)]),
    Body(&[(29.0, 64.0), (60.0, 46.0)]),
    Limb(&[(60.0, 46.0), (83.0, 42.0), (86.0, 67.0), (93.0, 67.0)]),
    Head((18.0, 63.0)),
    Arrow(&[(64.0, 66.0), (64.0, 55.0)]),
];

/// On the side, the feet together, the upper knee up.
pub const SIDE_LYING_CLAM: &[Part] = &[
    Floor(4.0, 116.0),
    Behind(&[(30.0, 61.0), (22.0, 67.0), (8.0, 67.0)]),
    Behind(&[(60.0, 62.0), (84.0, 67.0), (104.0, 64.0)]),
    Body(&[(29.0, 58.0), (59.0, 61.0)]),
    Limb(&[(60.0, 60.0), (80.0, 39.0), (104.0, 61.0), (110.0, 62.0)]),
    Limb(&[(31.0, 57.0), (41.0, 48.0), (57.0, 56.0)]),
    Head((17.0, 56.0)),
    Arrow(&[(80.0, 31.0), (80.0, 18.0)]),
];

/// On forearms and knees, in one line.
pub const PLANK_KNEE: &[Part] = &[
    Floor(6.0, 114.0),
    Body(&[(84.0, 45.0), (55.0, 54.0)]),
    Limb(&[(55.0, 54.0), (31.0, 66.0), (15.0, 58.0), (12.0, 62.0)]),
    Limb(&[(84.0, 46.0), (84.0, 67.0), (98.0, 67.0)]),
    Head((97.0, 41.0)),
];

/// On forearms and toes, in one line.
pub const PLANK: &[Part] = &[
    Floor(6.0, 114.0),
    Body(&[(88.0, 47.0), (58.0, 53.0)]),
    Limb(&[(58.0, 53.0), (36.0, 58.0), (15.0, 62.0), (14.0, 67.0)]),
    Limb(&[(88.0, 48.0), (88.0, 67.0), (102.0, 67.0)]),
    Head((101.0, 43.0)),
];

/// On one forearm and the knees, sideways, the hips up.
pub const SIDE_PLANK_KNEE: &[Part] = &[
    Floor(6.0, 114.0),
    Behind(&[(86.0, 66.0), (104.0, 64.0), (109.0, 66.0)]),
    Body(&[(35.0, 44.0), (62.0, 55.0)]),
    Limb(&[(62.0, 55.0), (87.0, 67.0), (105.0, 67.0)]),
    Limb(&[(35.0, 45.0), (33.0, 67.0), (46.0, 67.0)]),
    Limb(&[(36.0, 43.0), (51.0, 39.0), (62.0, 52.0)]),
    Head((25.0, 35.0)),
    Arrow(&[(70.0, 42.0), (70.0, 29.0)]),
];

/// On foot, the hips back, the trunk bent forward and straight.
pub const HIP_HINGE: &[Part] = &[
    Floor(16.0, 104.0),
    Body(&[(46.0, 37.0), (70.0, 25.0)]),
    Limb(&[(46.0, 38.0), (58.0, 51.0), (55.0, 67.0), (62.0, 67.0)]),
    Limb(&[(70.0, 26.0), (71.0, 39.0), (71.0, 51.0)]),
    Head((82.0, 19.0)),
    Arrow(&[(36.0, 32.0), (22.0, 32.0)]),
];

/// The drawing at that width, in points.
pub fn drawing(parts: &[Part], width: f32) -> Block {
    let scale = width / CANVAS.0;
    let to_page = |(x, y): Spot| at(x * scale, y * scale);
    Block {
        height: CANVAS.1 * scale,
        marks: parts
            .iter()
            .flat_map(|&part| marks(part, scale, &to_page))
            .collect(),
    }
}

fn marks(part: Part, scale: f32, to_page: &impl Fn(Spot) -> At) -> Vec<Mark> {
    let places = |spots: &[Spot]| spots.iter().map(|&spot| to_page(spot)).collect::<Vec<At>>();
    match part {
        Floor(from, to) => {
            let line = places(&[(from, GROUND), (to, GROUND)]);
            vec![Mark::Stroke(
                Path::open(&line),
                Pen::solid(scale, Ink::PALE),
            )]
        }
        Mat((left, top), (right, bottom)) => {
            let corners = places(&[(left, top), (right, top), (right, bottom), (left, bottom)]);
            vec![Mark::Stroke(
                Path::polygon(&corners),
                Pen::solid(scale, Ink::PALE),
            )]
        }
        Behind(spots) => rounded(&places(spots), LIMB * scale, FAR),
        Ghost(spots) => {
            let pen = Pen {
                width: 1.4 * scale,
                ink: MOVE,
                dash: Some((3.0 * scale, 2.2 * scale)),
            };
            vec![Mark::Stroke(Path::smooth(&places(spots), false), pen)]
        }
        Body(spots) => rounded(&places(spots), TRUNK * scale, Ink::BLACK),
        Limb(spots) => {
            let places = places(spots);
            let mut marks = rounded(&places, (LIMB + HALO) * scale, GROUND_INK);
            marks.extend(rounded(&places, LIMB * scale, Ink::BLACK));
            marks
        }
        Head(spot) => vec![Mark::Fill(
            Path::circle(to_page(spot), HEAD * scale),
            Ink::BLACK,
        )],
        Arrow(spots) => arrow(&places(spots), scale),
    }
}

/// A stroke with round ends, which the page itself does not draw.
fn rounded(places: &[At], width: f32, ink: Ink) -> Vec<Mark> {
    let ends = [places.first(), places.last()].into_iter().flatten();
    let mut marks = vec![Mark::Stroke(Path::open(places), Pen::solid(width, ink))];
    marks.extend(ends.map(|&end| Mark::Fill(Path::circle(end, width / 2.0), ink)));
    marks
}

fn arrow(places: &[At], scale: f32) -> Vec<Mark> {
    let [.., before, tip] = places else {
        return Vec::new();
    };
    let (dx, dy) = (tip.x - before.x, tip.y - before.y);
    let length = dx.hypot(dy).max(f32::EPSILON);
    let (ux, uy) = (dx / length * scale, dy / length * scale);
    let (long, half) = (6.0, 3.6);
    let foot = at(tip.x - long * ux, tip.y - long * uy);
    let point = Path::polygon(&[
        *tip,
        at(foot.x - half * uy, foot.y + half * ux),
        at(foot.x + half * uy, foot.y - half * ux),
    ]);
    let shaft: Vec<At> = places
        .iter()
        .take(places.len() - 1)
        .copied()
        .chain([foot])
        .collect();
    vec![
        Mark::Stroke(Path::smooth(&shaft, false), Pen::solid(2.2 * scale, MOVE)),
        Mark::Fill(point, MOVE),
    ]
}
