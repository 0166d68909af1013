//! The forms that come with the program.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

use super::{document::RawForm, form::Form, violation::Violation};

/// `schemas/intake`: one folder per form, in it one per released version.
static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/schemas/intake");

/// Every released version of every form, oldest first within a form.
#[derive(Debug, Clone)]
pub struct Forms(Vec<Form>);

/// The forms embedded in the program. The error names the folder and everything wrong in it.
pub fn embedded_forms() -> Result<Forms, Vec<String>> {
    let (mut forms, mut faults) = (Vec::new(), Vec::new());
    for folder in FILES.dirs().flat_map(Dir::dirs) {
        let files: BTreeMap<String, String> = (folder.files())
            .filter_map(|file| {
                let name = file.path().file_name()?.to_str()?;
                Some((name.to_owned(), file.contents_utf8()?.to_owned()))
            })
            .collect();
        let place = folder.path().display();
        match Form::load(&files) {
            Ok(form) => forms.push(form),
            Err(found) => faults.extend(found.iter().map(|fault| format!("{place}: {fault}"))),
        }
    }
    if faults.is_empty() {
        Ok(Forms(forms))
    } else {
        Err(faults)
    }
}

impl Forms {
    /// Every form.
    pub fn all(&self) -> &[Form] {
        &self.0
    }

    /// The form of that name and version.
    pub fn find(&self, name: &str, version: &str) -> Option<&Form> {
        (self.0.iter()).find(|form| form.name() == name && form.version() == version)
    }

    /// The form a document says it is, or the violation that says which there are.
    pub fn select(&self, raw: &RawForm) -> Result<&Form, Vec<Violation>> {
        let (name, version) = (raw.form(), raw.form_version());
        let named = |form: &&Form| Some(form.name()) == name;
        let member = if self.0.iter().any(|form| named(&form)) {
            "form_version"
        } else {
            "form"
        };
        if let Some(form) =
            (self.0.iter()).find(|form| named(form) && Some(form.version()) == version)
        {
            return Ok(form);
        }
        let known: Vec<String> = (self.0.iter())
            .map(|form| format!("{} {}", form.name(), form.version()))
            .collect();
        let known = known.join(", ");
        Err(vec![Violation {
            pointer: format!("/{member}"),
            keyword: "unknown_form".to_owned(),
            detail: format!("send `form` and `form_version` of one of: {known}"),
            limit: Some(known),
        }])
    }
}
