//! Patients whose forms the door accepts, and what the inputs of a certificate say of them.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, Days as Later, NaiveDate};
use serde_json::{Map, Value as Json, json};
use spinepath::facts::{FactId, FactSet, derive};
use spinepath::intake::document::RawForm;
use spinepath::intake::form::{FieldKind, Form, Who};
use spinepath::intake::record::IntakeRecord;
use spinepath::intake::validate::validate;
use spinepath::intake::write::written;
use spinepath::model::{Answer, Number};
use spinepath::rules::CheckedRelease;

use super::file::{Input, Spans};
use crate::reference::release::thousandths;
use crate::rules::patients::{Crowd, value};
use crate::support::random::Random;

/// The answers of a patient by question, as they are stored.
pub type Words = Map<String, Json>;

/// The door, and the questions behind it.
pub struct Door<'a> {
    pub release: &'a CheckedRelease,
    pub form: &'a Form,
    pub as_of: NaiveDate,
}

impl Door<'_> {
    /// What is stored of a form that is accepted; else which questions speak against it.
    pub fn passes(&self, form: &Json) -> Result<Words, Vec<String>> {
        let raw = RawForm::read(form.to_string().as_bytes())
            .map_err(|refusal| vec![refusal.to_string()])?;
        let record =
            validate(self.form, raw).and_then(|valid| IntakeRecord::read(self.form, valid));
        let record = record.map_err(|violations| {
            let pointers = violations.into_iter().map(|violation| violation.pointer);
            pointers.collect::<Vec<String>>()
        })?;
        Ok(self.words(&derive(self.release.catalogue(), &record, None)))
    }

    fn words(&self, facts: &FactSet) -> Words {
        let document = facts.to_json(self.release.catalogue());
        document["facts"].as_object().unwrap().clone()
    }

    fn facts(&self, words: &Words) -> FactSet {
        FactSet::from_words(self.release.catalogue(), self.as_of, words).unwrap()
    }

    /// The document that the second engine reads.
    pub fn document(&self, words: &Words) -> Json {
        json!({ "as_of": self.as_of, "facts": words })
    }

    /// These answers as a form, without what the record says.
    fn form_of(&self, facts: &FactSet) -> Json {
        let catalogue = self.release.catalogue();
        let mut patient = json!({
            "identifier": "EXAMPLE",
            "name": { "family": "Example", "given": "Patient" },
            "sex_at_birth": "unknown",
        });
        let mut answers = Map::new();
        for (at, field) in catalogue.facts().iter().enumerate() {
            let answer = match facts.said(catalogue, FactId::at(at).unwrap()) {
                Answer::Known(value) => written(&value),
                Answer::Unknown if field.name != "birth_date" => json!("unknown"),
                Answer::Unknown | Answer::NotAsked => continue,
            };
            match field.name.as_str() {
                "birth_date" => patient["birth_date"] = answer["date"].clone(),
                "sex_at_birth" => patient["sex_at_birth"] = answer,
                _ if field.who == Who::Record => {}
                name => _ = answers.insert(name.to_owned(), answer),
            }
        }
        json!({
            "form": catalogue.form(),
            "form_version": catalogue.version(),
            "assessment_date": self.as_of,
            "patient": patient,
            "answers": answers,
        })
    }

    /// Whether the door takes these answers as a form.
    pub fn accepts(&self, words: &Words) -> bool {
        self.passes(&self.form_of(&self.facts(words))).is_ok()
    }

    /// What the record can say, where the form does not.
    pub fn with_record(&self, mut words: Words, record: &Words) -> Words {
        for (name, said) in record {
            let field = self.form.field(name);
            assert!(
                field.is_some_and(|field| field.who == Who::Record),
                "{name}"
            );
            words.insert(name.clone(), said.clone());
        }
        words
    }

    /// So many patients whose forms are accepted: random ones, from whom answers that speak against
    /// each other were taken.
    pub fn crowd(&self, bases: &[FactSet], count: usize) -> Vec<Words> {
        let mut crowd = Crowd::of(self.release, bases, 7);
        let mut random = Random::of(7);
        let mut patients = Vec::new();
        while patients.len() < count {
            let mut form = self.form_of(&crowd.incomplete());
            // Of some patients little is known.
            let left_out = random.below(4) * 30;
            let answers = form["answers"].as_object_mut().unwrap();
            let names: Vec<String> = answers.keys().cloned().collect();
            for name in names {
                if random.below(100) < left_out {
                    answers.remove(&name);
                }
            }
            if let Some(words) = self.mended(form) {
                let record = self.record(&mut random);
                patients.push(self.with_record(words, &record));
            }
        }
        patients
    }

    fn mended(&self, mut form: Json) -> Option<Words> {
        for _ in 0..10 {
            let against = match self.passes(&form) {
                Ok(words) => return Some(words),
                Err(against) => against,
            };
            let answers = form["answers"].as_object_mut().unwrap();
            for pointer in against {
                let name = pointer.strip_prefix("/answers/").unwrap_or_default();
                answers.remove(name.split('/').next().unwrap_or_default());
            }
        }
        None
    }

    /// An earlier visit for one patient in three, with answers to everything the record can say.
    fn record(&self, random: &mut Random) -> Words {
        let catalogue = self.release.catalogue();
        let mut facts = FactSet::not_asked(catalogue, self.as_of);
        let mut names = Vec::new();
        if catalogue.find("earlier_visit").is_some() && random.once_in(3) {
            for (at, field) in catalogue.facts().iter().enumerate() {
                if field.who == Who::Record {
                    let fact = FactId::at(at).unwrap();
                    let seed = random.below(1 << 16) as u16;
                    let answer = value(self.release, fact, seed);
                    facts = facts.with(fact, Answer::Known(answer));
                    names.push(field.name.clone());
                }
            }
        }
        let mut words = self.words(&facts);
        words.retain(|name, _| names.contains(name));
        if !words.is_empty() {
            words.insert("earlier_visit".into(), json!("yes"));
        }
        words
    }
}

