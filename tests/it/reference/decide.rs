//! Outcomes into one decision, as SPEC 6 to 8 say it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::eval::{Evaluator, Facts, Truth, Waits};
use super::release::{Contrast, Picture, Release, Rule, Rung, Then};

/// One rule of the release, looked at.
struct Looked<'a> {
    rule: &'a Rule,
    then: Then,
    outcome: &'static str,
    waits: Waits<'a>,
    /// What it asks for: its urgency, or what it holds (SPEC 6.2).
    holds: Option<Rung>,
}

impl Looked<'_> {
    fn fired(&self) -> bool {
        self.outcome == "fired"
    }

    fn guard(&self) -> bool {
        self.rule.unanswered.is_some()
    }

    /// Unknown, and not to be ignored.
    fn counts_unknown(&self) -> bool {
        self.outcome == "unknown" && matches!(self.rule.if_unknown.as_str(), "ask" | "escalate")
    }

    /// What the rule asks for: what fired by its urgency, what holds by what it holds.
    fn rung(&self) -> Option<Rung> {
        if self.fired() {
            self.then.urgency
        } else {
            self.holds
        }
    }

    fn asks(&self, list: &Option<Vec<String>>) -> Vec<String> {
        list.clone().unwrap_or_default()
    }
}

fn look<'a>(
    release: &'a Release,
    facts: &'a Facts,
    evaluator: &Evaluator<'a>,
    profile: &str,
) -> Vec<Looked<'a>> {
    let one = |rule: &'a Rule| {
        let truth = evaluator.condition(&rule.id);
        let then = release.then(rule, profile);
        let (outcome, waits) = match (&rule.unanswered, truth) {
            // SPEC 6.3.
            (Some(_), Truth::No) => ("silent", Waits::new()),
            (Some(listed), truth) => {
                let open = listed.iter().map(String::as_str);
                let mut waits: Waits = open.filter(|name| facts.is_open(name)).collect();
                if waits.is_empty() {
                    ("silent", waits)
                } else {
                    if let Truth::Unknown(more) = truth {
                        waits.extend(more);
                    }
                    ("fired", waits)
                }
            }
            (None, Truth::Yes) => ("fired", Waits::new()),
            (None, Truth::No) => ("silent", Waits::new()),
            (None, Truth::Unknown(waits)) => ("unknown", waits),
        };
        let holds = then
            .urgency
            .filter(|_| outcome == "unknown" && rule.if_unknown == "escalate")
            .map(|urgency| urgency.min(release.pathway.hold));
        Looked {
            rule,
            then,
            outcome,
            waits,
            holds,
        }
    };
    release.rules.iter().map(one).collect()
}

/// What each rule, in the order of the release, makes of a patient.
pub fn outcomes(release: &Release, facts: &Facts, profile: &str) -> Vec<&'static str> {
    let evaluator = Evaluator::new(release, facts, profile);
    let looked = look(release, facts, &evaluator, profile);
    looked.iter().map(|one| one.outcome).collect()
}

/// The most urgent of some, at least `least`.
fn highest(least: Rung, rungs: impl Iterator<Item = Rung>) -> Rung {
    rungs.fold(least, Rung::max)
}

/// Everything once, in the order in which it comes first.
fn united(lists: impl Iterator<Item = Vec<String>>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    lists
        .flatten()
        .filter(|id| seen.insert(id.clone()))
        .collect()
}

