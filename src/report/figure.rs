//! The body chart and the 0–10 strip, drawn as our own paths.

use super::{
    draw::{At, Ink, Mark, Path, Pen, Weight, at},
    font::Fonts,
    layout::{Block, SMALLEST, plain, quiet, run, text_width},
    summary::{Pain, Place, Region, Side},
    wording::Wording,
};

/// Right half of the outline, from the top of the head down to the crotch, in units of which the
/// body is 200 high; x counts from the middle.
const HALF: &[(f32, f32)] = &[
    (0.0, 0.0),
    (6.6, 1.9),
    (9.4, 8.0),
    (9.0, 15.0),
    (6.6, 21.6),
    (4.9, 24.6),
    (5.2, 29.0),
    (9.5, 32.4),
    (17.5, 34.6),
    (22.6, 38.4),
    (24.6, 45.5),
    (25.6, 57.0),
    (27.6, 69.0),
    (29.4, 80.0),
    (31.0, 92.0),
    (33.2, 98.5),
    (33.8, 105.0),
    (31.8, 110.5),
    (29.4, 109.5),
    (28.3, 102.0),
    (27.2, 94.0),
    (23.8, 82.0),
    (21.8, 71.0),
    (19.6, 60.0),
    (18.0, 52.5),
    (17.4, 60.0),
    (15.8, 69.0),
    (15.2, 76.0),
    (16.2, 84.0),
    (18.3, 92.0),
    (19.0, 101.0),
    (18.2, 116.0),
    (16.0, 132.0),
    (14.3, 143.0),
    (14.6, 151.0),
    (15.0, 160.0),
    (13.2, 173.0),
    (10.9, 185.0),
    (11.2, 191.0),
    (14.6, 196.8),
    (13.4, 199.6),
    (7.0, 199.8),
    (5.4, 195.0),
    (5.9, 186.0),
    (5.2, 174.0),
    (3.9, 161.0),
    (4.6, 149.0),
    (3.7, 136.0),
    (2.1, 120.0),
    (0.9, 106.5),
];

/// Height of the body in the units of [`HALF`], and half its width.
const TALL: f32 = 200.0;
const WIDE: f32 = 35.0;

/// Corners of the outline of a body from behind, around it once: x counts from the middle, -35 to 35,
/// y from the top of the head, 0 to 200.
pub fn body_outline() -> impl Iterator<Item = (f32, f32)> {
    let mirrored = HALF.iter().rev().map(|&(x, y)| (-x, y));
    HALF.iter().copied().chain(mirrored)
}

/// The view of a body.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Back,
    Front,
}

/// Both views with the marked regions hatched.
pub fn body_chart(fonts: &Fonts, words: &Wording, place: &Place, height: f32) -> Block {
    let label = SMALLEST * 1.3;
    let scale = (height - label) / TALL;
    let mut block = Block {
        height,
        marks: Vec::new(),
    };
    let apart = 2.0 * WIDE * scale + 22.0;
    for (n, (view, name)) in [
        (View::Back, &words.labels.back),
        (View::Front, &words.labels.front),
    ]
    .into_iter()
    .enumerate()
    {
        let middle = WIDE * scale + 10.0 + apart * n as f32;
        let to_page = |(x, y): (f32, f32)| at(middle + x * scale, y * scale);
        block.marks.extend(body(view, place, &to_page));
        let width = text_width(fonts, Weight::Regular, name, SMALLEST);
        let base = height - 2.0;
        block
            .marks
            .push(run(&quiet(name), SMALLEST, at(middle - width / 2.0, base)));
        // Seen from behind, the patient's left is on the left.
        let sides = match view {
            View::Back => [&words.labels.left, &words.labels.right],
            View::Front => [&words.labels.right, &words.labels.left],
        };
        for (side, x) in sides.into_iter().zip([-WIDE, WIDE]) {
            let width = text_width(fonts, Weight::Regular, side, SMALLEST);
            let place = at(middle + x * scale - width / 2.0, 30.0 * scale);
            block.marks.push(run(&quiet(side), SMALLEST, place));
        }
    }
    block
}

/// Width of the body chart of that height.
pub fn body_chart_width(height: f32) -> f32 {
    let scale = (height - SMALLEST * 1.3) / TALL;
    4.0 * WIDE * scale + 42.0
}

fn body(view: View, place: &Place, to_page: &impl Fn((f32, f32)) -> At) -> Vec<Mark> {
    let corners: Vec<At> = body_outline().map(to_page).collect();
    // The first and last points meet in the middle of the head.
    let outline = Path::smooth(corners.get(..corners.len() - 1).unwrap_or(&corners), true);
    let mut marks = vec![Mark::Fill(outline.clone(), Ink::WHITE)];
    let hatched = place
        .regions
        .iter()
        .flat_map(|&(region, side)| areas(view, region, side))
        .map(|area| hatch(&area, to_page))
        .collect();
    marks.push(Mark::Clip(outline.clone(), inner_lines(view, to_page)));
    marks.push(Mark::Clip(outline.clone(), hatched));
    marks.push(Mark::Stroke(outline, Pen::solid(0.8, Ink::BLACK)));
    marks
}

