//! Questions in an order in which each comes after those it looks at.

use std::collections::BTreeMap;

use super::patient::ROLE;
use super::question::{Entry, Question};
use crate::intake::condition::Condition;
use crate::intake::form::{Field, Form, Who};

/// Puts them in order, otherwise as in the form.
///
/// # Errors
///
/// The name of a question that looks at itself through others.
pub(super) fn ordered(form: &Form, questions: Vec<Question>) -> Result<Vec<Question>, String> {
    let names = form.fields().iter().map(|field| field.name.as_str());
    let places: BTreeMap<&str, usize> = names.zip(0..).collect();
    let mut waiting: BTreeMap<usize, Question> = (questions.into_iter())
        .map(|question| (question.at, question))
        .collect();
    let mut done = Vec::new();
    while let Some(first) = waiting.keys().next().copied() {
        let ready = waiting.values().find(|question| {
            let field = form.fields().get(question.at);
            !(field.into_iter())
                .flat_map(|field| looks_at(field, &question.entries))
                .filter_map(|name| places.get(name))
                .any(|at| waiting.contains_key(at))
        });
        let Some(at) = ready.map(|question| question.at) else {
            let stuck = form.fields().get(first);
            let name = stuck.map_or("", |field| field.name.as_str());
            return Err(format!("`{name}` looks at itself through others"));
        };
        done.extend(waiting.remove(&at));
    }
    Ok(done)
}

fn looks_at<'a>(field: &'a Field, entries: &'a [Entry]) -> Vec<&'a str> {
    let gate = field.show_when.iter().flat_map(Condition::questions);
    let mut names: Vec<&str> = gate.collect();
    names.extend(field.part_of.as_deref());
    names.extend(entries.iter().flat_map(Entry::looks_at));
    if field.who == Who::Clinician {
        names.push(ROLE);
    }
    names
}
