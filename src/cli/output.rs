//! What the commands print.

use serde_json::Value as Json;

use super::Exit;
use crate::app::library::LibraryError;

/// Prints a JSON document.
pub(super) fn print_json(value: &Json) {
    // A `Value` always has a text.
    say!(
        "{}",
        serde_json::to_string_pretty(value).unwrap_or_default()
    );
}

/// Prints why a form or a release could not be loaded.
pub(super) fn library_failed(error: &LibraryError) -> Exit {
    eprintln!("{error}");
    match error {
        LibraryError::Unreadable(..) | LibraryError::Missing(_) => Exit::WrongUse,
        LibraryError::Form(..) | LibraryError::Release(..) => Exit::Findings,
    }
}
