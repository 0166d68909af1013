//! The embedded fonts: which glyph a character has, how wide it is, and a subset for one
//! document.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use allsorts::{
    binary::read::ReadScope,
    font::read_cmap_subtable,
    font_data::FontData,
    subset::{CmapTarget, SubsetProfile, subset},
    tables::{FontTableProvider, HeadTable, HheaTable, HmtxTable, MaxpTable, cmap::Cmap},
    tag,
};
use unicode_normalization::UnicodeNormalization;

use super::{ReportError, draw::Weight};

static REGULAR: &[u8] = include_bytes!("../../reports/fonts/Roboto-Regular.ttf");
static BOLD: &[u8] = include_bytes!("../../reports/fonts/Roboto-Bold.ttf");

static FONTS: LazyLock<Result<Fonts, ReportError>> = LazyLock::new(|| {
    Ok(Fonts {
        regular: Face::load("Roboto-Regular", REGULAR)?,
        bold: Face::load("Roboto-Bold", BOLD)?,
    })
});

/// What stands for a character without a glyph; it prints as the font's box.
pub const MISSING: char = '\u{fffd}';

/// Both weights, parsed once in a process.
#[derive(Debug)]
pub struct Fonts {
    regular: Face,
    bold: Face,
}

impl Fonts {
    /// The embedded fonts. Fails only if the files built into the program cannot be read.
    pub fn shared() -> Result<&'static Fonts, ReportError> {
        FONTS.as_ref().map_err(Clone::clone)
    }

    /// The face of that weight.
    pub fn face(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }
}

/// One parsed face.
#[derive(Debug)]
pub struct Face {
    name: &'static str,
    bytes: &'static [u8],
    /// Glyph of every character of the basic plane; 0 where there is none.
    glyphs: Vec<u16>,
    /// Advance of every glyph in thousandths of an em, cut to a whole number as the PDF's own
    /// width table is.
    advances: Vec<u16>,
}

/// A face cut down to the characters of one document.
#[derive(Debug)]
pub struct Subset {
    /// Name of the face, with the tag that marks a subset.
    pub name: String,
    /// The font file.
    pub bytes: Vec<u8>,
    /// Glyph of each character in that file; [`MISSING`] has glyph 0.
    pub glyphs: BTreeMap<char, u16>,
}

impl Face {
    fn load(name: &'static str, bytes: &'static [u8]) -> Result<Face, ReportError> {
        parse(name, bytes).ok_or(ReportError::Font(name))
    }

    /// The glyph of a character; `None` where the face has none.
    pub fn glyph(&self, ch: char) -> Option<u16> {
        let glyph = self.glyphs.get(ch as usize).copied().unwrap_or(0);
        (glyph != 0 && ch != MISSING).then_some(glyph)
    }

    /// Width of a text in points.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        let thousandths: u32 = text
            .chars()
            .map(|ch| usize::from(self.glyph(ch).unwrap_or(0)))
            .map(|glyph| u32::from(self.advances.get(glyph).copied().unwrap_or(0)))
            .sum();
        thousandths as f32 * size / 1_000.0
    }

    /// The face with only the glyphs of those characters, the box always among them.
    pub fn subset(&self, chars: &BTreeSet<char>) -> Result<Subset, ReportError> {
        let fail = || ReportError::Font(self.name);
        // The box has to be the first glyph; each glyph's new number is its place in the list.
        let mut ids = vec![0];
        let mut glyphs = BTreeMap::from([(MISSING, 0)]);
        for &ch in chars {
            if let Some(glyph) = self.glyph(ch) {
                let place = ids.iter().position(|&id| id == glyph).unwrap_or(ids.len());
                if place == ids.len() {
                    ids.push(glyph);
                }
                glyphs.insert(ch, u16::try_from(place).map_err(|_| fail())?);
            }
        }
        let file = ReadScope::new(self.bytes)
            .read::<FontData<'_>>()
            .map_err(|_| fail())?;
        let tables = file.table_provider(0).map_err(|_| fail())?;
        let bytes =
            subset(&tables, &ids, &SubsetProfile::Pdf, CmapTarget::Unicode).map_err(|_| fail())?;
        Ok(Subset {
            name: format!("SPINEP+{}", self.name),
            bytes,
            glyphs,
        })
    }
}

fn parse(name: &'static str, bytes: &'static [u8]) -> Option<Face> {
    let file = ReadScope::new(bytes).read::<FontData<'_>>().ok()?;
    let tables = file.table_provider(0).ok()?;
    let table = |tag| tables.read_table_data(tag).ok();

    let head_data = table(tag::HEAD)?;
    let head = ReadScope::new(&head_data).read::<HeadTable>().ok()?;
    let maxp_data = table(tag::MAXP)?;
    let maxp = ReadScope::new(&maxp_data).read::<MaxpTable>().ok()?;
    let hhea_data = table(tag::HHEA)?;
    let hhea = ReadScope::new(&hhea_data).read::<HheaTable>().ok()?;
    let hmtx_data = table(tag::HMTX)?;
    let hmtx = ReadScope::new(&hmtx_data)
        .read_dep::<HmtxTable<'_>>((maxp.num_glyphs.into(), hhea.num_h_metrics.into()))
        .ok()?;
    let cmap_data = table(tag::CMAP)?;
    let cmap = ReadScope::new(&cmap_data).read::<Cmap<'_>>().ok()?;
    let (_, characters) = read_cmap_subtable(&cmap).ok()??;

    let mut glyphs = vec![0; 0x1_0000];
    characters
        .mappings_fn(|ch, glyph| {
            if let Some(slot) = glyphs.get_mut(ch as usize) {
                *slot = glyph;
            }
        })
        .ok()?;
    let em = u32::from(head.units_per_em).max(1);
    let advances = (0..maxp.num_glyphs)
        .map(|glyph| hmtx.horizontal_advance(glyph).unwrap_or(0))
        .map(|units| u16::try_from(u32::from(units) * 1_000 / em).unwrap_or(u16::MAX))
        .collect();
    Some(Face {
        name,
        bytes,
        glyphs,
        advances,
    })
}

/// The text as it is set: composed (NFC), with every kind of space and line end as one space,
/// special hyphens as `-`, and characters without width left out.
pub fn normalized(text: &str) -> String {
    text.nfc()
        .filter_map(|ch| match ch {
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => None,
            '\u{2010}' | '\u{2011}' => Some('-'),
            // The increment sign and capital delta share a glyph, which can extract as one only.
            '\u{2206}' => Some('\u{394}'),
            ch if ch.is_whitespace() || ch.is_control() => Some(' '),
            ch => Some(ch),
        })
        .collect()
}
