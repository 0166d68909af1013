//! The pages of an intake: whom it is about, the form, the check before it is sent, what is next.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use chrono::NaiveDate;

use super::band::Band;
use super::panel::Panel;
use super::question::{Question, answer_words, value_words};
use super::{Frame, Words};
use crate::app::{Look, ROLE_QUESTION, Role};
use crate::decision::Decision;
use crate::intake::consistency::hidden;
use crate::intake::form::{Field, Form, Who};
use crate::intake::record::Patient;
use crate::intake::typed::Entries;
use crate::intake::violation::Violation;
use crate::model::date::completed_years;
use crate::model::{Answer, Phi, Urgency, Value};

/// Who a page is about, in one line.
#[derive(Debug, Clone)]
pub struct Banner {
    /// Name.
    pub name: String,
    /// Born, age, sex, number.
    pub about: String,
    /// The clinic's number.
    pub identifier: String,
}

impl Banner {
    /// The banner of a patient on that day.
    pub fn of(words: Words, patient: &Patient, on: NaiveDate) -> Banner {
        let born = *patient.birth_date.reveal();
        let sex = match &patient.sex_at_birth {
            Answer::Known(word) => words.say(match word.as_str() {
                "female" => "sex-female",
                "male" => "sex-male",
                "intersex" => "sex-intersex",
                _ => "answer-unknown",
            }),
            Answer::Unknown | Answer::NotAsked => words.say("answer-unknown"),
        };
        let age = completed_years(born, on).to_string();
        let identifier = patient.identifier.reveal().clone();
        Banner {
            name: format!("{}, {}", patient.family.reveal(), patient.given.reveal()),
            about: words.with(
                "banner",
                &[
                    ("born", &born.to_string()),
                    ("age", &age),
                    ("sex", &sex),
                    ("number", &identifier),
                ],
            ),
            identifier,
        }
    }
}

/// A fault and the place it points to.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Where it is, below the address of the page.
    pub link: String,
    /// What it is about.
    pub label: String,
    /// What to do.
    pub text: String,
}

/// What was entered about a patient, to open a form.
#[derive(Debug, Clone, Default)]
pub struct Entered {
    /// The clinic's number.
    pub identifier: String,
    /// Family name.
    pub family: String,
    /// Given name or names.
    pub given: String,
    /// Birth date, as typed.
    pub birth_date: String,
    /// Sex at birth.
    pub sex_at_birth: String,
    /// Day of the answers, as typed.
    pub assessment_date: String,
}

/// The page that opens a form.
#[derive(Debug, Template)]
#[template(path = "start.html")]
pub struct Start {
    /// What stands around it.
    pub frame: Frame,
    /// What was entered.
    pub entered: Entered,
    /// What is wrong with it: name of the field, what to do.
    pub faults: Vec<Fault>,
}

impl Start {
    /// The fields that are typed: name, label, hint, what was entered.
    fn typed(&self) -> Vec<(&'static str, String, String, &str)> {
        let (say, entered) = (|key| self.frame.say(key), &self.entered);
        vec![
            (
                "identifier",
                say("start-identifier"),
                String::new(),
                entered.identifier.as_str(),
            ),
            (
                "family",
                say("start-family"),
                String::new(),
                entered.family.as_str(),
            ),
            (
                "given",
                say("start-given"),
                String::new(),
                entered.given.as_str(),
            ),
            (
                "birth_date",
                say("start-born"),
                say("start-born-hint"),
                entered.birth_date.as_str(),
            ),
            (
                "assessment_date",
                say("start-day"),
                say("start-day-hint"),
                entered.assessment_date.as_str(),
            ),
        ]
    }

    /// The words to choose the sex at birth from: value, label.
    fn sexes(&self) -> Vec<(&'static str, String)> {
        let words = [
            ("female", "sex-female"),
            ("male", "sex-male"),
            ("intersex", "sex-intersex"),
            ("unknown", "answer-unknown"),
        ];
        words
            .map(|(word, key)| (word, self.frame.say(key)))
            .to_vec()
    }

