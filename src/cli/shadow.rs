//! `spinepath rules shadow`.

use serde_json::{Value as Json, json};

use super::output::print_json;
use super::release::named;
use super::running::{Failure, with_store};
use super::{Exit, Format, Shared};
use crate::app::shadow::{Group, Line, Summary};
use crate::store::StoreError;

/// Cases named as examples of a line.
const EXAMPLES: usize = 3;

/// Print how a candidate would have decided the cases that came in.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Shadow {
    /// One candidate, as `pathway/release`; all where none is named.
    #[arg(long, value_name = "RELEASE")]
    candidate: Option<String>,
    #[command(subcommand)]
    explain: Option<Explain>,
}

#[derive(Debug, clap::Subcommand)]
enum Explain {
    /// Say why it is right that a candidate is less urgent for a case.
    #[command(
        after_help = "Example: spinepath rules shadow explain 12 --reason 'the scan was normal' --by 'Dr. Jane Roe'"
    )]
    Explain {
        /// The number of the lowering, as `rules shadow` prints it.
        id: i64,
        /// Why, in a sentence.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Who says so.
        #[arg(long, value_name = "NAME")]
        by: String,
    },
}

impl Shadow {
    pub fn run(&self, shared: &Shared) -> Result<Exit, Failure> {
        match &self.explain {
            Some(Explain::Explain { id, reason, by }) => explain(shared, *id, reason, by),
            None => self.summary(shared),
        }
    }

    fn summary(&self, shared: &Shared) -> Result<Exit, Failure> {
        let mut runs = with_store(shared, async |store| {
            store.shadow_runs().await.map_err(Failure::our_fault)
        })?;
        if let Some(wanted) = &self.candidate {
            let wanted = wanted.strip_prefix("rules/").unwrap_or(wanted);
            runs.retain(|run| {
                format!("{}/{}", run.candidate.name, run.candidate.release) == wanted
            });
        }
        let summaries = (runs.iter().map(Summary::of))
            .collect::<Result<Vec<_>, _>>()
            .map_err(Failure::our_fault)?;
        match shared.format {
            Format::Json => {
                let candidates: Vec<Json> = summaries.iter().map(told).collect();
                print_json(&json!({ "candidates": candidates }));
            }
            Format::Human if summaries.is_empty() => {
                say!("no decision was compared: name a candidate with `serve --shadow`");
            }
            Format::Human => summaries.iter().for_each(print),
        }
        let open = summaries.iter().any(|summary| summary.unexplained() > 0);
        Ok(if open { Exit::Findings } else { Exit::Fine })
    }
}

fn explain(shared: &Shared, id: i64, reason: &str, by: &str) -> Result<Exit, Failure> {
    let by = named(by)?;
    if reason.trim().is_empty() {
        return Err(Failure::wrong_use("`--reason`: write why in a sentence"));
    }
    with_store(shared, async |store| {
        match store.explain_shadow(id, reason.trim(), &by).await {
            Ok(()) => {
                say!("lowering {id} is explained by {by}");
                Ok(Exit::Fine)
            }
            Err(StoreError::NotFound { .. }) => Err(Failure::wrong_use(format!(
                "no lowering has the number {id}: `rules shadow` prints them"
            ))),
            Err(error) => Err(Failure::our_fault(error)),
        }
    })
}

/// A summary for a person at a terminal.
fn print(summary: &Summary<'_>) {
    let run = summary.run;
    say!(
        "{} {} beside what decided since {}: {} decisions compared of {}, {} differ, {} lowered and not explained",
        run.candidate.name,
        run.candidate.release,
        run.since.format("%Y-%m-%d %H:%M UTC"),
        run.compared,
        summary.made(),
        summary.lines.len(),
        summary.unexplained()
    );
    for step in summary.steps() {
        let (group, words, lines) = (step.group.word(), step.words(), &step.lines);
        say!("  {group}: {words}: {}, {}", lines.len(), examples(lines));
        if step.group == Group::Lowered {
            lines.iter().for_each(|line| print_lowering(line));
        }
    }
    if !summary.lines.is_empty() {
        say!("  by rule");
    }
    for ((rule, way), lines) in summary.rules() {
        let (word, count) = (way.word(), lines.len());
        say!("    {rule} {word}: {count}, {}", examples(&lines));
    }
}

/// A summary as data.
fn told(summary: &Summary<'_>) -> Json {
    let ids = |lines: &[&Line<'_>]| -> Vec<i64> {
        let lines = lines.iter();
        lines.map(|line| line.divergence.id).collect()
    };
    let bands = summary.steps().into_iter().map(|step| {
        json!({
            "group": step.group.word(), "bands": step.words(), "count": step.lines.len(),
            "divergences": ids(&step.lines),
        })
    });
    let rules = summary.rules().into_iter().map(|((rule, way), lines)| {
        json!({
            "rule": rule, "what": way.word(), "count": lines.len(), "divergences": ids(&lines),
        })
    });
    let divergences = summary.lines.iter().map(|line| {
        let explanations = line.divergence.explanations.iter();
        let explanations = explanations.map(|(by, reason)| json!({ "by": by, "reason": reason }));
        json!({
            "id": line.divergence.id,
            "case_id": line.divergence.case_id.to_string(),
            "lowered": line.divergence.lowered,
            "difference": line.divergence.difference,
            "explanations": explanations.collect::<Vec<_>>(),
        })
    });
    json!({
        "candidate": summary.run.candidate,
        "since": summary.run.since,
        "compared": summary.run.compared,
        "made": summary.made(),
        "unexplained": summary.unexplained(),
        "bands": bands.collect::<Vec<_>>(),
        "rules": rules.collect::<Vec<_>>(),
        "divergences": divergences.collect::<Vec<_>>(),
    })
}

fn print_lowering(line: &Line<'_>) {
    let explained = line.divergence.explanations.last();
    let explained = explained.map_or("not explained".to_owned(), |(by, reason)| {
        format!("explained by {by}: {reason}")
    });
    say!(
        "    {} case {}: {explained}",
        line.divergence.id,
        line.divergence.case_id
    );
}

fn examples(lines: &[&Line<'_>]) -> String {
    let cases = lines.iter().take(EXAMPLES);
    let cases: Vec<String> = cases
        .map(|line| line.divergence.case_id.to_string())
        .collect();
    format!("as case {}", cases.join(", "))
}
