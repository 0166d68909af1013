//! `spinepath rules check | test | impact | explain | render | attributes | lock | fill`.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::attributes::attributes;
use super::decide::print_decision;
use super::desk::{Desk, settled};
use super::impact::Impact;
use super::output::{library_failed, print_json};
use super::render::render;
use super::{Exit, Format, Shared};
use crate::app::{Library, preview};
use crate::clock;
use crate::decision::{Case, Outcome};
use crate::model::Profile;
use crate::rules::{CheckedRelease, Severity, check, lock_draft, run_rule_tests};

/// Check, test, read and explain rule releases.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Rules {
    /// Check that a release can run: names, types, citations, treatments, codes, tests.
    #[command(after_help = "Example: spinepath rules check rules/spine/2026.12.0")]
    Check {
        /// A folder, or `pathway/release` of one in the program.
        release: String,
    },
    /// Run the tests inside a release, and whole patients.
    #[command(
        after_help = "Example: spinepath rules test rules/spine/2026.12.0 --cases tests/cases"
    )]
    Test {
        /// A folder, or `pathway/release` of one in the program.
        release: String,
        /// A folder of case files, or one case file.
        #[arg(long)]
        cases: Option<PathBuf>,
    },
    /// Decide the same patients under two releases and say who is treated differently.
    #[command(
        after_help = "Exit codes: 0 nobody is lowered, 1 somebody is, 2 wrong use, 3 our fault.\nExample: spinepath rules impact --from spine/2026.12.0 --to rules/spine/draft --population 10000 --output impact"
    )]
    Impact(Impact),
    /// Say what every rule made of a filled form, and what would change it.
    #[command(after_help = "Example: spinepath rules explain spine/2026.12.0 intake.json")]
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
        after_help = "Example: spinepath rules fill spine/2026.12.0 tests/cases/K07.yaml > K07.json"
    )]
    Fill {
        /// A folder, or `pathway/release` of one in the program.
        release: String,
        /// The case file.
        case: PathBuf,
    },
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

fn run_tests(desk: &Desk, cases: Option<&Path>, shared: &Shared) -> Exit {
    let mut failures: Vec<String> = Vec::new();
    let mut passed = 0usize;
    for result in run_rule_tests(&desk.release) {
        match result.failure {
            None => passed += 1,
            Some(failure) => {
                failures.push(format!(
                    "{} {} ({}): {failure}",
                    result.rule, result.test, result.place
                ));
            }
        }
    }
    let files = match cases.map(case_files).transpose() {
        Ok(files) => files.unwrap_or_default(),
        Err(failure) => {
            eprintln!("{failure}");
            return Exit::WrongUse;
        }
    };
    for file in files {
        match run_case(desk, &file) {
            Ok(()) => passed += 1,
            Err(failure) => failures.push(format!("{}: {failure}", file.display())),
        }
    }
    match shared.format {
        Format::Json => print_json(&json!({ "passed": passed, "failures": failures })),
        Format::Human => {
            failures.iter().for_each(|failure| say!("FAILED {failure}"));
            say!("{passed} passed, {} failed", failures.len());
        }
    }
    if failures.is_empty() {
        Exit::Fine
    } else {
        Exit::Findings
    }
}

fn case_files(path: &Path) -> Result<Vec<PathBuf>, String> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = std::fs::read_dir(path)
        .map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .collect();
    files.sort();
    Ok(files)
}

fn read_case(file: &Path) -> Result<Case, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("cannot read: {error}"))?;
    Case::read(&text)
}

fn run_case(desk: &Desk, file: &Path) -> Result<(), String> {
    let case = read_case(file)?;
    let bytes = case.envelope(&desk.release).to_string().into_bytes();
    let mut differences = Vec::new();
    for profile in Profile::ALL {
        match preview(&desk.library, &desk.release, profile, case.as_of, &bytes) {
            Ok(preview) => differences.extend(
                case.differences(&preview.decision)
                    .iter()
                    .map(|difference| format!("{profile}: {difference}")),
            ),
            Err(rejection) => return Err(rejection.to_string()),
        }
    }
    if differences.is_empty() {
        Ok(())
    } else {
        Err(differences.join("; "))
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
    let decision = desk.preview(shared, intake)?.decision;
    if shared.format == Format::Json {
        print_json(
            &json!({ "urgency": decision.urgency, "trace": decision.trace, "ask": decision.ask }),
        );
        return Ok(Exit::Fine);
    }
    print_decision(&decision);
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
