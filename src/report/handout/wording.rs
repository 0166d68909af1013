//! The words of the handout: one file for each language, read by one loader.
//!
//! The files have the same keys in the same order: `build.rs` refuses anything else. That they
//! have the keys of the program is held by a test.

use std::{fmt, marker::PhantomData, sync::LazyLock};

use serde::{
    Deserialize,
    de::{Deserializer, MapAccess, Visitor},
};

use super::super::ReportError;
use super::{Language, exercises::EXERCISES};

static EN: LazyLock<Result<Words, ReportError>> = LazyLock::new(|| {
    read(
        "reports/handout/en.yaml",
        include_str!("../../../reports/handout/en.yaml"),
    )
});
static ES: LazyLock<Result<Words, ReportError>> = LazyLock::new(|| {
    read(
        "reports/handout/es.yaml",
        include_str!("../../../reports/handout/es.yaml"),
    )
});

/// The words in a language.
///
/// # Errors
/// Only if the file built into the program is broken.
pub fn words(language: Language) -> Result<&'static Words, ReportError> {
    match language {
        Language::En => EN.as_ref(),
        Language::Es => ES.as_ref(),
    }
    .map_err(Clone::clone)
}

fn read(file: &'static str, text: &str) -> Result<Words, ReportError> {
    let broken = |why: String| ReportError::Wording { file, why };
    let words: Words = serde_saphyr::from_str(text).map_err(|error| broken(error.to_string()))?;
    let (said, drawn): (Vec<&str>, Vec<&str>) = (
        words.exercises.words.ids().collect(),
        EXERCISES.iter().map(|exercise| exercise.id).collect(),
    );
    if said == drawn {
        Ok(words)
    } else {
        Err(broken(format!(
            "words for {said:?}, drawings for {drawn:?}"
        )))
    }
}

/// Entries of a file in their order; an id stands once.
#[derive(Debug)]
pub struct Entries<T>(Vec<(String, T)>);

impl<T> Entries<T> {
    /// The ids, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(id, _)| id.as_str())
    }

    /// What stands there, in order.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, value)| value)
    }

    /// What an id stands for.
    pub fn get(&self, id: &str) -> Option<&T> {
        let (_, value) = self.0.iter().find(|(known, _)| known == id)?;
        Some(value)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for InOrder<T> {
            type Value = Entries<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("entries by id")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut entries = Entries(Vec::new());
                while let Some((id, value)) = map.next_entry()? {
                    entries.0.push((id, value));
                }
                Ok(entries)
            }
        }
        deserializer.deserialize_map(InOrder(PhantomData))
    }
}

/// Declares groups of sentences; a missing or unknown key is an error when the file is read.
macro_rules! groups {
    ($($(#[$about:meta])* $group:ident { $($key:ident: $kind:ty),* $(,)? })*) => {
        $(
            $(#[$about])*
            #[derive(Debug, Deserialize)]
            #[serde(deny_unknown_fields)]
            pub struct $group {
                $(
                    #[doc = concat!("`", stringify!($key), "`")]
                    pub $key: $kind,
                )*
            }
        )*
    };
}

groups! {
    /// Everything a language says.
    Words { language: String, months: [String; 12], page: Page, emergency: Emergency, same_day: SameDay, plan: Plan, exercises: Exercises, review: Review, contact: Contact, foot: Foot }
    /// Head of page one, and how a date is written.
    Page { title: String, document_title: String, identity: String, date: String }
    /// The red box.
    Emergency { title: String, always: Entries<String>, when_named: Entries<String>, after: String }
    /// The box below it.
    SameDay { title: String, always: Entries<String>, when_named: Entries<String>, phone: String, after: String, calm: String }
    /// The plan by the ids of the release, and the lines to sign.
    Plan { title: String, lead: String, none: String, waiting: String, more: String, agreed: String, signature: String, signed_on: String, words: Entries<String> }
    /// The exercises by id.
    Exercises { title: String, lead: String, default: String, dose: String, stop: String, ask_first: String, words: Entries<ExerciseWords> }
    /// One exercise.
    ExerciseWords { name: String, how: String, dose: String, stop: String }
    /// When to come back.
    Review { title: String, on: String, unset: String, lead: String, always: Entries<String>, when_named: Entries<String> }
    /// Lines to fill in by hand.
    Contact { title: String, phone: String, hours: String, explained: String }
    /// The foot of every page.
    Foot { patient: String, page: String, origin: String, untranslated: String, missing: String }
}

impl Words {
    /// Patient words for a warning of the release, wherever it is printed.
    pub fn warning(&self, id: &str) -> Option<&str> {
        [
            &self.emergency.always,
            &self.emergency.when_named,
            &self.same_day.always,
            &self.same_day.when_named,
            &self.review.always,
            &self.review.when_named,
        ]
        .into_iter()
        .find_map(|entries| entries.get(id))
        .map(String::as_str)
    }
}
