//! The command line: the same library through another door.

/// Prints a line. A reader that went away, as `head` does, is no error.
macro_rules! say {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($text)*);
    }};
}

mod approve;
mod attributes;
mod cases;
mod cover;
mod decide;
mod demo;
mod desk;
mod diff;
mod doctor;
mod form;
mod history;
mod impact;
mod migrate;
mod output;
mod population;
mod progress;
mod prove;
mod release;
mod render;
mod report;
mod rules;
mod rules_test;
mod running;
mod serve;
mod shadow;
mod suggest;
mod what_if;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::config::Flags;
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
    after_help = "Exit codes: 0 fine, 1 findings, 2 wrong use, 3 our fault.\nExample: spinepath decide schemas/intake/spine/1.1.0/examples/valid/cauda_equina_classic.json"
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
    /// Whose guidelines apply; `cautious` where nothing is said.
    #[arg(long, global = true, value_name = "us|uk|cautious")]
    pub profile: Option<Profile>,
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

impl Shared {
    /// Whose guidelines apply to a command that has no settings beside its flags.
    fn profile(&self) -> Profile {
        self.profile.unwrap_or_default()
    }

    /// The flags that settings are read with.
    fn flags(&self, listen: Option<String>) -> Flags {
        Flags {
            data_dir: self.data_dir.clone(),
            profile: self.profile,
            listen,
            ..Flags::default()
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the service with synthetic cases; nothing is left behind.
    #[command(after_help = "Example: spinepath demo --listen 127.0.0.1:0")]
    Demo(demo::Demo),
    /// Run the service on a database that stays.
    #[command(after_help = "Example: spinepath serve --data-dir ./data")]
    Serve(serve::Serve),
    /// Bring the tables of the database up to date.
    #[command(after_help = "Example: DATABASE_URL=postgres://user@host/db spinepath migrate")]
    Migrate(migrate::Migrate),
    /// Check everything the service needs, with what to do about each finding.
    #[command(after_help = "Example: spinepath doctor --format json")]
    Doctor(doctor::Doctor),
    /// Decide on a filled form in a file; nothing is stored.
    #[command(after_help = "Example: spinepath decide intake.json --format json")]
    Decide(decide::Decide),
    /// Print the summary of a filled form as a PDF; nothing is stored.
    #[command(after_help = "Example: spinepath report intake.json -o summary.pdf --paper letter")]
    Report(report::Report),
    /// Print what the patient takes home as a PDF; nothing is stored.
    #[command(
        after_help = "Example: spinepath handout intake.json -o handout.pdf --language es --paper letter"
    )]
    Handout(report::Handout),
    /// Print a form of the program.
    #[command(subcommand)]
    Form(form::FormCommand),
    /// Write synthetic patients, one filled form a line; the same seed gives the same bytes anywhere.
    #[command(
        after_help = "Example: spinepath population --count 2000 --seed 7 --output patients.ndjson"
    )]
    Population(population::Population),
    /// Check, test, read and explain rule releases.
    #[command(subcommand)]
    Rules(rules::Rules),
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Exit {
    match &arguments.command {
        Command::Demo(demo) => demo.run(&arguments.shared),
        Command::Serve(serve) => serve.run(&arguments.shared),
        Command::Migrate(migrate) => migrate.run(&arguments.shared),
        Command::Doctor(doctor) => doctor.run(&arguments.shared),
        Command::Decide(decide) => decide.run(&arguments.shared),
        Command::Report(report) => report.run(&arguments.shared),
        Command::Handout(handout) => handout.run(&arguments.shared),
        Command::Form(form) => form.run(&arguments.shared),
        Command::Population(population) => population.run(&arguments.shared),
        Command::Rules(rules) => rules.run(&arguments.shared),
    }
}
