//! The service over HTTP, on a real Postgres.

mod access;
mod canaries;
mod demo;
mod follow_up;
mod handout;
mod hostile;
mod log;
mod openapi;
mod outage;
mod problems;
mod process;
mod read_back;
mod reviews;
mod settled;
mod submit;
