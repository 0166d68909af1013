//! The `spinepath` program.

use std::process::ExitCode;

use clap::Parser;
use spinepath::cli::{Arguments, run};

fn main() -> ExitCode {
    run(&Arguments::parse()).into()
}
