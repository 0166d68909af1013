//! Conditions looked at part by part, in three values and with what each part waits for: for those
//! who ask what would change a rule. What a whole rule makes of the facts is the compiled engine's
//! to say ([`super::evaluate()`]); a test compares the two.

use super::evaluate::RuleOutcome;
use super::expr::{Condition, DateExpr, Expr, NumberExpr, ValueId};
use super::release::{CheckedRelease, Rule, RuleKind};
use super::terms::Outcome;
use super::truth::{Range, Span, Tally, Truth, compare};
use crate::facts::{FactBits, FactId, FactSet, FactValue};
use crate::model::{Answer, Profile};

/// The result of a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Truth(Truth),
    Range(Range),
    Span(Span),
}

/// The facts of one patient before the definitions of a release: what a condition is looked at
/// against.
pub struct Scope<'a> {
    /// The release.
    pub release: &'a CheckedRelease,
    /// Whose guidelines apply.
    pub profile: Profile,
    /// The facts.
    pub facts: &'a FactSet,
    pub(super) values: Vec<i64>,
    pub(super) slots: Vec<Slot>,
}

impl<'a> Scope<'a> {
    /// The facts of one patient before the definitions of a release.
    pub fn of(release: &'a CheckedRelease, profile: Profile, facts: &'a FactSet) -> Scope<'a> {
        Scope::given(release, profile, facts, |_| None)
    }

    /// As [`Scope::of`], with these definitions alone; for searches that look at one expression
    /// many times.
    pub(super) fn some(
        release: &'a CheckedRelease,
        profile: Profile,
        facts: &'a FactSet,
        needed: &[bool],
    ) -> Scope<'a> {
        let nothing = Slot::Truth(Truth::Unknown(FactBits::EMPTY));
        Scope::given(release, profile, facts, |at| {
            let needed = needed.get(at).copied().unwrap_or_default();
            (!needed).then_some(nothing)
        })
    }

    /// As [`Scope::of`], with some definitions given instead of computed.
    pub(super) fn given(
        release: &'a CheckedRelease,
        profile: Profile,
        facts: &'a FactSet,
        given: impl Fn(usize) -> Option<Slot>,
    ) -> Scope<'a> {
        let values = (release.values().iter())
            .map(|value| value.at(profile, facts.as_of()).thousandths())
            .collect();
        let mut scope = Scope {
            release,
            profile,
            facts,
            values,
            slots: Vec::with_capacity(release.definitions().len()),
        };
        for (index, definition) in release.definitions().iter().enumerate() {
            let slot = given(index).unwrap_or_else(|| scope.slot(&definition.is));
            scope.slots.push(slot);
        }
        scope
    }

    /// How many members of an `at_least` are enough, or how many months a `days_past` counts.
    pub(super) fn count(&self, value: ValueId) -> i64 {
        self.value(value.0) / crate::model::Number::SCALE
    }
}

impl Scope<'_> {
    /// The result of a definition.
    pub(super) fn slot(&self, is: &Expr) -> Slot {
        match is {
            Expr::Condition(condition) => Slot::Truth(self.truth(condition)),
            Expr::Number(number) => Slot::Range(self.range(number)),
            Expr::Date(date) => Slot::Span(self.span(date)),
        }
    }

    /// What a rule makes of the facts.
    pub fn outcome(&self, rule: &Rule) -> RuleOutcome {
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

    pub(super) fn truth(&self, condition: &Condition) -> Truth {
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

    pub(super) fn value(&self, index: usize) -> i64 {
        self.values.get(index).copied().unwrap_or_default()
    }

    pub(super) fn range(&self, number: &NumberExpr) -> Range {
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

    pub(super) fn span(&self, date: &DateExpr) -> Span {
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
}

fn open(fact: FactId) -> Truth {
    Truth::Unknown(FactBits::of(fact))
}
