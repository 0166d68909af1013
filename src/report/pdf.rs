//! Writes drawn pages as PDF bytes: the only file that names the PDF library.
//!
//! The same pages give the same bytes in every process. Font names are ours, dates come from the
//! decision, and the file identifier is made from the decision digest; left to itself the library
//! takes all three from a counter.

use std::collections::{BTreeMap, BTreeSet};

use printpdf::{
    Color, FontId, Line, LineCapStyle, LineDashPattern, LineJoinStyle, LinePoint, OffsetDateTime,
    Op, PaintMode, ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Point,
    Polygon, PolygonRing, Pt, Rect, Rgb, TextItem, WindingOrder,
};
use sha2::{Digest, Sha256};

use super::{
    ReportError,
    draw::{At, Ink, Mark, Path, Pen, Step, Weight},
    font::{Fonts, MISSING},
};

/// What the file says about itself.
#[derive(Debug, Clone)]
pub struct About {
    /// Title in the reader's window; without the patient's name.
    pub title: String,
    /// The program and its version.
    pub producer: String,
    /// Seconds since 1970 of the moment the page is made for.
    pub seconds: i64,
    /// Text the file identifier is made from.
    pub identity: String,
}

/// Width and height of every page, in points.
pub type Size = (f32, f32);

/// Writes the pages.
///
/// # Errors
/// If a font cannot be cut down, or the library has a complaint about what was drawn.
pub fn write(
    fonts: &Fonts,
    size: Size,
    pages: &[Vec<Mark>],
    about: &About,
) -> Result<Vec<u8>, ReportError> {
    let mut document = PdfDocument::new(&about.title);
    let info = &mut document.metadata.info;
    info.producer = about.producer.clone();
    info.creator = about.producer.clone();
    if let Ok(moment) = OffsetDateTime::from_unix_timestamp(about.seconds) {
        info.creation_date = moment;
        info.modification_date = moment;
        info.metadata_date = moment;
    }
    let used = characters(pages);
    for (&weight, chars) in &used {
        document.resources.fonts.map.insert(
            font_id(weight),
            PdfFont::new(embedded(fonts, weight, chars)?),
        );
    }
    let pages = pages
        .iter()
        .map(|marks| {
            let sheet = Rect::from_wh(Pt(size.0), Pt(size.1));
            PdfPage {
                media_box: sheet.clone(),
                trim_box: sheet.clone(),
                crop_box: sheet,
                ops: operations(fonts, size.1, marks),
            }
        })
        .collect();
    document.with_pages(pages);
    save(&document, about)
}

fn save(document: &PdfDocument, about: &About) -> Result<Vec<u8>, ReportError> {
    let options = PdfSaveOptions {
        subset_fonts: false,
        image_optimization: None,
        ..PdfSaveOptions::default()
    };
    let mut complaints = Vec::new();
    let mut file = document.to_lopdf_document(&options, &mut complaints);
    if let Some(first) = complaints.first() {
        return Err(ReportError::Drawing(first.msg.clone()));
    }
    // Two identifiers, as the format asks: both name this one version of this one page.
    let identity = Sha256::digest(about.identity.as_bytes());
    let identifiers = file.trailer.get_mut(b"ID").and_then(|id| id.as_array_mut());
    for identifier in identifiers.into_iter().flatten() {
        if let Ok(bytes) = identifier.as_str_mut() {
            *bytes = identity
                .iter()
                .take(16)
                .flat_map(|byte| format!("{byte:02x}").into_bytes())
                .collect();
        }
    }
    // The library names a print standard here that the file does not keep.
    let info = file
        .trailer
        .get(b"Info")
        .and_then(|info| info.as_reference());
    if let Ok(info) = info.and_then(|id| file.get_dictionary_mut(id)) {
        info.remove(b"GTS_PDFXVersion");
    }
    file.compress();
    let mut bytes = Vec::new();
    file.save_to(&mut bytes)
        .map_err(|error| ReportError::Drawing(error.to_string()))?;
    Ok(bytes)
}

fn characters(pages: &[Vec<Mark>]) -> BTreeMap<Weight, BTreeSet<char>> {
    let mut used: BTreeMap<Weight, BTreeSet<char>> = BTreeMap::new();
    for mark in pages.iter().flatten() {
        mark.each_text(&mut |weight, text| {
            used.entry(weight).or_default().extend(text.chars());
        });
    }
    used
}

fn font_id(weight: Weight) -> FontId {
    FontId(match weight {
        Weight::Regular => "Regular".to_owned(),
        Weight::Bold => "Bold".to_owned(),
    })
}

