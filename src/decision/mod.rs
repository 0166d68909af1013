//! Outcomes of the rules, combined into one decision with its proof.
//!
//! [`decide`] is the only entry. It is a function: equal facts, release and profile give equal
//! bytes. How outcomes combine is written in `rules/SPEC.md`, clause 8.

mod canonical;
mod care;
mod case;
mod combine;
mod impact;
mod justify;
mod looked;
mod outcome;
mod places;
mod requests;
mod standing;
mod what_if;

pub use canonical::canonical;
pub use case::{Case, Expectation, PerProfile};
pub use combine::{decide, sketch};
pub use impact::{Counts, Difference, Direction, Impact, Item, List, Moved, Rung, Step, Table};
pub use justify::{Gap, Justified, justify};
pub use outcome::*;
pub use places::Places;
pub use standing::{Standing, standing};
pub use what_if::*;
