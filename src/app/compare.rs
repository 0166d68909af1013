//! Two releases at hand beside each other: what is written otherwise, whom it moves, and which
//! stored cases.

use std::sync::Arc;

use super::impact::{Comparison, LeftOut, Progress};
use super::releases::held;
use super::{App, AppError};
use crate::clock;
use crate::decision::Impact;
use crate::proof::{Moved, Rewritten, Unprovable, diff, rewritten};
use crate::rules::ReleaseRef;

/// Most stored cases that are decided again for a page: at the slowest rate that was measured, 74
/// patients a second (`docs/performance.md`), a reader waits 14 seconds for them.
const MOST_CASES: u64 = 1_000;

/// Stored cases read at once.
const CHUNK: u16 = 100;

/// What two releases say otherwise, and whom that moves.
#[derive(Debug, Clone, PartialEq)]
pub struct Beside {
    /// What is written otherwise.
    pub rewritten: Vec<Rewritten>,
    /// Who gets another urgency, whoever is lowered first; nobody where it is empty, which is then
    /// proved. Else why it cannot be told.
    pub moved: Result<Vec<Moved>, Unprovable>,
}

/// What two releases do with the cases of this clinic.
#[derive(Debug, Clone, PartialEq)]
pub enum OnCases {
    /// Every case was decided under both.
    Decided(Box<Impact>, Vec<LeftOut>),
    /// There are so many that a page cannot wait for them.
    TooMany(u64),
    /// The releases read forms that have nothing in common: why.
    Apart(String),
}

/// Two releases compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The release before.
    pub from: ReleaseRef,
    /// The release now.
    pub to: ReleaseRef,
    /// What they say.
    pub beside: Arc<Beside>,
    /// What they do with stored cases, under the profile of the service.
    pub on_cases: OnCases,
}

/// Compares two releases at hand, by version. What they say is worked out once a day and kept.
///
/// # Errors
///
/// If one is not at hand, or the database does not answer.
pub async fn compare(app: Arc<App>, from: &str, to: &str) -> Result<Compared, AppError> {
    let (from, to) = (held(&app, from)?, held(&app, to)?);
    let today = clock::today();
    let digest = |release: &ReleaseRef| release.digest.clone();
    let about = (digest(from.reference()), digest(to.reference()), today);
    let catalogue = to.catalogue();
    let form = app.library.form(catalogue.form(), catalogue.version());
    let form = form.cloned();
    let (one, other) = (Arc::clone(&from), Arc::clone(&to));
    let work = move || Beside {
        rewritten: rewritten(&one, &other, today),
        moved: match form {
            Some(form) => diff(&one, &other, &form, today).map(|found| found.moved),
            None => Err(vec!["its form is not at hand".to_owned()]),
        },
    };
    let beside = app.compared.or_work(about, work).await?;
    let comparison = Comparison {
        from,
        to,
        profile: app.config.profile,
    };
    Ok(Compared {
        on_cases: on_cases(&app, &comparison).await?,
        from: comparison.from.reference().clone(),
        to: comparison.to.reference().clone(),
        beside,
    })
}

async fn on_cases(app: &App, comparison: &Comparison) -> Result<OnCases, AppError> {
    if let Err(why) = comparison.comparable() {
        return Ok(OnCases::Apart(why));
    }
    let patients = comparison.cases(&app.store).await?;
    if patients.count() > MOST_CASES {
        return Ok(OnCases::TooMany(patients.count()));
    }
    let mut progress = Progress::start(comparison.plan(patients));
    while !comparison
        .next_cases(&app.library, &app.store, &mut progress, CHUNK)
        .await?
    {}
    Ok(OnCases::Decided(
        Box::new(progress.impact),
        progress.left_out,
    ))
}
