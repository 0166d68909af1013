//! Why a form was refused, without repeating what was in it.

use serde::{Deserialize, Serialize};

/// One reason why a form is not acceptable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Violation {
    /// JSON Pointer to the place, built from names the schema knows; an unknown property is
    /// pointed at by its parent.
    pub pointer: String,
    /// The schema keyword, or the name of the cross-field check, that failed.
    pub keyword: String,
    /// The limit that was not kept, where the keyword has one: `10`, `yes, no, unknown, not_asked`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub limit: Option<String>,
    /// One sentence in our own words: what to do. Never contains the submitted value.
    pub detail: String,
}
