//! Conditions in three values (SPEC 3 and 5), straight from the parsed text.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use cel::IdedExpr;
use cel::common::ast::{CallExpr, Expr, LiteralValue};
use chrono::{Datelike, Months, NaiveDate};
use serde_json::Value as Json;

use super::release::{Release, thousandths};

/// The facts that a result waits for: open ones, and dates that are too coarse.
pub type Waits<'a> = BTreeSet<&'a str>;

#[derive(Debug, Clone)]
pub enum Truth<'a> {
    Yes,
    No,
    Unknown(Waits<'a>),
}

/// A number in thousandths, or a day: from its least to its greatest value, or nothing known.
#[derive(Debug, Clone)]
struct Span<'a, T> {
    ends: Option<(T, T)>,
    waits: Waits<'a>,
}

impl<T: Copy + Ord> Span<'_, T> {
    fn exact(value: T) -> Self {
        Span {
            ends: Some((value, value)),
            waits: Waits::new(),
        }
    }

    /// What is one value waits for nothing (SPEC 5.6, last sentence).
    fn settled(mut self) -> Self {
        if self.ends.is_some_and(|(least, greatest)| least == greatest) {
            self.waits.clear();
        }
        self
    }
}

enum Fact {
    Open,
    /// Yes, no, a word, or a number in decimals.
    Word(String),
    Words(Vec<String>),
    Days(NaiveDate, NaiveDate),
}

/// The facts of one patient, from the document that is stored of them.
pub struct Facts {
    pub as_of: NaiveDate,
    answers: HashMap<String, Fact>,
}

impl Facts {
    pub fn read(document: &Json) -> Facts {
        let day = |value: &Json| value.as_str().unwrap().parse::<NaiveDate>().unwrap();
        let fact = |value: &Json| match value {
            Json::String(word) if word == "unknown" || word == "not_asked" => Fact::Open,
            Json::String(word) => Fact::Word(word.clone()),
            Json::Array(words) => Fact::Words(
                words
                    .iter()
                    .map(|word| word.as_str().unwrap().to_owned())
                    .collect(),
            ),
            Json::Object(days) => Fact::Days(day(&days["earliest"]), day(&days["latest"])),
            other => panic!("{other} is no fact"),
        };
        Facts {
            as_of: day(&document["as_of"]),
            answers: document["facts"]
                .as_object()
                .unwrap()
                .iter()
                .map(|(name, value)| (name.clone(), fact(value)))
                .collect(),
        }
    }

    /// SPEC 2.1: unknown and not asked are both open.
    pub fn is_open(&self, name: &str) -> bool {
        matches!(self.answers.get(name), None | Some(Fact::Open))
    }
}

/// Negation, conjunction and the rest of SPEC 5.2.
impl<'a> Truth<'a> {
    fn of(holds: bool) -> Self {
        if holds { Truth::Yes } else { Truth::No }
    }

    fn not(self) -> Self {
        match self {
            Truth::Yes => Truth::No,
            Truth::No => Truth::Yes,
            unknown => unknown,
        }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Truth::No, _) | (_, Truth::No) => Truth::No,
            (Truth::Yes, known) | (known, Truth::Yes) => known,
            (Truth::Unknown(one), Truth::Unknown(other)) => Truth::Unknown(&one | &other),
        }
    }

    fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    fn waits(self) -> Waits<'a> {
        match self {
            Truth::Unknown(waits) => waits,
            Truth::Yes | Truth::No => Waits::new(),
        }
    }
}

/// One patient under one profile.
pub struct Evaluator<'a> {
    release: &'a Release,
    facts: &'a Facts,
    values: HashMap<&'a str, i64>,
    truths: RefCell<HashMap<&'a str, Truth<'a>>>,
    numbers: RefCell<HashMap<&'a str, Span<'a, i64>>>,
}

impl<'a> Evaluator<'a> {
    pub fn new(release: &'a Release, facts: &'a Facts, profile: &str) -> Self {
        Evaluator {
            release,
            facts,
            values: release.values(profile, facts.as_of),
            truths: RefCell::default(),
            numbers: RefCell::default(),
        }
    }

