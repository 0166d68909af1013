//! The file of shares, checked against its form.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::Population;
use super::file::{
    CompletenessFile, EntryFile, File, MemberFile, OpenFile, PictureFile, RangeFile,
};
use super::order::ordered;
use super::question::{
    AGE, Bound, Completeness, Entry, Member, Open, Picture, Question, Range, Shape, Size,
};
use crate::intake::condition::Condition;
use crate::intake::form::{Field, FieldKind, Form, Who};
use crate::model::digest::sha256;
use crate::model::{Number, Precision};

/// All lots.
const WHOLE: u32 = 1_000;

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

struct Reader<'f> {
    form: &'f Form,
    bases: BTreeSet<String>,
    /// The pictures.
    names: Vec<String>,
    faults: Vec<String>,
}

impl Reader<'_> {
    fn fault(&mut self, place: &str, fault: &str) {
        self.faults.push(format!("`{place}`: {fault}"));
    }

    fn basis(&mut self, place: &str, basis: &str) {
        if !self.bases.contains(basis) {
            let fault =
                format!("basis `{basis}` is not a source of this file: add it or write `{CHOSEN}`");
            self.fault(place, &fault);
        }
    }

    fn whole(&mut self, place: &str, shares: impl Iterator<Item = u32>) {
        let sum: u32 = shares.sum();
        if sum != WHOLE {
            self.fault(
                place,
                &format!("let the shares add up to {WHOLE}, not {sum}"),
            );
        }
    }

    fn share(&mut self, place: &str, share: u32) -> u32 {
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

    fn ranges(&mut self, place: &str, files: &[RangeFile], step: Number) -> Vec<(u32, Range)> {
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

    fn question(&mut self, name: &str, entries: &[EntryFile]) -> Option<Question> {
        let form = self.form;
        let Some(at) = form.fields().iter().position(|field| field.name == name) else {
            self.fault(name, "is not a question of the form");
            return None;
        };
        let field = form.fields().get(at)?;
        let last = entries.last();
        if !last.is_some_and(|entry| entry.pictures.is_empty() && entry.when.is_none()) {
            self.fault(name, "let the last entry be for everybody");
        }
        let entries = entries.iter().filter_map(|entry| self.entry(field, entry));
        Some(Question {
            at,
            entries: entries.collect(),
        })
    }

    fn entry(&mut self, field: &Field, file: &EntryFile) -> Option<Entry> {
        let name = field.name.as_str();
        self.basis(name, &file.basis);
        let mut pictures = Vec::new();
        for picture in &file.pictures {
            match self.names.iter().position(|known| known == picture) {
                Some(at) => pictures.push(at),
                None => self.fault(name, &format!("`{picture}` is not a picture of this file")),
            }
        }
        let when = file
            .when
            .as_deref()
            .and_then(|text| self.condition(name, text));
        let asked = self.share(name, file.asked);
        let shape = self.shape(field, file)?;
        Some(Entry {
            pictures,
            when,
            asked,
            shape,
        })
    }

    fn condition(&mut self, place: &str, text: &str) -> Option<Condition> {
        let form = self.form;
        let kind = |name: &str| form.field(name).map(|field| &field.kind);
        let read = Condition::parse(text);
        match read.and_then(|condition| condition.check(&kind).map(|()| condition)) {
            Ok(condition) => Some(condition),
            Err(fault) => {
                self.fault(place, &format!("in `when`: {fault}"));
                None
            }
        }
    }

    fn shape(&mut self, field: &Field, file: &EntryFile) -> Option<Shape> {
        let name = field.name.as_str();
        let shape = match (&field.kind, file) {
            (FieldKind::Bool, EntryFile { yes: Some(yes), .. }) => {
                Some(Shape::Bool(self.share(name, *yes)))
            }
            (
                FieldKind::Choice(known),
                EntryFile {
                    words: Some(words), ..
                },
            ) => {
                self.whole(name, words.values().copied());
                self.known(name, known, words.keys());
                let shares = words.iter().map(|(word, share)| (*share, word.clone()));
                Some(Shape::Choice(shares.collect()))
            }
            (
                FieldKind::Set(known),
                EntryFile {
                    each: Some(each), ..
                },
            ) => {
                self.known(name, known, each.keys().chain(&file.otherwise));
                let members = each
                    .iter()
                    .map(|(word, member)| self.member(name, word, member));
                Some(Shape::Set {
                    members: members.collect(),
                    otherwise: file.otherwise.clone(),
                })
            }
            (
                FieldKind::Number { min, max, step },
                EntryFile {
                    numbers: Some(numbers),
                    ..
                },
            ) => {
                let ranges = self.ranges(name, numbers, *step);
                for (_, range) in &ranges {
                    if range.from < *min || range.to > *max {
                        self.fault(name, &format!("stay between {min} and {max}"));
                    }
                }
                Some(self.number(name, file, ranges))
            }
            (
                FieldKind::Date,
                EntryFile {
                    days_ago: Some(days),
                    ..
                },
            ) => Some(Shape::Date {
                days_ago: self.ranges(name, days, Number::whole(1)),
                before: file.before.clone(),
                precision: self.precision(name, &file.precision),
            }),
            (
                FieldKind::Record,
                EntryFile {
                    values: Some(values),
                    ..
                },
            ) => Some(Shape::Record(values.clone())),
            _ => None,
        };
        if shape.is_none() {
            let fault = "give `yes`, `words`, `each`, `numbers`, `days_ago` or `values`, as the question asks";
            self.fault(name, fault);
        }
        shape
    }

    fn known<'w>(
        &mut self,
        place: &str,
        known: &[String],
        words: impl Iterator<Item = &'w String>,
    ) {
        for word in words.filter(|word| !known.contains(word)) {
            self.fault(place, &format!("`{word}` is not one of its words"));
        }
    }

    fn member(&mut self, place: &str, word: &str, file: &MemberFile) -> Member {
        let (share, when) = match file {
            MemberFile::Share(share) => (*share, None),
            MemberFile::When(file) => (file.share, self.condition(place, &file.when)),
        };
        Member {
            word: word.to_owned(),
            share: self.share(place, share),
            when,
        }
    }

    fn number(&mut self, place: &str, file: &EntryFile, ranges: Vec<(u32, Range)>) -> Shape {
        let bounds = file.at_most.iter().map(|bound| &bound.of);
        let size = file.body_mass_index.as_ref();
        let sizes = size
            .into_iter()
            .flat_map(|size| [&size.height_cm, &size.weight_kg]);
        for name in bounds
            .filter(|of| *of != AGE)
            .chain(&file.at_least)
            .chain(sizes)
        {
            if !matches!(
                self.form.field(name),
                Some(Field {
                    kind: FieldKind::Number { .. },
                    ..
                })
            ) {
                self.fault(place, &format!("`{name}` is not a number of the form"));
            }
        }
        Shape::Number {
            ranges,
            at_least: file.at_least.clone(),
            at_most: (file.at_most.iter())
                .map(|bound| Bound {
                    of: bound.of.clone(),
                    plus: Number::whole(bound.plus),
                })
                .collect(),
            size: size.map(|size| Size {
                height_cm: size.height_cm.clone(),
                weight_kg: size.weight_kg.clone(),
            }),
        }
    }

    fn precision(&mut self, place: &str, shares: &BTreeMap<String, u32>) -> Vec<(u32, Precision)> {
        if shares.is_empty() {
            return vec![(WHOLE, Precision::Day)];
        }
        self.whole(place, shares.values().copied());
        let mut read = Vec::new();
        for (word, share) in shares {
            match word.as_str() {
                "day" => read.push((*share, Precision::Day)),
                "week" => read.push((*share, Precision::Week)),
                "month" => read.push((*share, Precision::Month)),
                "year" => read.push((*share, Precision::Year)),
                _ => self.fault(
                    place,
                    "a date is known to the `day`, `week`, `month` or `year`",
                ),
            }
        }
        read
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
