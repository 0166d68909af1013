//! Two decisions on one patient compared, and many such comparisons added up.
//!
//! What is compared is what happens to the patient: urgency, bound, status, what is asked for and
//! how soon, and which rules speak. How it is worded is not.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::outcome::{Decision, Disposition, Request, Status};
use crate::model::Urgency;
use crate::rules::Verdict;

/// What a change means for the patient, the most dangerous first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The urgency is lower.
    Lowered,
    /// The urgency is not lower, but what it could become is.
    BoundLowered,
    /// The urgency or what it could become is higher, and neither is lower.
    Raised,
    /// Both are as before; something else is not.
    Changed,
    /// Nothing is different.
    Same,
}

impl Direction {
    /// All, the most dangerous first.
    pub const ALL: [Direction; 5] = [
        Direction::Lowered,
        Direction::BoundLowered,
        Direction::Raised,
        Direction::Changed,
        Direction::Same,
    ];

    /// Whether the patient is treated as less urgent, in what is certain or in what is open.
    pub const fn lowers(self) -> bool {
        matches!(self, Direction::Lowered | Direction::BoundLowered)
    }
}

/// Where a decision stands on the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rung {
    /// How fast, from what is certain.
    pub urgency: Urgency,
    /// The highest urgency open answers could reach.
    pub could_become: Urgency,
    /// Whether it is final.
    pub settled: bool,
}

impl Rung {
    fn of(decision: &Decision) -> Rung {
        Rung {
            urgency: decision.urgency,
            could_become: decision.could_become,
            settled: decision.status == Status::Final,
        }
    }
}

/// The list of a decision that something stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// Who is asked to see the patient.
    Destination,
    /// Pictures.
    Imaging,
    /// Tests.
    Lab,
    /// What is to be examined.
    Evaluation,
    /// Questions that would settle it.
    Question,
    /// The conservative plan.
    Plan,
    /// Treatments, with what is said of them.
    Treatment,
    /// When to come back at once.
    SafetyNet,
    /// What the answers add up to.
    Finding,
    /// Codes.
    Code,
}

/// Something that a decision asks for or says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Item {
    /// Where it stands.
    pub list: List,
    /// Identifier in the release; the fact of a question.
    pub id: String,
    /// What is said of a treatment.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub verdict: Option<Verdict>,
}

/// A single value that is another one now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Step<T> {
    /// Before.
    pub from: T,
    /// Now.
    pub to: T,
}

/// A rule that speaks in both decisions, with another urgency.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Moved {
    /// Identifier of the rule.
    pub rule: String,
    /// The urgency it asked for, and the one it asks for; none where it names a finding only.
    pub urgency: Step<Option<Urgency>>,
}

impl<T: PartialEq> Step<T> {
    fn between(from: T, to: T) -> Option<Step<T>> {
        (from != to).then_some(Step { from, to })
    }
}

/// What is different between two decisions on one patient. Equal differences are one group of
/// patients; nothing of any patient is in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Difference {
    /// What it means for the patient.
    pub direction: Direction,
    /// Where the patient stood.
    pub from: Rung,
    /// Where the patient stands.
    pub to: Rung,
    /// Rules that spoke and do not any more, by id.
    pub rules_gone: Vec<String>,
    /// Rules that speak and did not before, by id.
    pub rules_new: Vec<String>,
    /// Rules that speak in both, with another urgency.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub rules_moved: Vec<Moved>,
    /// What is not asked for any more.
    pub gone: Vec<Item>,
    /// What is asked for in addition.
    pub new: Vec<Item>,
    /// What to do, where that changed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub disposition: Option<Step<Disposition>>,
    /// Days within which it is due, where that changed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub due_in_days: Option<Step<Option<u32>>>,
    /// Days until the review, where that changed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub review_in_days: Option<Step<Option<u32>>>,
}

