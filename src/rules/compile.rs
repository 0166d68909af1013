//! Condition text to typed conditions: CEL is parsed by the `cel` crate, checked and compiled here
//! (SPEC 3).

use std::collections::{BTreeMap, BTreeSet};

use cel::common::ast::{CallExpr, Expr as Ast, IdedExpr, LiteralValue, SourceInfo, operators};
use cel::parser::Parser;

use super::expr::{Comparison, Condition, DateExpr, DefinitionId, Expr, NumberExpr, ValueId};
use super::words::did_you_mean;
use crate::facts::{Catalogue, FactId};
use crate::intake::form::FieldKind;

/// The type of a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Bool,
    Number,
    Date,
}

impl Type {
    /// The type of an expression.
    pub fn of(expr: &Expr) -> Type {
        match expr {
            Expr::Condition(_) => Type::Bool,
            Expr::Number(_) => Type::Number,
            Expr::Date(_) => Type::Date,
        }
    }
}

/// The names a condition may use.
pub(super) struct Scope<'a> {
    pub catalogue: &'a Catalogue,
    pub definitions: &'a BTreeMap<String, (DefinitionId, Type)>,
    pub values: &'a BTreeMap<String, ValueId>,
    /// Definitions that did not compile: what is wrong with them is said once, where they stand.
    pub broken: &'a BTreeSet<String>,
}

/// What is wrong with a condition, and at which character of its text.
pub(super) struct Fault {
    pub code: &'static str,
    pub message: String,
    pub help: Option<String>,
    pub offset: usize,
}

/// The deepest nesting of a condition: twice the deepest one in the spine release.
const DEPTH: u16 = 32;

/// Checks and compiles one expression.
pub(super) fn compile(scope: &Scope<'_>, text: &str) -> Result<Expr, Vec<Fault>> {
    let parser = Parser::new().max_recursion_depth(DEPTH * 4);
    let (ast, source) = parser.parse_with_source_info(text).map_err(|errors| {
        errors
            .errors
            .iter()
            .map(|error| Fault {
                code: "R002",
                message: format!("not a CEL expression: {}", error.msg),
                help: None,
                offset: offset_of(text, error.pos),
            })
            .collect::<Vec<_>>()
    })?;
    let mut compiler = Compiler {
        scope,
        source,
        faults: Vec::new(),
    };
    match compiler.expr(&ast) {
        Some(expr) if compiler.faults.is_empty() => Ok(expr),
        _ => Err(compiler.faults),
    }
}

fn offset_of(text: &str, (line, column): (isize, isize)) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(usize::try_from(line.saturating_sub(1)).unwrap_or(0))
        .map(|line| line.chars().count())
        .sum();
    before + usize::try_from(column.saturating_sub(1)).unwrap_or(0)
}

struct Compiler<'a> {
    scope: &'a Scope<'a>,
    source: SourceInfo,
    faults: Vec<Fault>,
}

