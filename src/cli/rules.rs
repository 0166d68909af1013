//! `spinepath rules …`: the commands, and those on files: check, explain, render, lock, fill.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::approve::{Approve, Keygen};
use super::attributes::attributes;
use super::cases::read_case;
use super::cover::Cover;
use super::decide::print_decision;
use super::desk::{Desk, settled};
use super::diff;
use super::history::History;
use super::impact::Impact;
use super::output::{library_failed, print_json};
use super::prove::Prove;
use super::release::{Release, Return, Withdraw};
use super::render::render;
use super::rules_test::run_tests;
use super::running::ended;
use super::shadow::Shadow;
use super::what_if::{print_what_if, what_if_json};
use super::{Exit, Format, Shared};
use crate::app::Library;
use crate::clock;
use crate::decision::Outcome;
use crate::rules::{CheckedRelease, Severity, check, lock_draft};

/// Check, test, read and explain rule releases.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Rules {
    /// Check that a release can run: names, types, citations, treatments, codes, tests.
    #[command(after_help = "Example: spinepath rules check rules/spine/2026.12.1")]
    Check {
        /// A folder, or `pathway/release` of one in the program.
        release: String,
    },
    /// Run the tests inside a release, and whole patients.
    #[command(
        after_help = "Example: spinepath rules test rules/spine/2026.12.1 --cases tests/cases"
    )]
    Test {
        /// A folder, or `pathway/release` of one in the program.
        release: String,
        /// A folder of case files, or one case file.
        #[arg(long)]
        cases: Option<PathBuf>,
    },
    /// Prove a release safe over every acceptable form, or show a patient for whom it is not.
    #[command(
        after_help = "Example: spinepath rules prove spine/2026.12.1 --profile us\n         spinepath rules prove spine/2026.12.1 --profile us --certificate proof.json"
    )]
    Prove(Prove),
    /// Say what two releases do differently: in words, and which patients get another urgency.
    #[command(
        after_help = "Exit codes: 0 nobody is lowered, 1 somebody is, 2 wrong use, 3 our fault.\nExample: spinepath rules diff spine/2026.12.1 rules/spine/draft"
    )]
    Diff {
        /// The release before: a folder, or `pathway/release` of one in the program.
        from: String,
        /// The release after.
        to: String,
    },
    /// Say which parts of which conditions no test has seen decide.
    #[command(
        after_help = "Example: spinepath rules cover rules/spine/2026.12.1 --cases tests/cases --gate 60"
    )]
    Cover(Cover),
    /// Decide the same patients under two releases and say who is treated differently.
    #[command(
        after_help = "Exit codes: 0 nobody is lowered, 1 somebody is, 2 wrong use, 3 our fault.\nExample: spinepath rules impact --from spine/2026.12.1 --to rules/spine/draft --population 10000 --output impact"
    )]
    Impact(Impact),
    /// Say what every rule made of a filled form, and what would change it.
    #[command(after_help = "Example: spinepath rules explain spine/2026.12.1 intake.json")]
    Explain {
        /// A folder, or `pathway/release` of one in the program.
        release: String,
        /// The filled form, as JSON.
        intake: PathBuf,
    },
    /// Print what each rule says in plain English, one page for each, as Markdown.
    #[command(
        after_help = "Example: spinepath rules render spine/2026.11.0 --rule ces_pvr_high\n         spinepath rules render rules/spine/2026.11.0 --output pages"
    )]
    Render {
        /// A folder, or `pathway/release` of one in the program.
        release: String,
        /// One rule only, by its id.
        #[arg(long, value_name = "ID")]
        rule: Option<String>,
        /// Write a file for each rule and an `index.md` into this folder.
        #[arg(long, short, value_name = "DIR")]
        output: Option<PathBuf>,
    },
    /// Print who made a release, from what, and which data about a person its rules use.
    #[command(after_help = "Example: spinepath rules attributes spine/2026.11.0 --format json")]
    Attributes {
        /// A folder, or `pathway/release` of one in the program.
        release: String,
    },
    /// Print the text of `release.lock` for a folder that checks and whose sources are up to date.
    #[command(
        after_help = "Example: spinepath rules lock rules/spine/draft > lock.new && mv lock.new rules/spine/draft/release.lock"
    )]
    Lock {
        /// The folder of the release.
        release: String,
    },
    /// Print the filled form that a case file stands for, ready to be posted.
    #[command(
        after_help = "Example: spinepath rules fill spine/2026.12.1 tests/cases/K07.yaml > K07.json"
    )]
    Fill {
        /// A folder, or `pathway/release` of one in the program.
        release: String,
        /// The case file.
        case: PathBuf,
    },
    /// Make a key to sign with, and print its line for `approvers.yaml`.
    #[command(
        after_help = "Example: spinepath rules keygen --name 'Dr. Jane Roe' --role clinician -o jane.key"
    )]
    Keygen(Keygen),
    /// Run the gates of a release, and sign what they say.
    #[command(
        after_help = "Example: spinepath rules approve spine/2026.12.1 --cases tests/cases --key jane.key --approvers approvers.yaml -o jane.json"
    )]
    Approve(Approve),
    /// Record on which days an approved release decides.
    #[command(
        after_help = "Example: spinepath rules release spine/2026.12.1 --cases tests/cases --approval jane.json --approval john.json --approvers approvers.yaml --from 2026-12-01 --by 'Jane Roe'"
    )]
    Release(Release),
    /// Take a release out of force, at once, with the signature of a clinician.
    #[command(
        after_help = "Example: spinepath rules withdraw spine/2027.1.0 --reason 'misses a red flag' --by jane.key --approvers approvers.yaml"
    )]
    Withdraw(Withdraw),
    /// Put a release that was approved before back into force, from today on.
    #[command(
        after_help = "Example: spinepath rules return --to spine/2026.12.1 --reason 'until 2027.1.1 is there' --by 'Jane Roe'"
    )]
    Return(Return),
    /// Print which release is in force when, and who recorded what.
    #[command(
        after_help = "Example: spinepath rules history spine\n         spinepath rules history spine --on 2026-12-05 --known-at 2026-12-01T08:00:00Z"
    )]
    History(History),
    /// Print how a candidate would have decided what came in; explain where it is less urgent.
    #[command(
        after_help = "Example: spinepath rules shadow --candidate spine/2027.1.0\n         spinepath rules shadow explain 12 --reason 'the scan was normal' --by 'Dr. Jane Roe'"
    )]
    Shadow(Shadow),
}

