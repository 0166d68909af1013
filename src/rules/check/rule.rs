//! One rule: its form, what it asks for under each profile, and its tests (SPEC 6 and 7).

use std::collections::BTreeMap;

use super::super::expr::Expr;
use super::super::finding::Severity;
use super::super::release::{Definition, Params, Rule, RuleKind};
use super::super::source::{RuleFile, Text};
use super::super::terms::{Basis, IfUnknown, Outcome};
use super::super::words::did_you_mean;
use super::Checker;
use super::names::Names;
use super::topics::{place, reads};
use crate::facts::FactId;
use crate::model::{Profile, Urgency};

impl Checker {
    pub(super) fn rule(
        &mut self,
        file: &str,
        source: RuleFile,
        when: Option<Expr>,
        names: &Names<'_>,
        definitions: &[Definition],
    ) -> Option<Rule> {
        self.name(file, &source.rule);
        let id = source.rule.value.clone();
        self.cites(file, &source.evidence, names.evidence);
        if source.evidence.is_empty()
            && matches!(
                source.basis,
                Basis::Verified | Basis::Secondary | Basis::Partial
            )
        {
            let message =
                format!("`{id}` has basis `verified`, `secondary` or `partial` and cites nothing");
            self.at(Severity::Error, "R021", file, &source.rule, message);
        }
        if source.title.is_empty()
            || source.because.is_empty()
            || source.say.clinician.value.is_empty()
        {
            let message =
                format!("`{id}` needs a title, a `because` and a sentence for the clinician");
            self.at(Severity::Error, "R010", file, &source.rule, message);
        }
        if let Some(assistant) = &source.say.assistant
            && assistant.value.split_whitespace().count() > 25
        {
            let message = format!("the line of `{id}` for the assistant has more than 25 words");
            self.at(Severity::Error, "R033", file, assistant, message);
        }
        self.rule_tests(file, &source);
        let kind = self.kind(file, &source, names)?;
        let when = match when? {
            Expr::Condition(condition) => condition,
            Expr::Number(_) | Expr::Date(_) => {
                self.at(
                    Severity::Error,
                    "R013",
                    file,
                    &source.when,
                    format!("the condition of `{id}` is not yes or no"),
                );
                return None;
            }
        };
        let vocabulary = names.vocabulary;
        let then = &source.then;
        let base = Params {
            urgency: then.urgency,
            due_in_days: self.days(file, then.due_in_days.as_ref(), names),
            review_in_days: self.days(file, then.review_in_days.as_ref(), names),
            destinations: self.ids(file, &then.destinations, &vocabulary.destinations),
            imaging: self.ids(file, &then.imaging, &vocabulary.imaging),
            labs: self.ids(file, &then.labs, &vocabulary.labs),
            evaluations: self.ids(file, &then.evaluations, &vocabulary.evaluations),
        };
        let params = Profile::ALL.map(|profile| self.params(profile, &id, &base, names));
        let differs = Profile::ALL.map(|profile| {
            let replace = names.profiles[profile as usize].rules.get(&id)?;
            Some(replace.because.value.clone())
        });
        let mut read = reads(&Expr::Condition(when.clone()), definitions);
        if let RuleKind::Guard { unanswered } = &kind {
            unanswered.iter().for_each(|&fact| read.insert(fact));
        }
        Some(Rule {
            version: source.version,
            title: source.title,
            kind,
            place: place(file, &source.when),
            when_text: source.when.value,
            clinician: source.say.clinician.value,
            assistant: source.say.assistant.map(|text| text.value),
            because: source.because,
            basis: source.basis,
            evidence: source.evidence.into_iter().map(|id| id.value).collect(),
            plan: self.ids(file, &source.then.plan, &vocabulary.plan),
            safety_net: self.ids(file, &source.then.safety_net, &vocabulary.safety_net),
            findings: self.ids(file, &source.then.findings, &vocabulary.findings),
            reads: read,
            read_at: String::new(),
            when,
            tests: source.tests,
            file: file.to_owned(),
            params,
            differs,
            id,
        })
    }