fn embedded(
    fonts: &Fonts,
    weight: Weight,
    chars: &BTreeSet<char>,
) -> Result<ParsedFont, ReportError> {
    let subset = fonts.face(weight).subset(chars)?;
    let mut font = ParsedFont::from_bytes(&subset.bytes, 0, &mut Vec::new())
        .ok_or_else(|| ReportError::Drawing("subset font".to_owned()))?;
    font.font_name = Some(subset.name);
    font.codepoint_to_glyph = subset
        .glyphs
        .into_iter()
        .map(|(ch, glyph)| (u32::from(ch), glyph))
        .collect();
    Ok(font)
}

fn operations(fonts: &Fonts, height: f32, marks: &[Mark]) -> Vec<Op> {
    let mut writer = Writer {
        fonts,
        height,
        ops: vec![
            Op::SetLineJoinStyle {
                join: LineJoinStyle::Round,
            },
            Op::SetLineCapStyle {
                cap: LineCapStyle::Butt,
            },
        ],
        fill: None,
        pen: None,
    };
    writer.marks(marks);
    writer.ops
}

/// Turns marks into operations; colors and pens are named only where they change.
struct Writer<'a> {
    fonts: &'a Fonts,
    height: f32,
    ops: Vec<Op>,
    fill: Option<Ink>,
    pen: Option<Pen>,
}

impl Writer<'_> {
    fn marks(&mut self, marks: &[Mark]) {
        for mark in marks {
            match mark {
                Mark::Text {
                    place,
                    size,
                    weight,
                    ink,
                    text,
                } => {
                    self.ink(*ink);
                    self.text(*place, *size, *weight, text);
                }
                Mark::Fill(path, ink) => {
                    self.ink(*ink);
                    let polygon = self.polygon(path, PaintMode::Fill);
                    self.ops.push(Op::DrawPolygon { polygon });
                }
                Mark::Stroke(path, pen) => {
                    self.pen(*pen);
                    let line = Line {
                        points: self.points(path),
                        is_closed: path.closed,
                    };
                    self.ops.push(Op::DrawLine { line });
                }
                Mark::Clip(path, inner) => {
                    let outside = (self.fill, self.pen);
                    self.ops.push(Op::SaveGraphicsState);
                    let polygon = self.polygon(path, PaintMode::Clip);
                    self.ops.push(Op::DrawPolygon { polygon });
                    self.marks(inner);
                    self.ops.push(Op::RestoreGraphicsState);
                    (self.fill, self.pen) = outside;
                }
            }
        }
    }

    fn ink(&mut self, ink: Ink) {
        if self.fill != Some(ink) {
            self.fill = Some(ink);
            self.ops.push(Op::SetFillColor { col: color(ink) });
        }
    }

    fn pen(&mut self, pen: Pen) {
        if self.pen == Some(pen) {
            return;
        }
        self.pen = Some(pen);
        let dash = pen.dash.map_or_else(LineDashPattern::solid, |(dash, gap)| {
            LineDashPattern::new(0.0, &[dash, gap])
        });
        self.ops.extend([
            Op::SetOutlineColor {
                col: color(pen.ink),
            },
            Op::SetOutlineThickness { pt: Pt(pen.width) },
            Op::SetLineDashPattern { dash },
        ]);
    }

    fn text(&mut self, place: At, size: f32, weight: Weight, text: &str) {
        let face = self.fonts.face(weight);
        let text = text
            .chars()
            .map(|ch| {
                if face.glyph(ch).is_some() {
                    ch
                } else {
                    MISSING
                }
            })
            .collect();
        self.ops.extend([
            Op::StartTextSection,
            Op::SetFont {
                font: PdfFontHandle::External(font_id(weight)),
                size: Pt(size),
            },
            Op::SetTextCursor {
                pos: self.point(place),
            },
            Op::ShowText {
                items: vec![TextItem::Text(text)],
            },
            Op::EndTextSection,
        ]);
    }

    fn polygon(&self, path: &Path, mode: PaintMode) -> Polygon {
        Polygon {
            rings: vec![PolygonRing {
                points: self.points(path),
            }],
            mode,
            winding_order: WindingOrder::NonZero,
        }
    }

    fn points(&self, path: &Path) -> Vec<LinePoint> {
        let point = |place, bezier| LinePoint {
            p: self.point(place),
            bezier,
        };
        let mut points = vec![point(path.start, false)];
        for step in &path.steps {
            match *step {
                Step::Line(end) => points.push(point(end, false)),
                Step::Curve(a, b, end) => {
                    points.extend([point(a, true), point(b, true), point(end, false)]);
                }
            }
        }
        points
    }

    /// The format counts y from the bottom; a hundredth of a point is finer than any printer.
    fn point(&self, place: At) -> Point {
        let rounded = |value: f32| Pt((value * 100.0).round() / 100.0);
        Point {
            x: rounded(place.x),
            y: rounded(self.height - place.y),
        }
    }
}

fn color(Ink(r, g, b): Ink) -> Color {
    let part = |value: u8| (f32::from(value) / 255.0 * 1_000.0).round() / 1_000.0;
    Color::Rgb(Rgb::new(part(r), part(g), part(b), None))
}
