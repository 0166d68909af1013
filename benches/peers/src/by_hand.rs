//! The rules of four topics as somebody would write them in Rust: no release, no unknown, every
//! threshold a constant. Written from release 2026.12.0 under `cautious`, statement by statement and in
//! its order; the trace is what every definition and every rule came to.

use chrono::NaiveDate;
use spinepath::facts::{Catalogue, FactSet};
use spinepath::model::date::{completed_years, days_between};

use crate::known::{choice, date, number, set, yes};

macro_rules! patient {
    ($($read:ident: $kind:ty = $($name:ident)*;)*) => {
        /// One patient, every answer known. Numbers are thousandths, choices the place of their
        /// word, sets a bit for each word.
        pub struct Patient {
            as_of: NaiveDate,
            $($($name: $kind,)*)*
        }

        impl Patient {
            /// The answers that are read, taken out of the facts.
            pub fn of(catalogue: &Catalogue, facts: &FactSet) -> Patient {
                Patient {
                    as_of: facts.as_of(),
                    $($($name: $read(catalogue, facts, stringify!($name)),)*)*
                }
            }
        }
    };
}

patient! {
    yes: bool =
        alcohol_misuse anal_tone_reduced arm_strength_graded arm_weakness_new babinski
        bacteraemia_or_endocarditis bilateral_leg_pain bilateral_leg_weakness
        bladder_alternative_cause_documented blood_tests_done chronic_liver_disease ckd clonus
        confusion_new cva_tenderness diabetes dialysis distant_infection dysuria
        faecal_incontinence_new fever_other_cause_confirmed fever_reported
        focal_midline_tenderness hand_dexterity_loss hoffmann hyperreflexia_below_level
        indwelling_catheter inverted_supinator known_ankylosing_spine known_bone_metastases
        leg_strength_graded leg_weakness_new limb_numbness_or_tingling neuro_exam_done
        new_or_changed_pain night_sweats no_position_relieves osteoporosis_known
        pain_prevents_sleep perianal_exam_done perianal_pinprick_reduced
        prior_fragility_fracture pvr_done radiates_below_elbow radiates_below_knee
        recent_spine_fracture rectal_fullness_loss regular_exercise rigors saddle_change
        sensory_level_trunk sexual_function_change spasticity spinal_hardware steroid_use
        tb_risk temperature_taken vitals_taken walking_difficulty_new weight_loss_unexplained;
    choice: u8 =
        bilateral_onset bladder_change bladder_trend cancer_history course dominant_pain
        filled_by_role gait ivdu pain_onset_mode rectal_trend reflex_biceps_left
        reflex_biceps_right reflex_brachioradialis_left reflex_brachioradialis_right
        reflex_triceps_left reflex_triceps_right saddle_trend sex_at_birth sexual_trend
        spinal_procedure steroid_route trauma_energy walking_difficulty_trend weakness_trend;
    set: u64 =
        aggravators immunosuppression pain_pattern pain_regions sensory_loss_dermatomes;
    number: i64 =
        bacteraemia_or_endocarditis_days bladder_change_days bmi crp_mg_l crp_uln esr_mm_h
        heart_rate mrc_ankle_dorsiflexion_left mrc_ankle_dorsiflexion_right
        mrc_ankle_eversion_left mrc_ankle_eversion_right mrc_ankle_plantarflexion_left
        mrc_ankle_plantarflexion_right mrc_elbow_extension_left mrc_elbow_extension_right
        mrc_elbow_flexion_left mrc_elbow_flexion_right mrc_finger_abduction_left
        mrc_finger_abduction_right mrc_finger_flexion_left mrc_finger_flexion_right
        mrc_great_toe_extension_left mrc_great_toe_extension_right mrc_hip_flexion_left
        mrc_hip_flexion_right mrc_knee_extension_left mrc_knee_extension_right
        mrc_shoulder_abduction_left mrc_shoulder_abduction_right mrc_wrist_extension_left
        mrc_wrist_extension_right pain_free_days_before_current pain_nrs_avg_7d pain_nrs_now
        pain_nrs_worst_7d prior_episodes_lifetime pvr_ml rectal_fullness_loss_days
        saddle_change_days sbp sexual_function_change_days spinal_procedure_days spo2
        steroid_days steroid_pred_equiv_mg_day temp_c trauma_days walking_difficulty_days
        weakness_days;
    date: NaiveDate =
        birth_date earlier_episode_onset_date onset_date;
}