impl Rules {
    pub fn run(&self, shared: &Shared) -> Exit {
        match self {
            Rules::Check { release } => run_check(release, shared),
            Rules::Impact(impact) => impact.run(shared),
            Rules::Lock { release } => settled(run_lock(release, shared)),
            Rules::Attributes { release } => {
                settled(Desk::open(shared, Some(release)).map(|desk| attributes(&desk, shared)))
            }
            Rules::Test { release, cases } => settled(
                Desk::open(shared, Some(release))
                    .map(|desk| run_tests(&desk, cases.as_deref(), shared)),
            ),
            Rules::Prove(prove) => settled(prove.run(shared)),
            Rules::Diff { from, to } => settled(
                Desk::open(shared, Some(from)).and_then(|desk| diff::run(&desk, to, shared)),
            ),
            Rules::Cover(cover) => settled(cover.run(shared)),
            Rules::Explain { release, intake } => settled(
                Desk::open(shared, Some(release)).and_then(|desk| explain(&desk, intake, shared)),
            ),
            Rules::Render {
                release,
                rule,
                output,
            } => settled(
                Desk::open(shared, Some(release))
                    .map(|desk| render(&desk, rule.as_deref(), output.as_deref(), shared)),
            ),
            Rules::Fill { release, case } => {
                settled(Desk::open(shared, Some(release)).map(|desk| fill(&desk.release, case)))
            }
            Rules::Keygen(keygen) => ended(keygen.run(shared)),
            Rules::Approve(approve) => ended(approve.run(shared)),
            Rules::Release(release) => ended(release.run(shared)),
            Rules::Withdraw(withdraw) => ended(withdraw.run(shared)),
            Rules::Return(back) => ended(back.run(shared)),
            Rules::History(history) => ended(history.run(shared)),
            Rules::Shadow(shadow) => ended(shadow.run(shared)),
        }
    }
}

