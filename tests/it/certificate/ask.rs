//! What must be asked of a release, from its files and `docs/proof.md` alone.

use std::collections::{BTreeMap, HashMap};

use cel::common::ast::{Expr, LiteralValue};
use cel::{IdedExpr, Program};
use chrono::NaiveDate;
use spinepath::intake::form::{FieldKind, Form};

use crate::reference::release::{Release, Rule, Rung, Then};

/// A statement about what rules make of a patient. A patient is looked at in several ways: as they
/// are, and with another answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Said {
    Fired(usize, usize),
    Unknown(usize, usize),
    /// The door accepts the form.
    Acceptable(usize),
    All(Vec<Said>),
    Any(Vec<Said>),
    Not(Box<Said>),
}

impl Said {
    /// Whether it is so, where one knows what is so.
    pub fn holds(&self, so: &impl Fn(&Said) -> bool) -> bool {
        match self {
            Said::All(all) => all.iter().all(|one| one.holds(so)),
            Said::Any(any) => any.iter().any(|one| one.holds(so)),
            Said::Not(not) => !not.holds(so),
            leaf => so(leaf),
        }
    }
}

fn not(said: Said) -> Said {
    Said::Not(Box::new(said))
}

/// The urgencies above the lowest, highest first.
pub const ABOVE: [Rung; 4] = [
    Rung::Emergency,
    Rung::SameDay,
    Rung::TwoWeeks,
    Rung::Routine,
];

/// A question: is there an acceptable patient for whom that is so?
#[derive(Debug)]
pub struct Question {
    pub property: &'static str,
    pub of: Vec<String>,
    pub is: Said,
    /// Questions of one group need no answer once one of them has a patient.
    pub group: usize,
}

/// One way to look at a patient, beside as they are: another answer to a question, and none to
/// those that show because of it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone)]
pub struct Turn {
    pub fact: String,
    pub to: String,
    pub open: Vec<String>,
}

/// A release under a profile.
pub struct Asked<'a> {
    pub release: &'a Release,
    profile: &'a str,
    form: &'a Form,
    then: Vec<Then>,
    /// Values in force.
    values: HashMap<&'a str, i64>,
}

