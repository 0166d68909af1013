//! `spinepath rules impact`.

use std::fmt::Display;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::progress::Counter;
use super::running::{Database, Failure, ended, runtime};
use super::{Exit, Format, Shared, output};
use crate::app::impact::{Comparison, Patients, Progress};
use crate::app::library::LibraryError;
use crate::app::{Library, synthetic_patients};
use crate::clock;
use crate::config::Config;
use crate::decision::{Direction, Moved, Rung};
use crate::model::Urgency;
use crate::report::impact::{ImpactReport, ImpactView, Words, impact_report};
use crate::store::Store;

/// Patients between two writings of the place.
const CHUNK: u16 = 500;

/// Synthetic patients where nobody says on whom to compare.
const PATIENTS: u64 = 2_000;

/// Groups of patients printed for people; the report has all.
const PRINTED: usize = 20;

const PLACE: &str = "progress.json";

/// Decide the same patients under two releases and say who is treated differently.
#[derive(Debug, clap::Args)]
pub(super) struct Impact {
    /// The release before: a folder, or `pathway/release` of one in the program.
    #[arg(long, value_name = "A")]
    from: String,
    /// The release now.
    #[arg(long, value_name = "B")]
    to: String,
    /// Compare on the stored cases of a database, which is only read: its address, or `settings`
    /// for the one that `serve` uses.
    #[arg(long, value_name = "DATABASE", conflicts_with_all = ["population", "seed"])]
    cases_of: Option<String>,
    /// Compare on so many synthetic patients; 2000 where nothing is said.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    population: Option<u64>,
    /// Which synthetic patients.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Write `report.html` and `report.json` into this folder, and the place of the run meanwhile.
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Go on where a run into the same folder stopped.
    #[arg(long, requires = "output")]
    resume: bool,
}

impl Impact {
    pub fn run(&self, shared: &Shared) -> Exit {
        ended(self.compare(shared))
    }

    fn compare(&self, shared: &Shared) -> Result<Exit, Failure> {
        let library = Library::with_forms(&shared.forms).map_err(refused)?;
        let pair = (self.from.as_str(), self.to.as_str());
        let comparison =
            Comparison::open(&library, pair, shared.profile(), clock::today()).map_err(refused)?;
        let place = Place::open(self.output.as_deref())?;
        let progress = match &self.cases_of {
            Some(database) => self.on_cases(shared, &library, &comparison, &place, database)?,
            None => self.on_population(&library, &comparison, &place)?,
        };
        let view = view(&comparison, &progress);
        let report = impact_report(&view);
        place.finish(&report)?;
        match shared.format {
            Format::Json => output::print_json(&report.json),
            Format::Human => print(&view, self.output.as_deref()),
        }
        // Who could not be compared may be lowered.
        let open = progress.impact.lowers() || !progress.left_out.is_empty();
        Ok(if open { Exit::Findings } else { Exit::Fine })
    }

    fn on_population(
        &self,
        library: &Library,
        comparison: &Comparison,
        place: &Place,
    ) -> Result<Progress, Failure> {
        let population = synthetic_patients(library).map_err(refused)?;
        let count = self.population.unwrap_or(PATIENTS);
        let patients = comparison
            .population(&population, count, self.seed)
            .map_err(Failure::wrong_use)?;
        let mut progress = self.place(place, Progress::start(comparison.plan(patients)))?;
        let counter = Counter::new("patients", count);
        loop {
            let last = comparison
                .next_patients(&population, &mut progress, CHUNK.into())
                .map_err(Failure::our_fault)?;
            counter.at(progress.done);
            if last {
                counter.done();
                return Ok(progress);
            }
            place.keep(&progress)?;
        }
    }

