//! The shape of the files of a release, as authors write them (SPEC 1).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};
use serde_saphyr::{Options, Spanned};

use super::attributes::Developer;
use super::coding::{Mark, System};
use super::finding::{Finding, Severity};
use super::pathway::{Contrast, Modality};
use super::terms::{Basis, IfUnknown, Outcome};
use super::treatment::{Effect, Verdict};
use crate::model::{Profile, Urgency};

/// Text with its place in the file.
pub(super) type Text = Spanned<String>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PathwayFile {
    pub pathway: String,
    pub title: String,
    pub release: String,
    pub form: FormName,
    #[expect(dead_code, reason = "for readers of the file")]
    pub owners: Vec<String>,
    pub hold: Urgency,
    #[serde(default)]
    pub hold_destination: Option<Text>,
    #[serde(default = "recheck_grace_days")]
    pub recheck_grace_days: u32,
    pub vocabulary: VocabularyFile,
}

/// How long after its recheck date a citation may stand in a new release (SPEC 1.7).
const fn recheck_grace_days() -> u32 {
    90
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormName {
    pub name: String,
    pub version: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VocabularyFile {
    #[serde(default)]
    pub destinations: BTreeMap<String, DestinationFile>,
    #[serde(default)]
    pub imaging: BTreeMap<String, ImagingFile>,
    #[serde(default)]
    pub labs: BTreeMap<String, TermFile>,
    #[serde(default)]
    pub evaluations: BTreeMap<String, TermFile>,
    #[serde(default)]
    pub plan: BTreeMap<String, TermFile>,
    #[serde(default)]
    pub safety_net: BTreeMap<String, TermFile>,
    #[serde(default)]
    pub findings: BTreeMap<String, TermFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TermFile {
    pub text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DestinationFile {
    pub text: String,
    pub ask: String,
    #[serde(default)]
    pub own_care: Yes,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ImagingFile {
    pub text: String,
    pub modality: Modality,
    pub regions: Vec<String>,
    pub contrast: Contrast,
}

/// The word `yes` or `no` (SPEC 1.2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Yes {
    Yes,
    #[default]
    No,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ValueFile {
    pub title: String,
    pub unit: String,
    pub basis: Basis,
    pub evidence: Vec<Text>,
    #[serde(default)]
    pub because: Option<String>,
    pub values: Vec<DatedValue>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DatedValue {
    pub from: NaiveDate,
    pub is: Spanned<Json>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CitationFile {
    pub cite: String,
    pub seen: String,
    pub mark: Basis,
    pub checked: NaiveDate,
    pub recheck_by: NaiveDate,
    pub at: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfileFile {
    pub profile: Profile,
    #[expect(dead_code, reason = "for readers of the file")]
    pub title: String,
    #[serde(default)]
    pub values: BTreeMap<String, ProfileValue>,
    #[serde(default)]
    pub rules: BTreeMap<String, ProfileRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfileValue {
    pub is: Spanned<Json>,
    pub because: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfileRule {
    #[serde(default)]
    pub urgency: Option<Urgency>,
    #[serde(default)]
    pub due_in_days: Option<Text>,
    #[serde(default)]
    pub review_in_days: Option<Text>,
    #[serde(default)]
    pub destinations: Option<Vec<Text>>,
    #[serde(default)]
    pub imaging: Option<Vec<Text>>,
    #[serde(default)]
    pub labs: Option<Vec<Text>>,
    #[serde(default)]
    pub evaluations: Option<Vec<Text>>,
    pub because: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TopicFile {
    #[expect(
        dead_code,
        reason = "authors name the topic; the file order is what counts"
    )]
    pub topic: String,
    #[expect(dead_code, reason = "a heading for readers")]
    pub title: String,
    #[serde(default)]
    pub definitions: Vec<DefinitionFile>,
    #[serde(default)]
    pub rules: Vec<RuleFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DefinitionFile {
    pub define: Text,
    pub title: String,
    pub is: Text,
    #[serde(default)]
    pub background: Yes,
    #[serde(default)]
    pub because: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    pub rule: Text,
    pub version: u32,
    pub title: String,
    pub when: Text,
    #[serde(default)]
    pub unanswered: Option<Vec<Text>>,
    #[serde(default)]
    pub if_unknown: Option<IfUnknown>,
    #[serde(default)]
    pub then: ThenFile,
    #[serde(default)]
    pub suppress: Option<SuppressFile>,
    #[serde(default)]
    pub swap: Option<SwapFile>,
    pub say: SayFile,
    pub because: String,
    pub basis: Basis,
    pub evidence: Vec<Text>,
    #[serde(default)]
    pub tests: Vec<RuleTestFile>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ThenFile {
    #[serde(default)]
    pub urgency: Option<Urgency>,
    #[serde(default)]
    pub due_in_days: Option<Text>,
    #[serde(default)]
    pub review_in_days: Option<Text>,
    #[serde(default)]
    pub destinations: Vec<Text>,
    #[serde(default)]
    pub imaging: Vec<Text>,
    #[serde(default)]
    pub labs: Vec<Text>,
    #[serde(default)]
    pub evaluations: Vec<Text>,
    #[serde(default)]
    pub plan: Vec<Text>,
    #[serde(default)]
    pub safety_net: Vec<Text>,
    #[serde(default)]
    pub findings: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SuppressFile {
    pub imaging_up_to: Urgency,
    pub because: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SwapFile {
    pub because: String,
    pub imaging: BTreeMap<String, Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SayFile {
    pub clinician: Text,
    #[serde(default)]
    pub assistant: Option<Text>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleTestFile {
    pub name: Text,
    #[serde(default)]
    pub base: Option<Base>,
    #[serde(default)]
    pub profile: Profile,
    #[serde(default)]
    pub as_of: Option<NaiveDate>,
    #[serde(default)]
    pub given: Map<String, Json>,
    pub expect: Outcome,
}

/// `treatments.yaml` (SPEC 10).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CareFile {
    pub offer_when: Text,
    pub classes: Vec<ClassFile>,
    pub treatments: Vec<TreatmentFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassFile {
    pub class: Text,
    pub when: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TreatmentFile {
    pub treatment: Text,
    pub group: String,
    pub title: String,
    pub verdicts: BTreeMap<String, Verdict>,
    #[serde(default)]
    pub profiles: BTreeMap<Profile, BTreeMap<String, Verdict>>,
    pub because: String,
    pub basis: Basis,
    pub evidence: Vec<Text>,
    #[serde(default)]
    pub conflict: Option<String>,
    #[serde(default)]
    pub needs: Option<Text>,
    #[serde(default)]
    pub dose: Option<String>,
    #[serde(default)]
    pub stop: Option<String>,
    #[serde(default)]
    pub level: Option<String>,
}

/// `contraindications.yaml` (SPEC 10.3).
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContraindicationsFile {
    pub contraindications: Vec<ContraindicationFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContraindicationFile {
    pub contraindication: Text,
    #[serde(rename = "for")]
    pub treatments: Vec<Text>,
    pub when: Text,
    pub action: Effect,
    pub text: String,
    pub basis: Basis,
    pub evidence: Vec<Text>,
    pub tests: Vec<RuleTestFile>,
}

/// `codes.yaml` (SPEC 11).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodesFile {
    #[expect(dead_code, reason = "for readers of the file")]
    pub checked: NaiveDate,
    pub codes: Vec<CodeFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeFile {
    pub system: System,
    pub code: Text,
    pub title: String,
    #[serde(default)]
    pub findings: Vec<Text>,
    #[serde(default)]
    pub facts: Vec<Text>,
    pub mark: Mark,
    pub seen: String,
    #[serde(default)]
    pub clinician_only: Yes,
    #[serde(default)]
    pub note: Option<String>,
}

/// `conflicts.yaml` (SPEC 12).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConflictsFile {
    pub conflicts: Vec<ConflictFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConflictFile {
    pub conflict: Text,
    pub question: String,
    pub positions: Vec<PositionFile>,
    pub choice: ChoiceFile,
    pub rules: Vec<Text>,
    pub values: Vec<Text>,
    pub treatments: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PositionFile {
    pub by: String,
    pub says: String,
    pub evidence: Vec<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChoiceFile {
    pub us: String,
    pub uk: String,
    pub cautious: String,
}

/// `attributes.yaml` (SPEC 1.6).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AttributesFile {
    pub developer: Developer,
    pub funding: String,
    pub released: NaiveDate,
    pub revised: NaiveDate,
    pub review_by: NaiveDate,
    #[serde(default)]
    pub supersedes: Option<String>,
    pub uses: UsesFile,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UsesFile {
    pub race: UseFile,
    pub ethnicity: UseFile,
    pub language: UseFile,
    pub sexual_orientation: UseFile,
    pub gender_identity: UseFile,
    pub sex: UseFile,
    pub date_of_birth: UseFile,
    pub social_determinants: UseFile,
    pub health_status: UseFile,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UseFile {
    pub used: Spanned<Yes>,
    pub facts: Spanned<FactsFile>,
    pub why: String,
}

/// A list of facts, or those that nobody else lists.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum FactsFile {
    Names(Vec<String>),
    Rest(Rest),
}

/// The word for the facts that nobody else lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum Rest {
    #[serde(rename = "all_others")]
    AllOthers,
}

impl std::fmt::Display for Rest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("all_others")
    }
}

/// Where the answers that a test does not name come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Base {
    /// The flag-free adult of `baseline.yaml`.
    Clear,
}

/// The flag-free adult that tests start from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BaselineFile {
    pub patient: PatientFile,
    pub answers: Map<String, Json>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PatientFile {
    pub age: u32,
    pub sex_at_birth: String,
}

/// Reads strict YAML (SPEC 1.2).
pub(super) fn read_yaml<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Finding> {
    serde_saphyr::from_str_with_options(text, strict()).map_err(|error| {
        let place = error.location();
        Finding {
            file: file.to_owned(),
            line: place.map_or(0, |place| place.line()),
            column: place.map_or(0, |place| place.column()),
            severity: Severity::Error,
            code: "R001",
            message: error.without_snippet().to_string(),
            help: None,
        }
    })
}

fn strict() -> Options {
    let mut options = serde_saphyr::options! {
        duplicate_keys: serde_saphyr::DuplicateKeyPolicy::Error,
        merge_keys: serde_saphyr::MergeKeyPolicy::Error,
        strict_booleans: true,
    };
    if let Some(budget) = &mut options.budget {
        budget.max_anchors = 0;
        budget.max_aliases = 0;
    }
    options
}