    pub(super) fn rule_tests(&mut self, file: &str, source: &RuleFile) {
        let has = |outcome| source.tests.iter().any(|test| test.expect == outcome);
        let always = source.when.value.trim() == "true";
        let tested = [
            ("fired", has(Outcome::Fired)),
            ("silent", has(Outcome::Silent) || always),
            (
                "unknown",
                has(Outcome::Unknown) || always || source.unanswered.is_some(),
            ),
        ];
        self.untested(file, &source.rule, &tested);
    }

    /// Says in which of the outcomes a rule or contraindication has no test.
    pub(super) fn untested(&mut self, file: &str, id: &Text, tested: &[(&str, bool)]) {
        let missing: Vec<&str> = tested
            .iter()
            .filter(|(_, there)| !there)
            .map(|(word, _)| *word)
            .collect();
        if !missing.is_empty() {
            let message = format!(
                "`{}` has no test in which it is {}",
                id.value,
                missing.join(" or ")
            );
            self.at(Severity::Error, "R031", file, id, message);
        }
    }

    pub(super) fn kind(
        &mut self,
        file: &str,
        source: &RuleFile,
        names: &Names<'_>,
    ) -> Option<RuleKind> {
        let id = &source.rule;
        match (
            &source.unanswered,
            &source.suppress,
            &source.swap,
            source.if_unknown,
        ) {
            (None, None, Some(swap), None) => {
                if source.then.urgency.is_some() {
                    let message = format!("swap `{}` has no urgency of its own", id.value);
                    self.at(Severity::Error, "R024", file, id, message);
                }
                let pictures = &names.vocabulary.imaging;
                for asked in swap.imaging.keys().filter(|id| !pictures.contains_key(*id)) {
                    let help = did_you_mean(asked, pictures.keys().map(String::as_str));
                    let message = format!("`{asked}` is not in the vocabulary of the pathway");
                    self.at_with_help(Severity::Error, "R020", file, id, (message, help));
                }
                let instead: Vec<Text> = swap.imaging.values().cloned().collect();
                let instead = self.ids(file, &instead, pictures);
                Some(RuleKind::Swap {
                    imaging: swap.imaging.keys().cloned().zip(instead).collect(),
                    because: swap.because.clone(),
                })
            }
            (Some(facts), None, None, None) => {
                let mut unanswered = Vec::new();
                for fact in facts {
                    unanswered.extend(self.fact(file, fact, names));
                }
                Some(RuleKind::Guard { unanswered })
            }
            (None, Some(suppress), None, None) => {
                if suppress.imaging_up_to > Urgency::Routine || source.then.urgency.is_some() {
                    let message = format!(
                        "suppressor `{}` may reach `routine` at most and has no urgency",
                        id.value
                    );
                    self.at(Severity::Error, "R024", file, id, message);
                }
                Some(RuleKind::Suppressor {
                    imaging_up_to: suppress.imaging_up_to,
                    because: suppress.because.clone(),
                })
            }
            (None, None, None, Some(if_unknown)) => {
                if if_unknown == IfUnknown::Ignore && source.then.urgency >= Some(Urgency::Routine)
                {
                    let message = format!(
                        "`{}` is `routine` or above and may not be ignored while unknown",
                        id.value
                    );
                    let help = Some("use `ask` or `escalate`".into());
                    self.at_with_help(Severity::Error, "R023", file, id, (message, help));
                }
                if if_unknown != IfUnknown::Ignore && source.then.urgency.is_none() {
                    let message = format!(
                        "`{}` has no urgency, so there is nothing to ask for",
                        id.value
                    );
                    let help = Some("use `if_unknown: ignore`".into());
                    self.at_with_help(Severity::Error, "R023", file, id, (message, help));
                }
                Some(RuleKind::Ordinary { if_unknown })
            }
            _ => {
                let message = format!(
                    "`{}` needs exactly one of `if_unknown`, `unanswered`, `suppress`, `swap`",
                    id.value
                );
                self.at(Severity::Error, "R024", file, id, message);
                None
            }
        }
    }

