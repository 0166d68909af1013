//! A release as its files say it, read without the product.

use std::collections::{BTreeMap, HashMap};

use cel::Program;
use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The ladder, least urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    Conservative,
    Routine,
    TwoWeeks,
    SameDay,
    Emergency,
}

impl Rung {
    pub fn word(self) -> &'static str {
        match self {
            Rung::Conservative => "conservative",
            Rung::Routine => "routine",
            Rung::TwoWeeks => "two_weeks",
            Rung::SameDay => "same_day",
            Rung::Emergency => "emergency",
        }
    }
}

/// Contrast, in the order of SPEC 8.7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contrast {
    None,
    Without,
    WithoutAndWith,
}

#[derive(Debug, Deserialize)]
pub struct Picture {
    pub modality: String,
    pub regions: Vec<String>,
    pub contrast: Contrast,
}

#[derive(Debug, Deserialize)]
pub struct Destination {
    #[serde(default)]
    pub own_care: String,
}

#[derive(Debug, Deserialize)]
pub struct Vocabulary {
    pub destinations: BTreeMap<String, Destination>,
    pub imaging: BTreeMap<String, Picture>,
}

#[derive(Debug, Deserialize)]
pub struct Pathway {
    pub hold: Rung,
    pub hold_destination: Option<String>,
    pub vocabulary: Vocabulary,
}

#[derive(Debug, Deserialize)]
struct Dated {
    from: NaiveDate,
    is: f64,
}

#[derive(Debug, Deserialize)]
struct ValueEntry {
    values: Vec<Dated>,
}

/// What a profile says of a value: only the number counts.
#[derive(Debug, Deserialize)]
struct Replaced {
    is: f64,
}

#[derive(Debug, Default, Clone, Deserialize)]
pub struct Then {
    pub urgency: Option<Rung>,
    pub due_in_days: Option<String>,
    pub review_in_days: Option<String>,
    pub destinations: Option<Vec<String>>,
    pub imaging: Option<Vec<String>>,
    pub labs: Option<Vec<String>>,
    pub evaluations: Option<Vec<String>>,
    #[serde(default)]
    pub plan: Vec<String>,
    #[serde(default)]
    pub safety_net: Vec<String>,
    #[serde(default)]
    pub findings: Vec<String>,
}

impl Then {
    /// The same with what a profile replaces (SPEC 7.2).
    fn replaced_by(&self, profile: &Then) -> Then {
        let mut then = self.clone();
        let Then {
            urgency,
            due_in_days,
            review_in_days,
            ..
        } = profile;
        then.urgency = urgency.or(then.urgency);
        for (place, by) in [
            (&mut then.due_in_days, due_in_days),
            (&mut then.review_in_days, review_in_days),
        ] {
            if by.is_some() {
                place.clone_from(by);
            }
        }
        for (place, by) in [
            (&mut then.destinations, &profile.destinations),
            (&mut then.imaging, &profile.imaging),
            (&mut then.labs, &profile.labs),
            (&mut then.evaluations, &profile.evaluations),
        ] {
            if by.is_some() {
                place.clone_from(by);
            }
        }
        then
    }
}

#[derive(Debug, Deserialize)]
struct ProfileFile {
    #[serde(default)]
    values: BTreeMap<String, Replaced>,
    #[serde(default)]
    rules: BTreeMap<String, Then>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Suppress {
    pub imaging_up_to: Rung,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Swap {
    pub imaging: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Rule {
    #[serde(rename = "rule")]
    pub id: String,
    pub when: String,
    #[serde(default)]
    pub if_unknown: String,
    pub unanswered: Option<Vec<String>>,
    pub suppress: Option<Suppress>,
    pub swap: Option<Swap>,
    #[serde(default)]
    pub then: Then,
}

#[derive(Debug, Deserialize)]
struct Defined {
    define: String,
    is: String,
}

#[derive(Debug, Deserialize)]
struct Topic {
    #[serde(default)]
    definitions: Vec<Defined>,
    #[serde(default)]
    rules: Vec<Rule>,
}

pub struct Release {
    pub pathway: Pathway,
    pub rules: Vec<Rule>,
    /// Every definition, and every `when` under the id of its rule.
    pub definitions: HashMap<String, Program>,
    pub conditions: HashMap<String, Program>,
    values: BTreeMap<String, ValueEntry>,
    profiles: BTreeMap<String, ProfileFile>,
}

/// `yes` and `no` are words (SPEC 1.2).
fn yaml<T: DeserializeOwned>(files: &BTreeMap<String, String>, name: &str) -> T {
    let strict = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(&files[name], strict)
        .unwrap_or_else(|fault| panic!("{name}: {fault}"))
}

fn parse(text: &str) -> Program {
    Program::compile(text).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

pub fn thousandths(number: f64) -> i64 {
    (number * 1000.0).round() as i64
}

impl Release {
    /// A release of its files, by name.
    pub fn of(files: &BTreeMap<String, String>) -> Release {
        let topics = files.keys().filter(|name| name.starts_with("topics/"));
        let topics: Vec<Topic> = topics.map(|name| yaml(files, name)).collect();
        let rules: Vec<Rule> = topics.iter().flat_map(|t| t.rules.clone()).collect();
        Release {
            pathway: yaml(files, "pathway.yaml"),
            definitions: topics
                .iter()
                .flat_map(|topic| &topic.definitions)
                .map(|defined| (defined.define.clone(), parse(&defined.is)))
                .collect(),
            conditions: rules
                .iter()
                .map(|rule| (rule.id.clone(), parse(&rule.when)))
                .collect(),
            rules,
            values: yaml(files, "values.yaml"),
            profiles: ["us", "uk", "cautious"]
                .map(|name| {
                    (
                        name.to_owned(),
                        yaml(files, &format!("profiles/{name}.yaml")),
                    )
                })
                .into(),
        }
    }

    /// Every value in thousandths (SPEC 4.1, 4.2).
    pub fn values(&self, profile: &str, as_of: NaiveDate) -> HashMap<&str, i64> {
        let in_force = |entry: &ValueEntry| {
            let past = entry.values.iter().rfind(|dated| dated.from <= as_of);
            past.unwrap_or(&entry.values[0]).is
        };
        let replaced = &self.profiles[profile].values;
        let number = |(name, entry)| {
            let name: &String = name;
            let is = replaced
                .get(name)
                .map_or_else(|| in_force(entry), |by| by.is);
            (name.as_str(), thousandths(is))
        };
        self.values.iter().map(number).collect()
    }

    /// What a rule asks for under a profile (SPEC 7.2).
    pub fn then(&self, rule: &Rule, profile: &str) -> Then {
        match self.profiles[profile].rules.get(&rule.id) {
            Some(by) => rule.then.replaced_by(by),
            None => rule.then.clone(),
        }
    }
}
