//! From bytes to a typed record: strict JSON, then the schema, then units, dates and
//! contradictions. Every door refuses with all its reasons at once and never repeats a value.

pub mod form;
pub mod record;
pub mod violation;
