//! One patient as literals: the variables of every fact, and what definitions and rules make of
//! them. A second view shares with the first whatever the replaced facts do not reach.

use crate::facts::{FactBits, FactId, FactValue};
use crate::intake::condition::Condition as Gate;
use crate::intake::form::FieldKind;
use crate::model::{Number, Urgency};
use crate::rules::{Comparison, Condition, Expr, IfUnknown, Rule, RuleKind};

use super::gates::{Gates, Lit, Rails};
use super::measure::settled;
use super::space::{Cell, Shape, Space};
use super::tree::{Term, Tree};

/// The variables of one fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FactLits {
    Bool(Rails),
    /// One for each cell, no two of them true.
    Cells(Vec<Lit>),
    Set {
        known: Lit,
        words: Vec<Lit>,
    },
}

/// What a rule made of a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RuleLits {
    pub fired: Lit,
    pub silent: Lit,
    pub unknown: Lit,
}

/// A patient.
#[derive(Clone)]
pub(super) struct View {
    pub facts: Vec<FactLits>,
    /// Of the definitions that are conditions.
    pub definitions: Vec<Option<Rails>>,
    pub rules: Vec<RuleLits>,
}

/// What of a patient is looked at: the definitions with those they use, and the facts.
pub(super) struct Cone {
    pub definitions: Vec<bool>,
    pub facts: FactBits,
}

impl Cone {
    /// Everything that an expression reads, directly or through definitions.
    pub fn of(space: &Space<'_>, expr: &Expr) -> Cone {
        let definitions = space.release.definitions();
        let mut cone = Cone {
            definitions: vec![false; definitions.len()],
            facts: FactBits::EMPTY,
        };
        let mut open = vec![expr.names()];
        while let Some(names) = open.pop() {
            cone.facts = cone.facts.union(names.facts);
            for index in names.definitions {
                if let (Some(seen), Some(definition)) =
                    (cone.definitions.get_mut(index), definitions.get(index))
                    && !std::mem::replace(seen, true)
                {
                    open.push(definition.is.names());
                }
            }
        }
        cone
    }
}

impl View {
    /// Any patient: the variables of every fact are free.
    pub fn any(space: &Space<'_>, gates: &mut Gates) -> View {
        let all = Cone {
            definitions: vec![true; space.release.definition_count()],
            facts: space.facts(),
        };
        let view = View::within(space, gates, &all);
        View::over(space, gates, view.facts)
    }

    /// What a release makes of a patient.
    pub fn over(space: &Space<'_>, gates: &mut Gates, facts: Vec<FactLits>) -> View {
        let mut view = View {
            facts,
            definitions: Vec::new(),
            rules: Vec::new(),
        };
        let all = vec![true; space.release.definition_count()];
        view.define(space, gates, &all);
        for rule in space.release.rules() {
            let lits = view.rule(space, gates, rule);
            view.rules.push(lits);
        }
        view
    }

    fn define(&mut self, space: &Space<'_>, gates: &mut Gates, wanted: &[bool]) {
        for (definition, wanted) in space.release.definitions().iter().zip(wanted) {
            let rails = match &definition.is {
                Expr::Condition(condition) if *wanted => Some(self.rails(space, gates, condition)),
                _ => None,
            };
            self.definitions.push(rails);
        }
    }

    /// Any patient, as far as a cone looks: other facts are not answered, other definitions and all
    /// rules are left out.
    pub fn within(space: &Space<'_>, gates: &mut Gates, cone: &Cone) -> View {
        let mut view = View {
            facts: Vec::new(),
            definitions: Vec::new(),
            rules: Vec::new(),
        };
        for index in 0..space.shapes.len() {
            let looked_at = FactId::at(index).is_some_and(|fact| cone.facts.contains(fact));
            let lits = if looked_at {
                free(space, gates, index)
            } else {
                not_answered(space, gates, index)
            };
            view.facts.push(lits);
        }
        view.define(space, gates, &cone.definitions);
        view
    }

