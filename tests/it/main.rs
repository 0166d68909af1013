//! One integration binary: one link, shared support.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod api;
mod architecture;
mod browser;
mod certificate;
mod differential;
mod docs;
mod intake;
mod pages;
mod population;
mod reference;
mod release;
mod report;
mod rules;
mod store;
mod support;
