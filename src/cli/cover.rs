//! `spinepath rules cover`.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::cases::{case_files, read_case};
use super::desk::Desk;
use super::output::print_json;
use super::progress::bar;
use super::suggest::suggest;
use super::{Exit, Format, Shared};
use crate::app::gates::facts_of;
use crate::facts::FactSet;
use crate::model::Profile;
use crate::rules::{Count, Coverage, CoveredUnit, Scope, Seen, UnitKind, Why};

/// Say which parts of which conditions no test has seen decide.
#[derive(Debug, clap::Args)]
pub(super) struct Cover {
    /// A folder, or `pathway/release` of one in the program.
    release: String,
    /// A folder of case files, or one case file.
    #[arg(long, value_name = "DIR")]
    cases: Option<PathBuf>,
    /// Write patients for what no test has seen into this folder, as case files.
    #[arg(long, value_name = "DIR")]
    suggest: Option<PathBuf>,
    /// End with exit code 1 when less than so many percent of what can be seen is seen.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    gate: Option<u8>,
}

/// A whole patient of a case file.
struct Patient {
    name: String,
    facts: FactSet,
}

impl Cover {
    pub fn run(&self, shared: &Shared) -> Result<Exit, Exit> {
        let desk = Desk::open(shared, Some(&self.release))?;
        let patients = patients(&desk, self.cases.as_deref())?;
        let mut cover = crate::rules::Cover::of(&desk.release);
        cover.see_tests_inside();
        let bar = bar(patients.len(), "patients");
        for patient in &patients {
            for profile in Profile::ALL {
                let evaluation = Scope::of(&desk.release, profile, &patient.facts);
                cover.see(&evaluation, &patient.name);
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        let coverage = cover.coverage();
        let count = coverage.count();
        match shared.format {
            Format::Json => print_json(&json!({
                "release": desk.release.reference(),
                "tests": coverage.tests,
                "count": count,
                "percent": count.percent(),
                "units": coverage.units,
            })),
            Format::Human => print(&coverage),
        }
        if let Some(folder) = &self.suggest {
            let known = patients.iter().map(|patient| &patient.facts).collect();
            suggest(&desk, &mut cover, known, folder)?;
        }
        let gate = self.gate.map_or(0, usize::from);
        if count.seen * 100 >= gate * count.of() {
            Ok(Exit::Fine)
        } else {
            eprintln!("{} % is below the gate of {gate} %", count.percent());
            Ok(Exit::Findings)
        }
    }
}

/// The patients of the case files; the first that is not acceptable is printed.
fn patients(desk: &Desk, cases: Option<&Path>) -> Result<Vec<Patient>, Exit> {
    let wrong = |message: String| {
        eprintln!("{message}");
        Exit::WrongUse
    };
    let files = cases.map(case_files).transpose().map_err(wrong)?;
    let mut patients = Vec::new();
    for file in files.unwrap_or_default() {
        let read = || {
            let case = read_case(&file)?;
            let facts = facts_of(&desk.library, &desk.release, &case)?;
            Ok::<Patient, String>(Patient {
                name: case.case,
                facts,
            })
        };
        let patient = read().map_err(|fault| wrong(format!("{}: {fault}", file.display())));
        patients.push(patient?);
    }
    Ok(patients)
}

fn print(coverage: &Coverage) {
    for unit in &coverage.units {
        print_unit(unit);
    }
    let count = coverage.count();
    say!(
        "{} of {} seen by {} tests, {} %; {} cannot be seen",
        count.seen,
        count.of(),
        coverage.tests,
        count.percent(),
        count.cannot_be_seen
    );
}

fn print_unit(unit: &CoveredUnit) {
    let count = unit.count();
    let kind = match unit.kind {
        UnitKind::Definition => "definition",
        UnitKind::Rule => "rule",
        UnitKind::Offer => "treatments",
        UnitKind::Class => "class",
        UnitKind::Contraindication => "contraindication",
    };
    say!("{kind} {} ({}): {}", unit.id, unit.title, covered(count));
    for part in &unit.parts {
        let values = ["yes", "no", "unknown"].into_iter().zip(part.pairs());
        for (value, pair) in values {
            let what = match pair.seen {
                Seen::By(_) => continue,
                Seen::Gap => "no test is decided by",
                Seen::Cannot(Why::Never) => "cannot be seen, never so",
                Seen::Cannot(Why::NeverAlone) => "cannot be seen, never decides",
            };
            say!("  {}: {what}: {}", unit.place, pair.words);
            say!("    {value}: {}", part.text);
        }
    }
}

fn covered(count: Count) -> String {
    format!("{} of {}", count.seen, count.of())
}