impl Difference {
    /// Compares a decision with the one that another release makes of the same patient.
    pub fn between(from: &Decision, to: &Decision) -> Difference {
        let (before, now) = (items(from), items(to));
        let rules = |one: &Decision, other: &Decision| -> Vec<String> {
            let speaks: BTreeSet<&str> = other.reasons.iter().map(|r| r.rule.as_str()).collect();
            let only = one.reasons.iter().map(|reason| &reason.rule);
            only.filter(|rule| !speaks.contains(rule.as_str()))
                .cloned()
                .collect()
        };
        let mut difference = Difference {
            direction: Direction::Same,
            from: Rung::of(from),
            to: Rung::of(to),
            rules_gone: rules(from, to),
            rules_new: rules(to, from),
            rules_moved: moved(from, to),
            gone: before.difference(&now).cloned().collect(),
            new: now.difference(&before).cloned().collect(),
            disposition: Step::between(from.disposition, to.disposition),
            due_in_days: Step::between(from.due_in_days, to.due_in_days),
            review_in_days: Step::between(from.review_in_days, to.review_in_days),
        };
        difference.direction = difference.found();
        difference
    }

    fn found(&self) -> Direction {
        let (from, to) = (self.from, self.to);
        if to.urgency < from.urgency {
            Direction::Lowered
        } else if to.could_become < from.could_become {
            Direction::BoundLowered
        } else if to.urgency > from.urgency || to.could_become > from.could_become {
            Direction::Raised
        } else if from.settled != to.settled || self.lists_differ() {
            Direction::Changed
        } else {
            Direction::Same
        }
    }

    fn lists_differ(&self) -> bool {
        !(self.rules_gone.is_empty()
            && self.rules_new.is_empty()
            && self.rules_moved.is_empty()
            && self.gone.is_empty()
            && self.new.is_empty()
            && self.disposition.is_none()
            && self.due_in_days.is_none()
            && self.review_in_days.is_none())
    }
}

/// The rules that speak in both with another urgency.
fn moved(from: &Decision, to: &Decision) -> Vec<Moved> {
    let now: BTreeMap<&str, Option<Urgency>> = (to.reasons.iter())
        .map(|reason| (reason.rule.as_str(), reason.urgency))
        .collect();
    let both = from.reasons.iter().filter_map(|reason| {
        let urgency = Step::between(reason.urgency, *now.get(reason.rule.as_str())?)?;
        Some(Moved {
            rule: reason.rule.clone(),
            urgency,
        })
    });
    both.collect()
}

/// Everything a decision asks for or says, in the order of its lists.
fn items(decision: &Decision) -> BTreeSet<Item> {
    let plain = |list: List, id: &str| Item {
        list,
        id: id.to_owned(),
        verdict: None,
    };
    let lists: [(List, &[Request]); 7] = [
        (List::Destination, &decision.destinations),
        (List::Imaging, &decision.imaging),
        (List::Lab, &decision.labs),
        (List::Evaluation, &decision.evaluation_requests),
        (List::Plan, &decision.plan),
        (List::SafetyNet, &decision.safety_net),
        (List::Finding, &decision.findings),
    ];
    let mut items: BTreeSet<Item> = (lists.iter())
        .flat_map(|(list, requests)| requests.iter().map(|request| plain(*list, &request.id)))
        .collect();
    items.extend(
        decision
            .ask
            .iter()
            .map(|asked| plain(List::Question, &asked.fact)),
    );
    items.extend(
        decision
            .codes
            .iter()
            .map(|coded| plain(List::Code, &coded.code)),
    );
    items.extend(decision.treatments.iter().map(|advice| Item {
        list: List::Treatment,
        id: advice.treatment.clone(),
        verdict: Some(advice.verdict),
    }));
    items
}

/// How many patients something went for, or came for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Patients it went for.
    pub gone: u64,
    /// Patients it came for.
    pub new: u64,
    /// Patients for whom it speaks with another urgency; for rules only.
    pub moved: u64,
    /// Those of all these whom the change lowers.
    pub lowered: u64,
}