fn run_lock(name: &str, shared: &Shared) -> Result<Exit, Exit> {
    let failed = |error| library_failed(&error);
    let library = Library::with_forms(&shared.forms).map_err(failed)?;
    let files = Library::release_files(name).map_err(failed)?;
    match lock_draft(&files, library.catalogues(), clock::today()) {
        Ok(text) => {
            say!("{}", text.trim_end());
            Ok(Exit::Fine)
        }
        Err(findings) => {
            findings.iter().for_each(|finding| eprintln!("{finding}"));
            eprintln!("{name}: not locked");
            Err(Exit::Findings)
        }
    }
}

fn run_check(name: &str, shared: &Shared) -> Exit {
    let library = match Library::with_forms(&shared.forms) {
        Ok(library) => library,
        Err(error) => return library_failed(&error),
    };
    let files = match Library::release_files(name) {
        Ok(files) => files,
        Err(error) => return library_failed(&error),
    };
    let (findings, summary) = match check(&files, library.catalogues(), clock::today()) {
        Ok((release, findings)) => {
            let reference = release.reference();
            let counted = format!(
                "{} {}: {} rules, {} facts, {}",
                reference.name,
                reference.release,
                release.rules().len(),
                release.catalogue().facts().len(),
                reference.digest
            );
            (findings, counted)
        }
        Err(findings) => (findings, format!("{name}: cannot run")),
    };
    match shared.format {
        Format::Json => print_json(&json!({ "findings": findings })),
        Format::Human => {
            findings.iter().for_each(|finding| say!("{finding}"));
            let count = |severity| {
                findings
                    .iter()
                    .filter(|finding| finding.severity == severity)
                    .count()
            };
            say!(
                "{summary}; {} errors, {} warnings",
                count(Severity::Error),
                count(Severity::Warning)
            );
        }
    }
    if findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
    {
        Exit::Findings
    } else {
        Exit::Fine
    }
}

fn fill(release: &CheckedRelease, file: &Path) -> Exit {
    match read_case(file) {
        Ok(case) => {
            print_json(&case.envelope(release));
            Exit::Fine
        }
        Err(failure) => {
            eprintln!("{}: {failure}", file.display());
            Exit::WrongUse
        }
    }
}

fn explain(desk: &Desk, intake: &Path, shared: &Shared) -> Result<Exit, Exit> {
    let preview = desk.preview(shared, intake)?;
    let decision = preview.decision;
    if shared.format == Format::Json {
        print_json(&json!({
            "urgency": decision.urgency,
            "trace": decision.trace,
            "ask": decision.ask,
            "what_if": what_if_json(&preview.what_if),
        }));
        return Ok(Exit::Fine);
    }
    print_decision(&decision);
    print_what_if(&preview.what_if);
    say!();
    for entry in &decision.trace {
        let word = match entry.outcome {
            Outcome::Fired => "fired",
            Outcome::Silent => "silent",
            Outcome::Unknown => "unknown",
        };
        let urgency = entry.urgency.map_or("", |urgency| urgency.word());
        say!(
            "{word:<8} {:<34} {urgency}",
            format!("{} v{}", entry.rule, entry.version)
        );
        if entry.outcome == Outcome::Unknown {
            say!("         waits for {}", entry.waits_for.join(", "));
        }
    }
    Ok(Exit::Fine)
}
