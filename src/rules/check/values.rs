//! Named, dated, cited thresholds (SPEC 4).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value as Json;

use super::super::expr::Expr;
use super::super::finding::Severity;
use super::super::release::{Citation, Definition, ReplacedValue, Rule, ValueDef};
use super::super::source::{ProfileFile, ValueFile};
use super::super::terms::Basis;
use super::super::treatment::Care;
use super::super::words::did_you_mean;
use super::Checker;
use crate::model::{Number, Profile};

impl Checker {
    pub(super) fn values(
        &mut self,
        files: BTreeMap<String, ValueFile>,
        evidence: &BTreeMap<String, Citation>,
        profiles: &[ProfileFile; 3],
    ) -> Vec<ValueDef> {
        for profile in profiles {
            for name in profile
                .values
                .keys()
                .filter(|name| !files.contains_key(*name))
            {
                let help = did_you_mean(name, files.keys().map(String::as_str));
                let file = format!("profiles/{}.yaml", profile.profile);
                self.error(
                    "R022",
                    &file,
                    format!("`{name}` is not in `values.yaml`"),
                    help,
                );
            }
        }
        let mut values = Vec::new();
        for (name, file) in files {
            self.cites("values.yaml", &file.evidence, evidence);
            if file.evidence.is_empty()
                && matches!(
                    file.basis,
                    Basis::Verified | Basis::Secondary | Basis::Partial
                )
            {
                let message = format!(
                    "`{name}` has basis `verified`, `secondary` or `partial` and no source"
                );
                self.error("R021", "values.yaml", message, None);
            }
            if file.title.is_empty() || file.values.is_empty() {
                self.error(
                    "R022",
                    "values.yaml",
                    format!("`{name}` needs a title and at least one dated value"),
                    None,
                );
            }
            let mut entries: Vec<(NaiveDate, Number)> = Vec::new();
            for dated in &file.values {
                match number(&dated.is.value) {
                    Some(number) => entries.push((dated.from, number)),
                    None => self.error(
                        "R022",
                        "values.yaml",
                        format!("`{name}` is not a number"),
                        None,
                    ),
                }
            }
            entries.sort_by_key(|(from, _)| *from);
            let replaced = [Profile::Us, Profile::Uk, Profile::Cautious].map(|profile| {
                let replaced = profiles[profile as usize].values.get(&name)?;
                let is = number(&replaced.is.value);
                if is.is_none() || replaced.because.is_empty() {
                    let file = format!("profiles/{profile}.yaml");
                    self.error(
                        "R022",
                        &file,
                        format!("`{name}` needs a number and a `because`"),
                        None,
                    );
                }
                let because = replaced.because.clone();
                is.map(|is| ReplacedValue { is, because })
            });
            values.push(ValueDef {
                name,
                title: file.title,
                unit: file.unit,
                basis: file.basis,
                evidence: file.evidence.into_iter().map(|id| id.value).collect(),
                because: file.because,
                entries,
                profiles: replaced,
            });
        }
        values
    }

    pub(super) fn unused(
        &mut self,
        definitions: &[Definition],
        rules: &[Rule],
        care: Option<&Care>,
        values: &[ValueDef],
    ) {
        let mut used_definitions = BTreeSet::new();
        let mut used_values = BTreeSet::new();
        let expressions = definitions.iter().map(|definition| definition.is.clone());
        let conditions = (rules.iter().map(|rule| &rule.when))
            .chain(care.iter().flat_map(|care| care.conditions()))
            .map(|when| Expr::Condition(when.clone()));
        for expr in expressions.chain(conditions) {
            let names = expr.names();
            used_definitions.extend(names.definitions);
            used_values.extend(names.values);
        }
        for params in rules.iter().flat_map(|rule| &rule.params) {
            used_values.extend(params.due_in_days.into_iter().chain(params.review_in_days));
        }
        for (at, definition) in definitions
            .iter()
            .enumerate()
            .filter(|(at, _)| !used_definitions.contains(at))
        {
            let _ = at;
            self.add(
                Severity::Warning,
                "R032",
                "topics",
                format!("definition `{}` is never used", definition.name),
                None,
            );
        }
        for (_, value) in values
            .iter()
            .enumerate()
            .filter(|(at, _)| !used_values.contains(at))
        {
            self.add(
                Severity::Warning,
                "R032",
                "values.yaml",
                format!("value `{}` is never used", value.name),
                None,
            );
        }
    }
}

fn number(json: &Json) -> Option<Number> {
    match json {
        Json::Number(number) => Number::parse(&number.to_string()),
        _ => None,
    }
}