/// Patients by what they were and what they are, least urgent first in both directions.
pub type Table = [[u64; Urgency::ALL.len()]; Urgency::ALL.len()];

/// Many comparisons, added up. The order in which patients are added is the order in which a group
/// names them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impact {
    /// Patients compared.
    pub patients: u64,
    /// Urgency before by urgency now.
    pub urgency: Table,
    /// What it could have become by what it could become now.
    pub could_become: Table,
    /// Provisional, then final: before by now.
    pub settled: [[u64; 2]; 2],
    /// Rules that came or went.
    pub rules: BTreeMap<String, Counts>,
    /// Requests that came or went.
    #[serde(serialize_with = "as_pairs", deserialize_with = "of_pairs")]
    pub items: BTreeMap<Item, Counts>,
    /// Patients for whom the same is different, by name; those for whom nothing is are counted.
    #[serde(serialize_with = "as_pairs", deserialize_with = "of_pairs")]
    pub groups: BTreeMap<Difference, Vec<String>>,
}

impl Impact {
    /// Adds one patient; `name` is what the patient is called in the report.
    pub fn add(&mut self, name: &str, difference: Difference) {
        self.patients += 1;
        let (from, to) = (difference.from, difference.to);
        count(&mut self.urgency, from.urgency, to.urgency);
        count(&mut self.could_become, from.could_become, to.could_become);
        if let Some(place) = (self.settled.get_mut(usize::from(from.settled)))
            .and_then(|row| row.get_mut(usize::from(to.settled)))
        {
            *place += 1;
        }
        if difference.direction == Direction::Same {
            return;
        }
        let lowered = u64::from(difference.direction.lowers());
        let count = |counts: &mut Counts, of: fn(&mut Counts) -> &mut u64| {
            *of(counts) += 1;
            counts.lowered += lowered;
        };
        for id in &difference.rules_gone {
            count(self.rules.entry(id.clone()).or_default(), |c| &mut c.gone);
        }
        for id in &difference.rules_new {
            count(self.rules.entry(id.clone()).or_default(), |c| &mut c.new);
        }
        for Moved { rule, .. } in &difference.rules_moved {
            count(self.rules.entry(rule.clone()).or_default(), |c| {
                &mut c.moved
            });
        }
        for item in &difference.gone {
            count(self.items.entry(item.clone()).or_default(), |c| &mut c.gone);
        }
        for item in &difference.new {
            count(self.items.entry(item.clone()).or_default(), |c| &mut c.new);
        }
        self.groups
            .entry(difference)
            .or_default()
            .push(name.to_owned());
    }

    /// Patients whose change means that.
    pub fn count(&self, direction: Direction) -> u64 {
        let named = (self.groups.iter())
            .filter(|(difference, _)| difference.direction == direction)
            .map(|(_, patients)| patients.len() as u64)
            .sum();
        let others = self.groups.values().map(|patients| patients.len() as u64);
        match direction {
            Direction::Same => self.patients.saturating_sub(others.sum()),
            _ => named,
        }
    }

    /// Whether anybody is treated as less urgent.
    pub fn lowers(&self) -> bool {
        (self.groups.keys()).any(|difference| difference.direction.lowers())
    }
}

fn count(table: &mut Table, from: Urgency, to: Urgency) {
    if let Some(place) = (table.get_mut(from as usize)).and_then(|row| row.get_mut(to as usize)) {
        *place += 1;
    }
}

/// A map as a list of pairs: in JSON a key can only be a text.
fn as_pairs<S: Serializer, K: Serialize, V: Serialize>(
    map: &BTreeMap<K, V>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(map)
}

fn of_pairs<'de, D, K, V>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
where
    D: Deserializer<'de>,
    K: Deserialize<'de> + Ord,
    V: Deserialize<'de>,
{
    Vec::<(K, V)>::deserialize(deserializer).map(|pairs| pairs.into_iter().collect())
}
