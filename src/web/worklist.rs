//! The worklist: which cases wait, the most urgent first and the oldest first among them.

use std::fmt::Write;

use askama::Template;
use chrono::NaiveDate;

use super::address::escaped;
use super::band::Band;
use super::{Frame, Words};
use crate::app::{Count, OwnedBy, ReviewState, WorklistFilter, WorklistRow};
use crate::decision::Status;
use crate::model::{CaseId, Phi, Urgency};

/// Where the worklist is.
pub const WORKLIST: &str = "/cases";

/// Longest text that is looked for, in characters.
const MAX_BEGINS: usize = 100;

/// Which cases somebody asked for, as the address says it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    state: ReviewState,
    owner: Owner,
    provisional: bool,
    begins: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Owner {
    #[default]
    Anyone,
    Me,
    Nobody,
}

impl Asked {
    /// What the parameters of an address ask for; what cannot be read asks for nothing.
    pub fn read(parameters: &[(String, String)]) -> Asked {
        let value = |name: &str| {
            let mut found = parameters.iter().filter(|(known, _)| known == name);
            found.next().map_or("", |(_, value)| value.trim())
        };
        Asked {
            state: match value("state") {
                "reviewed" => ReviewState::Reviewed,
                "all" => ReviewState::All,
                _ => ReviewState::Awaiting,
            },
            owner: match value("owner") {
                "me" => Owner::Me,
                "nobody" => Owner::Nobody,
                _ => Owner::Anyone,
            },
            provisional: value("provisional") == "yes",
            begins: value("q").chars().take(MAX_BEGINS).collect(),
        }
    }

    /// The same for the store; `me` is the reader.
    pub fn filter(&self, me: &str) -> WorklistFilter {
        let begins = (!self.begins.is_empty()).then(|| Phi::new(self.begins.clone()));
        WorklistFilter {
            state: self.state,
            owner: match self.owner {
                Owner::Anyone => OwnedBy::Anyone,
                Owner::Me => OwnedBy::Person(me.to_owned()),
                Owner::Nobody => OwnedBy::Nobody,
            },
            provisional: self.provisional,
            begins,
        }
    }

    /// The parameters that say it: name and value.
    fn parameters(&self) -> Vec<(&'static str, &str)> {
        let state = match self.state {
            ReviewState::Awaiting => "",
            ReviewState::Reviewed => "reviewed",
            ReviewState::All => "all",
        };
        let owner = match self.owner {
            Owner::Anyone => "",
            Owner::Me => "me",
            Owner::Nobody => "nobody",
        };
        let provisional = if self.provisional { "yes" } else { "" };
        let all = [
            ("state", state),
            ("owner", owner),
            ("provisional", provisional),
            ("q", self.begins.as_str()),
        ];
        all.into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }

    /// The address of a page of it, with more parameters.
    pub fn address(&self, path: &str, more: &[(&str, &str)]) -> String {
        let mut address = path.to_owned();
        let mut between = '?';
        for (name, value) in self.parameters().iter().chain(more) {
            let _ = write!(address, "{between}{name}={}", escaped(value));
            between = '&';
        }
        address
    }
}

/// A link that narrows the list or widens it.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Where it leads.
    pub address: String,
    /// What it says.
    pub text: String,
    /// Whether the list is like that now.
    pub chosen: bool,
}

/// One case on the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// Address of the case.
    pub address: String,
    /// Name of the patient.
    pub name: String,
    /// Born, and number.
    pub about: String,
    /// Why it is here.
    pub reason: String,
    /// What is open, or what a clinician said; may be empty.
    pub note: String,
    /// Time left against the target.
    pub due: String,
    /// Who took it; empty while nobody did.
    pub owner: String,
    /// Whether it is the reader's.
    pub mine: bool,
}

impl Line {
    /// The line of a case, on that day, for that reader.
    pub fn of(words: Words, row: &WorklistRow, today: NaiveDate, me: &str) -> Line {
        let note = match row.stands {
            Some(stands) if stands == row.urgency => words.say("worklist-agreed"),
            Some(stands) => words.with(
                "worklist-changed",
                &[("urgency", &Band::of(words, stands).word)],
            ),
            None if row.could_become > row.urgency => {
                let could = Band::of(words, row.could_become).word;
                words.with("panel-could-become", &[("urgency", &could)])
            }
            None if row.status == Status::Provisional => words.say("worklist-provisional"),
            None => String::new(),
        };
        let reason = row.reason.as_ref().map(|reason| reason.reveal().clone());
        Line {
            address: case_address(row.case_id),
            name: format!("{}, {}", row.family.reveal(), row.given.reveal()),
            about: words.with(
                "worklist-about",
                &[
                    ("born", &row.birth_date.reveal().to_string()),
                    ("number", row.identifier.reveal()),
                ],
            ),
            reason: reason.unwrap_or_else(|| words.say("worklist-no-reason")),
            note,
            due: due(words, row.as_of, row.due_in_days, today),
            owner: row.owner.clone().unwrap_or_default(),
            mine: row.owner.as_deref() == Some(me),
        }
    }
}

/// Where the page of a case is.
pub fn case_address(id: CaseId) -> String {
    format!("{WORKLIST}/{id}")
}