    /// What is wrong with one field; empty where nothing is.
    fn fault(&self, name: &str) -> &str {
        let found = self
            .faults
            .iter()
            .find(|fault| fault.link == format!("#{name}"));
        found.map_or("", |fault| fault.text.as_str())
    }
}

/// A section of the form on the page.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What is read aloud before it.
    pub say: String,
    /// Its places, in order: a question, or the name of one that does not show.
    pub places: Vec<Place>,
    /// How many questions are folded away, in words; empty where none is.
    pub folded: String,
}

/// A place on the page.
#[derive(Debug, Clone)]
pub enum Place {
    /// A question.
    Shown(Box<Question>),
    /// The place of one that does not show.
    Slot(String),
}

/// The form that is being filled.
#[derive(Debug, Template)]
#[template(path = "intake.html")]
pub struct Intake {
    /// What stands around it.
    pub frame: Frame,
    /// Address of the draft.
    pub address: String,
    /// Who it is about.
    pub banner: Banner,
    /// Title of the form.
    pub title: String,
    /// Its own name, apart from every other time it is shown.
    pub page: String,
    /// Number of the save that is shown.
    pub version: i64,
    /// When that was, in words.
    pub saved: String,
    /// Whether the reader asked for the faults.
    pub faults: Vec<Fault>,
    /// The sections.
    pub sections: Vec<Section>,
    /// Sections that are shown whole.
    pub more: Vec<String>,
    /// Questions that are shown because somebody jumped to them.
    pub show: Vec<String>,
    /// The decision so far.
    pub panel: Panel,
}

/// What changes on a page after a save, each with the place it goes to.
#[derive(Debug, Template)]
#[template(path = "saved.html")]
pub struct SavedPart {
    /// The number of the save.
    pub version: i64,
    /// When that was, in words.
    pub saved: String,
    /// Places that came or went.
    pub places: Vec<Place>,
    /// For each question on the page what is used and what is wrong: name, used, fault.
    pub notes: Vec<(String, String, String)>,
    /// What is said to a screen reader; empty where the urgency is the same.
    pub announce: String,
    /// The band that is shown now.
    pub panel: Panel,
}

/// The form before it is sent.
#[derive(Debug, Template)]
#[template(path = "check.html")]
pub struct Check {
    /// What stands around it.
    pub frame: Frame,
    /// Address of the draft.
    pub address: String,
    /// Who it is about.
    pub banner: Banner,
    /// Number of the save that is shown.
    pub version: i64,
    /// The decision so far.
    pub panel: Panel,
    /// Safety questions without an answer: name and question.
    pub missing: Vec<(String, String)>,
    /// Numbers that are rarely given: name of the question, its label, the answer.
    pub unusual: Vec<(String, String, String)>,
    /// What was answered, by section.
    pub sections: Vec<Answered>,
}

/// What was answered in a section.
#[derive(Debug, Clone)]
pub struct Answered {
    /// Heading of the section.
    pub title: String,
    /// Name of each question, its label, the answer.
    pub answers: Vec<(String, String, String)>,
}

/// What the reader does next, after a form was sent.
#[derive(Debug, Template)]
#[template(path = "sent.html")]
pub struct Sent {
    /// What stands around it.
    pub frame: Frame,
    /// Who it is about.
    pub banner: Banner,
    /// The urgency.
    pub band: Band,
    /// The next step, in one sentence.
    pub step: String,
    /// Address of the case.
    pub case: String,
    /// Address of its summary.
    pub summary: String,
    /// Address of its handout; empty where there is none.
    pub handout: String,
}

