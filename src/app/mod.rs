//! Use cases. No word of HTTP here: the server and the command line call the same functions.

mod actor;
mod blank_form;
mod case_sheet;
mod cases;
mod closings;
mod compare;
mod coverage;
mod demo;
mod drafts;
mod error;
mod follow_up;
pub mod gates;
pub mod impact;
mod in_force;
mod kept;
pub mod library;
mod population;
pub mod preview;
mod ready;
mod releases;
pub mod releasing;
mod reviews;
mod rule_use;
mod service;
pub mod shadow;
pub mod signing;
mod submit_intake;
mod suggest;
mod summary;
mod system;
pub mod timeline;

pub use crate::proof::{Moved as MovedForm, Part, Rewritten, Written};
pub use crate::store::{
    AuditEvent, CaseSummary, Closes, Closing, Count, Cursor, Draft, Fired, Left, OwnedBy, Page,
    PastDecision, ReleaseAct, Review, ReviewState, RuleUse, ShadowRun, WorklistFilter,
    WorklistPage, WorklistRow,
};
pub use actor::{Actor, Role};
pub use blank_form::{blank_form, forms_to_fill};
pub use case_sheet::{CaseSheet, Visit, case_sheet};
pub use cases::{CaseFile, case_what_if, list_cases, view_case};
pub use closings::{
    NewClosing, at_stake, case_closing, cases_left, close, draft_at_stake, drafts_left,
    listed_at_stake, may_close,
};
pub use compare::{Beside, Compared, OnCases, compare};
pub use coverage::coverage;
pub use demo::{demo_cases, demo_intakes};
pub use drafts::{
    Look, ROLE_QUESTION, SavedDraft, Typed, draft_form, left_off, look, open_draft, open_follow_up,
    save_draft, send_draft, unfinished_drafts, unfinished_follow_ups, view_draft,
};
pub use error::AppError;
pub use in_force::AtHand;
pub use library::Library;
pub use population::synthetic_patients;
pub use preview::{Preview, Rejection, preview};
pub use ready::ready;
pub use releases::{
    KnownRelease, RecordedAct, Standing, known_release, known_releases, shadow_runs,
};
pub use reviews::{
    MAX_REASON_TEXT, NewReview, case_audit, case_history, case_reviews, review_case, take_case,
    worklist, worklist_counts, worklist_newer, worklist_newest,
};
pub use rule_use::{USE_CASES, USE_DAYS, rule_use};
pub use service::App;
pub use submit_intake::{NewIntake, Receipt, Submitted, submit_follow_up, submit_intake};
pub use suggest::{Suggester, Suggestion};
pub use summary::{case_handout, case_summary, signed_summary};
pub use system::{System, system};