    /// The same patient with other answers to some questions.
    pub fn with(
        &self,
        space: &Space<'_>,
        gates: &mut Gates,
        replaced: &[(FactId, FactLits)],
    ) -> View {
        let mut view = self.clone();
        let mut changed = FactBits::EMPTY;
        for (fact, lits) in replaced {
            if let Some(place) = view.facts.get_mut(fact.index()) {
                *place = lits.clone();
            }
            changed.insert(*fact);
        }
        let reached = |reads: FactBits| reads.iter().any(|fact| changed.contains(fact));
        for (index, definition) in space.release.definitions().iter().enumerate() {
            if let Expr::Condition(condition) = &definition.is
                && reached(definition.reads)
                && view.definitions.get(index).is_some_and(Option::is_some)
            {
                let rails = view.rails(space, gates, condition);
                if let Some(place) = view.definitions.get_mut(index) {
                    *place = Some(rails);
                }
            }
        }
        for (index, rule) in space.release.rules().iter().enumerate() {
            if reached(reads(rule)) && index < view.rules.len() {
                let lits = view.rule(space, gates, rule);
                if let Some(place) = view.rules.get_mut(index) {
                    *place = lits;
                }
            }
        }
        view
    }

    pub fn rule(&self, space: &Space<'_>, gates: &mut Gates, rule: &Rule) -> RuleLits {
        let when = self.rails(space, gates, &rule.when);
        match &rule.kind {
            RuleKind::Guard { unanswered } => {
                let open: Vec<Lit> = (unanswered.iter())
                    .map(|fact| !self.answered(gates, *fact))
                    .collect();
                let missing = gates.or(open);
                let fired = gates.and([missing, !when.no]);
                RuleLits {
                    fired,
                    silent: !fired,
                    unknown: gates.constant(false),
                }
            }
            RuleKind::Ordinary { .. } | RuleKind::Suppressor { .. } | RuleKind::Swap { .. } => {
                RuleLits {
                    fired: when.yes,
                    silent: when.no,
                    unknown: gates.and([!when.yes, !when.no]),
                }
            }
        }
    }

    /// Whether a question is answered.
    pub fn answered(&self, gates: &mut Gates, fact: FactId) -> Lit {
        match self.facts.get(fact.index()) {
            Some(FactLits::Bool(rails)) => gates.or([rails.yes, rails.no]),
            Some(FactLits::Cells(cells)) => gates.or(cells.clone()),
            Some(FactLits::Set { known, .. }) => *known,
            None => gates.constant(false),
        }
    }

    /// A condition over this patient (SPEC 5).
    pub fn rails(&self, space: &Space<'_>, gates: &mut Gates, condition: &Condition) -> Rails {
        match condition {
            Condition::Always(yes) => gates.known(*yes),
            Condition::Fact(fact) => match self.facts.get(fact.index()) {
                Some(FactLits::Bool(rails)) => *rails,
                _ => gates.open(),
            },
            Condition::Definition(definition) => match self.definitions.get(definition.0) {
                Some(Some(rails)) => *rails,
                _ => gates.open(),
            },
            Condition::Not(inner) => self.rails(space, gates, inner).negate(),
            Condition::All(members) => {
                let members = self.all_rails(space, gates, members);
                Rails {
                    yes: gates.and(members.iter().map(|m| m.yes)),
                    no: gates.or(members.iter().map(|m| m.no)),
                }
            }
            Condition::Any(members) => {
                let members = self.all_rails(space, gates, members);
                Rails {
                    yes: gates.or(members.iter().map(|m| m.yes)),
                    no: gates.and(members.iter().map(|m| m.no)),
                }
            }
            Condition::AtLeast(value, members) => {
                let least = space.values.get(value.0).copied().unwrap_or(0) / Number::SCALE;
                let members = self.all_rails(space, gates, members);
                at_least(gates, least, &members)
            }
            Condition::Compare(comparison, left, right) => {
                let tree = |number| Tree::of(space.release, &space.values, number);
                match (tree(left), tree(right)) {
                    (Some(left), Some(right)) => {
                        self.compared(space, gates, *comparison, &left, &right)
                    }
                    _ => gates.open(),
                }
            }
            Condition::OneOf(fact, words) => match self.facts.get(fact.index()) {
                Some(FactLits::Cells(cells)) => {
                    let listed = |place: usize| words & (1 << place) != 0;
                    let cells = cells.clone();
                    let of = |wanted: bool| {
                        let places = cells.iter().enumerate();
                        let chosen: Vec<Lit> = places
                            .filter(|(place, _)| listed(*place) == wanted)
                            .map(|(_, cell)| *cell)
                            .collect();
                        chosen
                    };
                    Rails {
                        yes: gates.or(of(true)),
                        no: gates.or(of(false)),
                    }
                }
                _ => gates.open(),
            },
            Condition::Has(fact, place) => match self.facts.get(fact.index()) {
                Some(FactLits::Set { known, words }) => {
                    let (known, word) = (*known, words.get(usize::from(*place)).copied());
                    let word = word.unwrap_or(gates.constant(false));
                    Rails {
                        yes: gates.and([known, word]),
                        no: gates.and([known, !word]),
                    }
                }
                _ => gates.open(),
            },
            Condition::If(test, yes, no) => {
                let test = self.rails(space, gates, test);
                let (yes, no) = (self.rails(space, gates, yes), self.rails(space, gates, no));
                chosen(gates, test, yes, no)
            }
        }
    }

