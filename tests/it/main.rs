//! One integration binary: one link, shared support.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod intake;
mod report;