/// The decision as a document with the members that are compared.
pub fn decide(release: &Release, facts: &Facts, profile: &str, form: &[&str]) -> Json {
    let evaluator = Evaluator::new(release, facts, profile);
    let looked = look(release, facts, &evaluator, profile);
    let fired = || looked.iter().filter(|one| one.fired());
    // 8.1 to 8.4.
    let certain = highest(
        Rung::Conservative,
        fired()
            .filter(|one| !one.guard())
            .filter_map(|one| one.then.urgency),
    );
    let urgency = highest(certain, looked.iter().filter_map(Looked::rung));
    let could_become = highest(
        urgency,
        looked
            .iter()
            .filter(|one| one.counts_unknown())
            .filter_map(|one| one.then.urgency),
    );
    let is_final = urgency == could_become && urgency == certain;
    // 8.5.
    let mut ask: BTreeMap<&str, Rung> = BTreeMap::new();
    if !is_final {
        for one in &looked {
            let waits = one.counts_unknown() || (one.fired() && one.guard());
            if let Some(asked) = one.then.urgency.filter(|asked| waits && *asked > certain) {
                for fact in &one.waits {
                    let highest = ask.entry(fact).or_insert(asked);
                    *highest = asked.max(*highest);
                }
            }
        }
    }
    let place = |fact: &str| form.iter().position(|name| *name == fact).unwrap();
    let mut ask: Vec<(&str, Rung)> = ask.into_iter().collect();
    ask.sort_by_key(|(fact, rung)| (std::cmp::Reverse(*rung), place(fact)));
    // 8.6, 8.11, 8.12: what fired, and what holds more than is certain; most urgent first.
    let mut acts: Vec<&Looked> = looked
        .iter()
        .filter(|one| one.fired() || one.holds.is_some_and(|holds| holds > certain))
        .collect();
    acts.sort_by_key(|one| std::cmp::Reverse(one.rung()));
    let lists = |list: &dyn Fn(&Looked) -> Vec<String>| united(acts.iter().map(|one| list(one)));
    let only_fired = |one: &Looked, list: Vec<String>| if one.fired() { list } else { Vec::new() };
    let destinations = lists(&|one| match &release.pathway.hold_destination {
        Some(hold) if !one.fired() => vec![hold.clone()],
        _ => one.asks(&one.then.destinations),
    });
    let (imaging, suppressed) = pictures(release, &acts, urgency);
    // 8.9.
    let ladder = match urgency {
        Rung::Emergency | Rung::SameDay => Some(0),
        Rung::TwoWeeks => Some(14),
        Rung::Routine | Rung::Conservative => None,
    };
    let due = fired()
        .filter(|one| one.then.urgency == Some(urgency))
        .filter_map(|one| one.then.due_in_days.as_ref())
        .map(|value| evaluator.whole(value));
    let review = fired()
        .filter_map(|one| one.then.review_in_days.as_ref())
        .map(|value| evaluator.whole(value));
    // 8.10.
    let own_care = |id: &String| release.pathway.vocabulary.destinations[id].own_care == "yes";
    let disposition = if destinations.iter().any(|id| !own_care(id)) {
        "referral"
    } else if imaging.is_empty() {
        "conservative_care"
    } else {
        "imaging"
    };
    let ids = |one: &&Looked| one.rule.id.clone();
    json!({
        "urgency": urgency.word(),
        "could_become": could_become.word(),
        "status": if is_final { "final" } else { "provisional" },
        "disposition": disposition,
        "destinations": destinations,
        "labs": lists(&|one| only_fired(one, one.asks(&one.then.labs))),
        "evaluations": lists(&|one| one.asks(&one.then.evaluations)),
        "plan": lists(&|one| only_fired(one, one.then.plan.clone())),
        "safety_net": lists(&|one| one.then.safety_net.clone()),
        "findings": lists(&|one| only_fired(one, one.then.findings.clone())),
        "imaging": imaging,
        "suppressed": suppressed,
        "due_in_days": due.min().or(ladder),
        "review_in_days": review.min(),
        "reasons": acts.iter().map(ids).collect::<Vec<_>>(),
        "ask": ask.iter().map(|(fact, rung)| json!([fact, rung.word()])).collect::<Vec<_>>(),
        "rules": looked
            .iter()
            .map(|one| {
                let words = json!([one.outcome, one.waits]);
                (one.rule.id.clone(), words)
            })
            .collect::<serde_json::Map<_, _>>(),
    })
}

/// A picture that is asked for, by whom first, and how urgently.
#[derive(Clone)]
struct Wanted {
    id: String,
    by: String,
    rung: Option<Rung>,
}

