//! Forms, rule releases and words are embedded in the program: a change to one is a change to the
//! program. The handout and the pages say the same in every language, so their files must have the
//! same keys.

fn main() {
    for folder in ["schemas", "rules", "migrations", "reports"] {
        println!("cargo:rerun-if-changed={folder}");
    }
    for file in ["src/web/words/en.ftl", "src/web/words/es.ftl"] {
        println!("cargo:rerun-if-changed={file}");
    }
    let (english, spanish) = (
        messages("src/web/words/en.ftl"),
        messages("src/web/words/es.ftl"),
    );
    for key in english.symmetric_difference(&spanish) {
        println!(
            "cargo::error=the languages of the pages differ: `{key}` is in one of `en.ftl` and `es.ftl` only"
        );
    }
    let (one, other) = (
        keys("reports/handout/en.yaml"),
        keys("reports/handout/es.yaml"),
    );
    let places = one.iter().zip(&other).position(|(a, b)| a != b);
    if let Some(line) = places.or((one.len() != other.len()).then(|| one.len().min(other.len()))) {
        let at = |keys: &[String]| {
            keys.get(line)
                .map_or("nothing".into(), |key| key.trim().to_owned())
        };
        println!(
            "cargo::error=the languages of the handout differ in key {}: `en.yaml` has `{}`, `es.yaml` has `{}`",
            line + 1,
            at(&one),
            at(&other)
        );
    }
}

/// The names of the messages of a Fluent file.
fn messages(file: &str) -> std::collections::BTreeSet<String> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    text.lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(" ="))
        .map(|(key, _)| key.to_owned())
        .collect()
}

/// The keys of a file with their indentation, in order.
fn keys(file: &str) -> Vec<String> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    text.lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .filter_map(|line| line.split_once(':'))
        .map(|(key, _)| key.to_owned())
        .collect()
}