impl Input {
    pub fn fact(&self) -> &str {
        match self {
            Input::Bool { fact, .. }
            | Input::Choice { fact, .. }
            | Input::Number { fact, .. }
            | Input::Date { fact, .. }
            | Input::Set { fact, .. } => fact,
        }
    }

    /// What its cells hold, without their literals.
    pub fn cells(&self) -> String {
        let fact = self.fact();
        match self {
            Input::Bool { .. } => fact.to_owned(),
            Input::Choice { words, .. } | Input::Set { words, .. } => {
                let words: Vec<&String> = words.iter().map(|(word, _)| word).collect();
                format!("{fact} {words:?}")
            }
            Input::Number { cells, .. } => {
                let ends: Vec<_> = cells.iter().map(|cell| (cell.0, cell.1, cell.2)).collect();
                format!("{fact} {ends:?}")
            }
            Input::Date { cells, .. } => {
                let spans: Vec<_> = cells.iter().map(|(spans, _)| spans).collect();
                format!("{fact} {spans:?}")
            }
        }
    }

    /// Every literal of it; of which no two are true together, where it has one value.
    pub fn literals(&self) -> Vec<i32> {
        match self {
            Input::Bool { yes, no, .. } => vec![*yes, *no],
            Input::Choice { words, .. } => words.iter().map(|(_, is)| *is).collect(),
            Input::Number { cells, .. } => cells.iter().map(|cell| cell.3).collect(),
            Input::Date { cells, .. } => cells.iter().map(|(_, is)| *is).collect(),
            Input::Set { known, words, .. } => {
                let words = words.iter().map(|(_, is)| *is);
                std::iter::once(*known).chain(words).collect()
            }
        }
    }

    /// The literals that are true where the question is so answered. A number that stands for its
    /// neighbours only is put in the place of the answer.
    pub fn told(&self, answer: &mut Json, as_of: NaiveDate) -> Result<Vec<i32>, String> {
        let open = matches!(answer.as_str(), Some("unknown" | "not_asked"));
        if open {
            return Ok(Vec::new());
        }
        let word = answer.as_str().unwrap_or_default();
        let found: Vec<i32> = match self {
            Input::Bool { yes, no, .. } => vec![if word == "yes" { *yes } else { *no }],
            Input::Choice { words, .. } => {
                let is = words.iter().filter(|(known, _)| known == word);
                is.map(|(_, is)| *is).collect()
            }
            Input::Number { cells, .. } => {
                let number = thousandths(word.parse().unwrap());
                let near = cells
                    .iter()
                    .filter(|cell| cell.0 <= number && number <= cell.1);
                let near: Vec<_> = near.collect();
                let exact = near.iter().find(|cell| cell.2 == number);
                let cell = exact.or(near.first()).copied();
                if let (Some(cell), true) = (cell, near.len() > 1) {
                    *answer = json!(Number::from_thousandths(cell.2).to_string());
                }
                cell.map(|cell| cell.3).into_iter().collect()
            }
            Input::Date { cells, .. } => {
                let day = |end: &str| answer[end].as_str().unwrap().parse::<NaiveDate>().unwrap();
                let (earliest, latest) = (day("earliest"), day("latest"));
                let ago = (as_of - earliest).num_days();
                let spans = |of: &[Spans]| {
                    of.iter().any(|(precision, farthest, nearest)| {
                        last_day(precision, earliest).is_some_and(|last| last.min(as_of) == latest)
                            && (*nearest..=*farthest).contains(&ago)
                    })
                };
                let is = cells.iter().filter(|(of, _)| spans(of));
                is.map(|(_, is)| *is).collect()
            }
            Input::Set { known, words, .. } => {
                let listed = answer.as_array().unwrap();
                let is = words
                    .iter()
                    .filter(|(word, _)| listed.contains(&json!(word)));
                return Ok(std::iter::once(*known)
                    .chain(is.map(|(_, is)| *is))
                    .collect());
            }
        };
        match found.as_slice() {
            [_] => Ok(found),
            _ => Err(format!(
                "an answer to `{}` is in {} of its cells: it must be in one",
                self.fact(),
                found.len()
            )),
        }
    }