const BACE_AGE_OVER: i64 = 55_000;
const BACE_MIN: usize = 2;
const BACE_OLD_AGE: i64 = 75_000;
const BACE_PAIN: i64 = 7_000;
const CES_PROCEDURE_DAYS: i64 = 28_000;
const CES_WINDOW_DAYS: i64 = 14_000;
const CES_WINDOW_REQUIRED: i64 = 0;
const COOK_MYELOPATHY_AGE: i64 = 45_000;
const COOK_MYELOPATHY_MIN: usize = 3;
const CORD_WINDOW_DAYS: i64 = 14_000;
const EPISODE_GAP_DAYS: i64 = 30_000;
const ESR_RAISED_OVER: i64 = 20_000;
const FEVER_C: i64 = 38_000;
const FX_AGE_MIN: i64 = 70_000;
const FX_FACTORS_MIN: usize = 1;
const HENSCHKE_AGE_OVER: i64 = 70_000;
const HENSCHKE_FLAG: usize = 1;
const HENSCHKE_HIGH: usize = 3;
const HENSCHKE_IMAGE: usize = 2;
const HENSCHKE_MINOR_AGE: i64 = 50_000;
const INFECTION_NOT_IMPROVING_DAYS: i64 = 14_000;
const INFECTION_OLD_AGE_OVER: i64 = 65_000;
const INFECTION_WINDOW_DAYS: i64 = 90_000;
const MRC_NORMAL: i64 = 5_000;
const MRC_SEVERE_MAX: i64 = 3_000;
const NONE_AT_ALL: i64 = 0;
const ONE: i64 = 1_000;
const PVR_HIGH_ML: i64 = 200_000;
const ROMAN_AGE_OVER: i64 = 52_000;
const ROMAN_BMI_MAX: i64 = 22_000;
const ROMAN_MIN: usize = 4;
const SEPSIS_HEART_RATE_OVER: i64 = 110_000;
const SEPSIS_SBP_BELOW: i64 = 100_000;
const SEPSIS_SPO2_BELOW: i64 = 92_000;
const STEROID_IMMUNE_MG: i64 = 20_000;
const STEROID_PROLONGED_OVER: i64 = 90_000;
const TB_SUBACUTE_DAYS: i64 = 28_000;
const TRAUMA_RECENT_DAYS: i64 = 30_000;

const AGGRAVATORS_COUGH_STRAIN: u64 = 1 << 6;
const BILATERAL_ONSET_SUDDEN: u8 = 0;
const BILATERAL_ONSET_UNILATERAL_TO_BILATERAL: u8 = 1;
const BLADDER_CHANGE_NONE: u8 = 0;
const BLADDER_TREND_WORSE: u8 = 1;
const CANCER_HISTORY_CURRENT: u8 = 1;
const CANCER_HISTORY_PAST: u8 = 2;
const COURSE_STATIC: u8 = 1;
const COURSE_WORSENING: u8 = 2;
const DOMINANT_PAIN_ARM: u8 = 2;
const DOMINANT_PAIN_EQUAL: u8 = 3;
const DOMINANT_PAIN_LEG: u8 = 1;
const FILLED_BY_ROLE_MEDICAL_ASSISTANT: u8 = 1;
const FILLED_BY_ROLE_PATIENT: u8 = 0;
const GAIT_SPASTIC_OR_ATAXIC: u8 = 3;
const GAIT_UNABLE: u8 = 5;
const GAIT_WIDE_BASED: u8 = 4;
const IMMUNOSUPPRESSION_BIOLOGIC: u64 = 1 << 2;
const IMMUNOSUPPRESSION_CHEMO: u64 = 1 << 1;
const IMMUNOSUPPRESSION_HIV: u64 = 1 << 0;
const IMMUNOSUPPRESSION_OTHER: u64 = 1 << 5;
const IMMUNOSUPPRESSION_STEROID: u64 = 1 << 4;
const IMMUNOSUPPRESSION_TRANSPLANT: u64 = 1 << 3;
const IVDU_CURRENT_OR_12M: u8 = 2;
const IVDU_PAST: u8 = 1;
const PAIN_ONSET_MODE_SUDDEN: u8 = 1;
const PAIN_PATTERN_BAND_LIKE_THORACIC: u64 = 1 << 7;
const PAIN_PATTERN_CONSTANT: u64 = 1 << 1;
const PAIN_PATTERN_MECHANICAL: u64 = 1 << 0;
const PAIN_PATTERN_NOCTURNAL_UNREMITTING: u64 = 1 << 2;
const PAIN_PATTERN_WORSE_STRAINING: u64 = 1 << 4;
const PAIN_REGIONS_CERVICAL: u64 = 1 << 0;
const PAIN_REGIONS_FLANK: u64 = 1 << 4;
const PAIN_REGIONS_LUMBAR: u64 = 1 << 2;
const PAIN_REGIONS_SACRAL_BUTTOCK: u64 = 1 << 3;
const PAIN_REGIONS_THORACIC: u64 = 1 << 1;
const PAIN_REGIONS_WIDESPREAD: u64 = 1 << 5;
const RECTAL_TREND_WORSE: u8 = 1;
const REFLEX_BICEPS_LEFT_ABSENT: u8 = 0;
const REFLEX_BICEPS_LEFT_REDUCED: u8 = 1;
const REFLEX_BICEPS_RIGHT_ABSENT: u8 = 0;
const REFLEX_BICEPS_RIGHT_REDUCED: u8 = 1;
const REFLEX_BRACHIORADIALIS_LEFT_ABSENT: u8 = 0;
const REFLEX_BRACHIORADIALIS_LEFT_REDUCED: u8 = 1;
const REFLEX_BRACHIORADIALIS_RIGHT_ABSENT: u8 = 0;
const REFLEX_BRACHIORADIALIS_RIGHT_REDUCED: u8 = 1;
const REFLEX_TRICEPS_LEFT_ABSENT: u8 = 0;
const REFLEX_TRICEPS_LEFT_REDUCED: u8 = 1;
const REFLEX_TRICEPS_RIGHT_ABSENT: u8 = 0;
const REFLEX_TRICEPS_RIGHT_REDUCED: u8 = 1;
const SADDLE_TREND_WORSE: u8 = 1;
const SENSORY_LOSS_DERMATOMES_C2: u64 = 1 << 0;
const SENSORY_LOSS_DERMATOMES_C3: u64 = 1 << 1;
const SENSORY_LOSS_DERMATOMES_C4: u64 = 1 << 2;
const SENSORY_LOSS_DERMATOMES_C5: u64 = 1 << 3;
const SENSORY_LOSS_DERMATOMES_C6: u64 = 1 << 4;
const SENSORY_LOSS_DERMATOMES_C7: u64 = 1 << 5;
const SENSORY_LOSS_DERMATOMES_C8: u64 = 1 << 6;
const SENSORY_LOSS_DERMATOMES_L1: u64 = 1 << 19;
const SENSORY_LOSS_DERMATOMES_L2: u64 = 1 << 20;
const SENSORY_LOSS_DERMATOMES_L3: u64 = 1 << 21;
const SENSORY_LOSS_DERMATOMES_L4: u64 = 1 << 22;
const SENSORY_LOSS_DERMATOMES_L5: u64 = 1 << 23;
const SENSORY_LOSS_DERMATOMES_S1: u64 = 1 << 24;
const SENSORY_LOSS_DERMATOMES_S2: u64 = 1 << 25;
const SENSORY_LOSS_DERMATOMES_S3: u64 = 1 << 26;
const SENSORY_LOSS_DERMATOMES_S4: u64 = 1 << 27;
const SENSORY_LOSS_DERMATOMES_S5: u64 = 1 << 28;
const SENSORY_LOSS_DERMATOMES_T1: u64 = 1 << 7;
const SENSORY_LOSS_DERMATOMES_T10: u64 = 1 << 16;
const SENSORY_LOSS_DERMATOMES_T11: u64 = 1 << 17;
const SENSORY_LOSS_DERMATOMES_T12: u64 = 1 << 18;
const SENSORY_LOSS_DERMATOMES_T2: u64 = 1 << 8;
const SENSORY_LOSS_DERMATOMES_T3: u64 = 1 << 9;
const SENSORY_LOSS_DERMATOMES_T4: u64 = 1 << 10;
const SENSORY_LOSS_DERMATOMES_T5: u64 = 1 << 11;
const SENSORY_LOSS_DERMATOMES_T6: u64 = 1 << 12;
const SENSORY_LOSS_DERMATOMES_T7: u64 = 1 << 13;
const SENSORY_LOSS_DERMATOMES_T8: u64 = 1 << 14;
const SENSORY_LOSS_DERMATOMES_T9: u64 = 1 << 15;
const SEX_AT_BIRTH_FEMALE: u8 = 0;
const SEXUAL_TREND_WORSE: u8 = 1;
const SPINAL_PROCEDURE_NONE: u8 = 0;
const STEROID_ROUTE_INHALED: u8 = 1;
const TRAUMA_ENERGY_HIGH: u8 = 2;
const TRAUMA_ENERGY_NONE: u8 = 0;
const WALKING_DIFFICULTY_TREND_WORSE: u8 = 1;
const WEAKNESS_TREND_WORSE: u8 = 1;

