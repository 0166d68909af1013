//! `spinepath rules attributes`.

use serde_json::json;

use super::desk::Desk;
use super::output::print_json;
use super::{Exit, Format, Shared};
use crate::rules::{AttributeUse, Attributes, CheckedRelease, FactUse};

/// How many names a line lists before it counts the rest; `--format json` has them all.
const LISTED: usize = 6;

/// Prints the source attributes of a release.
pub(super) fn attributes(desk: &Desk, shared: &Shared) -> Exit {
    let release = &desk.release;
    let reference = release.reference();
    let Some(attributes) = release.attributes() else {
        eprintln!(
            "release `{} {}` has no `attributes.yaml`; see `rules/README.md`",
            reference.name, reference.release
        );
        return Exit::Findings;
    };
    match shared.format {
        Format::Json => print_json(&json!({ "release": reference, "attributes": attributes })),
        Format::Human => print(release, attributes),
    }
    Exit::Fine
}

fn print(release: &CheckedRelease, attributes: &Attributes) {
    let reference = release.reference();
    say!(
        "{} {}: source attributes (45 CFR 170.315(b)(11))",
        reference.name,
        reference.release
    );
    let Attributes {
        bibliography,
        developer,
        funding,
        released,
        revised,
        review_by,
        supersedes,
        uses,
    } = attributes;
    say!(
        " 1 bibliographic citation: {} of {} rules cite {} sources; without one, on local policy or from memory: {}",
        bibliography.citing,
        bibliography.rules,
        bibliography.sources,
        some(&bibliography.citing_nothing)
    );
    say!(
        " 2 developer: {}; author {}; approver {}; {}",
        developer.organization,
        developer.author,
        developer.approver,
        developer.contact
    );
    say!(" 3 funding: {funding}");
    let supersedes = supersedes.as_deref().unwrap_or("no release");
    say!(
        " 4 dates: released {released}, revised {revised}, review by {review_by}; supersedes {supersedes}"
    );
    for (at, used) in uses.iter().enumerate() {
        let word = if used.used { "used" } else { "not used" };
        say!(
            "{:>2} use of {}: {word}. {}",
            at + 5,
            used.attribute.title(),
            used.why
        );
        facts(release, used);
    }
}

fn facts(release: &CheckedRelease, used: &AttributeUse) {
    if used.facts.is_empty() {
        return;
    }
    let catalogue = release.catalogue();
    let label = |name: &str| {
        let fact = catalogue.find(name).and_then(|fact| catalogue.get(fact));
        fact.map_or_else(|| name.to_owned(), |fact| fact.label.clone())
    };
    say!(
        "     {} of {} facts are read",
        used.read.len(),
        used.facts.len()
    );
    if used.read.len() <= LISTED {
        for FactUse { fact, by } in &used.read {
            say!("     {}: by {}", label(fact), some(by));
        }
    }
}

/// The first few of a list, and how many more there are.
fn some(names: &[String]) -> String {
    match names.len().checked_sub(LISTED) {
        _ if names.is_empty() => "none".to_owned(),
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..LISTED].join(", ")),
    }
}
