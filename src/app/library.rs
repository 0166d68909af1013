//! The forms and rule releases at hand: those in the program, and those in folders of the user.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use include_dir::{Dir, include_dir};

use crate::facts::Catalogue;
use crate::intake::form::Form;
use crate::intake::registry::embedded_forms;
use crate::rules::{CheckedRelease, Finding, check};

static RELEASES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// The pathway and release that decide when none is named.
const CURRENT: (&str, &str) = ("spine", "2026.12.1");

/// Every form at hand.
#[derive(Debug, Clone)]
pub struct Library {
    forms: Vec<Form>,
    catalogues: Vec<Catalogue>,
}

/// Why a form or a release could not be loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LibraryError {
    /// A file could not be read.
    Unreadable(PathBuf, String),
    /// A form does not hold together.
    Form(String, Vec<String>),
    /// A release does not pass its checks.
    Release(String, Vec<Finding>),
    /// There is no release of that name.
    Missing(String),
}

impl fmt::Display for LibraryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LibraryError::Unreadable(path, why) => {
                write!(f, "cannot read `{}`: {why}", path.display())
            }
            LibraryError::Form(name, faults) => write!(f, "form `{name}`: {}", faults.join("; ")),
            LibraryError::Release(name, findings) => {
                write!(f, "release `{name}` does not pass its checks")?;
                findings
                    .iter()
                    .try_for_each(|finding| write!(f, "\n{finding}"))
            }
            LibraryError::Missing(name) => write!(
                f,
                "no release `{name}`: name a folder with a `pathway.yaml`, or one of {}",
                Library::embedded_releases().join(", ")
            ),
        }
    }
}

impl std::error::Error for LibraryError {}

impl Library {
    /// The forms in the program.
    ///
    /// # Errors
    ///
    /// The first form that does not hold together.
    pub fn embedded() -> Result<Self, LibraryError> {
        let forms = embedded_forms()
            .map_err(|faults| LibraryError::Form("schemas/intake".into(), faults))?;
        let mut library = Library {
            forms: Vec::new(),
            catalogues: Vec::new(),
        };
        for form in forms.all() {
            library.add(form.clone())?;
        }
        Ok(library)
    }

    /// The forms in the program, and those in the folders.
    ///
    /// # Errors
    ///
    /// The first form that cannot be read or does not hold together.
    pub fn with_forms(folders: &[PathBuf]) -> Result<Self, LibraryError> {
        let mut library = Library::embedded()?;
        folders
            .iter()
            .try_for_each(|folder| library.add_form(folder))?;
        Ok(library)
    }

    /// Adds the form in a folder that holds `schema.json` and `form.yaml`.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or the form does not hold together.
    pub fn add_form(&mut self, folder: &Path) -> Result<(), LibraryError> {
        let files = folder_files(folder)?;
        let faulty = |faults| LibraryError::Form(folder.display().to_string(), faults);
        self.add(Form::load(&files).map_err(faulty)?)
    }

    fn add(&mut self, form: Form) -> Result<(), LibraryError> {
        let catalogue = Catalogue::of(&form)
            .map_err(|fault| LibraryError::Form(form.name().to_owned(), vec![fault]))?;
        self.forms.push(form);
        self.catalogues.push(catalogue);
        Ok(())
    }

    /// Every form.
    pub fn forms(&self) -> &[Form] {
        &self.forms
    }

    /// The form of that name and version.
    pub fn form(&self, name: &str, version: &str) -> Option<&Form> {
        self.forms
            .iter()
            .find(|form| form.name() == name && form.version() == version)
    }

    /// The form that is filled at a further visit: the newest short one that follows that form, else
    /// the form itself, which takes the place of the one before.
    pub fn further_form(&self, name: &str, version: &str) -> Option<&Form> {
        let short = self.forms.iter().rev().find(|form| {
            form.follows()
                .is_some_and(|follows| follows.form == name && follows.version == version)
        });
        short.or_else(|| self.form(name, version))
    }

    /// The facts of every form.
    pub fn catalogues(&self) -> &[Catalogue] {
        &self.catalogues
    }

    /// The release that decides when none is named.
    ///
    /// # Errors
    ///
    /// If it does not pass its checks.
    pub fn current_release(&self, today: NaiveDate) -> Result<CheckedRelease, LibraryError> {
        self.release(&format!("{}/{}", CURRENT.0, CURRENT.1), today)
    }

