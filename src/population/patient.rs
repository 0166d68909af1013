//! One synthetic patient: the filled form.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde_json::{Map, Value as Json, json};

use super::Population;
use super::draw::Draw;
use super::question::{AGE, Completeness, Entry, Picture, Range, Shape, Size};
use crate::intake::form::{Field, FieldKind, Form, Who};
use crate::intake::write::written;
use crate::model::date::{completed_years, days_between};
use crate::model::{Answer, Number, PartialDate, Value};

/// The question that says who fills the form.
pub(super) const ROLE: &str = "filled_by_role";

/// The roles that may fill the page of the clinician.
const CLINICAL_ROLES: [&str; 2] = ["clinician", "nurse"];

const NOT_ASKED: Answer<Value> = Answer::NotAsked;

impl Population {
    /// The filled form of one patient, in the shape in which a clinic's system posts it. Patients
    /// count from 1; one does not depend on how many there are.
    pub fn patient(&self, seed: u64, number: u64) -> Json {
        let draw = |purpose: &str| Draw::of(seed, number, purpose);
        let by_share = self.pictures.iter().map(|picture| (picture.share, picture));
        let pictures: Vec<_> = by_share.collect();
        let Some(picture) = draw("picture").one_of(&pictures).copied() else {
            // A file without pictures is not read.
            return Json::Null;
        };
        let span = days_between(self.first_day, self.last_day);
        let back = draw("day").below(u64::try_from(span).unwrap_or_default() + 1);
        let today = before(self.last_day, back);
        let birth = birth(picture, today, &mut draw("birth"));
        let sex = draw("sex")
            .one_of(&picture.sexes)
            .cloned()
            .unwrap_or_default();
        let by_share = self.completeness.iter().map(|c| (c.share, c));
        let completeness: Vec<_> = by_share.collect();
        let mut filled = Filled {
            form: &self.form,
            picture: self.pictures.iter().position(|p| p.name == picture.name),
            today,
            birth,
            answers: BTreeMap::new(),
            record: Map::new(),
        };
        let known = Answer::Known(Value::Choice(sex.clone()));
        let answer = if sex == "unknown" {
            Answer::Unknown
        } else {
            known
        };
        filled.answers.insert("sex_at_birth", answer);
        let completeness = draw("completeness").one_of(&completeness).copied();
        for question in &self.questions {
            if let Some(field) = self.form.fields().get(question.at) {
                filled.ask(
                    field,
                    &question.entries,
                    completeness,
                    &mut draw(&field.name),
                );
            }
        }
        json!({
            "form": self.form.name(),
            "form_version": self.form.version(),
            "assessment_date": today,
            "patient": {
                "identifier": format!("SYN-{number}"),
                "name": { "family": "Synthetic", "given": picture.title },
                "birth_date": birth,
                "sex_at_birth": sex,
            },
            "answers": filled.into_json(&mut draw("left out")),
        })
    }
}

fn before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

/// A birthday that makes the patient as old as the picture says, on any day of that year of life.
fn birth(picture: &Picture, today: NaiveDate, draw: &mut Draw) -> NaiveDate {
    let age = draw.one_of(&picture.ages).copied();
    let years = age.map_or(0, |range| whole(pick(range, Number::whole(1), draw)));
    let months = Months::new(u32::try_from(years * 12).unwrap_or_default());
    let birthday = today.checked_sub_months(months).unwrap_or(today);
    // The last day of a leap February has no birthday in other years.
    let year = if birthday.day() < today.day() {
        364
    } else {
        365
    };
    before(birthday, draw.below(year))
}

/// A number of the range, each step as often as any other.
fn pick(range: Range, step: Number, draw: &mut Draw) -> Number {
    let step = step.thousandths().max(1);
    let steps = (range.to.thousandths() - range.from.thousandths()) / step;
    let chosen = draw.below(u64::try_from(steps).unwrap_or_default() + 1);
    let above = i64::try_from(chosen).unwrap_or_default() * step;
    Number::from_thousandths(range.from.thousandths() + above)
}

fn whole(number: Number) -> u64 {
    u64::try_from(number.thousandths() / Number::SCALE).unwrap_or_default()
}

/// A form while it is being filled.
struct Filled<'a> {
    form: &'a Form,
    picture: Option<usize>,
    today: NaiveDate,
    birth: NaiveDate,
    answers: BTreeMap<&'a str, Answer<Value>>,
    record: Map<String, Json>,
}

impl<'a> Filled<'a> {
    fn answer(&self, name: &str) -> &Answer<Value> {
        self.answers.get(name).unwrap_or(&NOT_ASKED)
    }

