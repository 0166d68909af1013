//! What may be done for a patient in conservative care: verdicts by class, and what speaks against
//! each treatment (SPEC 10).

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::compiled::Waits;
use super::evaluate::Evaluation;
use super::expr::Condition;
use super::release::Place;
use super::source::RuleTestFile;
use super::terms::Basis;
use crate::facts::FactBits;

/// What the release says of a treatment, from what is always part of care to what is not done.
/// The order is that of restraint: where several verdicts are possible, the greatest is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Part of every plan.
    Core,
    /// Recommended.
    Recommend,
    /// May be offered.
    MayOffer,
    /// Only beside exercise and advice.
    WithinPackage,
    /// For comfort, without a claim.
    ComfortOnly,
    /// Not offered as a routine.
    NotRoutine,
    /// For a prescriber or specialist to decide.
    ClinicianOnly,
    /// Not to be done.
    Avoid,
    /// An open answer could speak against it: not before it is answered.
    Ask,
    /// A contraindication speaks against it.
    Blocked,
}

impl Verdict {
    /// The word used in files and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Verdict::Core => "core",
            Verdict::Recommend => "recommend",
            Verdict::MayOffer => "may_offer",
            Verdict::WithinPackage => "within_package",
            Verdict::ComfortOnly => "comfort_only",
            Verdict::NotRoutine => "not_routine",
            Verdict::ClinicianOnly => "clinician_only",
            Verdict::Avoid => "avoid",
            Verdict::Ask => "ask",
            Verdict::Blocked => "blocked",
        }
    }

    /// Whether it is the place of an author to give it: the last two come from contraindications.
    pub(super) const fn authored(self) -> bool {
        !matches!(self, Verdict::Ask | Verdict::Blocked)
    }
}

/// What a contraindication does to a treatment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Takes it out of the plan; unknown, it asks.
    Block,
    /// Keeps it, with a reason that a clinician ticks.
    Caution,
    /// Keeps it in another way.
    Modify,
    /// A block that an open answer decides.
    Ask,
}

/// A treatment and what is said of it.
#[derive(Debug, Clone)]
pub struct Treatment {
    /// Identifier.
    pub id: String,
    /// The group it is listed in: `exercise`, `comfort`, `medicine` and the like.
    pub group: String,
    /// What it is, in words.
    pub title: String,
    /// Why the verdicts are as they are, in one sentence.
    pub because: String,
    /// How far they are backed by a source.
    pub basis: Basis,
    /// Citations, by id.
    pub evidence: Vec<String>,
    /// Where guidelines disagree: who says what.
    pub conflict: Option<String>,
    /// Where to start, in words; never a dose of a medicine.
    pub dose: Option<String>,
    /// When to stop it.
    pub stop: Option<String>,
    /// How demanding an exercise is: `1` to `3`.
    pub level: Option<String>,
    /// The treatment beside which alone it is offered, by place.
    pub(super) needs: Option<usize>,
    /// A verdict for each profile and class.
    pub(super) verdicts: [Vec<Verdict>; 3],
}

/// What speaks against some treatments.
#[derive(Debug, Clone)]
pub struct Contraindication {
    /// Identifier.
    pub id: String,
    /// What it is, in words.
    pub text: String,
    /// What it does.
    pub effect: Effect,
    /// How far it is backed by a source.
    pub basis: Basis,
    /// Citations, by id.
    pub evidence: Vec<String>,
    /// The treatments, by id.
    pub treatments: Vec<String>,
    pub(super) when: Condition,
    /// Where its condition stands.
    pub(super) place: Place,
    pub(super) tests: Vec<RuleTestFile>,
}

/// Everything a release says of treatments.
#[derive(Debug, Clone)]
pub struct Care {
    pub(super) offer_when: Condition,
    pub(super) offer_place: Place,
    pub(super) classes: Vec<(String, Condition)>,
    /// Where the condition of each class stands.
    pub(super) class_places: Vec<Place>,
    /// The treatments, in order.
    pub treatments: Vec<Treatment>,
    /// What speaks against them, in order.
    pub contraindications: Vec<Contraindication>,
}

impl Care {
    /// Every condition.
    pub(super) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let classes = self.classes.iter().map(|(_, when)| when);
        let against = self.contraindications.iter().map(|against| &against.when);
        std::iter::once(&self.offer_when)
            .chain(classes)
            .chain(against)
    }
}

