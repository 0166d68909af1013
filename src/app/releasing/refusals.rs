//! What speaks against a release that wants to decide, in plain words.

use super::{Promotion, digests};
use crate::app::gates::GateResult;
use crate::app::signing::{Act, Approvers, Role, Signed, Statement, same_name};
use crate::app::timeline::Timeline;
use crate::decision::ReleaseRef;
use crate::model::{CaseId, Urgency};
use crate::rules::CheckedRelease;

/// How many lowerings a reason names before it counts the rest.
const NAMED: usize = 5;

/// Every reason against it.
pub(super) fn refusals(
    promotion: &Promotion<'_>,
    results: &[GateResult],
    release: Option<&CheckedRelease>,
    timeline: &Timeline,
) -> Vec<String> {
    let mut reasons = of_gates(results, release);
    let mut signed = Vec::new();
    for (file, text) in &promotion.approvals {
        let say = |reason: String| format!("approval `{file}`: {reason}");
        match Signed::read(text) {
            Err(fault) => reasons.push(say(fault)),
            Ok(approval) => {
                let own = of_approval(&approval, promotion, results, release);
                reasons.extend(own.into_iter().map(say));
                signed.push(approval);
            }
        }
    }
    reasons.extend(of_people(&signed, promotion.approvals.len()));
    reasons.extend(of_days(promotion, timeline));
    if let Some(release) = release {
        reasons.extend(of_history(&signed, release.reference(), timeline));
    }
    reasons
}

/// The problems of the gates; those that could not run are named.
pub(super) fn of_gates(results: &[GateResult], release: Option<&CheckedRelease>) -> Vec<String> {
    let problems = results.iter().flat_map(|result| {
        let problems = result.problems.iter();
        problems.map(move |problem| format!("gate `{}`: {problem}", result.gate))
    });
    let more = match release {
        None => Some("the other gates were not run: the release does not check"),
        Some(release) if release.attributes().is_none() => {
            Some("the release does not say who wrote it: add `attributes.yaml`")
        }
        Some(_) => None,
    };
    problems.chain(more.map(str::to_owned)).collect()
}

/// What is wrong with one approval.
fn of_approval(
    approval: &Signed,
    promotion: &Promotion<'_>,
    results: &[GateResult],
    release: Option<&CheckedRelease>,
) -> Vec<String> {
    let statement = &approval.statement;
    let approvers: &Approvers = promotion.approvers;
    let mut reasons = approvers.doubts(approval);
    reasons.extend(of_person(statement, release));
    if statement.act != Act::Approve {
        reasons.push("it is no approval but a withdrawal".to_owned());
    }
    if statement.date > promotion.candidate.today {
        reasons.push(format!("it is dated {}, after today", statement.date));
    }
    let Some(reference) = release.map(CheckedRelease::reference) else {
        return reasons;
    };
    if !statement.is_about(reference) {
        reasons.push(format!(
            "it is for `{} {}` ({}), and the release is `{} {}` ({})",
            statement.pathway,
            statement.release,
            statement.digest,
            reference.name,
            reference.release,
            reference.digest
        ));
        return reasons;
    }
    let now = digests(results);
    let names = now.keys().chain(statement.gates.keys());
    let mut changed: Vec<&String> = names
        .filter(|gate| now.get(*gate) != statement.gates.get(*gate))
        .collect();
    changed.sort_unstable();
    changed.dedup();
    reasons.extend(changed.into_iter().map(|gate| {
        format!(
            "gate `{gate}` says something else than `{}` saw: look again and approve again",
            statement.name
        )
    }));
    reasons
}

/// Why a person cannot approve this release.
pub(super) fn of_person(statement: &Statement, release: Option<&CheckedRelease>) -> Vec<String> {
    let name = &statement.name;
    let mut reasons = Vec::new();
    if statement.role == Role::Author {
        reasons.push(format!(
            "`{name}` is listed as an author: authors approve nothing"
        ));
    }
    let attributes = release.and_then(CheckedRelease::attributes);
    if attributes.is_some_and(|stated| same_name(name, &stated.developer.author)) {
        reasons.push(format!("`{name}` is the author of the release"));
    }
    reasons
}

/// Whether enough different people approved, a clinician among them.
fn of_people(signed: &[Signed], presented: usize) -> Vec<String> {
    let mut reasons = Vec::new();
    if presented < 2 {
        reasons.push(format!(
            "two people must approve: there {}",
            match presented {
                0 => "is no approval",
                _ => "is one approval",
            }
        ));
    }
    for (at, one) in signed.iter().enumerate() {
        for other in &signed[..at] {
            let (one_name, other_name) = (&one.statement.name, &other.statement.name);
            if same_name(one_name, other_name) {
                reasons.push(format!(
                    "two different people must approve: both approvals are of `{one_name}`"
                ));
            } else if one.public_key == other.public_key {
                reasons.push(format!(
                    "two different keys must sign: `{other_name}` and `{one_name}` used one"
                ));
            }
        }
    }
    let clinician = |signed: &Signed| signed.statement.role == Role::Clinician;
    if !signed.iter().any(clinician) {
        reasons.push("a clinician must be among those who approve: there is none".to_owned());
    }
    reasons
}

/// Whether it may begin and end on these days.
fn of_days(promotion: &Promotion<'_>, timeline: &Timeline) -> Vec<String> {
    let (days, today) = (promotion.days, promotion.candidate.today);
    let mut reasons = Vec::new();
    if days.from < today {
        reasons.push(format!(
            "`--from` {} is past: the earliest day is today, {today} (UTC)",
            days.from
        ));
    }
    if days.until.is_some_and(|until| until < days.from) {
        reasons.push("`--until` is before `--from`".to_owned());
    }
    if days.from > today && timeline.records().is_empty() {
        reasons.push(format!(
            "this is the first record of the pathway: until {} nothing would be in force and no form would be decided; record first what decides today, with `--from {today}`",
            days.from
        ));
    }
    reasons
}

/// Whether these approvals are still good after what was recorded since.
fn of_history(signed: &[Signed], release: &ReleaseRef, timeline: &Timeline) -> Vec<String> {
    let Some(withdrawal) = timeline.withdrawal(release) else {
        return Vec::new();
    };
    let used = |signature: &str| {
        let records = timeline.records().iter();
        let mut earlier = records.filter(|record| record.id < withdrawal.id);
        earlier.any(|record| {
            let documents = record.record.signatures.as_array();
            let mut documents = documents.into_iter().flatten();
            documents.any(|document| document["signature"] == *signature)
        })
    };
    let stale = signed.iter().filter(|signed| used(&signed.signature));
    stale
        .map(|signed| {
            format!(
                "`{}` approved before the release was withdrawn on {}: it needs a new approval",
                signed.statement.name,
                withdrawal.recorded_at.date_naive()
            )
        })
        .collect()
}

/// Whether it was less urgent as a shadow release, and nobody said why.
pub(super) fn of_shadow(lowered: &[(i64, CaseId, [Urgency; 2])]) -> Option<String> {
    let named = lowered.iter().take(NAMED);
    let named: Vec<String> = named
        .map(|(id, case, [before, after])| format!("{id} (case {case}, {before} to {after})"))
        .collect();
    let more = match lowered.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!lowered.is_empty()).then(|| {
        format!(
            "beside the release in force it was less urgent, or could become less urgent, and nobody explained why: {}{more}; look at `rules shadow` and explain each with `rules shadow explain`",
            named.join(", ")
        )
    })
}
