//! Where the comparisons of rules cut the answers to a question: between two cuts every answer
//! means the same to them.

use chrono::{Days as DayCount, Months};

use super::evaluate::Evaluation;
use super::expr::{Comparison, Condition, DateExpr, Expr, NumberExpr};
use super::release::Rule;
use super::scope::Scope;
use super::truth::Span;
use crate::facts::{FactId, FactValue};
use crate::model::date::days_between;
use crate::model::{Answer, Number};

/// A place between two answers, seen from the least answer upwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cut {
    /// The least answer past it: thousandths of a number, or days before the assessment.
    pub from: i64,
    /// The value that makes it, by its place in the release; none for a cut at another answer.
    pub value: Option<usize>,
    /// The threshold in thousandths of the unit of the value.
    pub threshold: i64,
}

/// What rules ask about a fact.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Whether any of them reads it.
    pub read: bool,
    /// The words of a set that they look for, a bit for each.
    pub words: u64,
    /// Where they cut the answers, in rising order.
    pub cuts: Vec<Cut>,
}

/// One end of a comparison.
enum End {
    /// A threshold or the number somebody gave, in thousandths.
    At(i64, Option<usize>),
    /// A number that somebody gives.
    Number(FactId),
    /// Whole days or years between a date and the assessment, or past some months after it.
    Since(FactId, Measure),
    /// Whole days from another date to this one; that one is so many days before the assessment.
    Until(FactId, i64),
}

enum Measure {
    /// Days from the date to one that is so many days before the assessment.
    Days(i64),
    Years,
    /// Days from the date so many months later.
    Past(u32, usize),
}

impl Evaluation<'_> {
    /// What the rules for which `watch` holds ask about each fact.
    pub fn asked(&self, watch: impl Fn(&Rule) -> bool) -> Vec<Asked> {
        let scope = Scope::of(self.release, self.profile, self.facts);
        let mut walk = Walk {
            scope: &scope,
            asked: vec![Asked::default(); self.release.catalogue().facts().len()],
            seen: vec![false; self.release.definitions().len()],
        };
        for rule in self.release.rules().iter().filter(|rule| watch(rule)) {
            walk.condition(&rule.when);
        }
        for asked in &mut walk.asked {
            asked.cuts.sort_unstable();
            asked.cuts.dedup_by_key(|cut| cut.from);
        }
        walk.asked
    }
}

struct Walk<'w, 's> {
    scope: &'w Scope<'s>,
    asked: Vec<Asked>,
    seen: Vec<bool>,
}

impl Walk<'_, '_> {
    fn reads(&mut self, fact: FactId) -> Option<&mut Asked> {
        let asked = self.asked.get_mut(fact.index())?;
        asked.read = true;
        Some(asked)
    }

