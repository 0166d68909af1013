//! Strict JSON: bytes that mean one thing only, whoever reads them.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value, error::Category};

use super::scan::scan;
pub use super::scan::{MAX_DEPTH, MAX_NODES};
use crate::model::Phi;

/// Largest document in bytes. Form spine 1.0.0 with every question answered is about 12 KiB; 20
/// entries of imaging with 200 four-byte characters each add 16 KiB, names and goal 2 KiB. Eight
/// times the sum of 30 KiB, rounded up to a power of two.
pub const MAX_BYTES: usize = 256 * 1024;

/// Why bytes are not a document. Says where, never what stood there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Longer than [`MAX_BYTES`].
    TooLarge,
    /// Not UTF-8 from this byte on.
    NotUtf8 {
        /// Offset of the first byte that fits no character.
        at: usize,
    },
    /// Starts with a byte order mark.
    ByteOrderMark,
    /// Not JSON.
    Syntax {
        /// Offset at which the parser gave up.
        at: usize,
    },
    /// Something follows the document.
    TrailingText {
        /// Offset at or after the first byte that is too many.
        at: usize,
    },
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep {
        /// Offset of the value that is too deep.
        at: usize,
    },
    /// More than [`MAX_NODES`] keys and values.
    TooManyValues {
        /// Offset of the first one too many.
        at: usize,
    },
    /// A key stands twice in one object, in whatever spelling.
    DuplicateKey {
        /// Offset within or after the second one.
        at: usize,
    },
    /// A number that would not be kept as it was written.
    InexactNumber {
        /// Offset of its first character.
        at: usize,
    },
    /// Half of a surrogate pair.
    LoneSurrogate {
        /// Offset of the escape.
        at: usize,
    },
    /// A control, direction or other invisible character in a text or a key.
    ForbiddenCharacter {
        /// Offset of the character or its escape.
        at: usize,
    },
}

impl Refusal {
    /// The reason as a stable word for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Refusal::TooLarge => "too_large",
            Refusal::NotUtf8 { .. } => "not_utf8",
            Refusal::ByteOrderMark => "byte_order_mark",
            Refusal::Syntax { .. } => "syntax",
            Refusal::TrailingText { .. } => "trailing_text",
            Refusal::TooDeep { .. } => "too_deep",
            Refusal::TooManyValues { .. } => "too_many_values",
            Refusal::DuplicateKey { .. } => "duplicate_key",
            Refusal::InexactNumber { .. } => "inexact_number",
            Refusal::LoneSurrogate { .. } => "lone_surrogate",
            Refusal::ForbiddenCharacter { .. } => "forbidden_character",
        }
    }

    /// Byte offset of the place, where there is one.
    pub const fn at(self) -> Option<usize> {
        match self {
            Refusal::TooLarge => None,
            Refusal::ByteOrderMark => Some(0),
            Refusal::NotUtf8 { at }
            | Refusal::Syntax { at }
            | Refusal::TrailingText { at }
            | Refusal::TooDeep { at }
            | Refusal::TooManyValues { at }
            | Refusal::DuplicateKey { at }
            | Refusal::InexactNumber { at }
            | Refusal::LoneSurrogate { at }
            | Refusal::ForbiddenCharacter { at } => Some(at),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::TooLarge => write!(f, "send at most {MAX_BYTES} bytes"),
            Refusal::NotUtf8 { .. } => f.write_str("encode the document as UTF-8"),
            Refusal::ByteOrderMark => f.write_str("leave out the byte order mark"),
            Refusal::Syntax { .. } => f.write_str("send one well-formed JSON document"),
            Refusal::TrailingText { .. } => f.write_str("send nothing after the document"),
            Refusal::TooDeep { .. } => write!(f, "nest at most {MAX_DEPTH} levels deep"),
            Refusal::TooManyValues { .. } => {
                write!(f, "send at most {MAX_NODES} keys and values")
            }
            Refusal::DuplicateKey { .. } => f.write_str("send every key of an object once"),
            Refusal::InexactNumber { .. } => f.write_str(
                "send whole numbers up to 9007199254740991 and decimals of at most 15 digits",
            ),
            Refusal::LoneSurrogate { .. } => f.write_str("escape both halves of the character"),
            Refusal::ForbiddenCharacter { .. } => {
                f.write_str("leave out line breaks, control and text direction characters")
            }
        }?;
        match self.at() {
            Some(at) => write!(f, " (`{}` at byte {at})", self.code()),
            None => write!(f, " (`{}`)", self.code()),
        }
    }
}

impl std::error::Error for Refusal {}

/// A JSON document that means one thing only; whether it is a form is not known yet.
#[derive(Debug, Clone)]
pub struct RawForm {
    root: Phi<Value>,
}

impl RawForm {
    /// Reads a document, or says why its bytes are not one.
    pub fn read(bytes: &[u8]) -> Result<RawForm, Refusal> {
        if bytes.len() > MAX_BYTES {
            return Err(Refusal::TooLarge);
        }
        if bytes.starts_with(b"\xef\xbb\xbf") {
            return Err(Refusal::ByteOrderMark);
        }
        let text = std::str::from_utf8(bytes).map_err(|error| Refusal::NotUtf8 {
            at: error.valid_up_to(),
        })?;
        scan(text)?;
        let mut parser = serde_json::Deserializer::from_str(text);
        let root = Unique.deserialize(&mut parser).map_err(|error| {
            let at = offset(text, &error);
            match error.classify() {
                Category::Data => Refusal::DuplicateKey { at },
                Category::Io | Category::Syntax | Category::Eof => Refusal::Syntax { at },
            }
        })?;
        parser.end().map_err(|error| Refusal::TrailingText {
            at: offset(text, &error),
        })?;
        Ok(RawForm {
            root: Phi::new(root),
        })
    }

    /// The form it says it is, if it says so.
    pub fn form(&self) -> Option<&str> {
        self.root.reveal().get("form")?.as_str()
    }

    /// The version of the form it says it is, if it says so.
    pub fn form_version(&self) -> Option<&str> {
        self.root.reveal().get("form_version")?.as_str()
    }

    pub(super) fn root(&self) -> &Value {
        self.root.reveal()
    }

    pub(super) fn into_root(self) -> Phi<Value> {
        self.root
    }
}

/// Byte offset of the place an error names by line and column.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    let lines = text.split_inclusive('\n');
    let before: usize = (lines.take(error.line().saturating_sub(1)))
        .map(str::len)
        .sum();
    (before + error.column().saturating_sub(1)).min(text.len())
}

/// Builds a value and refuses a second key of the same name.
struct Unique;

impl<'de> DeserializeSeed<'de> for Unique {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Unique)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            if object.contains_key(&key) {
                return Err(A::Error::custom("a key stands twice"));
            }
            object.insert(key, members.next_value_seed(Unique)?);
        }
        Ok(Value::Object(object))
    }
}
