//! Urgency over all patients: somebody acts, and a risk that turns up does not lower it.

use super::certificate::Turned;
use super::gates::{Gates, Lit};
use super::parts::different;
use super::prover::Prover;
use super::report::{Broken, Property};
use super::space::Space;
use super::valid;
use super::view::{FactLits, RuleLits, View, not_answered};
use crate::decision::{Disposition, decide, standing};
use crate::facts::{FactBits, FactId, FactSet, FactValue};
use crate::intake::form::FieldKind;
use crate::model::{Answer, Urgency};
use crate::rules::{IfUnknown, Rule, RuleKind};

/// The urgencies above the lowest, highest first.
pub(super) const ABOVE: [Urgency; 4] = [
    Urgency::Emergency,
    Urgency::SameDay,
    Urgency::TwoWeeks,
    Urgency::Routine,
];

/// Exactly one urgency for every form, and at two weeks or above somebody or something that acts.
pub(super) fn total(prover: &mut Prover<'_>) -> Property {
    let mut broken = Vec::new();
    let mut parts = 0;
    let space = &prover.space;
    let (gates, any) = (&mut prover.gates, &prover.any);
    let profile = space.profile;
    let rules = space.release.rules();
    let mut above = gates.constant(false);
    let mut found = Vec::new();
    for urgency in ABOVE {
        let at_least = any.shown_at_least(space, gates, urgency);
        // One urgency: whatever reaches a step reaches every lower one.
        found.push((urgency, "one", vec![above, !at_least], None));
        if urgency >= Urgency::TwoWeeks {
            let certain = any.certain_at_least(space, gates, urgency);
            let own = |id: &str| {
                let term = space.release.vocabulary().destinations.get(id);
                term.is_some_and(|term| term.own_care)
            };
            let mut acts = Vec::new();
            let mut held = Vec::new();
            for (rule, lits) in rules.iter().zip(&any.rules) {
                let params = rule.params(profile);
                let pictures = params.urgency == Some(Urgency::Emergency)
                    || urgency < Urgency::Emergency && !params.imaging.is_empty();
                if params.destinations.iter().any(|id| !own(id))
                    || (pictures && !params.imaging.is_empty())
                {
                    acts.push(lits.fired);
                }
                if let (
                    RuleKind::Ordinary {
                        if_unknown: IfUnknown::Escalate,
                    },
                    Some(asks),
                ) = (&rule.kind, params.urgency)
                    && asks.min(space.release.hold()) >= urgency
                {
                    // What a rule asks for stands in the place of a destination that is not named.
                    let sends = match space.release.hold_destination() {
                        Some(instead) => !own(instead),
                        None => params.destinations.iter().any(|id| !own(id)),
                    };
                    if sends {
                        held.push(lits.unknown);
                    }
                }
            }
            let held = gates.or(held);
            acts.push(gates.and([!certain, held]));
            let nobody = !gates.or(acts);
            found.push((urgency, "acts", vec![at_least, !above, nobody], None));
            for (rule, lits) in rules.iter().zip(&any.rules) {
                let params = rule.params(profile);
                if params.urgency == Some(urgency) && params.destinations.iter().any(|id| own(id)) {
                    let assumed = vec![lits.fired, !above];
                    found.push((urgency, "own_care", assumed, Some(rule.id.clone())));
                }
            }
        }
        above = at_least;
    }
    for (urgency, part, assumed, rule) in found {
        parts += 1;
        let mut of = vec![part, urgency.word()];
        of.extend(rule.as_deref());
        let Some(model) = prover.ask("total", &of, &assumed) else {
            continue;
        };
        let facts = prover.facts(&prover.any, &model);
        let release = prover.space.release;
        let profile = prover.space.profile;
        let shows = |facts: &FactSet| {
            if standing(facts, release, profile).urgency != urgency {
                return false;
            }
            let decision = decide(facts, release, profile);
            match &rule {
                None => decision.disposition == Disposition::ConservativeCare,
                Some(rule) => decision.reasons.iter().any(|reason| reason.rule == *rule),
            }
        };
        let facts = prover.smallest(facts, &shows);
        let decision = decide(&facts, release, profile);
        let (about, says) = match rule {
            Some(rule) => (
                vec![rule.clone()],
                format!(
                    "this patient is told {} and, by `{rule}`, is left to their own care",
                    urgency.band()
                ),
            ),
            None => (
                decision.reasons.iter().map(|r| r.rule.clone()).collect(),
                format!(
                    "this patient is told {}, and nobody is asked to see them and no picture is made",
                    urgency.band()
                ),
            ),
        };
        broken.push(Broken {
            about,
            says,
            patient: Some(prover.example(&facts)),
        });
    }
    Property {
        name: "total",
        claim: "every acceptable form gets exactly one urgency and one disposition; from two weeks up somebody acts, and nobody is sent home at the same urgency",
        about_use: false,
        parts,
        broken,
    }
}