    pub fn condition(&self, rule: &str) -> Truth<'a> {
        self.truth(self.release.conditions[rule].expression())
    }

    /// What a definition is, whatever it says.
    pub fn suppose(&self, definition: &'a str, truth: Truth<'a>) {
        self.truths.borrow_mut().insert(definition, truth);
    }

    /// What the text of a definition says, which is a condition.
    pub fn defined(&self, name: &str) -> Truth<'a> {
        self.truth(self.release.definitions[name].expression())
    }

    /// A value in whole units.
    pub fn whole(&self, value: &str) -> i64 {
        self.values[value] / 1000
    }

    fn definition(&self, name: &str) -> Option<&'a IdedExpr> {
        let program = self.release.definitions.get(name);
        program.map(|program| program.expression())
    }

    /// A fact by name, its name with it. A definition may be another name of one.
    fn fact(&self, expression: &'a IdedExpr) -> (&'a str, &'a Fact) {
        let Expr::Ident(name) = &expression.expr else {
            panic!("a fact stands where {expression:?} does")
        };
        match self.facts.answers.get_key_value(name) {
            Some((name, fact)) => (name, fact),
            None => self.fact(self.definition(name).unwrap()),
        }
    }

    fn truth(&self, expression: &'a IdedExpr) -> Truth<'a> {
        match &expression.expr {
            Expr::Literal(LiteralValue::Boolean(holds)) => Truth::of(*holds.inner()),
            Expr::Ident(name) => self.named_truth(name, expression),
            Expr::Call(call) => self.call(call),
            other => panic!("SPEC 3.1 has no {other:?}"),
        }
    }

    fn named_truth(&self, name: &'a str, expression: &'a IdedExpr) -> Truth<'a> {
        if let Some(defined) = self.definition(name) {
            if let Some(truth) = self.truths.borrow().get(name) {
                return truth.clone();
            }
            let truth = self.truth(defined);
            self.truths.borrow_mut().insert(name, truth.clone());
            return truth;
        }
        match self.fact(expression) {
            (name, Fact::Open) => Truth::Unknown(Waits::from([name])),
            (_, Fact::Word(word)) if word == "yes" => Truth::Yes,
            (_, Fact::Word(word)) if word == "no" => Truth::No,
            _ => panic!("`{name}` is not yes or no"),
        }
    }

    fn call(&self, call: &'a CallExpr) -> Truth<'a> {
        let arguments = call.args.as_slice();
        match (call.func_name.as_str(), arguments) {
            ("!_", [inner]) => self.truth(inner).not(),
            ("_&&_", [one, other]) => match self.truth(one) {
                Truth::No => Truth::No,
                truth => truth.and(self.truth(other)),
            },
            ("_||_", [one, other]) => match self.truth(one) {
                Truth::Yes => Truth::Yes,
                truth => truth.or(self.truth(other)),
            },
            ("_?_:_", [condition, yes, no]) => match self.truth(condition) {
                Truth::Yes => self.truth(yes),
                Truth::No => self.truth(no),
                Truth::Unknown(waits) => match (self.truth(yes), self.truth(no)) {
                    (Truth::Yes, Truth::Yes) => Truth::Yes,
                    (Truth::No, Truth::No) => Truth::No,
                    (one, other) => Truth::Unknown(&waits | &(&one.waits() | &other.waits())),
                },
            },
            ("@in", [item, list]) => self.is_in(item, list),
            ("_==_", [one, other]) => self.equals(one, other),
            ("_!=_", [one, other]) => self.equals(one, other).not(),
            ("_<_", [one, other]) => less(self.number(one), self.number(other)),
            ("_>_", [one, other]) => less(self.number(other), self.number(one)),
            ("_>=_", [one, other]) => less(self.number(one), self.number(other)).not(),
            ("_<=_", [one, other]) => less(self.number(other), self.number(one)).not(),
            ("at_least", [least, list]) => self.at_least(least, list),
            (name, _) => panic!("SPEC 3 has no `{name}`"),
        }
    }

    fn at_least(&self, least: &'a IdedExpr, list: &'a IdedExpr) -> Truth<'a> {
        let Expr::List(list) = &list.expr else {
            panic!("`at_least` takes a list")
        };
        let (least, _) = self.number(least).ends.unwrap();
        let (mut yes, mut open, mut waits) = (0, 0, Waits::new());
        for member in &list.elements {
            match self.truth(member) {
                Truth::Yes => yes += 1000,
                Truth::No => {}
                Truth::Unknown(more) => {
                    open += 1000;
                    waits.extend(more);
                }
            }
        }
        if yes >= least {
            Truth::Yes
        } else if yes + open < least {
            Truth::No
        } else {
            Truth::Unknown(waits)
        }
    }

    fn is_in(&self, item: &'a IdedExpr, list: &'a IdedExpr) -> Truth<'a> {
        let (fact, literals) = match (&item.expr, &list.expr) {
            (_, Expr::List(words)) => (item, words.elements.iter().map(literal).collect()),
            _ => (list, vec![literal(item)]),
        };
        match self.fact(fact) {
            (name, Fact::Open) => Truth::Unknown(Waits::from([name])),
            (_, Fact::Word(word)) => Truth::of(literals.contains(&Some(word.as_str()))),
            (_, Fact::Words(words)) => Truth::of(
                literals
                    .iter()
                    .any(|literal| words.iter().any(|word| Some(word.as_str()) == *literal)),
            ),
            (name, Fact::Days(..)) => panic!("`{name}` is a date"),
        }
    }

    fn equals(&self, one: &'a IdedExpr, other: &'a IdedExpr) -> Truth<'a> {
        let (fact, word) = match (literal(one), literal(other)) {
            (None, Some(word)) => (one, word),
            (Some(word), None) => (other, word),
            _ => return equal(self.number(one), self.number(other)),
        };
        match self.fact(fact) {
            (name, Fact::Open) => Truth::Unknown(Waits::from([name])),
            (_, Fact::Word(is)) => Truth::of(is == word),
            (name, _) => panic!("`{name}` is no choice"),
        }
    }

    fn number(&self, expression: &'a IdedExpr) -> Span<'a, i64> {
        match &expression.expr {
            Expr::Ident(name) => self.named_number(name, expression),
            Expr::Call(call) => match (call.func_name.as_str(), call.args.as_slice()) {
                ("_?_:_", [condition, yes, no]) => choose(
                    self.truth(condition),
                    || self.number(yes),
                    || self.number(no),
                ),
                ("days_since", [from]) => ago(self.days(from), |from| days(from, self.facts.as_of)),
                ("days_between", [from, to]) => {
                    let (from, to) = (self.days(from), self.days(to));
                    Span {
                        ends: from
                            .ends
                            .zip(to.ends)
                            .map(|(from, to)| (days(from.1, to.0), days(from.0, to.1))),
                        waits: &from.waits | &to.waits,
                    }
                    .settled()
                }
                ("days_past", [from, months]) => {
                    let months = self.number(months).ends.unwrap().0 / 1000;
                    let months = Months::new(u32::try_from(months).unwrap());
                    ago(self.days(from), |from| {
                        days(from.checked_add_months(months).unwrap(), self.facts.as_of)
                    })
                }
                ("years_since", [from]) => {
                    ago(self.days(from), |from| years(from, self.facts.as_of))
                }
                (name, _) => panic!("SPEC 3.6 has no `{name}`"),
            },
            other => panic!("SPEC 3.1 has no {other:?} where a number stands"),
        }
    }

    fn named_number(&self, name: &'a str, expression: &'a IdedExpr) -> Span<'a, i64> {
        if let Some(value) = self.values.get(name) {
            return Span::exact(*value);
        }
        if let Some(defined) = self.definition(name) {
            if let Some(number) = self.numbers.borrow().get(name) {
                return number.clone();
            }
            let number = self.number(defined);
            self.numbers.borrow_mut().insert(name, number.clone());
            return number;
        }
        match self.fact(expression) {
            (name, Fact::Open) => open(name),
            (_, Fact::Word(number)) => Span::exact(thousandths(number.parse().unwrap())),
            (name, _) => panic!("`{name}` is no number"),
        }
    }

    fn days(&self, expression: &'a IdedExpr) -> Span<'a, NaiveDate> {
        match &expression.expr {
            Expr::Ident(name) => match self.definition(name) {
                Some(defined) => self.days(defined),
                None => match self.fact(expression) {
                    (name, Fact::Open) => open(name),
                    (name, Fact::Days(earliest, latest)) => Span {
                        ends: Some((*earliest, *latest)),
                        waits: Waits::from([name]),
                    }
                    .settled(),
                    (name, _) => panic!("`{name}` is no date"),
                },
            },
            Expr::Call(call) => match (call.func_name.as_str(), call.args.as_slice()) {
                ("_?_:_", [condition, yes, no]) => {
                    choose(self.truth(condition), || self.days(yes), || self.days(no))
                }
                (name, _) => panic!("SPEC 3 has no date of `{name}`"),
            },
            other => panic!("SPEC 3.1 has no {other:?} where a date stands"),
        }
    }
}

