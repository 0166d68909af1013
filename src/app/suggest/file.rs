//! A patient as a case file.

use std::fmt::Write as _;

use chrono::NaiveDate;

use crate::decision::{Decision, Outcome, Status};
use crate::facts::{FactDef, FactId, FactSet, FactValue};
use crate::intake::form::{FieldKind, Who};
use crate::model::date::{completed_years, days_between};
use crate::model::{Answer, Profile};
use crate::rules::{About, CheckedRelease};

/// What stands at the top of every file.
const NOTE: &str =
    "# Written by the machine: a person must confirm that this is what should be decided.";

/// A patient on the way to a case file.
pub(super) struct CaseFile<'a> {
    release: &'a CheckedRelease,
    facts: &'a FactSet,
    /// The flag-free adult on the same day.
    clear: FactSet,
    name: String,
    shows: String,
    /// The rule or definition it is for.
    about: String,
}

impl<'a> CaseFile<'a> {
    /// A patient who shows what a gap is about.
    pub fn new(release: &'a CheckedRelease, facts: &'a FactSet, about: &About) -> Self {
        CaseFile {
            name: format!("S-{}-{}-{}", about.id, about.part, about.value.word()),
            shows: format!(" “{}” turns on this alone: {}.", about.title, about.words),
            about: about.id.clone(),
            ..CaseFile::nameless(release, facts)
        }
    }

    /// A patient who shows nothing yet.
    pub fn nameless(release: &'a CheckedRelease, facts: &'a FactSet) -> Self {
        let as_of = facts.as_of();
        let clear = FactSet::from_words(release.catalogue(), as_of, &release.clear_answers(as_of));
        CaseFile {
            release,
            facts,
            clear: clear.unwrap_or_else(|_| facts.clone()),
            name: "S".into(),
            shows: String::new(),
            about: String::new(),
        }
    }

    /// The name of the case.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file with the least that can be expected.
    pub fn patient(&self) -> String {
        let mut text = self.head();
        text.push_str("expect: { urgency: conservative }\n");
        text
    }

    /// The file with what is decided under each profile.
    pub fn with(&self, decisions: &[Decision], closes: &[About]) -> String {
        let mut text = format!("{NOTE}\n");
        for gap in closes {
            let (value, part) = (gap.value.word(), &gap.text);
            let _ = writeln!(text, "# Seen here first: {} {value}: {part}", gap.place);
        }
        text.push_str(&self.head());
        text.push_str("expect:\n");
        let mut line = |name: &str, value: Option<String>| {
            if let Some(value) = value.filter(|value| value != "[]") {
                let _ = writeln!(text, "  {name}: {value}");
            }
        };
        let each = |word: &dyn Fn(&Decision) -> String| per_profile(decisions, word);
        line("urgency", Some(each(&|d| d.urgency.word().to_owned())));
        line(
            "could_become",
            Some(each(&|d| d.could_become.word().to_owned())),
        );
        let status = |status| match status {
            Status::Final => "final",
            Status::Provisional => "provisional",
        };
        line("status", same(decisions, |d| status(d.status).to_owned()));
        line(
            "fired",
            Some(self.rules(decisions, |outcome| outcome == Outcome::Fired, |_| true)),
        );
        let own = |rule: &str| rule == self.about;
        line(
            "silent",
            Some(self.rules(decisions, |outcome| outcome != Outcome::Fired, own)),
        );
        line("asks", Some(asks(decisions)));
        text
    }

