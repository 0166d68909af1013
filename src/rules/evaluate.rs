//! A release and the facts of one patient: what each rule makes of them (SPEC 5 and 6).

use super::expr::{Condition, DateExpr, Expr, NumberExpr, ValueId};
use super::release::{CheckedRelease, Rule, RuleKind};
use super::terms::Outcome;
use super::truth::{Range, Span, Tally, Truth, compare};
use crate::facts::{FactBits, FactId, FactSet, FactValue};
use crate::model::{Answer, Profile};

/// What one rule made of the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleOutcome {
    /// Fired, silent or unknown.
    pub outcome: Outcome,
    /// The open facts it waits for: of an unknown rule, and of a guard that fired.
    pub waits: FactBits,
}

/// What every rule made of the facts, in the order of the release.
pub struct Evaluation<'a> {
    /// The rules.
    pub release: &'a CheckedRelease,
    /// Whose guidelines apply.
    pub profile: Profile,
    /// The facts.
    pub facts: &'a FactSet,
    /// One outcome for each rule of the release.
    pub outcomes: Vec<RuleOutcome>,
    scope: Scope<'a>,
}

/// The result of a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Truth(Truth),
    Range(Range),
    Span(Span),
}

/// What a condition is evaluated against.
struct Scope<'a> {
    release: &'a CheckedRelease,
    facts: &'a FactSet,
    values: Vec<i64>,
    slots: Vec<Slot>,
}

/// Evaluates every rule. There is nothing to go wrong: names and types were checked before.
pub fn evaluate<'a>(
    release: &'a CheckedRelease,
    profile: Profile,
    facts: &'a FactSet,
) -> Evaluation<'a> {
    evaluate_with(release, profile, facts, &[])
}

/// As [`evaluate`], with some definitions given instead of computed; for tests inside a release.
pub(super) fn evaluate_with<'a>(
    release: &'a CheckedRelease,
    profile: Profile,
    facts: &'a FactSet,
    given: &[(usize, Slot)],
) -> Evaluation<'a> {
    let scope = Scope::of(release, profile, facts, |at| {
        let mut given = given.iter();
        given.find(|(index, _)| *index == at).map(|(_, slot)| *slot)
    });
    let outcomes = release
        .rules()
        .iter()
        .map(|rule| scope.outcome(rule))
        .collect();
    Evaluation {
        release,
        profile,
        facts,
        outcomes,
        scope,
    }
}

/// As [`evaluate`], with these definitions alone and no rules; for searches that look at one
/// expression many times.
pub(super) fn evaluate_some<'a>(
    release: &'a CheckedRelease,
    profile: Profile,
    facts: &'a FactSet,
    needed: &[bool],
) -> Evaluation<'a> {
    let nothing = Slot::Truth(Truth::Unknown(FactBits::EMPTY));
    let scope = Scope::of(release, profile, facts, |at| {
        let needed = needed.get(at).copied().unwrap_or_default();
        (!needed).then_some(nothing)
    });
    Evaluation {
        release,
        profile,
        facts,
        outcomes: Vec::new(),
        scope,
    }
}

impl<'a> Scope<'a> {
    /// With every definition computed that is not given.
    fn of(
        release: &'a CheckedRelease,
        profile: Profile,
        facts: &'a FactSet,
        given: impl Fn(usize) -> Option<Slot>,
    ) -> Self {
        let values = release
            .values()
            .iter()
            .map(|value| value.at(profile, facts.as_of()).thousandths())
            .collect();
        let mut scope = Scope {
            release,
            facts,
            values,
            slots: Vec::with_capacity(release.definitions().len()),
        };
        for (index, definition) in release.definitions().iter().enumerate() {
            let slot = match given(index) {
                Some(slot) => slot,
                None => match &definition.is {
                    Expr::Condition(condition) => Slot::Truth(scope.truth(condition)),
                    Expr::Number(number) => Slot::Range(scope.range(number)),
                    Expr::Date(date) => Slot::Span(scope.span(date)),
                },
            };
            scope.slots.push(slot);
        }
        scope
    }
}