/// Spine, shoulder blades and folds behind; collarbones, midline and kneecaps in front.
fn inner_lines(view: View, to_page: &impl Fn((f32, f32)) -> At) -> Vec<Mark> {
    let pen = Pen::solid(0.5, Ink::PALE);
    let line = |points: &[(f32, f32)]| {
        let places: Vec<At> = points.iter().copied().map(to_page).collect();
        Mark::Stroke(Path::smooth(&places, false), pen)
    };
    let both = |points: &[(f32, f32)]| {
        let other: Vec<(f32, f32)> = points.iter().map(|&(x, y)| (-x, y)).collect();
        [line(points), line(&other)]
    };
    let mut marks = Vec::new();
    match view {
        View::Back => {
            // One tick for each vertebra that can be felt from the neck to the sacrum.
            for n in 0..22 {
                let y = 27.0 + 2.9 * n as f32;
                marks.push(line(&[(-0.9, y), (0.9, y)]));
            }
            marks.extend(both(&[(5.0, 41.0), (5.6, 49.0), (9.0, 54.0), (12.5, 47.0)]));
            marks.extend(both(&[(1.0, 111.0), (6.0, 113.2), (12.5, 111.0)]));
            marks.push(line(&[(0.0, 95.0), (0.0, 111.0)]));
            marks.extend(both(&[(5.4, 148.0), (9.0, 149.4), (12.8, 148.0)]));
        }
        View::Front => {
            marks.extend(both(&[(2.0, 34.5), (8.0, 35.6), (15.5, 35.4)]));
            marks.extend(both(&[(2.5, 55.5), (8.0, 57.4), (14.0, 53.5)]));
            marks.push(line(&[(-0.7, 81.0), (0.7, 81.0)]));
            marks.extend(both(&[(1.2, 107.0), (6.0, 101.0), (13.5, 93.5)]));
            marks.extend(both(&[(6.4, 145.5), (9.4, 142.6), (12.4, 145.5)]));
        }
    }
    marks
}

/// The corners of a region in body units, on the views where it is drawn. The outline cuts them.
fn areas(view: View, region: Region, side: Option<Side>) -> Vec<Vec<(f32, f32)>> {
    let boxed = |left: f32, top: f32, right: f32, bottom: f32| {
        vec![(left, top), (right, top), (right, bottom), (left, bottom)]
    };
    let behind = view == View::Back;
    let (half, pair) = match region {
        Region::Cervical => (boxed(0.0, 21.0, 10.0, 34.0), true),
        Region::Thoracic => (boxed(0.0, 35.0, 15.5, 68.0), behind),
        Region::Lumbar => (boxed(0.0, 69.0, 13.0, 90.0), behind),
        Region::Buttock => (boxed(0.0, 91.0, 19.0, 113.0), behind),
        Region::Flank => (boxed(9.0, 66.0, 19.0, 88.0), true),
        Region::Widespread => (boxed(0.0, 35.0, 18.0, 113.0), true),
        Region::UpperArm => (
            vec![
                (18.0, 38.0),
                (30.0, 38.0),
                (30.0, 74.0),
                (21.0, 74.0),
                (19.0, 56.0),
            ],
            true,
        ),
        Region::Forearm => (boxed(21.0, 75.0, 35.0, 111.0), true),
        Region::Thigh => (
            vec![(2.0, 114.0), (20.0, 114.0), (20.0, 146.0), (2.0, 146.0)],
            true,
        ),
        Region::LowerLeg => (boxed(2.0, 147.0, 20.0, 199.0), true),
    };
    if !pair {
        return Vec::new();
    }
    let mirrored = half.iter().map(|&(x, y)| (-x, y)).collect();
    // On the back view the patient's right is on the right; in front it is on the left.
    match (side, view) {
        (None, _) => vec![half, mirrored],
        (Some(Side::Right), View::Back) | (Some(Side::Left), View::Front) => vec![half],
        (Some(Side::Left), View::Back) | (Some(Side::Right), View::Front) => vec![mirrored],
    }
}

/// Diagonal lines over a region, which survive gray printing and fax.
fn hatch(area: &[(f32, f32)], to_page: &impl Fn((f32, f32)) -> At) -> Mark {
    let corners: Vec<At> = area.iter().copied().map(to_page).collect();
    let left = corners.iter().map(|p| p.x).fold(f32::MAX, f32::min);
    let right = corners.iter().map(|p| p.x).fold(f32::MIN, f32::max);
    let top = corners.iter().map(|p| p.y).fold(f32::MAX, f32::min);
    let bottom = corners.iter().map(|p| p.y).fold(f32::MIN, f32::max);
    let pen = Pen::solid(0.7, Ink::BLACK);
    // Lines lie on one grid for the whole figure, so neighboring regions join without a seam.
    let gap = 2.4;
    let first = ((left + top) / gap).floor() as i32;
    let last = ((right + bottom) / gap).ceil() as i32;
    let lines = (first..=last)
        .map(|n| {
            let sum = gap * n as f32;
            Mark::Stroke(
                Path::open(&[at(sum - top, top), at(sum - bottom, bottom)]),
                pen,
            )
        })
        .collect();
    Mark::Clip(Path::polygon(&corners), lines)
}