fn at_least<const N: usize>(least: usize, members: [bool; N]) -> bool {
    members.into_iter().filter(|member| *member).count() >= least
}

/// What every rule and definition came to.
pub struct Trace {
    pub fired: [bool; 28],
    pub held: [bool; 89],
}

/// The rules, in the order of [`Trace::fired`].
pub const RULES: [&str; 28] = [
    "ces_saddle_loss_found",
    "ces_recent_or_worse",
    "ces_stable_over_14d",
    "ces_pvr_high",
    "ces_pvr_low_does_not_clear",
    "ces_bilateral_radicular_only",
    "ces_sexual_only",
    "sphincter_change_outside_gate",
    "mscc_suspected_neuro",
    "spinal_mets_suspected_no_neuro",
    "cord_signs_acute",
    "cord_myelopathy_subacute",
    "cord_myelopathy_thoracic",
    "infection_neuro_or_sepsis",
    "infection_fever",
    "infection_high_risk_host",
    "infection_labs_raised",
    "infection_host_labs_normal",
    "infection_minor_risk_host",
    "infection_tb",
    "pyelo_mimic",
    "fx_high_energy",
    "fx_fragility_score_henschke",
    "fx_fragility_score_henschke_high",
    "fx_factor_noted",
    "fx_fragility_score_roman",
    "fx_older_adult_bace",
    "fx_any_acr_v6",
];

