//! Spinepath: clinic intake and referral decisions for back and paraspinal pain.

pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod decision;
pub mod embedded;
pub mod facts;
pub mod http;
pub mod intake;
pub mod model;
pub mod population;
pub mod proof;
pub mod report;
pub mod rules;
pub mod store;
pub mod telemetry;
pub mod web;
