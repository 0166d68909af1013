//! `spinepath rules keygen | approve`.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::cases::case_files;
use super::output::{library_failed, print_json};
use super::progress::Progress;
use super::running::Failure;
use super::{Exit, Format, Shared};
use crate::app::Library;
use crate::app::gates::Candidate;
use crate::app::releasing;
use crate::app::signing::{Approver, Approvers, KeyFile, Role};
use crate::clock;

/// Make a key to sign with.
#[derive(Debug, clap::Args)]
pub(super) struct Keygen {
    /// Whose key it is, as `approvers.yaml` shall name the person.
    #[arg(long)]
    name: String,
    /// What the person does for the clinic.
    #[arg(long, value_name = "clinician|approver|author")]
    role: Role,
    /// The file of the key; it is made, and never written over.
    #[arg(long, short, value_name = "KEYFILE")]
    output: PathBuf,
}

impl Keygen {
    pub fn run(&self, shared: &Shared) -> Result<Exit, Failure> {
        if self.name.trim().is_empty() {
            return Err(Failure::wrong_use("`--name`: write the name of a person"));
        }
        let random = clock::new_secret().map_err(Failure::our_fault)?;
        let key = KeyFile::new(self.name.trim().to_owned(), self.role, &random);
        write_private(&self.output, &key.to_text())?;
        let line = Approver {
            name: key.name.clone(),
            role: key.role,
            public_key: key.public_key().map_err(Failure::our_fault)?,
        };
        match shared.format {
            Format::Json => print_json(&json!({
                "name": line.name, "role": line.role, "public_key": line.public_key.to_string()
            })),
            Format::Human => say!("{}", line.line()),
        }
        eprintln!(
            "the line above belongs under `approvers:` in `approvers.yaml`; keep `{}` to yourself",
            self.output.display()
        );
        Ok(Exit::Fine)
    }
}

/// Makes a file that its owner alone can read.
fn write_private(path: &Path, text: &str) -> Result<(), Failure> {
    let made = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    made.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| {
            Failure::wrong_use(format!("`-o`: cannot make `{}`: {error}", path.display()))
        })
}

/// The key in a file that nobody else can read.
pub(super) fn read_key(path: &Path) -> Result<KeyFile, Failure> {
    let wrong = |why: String| Failure::wrong_use(format!("`--key`: `{}`: {why}", path.display()));
    let mode = fs::metadata(path)
        .map_err(|error| wrong(error.to_string()))?
        .permissions()
        .mode();
    if mode & 0o077 != 0 {
        return Err(wrong("others can read it: `chmod 600` it".to_owned()));
    }
    let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    KeyFile::read(&text).map_err(wrong)
}

/// The people of `approvers.yaml`.
pub(super) fn read_approvers(path: &Path) -> Result<Approvers, Failure> {
    let wrong =
        |why: String| Failure::wrong_use(format!("`--approvers`: `{}`: {why}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    Approvers::read(&text).map_err(|faults| wrong(faults.join("; ")))
}

/// The release and the whole patients that the gates look at.
#[derive(Debug, clap::Args)]
pub(super) struct Looked {
    /// A folder, or `pathway/release` of one in the program.
    release: String,
    /// The folder of case files that belong to the release: whole patients.
    #[arg(long, value_name = "DIR")]
    cases: PathBuf,
}

impl Looked {
    /// The release as the gates see it today.
    pub fn candidate<'a>(&self, library: &'a Library) -> Result<Candidate<'a>, Failure> {
        let files = Library::release_files(&self.release).map_err(Failure::wrong_use)?;
        let mut patients = Vec::new();
        for path in case_files(&self.cases).map_err(Failure::wrong_use)? {
            let text = fs::read_to_string(&path).map_err(|error| {
                Failure::wrong_use(format!("`--cases`: `{}`: {error}", path.display()))
            })?;
            let name = path.file_name().unwrap_or_default();
            patients.push((name.to_string_lossy().into_owned(), text));
        }
        Ok(Candidate {
            library,
            files,
            patients,
            today: clock::today(),
        })
    }

    /// The name it was called by.
    pub fn name(&self) -> &str {
        &self.release
    }
}

/// Approve a release: run its gates, and sign what they say.
#[derive(Debug, clap::Args)]
pub(super) struct Approve {
    #[command(flatten)]
    looked: Looked,
    /// The key of the person who approves.
    #[arg(long, value_name = "KEYFILE")]
    key: PathBuf,
    /// Who may sign at this clinic: `approvers.yaml`.
    #[arg(long, value_name = "FILE")]
    approvers: PathBuf,
    /// The file of the approval.
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
}

impl Approve {
    pub fn run(&self, shared: &Shared) -> Result<Exit, Failure> {
        let key = read_key(&self.key)?;
        let approvers = read_approvers(&self.approvers)?;
        let library = match Library::with_forms(&shared.forms) {
            Ok(library) => library,
            Err(error) => return Ok(library_failed(&error)),
        };
        let candidate = self.looked.candidate(&library)?;
        let progress = Progress::new();
        progress.step("running the gates");
        let approved = releasing::approve(&candidate, &approvers, &key);
        progress.done();
        let (signed, results) = match approved {
            Ok(approved) => approved,
            Err(reasons) => {
                return Ok(refused(
                    &reasons,
                    &format!("{}: not approved", self.looked.name()),
                    shared,
                ));
            }
        };
        let document = serde_json::to_value(&signed).map_err(Failure::our_fault)?;
        fs::write(&self.output, format!("{document:#}\n")).map_err(|error| {
            Failure::wrong_use(format!(
                "`-o`: cannot write `{}`: {error}",
                self.output.display()
            ))
        })?;
        let statement = &signed.statement;
        match shared.format {
            Format::Json => print_json(&json!({ "approval": document, "gates": results })),
            Format::Human => {
                for result in &results {
                    say!("gate `{}` passed: {}", result.gate, seen(&result.saw));
                }
                say!(
                    "{} ({}) approved `{} {}`, {}: {}",
                    statement.name,
                    statement.role,
                    statement.pathway,
                    statement.release,
                    statement.digest,
                    self.output.display()
                );
            }
        }
        Ok(Exit::Fine)
    }
}

/// What a gate saw, in a line: a long list is counted.
fn seen(saw: &[String]) -> String {
    match saw {
        [] => "nothing to say".to_owned(),
        [one] => one.clone(),
        many => format!("{} things; `--format json` lists them", many.len()),
    }
}

/// Prints why something was not done: every reason.
pub(super) fn refused(reasons: &[String], summary: &str, shared: &Shared) -> Exit {
    match shared.format {
        Format::Json => print_json(&json!({ "refused": reasons })),
        Format::Human => reasons.iter().for_each(|reason| eprintln!("{reason}")),
    }
    eprintln!("{summary}");
    Exit::Findings
}
