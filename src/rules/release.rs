//! A release: read, checked, and from then on able to run without an error.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use chrono::NaiveDate;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::compile::{Scope, Type, compile};
use super::expr::{Condition, DefinitionId, Expr, ValueId};
use super::finding::{Finding, Severity};
use super::pathway::{Imaging, Term, Vocabulary};
use super::source::{
    BaselineFile, CitationFile, PathwayFile, ProfileFile, RuleFile, RuleTestFile, Text, TopicFile,
    ValueFile, Yes, read_yaml,
};
use super::terms::{Basis, IfUnknown, Outcome, ReleaseRef};
use super::words::did_you_mean;
use crate::facts::{Catalogue, FactBits, FactId};
use crate::model::{Number, Profile, Urgency};

/// A cited source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The reference as it is printed.
    pub cite: String,
    /// What of it was read.
    pub seen: String,
    /// How it was read.
    pub mark: Basis,
    /// When it was checked.
    pub checked: NaiveDate,
    /// When it must be checked again.
    pub recheck_by: NaiveDate,
    /// Where it was read.
    pub at: String,
}

/// A named, dated, cited threshold (SPEC 4).
#[derive(Debug, Clone)]
pub(crate) struct ValueDef {
    pub name: String,
    entries: Vec<(NaiveDate, Number)>,
    profiles: [Option<Number>; 3],
}

impl ValueDef {
    /// The value in force (SPEC 4.1, 4.2).
    pub fn at(&self, profile: Profile, as_of: NaiveDate) -> Number {
        if let Some(number) = self.profiles.get(profile as usize).copied().flatten() {
            return number;
        }
        let in_force = self
            .entries
            .iter()
            .rev()
            .find(|(from, _)| *from <= as_of)
            .or(self.entries.first());
        in_force.map_or(Number::whole(0), |(_, number)| *number)
    }
}

/// A named expression (SPEC 3.5).
#[derive(Debug, Clone)]
pub(crate) struct Definition {
    pub name: String,
    pub(super) is: Expr,
    pub text: String,
    pub background: bool,
    /// Every fact it reads, through other definitions too.
    pub reads: FactBits,
}

/// What a rule asks for under one profile.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Params {
    /// How fast.
    pub urgency: Option<Urgency>,
    pub(crate) due_in_days: Option<usize>,
    pub(crate) review_in_days: Option<usize>,
    /// Who is asked to see the patient, by id.
    pub destinations: Vec<String>,
    /// Pictures, by id.
    pub imaging: Vec<String>,
    /// Tests, by id.
    pub labs: Vec<String>,
    /// Examinations, by id.
    pub evaluations: Vec<String>,
}

/// What a rule is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleKind {
    /// Asks for something when its condition holds.
    Ordinary {
        /// What it does while it is unknown.
        if_unknown: IfUnknown,
    },
    /// Fires while questions are unanswered (SPEC 6.3).
    Guard {
        /// The questions.
        unanswered: Vec<FactId>,
    },
    /// Takes imaging out (SPEC 6.5).
    Suppressor {
        /// The highest urgency whose imaging it takes out.
        imaging_up_to: Urgency,
        /// Why, in one sentence.
        because: String,
    },
}

/// One rule of a release.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Identifier, unique in the release.
    pub id: String,
    /// Version.
    pub version: u32,
    /// Title.
    pub title: String,
    /// What it is for.
    pub kind: RuleKind,
    /// The condition as written.
    pub when_text: String,
    /// The sentence for the clinician; `{matched}` stands for what made it fire.
    pub clinician: String,
    /// The line to say to the assistant.
    pub assistant: Option<String>,
    /// Why the rule is there.
    pub because: String,
    /// How far its threshold is backed by a source.
    pub basis: Basis,
    /// Citations, by id.
    pub evidence: Vec<String>,
    /// Parts of the plan, by id.
    pub plan: Vec<String>,
    /// When to come back at once, by id.
    pub safety_net: Vec<String>,
    /// What it establishes, by id.
    pub findings: Vec<String>,
    /// Every fact it reads.
    pub reads: FactBits,
    pub(super) when: Condition,
    pub(super) tests: Vec<RuleTestFile>,
    pub(super) file: String,
    params: [Params; 3],
}

impl Rule {
    /// What it asks for under a profile.
    pub fn params(&self, profile: Profile) -> &Params {
        &self.params[profile as usize]
    }
}

