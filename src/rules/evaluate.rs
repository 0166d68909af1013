//! A release and the facts of one patient: what each rule makes of them (SPEC 5 and 6).

use super::compiled::{Evaluated, LANES, Lanes, Waits};
use super::release::{CheckedRelease, Rule, RuleKind};
use super::terms::Outcome;
use crate::facts::{Changed, FactBits, FactSet};
use crate::model::{Number, Profile};

/// What one rule made of the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleOutcome {
    /// Fired, silent or unknown.
    pub outcome: Outcome,
    /// The open facts it waits for: of an unknown rule, and of a guard that fired.
    pub waits: FactBits,
}

/// What every rule made of the facts.
pub struct Evaluation<'a> {
    /// The rules.
    pub release: &'a CheckedRelease,
    /// Whose guidelines apply.
    pub profile: Profile,
    /// The facts.
    pub facts: &'a FactSet,
    evaluated: Evaluated<'a>,
}

/// Evaluates every rule. There is nothing to go wrong: names and types were checked before.
pub fn evaluate<'a>(
    release: &'a CheckedRelease,
    profile: Profile,
    facts: &'a FactSet,
) -> Evaluation<'a> {
    Evaluation {
        release,
        profile,
        facts,
        evaluated: release.program(profile, facts.as_of()).run(facts),
    }
}

impl Evaluation<'_> {
    /// How many changes are looked at together.
    pub const AT_ONCE: usize = LANES;

    /// What every rule made of the facts, in the order of the release.
    pub fn outcomes(&self) -> impl Iterator<Item = RuleOutcome> {
        let mut waits = self.evaluated.waits();
        let rules = self.release.rules().iter().enumerate();
        rules.map(move |(at, rule)| self.evaluated.outcome(at, &rule.kind, &mut waits))
    }

    /// Whether the rule at that place of the release fired, is silent or unknown.
    pub fn outcome(&self, rule: usize) -> Outcome {
        match self.release.rules().get(rule) {
            Some(found) => self.evaluated.fires(rule, &found.kind),
            None => Outcome::Silent,
        }
    }

    /// What the rules make of the same facts under each of up to [`Evaluation::AT_ONCE`] changes.
    pub fn under<'e>(&'e self, changes: &[Vec<Changed>]) -> Under<'e> {
        Under(Lanes::of(&self.evaluated, changes))
    }

    /// The facts that made the rule at that place of the release fire; those read through background
    /// definitions are left out.
    pub fn witness(&self, rule: usize) -> FactBits {
        self.evaluated.witness(rule)
    }

    pub(super) fn evaluated(&self) -> &Evaluated<'_> {
        &self.evaluated
    }

    /// The value of a threshold in whole units.
    pub(crate) fn whole(&self, value: usize) -> Option<u32> {
        let thousandths = self.evaluated.value(value)?;
        u32::try_from(thousandths / Number::SCALE).ok()
    }
}

/// What rules make of the facts of one patient under many changes, each a bit: the first change is
/// the lowest one.
pub struct Under<'a>(Lanes<'a>);

impl Under<'_> {
    /// The changes under which a rule, by its place in the release, fires; and those under which it
    /// is unknown. It is silent under the others. Bits above the last change say nothing.
    pub fn outcome(&self, place: usize, rule: &Rule) -> [(Outcome, u64); 2] {
        let holds = self.0.root(place);
        match &rule.kind {
            RuleKind::Guard { unanswered } => {
                let missing = (unanswered.iter()).fold(0, |all, fact| all | self.0.open(*fact));
                [(Outcome::Fired, missing & !holds.no), (Outcome::Unknown, 0)]
            }
            _ => [
                (Outcome::Fired, holds.yes),
                (Outcome::Unknown, !(holds.yes | holds.no)),
            ],
        }
    }
}

impl Evaluated<'_> {
    /// What the rule with the condition at that root made of the facts.
    pub(super) fn outcome(
        &self,
        root: usize,
        kind: &RuleKind,
        waits: &mut Waits<'_>,
    ) -> RuleOutcome {
        let outcome = self.fires(root, kind);
        let waits = match (kind, outcome) {
            (RuleKind::Guard { unanswered }, Outcome::Fired) => {
                let mut waits = waits.root(root);
                let open = unanswered.iter().filter(|fact| self.is_open(**fact));
                open.for_each(|fact| waits.insert(*fact));
                waits
            }
            (_, Outcome::Unknown) => waits.root(root),
            (_, Outcome::Fired | Outcome::Silent) => FactBits::EMPTY,
        };
        RuleOutcome { outcome, waits }
    }

    /// SPEC 6.1 and 6.3.
    fn fires(&self, root: usize, kind: &RuleKind) -> Outcome {
        match (kind, self.root(root)) {
            (RuleKind::Guard { .. }, Some(false)) => Outcome::Silent,
            (RuleKind::Guard { unanswered }, Some(true) | None) => {
                if unanswered.iter().any(|fact| self.is_open(*fact)) {
                    Outcome::Fired
                } else {
                    Outcome::Silent
                }
            }
            (_, Some(true)) => Outcome::Fired,
            (_, Some(false)) => Outcome::Silent,
            (_, None) => Outcome::Unknown,
        }
    }
}