/// Time left against the target, in words.
pub fn due(words: Words, as_of: NaiveDate, days: Option<u32>, today: NaiveDate) -> String {
    let Some(days) = days else {
        return words.say("due-none");
    };
    let target = as_of + chrono::Days::new(days.into());
    let left = target.signed_duration_since(today).num_days();
    let count = usize::try_from(left.unsigned_abs()).unwrap_or(usize::MAX);
    match left {
        0 => words.say("due-today"),
        1.. => words.count("due-left", count),
        _ => words.count("due-over", count),
    }
}

/// The cases of one urgency.
#[derive(Debug, Clone)]
pub struct Section {
    /// Stable word of the urgency.
    pub id: &'static str,
    /// The urgency.
    pub band: Band,
    /// How many there are.
    pub count: Count,
    /// Those that are shown.
    pub lines: Vec<Line>,
    /// Address of the next ones; empty where there are none.
    pub next: String,
}

/// The worklist.
#[derive(Debug, Template)]
#[template(path = "worklist.html")]
pub struct Worklist {
    /// What stands around it.
    pub frame: Frame,
    /// Links that narrow it, in groups: heading and links.
    pub choices: Vec<(String, Vec<Choice>)>,
    /// What is kept when something is looked for: name and value.
    pub kept: Vec<(&'static str, String)>,
    /// What is looked for.
    pub begins: String,
    /// How many there are of each urgency, most urgent first: band, count, place on the page.
    pub counts: Vec<(Band, Count, String)>,
    /// The cases, most urgent first.
    pub sections: Vec<Section>,
    /// Where to ask whether something is new.
    pub news: String,
    /// Where this page is, to come back to.
    pub here: String,
    /// Address of the first page; empty on it.
    pub whole: String,
    /// Whether the reader may take a case.
    pub takes: bool,
}

impl Worklist {
    /// The links that narrow the list or widen it.
    pub fn choices(words: Words, asked: &Asked) -> Vec<(String, Vec<Choice>)> {
        let link = |key: &str, other: Asked| Choice {
            address: other.address(WORKLIST, &[]),
            text: words.say(key),
            chosen: other == *asked,
        };
        let state = |state| Asked {
            state,
            ..asked.clone()
        };
        let owner = |owner| Asked {
            owner,
            ..asked.clone()
        };
        let settled = |provisional| Asked {
            provisional,
            ..asked.clone()
        };
        vec![
            (
                words.say("filter-state"),
                vec![
                    link("filter-awaiting", state(ReviewState::Awaiting)),
                    link("filter-reviewed", state(ReviewState::Reviewed)),
                    link("filter-all", state(ReviewState::All)),
                ],
            ),
            (
                words.say("filter-owner"),
                vec![
                    link("filter-anyone", owner(Owner::Anyone)),
                    link("filter-mine", owner(Owner::Me)),
                    link("filter-nobody", owner(Owner::Nobody)),
                ],
            ),
            (
                words.say("filter-settled"),
                vec![
                    link("filter-either", settled(false)),
                    link("filter-provisional", settled(true)),
                ],
            ),
        ]
    }

    /// What is kept when something is looked for.
    pub fn kept(asked: &Asked) -> Vec<(&'static str, String)> {
        let parameters = asked.parameters().into_iter();
        let kept = parameters.filter(|(name, _)| *name != "q");
        kept.map(|(name, value)| (name, value.to_owned())).collect()
    }
}

impl Asked {
    /// What is looked for.
    pub fn begins(&self) -> &str {
        &self.begins
    }
}

/// Whether something is new, for the bar above the list.
#[derive(Debug, Template)]
#[template(path = "news.html")]
pub struct News {
    /// How many cases are new, in words; empty where none is.
    pub text: String,
    /// Address of the list with them.
    pub address: String,
}

/// The urgency of that word.
pub fn urgency(word: &str) -> Option<Urgency> {
    Urgency::ALL
        .into_iter()
        .find(|urgency| urgency.word() == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::handout::Language;

    #[test]
    fn time_left_is_said_in_words() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let said = |days, today| due(Words(Language::En), day("2026-11-20"), days, day(today));
        for (days, today, expected) in [
            (Some(14), "2026-11-21", "13 days left"),
            (Some(14), "2026-12-03", "1 day left"),
            (Some(14), "2026-12-04", "due today"),
            (Some(0), "2026-11-20", "due today"),
            (Some(0), "2026-11-21", "1 day over"),
            (Some(14), "2026-12-07", "3 days over"),
            (None, "2027-11-21", "no target date"),
        ] {
            assert_eq!(said(days, today), expected, "{days:?} {today}");
        }
    }

    #[test]
    fn an_address_says_what_was_asked_and_is_read_back() {
        let asked = Asked {
            state: ReviewState::All,
            owner: Owner::Nobody,
            provisional: true,
            begins: "O'Neil & Ñu%".into(),
        };
        let address = asked.address("/cases", &[("after", "x")]);
        assert_eq!(
            address,
            "/cases?state=all&owner=nobody&provisional=yes&q=O%27Neil%20%26%20%C3%91u%25&after=x"
        );
        let pairs: Vec<(String, String)> = asked
            .parameters()
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        assert_eq!(Asked::read(&pairs), asked);
        assert_eq!(Asked::default().address("/cases", &[]), "/cases");
        assert_eq!(
            Asked::read(&[("state".into(), "x".into())]),
            Asked::default()
        );
    }
}
