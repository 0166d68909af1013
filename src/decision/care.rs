//! Treatments and codes of a decision (SPEC 10 and 11).

use super::combine::observed;
use super::outcome::{CodeSuggestion, Contraindicated, Request, TreatmentAdvice};
use crate::rules::{Against, CheckedRelease, Evaluation, Judged, Mark};

/// Every treatment with its verdict, as the release judges it.
pub(super) fn treatments(evaluation: &Evaluation<'_>) -> Vec<TreatmentAdvice> {
    let judged = evaluation.treatments();
    (judged.iter())
        .map(|judged| treatment(judged, evaluation))
        .collect()
}

fn treatment(judged: &Judged<'_>, evaluation: &Evaluation<'_>) -> TreatmentAdvice {
    let treatment = judged.treatment;
    let contraindications = (judged.against.iter())
        .map(|against| contraindicated(against, evaluation))
        .collect();
    TreatmentAdvice {
        basis: treatment.basis,
        because: treatment.because.clone(),
        conflict: treatment.conflict.clone(),
        contraindications,
        dose: treatment.dose.clone(),
        evidence: treatment.evidence.clone(),
        group: treatment.group.clone(),
        level: treatment.level.clone(),
        stop: treatment.stop.clone(),
        title: treatment.title.clone(),
        treatment: treatment.id.clone(),
        verdict: judged.verdict,
        without: judged.without.map(|needed| needed.id.clone()),
    }
}

fn contraindicated(against: &Against<'_>, evaluation: &Evaluation<'_>) -> Contraindicated {
    let contraindication = against.contraindication;
    Contraindicated {
        because: observed(against.facts, evaluation),
        contraindication: contraindication.id.clone(),
        effect: against.effect,
        evidence: contraindication.evidence.clone(),
        text: contraindication.text.clone(),
        basis: contraindication.basis,
    }
}

/// The codes that the findings of a decision may be written down with. A code on which sources
/// disagree, or that only a clinician may choose, is never among them.
pub(super) fn codes(release: &CheckedRelease, findings: &[Request]) -> Vec<CodeSuggestion> {
    let codes = release.codes().iter();
    codes
        .filter(|coding| coding.mark != Mark::Conflict && !coding.clinician_only)
        .filter_map(|coding| {
            let found = |finding: &&Request| coding.findings.contains(&finding.id);
            let finding = findings.iter().find(found)?;
            Some(CodeSuggestion {
                code: coding.code.clone(),
                finding: finding.id.clone(),
                mark: coding.mark,
                system: coding.system,
                title: coding.title.clone(),
            })
        })
        .collect()
}
