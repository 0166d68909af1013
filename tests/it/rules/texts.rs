//! What the words of a release and of a form may not say, and how they begin.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value as Json;
use spinepath::app::Library;
use spinepath::rules::CheckedRelease;

use super::patients::release;

/// A text of a release: the file, the way to it, and what it says.
struct Text {
    file: String,
    /// Keys from the top of the file; of an entry of a list, its id.
    path: Vec<String>,
    says: String,
}

impl Text {
    fn place(&self) -> String {
        format!("{} {}", self.file, self.path.join("."))
    }

    fn key(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    fn within(&self, key: &str) -> bool {
        self.path.iter().any(|part| part == key)
    }

    /// Said or handed to the patient, or read aloud by an assistant.
    fn for_patients(&self) -> bool {
        self.key() == "assistant" || self.within("plan") || self.within("safety_net") || {
            self.file == "treatments.yaml" && self.key() != "conflict"
        }
    }
}

/// The newest release of every pathway in the program, by pathway.
fn newest() -> Vec<String> {
    let mut newest = BTreeMap::new();
    let mut names = Library::embedded_releases();
    names.sort();
    for name in names {
        let (pathway, _) = name.split_once('/').unwrap();
        newest.insert(pathway.to_owned(), format!("rules/{name}"));
    }
    newest.into_values().collect()
}

/// Every text of a release: conditions, tests, ids, sources and the baseline left out.
fn texts(release: &CheckedRelease) -> Vec<Text> {
    let mut texts = Vec::new();
    for (file, text) in release.files() {
        if ["evidence.yaml", "baseline.yaml", "release.lock"].contains(&file.as_str()) {
            continue;
        }
        let strict = serde_saphyr::options! { strict_booleans: true };
        let document: Json = serde_saphyr::from_str_with_options(text, strict).unwrap();
        walk(file, &mut Vec::new(), &document, &mut texts);
    }
    texts
}

/// What a text is not: conditions, names, sources.
const NOT_TEXT: [&str; 14] = [
    "when",
    "is",
    "offer_when",
    "tests",
    "evidence",
    "unit",
    "basis",
    "values",
    "seen",
    "code",
    "owners",
    "release",
    "form",
    "from",
];

fn walk(file: &str, path: &mut Vec<String>, value: &Json, texts: &mut Vec<Text>) {
    match value {
        Json::Object(members) => {
            for (key, value) in members {
                // At the top of `values.yaml` and of profiles `values` holds texts, elsewhere dates.
                let inside = path.len() > 1 || !value.is_object();
                if inside && NOT_TEXT.contains(&key.as_str()) {
                    continue;
                }
                path.push(key.clone());
                walk(file, path, value, texts);
                path.pop();
            }
        }
        Json::Array(items) => {
            for item in items {
                let ids = [
                    "rule",
                    "define",
                    "treatment",
                    "contraindication",
                    "conflict",
                    "code",
                ];
                let id = ids.iter().find_map(|id| item.get(id)?.as_str());
                path.push(id.unwrap_or("-").to_owned());
                walk(file, path, item, texts);
                path.pop();
            }
        }
        Json::String(says) => {
            let id = says
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
            let named = ["text", "title", "because", "ask", "clinician", "assistant"];
            if !id || named.contains(&path.last().map_or("", String::as_str)) {
                texts.push(Text {
                    file: file.to_owned(),
                    path: path.clone(),
                    says: says.clone(),
                });
            }
        }
        _ => {}
    }
}

fn every_text(claim: impl Fn(&CheckedRelease, &Text) -> Option<String>) {
    let mut wrong = Vec::new();
    for name in newest() {
        let release = release(&name);
        let texts = texts(&release);
        assert!(
            texts.len() > 300,
            "{name}: {} texts are too few",
            texts.len()
        );
        for text in &texts {
            if let Some(fault) = claim(&release, text) {
                wrong.push(format!("{name}/{}: {fault}: {}", text.place(), text.says));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Whether the phrase stands there as words of its own.
fn says(text: &str, phrase: &str) -> bool {
    let text = text.to_lowercase();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(phrase) {
        let (before, after) = (&rest[..at], &rest[at + phrase.len()..]);
        let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        if !inside(before.chars().next_back()) && !inside(after.chars().next()) {
            return true;
        }
        rest = after;
    }
    false
}

/// Words that frighten or explain pain by what is not so (`conservative: F02, F16, R-TXT`).
const BANNED: [&str; 8] = [
    "out of place",
    "worn out",
    "toxins",
    "balance the body",
    "total-body balance",
    "crumbling",
    "fragile",
    "subluxation",
];

#[test]
fn no_text_says_a_banned_phrase() {
    every_text(|_, text| {
        if let Some(phrase) = BANNED.iter().find(|phrase| says(&text.says, phrase)) {
            return Some(format!("says `{phrase}`"));
        }
        let examined = text.within("spinal_alignment")
            || (text.within("findings") && says(&text.says, "on examination"));
        if says(&text.says, "alignment") && !examined {
            return Some("says `alignment`, which is a word for an examination alone".into());
        }
        (says(&text.says, "unstable") && text.for_patients())
            .then(|| "says `unstable` to a patient".into())
    });
}

/// A number with `mg` behind it that is not a concentration of a blood test.
fn dose(text: &str) -> bool {
    text.match_indices("mg").any(|(at, _)| {
        let before = text[..at].trim_end_matches([' ', '\u{a0}', '\u{202f}']);
        let after = &text[at + 2..];
        before.ends_with(|c: char| c.is_ascii_digit())
            && !after.starts_with(|c: char| c.is_alphanumeric())
            && !after.starts_with("/L")
            && !after.starts_with("/dL")
    })
}

#[test]
fn no_text_names_the_dose_of_a_medicine() {
    every_text(|release, text| {
        const STEROID: &str = "steroid_pred_equiv_mg_day";
        let steroid = release.catalogue().find(STEROID);
        // A threshold has its dose in its title; what reads the steroid dose may say which.
        let rule = release.rules().iter().any(|rule| {
            text.within(&rule.id)
                && rule.plan.is_empty()
                && steroid.is_some_and(|steroid| rule.reads.contains(steroid))
        });
        let definition = release
            .conditions()
            .any(|(name, condition)| text.within(name) && condition.contains(STEROID));
        let reads = rule || definition;
        let excused = text.file == "values.yaml" || reads;
        (dose(&text.says) && !excused).then(|| "names a dose".into())
    });
}

#[test]
fn a_dose_is_told_from_a_concentration() {
    for (text, is) in [
        ("ibuprofen 400 mg", true),
        ("ibuprofen 400mg three times", true),
        ("prednisolone 20\u{a0}mg/day", true),
        ("CRP above 10 mg/L", false),
        ("a scan of 200 mL", false),
        ("mg per day", false),
    ] {
        assert_eq!(dose(text), is, "{text}");
    }
}

#[test]
fn a_banned_phrase_is_found_as_words_of_its_own() {
    for (text, is) in [
        ("Your back is fragile.", true),
        ("Fragile bones", true),
        ("a fragility fracture; no fragile", true),
        ("a fragility fracture", false),
    ] {
        assert_eq!(says(text, "fragile"), is, "{text}");
    }
}

/// An assistant reads it once, aloud, with the patient waiting.
const WORDS_FOR_ASSISTANTS: usize = 25;

#[test]
fn an_assistant_is_told_in_a_few_words() {
    every_text(|_, text| {
        let words = text.says.split_whitespace().count();
        (text.key() == "assistant" && words > WORDS_FOR_ASSISTANTS)
            .then(|| format!("{words} words, more than {WORDS_FOR_ASSISTANTS}"))
    });
}

/// How a text begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// A capital and a full stop.
    Sentence,
    /// A capital and none: the head of a table, the start of a longer sentence.
    Heading,
    /// Neither: a part of a sentence, put after a colon or a comma.
    Phrase,
}

fn style(text: &Text) -> Option<Style> {
    let parent = text
        .path
        .len()
        .checked_sub(2)
        .map(|at| text.path[at].as_str());
    Some(match text.key() {
        "clinician" | "assistant" | "stop" => Style::Sentence,
        "title" if text.file == "codes.yaml" => return None,
        "title" | "ask" => Style::Heading,
        "text" if text.within("plan") || text.within("safety_net") => Style::Sentence,
        "text" if text.within("vocabulary") => Style::Phrase,
        "because" if text.file.starts_with("topics/") && !text.within("definitions") => {
            match parent {
                Some("suppress" | "swap") => Style::Phrase,
                _ => Style::Sentence,
            }
        }
        "because" if text.file == "treatments.yaml" => Style::Sentence,
        "because" => Style::Phrase,
        _ => return None,
    })
}

/// A capital that stands in the middle of a sentence too: an abbreviation or a name.
fn keeps_its_capital(word: &str) -> bool {
    let word = word.trim_end_matches([':', ',', '.']);
    word.chars().filter(|c| c.is_uppercase()).count() > 1
        || [
            "Babinski", "Horner", "Hoffmann", "X-ray", "Roman", "Henschke",
        ]
        .contains(&word)
}

#[test]
fn every_text_begins_and_ends_as_the_house_style_says() {
    every_text(|_, text| {
        let style = style(text)?;
        let first = text.says.split_whitespace().next().unwrap_or_default();
        let capital = first.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        let small = first.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
        let stop = text.says.ends_with(['.', '?', '!']);
        let holds = match style {
            Style::Sentence => capital && stop,
            Style::Heading => capital && !stop,
            Style::Phrase => (small || keeps_its_capital(first)) && !stop,
        };
        (!holds).then(|| format!("is no {style:?}").to_lowercase())
    });
}

/// Enough to say how an answer is scored, too few for the sentence that is answered.
const WORDS_OF_AN_ITEM: usize = 30;

/// Item texts belong to their owner: a form knows the number of an item, the clinic has its words.
#[test]
fn no_form_holds_the_wording_of_a_licensed_instrument() {
    let library = Library::embedded().unwrap();
    let mut seen = 0;
    for form in library.forms() {
        let fields = form.fields().iter();
        for field in fields.filter(|field| field.name.starts_with("start_back_item_")) {
            let number = field.name.trim_start_matches("start_back_item_");
            let said = (field.label.as_str(), field.question.as_str());
            let label = format!("STarT Back item {number}");
            let question = format!("Item {number} of the clinic's licensed STarT Back form.");
            assert_eq!(said, (label.as_str(), question.as_str()));
            assert_eq!(
                (field.why.as_str(), field.options.len()),
                ("", 0),
                "{label}"
            );
            seen += 1;
        }
        let root = env!("CARGO_MANIFEST_DIR");
        let (name, version) = (form.name(), form.version());
        let path = format!("{root}/schemas/intake/{name}/{version}/schema.json");
        let schema: Json = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let mut found = Vec::new();
        items(&schema, &mut found);
        for (name, item) in found {
            let number = name.trim_start_matches("start_back_item_");
            assert_eq!(item["title"], format!("STarT Back item {number}"));
            let description = item["description"].as_str().unwrap_or_default();
            let begins = format!("Answer to item {number} of the STarT Back tool; ");
            let ends = "The wording is not part of this form.";
            assert!(
                description.starts_with(&begins)
                    && description.ends_with(ends)
                    && description.split_whitespace().count() <= WORDS_OF_AN_ITEM,
                "{version} {name}: {description}"
            );
        }
    }
    assert!(seen > 0, "no form has an item of the instrument");
}

/// The items of the instrument in a schema.
fn items(schema: &Json, found: &mut Vec<(String, Json)>) {
    let Json::Object(members) = schema else {
        return;
    };
    for (name, value) in members {
        if name.starts_with("start_back_item_") {
            found.push((name.clone(), value.clone()));
        }
        items(value, found);
    }
}
