//! What a second program needs to check a proof: what the literals mean, what the solver was told
//! and what it learned, and what was asked of it with which answer.
//!
//! Every name is one of the release, its form or `rules/SPEC.md`, so that the program needs nothing
//! of this one.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::gates::{Gates, Lit, signed, signed_all};
use super::log::Log;
use super::patient;
use super::space::{Shape, Space};
use super::view::{FactLits, RuleLits, View};
use crate::facts::{FactBits, FactId, FactSet, FactValue};
use crate::intake::form::{FieldKind, Who};
use crate::model::{Precision, Profile};
use crate::rules::{CheckedRelease, ReleaseRef};

/// Version of the format.
const FORMAT: &str = "spinepath-proof/1";

/// A proof of a release that can be checked without this program.
#[derive(Debug, Clone, Serialize)]
pub struct Certificate {
    format: &'static str,
    ruleset: ReleaseRef,
    form: FormRef,
    as_of: NaiveDate,
    proofs: Vec<Certified>,
}

#[derive(Debug, Clone, Serialize)]
struct FormRef {
    name: String,
    version: String,
    digest: String,
}

impl Certificate {
    pub(super) fn of(
        release: &CheckedRelease,
        as_of: NaiveDate,
        proofs: Vec<Certified>,
    ) -> Certificate {
        let catalogue = release.catalogue();
        Certificate {
            format: FORMAT,
            ruleset: release.reference().clone(),
            form: FormRef {
                name: catalogue.form().to_owned(),
                version: catalogue.version().to_owned(),
                digest: catalogue.digest().to_owned(),
            },
            as_of,
            proofs,
        }
    }
}

/// The proof under one profile.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Certified {
    pub profile: Profile,
    /// The rules in the order in which their literals are listed.
    pub rules: Vec<String>,
    pub sheets: Vec<Sheet>,
}

/// One solver.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Sheet {
    #[serde(flatten)]
    pub about: About,
    #[serde(flatten)]
    pub log: Log,
    pub claims: Vec<Claim>,
}

/// Of what a solver speaks.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub(super) enum About {
    /// An acceptable patient, and the same with another answer to one question.
    Patients {
        inputs: Vec<Input>,
        rules: Vec<Outcomes>,
        turned: Vec<Turned>,
    },
    /// The condition of a `definition` or a `rule`, for a patient with all answers and with fewer.
    Condition {
        kind: &'static str,
        name: String,
        inputs: Vec<Input>,
        /// For each question the literal that says that its answer is kept.
        kept: Vec<(String, i32)>,
        /// For each definition yes and no with all answers, then with fewer.
        definitions: Vec<(String, [i32; 4])>,
        /// Yes and no with all answers, then with fewer.
        answers: [i32; 4],
    },
    /// Every rule for a patient with all answers and with fewer.
    Rules {
        full: Vec<Outcomes>,
        fewer: Vec<Outcomes>,
    },
}

/// Fired, silent, unknown.
pub(super) type Outcomes = [i32; 3];

/// The literals of a question that is free.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Input {
    Bool {
        fact: String,
        yes: i32,
        no: i32,
    },
    /// The word of each literal.
    Choice {
        fact: String,
        words: Vec<(String, i32)>,
    },
    /// Least, greatest and shown value of each literal, in thousandths.
    Number {
        fact: String,
        cells: Vec<(i64, i64, i64, i32)>,
    },
    /// The spans of days of each literal.
    Date {
        fact: String,
        cells: Vec<(Vec<Spans>, i32)>,
    },
    /// Whether it is answered, and whether each word is in it.
    Set {
        fact: String,
        known: i32,
        words: Vec<(String, i32)>,
    },
}

/// Days, weeks, months or years whose first day is so many days before the assessment: at most, and
/// at least.
pub(super) type Spans = (&'static str, i64, i64);

/// A patient with another answer to one question, and no answer to those that show because of it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Turned {
    pub fact: String,
    pub to: String,
    pub open: Vec<String>,
    /// Whether the door still accepts the form.
    pub acceptable: i32,
    pub rules: Vec<Outcomes>,
}

/// A question to the solver, and its answer.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Claim {
    pub property: &'static str,
    /// Which part of the property: rules, facts, answers and urgencies.
    pub of: Vec<String>,
    /// Whoever all of these hold for.
    pub assumed: Vec<i32>,
    pub answer: Found,
}

/// What came of a question.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Found {
    /// There is nobody.
    None,
    /// There is this patient.
    Patient(Witness),
    /// There is somebody, of whom no form is shown.
    Some,
}

