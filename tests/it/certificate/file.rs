//! The certificate as it is written, read without the prover.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

#[derive(Debug, Deserialize)]
pub struct Certificate {
    pub format: String,
    pub ruleset: Ruleset,
    pub form: FormOf,
    pub as_of: NaiveDate,
    pub proofs: Vec<Proof>,
}

#[derive(Debug, Deserialize)]
pub struct Ruleset {
    pub digest: String,
    pub name: String,
    pub release: String,
}

#[derive(Debug, Deserialize)]
pub struct FormOf {
    pub name: String,
    pub version: String,
    pub digest: String,
}

#[derive(Debug, Deserialize)]
pub struct Proof {
    pub profile: String,
    pub rules: Vec<String>,
    pub sheets: Vec<Sheet>,
}

#[derive(Debug, Deserialize)]
pub struct Sheet {
    #[serde(flatten)]
    pub about: About,
    pub gates: Vec<Vec<i32>>,
    pub apart: Vec<[i32; 2]>,
    pub required: Vec<Vec<i32>>,
    pub supposed: Vec<Vec<i32>>,
    pub learned: Vec<Vec<i32>>,
    pub claims: Vec<Claim>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum About {
    Patients {
        inputs: Vec<Input>,
        rules: Vec<Outcomes>,
        turned: Vec<Turned>,
    },
    Condition {
        kind: String,
        name: String,
        inputs: Vec<Input>,
        kept: Vec<(String, i32)>,
        definitions: Vec<(String, [i32; 4])>,
        answers: [i32; 4],
    },
    Rules {
        full: Vec<Outcomes>,
        fewer: Vec<Outcomes>,
    },
}

/// Fired, silent, unknown.
pub type Outcomes = [i32; 3];

/// Days, weeks, months or years whose first day is so many days before the assessment: at most, and
/// at least.
pub type Spans = (String, i64, i64);

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    Bool {
        fact: String,
        yes: i32,
        no: i32,
    },
    Choice {
        fact: String,
        words: Vec<(String, i32)>,
    },
    Number {
        fact: String,
        cells: Vec<(i64, i64, i64, i32)>,
    },
    Date {
        fact: String,
        cells: Vec<(Vec<Spans>, i32)>,
    },
    Set {
        fact: String,
        known: i32,
        words: Vec<(String, i32)>,
    },
}

#[derive(Debug, Deserialize)]
pub struct Turned {
    pub fact: String,
    pub to: String,
    pub open: Vec<String>,
    pub acceptable: i32,
    pub rules: Vec<Outcomes>,
}

#[derive(Debug, Deserialize)]
pub struct Claim {
    pub property: String,
    pub of: Vec<String>,
    pub assumed: Vec<i32>,
    pub answer: Answer,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    None,
    Some,
    Patient(Witness),
}

#[derive(Debug, Deserialize)]
pub struct Witness {
    pub form: Json,
    pub record: Map<String, Json>,
}
