//! What the commands on files share: forms and rules at hand, and a form from a file.

use std::path::Path;

use super::output::{library_failed, print_json};
use super::{Exit, Format, Shared};
use crate::app::{Library, Preview, Rejection, preview};
use crate::clock;
use crate::intake::form::Form;
use crate::rules::CheckedRelease;

/// The forms and the release that a command works with.
pub(super) struct Desk {
    pub library: Library,
    pub release: CheckedRelease,
}

impl Desk {
    /// The named release, or the current one; what is wrong with it is printed.
    pub fn open(shared: &Shared, release: Option<&str>) -> Result<Desk, Exit> {
        let library = Library::with_forms(&shared.forms).map_err(|error| library_failed(&error))?;
        let today = clock::today();
        let release = match release {
            Some(name) => library.release(name, today),
            None => library.current_release(today),
        };
        let release = release.map_err(|error| library_failed(&error))?;
        Ok(Desk { library, release })
    }

    /// The form that the release reads; that it is not at hand is printed.
    pub fn form(&self) -> Result<&Form, Exit> {
        let catalogue = self.release.catalogue();
        let (name, version) = (catalogue.form(), catalogue.version());
        self.library.form(name, version).ok_or_else(|| {
            eprintln!("form `{name}` {version} is not at hand: name its folder with `--form`");
            Exit::WrongUse
        })
    }

    /// The decision on a filled form in a file; why it is not acceptable is printed.
    pub fn preview(&self, shared: &Shared, intake: &Path) -> Result<Preview, Exit> {
        let bytes = std::fs::read(intake).map_err(|error| {
            eprintln!("cannot read `{}`: {error}", intake.display());
            Exit::WrongUse
        })?;
        preview(
            &self.library,
            &self.release,
            shared.profile(),
            clock::today(),
            &bytes,
        )
        .map_err(|rejection| {
            match (&rejection, shared.format) {
                (Rejection::Rejected(violations), Format::Json) => {
                    print_json(&serde_json::json!({ "errors": violations }));
                }
                _ => eprintln!("{rejection}"),
            }
            Exit::Findings
        })
    }
}

/// The exit of a command that ends early with one of its own.
pub(super) fn settled(result: Result<Exit, Exit>) -> Exit {
    result.unwrap_or_else(|exit| exit)
}