    fn on_cases(
        &self,
        shared: &Shared,
        library: &Library,
        comparison: &Comparison,
        place: &Place,
        database: &str,
    ) -> Result<Progress, Failure> {
        let config = Config::from_env(shared.flags(None)).map_err(Failure::wrong_use)?;
        let runtime = runtime(&config)?;
        // A database of our own lives as long as the comparison.
        let own;
        let store = if database == "settings" {
            own = Database::open(&config)?;
            runtime.block_on(own.connect())?
        } else {
            let unusable =
                |error: &dyn Display| Failure::wrong_use(format!("`--cases-of`: {error}"));
            let address = database.parse().map_err(|error: String| unusable(&error))?;
            (runtime.block_on(Store::connect(&address))).map_err(|error| unusable(&error))?
        };
        let patients = runtime
            .block_on(comparison.cases(&store))
            .map_err(Failure::our_fault)?;
        let mut progress = self.place(place, Progress::start(comparison.plan(patients)))?;
        let counter = Counter::new("cases", progress.plan.patients.count());
        loop {
            let next = comparison.next_cases(library, &store, &mut progress, CHUNK);
            let last = runtime.block_on(next).map_err(Failure::our_fault)?;
            counter.at(progress.done);
            if last {
                counter.done();
                return Ok(progress);
            }
            place.keep(&progress)?;
        }
    }

    /// Where to go on: at the start, or where an equal run stopped.
    fn place(&self, place: &Place, start: Progress) -> Result<Progress, Failure> {
        let Some(kept) = place.kept()? else {
            return Ok(start);
        };
        let folder = place.folder();
        if !self.resume {
            return Err(Failure::wrong_use(format!(
                "`{folder}` holds a run that stopped: go on with `--resume`, or remove its `{PLACE}`"
            )));
        }
        if goes_on(&kept, &start) {
            Ok(kept)
        } else {
            Err(Failure::wrong_use(format!(
                "the run that stopped in `{folder}` compares other releases or patients: name another folder"
            )))
        }
    }
}

/// Whether a kept run is the one that would start now. New cases may have come; a run ends with
/// those that were there when it started.
fn goes_on(kept: &Progress, start: &Progress) -> bool {
    let mut plan = start.plan.clone();
    if let (
        Patients::Cases { first, .. },
        Patients::Cases {
            first: kept_first, ..
        },
    ) = (&plan.patients, &kept.plan.patients)
        && first == kept_first
    {
        plan.patients = kept.plan.patients.clone();
    }
    plan == kept.plan
}

fn refused(error: LibraryError) -> Failure {
    Failure {
        exit: match error {
            LibraryError::Release(..) => Exit::Findings,
            _ => Exit::WrongUse,
        },
        text: error.to_string(),
    }
}

fn view<'a>(comparison: &'a Comparison, progress: &'a Progress) -> ImpactView<'a> {
    let patients = &progress.plan.patients;
    let (said, look) = match patients {
        Patients::Population { count, seed, .. } => (
            format!("{count} synthetic ones of seed {seed}, by number"),
            format!(
                "spinepath population --seed {seed} --count NUMBER | tail -n 1 > patient.json; spinepath rules explain RELEASE patient.json"
            ),
        ),
        Patients::Cases { count, .. } => (
            format!("{count} stored cases, by id, on the facts of their latest decision"),
            "GET /api/v1/cases/ID of the service".to_owned(),
        ),
    };
    ImpactView {
        from: &comparison.from,
        to: &comparison.to,
        profile: comparison.profile,
        source: serde_json::to_value(patients).unwrap_or_default(),
        patients: said,
        look,
        impact: &progress.impact,
        left_out: (progress.left_out.iter())
            .map(|left_out| (left_out.case.clone(), left_out.because.clone()))
            .collect(),
    }
}

/// The folder of a run; nowhere where none was named.
struct Place(Option<PathBuf>);

impl Place {
    fn open(folder: Option<&Path>) -> Result<Place, Failure> {
        if let Some(folder) = folder {
            fs::create_dir_all(folder).map_err(|error| unwritten(folder, &error))?;
        }
        Ok(Place(folder.map(Path::to_owned)))
    }

    fn folder(&self) -> String {
        let folder = self.0.as_ref();
        folder.map_or_else(String::new, |folder| folder.display().to_string())
    }

    /// The run that stopped here.
    fn kept(&self) -> Result<Option<Progress>, Failure> {
        let Some(file) = self.0.as_ref().map(|folder| folder.join(PLACE)) else {
            return Ok(None);
        };
        if !file.exists() {
            return Ok(None);
        }
        let text = fs::read_to_string(&file).map_err(|error| error.to_string());
        text.and_then(|text| serde_json::from_str(&text).map_err(|error| error.to_string()))
            .map(Some)
            .map_err(|error| {
                let file = file.display();
                Failure::wrong_use(format!(
                    "`{file}` cannot be read: {error}; remove it to start again"
                ))
            })
    }

