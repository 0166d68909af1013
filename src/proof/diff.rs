//! Two releases of one form: which patients they treat with another urgency, over every form.

use chrono::NaiveDate;
use serde::Serialize;

use super::claims::ABOVE;
use super::gates::{Gates, Lit};
use super::prover::{Unprovable, example, smallest};
use super::report::Example;
use super::space::Space;
use super::tree::without_tree;
use super::view::View;
use super::written::rewritten;
use super::{patient, valid};
use crate::decision::standing;
use crate::facts::{FactBits, FactId, FactSet};
use crate::intake::form::Form;
use crate::model::{Profile, Urgency};
use crate::rules::{CheckedRelease, ReleaseRef, evaluate};

/// What is different between two releases.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diff {
    /// The first release.
    pub from: ReleaseRef,
    /// The second.
    pub to: ReleaseRef,
    /// The day of the assessment.
    pub as_of: NaiveDate,
    /// What was written otherwise, in words.
    pub text: Vec<String>,
    /// Who is treated with another urgency; nobody where it is empty, which is then proved.
    pub moved: Vec<Moved>,
}

/// Patients whose urgency is another, and a rule that makes it so.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    /// Whose guidelines apply.
    pub profile: Profile,
    /// The urgency under the first release.
    pub from: Urgency,
    /// The urgency under the second.
    pub to: Urgency,
    /// What the second says the patient below could still become.
    pub could_become: Urgency,
    /// The rule that comes out otherwise.
    pub rule: String,
    /// What it says.
    pub title: String,
    /// The smallest patient that was found.
    pub patient: Example,
}

/// Compares two releases of one form. For each step from one urgency to another, and each rule, it
/// is decided whether there is an acceptable form that the rule moves that way; together these are
/// all forms that are moved.
///
/// # Errors
///
/// A sentence for each reason why they cannot be compared.
pub fn diff(
    from: &CheckedRelease,
    to: &CheckedRelease,
    form: &Form,
    as_of: NaiveDate,
) -> Result<Diff, Unprovable> {
    if from.catalogue().digest() != to.catalogue().digest() {
        return Err(vec![format!(
            "the releases read different forms, {} and {}: compare two that read the same",
            from.catalogue().version(),
            to.catalogue().version()
        )]);
    }
    let mut moved = Vec::new();
    for profile in Profile::ALL {
        moved.extend(under(from, to, form, profile, as_of)?);
    }
    // Whoever is lowered comes first, the most urgent of them before the others.
    moved.sort_by_key(|moved: &Moved| (moved.to > moved.from, std::cmp::Reverse(moved.from)));
    Ok(Diff {
        from: from.reference().clone(),
        to: to.reference().clone(),
        as_of,
        text: (rewritten(from, to, as_of).iter())
            .map(ToString::to_string)
            .collect(),
        moved,
    })
}

fn under(
    from: &CheckedRelease,
    to: &CheckedRelease,
    form: &Form,
    profile: Profile,
    as_of: NaiveDate,
) -> Result<Vec<Moved>, Unprovable> {
    let (first, second) = Space::of_two((from, to), profile, as_of)?;
    let mut faults = without_tree(from, &first.values);
    faults.extend(without_tree(to, &second.values));
    if !faults.is_empty() {
        return Err(faults);
    }
    let gates = &mut Gates::new();
    let one = View::any(&first, gates);
    let other = View::over(&second, gates, one.facts.clone());
    let all = (0..first.shapes.len())
        .filter_map(FactId::at)
        .fold(FactBits::EMPTY, |all, fact| all.union(FactBits::of(fact)));
    for clause in valid::clauses(&first, gates, &one, all) {
        gates.require(&clause);
    }
    let (before, after) = (steps(&first, gates, &one), steps(&second, gates, &other));
    let mut moved = Vec::new();
    for (from_urgency, was) in &before {
        for (to_urgency, is) in &after {
            if from_urgency == to_urgency || gates.model(&[*was, *is]).is_none() {
                continue;
            }
            // Whoever is moved has a rule that speaks above the lower urgency on one side alone.
            for rule in ids(from, to) {
                let lower = *from_urgency.min(to_urgency);
                let speaks_before = speaks(&first, gates, &one, &rule, lower);
                let speaks_after = speaks(&second, gates, &other, &rule, lower);
                let (there, gone) = if to_urgency < from_urgency {
                    (speaks_before, speaks_after)
                } else {
                    (speaks_after, speaks_before)
                };
                let Some(model) = gates.model(&[*was, *is, there, !gone]) else {
                    continue;
                };
                let does = |release: &CheckedRelease, facts: &FactSet| {
                    let at = release.rules().iter().position(|other| other.id == rule)?;
                    let outcome = evaluate(release, profile, facts).outcome(at);
                    Some((outcome, release.rules().get(at)?.params(profile).urgency))
                };
                let shows = |facts: &FactSet| {
                    let urgency = |release| standing(facts, release, profile).urgency;
                    urgency(from) == *from_urgency
                        && urgency(to) == *to_urgency
                        && does(from, facts) != does(to, facts)
                };
                let facts = patient::facts(&first, &one, &model);
                let facts = smallest(&first, form, facts, &shows);
                let title = to.rule(&rule).or_else(|_| from.rule(&rule));
                moved.push(Moved {
                    profile,
                    from: *from_urgency,
                    to: *to_urgency,
                    could_become: standing(&facts, to, profile).could_become,
                    title: title.map_or(String::new(), |rule| rule.title.clone()),
                    rule,
                    patient: example(&first, form, &facts),
                });
            }
        }
    }
    Ok(moved)
}

/// The rules of both releases, by id.
fn ids(from: &CheckedRelease, to: &CheckedRelease) -> Vec<String> {
    let new = to
        .rules()
        .iter()
        .filter(|rule| from.rule(&rule.id).is_err());
    (from.rules().iter().chain(new))
        .map(|rule| rule.id.clone())
        .collect()
}

/// Whether a rule shows more than that urgency; never where the release does not have it.
fn speaks(space: &Space<'_>, gates: &mut Gates, view: &View, id: &str, urgency: Urgency) -> Lit {
    let at = space.release.rules().iter().position(|rule| rule.id == id);
    let above = ABOVE.into_iter().rev().find(|step| *step > urgency);
    match (at, above) {
        (Some(at), Some(above)) => view.speaks(space, gates, at, above),
        _ => gates.constant(false),
    }
}

/// For each urgency, when it is the one that is shown.
fn steps(space: &Space<'_>, gates: &mut Gates, view: &View) -> Vec<(Urgency, Lit)> {
    let mut above = gates.constant(false);
    let mut steps = Vec::new();
    for urgency in ABOVE {
        let at_least = view.shown_at_least(space, gates, urgency);
        steps.push((urgency, gates.and([at_least, !above])));
        above = at_least;
    }
    steps.push((Urgency::Conservative, !above));
    steps
}
