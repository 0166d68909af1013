//! The `spinepath` program.

fn main() {}
