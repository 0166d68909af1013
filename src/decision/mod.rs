//! Outcomes of the rules, combined into one decision with its proof.

pub mod outcome;

pub use outcome::*;
