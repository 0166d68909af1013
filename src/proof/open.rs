//! What a decision could become, against every way in which its open questions can be answered.

use super::certificate::{About, Claim, Found, Sheet, inputs, outcomes};
use super::claims::ABOVE;
use super::gates::{Gates, Lit, Rails, signed};
use super::prover::Prover;
use super::report::{Broken, Property};
use super::space::Space;
use super::view::{Cone, FactLits, RuleLits, View};
use crate::facts::{FactBits, FactId};
use crate::rules::{Condition, Expr, RuleKind};

const NAME: &str = "unknown_safe";

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
            Expr::Condition(condition) => Some(("definition", &definition.name, condition)),
            Expr::Number(_) | Expr::Date(_) => None,
        });
    let rules = release.rules().iter();
    let rules = rules.map(|rule| ("rule", &rule.id, &rule.when));
    for (kind, name, condition) in definitions.chain(rules) {
        parts += 1;
        let mut gates = prover.gates.another();
        let pair = Pair::of(space, &mut gates, condition);
        let asked = [
            ("yes", [pair.fewer.yes, !pair.all.yes]),
            ("no", [pair.fewer.no, !pair.all.no]),
        ];
        let mut claims = Vec::new();
        for (word, assumed) in asked {
            let found = found(&mut gates, &assumed);
            claims.push(Claim::of(NAME, &[kind, name, word], &assumed, found));
        }
        if claims.iter().any(Claim::somebody) {
            breaks(
                name,
                format!("`{name}` says something with fewer answers that it takes back with more"),
            );
        }
        let sheet = Sheet::of(&gates, || pair.about(space, kind, name), claims);
        prover.sheets.extend(sheet);
    }
    let mut gates = prover.gates.another();
    let (full, fewer) = pair(space, &mut gates);
    let mut claims = Vec::new();
    for urgency in ABOVE {
        let shown = full.shown_at_least(space, &mut gates, urgency);
        let bound = fewer.bound_at_least(space, &mut gates, urgency);
        let before = fewer.certain_at_least(space, &mut gates, urgency);
        let certain = full.certain_at_least(space, &mut gates, urgency);
        for (assumed, of, says) in [
            ([shown, !bound], "could_become", "could become"),
            ([before, !certain], "certain", "says is certain"),
        ] {
            parts += 1;
            let found = found(&mut gates, &assumed);
            let claim = Claim::of(NAME, &[of, urgency.word()], &assumed, found);
            if claim.somebody() {
                let band = urgency.band();
                let says = format!("answers can make a decision other than it {says}, at {band}");
                breaks("urgency", says);
            }
            claims.push(claim);
        }
    }
    let about = || About::Rules {
        full: outcomes(&full.rules),
        fewer: outcomes(&fewer.rules),
    };
    prover.sheets.extend(Sheet::of(&gates, about, claims));
    Property {
        name: NAME,
        claim: "whatever is left unanswered, no answer to it makes the decision more urgent than it says it could become, or less urgent than it says is certain",
        about_use: false,
        parts,
        broken,
    }
}

fn found(gates: &mut Gates, assumed: &[Lit]) -> Found {
    match gates.model(assumed) {
        Some(_) => Found::Some,
        None => Found::None,
    }
}

/// A condition for a patient with all answers, and with fewer; what was said of its definitions
/// with fewer answers is said with all.
struct Pair {
    facts: FactBits,
    full: View,
    kept: Vec<(FactId, Lit)>,
    /// Each definition with all answers, then with fewer.
    definitions: Vec<(usize, Rails, Rails)>,
    all: Rails,
    fewer: Rails,
}

impl Pair {
    fn of(space: &Space<'_>, gates: &mut Gates, condition: &Condition) -> Pair {
        let whole = Cone::of(space, &Expr::Condition(condition.clone()));
        let facts = whole.facts;
        let cone = Cone {
            definitions: vec![false; space.release.definition_count()],
            facts,
        };
        let mut full = View::within(space, gates, &cone);
        let mut open = full.clone();
        let mut kept = Vec::new();
        for fact in facts.iter() {
            if let (Some(lits), Some(place)) = (
                full.facts.get(fact.index()),
                open.facts.get_mut(fact.index()),
            ) {
                let keeps = gates.fresh();
                *place = with_fewer(gates, lits, keeps);
                kept.push((fact, keeps));
            }
        }
        let mut definitions = Vec::new();
        let used = whole.definitions.iter().enumerate();
        for (definition, _) in used.filter(|(_, used)| **used) {
            let (all, some) = (three_values(gates), three_values(gates));
            gates.suppose(&[!some.yes, all.yes]);
            gates.suppose(&[!some.no, all.no]);
            if let (Some(full), Some(open)) = (
                full.definitions.get_mut(definition),
                open.definitions.get_mut(definition),
            ) {
                (*full, *open) = (Some(all), Some(some));
            }
            definitions.push((definition, all, some));
        }
        let all = full.rails(space, gates, condition);
        let fewer = open.rails(space, gates, condition);
        Pair {
            facts,
            full,
            kept,
            definitions,
            all,
            fewer,
        }
    }

    fn about(&self, space: &Space<'_>, kind: &'static str, name: &str) -> About {
        let four = |all: Rails, some: Rails| [all.yes, all.no, some.yes, some.no].map(signed);
        let defined = space.release.definitions();
        About::Condition {
            kind,
            name: name.to_owned(),
            inputs: inputs(space, &self.full, self.facts),
            kept: (self.kept.iter())
                .map(|(fact, keeps)| (space.catalogue().name(*fact).to_owned(), signed(*keeps)))
                .collect(),
            definitions: (self.definitions.iter())
                .filter_map(|(at, all, some)| {
                    Some((defined.get(*at)?.name.clone(), four(*all, *some)))
                })
                .collect(),
            answers: four(self.all, self.fewer),
        }
    }
}

pub(super) fn three_values(gates: &mut Gates) -> Rails {
    let (yes, no) = (gates.fresh(), gates.fresh());
    gates.apart(yes, no);
    Rails { yes, no }
}

/// The same answer, or none.
fn with_fewer(gates: &mut Gates, lits: &FactLits, kept: Lit) -> FactLits {
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
                gates.suppose(&[!lits.unknown]);
            }
            gates.suppose(&[!all.fired, some.fired]);
        } else {
            gates.suppose(&[!some.fired, all.fired]);
            gates.suppose(&[!some.silent, all.silent]);
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
