//! The gates a release passes before it may decide: each looks at the files of the candidate and
//! says what it saw. The people who approve see the results, and sign their digests.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::Library;
use super::preview::facts;
use crate::decision::{Case, Decision, canonical, decide};
use crate::facts::FactSet;
use crate::model::Profile;
use crate::model::digest::sha256;
use crate::proof::prove;
use crate::rules::{CheckedRelease, Cover, Scope, Severity, check, lock_draft, run_rule_tests};

/// A release that wants to decide.
pub struct Candidate<'a> {
    /// The forms at hand.
    pub library: &'a Library,
    /// Its files, by name.
    pub files: BTreeMap<String, String>,
    /// Whole patients that belong to it: the name of each file and its text.
    pub patients: Vec<(String, String)>,
    /// The day on which it is looked at.
    pub today: NaiveDate,
}

/// What one gate says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GateResult {
    /// Its name.
    pub gate: &'static str,
    /// What keeps the release from deciding; a gate without problems is passed.
    pub problems: Vec<String>,
    /// What it looked at, and what should be known of it.
    pub saw: Vec<String>,
}

impl GateResult {
    /// `sha256:…` of the result: what a person who approves signs.
    pub fn digest(&self) -> String {
        // Texts always have a JSON spelling.
        let value = serde_json::to_value(self).unwrap_or_default();
        sha256(canonical(&value).as_bytes())
    }
}

