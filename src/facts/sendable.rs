//! Whether facts with some answers changed are still a form that could be sent.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::earlier::PEG;
use super::set::said;
use super::{Catalogue, FactBits, FactId, FactSet, FactValue};
use crate::intake::consistency::{
    CLINICIAN, ROLE, can_clash, clashes_of, hidden, may_answer, out_of_place,
};
use crate::intake::form::{FieldKind, Who};
use crate::intake::record::IntakeRecord;
use crate::model::{Answer, Value};

/// One answer in the place of another.
pub type Changed = (FactId, Answer<FactValue>);

/// The facts as a form, and what the form says of changes to it.
///
/// What somebody is born with is never changed, nor what the record of the case says, nor who
/// filled in the form, nor that an examination was made. With an earlier visit, neither are the
/// scores that the record compares with that visit.
pub struct Sendable<'a> {
    catalogue: &'a Catalogue,
    record: IntakeRecord,
    /// For each fact, the facts that its answer can hide.
    details: Vec<Vec<FactId>>,
    free: FactBits,
    /// Facts whose answers no other answer bears on.
    plain: FactBits,
    role: Option<FactId>,
}

/// Facts of the envelope that are never changed once they are known.
const BORN_WITH: [&str; 2] = ["birth_date", "sex_at_birth"];

impl<'a> Sendable<'a> {
    /// The form that facts stand for.
    pub fn of(catalogue: &'a Catalogue, facts: &FactSet) -> Self {
        let every = || (0..catalogue.facts().len()).filter_map(FactId::at);
        let answers: BTreeMap<String, Answer<Value>> = every()
            .zip(catalogue.facts())
            .map(|(fact, field)| (field.name.clone(), said(&field.kind, facts.get(fact))))
            .collect();
        let birth = catalogue.find(BORN_WITH[0]).map(|fact| facts.get(fact));
        let birth = match birth {
            Some(Answer::Known(FactValue::Date(days))) => days.earliest,
            _ => NaiveDate::MIN,
        };
        let mut details = vec![Vec::new(); catalogue.facts().len()];
        for (fact, field) in every().zip(catalogue.facts()) {
            let gates = field.show_when.iter().flat_map(|gate| gate.questions());
            for gate in gates.chain(field.part_of.as_deref()) {
                if let Some(gate) = catalogue.find(gate)
                    && let Some(hides) = details.get_mut(gate.index())
                {
                    hides.push(fact);
                }
            }
        }
        let mut sendable = Sendable {
            catalogue,
            record: IntakeRecord::of_answers(facts.as_of(), birth, answers),
            details,
            free: FactBits::EMPTY,
            plain: FactBits::EMPTY,
            role: catalogue.find(ROLE),
        };
        for fact in every() {
            if sendable.changes(fact, facts) {
                sendable.free.insert(fact);
            }
            if sendable.bears_alone(fact) {
                sendable.plain.insert(fact);
            }
        }
        sendable
    }

    /// Whether a person could have answered that question otherwise.
    fn changes(&self, fact: FactId, facts: &FactSet) -> bool {
        let Some(field) = self.catalogue.get(fact) else {
            return false;
        };
        let name = field.name.as_str();
        let known = facts.get(fact).known();
        let seen_before = self.record.answer("earlier_visit") == &Answer::Known(Value::Bool(true));
        let fixed = field.who == Who::Record
            || (known.is_some() && (BORN_WITH.contains(&name) || name == ROLE))
            || (known == Some(&FactValue::Bool(true)) && self.was_made(fact))
            || (seen_before && PEG.contains(&name));
        !fixed
    }

    /// Whether the form takes any answer to it, whatever else was answered, and nothing follows.
    fn bears_alone(&self, fact: FactId) -> bool {
        let details = self.details.get(fact.index());
        details.is_none_or(Vec::is_empty)
            && self.catalogue.get(fact).is_some_and(|field| {
                field.show_when.is_none()
                    && field.part_of.is_none()
                    && !can_clash(field)
                    && may_answer(&self.record, field)
            })
    }

    /// Whether it is the question that says whether an examination was made.
    fn was_made(&self, fact: FactId) -> bool {
        let name = self.catalogue.name(fact);
        let details = self.details.get(fact.index()).into_iter().flatten();
        details
            .filter_map(|detail| self.catalogue.get(*detail))
            .any(|detail| detail.part_of.as_deref() == Some(name))
    }

    /// The facts that may be changed.
    pub fn free(&self) -> FactBits {
        self.free
    }

    /// Whether a form shows the question as it is now filled in.
    pub fn shows(&self, fact: FactId) -> bool {
        let field = self.catalogue.get(fact);
        field.is_some_and(|field| hidden(&self.record, field).is_empty())
    }

