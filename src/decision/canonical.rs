//! One spelling for each JSON value, so that equal values have equal digests.

use serde::Serialize;
use serde_json::Value as Json;

/// The value in the JSON Canonicalization Scheme (RFC 8785).
///
/// Our documents hold text, whole numbers, lists and objects with ASCII names. For these the
/// scheme is what `serde_json` writes: names in order, no white space, the shortest escapes. A
/// test compares it with an implementation of the whole scheme.
pub fn canonical(value: &Json) -> String {
    value.to_string()
}

/// The same of a document whose members stand in the order of their names, without a value of it in
/// between.
pub(super) fn canonical_text(document: &impl Serialize) -> String {
    // Text, whole numbers and lists always have a JSON form.
    serde_json::to_string(document).unwrap_or_default()
}