/// SPEC 6.7, 8.7, 8.7a and 8.8: what is left, and what was taken out by whom.
fn pictures(
    release: &Release,
    acts: &[&Looked],
    urgency: Rung,
) -> (Vec<String>, BTreeSet<(String, String)>) {
    let fired = || acts.iter().filter(|one| one.fired());
    let mut taken = BTreeSet::new();
    let mut wanted: Vec<Wanted> = Vec::new();
    for one in fired() {
        for id in one.asks(&one.then.imaging) {
            wanted.push(Wanted {
                id,
                by: one.rule.id.clone(),
                rung: one.then.urgency,
            });
        }
    }
    // 6.7, 8.7a: a swap changes each request once; the first in the order of the release wins.
    let swaps = release.rules.iter().filter_map(|rule| {
        let swap = rule.swap.as_ref()?;
        fired()
            .any(|one| one.rule.id == rule.id)
            .then_some((rule, swap))
    });
    let swaps: Vec<_> = swaps.collect();
    for one in &mut wanted {
        let by = swaps
            .iter()
            .find_map(|(rule, swap)| Some((rule, swap.imaging.get(&one.id)?)));
        if let Some((rule, instead)) = by {
            taken.insert((one.id.clone(), rule.id.clone()));
            one.id.clone_from(instead);
        }
    }
    // 8.7: which rules are heard, and who silences the others.
    let heard = if urgency == Rung::Emergency {
        Some(Rung::Emergency)
    } else {
        wanted.first().and_then(|first| first.rung)
    };
    let silencer = if urgency == Rung::Emergency {
        fired()
            .find(|one| one.then.urgency == heard)
            .map(|one| one.rule.id.clone())
    } else {
        wanted.first().map(|first| first.by.clone())
    };
    let (kept, lesser): (Vec<Wanted>, Vec<Wanted>) =
        wanted.into_iter().partition(|one| one.rung == heard);
    // To the letter also where a kept rule asks for the same picture.
    for one in &lesser {
        taken.insert((one.id.clone(), silencer.clone().unwrap()));
    }
    let kept = once_each(kept);
    // 8.7: one request absorbs another; only one that stays is named for it.
    let picture = |one: &Wanted| &release.pathway.vocabulary.imaging[&one.id];
    let gives_way = |place: usize, to: usize| {
        let (one, other) = (picture(&kept[place]), picture(&kept[to]));
        place != to && absorbs(other, one) && (to < place || !absorbs(one, other))
    };
    let stays = |place: usize| !(0..kept.len()).any(|to| gives_way(place, to));
    let mut left: Vec<Wanted> = Vec::new();
    for (place, one) in kept.iter().enumerate() {
        if stays(place) {
            left.push(one.clone());
        } else {
            let by = (0..kept.len()).find(|&to| stays(to) && gives_way(place, to));
            taken.insert((one.id.clone(), kept[by.unwrap()].by.clone()));
        }
    }
    // 8.8.
    if urgency <= Rung::Routine {
        for suppressor in fired() {
            let Some(suppress) = &suppressor.rule.suppress else {
                continue;
            };
            let reach = Some(suppress.imaging_up_to);
            left.retain(|one| {
                let out = one.rung <= reach;
                if out {
                    taken.insert((one.id.clone(), suppressor.rule.id.clone()));
                }
                !out
            });
        }
    }
    (left.into_iter().map(|one| one.id).collect(), taken)
}

fn once_each(wanted: Vec<Wanted>) -> Vec<Wanted> {
    let mut seen = BTreeSet::new();
    wanted
        .into_iter()
        .filter(|one| seen.insert(one.id.clone()))
        .collect()
}

fn absorbs(one: &Picture, other: &Picture) -> bool {
    let contrast: (Contrast, Contrast) = (one.contrast, other.contrast);
    one.modality == other.modality
        && contrast.0 >= contrast.1
        && other
            .regions
            .iter()
            .all(|region| one.regions.contains(region))
}
