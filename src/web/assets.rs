//! The files a page loads: in the program, named by what is in them, so that a browser may keep
//! them for good and refuses them when they were changed on the way.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// A file that pages load.
#[derive(Debug)]
pub struct Asset {
    /// Its name in the address: `/static/NAME`.
    pub name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// What is in it.
    pub text: &'static str,
}

/// The style of every page.
pub const STYLE: Asset = Asset {
    name: "workplace.css",
    media_type: "text/css; charset=utf-8",
    text: include_str!("assets/workplace.css"),
};

/// Keys inside a group of answers.
pub const KEYS: Asset = Asset {
    name: "workplace.js",
    media_type: "text/javascript; charset=utf-8",
    text: include_str!("assets/workplace.js"),
};

/// htmx 4.0.1 (0BSD), as its package holds it.
pub const HTMX: Asset = Asset {
    name: "htmx.min.js",
    media_type: "text/javascript; charset=utf-8",
    text: include_str!("assets/htmx.min.js"),
};

/// Every file.
pub const ALL: [&Asset; 3] = [&STYLE, &KEYS, &HTMX];

/// The addresses and digests of the files, as the frame of a page names them.
pub struct Links {
    /// Address of the style.
    pub style: String,
    /// Address of the keys.
    pub keys: String,
    /// What a browser checks it against.
    pub keys_digest: String,
    /// Address of htmx.
    pub htmx: String,
    /// What a browser checks it against.
    pub htmx_digest: String,
}

/// The addresses and digests.
pub static LINKS: LazyLock<Links> = LazyLock::new(|| Links {
    style: STYLE.link(),
    keys: KEYS.link(),
    keys_digest: KEYS.integrity(),
    htmx: HTMX.link(),
    htmx_digest: HTMX.integrity(),
});

impl Asset {
    /// Its address: another one when anything in it changes.
    pub fn link(&self) -> String {
        let digest = Sha256::digest(self.text);
        let short: String = digest
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!("/static/{}?v={short}", self.name)
    }

    /// The digest as `integrity` spells it.
    fn integrity(&self) -> String {
        format!("sha256-{}", base64(&Sha256::digest(self.text)))
    }
}

/// Standard base64 with padding (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |at: u32| char::from(LETTERS[(at & 63) as usize]);
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group = (0..3).fold(0_u32, |group, at| {
            (group << 8) | chunk.get(at).copied().map_or(0, u32::from)
        });
        for (at, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            text.push(if at <= chunk.len() {
                letter(group >> shift)
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_of_htmx_is_the_one_of_its_package() {
        let hex: String = Sha256::digest(HTMX.text)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(hex, HTMX_SHA256);
    }

    /// Of `dist/htmx.min.js` in `htmx.org` 4.0.1 of the npm registry.
    const HTMX_SHA256: &str = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130";

    #[test]
    fn base64_is_spelled_as_the_standard_says() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
