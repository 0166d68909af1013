//! SHA-256 in the spelling that every document of this program uses.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// `sha256:` and the digest in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    let mut hasher = Hasher::new();
    hasher.add(bytes);
    hasher.digest()
}

/// A digest of bytes that come one after the other.
#[derive(Debug, Clone, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Over nothing yet.
    pub fn new() -> Hasher {
        Hasher(Sha256::new())
    }

    /// More bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// `sha256:` and the digest of everything so far in hexadecimal.
    pub fn digest(self) -> String {
        self.0
            .finalize()
            .iter()
            .fold(String::from("sha256:"), |mut text, byte| {
                // Writing to a string cannot fail.
                let _ = write!(text, "{byte:02x}");
                text
            })
    }
}
