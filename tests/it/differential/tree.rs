//! Random expressions of the rule language (SPEC 3).

use super::catalogue::{Catalogue, Kind};
use crate::support::random::Random;

/// The type of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    Bool,
    Number,
    Date,
}

/// An expression: its text, with `#` where its parts stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    pub is: Type,
    head: String,
    parts: Vec<Tree>,
}

impl Tree {
    fn leaf(is: Type, text: impl Into<String>) -> Tree {
        Tree {
            is,
            head: text.into(),
            parts: Vec::new(),
        }
    }

    fn of(is: Type, head: impl Into<String>, parts: Vec<Tree>) -> Tree {
        Tree {
            is,
            head: head.into(),
            parts,
        }
    }

    /// As CEL.
    pub fn text(&self) -> String {
        let mut parts = self.parts.iter();
        let pieces = self.head.split('#').enumerate();
        pieces
            .map(|(at, piece)| match at {
                0 => piece.to_owned(),
                _ => format!("{}{piece}", parts.next().unwrap().text()),
            })
            .collect()
    }

    /// Every expression that is one step simpler: a part in the place of the whole, a constant, or
    /// one part made simpler.
    pub fn simpler(&self) -> Vec<Tree> {
        let mut simpler: Vec<Tree> = Vec::new();
        if self.is == Type::Bool && !["true", "false"].contains(&self.head.as_str()) {
            simpler.extend(["true", "false"].map(|word| Tree::leaf(Type::Bool, word)));
        }
        simpler.extend(self.parts.iter().filter(|part| part.is == self.is).cloned());
        for (at, part) in self.parts.iter().enumerate() {
            for instead in part.simpler() {
                let mut whole = self.clone();
                whole.parts[at] = instead;
                simpler.push(whole);
            }
        }
        simpler
    }
}

/// What random expressions are made of.
pub struct Words<'a> {
    pub catalogue: &'a Catalogue,
    /// Values that are thresholds, numbers of conditions, and numbers of months.
    pub thresholds: Vec<String>,
    pub counts: Vec<String>,
    pub months: Vec<String>,
    pub definitions: Vec<(String, Type)>,
}