/// A release that passed every check. Made by [`check`] alone.
#[derive(Debug, Clone)]
pub struct CheckedRelease {
    reference: ReleaseRef,
    title: String,
    hold: Urgency,
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    evidence: BTreeMap<String, Citation>,
    values: Vec<ValueDef>,
    definitions: Vec<Definition>,
    rules: Vec<Rule>,
    files: BTreeMap<String, String>,
    pub(super) baseline: BaselineFile,
}

impl CheckedRelease {
    /// Name, release and digest.
    pub fn reference(&self) -> &ReleaseRef {
        &self.reference
    }

    /// Title of the pathway.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The highest urgency an unknown rule may hold (SPEC 6.2).
    pub fn hold(&self) -> Urgency {
        self.hold
    }

    /// The facts its rules may read.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// What its rules may ask for.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The sources it cites, by id.
    pub fn evidence(&self) -> &BTreeMap<String, Citation> {
        &self.evidence
    }

    /// Its rules, in order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Its files by name, as they were read.
    pub fn files(&self) -> &BTreeMap<String, String> {
        &self.files
    }

    /// The same release with its rules in another order; for the property that order is irrelevant.
    #[must_use]
    pub fn with_rules_ordered_by(mut self, key: impl Fn(&Rule) -> u64) -> Self {
        self.rules.sort_by_key(|rule| key(rule));
        self
    }

    /// Every definition and rule condition as CEL text, definitions first, in the order in which
    /// they can be evaluated; for comparison with another CEL implementation.
    pub fn conditions(&self) -> impl Iterator<Item = (&str, &str)> {
        let definitions = self
            .definitions
            .iter()
            .map(|d| (d.name.as_str(), d.text.as_str()));
        definitions.chain(
            self.rules
                .iter()
                .map(|rule| (rule.id.as_str(), rule.when_text.as_str())),
        )
    }

    /// How many of [`CheckedRelease::conditions`] are definitions.
    pub fn definition_count(&self) -> usize {
        self.definitions.len()
    }

    /// Every value in force on that day, by name.
    pub fn values_in_force(
        &self,
        profile: Profile,
        as_of: NaiveDate,
    ) -> impl Iterator<Item = (&str, Number)> {
        self.values
            .iter()
            .map(move |value| (value.name.as_str(), value.at(profile, as_of)))
    }

    pub(crate) fn values(&self) -> &[ValueDef] {
        &self.values
    }

    pub(crate) fn definitions(&self) -> &[Definition] {
        &self.definitions
    }
}

const LOCK: &str = "release.lock";

/// The text of `release.lock` for these files (SPEC 1.3): one line for each file and one for all.
pub fn lock(files: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    for (name, content) in files.iter().filter(|(name, _)| name.as_str() != LOCK) {
        let _ = writeln!(text, "{} {name}", sha256(content.as_bytes()));
    }
    let whole = sha256(text.as_bytes());
    let _ = writeln!(text, "{whole} *");
    text
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::from("sha256:"), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn digest(lock: &str) -> String {
    lock.lines()
        .last()
        .and_then(|line| line.split(' ').next())
        .unwrap_or_default()
        .to_owned()
}

/// Checks the files of a release against the catalogues of the forms at hand.
///
/// `today` is the day against which citations are due for a recheck.
///
/// # Errors
///
/// Every finding, errors and warnings, sorted by file and line, if there is an error among them.
pub fn check(
    files: &BTreeMap<String, String>,
    catalogues: &[Catalogue],
    today: NaiveDate,
) -> Result<(CheckedRelease, Vec<Finding>), Vec<Finding>> {
    let mut checker = Checker {
        findings: Vec::new(),
        today,
    };
    let release = checker.release(files, catalogues);
    let mut findings = checker.findings;
    findings.sort();
    findings.dedup();
    match release {
        Some(release) if findings.iter().all(|f| f.severity != Severity::Error) => {
            Ok((release, findings))
        }
        _ => Err(findings),
    }
}

struct Checker {
    findings: Vec<Finding>,
    today: NaiveDate,
}

/// What the rules of all topic files are checked against.
struct Names<'a> {
    catalogue: &'a Catalogue,
    vocabulary: &'a Vocabulary,
    evidence: &'a BTreeMap<String, Citation>,
    values: BTreeMap<String, ValueId>,
    profiles: [ProfileFile; 3],
}

impl Checker {
    fn add(
        &mut self,
        severity: Severity,
        code: &'static str,
        file: &str,
        message: String,
        help: Option<String>,
    ) {
        self.findings.push(Finding {
            file: file.into(),
            line: 0,
            column: 0,
            severity,
            code,
            message,
            help,
        });
    }

