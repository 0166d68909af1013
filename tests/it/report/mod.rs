//! The PDF summary: what it says, that it fits, and that its bytes are always the same.

mod looks;
mod samples;