    fn number(&self, name: &str) -> Option<Number> {
        match self.answer(name).known()? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    fn ask(
        &mut self,
        field: &'a Field,
        entries: &[Entry],
        completeness: Option<&Completeness>,
        draw: &mut Draw,
    ) {
        if !self.shows(field) {
            return;
        }
        let fits = |entry: &&Entry| {
            let here = self
                .picture
                .is_some_and(|picture| entry.pictures.contains(&picture));
            let holds = entry
                .when
                .as_ref()
                .map(|when| when.holds(&|name| self.answer(name)));
            (entry.pictures.is_empty() || here) && holds.is_none_or(|holds| holds == Some(true))
        };
        let Some(entry) = entries.iter().find(fits) else {
            return;
        };
        if !draw.lot(entry.asked) {
            return;
        }
        let open = completeness.map(|c| if field.critical { c.critical } else { c.other });
        let lot = draw.below(1_000);
        let not_asked = open.map_or(0, |open| u64::from(open.not_asked));
        let unknown = open.map_or(0, |open| u64::from(open.unknown));
        if lot < not_asked {
            return;
        }
        if let Shape::Record(values) = &entry.shape {
            let last = u64::try_from(values.len()).unwrap_or_default();
            let at = usize::try_from(draw.below(last)).unwrap_or_default();
            let value = values.get(at).cloned();
            self.record
                .extend(value.map(|value| (field.name.clone(), value)));
            return;
        }
        let answer = if lot < not_asked + unknown {
            Some(Answer::Unknown)
        } else {
            self.draw(field, &entry.shape, draw).map(Answer::Known)
        };
        self.answers
            .extend(answer.map(|answer| (field.name.as_str(), answer)));
    }

    /// Whether the question is put. A detail is put only where what it is a detail of certainly
    /// holds, and the page of a clinician only to one.
    fn shows(&self, field: &Field) -> bool {
        let gate = field.show_when.as_ref();
        let gate = gate.is_none_or(|gate| gate.holds(&|name| self.answer(name)) == Some(true));
        let part = field.part_of.as_ref();
        let part = part.is_none_or(|whole| *self.answer(whole) == Answer::Known(Value::Bool(true)));
        let role = match self.answer(ROLE).known() {
            Some(Value::Choice(role)) => CLINICAL_ROLES.contains(&role.as_str()),
            _ => false,
        };
        gate && part && (field.who == Who::Assistant || role)
    }

    fn draw(&self, field: &Field, shape: &Shape, draw: &mut Draw) -> Option<Value> {
        match shape {
            Shape::Bool(yes) => Some(Value::Bool(draw.lot(*yes))),
            Shape::Choice(words) => draw.one_of(words).cloned().map(Value::Choice),
            Shape::Set { members, otherwise } => {
                let drawn = members.iter().filter(|member| {
                    let when = member.when.as_ref();
                    let holds =
                        when.is_none_or(|when| when.holds(&|name| self.answer(name)) == Some(true));
                    draw.lot(member.share) && holds
                });
                let mut words: Vec<String> = drawn.map(|member| member.word.clone()).collect();
                if words.is_empty() {
                    words.extend(otherwise.clone());
                }
                Some(Value::Set(words))
            }
            Shape::Number {
                size: Some(size), ..
            } if self.body_mass_index(size).is_some() => {
                self.within(field, self.body_mass_index(size)?)
            }
            Shape::Number {
                ranges,
                at_least,
                at_most,
                ..
            } => {
                let FieldKind::Number { step, .. } = field.kind else {
                    return None;
                };
                let drawn = pick(*draw.one_of(ranges)?, step, draw);
                let least = at_least.iter().filter_map(|name| self.number(name)).max();
                let most = at_most.iter().filter_map(|bound| {
                    let of = if bound.of == AGE {
                        Number::whole(completed_years(self.birth, self.today))
                    } else {
                        self.number(&bound.of)?
                    };
                    Some(Number::from_thousandths(
                        of.thousandths() + bound.plus.thousandths(),
                    ))
                });
                // Nothing has lasted longer than the patient.
                let lived = Number::whole(days_between(self.birth, self.today));
                let most = most.chain((field.unit == "d").then_some(lived)).min();
                let raised = least.map_or(drawn, |least| drawn.max(least));
                self.within(field, most.map_or(raised, |most| raised.min(most)))
            }
            Shape::Date {
                days_ago,
                before: from,
                precision,
            } => {
                let from = from
                    .as_deref()
                    .and_then(|name| match self.answer(name).known()? {
                        Value::Date(date) => Some(date.date()),
                        _ => None,
                    });
                let days = whole(pick(*draw.one_of(days_ago)?, Number::whole(1), draw));
                let day = before(from.unwrap_or(self.today), days).max(self.birth);
                let precision = draw.one_of(precision).copied()?;
                Some(Value::Date(PartialDate::new(day, precision)))
            }
            Shape::Record(_) => None,
        }
    }

    /// The number where the form takes it.
    fn within(&self, field: &Field, number: Number) -> Option<Value> {
        match field.kind {
            FieldKind::Number { min, max, .. } if number >= min && number <= max => {
                Some(Value::Number(number))
            }
            _ => None,
        }
    }

    /// Kilograms by square meters, to a tenth below.
    fn body_mass_index(&self, size: &Size) -> Option<Number> {
        let height = self.number(&size.height_cm)?.thousandths();
        let weight = self.number(&size.weight_kg)?.thousandths();
        // In thousandths: kg / (cm / 100)² = kg × 10¹⁰ / cm².
        let index = weight
            .checked_mul(10_000_000_000)?
            .checked_div(height.checked_mul(height)?)?;
        Some(Number::from_thousandths(index / 100 * 100))
    }

    /// The answers as the form writes them; of the questions that were not put, some say so.
    fn into_json(self, draw: &mut Draw) -> Json {
        let mut answers = self.record;
        for field in self.form.fields() {
            let name = field.name.as_str();
            let json = match self.answers.get(name) {
                _ if name == "sex_at_birth" || name == "birth_date" => None,
                Some(Answer::Known(value)) => Some(written(value)),
                Some(Answer::Unknown) => Some(json!("unknown")),
                Some(Answer::NotAsked) | None => {
                    // One form in eight says of a safety question that it was not put.
                    let said = draw.below(8) == 0 && field.critical;
                    said.then(|| json!("not_asked"))
                }
            };
            answers.extend(json.map(|json| (name.to_owned(), json)));
        }
        Json::Object(answers)
    }
}
