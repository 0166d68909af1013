//! What was compared with a candidate, sorted for a reader: whoever is lowered first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Difference;
use crate::app::AppError;
use crate::model::Urgency;
use crate::store::{Divergence, ShadowRun};

/// A comparison in which something differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Line<'a> {
    /// As it was kept.
    pub divergence: &'a Divergence,
    /// What differs.
    pub difference: Difference,
}

/// What a group of comparisons means for the patients, in the order in which groups are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// The candidate is less urgent, or could become less urgent.
    Lowered,
    /// It is more urgent, or could become more urgent.
    Raised,
    /// Both are as they were decided; something else is not.
    SameUrgency,
}

impl Group {
    /// Its name.
    pub const fn word(self) -> &'static str {
        match self {
            Group::Lowered => "lowered",
            Group::Raised => "raised",
            Group::SameUrgency => "same urgency",
        }
    }
}

/// What became of a rule as a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// It is one under the candidate alone.
    Came,
    /// It is none under the candidate.
    Went,
}

impl Way {
    /// The word of it.
    pub const fn word(self) -> &'static str {
        match self {
            Way::Came => "came",
            Way::Went => "went",
        }
    }
}

/// Comparisons that moved the same way.
#[derive(Debug, Clone, PartialEq)]
pub struct Step<'a> {
    /// What that means.
    pub group: Group,
    /// The urgency that was decided, and the one of the candidate.
    pub urgency: [Urgency; 2],
    /// What it could become, and what it could become under the candidate.
    pub could_become: [Urgency; 2],
    /// The comparisons, oldest first.
    pub lines: Vec<&'a Line<'a>>,
}

impl Step<'_> {
    /// From where to where, in the words of the bands.
    pub fn words(&self) -> String {
        let [before, after] = self.urgency.map(Urgency::band);
        let [bound, new_bound] = self.could_become.map(Urgency::band);
        if before != after {
            format!("{before} -> {after}")
        } else if bound != new_bound {
            format!("{before}, could become {bound} -> {new_bound}")
        } else {
            before.to_owned()
        }
    }
}

/// What was compared with a candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary<'a> {
    /// As it was kept.
    pub run: &'a ShadowRun,
    /// The comparisons in which something differs, oldest first.
    pub lines: Vec<Line<'a>>,
}

impl<'a> Summary<'a> {
    /// What was compared in a run.
    ///
    /// # Errors
    ///
    /// If a difference is not what was written.
    pub fn of(run: &'a ShadowRun) -> Result<Summary<'a>, AppError> {
        let read = |divergence: &'a Divergence| {
            let difference = serde_json::from_value(divergence.difference.clone());
            let unreadable = |_| format!("divergence {} cannot be read", divergence.id);
            Ok(Line {
                divergence,
                difference: difference.map_err(unreadable).map_err(AppError::Internal)?,
            })
        };
        let lines = run.divergences.iter().map(read);
        Ok(Summary {
            run,
            lines: lines.collect::<Result<_, AppError>>()?,
        })
    }

    /// Decisions that could have been compared: those that were not were left out.
    pub fn made(&self) -> i64 {
        self.run.made.max(self.run.compared)
    }

    /// How many are lowered and nobody said why that is right.
    pub fn unexplained(&self) -> usize {
        let open =
            |line: &&Line<'_>| line.divergence.lowered && line.divergence.explanations.is_empty();
        self.lines.iter().filter(open).count()
    }

    /// The lines by what moved, lowered ones first, and within a group the most urgent.
    pub fn steps(&self) -> Vec<Step<'_>> {
        let mut steps: BTreeMap<(Group, [Reverse<Urgency>; 4]), Vec<&Line<'_>>> = BTreeMap::new();
        for line in &self.lines {
            let ([before, after], [bound, new_bound]) =
                (line.difference.urgency, line.difference.could_become);
            let group = match (line.divergence.lowered, before < after || bound < new_bound) {
                (true, _) => Group::Lowered,
                (false, true) => Group::Raised,
                (false, false) => Group::SameUrgency,
            };
            let key = [before, after, bound, new_bound].map(Reverse);
            steps.entry((group, key)).or_default().push(line);
        }
        let steps = steps.into_iter();
        steps
            .map(|((group, [before, after, bound, new_bound]), lines)| Step {
                group,
                urgency: [before.0, after.0],
                could_become: [bound.0, new_bound.0],
                lines,
            })
            .collect()
    }

    /// The lines in which each rule came or went.
    pub fn rules(&self) -> BTreeMap<(&str, Way), Vec<&Line<'_>>> {
        let mut rules: BTreeMap<(&str, Way), Vec<&Line<'_>>> = BTreeMap::new();
        for line in &self.lines {
            let lists = [
                (&line.difference.new_rules, Way::Came),
                (&line.difference.gone_rules, Way::Went),
            ];
            for (names, way) in lists {
                for name in names {
                    rules.entry((name, way)).or_default().push(line);
                }
            }
        }
        rules
    }
}
