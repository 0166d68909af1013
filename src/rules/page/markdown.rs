//! The page of a rule as Markdown.

use std::fmt::Write as _;

use super::super::english::{Sentence, and};
use super::super::terms::Outcome;
use super::{Asked, Meaning, RulePage};
use crate::model::Profile;

impl RulePage {
    /// The page as Markdown. Pages of other rules are linked as files beside it.
    pub fn markdown(&self) -> String {
        let mut text = format!("# {}\n\n", plain(&self.title));
        let release = &self.release;
        let _ = writeln!(
            text,
            "Rule `{}`, version {}, of release `{} {}` (`{}`). Thresholds as of {}.",
            self.rule, self.version, release.name, release.release, release.digest, self.as_of
        );

        heading(&mut text, "What it asks for");
        if self.asks_for.is_empty() {
            text.push_str("Nothing by itself.\n");
        }
        self.asks_for.iter().for_each(|asked| ask(&mut text, asked));
        for reason in &self.profile_reasons {
            let because = plain(&reason.because);
            let _ = writeln!(text, "- Why `{}` differs: {because}", reason.profile);
        }

        heading(&mut text, "When");
        bullets(&mut text, std::slice::from_ref(&self.when), 0);
        if !self.words.is_empty() {
            text.push_str("\n### What these words mean\n");
            self.words.iter().for_each(|word| meaning(&mut text, word));
        }

        heading(&mut text, "While an answer is missing");
        let _ = writeln!(text, "{}", plain(&self.while_unknown.text));
        if !self.while_unknown.below.is_empty() {
            text.push('\n');
            bullets(&mut text, &self.while_unknown.below, 0);
        }

        heading(&mut text, "What it says");
        let _ = writeln!(text, "- To the clinician: {}", plain(&self.clinician));
        if let Some(assistant) = &self.assistant {
            let _ = writeln!(text, "- To the assistant: {}", plain(assistant));
        }

        heading(&mut text, "Why");
        let _ = writeln!(text, "{}\n", plain(&self.because));
        let _ = writeln!(text, "Basis: **{}**.", self.basis_words);
        self.backing(&mut text);

        if !self.disagreements.is_empty() {
            heading(&mut text, "Where sources disagree");
        }
        for disagreement in &self.disagreements {
            let _ = writeln!(text, "- {}", plain(&disagreement.question));
            for position in &disagreement.positions {
                let _ = writeln!(text, "  - {}", plain(position));
            }
            for choice in &disagreement.choices {
                let _ = writeln!(
                    text,
                    "  - done under `{}`: {}",
                    choice.profile,
                    plain(&choice.because)
                );
            }
        }

        heading(&mut text, "Tests");
        for test in &self.tests {
            let outcome = match test.expect {
                Outcome::Fired => "fires",
                Outcome::Silent => "stays silent",
                Outcome::Unknown => "cannot tell",
            };
            let under = if test.profile == Profile::default() {
                String::new()
            } else {
                format!(" under `{}`", test.profile)
            };
            let _ = writeln!(text, "- {outcome}{under}: {}", plain(&test.name));
        }
        text
    }

    /// Thresholds and evidence.
    fn backing(&self, text: &mut String) {
        if !self.thresholds.is_empty() {
            heading(text, "Thresholds");
        }
        for threshold in &self.thresholds {
            let mut line = format!(
                "- **{}**: {}. Basis: {}.",
                plain(&threshold.is),
                plain(&threshold.title),
                threshold.basis_words
            );
            if !threshold.cites.is_empty() {
                let cites: Vec<String> = threshold.cites.iter().map(|cite| plain(cite)).collect();
                let _ = write!(line, " Source: {}.", cites.join("; "));
            }
            let _ = writeln!(text, "{line}");
            for note in &threshold.notes {
                let _ = writeln!(text, "  - {}", plain(note));
            }
        }

        heading(text, "Evidence");
        if self.evidence.is_empty() {
            let _ = writeln!(text, "No source is cited: {}.", self.basis_words);
        }
        for source in &self.evidence {
            let overdue = if source.recheck_by < self.as_of {
                " (**overdue**)"
            } else {
                ""
            };
            let _ = writeln!(
                text,
                "- {}\n  - What was read: {}\n  - How: {}; checked on {}, to be checked again by {}{overdue}\n  - Where: {}",
                plain(&source.cite),
                plain(&source.seen),
                source.mark_words,
                source.checked,
                source.recheck_by,
                place(&source.at)
            );
        }
    }
}

