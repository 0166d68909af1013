//! Answers of a patient of whom every fact is known, by name.

use chrono::NaiveDate;
use spinepath::facts::{Catalogue, FactSet, FactValue};
use spinepath::model::Answer;

fn known(catalogue: &Catalogue, facts: &FactSet, name: &str) -> FactValue {
    match facts.get(catalogue.find(name).unwrap()) {
        Answer::Known(value) => *value,
        Answer::Unknown | Answer::NotAsked => panic!("`{name}` is open"),
    }
}

pub fn yes(catalogue: &Catalogue, facts: &FactSet, name: &str) -> bool {
    matches!(known(catalogue, facts, name), FactValue::Bool(true))
}

pub fn choice(catalogue: &Catalogue, facts: &FactSet, name: &str) -> u8 {
    match known(catalogue, facts, name) {
        FactValue::Choice(place) => place,
        _ => panic!("`{name}` is no choice"),
    }
}

pub fn set(catalogue: &Catalogue, facts: &FactSet, name: &str) -> u64 {
    match known(catalogue, facts, name) {
        FactValue::Set(words) => words,
        _ => panic!("`{name}` is no set"),
    }
}

pub fn number(catalogue: &Catalogue, facts: &FactSet, name: &str) -> i64 {
    match known(catalogue, facts, name) {
        FactValue::Number(number) => number.thousandths(),
        _ => panic!("`{name}` is no number"),
    }
}

pub fn date(catalogue: &Catalogue, facts: &FactSet, name: &str) -> NaiveDate {
    match known(catalogue, facts, name) {
        FactValue::Date(days) => days.earliest,
        _ => panic!("`{name}` is no date"),
    }
}
