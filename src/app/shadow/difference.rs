//! What differs between a decision and the one a candidate would have made of the same answers.

use serde::{Deserialize, Serialize};

use crate::decision::{Decision, Disposition, Request};
use crate::model::Urgency;

/// What differs; lists hold ids in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Before and after.
    pub could_become: [Urgency; 2],
    /// Before and after.
    pub disposition: [Disposition; 2],
    /// Requests the candidate does not make: `imaging:mri`.
    pub gone_requests: Vec<String>,
    /// Rules that are no reason under the candidate.
    pub gone_rules: Vec<String>,
    /// Requests the candidate makes and the decision did not.
    pub new_requests: Vec<String>,
    /// Rules that are a reason under the candidate alone.
    pub new_rules: Vec<String>,
    /// Before and after.
    pub urgency: [Urgency; 2],
}

/// What differs between a decision and that of a candidate; `None` where nothing does.
pub fn difference(decision: &Decision, candidate: &Decision) -> Option<Difference> {
    let (requests, rules) = (requests(decision), rules(decision));
    let (candidate_requests, candidate_rules) = (self::requests(candidate), self::rules(candidate));
    let difference = Difference {
        could_become: [decision.could_become, candidate.could_become],
        disposition: [decision.disposition, candidate.disposition],
        gone_requests: without(&requests, &candidate_requests),
        gone_rules: without(&rules, &candidate_rules),
        new_requests: without(&candidate_requests, &requests),
        new_rules: without(&candidate_rules, &rules),
        urgency: [decision.urgency, candidate.urgency],
    };
    let same = difference.urgency[0] == difference.urgency[1]
        && difference.could_become[0] == difference.could_become[1]
        && difference.disposition[0] == difference.disposition[1]
        && requests == candidate_requests
        && rules == candidate_rules;
    (!same).then_some(difference)
}

/// Everything a decision asks for, by kind and id.
fn requests(decision: &Decision) -> Vec<String> {
    let kinds: [(&str, &[Request]); 4] = [
        ("destination", &decision.destinations),
        ("evaluation", &decision.evaluation_requests),
        ("imaging", &decision.imaging),
        ("lab", &decision.labs),
    ];
    let named = kinds.iter().flat_map(|(kind, requests)| {
        let requests = requests.iter();
        requests.map(move |request| format!("{kind}:{}", request.id))
    });
    sorted(named.collect())
}

fn rules(decision: &Decision) -> Vec<String> {
    let reasons = decision.reasons.iter();
    sorted(reasons.map(|reason| reason.rule.clone()).collect())
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort_unstable();
    names.dedup();
    names
}

fn without(names: &[String], others: &[String]) -> Vec<String> {
    let missing = names.iter().filter(|name| !others.contains(name));
    missing.cloned().collect()
}