/// What an assistant does next: what the most urgent rule says, else what the urgency asks for.
pub fn next_step(words: Words, decision: &Decision) -> String {
    let urgency = decision.urgency.max(decision.could_become);
    words.say(match urgency {
        Urgency::Emergency if decision.urgency < Urgency::Emergency => "step-could-be-emergency",
        Urgency::Emergency => "step-emergency",
        Urgency::SameDay => "step-same-day",
        Urgency::TwoWeeks => "step-two-weeks",
        Urgency::Routine => "step-routine",
        Urgency::Conservative => "step-conservative",
    })
}

/// What is needed to lay out a form.
pub struct Layout<'a> {
    /// The words.
    pub words: Words,
    /// What the reader is.
    pub role: Role,
    /// The form.
    pub form: &'a Form,
    /// What was entered.
    pub entries: &'a Entries,
    /// What it says so far.
    pub look: &'a Look,
    /// Sections that are shown whole.
    pub more: &'a [String],
    /// Questions that are shown because somebody jumped to them.
    pub show: &'a [String],
    /// What others entered at the same time.
    pub both: &'a BTreeMap<String, Phi<Vec<String>>>,
}

impl Layout<'_> {
    /// Whether the reader may answer a question at all.
    fn mine(&self, field: &Field) -> bool {
        let may = match field.who {
            Who::Assistant => true,
            Who::Clinician => self.role == Role::Clinician,
            Who::Record => false,
        };
        may && !matches!(
            field.name.as_str(),
            "birth_date" | "sex_at_birth" | ROLE_QUESTION
        )
    }

    /// Whether a question stands on the page: one that was answered, one that is put first, and one
    /// that an answer opened.
    fn on_page(&self, field: &Field, whole: bool) -> bool {
        if !self.mine(field) {
            return false;
        }
        let answered = !self.entries.get(&field.name).is_empty();
        if answered {
            return true;
        }
        if !hidden(&self.look.record, field).is_empty() {
            return false;
        }
        let record = &self.look.record;
        if let Some(part_of) = &field.part_of {
            return record.answer(part_of) == &Answer::Known(Value::Bool(true));
        }
        let opened = field
            .show_when
            .as_ref()
            .map(|gate| gate.holds(&|name| record.answer(name)) == Some(true));
        match opened {
            Some(opened) => opened || self.show.contains(&field.name),
            None => {
                whole
                    || field.critical
                    || self.form.is_put_first(&field.name)
                    || self.show.contains(&field.name)
                    || self
                        .look
                        .violations
                        .iter()
                        .any(|v| about(v) == Some(&field.name))
            }
        }
    }

    /// The names of the questions on the page.
    pub fn names(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for section in self.form.sections() {
            let fields: Vec<&Field> = self.fields(&section.id).collect();
            let whole = self.whole(&section.id, &fields);
            let shown = fields
                .into_iter()
                .filter(|field| self.on_page(field, whole));
            names.extend(shown.map(|field| field.name.clone()));
        }
        names
    }

    fn fields<'b>(&'b self, section: &'b str) -> impl Iterator<Item = &'b Field> {
        let fields = self.form.fields().iter();
        fields.filter(move |field| field.section == section && self.mine(field))
    }

    /// Whether a section is shown whole: because somebody asked for it, or because the form puts
    /// none of its questions first.
    fn whole(&self, id: &str, fields: &[&Field]) -> bool {
        let folds = self.form.puts_some_first();
        let clinician = fields.iter().all(|field| field.who == Who::Clinician);
        !folds || clinician || self.more.iter().any(|more| more == id)
    }

    /// The sections of the page.
    pub fn sections(&self) -> Vec<Section> {
        let mut sections = Vec::new();
        for section in self.form.sections() {
            let fields: Vec<&Field> = self.fields(&section.id).collect();
            if fields.is_empty() {
                continue;
            }
            let whole = self.whole(&section.id, &fields);
            let (mut places, mut folded) = (Vec::new(), 0);
            for field in fields {
                if self.on_page(field, whole) {
                    places.push(Place::Shown(Box::new(self.question(field))));
                } else {
                    folded += usize::from(field.show_when.is_none() && field.part_of.is_none());
                    places.push(Place::Slot(field.name.clone()));
                }
            }
            sections.push(Section {
                id: section.id.clone(),
                title: section.title.clone(),
                say: section.say.clone(),
                places,
                folded: if folded == 0 {
                    String::new()
                } else {
                    self.words.count("section-more", folded)
                },
            });
        }
        sections
    }

    /// One question as it is shown.
    pub fn question(&self, field: &Field) -> Question {
        let on = self.look.record.assessment_date();
        let values = self.entries.get(&field.name);
        let question = Question::of(self.words, field, values, on);
        let mut question = question.shown_on(self.form, field, values, on);
        question.kept = !values.is_empty() && !hidden(&self.look.record, field).is_empty();
        if question.fault.is_none() {
            let found = self
                .look
                .violations
                .iter()
                .find(|v| about(v) == Some(&field.name));
            question.fault = found.map(|violation| fault_text(self.words, violation));
        }
        question.both = self.both.get(&field.name).map(|mine| {
            let mine = answer_words(self.words, field, mine.reveal(), on);
            self.words.with("both", &[("mine", &mine)])
        });
        question.last = self.last(field);
        question
    }

    /// What was answered at the visit before, and when; empty where nothing was. A critical question
    /// shows none: an earlier "no" answers nothing today, and must not look as if it did.
    fn last(&self, field: &Field) -> String {
        let Some(last) = self.look.last.as_ref().filter(|_| !field.critical) else {
            return String::new();
        };
        let answer = match last.answer(&field.name) {
            Answer::Known(value) => value_words(self.words, field, value),
            Answer::Unknown | Answer::NotAsked => match last.notes().get(&field.name) {
                Some(note) => note.reveal().clone(),
                None => return String::new(),
            },
        };
        let day = last.assessment_date().to_string();
        self.words
            .with("last-time", &[("answer", &answer), ("day", &day)])
    }

    /// Where a question stands: itself where it is among the `names` that show, else its place.
    pub fn place(&self, name: &str, names: &BTreeSet<String>) -> Place {
        match self.form.field(name).filter(|_| names.contains(name)) {
            Some(field) => Place::Shown(Box::new(self.question(field))),
            None => Place::Slot(name.to_owned()),
        }
    }

    /// What others entered at the same time, in the order of the form.
    pub fn both_faults(&self) -> Vec<Fault> {
        let fields = self.form.fields().iter();
        let both = fields.filter_map(|field| {
            Some(Fault {
                link: format!("#q-{}", field.name),
                label: field.label.clone(),
                text: self.question(field).both?,
            })
        });
        both.collect()
    }

    /// Everything that keeps the form from being sent, in the order of the form.
    pub fn faults(&self, address: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        for field in self.form.fields() {
            let Some(text) = self.question(field).fault else {
                continue;
            };
            faults.push(Fault {
                link: format!("{address}?show={0}&faults=yes#q-{0}", field.name),
                label: field.label.clone(),
                text,
            });
        }
        // The day of a further form, where the case has a later one by now.
        let others = self.look.violations.iter().filter(|v| about(v).is_none());
        faults.extend(others.map(|violation| Fault {
            link: address.to_owned(),
            label: self.words.say("start-day"),
            text: fault_text(self.words, violation),
        }));
        faults
    }
}

/// The question a violation is about.
fn about(violation: &Violation) -> Option<&str> {
    let place = violation.pointer.strip_prefix("/answers/")?;
    place.split('/').next()
}

/// A violation in the reader's language where its kind has words there.
pub fn fault_text(words: Words, violation: &Violation) -> String {
    let key = format!(
        "fault-{}",
        violation.keyword.to_lowercase().replace('_', "-")
    );
    let limit = violation.limit.as_deref().unwrap_or_default();
    if words.has(&key) {
        words.with(&key, &[("limit", limit)])
    } else {
        violation.detail.clone()
    }
}
