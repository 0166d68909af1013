//! Releases that are approved, in force on some days, withdrawn and returned to.

mod commands;
mod refusals;
mod service;
mod shadow;
mod timeline;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{Days as DayCount, NaiveDate};
use spinepath::app::Library;
use spinepath::app::gates::{Candidate, gates};
use spinepath::app::releasing::{Days, Promotion};
use spinepath::app::signing::{Act, Approver, Approvers, KeyFile, Role, Signed, Statement};
use spinepath::clock;
use spinepath::rules::{CheckedRelease, check, lock};

use crate::rules::proof::SOUND;
use crate::support::app::knee;

pub type Files = BTreeMap<String, String>;

pub fn library() -> Library {
    let mut library = Library::embedded().unwrap();
    library.add_form(&knee().join("form")).unwrap();
    library
}

/// The knee release that proves, some text in it changed, under a version of its own and locked
/// again.
pub fn knee_release(version: &str, edits: &[(&str, &str, &str)]) -> Files {
    let folder = knee().join("release");
    let mut files = Library::release_files(folder.to_str().unwrap()).unwrap();
    let version = format!("release: {version}");
    let named = [("pathway.yaml", "release: 0.1.0", version.as_str())];
    for (file, from, to) in named.iter().chain(&SOUND).chain(edits) {
        let text = files.get_mut(*file).unwrap();
        assert!(text.contains(from), "{file}: {from}");
        *text = text.replacen(from, to, 1);
    }
    locked(files)
}

pub fn locked(mut files: Files) -> Files {
    let lock = lock(&files);
    files.insert("release.lock".into(), lock);
    files
}

pub fn checked(files: &Files) -> CheckedRelease {
    let (release, _) = check(files, library().catalogues(), clock::today()).unwrap();
    release
}

/// A whole patient without any red flag, for releases of the spine.
fn spine_patients() -> Vec<(String, String)> {
    let text = "case: calm\nstory: Ten days of low back pain.\nbase: clear\nas_of: 2026-12-02\n\
                expect: { urgency: conservative }\n";
    vec![("calm.yaml".into(), text.into())]
}

/// A whole patient with a hot knee, and one whose knee does not hurt.
fn patients() -> Vec<(String, String)> {
    let hot = "case: hot\nstory: A hot knee with fever.\nbase: clear\nas_of: 2026-11-23\n\
               answers: { hot: yes, temp_c: 38.6 }\nexpect: { urgency: emergency, fired: [hot_knee] }\n";
    let calm = "case: calm\nstory: A knee that does not hurt.\nbase: clear\nas_of: 2026-11-23\n\
                answers: { places: [none] }\nexpect: { urgency: conservative }\n";
    [("hot.yaml", hot), ("calm.yaml", calm)]
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .into()
}

fn key(name: &str, role: Role) -> KeyFile {
    KeyFile::new(name.into(), role, &clock::new_secret().unwrap())
}

/// Three people of a clinic, each with a key.
pub struct Clinic {
    pub clinician: KeyFile,
    approver: KeyFile,
    author: KeyFile,
}

impl Clinic {
    pub fn new() -> Clinic {
        Clinic {
            clinician: key("Dr. Carol Clinic", Role::Clinician),
            approver: key("Alan Approver", Role::Approver),
            author: key("Arthur Author", Role::Author),
        }
    }

    pub fn approvers(&self) -> Approvers {
        approvers(&[&self.clinician, &self.approver, &self.author])
    }

    /// A release with the approvals it needs, in force from today on.
    pub fn promotion<'a>(
        &self,
        library: &'a Library,
        approvers: &'a Approvers,
        files: Files,
    ) -> Promotion<'a> {
        let candidate = candidate(library, files);
        let approvals = [&self.clinician, &self.approver]
            .map(|key| (key.name.clone(), approval(key, &candidate)));
        Promotion {
            candidate,
            approvals: approvals.into(),
            approvers,
            days: Days {
                from: clock::today(),
                until: None,
            },
            by: "Rita Recorder".into(),
        }
    }
}

fn approvers_yaml(keys: &[&KeyFile]) -> String {
    let line = |key: &&KeyFile| {
        let approver = Approver {
            name: key.name.clone(),
            role: key.role,
            public_key: key.public_key().unwrap(),
        };
        format!("  {}\n", approver.line())
    };
    format!("approvers:\n{}", keys.iter().map(line).collect::<String>())
}

fn approvers(keys: &[&KeyFile]) -> Approvers {
    Approvers::read(&approvers_yaml(keys)).unwrap()
}

fn candidate(library: &Library, files: Files) -> Candidate<'_> {
    let knee = files["pathway.yaml"].contains("pathway: knee");
    Candidate {
        library,
        files,
        patients: if knee { patients() } else { spine_patients() },
        today: clock::today(),
    }
}

/// What a person signs who saw what the gates say, whoever the person is.
fn statement(key: &KeyFile, candidate: &Candidate<'_>) -> Statement {
    let (results, release) = gates(candidate);
    let results = results.iter();
    Statement {
        date: candidate.today,
        gates: results
            .map(|result| (result.gate.to_owned(), result.digest()))
            .collect(),
        ..key
            .statement(Act::Approve)
            .about(release.unwrap().reference())
    }
}

fn approval(key: &KeyFile, candidate: &Candidate<'_>) -> String {
    text(&key.sign(statement(key, candidate)).unwrap())
}

fn text(signed: &Signed) -> String {
    serde_json::to_string(signed).unwrap()
}

pub fn in_days(days: u64) -> NaiveDate {
    clock::today() + DayCount::new(days)
}

fn write(folder: &Path, files: &Files) {
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}