    fn keep(&self, progress: &Progress) -> Result<(), Failure> {
        let text = serde_json::to_string(progress).map_err(Failure::our_fault)?;
        self.write(PLACE, &text)
    }

    /// Writes the report and takes the place away.
    fn finish(&self, report: &ImpactReport) -> Result<(), Failure> {
        self.write("report.json", &format!("{:#}\n", report.json))?;
        self.write("report.html", &report.html)?;
        match self.0.as_ref().map(|folder| folder.join(PLACE)) {
            Some(file) if file.exists() => {
                fs::remove_file(&file).map_err(|error| unwritten(&file, &error))
            }
            _ => Ok(()),
        }
    }

    /// Puts a whole file in the place of the one before, so that a stop leaves one of the two.
    fn write(&self, name: &str, text: &str) -> Result<(), Failure> {
        let Some(folder) = &self.0 else {
            return Ok(());
        };
        let (file, new) = (folder.join(name), folder.join(format!("{name}.new")));
        let written = || {
            let mut out = fs::File::create(&new)?;
            out.write_all(text.as_bytes())?;
            out.sync_all()?;
            fs::rename(&new, &file)
        };
        written().map_err(|error| unwritten(&file, &error))
    }
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    Failure::wrong_use(format!("cannot write `{}`: {error}", path.display()))
}

/// The comparison for a person at a terminal: numbers, the table, and who is lowered.
fn print(view: &ImpactView<'_>, folder: Option<&Path>) {
    let (impact, words) = (view.impact, Words::of(view.from, view.to));
    let (from, to) = (view.from.reference(), view.to.reference());
    say!(
        "{} {} compared with {}, profile {}",
        from.name,
        from.release,
        to.release,
        view.profile
    );
    say!("patients: {}", view.patients);
    say!(
        "{} less urgent, {} could become less, {} more urgent or could become so, {} with other requests, {} the same",
        impact.count(Direction::Lowered),
        impact.count(Direction::BoundLowered),
        impact.count(Direction::Raised),
        impact.count(Direction::Changed),
        impact.count(Direction::Same)
    );
    let downwards = || Urgency::ALL.iter().rev().copied();
    let heads: String = downwards()
        .map(|urgency| format!(" {:>17}", urgency.band()))
        .collect();
    say!("{:<17}{heads}", "before \\ now");
    for before in downwards() {
        let row = impact
            .urgency
            .get(before as usize)
            .copied()
            .unwrap_or_default();
        let cells: String = downwards()
            .map(|now| {
                format!(
                    " {:>17}",
                    row.get(now as usize).copied().unwrap_or_default()
                )
            })
            .collect();
        say!("{:<17}{cells}", before.band());
    }
    let lowered: Vec<_> = impact
        .groups
        .iter()
        .filter(|(difference, _)| difference.direction.lowers())
        .collect();
    for (difference, patients) in lowered.iter().take(PRINTED) {
        let (before, now) = (rung(difference.from), rung(difference.to));
        say!("LOWERED {before} -> {now}: {}", patients.join(", "));
        let said = |rule: &str| format!("{} [{rule}]", words.sentence(rule));
        difference
            .rules_gone
            .iter()
            .for_each(|rule| say!("  - {}", said(rule)));
        difference
            .rules_new
            .iter()
            .for_each(|rule| say!("  + {}", said(rule)));
        let word = |urgency: Option<Urgency>| urgency.map_or("no urgency", Urgency::band);
        for Moved { rule, urgency } in &difference.rules_moved {
            let (from, to) = (word(urgency.from), word(urgency.to));
            say!("  {from} -> {to}: {}", said(rule));
        }
    }
    if lowered.len() > PRINTED {
        say!(
            "and {} more groups of lowered patients: write all with `--output DIR`",
            lowered.len() - PRINTED
        );
    }
    if !view.left_out.is_empty() {
        say!("{} cases could not be compared", view.left_out.len());
    }
    if let Some(folder) = folder {
        say!("report in {}", folder.join("report.html").display());
    }
}

fn rung(rung: Rung) -> String {
    match rung.settled {
        true => rung.urgency.band().to_owned(),
        false => format!(
            "{} (could become {})",
            rung.urgency.band(),
            rung.could_become.band()
        ),
    }
}
