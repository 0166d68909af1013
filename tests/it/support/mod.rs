//! What several tests share.

pub mod container;
pub mod database;
