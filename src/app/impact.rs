//! What another release would have decided: the same patients under both, compared.

use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::library::LibraryError;
use super::preview::read_as;
use super::{AppError, Library, Rejection};
use crate::decision::{Difference, Impact, decide};
use crate::facts::{Catalogue, FactSet, derive};
use crate::model::{CaseId, Profile};
use crate::population::Population;
use crate::rules::{CheckedRelease, ReleaseRef};
use crate::store::{CaseSpan, Store, StoredFacts};

/// Two releases and the profile under which they are compared.
pub struct Comparison {
    /// The release before.
    pub from: Arc<CheckedRelease>,
    /// The release now.
    pub to: Arc<CheckedRelease>,
    /// Whose guidelines apply.
    pub profile: Profile,
}

/// Whom two releases are compared on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Patients {
    /// Synthetic ones.
    Population {
        /// How many.
        count: u64,
        /// Which.
        seed: u64,
        /// Digest of the shares they are drawn from.
        shares: String,
    },
    /// The cases of a database that were there when the comparison started.
    Cases {
        /// How many.
        count: u64,
        /// The first, by id; none where there is no case.
        first: Option<String>,
        /// The last, by id.
        last: Option<String>,
    },
}

impl Patients {
    /// How many there are to compare.
    pub const fn count(&self) -> u64 {
        match self {
            Patients::Population { count, .. } | Patients::Cases { count, .. } => *count,
        }
    }
}

/// What is compared: the same plan gives the same report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The release before.
    pub from: ReleaseRef,
    /// The release now.
    pub to: ReleaseRef,
    /// Whose guidelines apply.
    pub profile: Profile,
    /// On whom.
    pub patients: Patients,
}

/// A case that the releases cannot decide on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The case.
    pub case: String,
    /// Why, without anything of the patient.
    pub because: String,
}

/// A comparison under way: what was found so far, and where to go on. Holds ids of cases and of
/// rules, and nothing else of a patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What is compared.
    pub plan: Plan,
    /// Patients looked at.
    pub done: u64,
    /// The last case looked at.
    pub after: Option<String>,
    /// What was found.
    pub impact: Impact,
    /// Cases that could not be compared.
    pub left_out: Vec<LeftOut>,
}

impl Progress {
    /// Nothing looked at yet.
    pub fn start(plan: Plan) -> Progress {
        Progress {
            plan,
            done: 0,
            after: None,
            impact: Impact::default(),
            left_out: Vec::new(),
        }
    }
}

impl Comparison {
    /// Loads two releases, by folder or `pathway/release`.
    ///
    /// # Errors
    ///
    /// If one does not load, or the two read different forms.
    pub fn open(
        library: &Library,
        (from, to): (&str, &str),
        profile: Profile,
        today: NaiveDate,
    ) -> Result<Comparison, LibraryError> {
        let comparison = Comparison {
            from: Arc::new(library.release(from, today)?),
            to: Arc::new(library.release(to, today)?),
            profile,
        };
        let form = comparison.to.catalogue().form().to_owned();
        match comparison.comparable() {
            Ok(()) => Ok(comparison),
            Err(why) => Err(LibraryError::Form(form, vec![why])),
        }
    }

    /// Whether both read one form.
    ///
    /// # Errors
    ///
    /// Which forms they read, where they have nothing in common.
    pub fn comparable(&self) -> Result<(), String> {
        let (one, other) = (self.from.catalogue(), self.to.catalogue());
        if related(one, other.form(), other.version()) {
            return Ok(());
        }
        let named = |release: &CheckedRelease| {
            let reference = release.reference();
            format!("{}/{}", reference.name, reference.release)
        };
        Err(format!(
            "`{}` reads form `{} {}` and `{}` reads `{} {}`: compare releases that read one form",
            named(&self.from),
            one.form(),
            one.version(),
            named(&self.to),
            other.form(),
            other.version()
        ))
    }

    /// The plan for those patients.
    pub fn plan(&self, patients: Patients) -> Plan {
        Plan {
            from: self.from.reference().clone(),
            to: self.to.reference().clone(),
            profile: self.profile,
            patients,
        }
    }

    /// Synthetic patients of the form that the releases read.
    ///
    /// # Errors
    ///
    /// If the releases read another form than the patients fill.
    pub fn population(
        &self,
        population: &Population,
        count: u64,
        seed: u64,
    ) -> Result<Patients, String> {
        let form = population.form();
        let reads = self.to.catalogue();
        if !related(reads, form.name(), form.version()) {
            return Err(format!(
                "the synthetic patients fill form `{} {}` and the releases read `{} {}`: compare on stored cases with `--cases-of`",
                form.name(),
                form.version(),
                reads.form(),
                reads.version()
            ));
        }
        Ok(Patients::Population {
            count,
            seed,
            shares: population.digest().to_owned(),
        })
    }

    /// The cases there are now.
    ///
    /// # Errors
    ///
    /// If the database does not answer.
    pub async fn cases(&self, store: &Store) -> Result<Patients, AppError> {
        let span = store.case_span().await?;
        let id = |pick: fn(CaseSpan) -> CaseId| span.map(|span| pick(span).to_string());
        Ok(Patients::Cases {
            count: span.map_or(0, |span| span.count),
            first: id(|span| span.first),
            last: id(|span| span.last),
        })
    }

