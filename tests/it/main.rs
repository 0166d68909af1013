//! One integration binary: one link, shared support.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod api;
mod architecture;
mod docs;
mod intake;
mod population;
mod reference;
mod report;
mod rules;
mod store;
mod support;