impl Compiler<'_> {
    fn fault<T>(
        &mut self,
        node: &IdedExpr,
        code: &'static str,
        message: String,
        help: Option<String>,
    ) -> Option<T> {
        let offset = self
            .source
            .offset_for(node.id)
            .map_or(0, |(start, _)| start as usize);
        self.faults.push(Fault {
            code,
            message,
            help,
            offset,
        });
        None
    }

    fn expr(&mut self, node: &IdedExpr) -> Option<Expr> {
        match &node.expr {
            Ast::Ident(name) => self.name(node, name),
            Ast::Literal(LiteralValue::Boolean(value)) => {
                Some(Expr::Condition(Condition::Always(*value.inner())))
            }
            Ast::Literal(
                LiteralValue::Int(_) | LiteralValue::UInt(_) | LiteralValue::Double(_),
            ) => self.fault(
                node,
                "R016",
                "a number stands in the condition".into(),
                Some("name it in `values.yaml` with its source, and use the name".into()),
            ),
            Ast::Literal(LiteralValue::String(_)) => self.fault(
                node,
                "R013",
                "a word stands alone".into(),
                Some("compare a choice with it, or ask whether a set holds it".into()),
            ),
            Ast::Call(call) => self.call(node, call),
            _ => self.outside(node),
        }
    }

    fn outside<T>(&mut self, node: &IdedExpr) -> Option<T> {
        self.fault(
            node,
            "R015",
            "not in the subset of CEL that rules use (SPEC 3.1)".into(),
            None,
        )
    }

    fn name(&mut self, node: &IdedExpr, name: &str) -> Option<Expr> {
        if let Some(fact) = self.scope.catalogue.find(name) {
            return match self.scope.catalogue.get(fact).map(|fact| &fact.kind) {
                Some(FieldKind::Bool) => Some(Expr::Condition(Condition::Fact(fact))),
                Some(FieldKind::Number { .. }) => Some(Expr::Number(NumberExpr::Fact(fact))),
                Some(FieldKind::Date) => Some(Expr::Date(DateExpr::Fact(fact))),
                Some(FieldKind::Choice(words)) => {
                    let help = words
                        .first()
                        .map(|word| format!("compare it, for example `{name} == '{word}'`"));
                    self.fault(
                        node,
                        "R013",
                        format!("`{name}` is a choice and stands alone"),
                        help,
                    )
                }
                Some(FieldKind::Set(words)) => {
                    let help = words
                        .first()
                        .map(|word| format!("ask for a word, for example `'{word}' in {name}`"));
                    self.fault(
                        node,
                        "R013",
                        format!("`{name}` is a set and stands alone"),
                        help,
                    )
                }
                Some(FieldKind::Record) | None => self.outside(node),
            };
        }
        if let Some(&(definition, kind)) = self.scope.definitions.get(name) {
            return Some(match kind {
                Type::Bool => Expr::Condition(Condition::Definition(definition)),
                Type::Number => Expr::Number(NumberExpr::Definition(definition)),
                Type::Date => Expr::Date(DateExpr::Definition(definition)),
            });
        }
        if let Some(&value) = self.scope.values.get(name) {
            return Some(Expr::Number(NumberExpr::Value(value)));
        }
        if self.scope.broken.contains(name) {
            return None;
        }
        let help = did_you_mean(
            name,
            self.scope
                .catalogue
                .facts()
                .iter()
                .map(|fact| fact.name.as_str())
                .chain(self.scope.definitions.keys().map(String::as_str))
                .chain(self.scope.values.keys().map(String::as_str)),
        );
        self.fault(
            node,
            "R012",
            format!("`{name}` is no fact, definition or value"),
            help,
        )
    }

    fn condition(&mut self, node: &IdedExpr) -> Option<Condition> {
        match self.expr(node)? {
            Expr::Condition(condition) => Some(condition),
            Expr::Number(_) => self.fault(
                node,
                "R013",
                "a number stands where yes or no is needed".into(),
                None,
            ),
            Expr::Date(_) => self.fault(
                node,
                "R013",
                "a date stands where yes or no is needed".into(),
                None,
            ),
        }
    }

    fn number(&mut self, node: &IdedExpr) -> Option<NumberExpr> {
        match self.expr(node)? {
            Expr::Number(number) => Some(number),
            Expr::Condition(_) => self.fault(
                node,
                "R013",
                "yes or no stands where a number is needed".into(),
                None,
            ),
            Expr::Date(_) => self.fault(
                node,
                "R013",
                "a date stands where a number is needed".into(),
                Some("use `days_since` or `days_between`".into()),
            ),
        }
    }

    fn date(&mut self, node: &IdedExpr) -> Option<DateExpr> {
        match self.expr(node)? {
            Expr::Date(date) => Some(date),
            Expr::Condition(_) | Expr::Number(_) => {
                self.fault(node, "R013", "a date is needed here".into(), None)
            }
        }
    }

    fn call(&mut self, node: &IdedExpr, call: &CallExpr) -> Option<Expr> {
        if call.target.is_some() {
            return self.outside(node);
        }
        let condition = Expr::Condition;
        match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::LOGICAL_NOT, [inner]) => self
                .condition(inner)
                .map(|inner| condition(Condition::Not(Box::new(inner)))),
            (operators::LOGICAL_AND, _) => self
                .members(node, operators::LOGICAL_AND)
                .map(|members| condition(Condition::All(members))),
            (operators::LOGICAL_OR, _) => self
                .members(node, operators::LOGICAL_OR)
                .map(|members| condition(Condition::Any(members))),
            (operators::CONDITIONAL, [test, yes, no]) => self.conditional(test, yes, no),
            (operators::EQUALS, [left, right]) => self.equal(left, right).map(condition),
            (operators::NOT_EQUALS, [left, right]) => self
                .equal(left, right)
                .map(|equal| condition(Condition::Not(Box::new(equal)))),
            (operators::LESS, [left, right]) => self.compare(Comparison::Less, left, right),
            (operators::LESS_EQUALS, [left, right]) => {
                self.compare(Comparison::LessOrEqual, left, right)
            }
            (operators::GREATER, [left, right]) => self.compare(Comparison::Less, right, left),
            (operators::GREATER_EQUALS, [left, right]) => {
                self.compare(Comparison::LessOrEqual, right, left)
            }
            (operators::IN, [word, container]) => self.contains(word, container).map(condition),
            ("days_since", [from]) => self
                .date(from)
                .map(|from| Expr::Number(NumberExpr::Days(from, DateExpr::AsOf))),
            ("years_since", [from]) => self
                .date(from)
                .map(|from| Expr::Number(NumberExpr::Years(from, DateExpr::AsOf))),
            ("days_between", [from, to]) => {
                let (from, to) = (self.date(from), self.date(to));
                Some(Expr::Number(NumberExpr::Days(from?, to?)))
            }
            ("days_past", [from, months]) => {
                let (from, months) = (self.date(from), self.value(months, "days_past"));
                Some(Expr::Number(NumberExpr::DaysPast(from?, months?)))
            }
            ("at_least", [least, list]) => self.at_least(least, list).map(condition),
            (name, _) if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => {
                let functions = [
                    "days_since",
                    "days_between",
                    "days_past",
                    "years_since",
                    "at_least",
                ];
                let help = did_you_mean(name, functions)
                    .or_else(|| Some(format!("the functions are {}", functions.join(", "))));
                let count = call.args.len();
                self.fault(
                    node,
                    "R015",
                    format!("no function `{name}` takes {count} arguments"),
                    help,
                )
            }
            _ => self.outside(node),
        }
    }

    /// The members of a chain of one operator, however the parser grouped them.
    fn members(&mut self, node: &IdedExpr, operator: &str) -> Option<Vec<Condition>> {
        let Ast::Call(call) = &node.expr else {
            return self.condition(node).map(|only| vec![only]);
        };
        if call.func_name != operator {
            return self.condition(node).map(|only| vec![only]);
        }
        let parts: Vec<Option<Vec<Condition>>> = call
            .args
            .iter()
            .map(|arg| self.members(arg, operator))
            .collect();
        let parts: Option<Vec<Vec<Condition>>> = parts.into_iter().collect();
        parts.map(|parts| parts.into_iter().flatten().collect())
    }

    fn conditional(&mut self, test: &IdedExpr, yes: &IdedExpr, no: &IdedExpr) -> Option<Expr> {
        let (test, yes_expr, no_expr) = (self.condition(test), self.expr(yes), self.expr(no));
        let test = Box::new(test?);
        match (yes_expr?, no_expr?) {
            (Expr::Condition(a), Expr::Condition(b)) => Some(Expr::Condition(Condition::If(
                test,
                Box::new(a),
                Box::new(b),
            ))),
            (Expr::Number(a), Expr::Number(b)) => {
                Some(Expr::Number(NumberExpr::If(test, Box::new(a), Box::new(b))))
            }
            (Expr::Date(a), Expr::Date(b)) => {
                Some(Expr::Date(DateExpr::If(test, Box::new(a), Box::new(b))))
            }
            _ => self.fault(
                no,
                "R013",
                "the two sides of `? :` have different types".into(),
                None,
            ),
        }
    }

    fn compare(
        &mut self,
        comparison: Comparison,
        left: &IdedExpr,
        right: &IdedExpr,
    ) -> Option<Expr> {
        let (left, right) = (self.number(left), self.number(right));
        Some(Expr::Condition(Condition::Compare(
            comparison, left?, right?,
        )))
    }

    fn equal(&mut self, left: &IdedExpr, right: &IdedExpr) -> Option<Condition> {
        match (word_of(left), word_of(right)) {
            (None, Some(word)) => self.one_of(left, &[(right, word)]),
            (Some(word), None) => self.one_of(right, &[(left, word)]),
            (Some(_), Some(_)) => self.fault(
                left,
                "R013",
                "two words are compared with each other".into(),
                None,
            ),
            (None, None) => {
                let (left, right) = (self.number(left), self.number(right));
                Some(Condition::Compare(Comparison::Equal, left?, right?))
            }
        }
    }

    fn contains(&mut self, word: &IdedExpr, container: &IdedExpr) -> Option<Condition> {
        if let Ast::List(list) = &container.expr {
            let mut words = Vec::new();
            for element in &list.elements {
                match word_of(element) {
                    Some(text) => words.push((element, text)),
                    None => {
                        return self.fault(
                            element,
                            "R013",
                            "only words may stand in this list".into(),
                            None,
                        );
                    }
                }
            }
            return self.one_of(word, &words);
        }
        let Some(text) = word_of(word) else {
            return self.fault(
                word,
                "R013",
                "a word in quotes is needed before `in`".into(),
                None,
            );
        };
        let (fact, name, words) = self.worded(container, "set")?;
        let FactWords::Set(words) = words else {
            return self.fault(
                container,
                "R013",
                format!("`{name}` is a choice, not a set"),
                Some(format!("write `{name} == '{text}'`")),
            );
        };
        self.word(word, text, &name, &words)
            .map(|place| Condition::Has(fact, place))
    }

    fn one_of(&mut self, choice: &IdedExpr, words: &[(&IdedExpr, &str)]) -> Option<Condition> {
        let (fact, name, known) = self.worded(choice, "choice")?;
        let FactWords::Choice(known) = known else {
            return self.fault(
                choice,
                "R013",
                format!("`{name}` is a set, not a choice"),
                Some(format!("write `'word' in {name}`")),
            );
        };
        let mut bits = 0u64;
        for (node, word) in words {
            bits |= 1 << self.word(node, word, &name, &known)?;
        }
        Some(Condition::OneOf(fact, bits))
    }

    fn word(&mut self, node: &IdedExpr, word: &str, name: &str, known: &[String]) -> Option<u8> {
        match known
            .iter()
            .position(|candidate| candidate == word)
            .and_then(|place| u8::try_from(place).ok())
        {
            Some(place) => Some(place),
            None => {
                let help = did_you_mean(word, known.iter().map(String::as_str))
                    .or_else(|| Some(format!("its words are {}", known.join(", "))));
                self.fault(
                    node,
                    "R014",
                    format!("`{word}` is not a word of `{name}`"),
                    help,
                )
            }
        }
    }

    fn worded(&mut self, node: &IdedExpr, wanted: &str) -> Option<(FactId, String, FactWords)> {
        let Ast::Ident(name) = &node.expr else {
            return self.fault(node, "R013", format!("a {wanted} is needed here"), None);
        };
        let Some(fact) = self.scope.catalogue.find(name) else {
            // An unknown name explains itself; a definition is never a choice or a set.
            return match self.name(node, name) {
                Some(_) => self.fault(node, "R013", format!("`{name}` is not a {wanted}"), None),
                None => None,
            };
        };
        match self.scope.catalogue.get(fact).map(|fact| &fact.kind) {
            Some(FieldKind::Choice(words)) => {
                Some((fact, name.clone(), FactWords::Choice(words.clone())))
            }
            Some(FieldKind::Set(words)) => {
                Some((fact, name.clone(), FactWords::Set(words.clone())))
            }
            Some(FieldKind::Bool) => self.fault(
                node,
                "R013",
                format!("`{name}` is yes or no"),
                Some(format!("write `{name}` or `!{name}`")),
            ),
            _ => self.fault(node, "R013", format!("`{name}` is not a {wanted}"), None),
        }
    }

    fn value(&mut self, node: &IdedExpr, function: &str) -> Option<ValueId> {
        match self.number(node)? {
            NumberExpr::Value(value) => Some(value),
            _ => self.fault(
                node,
                "R016",
                format!("`{function}` counts to a value of `values.yaml`"),
                None,
            ),
        }
    }

    fn at_least(&mut self, least: &IdedExpr, list: &IdedExpr) -> Option<Condition> {
        let value = self.value(least, "at_least")?;
        let Ast::List(list) = &list.expr else {
            return self.fault(
                list,
                "R013",
                "`at_least` needs a list of conditions".into(),
                None,
            );
        };
        let members: Vec<Option<Condition>> = list
            .elements
            .iter()
            .map(|element| self.condition(element))
            .collect();
        members
            .into_iter()
            .collect::<Option<Vec<_>>>()
            .map(|members| Condition::AtLeast(value, members))
    }
}

enum FactWords {
    Choice(Vec<String>),
    Set(Vec<String>),
}

fn word_of(node: &IdedExpr) -> Option<&str> {
    match &node.expr {
        Ast::Literal(LiteralValue::String(word)) => Some(word.inner()),
        _ => None,
    }
}
