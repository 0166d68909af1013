//! Whole patients for the gaps of a release: found by search, acceptable as a form, and written as
//! case files. What they expect is what the engine says now, for a person to confirm.

mod file;
mod repair;

use super::Library;
use super::preview::read;
use crate::decision::{Case, Decision, decide};
use crate::facts::{FactSet, derive};
use crate::intake::violation::Violation;
use crate::model::Profile;
use crate::rules::{About, CheckedRelease, Cover, Gap, Scope};
use file::CaseFile;

/// How many of the patients who came nearest are tried, beside the flag-free adult.
const NEAREST: usize = 3;

/// A patient who closes gaps.
#[derive(Debug, Clone)]
pub struct Suggestion {
    /// The name of the case, and of its file without the extension.
    pub name: String,
    /// The case file.
    pub text: String,
    /// The gaps that nobody closed before.
    pub closes: Vec<About>,
}

/// Looks for patients who close gaps.
pub struct Suggester<'a> {
    library: &'a Library,
    release: &'a CheckedRelease,
    clear: &'a FactSet,
    known: Vec<Scope<'a>>,
}

impl<'a> Suggester<'a> {
    /// From the flag-free adult, and from patients who are known already.
    pub fn new(
        library: &'a Library,
        release: &'a CheckedRelease,
        clear: &'a FactSet,
        patients: Vec<&'a FactSet>,
    ) -> Self {
        Suggester {
            library,
            release,
            clear,
            known: (patients.into_iter())
                .map(|facts| Scope::of(release, Profile::default(), facts))
                .collect(),
        }
    }

    /// A patient who closes a gap, seen by `cover` from then on; `None` where none is found in a
    /// bounded number of steps, or none that a form can hold.
    pub fn suggest(&self, cover: &mut Cover<'_>, gap: Gap) -> Option<Suggestion> {
        let near = self.nearest(cover, gap);
        let cautious = near.into_iter().map(|facts| (Profile::default(), facts));
        let others = [Profile::Us, Profile::Uk].map(|profile| (profile, self.clear));
        let found = cautious.chain(others).find_map(|(profile, start)| {
            let facts = cover.reach(gap, profile, start)?;
            self.acceptable(cover, gap, profile, facts)
        })?;
        let about = cover.about(gap);
        let file = CaseFile::new(self.release, &found, &about);
        let case = Case::read(&file.patient()).ok()?;
        let facts = self.facts(&case).ok()?;
        let decisions = Profile::ALL.map(|profile| decide(&facts, self.release, profile));
        if !self.holds(&file.with(&decisions, &[]), &decisions) {
            return None;
        }
        let mut closed = Vec::new();
        for profile in Profile::ALL {
            closed.extend(cover.see(&Scope::of(self.release, profile, &facts), file.name()));
        }
        let closes: Vec<About> = closed.into_iter().map(|gap| cover.about(gap)).collect();
        Some(Suggestion {
            name: file.name().to_owned(),
            text: file.with(&decisions, &closes),
            closes,
        })
    }

    /// The flag-free adult, and the patients who have the fewest answers to change.
    fn nearest(&self, cover: &Cover<'_>, gap: Gap) -> Vec<&FactSet> {
        let mut near: Vec<(u32, &FactSet)> = (self.known.iter())
            .map(|known| (cover.distance(gap, known), known.facts))
            .collect();
        near.sort_by_key(|(away, _)| *away);
        let near = near.into_iter().take(NEAREST).map(|(_, facts)| facts);
        std::iter::once(self.clear).chain(near).collect()
    }

    /// What a case comes to as a filled form.
    fn facts(&self, case: &Case) -> Result<FactSet, Vec<Violation>> {
        let bytes = case.envelope(self.release).to_string().into_bytes();
        match read(self.library, self.release, case.as_of, &bytes) {
            Ok(record) => Ok(derive(self.release.catalogue(), &record, None)),
            Err(super::Rejection::Rejected(violations)) => Err(violations),
            Err(super::Rejection::Refused(_)) => Err(Vec::new()),
        }
    }

    /// Whether a case file says what is decided now.
    fn holds(&self, text: &str, decisions: &[Decision]) -> bool {
        Case::read(text).is_ok_and(|case| {
            let mut decisions = decisions.iter();
            decisions.all(|decision| case.differences(decision).is_empty())
        })
    }
}
