//! Two releases beside each other, whoever is lowered first.

use askama::Template;

use super::marked::{Run, marked};
use crate::app::{Compared, MovedForm, OnCases, Part, Rewritten, Written};
use crate::decision::{Difference, Direction, Impact};
use crate::web::band::Band;
use crate::web::worklist::WORKLIST;
use crate::web::{Frame, Words};

/// Cases named as examples of a group.
const EXAMPLES: usize = 10;

/// A part that is written otherwise.
#[derive(Debug, Clone)]
pub struct Change {
    /// What kind of part, in words.
    pub part: String,
    /// Its name or id.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What is different, in words.
    pub what: String,
    /// How it was; empty where that is nothing to be read.
    pub was: Vec<Run>,
    /// How it is; empty where that is nothing to be read.
    pub is: Vec<Run>,
}

impl Change {
    fn of(words: Words, rewritten: &Rewritten) -> Change {
        let whole = |text: &String| {
            let run = Run {
                text: text.clone(),
                own: true,
            };
            if text.is_empty() {
                Vec::new()
            } else {
                vec![run]
            }
        };
        let pair = |[was, is]: &[String; 2]| marked(was, is);
        let nothing = || [Vec::new(), Vec::new()];
        let (what, [was, is]) = match &rewritten.written {
            Written::New(is) => (words.say("change-new"), [Vec::new(), whole(is)]),
            Written::Gone => (words.say("change-gone"), nothing()),
            Written::Number(profile, texts) => {
                let under = [("profile", profile.word())];
                (words.with("change-number", &under), pair(texts))
            }
            Written::Meaning(texts) => (words.say("change-meaning"), pair(texts)),
            Written::Condition(texts) => (words.say("change-condition"), pair(texts)),
            Written::Urgency(profile, texts) => {
                let under = [("profile", profile.word())];
                let texts = texts.map(str::to_owned);
                (words.with("change-urgency", &under), pair(&texts))
            }
            Written::Unknown => (words.say("change-unknown"), nothing()),
            Written::Requests => (words.say("change-requests"), nothing()),
        };
        Change {
            part: match rewritten.part {
                Part::Value => words.say("rule-threshold"),
                Part::Definition => words.say("part-definition"),
                Part::Rule => words.say("part-rule"),
            },
            name: rewritten.name.clone(),
            title: rewritten.title.clone(),
            what,
            was,
            is,
        }
    }
}

/// A step from one urgency to another that some form takes.
#[derive(Debug, Clone)]
pub struct Moved {
    /// Lowered or raised, in words, with a sign before them.
    pub way: String,
    /// Whose guidelines apply.
    pub profile: &'static str,
    /// The urgency before.
    pub from: Band,
    /// The urgency now.
    pub to: Band,
    /// What it could still become now, in words; empty where that is the same.
    pub bound: String,
    /// The rule that makes it so.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// The smallest patient that was found, in words.
    pub patient: String,
    /// What that patient answers beside it, in words.
    pub denied: String,
}

/// Stored cases that moved the same way.
#[derive(Debug, Clone)]
pub struct Group {
    /// Lowered or raised, in words, with a sign before them.
    pub way: String,
    /// The urgency before.
    pub from: Band,
    /// The urgency now.
    pub to: Band,
    /// What it could become before and now, where that moved; may be empty.
    pub bound: String,
    /// The rules that do not speak any more.
    pub gone: Vec<String>,
    /// The rules that speak now.
    pub new: Vec<String>,
    /// How many cases.
    pub count: usize,
    /// Some of them: address, and what stands there.
    pub cases: Vec<(String, String)>,
}

/// Two releases compared.
#[derive(Debug, Template)]
#[template(path = "compare.html")]
pub struct CompareView {
    /// What stands around it.
    pub frame: Frame,
    /// The pathway.
    pub pathway: String,
    /// The version before, and now.
    pub pair: (String, String),
    /// The versions that can be compared, the newest first.
    pub comparable: Vec<String>,
    /// What was found, whoever is lowered first.
    pub moved: Vec<Moved>,
    /// What was found, in a sentence.
    pub found: String,
    /// Why it cannot be told whom they move; empty where it can.
    pub apart: Vec<String>,
    /// What the stored cases say, in sentences.
    pub on_cases: Vec<String>,
    /// Stored cases that moved, the lowered ones first.
    pub groups: Vec<Group>,
    /// The command that says more.
    pub command: String,
    /// What is written otherwise.
    pub changes: Vec<Change>,
}

impl CompareView {
    /// Which two are compared, in words.
    fn between(&self) -> String {
        let (from, to) = &self.pair;
        let pair = [("from", from.as_str()), ("to", to.as_str())];
        self.frame.words.with("compare-between", &pair)
    }

