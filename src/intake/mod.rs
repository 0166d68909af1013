//! From bytes to a typed record: strict JSON, then the schema, then units, dates and
//! contradictions. Every door refuses with all its reasons at once and never repeats a value.

pub mod condition;
pub mod form;
mod load;
pub mod record;
pub mod registry;
pub mod violation;
