//! The PDF summary: what it says, that it fits, and that its bytes are always the same.

mod bytes;
mod looks;
mod read_back;
mod samples;
mod says;
