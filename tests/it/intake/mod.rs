//! The intake form and its strict door.

mod consistency;
mod document;
mod examples;
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

/// Form spine 1.0.0.
fn spine() -> &'static Form {
    FORMS.find("spine", "1.0.0").expect("spine 1.0.0 is there")
}

/// A file of form spine 1.0.0.
fn spine_file(name: &str) -> PathBuf {
    let root = env!("CARGO_MANIFEST_DIR");
    PathBuf::from(format!("{root}/schemas/intake/spine/1.0.0/{name}"))
}

/// Name and content of the JSON files in a folder of form spine 1.0.0, by name.
fn json_files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(spine_file(folder))
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
    let form = spine();
    IntakeRecord::read(form, validate(form, raw)?)
}
