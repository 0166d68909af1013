//! Conditions in plain English, for readers who know medicine and not CEL. What is written here
//! means what SPEC 3 and 5 say, word for word of the form and title for title of the release.

use chrono::NaiveDate;
use serde::Serialize;

use super::expr::{Comparison, Condition, DateExpr, Expr, NumberExpr, ValueId};
use super::release::{CheckedRelease, Definition, ValueDef};
use crate::facts::FactId;
use crate::intake::form::{FieldKind, unit_word};
use crate::model::{Number, Profile};

/// One statement in plain English, and the statements it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// The statement, or what joins those below it: `all of these:`.
    pub text: String,
    /// What it is made of; empty where it stands alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub below: Vec<Sentence>,
}

impl Sentence {
    pub(super) fn alone(text: impl Into<String>) -> Self {
        Sentence {
            text: text.into(),
            below: Vec::new(),
        }
    }

    pub(super) fn over(text: impl Into<String>, below: Vec<Sentence>) -> Self {
        Sentence {
            text: text.into(),
            below,
        }
    }

    /// The statement on one line.
    pub fn on_one_line(&self) -> String {
        if self.below.is_empty() {
            return self.text.clone();
        }
        let below: Vec<String> = self.below.iter().map(Sentence::on_one_line).collect();
        format!("{} ({})", self.text.trim_end_matches(':'), below.join("; "))
    }

    /// The same with words before it.
    fn after(mut self, lead: &str) -> Self {
        self.text.insert_str(0, lead);
        self
    }
}

impl CheckedRelease {
    /// A condition of this release in plain English, on one line, with the thresholds of a day.
    pub(crate) fn in_english(&self, condition: &Condition, as_of: NaiveDate) -> String {
        let english = English {
            release: self,
            as_of,
            spelled_out: false,
        };
        english.condition(condition, true).on_one_line()
    }
}

/// Puts the conditions of a release in plain English.
#[derive(Clone, Copy)]
pub(super) struct English<'a> {
    pub release: &'a CheckedRelease,
    /// The day whose thresholds are named.
    pub as_of: NaiveDate,
    /// Whether a definition is spelled out where it stands, or by its title alone.
    pub spelled_out: bool,
}

impl<'a> English<'a> {
    /// What an expression says: a statement, or what a number or a date is.
    pub fn expr(self, expr: &Expr) -> Sentence {
        match expr {
            Expr::Condition(condition) => self.condition(condition, true),
            Expr::Number(number) => self.number(number),
            Expr::Date(date) => self.date(date),
        }
    }

    /// What a condition says; with `holds` false, what its opposite says.
    pub fn condition(self, condition: &Condition, holds: bool) -> Sentence {
        match condition {
            Condition::Always(yes) => {
                Sentence::alone(if *yes == holds { "always" } else { "never" })
            }
            Condition::Fact(fact) => {
                let answer = if holds { "yes" } else { "no" };
                Sentence::alone(format!("{} is {answer}", self.label(*fact)))
            }
            Condition::Definition(definition) => self.definition(definition.0, holds),
            Condition::Not(inner) => self.condition(inner, !holds),
            Condition::All(members) if holds => self.list("all of these:", members, Joined::All),
            Condition::All(members) => {
                let below = self.members(members, Joined::All);
                Sentence::over("it is not so that all of these hold:", below)
            }
            Condition::Any(members) if holds => self.list("any of these:", members, Joined::Any),
            Condition::Any(members) => {
                Sentence::over("none of these:", self.members(members, Joined::Any))
            }
            Condition::AtLeast(least, members) => {
                let how = if holds { "at least" } else { "fewer than" };
                let below = members.iter().map(|member| self.condition(member, true));
                let (count, title) = self.count(*least);
                Sentence::over(
                    format!("{how} {count} of these ({title}):"),
                    below.collect(),
                )
            }
            Condition::Compare(comparison, left, right) => {
                self.comparison(*comparison, left, right, holds)
            }
            Condition::OneOf(fact, words) => {
                let chosen = self.words(*fact, |place| (words & (1 << place) != 0) == holds);
                let label = self.label(*fact);
                Sentence::alone(match chosen.as_slice() {
                    [only] => format!("{label} is {only}"),
                    several => format!("{label} is one of: {}", listed(several)),
                })
            }
            Condition::Has(fact, word) => {
                let words = self.words(*fact, |place| place == usize::from(*word));
                let not = if holds { "" } else { "not " };
                Sentence::alone(format!("{}: {not}{}", self.label(*fact), listed(&words)))
            }
            Condition::If(test, yes, no) => Sentence::over(
                "it depends:",
                vec![
                    self.condition(test, true).after("if "),
                    self.condition(yes, holds).after("then "),
                    self.condition(no, holds).after("otherwise "),
                ],
            ),
        }
    }

