//! What one rule says, as a page for a reader who knows medicine and not CEL: the data of it here,
//! its text in Markdown beside it.

mod asks;
mod markdown;
mod over_time;

pub use markdown::index;
pub use over_time::{ThresholdStep, thresholds_over_time};

use chrono::NaiveDate;
use serde::Serialize;

use self::asks::{asks_for, urgency_words};
use super::english::{English, Sentence, with_unit};
use super::expr::{Condition, Expr};
use super::release::{CheckedRelease, Conflict, Definition, Rule, RuleKind, ValueDef};
use super::terms::{Basis, IfUnknown, Outcome, ReleaseRef};
use crate::model::Profile;

/// The page of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RulePage {
    /// The rule, by id.
    pub rule: String,
    /// Its version.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// The release it belongs to.
    pub release: ReleaseRef,
    /// The day whose thresholds are named.
    pub as_of: NaiveDate,
    /// What it asks for, most urgent things first.
    pub asks_for: Vec<Asked>,
    /// Why a profile asks for something else.
    pub profile_reasons: Vec<ProfileReason>,
    /// When it fires.
    pub when: Sentence,
    /// The definitions its condition uses without spelling them out.
    pub words: Vec<Meaning>,
    /// The thresholds it rests on.
    pub thresholds: Vec<Threshold>,
    /// What it does while an answer is missing.
    pub while_unknown: Sentence,
    /// The sentence for the clinician.
    pub clinician: String,
    /// The line for the assistant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assistant: Option<String>,
    /// Why the rule is there.
    pub because: String,
    /// How far its threshold is backed by a source.
    pub basis: Basis,
    /// The same in words.
    pub basis_words: &'static str,
    /// What it cites.
    pub evidence: Vec<Source>,
    /// Where its sources disagree.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disagreements: Vec<Disagreement>,
    /// Its tests.
    pub tests: Vec<TestLine>,
}

/// One kind of thing a rule asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// What kind: `Urgency`, `Pictures`.
    pub what: &'static str,
    /// What is asked for under each profile; profiles that ask for the same stand together.
    pub under: Vec<Under>,
}

/// What is asked for under some profiles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Under {
    /// The profiles.
    pub profiles: Vec<Profile>,
    /// What they ask for; empty where it is nothing.
    pub is: Vec<String>,
}

/// What a profile does or why, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileReason {
    /// The profile.
    pub profile: Profile,
    /// Its words.
    pub because: String,
}

/// What a definition means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Meaning {
    /// Its title.
    pub title: String,
    /// What it says; absent where it is the condition of another rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<Sentence>,
    /// The rule whose condition it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<OtherRule>,
    /// What to know about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// A rule with a page of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherRule {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// A threshold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Threshold {
    /// Its number with the unit, under each profile where they differ.
    pub is: String,
    /// What it is for.
    pub title: String,
    /// Other numbers: those of another time, and why a profile has its own.
    pub notes: Vec<String>,
    /// How far it is backed by a source.
    pub basis: Basis,
    /// The same in words.
    pub basis_words: &'static str,
    /// What it cites.
    pub cites: Vec<String>,
}

/// A source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The reference as it is printed.
    pub cite: String,
    /// What of it was read.
    pub seen: String,
    /// How it was read.
    pub mark: Basis,
    /// The same in words.
    pub mark_words: &'static str,
    /// When it was checked.
    pub checked: NaiveDate,
    /// When it must be checked again.
    pub recheck_by: NaiveDate,
    /// Where it was read.
    pub at: String,
}

/// A question on which sources disagree, and what the release does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disagreement {
    /// The question.
    pub question: String,
    /// Who says what.
    pub positions: Vec<String>,
    /// What is done under each profile.
    pub choices: Vec<ProfileReason>,
}

/// A test of the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TestLine {
    /// What the rule must make of it.
    pub expect: Outcome,
    /// The patient, in words.
    pub name: String,
    /// The profile it is decided under.
    pub profile: Profile,
}

impl<'a> English<'a> {
    /// Plain English as a page has it.
    fn of_page(release: &'a CheckedRelease, as_of: NaiveDate) -> Self {
        English {
            release,
            as_of,
            spelled_out: true,
        }
    }
}

/// When a rule fires, with the thresholds in force on a day: what its page says of it.
pub fn when(release: &CheckedRelease, rule: &Rule, as_of: NaiveDate) -> Sentence {
    English::of_page(release, as_of).condition(&rule.when, true)
}