impl Words<'_> {
    fn fact(&self, random: &mut Random, wanted: fn(&Kind) -> bool) -> Option<(&str, &Kind)> {
        let facts = self.catalogue.facts.iter();
        let facts: Vec<_> = facts.filter(|(_, kind)| wanted(kind)).collect();
        (!facts.is_empty()).then(|| {
            let (name, kind) = random.pick(&facts);
            (name.as_str(), kind)
        })
    }

    fn definition(&self, random: &mut Random, is: Type) -> Option<Tree> {
        let defined = self.definitions.iter().filter(|(_, of)| *of == is);
        let defined: Vec<_> = defined.collect();
        (!defined.is_empty()).then(|| Tree::leaf(is, random.pick(&defined).0.clone()))
    }

    fn several(&self, random: &mut Random, depth: usize, most: usize) -> Vec<Tree> {
        let count = random.between(2, most);
        (0..count).map(|_| self.condition(random, depth)).collect()
    }

    pub fn condition(&self, random: &mut Random, depth: usize) -> Tree {
        let is = Type::Bool;
        if depth == 0 || random.once_in(4) {
            return self.simple_condition(random);
        }
        let depth = depth - 1;
        let chain =
            |parts: &[Tree], operator: &str| format!("({})", vec!["#"; parts.len()].join(operator));
        match random.below(12) {
            0 | 1 => Tree::of(is, "!(#)", vec![self.condition(random, depth)]),
            2..=4 => {
                let parts = self.several(random, depth, 4);
                Tree::of(is, chain(&parts, " && "), parts)
            }
            5..=7 => {
                let parts = self.several(random, depth, 4);
                Tree::of(is, chain(&parts, " || "), parts)
            }
            8 => {
                let count = random.pick(&self.counts).clone();
                let mut parts = self.several(random, depth, 5);
                if random.once_in(3) {
                    parts.push(parts[0].clone());
                }
                let list = vec!["#"; parts.len()].join(", ");
                Tree::of(is, format!("at_least({count}, [{list}])"), parts)
            }
            9 => {
                let parts = (0..3).map(|_| self.condition(random, depth)).collect();
                Tree::of(is, "(# ? # : #)", parts)
            }
            _ => {
                let operator = *random.pick(&["<", "<=", ">", ">=", "==", "!="]);
                let parts = vec![self.number(random, depth), self.number(random, depth)];
                Tree::of(is, format!("(# {operator} #)"), parts)
            }
        }
    }

    fn simple_condition(&self, random: &mut Random) -> Tree {
        let is = Type::Bool;
        let made = match random.below(16) {
            0..=2 => self.definition(random, is),
            3..=6 => self.choice_or_set(random),
            7..=10 => {
                let number = self.number(random, 1);
                let operator = *random.pick(&["<", "<=", ">", ">=", "==", "!="]);
                let value = Tree::leaf(Type::Number, random.pick(&self.thresholds).clone());
                let sides = if random.once_in(2) {
                    vec![number, value]
                } else {
                    vec![value, number]
                };
                Some(Tree::of(is, format!("(# {operator} #)"), sides))
            }
            11 if random.once_in(4) => Some(Tree::leaf(is, *random.pick(&["true", "false"]))),
            _ => None,
        };
        made.unwrap_or_else(|| {
            let (name, _) = self.fact(random, |kind| *kind == Kind::Bool).unwrap();
            Tree::leaf(is, name)
        })
    }

    /// Whether some of all thresholds are above one number.
    pub fn every_threshold(&self, random: &mut Random) -> Tree {
        let number = self.number(random, 0);
        let below = self.thresholds.iter().map(|threshold| {
            let threshold = Tree::leaf(Type::Number, threshold);
            Tree::of(Type::Bool, "(# < #)", vec![number.clone(), threshold])
        });
        let parts: Vec<Tree> = below.collect();
        let (count, list) = (random.pick(&self.counts), vec!["#"; parts.len()].join(", "));
        Tree::of(Type::Bool, format!("at_least({count}, [{list}])"), parts)
    }

    fn choice_or_set(&self, random: &mut Random) -> Option<Tree> {
        let (name, kind) = self.fact(random, |kind| {
            matches!(kind, Kind::Choice(_) | Kind::Set(_))
        })?;
        let word = |random: &mut Random, words: &usize| format!("'w{}'", random.below(*words));
        let text = match kind {
            Kind::Choice(words) => match random.below(4) {
                0 => format!("{name} == {}", word(random, words)),
                1 => format!("{} == {name}", word(random, words)),
                2 => format!("{name} != {}", word(random, words)),
                _ => {
                    let count = random.between(1, 3);
                    let listed: Vec<_> = (0..count).map(|_| word(random, words)).collect();
                    format!("{name} in [{}]", listed.join(", "))
                }
            },
            Kind::Set(words) => format!("{} in {name}", word(random, words)),
            _ => return None,
        };
        Some(Tree::leaf(Type::Bool, format!("({text})")))
    }

    pub fn number(&self, random: &mut Random, depth: usize) -> Tree {
        let is = Type::Number;
        let made = match random.below(10) {
            0 => self.definition(random, is),
            1 => Some(Tree::leaf(is, random.pick(&self.thresholds).clone())),
            2 if depth > 0 => Some(Tree::of(
                is,
                "(# ? # : #)",
                vec![
                    self.condition(random, depth - 1),
                    self.number(random, depth - 1),
                    self.number(random, depth - 1),
                ],
            )),
            3..=6 => {
                let date = self.date(random, depth);
                Some(match random.below(4) {
                    0 => Tree::of(is, "days_since(#)", vec![date]),
                    1 => Tree::of(is, "years_since(#)", vec![date]),
                    2 => {
                        let months = random.pick(&self.months);
                        Tree::of(is, format!("days_past(#, {months})"), vec![date])
                    }
                    _ => {
                        let to = self.date(random, depth);
                        Tree::of(is, "days_between(#, #)", vec![date, to])
                    }
                })
            }
            _ => None,
        };
        made.unwrap_or_else(|| {
            let (name, _) = self
                .fact(random, |kind| matches!(kind, Kind::Number(..)))
                .unwrap();
            Tree::leaf(is, name)
        })
    }

    pub fn date(&self, random: &mut Random, depth: usize) -> Tree {
        let is = Type::Date;
        let made = match random.below(6) {
            0 => self.definition(random, is),
            1 if depth > 0 => Some(Tree::of(
                is,
                "(# ? # : #)",
                vec![
                    self.condition(random, depth - 1),
                    self.date(random, depth - 1),
                    self.date(random, depth - 1),
                ],
            )),
            _ => None,
        };
        made.unwrap_or_else(|| {
            let (name, _) = self.fact(random, |kind| *kind == Kind::Date).unwrap();
            Tree::leaf(is, name)
        })
    }
}
