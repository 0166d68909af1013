//! A release that passed every check, able to run without an error. Made in `check` alone.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::attributes::Attributes;
use super::coding::Coding;
use super::compiled::{Program, Programs, roots};
use super::expr::{Condition, Expr};
use super::pathway::Vocabulary;
use super::source::{BaselineFile, RuleTestFile};
use super::terms::{Basis, IfUnknown, Outcome, ReleaseRef};
use super::treatment::Care;
use super::words::did_you_mean;
use crate::facts::{Catalogue, FactBits, FactId};
use crate::model::{Number, Profile, Urgency};

/// Where something stands in a release.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// File, relative to the release.
    pub file: String,
    /// Line, counted from one.
    pub line: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

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
    pub title: String,
    /// UCUM unit.
    pub unit: String,
    pub basis: Basis,
    /// Citations, by id.
    pub evidence: Vec<String>,
    /// What to know about it, where its sources do not say it.
    pub because: Option<String>,
    pub(super) entries: Vec<(NaiveDate, Number)>,
    pub(super) profiles: [Option<ReplacedValue>; 3],
}

/// What a profile puts in the place of a value, and why (SPEC 7.2).
#[derive(Debug, Clone)]
pub(crate) struct ReplacedValue {
    pub is: Number,
    pub because: String,
}

impl ValueDef {
    /// The value in force (SPEC 4.1, 4.2).
    pub fn at(&self, profile: Profile, as_of: NaiveDate) -> Number {
        if let Some(replaced) = self.profiles.get(profile as usize).and_then(Option::as_ref) {
            return replaced.is;
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
    pub title: String,
    /// What to know about it.
    pub because: Option<String>,
    pub(crate) is: Expr,
    pub text: String,
    pub place: Place,
    pub background: bool,
    /// Every fact it reads, through other definitions too.
    pub reads: FactBits,
    /// The facts of these that reasons name: none read through background definitions.
    pub shows: FactBits,
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
    /// Puts other pictures in the place of some (SPEC 6.7).
    Swap {
        /// The picture asked for, and the one in its place, by id.
        imaging: BTreeMap<String, String>,
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
    /// The places of these among [`CheckedRelease::read`], in runs: `0-12,15`.
    pub read_at: String,
    pub(crate) when: Condition,
    pub(super) tests: Vec<RuleTestFile>,
    pub(crate) file: String,
    /// Where its condition stands.
    pub(super) place: Place,
    pub(super) params: [Params; 3],
    /// Why a profile asks for something else.
    pub(super) differs: [Option<String>; 3],
}

impl Rule {
    /// Its tests: what each expects, and its name.
    pub fn tests(&self) -> impl Iterator<Item = (Outcome, &str)> {
        self.tests
            .iter()
            .map(|test| (test.expect, test.name.value.as_str()))
    }

    /// What it asks for under a profile.
    pub fn params(&self, profile: Profile) -> &Params {
        &self.params[profile as usize]
    }
}

/// What one source says on a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// Who.
    pub by: String,
    /// What.
    pub says: String,
    /// Citations, by id.
    pub evidence: Vec<String>,
}

/// A question on which sources disagree, and what the release does (SPEC 12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Identifier.
    pub id: String,
    /// The question.
    pub question: String,
    /// What each source says.
    pub positions: Vec<Position>,
    /// What the release does under each profile, in words.
    pub choices: [String; 3],
    /// The rules that carry the choice, by id.
    pub rules: Vec<String>,
    /// The values that carry it.
    pub values: Vec<String>,
    /// The treatments that carry it, by id.
    pub treatments: Vec<String>,
}

/// A release that passed every check. Made by [`check()`](super::check()) alone.
#[derive(Debug, Clone)]
pub struct CheckedRelease {
    pub(super) reference: ReleaseRef,
    pub(super) title: String,
    pub(super) hold: Urgency,
    pub(super) hold_destination: Option<String>,
    pub(super) catalogue: Catalogue,
    pub(super) vocabulary: Vocabulary,
    pub(super) evidence: BTreeMap<String, Citation>,
    pub(super) values: Vec<ValueDef>,
    pub(super) definitions: Vec<Definition>,
    pub(super) rules: Vec<Rule>,
    pub(super) read: FactBits,
    pub(super) care: Option<Care>,
    pub(super) codes: Vec<Coding>,
    pub(super) conflicts: Vec<Conflict>,
    pub(super) attributes: Option<Attributes>,
    pub(super) recheck_grace_days: u32,
    pub(super) files: BTreeMap<String, String>,
    pub(super) baseline: BaselineFile,
    pub(super) programs: Programs,
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

    /// Who sees a patient for whom an unknown rule holds (SPEC 8.12), by id.
    pub fn hold_destination(&self) -> Option<&str> {
        self.hold_destination.as_deref()
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

    /// Every fact that a rule reads.
    pub fn read(&self) -> FactBits {
        self.read
    }

    /// What it says of treatments, where it does.
    pub fn care(&self) -> Option<&Care> {
        self.care.as_ref()
    }

    /// The codes it suggests, and those it must not.
    pub fn codes(&self) -> &[Coding] {
        &self.codes
    }

    /// The questions on which its sources disagree.
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// The rule of that id.
    ///
    /// # Errors
    ///
    /// A sentence that names the nearest id, where there is none of that name.
    pub fn rule(&self, id: &str) -> Result<&Rule, String> {
        self.rules.iter().find(|rule| rule.id == id).ok_or_else(|| {
            let help = did_you_mean(id, self.rules.iter().map(|rule| rule.id.as_str()));
            let help = help.map(|help| format!("; {help}")).unwrap_or_default();
            format!("`{id}` is no rule of this release{help}")
        })
    }

    /// Its source attributes, where it states them (SPEC 1.6).
    pub fn attributes(&self) -> Option<&Attributes> {
        self.attributes.as_ref()
    }

    /// The citations that are too long past their recheck date for a new release (SPEC 1.7), by id.
    pub fn overdue(&self, today: NaiveDate) -> impl Iterator<Item = (&str, &Citation)> {
        let grace = Days::new(u64::from(self.recheck_grace_days));
        self.evidence
            .iter()
            .filter(move |(_, citation)| {
                let last = citation.recheck_by.checked_add_days(grace);
                last.is_some_and(|last| last < today)
            })
            .map(|(id, citation)| (id.as_str(), citation))
    }

    /// Its files by name, as they were read.
    pub fn files(&self) -> &BTreeMap<String, String> {
        &self.files
    }

    /// The same release with its rules in another order; for the property that order is irrelevant.
    #[must_use]
    pub fn with_rules_ordered_by(mut self, key: impl Fn(&Rule) -> u64) -> Self {
        self.rules.sort_by_key(|rule| key(rule));
        let roots = roots(&self.rules, self.care.as_ref());
        self.programs = Programs::of(&self.definitions, &self.values, &roots);
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

    /// Its conditions ready to run: one root for each rule, then those of its treatments.
    pub(super) fn program(&self, profile: Profile, as_of: NaiveDate) -> &Program {
        self.programs.at(profile, as_of)
    }

    /// The name of the value at that place.
    pub fn value_name(&self, at: usize) -> Option<&str> {
        self.values.get(at).map(|value| value.name.as_str())
    }

    /// The UCUM unit of the value at that place.
    pub fn value_unit(&self, at: usize) -> Option<&str> {
        self.values.get(at).map(|value| value.unit.as_str())
    }

    pub(crate) fn values(&self) -> &[ValueDef] {
        &self.values
    }

    pub(crate) fn definitions(&self) -> &[Definition] {
        &self.definitions
    }
}
