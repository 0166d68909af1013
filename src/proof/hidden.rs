//! Questions that the form does not show.

use std::collections::BTreeMap;

use super::claims::comes_out_otherwise;
use super::gates::{Gates, Lit, Model};
use super::open::three_values;
use super::parts::different;
use super::patient;
use super::prover::Prover;
use super::report::{Broken, Property};
use super::space::Space;
use super::valid;
use super::view::{Cone, View, not_answered, reads};
use crate::facts::{Catalogue, FactId, FactSet, FactValue};
use crate::intake::condition::Condition as Gate;
use crate::intake::form::{Form, Who};
use crate::model::{Answer, Value};
use crate::rules::{Condition, Expr, Rule, evaluate};

/// A question that the form does not show cannot change what a rule makes of a patient.
///
/// Whoever reads the question is asked first, then whoever uses a definition that tells its answers
/// apart: a definition that says the same whatever the answer ends the search behind it.
pub(super) fn hidden(prover: &Prover<'_>) -> Property {
    let mut broken = Vec::new();
    let mut parts = 0;
    let space = &prover.space;
    for (index, field) in space.catalogue().facts().iter().enumerate() {
        let (Some(fact), Some(gate)) = (FactId::at(index), &field.show_when) else {
            continue;
        };
        if field.who == Who::Record {
            continue;
        }
        let mut telling = Vec::new();
        for (at, definition) in space.release.definitions().iter().enumerate() {
            let uses = uses(&definition.is, &telling);
            if !uses && !definition.is.names().facts.contains(fact) {
                continue;
            }
            parts += 1;
            let tells = match &definition.is {
                Expr::Condition(condition) => {
                    (uses || definition_tells(space, fact, gate, condition, Inner::Alike))
                        && definition_tells(space, fact, gate, condition, Inner::AsWritten)
                }
                Expr::Number(_) | Expr::Date(_) => true,
            };
            if tells {
                telling.push(at);
            }
        }
        for rule in space.release.rules() {
            let when = Expr::Condition(rule.when.clone());
            let uses = uses(&when, &telling);
            let direct = when.names().facts.contains(fact)
                || (reads(rule).contains(fact) && !rule.reads.contains(fact));
            if !direct && !uses {
                continue;
            }
            parts += 1;
            if !uses && rule_tells(space, fact, gate, rule, Inner::Alike).is_none() {
                continue;
            }
            if let Some((open, answer)) = rule_tells(space, fact, gate, rule, Inner::AsWritten) {
                broken.push(finding(prover, fact, rule, open, &answer));
            }
        }
    }
    Property {
        name: "hidden_safe",
        claim: "an answer to a question that the form does not show changes no rule",
        about_use: false,
        parts,
        broken,
    }
}

/// Two patients, for whom the form hides the question: one who did not answer it, and one with any
/// answer to it.
struct Pair {
    gates: Gates,
    open: View,
    stray: View,
    hides: Lit,
}

/// How the definitions behind a condition are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inner {
    /// None of them tells the answers apart: whatever they say, they say of both patients. A
    /// difference can then be one that no patient shows; that there is none is proved.
    Alike,
    AsWritten,
}

/// Whether an expression names one of these definitions.
fn uses(expr: &Expr, telling: &[usize]) -> bool {
    let named = expr.names().definitions;
    telling.iter().any(|at| named.contains(at))
}

fn pair(space: &Space<'_>, fact: FactId, gate: &Gate, mut cone: Cone, inner: Inner) -> Pair {
    let mut gates = Gates::new();
    let alike = match inner {
        Inner::Alike => std::mem::replace(
            &mut cone.definitions,
            vec![false; space.release.definition_count()],
        ),
        Inner::AsWritten => Vec::new(),
    };
    for name in gate.questions() {
        if let Some(fact) = space.catalogue().find(name) {
            cone.facts.insert(fact);
        }
    }
    let mut stray = View::within(space, &mut gates, &cone);
    let lits = not_answered(space, &gates, fact.index());
    let mut open = stray.with(space, &mut gates, &[(fact, lits)]);
    let both = stray.definitions.iter_mut().zip(&mut open.definitions);
    for ((stray, open), _) in both.zip(alike).filter(|(_, used)| *used) {
        let same = Some(three_values(&mut gates));
        (*stray, *open) = (same, same);
    }
    for clause in valid::clauses(space, &mut gates, &open, cone.facts) {
        gates.require(&clause);
    }
    let hides = open.shown(space, &mut gates, gate).no;
    Pair {
        gates,
        open,
        stray,
        hides,
    }
}

