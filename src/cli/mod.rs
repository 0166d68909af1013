//! The command line: the same library through another door.

mod decide;
mod output;
mod rules;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::model::Profile;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    Fine,
    /// The command worked and found something.
    Findings,
    /// The command was used in the wrong way.
    WrongUse,
    /// Something of ours failed.
    OurFault,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Fine => ExitCode::from(0),
            Exit::Findings => ExitCode::from(1),
            Exit::WrongUse => ExitCode::from(2),
            Exit::OurFault => ExitCode::from(3),
        }
    }
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// For programs.
    Json,
}

/// Clinic intake and referral decisions for back and paraspinal pain.
///
/// Supports clinicians; it never diagnoses.
#[derive(Debug, Parser)]
#[command(
    name = "spinepath",
    version,
    after_help = "Exit codes: 0 fine, 1 findings, 2 wrong use, 3 our fault.\nExample: spinepath decide schemas/intake/spine/1.0.0/examples/valid/cauda-equina.json"
)]
pub struct Arguments {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    command: Command,
}

/// Flags that every command shares.
#[derive(Debug, Clone, clap::Args)]
pub struct Shared {
    /// Whose guidelines apply: `us`, `uk` or `cautious`.
    #[arg(long, global = true, default_value_t = Profile::Cautious)]
    pub profile: Profile,
    /// How results are printed.
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Where data is kept.
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// A folder with the `schema.json` and `form.yaml` of one more form; may be repeated.
    #[arg(long = "form", global = true, value_name = "DIR")]
    pub forms: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Decide on a filled form in a file; nothing is stored.
    #[command(after_help = "Example: spinepath decide intake.json --format json")]
    Decide(decide::Decide),
    /// Check, test and explain rule releases.
    #[command(subcommand)]
    Rules(rules::Rules),
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Exit {
    match &arguments.command {
        Command::Decide(decide) => decide.run(&arguments.shared),
        Command::Rules(rules) => rules.run(&arguments.shared),
    }
}