    /// A release by folder, or by `pathway/release` among those in the program.
    ///
    /// # Errors
    ///
    /// If there is none, or it does not pass its checks.
    pub fn release(&self, name: &str, today: NaiveDate) -> Result<CheckedRelease, LibraryError> {
        let files = Library::release_files(name)?;
        match check(&files, &self.catalogues, today) {
            Ok((release, _)) => Ok(release),
            Err(findings) => Err(LibraryError::Release(name.to_owned(), findings)),
        }
    }

    /// Every release of a pathway in the program, and those in a folder: the folder itself holds
    /// folders of releases, or folders of pathways that do.
    ///
    /// # Errors
    ///
    /// The first release that cannot be read or does not pass its checks.
    pub fn releases_of(
        &self,
        pathway: &str,
        folder: Option<&Path>,
        today: NaiveDate,
    ) -> Result<Vec<CheckedRelease>, LibraryError> {
        let own = format!("{pathway}/");
        let mut names = Library::embedded_releases();
        names.retain(|name| name.starts_with(&own));
        if let Some(folder) = folder {
            let found = release_folders(folder)?;
            names.extend(found.iter().map(|folder| folder.display().to_string()));
        }
        names.iter().map(|name| self.release(name, today)).collect()
    }

    /// The files of a release, by folder or by `pathway/release`, unchecked.
    ///
    /// # Errors
    ///
    /// If there is none or a file cannot be read.
    pub fn release_files(name: &str) -> Result<BTreeMap<String, String>, LibraryError> {
        let folder = Path::new(name);
        if folder.join("pathway.yaml").is_file() {
            return folder_files(folder);
        }
        let short = name
            .strip_prefix("rules/")
            .unwrap_or(name)
            .trim_end_matches('/');
        match RELEASES.get_dir(short) {
            Some(dir) if dir.get_file(format!("{short}/pathway.yaml")).is_some() => {
                Ok(embedded_files(dir))
            }
            _ => Err(LibraryError::Missing(name.to_owned())),
        }
    }

    /// `pathway/release` of every release in the program.
    pub fn embedded_releases() -> Vec<String> {
        RELEASES
            .dirs()
            .flat_map(Dir::dirs)
            .filter(|dir| dir.get_file(dir.path().join("pathway.yaml")).is_some())
            .map(|dir| dir.path().display().to_string())
            .collect()
    }
}

/// The text files below a folder in the program, by path relative to it.
fn embedded_files(folder: &Dir<'_>) -> BTreeMap<String, String> {
    fn walk(root: &Path, folder: &Dir<'_>, files: &mut BTreeMap<String, String>) {
        for file in folder.files() {
            if let (Ok(name), Some(text)) = (file.path().strip_prefix(root), file.contents_utf8()) {
                files.insert(name.display().to_string(), text.to_owned());
            }
        }
        folder.dirs().for_each(|inner| walk(root, inner, files));
    }
    let mut files = BTreeMap::new();
    walk(folder.path(), folder, &mut files);
    files
}

/// The folders of releases in a folder, or one level below.
fn release_folders(root: &Path) -> Result<Vec<PathBuf>, LibraryError> {
    let unreadable =
        |error: std::io::Error| LibraryError::Unreadable(root.to_owned(), error.to_string());
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.join("pathway.yaml").is_file() {
            found.push(path);
        } else if path.is_dir() {
            let inner = std::fs::read_dir(&path).map_err(unreadable)?;
            let inner = inner.filter_map(|entry| entry.ok().map(|entry| entry.path()));
            found.extend(inner.filter(|path| path.join("pathway.yaml").is_file()));
        }
    }
    found.sort();
    Ok(found)
}

/// The text files below a folder on disk, by path relative to it.
fn folder_files(root: &Path) -> Result<BTreeMap<String, String>, LibraryError> {
    fn walk(
        root: &Path,
        folder: &Path,
        files: &mut BTreeMap<String, String>,
    ) -> Result<(), LibraryError> {
        let unreadable = |path: &Path| {
            let path = path.to_owned();
            move |error: std::io::Error| LibraryError::Unreadable(path, error.to_string())
        };
        for entry in std::fs::read_dir(folder).map_err(unreadable(folder))? {
            let path = entry.map_err(unreadable(folder))?.path();
            if path.is_dir() {
                walk(root, &path, files)?;
            } else if let Ok(name) = path.strip_prefix(root) {
                let text = std::fs::read_to_string(&path).map_err(unreadable(&path))?;
                files.insert(name.display().to_string(), text);
            }
        }
        Ok(())
    }
    let mut files = BTreeMap::new();
    walk(root, root, &mut files)?;
    Ok(files)
}
