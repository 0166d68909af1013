//! What a page may load and do, as its `Content-Security-Policy` says it to the browser.

/// Of every answer: nothing but files of this service, and no page may frame it.
pub const STRICT: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Of the one page whose style holds its icons inside itself, as `data:` pictures.
pub const ICONS_IN_STYLE: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
     img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";
