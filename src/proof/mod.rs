//! What a release does for every possible patient, decided exactly.
//!
//! Numbers and dates fall into cells that no condition tells apart (`space`), a patient becomes a
//! set of literals (`view`), what the door refuses becomes clauses (`valid`), and each property
//! is a question to a SAT solver: is there a patient who breaks it? The answer is such a patient,
//! confirmed with the engine and made as small as possible, or a proof that there is none.

mod attributes;
mod certificate;
mod claims;
mod diff;
mod gates;
mod hidden;
mod log;
mod measure;
mod open;
mod parts;
mod patient;
mod prover;
mod report;
mod space;
mod tree;
mod used;
mod valid;
mod view;
mod written;

pub use certificate::Certificate;
pub use diff::{Diff, Moved, diff};
pub use prover::{Unprovable, certify, effects, prove};
pub use report::{AttributeEffect, Broken, Example, Proof, Property, Size};
pub use written::{Part, Rewritten, Written, rewritten};
