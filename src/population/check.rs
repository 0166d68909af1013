//! The file of shares, checked against its form.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::Population;
use super::file::{CompletenessFile, File, OpenFile, PictureFile, RangeFile};
use super::order::ordered;
use super::question::{Completeness, Open, Picture, Question, Range};
use crate::intake::form::{Form, Who};
use crate::model::Number;
use crate::model::digest::sha256;

/// All lots.
pub(super) const WHOLE: u32 = 1_000;

/// The basis of a share that nobody measured.
const CHOSEN: &str = "chosen";

/// The questions that a picture answers.
const OF_THE_PICTURE: [&str; 2] = ["birth_date", "sex_at_birth"];

impl Population {
    /// Reads a file of shares; `find` gives the form of a name and version.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the file, a sentence each.
    pub fn read<'f>(
        text: &str,
        find: impl Fn(&str, &str) -> Option<&'f Form>,
    ) -> Result<Population, Vec<String>> {
        // As in a release, `yes` and `no` are words (`SPEC 1.2`).
        let strict = serde_saphyr::options! {
            duplicate_keys: serde_saphyr::DuplicateKeyPolicy::Error,
            strict_booleans: true,
        };
        let file: File = serde_saphyr::from_str_with_options(text, strict)
            .map_err(|error| vec![error.without_snippet().to_string()])?;
        let form = find(&file.form.name, &file.form.version).ok_or_else(|| {
            let named = format!("{} {}", file.form.name, file.form.version);
            vec![format!("form `{named}` is not at hand: name one that is")]
        })?;
        let mut reader = Reader {
            form,
            bases: file.sources.keys().cloned().collect(),
            names: Vec::new(),
            faults: Vec::new(),
        };
        reader.bases.insert(CHOSEN.to_owned());
        let completeness = file
            .completeness
            .iter()
            .map(|c| reader.completeness(c))
            .collect();
        let pictures: Vec<Picture> = file
            .pictures
            .into_iter()
            .map(|p| reader.picture(p))
            .collect();
        reader.whole("pictures", pictures.iter().map(|picture| picture.share));
        let whole = file.completeness.iter().map(|c| c.share);
        reader.whole("completeness", whole);
        if file.assessed.from > file.assessed.to {
            reader.fault("assessed", "end on or after the first day");
        }
        let mut questions = Vec::new();
        for group in &file.questions {
            for name in &group.ask {
                questions.extend(reader.question(name, &group.draw));
            }
        }
        reader.each_once(&questions);
        let questions = ordered(form, questions).unwrap_or_else(|fault| {
            reader.faults.push(fault);
            Vec::new()
        });
        if !reader.faults.is_empty() {
            return Err(reader.faults);
        }
        Ok(Population {
            form: form.clone(),
            digest: sha256(text.as_bytes()),
            first_day: file.assessed.from,
            last_day: file.assessed.to,
            completeness,
            pictures,
            questions,
        })
    }
}

/// A file while it is checked.
pub(super) struct Reader<'f> {
    pub form: &'f Form,
    bases: BTreeSet<String>,
    /// The pictures.
    pub names: Vec<String>,
    faults: Vec<String>,
}

impl Reader<'_> {
    pub fn fault(&mut self, place: &str, fault: &str) {
        self.faults.push(format!("`{place}`: {fault}"));
    }

    pub fn basis(&mut self, place: &str, basis: &str) {
        if !self.bases.contains(basis) {
            let fault =
                format!("basis `{basis}` is not a source of this file: add it or write `{CHOSEN}`");
            self.fault(place, &fault);
        }
    }

    pub fn whole(&mut self, place: &str, shares: impl Iterator<Item = u32>) {
        let sum: u32 = shares.sum();
        if sum != WHOLE {
            self.fault(
                place,
                &format!("let the shares add up to {WHOLE}, not {sum}"),
            );
        }
    }

    pub fn share(&mut self, place: &str, share: u32) -> u32 {
        if share > WHOLE {
            self.fault(place, &format!("a share is at most {WHOLE}"));
        }
        share
    }

    fn completeness(&mut self, file: &CompletenessFile) -> Completeness {
        self.basis("completeness", &file.basis);
        let mut open = |open: OpenFile| {
            self.share("completeness", open.not_asked.saturating_add(open.unknown));
            Open {
                not_asked: open.not_asked,
                unknown: open.unknown,
            }
        };
        Completeness {
            share: file.share,
            critical: open(file.critical),
            other: open(file.other),
        }
    }

    fn picture(&mut self, file: PictureFile) -> Picture {
        let name = file.picture;
        self.basis(&name, &file.basis);
        if self.names.contains(&name) {
            self.fault(&name, "give each picture a name of its own");
        }
        let ages = self.ranges(&name, &file.age, Number::whole(1));
        let sexes: Vec<_> = file
            .sex
            .into_iter()
            .map(|(word, share)| (share, word))
            .collect();
        self.whole(&name, sexes.iter().map(|(share, _)| *share));
        self.names.push(name.clone());
        Picture {
            name,
            title: file.title,
            share: file.share,
            ages,
            sexes,
        }
    }

    pub fn ranges(&mut self, place: &str, files: &[RangeFile], step: Number) -> Vec<(u32, Range)> {
        self.whole(place, files.iter().map(|file| file.share));
        let mut ranges = Vec::new();
        for file in files {
            let number = |value: &Json| Number::parse(&value.as_number()?.to_string());
            match (number(&file.from), number(&file.to)) {
                (Some(from), Some(to))
                    if from <= to
                        && (to.thousandths() - from.thousandths()) % step.thousandths() == 0 =>
                {
                    ranges.push((file.share, Range { from, to }));
                }
                _ => self.fault(place, &format!("give ranges upwards in steps of {step}")),
            }
        }
        ranges
    }

    /// Every question that somebody is asked stands in the file once.
    fn each_once(&mut self, questions: &[Question]) {
        let form = self.form;
        for (at, field) in form.fields().iter().enumerate() {
            let name = field.name.as_str();
            let drawn = field.who != Who::Record && !OF_THE_PICTURE.contains(&name);
            let entries = questions
                .iter()
                .filter(|question| question.at == at)
                .count();
            if entries != usize::from(drawn) {
                let times = usize::from(drawn);
                self.fault(name, &format!("name it {times} times, not {entries}"));
            }
        }
    }
}