/// The list of pages: a heading, and a table with a row for each rule.
pub fn index(pages: &[RulePage]) -> String {
    let mut text = match pages.first() {
        Some(page) => format!(
            "# Rules of {} {}\n\n`{}`\n\n",
            page.release.name, page.release.release, page.release.digest
        ),
        None => "# Rules\n\n".to_owned(),
    };
    text.push_str("| rule | urgency | basis |\n|---|---|---|\n");
    for page in pages {
        let urgency = page.asks_for.iter().find(|asked| asked.what == "Urgency");
        let words = |is: &[String]| {
            let first = is.first().and_then(|words| words.split(':').next());
            first.unwrap_or("none").to_owned()
        };
        let urgency = match urgency.map(|urgency| urgency.under.as_slice()) {
            None | Some([]) => "none".to_owned(),
            Some([all]) => words(&all.is),
            Some(several) => several
                .iter()
                .map(|under| format!("{} under {}", words(&under.is), and(&under.profiles)))
                .collect::<Vec<_>>()
                .join(", "),
        };
        let _ = writeln!(
            text,
            "| [{}]({}.md) | {urgency} | {} |",
            cell(&page.title),
            page.rule,
            page.basis_words
        );
    }
    text
}

fn heading(text: &mut String, title: &str) {
    let _ = write!(text, "\n## {title}\n\n");
}

fn bullets(text: &mut String, sentences: &[Sentence], depth: usize) {
    for sentence in sentences {
        let _ = writeln!(text, "{}- {}", "  ".repeat(depth), plain(&sentence.text));
        bullets(text, &sentence.below, depth + 1);
    }
}

fn ask(text: &mut String, asked: &Asked) {
    let list = |is: &[String]| match is {
        [] => "none".to_owned(),
        several => several
            .iter()
            .map(|text| plain(text))
            .collect::<Vec<_>>()
            .join("; "),
    };
    match asked.under.as_slice() {
        [all] if all.is.len() <= 1 => {
            let _ = writeln!(text, "- {}: {}", asked.what, list(&all.is));
        }
        [all] => {
            let _ = writeln!(text, "- {}:", asked.what);
            for one in &all.is {
                let _ = writeln!(text, "  - {}", plain(one));
            }
        }
        several => {
            let _ = writeln!(text, "- {}:", asked.what);
            for under in several {
                let _ = writeln!(
                    text,
                    "  - under {}: {}",
                    and(&under.profiles),
                    list(&under.is)
                );
            }
        }
    }
}

fn meaning(text: &mut String, word: &Meaning) {
    let title = plain(&word.title);
    match (&word.is, &word.rule) {
        (Some(is), _) => {
            let _ = write!(text, "\n“{title}” means:\n\n");
            bullets(text, std::slice::from_ref(is), 0);
        }
        (None, Some(rule)) => {
            let (id, rule) = (&rule.id, plain(&rule.title));
            let _ = write!(
                text,
                "\n“{title}” is the condition of the rule [{rule}]({id}.md).\n"
            );
        }
        (None, None) => {}
    }
    if let Some(because) = &word.because {
        let _ = write!(text, "\nNote: {}.\n", plain(because).trim_end_matches('.'));
    }
}

/// Text that Markdown shows as it is.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '*' | '_' | '`' | '<' | '\\' | '[' | ']') {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

fn cell(text: &str) -> String {
    plain(text).replace('|', "\\|")
}

/// Where a source was read: an address, or words.
fn place(at: &str) -> String {
    if at.starts_with("https://") || at.starts_with("http://") {
        format!("<{at}>")
    } else {
        plain(at)
    }
}