/// A gate for a release that checks.
type Gate = fn(&Candidate<'_>, &CheckedRelease) -> GateResult;

/// Every gate after the check itself.
const GATES: [Gate; 5] = [evidence, tests, patients, coverage, proof];

/// How much of what can be seen of the parts of conditions the tests and the whole patients must
/// see decide, in percent. Local policy.
const LEAST_COVERED: usize = 60;

/// What every gate says; the check alone where the release does not check, since nothing can run
/// it then. The release is there where it checks.
pub fn gates(candidate: &Candidate<'_>) -> (Vec<GateResult>, Option<CheckedRelease>) {
    let (result, release) = checked(candidate);
    let mut results = vec![result];
    if let Some(release) = &release {
        results.extend(GATES.iter().map(|gate| gate(candidate, release)));
    }
    (results, release)
}

/// The release checks, and its lock fits.
fn checked(candidate: &Candidate<'_>) -> (GateResult, Option<CheckedRelease>) {
    let (findings, release) = match check(
        &candidate.files,
        candidate.library.catalogues(),
        candidate.today,
    ) {
        Ok((release, findings)) => (findings, Some(release)),
        Err(findings) => (findings, None),
    };
    // A draft may lack its lock; a release may not.
    let stops = |severity, code| severity == Severity::Error || code == "R004";
    let (problems, saw): (Vec<_>, Vec<_>) =
        (findings.iter()).partition(|finding| stops(finding.severity, finding.code));
    let words = |findings: Vec<&crate::rules::Finding>| {
        let lines = findings.iter().map(|finding| finding.to_string());
        lines.collect::<Vec<_>>()
    };
    let result = GateResult {
        gate: "check",
        problems: words(problems),
        saw: words(saw),
    };
    (result, release)
}

/// No source is long past its recheck date, as for `rules lock` (SPEC 1.7).
fn evidence(candidate: &Candidate<'_>, release: &CheckedRelease) -> GateResult {
    let catalogues = candidate.library.catalogues();
    let problems = match lock_draft(&candidate.files, catalogues, candidate.today) {
        Ok(_) => Vec::new(),
        Err(findings) => findings.iter().map(ToString::to_string).collect(),
    };
    GateResult {
        gate: "evidence",
        problems,
        saw: vec![format!("{} sources", release.evidence().len())],
    }
}

/// The tests inside the release pass.
fn tests(_: &Candidate<'_>, release: &CheckedRelease) -> GateResult {
    let results = run_rule_tests(release);
    let problems = results.iter().filter_map(|result| {
        let failure = result.failure.as_ref()?;
        let (rule, test, place) = (&result.rule, &result.test, &result.place);
        Some(format!("{rule} {test} ({place}): {failure}"))
    });
    GateResult {
        gate: "tests",
        problems: problems.collect(),
        saw: vec![format!("{} tests", results.len())],
    }
}

/// Every whole patient is decided as its file says.
fn patients(candidate: &Candidate<'_>, release: &CheckedRelease) -> GateResult {
    let mut problems = Vec::new();
    let mut saw = Vec::new();
    for (name, text) in &candidate.patients {
        saw.push(format!("{name} {}", sha256(text.as_bytes())));
        let differences =
            Case::read(text).and_then(|case| differences(candidate.library, release, &case));
        match differences {
            Ok(differences) if differences.is_empty() => {}
            Ok(differences) => problems.push(format!("{name}: {}", differences.join("; "))),
            // A refused form says each reason on a line of its own.
            Err(failure) => problems.push(format!("{name}: {}", failure.replace('\n', "; "))),
        }
    }
    if saw.is_empty() {
        problems.push("no whole patient was decided: name the folder of the case files".into());
    }
    GateResult {
        gate: "patients",
        problems,
        saw,
    }
}

/// Enough of the conditions was seen to decide by a test or a whole patient.
fn coverage(candidate: &Candidate<'_>, release: &CheckedRelease) -> GateResult {
    let mut cover = Cover::of(release);
    cover.see_tests_inside();
    for (name, text) in &candidate.patients {
        // A patient who cannot be decided is named by the gate before.
        let Ok(facts) =
            Case::read(text).and_then(|case| facts_of(candidate.library, release, &case))
        else {
            continue;
        };
        for profile in Profile::ALL {
            cover.see(&Scope::of(release, profile, &facts), name);
        }
    }
    let count = cover.coverage().count();
    let saw = format!(
        "{} of {} seen, {} %",
        count.seen,
        count.of(),
        count.percent()
    );
    let problem = format!(
        "{saw}; at least {LEAST_COVERED} % are needed: `rules cover --suggest` writes patients for the rest"
    );
    let enough = count.seen * 100 >= LEAST_COVERED * count.of();
    GateResult {
        gate: "coverage",
        problems: if enough { Vec::new() } else { vec![problem] },
        saw: vec![saw],
    }
}

/// Every property holds for every form that the door accepts, under every profile.
///
/// What was seen has no figures in it: the cells of dates are others on another day.
fn proof(candidate: &Candidate<'_>, release: &CheckedRelease) -> GateResult {
    let catalogue = release.catalogue();
    let form = candidate
        .library
        .form(catalogue.form(), catalogue.version());
    let proofs = match form.map(|form| prove(release, form, candidate.today)) {
        Some(Ok(proofs)) => proofs,
        Some(Err(unprovable)) => return not_proved(unprovable),
        None => return not_proved(vec!["its form is not at hand".into()]),
    };
    let mut problems = Vec::new();
    for proof in &proofs {
        for property in &proof.properties {
            for broken in &property.broken {
                let patient = broken.patient.as_ref();
                let words = patient.map(|patient| patient.words.join("; "));
                let patient =
                    words.map_or(String::new(), |words| format!("; the patient: {words}"));
                let (profile, name) = (proof.profile, property.name);
                problems.push(format!("{profile}: {name}: {}{patient}", broken.says));
            }
        }
    }
    let mut result = not_proved(problems);
    if result.problems.is_empty() {
        let properties = proofs.first().map_or(0, |proof| proof.properties.len());
        let profiles = Profile::ALL.map(|profile| profile.to_string()).join(", ");
        result.saw = vec![format!("all {properties} properties hold under {profiles}")];
    }
    result
}

/// The gate with what keeps the release from being proved.
fn not_proved(problems: Vec<String>) -> GateResult {
    GateResult {
        gate: "proof",
        problems,
        saw: Vec::new(),
    }
}

/// How the decisions on a whole patient differ from what its file says, under every profile.
///
/// # Errors
///
/// If the form of the patient is refused.
pub fn differences(
    library: &Library,
    release: &CheckedRelease,
    case: &Case,
) -> Result<Vec<String>, String> {
    let decisions = decided(library, release, case)?;
    let differences = decisions.iter().flat_map(|decision| {
        let found = case.differences(decision).into_iter();
        found.map(|difference| format!("{}: {difference}", decision.profile))
    });
    Ok(differences.collect())
}

/// The decisions on a whole patient, one for each profile.
///
/// # Errors
///
/// If the form of the patient is refused.
pub fn decided(
    library: &Library,
    release: &CheckedRelease,
    case: &Case,
) -> Result<Vec<Decision>, String> {
    let facts = facts_of(library, release, case)?;
    let decisions = Profile::ALL.map(|profile| decide(&facts, release, profile));
    Ok(decisions.into())
}

/// What rules could ask of a whole patient.
///
/// # Errors
///
/// If the form of the patient is refused.
pub fn facts_of(
    library: &Library,
    release: &CheckedRelease,
    case: &Case,
) -> Result<FactSet, String> {
    let bytes = case.envelope(release).to_string().into_bytes();
    facts(library, release, case.as_of, &bytes).map_err(|rejection| rejection.to_string())
}
