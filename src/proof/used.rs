//! Whether everything in a release is of use: every rule fires and matters, every part changes
//! something.

use super::gates::Gates;
use super::parts::Part;
use super::prover::Prover;
use super::report::{Broken, Property};
use super::space::Space;
use super::valid;
use super::view::{Cone, View};
use crate::model::Urgency;
use crate::rules::{Expr, Rule, RuleKind};

/// Every rule fires for somebody.
pub(super) fn dead(prover: &mut Prover<'_>) -> Property {
    let mut broken = Vec::new();
    let rules = prover.space.release.rules();
    for (index, rule) in rules.iter().enumerate() {
        let Some(lits) = prover.any.rules.get(index).copied() else {
            continue;
        };
        match prover.ask("no_dead_rule", &[&rule.id], &[lits.fired]) {
            Some(_) => {}
            None => broken.push(Broken {
                about: vec![rule.id.clone()],
                says: format!("no acceptable form makes \"{}\" fire", rule.title),
                patient: None,
            }),
        }
    }
    Property {
        name: "no_dead_rule",
        claim: "every rule fires for some acceptable form",
        about_use: true,
        parts: rules.len(),
        broken,
    }
}

/// Every rule changes a decision for somebody: its urgency, or something it alone asks for.
pub(super) fn shadowed(prover: &mut Prover<'_>) -> Property {
    let mut broken = Vec::new();
    let mut parts = 0;
    let rules = prover.space.release.rules();
    let profile = prover.space.profile;
    let asked = prover.asked_by();
    for (index, rule) in rules.iter().enumerate() {
        let Some(lits) = prover.any.rules.get(index).copied() else {
            continue;
        };
        if prover.find(&[lits.fired]).is_none() {
            continue;
        }
        let mut ways: Vec<([&str; 2], Vec<usize>)> = (asked.iter())
            .filter(|(_, by)| by.contains(&index))
            .map(|((list, id), by)| ([*list, *id], by.clone()))
            .collect();
        let asks = rule
            .params(profile)
            .urgency
            .filter(|asks| *asks > Urgency::Conservative);
        if let Some(asks) = asks {
            let others = where_rules(rules, |other| other.params(profile).urgency >= Some(asks));
            ways.push((["urgency", asks.word()], others));
        }
        ways.extend(sooner(&prover.space, rule));
        let acts = match rule.kind {
            RuleKind::Suppressor { .. } | RuleKind::Swap { .. } => false,
            RuleKind::Ordinary { .. } | RuleKind::Guard { .. } => !ways.is_empty(),
        };
        if !acts {
            continue;
        }
        parts += 1;
        ways.sort_by_key(|(_, others)| others.len());
        let matters = ways.iter().any(|([list, id], others)| {
            let mut assumed = vec![lits.fired];
            assumed.extend(
                (others.iter().filter(|other| **other != index))
                    .filter_map(|other| prover.any.rules.get(*other))
                    .map(|other| !other.fired),
            );
            (prover.ask("no_shadowed_rule", &[&rule.id, list, id], &assumed)).is_some()
        });
        if !matters {
            broken.push(Broken {
                about: vec![rule.id.clone()],
                says: format!(
                    "whenever \"{}\" fires, other rules already ask for all it asks for, as urgently",
                    rule.title
                ),
                patient: None,
            });
        }
    }
    Property {
        name: "no_shadowed_rule",
        claim: "every rule that asks for something changes the decision of some acceptable form",
        about_use: true,
        parts,
        broken,
    }
}

/// The places of the rules that are so.
fn where_rules(rules: &[Rule], so: impl Fn(&Rule) -> bool) -> Vec<usize> {
    let places = rules.iter().enumerate();
    places
        .filter(|(_, rule)| so(rule))
        .map(|(at, _)| at)
        .collect()
}

/// The rules beside which the days of a rule would not matter: those that see the patient as soon
/// (SPEC 8.9), and those that review them as soon. Nothing for days that it does not name.
fn sooner(space: &Space<'_>, rule: &Rule) -> Vec<([&'static str; 2], Vec<usize>)> {
    let rules = space.release.rules();
    let days = |value: Option<usize>| space.values.get(value?).copied();
    let of = |rule: &Rule| {
        let params = rule.params(space.profile);
        let (due, review) = (days(params.due_in_days), days(params.review_in_days));
        (params.urgency, due, review)
    };
    let as_soon = |other: Option<i64>, own: i64| other.is_some_and(|other| other <= own);
    let (urgency, due, review) = of(rule);
    let mut ways = Vec::new();
    if let Some(own) = due {
        let others = where_rules(rules, |other| {
            let (asks, due, _) = of(other);
            asks > urgency || asks == urgency && as_soon(due, own)
        });
        ways.push((["days", "due"], others));
    }
    if let Some(own) = review {
        let others = where_rules(rules, |other| as_soon(of(other).2, own));
        ways.push((["days", "review"], others));
    }
    ways
}

/// Every part of every condition matters for somebody.
pub(super) fn parts(prover: &mut Prover<'_>) -> Property {
    let mut broken = Vec::new();
    let mut count = 0;
    let release = prover.space.release;
    let places = (release.definitions().iter())
        .filter_map(|definition| match &definition.is {
            Expr::Condition(condition) => Some((&definition.name, &definition.title, condition)),
            Expr::Number(_) | Expr::Date(_) => None,
        })
        .chain(
            release
                .rules()
                .iter()
                .map(|rule| (&rule.id, &rule.title, &rule.when)),
        );
    for (name, title, condition) in places {
        let space = &prover.space;
        let gates = &mut Gates::new();
        let cone = Cone::of(space, &Expr::Condition(condition.clone()));
        let view = View::within(space, gates, &cone);
        for clause in valid::clauses(space, gates, &view, cone.facts) {
            gates.require(&clause);
        }
        let mut part = Part::of(space, gates, &view, condition);
        count += part.count();
        for (never, constant) in part.search(gates) {
            let always = if constant { "yes" } else { "no" };
            broken.push(Broken {
                about: vec![name.clone()],
                says: format!(
                    "in \"{title}\", the part `{}` changes nothing: it could as well always be {always}",
                    release.in_english(&never, prover.space.as_of)
                ),
                patient: None,
            });
        }
    }
    Property {
        name: "no_idle_part",
        claim: "every part of every condition changes what the condition says for some acceptable form",
        about_use: true,
        parts: count,
        broken,
    }
}
