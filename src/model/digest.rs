//! SHA-256 in the spelling that every document of this program uses.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// `sha256:` and the digest in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::from("sha256:"), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
