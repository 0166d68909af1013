//! What axe-core finds on a page.

use std::fmt::Write;

use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::webdriver::Session;

const AXE: &str = include_str!("../../fixtures/axe/axe.min.js");
const README: &str = include_str!("../../fixtures/axe/README.md");

/// WCAG 2.2 at levels A and AA.
const TAGS: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const RUN: &str = "
    const done = arguments[arguments.length - 1];
    const told = (violation) => ({
        rule: violation.id,
        help: violation.help,
        places: violation.nodes.map((node) => node.target.join(' ') + ': ' + node.any.concat(node.all, node.none).map((check) => check.message).join('; ')),
    });
    axe.run(document, arguments[0]).then(
        (found) => done(found.violations.map(told)),
        (error) => done([{ rule: 'axe', help: String(error), places: [] }]),
    );";

/// What keeps somebody from using the page that is open: a line for each place, nothing where there
/// is none.
pub fn accessible(page: &Session) -> String {
    // The driver runs this beside the page: the page's own policy allows no script but its own, and
    // stays as it is.
    page.run(AXE, &[]);
    let options = json!({
        "runOnly": { "type": "tag", "values": TAGS },
        "rules": { "target-size": { "enabled": true } },
        "resultTypes": ["violations"],
    });
    let violations = page.run_until_called(RUN, &[options]);
    let mut lines = String::new();
    for violation in list(&violations) {
        let (rule, help) = (&violation["rule"], &violation["help"]);
        for place in list(&violation["places"]) {
            writeln!(lines, "{rule} ({help}) at {place}").unwrap();
        }
    }
    lines
}

fn list(value: &Json) -> &[Json] {
    value.as_array().expect("a list")
}

#[test]
fn the_file_of_axe_is_the_one_its_readme_names() {
    let digest = Sha256::digest(AXE);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(README.contains(&digest), "{digest}");
    assert!(AXE.starts_with("/*! axe v4.14.1\n") && README.contains("4.14.1"));
}
