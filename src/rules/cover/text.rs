//! A part as text: in the rule language, and in one line of plain English.

use super::super::english::{English, Sentence};
use super::super::expr::Comparison;
use super::super::expr::{Condition, DateExpr, NumberExpr, ValueId};
use super::super::release::CheckedRelease;
use super::super::truth::Truth;
use super::units::bare;
use crate::facts::FactId;
use crate::intake::form::FieldKind;

/// How tightly an operator binds; what binds less stands in brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binds {
    If,
    Or,
    And,
    Compare,
    Not,
}

/// Writes conditions in the rule language (SPEC 3.1).
#[derive(Clone, Copy)]
pub(super) struct Writer<'a> {
    pub release: &'a CheckedRelease,
}

impl Writer<'_> {
    /// A condition, with brackets only where they are needed.
    pub fn condition(self, condition: &Condition) -> String {
        self.within(condition, Binds::If)
    }

    fn within(self, condition: &Condition, outside: Binds) -> String {
        let (binds, text) = self.written(condition);
        if binds < outside {
            format!("({text})")
        } else {
            text
        }
    }

    fn written(self, condition: &Condition) -> (Binds, String) {
        let list = |members: &[Condition], binds, with: &str| {
            let members: Vec<String> = members.iter().map(|m| self.within(m, binds)).collect();
            members.join(with)
        };
        match condition {
            Condition::Always(yes) => (Binds::Not, yes.to_string()),
            Condition::Fact(fact) => (Binds::Not, self.fact(*fact)),
            Condition::Definition(definition) => (Binds::Not, self.definition(definition.0)),
            Condition::Not(inner) => match &**inner {
                Condition::OneOf(fact, words) if words.count_ones() == 1 => {
                    let word = self.words(*fact, *words);
                    (Binds::Compare, format!("{} != {word}", self.fact(*fact)))
                }
                Condition::Compare(Comparison::Equal, left, right) => {
                    let text = format!("{} != {}", self.number(left), self.number(right));
                    (Binds::Compare, text)
                }
                inner => (Binds::Not, format!("!{}", self.within(inner, Binds::Not))),
            },
            Condition::All(members) => (Binds::And, list(members, Binds::And, " && ")),
            Condition::Any(members) => (Binds::Or, list(members, Binds::Or, " || ")),
            Condition::AtLeast(least, members) => {
                let members = list(members, Binds::If, ", ");
                let text = format!("at_least({}, [{members}])", self.value(*least));
                (Binds::Not, text)
            }
            Condition::Compare(how, left, right) => {
                (Binds::Compare, self.comparison(*how, left, right))
            }
            Condition::OneOf(fact, words) => {
                let (name, listed) = (self.fact(*fact), self.words(*fact, *words));
                let text = match words.count_ones() {
                    1 => format!("{name} == {listed}"),
                    _ => format!("{name} in [{listed}]"),
                };
                (Binds::Compare, text)
            }
            Condition::Has(fact, word) => {
                let word = self.words(*fact, 1 << word);
                (Binds::Compare, format!("{word} in {}", self.fact(*fact)))
            }
            Condition::If(test, yes, no) => {
                let [test, yes, no] = [test, yes, no].map(|part| self.within(part, Binds::Or));
                (Binds::If, format!("{test} ? {yes} : {no}"))
            }
        }
    }

    /// A comparison with its threshold on the right, as authors write it.
    fn comparison(self, how: Comparison, left: &NumberExpr, right: &NumberExpr) -> String {
        let turned = matches!(left, NumberExpr::Value(_)) && !matches!(right, NumberExpr::Value(_));
        let (sign, one, other) = match (how, turned) {
            (Comparison::Less, false) => ("<", left, right),
            (Comparison::LessOrEqual, false) => ("<=", left, right),
            (Comparison::Equal, false) => ("==", left, right),
            (Comparison::Less, true) => (">", right, left),
            (Comparison::LessOrEqual, true) => (">=", right, left),
            (Comparison::Equal, true) => ("==", right, left),
        };
        format!("{} {sign} {}", self.number(one), self.number(other))
    }

    fn number(self, number: &NumberExpr) -> String {
        match number {
            NumberExpr::Fact(fact) => self.fact(*fact),
            NumberExpr::Value(value) => self.value(*value),
            NumberExpr::Definition(definition) => self.definition(definition.0),
            NumberExpr::Days(from, DateExpr::AsOf) => format!("days_since({})", self.date(from)),
            NumberExpr::Days(from, to) => {
                format!("days_between({}, {})", self.date(from), self.date(to))
            }
            NumberExpr::Years(from, _) => format!("years_since({})", self.date(from)),
            NumberExpr::DaysPast(from, months) => {
                format!("days_past({}, {})", self.date(from), self.value(*months))
            }
            NumberExpr::If(test, yes, no) => {
                let test = self.within(test, Binds::Or);
                format!("({test} ? {} : {})", self.number(yes), self.number(no))
            }
        }
    }

    fn date(self, date: &DateExpr) -> String {
        match date {
            // A day that no text can name: it stands at the end of `days_since` alone.
            DateExpr::AsOf => String::new(),
            DateExpr::Fact(fact) => self.fact(*fact),
            DateExpr::Definition(definition) => self.definition(definition.0),
            DateExpr::If(test, yes, no) => {
                let test = self.within(test, Binds::Or);
                format!("({test} ? {} : {})", self.date(yes), self.date(no))
            }
        }
    }

    fn fact(self, fact: FactId) -> String {
        self.release.catalogue().name(fact).to_owned()
    }

    fn definition(self, at: usize) -> String {
        let definition = self.release.definitions().get(at);
        definition.map(|d| d.name.clone()).unwrap_or_default()
    }

    fn value(self, value: ValueId) -> String {
        let value = self.release.values().get(value.0);
        value.map(|value| value.name.clone()).unwrap_or_default()
    }

    fn words(self, fact: FactId, bits: u64) -> String {
        let kind = self.release.catalogue().get(fact).map(|fact| &fact.kind);
        let (Some(FieldKind::Choice(words)) | Some(FieldKind::Set(words))) = kind else {
            return String::new();
        };
        let chosen = words.iter().enumerate();
        let chosen = chosen.filter(|(at, _)| bits & (1 << at) != 0);
        let quoted: Vec<String> = chosen.map(|(_, word)| format!("'{word}'")).collect();
        quoted.join(", ")
    }
}

/// What a part says when it is this, in one line.
pub(super) fn words(english: English<'_>, part: &Condition, value: Truth) -> String {
    match value {
        Truth::Yes => line(&english.condition(part, true)),
        Truth::No => line(&english.condition(part, false)),
        Truth::Unknown(_) => {
            let asked = line(&english.condition(bare(part), true));
            format!("it is not known whether {asked}")
        }
    }
}

/// A statement and those below it in one line.
fn line(sentence: &Sentence) -> String {
    if sentence.below.is_empty() {
        return sentence.text.clone();
    }
    let below: Vec<String> = sentence.below.iter().map(line).collect();
    format!("{} ({})", sentence.text, below.join("; "))
}
