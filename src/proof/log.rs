//! What a solver was told and what it learned, as numbers: a literal is its variable, counted from
//! one, with a minus where it is denied.

use serde::Serialize;

/// Everything that went into a solver, each clause as it was given, and each that came out of it.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Log {
    /// Each gate: the variable it defines, then what must all be true for it. The first has no
    /// inputs and is always true.
    pub gates: Vec<Vec<i32>>,
    /// Two values of one thing that exclude each other.
    pub apart: Vec<[i32; 2]>,
    /// What makes a form acceptable.
    pub required: Vec<Vec<i32>>,
    /// What another part of the proof shows.
    pub supposed: Vec<Vec<i32>>,
    /// What the solver learned: each follows from all above it by unit propagation.
    pub learned: Vec<Vec<i32>>,
}
