//! The cases and forms that nobody may lose, and the page on which a person closes one.

use askama::Template;
use chrono::NaiveDate;

use super::band::Band;
use super::intake::{Banner, Fault};
use super::worklist::{Line, case_address};
use super::{Frame, Words};
use crate::app::{Actor, Closing, Count, WorklistRow, listed_at_stake, may_close};
use crate::model::{ClosingReason, Phi};

/// Where they are listed.
pub const LEFT: &str = "/left";

/// A case that is left.
#[derive(Debug, Clone)]
pub struct LeftCase {
    /// The urgency that was decided.
    pub band: Band,
    /// What the worklist says of it.
    pub line: Line,
    /// Where the reader closes it; none where that is somebody else's to do.
    pub close: Option<String>,
}

impl LeftCase {
    /// The line of a case, on that day, for that reader.
    pub fn of(words: Words, row: &WorklistRow, today: NaiveDate, me: &Actor) -> LeftCase {
        let mine = may_close(me.role, listed_at_stake(row));
        LeftCase {
            band: Band::of(words, row.urgency),
            line: Line::of(words, row, today, &me.name),
            close: mine.then(|| format!("{}/close", case_address(row.case_id))),
        }
    }
}

/// The cases that are left for one reason.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its place on the page.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// Who is here, and until when.
    pub lead: String,
    /// How many there are.
    pub count: Count,
    /// Those that are shown.
    pub cases: Vec<LeftCase>,
    /// Address of the next ones; empty where there are none.
    pub next: String,
}

/// A form that is left.
#[derive(Debug, Clone)]
pub struct LeftDraft {
    /// Address of it.
    pub address: String,
    /// Address at which somebody goes on with it.
    pub going_on: String,
    /// Who it is about.
    pub patient: String,
    /// When it was saved last, and by whom, in words.
    pub saved: String,
}

/// The list of what nobody may lose.
#[derive(Debug, Template)]
#[template(path = "left.html")]
pub struct LeftPage {
    /// What stands around it.
    pub frame: Frame,
    /// The cases, by reason.
    pub sections: Vec<Section>,
    /// Forms that were begun and never sent, the oldest first.
    pub drafts: Vec<LeftDraft>,
    /// How many there are.
    pub drafts_count: Count,
    /// Whether the reader may close anything.
    pub closes: bool,
    /// Address of the whole list; empty on it.
    pub whole: String,
}

/// A reason to choose.
#[derive(Debug, Clone)]
pub struct Choice {
    /// What is sent.
    pub value: &'static str,
    /// What it says.
    pub text: String,
    /// Whether it was chosen.
    pub chosen: bool,
}

/// The page on which a person says that nothing is left to do.
#[derive(Debug, Template)]
#[template(path = "close.html")]
pub struct ClosePage {
    /// What stands around it.
    pub frame: Frame,
    /// Who it is about.
    pub banner: Banner,
    /// What is closed, in one sentence.
    pub sentence: String,
    /// Where it is sent.
    pub address: String,
    /// Where to go instead.
    pub back: String,
    /// What was looked at: the decision, or the number of the save.
    pub seen: String,
    /// The reasons.
    pub reasons: Vec<Choice>,
    /// The same in the reader's own words.
    pub text: String,
    /// Why it was not kept.
    pub faults: Vec<Fault>,
}

impl ClosePage {
    /// The reasons to choose from; `chosen` is the word of one, or empty.
    pub fn reasons(words: Words, chosen: &str) -> Vec<Choice> {
        let choice = |reason: ClosingReason| Choice {
            value: reason.word(),
            text: reason_words(words, reason),
            chosen: reason.word() == chosen,
        };
        ClosingReason::ALL.into_iter().map(choice).collect()
    }

    fn fault(&self, name: &str) -> &str {
        let link = format!("#{name}");
        let found = self.faults.iter().find(|fault| fault.link == link);
        found.map_or("", |fault| fault.text.as_str())
    }
}

/// A reason as it is read.
fn reason_words(words: Words, reason: ClosingReason) -> String {
    words.say(match reason {
        ClosingReason::Seen => "closing-seen",
        ClosingReason::Elsewhere => "closing-elsewhere",
        ClosingReason::Declined => "closing-declined",
        ClosingReason::NotReached => "closing-not-reached",
        ClosingReason::Mistake => "closing-mistake",
    })
}

/// Who closed a case, when and why, in words.
pub fn closed_words(words: Words, closing: &Closing) -> String {
    let text = closing.text.as_ref().map(|text| Phi::reveal(text).clone());
    let said = words.with(
        "closed-by",
        &[
            ("reason", &reason_words(words, closing.reason)),
            ("by", &closing.by),
            ("at", &closing.at.format("%Y-%m-%d %H:%M").to_string()),
        ],
    );
    match text {
        Some(text) => format!("{said} {text}"),
        None => said,
    }
}
