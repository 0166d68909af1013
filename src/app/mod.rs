//! Use cases. No word of HTTP here: the server and the command line call the same functions.

mod actor;
mod cases;
mod demo;
mod drafts;
mod error;
mod follow_up;
pub mod gates;
pub mod impact;
mod in_force;
pub mod library;
mod population;
pub mod preview;
mod ready;
pub mod releasing;
mod service;
pub mod shadow;
pub mod signing;
mod submit_intake;
mod suggest;
mod summary;
pub mod timeline;

pub use crate::store::{CaseSummary, Cursor, Draft, Page};
pub use actor::{Actor, Role};
pub use cases::{CaseFile, case_what_if, list_cases, view_case};
pub use demo::{demo_cases, demo_intakes};
pub use drafts::{
    Look, ROLE_QUESTION, SavedDraft, draft_form, look, open_draft, save_draft, send_draft,
    unfinished_drafts, view_draft,
};
pub use error::AppError;
pub use in_force::AtHand;
pub use library::Library;
pub use population::synthetic_patients;
pub use preview::{Preview, Rejection, preview};
pub use ready::ready;
pub use service::App;
pub use submit_intake::{NewIntake, Receipt, Submitted, submit_follow_up, submit_intake};
pub use suggest::{Suggester, Suggestion};
pub use summary::{case_handout, case_summary};
