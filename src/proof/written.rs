//! What was written otherwise in the second of two releases: values, definitions and rules.

use std::fmt;

use chrono::NaiveDate;

use crate::model::{Profile, Urgency};
use crate::rules::{CheckedRelease, Expr, Rule};

/// What a release is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A threshold.
    Value,
    /// A named expression.
    Definition,
    /// A rule.
    Rule,
}

impl Part {
    /// The word of it.
    pub const fn word(self) -> &'static str {
        match self {
            Part::Value => "value",
            Part::Definition => "definition",
            Part::Rule => "rule",
        }
    }
}

/// What is different about a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// It was not there: what it is.
    New(String),
    /// It is not there any more.
    Gone,
    /// A number, under that profile.
    Number(Profile, [String; 2]),
    /// What a definition means.
    Meaning([String; 2]),
    /// When a rule fires.
    Condition([String; 2]),
    /// What urgency a rule asks for, under that profile.
    Urgency(Profile, [&'static str; 2]),
    /// What a rule does while it is unknown, or of what kind it is.
    Unknown,
    /// What a rule asks for beside the urgency.
    Requests,
}

/// A part of a release that is written otherwise; the words before stand before the words now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// What kind of part.
    pub part: Part,
    /// Its name or id.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What is different.
    pub written: Written,
}

impl fmt::Display for Rewritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.part.word(), self.name)?;
        let title = &self.title;
        match (&self.written, self.part) {
            (Written::New(is), Part::Value) => write!(f, " is new: {is} ({title})"),
            (Written::New(_), Part::Definition) => write!(f, " is new: {title}"),
            (Written::New(when), Part::Rule) => write!(f, " is new: {title}, when {when}"),
            (Written::Gone, Part::Rule) => write!(f, " is gone: {title}"),
            (Written::Gone, _) => f.write_str(" is gone"),
            (Written::Number(profile, [was, is]), _) => {
                write!(f, " under `{profile}`: was {was}, is {is} ({title})")
            }
            (Written::Meaning([was, is]), _) => write!(f, ": was {was}, is {is}"),
            (Written::Condition([was, is]), _) => write!(f, ": was when {was}, is when {is}"),
            (Written::Urgency(profile, [was, is]), _) => {
                write!(f, " under `{profile}`: was {was}, is {is}")
            }
            (Written::Unknown, _) => {
                f.write_str(" does something else while it is unknown, or is of another kind")
            }
            (Written::Requests, _) => f.write_str(" asks for something else"),
        }
    }
}

/// What the second of two releases says otherwise, values first, then definitions, then rules. The
/// two may read different versions of a form.
pub fn rewritten(from: &CheckedRelease, to: &CheckedRelease, as_of: NaiveDate) -> Vec<Rewritten> {
    let mut found = values(from, to, as_of);
    found.extend(definitions(from, to, as_of));
    for rule in to.rules() {
        match from.rule(&rule.id) {
            Err(_) => {
                let when = to.in_english(&rule.when, as_of);
                found.push(of_rule(rule, Written::New(when)));
            }
            Ok(before) => {
                let changes = changes((from, before), (to, rule), as_of);
                found.extend(changes.into_iter().map(|written| of_rule(rule, written)));
            }
        }
    }
    let gone = from.rules().iter();
    let gone = gone.filter(|rule| to.rule(&rule.id).is_err());
    found.extend(gone.map(|rule| of_rule(rule, Written::Gone)));
    found
}

fn of_rule(rule: &Rule, written: Written) -> Rewritten {
    Rewritten {
        part: Part::Rule,
        name: rule.id.clone(),
        title: rule.title.clone(),
        written,
    }
}

fn values(from: &CheckedRelease, to: &CheckedRelease, as_of: NaiveDate) -> Vec<Rewritten> {
    let rewritten = |name: &str, title: &str, written| Rewritten {
        part: Part::Value,
        name: name.to_owned(),
        title: title.to_owned(),
        written,
    };
    let mut found = Vec::new();
    for value in to.values() {
        let mut before = from.values().iter();
        let before = before.find(|before| before.name == value.name);
        for profile in Profile::ALL {
            let is = value.at(profile, as_of);
            let written = match before.map(|before| before.at(profile, as_of)) {
                None if profile == Profile::default() => Written::New(is.to_string()),
                Some(was) if was != is => {
                    Written::Number(profile, [was.to_string(), is.to_string()])
                }
                _ => continue,
            };
            found.push(rewritten(&value.name, &value.title, written));
        }
    }
    let gone = from.values().iter().filter(|value| {
        let mut kept = to.values().iter();
        !kept.any(|kept| kept.name == value.name)
    });
    found.extend(gone.map(|value| rewritten(&value.name, &value.title, Written::Gone)));
    found
}

fn definitions(from: &CheckedRelease, to: &CheckedRelease, as_of: NaiveDate) -> Vec<Rewritten> {
    let said = |release: &CheckedRelease, is: &Expr| match is {
        Expr::Condition(condition) => release.in_english(condition, as_of),
        Expr::Number(_) | Expr::Date(_) => String::new(),
    };
    let mut found = Vec::new();
    for definition in to.definitions() {
        let mut before = from.definitions().iter();
        let written = match before.find(|before| before.name == definition.name) {
            None => Written::New(said(to, &definition.is)),
            Some(before) if before.text != definition.text => {
                Written::Meaning([said(from, &before.is), said(to, &definition.is)])
            }
            Some(_) => continue,
        };
        found.push(Rewritten {
            part: Part::Definition,
            name: definition.name.clone(),
            title: definition.title.clone(),
            written,
        });
    }
    found
}

/// What is different about a rule that is in both.
fn changes(
    (from, before): (&CheckedRelease, &Rule),
    (to, rule): (&CheckedRelease, &Rule),
    as_of: NaiveDate,
) -> Vec<Written> {
    let mut found = Vec::new();
    if before.when_text != rule.when_text {
        found.push(Written::Condition([
            from.in_english(&before.when, as_of),
            to.in_english(&rule.when, as_of),
        ]));
    }
    for profile in Profile::ALL {
        let words = [before, rule].map(|rule| {
            let urgency = rule.params(profile).urgency;
            urgency.map_or("no urgency", Urgency::band)
        });
        if words[0] != words[1] {
            found.push(Written::Urgency(profile, words));
        }
    }
    if before.kind != rule.kind {
        found.push(Written::Unknown);
    }
    let asks = |rule: &Rule| {
        let params = rule.params(Profile::default());
        let lists = [
            &params.destinations,
            &params.imaging,
            &params.labs,
            &params.evaluations,
            &rule.plan,
            &rule.safety_net,
            &rule.findings,
        ];
        lists.map(Clone::clone)
    };
    if asks(before) != asks(rule) {
        found.push(Written::Requests);
    }
    found
}