    /// A definition by its title; spelled out below it where that is wanted.
    fn definition(self, at: usize, holds: bool) -> Sentence {
        let Some(definition) = self.release.definitions().get(at) else {
            return Sentence::alone("");
        };
        let title = titled(definition);
        let text = if holds {
            title
        } else {
            format!("it is not so that {title}")
        };
        if !self.spelled_out {
            return Sentence::alone(text);
        }
        Sentence::over(format!("{text}, meaning:"), vec![self.meaning(definition)])
    }

    /// What a definition says, with those it uses by their titles.
    pub fn meaning(self, definition: &Definition) -> Sentence {
        let by_title = English {
            spelled_out: false,
            ..self
        };
        by_title.expr(&definition.is)
    }

    fn comparison(
        self,
        comparison: Comparison,
        left: &NumberExpr,
        right: &NumberExpr,
        holds: bool,
    ) -> Sentence {
        match (left, right) {
            (NumberExpr::Value(one), NumberExpr::Value(other)) => {
                self.setting(comparison, *one, *other, holds)
            }
            (NumberExpr::Value(value), number) => {
                let relation = self.relation(comparison, true, holds, *value);
                let mut sentence = self.number(number);
                sentence.text = format!("{} {relation}", sentence.text);
                sentence
            }
            (number, NumberExpr::Value(value)) => {
                let relation = self.relation(comparison, false, holds, *value);
                let mut sentence = self.number(number);
                sentence.text = format!("{} {relation}", sentence.text);
                sentence
            }
            (one, other) => {
                let relation = relation(comparison, false, holds);
                let (mut one, mut other) = (self.number(one), self.number(other));
                one.below.append(&mut other.below);
                Sentence::over(format!("{} {relation} {}", one.text, other.text), one.below)
            }
        }
    }

    fn relation(self, comparison: Comparison, turned: bool, holds: bool, value: ValueId) -> String {
        format!(
            "{} {}",
            relation(comparison, turned, holds),
            self.threshold(value)
        )
    }

    /// Two thresholds compared with each other: a switch that profiles set.
    fn setting(
        self,
        comparison: Comparison,
        one: ValueId,
        other: ValueId,
        holds: bool,
    ) -> Sentence {
        let (Some(a), Some(b)) = (self.value(one), self.value(other)) else {
            return Sentence::alone("");
        };
        let (with, without): (Vec<Profile>, Vec<Profile>) =
            Profile::ALL.into_iter().partition(|&profile| {
                let exact = |value: &ValueDef| value.at(profile, self.as_of).thousandths();
                comparison.holds(exact(a), exact(b)) == holds
            });
        let relation = relation(comparison, false, holds);
        let mut text = format!(
            "the setting “{}” ({}) {relation} {}",
            a.title,
            self.amount(a),
            self.amount(b)
        );
        text.push_str(&match (with.as_slice(), without.as_slice()) {
            (_, []) => ": so under every profile".to_owned(),
            ([], _) => ": so under no profile".to_owned(),
            (with, without) => format!(": so under {}, not under {}", and(with), and(without)),
        });
        Sentence::alone(text)
    }

    /// A number as a noun.
    fn number(self, number: &NumberExpr) -> Sentence {
        match number {
            NumberExpr::Fact(fact) => Sentence::alone(self.label(*fact)),
            NumberExpr::Value(value) => Sentence::alone(self.threshold(*value)),
            NumberExpr::Definition(definition) => {
                let definition = self.release.definitions().get(definition.0);
                Sentence::alone(definition.map(titled).unwrap_or_default())
            }
            NumberExpr::Days(from, to) => self.between("days", from, to),
            NumberExpr::Years(from, to) => self.between("completed years", from, to),
            NumberExpr::DaysPast(from, months) => {
                let mut sentence = self.date(from);
                sentence.text = format!(
                    "days past the day {} after {}",
                    self.threshold(*months),
                    sentence.text
                );
                sentence
            }
            NumberExpr::If(test, yes, no) => self.either(
                "a number that depends:",
                test,
                [self.number(yes), self.number(no)],
            ),
        }
    }

    fn between(self, what: &str, from: &DateExpr, to: &DateExpr) -> Sentence {
        let mut start = self.date(from);
        if *to == DateExpr::AsOf {
            return start.after(&format!("{what} since "));
        }
        let mut end = self.date(to);
        start.below.append(&mut end.below);
        Sentence::over(
            format!("{what} from {} to {}", start.text, end.text),
            start.below,
        )
    }

