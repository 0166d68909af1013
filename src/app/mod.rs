//! Use cases. No word of HTTP here: the server and the command line call the same functions.

pub mod library;
pub mod preview;

pub use library::Library;
pub use preview::{Preview, Rejection, preview};