    pub fn all_rails(
        &self,
        space: &Space<'_>,
        gates: &mut Gates,
        members: &[Condition],
    ) -> Vec<Rails> {
        (members.iter())
            .map(|member| self.rails(space, gates, member))
            .collect()
    }

    fn compared(
        &self,
        space: &Space<'_>,
        gates: &mut Gates,
        comparison: Comparison,
        left: &Tree,
        right: &Tree,
    ) -> Rails {
        match (comparison, left, right) {
            // Equal is no more and no less, in three values too (SPEC 5.3).
            (Comparison::Equal, ..) => {
                let below = self.compared(space, gates, Comparison::LessOrEqual, left, right);
                let above = self.compared(space, gates, Comparison::LessOrEqual, right, left);
                Rails {
                    yes: gates.and([below.yes, above.yes]),
                    no: gates.or([below.no, above.no]),
                }
            }
            (_, Tree::Choose(test, yes, no), _) => {
                let test = self.rails(space, gates, test);
                let yes = self.compared(space, gates, comparison, yes, right);
                let no = self.compared(space, gates, comparison, no, right);
                chosen(gates, test, yes, no)
            }
            (_, _, Tree::Choose(test, yes, no)) => {
                let test = self.rails(space, gates, test);
                let yes = self.compared(space, gates, comparison, left, yes);
                let no = self.compared(space, gates, comparison, left, no);
                chosen(gates, test, yes, no)
            }
            (_, Tree::Leaf(left), Tree::Leaf(right)) => {
                self.terms(space, gates, comparison, left, right)
            }
        }
    }

    fn terms(
        &self,
        space: &Space<'_>,
        gates: &mut Gates,
        comparison: Comparison,
        left: &Term,
        right: &Term,
    ) -> Rails {
        let cells =
            |fact: FactId| match (space.shapes.get(fact.index()), self.facts.get(fact.index())) {
                (Some(Shape::Cells(cells)), Some(FactLits::Cells(lits))) => {
                    cells.iter().zip(lits.iter().copied()).collect()
                }
                _ => Vec::new(),
            };
        let (mut yes, mut no) = (Vec::new(), Vec::new());
        match (left.fact(), right.fact()) {
            (None, None) => {
                let at = FactValue::Bool(true);
                return match space.truth(comparison, left, right, &at) {
                    Some(true) => gates.known(true),
                    Some(false) => gates.known(false),
                    None => gates.open(),
                };
            }
            (Some(fact), None) | (None, Some(fact)) => {
                for (cell, lit) in cells(fact) {
                    match space.truth(comparison, left, right, &cell.example) {
                        Some(true) => yes.push(lit),
                        Some(false) => no.push(lit),
                        None => {}
                    }
                }
            }
            (Some(one), Some(other)) => {
                for (left, lit) in cells(one) {
                    let (mut above, mut not) = (Vec::new(), Vec::new());
                    for (right, other) in cells(other) {
                        let value = |cell: &Cell| match cell.example {
                            FactValue::Number(number) => {
                                Some((number.thousandths(), number.thousandths()))
                            }
                            _ => None,
                        };
                        match settled(comparison, value(left), value(right)) {
                            Some(true) => above.push(other),
                            Some(false) => not.push(other),
                            None => {}
                        }
                    }
                    let (above, not) = (gates.or(above), gates.or(not));
                    yes.push(gates.and([lit, above]));
                    no.push(gates.and([lit, not]));
                }
            }
        }
        Rails {
            yes: gates.or(yes),
            no: gates.or(no),
        }
    }