    /// A date as a noun.
    fn date(self, date: &DateExpr) -> Sentence {
        match date {
            DateExpr::AsOf => Sentence::alone("the day of the assessment"),
            DateExpr::Fact(fact) => Sentence::alone(self.label(*fact)),
            DateExpr::Definition(definition) => {
                let definition = self.release.definitions().get(definition.0);
                Sentence::alone(definition.map(titled).unwrap_or_default())
            }
            DateExpr::If(test, yes, no) => self.either(
                "a date that depends:",
                test,
                [self.date(yes), self.date(no)],
            ),
        }
    }

    fn either(self, text: &str, test: &Condition, [yes, no]: [Sentence; 2]) -> Sentence {
        Sentence::over(
            text,
            vec![
                self.condition(test, true).after("if "),
                yes.after("then "),
                no.after("otherwise "),
            ],
        )
    }

    /// A chain of `and` or `or`.
    fn list(self, lead: &str, members: &[Condition], joined: Joined) -> Sentence {
        let mut below = self.members(members, joined);
        if below.len() == 1 {
            below.swap_remove(0)
        } else {
            Sentence::over(lead, below)
        }
    }

    /// The members of a chain, with those of one kind drawn together: the words asked of one set,
    /// the numbers held against one threshold.
    fn members(self, members: &[Condition], joined: Joined) -> Vec<Sentence> {
        let mut groups: Vec<(Option<Kind>, Vec<&Condition>)> = Vec::new();
        for member in members {
            let kind = kind(member);
            let place = groups
                .iter_mut()
                .find(|(known, _)| kind.is_some() && *known == kind);
            match place {
                Some((_, group)) => group.push(member),
                None => groups.push((kind, vec![member])),
            }
        }
        let say = |group: &[&Condition]| -> Vec<Sentence> {
            group
                .iter()
                .map(|member| self.condition(member, true))
                .collect()
        };
        groups
            .into_iter()
            .flat_map(|(kind, group)| match (kind, group.as_slice()) {
                (None, group) | (_, group @ [_]) => say(group),
                (Some(Kind::Words { fact, holds }), words) => {
                    let places: Vec<u8> = words.iter().filter_map(|word| place(word)).collect();
                    let words = self.words(fact, |place| {
                        places.iter().any(|&word| usize::from(word) == place)
                    });
                    let how = match (joined, holds) {
                        (Joined::Any, true) => "any of",
                        (Joined::All, true) => "all of",
                        (Joined::Any, false) => "not all of",
                        (Joined::All, false) => "none of",
                    };
                    let label = self.label(fact);
                    vec![Sentence::alone(format!(
                        "{label}: {how} {}",
                        listed(&words)
                    ))]
                }
                (
                    Some(Kind::Against {
                        comparison,
                        turned,
                        value,
                        holds,
                    }),
                    numbers,
                ) => {
                    let who = match joined {
                        Joined::Any => "at least one of these",
                        Joined::All => "each of these",
                    };
                    let relation = self.relation(comparison, turned, holds, value);
                    let numbers = numbers.iter().filter_map(|member| measured(member));
                    let numbers = numbers.map(|number| self.number(number)).collect();
                    vec![Sentence::over(format!("{who} {relation}:"), numbers)]
                }
            })
            .collect()
    }

    fn label(self, fact: FactId) -> String {
        let fact = self.release.catalogue().get(fact);
        fact.map(|fact| fact.label.clone()).unwrap_or_default()
    }

    /// The words of a choice or a set, as the form shows them.
    fn words(self, fact: FactId, wanted: impl Fn(usize) -> bool) -> Vec<String> {
        let Some(fact) = self.release.catalogue().get(fact) else {
            return Vec::new();
        };
        let words: &[String] = match &fact.kind {
            FieldKind::Choice(words) | FieldKind::Set(words) => words,
            FieldKind::Bool | FieldKind::Number { .. } | FieldKind::Date | FieldKind::Record => &[],
        };
        words
            .iter()
            .enumerate()
            .filter(|(place, _)| wanted(*place))
            .map(|(_, word)| fact.option_label(word))
            .collect()
    }

