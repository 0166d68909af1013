//! The PDFs: what they say, that they fit, and that their bytes are always the same.

mod blank;
mod bytes;
mod change;
mod handout;
mod looks;
pub mod read_back;
mod reading;
mod samples;
mod says;
mod signed;
