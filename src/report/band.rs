//! The bar at the top: shape, word, target time, ask; and what is open, where something is.

use crate::model::Urgency;

use super::{
    draw::{At, Ink, Mark, Path, Pen, Weight, at},
    layout::{Block, Setting, bold, paragraph, run, text_width},
    page_one::Desk,
    summary::Summary,
};

/// Fill and lettering of a band. The five fills fall from light to dark with urgency, so their
/// order survives gray printing, and lettering keeps a contrast of at least 7 to 1.
pub fn colors(urgency: Urgency) -> (Ink, Ink) {
    let dark = Ink(0, 0, 0);
    match urgency {
        Urgency::Emergency => (Ink(0x1b, 0x1b, 0x1b), Ink::WHITE),
        Urgency::SameDay => (Ink(0xa0, 0x30, 0x0b), Ink::WHITE),
        Urgency::TwoWeeks => (Ink(0xe3, 0x9a, 0x00), dark),
        Urgency::Routine => (Ink(0x9c, 0xc9, 0xee), dark),
        Urgency::Conservative => (Ink(0xf2, 0xf2, 0xec), dark),
    }
}

/// The bar.
pub fn band(desk: Desk<'_>, summary: &Summary) -> Block {
    let band = &summary.band;
    let (fill, ink) = colors(band.urgency);
    let (pad, shape, inset) = (9.0, 26.0, 46.0);
    let ask = Setting {
        width: desk.width - inset - pad,
        size: 11.5,
        leading: 1.25,
    };
    let ask = paragraph(desk.fonts, &[bold(&band.ask).inked(ink)], ask);
    let first = 32.0;
    let height = first + ask.height + 7.0;

    let frame = Path::rect(0.0, 0.0, desk.width, height);
    let mut block = Block {
        height,
        marks: vec![
            Mark::Fill(frame.clone(), fill),
            Mark::Stroke(frame, Pen::solid(1.2, Ink::BLACK)),
        ],
    };
    block.marks.extend(sign(
        band.urgency,
        at(pad + shape / 2.0, height / 2.0),
        shape / 2.0,
        ink,
    ));
    let word = band.word;
    block
        .marks
        .push(run(&bold(word).inked(ink), 20.0, at(inset, 25.0)));
    let width = text_width(desk.fonts, Weight::Bold, &band.due, 13.0);
    let due = at(desk.width - pad - width, 24.0);
    block
        .marks
        .push(run(&bold(&band.due).inked(ink), 13.0, due));
    block.place(ask, inset, first);
    let changed = summary.signed.as_ref().map(|signed| &signed.bar);
    let below = changed.filter(|bar| !bar.is_empty());
    for text in below.into_iter().chain(&band.provisional) {
        let y = block.height;
        block.place(striped(desk, text), 0.0, y);
    }
    block
}

/// A white bar with a striped end, so that an answer that is not settled, or that a clinician
/// changed, cannot pass for what stands above it.
fn striped(desk: Desk<'_>, text: &str) -> Block {
    let inset = 46.0;
    let setting = Setting {
        width: desk.width - inset - 9.0,
        size: 11.0,
        leading: 1.25,
    };
    let text = paragraph(desk.fonts, &[bold(text)], setting);
    let height = text.height + 9.0;
    let frame = Path::rect(0.0, 0.0, desk.width, height);
    let end = Path::rect(0.0, 0.0, 36.0, height);
    let stripes = (0..12)
        .map(|n| {
            let x = 11.0 * n as f32 - height;
            let stripe = [
                at(x, height),
                at(x + height, 0.0),
                at(x + height + 5.5, 0.0),
                at(x + 5.5, height),
            ];
            Mark::Fill(Path::polygon(&stripe), Ink::BLACK)
        })
        .collect();
    let mut block = Block {
        height,
        marks: vec![
            Mark::Fill(frame.clone(), Ink::WHITE),
            Mark::Clip(end, stripes),
            Mark::Stroke(frame, Pen::solid(1.8, Ink::BLACK)),
        ],
    };
    block.place(text, inset, 4.5);
    block
}

/// Octagon, triangle, diamond, circle, open square: each band is known by its shape alone.
fn sign(urgency: Urgency, center: At, r: f32, ink: Ink) -> Vec<Mark> {
    let At { x, y } = center;
    let corners = |points: &[(f32, f32)]| {
        let places: Vec<At> = points
            .iter()
            .map(|&(dx, dy)| at(x + dx * r, y + dy * r))
            .collect();
        Path::polygon(&places)
    };
    match urgency {
        Urgency::Emergency => {
            // tan(22.5°): half the side of an octagon around a circle of radius 1.
            let h = 0.414;
            let octagon = [
                (-h, -1.0),
                (h, -1.0),
                (1.0, -h),
                (1.0, h),
                (h, 1.0),
                (-h, 1.0),
                (-1.0, h),
                (-1.0, -h),
            ];
            vec![Mark::Fill(corners(&octagon), ink)]
        }
        Urgency::SameDay => vec![Mark::Fill(
            corners(&[(0.0, -0.95), (1.08, 0.85), (-1.08, 0.85)]),
            ink,
        )],
        Urgency::TwoWeeks => vec![Mark::Fill(
            corners(&[(0.0, -1.08), (1.08, 0.0), (0.0, 1.08), (-1.08, 0.0)]),
            ink,
        )],
        Urgency::Routine => vec![Mark::Fill(Path::circle(center, r * 0.96), ink)],
        Urgency::Conservative => vec![Mark::Stroke(
            Path::rect(x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7),
            Pen::solid(3.0, ink),
        )],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance after WCAG 2, 0 to 1.
    fn luminance(Ink(r, g, b): Ink) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    #[test]
    fn bands_grow_darker_with_urgency_and_stay_apart_in_gray() {
        let lightness = Urgency::ALL.map(|urgency| luminance(colors(urgency).0).cbrt());
        for pair in lightness.windows(2) {
            assert!(pair[0] - pair[1] > 0.05, "{lightness:?}");
        }
    }

    #[test]
    fn lettering_keeps_a_contrast_of_seven_to_one() {
        for urgency in Urgency::ALL {
            let (fill, ink) = colors(urgency);
            let (one, other) = (luminance(fill) + 0.05, luminance(ink) + 0.05);
            let contrast = one.max(other) / one.min(other);
            assert!(contrast >= 7.0, "{urgency}: {contrast}");
        }
    }

    #[test]
    fn each_band_has_a_sign_of_its_own() {
        let signs = Urgency::ALL.map(|urgency| sign(urgency, at(0.0, 0.0), 10.0, Ink::BLACK));
        for (n, sign) in signs.iter().enumerate() {
            assert!(!signs[..n].contains(sign), "{:?}", Urgency::ALL[n]);
        }
    }
}
