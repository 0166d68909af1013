//! `spinepath rules render`.

use std::path::Path;

use serde_json::json;

use super::desk::Desk;
use super::output::print_json;
use super::{Exit, Format, Shared};
use crate::clock;
use crate::rules::{RulePage, page, page_index};

/// Prints the pages of a release, or of one rule; into a folder, each as a file of its own.
pub(super) fn render(
    desk: &Desk,
    rule: Option<&str>,
    output: Option<&Path>,
    shared: &Shared,
) -> Exit {
    let release = &desk.release;
    let today = clock::today();
    let rules = match rule.map(|id| release.rule(id)) {
        None => release.rules().iter().collect(),
        Some(Ok(rule)) => vec![rule],
        Some(Err(message)) => {
            eprintln!("{message}");
            return Exit::WrongUse;
        }
    };
    let pages: Vec<RulePage> = rules
        .into_iter()
        .map(|rule| page(release, rule, today))
        .collect();
    let Some(folder) = output else {
        match shared.format {
            Format::Json => {
                print_json(&json!({ "release": release.reference(), "rules": pages }));
            }
            Format::Human => {
                let texts: Vec<String> = pages.iter().map(RulePage::markdown).collect();
                say!("{}", texts.join("\n---\n\n").trim_end());
            }
        }
        return Exit::Fine;
    };
    match write(folder, &pages, shared.format) {
        Ok(()) => {
            say!("{} pages in {}", pages.len(), folder.display());
            Exit::Fine
        }
        Err(error) => {
            eprintln!("cannot write to `{}`: {error}", folder.display());
            Exit::WrongUse
        }
    }
}

fn write(folder: &Path, pages: &[RulePage], format: Format) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for page in pages {
        match format {
            Format::Human => {
                std::fs::write(folder.join(format!("{}.md", page.rule)), page.markdown())?;
            }
            Format::Json => {
                let text = serde_json::to_string_pretty(page)?;
                std::fs::write(folder.join(format!("{}.json", page.rule)), text)?;
            }
        }
    }
    match format {
        Format::Human => std::fs::write(folder.join("index.md"), page_index(pages)),
        Format::Json => {
            let list: Vec<_> = pages
                .iter()
                .map(|page| json!({ "rule": page.rule, "title": page.title }))
                .collect();
            let text = serde_json::to_string_pretty(&json!({ "rules": list }))?;
            std::fs::write(folder.join("index.json"), text)
        }
    }
}