/// A risk that is denied, then open, then there: at no turn does the urgency fall below what the
/// decision says it could become. So a final decision is never lower than before, and a provisional
/// one says how high it still can be. The details of a risk are not answered while it is turned.
pub(super) fn monotone(prover: &mut Prover<'_>) -> Property {
    let mut broken = Vec::new();
    let mut parts = 0;
    for (fact, steps) in risks(prover) {
        let details = details(prover, fact);
        let touched = details.union(FactBits::of(fact));
        let views: Vec<(View, Lit, Answer<FactValue>)> = (steps.into_iter())
            .map(|(lits, answer)| {
                let mut replaced = vec![(fact, lits)];
                for detail in details.iter() {
                    let open = not_answered(&prover.space, &prover.gates, detail.index());
                    replaced.push((detail, open));
                }
                let view = prover.any.with(&prover.space, &mut prover.gates, &replaced);
                let valid = valid::acceptable(&prover.space, &mut prover.gates, &view, touched);
                (view, valid, answer)
            })
            .collect();
        if prover.gates.log().is_some() {
            prover
                .turned
                .extend(views.iter().map(|(view, valid, answer)| {
                    let to = word(&prover.space, fact, answer);
                    Turned::of(&prover.space, (fact, to), details, view, *valid)
                }));
        }
        // Denied, open, then each way in which it can be there.
        // What is there can be less than what was feared, but for a plain yes.
        let feared = if views.len() == 3 {
            vec![0, 1]
        } else {
            vec![0]
        };
        let there = (2..views.len()).flat_map(|at| feared.iter().map(move |from| (*from, at)));
        for (less, more) in [(0, 1)].into_iter().chain(there) {
            let (Some(less), Some(more)) = (views.get(less), views.get(more)) else {
                continue;
            };
            for urgency in ABOVE {
                parts += 1;
                let space = &prover.space;
                let high = less.0.shown_at_least(space, &mut prover.gates, urgency);
                let low = more.0.bound_at_least(space, &mut prover.gates, urgency);
                let (denied, there) = (word(space, fact, &less.2), word(space, fact, &more.2));
                let of = [
                    space.catalogue().name(fact),
                    denied.as_str(),
                    there.as_str(),
                    urgency.word(),
                ];
                let assumed = [less.1, more.1, high, !low];
                let Some(model) = prover.ask("monotone", &of, &assumed) else {
                    continue;
                };
                let (release, profile) = (prover.space.release, prover.space.profile);
                let turned = |facts: &FactSet, answer: &Answer<_>| {
                    standing(&facts.clone().with(fact, answer.clone()), release, profile)
                };
                let shows = |facts: &FactSet| {
                    turned(facts, &less.2).urgency > turned(facts, &more.2).could_become
                };
                let facts = prover.facts(&less.0, &model);
                let facts = prover.smallest(facts, &shows).with(fact, less.2.clone());
                let name = prover.space.catalogue().name(fact).to_owned();
                let label = prover.space.catalogue().get(fact).map(|f| f.label.clone());
                broken.push(Broken {
                    about: vec![name],
                    says: format!(
                        "this patient is told {}; when the answer to \"{}\" turns from \"{}\" to \"{}\" it could become no more than {}",
                        turned(&facts, &less.2).urgency.band(),
                        label.unwrap_or_default(),
                        denied.replace('_', " "),
                        there.replace('_', " "),
                        turned(&facts, &more.2).could_become.band(),
                    ),
                    patient: Some(prover.example(&facts)),
                });
                break;
            }
        }
    }
    Property {
        name: "monotone",
        claim: "turning a safety question from no to not answered to yes never lowers the urgency below what the decision says it could become",
        about_use: false,
        parts,
        broken,
    }
}