/// A contraindication that holds, or that an open answer decides.
#[derive(Debug, Clone)]
pub struct Against<'a> {
    /// The contraindication.
    pub contraindication: &'a Contraindication,
    /// What it does here.
    pub effect: Effect,
    /// The facts that made it hold; the open ones where it asks.
    pub facts: FactBits,
}

/// What is said of one treatment for one patient.
#[derive(Debug, Clone)]
pub struct Judged<'a> {
    /// The treatment.
    pub treatment: &'a Treatment,
    /// The verdict.
    pub verdict: Verdict,
    /// What speaks against it.
    pub against: Vec<Against<'a>>,
    /// The treatment without which it is not offered, where that one is not offered.
    pub without: Option<&'a Treatment>,
}

impl<'a> Evaluation<'a> {
    /// Every treatment with its verdict, in the order of the release; none where the release says
    /// that nothing is offered, or that an open answer decides about that (SPEC 10.1).
    pub fn treatments(&self) -> Vec<Judged<'a>> {
        let Some(care) = self.release.care() else {
            return Vec::new();
        };
        // The roots of a release, in the order of `Care::conditions`, after those of its rules.
        let offer = self.release.rules().len();
        let (classes, against) = (offer + 1, offer + 1 + care.classes.len());
        if self.evaluated().root(offer) != Some(true) {
            return Vec::new();
        }
        let classes = self.possible_classes(classes..against);
        let mut waits = self.evaluated().waits();
        let against: Vec<Against<'a>> = (care.contraindications.iter().zip(against..))
            .filter_map(|(contraindication, root)| {
                self.speaking(contraindication, root, &mut waits)
            })
            .collect();
        let judged: Vec<Judged<'a>> = care
            .treatments
            .iter()
            .map(|treatment| self.judge(treatment, &classes, &against))
            .collect();
        let verdicts: Vec<Verdict> = judged.iter().map(|judged| judged.verdict).collect();
        judged
            .into_iter()
            .map(|judged| beside(judged, care, &verdicts))
            .collect()
    }

    /// The places of the classes the patient may be in: up to the first that holds (SPEC 10.2).
    fn possible_classes(&self, roots: Range<usize>) -> Vec<usize> {
        let mut possible = Vec::new();
        for (at, root) in roots.enumerate() {
            match self.evaluated().root(root) {
                Some(true) => {
                    possible.push(at);
                    break;
                }
                None => possible.push(at),
                Some(false) => {}
            }
        }
        possible
    }

    /// What a contraindication does here, where it does something.
    fn speaking(
        &self,
        contraindication: &'a Contraindication,
        root: usize,
        waits: &mut Waits<'_>,
    ) -> Option<Against<'a>> {
        let (effect, facts) = match (self.evaluated().root(root), contraindication.effect) {
            (Some(true), effect) => (effect, self.evaluated().witness(root)),
            (None, Effect::Block) => (Effect::Ask, waits.root(root)),
            (None | Some(false), _) => return None,
        };
        Some(Against {
            contraindication,
            effect,
            facts,
        })
    }

    fn judge(
        &self,
        treatment: &'a Treatment,
        classes: &[usize],
        against: &[Against<'a>],
    ) -> Judged<'a> {
        let verdicts = &treatment.verdicts[self.profile as usize];
        let said = (classes.iter())
            .filter_map(|&class| verdicts.get(class).copied())
            .max()
            .unwrap_or(Verdict::ClinicianOnly);
        let against: Vec<Against<'a>> = against
            .iter()
            .filter(|against| against.contraindication.treatments.contains(&treatment.id))
            .cloned()
            .collect();
        let verdict = against.iter().fold(said, |verdict, against| {
            verdict.max(match against.effect {
                Effect::Block => Verdict::Blocked,
                Effect::Ask => Verdict::Ask,
                Effect::Caution | Effect::Modify => verdict,
            })
        });
        Judged {
            treatment,
            verdict,
            against,
            without: None,
        }
    }
}

/// A treatment that is offered beside another only is not offered without it (SPEC 10.4).
fn beside<'a>(mut judged: Judged<'a>, care: &'a Care, verdicts: &[Verdict]) -> Judged<'a> {
    let needed = judged.treatment.needs.and_then(|at| {
        let verdict = *verdicts.get(at)?;
        Some((care.treatments.get(at)?, verdict))
    });
    if let Some((needed, verdict)) = needed
        && verdict >= Verdict::Avoid
        && judged.verdict < verdict
    {
        judged.without = Some(needed);
        judged.verdict = verdict;
    }
    judged
}