/// The page of a rule, with the thresholds in force on a day.
pub fn page(release: &CheckedRelease, rule: &Rule, as_of: NaiveDate) -> RulePage {
    let english = English::of_page(release, as_of);
    let mut used = Used::default();
    used.read(release, rule);
    let definitions = release.definitions();
    RulePage {
        rule: rule.id.clone(),
        version: rule.version,
        title: rule.title.clone(),
        release: release.reference().clone(),
        as_of,
        asks_for: asks_for(english, rule),
        profile_reasons: Profile::ALL
            .into_iter()
            .filter_map(|profile| {
                let because = rule.differs[profile as usize].clone()?;
                Some(ProfileReason { profile, because })
            })
            .collect(),
        when: when(release, rule, as_of),
        words: used
            .words
            .iter()
            .filter_map(|&(at, other)| {
                let definition = definitions.get(at)?;
                let other = other.and_then(|at| release.rules().get(at));
                Some(Meaning {
                    title: definition.title.clone(),
                    is: other.is_none().then(|| english.meaning(definition)),
                    rule: other.map(|rule| OtherRule {
                        id: rule.id.clone(),
                        title: rule.title.clone(),
                    }),
                    because: definition
                        .because
                        .as_deref()
                        .map(|because| by_title(release, because)),
                })
            })
            .collect(),
        thresholds: used
            .values
            .iter()
            .filter_map(|&at| Some(threshold(english, release.values().get(at)?)))
            .collect(),
        while_unknown: while_unknown(release, rule),
        clinician: rule
            .clinician
            .replace("{matched}", "‹the answers that made it fire›"),
        assistant: rule.assistant.clone(),
        because: rule.because.clone(),
        basis: rule.basis,
        basis_words: rule.basis.words(),
        evidence: rule
            .evidence
            .iter()
            .filter_map(|id| release.evidence().get(id))
            .map(|citation| Source {
                cite: citation.cite.clone(),
                seen: citation.seen.clone(),
                mark: citation.mark,
                mark_words: citation.mark.words(),
                checked: citation.checked,
                recheck_by: citation.recheck_by,
                at: citation.at.clone(),
            })
            .collect(),
        disagreements: release
            .conflicts()
            .iter()
            .filter(|conflict| conflict.rules.contains(&rule.id))
            .map(disagreement)
            .collect(),
        tests: rule
            .tests
            .iter()
            .map(|test| TestLine {
                expect: test.expect,
                name: test.name.value.clone(),
                profile: test.profile,
            })
            .collect(),
    }
}

/// The definitions and values a rule uses, in the order in which a reader meets them.
#[derive(Default)]
struct Used {
    /// Definitions spelled out within the condition.
    spelled_out: Vec<usize>,
    /// The others, and the place of the rule whose condition one is.
    words: Vec<(usize, Option<usize>)>,
    values: Vec<usize>,
}

impl Used {
    fn read(&mut self, release: &CheckedRelease, rule: &Rule) {
        let names = Expr::Condition(rule.when.clone()).names();
        let definitions = release.definitions();
        let is_condition = |definition: &Definition| matches!(definition.is, Expr::Condition(_));
        self.spelled_out = names.definitions.clone();
        self.spelled_out
            .retain(|&at| definitions.get(at).is_some_and(is_condition));
        names.values.iter().for_each(|&at| self.value(at));
        for at in names.definitions {
            if self.spelled_out.contains(&at) {
                self.inside(release, rule, at);
            } else {
                self.word(release, rule, at);
            }
        }
        for params in &rule.params {
            let days = params.due_in_days.into_iter().chain(params.review_in_days);
            days.for_each(|at| self.value(at));
        }
    }

    fn value(&mut self, at: usize) {
        if !self.values.contains(&at) {
            self.values.push(at);
        }
    }

    fn word(&mut self, release: &CheckedRelease, rule: &Rule, at: usize) {
        if self.spelled_out.contains(&at) || self.words.iter().any(|(known, _)| *known == at) {
            return;
        }
        let is_its_condition = |other: &Rule| {
            matches!(other.when, Condition::Definition(definition) if definition.0 == at)
                && matches!(other.kind, RuleKind::Ordinary { .. })
                && other.id != rule.id
        };
        let other = release.rules().iter().position(is_its_condition);
        self.words.push((at, other));
        if other.is_none() {
            self.inside(release, rule, at);
        }
    }