    /// The fact of that name.
    pub(super) fn fact(&mut self, file: &str, name: &Text, names: &Names<'_>) -> Option<FactId> {
        let found = names.catalogue.find(&name.value);
        if found.is_none() {
            let known = names.catalogue.facts().iter();
            let help = did_you_mean(&name.value, known.map(|fact| fact.name.as_str()));
            let message = format!("`{}` is no fact", name.value);
            self.at_with_help(Severity::Error, "R012", file, name, (message, help));
        }
        found
    }

    pub(super) fn ids<T>(
        &mut self,
        file: &str,
        ids: &[Text],
        vocabulary: &BTreeMap<String, T>,
    ) -> Vec<String> {
        for id in ids.iter().filter(|id| !vocabulary.contains_key(&id.value)) {
            let help = did_you_mean(&id.value, vocabulary.keys().map(String::as_str));
            let message = format!("`{}` is not in the vocabulary of the pathway", id.value);
            self.at_with_help(Severity::Error, "R020", file, id, (message, help));
        }
        ids.iter().map(|id| id.value.clone()).collect()
    }

    pub(super) fn days(
        &mut self,
        file: &str,
        name: Option<&Text>,
        names: &Names<'_>,
    ) -> Option<usize> {
        let name = name?;
        let found = names.values.get(&name.value).map(|value| value.0);
        if found.is_none() {
            let help = did_you_mean(&name.value, names.values.keys().map(String::as_str));
            let message = format!("`{}` is not in `values.yaml`", name.value);
            self.at_with_help(Severity::Error, "R022", file, name, (message, help));
        }
        found
    }

    pub(super) fn params(
        &mut self,
        profile: Profile,
        id: &str,
        base: &Params,
        names: &Names<'_>,
    ) -> Params {
        let mut params = base.clone();
        let file = format!("profiles/{profile}.yaml");
        if let Some(replace) = names.profiles[profile as usize].rules.get(id) {
            let vocabulary = names.vocabulary;
            if let Some(urgency) = replace.urgency {
                params.urgency = Some(urgency);
            }
            if replace.due_in_days.is_some() {
                params.due_in_days = self.days(&file, replace.due_in_days.as_ref(), names);
            }
            if replace.review_in_days.is_some() {
                params.review_in_days = self.days(&file, replace.review_in_days.as_ref(), names);
            }
            if let Some(ids) = &replace.destinations {
                params.destinations = self.ids(&file, ids, &vocabulary.destinations);
            }
            if let Some(ids) = &replace.imaging {
                params.imaging = self.ids(&file, ids, &vocabulary.imaging);
            }
            if let Some(ids) = &replace.labs {
                params.labs = self.ids(&file, ids, &vocabulary.labs);
            }
            if let Some(ids) = &replace.evaluations {
                params.evaluations = self.ids(&file, ids, &vocabulary.evaluations);
            }
        }
        params
    }

    /// SPEC 7.2 and 7.3.
    pub(super) fn profile_rules(&mut self, names: &Names<'_>, rules: &[Rule]) {
        for profile in &names.profiles {
            for (id, replace) in &profile.rules {
                let file = format!("profiles/{}.yaml", profile.profile);
                let Some(rule) = rules.iter().find(|rule| rule.id == *id) else {
                    let help = did_you_mean(id, rules.iter().map(|rule| rule.id.as_str()));
                    self.at_with_help(
                        Severity::Error,
                        "R025",
                        &file,
                        &replace.because,
                        (format!("`{id}` is no rule of this release"), help),
                    );
                    continue;
                };
                let ignored = matches!(
                    rule.kind,
                    RuleKind::Ordinary {
                        if_unknown: IfUnknown::Ignore
                    }
                );
                if ignored && replace.urgency >= Some(Urgency::Routine) {
                    let message = format!(
                        "`{id}` is ignored while unknown and may not become `routine` or above"
                    );
                    self.at(Severity::Error, "R023", &file, &replace.because, message);
                }
            }
        }
        for rule in rules {
            let most = rule
                .params(Profile::Us)
                .urgency
                .max(rule.params(Profile::Uk).urgency);
            if rule.params(Profile::Cautious).urgency < most {
                let message = format!(
                    "`{}` is less urgent under `cautious` than under `us` or `uk`",
                    rule.id
                );
                self.error("R025", "profiles/cautious.yaml", message, None);
            }
        }
    }
}
