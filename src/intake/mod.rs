//! From bytes to a typed record: strict JSON, then the schema, then units, dates and
//! contradictions. Every door refuses with all its reasons at once and never repeats a value.

pub mod condition;
pub(crate) mod consistency;
pub mod document;
pub mod follow;
pub mod form;
mod load;
mod read;
pub mod record;
pub mod registry;
mod scan;
pub mod typed;
pub mod validate;
pub mod violation;
pub mod write;
