//! The words of the domain: plain values with no I/O, no clock and no JSON.
//!
//! What belongs here is a word that two or more layers share. What a form looks like is
//! [`crate::intake`]; what rules may ask is [`crate::facts`].

pub mod answer;
pub mod closing;
pub mod date;
pub mod digest;
pub mod ids;
pub mod number;
pub mod phi;
pub mod profile;
pub mod review;
pub mod urgency;

pub use answer::{Answer, Value};
pub use closing::ClosingReason;
pub use date::{PartialDate, Precision};
pub use ids::{CaseId, ClosingId, DecisionId, DraftId, IntakeId, ReviewId};
pub use number::Number;
pub use phi::Phi;
pub use profile::Profile;
pub use review::{ReasonCode, ReviewVerdict};
pub use urgency::Urgency;
