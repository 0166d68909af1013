//! What people sign about releases, and whether it is they who signed.

mod approvers;
mod key;
mod statement;

pub(super) use approvers::same_name;
pub use approvers::{Approver, Approvers, Role};
pub use key::{KeyFile, PublicKey};
pub use statement::{Act, Signed, Statement};