/// Decides, with a trace.
pub fn decide(p: &Patient) -> Trace {
    let age_years = 1_000 * completed_years(p.birth_date, p.as_of);
    let assistant_form = matches!(
        p.filled_by_role,
        FILLED_BY_ROLE_PATIENT | FILLED_BY_ROLE_MEDICAL_ASSISTANT
    );
    let spinal_pain = p.pain_regions & PAIN_REGIONS_CERVICAL != 0
        || p.pain_regions & PAIN_REGIONS_THORACIC != 0
        || p.pain_regions & PAIN_REGIONS_LUMBAR != 0
        || p.pain_regions & PAIN_REGIONS_SACRAL_BUTTOCK != 0
        || p.pain_regions & PAIN_REGIONS_WIDESPREAD != 0;
    let back_or_neck_pain = spinal_pain || p.pain_regions & PAIN_REGIONS_FLANK != 0;
    let new_or_worse = p.new_or_changed_pain || p.course == COURSE_WORSENING;
    let weakness_reported = p.leg_weakness_new || p.arm_weakness_new || p.bilateral_leg_weakness;
    let leg_pain = matches!(p.dominant_pain, DOMINANT_PAIN_LEG | DOMINANT_PAIN_EQUAL)
        || p.radiates_below_knee
        || p.bilateral_leg_pain;
    let leg_symptom = leg_pain
        || p.leg_weakness_new
        || p.bilateral_leg_weakness
        || p.limb_numbness_or_tingling
        || p.walking_difficulty_new;
    let arm_symptom = p.dominant_pain == DOMINANT_PAIN_ARM
        || p.radiates_below_elbow
        || p.arm_weakness_new
        || p.limb_numbness_or_tingling
        || p.hand_dexterity_loss;
    let limb_symptom = leg_symptom || arm_symptom;
    let examined = p.neuro_exam_done && (limb_symptom || !assistant_form);
    let legs_examined = examined
        && (p.leg_strength_graded
            || leg_symptom
            || p.pain_regions & PAIN_REGIONS_THORACIC != 0
            || p.pain_regions & PAIN_REGIONS_LUMBAR != 0
            || p.pain_regions & PAIN_REGIONS_SACRAL_BUTTOCK != 0
            || p.pain_regions & PAIN_REGIONS_WIDESPREAD != 0
            || p.pain_regions & PAIN_REGIONS_FLANK != 0);
    let arms_examined = examined
        && (p.arm_strength_graded
            || arm_symptom
            || p.pain_regions & PAIN_REGIONS_CERVICAL != 0
            || p.pain_regions & PAIN_REGIONS_WIDESPREAD != 0);
    let leg_weak_left = legs_examined
        && (p.mrc_hip_flexion_left < MRC_NORMAL
            || p.mrc_knee_extension_left < MRC_NORMAL
            || p.mrc_ankle_dorsiflexion_left < MRC_NORMAL
            || p.mrc_ankle_eversion_left < MRC_NORMAL
            || p.mrc_great_toe_extension_left < MRC_NORMAL
            || p.mrc_ankle_plantarflexion_left < MRC_NORMAL);
    let leg_weak_right = legs_examined
        && (p.mrc_hip_flexion_right < MRC_NORMAL
            || p.mrc_knee_extension_right < MRC_NORMAL
            || p.mrc_ankle_dorsiflexion_right < MRC_NORMAL
            || p.mrc_ankle_eversion_right < MRC_NORMAL
            || p.mrc_great_toe_extension_right < MRC_NORMAL
            || p.mrc_ankle_plantarflexion_right < MRC_NORMAL);
    let arm_weak_left = arms_examined
        && (p.mrc_shoulder_abduction_left < MRC_NORMAL
            || p.mrc_elbow_flexion_left < MRC_NORMAL
            || p.mrc_wrist_extension_left < MRC_NORMAL
            || p.mrc_elbow_extension_left < MRC_NORMAL
            || p.mrc_finger_flexion_left < MRC_NORMAL
            || p.mrc_finger_abduction_left < MRC_NORMAL);
    let arm_weak_right = arms_examined
        && (p.mrc_shoulder_abduction_right < MRC_NORMAL
            || p.mrc_elbow_flexion_right < MRC_NORMAL
            || p.mrc_wrist_extension_right < MRC_NORMAL
            || p.mrc_elbow_extension_right < MRC_NORMAL
            || p.mrc_finger_flexion_right < MRC_NORMAL
            || p.mrc_finger_abduction_right < MRC_NORMAL);
    let leg_key_severe_left = legs_examined
        && (p.mrc_knee_extension_left <= MRC_SEVERE_MAX
            || p.mrc_ankle_dorsiflexion_left <= MRC_SEVERE_MAX
            || p.mrc_ankle_eversion_left <= MRC_SEVERE_MAX);
    let leg_key_severe_right = legs_examined
        && (p.mrc_knee_extension_right <= MRC_SEVERE_MAX
            || p.mrc_ankle_dorsiflexion_right <= MRC_SEVERE_MAX
            || p.mrc_ankle_eversion_right <= MRC_SEVERE_MAX);
    let weakness_found = leg_weak_left || leg_weak_right || arm_weak_left || arm_weak_right;
    let weakness_any = weakness_reported || weakness_found;
    let sphincter_or_saddle = p.bladder_change != BLADDER_CHANGE_NONE
        || p.saddle_change
        || p.rectal_fullness_loss
        || p.faecal_incontinence_new;
    let sensory_loss_found = examined
        && (p.sensory_level_trunk
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_C2 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_C3 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_C4 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_C5 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_C6 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_C7 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_C8 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_T1 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_T2 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_T3 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_T4 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_T5 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_T6 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_T7 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_T8 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_T9 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_T10 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_T11 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_T12 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_L1 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_L2 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_L3 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_L4 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_L5 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_S1 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_S2 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_S3 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_S4 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_S5 != 0);
    let arm_root_sign = arm_weak_left
        || arm_weak_right
        || (arms_examined
            && (matches!(
                p.reflex_biceps_left,
                REFLEX_BICEPS_LEFT_ABSENT | REFLEX_BICEPS_LEFT_REDUCED
            ) || matches!(
                p.reflex_biceps_right,
                REFLEX_BICEPS_RIGHT_ABSENT | REFLEX_BICEPS_RIGHT_REDUCED
            ) || matches!(
                p.reflex_brachioradialis_left,
                REFLEX_BRACHIORADIALIS_LEFT_ABSENT | REFLEX_BRACHIORADIALIS_LEFT_REDUCED
            ) || matches!(
                p.reflex_brachioradialis_right,
                REFLEX_BRACHIORADIALIS_RIGHT_ABSENT | REFLEX_BRACHIORADIALIS_RIGHT_REDUCED
            ) || matches!(
                p.reflex_triceps_left,
                REFLEX_TRICEPS_LEFT_ABSENT | REFLEX_TRICEPS_LEFT_REDUCED
            ) || matches!(
                p.reflex_triceps_right,
                REFLEX_TRICEPS_RIGHT_ABSENT | REFLEX_TRICEPS_RIGHT_REDUCED
            ) || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_C5 != 0
                || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_C6 != 0
                || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_C7 != 0
                || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_C8 != 0
                || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_T1 != 0));
    let blood_tested = p.blood_tests_done && !assistant_form;
    let labs_raised = blood_tested && (p.esr_mm_h > ESR_RAISED_OVER || p.crp_mg_l > p.crp_uln);
    let starts_anew = p.prior_episodes_lifetime == NONE_AT_ALL
        || p.pain_free_days_before_current >= EPISODE_GAP_DAYS;
    let episode_onset = if starts_anew {
        p.onset_date
    } else {
        p.earlier_episode_onset_date
    };
    let onset_days = 1_000 * days_between(episode_onset, p.as_of);
    let ces_gate = p.pain_regions & PAIN_REGIONS_LUMBAR != 0
        || p.pain_regions & PAIN_REGIONS_SACRAL_BUTTOCK != 0
        || p.pain_regions & PAIN_REGIONS_THORACIC != 0
        || p.pain_regions & PAIN_REGIONS_WIDESPREAD != 0
        || leg_symptom
        || (p.spinal_procedure != SPINAL_PROCEDURE_NONE
            && p.spinal_procedure_days <= CES_PROCEDURE_DAYS);
    let bladder_fresh = p.bladder_change != BLADDER_CHANGE_NONE
        && (p.bladder_change_days <= CES_WINDOW_DAYS || p.bladder_trend == BLADDER_TREND_WORSE);
    let saddle_fresh = p.saddle_change
        && (p.saddle_change_days <= CES_WINDOW_DAYS || p.saddle_trend == SADDLE_TREND_WORSE);
    let rectal_fresh = p.rectal_fullness_loss
        && (p.rectal_fullness_loss_days <= CES_WINDOW_DAYS || p.rectal_trend == RECTAL_TREND_WORSE);
    let sexual_fresh = p.sexual_function_change
        && (p.sexual_function_change_days <= CES_WINDOW_DAYS
            || p.sexual_trend == SEXUAL_TREND_WORSE);
    let ces_symptom = p.bladder_change != BLADDER_CHANGE_NONE
        || p.saddle_change
        || p.rectal_fullness_loss
        || p.faecal_incontinence_new
        || p.sexual_function_change;
    let bilateral_legs = p.bilateral_leg_pain || p.bilateral_leg_weakness;
    let perianal_sign = p.perianal_exam_done
        && (ces_symptom || bilateral_legs || !assistant_form)
        && (p.perianal_pinprick_reduced || p.anal_tone_reduced);
    let bilateral_motor = (p.bilateral_leg_weakness && p.weakness_trend == WEAKNESS_TREND_WORSE)
        || ((bilateral_legs || weakness_reported || !assistant_form)
            && ((leg_key_severe_left && leg_key_severe_right)
                || (leg_weak_left && leg_weak_right && p.weakness_trend == WEAKNESS_TREND_WORSE)));
    let saddle_loss_found = examined
        && (p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_S3 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_S4 != 0
            || p.sensory_loss_dermatomes & SENSORY_LOSS_DERMATOMES_S5 != 0);
    let ces_recent = ces_gate
        && (bladder_fresh
            || saddle_fresh
            || rectal_fresh
            || p.faecal_incontinence_new
            || perianal_sign
            || bilateral_motor
            || (sexual_fresh && bilateral_legs));
    let ces_older = (p.bladder_change != BLADDER_CHANGE_NONE
        && !p.bladder_alternative_cause_documented
        && (!bladder_fresh || CES_WINDOW_REQUIRED < ONE))
        || (p.saddle_change && (!saddle_fresh || CES_WINDOW_REQUIRED < ONE))
        || (p.rectal_fullness_loss && (!rectal_fresh || CES_WINDOW_REQUIRED < ONE))
        || (p.sexual_function_change
            && bilateral_legs
            && (!sexual_fresh || CES_WINDOW_REQUIRED < ONE));
    let ces_older_gated = ces_gate && ces_older;
    let bladder_scan = p.pvr_done && (ces_symptom || bilateral_legs || !assistant_form);
    let ces_retention =
        (back_or_neck_pain || leg_symptom) && bladder_scan && p.pvr_ml >= PVR_HIGH_ML;
    let ces_bilateral = ces_gate
        && p.bilateral_leg_pain
        && matches!(
            p.bilateral_onset,
            BILATERAL_ONSET_SUDDEN | BILATERAL_ONSET_UNILATERAL_TO_BILATERAL
        );
    let ces_sexual = ces_gate && sexual_fresh;
    let sphincter_outside_gate =
        sphincter_or_saddle && (!ces_gate || p.pain_regions & PAIN_REGIONS_CERVICAL != 0);
    let cancer_relevant = matches!(
        p.cancer_history,
        CANCER_HISTORY_CURRENT | CANCER_HISTORY_PAST
    ) || p.known_bone_metastases;
    let walking_fresh = p.walking_difficulty_new
        && (p.walking_difficulty_days <= CORD_WINDOW_DAYS
            || p.walking_difficulty_trend == WALKING_DIFFICULTY_TREND_WORSE);
    let weakness_fresh = weakness_any
        && (p.weakness_days <= CORD_WINDOW_DAYS || p.weakness_trend == WEAKNESS_TREND_WORSE);
    let gait_seen = limb_symptom || !assistant_form;
    let cord_gait = gait_seen && matches!(p.gait, GAIT_SPASTIC_OR_ATAXIC | GAIT_WIDE_BASED);
    let cord_gait_or_unable = gait_seen
        && matches!(
            p.gait,
            GAIT_SPASTIC_OR_ATAXIC | GAIT_WIDE_BASED | GAIT_UNABLE
        );
    let long_tract_sign = examined && (p.babinski || p.clonus || p.hoffmann);
    let umn_sign = long_tract_sign
        || (examined && (p.inverted_supinator || p.hyperreflexia_below_level || p.spasticity));
    let trunk_level = examined && p.sensory_level_trunk;
    let radicular_pain_reported = matches!(
        p.dominant_pain,
        DOMINANT_PAIN_LEG | DOMINANT_PAIN_ARM | DOMINANT_PAIN_EQUAL
    ) || p.radiates_below_knee
        || p.radiates_below_elbow
        || p.bilateral_leg_pain;
    let neuro_any = radicular_pain_reported
        || p.limb_numbness_or_tingling
        || weakness_any
        || p.walking_difficulty_new
        || p.hand_dexterity_loss
        || sphincter_or_saddle
        || sensory_loss_found
        || umn_sign
        || cord_gait_or_unable;
    let mscc_suspected =
        cancer_relevant && (back_or_neck_pain || p.known_bone_metastases) && neuro_any;
    let mets_pain_feature = p.pain_regions & PAIN_REGIONS_THORACIC != 0
        || p.pain_regions & PAIN_REGIONS_CERVICAL != 0
        || ((p.pain_regions & PAIN_REGIONS_LUMBAR != 0
            || p.pain_regions & PAIN_REGIONS_SACRAL_BUTTOCK != 0
            || p.pain_regions & PAIN_REGIONS_WIDESPREAD != 0
            || p.pain_regions & PAIN_REGIONS_FLANK != 0)
            && (p.course == COURSE_WORSENING
                || p.pain_pattern & PAIN_PATTERN_NOCTURNAL_UNREMITTING != 0
                || p.pain_pattern & PAIN_PATTERN_CONSTANT != 0))
        || p.pain_pattern & PAIN_PATTERN_WORSE_STRAINING != 0
        || p.aggravators & AGGRAVATORS_COUGH_STRAIN != 0
        || p.pain_pattern & PAIN_PATTERN_BAND_LIKE_THORACIC != 0
        || p.no_position_relieves
        || p.pain_prevents_sleep
        || (!assistant_form && p.focal_midline_tenderness);
    let mets_suspected = cancer_relevant
        && back_or_neck_pain
        && (mets_pain_feature || p.known_bone_metastases)
        && !neuro_any;
    let cord_acute = trunk_level
        || (cord_gait_or_unable && walking_fresh)
        || (examined && p.spasticity && (walking_fresh || weakness_fresh))
        || (long_tract_sign
            && (weakness_any || sphincter_or_saddle)
            && (walking_fresh
                || weakness_fresh
                || bladder_fresh
                || saddle_fresh
                || rectal_fresh
                || p.faecal_incontinence_new))
        || (walking_fresh && (weakness_any || sphincter_or_saddle));
    let myelopathy = at_least(
        COOK_MYELOPATHY_MIN,
        [
            cord_gait,
            examined && p.hoffmann,
            examined && p.inverted_supinator,
            examined && p.babinski,
            age_years > COOK_MYELOPATHY_AGE,
        ],
    ) || (p.hand_dexterity_loss && (cord_gait || umn_sign));
    let arms_affected =
        arm_symptom || arm_root_sign || (examined && (p.hoffmann || p.inverted_supinator));
    let fever_now = p.fever_reported || p.rigors || (p.temperature_taken && p.temp_c >= FEVER_C);
    let sepsis_sign = p.confusion_new
        || (p.vitals_taken
            && (p.sbp < SEPSIS_SBP_BELOW
                || p.heart_rate > SEPSIS_HEART_RATE_OVER
                || p.spo2 < SEPSIS_SPO2_BELOW));
    let neuro_new = weakness_any
        || p.walking_difficulty_new
        || p.limb_numbness_or_tingling
        || sphincter_or_saddle
        || sensory_loss_found
        || umn_sign;
    let infection_emergency = fever_now && back_or_neck_pain && (neuro_new || sepsis_sign);
    let infection_with_fever =
        fever_now && back_or_neck_pain && new_or_worse && !p.fever_other_cause_confirmed;
    let strong_steroid = (p.steroid_use || p.immunosuppression & IMMUNOSUPPRESSION_STEROID != 0)
        && p.steroid_route != STEROID_ROUTE_INHALED
        && p.steroid_pred_equiv_mg_day >= STEROID_IMMUNE_MG;
    let major_host = p.ivdu == IVDU_CURRENT_OR_12M
        || (p.bacteraemia_or_endocarditis
            && p.bacteraemia_or_endocarditis_days <= INFECTION_WINDOW_DAYS)
        || (p.spinal_procedure != SPINAL_PROCEDURE_NONE
            && p.spinal_procedure_days <= INFECTION_WINDOW_DAYS)
        || p.spinal_hardware
        || p.dialysis
        || p.indwelling_catheter
        || p.immunosuppression & IMMUNOSUPPRESSION_HIV != 0
        || p.immunosuppression & IMMUNOSUPPRESSION_CHEMO != 0
        || p.immunosuppression & IMMUNOSUPPRESSION_BIOLOGIC != 0
        || p.immunosuppression & IMMUNOSUPPRESSION_TRANSPLANT != 0
        || p.immunosuppression & IMMUNOSUPPRESSION_OTHER != 0
        || strong_steroid
        || p.recent_spine_fracture
        || p.distant_infection;
    let minor_host = p.diabetes
        || p.alcohol_misuse
        || p.ckd
        || p.chronic_liver_disease
        || p.ivdu == IVDU_PAST
        || age_years > INFECTION_OLD_AGE_OVER;
    let pain_not_mechanical = p.pain_pattern & PAIN_PATTERN_CONSTANT != 0
        || p.pain_pattern & PAIN_PATTERN_NOCTURNAL_UNREMITTING != 0
        || !(p.pain_pattern & PAIN_PATTERN_MECHANICAL != 0)
        || (onset_days >= INFECTION_NOT_IMPROVING_DAYS
            && matches!(p.course, COURSE_STATIC | COURSE_WORSENING));
    let labs_normal = blood_tested && p.esr_mm_h <= ESR_RAISED_OVER && p.crp_mg_l <= p.crp_uln;
    let host_at_risk = back_or_neck_pain && new_or_worse && major_host;
    let host_cleared_by_labs = labs_normal
        && p.pain_pattern & PAIN_PATTERN_MECHANICAL != 0
        && !(p.pain_pattern & PAIN_PATTERN_CONSTANT != 0)
        && !(p.pain_pattern & PAIN_PATTERN_NOCTURNAL_UNREMITTING != 0);
    let minor_host_at_risk = back_or_neck_pain && minor_host && pain_not_mechanical;
    let infection_labs = labs_raised && (host_at_risk || minor_host_at_risk);
    let tb_suspected = p.pain_regions & PAIN_REGIONS_THORACIC != 0
        && onset_days >= TB_SUBACUTE_DAYS
        && p.tb_risk
        && (p.night_sweats || p.weight_loss_unexplained);
    let kidney_infection = p.pain_regions & PAIN_REGIONS_FLANK != 0
        && fever_now
        && (p.dysuria || (!assistant_form && p.cva_tenderness));
    let trauma_any = p.trauma_energy != TRAUMA_ENERGY_NONE;
    let deficit_after_injury = weakness_any
        || p.walking_difficulty_new
        || trunk_level
        || sphincter_or_saddle
        || umn_sign
        || cord_gait_or_unable
        || sensory_loss_found;
    let injury_emergency = (p.trauma_energy == TRAUMA_ENERGY_HIGH
        && p.trauma_days <= TRAUMA_RECENT_DAYS
        && back_or_neck_pain)
        || (trauma_any && deficit_after_injury)
        || (trauma_any && p.known_ankylosing_spine);
    let steroid_prolonged = p.steroid_use && p.steroid_days > STEROID_PROLONGED_OVER;
    let injury_for_age = if age_years < HENSCHKE_MINOR_AGE {
        p.trauma_energy == TRAUMA_ENERGY_HIGH
    } else {
        trauma_any
    };
    let henschke_one = spinal_pain
        && new_or_worse
        && at_least(
            HENSCHKE_FLAG,
            [
                p.sex_at_birth == SEX_AT_BIRTH_FEMALE,
                age_years > HENSCHKE_AGE_OVER,
                injury_for_age,
                steroid_prolonged,
            ],
        );
    let henschke_two = spinal_pain
        && new_or_worse
        && at_least(
            HENSCHKE_IMAGE,
            [
                p.sex_at_birth == SEX_AT_BIRTH_FEMALE,
                age_years > HENSCHKE_AGE_OVER,
                injury_for_age,
                steroid_prolonged,
            ],
        );
    let henschke_three = spinal_pain
        && new_or_worse
        && at_least(
            HENSCHKE_HIGH,
            [
                p.sex_at_birth == SEX_AT_BIRTH_FEMALE,
                age_years > HENSCHKE_AGE_OVER,
                injury_for_age,
                steroid_prolonged,
            ],
        );
    let roman_cluster = spinal_pain
        && at_least(
            ROMAN_MIN,
            [
                age_years > ROMAN_AGE_OVER,
                !leg_pain,
                p.bmi <= ROMAN_BMI_MAX,
                !p.regular_exercise,
                p.sex_at_birth == SEX_AT_BIRTH_FEMALE,
            ],
        );
    let bace_flags = spinal_pain
        && new_or_worse
        && age_years > BACE_AGE_OVER
        && (trauma_any
            || at_least(
                BACE_MIN,
                [
                    age_years >= BACE_OLD_AGE,
                    p.osteoporosis_known,
                    p.pain_nrs_now >= BACE_PAIN
                        || p.pain_nrs_avg_7d >= BACE_PAIN
                        || p.pain_nrs_worst_7d >= BACE_PAIN,
                    p.pain_regions & PAIN_REGIONS_THORACIC != 0,
                ],
            ));
    let strong_factor =
        trauma_any || p.osteoporosis_known || p.prior_fragility_fracture || steroid_prolonged;
    let acr_factors = spinal_pain
        && new_or_worse
        && (at_least(
            FX_FACTORS_MIN,
            [
                trauma_any,
                p.osteoporosis_known || p.prior_fragility_fracture,
                age_years >= FX_AGE_MIN,
                steroid_prolonged,
            ],
        ) || (strong_factor
            && (p.pain_onset_mode == PAIN_ONSET_MODE_SUDDEN
                || (!assistant_form && p.focal_midline_tenderness))));
    Trace {
        fired: [
            ces_gate && saddle_loss_found,
            ces_recent,
            ces_older_gated,
            ces_retention,
            ces_recent && p.pvr_done && p.pvr_ml < PVR_HIGH_ML,
            ces_bilateral && !ces_recent,
            ces_sexual && !ces_recent && !bilateral_legs,
            sphincter_outside_gate,
            mscc_suspected,
            mets_suspected,
            cord_acute,
            myelopathy,
            myelopathy && !arms_affected,
            infection_emergency,
            infection_with_fever,
            host_at_risk && !host_cleared_by_labs,
            infection_labs,
            host_at_risk && host_cleared_by_labs,
            minor_host_at_risk && !host_at_risk,
            tb_suspected,
            kidney_infection,
            injury_emergency,
            henschke_two,
            henschke_three,
            henschke_one && !henschke_two,
            roman_cluster,
            bace_flags,
            acr_factors,
        ],
        held: [
            assistant_form,
            spinal_pain,
            back_or_neck_pain,
            new_or_worse,
            weakness_reported,
            leg_pain,
            leg_symptom,
            arm_symptom,
            limb_symptom,
            examined,
            legs_examined,
            arms_examined,
            leg_weak_left,
            leg_weak_right,
            arm_weak_left,
            arm_weak_right,
            leg_key_severe_left,
            leg_key_severe_right,
            weakness_found,
            weakness_any,
            sphincter_or_saddle,
            sensory_loss_found,
            arm_root_sign,
            blood_tested,
            labs_raised,
            starts_anew,
            ces_gate,
            bladder_fresh,
            saddle_fresh,
            rectal_fresh,
            sexual_fresh,
            ces_symptom,
            bilateral_legs,
            perianal_sign,
            bilateral_motor,
            saddle_loss_found,
            ces_recent,
            ces_older,
            ces_older_gated,
            bladder_scan,
            ces_retention,
            ces_bilateral,
            ces_sexual,
            sphincter_outside_gate,
            cancer_relevant,
            walking_fresh,
            weakness_fresh,
            gait_seen,
            cord_gait,
            cord_gait_or_unable,
            long_tract_sign,
            umn_sign,
            trunk_level,
            radicular_pain_reported,
            neuro_any,
            mscc_suspected,
            mets_pain_feature,
            mets_suspected,
            cord_acute,
            myelopathy,
            arms_affected,
            fever_now,
            sepsis_sign,
            neuro_new,
            infection_emergency,
            infection_with_fever,
            strong_steroid,
            major_host,
            minor_host,
            pain_not_mechanical,
            labs_normal,
            host_at_risk,
            host_cleared_by_labs,
            minor_host_at_risk,
            infection_labs,
            tb_suspected,
            kidney_infection,
            trauma_any,
            deficit_after_injury,
            injury_emergency,
            steroid_prolonged,
            injury_for_age,
            henschke_one,
            henschke_two,
            henschke_three,
            roman_cluster,
            bace_flags,
            strong_factor,
            acr_factors,
        ],
    }
}
