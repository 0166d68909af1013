//! What several tests share.

pub mod database;