    fn error(&mut self, code: &'static str, file: &str, message: String, help: Option<String>) {
        self.add(Severity::Error, code, file, message, help);
    }

    fn at(
        &mut self,
        severity: Severity,
        code: &'static str,
        file: &str,
        place: &Text,
        message: String,
    ) {
        self.at_with_help(severity, code, file, place, (message, None));
    }

    fn at_with_help(
        &mut self,
        severity: Severity,
        code: &'static str,
        file: &str,
        place: &Text,
        (message, help): (String, Option<String>),
    ) {
        let (line, column) = (place.defined.line(), place.defined.column());
        self.findings.push(Finding {
            file: file.into(),
            line,
            column,
            severity,
            code,
            message,
            help,
        });
    }

    fn read<T: serde::de::DeserializeOwned>(
        &mut self,
        files: &BTreeMap<String, String>,
        name: &str,
    ) -> Option<T> {
        let Some(text) = files.get(name) else {
            self.error(
                "R003",
                name,
                "the file is missing".into(),
                Some("add it; see `rules/README.md`".into()),
            );
            return None;
        };
        read_yaml(name, text)
            .map_err(|finding| self.findings.push(finding))
            .ok()
    }

    fn release(
        &mut self,
        files: &BTreeMap<String, String>,
        catalogues: &[Catalogue],
    ) -> Option<CheckedRelease> {
        let locked = lock(files);
        match files.get(LOCK) {
            Some(text) if *text == locked => {}
            Some(_) => self.error(
                "R004",
                LOCK,
                "a file was changed after the release was locked".into(),
                Some("a released folder never changes: copy it to a new release, or run `rules lock` on a draft".into()),
            ),
            None => self.add(Severity::Warning, "R004", LOCK, "the release is not locked".into(), None),
        }
        for name in files.keys() {
            let known = [
                "pathway.yaml",
                "values.yaml",
                "evidence.yaml",
                "baseline.yaml",
                LOCK,
            ]
            .contains(&name.as_str())
                || name.starts_with("profiles/")
                || (name.starts_with("topics/") && name.ends_with(".yaml"));
            if !known {
                self.error(
                    "R003",
                    name,
                    "the file does not belong to a release".into(),
                    None,
                );
            }
        }
        let pathway: Option<PathwayFile> = self.read(files, "pathway.yaml");
        let values: Option<BTreeMap<String, ValueFile>> = self.read(files, "values.yaml");
        let evidence: Option<BTreeMap<String, CitationFile>> = self.read(files, "evidence.yaml");
        let baseline: Option<BaselineFile> = self.read(files, "baseline.yaml");
        let us = self.profile(files, Profile::Us);
        let uk = self.profile(files, Profile::Uk);
        let cautious = self.profile(files, Profile::Cautious);
        let topics: Vec<(&String, TopicFile)> = files
            .keys()
            .filter(|name| name.starts_with("topics/"))
            .filter_map(|name| self.read(files, name).map(|topic| (name, topic)))
            .collect();
        let (pathway, values, evidence) = (pathway?, values?, evidence?);
        let profiles = [us?, uk?, cautious?];

        let wanted = &pathway.form;
        let Some(catalogue) = catalogues.iter().find(|catalogue| {
            catalogue.form() == wanted.name && catalogue.version() == wanted.version
        }) else {
            let message = format!(
                "form `{}` version `{}` is not among the forms",
                wanted.name, wanted.version
            );
            self.error(
                "R005",
                "pathway.yaml",
                message,
                Some("add it under `schemas/intake`".into()),
            );
            return None;
        };
        let evidence = self.evidence(evidence);
        let vocabulary = vocabulary(pathway.vocabulary);
        let values = self.values(values, &evidence, &profiles);
        let names = Names {
            catalogue,
            vocabulary: &vocabulary,
            evidence: &evidence,
            values: values
                .iter()
                .enumerate()
                .map(|(at, value)| (value.name.clone(), ValueId(at)))
                .collect(),
            profiles,
        };
        let (definitions, rules) = self.topics(files, topics, &names);
        self.profile_rules(&names, &rules);
        self.unused(&definitions, &rules, &values);
        for name in baseline.iter().flat_map(|baseline| baseline.answers.keys()) {
            if catalogue.find(name).is_none() {
                let help = did_you_mean(
                    name,
                    catalogue.facts().iter().map(|fact| fact.name.as_str()),
                );
                self.error(
                    "R012",
                    "baseline.yaml",
                    format!("`{name}` is no fact"),
                    help,
                );
            }
        }
        Some(CheckedRelease {
            reference: ReleaseRef {
                name: pathway.pathway,
                release: pathway.release,
                digest: digest(&locked),
            },
            title: pathway.title,
            hold: pathway.hold,
            catalogue: catalogue.clone(),
            vocabulary,
            evidence,
            values,
            definitions,
            rules,
            files: files.clone(),
            baseline: baseline?,
        })
    }

