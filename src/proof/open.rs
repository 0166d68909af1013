//! What a decision could become, against every way in which its open questions can be answered.

use super::claims::ABOVE;
use super::gates::{Gates, Lit, Rails};
use super::prover::Prover;
use super::report::{Broken, Property};
use super::space::Space;
use super::view::{Cone, FactLits, RuleLits, View};
use crate::facts::FactId;
use crate::rules::{Condition, Expr, RuleKind};

/// Whatever set of answers is left open, what the decision could become is no less than what it is
/// once they are given, and what is certain stays.
///
/// One patient is looked at twice: with all answers, and with any of them left out. It is proved
/// condition by condition, each on the ground that it holds for the definitions it uses: what is
/// said with fewer answers is said with all of them. The urgency follows from that.
pub(super) fn covers(prover: &mut Prover<'_>) -> Property {
    let space = &prover.space;
    let release = space.release;
    let mut parts = 0;
    let mut broken = Vec::new();
    let mut breaks = |name: &str, says: String| {
        broken.push(Broken {
            about: vec![name.to_owned()],
            says,
            patient: None,
        });
    };
    let definitions = release
        .definitions()
        .iter()
        .filter_map(|definition| match &definition.is {
            Expr::Condition(condition) => Some((&definition.name, condition)),
            Expr::Number(_) | Expr::Date(_) => None,
        });
    let rules = release.rules().iter().map(|rule| (&rule.id, &rule.when));
    for (name, condition) in definitions.chain(rules) {
        parts += 1;
        if !stays(space, condition) {
            breaks(
                name,
                format!("`{name}` says something with fewer answers that it takes back with more"),
            );
        }
    }
    let gates = &mut Gates::new();
    let (full, open) = pair(space, gates);
    for urgency in ABOVE {
        let shown = full.shown_at_least(space, gates, urgency);
        let bound = open.bound_at_least(space, gates, urgency);
        let before = open.certain_at_least(space, gates, urgency);
        let certain = full.certain_at_least(space, gates, urgency);
        for (assumed, says) in [
            ([shown, !bound], "could become"),
            ([before, !certain], "says is certain"),
        ] {
            parts += 1;
            if gates.model(&assumed).is_some() {
                let band = urgency.band();
                let says = format!("answers can make a decision other than it {says}, at {band}");
                breaks("urgency", says);
            }
        }
    }
    Property {
        name: "unknown_safe",
        claim: "whatever is left unanswered, no answer to it makes the decision more urgent than it says it could become, or less urgent than it says is certain",
        about_use: false,
        parts,
        broken,
    }
}

/// Whether a condition that is settled with fewer answers stays so with all of them.
fn stays(space: &Space<'_>, condition: &Condition) -> bool {
    let gates = &mut Gates::new();
    let cone = Cone {
        definitions: vec![false; space.release.definition_count()],
        facts: Cone::of(space, &Expr::Condition(condition.clone())).facts,
    };
    let mut full = View::within(space, gates, &cone);
    let fewer: Vec<_> = (full.facts.iter().enumerate())
        .filter_map(|(index, lits)| Some((FactId::at(index)?, lits)))
        .filter(|(fact, _)| cone.facts.contains(*fact))
        .map(|(fact, lits)| (fact, with_fewer(gates, lits)))
        .collect();
    let mut open = full.clone();
    for (fact, lits) in fewer {
        if let Some(place) = open.facts.get_mut(fact.index()) {
            *place = lits;
        }
    }
    for definition in 0..space.release.definition_count() {
        let (all, some) = (three_values(gates), three_values(gates));
        gates.clause(&[!some.yes, all.yes]);
        gates.clause(&[!some.no, all.no]);
        if let (Some(full), Some(open)) = (
            full.definitions.get_mut(definition),
            open.definitions.get_mut(definition),
        ) {
            (*full, *open) = (Some(all), Some(some));
        }
    }
    let (all, some) = (
        full.rails(space, gates, condition),
        open.rails(space, gates, condition),
    );
    gates.model(&[some.yes, !all.yes]).is_none() && gates.model(&[some.no, !all.no]).is_none()
}

pub(super) fn three_values(gates: &mut Gates) -> Rails {
    let (yes, no) = (gates.fresh(), gates.fresh());
    gates.clause(&[!yes, !no]);
    Rails { yes, no }
}

/// The same answer, or none.
fn with_fewer(gates: &mut Gates, lits: &FactLits) -> FactLits {
    let kept = gates.fresh();
    let mut and_kept = |lit: Lit| gates.and([lit, kept]);
    match lits {
        FactLits::Bool(rails) => FactLits::Bool(Rails {
            yes: and_kept(rails.yes),
            no: and_kept(rails.no),
        }),
        FactLits::Cells(cells) => FactLits::Cells(cells.iter().copied().map(and_kept).collect()),
        FactLits::Set { known, words } => FactLits::Set {
            known: and_kept(*known),
            words: words.clone(),
        },
    }
}

/// What the rules make of a patient with all answers and with fewer, as far as it was proved.
fn pair(space: &Space<'_>, gates: &mut Gates) -> (View, View) {
    let none = View {
        facts: Vec::new(),
        definitions: Vec::new(),
        rules: Vec::new(),
    };
    let (mut full, mut open) = (none.clone(), none);
    for rule in space.release.rules() {
        let (all, some) = (outcome(gates), outcome(gates));
        if let RuleKind::Guard { .. } = rule.kind {
            // A guard is never unknown; what it waits for stays open with fewer answers.
            for lits in [all, some] {
                gates.clause(&[!lits.unknown]);
            }
            gates.clause(&[!all.fired, some.fired]);
        } else {
            gates.clause(&[!some.fired, all.fired]);
            gates.clause(&[!some.silent, all.silent]);
        }
        full.rules.push(all);
        open.rules.push(some);
    }
    (full, open)
}

fn outcome(gates: &mut Gates) -> RuleLits {
    let Rails { yes, no } = three_values(gates);
    RuleLits {
        fired: yes,
        silent: no,
        unknown: gates.and([!yes, !no]),
    }
}