    /// When a question shows, over this patient.
    pub fn shown(&self, space: &Space<'_>, gates: &mut Gates, gate: &Gate) -> Rails {
        let find = |name: &str| {
            let fact = space.catalogue().find(name)?;
            Some((
                self.facts.get(fact.index())?,
                &space.catalogue().get(fact)?.kind,
            ))
        };
        match gate {
            Gate::Yes(name) => match find(name) {
                Some((FactLits::Bool(rails), _)) => *rails,
                _ => gates.open(),
            },
            Gate::OneOf(name, listed) => match find(name) {
                Some((FactLits::Cells(cells), FieldKind::Choice(words))) => {
                    let (yes, no): (Vec<_>, Vec<_>) = (words.iter().zip(cells.iter().copied()))
                        .partition(|(word, _)| listed.contains(word));
                    Rails {
                        yes: gates.or(yes.into_iter().map(|(_, cell)| cell)),
                        no: gates.or(no.into_iter().map(|(_, cell)| cell)),
                    }
                }
                _ => gates.open(),
            },
            Gate::Has(name, word) => match find(name) {
                Some((FactLits::Set { known, words }, FieldKind::Set(all))) => {
                    let place = all.iter().position(|known| known == word);
                    let word = place.and_then(|place| words.get(place)).copied();
                    let (known, word) = (*known, word.unwrap_or(gates.constant(false)));
                    Rails {
                        yes: gates.and([known, word]),
                        no: gates.and([known, !word]),
                    }
                }
                _ => gates.open(),
            },
            Gate::Not(inner) => self.shown(space, gates, inner).negate(),
            Gate::All(parts) | Gate::Any(parts) => {
                let rails: Vec<Rails> = (parts.iter())
                    .map(|part| self.shown(space, gates, part))
                    .collect();
                let (yes, no) = (rails.iter().map(|r| r.yes), rails.iter().map(|r| r.no));
                match gate {
                    Gate::All(_) => Rails {
                        yes: gates.and(yes),
                        no: gates.or(no),
                    },
                    _ => Rails {
                        yes: gates.or(yes),
                        no: gates.and(no),
                    },
                }
            }
        }
    }

    /// Whether the urgency that is shown is at least that (SPEC 8.2).
    pub fn shown_at_least(&self, space: &Space<'_>, gates: &mut Gates, urgency: Urgency) -> Lit {
        let rules = 0..space.release.rules().len();
        let lits: Vec<Lit> = rules
            .map(|rule| self.speaks(space, gates, rule, urgency))
            .collect();
        gates.or(lits)
    }

    /// Whether a rule shows at least that urgency: it fired, or holds it.
    pub fn speaks(
        &self,
        space: &Space<'_>,
        gates: &mut Gates,
        rule: usize,
        urgency: Urgency,
    ) -> Lit {
        let (Some(found), Some(lits)) = (space.release.rules().get(rule), self.rules.get(rule))
        else {
            return gates.constant(false);
        };
        let asks = found.params(space.profile).urgency;
        match (asks, &found.kind) {
            (Some(asks), _) if asks < urgency => gates.constant(false),
            (None, _) => gates.constant(false),
            (
                Some(asks),
                RuleKind::Ordinary {
                    if_unknown: IfUnknown::Escalate,
                },
            ) if asks.min(space.release.hold()) >= urgency => gates.or([lits.fired, lits.unknown]),
            _ => lits.fired,
        }
    }