    /// Everything but what is expected.
    fn head(&self) -> String {
        let catalogue = self.release.catalogue();
        let mut answers = Vec::new();
        let (mut patient, mut told) = (Vec::new(), Vec::new());
        let as_of = self.facts.as_of();
        for (at, definition) in catalogue.facts().iter().enumerate() {
            let Some(fact) = FactId::at(at) else { continue };
            let answer = self.facts.get(fact);
            if definition.who == Who::Record || answer == self.clear.get(fact) {
                continue;
            }
            match (definition.name.as_str(), answer) {
                ("birth_date", Answer::Known(FactValue::Date(days))) => {
                    let age = completed_years(days.earliest, as_of);
                    patient.push(format!("age: {age}"));
                    told.push(format!("age: {age}"));
                }
                (name, answer) => {
                    let written = written(definition, answer, as_of);
                    told.push(format!("{}: {}", definition.label, self.told(fact)));
                    match name {
                        "sex_at_birth" => patient.push(format!("sex_at_birth: {written}")),
                        name => answers.push(format!("  {name}: {written}")),
                    }
                }
            }
        }
        let but = match told.as_slice() {
            [] => String::new(),
            told => format!(", but {}", told.join("; ")),
        };
        let story = format!("The flag-free adult{but}.{}", self.shows);
        let mut text = format!("case: {}\n", self.name);
        let _ = writeln!(text, "story: {}", serde_json::Value::String(story));
        let _ = writeln!(text, "base: clear\nas_of: {as_of}");
        if !patient.is_empty() {
            let _ = writeln!(text, "patient: {{ {} }}", patient.join(", "));
        }
        match answers.as_slice() {
            [] => {}
            answers => {
                let _ = writeln!(text, "answers:\n{}", answers.join("\n"));
            }
        }
        text
    }

    /// An answer in words.
    fn told(&self, fact: FactId) -> String {
        match self.facts.get(fact) {
            Answer::Known(FactValue::Date(days)) => {
                let ago = days_between(days.earliest, self.facts.as_of());
                format!("{ago} days ago")
            }
            _ => self
                .facts
                .words(self.release.catalogue(), fact)
                .replace('_', " "),
        }
    }

    /// The rules that came out so under every profile.
    fn rules(
        &self,
        decisions: &[Decision],
        so: impl Fn(Outcome) -> bool,
        wanted: impl Fn(&str) -> bool,
    ) -> String {
        let rules = self.release.rules().iter().enumerate();
        let rules = rules.filter(|(at, rule)| {
            let mut decisions = decisions.iter();
            wanted(&rule.id)
                && decisions.all(|d| d.trace.get(*at).is_some_and(|entry| so(entry.outcome)))
        });
        list(rules.map(|(_, rule)| rule.id.as_str()))
    }
}

/// The questions asked under every profile.
fn asks(decisions: &[Decision]) -> String {
    let Some(first) = decisions.first() else {
        return list(std::iter::empty());
    };
    let everywhere = first.ask.iter().filter(|question| {
        let mut decisions = decisions.iter();
        decisions.all(|d| d.ask.iter().any(|asked| asked.fact == question.fact))
    });
    list(everywhere.map(|question| question.fact.as_str()))
}

fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    format!("[{}]", words.collect::<Vec<_>>().join(", "))
}

/// The word of all decisions, where it is the same.
fn same(decisions: &[Decision], word: impl Fn(&Decision) -> String) -> Option<String> {
    let first = decisions.first().map(&word)?;
    let mut decisions = decisions.iter();
    decisions.all(|d| word(d) == first).then_some(first)
}

/// One word, or one for each profile.
fn per_profile(decisions: &[Decision], word: &dyn Fn(&Decision) -> String) -> String {
    same(decisions, word).unwrap_or_else(|| {
        let each = Profile::ALL.iter().zip(decisions);
        let each = each.map(|(profile, decision)| format!("{profile}: {}", word(decision)));
        format!("{{ {} }}", each.collect::<Vec<_>>().join(", "))
    })
}

/// An answer as a case file has it.
fn written(definition: &FactDef, answer: &Answer<FactValue>, as_of: NaiveDate) -> String {
    let words = match &definition.kind {
        FieldKind::Choice(words) | FieldKind::Set(words) => words.as_slice(),
        _ => &[],
    };
    match answer {
        Answer::Unknown => "unknown".into(),
        Answer::NotAsked => "not_asked".into(),
        Answer::Known(FactValue::Bool(true)) => "yes".into(),
        Answer::Known(FactValue::Bool(false)) => "no".into(),
        Answer::Known(FactValue::Number(number)) => number.to_string(),
        Answer::Known(FactValue::Choice(at)) => {
            words.get(usize::from(*at)).cloned().unwrap_or_default()
        }
        Answer::Known(FactValue::Set(0)) => "[none]".into(),
        Answer::Known(FactValue::Set(set)) => {
            let words = words.iter().enumerate();
            let there = words.filter(|(at, _)| set & (1 << at) != 0);
            list(there.map(|(_, word)| word.as_str()))
        }
        Answer::Known(FactValue::Date(days)) => {
            format!("{{ days_ago: {} }}", days_between(days.earliest, as_of))
        }
    }
}