impl Evaluation<'_> {
    /// The facts that made a rule fire; those read through background definitions are left out.
    pub fn witness(&self, rule: &Rule) -> FactBits {
        self.witness_of(&rule.when)
    }

    pub(super) fn truth(&self, condition: &Condition) -> Truth {
        self.scope.truth(condition)
    }

    pub(super) fn range(&self, number: &NumberExpr) -> Range {
        self.scope.range(number)
    }

    pub(super) fn span(&self, date: &DateExpr) -> Span {
        self.scope.span(date)
    }

    /// How many members of an `at_least` are enough, or how many months a `days_past` counts.
    pub(super) fn count(&self, value: ValueId) -> i64 {
        self.scope.value(value.0) / crate::model::Number::SCALE
    }

    /// The facts that made a condition hold.
    pub(super) fn witness_of(&self, condition: &Condition) -> FactBits {
        let mut facts = FactBits::EMPTY;
        self.scope.witness(condition, &mut facts);
        facts
    }

    /// The value of a threshold in whole units.
    pub(crate) fn whole(&self, value: usize) -> Option<u32> {
        let thousandths = self.scope.values.get(value)?;
        u32::try_from(thousandths / crate::model::Number::SCALE).ok()
    }
}

impl Scope<'_> {
    fn outcome(&self, rule: &Rule) -> RuleOutcome {
        let truth = self.truth(&rule.when);
        if let RuleKind::Guard { unanswered } = &rule.kind {
            let mut open = truth.open();
            let mut missing = false;
            for &fact in unanswered {
                if self.facts.get(fact).known().is_none() {
                    open.insert(fact);
                    missing = true;
                }
            }
            let fired = missing && truth != Truth::No;
            return RuleOutcome {
                outcome: if fired {
                    Outcome::Fired
                } else {
                    Outcome::Silent
                },
                waits: if fired { open } else { FactBits::EMPTY },
            };
        }
        match truth {
            Truth::Yes => RuleOutcome {
                outcome: Outcome::Fired,
                waits: FactBits::EMPTY,
            },
            Truth::No => RuleOutcome {
                outcome: Outcome::Silent,
                waits: FactBits::EMPTY,
            },
            Truth::Unknown(waits) => RuleOutcome {
                outcome: Outcome::Unknown,
                waits,
            },
        }
    }

    fn truth(&self, condition: &Condition) -> Truth {
        match condition {
            Condition::Always(yes) => Truth::known(*yes),
            Condition::Fact(fact) => match self.facts.get(*fact) {
                Answer::Known(FactValue::Bool(yes)) => Truth::known(*yes),
                _ => open(*fact),
            },
            Condition::Definition(definition) => match self.slots.get(definition.0) {
                Some(Slot::Truth(truth)) => *truth,
                _ => Truth::Unknown(FactBits::EMPTY),
            },
            Condition::Not(inner) => self.truth(inner).negate(),
            Condition::All(members) => {
                let mut waits = None;
                for member in members {
                    match self.truth(member) {
                        Truth::No => return Truth::No,
                        Truth::Yes => {}
                        Truth::Unknown(open) => waits = Some(open.union(waits.unwrap_or_default())),
                    }
                }
                waits.map_or(Truth::Yes, Truth::Unknown)
            }
            Condition::Any(members) => {
                let mut waits = None;
                for member in members {
                    match self.truth(member) {
                        Truth::Yes => return Truth::Yes,
                        Truth::No => {}
                        Truth::Unknown(open) => waits = Some(open.union(waits.unwrap_or_default())),
                    }
                }
                waits.map_or(Truth::No, Truth::Unknown)
            }
            Condition::AtLeast(value, members) => {
                let mut tally = Tally::default();
                members
                    .iter()
                    .for_each(|member| tally.add(self.truth(member)));
                tally.at_least(self.value(value.0) / crate::model::Number::SCALE)
            }
            Condition::Compare(comparison, left, right) => {
                compare(*comparison, self.range(left), self.range(right))
            }
            Condition::OneOf(fact, words) => match self.facts.get(*fact) {
                Answer::Known(FactValue::Choice(place)) => Truth::known(words & (1 << place) != 0),
                _ => open(*fact),
            },
            Condition::Has(fact, place) => match self.facts.get(*fact) {
                Answer::Known(FactValue::Set(members)) => Truth::known(members & (1 << place) != 0),
                _ => open(*fact),
            },
            Condition::If(test, yes, no) => match self.truth(test) {
                Truth::Yes => self.truth(yes),
                Truth::No => self.truth(no),
                Truth::Unknown(waits) => match (self.truth(yes), self.truth(no)) {
                    (Truth::Yes, Truth::Yes) => Truth::Yes,
                    (Truth::No, Truth::No) => Truth::No,
                    (yes, no) => Truth::Unknown(waits.union(yes.open()).union(no.open())),
                },
            },
        }
    }

    fn value(&self, index: usize) -> i64 {
        self.values.get(index).copied().unwrap_or_default()
    }

    fn range(&self, number: &NumberExpr) -> Range {
        match number {
            NumberExpr::Fact(fact) => match self.facts.get(*fact) {
                Answer::Known(FactValue::Number(number)) => Range::exact(number.thousandths()),
                _ => Range::Open(FactBits::of(*fact)),
            },
            NumberExpr::Value(value) => Range::exact(self.value(value.0)),
            NumberExpr::Definition(definition) => match self.slots.get(definition.0) {
                Some(Slot::Range(range)) => *range,
                _ => Range::Open(FactBits::EMPTY),
            },
            NumberExpr::Days(from, to) => self.span(from).days_to(self.span(to)),
            NumberExpr::Years(from, to) => self.span(from).years_to(self.span(to)),
            NumberExpr::DaysPast(from, months) => {
                let months = self.value(months.0) / crate::model::Number::SCALE;
                self.span(from)
                    .later_by(u32::try_from(months).unwrap_or_default())
                    .days_to(Span::day(self.facts.as_of()))
            }
            NumberExpr::If(test, yes, no) => match self.truth(test) {
                Truth::Yes => self.range(yes),
                Truth::No => self.range(no),
                Truth::Unknown(waits) => self.range(yes).hull(self.range(no), waits),
            },
        }
    }

    fn span(&self, date: &DateExpr) -> Span {
        match date {
            DateExpr::AsOf => Span::day(self.facts.as_of()),
            DateExpr::Fact(fact) => match self.facts.get(*fact) {
                Answer::Known(FactValue::Date(days)) => {
                    let exact = days.earliest == days.latest;
                    let imprecise = if exact {
                        FactBits::EMPTY
                    } else {
                        FactBits::of(*fact)
                    };
                    Span::Within {
                        days: *days,
                        imprecise,
                    }
                }
                _ => Span::Open(FactBits::of(*fact)),
            },
            DateExpr::Definition(definition) => match self.slots.get(definition.0) {
                Some(Slot::Span(span)) => *span,
                _ => Span::Open(FactBits::EMPTY),
            },
            DateExpr::If(test, yes, no) => match self.truth(test) {
                Truth::Yes => self.span(yes),
                Truth::No => self.span(no),
                Truth::Unknown(waits) => self.span(yes).hull(self.span(no), waits),
            },
        }
    }

    /// Adds the known facts that make a condition hold. That something is not there is named only
    /// where a rule asks for exactly that, as in `!regular_exercise`.
    fn witness(&self, condition: &Condition, facts: &mut FactBits) {
        if self.truth(condition) != Truth::Yes {
            return;
        }
        match condition {
            Condition::Always(_) => {}
            Condition::Fact(fact) | Condition::OneOf(fact, _) | Condition::Has(fact, _) => {
                facts.insert(*fact);
            }
            Condition::Definition(definition) => {
                if let Some(definition) = self.release.definitions().get(definition.0)
                    && !definition.background
                    && let Expr::Condition(inner) = &definition.is
                {
                    self.witness(inner, facts);
                }
            }
            Condition::Not(inner) => {
                if let Condition::Fact(fact) | Condition::OneOf(fact, _) | Condition::Has(fact, _) =
                    **inner
                {
                    facts.insert(fact);
                }
            }
            Condition::All(members) | Condition::Any(members) | Condition::AtLeast(_, members) => {
                members
                    .iter()
                    .for_each(|member| self.witness(member, facts));
            }
            Condition::Compare(_, left, right) => {
                self.read_by(left, facts);
                self.read_by(right, facts);
            }
            Condition::If(test, yes, no) => {
                self.witness(test, facts);
                self.witness(
                    if self.truth(test) == Truth::Yes {
                        yes
                    } else {
                        no
                    },
                    facts,
                );
            }
        }
    }

    fn read_by(&self, number: &NumberExpr, facts: &mut FactBits) {
        let mut names = super::expr::Names::default();
        number.names(&mut names);
        let mut read = names.facts;
        for definition in names.definitions {
            if let Some(definition) = self.release.definitions().get(definition)
                && !definition.background
            {
                read = read.union(definition.shows);
            }
        }
        read.iter()
            .filter(|&fact| self.facts.get(fact).known().is_some())
            .for_each(|fact| facts.insert(fact));
    }
}

fn open(fact: FactId) -> Truth {
    Truth::Unknown(FactBits::of(fact))
}