    /// Whether every answer that the form can have is in exactly one cell.
    pub fn is_whole(&self, form: &Form, as_of: NaiveDate) -> Result<(), String> {
        let field = form.field(self.fact());
        let kind = field.map(|field| &field.kind);
        let same = |words: &[(String, i32)], all: &[String]| {
            words.len() == all.len() && words.iter().zip(all).all(|((word, _), one)| word == one)
        };
        let whole = match (self, kind) {
            (Input::Bool { .. }, Some(FieldKind::Bool)) => true,
            (Input::Choice { words, .. }, Some(FieldKind::Choice(all)))
            | (Input::Set { words, .. }, Some(FieldKind::Set(all))) => same(words, all),
            (Input::Number { cells, .. }, Some(FieldKind::Number { min, max, step })) => {
                let ends: BTreeMap<i64, i64> = cells.iter().map(|cell| (cell.0, cell.1)).collect();
                let mut next = min.thousandths();
                let joined = ends.iter().all(|(least, greatest)| {
                    let joined = *least == next;
                    next = greatest + step.thousandths();
                    joined
                });
                joined && next == max.thousandths() + step.thousandths()
            }
            (Input::Date { fact, cells }, Some(FieldKind::Date)) => {
                return every_date(fact, cells, as_of);
            }
            _ => false,
        };
        if whole {
            Ok(())
        } else {
            Err(format!(
                "the inputs of `{}` are not its answers",
                self.fact()
            ))
        }
    }
}

/// The last day of what begins on that day; nothing where no such week, month or year does.
fn last_day(precision: &str, first: NaiveDate) -> Option<NaiveDate> {
    let next = match precision {
        "day" => return Some(first),
        "week" if first.weekday().num_days_from_monday() == 0 => first + Later::new(7),
        "month" if first.day() == 1 => first + chrono::Months::new(1),
        "year" if first.day() == 1 && first.month() == 1 => first + chrono::Months::new(12),
        _ => return None,
    };
    next.pred_opt()
}

/// Nobody is older than 120 completed years, and no date lies before a birth.
const OLDEST: i64 = 121 * 366;

fn every_date(fact: &str, cells: &[(Vec<Spans>, i32)], as_of: NaiveDate) -> Result<(), String> {
    let precisions: &[&str] = match fact {
        "birth_date" => &["day"],
        _ => &["day", "week", "month", "year"],
    };
    let mut spans: HashMap<&str, Vec<(i64, i64)>> = HashMap::new();
    for (precision, farthest, nearest) in cells.iter().flat_map(|(of, _)| of) {
        let known = spans.entry(precision.as_str()).or_default();
        known.push((*nearest, *farthest));
    }
    for precision in precisions {
        let all = spans.entry(precision).or_default();
        all.sort_unstable();
        let mut first = as_of;
        while (as_of - first).num_days() < OLDEST {
            let ago = (as_of - first).num_days();
            let from = all.partition_point(|(_, farthest)| *farthest < ago);
            let holds = |at: usize| all.get(at).is_some_and(|(nearest, _)| *nearest <= ago);
            let exists = last_day(precision, first).is_some();
            if exists && (!holds(from) || holds(from + 1)) {
                return Err(format!(
                    "a {precision} of `{fact}` that begins {ago} days before is not in one cell"
                ));
            }
            let step = if exists && *precision == "week" { 7 } else { 1 };
            first = first - Later::new(step);
        }
    }
    Ok(())
}