/// An answer, as it is stored.
fn word(space: &Space<'_>, fact: FactId, answer: &Answer<FactValue>) -> String {
    let open = FactSet::not_asked(space.catalogue(), space.as_of);
    open.with(fact, answer.clone())
        .words(space.catalogue(), fact)
}

type Step = (FactLits, Answer<FactValue>);

/// The safety questions that can be denied, each with its answers: denied, open, and each way in
/// which it can be there.
fn risks(prover: &Prover<'_>) -> Vec<(FactId, Vec<Step>)> {
    let (gates, space) = (&prover.gates, &prover.space);
    let facts = space.catalogue().facts().iter().enumerate();
    facts
        .filter(|(_, fact)| fact.critical)
        .filter_map(|(index, fact)| {
            let id = FactId::at(index)?;
            let steps = match &fact.kind {
                FieldKind::Bool => vec![
                    (
                        FactLits::Bool(gates.known(false)),
                        Answer::Known(FactValue::Bool(false)),
                    ),
                    (FactLits::Bool(gates.open()), Answer::NotAsked),
                    (
                        FactLits::Bool(gates.known(true)),
                        Answer::Known(FactValue::Bool(true)),
                    ),
                ],
                FieldKind::Choice(words) => {
                    let none = words.iter().position(|word| word == "none")?;
                    let only = |place: usize| {
                        let lits = (0..words.len())
                            .map(|at| gates.constant(at == place))
                            .collect();
                        let answer = Answer::Known(FactValue::Choice(place as u8));
                        (FactLits::Cells(lits), answer)
                    };
                    let open = vec![gates.constant(false); words.len()];
                    let mut steps = vec![only(none), (FactLits::Cells(open), Answer::NotAsked)];
                    steps.extend((0..words.len()).filter(|at| *at != none).map(only));
                    steps
                }
                _ => return None,
            };
            Some((id, steps))
        })
        .collect()
}

/// The questions that show only because of the answer to this one.
fn details(prover: &Prover<'_>, fact: FactId) -> FactBits {
    let catalogue = prover.space.catalogue();
    let name = catalogue.name(fact);
    let mut details = FactBits::EMPTY;
    for (index, field) in catalogue.facts().iter().enumerate() {
        let asked = field
            .show_when
            .as_ref()
            .is_some_and(|gate| gate.questions().contains(&name));
        if let (true, Some(id)) = (asked, FactId::at(index)) {
            details.insert(id);
        }
    }
    details
}

/// Whether a rule comes out otherwise: fires, or waits where it may.
pub(super) fn comes_out_otherwise(
    gates: &mut Gates,
    rule: &Rule,
    one: RuleLits,
    other: RuleLits,
) -> Lit {
    let fired = different(gates, one.fired, other.fired);
    let waits = match rule.kind {
        RuleKind::Ordinary {
            if_unknown: IfUnknown::Ignore,
        }
        | RuleKind::Suppressor { .. }
        | RuleKind::Swap { .. } => gates.constant(false),
        RuleKind::Ordinary { .. } | RuleKind::Guard { .. } => {
            different(gates, one.unknown, other.unknown)
        }
    };
    gates.or([fired, waits])
}
