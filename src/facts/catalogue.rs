//! The facts of a form: name, type, unit, who may answer, and whether it is a safety question.

use std::collections::BTreeMap;

use super::FactBits;
use crate::intake::form::{Field, FieldKind, Form};

/// The place of a fact in its catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId(u16);

impl FactId {
    /// The fact at that place; `None` past the capacity of a catalogue.
    pub fn at(index: usize) -> Option<Self> {
        u16::try_from(index)
            .ok()
            .filter(|_| index < FactBits::CAPACITY)
            .map(FactId)
    }

    /// The place.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// What a fact is: the question of the form it is the answer to.
pub type FactDef = Field;

/// Every fact the rules of a form may read, in the order of the form.
#[derive(Debug, Clone)]
pub struct Catalogue {
    form: String,
    version: String,
    digest: String,
    facts: Vec<FactDef>,
    by_name: BTreeMap<String, FactId>,
}

impl Catalogue {
    /// The catalogue of a form. Free text and lists are left out: no rule can read them.
    ///
    /// # Errors
    ///
    /// A sentence if the form has more facts, or a field more words, than can be held.
    pub fn of(form: &Form) -> Result<Self, String> {
        let facts: Vec<FactDef> = form
            .fields()
            .iter()
            .filter(|field| field.kind != FieldKind::Record)
            .cloned()
            .collect();
        if let Some(field) = facts.iter().find(|field| words(&field.kind).len() > 64) {
            return Err(format!(
                "`{}` has more than 64 words: split it into two fields",
                field.name
            ));
        }
        let mut by_name = BTreeMap::new();
        for (index, fact) in facts.iter().enumerate() {
            let Some(id) = FactId::at(index) else {
                return Err(format!(
                    "form `{}` has more than {} facts: split it into two forms",
                    form.name(),
                    FactBits::CAPACITY
                ));
            };
            by_name.insert(fact.name.clone(), id);
        }
        Ok(Catalogue {
            form: form.name().to_owned(),
            version: form.version().to_owned(),
            digest: form.digest().to_owned(),
            facts,
            by_name,
        })
    }

    /// Name of the form.
    pub fn form(&self) -> &str {
        &self.form
    }

    /// Version of the form.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Digest of the form.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Every fact, in the order of the form.
    pub fn facts(&self) -> &[FactDef] {
        &self.facts
    }

    /// The fact of that name.
    pub fn find(&self, name: &str) -> Option<FactId> {
        self.by_name.get(name).copied()
    }

    /// Every fact, in the order of its name.
    pub fn by_name(&self) -> impl Iterator<Item = (&str, FactId)> {
        self.by_name
            .iter()
            .map(|(name, fact)| (name.as_str(), *fact))
    }

    /// What the fact is; `None` for an id of another catalogue.
    pub fn get(&self, fact: FactId) -> Option<&FactDef> {
        self.facts.get(fact.index())
    }

    /// The name of the fact; empty for an id of another catalogue.
    pub fn name(&self, fact: FactId) -> &str {
        self.get(fact).map_or("", |fact| fact.name.as_str())
    }
}

/// The words of a choice or a set; empty for any other kind.
pub(super) fn words(kind: &FieldKind) -> &[String] {
    match kind {
        FieldKind::Choice(words) | FieldKind::Set(words) => words,
        FieldKind::Bool | FieldKind::Number { .. } | FieldKind::Date | FieldKind::Record => &[],
    }
}
