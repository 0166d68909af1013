//! Which exercises a handout shows, and the drawing of each.

use super::drawings::{self, Part};
use crate::decision::{Decision, TreatmentAdvice, Verdict};

/// An exercise that can be printed: its words stand in `reports/handout`.
#[derive(Debug, Clone, Copy)]
pub struct Exercise {
    /// Identifier.
    pub id: &'static str,
    /// Its drawing.
    pub drawing: &'static [Part],
    /// What in a plan asks for it.
    asked_by: &'static [&'static str],
}

const WALKS: &[&str] = &[
    "walk_short",
    "walk_more",
    "graded_activity",
    "change_position",
];
const GENTLE: &[&str] = &["gentle_movement"];
const STRENGTH: &[&str] = &["strength_exercise", "exercise_program"];
/// With the whole weight of the body, or more: no plan starts with these.
const LATER: &[&str] = &[];

/// Every exercise, in the order in which they are printed.
pub const EXERCISES: [Exercise; 15] = [
    exercise("walking", drawings::WALKING, WALKS),
    exercise("pelvic_tilt", drawings::PELVIC_TILT, GENTLE),
    exercise("knee_to_chest", drawings::KNEE_TO_CHEST, GENTLE),
    exercise("cat_cow", drawings::CAT_COW, GENTLE),
    exercise("lumbar_rotation", drawings::LUMBAR_ROTATION, GENTLE),
    exercise("hamstring_stretch", drawings::HAMSTRING_STRETCH, GENTLE),
    exercise("hip_flexor_stretch", drawings::HIP_FLEXOR_STRETCH, GENTLE),
    exercise("bird_dog", drawings::BIRD_DOG, STRENGTH),
    exercise("dead_bug", drawings::DEAD_BUG, STRENGTH),
    exercise("glute_bridge", drawings::GLUTE_BRIDGE, STRENGTH),
    exercise("side_lying_clam", drawings::SIDE_LYING_CLAM, STRENGTH),
    exercise("plank_knee", drawings::PLANK_KNEE, LATER),
    exercise("plank", drawings::PLANK, LATER),
    exercise("side_plank_knee", drawings::SIDE_PLANK_KNEE, LATER),
    exercise("hip_hinge", drawings::HIP_HINGE, LATER),
];

const fn exercise(
    id: &'static str,
    drawing: &'static [Part],
    asked_by: &'static [&'static str],
) -> Exercise {
    Exercise {
        id,
        drawing,
        asked_by,
    }
}

/// The exercises for a patient, by id: those the release recommends or lets be offered. A release
/// without treatments has them by its plan.
pub fn exercises(decision: &Decision) -> Vec<&'static str> {
    let planned = |id: &&str| decision.plan.iter().any(|part| part.id == **id);
    let shown = |exercise: &&Exercise| match decision.treatments.is_empty() {
        true => exercise.asked_by.iter().any(planned),
        false => advice(decision, exercise.id).is_some_and(|advice| offered(advice.verdict)),
    };
    EXERCISES.iter().filter(shown).map(|one| one.id).collect()
}

/// What the release says of an exercise for this patient.
pub fn advice<'a>(decision: &'a Decision, id: &str) -> Option<&'a TreatmentAdvice> {
    let mut treatments = decision.treatments.iter();
    treatments.find(|advice| advice.treatment == id)
}

/// What a part of the plan hands the patient; a part that is not here is only words.
const HANDS_OUT: [(&[&str], &[&str]); 8] = [
    (&["heat"], &["heat"]),
    (&["tens_text"], &["tens"]),
    (&["massage_text"], &["massage"]),
    (&["exercise_program"], &["exercise_program"]),
    (
        &["hands_on_optional", "hands_on_honest"],
        &["spinal_manipulation", "mobilization", "massage"],
    ),
    (
        &[
            "walk_short",
            "walk_more",
            "graded_activity",
            "change_position",
            "prevention_walking",
        ],
        &["walking"],
    ),
    (
        &["gentle_movement", "level_one_first"],
        &["pelvic_tilt", "knee_to_chest", "cat_cow", "lumbar_rotation"],
    ),
    (
        &["strength_exercise", "strength_allowed"],
        &["bird_dog", "dead_bug", "glute_bridge", "side_lying_clam"],
    ),
];

/// Whether a part of the plan waits: everything it hands out is blocked, avoided, or not before a
/// question is answered.
pub fn held(decision: &Decision, part: &str) -> bool {
    let row = HANDS_OUT.iter().find(|(parts, _)| parts.contains(&part));
    let ids = row.map_or(&[][..], |(_, ids)| *ids);
    let mut verdicts = ids.iter().filter_map(|id| advice(decision, id)).peekable();
    verdicts.peek().is_some()
        && verdicts.all(|advice| {
            matches!(
                advice.verdict,
                Verdict::Avoid | Verdict::Ask | Verdict::Blocked
            )
        })
}

/// No word for it is printed unless somebody may hand it to the patient as it is.
const fn offered(verdict: Verdict) -> bool {
    match verdict {
        Verdict::Core | Verdict::Recommend | Verdict::MayOffer => true,
        Verdict::WithinPackage
        | Verdict::ComfortOnly
        | Verdict::NotRoutine
        | Verdict::ClinicianOnly
        | Verdict::Avoid
        | Verdict::Ask
        | Verdict::Blocked => false,
    }
}