impl<'a> Asked<'a> {
    pub fn of(
        release: &'a Release,
        (profile, as_of): (&'a str, NaiveDate),
        form: &'a Form,
    ) -> Self {
        let then = release.rules.iter().map(|rule| release.then(rule, profile));
        Asked {
            release,
            profile,
            form,
            then: then.collect(),
            values: release.values(profile, as_of),
        }
    }

    fn rules(&self) -> impl Iterator<Item = (usize, &'a Rule, &Then)> {
        let rules = self.release.rules.iter().zip(&self.then).enumerate();
        rules.map(|(at, (rule, then))| (at, rule, then))
    }

    /// SPEC 8.2.
    pub fn shown(&self, way: usize, least: Rung) -> Said {
        let mut any = Vec::new();
        for (at, rule, then) in self.rules() {
            let Some(urgency) = then.urgency else {
                continue;
            };
            if urgency >= least {
                any.push(Said::Fired(way, at));
            }
            if rule.if_unknown == "escalate" && urgency.min(self.release.pathway.hold) >= least {
                any.push(Said::Unknown(way, at));
            }
        }
        Said::Any(any)
    }

    /// SPEC 8.1.
    pub fn certain(&self, way: usize, least: Rung) -> Said {
        let certain = self.rules().filter(|(_, rule, then)| {
            rule.unanswered.is_none() && then.urgency.is_some_and(|urgency| urgency >= least)
        });
        Said::Any(certain.map(|(at, ..)| Said::Fired(way, at)).collect())
    }

    /// SPEC 8.3.
    pub fn could_become(&self, way: usize, least: Rung) -> Said {
        let mut any = vec![self.shown(way, least)];
        for (at, rule, then) in self.rules() {
            let counts = matches!(rule.if_unknown.as_str(), "ask" | "escalate");
            if counts && then.urgency.is_some_and(|urgency| urgency >= least) {
                any.push(Said::Unknown(way, at));
            }
        }
        Said::Any(any)
    }

    fn own_care(&self, destination: &str) -> bool {
        self.release.pathway.vocabulary.destinations[destination].own_care == "yes"
    }

    /// Whether somebody is asked to see a patient of that urgency, or a picture is made
    /// (SPEC 8.6, 8.7, 8.10, 8.12); not below two weeks, where pictures can be taken out.
    pub fn acts(&self, way: usize, urgency: Rung) -> Said {
        let mut any = Vec::new();
        let mut holds = Vec::new();
        for (at, rule, then) in self.rules() {
            let sends = (then.destinations.iter().flatten()).any(|id| !self.own_care(id));
            let heard = urgency < Rung::Emergency || then.urgency == Some(Rung::Emergency);
            if sends || (heard && then.imaging.iter().flatten().next().is_some()) {
                any.push(Said::Fired(way, at));
            }
            let held = then.urgency.map(|own| own.min(self.release.pathway.hold));
            let held_sends = match &self.release.pathway.hold_destination {
                Some(instead) => !self.own_care(instead),
                None => sends,
            };
            if rule.if_unknown == "escalate" && held >= Some(urgency) && held_sends {
                holds.push(Said::Unknown(way, at));
            }
        }
        let held = vec![not(self.certain(way, urgency)), Said::Any(holds)];
        any.push(Said::All(held));
        Said::Any(any)
    }

    /// Every question about patients and their turns, in any order.
    pub fn questions(&self, turns: &[Turn]) -> Vec<Question> {
        let mut questions = Questions::default();
        self.total(&mut questions);
        self.monotone(&mut questions, turns);
        for (at, rule, _) in self.rules() {
            let of = vec![rule.id.clone()];
            questions.alone("no_dead_rule", of, Said::Fired(0, at));
        }
        self.shadowed(&mut questions);
        questions.all
    }

    fn total(&self, questions: &mut Questions) {
        let mut above = Said::Any(Vec::new());
        for urgency in ABOVE {
            let shown = self.shown(0, urgency);
            let of = |part: &str| vec![part.to_owned(), urgency.word().to_owned()];
            let skips = Said::All(vec![above.clone(), not(shown.clone())]);
            questions.alone("total", of("one"), skips);
            if urgency >= Rung::TwoWeeks {
                let is = vec![
                    shown.clone(),
                    not(above.clone()),
                    not(self.acts(0, urgency)),
                ];
                questions.alone("total", of("acts"), Said::All(is));
                for (at, rule, then) in self.rules() {
                    let own = (then.destinations.iter().flatten()).any(|id| self.own_care(id));
                    if own && then.urgency == Some(urgency) {
                        let mut of = of("own_care");
                        of.push(rule.id.clone());
                        let is = vec![Said::Fired(0, at), not(above.clone())];
                        questions.alone("total", of, Said::All(is));
                    }
                }
            }
            above = shown;
        }
    }

    fn monotone(&self, questions: &mut Questions, turns: &[Turn]) {
        let way = |fact: &str, to: &str| {
            let at = turns
                .iter()
                .position(|turn| turn.fact == fact && turn.to == to);
            1 + at.unwrap()
        };
        for (fact, denied, there) in risks(self.form) {
            let mut pairs = vec![(denied, "not_asked")];
            pairs.extend(there.iter().map(|there| (denied, *there)));
            // What is there can be less than what was feared, but for a plain yes.
            if let [there] = there.as_slice() {
                pairs.push(("not_asked", there));
            }
            for (less, more) in pairs {
                let (one, other) = (way(fact, less), way(fact, more));
                questions.begin();
                for urgency in ABOVE {
                    let is = vec![
                        Said::Acceptable(one),
                        Said::Acceptable(other),
                        self.shown(one, urgency),
                        not(self.could_become(other, urgency)),
                    ];
                    let of = [fact, less, more, urgency.word()].map(str::to_owned);
                    questions.put("monotone", of.into(), Said::All(is));
                }
            }
        }
    }

    fn shadowed(&self, questions: &mut Questions) {
        let mut asked: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        for (at, _, then) in self.rules() {
            let lists: [(&str, &[String]); 7] = [
                ("destinations", then.destinations.as_deref().unwrap_or(&[])),
                ("imaging", then.imaging.as_deref().unwrap_or(&[])),
                ("labs", then.labs.as_deref().unwrap_or(&[])),
                ("evaluations", then.evaluations.as_deref().unwrap_or(&[])),
                ("plan", &then.plan),
                ("safety_net", &then.safety_net),
                ("findings", &then.findings),
            ];
            for (list, ids) in lists {
                for id in ids {
                    asked.entry((list, id)).or_default().push(at);
                }
            }
        }
        for (at, rule, then) in self.rules() {
            if rule.suppress.is_some() || rule.swap.is_some() {
                continue;
            }
            let by = asked.iter().filter(|(_, by)| by.contains(&at));
            let mut ways: Vec<((&str, &str), Vec<usize>)> =
                by.map(|(way, by)| (*way, by.clone())).collect();
            if let Some(urgency) = then.urgency.filter(|urgency| *urgency > Rung::Conservative) {
                let as_high = self
                    .rules()
                    .filter(|(.., then)| then.urgency >= Some(urgency));
                let as_high = as_high.map(|(at, ..)| at).collect();
                ways.push((("urgency", urgency.word()), as_high));
            }
            // SPEC 8.9: who sees the patient as soon, and who reviews them as soon.
            let days =
                |value: &Option<String>| value.as_ref().map(|name| self.values[name.as_str()]);
            let as_soon = |other: Option<i64>, own: i64| other.is_some_and(|other| other <= own);
            if let Some(own) = days(&then.due_in_days) {
                let others = self.rules().filter(|(.., other)| {
                    other.urgency > then.urgency
                        || other.urgency == then.urgency && as_soon(days(&other.due_in_days), own)
                });
                ways.push((("days", "due"), others.map(|(at, ..)| at).collect()));
            }
            if let Some(own) = days(&then.review_in_days) {
                let others =
                    (self.rules()).filter(|(.., other)| as_soon(days(&other.review_in_days), own));
                ways.push((("days", "review"), others.map(|(at, ..)| at).collect()));
            }
            questions.begin();
            for ((list, id), by) in ways {
                let others = by.into_iter().filter(|other| *other != at);
                let mut is = vec![Said::Fired(0, at)];
                is.extend(others.map(|other| not(Said::Fired(0, other))));
                let of = [&rule.id, list, id].map(str::to_owned);
                questions.put("no_shadowed_rule", of.into(), Said::All(is));
            }
        }
    }

    /// Every way to look at a patient that is needed.
    pub fn turns(&self) -> Vec<Turn> {
        let mut turns = Vec::new();
        for (fact, denied, there) in risks(self.form) {
            let shown = self.form.fields().iter().filter(|field| {
                let gate = field.show_when.as_ref();
                gate.is_some_and(|gate| gate.questions().contains(&fact))
            });
            let mut open: Vec<String> = shown.map(|field| field.name.clone()).collect();
            open.sort();
            for to in [denied, "not_asked"].into_iter().chain(there) {
                turns.push(Turn {
                    fact: fact.to_owned(),
                    to: to.to_owned(),
                    open: open.clone(),
                });
            }
        }
        turns.sort();
        turns
    }

    /// The questions about a patient with all answers, way 0, and with fewer, way 1.
    pub fn with_fewer(&self) -> Vec<Question> {
        let mut questions = Questions::default();
        for urgency in ABOVE {
            let of = |part: &str| vec![part.to_owned(), urgency.word().to_owned()];
            let more = vec![self.shown(0, urgency), not(self.could_become(1, urgency))];
            questions.alone("unknown_safe", of("could_become"), Said::All(more));
            let less = vec![self.certain(1, urgency), not(self.certain(0, urgency))];
            questions.alone("unknown_safe", of("certain"), Said::All(less));
        }
        questions.all
    }

    /// Every definition that is a condition, and every rule.
    pub fn conditions(&self) -> Vec<(&'static str, &'a str)> {
        let defined = &self.release.definitions;
        let is_condition = |program: &Program| condition(program.expression(), defined, self.form);
        let definitions = defined.iter().filter(|(_, program)| is_condition(program));
        let definitions = definitions.map(|(name, _)| ("definition", name.as_str()));
        let rules = self
            .release
            .rules
            .iter()
            .map(|rule| ("rule", rule.id.as_str()));
        let mut all: Vec<_> = definitions.chain(rules).collect();
        all.sort_unstable();
        all
    }

    pub fn profile(&self) -> &'a str {
        self.profile
    }
}

