//! The synthetic patients in the program.

use super::Library;
use super::library::LibraryError;
use crate::population::{Population, SPINE};

/// The synthetic patients of form spine, for the form at hand.
///
/// # Errors
///
/// If the shares do not fit their form.
pub fn synthetic_patients(library: &Library) -> Result<Population, LibraryError> {
    Population::read(SPINE, |name, version| library.form(name, version))
        .map_err(|faults| LibraryError::Form("schemas/population/spine.yaml".into(), faults))
}