    fn profile(
        &mut self,
        files: &BTreeMap<String, String>,
        profile: Profile,
    ) -> Option<ProfileFile> {
        let name = format!("profiles/{profile}.yaml");
        let file: ProfileFile = self.read(files, &name)?;
        if file.profile != profile {
            self.error(
                "R003",
                &name,
                format!("the file says `profile: {}`", file.profile),
                None,
            );
        }
        Some(file)
    }

    fn evidence(&mut self, files: BTreeMap<String, CitationFile>) -> BTreeMap<String, Citation> {
        for (id, citation) in &files {
            if citation.recheck_by < self.today {
                let message = format!("`{id}` was due for a recheck on {}", citation.recheck_by);
                let help =
                    Some("read the source again, then set `checked` and `recheck_by`".into());
                self.add(Severity::Warning, "R030", "evidence.yaml", message, help);
            }
        }
        files
            .into_iter()
            .map(|(id, file)| {
                let CitationFile {
                    cite,
                    seen,
                    mark,
                    checked,
                    recheck_by,
                    at,
                } = file;
                (
                    id,
                    Citation {
                        cite,
                        seen,
                        mark,
                        checked,
                        recheck_by,
                        at,
                    },
                )
            })
            .collect()
    }

    fn cites(&mut self, file: &str, ids: &[Text], evidence: &BTreeMap<String, Citation>) {
        for id in ids.iter().filter(|id| !evidence.contains_key(&id.value)) {
            let help = did_you_mean(&id.value, evidence.keys().map(String::as_str));
            let message = format!("`{}` is not in `evidence.yaml`", id.value);
            self.at_with_help(Severity::Error, "R021", file, id, (message, help));
        }
    }