    /// Whether what is certain is at least that (SPEC 8.1).
    pub fn certain_at_least(&self, space: &Space<'_>, gates: &mut Gates, urgency: Urgency) -> Lit {
        let lits = self.at_least(space, urgency, |rule, lits, _| match rule.kind {
            RuleKind::Guard { .. } => Vec::new(),
            _ => vec![lits.fired],
        });
        gates.or(lits)
    }

    /// Whether it could become at least that (SPEC 8.3).
    pub fn bound_at_least(&self, space: &Space<'_>, gates: &mut Gates, urgency: Urgency) -> Lit {
        let lits = self.at_least(space, urgency, |rule, lits, _| match rule.kind {
            RuleKind::Ordinary {
                if_unknown: IfUnknown::Ask | IfUnknown::Escalate,
            } => vec![lits.fired, lits.unknown],
            _ => vec![lits.fired],
        });
        gates.or(lits)
    }

    fn at_least(
        &self,
        space: &Space<'_>,
        urgency: Urgency,
        lits: impl Fn(&Rule, &RuleLits, Urgency) -> Vec<Lit>,
    ) -> Vec<Lit> {
        let rules = space.release.rules().iter().zip(&self.rules);
        rules
            .filter_map(|(rule, rule_lits)| {
                let asks = rule.params(space.profile).urgency?;
                (asks >= urgency).then(|| lits(rule, rule_lits, asks))
            })
            .flatten()
            .collect()
    }
}

/// Every fact a rule looks at: those its condition reads, and those a guard waits for.
pub(super) fn reads(rule: &Rule) -> FactBits {
    match &rule.kind {
        RuleKind::Guard { unanswered } => {
            (unanswered.iter()).fold(rule.reads, |all, fact| all.union(FactBits::of(*fact)))
        }
        _ => rule.reads,
    }
}

/// A question that is not answered.
pub(super) fn not_answered(space: &Space<'_>, gates: &Gates, index: usize) -> FactLits {
    let never = gates.constant(false);
    match space.shapes.get(index) {
        Some(Shape::Cells(cells)) => FactLits::Cells(vec![never; cells.len()]),
        Some(Shape::Set(count)) => FactLits::Set {
            known: never,
            words: vec![never; usize::from(*count)],
        },
        Some(Shape::Bool) | None => FactLits::Bool(gates.open()),
    }
}

/// The free variables of a fact, with what keeps them apart.
pub(super) fn free(space: &Space<'_>, gates: &mut Gates, index: usize) -> FactLits {
    match space.shapes.get(index) {
        Some(Shape::Cells(cells)) => {
            let lits: Vec<Lit> = cells.iter().map(|_| gates.fresh()).collect();
            for (at, one) in lits.iter().enumerate() {
                for other in lits.iter().skip(at + 1) {
                    gates.apart(*one, *other);
                }
            }
            FactLits::Cells(lits)
        }
        Some(Shape::Set(count)) => FactLits::Set {
            known: gates.fresh(),
            words: (0..*count).map(|_| gates.fresh()).collect(),
        },
        Some(Shape::Bool) | None => {
            let (yes, no) = (gates.fresh(), gates.fresh());
            gates.apart(yes, no);
            FactLits::Bool(Rails { yes, no })
        }
    }
}

/// SPEC 5.4.
pub(super) fn chosen(gates: &mut Gates, test: Rails, yes: Rails, no: Rails) -> Rails {
    let mut rail = |one: Lit, other: Lit| {
        let taken = gates.and([test.yes, one]);
        let left = gates.and([test.no, other]);
        let both = gates.and([one, other]);
        gates.or([taken, left, both])
    };
    Rails {
        yes: rail(yes.yes, no.yes),
        no: rail(yes.no, no.no),
    }
}

/// SPEC 5.5.
pub(super) fn at_least(gates: &mut Gates, least: i64, members: &[Rails]) -> Rails {
    let yes: Vec<Lit> = members.iter().map(|m| m.yes).collect();
    let possible: Vec<Lit> = members.iter().map(|m| !m.no).collect();
    Rails {
        yes: gates.at_least(least, &yes),
        no: !gates.at_least(least, &possible),
    }
}
