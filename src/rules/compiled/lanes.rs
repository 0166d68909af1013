//! One patient under up to 64 changes of answers at once. Each change is a lane: a bit of every
//! word. A condition is looked at once for all of them, and a number or a date only in the lanes
//! in which it is another one.

use chrono::NaiveDate;

use super::super::expr::Comparison;
use super::graph::{DateNode, Literal, Node, NumberNode, Part};
use super::range::{Known, Range, compare, compute, compute_date};
use super::run::{Evaluated, words};
use crate::facts::{Changed, Days, FactId, FactValue};
use crate::model::Answer;

/// How many changes are looked at together.
pub(in crate::rules) const LANES: usize = 64;

/// The lanes in which a condition holds, and those in which it does not. Unknown is neither.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::rules) struct Rails {
    pub yes: u64,
    pub no: u64,
}

impl Rails {
    /// The same in every lane.
    fn all(truth: Option<bool>) -> Rails {
        let mut rails = Rails::default();
        rails.put(u64::MAX, truth);
        rails
    }

    fn put(&mut self, lanes: u64, truth: Option<bool>) {
        self.yes &= !lanes;
        self.no &= !lanes;
        match truth {
            Some(true) => self.yes |= lanes,
            Some(false) => self.no |= lanes,
            None => {}
        }
    }

    fn at(self, lane: u32) -> Option<bool> {
        match (self.yes >> lane & 1, self.no >> lane & 1) {
            (0, 0) => None,
            (yes, _) => Some(yes == 1),
        }
    }

    /// The lanes in which it is something else.
    fn unlike(self, truth: Option<bool>) -> u64 {
        let usual = Rails::all(truth);
        (self.yes ^ usual.yes) | (self.no ^ usual.no)
    }
}

/// The value of a number or a date: as it is without a change, and in the lanes that differ.
#[derive(Debug, Clone)]
struct Spread<T> {
    usual: T,
    apart: u64,
    /// In the order of the lanes.
    others: Vec<T>,
}

impl<T: Copy> Spread<T> {
    fn usual(usual: T) -> Self {
        Spread {
            usual,
            apart: 0,
            others: Vec::new(),
        }
    }

    fn at(&self, lane: u32) -> T {
        if self.apart >> lane & 1 == 0 {
            return self.usual;
        }
        let before = self.apart & ((1 << lane) - 1);
        let place = before.count_ones() as usize;
        self.others.get(place).copied().unwrap_or(self.usual)
    }
}

/// The lanes of a word, the first one first.
fn lanes(of: u64) -> impl Iterator<Item = u32> {
    (0..LANES as u32).filter(move |lane| of >> lane & 1 == 1)
}

/// What a program makes of a patient in every lane.
pub(in crate::rules) struct Lanes<'a> {
    base: &'a Evaluated<'a>,
    /// What facts are changed to, by fact: the lane, and the answer there.
    changed: Vec<Vec<(u32, Answer<FactValue>)>>,
    conditions: Vec<Rails>,
    numbers: Vec<Spread<Range>>,
    dates: Vec<Spread<Option<Days>>>,
}