fn definition_tells(
    space: &Space<'_>,
    fact: FactId,
    gate: &Gate,
    condition: &Condition,
    inner: Inner,
) -> bool {
    let cone = Cone::of(space, &Expr::Condition(condition.clone()));
    let mut pair = pair(space, fact, gate, cone, inner);
    let gates = &mut pair.gates;
    let one = pair.open.rails(space, gates, condition);
    let other = pair.stray.rails(space, gates, condition);
    let (yes, no) = (
        different(gates, one.yes, other.yes),
        different(gates, one.no, other.no),
    );
    let differs = gates.or([yes, no]);
    gates.model(&[pair.hides, differs]).is_some()
}

/// The facts of a patient without the answer, and the answer that makes the difference.
fn rule_tells(
    space: &Space<'_>,
    fact: FactId,
    gate: &Gate,
    rule: &Rule,
    inner: Inner,
) -> Option<(FactSet, Answer<FactValue>)> {
    let mut cone = Cone::of(space, &Expr::Condition(rule.when.clone()));
    cone.facts = cone.facts.union(reads(rule));
    let mut pair = pair(space, fact, gate, cone, inner);
    let gates = &mut pair.gates;
    let one = pair.open.rule(space, gates, rule);
    let other = pair.stray.rule(space, gates, rule);
    let differs = comes_out_otherwise(gates, rule, one, other);
    let model: Model = gates.model(&[pair.hides, differs])?;
    let answer = patient::facts(space, &pair.stray, &model).get(fact).clone();
    Some((patient::facts(space, &pair.open, &model), answer))
}

fn finding(
    prover: &Prover<'_>,
    fact: FactId,
    rule: &Rule,
    open: FactSet,
    answer: &Answer<FactValue>,
) -> Broken {
    let space = &prover.space;
    let (release, profile, catalogue) = (space.release, space.profile, space.catalogue());
    let at = release.rules().iter().position(|other| other.id == rule.id);
    let outcome = |facts: &FactSet| at.map(|at| evaluate(release, profile, facts).outcome(at));
    let shows = |facts: &FactSet| {
        hidden_by(prover.form, catalogue, facts, fact)
            && outcome(&facts.clone().with(fact, Answer::NotAsked))
                != outcome(&facts.clone().with(fact, answer.clone()))
    };
    let facts = prover.smallest(open, &shows);
    let label = catalogue.get(fact).map_or("", |field| field.label.as_str());
    let said = facts.clone().with(fact, answer.clone());
    let said = said.words(catalogue, fact).replace('_', " ");
    Broken {
        about: vec![catalogue.name(fact).to_owned(), rule.id.clone()],
        says: format!(
            "\"{label}\" is not shown to this patient, and the answer \"{said}\" to it would change what \"{}\" makes of them",
            rule.title,
        ),
        patient: Some(prover.example(&facts)),
    }
}

/// Whether the form certainly hides a question from this patient.
fn hidden_by(form: &Form, catalogue: &Catalogue, facts: &FactSet, fact: FactId) -> bool {
    let Some(gate) = form
        .field(catalogue.name(fact))
        .and_then(|field| field.show_when.as_ref())
    else {
        return false;
    };
    let answers: BTreeMap<&str, Answer<Value>> = (gate.questions().into_iter())
        .filter_map(|name| Some((name, facts.said(catalogue, catalogue.find(name)?))))
        .collect();
    let open = Answer::NotAsked;
    gate.holds(&|name| answers.get(name).unwrap_or(&open)) == Some(false)
}
