//! The words of the pages: one Fluent file for each language.
//!
//! The files have the same messages: `build.rs` refuses anything else. That every message a page
//! names is there is held by a test.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

pub use crate::report::handout::Language;

const FILES: [&str; 2] = [include_str!("words/en.ftl"), include_str!("words/es.ftl")];

static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 2]> =
    LazyLock::new(|| [bundle(Language::En), bundle(Language::Es)]);

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let (file, id) = match language {
        Language::En => (FILES[0], "en-US"),
        Language::Es => (FILES[1], "es-US"),
    };
    // A message that does not read is left out, and found by the test that looks for each of them.
    let resource = FluentResource::try_new(file.to_owned()).unwrap_or_else(|(read, _)| read);
    let mut bundle =
        FluentBundle::new_concurrent(id.parse::<LanguageIdentifier>().into_iter().collect());
    // Marks around what is filled in would be read aloud by some screen readers.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource);
    bundle
}

/// The words of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words(pub Language);

impl Words {
    /// The tag of the language, for `lang`.
    pub fn tag(self) -> &'static str {
        match self.0 {
            Language::En => "en",
            Language::Es => "es",
        }
    }

    /// Whether there is a message of that name.
    pub fn has(self, key: &str) -> bool {
        self.bundle().has_message(key)
    }

    /// A message; its name where there is none, so that it is seen.
    pub fn say(self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A message with a number in it, `$n`.
    pub fn count(self, key: &str, n: usize) -> String {
        self.format(key, &FluentArgs::from_iter([("n", FluentValue::from(n))]))
    }

    /// A message with texts in it.
    pub fn with(self, key: &str, texts: &[(&str, &str)]) -> String {
        let texts = texts
            .iter()
            .map(|(name, text)| (*name, FluentValue::from(*text)));
        self.format(key, &FluentArgs::from_iter(texts))
    }

    fn bundle(self) -> &'static FluentBundle<FluentResource> {
        match self.0 {
            Language::En => &BUNDLES[0],
            Language::Es => &BUNDLES[1],
        }
    }

    fn format(self, key: &str, args: &FluentArgs<'_>) -> String {
        let bundle = self.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut errors = Vec::new();
        bundle
            .format_pattern(pattern, Some(args), &mut errors)
            .into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_counts_in_both_languages() {
        for (language, n, expected) in [
            (
                Language::En,
                1,
                "1 question left that can change the answer",
            ),
            (
                Language::En,
                3,
                "3 questions left that can change the answer",
            ),
            (
                Language::Es,
                1,
                "Queda 1 pregunta que puede cambiar la respuesta",
            ),
            (
                Language::Es,
                3,
                "Quedan 3 preguntas que pueden cambiar la respuesta",
            ),
        ] {
            assert_eq!(Words(language).count("panel-left", n), expected);
        }
    }
}