    fn value(self, value: ValueId) -> Option<&'a ValueDef> {
        self.release.values().get(value.0)
    }

    /// A threshold: its number and what it is for.
    fn threshold(self, value: ValueId) -> String {
        self.value(value)
            .map(|value| format!("{} ({})", self.amount(value), value.title))
            .unwrap_or_default()
    }

    /// How many, and what that number is for.
    fn count(self, value: ValueId) -> (String, String) {
        self.value(value)
            .map(|value| (self.amount(value), value.title.clone()))
            .unwrap_or_default()
    }

    /// The number of a threshold with its unit, under each profile where they differ.
    pub fn amount(self, value: &ValueDef) -> String {
        let mut amounts: Vec<(Number, Vec<Profile>)> = Vec::new();
        // The default profile leads.
        for profile in [Profile::Cautious, Profile::Us, Profile::Uk] {
            let number = value.at(profile, self.as_of);
            match amounts.iter_mut().find(|(known, _)| *known == number) {
                Some((_, profiles)) => profiles.push(profile),
                None => amounts.push((number, vec![profile])),
            }
        }
        let mut text = String::new();
        for (number, profiles) in &amounts {
            let number = with_unit(*number, &value.unit);
            if text.is_empty() {
                text = number;
            } else {
                text = format!("{text}, or {number} under {}", and(profiles));
            }
        }
        text
    }
}

/// What joins the members of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joined {
    All,
    Any,
}

/// Members of a list that can be said in one sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Words asked of one set.
    Words { fact: FactId, holds: bool },
    /// Numbers held against one threshold.
    Against {
        comparison: Comparison,
        /// Whether the threshold stands on the left.
        turned: bool,
        value: ValueId,
        holds: bool,
    },
}

fn kind(condition: &Condition) -> Option<Kind> {
    let (inner, holds) = match condition {
        Condition::Not(inner) => (inner.as_ref(), false),
        plain => (plain, true),
    };
    match inner {
        Condition::Has(fact, _) => Some(Kind::Words { fact: *fact, holds }),
        &Condition::Compare(comparison, NumberExpr::Value(value), ref number)
            if !matches!(number, NumberExpr::Value(_)) =>
        {
            Some(Kind::Against {
                comparison,
                turned: true,
                value,
                holds,
            })
        }
        &Condition::Compare(comparison, ref number, NumberExpr::Value(value))
            if !matches!(number, NumberExpr::Value(_)) =>
        {
            Some(Kind::Against {
                comparison,
                turned: false,
                value,
                holds,
            })
        }
        _ => None,
    }
}

/// The place of the word that is asked of a set.
fn place(condition: &Condition) -> Option<u8> {
    match condition {
        Condition::Not(inner) => place(inner),
        Condition::Has(_, word) => Some(*word),
        _ => None,
    }
}

/// The number that is held against a threshold.
fn measured(condition: &Condition) -> Option<&NumberExpr> {
    match condition {
        Condition::Not(inner) => measured(inner),
        Condition::Compare(_, NumberExpr::Value(_), number)
        | Condition::Compare(_, number, NumberExpr::Value(_)) => Some(number),
        _ => None,
    }
}

/// The words of a comparison; `turned` when its right side is said first.
fn relation(comparison: Comparison, turned: bool, holds: bool) -> &'static str {
    match (comparison, turned, holds) {
        (Comparison::Less, false, true) | (Comparison::LessOrEqual, true, false) => "is less than",
        (Comparison::LessOrEqual, false, true) | (Comparison::Less, true, false) => "is at most",
        (Comparison::Less, true, true) | (Comparison::LessOrEqual, false, false) => "is more than",
        (Comparison::LessOrEqual, true, true) | (Comparison::Less, false, false) => "is at least",
        (Comparison::Equal, _, true) => "is",
        (Comparison::Equal, _, false) => "is not",
    }
}

/// A number with its unit in words.
pub(super) fn with_unit(number: Number, unit: &str) -> String {
    let one = number == Number::whole(1);
    match unit {
        "h" if one => format!("{number} hour"),
        "h" => format!("{number} hours"),
        "min" if one => format!("{number} minute"),
        "min" => format!("{number} minutes"),
        "mo" if one => format!("{number} month"),
        "mo" => format!("{number} months"),
        "/min" => format!("{number} a minute"),
        other => format!("{number}{}", unit_word(other, number)),
    }
}

/// The title of a definition, marked as one.
pub(super) fn titled(definition: &Definition) -> String {
    format!("“{}”", definition.title)
}

/// Words one after the other, set apart by more than a comma where one of them has a comma.
fn listed(words: &[String]) -> String {
    let apart = if words.iter().any(|word| word.contains(',')) {
        "; "
    } else {
        ", "
    };
    words.join(apart)
}

/// Profiles joined by `and`.
pub(super) fn and(profiles: &[Profile]) -> String {
    let words: Vec<&str> = profiles.iter().map(|profile| profile.word()).collect();
    words.join(" and ")
}
