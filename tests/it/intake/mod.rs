//! The intake form and its strict door.

mod consistency;
mod document;
mod examples;
mod follow;
mod form;
mod record;

use std::{fs, path::PathBuf, sync::LazyLock};

use spinepath::intake::{
    document::RawForm,
    form::Form,
    record::IntakeRecord,
    registry::{Forms, embedded_forms},
    validate::validate,
    violation::Violation,
};

static FORMS: LazyLock<Forms> =
    LazyLock::new(|| embedded_forms().unwrap_or_else(|faults| panic!("{}", faults.join("\n"))));

/// Every released version of form spine, oldest first.
const VERSIONS: [&str; 2] = ["1.0.0", "1.1.0"];

/// The newest version of form spine.
fn spine() -> &'static Form {
    version(VERSIONS[VERSIONS.len() - 1])
}

fn version(version: &str) -> &'static Form {
    FORMS.find("spine", version).expect("the version is there")
}

/// A file of the newest version of form spine.
fn spine_file(name: &str) -> PathBuf {
    version_file(spine().version(), name)
}

fn version_file(version: &str, name: &str) -> PathBuf {
    let root = env!("CARGO_MANIFEST_DIR");
    PathBuf::from(format!("{root}/schemas/intake/spine/{version}/{name}"))
}

/// Name and content of the JSON files in a folder of a version of form spine, by name.
fn json_files(version: &str, folder: &str) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(version_file(version, folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// Through every door behind the strict reader.
fn read(raw: RawForm) -> Result<IntakeRecord, Vec<Violation>> {
    read_as(spine(), raw)
}

fn read_as(form: &Form, raw: RawForm) -> Result<IntakeRecord, Vec<Violation>> {
    IntakeRecord::read(form, validate(form, raw)?)
}