    fn values(
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
                let number = number(&replaced.is.value);
                if number.is_none() || replaced.because.is_empty() {
                    let file = format!("profiles/{profile}.yaml");
                    self.error(
                        "R022",
                        &file,
                        format!("`{name}` needs a number and a `because`"),
                        None,
                    );
                }
                number
            });
            values.push(ValueDef {
                name,
                entries,
                profiles: replaced,
            });
        }
        values
    }

    fn topics(
        &mut self,
        files: &BTreeMap<String, String>,
        topics: Vec<(&String, TopicFile)>,
        names: &Names<'_>,
    ) -> (Vec<Definition>, Vec<Rule>) {
        let mut known: BTreeMap<String, (DefinitionId, Type)> = BTreeMap::new();
        let mut definitions: Vec<Definition> = Vec::new();
        let mut rules: Vec<Rule> = Vec::new();
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
                    continue;
                };
                let reads = reads(&is, &definitions);
                let kind = match is {
                    Expr::Condition(_) => Type::Bool,
                    Expr::Number(_) => Type::Number,
                    Expr::Date(_) => Type::Date,
                };
                known.insert(name.clone(), (DefinitionId(definitions.len()), kind));
                let background = source.background == Yes::Yes;
                definitions.push(Definition {
                    name,
                    is,
                    text: source.is.value,
                    background,
                    reads,
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
                    values: &names.values,
                };
                let when = self.compile(files, file, &scope, &source.when);
                rules.extend(self.rule(file, source, when, names, &definitions));
            }
        }
        (definitions, rules)
    }

    fn compile(
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

    fn name(&mut self, file: &str, name: &Text) {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !name.value.starts_with(|c: char| c.is_ascii_lowercase())
            || !name.value.chars().all(plain)
        {
            let message = format!("`{}` is not in lower_snake_case", name.value);
            self.at(Severity::Error, "R010", file, name, message);
        }
    }

    fn rule(
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
        let mut read = reads(&Expr::Condition(when.clone()), definitions);
        if let RuleKind::Guard { unanswered } = &kind {
            unanswered.iter().for_each(|&fact| read.insert(fact));
        }
        Some(Rule {
            version: source.version,
            title: source.title,
            kind,
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
            when,
            tests: source.tests,
            file: file.to_owned(),
            params,
            id,
        })
    }

    fn rule_tests(&mut self, file: &str, source: &RuleFile) {
        let has = |outcome| source.tests.iter().any(|test| test.expect == outcome);
        let always = source.when.value.trim() == "true";
        let missing: Vec<&str> = [
            ("fired", has(Outcome::Fired)),
            ("silent", has(Outcome::Silent) || always),
            (
                "unknown",
                has(Outcome::Unknown) || always || source.unanswered.is_some(),
            ),
        ]
        .iter()
        .filter(|(_, there)| !there)
        .map(|(word, _)| *word)
        .collect();
        if !missing.is_empty() {
            let message = format!(
                "`{}` has no test in which it is {}",
                source.rule.value,
                missing.join(" or ")
            );
            self.at(Severity::Error, "R031", file, &source.rule, message);
        }
    }

    fn kind(&mut self, file: &str, source: &RuleFile, names: &Names<'_>) -> Option<RuleKind> {
        let id = &source.rule;
        match (&source.unanswered, &source.suppress, source.if_unknown) {
            (Some(facts), None, None) => {
                let mut unanswered = Vec::new();
                for fact in facts {
                    match names.catalogue.find(&fact.value) {
                        Some(found) => unanswered.push(found),
                        None => {
                            let known = names
                                .catalogue
                                .facts()
                                .iter()
                                .map(|fact| fact.name.as_str());
                            let help = did_you_mean(&fact.value, known);
                            let message = format!("`{}` is no fact", fact.value);
                            self.at_with_help(Severity::Error, "R012", file, fact, (message, help));
                        }
                    }
                }
                Some(RuleKind::Guard { unanswered })
            }
            (None, Some(suppress), None) => {
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
            (None, None, Some(if_unknown)) => {
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
                    "`{}` needs exactly one of `if_unknown`, `unanswered`, `suppress`",
                    id.value
                );
                self.at(Severity::Error, "R024", file, id, message);
                None
            }
        }
    }

    fn ids<T>(
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

    fn days(&mut self, file: &str, name: Option<&Text>, names: &Names<'_>) -> Option<usize> {
        let name = name?;
        let found = names.values.get(&name.value).map(|value| value.0);
        if found.is_none() {
            let help = did_you_mean(&name.value, names.values.keys().map(String::as_str));
            let message = format!("`{}` is not in `values.yaml`", name.value);
            self.at_with_help(Severity::Error, "R022", file, name, (message, help));
        }
        found
    }

    fn params(&mut self, profile: Profile, id: &str, base: &Params, names: &Names<'_>) -> Params {
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
    fn profile_rules(&mut self, names: &Names<'_>, rules: &[Rule]) {
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

    fn unused(&mut self, definitions: &[Definition], rules: &[Rule], values: &[ValueDef]) {
        let mut used_definitions = BTreeSet::new();
        let mut used_values = BTreeSet::new();
        let expressions = definitions.iter().map(|definition| definition.is.clone());
        for expr in expressions.chain(rules.iter().map(|rule| Expr::Condition(rule.when.clone()))) {
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

fn reads(expr: &Expr, definitions: &[Definition]) -> FactBits {
    let names = expr.names();
    names
        .definitions
        .iter()
        .filter_map(|&at| definitions.get(at))
        .fold(names.facts, |facts, definition| {
            facts.union(definition.reads)
        })
}

fn vocabulary(file: super::source::VocabularyFile) -> Vocabulary {
    let terms = |terms: BTreeMap<String, super::source::TermFile>| {
        terms
            .into_iter()
            .map(|(id, term)| {
                (
                    id,
                    Term {
                        text: term.text,
                        ask: String::new(),
                        own_care: false,
                    },
                )
            })
            .collect()
    };
    Vocabulary {
        destinations: file
            .destinations
            .into_iter()
            .map(|(id, term)| {
                (
                    id,
                    Term {
                        text: term.text,
                        ask: term.ask,
                        own_care: term.own_care == Yes::Yes,
                    },
                )
            })
            .collect(),
        imaging: file
            .imaging
            .into_iter()
            .map(|(id, imaging)| {
                let super::source::ImagingFile {
                    text,
                    modality,
                    regions,
                    contrast,
                } = imaging;
                (
                    id,
                    Imaging {
                        text,
                        modality,
                        regions,
                        contrast,
                    },
                )
            })
            .collect(),
        labs: terms(file.labs),
        evaluations: terms(file.evaluations),
        plan: terms(file.plan),
        safety_net: terms(file.safety_net),
        findings: terms(file.findings),
    }
}
