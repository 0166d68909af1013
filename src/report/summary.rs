//! Everything the summary says, in order and in words: plain data that knows no form and no page.

use crate::model::Urgency;

/// The whole document.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Title of page one, with the patient's name.
    pub title: String,
    /// Birth date, age, sex, number, day of the assessment.
    pub identity: String,
    /// Whom the page is for.
    pub to: String,
    /// Whom it comes from.
    pub from: String,
    /// The urgency and the ask.
    pub band: Band,
    /// Where, what, since when, how it goes, and the most important absence.
    pub problem: String,
    /// The rules that decided, most urgent first.
    pub reasons: Vec<ReasonLine>,
    /// What would change the urgency.
    pub change: Change,
    /// Everything asked for beside the ask, in words.
    pub also: Vec<String>,
    /// Where it hurts.
    pub place: Place,
    /// How bad, since when.
    pub pain: Pain,
    /// What was examined, or that nothing was.
    pub examination: Vec<String>,
    /// Red flags.
    pub flags: Flags,
    /// Function, tried, medicines, allergies, history, wishes: most needed first.
    pub background: Vec<Cell>,
    /// Sources, in the order of their numbers, starting at 1.
    pub citations: Vec<String>,
    /// The pages behind page one.
    pub appendix: Vec<Part>,
    /// Who, which case and which rules, for the foot of each page.
    pub foot: Foot,
    /// What a clinician said of the decision; absent while nobody did.
    pub signed: Option<SignedLine>,
}

/// What a clinician said of the decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedLine {
    /// The urgency it was changed to; absent where the clinician agreed.
    pub changed_to: Option<&'static str>,
    /// Why it was changed; empty where the clinician agreed.
    pub reason: String,
    /// Who said it.
    pub by: String,
    /// When.
    pub at: String,
    /// What stands below the bar where it was changed; empty where the clinician agreed.
    pub bar: String,
    /// All of it in one line, the clinician's own words included.
    pub line: String,
}

/// The bar at the top.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// How fast; sets color and shape.
    pub urgency: Urgency,
    /// The word in the bar.
    pub word: &'static str,
    /// Target time: `today, 23 Nov 2026`.
    pub due: String,
    /// The ask: one sentence that starts with a verb.
    pub ask: String,
    /// What is open, where the decision is not settled.
    pub provisional: Option<String>,
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonLine {
    /// The sentence for page one: the whole one, or the rule's title where that is too long to be
    /// read at a glance.
    pub brief: String,
    /// The whole sentence.
    pub text: String,
    /// Rule and version: `ces_recent_or_worse v3`.
    pub rule: String,
    /// Numbers of its citations.
    pub citations: Vec<usize>,
    /// What the reader has to know about its backing: `local policy`; absent where a source was
    /// read.
    pub caution: Option<String>,
}

/// What would move the urgency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// One sentence up.
    pub up: String,
    /// One sentence down.
    pub down: String,
    /// Thresholds that are near; empty where none is.
    pub near: String,
    /// The question to ask next; empty where none is worth asking.
    pub next: String,
}

/// A side of the body, as the patient has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The patient's left.
    Left,
    /// The patient's right.
    Right,
}

/// A region of the body chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Region {
    /// Neck.
    Cervical,
    /// Upper back.
    Thoracic,
    /// Lower back.
    Lumbar,
    /// Sacrum and buttock.
    Buttock,
    /// Flank.
    Flank,
    /// Everywhere.
    Widespread,
    /// Arm, to the elbow.
    UpperArm,
    /// Arm, below the elbow.
    Forearm,
    /// Leg, to the knee.
    Thigh,
    /// Leg, below the knee.
    LowerLeg,
}

/// Where it hurts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Marked regions; no side means both or the middle.
    pub regions: Vec<(Region, Option<Side>)>,
    /// The same in words.
    pub words: String,
}

/// How bad it is, 0 to 10, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pain {
    /// Now.
    pub now: Option<u8>,
    /// Average of the last seven days.
    pub average: Option<u8>,
    /// Worst of the last seven days.
    pub worst: Option<u8>,
    /// The scores in words; says which were not recorded.
    pub words: String,
    /// Dated and counted lines, at most four.
    pub timeline: Vec<String>,
}

/// The critical questions of the form, by their answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flags {
    /// Present, with what is known about each.
    pub present: Vec<String>,
    /// Asked and absent.
    pub absent: Vec<String>,
    /// Asked, but not known.
    pub unknown: Vec<String>,
    /// Not asked.
    pub unasked: Vec<String>,
}

/// One cell of the background.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Heading.
    pub title: String,
    /// Text.
    pub text: String,
}

/// A part of the appendix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Heading.
    pub title: String,
    /// A sentence below the heading; may be empty.
    pub lead: String,
    /// What stands below it.
    pub body: PartBody,
}

/// What a part of the appendix is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartBody {
    /// Sentences, one below the other.
    Lines(Vec<String>),
    /// A table: headings, widths in shares of the page, rows.
    Table {
        /// Headings of the columns.
        heads: Vec<String>,
        /// Share of the width of each column.
        shares: Vec<u16>,
        /// The rows.
        rows: Vec<Row>,
    },
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// One text for each column.
    pub cells: Vec<String>,
    /// Whether the row stands out.
    pub tone: Tone,
}

/// How a row is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As running text.
    Normal,
    /// Bold: it counts.
    Strong,
    /// Gray: it is there for completeness.
    Quiet,
    /// A heading inside the table; its first cell spans the row.
    Heading,
    /// A remark inside the table; its first cell spans the row.
    Remark,
}

/// The foot of every page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foot {
    /// Patient, birth date, number.
    pub patient: String,
    /// Case, release, engine, digest.
    pub origin: String,
    /// Whole digest of the decision; the file identifier is made from it.
    pub digest: String,
    /// Seconds since 1970 of the moment the document is made for.
    pub seconds: i64,
}