fn literal(expression: &IdedExpr) -> Option<&str> {
    match &expression.expr {
        Expr::Literal(LiteralValue::String(text)) => Some(text.inner()),
        _ => None,
    }
}

fn open<T>(name: &str) -> Span<'_, T> {
    Span {
        ends: None,
        waits: Waits::from([name]),
    }
}

/// SPEC 5.3 for `<`: for every pair, for none, else unknown.
fn less<'a>(one: Span<'a, i64>, other: Span<'a, i64>) -> Truth<'a> {
    match (one.ends, other.ends) {
        (Some((_, greatest)), Some((least, _))) if greatest < least => Truth::Yes,
        (Some((least, _)), Some((_, greatest))) if least >= greatest => Truth::No,
        _ => Truth::Unknown(&one.waits | &other.waits),
    }
}

/// SPEC 5.3 for `==`.
fn equal<'a>(one: Span<'a, i64>, other: Span<'a, i64>) -> Truth<'a> {
    match (one.ends, other.ends) {
        (Some(one), Some(other)) if one.1 < other.0 || other.1 < one.0 => Truth::No,
        (Some(one), Some(other)) if one.0 == one.1 && one == other => Truth::Yes,
        _ => Truth::Unknown(&one.waits | &other.waits),
    }
}

/// SPEC 5.4 for numbers and dates.
fn choose<'a, T: Copy + Ord>(
    condition: Truth<'a>,
    yes: impl Fn() -> Span<'a, T>,
    no: impl Fn() -> Span<'a, T>,
) -> Span<'a, T> {
    let waits = match condition {
        Truth::Yes => return yes(),
        Truth::No => return no(),
        Truth::Unknown(waits) => waits,
    };
    let (one, other) = (yes(), no());
    let both = one.ends.zip(other.ends);
    Span {
        ends: both.map(|(one, other)| (one.0.min(other.0), one.1.max(other.1))),
        waits: &waits | &(&one.waits | &other.waits),
    }
    .settled()
}

/// A number that is the smaller the later the day.
fn ago<'a>(days: Span<'a, NaiveDate>, of: impl Fn(NaiveDate) -> i64) -> Span<'a, i64> {
    Span {
        ends: days
            .ends
            .map(|(earliest, latest)| (of(latest), of(earliest))),
        waits: days.waits,
    }
    .settled()
}

fn days(from: NaiveDate, to: NaiveDate) -> i64 {
    1000 * (to - from).num_days()
}

fn years(from: NaiveDate, to: NaiveDate) -> i64 {
    let before = (to.month(), to.day()) < (from.month(), from.day());
    1000 * i64::from(to.year() - from.year() - i32::from(before))
}
