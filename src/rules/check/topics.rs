//! Definitions, and the conditions of rules (SPEC 3).

use std::collections::{BTreeMap, BTreeSet};

use super::super::compile::{Scope, Type, compile};
use super::super::expr::{DefinitionId, Expr};
use super::super::finding::{Finding, Severity};
use super::super::release::{Definition, Place, Rule};
use super::super::source::{Text, TopicFile, Yes};
use super::Checker;
use super::names::Names;
use crate::facts::FactBits;

impl Checker {
    pub(super) fn topics(
        &mut self,
        files: &BTreeMap<String, String>,
        topics: Vec<(&String, TopicFile)>,
        names: &Names<'_>,
    ) -> (Vec<Definition>, Vec<Rule>, BTreeSet<String>) {
        let mut known: BTreeMap<String, (DefinitionId, Type)> = BTreeMap::new();
        let mut definitions: Vec<Definition> = Vec::new();
        let mut rules: Vec<Rule> = Vec::new();
        let mut broken: BTreeSet<String> = BTreeSet::new();
        let mut rule_ids: BTreeSet<String> = BTreeSet::new();
        for (file, topic) in topics {
            for source in topic.definitions {
                let name = source.define.value.clone();
                self.name(file, &source.define);
                if names.catalogue.find(&name).is_some()
                    || names.values.contains_key(&name)
                    || known.contains_key(&name)
                {
                    let message =
                        format!("`{name}` is already the name of a fact, a value or a definition");
                    self.at(Severity::Error, "R011", file, &source.define, message);
                    continue;
                }
                let scope = Scope {
                    catalogue: names.catalogue,
                    definitions: &known,
                    broken: &broken,
                    values: &names.values,
                };
                if source.title.is_empty() {
                    self.at(
                        Severity::Error,
                        "R010",
                        file,
                        &source.define,
                        format!("`{name}` needs a title"),
                    );
                }
                let Some(is) = self.compile(files, file, &scope, &source.is) else {
                    broken.insert(name);
                    continue;
                };
                let reads = reads(&is, &definitions);
                let shows = shows(&is, &definitions);
                known.insert(
                    name.clone(),
                    (DefinitionId(definitions.len()), Type::of(&is)),
                );
                let background = source.background == Yes::Yes;
                definitions.push(Definition {
                    name,
                    title: source.title,
                    because: source.because,
                    is,
                    place: place(file, &source.is),
                    text: source.is.value,
                    background,
                    reads,
                    shows,
                });
            }
            for source in topic.rules {
                if !rule_ids.insert(source.rule.value.clone()) {
                    let message = format!("rule `{}` stands twice", source.rule.value);
                    self.at(Severity::Error, "R011", file, &source.rule, message);
                }
                let scope = Scope {
                    catalogue: names.catalogue,
                    definitions: &known,
                    broken: &broken,
                    values: &names.values,
                };
                let when = self.compile(files, file, &scope, &source.when);
                rules.extend(self.rule(file, source, when, names, &definitions));
            }
        }
        (definitions, rules, broken)
    }

    pub(super) fn compile(
        &mut self,
        files: &BTreeMap<String, String>,
        file: &str,
        scope: &Scope<'_>,
        text: &Text,
    ) -> Option<Expr> {
        match compile(scope, &text.value) {
            Ok(expr) => Some(expr),
            Err(faults) => {
                let (line, column) = (text.defined.line(), text.defined.column());
                let written = files
                    .get(file)
                    .and_then(|all| all.lines().nth(usize::try_from(line).ok()?.checked_sub(1)?));
                // A condition on one line stands there letter by letter, after its quote if it has one.
                let start = written
                    .and_then(|line| line.find(&text.value))
                    .map(|at| at as u64 + 1);
                for fault in faults {
                    let column = start.map_or(column, |start| start + fault.offset as u64);
                    self.findings.push(Finding {
                        file: file.into(),
                        line,
                        column,
                        severity: Severity::Error,
                        code: fault.code,
                        message: fault.message,
                        help: fault.help,
                    });
                }
                None
            }
        }
    }

    pub(super) fn name(&mut self, file: &str, name: &Text) {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !name.value.starts_with(|c: char| c.is_ascii_lowercase())
            || !name.value.chars().all(plain)
        {
            let message = format!("`{}` is not in lower_snake_case", name.value);
            self.at(Severity::Error, "R010", file, name, message);
        }
    }
}

/// Where a text stands.
pub(super) fn place(file: &str, text: &Text) -> Place {
    Place {
        file: file.to_owned(),
        line: text.defined.line(),
    }
}

/// Every fact an expression reads, through definitions too.
pub(super) fn reads(expr: &Expr, definitions: &[Definition]) -> FactBits {
    let names = expr.names();
    names
        .definitions
        .iter()
        .filter_map(|&at| definitions.get(at))
        .fold(names.facts, |facts, definition| {
            facts.union(definition.reads)
        })
}

/// The facts an expression reads, but for those behind background definitions.
fn shows(expr: &Expr, definitions: &[Definition]) -> FactBits {
    let names = expr.names();
    let shown = names
        .definitions
        .iter()
        .filter_map(|&at| definitions.get(at));
    shown
        .filter(|definition| !definition.background)
        .fold(names.facts, |facts, definition| {
            facts.union(definition.shows)
        })
}