    fn inside(&mut self, release: &CheckedRelease, rule: &Rule, at: usize) {
        let Some(definition) = release.definitions().get(at) else {
            return;
        };
        let names = definition.is.names();
        names.values.iter().for_each(|&at| self.value(at));
        for at in names.definitions {
            self.word(release, rule, at);
        }
    }
}

fn threshold(english: English<'_>, value: &ValueDef) -> Threshold {
    let mut notes: Vec<String> = value.because.iter().cloned().collect();
    if value.entries.len() > 1 {
        notes.extend(
            value
                .entries
                .iter()
                .map(|(from, number)| format!("from {from}: {}", with_unit(*number, &value.unit))),
        );
    }
    for profile in Profile::ALL {
        if let Some(replaced) = &value.profiles[profile as usize] {
            let number = with_unit(replaced.is, &value.unit);
            notes.push(format!("{number} under {profile}: {}", replaced.because));
        }
    }
    let evidence = english.release.evidence();
    Threshold {
        is: english.amount(value),
        title: value.title.clone(),
        notes,
        basis: value.basis,
        basis_words: value.basis.words(),
        cites: value
            .evidence
            .iter()
            .filter_map(|id| evidence.get(id).map(|citation| citation.cite.clone()))
            .collect(),
    }
}

fn disagreement(conflict: &Conflict) -> Disagreement {
    Disagreement {
        question: conflict.question.clone(),
        positions: conflict
            .positions
            .iter()
            .map(|position| format!("{}: {}", position.by, position.says))
            .collect(),
        choices: Profile::ALL
            .into_iter()
            .map(|profile| ProfileReason {
                profile,
                because: conflict.choices[profile as usize].clone(),
            })
            .collect(),
    }
}

/// A note of an author, with the titles of rules in place of their ids.
fn by_title(release: &CheckedRelease, note: &str) -> String {
    let part_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut text = String::new();
    for piece in note.split_inclusive(|c| !part_of_name(c)) {
        let word = piece.trim_end_matches(|c| !part_of_name(c));
        match release.rules().iter().find(|rule| rule.id == word) {
            Some(rule) if word.contains('_') => {
                text.push_str(&format!("“{}”{}", rule.title, &piece[word.len()..]));
            }
            _ => text.push_str(piece),
        }
    }
    text
}

/// SPEC 6.2, 6.3, 6.5 and 6.7 in the words of one rule.
fn while_unknown(release: &CheckedRelease, rule: &Rule) -> Sentence {
    match &rule.kind {
        RuleKind::Ordinary {
            if_unknown: IfUnknown::Ignore,
        } => Sentence::alone("Nothing: while an answer is missing, the rule is left open."),
        RuleKind::Ordinary {
            if_unknown: IfUnknown::Ask,
        } => Sentence::alone(
            "The missing answers are asked for, as long as they could make the decision more \
             urgent than it is; until then the decision is provisional. The rule itself waits.",
        ),
        RuleKind::Ordinary {
            if_unknown: IfUnknown::Escalate,
        } => {
            let most = urgency_words(release.hold());
            let destinations = &release.vocabulary().destinations;
            let seen_by = release
                .hold_destination()
                .and_then(|id| destinations.get(id))
                .map(|term| format!(" Until then the patient is seen by {}.", term.text))
                .unwrap_or_default();
            Sentence::alone(format!(
                "The missing answers are asked for, and the patient does not leave without them: \
                 the rule holds its own urgency, but no more than “{most}”.{seen_by} It asks for no \
                 picture while it waits."
            ))
        }
        RuleKind::Guard { unanswered } => {
            let catalogue = release.catalogue();
            let labels = unanswered.iter().filter_map(|&fact| catalogue.get(fact));
            Sentence::over(
                "This rule is a guard: it fires while one of these questions is not answered, \
                 unless the condition above certainly does not hold. Once all are answered it is \
                 silent.",
                labels
                    .map(|fact| Sentence::alone(fact.label.clone()))
                    .collect(),
            )
        }
        RuleKind::Suppressor { .. } | RuleKind::Swap { .. } => {
            Sentence::alone("Nothing: it acts only when it certainly holds.")
        }
    }
}