/// The strip from 0 to 10 with now (disc), average (diamond) and worst (triangle).
pub fn pain_strip(fonts: &Fonts, words: &Wording, pain: &Pain, width: f32) -> Block {
    let (left, right) = (6.0, width - 6.0);
    let scores = [pain.worst, pain.average, pain.now];
    let base = 14.0 + PILED * piled(scores).into_iter().max().unwrap_or(0) as f32;
    let x_of = |score: f32| left + (right - left) * score / 10.0;
    let mut marks = vec![Mark::Stroke(
        Path::open(&[at(left, base), at(right, base)]),
        Pen::solid(1.0, Ink::BLACK),
    )];
    for score in 0..=10_u8 {
        let x = x_of(score.into());
        let tick = Path::open(&[at(x, base), at(x, base + 3.5)]);
        marks.push(Mark::Stroke(tick, Pen::solid(0.8, Ink::BLACK)));
        let text = score.to_string();
        let half = text_width(fonts, Weight::Regular, &text, SMALLEST) / 2.0;
        marks.push(run(&quiet(text), SMALLEST, at(x - half, base + 12.5)));
    }
    for (n, (score, below)) in scores.into_iter().zip(piled(scores)).enumerate() {
        if let Some(score) = score {
            // Equal scores stand on top of each other, not over each other.
            let lift = PILED * below as f32;
            marks.extend(symbol(n, at(x_of(score.into()), base - 5.0 - lift)));
        }
    }
    let mut x = left - 4.0;
    let names = [
        &words.labels.worst,
        &words.labels.average,
        &words.labels.now,
    ];
    for (n, name) in names.into_iter().enumerate().rev() {
        marks.extend(symbol(n, at(x + 4.0, base + 22.0)));
        marks.push(run(&plain(name), SMALLEST, at(x + 10.5, base + 25.2)));
        x += text_width(fonts, Weight::Regular, name, SMALLEST) + 22.0;
    }
    Block {
        height: base + 29.0,
        marks,
    }
}

/// Distance between symbols of equal scores, in points.
const PILED: f32 = 7.5;

/// For each score, how many equal ones stand below it.
fn piled(scores: [Option<u8>; 3]) -> [usize; 3] {
    let [worst, average, now] = scores;
    let same = |a: Option<u8>, b: Option<u8>| usize::from(a.is_some() && a == b);
    [
        same(worst, average) + same(worst, now),
        same(average, now),
        0,
    ]
}

/// 0 worst, 1 average, 2 now.
fn symbol(which: usize, center: At) -> Vec<Mark> {
    let At { x, y } = center;
    let path = match which {
        0 => Path::polygon(&[at(x, y - 3.6), at(x + 3.8, y + 3.0), at(x - 3.8, y + 3.0)]),
        1 => Path::polygon(&[
            at(x, y - 3.8),
            at(x + 3.8, y),
            at(x, y + 3.8),
            at(x - 3.8, y),
        ]),
        _ => Path::circle(center, 3.3),
    };
    let inside = if which == 1 { Ink::WHITE } else { Ink::BLACK };
    vec![
        Mark::Fill(path.clone(), inside),
        Mark::Stroke(path, Pen::solid(0.9, Ink::BLACK)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_left_of_the_patient_is_left_behind_and_right_in_front() {
        for (view, side, left) in [
            (View::Back, Side::Left, true),
            (View::Back, Side::Right, false),
            (View::Front, Side::Left, false),
            (View::Front, Side::Right, true),
        ] {
            let areas = areas(view, Region::Thigh, Some(side));
            let on_the_left = areas.iter().flatten().all(|&(x, _)| x < 0.0);
            assert_eq!((areas.len(), on_the_left), (1, left), "{side:?}");
        }
    }

    #[test]
    fn the_back_is_drawn_on_the_back_only() {
        for region in [Region::Thoracic, Region::Lumbar, Region::Buttock] {
            assert_eq!(areas(View::Back, region, None).len(), 2, "{region:?}");
            assert!(areas(View::Front, region, None).is_empty(), "{region:?}");
        }
    }

    #[test]
    fn equal_scores_are_piled_up() {
        for (scores, piles) in [
            ([Some(5), Some(5), Some(5)], [2, 1, 0]),
            ([Some(7), Some(5), Some(5)], [0, 1, 0]),
            ([Some(5), Some(4), Some(5)], [1, 0, 0]),
            ([None, None, None], [0, 0, 0]),
        ] {
            assert_eq!(piled(scores), piles, "{scores:?}");
        }
    }
}
