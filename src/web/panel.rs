//! The decision panel beside a form that is being filled.

use askama::Template;

use super::band::Band;
use super::{Frame, Words};
use crate::app::{Look, Role};
use crate::decision::{Decision, Status};
use crate::intake::form::Form;
use crate::model::Urgency;

/// Questions to ask next that are shown.
const NEXT: usize = 3;

/// Reasons that are shown.
const REASONS: usize = 3;

/// A question that is worth asking next.
#[derive(Debug, Clone)]
pub struct Jump {
    /// Name of the question.
    pub name: String,
    /// The question as it is read aloud.
    pub label: String,
    /// Whether it stands on the page already.
    pub on_page: bool,
}

/// What a form says so far.
#[derive(Debug, Clone, Template)]
#[template(path = "panel.html")]
pub struct Panel {
    /// What stands around the page.
    pub frame: Frame,
    /// The urgency: not one that could still rise.
    pub band: Band,
    /// What is certain and what it could become; empty where it is settled.
    pub open: String,
    /// How many questions can still change it, in words: the safety questions while one is left.
    pub left: String,
    /// That others can too, while a safety question is left; empty where none is or none can.
    pub later: String,
    /// The ones to ask next.
    pub next: Vec<Jump>,
    /// How many of them are a clinician's, in words; empty where none is.
    pub clinician: String,
    /// How many of them this form does not ask, in words; empty where none is.
    pub elsewhere: String,
    /// Why, most urgent first.
    pub reasons: Vec<String>,
    /// What was entered and does not count, in words; empty where everything does.
    pub unused: String,
    /// What an assistant does at once; empty below an emergency.
    pub alert: String,
    /// Whether it takes the place of a panel that is shown.
    pub swap: bool,
}

impl Panel {
    /// The panel of a form. `on_page` says which questions stand on the page.
    pub fn of(frame: &Frame, form: &Form, look: &Look, on_page: impl Fn(&str) -> bool) -> Panel {
        let words = frame.words;
        let decision = &look.decision;
        let mine = |who: &str| who == "assistant" || frame.role == Role::Clinician;
        // The short form of a further visit does not ask everything again.
        let here = |name: &str| form.field(name).is_some();
        let ask = decision.ask.iter();
        let ask: Vec<_> = ask.filter(|question| here(&question.fact)).collect();
        let critical = |name: &str| form.field(name).is_some_and(|field| field.critical);
        let asked = ask.iter().filter(|question| mine(&question.who));
        let safety = asked.clone().filter(|question| critical(&question.fact));
        let (asked, safety, others) = (asked.count(), safety.count(), ask.len());
        let elsewhere = decision.ask.len() - others;
        // A question that another one opens is asked once that one is answered; the critical ones
        // that can change the answer come first.
        let opened = |name: &str| {
            let gate = form.field(name).and_then(|field| field.show_when.as_ref());
            gate.is_none_or(|gate| gate.holds(&|name| look.record.answer(name)) == Some(true))
        };
        let first = ask.iter().filter(|question| critical(&question.fact));
        let first = first.map(|question| (&question.fact, &question.question, &question.who));
        let then = look.next.iter().filter(|question| here(&question.fact));
        let then = then.map(|question| (&question.fact, &question.question, &question.who));
        let mut next: Vec<Jump> = Vec::new();
        for (name, label, who) in first.chain(then) {
            let known = next.iter().any(|jump| jump.name == *name);
            if mine(who) && opened(name) && !known && next.len() < NEXT {
                next.push(Jump {
                    name: name.clone(),
                    label: label.clone(),
                    on_page: on_page(name),
                });
            }
        }
        let unused = look.misread.len() + look.violations.len();
        Panel {
            band: band(words, decision),
            open: open(words, decision),
            left: if decision.status == Status::Final {
                words.say("panel-settled")
            } else if safety > 0 {
                words.count("panel-left-safety", safety)
            } else {
                words.count("panel-left", asked)
            },
            later: if safety > 0 && asked > safety {
                words.say("panel-later")
            } else {
                String::new()
            },
            next,
            clinician: if others > asked {
                words.count("panel-clinician", others - asked)
            } else {
                String::new()
            },
            elsewhere: if elsewhere > 0 {
                words.count("panel-elsewhere", elsewhere)
            } else {
                String::new()
            },
            reasons: decision
                .reasons
                .iter()
                .filter(|reason| reason.urgency.is_some())
                .take(REASONS)
                .map(|reason| {
                    if decision.is_open(reason) {
                        words.with("panel-not-ruled-out", &[("title", &reason.title)])
                    } else {
                        reason.title.clone()
                    }
                })
                .collect(),
            unused: if unused == 0 {
                String::new()
            } else {
                words.count("panel-unused", unused)
            },
            alert: alert(words, decision),
            frame: frame.clone(),
            swap: false,
        }
    }
}

/// What is shown large: an urgency only where nothing higher is open.
fn band(words: Words, decision: &Decision) -> Band {
    if decision.status == Status::Provisional && decision.could_become > decision.urgency {
        Band::open(words)
    } else {
        Band::of(words, decision.urgency)
    }
}

/// What is certain and what it could become.
fn open(words: Words, decision: &Decision) -> String {
    if decision.could_become <= decision.urgency {
        return String::new();
    }
    let could = Band::of(words, decision.could_become).word;
    if decision.urgency == Urgency::Conservative {
        return words.with("panel-could-become", &[("urgency", &could)]);
    }
    let certain = Band::of(words, decision.urgency).word;
    words.with(
        "panel-at-least",
        &[("certain", &certain), ("urgency", &could)],
    )
}

/// What an assistant does at once in an emergency: what the rule says, else to fetch a clinician.
fn alert(words: Words, decision: &Decision) -> String {
    if decision.urgency != Urgency::Emergency {
        return String::new();
    }
    words.say("alert-emergency")
}
