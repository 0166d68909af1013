//! One spelling for each JSON value, so that equal values have equal digests.

use serde_json::Value as Json;

/// The value in the JSON Canonicalization Scheme (RFC 8785).
pub fn canonical(value: &Json) -> String {
    // The scheme refuses numbers that are not finite, which a JSON value cannot hold.
    serde_json_canonicalizer::to_string(value).unwrap_or_else(|_| value.to_string())
}
