//! What rules may ask: the catalogue of facts of a form, and the facts of one patient.

mod bits;
mod catalogue;
mod document;
mod earlier;
mod sendable;
mod set;

pub use bits::FactBits;
pub use catalogue::{Catalogue, FactDef, FactId};
pub use document::FactsDocument;
pub use earlier::Earlier;
pub use sendable::{Changed, Sendable};
pub use set::{Days, FactSet, FactValue, derive};
