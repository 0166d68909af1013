//! `spinepath rules shadow`.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::output::print_json;
use super::release::named;
use super::running::{Failure, with_store};
use super::{Exit, Format, Shared};
use crate::app::shadow::Difference;
use crate::model::Urgency;
use crate::store::{Divergence, ShadowRun, StoreError};

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
        let summaries = runs
            .iter()
            .map(Summary::of)
            .collect::<Result<Vec<_>, _>>()?;
        match shared.format {
            Format::Json => {
                let candidates: Vec<Json> = summaries.iter().map(Summary::json).collect();
                print_json(&json!({ "candidates": candidates }));
            }
            Format::Human if summaries.is_empty() => {
                say!("no decision was compared: name a candidate with `serve --shadow`");
            }
            Format::Human => summaries.iter().for_each(Summary::print),
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

/// A divergence with its difference read.
struct Line<'a> {
    divergence: &'a Divergence,
    difference: Difference,
}

/// The divergences of a candidate, sorted for a reader.
struct Summary<'a> {
    run: &'a ShadowRun,
    lines: Vec<Line<'a>>,
}

/// How a group of divergences is called, in the order in which the groups are printed.
const GROUPS: [&str; 3] = ["lowered", "raised", "same urgency"];

impl<'a> Summary<'a> {
    fn of(run: &'a ShadowRun) -> Result<Summary<'a>, Failure> {
        let read = |divergence: &'a Divergence| {
            let difference = serde_json::from_value(divergence.difference.clone());
            let difference = difference.map_err(|_| {
                Failure::our_fault(format!("divergence {} cannot be read", divergence.id))
            })?;
            Ok(Line {
                divergence,
                difference,
            })
        };
        let lines = run.divergences.iter().map(read);
        Ok(Summary {
            run,
            lines: lines.collect::<Result<_, _>>()?,
        })
    }

    fn unexplained(&self) -> usize {
        let open =
            |line: &&Line<'_>| line.divergence.lowered && line.divergence.explanations.is_empty();
        self.lines.iter().filter(open).count()
    }

    /// The lines of each pair of bands, lowered ones first, and within a group the most urgent.
    fn bands(&self) -> Vec<(&'static str, String, Vec<&Line<'a>>)> {
        let mut groups: BTreeMap<(usize, [std::cmp::Reverse<Urgency>; 4]), Vec<&Line<'a>>> =
            BTreeMap::new();
        for line in &self.lines {
            let ([before, after], [bound, new_bound]) =
                (line.difference.urgency, line.difference.could_become);
            let group = match (line.divergence.lowered, before < after || bound < new_bound) {
                (true, _) => 0,
                (false, true) => 1,
                (false, false) => 2,
            };
            let key = [before, after, bound, new_bound].map(std::cmp::Reverse);
            groups.entry((group, key)).or_default().push(line);
        }
        let named =
            groups
                .into_iter()
                .map(|((group, [before, after, bound, new_bound]), lines)| {
                    let words = if before == after && bound != new_bound {
                        format!(
                            "{}, could become {} -> {}",
                            before.0.band(),
                            bound.0.band(),
                            new_bound.0.band()
                        )
                    } else if before == after {
                        before.0.band().to_owned()
                    } else {
                        format!("{} -> {}", before.0.band(), after.0.band())
                    };
                    (GROUPS[group], words, lines)
                });
        named.collect()
    }

    /// The lines in which each rule came or went.
    fn rules(&self) -> BTreeMap<(&str, &'static str), Vec<&Line<'a>>> {
        let mut rules: BTreeMap<(&str, &'static str), Vec<&Line<'a>>> = BTreeMap::new();
        for line in &self.lines {
            let lists = [
                (&line.difference.gone_rules, "went"),
                (&line.difference.new_rules, "came"),
            ];
            for (names, word) in lists {
                for name in names {
                    rules.entry((name, word)).or_default().push(line);
                }
            }
        }
        rules
    }

    fn print(&self) {
        let run = self.run;
        say!(
            "{} {} beside what decided since {}: {} decisions compared of {}, {} differ, {} lowered and not explained",
            run.candidate.name,
            run.candidate.release,
            run.since.format("%Y-%m-%d %H:%M UTC"),
            run.compared,
            run.made.max(run.compared),
            self.lines.len(),
            self.unexplained()
        );
        for (group, words, lines) in self.bands() {
            say!("  {group}: {words}: {}, {}", lines.len(), examples(&lines));
            if group == GROUPS[0] {
                lines.iter().for_each(|line| print_lowering(line));
            }
        }
        if !self.lines.is_empty() {
            say!("  by rule");
        }
        for ((rule, word), lines) in self.rules() {
            say!("    {rule} {word}: {}, {}", lines.len(), examples(&lines));
        }
    }

    fn json(&self) -> Json {
        let bands = self.bands().into_iter().map(|(group, words, lines)| {
            json!({
                "group": group, "bands": words, "count": lines.len(),
                "divergences": lines.iter().map(|line| line.divergence.id).collect::<Vec<_>>(),
            })
        });
        let rules = self.rules().into_iter().map(|((rule, word), lines)| {
            json!({
                "rule": rule, "what": word, "count": lines.len(),
                "divergences": lines.iter().map(|line| line.divergence.id).collect::<Vec<_>>(),
            })
        });
        let divergences = self.lines.iter().map(|line| {
            let explanations = line.divergence.explanations.iter();
            let explanations =
                explanations.map(|(by, reason)| json!({ "by": by, "reason": reason }));
            json!({
                "id": line.divergence.id,
                "case_id": line.divergence.case_id.to_string(),
                "lowered": line.divergence.lowered,
                "difference": line.divergence.difference,
                "explanations": explanations.collect::<Vec<_>>(),
            })
        });
        json!({
            "candidate": self.run.candidate,
            "since": self.run.since,
            "compared": self.run.compared,
            "made": self.run.made.max(self.run.compared),
            "unexplained": self.unexplained(),
            "bands": bands.collect::<Vec<_>>(),
            "rules": rules.collect::<Vec<_>>(),
            "divergences": divergences.collect::<Vec<_>>(),
        })
    }
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
