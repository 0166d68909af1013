//! Reads a finished PDF the way a viewer does: through its page tree, fonts and Unicode maps.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, content::Content};

/// An embedded font as the file describes it.
pub struct EmbeddedFont {
    pub name: String,
    pub program: Vec<u8>,
    characters: BTreeMap<u16, String>,
}

/// A file read back.
pub struct ReadBack {
    pub pages: Vec<String>,
    pub sizes: Vec<f32>,
    pub fonts: BTreeMap<String, EmbeddedFont>,
}

impl ReadBack {
    pub fn of(bytes: &[u8]) -> ReadBack {
        let file = Document::load_mem(bytes).unwrap();
        let mut read = ReadBack {
            pages: Vec::new(),
            sizes: Vec::new(),
            fonts: BTreeMap::new(),
        };
        for (_, page) in file.get_pages() {
            for (name, font) in file.get_page_fonts(page).unwrap() {
                let name = String::from_utf8(name).unwrap();
                read.fonts
                    .entry(name)
                    .or_insert_with(|| embedded(&file, font));
            }
            let content = Content::decode(&file.get_page_content(page)).unwrap();
            let text = page_text(&content, &read.fonts, &mut read.sizes);
            read.pages.push(text);
        }
        read
    }

    /// All pages, with single spaces.
    pub fn text(&self) -> String {
        self.pages.join(" ")
    }

    pub fn first_page(&self) -> &str {
        &self.pages[0]
    }
}

/// With every run of white space as one space, as lines are wrapped in print.
pub fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn page_text(
    content: &Content,
    fonts: &BTreeMap<String, EmbeddedFont>,
    sizes: &mut Vec<f32>,
) -> String {
    let mut text = String::new();
    let mut font = None;
    for operation in &content.operations {
        match (operation.operator.as_str(), operation.operands.as_slice()) {
            ("Tf", [name, size]) => {
                font = fonts.get(std::str::from_utf8(name.as_name().unwrap()).unwrap());
                sizes.push(size.as_float().unwrap());
            }
            ("TJ" | "Tj", [shown]) => {
                let parts = match shown {
                    Object::Array(parts) => parts.clone(),
                    one => vec![one.clone()],
                };
                for part in parts.iter().filter_map(|part| part.as_str().ok()) {
                    for code in part.chunks(2) {
                        let code = u16::from_be_bytes([code[0], code[1]]);
                        text.push_str(&font.unwrap().characters[&code]);
                    }
                }
                text.push(' ');
            }
            _ => {}
        }
    }
    unwrapped(&text)
}

fn embedded(file: &Document, font: &Dictionary) -> EmbeddedFont {
    let follow = |object: &Object| file.dereference(object).unwrap().1.clone();
    let member = |dict: &Dictionary, key: &[u8]| follow(dict.get(key).unwrap());
    let below = member(font, b"DescendantFonts").as_array().unwrap()[0].clone();
    let below = follow(&below).as_dict().unwrap().clone();
    let described = member(&below, b"FontDescriptor").as_dict().unwrap().clone();
    let stream = |object: Object| {
        let stream = object.as_stream().unwrap().clone();
        stream.decompressed_content().unwrap_or(stream.content)
    };
    let map = String::from_utf8(stream(member(font, b"ToUnicode"))).unwrap();
    EmbeddedFont {
        name: String::from_utf8(member(font, b"BaseFont").as_name().unwrap().to_vec()).unwrap(),
        program: stream(member(&described, b"FontFile2")),
        characters: characters(&map),
    }
}

/// `<code> <UTF-16>` and `<from> <to> <UTF-16>` lines of a character map.
fn characters(map: &str) -> BTreeMap<u16, String> {
    let hex = |word: &str| -> Vec<u16> {
        let digits = word.trim_matches(['<', '>']);
        (0..digits.len() / 4)
            .map(|n| u16::from_str_radix(&digits[4 * n..4 * n + 4], 16).unwrap())
            .collect()
    };
    let mut found = BTreeMap::new();
    let mut range = false;
    for line in map.lines() {
        range = (range || line.contains("beginbfrange")) && !line.contains("endbfrange");
        let words: Vec<&str> = line.split_whitespace().collect();
        if !words.iter().all(|word| word.starts_with('<')) {
            continue;
        }
        match words.as_slice() {
            [from, to, text] if range => {
                let (from, to, mut text) = (hex(from)[0], hex(to)[0], hex(text));
                for code in from..=to {
                    found.insert(code, String::from_utf16(&text).unwrap());
                    *text.last_mut().unwrap() += 1;
                }
            }
            [code, text] => {
                found.insert(hex(code)[0], String::from_utf16(&hex(text)).unwrap());
            }
            _ => {}
        }
    }
    found
}