    /// The changes with what follows from them: details that fall away with what is denied, and a
    /// clinician who fills in the form where a question is for a clinician.
    pub fn followed(&mut self, changes: &[Changed]) -> Vec<Changed> {
        let alone = |(fact, _): &Changed| {
            let field = self.catalogue.get(*fact);
            self.plain.contains(*fact)
                || self.details.get(fact.index()).is_none_or(Vec::is_empty)
                    && field.is_some_and(|field| may_answer(&self.record, field))
        };
        if changes.iter().all(alone) {
            return changes.to_vec();
        }
        self.filled_in(changes, |_, followed| followed)
    }

    /// Whether a form with these changes, and what follows from them, could be sent.
    ///
    /// # Errors
    ///
    /// The facts of which one has to change as well; none where no further change could help.
    pub fn accepts(&mut self, changes: &[Changed]) -> Result<(), FactBits> {
        if changes.iter().all(|(fact, _)| self.plain.contains(*fact)) {
            return Ok(());
        }
        let faults = self.filled_in(changes, |form, followed| {
            form.faults(&followed, changes.len())
        });
        faults.map_or(Ok(()), Err)
    }

    /// Fills the changes in, and takes them back.
    fn filled_in<R>(
        &mut self,
        changes: &[Changed],
        look: impl FnOnce(&Self, Vec<Changed>) -> R,
    ) -> R {
        let before: Vec<(FactId, Answer<Value>)> = changes
            .iter()
            .map(|(fact, answer)| (*fact, self.put(*fact, answer)))
            .collect();
        let (followed, undo) = self.follow(changes);
        let seen = look(self, followed);
        for (fact, answer) in undo.into_iter().chain(before) {
            self.record.replace(self.catalogue.name(fact), answer);
        }
        seen
    }

    fn put(&mut self, fact: FactId, answer: &Answer<FactValue>) -> Answer<Value> {
        let Some(field) = self.catalogue.get(fact) else {
            return Answer::NotAsked;
        };
        self.record.replace(&field.name, said(&field.kind, answer))
    }

    /// Adds what follows from the changes to them; returns what to put back, too.
    fn follow(&mut self, changes: &[Changed]) -> (Vec<Changed>, Vec<(FactId, Answer<Value>)>) {
        let mut followed = changes.to_vec();
        let mut undo = Vec::new();
        let for_clinician = changes.iter().any(|(fact, _)| {
            let field = self.catalogue.get(*fact);
            field.is_some_and(|field| !may_answer(&self.record, field))
        });
        if for_clinician
            && let Some(role) = self.role
            && let Some(clinician) = self.word(role, CLINICIAN)
        {
            undo.push((role, self.put(role, &clinician)));
            followed.push((role, clinician));
        }
        let mut at = 0;
        while let Some((fact, _)) = followed.get(at) {
            let details = self.details.get(fact.index()).cloned().unwrap_or_default();
            for detail in details {
                let falls = self
                    .catalogue
                    .get(detail)
                    .is_some_and(|field| out_of_place(&self.record, field));
                if falls && !followed.iter().any(|(fact, _)| *fact == detail) {
                    undo.push((detail, self.put(detail, &Answer::NotAsked)));
                    followed.push((detail, Answer::NotAsked));
                }
            }
            at += 1;
        }
        undo.reverse();
        (followed, undo)
    }

    fn word(&self, fact: FactId, word: &str) -> Option<Answer<FactValue>> {
        match &self.catalogue.get(fact)?.kind {
            FieldKind::Choice(words) => {
                let place = words.iter().position(|known| known == word)?;
                Some(Answer::Known(FactValue::Choice(u8::try_from(place).ok()?)))
            }
            _ => None,
        }
    }

    /// Why the form with these changes could not be sent: the facts of which one has to change as
    /// well.
    fn faults(&self, followed: &[Changed], changed: usize) -> Option<FactBits> {
        let bits = |names: &mut dyn Iterator<Item = &str>| {
            let mut facts = FactBits::EMPTY;
            names
                .filter_map(|name| self.catalogue.find(name))
                .for_each(|fact| facts.insert(fact));
            facts
        };
        for (fact, _) in followed.iter().take(changed) {
            let Some(field) = self.catalogue.get(*fact) else {
                return Some(FactBits::EMPTY);
            };
            let gates = hidden(&self.record, field);
            if !gates.is_empty() {
                return Some(bits(&mut gates.into_iter()));
            }
            if !may_answer(&self.record, field) {
                return Some(FactBits::EMPTY);
            }
        }
        let anew: Vec<&str> = followed
            .iter()
            .map(|(fact, _)| self.catalogue.name(*fact))
            .collect();
        let clashes = clashes_of(self.catalogue.facts(), &self.record, &anew);
        let first = clashes.first()?;
        Some(bits(&mut first.iter().map(String::as_str)))
    }
}
