//! The interface for programs, to read and to try.

use std::sync::LazyLock;

use askama::Template;

use super::Frame;
use super::assets::{
    DOCS, DOCS_STYLE, SWAGGER_UI, SWAGGER_UI_LICENSE, SWAGGER_UI_PARTS, SWAGGER_UI_STYLE,
};

/// The addresses and digests of what this page alone loads.
pub struct Files {
    /// Address of the style of Swagger UI.
    pub swagger_ui_style: String,
    /// Address of what fits it to the frame.
    pub style: String,
    /// Address of Swagger UI.
    pub swagger_ui: String,
    /// What a browser checks it against.
    pub swagger_ui_digest: String,
    /// Address of what starts it.
    pub start: String,
    /// What a browser checks it against.
    pub start_digest: String,
    /// Address of its license.
    pub license: String,
    /// Address of the licenses of what is in it.
    pub parts: String,
}

static FILES: LazyLock<Files> = LazyLock::new(|| Files {
    swagger_ui_style: SWAGGER_UI_STYLE.link(),
    style: DOCS_STYLE.link(),
    swagger_ui: SWAGGER_UI.link(),
    swagger_ui_digest: SWAGGER_UI.integrity(),
    start: DOCS.link(),
    start_digest: DOCS.integrity(),
    license: SWAGGER_UI_LICENSE.link(),
    parts: SWAGGER_UI_PARTS.link(),
});

/// The interface for programs.
#[derive(Debug, Template)]
#[template(path = "docs.html")]
pub struct Docs {
    /// What stands around it.
    pub frame: Frame,
}

impl Docs {
    /// The page.
    pub fn of(frame: Frame) -> Docs {
        Docs { frame }
    }

    /// What it loads.
    pub fn files(&self) -> &'static Files {
        &FILES
    }
}