    /// Compares on the next synthetic patients, at most `limit`; each goes through the door that a
    /// posted form goes through. Whether that was the last.
    ///
    /// # Errors
    ///
    /// Why a patient was refused there: the shares contradict the form.
    pub fn next_patients(
        &self,
        population: &Population,
        progress: &mut Progress,
        limit: u64,
    ) -> Result<bool, String> {
        let Patients::Population { count, seed, .. } = progress.plan.patients else {
            return Ok(true);
        };
        let until = count.min(progress.done.saturating_add(limit));
        let numbers: Vec<u64> = (progress.done + 1..=until).collect();
        let catalogue = Catalogue::of(population.form())?;
        let compared = side_by_side(&numbers, |&number| {
            let bytes = population.patient(seed, number).to_string().into_bytes();
            let record = read_as(population.form(), population.last_day(), &bytes).map_err(
                |rejection: Rejection| format!("synthetic patient {number}: {rejection}"),
            )?;
            let facts = derive(&catalogue, &record, None);
            Ok::<_, String>(self.difference(&facts, &catalogue))
        });
        for (number, difference) in numbers.iter().zip(compared) {
            progress.impact.add(&number.to_string(), difference?);
        }
        progress.done = until;
        Ok(progress.done == count)
    }

    /// Compares on the next stored cases, at most `limit`: on the facts that their latest decision
    /// was made on. Whether that was the last.
    ///
    /// # Errors
    ///
    /// If the database does not answer, or what is stored is not what was written.
    pub async fn next_cases(
        &self,
        library: &Library,
        store: &Store,
        progress: &mut Progress,
        limit: u16,
    ) -> Result<bool, AppError> {
        let Patients::Cases {
            last: Some(last), ..
        } = &progress.plan.patients
        else {
            return Ok(true);
        };
        let id = |text: &str| {
            let read = text.parse::<CaseId>();
            read.map_err(|_| AppError::Internal("the progress names no case".into()))
        };
        let last = id(last)?;
        let after = progress.after.as_deref().map(id).transpose()?;
        let page = store.facts(after, last, limit).await?;
        let compared = side_by_side(&page, |stored| self.stored(library, stored));
        for (stored, compared) in page.iter().zip(compared) {
            let case = stored.case_id.to_string();
            match compared {
                Ok(difference) => progress.impact.add(&case, difference),
                Err(because) => progress.left_out.push(LeftOut {
                    case: case.clone(),
                    because,
                }),
            }
            progress.after = Some(case);
        }
        progress.done += page.len() as u64;
        Ok(page.len() < usize::from(limit))
    }

    /// Both decisions on stored facts, compared; else why there are none.
    fn stored(&self, library: &Library, stored: &StoredFacts) -> Result<Difference, String> {
        let json = stored.facts.reveal();
        let text = |pointer: &str| json.pointer(pointer).and_then(|word| word.as_str());
        let (form, version) = text("/form/name")
            .zip(text("/form/version"))
            .ok_or("its facts name no form")?;
        if !related(self.to.catalogue(), form, version) {
            return Err(format!(
                "decided on form `{form} {version}`, which the releases do not read"
            ));
        }
        let own = (library.catalogues().iter())
            .find(|known| known.form() == form && known.version() == version)
            .ok_or_else(|| {
                format!("form `{form} {version}` is not at hand: name it with `--form`")
            })?;
        let unreadable = "its facts cannot be read";
        let as_of = text("/as_of")
            .and_then(|day| day.parse().ok())
            .ok_or(unreadable)?;
        let given = json
            .get("facts")
            .and_then(|facts| facts.as_object())
            .ok_or(unreadable)?;
        // What is wrong with them is patient data.
        let facts = FactSet::from_words(own, as_of, given).map_err(|_| unreadable)?;
        Ok(self.difference(&facts, own))
    }

    /// Both decisions on the facts of a form, each in the terms of what its release reads.
    fn difference(&self, facts: &FactSet, own: &Catalogue) -> Difference {
        let decided = |release: &CheckedRelease| {
            let facts = facts.in_terms_of(own, release.catalogue());
            decide(&facts, release, self.profile)
        };
        Difference::between(&decided(&self.from), &decided(&self.to))
    }
}

/// Whether a form is another minor version of the one that a catalogue is of.
fn related(catalogue: &Catalogue, form: &str, version: &str) -> bool {
    let major = |version: &str| version.split('.').next().map(str::to_owned);
    catalogue.form() == form && major(catalogue.version()) == major(version)
}

/// Does the same with each, in their order, on every core.
fn side_by_side<T: Sync, R: Send>(things: &[T], one: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = things.len().div_ceil(cores).max(1);
    thread::scope(|scope| {
        let one = &one;
        let shares: Vec<_> = (things.chunks(share))
            .map(|share| scope.spawn(move || share.iter().map(one).collect::<Vec<R>>()))
            .collect();
        let results = shares.into_iter().map(|share| match share.join() {
            Ok(results) => results,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        results.flatten().collect()
    })
}
