//! Which data about a person can change an outcome, and through which rule.

use super::claims::{ABOVE, comes_out_otherwise};
use super::gates::Gates;
use super::parts::different;
use super::prover::Prover;
use super::report::AttributeEffect;
use super::space::Space;
use super::valid;
use super::view::{Cone, View, free, reads};
use crate::decision::standing;
use crate::facts::{FactBits, FactId, FactSet};
use crate::rules::{Attribute, AttributeUse, Expr, Rule};

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
    let touched = (facts.iter()).fold(FactBits::EMPTY, |all, fact| all.union(FactBits::of(*fact)));
    let replaced: Vec<_> = (facts.iter())
        .map(|fact| (*fact, free(&prover.space, &mut prover.gates, fact.index())))
        .collect();
    let other = prover.any.with(&prover.space, &mut prover.gates, &replaced);
    let acceptable = valid::acceptable(&prover.space, &mut prover.gates, &other, touched);
    let any = prover.any.clone();
    effect.rules = rules(&prover.space, facts, touched);
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

/// The rules that can come out otherwise by these facts alone.
fn rules(space: &Space<'_>, facts: &[FactId], touched: FactBits) -> Vec<String> {
    let reached = |rule: &&Rule| reads(rule).iter().any(|fact| touched.contains(fact));
    (space.release.rules().iter())
        .filter(reached)
        .filter(|rule| {
            let gates = &mut Gates::new();
            let mut cone = Cone::of(space, &Expr::Condition(rule.when.clone()));
            cone.facts = cone.facts.union(reads(rule));
            let one = View::within(space, gates, &cone);
            let replaced: Vec<_> = (facts.iter())
                .filter(|fact| cone.facts.contains(**fact))
                .map(|fact| (*fact, free(space, gates, fact.index())))
                .collect();
            let other = one.with(space, gates, &replaced);
            for view in [&one, &other] {
                for clause in valid::clauses(space, gates, view, cone.facts) {
                    gates.require(&clause);
                }
            }
            let (first, second) = (one.rule(space, gates, rule), other.rule(space, gates, rule));
            let differs = comes_out_otherwise(gates, rule, first, second);
            gates.model(&[differs]).is_some()
        })
        .map(|rule| rule.id.clone())
        .collect()
}
