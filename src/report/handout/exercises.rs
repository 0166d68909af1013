//! Which exercises a handout shows, and the drawing of each.

use super::drawings::{self, Part};
use crate::decision::Decision;

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

/// The exercises a decision asks for, by id.
pub fn exercises(decision: &Decision) -> Vec<&'static str> {
    let planned = |id: &&str| decision.plan.iter().any(|part| part.id == **id);
    EXERCISES
        .iter()
        .filter(|exercise| exercise.asked_by.iter().any(planned))
        .map(|exercise| exercise.id)
        .collect()
}
