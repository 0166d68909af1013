//! The facts as the document that is stored, hashed and read back.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value as Json;

use super::set::members;
use super::{Catalogue, FactSet, FactValue};
use crate::intake::form::FieldKind;
use crate::model::Answer;

/// The facts in words, every member in the order of its name: what serde writes of it is canonical
/// JSON (RFC 8785).
pub struct FactsDocument<'a> {
    facts: &'a FactSet,
    catalogue: &'a Catalogue,
}

impl FactSet {
    /// The facts as a document: `as_of`, and every fact by name in the words of the form.
    pub fn document<'a>(&'a self, catalogue: &'a Catalogue) -> FactsDocument<'a> {
        FactsDocument {
            facts: self,
            catalogue,
        }
    }

    /// The document as a JSON value.
    pub fn to_json(&self, catalogue: &Catalogue) -> Json {
        // Text, lists and objects always have a JSON form.
        serde_json::to_value(self.document(catalogue)).unwrap_or_default()
    }
}

impl Serialize for FactsDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("as_of", &self.facts.as_of())?;
        map.serialize_entry("facts", &ByName(self))?;
        map.serialize_entry("form", &Form(self.catalogue))?;
        map.end()
    }
}

struct ByName<'a>(&'a FactsDocument<'a>);

impl Serialize for ByName<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let FactsDocument { facts, catalogue } = self.0;
        serializer.collect_map(catalogue.by_name().map(|(name, fact)| {
            let kind = catalogue.get(fact).map(|fact| &fact.kind);
            (name, Words(kind, facts.get(fact)))
        }))
    }
}

struct Form<'a>(&'a Catalogue);

impl Serialize for Form<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("digest", self.0.digest())?;
        map.serialize_entry("name", self.0.form())?;
        map.serialize_entry("version", self.0.version())?;
        map.end()
    }
}

/// One answer in the words of its question.
struct Words<'a>(Option<&'a FieldKind>, &'a Answer<FactValue>);

impl Serialize for Words<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.1 {
            Answer::Unknown => serializer.serialize_str("unknown"),
            Answer::NotAsked => serializer.serialize_str("not_asked"),
            Answer::Known(FactValue::Bool(yes)) => {
                serializer.serialize_str(if *yes { "yes" } else { "no" })
            }
            Answer::Known(FactValue::Number(number)) => serializer.collect_str(number),
            Answer::Known(FactValue::Choice(at)) => {
                members(self.0, 1 << at).next().serialize(serializer)
            }
            Answer::Known(FactValue::Set(bits)) => serializer.collect_seq(members(self.0, *bits)),
            Answer::Known(FactValue::Date(days)) => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("earliest", &days.earliest)?;
                map.serialize_entry("latest", &days.latest)?;
                map.end()
            }
        }
    }
}
