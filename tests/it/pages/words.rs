//! The words of the pages.

use std::fs;
use std::path::{Path, PathBuf};

use spinepath::report::handout::Language;
use spinepath::web::Words;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path
            .extension()
            .is_some_and(|end| end == "rs" || end == "html")
        {
            found.push(path);
        }
    }
}

/// The names of the messages of the English file.
fn messages() -> Vec<&'static str> {
    include_str!("../../../src/web/words/en.ftl")
        .lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .map(|line| line.split_once(" =").unwrap().0)
        .collect()
}

#[test]
fn every_message_a_page_names_is_there_in_both_languages() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    files(&root.join("src/web"), &mut sources);
    files(&root.join("src/http/pages"), &mut sources);
    let mut named = 0;
    for file in sources {
        let text = fs::read_to_string(&file).unwrap();
        for call in [".say(\"", ".count(\"", ".with(\""] {
            for rest in text.split(call).skip(1) {
                let key = rest.split('"').next().unwrap();
                named += 1;
                for language in Language::ALL {
                    assert!(Words(language).has(key), "`{key}` of {}", file.display());
                }
            }
        }
    }
    assert!(named > 50, "the sources were read: {named}");
}

#[test]
fn no_message_is_left_over() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    files(&root.join("src/web"), &mut sources);
    files(&root.join("src/http"), &mut sources);
    let texts: Vec<String> = sources
        .iter()
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    for key in messages() {
        // The words of a fault are looked up by the kind of the fault.
        let used = key.starts_with("fault-")
            || texts
                .iter()
                .any(|text| text.contains(&format!("\"{key}\"")));
        assert!(used, "`{key}` is named nowhere: take it out");
    }
}
