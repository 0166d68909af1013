//! The fixed sentences of a blank form, read from `reports/blank/en.yaml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::super::ReportError;

const FILE: &str = "reports/blank/en.yaml";

static WORDS: LazyLock<Result<Words, ReportError>> = LazyLock::new(|| {
    serde_saphyr::from_str(include_str!("../../../reports/blank/en.yaml")).map_err(|error| {
        ReportError::Wording {
            file: FILE,
            why: error.to_string(),
        }
    })
});

/// The sentences built into the program.
pub(super) fn words() -> Result<&'static Words, ReportError> {
    WORDS.as_ref().map_err(Clone::clone)
}

/// Declares groups of sentences; a missing or unknown key is an error when the file is read.
macro_rules! groups {
    ($($(#[$about:meta])* $group:ident { $($key:ident),* $(,)? })*) => {
        $(
            $(#[$about])*
            #[derive(Debug, Deserialize)]
            #[serde(deny_unknown_fields)]
            pub(super) struct $group {
                $(pub(super) $key: String,)*
            }
        )*
    };
}

/// Every sentence, by group.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) page: Page,
    pub(super) identity: Identity,
    pub(super) critical: Critical,
    pub(super) answers: Answers,
    pub(super) conditions: Conditions,
    pub(super) foot: Foot,
}

groups! {
    /// Head of page one.
    Page { title, document_title, how }
    /// Whom it is about, when it was filled in and by whom.
    Identity { number, family, given, born, sex, female, male, intersex, day, time, by, role }
    /// The part that comes first.
    Critical { title, say }
    /// What stands beside a box or a line.
    Answers { yes, no, unknown, none, several, date }
    /// When a question is asked.
    Conditions { above_yes, r#if, yes, no, is, is_not, has, has_not, not, or, and }
    /// The foot of every page.
    Foot { number, origin, page, missing }
}
