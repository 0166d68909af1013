//! Text that identifies a patient.

use std::fmt;

/// Protected health information. Its `Debug` shows nothing of the value, so it cannot reach a
/// log by accident; [`Phi::reveal`] marks every place where it leaves on purpose.
#[derive(Clone, PartialEq, Eq)]
pub struct Phi<T>(T);

impl<T> Phi<T> {
    /// Wraps the value.
    pub const fn new(value: T) -> Self {
        Phi(value)
    }

    /// The value, for the patient's own record, page or PDF.
    pub const fn reveal(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Phi<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phi(..)")
    }
}
