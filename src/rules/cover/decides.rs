//! Whether a part decides: whether the expression it stands in, with everything else as it is,
//! comes out one way when the part is yes and another way when it is no.

use super::super::expr::{Condition, DateExpr, NumberExpr};
use super::super::scope::{Scope, Slot};
use super::super::truth::{Range, Span, Tally, Truth, compare};
use super::units::Whole;
use crate::facts::FactBits;

/// What one part was for one patient.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sight {
    pub value: Truth,
    pub decides: bool,
}

/// What the whole expression comes to when the part in question is this.
type Then<'x, T> = &'x dyn Fn(T) -> Slot;

/// What each part of an expression was, in the order of the parts of its unit.
pub(super) fn sights(evaluation: &Scope<'_>, whole: Whole<'_>) -> Vec<Sight> {
    let mut walk = Walk {
        evaluation,
        sights: Vec::new(),
    };
    match whole {
        Whole::Condition(condition) => walk.part(condition, &Slot::Truth),
        Whole::Number(number) => walk.number(number, &Slot::Range),
        Whole::Date(date) => walk.date(date, &Slot::Span),
    }
    walk.sights
}

struct Walk<'a> {
    evaluation: &'a Scope<'a>,
    sights: Vec<Sight>,
}

impl Walk<'_> {
    fn part(&mut self, part: &Condition, then: Then<'_, Truth>) {
        self.sights.push(Sight {
            value: self.evaluation.truth(part),
            decides: differ(then(Truth::Yes), then(Truth::No)),
        });
        self.below(part, then);
    }

    /// The parts that a condition is joined from, in the order of [`super::units::below`].
    fn below(&mut self, condition: &Condition, then: Then<'_, Truth>) {
        let evaluation = self.evaluation;
        match condition {
            Condition::Not(inner) => self.below(inner, &|truth| then(truth.negate())),
            Condition::All(members) => self.joined(members, members.len() as i64, then),
            Condition::Any(members) => self.joined(members, 1, then),
            Condition::AtLeast(least, members) => {
                self.joined(members, evaluation.count(*least), then);
            }
            Condition::If(test, yes, no) => {
                let [a, b, c] = [test, yes, no].map(|part| evaluation.truth(part));
                self.part(test, &|a| then(either(a, b, c)));
                self.part(yes, &|b| then(either(a, b, c)));
                self.part(no, &|c| then(either(a, b, c)));
            }
            Condition::Compare(how, left, right) => {
                let (a, b) = (evaluation.range(left), evaluation.range(right));
                self.number(left, &|a| then(compare(*how, a, b)));
                self.number(right, &|b| then(compare(*how, a, b)));
            }
            Condition::Always(_)
            | Condition::Fact(_)
            | Condition::Definition(_)
            | Condition::OneOf(..)
            | Condition::Has(..) => {}
        }
    }

    /// `&&` holds where all members do, `||` where one does, `at_least` where enough do.
    fn joined(&mut self, members: &[Condition], least: i64, then: Then<'_, Truth>) {
        let truths: Vec<Truth> = (members.iter())
            .map(|member| self.evaluation.truth(member))
            .collect();
        for (at, member) in members.iter().enumerate() {
            let mut others = Tally::default();
            let beside = truths.iter().enumerate().filter(|(other, _)| *other != at);
            beside.for_each(|(_, truth)| others.add(*truth));
            self.part(member, &|truth| {
                let mut all = others;
                all.add(truth);
                then(all.at_least(least))
            });
        }
    }

    fn number(&mut self, number: &NumberExpr, then: Then<'_, Range>) {
        let evaluation = self.evaluation;
        match number {
            NumberExpr::Fact(_) | NumberExpr::Value(_) | NumberExpr::Definition(_) => {}
            NumberExpr::Days(from, to) => {
                let (a, b) = (evaluation.span(from), evaluation.span(to));
                self.date(from, &|a| then(a.days_to(b)));
                self.date(to, &|b| then(a.days_to(b)));
            }
            NumberExpr::Years(from, to) => {
                let (a, b) = (evaluation.span(from), evaluation.span(to));
                self.date(from, &|a| then(a.years_to(b)));
                self.date(to, &|b| then(a.years_to(b)));
            }
            NumberExpr::DaysPast(from, months) => {
                let months = u32::try_from(evaluation.count(*months)).unwrap_or_default();
                let today = evaluation.span(&DateExpr::AsOf);
                self.date(from, &|from| then(from.later_by(months).days_to(today)));
            }
            NumberExpr::If(test, yes, no) => {
                let (a, b) = (evaluation.range(yes), evaluation.range(no));
                let truth = evaluation.truth(test);
                let pick = |test, a: Range, b: Range| match test {
                    Truth::Yes => a,
                    Truth::No => b,
                    Truth::Unknown(waits) => a.hull(b, waits),
                };
                self.part(test, &|test| then(pick(test, a, b)));
                self.number(yes, &|a| then(pick(truth, a, b)));
                self.number(no, &|b| then(pick(truth, a, b)));
            }
        }
    }

    fn date(&mut self, date: &DateExpr, then: Then<'_, Span>) {
        let evaluation = self.evaluation;
        if let DateExpr::If(test, yes, no) = date {
            let (a, b) = (evaluation.span(yes), evaluation.span(no));
            let truth = evaluation.truth(test);
            let pick = |test, a: Span, b: Span| match test {
                Truth::Yes => a,
                Truth::No => b,
                Truth::Unknown(waits) => a.hull(b, waits),
            };
            self.part(test, &|test| then(pick(test, a, b)));
            self.date(yes, &|a| then(pick(truth, a, b)));
            self.date(no, &|b| then(pick(truth, a, b)));
        }
    }
}

/// SPEC 5.4.
fn either(test: Truth, yes: Truth, no: Truth) -> Truth {
    match (test, yes, no) {
        (Truth::Yes, yes, _) => yes,
        (Truth::No, _, no) => no,
        (_, Truth::Yes, Truth::Yes) => Truth::Yes,
        (_, Truth::No, Truth::No) => Truth::No,
        _ => Truth::Unknown(FactBits::EMPTY),
    }
}

/// Whether both results are settled, and not the same.
fn differ(one: Slot, other: Slot) -> bool {
    match (one, other) {
        (Slot::Truth(one), Slot::Truth(other)) => matches!(
            (one, other),
            (Truth::Yes, Truth::No) | (Truth::No, Truth::Yes)
        ),
        (
            Slot::Range(Range::Within {
                least: a,
                greatest: b,
                ..
            }),
            Slot::Range(Range::Within {
                least: c,
                greatest: d,
                ..
            }),
        ) => (a, b) != (c, d),
        (
            Slot::Span(Span::Within { days: one, .. }),
            Slot::Span(Span::Within { days: other, .. }),
        ) => one != other,
        _ => false,
    }
}