#[derive(Default)]
struct Questions {
    all: Vec<Question>,
    group: usize,
}

impl Questions {
    fn begin(&mut self) {
        self.group += 1;
    }

    fn put(&mut self, property: &'static str, of: Vec<String>, is: Said) {
        self.all.push(Question {
            property,
            of,
            is,
            group: self.group,
        });
    }

    fn alone(&mut self, property: &'static str, of: Vec<String>, is: Said) {
        self.begin();
        self.put(property, of, is);
    }
}

/// The safety questions that can be denied: each with what denies it and what affirms it.
fn risks(form: &Form) -> Vec<(&str, &str, Vec<&str>)> {
    let critical = form.fields().iter().filter(|field| field.critical);
    critical
        .filter_map(|field| match &field.kind {
            FieldKind::Bool => Some((field.name.as_str(), "no", vec!["yes"])),
            FieldKind::Choice(words) if words.iter().any(|word| word == "none") => {
                let there = words.iter().filter(|word| *word != "none");
                let there = there.map(String::as_str).collect();
                Some((field.name.as_str(), "none", there))
            }
            _ => None,
        })
        .collect()
}

/// Whether an expression is a condition, not a number, a date or another name of a choice or set.
fn condition(is: &IdedExpr, defined: &HashMap<String, Program>, form: &Form) -> bool {
    match &is.expr {
        Expr::Literal(LiteralValue::Boolean(_)) => true,
        Expr::Ident(name) => match defined.get(name) {
            Some(program) => condition(program.expression(), defined, form),
            None => form
                .field(name)
                .is_some_and(|field| field.kind == FieldKind::Bool),
        },
        Expr::Call(call) => match call.func_name.as_str() {
            "days_since" | "days_between" | "days_past" | "years_since" => false,
            "_?_:_" => condition(&call.args[1], defined, form),
            _ => true,
        },
        _ => false,
    }
}
