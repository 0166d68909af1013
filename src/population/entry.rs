//! How a question is answered, checked against the question.

use std::collections::BTreeMap;

use super::check::{Reader, WHOLE};
use super::file::{EntryFile, MemberFile};
use super::question::{AGE, Bound, Entry, Member, Question, Range, Shape, Size};
use crate::intake::condition::Condition;
use crate::intake::form::{Field, FieldKind};
use crate::model::{Number, Precision};

impl Reader<'_> {
    pub fn question(&mut self, name: &str, entries: &[EntryFile]) -> Option<Question> {
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
}
