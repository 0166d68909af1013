//! The layers of the program, read from its sources.

use std::fs;
use std::path::{Path, PathBuf};

/// Each module and the modules it may name.
const LAYERS: [(&str, &[&str]); 17] = [
    ("model", &[]),
    ("intake", &["model"]),
    ("population", &["model", "intake"]),
    ("facts", &["model", "intake"]),
    ("rules", &["model", "intake", "facts"]),
    ("decision", &["model", "intake", "facts", "rules"]),
    ("proof", &["model", "intake", "facts", "rules", "decision"]),
    ("report", &["model", "intake", "facts", "rules", "decision"]),
    ("store", &["model", "intake", "facts", "rules", "decision"]),
    ("clock", &[]),
    ("config", &["model"]),
    ("telemetry", &["config"]),
    ("embedded", &[]),
    (
        "app",
        &[
            "model",
            "intake",
            "population",
            "facts",
            "rules",
            "decision",
            "proof",
            "report",
            "store",
            "clock",
            "config",
        ],
    ),
    (
        "web",
        &[
            "model", "intake", "facts", "rules", "decision", "report", "app",
        ],
    ),
    (
        "http",
        &[
            "web",
            "model",
            "intake",
            "facts",
            "rules",
            "decision",
            "app",
            "clock",
            "config",
            "telemetry",
            "report",
        ],
    ),
    (
        "cli",
        &[
            "model",
            "intake",
            "population",
            "facts",
            "rules",
            "decision",
            "proof",
            "report",
            "store",
            "app",
            "http",
            "clock",
            "config",
            "telemetry",
            "embedded",
        ],
    ),
];

/// What the pure core may not name: the outside world, floats, and order that is not an order.
const CORE: [&str; 7] = [
    "model",
    "intake",
    "population",
    "facts",
    "rules",
    "decision",
    "proof",
];
const OUTSIDE: [&str; 14] = [
    "actix_web",
    "diesel",
    "printpdf",
    "tokio",
    "std::fs",
    "std::env",
    "std::time",
    "std::net",
    "async fn",
    "Utc::now",
    "now_v7",
    "HashMap",
    "HashSet",
    "unsafe",
];

/// The one place of each outside library.
const ONE_PLACE: [(&str, &[&str]); 8] = [
    ("printpdf", &["report/pdf"]),
    ("diesel", &["store/"]),
    ("actix_web", &["http/"]),
    // The launcher looks for binaries in `PATH` and keeps `PG*` variables from the server.
    ("std::env", &["config.rs", "embedded/"]),
    ("Utc::now", &["clock.rs"]),
    ("ed25519_dalek", &["app/signing/key.rs"]),
    ("fluent_bundle", &["web/words.rs"]),
    ("batsat", &["proof/gates.rs"]),
];

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Every source file: its path below `src` and its text without comments and unit tests.
fn code() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files
        .iter()
        .map(|file| {
            let text = fs::read_to_string(file).unwrap();
            let text = text
                .split("#[cfg(test)]\nmod tests")
                .next()
                .unwrap_or_default();
            let lines = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            let name = file.strip_prefix(&root).unwrap().display().to_string();
            (name, lines.collect::<Vec<_>>().join("\n"))
        })
        .collect()
}

fn layer(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The modules of this crate that a text names, also in `use crate::{a, b}`.
fn named(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let word = |text: &str| {
            text.chars()
                .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                .collect::<String>()
        };
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut start = true;
            for (place, c) in group.char_indices() {
                if start && depth == 0 && c.is_ascii_lowercase() {
                    names.push(word(&group[place..]));
                }
                start = matches!(c, ',' | ' ' | '\n') && (start || c == ',');
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    _ => {}
                }
            }
        } else {
            names.push(word(rest));
        }
    }
    names.retain(|name| LAYERS.iter().any(|(layer, _)| layer == name));
    names
}

#[test]
fn every_arrow_points_to_a_lower_layer() {
    let mut wrong = Vec::new();
    for (file, text) in code() {
        let own = layer(&file);
        let Some((_, allowed)) = LAYERS.iter().find(|(layer, _)| *layer == own) else {
            assert!(
                ["main", "lib"].contains(&own),
                "`src/{file}` belongs to no layer: add it to LAYERS"
            );
            continue;
        };
        wrong.extend(
            named(&text)
                .into_iter()
                .filter(|name| name != own && !allowed.contains(&name.as_str()))
                .map(|name| format!("src/{file} names `{name}`")),
        );
    }
    assert!(
        wrong.is_empty(),
        "move the code, or the arrow, down:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_core_names_nothing_outside() {
    let mut wrong = Vec::new();
    for (file, text) in code()
        .iter()
        .filter(|(file, _)| CORE.contains(&layer(file)))
    {
        wrong.extend(
            OUTSIDE
                .iter()
                .filter(|name| text.contains(**name))
                .map(|name| format!("src/{file}: {name}")),
        );
        if ["population", "facts", "rules", "decision"].contains(&layer(file)) {
            wrong.extend(
                ["f32", "f64"]
                    .iter()
                    .filter(|name| text.contains(**name))
                    .map(|name| format!("src/{file}: {name}")),
            );
        }
    }
    assert!(
        wrong.is_empty(),
        "the core takes facts and returns values:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn each_outside_library_has_one_place() {
    let mut wrong = Vec::new();
    for (file, text) in code() {
        for (library, places) in ONE_PLACE {
            let names =
                text.contains(&format!("{library}::")) || text.contains(&format!("use {library}"));
            if names && !places.iter().any(|place| file.starts_with(place)) {
                let places = places.join(" or src/");
                wrong.push(format!(
                    "src/{file} names `{library}`, which belongs to src/{places}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_decision_makes_decisions() {
    for (file, text) in code().iter().filter(|(file, _)| layer(file) != "decision") {
        assert!(
            !text.contains(" Decision {"),
            "src/{file} builds a decision by hand"
        );
    }
}

#[test]
fn the_checker_of_layers_sees_an_arrow_that_points_up() {
    for (text, expected) in [
        ("use crate::store::Store;", vec!["store"]),
        (
            "use crate::{app::App, model::{Number, Phi}, http};",
            vec!["app", "model", "http"],
        ),
        ("let x = crate::decision::decide(f);", vec!["decision"]),
        ("use super::store;", vec![]),
    ] {
        assert_eq!(named(text), expected, "{text}");
    }
}

#[test]
fn no_source_file_is_too_long_to_read() {
    // Longer than this needs a sentence at its top that says why; none does today.
    const LINES: usize = 600;
    let long: Vec<String> = code()
        .iter()
        .filter(|(_, text)| text.lines().count() > LINES)
        .map(|(file, text)| format!("src/{file}: {} lines", text.lines().count()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn every_invariant_names_a_test_that_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let named: Vec<&str> = document
        .split('`')
        .filter(|quoted| quoted.contains("::") && !quoted.contains(' '))
        .collect();
    assert!(named.len() > 20, "the table of invariants is gone");
    let missing: Vec<&&str> = named
        .iter()
        .filter(|name| {
            let (module, test) = name.rsplit_once("::").unwrap();
            let path = root.join("tests/it").join(module.replace("::", "/"));
            let files = [path.with_extension("rs"), path.join("mod.rs")];
            !files.iter().any(|file| {
                fs::read_to_string(file).is_ok_and(|text| text.contains(&format!("fn {test}()")))
            })
        })
        .collect();
    assert!(
        missing.is_empty(),
        "ARCHITECTURE.md names tests that are not there: {missing:?}"
    );
}
