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

/// Swagger UI 5.35.0 (Apache-2.0), as its package holds it.
pub const SWAGGER_UI: Asset = Asset {
    name: "swagger-ui-bundle.js",
    media_type: "text/javascript; charset=utf-8",
    text: include_str!("assets/swagger-ui-bundle.js"),
};

/// Its style.
pub const SWAGGER_UI_STYLE: Asset = Asset {
    name: "swagger-ui.css",
    media_type: "text/css; charset=utf-8",
    text: include_str!("assets/swagger-ui.css"),
};

/// Its license and its notice: who is given the program is given them.
pub const SWAGGER_UI_LICENSE: Asset = Asset {
    name: "swagger-ui.LICENSE",
    media_type: "text/plain; charset=utf-8",
    text: concat!(
        include_str!("assets/swagger-ui.NOTICE"),
        "\n\n",
        include_str!("assets/swagger-ui.LICENSE")
    ),
};

/// The licenses of what is in it, under the name that it gives.
pub const SWAGGER_UI_PARTS: Asset = Asset {
    name: "swagger-ui-bundle.js.LICENSE.txt",
    media_type: "text/plain; charset=utf-8",
    text: include_str!("assets/swagger-ui-bundle.js.LICENSE.txt"),
};

/// Starts Swagger UI on its page.
pub const DOCS: Asset = Asset {
    name: "docs.js",
    media_type: "text/javascript; charset=utf-8",
    text: include_str!("assets/docs.js"),
};

/// Fits Swagger UI to the frame of a page.
pub const DOCS_STYLE: Asset = Asset {
    name: "docs.css",
    media_type: "text/css; charset=utf-8",
    text: include_str!("assets/docs.css"),
};

/// Every file.
pub const ALL: [&Asset; 9] = [
    &STYLE,
    &KEYS,
    &HTMX,
    &SWAGGER_UI,
    &SWAGGER_UI_STYLE,
    &SWAGGER_UI_LICENSE,
    &SWAGGER_UI_PARTS,
    &DOCS,
    &DOCS_STYLE,
];

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
    pub fn integrity(&self) -> String {
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
    fn what_others_wrote_has_the_digest_of_its_package() {
        for (asset, digest) in PACKAGES {
            let hex: String = Sha256::digest(asset.text)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            assert_eq!(hex, digest, "{}", asset.name);
        }
    }

    /// SHA-256 of `dist/htmx.min.js` in `htmx.org` 4.0.1 and of two files in `swagger-ui-dist`
    /// 5.35.0, both of the npm registry.
    const PACKAGES: [(Asset, &str); 3] = [
        (
            HTMX,
            "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",
        ),
        (
            SWAGGER_UI,
            "e6a898692f2d768e807c3ba4626068a69a2c5dd960dd6c76f3e4d3a3de180af2",
        ),
        (
            SWAGGER_UI_STYLE,
            "5ed08757e53da3e026d6cbecc61fe5d43585c9560b302d534ad56692519a273d",
        ),
    ];

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
