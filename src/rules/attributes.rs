//! The source attributes of a release: who made it, from what, and which data about a person its
//! rules use (45 CFR 170.315(b)(11); SPEC 1.6).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Data about a person whose use a release must state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    /// Race.
    Race,
    /// Ethnicity.
    Ethnicity,
    /// Language.
    Language,
    /// Sexual orientation.
    SexualOrientation,
    /// Gender identity.
    GenderIdentity,
    /// Sex.
    Sex,
    /// Date of birth.
    DateOfBirth,
    /// Social determinants of health.
    SocialDeterminants,
    /// Health status assessments: every other fact of the form.
    HealthStatus,
}

impl Attribute {
    /// Every one, in the order of the regulation.
    pub const ALL: [Attribute; 9] = [
        Attribute::Race,
        Attribute::Ethnicity,
        Attribute::Language,
        Attribute::SexualOrientation,
        Attribute::GenderIdentity,
        Attribute::Sex,
        Attribute::DateOfBirth,
        Attribute::SocialDeterminants,
        Attribute::HealthStatus,
    ];

    /// The word used in files and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Attribute::Race => "race",
            Attribute::Ethnicity => "ethnicity",
            Attribute::Language => "language",
            Attribute::SexualOrientation => "sexual_orientation",
            Attribute::GenderIdentity => "gender_identity",
            Attribute::Sex => "sex",
            Attribute::DateOfBirth => "date_of_birth",
            Attribute::SocialDeterminants => "social_determinants",
            Attribute::HealthStatus => "health_status",
        }
    }

    /// The name as it is printed.
    pub const fn title(self) -> &'static str {
        match self {
            Attribute::Race => "race",
            Attribute::Ethnicity => "ethnicity",
            Attribute::Language => "language",
            Attribute::SexualOrientation => "sexual orientation",
            Attribute::GenderIdentity => "gender identity",
            Attribute::Sex => "sex",
            Attribute::DateOfBirth => "date of birth",
            Attribute::SocialDeterminants => "social determinants of health",
            Attribute::HealthStatus => "health status assessments",
        }
    }
}

/// The thirteen source attributes of a release: one of the bibliography, one of the developer, one
/// of the funding, one of the dates, and nine of the data used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attributes {
    /// What the rules cite; computed.
    pub bibliography: Bibliography,
    /// Who made rules of what was read.
    pub developer: Developer,
    /// Who paid for it.
    pub funding: String,
    /// The day the release is of.
    pub released: NaiveDate,
    /// The day its content was last changed.
    pub revised: NaiveDate,
    /// The day by which it must be looked at again.
    pub review_by: NaiveDate,
    /// The release it takes the place of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<String>,
    /// Which data about a person it uses, in the order of [`Attribute::ALL`].
    pub uses: Vec<AttributeUse>,
}

/// Who made rules of what was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Developer {
    /// The organization.
    pub organization: String,
    /// Who wrote the rules.
    pub author: String,
    /// The clinician who approved them: somebody else than the author.
    pub approver: String,
    /// Where to write to.
    pub contact: String,
}

impl Developer {
    /// Whether the clinic has still to name the approver.
    pub fn approver_open(&self) -> bool {
        self.approver.contains("to be named")
    }
}

/// What the rules of a release rest on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bibliography {
    /// How many rules there are.
    pub rules: usize,
    /// How many of them cite a source.
    pub citing: usize,
    /// How many sources are cited, by rules or by thresholds.
    pub sources: usize,
    /// The rules that cite nothing and say so: local policy, or from memory.
    pub citing_nothing: Vec<String>,
}

/// Whether a release uses one kind of data about a person, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttributeUse {
    /// The kind.
    pub attribute: Attribute,
    /// Whether it is used; compared with what the rules read.
    pub used: bool,
    /// Why.
    pub why: String,
    /// The facts of the form that belong to it.
    pub facts: Vec<String>,
    /// Those that are read, and by what; computed.
    pub read: Vec<FactUse>,
}

/// A fact that is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactUse {
    /// The fact.
    pub fact: String,
    /// The rules, contraindications and codes that read it, by id.
    pub by: Vec<String>,
}