    fn definition(&mut self, at: usize) {
        match self.seen.get_mut(at) {
            Some(seen) if !*seen => *seen = true,
            _ => return,
        }
        match self.scope.release.definitions().get(at).map(|d| &d.is) {
            Some(Expr::Condition(condition)) => self.condition(condition),
            Some(Expr::Number(number)) => self.number(number),
            Some(Expr::Date(date)) => self.date(date),
            None => {}
        }
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Always(_) => {}
            Condition::Fact(fact) | Condition::OneOf(fact, _) => {
                self.reads(*fact);
            }
            Condition::Has(fact, place) => {
                if let Some(asked) = self.reads(*fact) {
                    asked.words |= 1 << place;
                }
            }
            Condition::Definition(definition) => self.definition(definition.0),
            Condition::Not(inner) => self.condition(inner),
            Condition::All(members) | Condition::Any(members) | Condition::AtLeast(_, members) => {
                members.iter().for_each(|member| self.condition(member));
            }
            Condition::Compare(comparison, left, right) => {
                self.number(left);
                self.number(right);
                let (left, right) = (self.ends(left), self.ends(right));
                for left in &left {
                    for right in &right {
                        self.cut(*comparison, left, right);
                    }
                }
            }
            Condition::If(test, yes, no) => {
                [test, yes, no]
                    .into_iter()
                    .for_each(|part| self.condition(part));
            }
        }
    }

    fn number(&mut self, number: &NumberExpr) {
        match number {
            NumberExpr::Fact(fact) => {
                self.reads(*fact);
            }
            NumberExpr::Value(_) => {}
            NumberExpr::Definition(definition) => self.definition(definition.0),
            NumberExpr::Days(from, to) | NumberExpr::Years(from, to) => {
                self.date(from);
                self.date(to);
            }
            NumberExpr::DaysPast(from, _) => self.date(from),
            NumberExpr::If(test, yes, no) => {
                self.condition(test);
                self.number(yes);
                self.number(no);
            }
        }
    }

    fn date(&mut self, date: &DateExpr) {
        match date {
            DateExpr::AsOf => {}
            DateExpr::Fact(fact) => {
                self.reads(*fact);
            }
            DateExpr::Definition(definition) => self.definition(definition.0),
            DateExpr::If(test, yes, no) => {
                self.condition(test);
                self.date(yes);
                self.date(no);
            }
        }
    }

    /// The ends a side of a comparison can have, through definitions and both sides of `? :`.
    fn ends(&self, number: &NumberExpr) -> Vec<End> {
        match number {
            NumberExpr::Value(value) => {
                vec![End::At(self.scope.value(value.0), Some(value.0))]
            }
            NumberExpr::Fact(fact) => {
                let given = match self.scope.facts.get(*fact) {
                    Answer::Known(FactValue::Number(number)) => {
                        Some(End::At(number.thousandths(), None))
                    }
                    _ => None,
                };
                given.into_iter().chain([End::Number(*fact)]).collect()
            }
            NumberExpr::Definition(definition) => {
                match self
                    .scope
                    .release
                    .definitions()
                    .get(definition.0)
                    .map(|d| &d.is)
                {
                    Some(Expr::Number(inner)) => self.ends(inner),
                    _ => Vec::new(),
                }
            }
            NumberExpr::Days(from, to) => {
                let mut ends = Vec::new();
                for days in self.ago(to) {
                    let since = self.dates(from).into_iter();
                    ends.extend(since.map(|fact| End::Since(fact, Measure::Days(days))));
                }
                for days in self.ago(from) {
                    let until = self.dates(to).into_iter();
                    ends.extend(until.map(|fact| End::Until(fact, days)));
                }
                ends
            }
            NumberExpr::Years(from, _) => {
                let since = self.dates(from).into_iter();
                since.map(|fact| End::Since(fact, Measure::Years)).collect()
            }
            NumberExpr::DaysPast(from, months) => {
                let whole = self.scope.value(months.0) / Number::SCALE;
                let whole = u32::try_from(whole).unwrap_or_default();
                let since = self.dates(from).into_iter();
                since
                    .map(|fact| End::Since(fact, Measure::Past(whole, months.0)))
                    .collect()
            }
            NumberExpr::If(_, yes, no) => {
                let mut ends = self.ends(yes);
                ends.extend(self.ends(no));
                ends
            }
        }
    }

    fn dates(&self, date: &DateExpr) -> Vec<FactId> {
        match date {
            DateExpr::AsOf => Vec::new(),
            DateExpr::Fact(fact) => vec![*fact],
            DateExpr::Definition(definition) => {
                match self
                    .scope
                    .release
                    .definitions()
                    .get(definition.0)
                    .map(|d| &d.is)
                {
                    Some(Expr::Date(inner)) => self.dates(inner),
                    _ => Vec::new(),
                }
            }
            DateExpr::If(_, yes, no) => {
                let mut dates = self.dates(yes);
                dates.extend(self.dates(no));
                dates
            }
        }
    }

    /// How many days before the assessment a date is: its first and its last possible day.
    fn ago(&self, date: &DateExpr) -> Vec<i64> {
        match self.scope.span(date) {
            Span::Within { days, .. } => {
                let as_of = self.scope.facts.as_of();
                let mut ago = vec![
                    days_between(days.latest, as_of),
                    days_between(days.earliest, as_of),
                ];
                ago.dedup();
                ago
            }
            Span::Open(_) => Vec::new(),
        }
    }

    fn cut(&mut self, comparison: Comparison, left: &End, right: &End) {
        // With the threshold on the right, `<` parts below it from at it, `<=` at it from above.
        let (fact, at, value, at_it, past_it) = match (left, right) {
            (End::At(..), End::At(..)) => return,
            (fact, End::At(at, value)) => (
                fact,
                *at,
                *value,
                comparison != Comparison::LessOrEqual,
                comparison != Comparison::Less,
            ),
            (End::At(at, value), fact) => (
                fact,
                *at,
                *value,
                comparison != Comparison::Less,
                comparison != Comparison::LessOrEqual,
            ),
            _ => return,
        };
        let least = [at_it.then_some(at), past_it.then_some(at + 1)];
        for least in least.into_iter().flatten() {
            self.place(fact, least, at, value);
        }
    }

    /// A cut below the least of what is measured that is `least` thousandths or more.
    fn place(&mut self, end: &End, least: i64, threshold: i64, value: Option<usize>) {
        let as_of = self.scope.facts.as_of();
        let whole =
            least.div_euclid(Number::SCALE) + i64::from(least.rem_euclid(Number::SCALE) > 0);
        let before = |years_or_months: u32, day: chrono::NaiveDate| {
            day.checked_sub_months(Months::new(years_or_months))
        };
        let (fact, from, value, threshold) = match end {
            End::At(..) => return,
            End::Number(fact) => (*fact, Some(least), value, threshold),
            End::Since(fact, Measure::Days(to)) => (*fact, Some(whole + to), value, threshold),
            End::Until(fact, from) => (*fact, Some(from - whole + 1), value, threshold),
            End::Since(fact, Measure::Years) => {
                let months = u32::try_from(whole.saturating_mul(12)).ok();
                let day = months.and_then(|months| before(months, as_of));
                (
                    *fact,
                    day.map(|day| days_between(day, as_of)),
                    value,
                    threshold,
                )
            }
            End::Since(fact, Measure::Past(months, named)) => {
                let day = u64::try_from(whole)
                    .ok()
                    .and_then(|days| as_of.checked_sub_days(DayCount::new(days)));
                let last = day.and_then(|day| last_before(day, *months));
                let threshold = i64::from(*months) * Number::SCALE;
                (
                    *fact,
                    last.map(|day| days_between(day, as_of)),
                    Some(*named),
                    threshold,
                )
            }
        };
        if let (Some(from), Some(asked)) = (from, self.asked.get_mut(fact.index())) {
            asked.cuts.push(Cut {
                from,
                value,
                threshold,
            });
        }
    }
}

/// The last day that is `day` or before it so many months later.
fn last_before(day: chrono::NaiveDate, months: u32) -> Option<chrono::NaiveDate> {
    let later = |from: chrono::NaiveDate| from.checked_add_months(Months::new(months));
    let mut last = day.checked_sub_months(Months::new(months))?;
    while let Some(next) = last.succ_opt() {
        if later(next).is_none_or(|later| later > day) {
            break;
        }
        last = next;
    }
    Some(last)
}
