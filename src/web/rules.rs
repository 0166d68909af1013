//! The rules that decide, in plain English: a list to search, and a page for each.

use askama::Template;

use super::band::Band;
use super::{Frame, Words};
use crate::app::{Fired, RuleUse, USE_CASES, USE_DAYS};
use crate::rules::{RulePage, Sentence, ThresholdStep};

/// A rule in the list.
#[derive(Debug, Clone)]
pub struct RuleLine {
    /// Address of its page.
    pub address: String,
    /// Its title.
    pub title: String,
    /// Id and version.
    pub id: String,
    /// The urgency it asks for; absent where it asks for none.
    pub band: Option<Band>,
    /// When it fires, in one sentence.
    pub when: String,
    /// How far it is backed by a source.
    pub basis: &'static str,
    /// How often it fired of late, in words; empty where that is not known.
    pub fired: String,
}

/// The list of the rules.
#[derive(Debug, Template)]
#[template(path = "rules.html")]
pub struct Rules {
    /// What stands around it.
    pub frame: Frame,
    /// The release, in words.
    pub release: String,
    /// The words that were searched for.
    pub query: String,
    /// How many rules there are, in words.
    pub found: String,
    /// Which cases are counted, in words.
    pub use_note: String,
    /// The rules on this page.
    pub lines: Vec<RuleLine>,
    /// Address of the next page; empty on the last one.
    pub next: String,
}

/// A statement and what it is made of, as nested lists.
#[derive(Debug, Template)]
#[template(path = "sentence.html")]
pub struct Statement<'a> {
    sentence: &'a Sentence,
}

impl<'a> Statement<'a> {
    /// The statement.
    pub fn of(sentence: &'a Sentence) -> Statement<'a> {
        Statement { sentence }
    }

    fn below(&self) -> impl Iterator<Item = Statement<'a>> {
        self.sentence.below.iter().map(Statement::of)
    }
}

/// What a word of a condition means.
struct Word<'a> {
    title: &'a str,
    is: Option<Statement<'a>>,
    /// The rule whose condition it is: address and title.
    rule: Option<(String, &'a str)>,
}

/// The page of one rule.
#[derive(Debug, Template)]
#[template(path = "rule.html")]
pub struct RuleView {
    /// What stands around it.
    pub frame: Frame,
    /// What it says.
    pub page: RulePage,
    /// The release, in words.
    pub release: String,
    /// How often it fired of late, and what clinicians said of it, in words.
    pub fired: Vec<String>,
    /// Its thresholds through the releases at hand.
    pub steps: Vec<ThresholdStep>,
}

impl RuleView {
    fn when(&self) -> Statement<'_> {
        Statement::of(&self.page.when)
    }

    fn while_unknown(&self) -> Statement<'_> {
        Statement::of(&self.page.while_unknown)
    }

    /// What the words of the condition mean.
    fn meanings(&self) -> Vec<Word<'_>> {
        let words = self.page.words.iter().map(|word| {
            let rule = word.rule.as_ref();
            Word {
                title: &word.title,
                is: word.is.as_ref().map(Statement::of),
                rule: rule.map(|rule| (address(&rule.id), rule.title.as_str())),
            }
        });
        words.collect()
    }

    /// What it asks for: what kind, under which profiles, what.
    fn asks(&self) -> Vec<(&'static str, String, String)> {
        let asked = self.page.asks_for.iter().flat_map(|asked| {
            asked.under.iter().map(|under| {
                let profiles: Vec<&str> = under.profiles.iter().map(|p| p.word()).collect();
                (asked.what, profiles.join(", "), under.is.join("; "))
            })
        });
        asked.collect()
    }

    /// The sources, and whether the day to read them again has passed.
    fn sources(&self) -> Vec<(&crate::rules::RuleSource, bool)> {
        let sources = self.page.evidence.iter();
        sources
            .map(|source| (source, source.recheck_by < self.page.as_of))
            .collect()
    }

    /// Its tests: what must come out, for whom.
    fn tests(&self) -> Vec<(String, &str)> {
        let tests = self.page.tests.iter().map(|test| {
            let expected = self.frame.say(match test.expect {
                crate::decision::Outcome::Fired => "rule-fires",
                crate::decision::Outcome::Silent => "rule-silent",
                crate::decision::Outcome::Unknown => "rule-unknown",
            });
            (expected, test.name.as_str())
        });
        tests.collect()
    }
}

/// Address of the page of a rule.
pub fn address(id: &str) -> String {
    format!("/rules/{id}")
}

/// Which cases are counted, or that they cannot be now.
pub fn use_note(words: Words, used: Option<&RuleUse>) -> String {
    let days = USE_DAYS.to_string();
    match used {
        None => words.say("rule-fired-not-read"),
        Some(used) if used.cases == 0 => words.with("rule-no-cases", &[("days", &days)]),
        Some(_) => {
            let most = USE_CASES.to_string();
            words.with("rules-use", &[("days", &days), ("most", &most)])
        }
    }
}

/// How often a rule fired of late, in a few words.
pub fn fired_in_short(words: Words, used: &RuleUse, id: &str) -> String {
    let fired = used.rules.get(id).copied().unwrap_or_default();
    let [of, cases, changed] = [used.cases, fired.cases, fired.changed].map(|n| n.to_string());
    words.with(
        "rules-fired",
        &[("fired", &cases), ("cases", &of), ("changed", &changed)],
    )
}

/// How often a rule fired of late, and what clinicians said of the cases, in sentences.
pub fn fired_in_sentences(words: Words, used: Option<&RuleUse>, id: &str) -> Vec<String> {
    let days = USE_DAYS.to_string();
    let Some(used) = used else {
        return vec![words.say("rule-fired-not-read")];
    };
    if used.cases == 0 {
        return vec![words.with("rule-no-cases", &[("days", &days)])];
    }
    let Fired {
        cases,
        reviewed,
        changed,
    } = used.rules.get(id).copied().unwrap_or_default();
    let [of, cases_word, reviewed, changed] =
        [used.cases, cases, reviewed, changed].map(|n| n.to_string());
    let mut sentences = vec![words.with(
        "rule-fired-in",
        &[("fired", &cases_word), ("cases", &of), ("days", &days)],
    )];
    if cases > 0 {
        sentences.push(words.with(
            "rule-reviewed-in",
            &[
                ("fired", &cases_word),
                ("reviewed", &reviewed),
                ("changed", &changed),
            ],
        ));
    }
    sentences
}
