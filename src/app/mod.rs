//! Use cases. No word of HTTP here: the server and the command line call the same functions.

mod cases;
mod demo;
mod error;
mod follow_up;
pub mod impact;
pub mod library;
mod population;
pub mod preview;
mod ready;
mod service;
mod submit_intake;
mod summary;

pub use crate::store::{CaseSummary, Cursor, Page};
pub use cases::{CaseFile, list_cases, view_case};
pub use demo::{demo_cases, demo_intakes};
pub use error::AppError;
pub use library::Library;
pub use population::synthetic_patients;
pub use preview::{Preview, Rejection, preview};
pub use ready::ready;
pub use service::App;
pub use submit_intake::{NewIntake, Receipt, Submitted, submit_follow_up, submit_intake};
pub use summary::{case_handout, case_summary};
