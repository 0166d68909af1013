//! Which data about a person can change an outcome, and through which rule.

use super::claims::{ABOVE, comes_out_otherwise};
use super::gates::Lit;
use super::parts::different;
use super::prover::Prover;
use super::report::AttributeEffect;
use super::valid;
use super::view::{View, free, reads};
use crate::decision::standing;
use crate::facts::{FactBits, FactId, FactSet};
use crate::rules::{Attribute, AttributeUse, Rule};

/// The effect of each attribute that the release states; nothing where it states none.
pub(super) fn effects(prover: &mut Prover<'_>) -> Vec<AttributeEffect> {
    let release = prover.space.release;
    let Some(attributes) = release.attributes() else {
        return Vec::new();
    };
    let read = prover.read();
    (attributes.uses.iter())
        // What a patient tells of their health is what the rules are about.
        .filter(|uses| uses.attribute != Attribute::HealthStatus)
        .map(|uses| {
            let facts: Vec<FactId> = (uses.facts.iter())
                .filter_map(|name| prover.space.catalogue().find(name))
                .filter(|fact| read.contains(*fact))
                .collect();
            effect(prover, uses, &facts)
        })
        .collect()
}

fn effect(prover: &mut Prover<'_>, uses: &AttributeUse, facts: &[FactId]) -> AttributeEffect {
    let names = facts
        .iter()
        .map(|fact| prover.space.catalogue().name(*fact).to_owned());
    let mut effect = AttributeEffect {
        attribute: uses.attribute,
        facts: names.collect(),
        urgency: false,
        rules: Vec::new(),
        patient: None,
    };
    if facts.is_empty() {
        return effect;
    }
    let touched: FactBits = facts.iter().copied().collect();
    let replaced: Vec<_> = (facts.iter())
        .map(|fact| (*fact, free(&prover.space, &mut prover.gates, fact.index())))
        .collect();
    let other = prover.any.with(&prover.space, &mut prover.gates, &replaced);
    let acceptable = valid::acceptable(&prover.space, &mut prover.gates, &other, touched);
    let any = prover.any.clone();
    effect.rules = rules(prover, &other, acceptable, touched);
    for urgency in ABOVE {
        let one = any.shown_at_least(&prover.space, &mut prover.gates, urgency);
        let two = other.shown_at_least(&prover.space, &mut prover.gates, urgency);
        let differs = different(&mut prover.gates, one, two);
        let Some(model) = prover.find(&[acceptable, differs]) else {
            continue;
        };
        effect.urgency = true;
        let (release, profile) = (prover.space.release, prover.space.profile);
        let elsewhere = prover.facts(&other, &model);
        let shows = |patient: &FactSet| {
            let moved = facts.iter().fold(patient.clone(), |moved, fact| {
                moved.with(*fact, elsewhere.get(*fact).clone())
            });
            let urgency = |facts: &FactSet| standing(facts, release, profile).urgency;
            urgency(patient) != urgency(&moved)
        };
        let patient = prover.smallest(prover.facts(&any, &model), &shows);
        effect.patient = Some(prover.example(&patient));
        break;
    }
    effect
}

/// The rules that can come out otherwise by these facts alone. Each patient found shows as many of
/// them as there are; the last question is of all that are left.
fn rules(prover: &mut Prover<'_>, other: &View, acceptable: Lit, touched: FactBits) -> Vec<String> {
    let release = prover.space.release;
    let reached = |rule: &Rule| reads(rule).iter().any(|fact| touched.contains(fact));
    let mut left: Vec<(usize, Lit)> = Vec::new();
    for (at, rule) in release.rules().iter().enumerate() {
        let lits = prover.any.rules.get(at).zip(other.rules.get(at));
        if let (true, Some((one, two))) = (reached(rule), lits) {
            let differs = comes_out_otherwise(&mut prover.gates, rule, *one, *two);
            left.push((at, differs));
        }
    }
    let mut found = Vec::new();
    loop {
        let some = prover.gates.or(left.iter().map(|(_, differs)| *differs));
        let Some(model) = prover.find(&[acceptable, some]) else {
            break;
        };
        left.retain(|(at, differs)| {
            let shown = model.holds(*differs);
            if shown {
                found.push(*at);
            }
            !shown
        });
    }
    found.sort_unstable();
    let named = found.into_iter().filter_map(|at| release.rules().get(at));
    named.map(|rule| rule.id.clone()).collect()
}