    /// The page of a comparison.
    pub fn of(frame: Frame, compared: &Compared, comparable: Vec<String>, profile: &str) -> Self {
        let words = frame.words;
        let (from, to) = (&compared.from, &compared.to);
        let beside = &compared.beside;
        let (moved, apart) = match &beside.moved {
            Ok(moved) => (moved.as_slice(), Vec::new()),
            Err(why) => (&[][..], why.clone()),
        };
        let lowered = moved.iter().filter(|moved| moved.to < moved.from).count();
        let found = match (apart.is_empty(), moved.len()) {
            (false, _) => words.say("compare-apart"),
            (true, 0) => words.say("compare-nobody"),
            (true, all) => {
                let [lowered, raised] = [lowered, all - lowered].map(|count| count.to_string());
                words.with(
                    "compare-steps",
                    &[("lowered", &lowered), ("raised", &raised)],
                )
            }
        };
        let (on_cases, groups) = on_cases(&frame, &compared.on_cases, profile);
        CompareView {
            pathway: to.name.clone(),
            pair: (from.release.clone(), to.release.clone()),
            comparable,
            moved: moved.iter().map(|moved| one(words, moved)).collect(),
            found,
            apart,
            on_cases,
            groups,
            command: format!(
                "spinepath rules impact --from {}/{} --to {}/{} --cases-of settings",
                from.name, from.release, to.name, to.release
            ),
            changes: beside
                .rewritten
                .iter()
                .map(|r| Change::of(words, r))
                .collect(),
            frame,
        }
    }
}

fn way(words: Words, lowered: bool) -> String {
    if lowered {
        words.say("moved-lowered")
    } else {
        words.say("moved-raised")
    }
}

fn one(words: Words, moved: &MovedForm) -> Moved {
    let band = |urgency| Band::of(words, urgency);
    let bound = (moved.could_become > moved.to).then(|| {
        let urgency = band(moved.could_become).word;
        words.with("panel-could-become", &[("urgency", &urgency)])
    });
    Moved {
        way: way(words, moved.to < moved.from),
        profile: moved.profile.word(),
        from: band(moved.from),
        to: Band::with_bound(words, moved.to, moved.could_become),
        bound: bound.unwrap_or_default(),
        rule: moved.rule.clone(),
        title: moved.title.clone(),
        patient: moved.patient.words.join("; "),
        denied: match moved.patient.denied {
            0 => String::new(),
            denied => words.count("compare-denied", denied),
        },
    }
}

/// What the stored cases say, and those that moved.
fn on_cases(frame: &Frame, on_cases: &OnCases, profile: &str) -> (Vec<String>, Vec<Group>) {
    let words = frame.words;
    match on_cases {
        OnCases::Apart(why) => (vec![words.say("compare-apart"), why.clone()], Vec::new()),
        OnCases::TooMany(count) => {
            let count = count.to_string();
            (
                vec![words.with("cases-too-many", &[("cases", &count)])],
                Vec::new(),
            )
        }
        OnCases::Decided(impact, left_out) => {
            let count = |direction: Direction| impact.count(direction).to_string();
            let lowered = count(Direction::Lowered);
            let bound = count(Direction::BoundLowered);
            let raised = count(Direction::Raised);
            let changed = count(Direction::Changed);
            let same = count(Direction::Same);
            let numbers = [
                ("cases", impact.patients.to_string()),
                ("profile", profile.to_owned()),
                ("lowered", lowered),
                ("bound", bound),
                ("raised", raised),
                ("changed", changed),
                ("same", same),
            ];
            let numbers = numbers
                .each_ref()
                .map(|(name, text)| (*name, text.as_str()));
            let mut sentences = vec![match impact.patients {
                0 => words.say("cases-none"),
                _ => words.with("cases-counts", &numbers),
            }];
            if !left_out.is_empty() {
                let count = left_out.len().to_string();
                sentences.push(words.with("cases-left-out", &[("cases", &count)]));
            }
            (sentences, groups(frame, impact))
        }
    }
}

/// The cases whose urgency or bound moved, the lowered ones first.
fn groups(frame: &Frame, impact: &Impact) -> Vec<Group> {
    let moved = impact.groups.iter().filter(|(difference, _)| {
        let direction = difference.direction;
        direction.lowers() || direction == Direction::Raised
    });
    moved
        .map(|(difference, cases)| group(frame, difference, cases))
        .collect()
}

fn group(frame: &Frame, difference: &Difference, cases: &[String]) -> Group {
    let words = frame.words;
    let named = if frame.names_other_decisions() {
        cases
    } else {
        &[]
    };
    let band = |urgency| Band::of(words, urgency);
    let (from, to) = (difference.from, difference.to);
    let bound = (from.could_become != to.could_become).then(|| {
        let [before, now] = [from, to].map(|rung| band(rung.could_become).word);
        words.with("shadow-bound", &[("from", &before), ("to", &now)])
    });
    Group {
        way: way(words, difference.direction.lowers()),
        from: Band::with_bound(words, from.urgency, from.could_become),
        to: Band::with_bound(words, to.urgency, to.could_become),
        bound: bound.unwrap_or_default(),
        gone: difference.rules_gone.clone(),
        new: difference.rules_new.clone(),
        count: cases.len(),
        cases: (named.iter().take(EXAMPLES))
            .map(|case| (format!("{WORKLIST}/{case}"), case.clone()))
            .collect(),
    }
}
