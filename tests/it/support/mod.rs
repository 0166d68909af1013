//! What several tests share.

pub mod app;
pub mod container;
pub mod database;
pub mod logs;
pub mod process;
pub mod proxy;
pub mod random;