/// A patient as a form, and what the record of the case says.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Witness {
    form: Json,
    record: Map<String, Json>,
}

impl Claim {
    pub fn of(property: &'static str, of: &[&str], assumed: &[Lit], answer: Found) -> Claim {
        Claim {
            property,
            of: of.iter().map(|word| (*word).to_owned()).collect(),
            assumed: signed_all(assumed),
            answer,
        }
    }

    /// Whether there is somebody.
    pub fn somebody(&self) -> bool {
        !matches!(self.answer, Found::None)
    }
}

impl Witness {
    pub fn of(space: &Space<'_>, facts: &FactSet) -> Witness {
        let mut words = facts.to_json(space.catalogue());
        let mut record = Map::new();
        for (index, fact) in space.catalogue().facts().iter().enumerate() {
            let known = FactId::at(index).is_some_and(|id| facts.get(id).known().is_some());
            if fact.who == Who::Record && known {
                record.insert(fact.name.clone(), words["facts"][&fact.name].take());
            }
        }
        Witness {
            form: patient::form(space, facts),
            record,
        }
    }
}

impl Turned {
    pub fn of(
        space: &Space<'_>,
        (fact, to): (FactId, String),
        open: FactBits,
        view: &View,
        acceptable: Lit,
    ) -> Turned {
        let catalogue = space.catalogue();
        Turned {
            fact: catalogue.name(fact).to_owned(),
            to,
            open: open
                .iter()
                .map(|fact| catalogue.name(fact).to_owned())
                .collect(),
            acceptable: signed(acceptable),
            rules: outcomes(&view.rules),
        }
    }
}

impl Sheet {
    /// What a solver was told so far, where it kept a log.
    pub fn of(gates: &Gates, about: impl FnOnce() -> About, claims: Vec<Claim>) -> Option<Sheet> {
        Some(Sheet {
            log: gates.log()?.clone(),
            about: about(),
            claims,
        })
    }
}

pub(super) fn outcomes(rules: &[RuleLits]) -> Vec<Outcomes> {
    (rules.iter())
        .map(|rule| [rule.fired, rule.silent, rule.unknown].map(signed))
        .collect()
}

/// What the literals of these questions mean.
pub(super) fn inputs(space: &Space<'_>, view: &View, facts: FactBits) -> Vec<Input> {
    facts
        .iter()
        .filter_map(|fact| input(space, view, fact))
        .collect()
}

fn input(space: &Space<'_>, view: &View, id: FactId) -> Option<Input> {
    let field = space.catalogue().get(id)?;
    let fact = field.name.clone();
    let named = |words: &[String], lits: &[Lit]| {
        let lits = lits.iter().copied().map(signed);
        words.iter().cloned().zip(lits).collect()
    };
    let shape = space.shapes.get(id.index())?;
    Some(match (view.facts.get(id.index())?, shape, &field.kind) {
        (FactLits::Bool(rails), ..) => Input::Bool {
            fact,
            yes: signed(rails.yes),
            no: signed(rails.no),
        },
        (FactLits::Set { known, words: lits }, _, FieldKind::Set(words)) => Input::Set {
            fact,
            known: signed(*known),
            words: named(words, lits),
        },
        (FactLits::Cells(lits), _, FieldKind::Choice(words)) => Input::Choice {
            fact,
            words: named(words, lits),
        },
        (FactLits::Cells(lits), Shape::Cells(cells), FieldKind::Number { .. }) => {
            let cells = cells.iter().zip(lits).map(|(cell, lit)| {
                let shown = match cell.example {
                    FactValue::Number(number) => number.thousandths(),
                    _ => cell.least,
                };
                (cell.least, cell.greatest, shown, signed(*lit))
            });
            Input::Number {
                fact,
                cells: cells.collect(),
            }
        }
        (FactLits::Cells(lits), Shape::Cells(cells), _) => {
            let cells = cells.iter().zip(lits).map(|(cell, lit)| {
                let spans = cell.spans.iter();
                let spans = spans.map(|span| (word(span.precision), span.farthest, span.nearest));
                (spans.collect(), signed(*lit))
            });
            Input::Date {
                fact,
                cells: cells.collect(),
            }
        }
        _ => return None,
    })
}

const fn word(precision: Precision) -> &'static str {
    match precision {
        Precision::Day => "day",
        Precision::Week => "week",
        Precision::Month => "month",
        Precision::Year => "year",
    }
}