impl<'a> Lanes<'a> {
    /// A lane for each of the first [`LANES`] changes.
    pub fn of(base: &'a Evaluated<'a>, changes: &[Vec<Changed>]) -> Lanes<'a> {
        let graph = &base.program.graph;
        let mut changed: Vec<Vec<(u32, Answer<FactValue>)>> = Vec::new();
        for (lane, changes) in (0..LANES as u32).zip(changes) {
            for (fact, answer) in changes {
                if changed.len() <= fact.index() {
                    changed.resize(fact.index() + 1, Vec::new());
                }
                if let Some(answers) = changed.get_mut(fact.index()) {
                    answers.push((lane, answer.clone()));
                }
            }
        }
        let mut lanes = Lanes {
            base,
            changed,
            conditions: vec![Rails::default(); graph.conditions.items.len()],
            numbers: vec![Spread::usual(None); graph.numbers.items.len()],
            dates: vec![Spread::usual(None); graph.dates.items.len()],
        };
        for part in &graph.order {
            lanes.look(*part);
        }
        lanes
    }

    /// The lanes in which the condition at that root holds, and those in which it does not.
    pub fn root(&self, root: usize) -> Rails {
        let root = self.base.program.roots.get(root);
        root.map_or(Rails::default(), |root| self.rails(root.holds))
    }

    /// The lanes in which a fact is not known.
    pub fn open(&self, fact: FactId) -> u64 {
        let usual = if self.base.is_open(fact) { u64::MAX } else { 0 };
        self.answers(fact).iter().fold(usual, |open, change| {
            let (lane, answer) = change;
            let bit = 1 << lane;
            if answer.known().is_none() {
                open | bit
            } else {
                open & !bit
            }
        })
    }

    fn answers(&self, fact: FactId) -> &[(u32, Answer<FactValue>)] {
        self.changed.get(fact.index()).map_or(&[], Vec::as_slice)
    }

    fn look(&mut self, part: Part) {
        let graph = &self.base.program.graph;
        match part {
            Part::Condition(at) => {
                if let Some(node) = graph.conditions.items.get(at) {
                    let rails = self.condition(at, node);
                    if let Some(place) = self.conditions.get_mut(at) {
                        *place = rails;
                    }
                }
            }
            Part::Number(at) => {
                if let Some(node) = graph.numbers.items.get(at) {
                    let number = self.number_of(at, node);
                    if let Some(place) = self.numbers.get_mut(at) {
                        *place = number;
                    }
                }
            }
            Part::Date(at) => {
                if let Some(node) = graph.dates.items.get(at) {
                    let date = self.date_of(at, node);
                    if let Some(place) = self.dates.get_mut(at) {
                        *place = date;
                    }
                }
            }
        }
    }

    fn rails(&self, literal: Literal) -> Rails {
        let Rails { yes, no } = self
            .conditions
            .get(literal.node)
            .copied()
            .unwrap_or_default();
        if literal.negated {
            Rails { yes: no, no: yes }
        } else {
            Rails { yes, no }
        }
    }

    fn condition(&self, at: usize, node: &Node) -> Rails {
        match node {
            Node::Always => Rails::all(Some(true)),
            Node::Open => Rails::all(None),
            Node::Word(fact, place) => {
                let mut rails = Rails::all(self.base.truth(Literal::of(at)));
                for (lane, answer) in self.answers(*fact) {
                    let truth = words(answer).map(|words| words >> place & 1 == 1);
                    rails.put(1 << lane, truth);
                }
                rails
            }
            Node::Below(number, limit) => {
                let mut rails = Rails::all(self.base.truth(Literal::of(at)));
                let limit = Some((*limit, *limit));
                for lane in lanes(self.apart(*number)) {
                    let truth = compare(Comparison::Less, self.number_in(*number, lane), limit);
                    rails.put(1 << lane, truth);
                }
                rails
            }
            Node::Compare(comparison, left, right) => {
                let mut rails = Rails::all(self.base.truth(Literal::of(at)));
                for lane in lanes(self.apart(*left) | self.apart(*right)) {
                    let [left, right] = [left, right].map(|at| self.number_in(*at, lane));
                    rails.put(1 << lane, compare(*comparison, left, right));
                }
                rails
            }
            // SPEC 5.2.
            Node::All(members) => {
                let mut all = Rails::all(Some(true));
                for member in members {
                    let member = self.rails(*member);
                    all.yes &= member.yes;
                    all.no |= member.no;
                }
                all
            }
            Node::AtLeast(least, members) => self.at_least(*least, members),
            Node::If(test, yes, no) => {
                let [test, yes, no] = [test, yes, no].map(|part| self.rails(*part));
                let open = !(test.yes | test.no);
                Rails {
                    yes: (test.yes & yes.yes) | (test.no & no.yes) | (open & yes.yes & no.yes),
                    no: (test.yes & yes.no) | (test.no & no.no) | (open & yes.no & no.no),
                }
            }
        }
    }

    /// SPEC 5.5: the lanes with so many members that hold, and those where too few could.
    fn at_least(&self, least: i64, members: &[Literal]) -> Rails {
        let Ok(least) = usize::try_from(least.max(0)) else {
            return Rails::all(Some(false));
        };
        if least > members.len() {
            return Rails::all(Some(false));
        }
        // By place: the lanes in which at least that many were seen so far.
        let (mut hold, mut could) = (vec![0; least + 1], vec![0; least + 1]);
        (hold[0], could[0]) = (u64::MAX, u64::MAX);
        for member in members {
            let member = self.rails(*member);
            for count in (0..least).rev() {
                hold[count + 1] |= hold[count] & member.yes;
                could[count + 1] |= could[count] & !member.no;
            }
        }
        Rails {
            yes: hold[least],
            no: !could[least],
        }
    }

    fn apart(&self, number: usize) -> u64 {
        self.numbers.get(number).map_or(0, |number| number.apart)
    }

    fn number_in(&self, number: usize, lane: u32) -> Range {
        self.numbers.get(number)?.at(lane)
    }

    fn date_apart(&self, date: usize) -> u64 {
        self.dates.get(date).map_or(0, |date| date.apart)
    }

    /// The lanes in which a test is not what it is without a change.
    fn turned(&self, test: Literal) -> u64 {
        self.rails(test).unlike(self.base.truth(test))
    }

    fn number_of(&self, at: usize, node: &NumberNode) -> Spread<Range> {
        if let NumberNode::Fact(fact) = node {
            let range = |answer: &Answer<FactValue>| match answer {
                Answer::Known(FactValue::Number(number)) => {
                    Some((number.thousandths(), number.thousandths()))
                }
                _ => None,
            };
            return self.answered(*fact, self.base.number(at), range);
        }
        let apart = match node {
            NumberNode::Exact(_) | NumberNode::Open | NumberNode::Fact(_) => 0,
            NumberNode::Days(from, to) | NumberNode::Years(from, to) => {
                self.date_apart(*from) | self.date_apart(*to)
            }
            NumberNode::DaysPast(from, _) => self.date_apart(*from),
            NumberNode::If(test, yes, no) => {
                self.turned(*test) | self.apart(*yes) | self.apart(*no)
            }
        };
        let others = lanes(apart).map(|lane| compute(node, &Lane { lanes: self, lane }));
        Spread {
            usual: self.base.number(at),
            apart,
            others: others.collect(),
        }
    }

    fn date_of(&self, at: usize, node: &DateNode) -> Spread<Option<Days>> {
        if let DateNode::Fact(fact) = node {
            let days = |answer: &Answer<FactValue>| match answer {
                Answer::Known(FactValue::Date(days)) => Some(*days),
                _ => None,
            };
            return self.answered(*fact, self.base.date(at), days);
        }
        let apart = match node {
            DateNode::AsOf | DateNode::Day(_) | DateNode::Open | DateNode::Fact(_) => 0,
            DateNode::If(test, yes, no) => {
                self.turned(*test) | self.date_apart(*yes) | self.date_apart(*no)
            }
        };
        let others = lanes(apart).map(|lane| compute_date(node, &Lane { lanes: self, lane }));
        Spread {
            usual: self.base.date(at),
            apart,
            others: others.collect(),
        }
    }

    /// A fact as it is, and as it is changed to.
    fn answered<T: Copy>(
        &self,
        fact: FactId,
        usual: T,
        read: impl Fn(&Answer<FactValue>) -> T,
    ) -> Spread<T> {
        let mut spread = Spread::usual(usual);
        for (lane, answer) in self.answers(fact) {
            spread.apart |= 1 << lane;
            spread.others.push(read(answer));
        }
        spread
    }
}

/// One lane of many, as numbers and dates read it.
struct Lane<'l, 'a> {
    lanes: &'l Lanes<'a>,
    lane: u32,
}

impl Known for Lane<'_, '_> {
    fn as_of(&self) -> NaiveDate {
        self.lanes.base.as_of()
    }

    fn truth(&self, literal: Literal) -> Option<bool> {
        self.lanes.rails(literal).at(self.lane)
    }

    fn number(&self, at: usize) -> Range {
        self.lanes.number_in(at, self.lane)
    }

    fn date(&self, at: usize) -> Option<Days> {
        self.lanes.dates.get(at)?.at(self.lane)
    }
}
