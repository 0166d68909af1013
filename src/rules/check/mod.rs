//! From the text of a release to a release that can run.

mod attributes;
mod care;
mod names;
mod rule;
mod topics;
mod values;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use self::attributes::Content;
use self::care::Defined;
use self::names::Names;
use super::compile::{Scope, Type};
use super::compiled::{Programs, roots};
use super::expr::{DefinitionId, ValueId};
use super::finding::{Finding, Severity};
use super::lock::{LOCK, digest, lock};
use super::pathway::{Imaging, Term, Vocabulary};
use super::release::{CheckedRelease, Citation};
use super::source::{
    BaselineFile, CitationFile, PathwayFile, ProfileFile, Text, TopicFile, ValueFile, Yes,
    read_yaml,
};
use super::terms::ReleaseRef;
use super::words::did_you_mean;
use crate::facts::{Catalogue, FactBits};
use crate::model::Profile;

/// Checks the files of a release against the catalogues of the forms at hand.
///
/// `today` is the day against which citations are due for a recheck.
///
/// # Errors
///
/// Every finding, errors and warnings, sorted by file and line, if there is an error among them.
pub fn check(
    files: &BTreeMap<String, String>,
    catalogues: &[Catalogue],
    today: NaiveDate,
) -> Result<(CheckedRelease, Vec<Finding>), Vec<Finding>> {
    let mut checker = Checker {
        findings: Vec::new(),
        today,
    };
    let release = checker.release(files, catalogues);
    let mut findings = checker.findings;
    findings.sort();
    findings.dedup();
    match release {
        Some(release) if findings.iter().all(|f| f.severity != Severity::Error) => {
            Ok((release, findings))
        }
        _ => Err(findings),
    }
}

struct Checker {
    findings: Vec<Finding>,
    today: NaiveDate,
}

impl Checker {
    fn add(
        &mut self,
        severity: Severity,
        code: &'static str,
        file: &str,
        message: String,
        help: Option<String>,
    ) {
        self.findings.push(Finding {
            file: file.into(),
            line: 0,
            column: 0,
            severity,
            code,
            message,
            help,
        });
    }

    fn error(&mut self, code: &'static str, file: &str, message: String, help: Option<String>) {
        self.add(Severity::Error, code, file, message, help);
    }

    fn at(
        &mut self,
        severity: Severity,
        code: &'static str,
        file: &str,
        place: &Text,
        message: String,
    ) {
        self.at_with_help(severity, code, file, place, (message, None));
    }

    fn at_with_help(
        &mut self,
        severity: Severity,
        code: &'static str,
        file: &str,
        place: &Text,
        (message, help): (String, Option<String>),
    ) {
        let (line, column) = (place.defined.line(), place.defined.column());
        self.findings.push(Finding {
            file: file.into(),
            line,
            column,
            severity,
            code,
            message,
            help,
        });
    }

    fn read<T: serde::de::DeserializeOwned>(
        &mut self,
        files: &BTreeMap<String, String>,
        name: &str,
    ) -> Option<T> {
        let Some(text) = files.get(name) else {
            self.error(
                "R003",
                name,
                "the file is missing".into(),
                Some("add it; see `rules/README.md`".into()),
            );
            return None;
        };
        read_yaml(name, text)
            .map_err(|finding| self.findings.push(finding))
            .ok()
    }

    fn release(
        &mut self,
        files: &BTreeMap<String, String>,
        catalogues: &[Catalogue],
    ) -> Option<CheckedRelease> {
        let locked = lock(files);
        match files.get(LOCK) {
            Some(text) if *text == locked => {}
            Some(_) => self.error(
                "R004",
                LOCK,
                "a file was changed after the release was locked".into(),
                Some("a released folder never changes: copy it to a new release, or run `rules lock` on a draft".into()),
            ),
            None => self.add(Severity::Warning, "R004", LOCK, "the release is not locked".into(), None),
        }
        for name in files.keys() {
            let known = [
                "pathway.yaml",
                "values.yaml",
                "evidence.yaml",
                "baseline.yaml",
                "treatments.yaml",
                "contraindications.yaml",
                "codes.yaml",
                "conflicts.yaml",
                "attributes.yaml",
                LOCK,
            ]
            .contains(&name.as_str())
                || name.starts_with("profiles/")
                || (name.starts_with("topics/") && name.ends_with(".yaml"));
            if !known {
                self.error(
                    "R003",
                    name,
                    "the file does not belong to a release".into(),
                    None,
                );
            }
        }
        let pathway: Option<PathwayFile> = self.read(files, "pathway.yaml");
        let values: Option<BTreeMap<String, ValueFile>> = self.read(files, "values.yaml");
        let evidence: Option<BTreeMap<String, CitationFile>> = self.read(files, "evidence.yaml");
        let baseline: Option<BaselineFile> = self.read(files, "baseline.yaml");
        let us = self.profile(files, Profile::Us);
        let uk = self.profile(files, Profile::Uk);
        let cautious = self.profile(files, Profile::Cautious);
        let topics: Vec<(&String, TopicFile)> = files
            .keys()
            .filter(|name| name.starts_with("topics/"))
            .filter_map(|name| self.read(files, name).map(|topic| (name, topic)))
            .collect();
        let (pathway, values, evidence) = (pathway?, values?, evidence?);
        let profiles = [us?, uk?, cautious?];

        let wanted = &pathway.form;
        let Some(catalogue) = catalogues.iter().find(|catalogue| {
            catalogue.form() == wanted.name && catalogue.version() == wanted.version
        }) else {
            let message = format!(
                "form `{}` version `{}` is not among the forms",
                wanted.name, wanted.version
            );
            self.error(
                "R005",
                "pathway.yaml",
                message,
                Some("add it under `schemas/intake`".into()),
            );
            return None;
        };
        let evidence = self.evidence(evidence);
        let vocabulary = vocabulary(pathway.vocabulary);
        let hold_destination = self
            .ids(
                "pathway.yaml",
                pathway.hold_destination.as_slice(),
                &vocabulary.destinations,
            )
            .pop();
        let values = self.values(values, &evidence, &profiles);
        let names = Names {
            catalogue,
            vocabulary: &vocabulary,
            evidence: &evidence,
            values: values
                .iter()
                .enumerate()
                .map(|(at, value)| (value.name.clone(), ValueId(at)))
                .collect(),
            profiles,
        };
        let (definitions, mut rules, broken) = self.topics(files, topics, &names);
        self.profile_rules(&names, &rules);
        let known = definitions
            .iter()
            .enumerate()
            .map(|(at, definition)| {
                let kind = Type::of(&definition.is);
                (definition.name.clone(), (DefinitionId(at), kind))
            })
            .collect();
        let defined = Defined {
            files,
            scope: Scope {
                catalogue,
                definitions: &known,
                values: &names.values,
                broken: &broken,
            },
        };
        let care = self.care(&names, &defined);
        let codes = self.codes(files, &names);
        let conflicts = self.conflicts(files, &names, &rules, care.as_ref());
        self.unused(&definitions, &rules, care.as_ref(), &values);
        let content = Content {
            definitions: &definitions,
            rules: &rules,
            care: care.as_ref(),
            codes: &codes,
            values: &values,
        };
        let attributes = self.attributes(files, &names, &content);
        for name in baseline.iter().flat_map(|baseline| baseline.answers.keys()) {
            if catalogue.find(name).is_none() {
                let help = did_you_mean(
                    name,
                    catalogue.facts().iter().map(|fact| fact.name.as_str()),
                );
                self.error(
                    "R012",
                    "baseline.yaml",
                    format!("`{name}` is no fact"),
                    help,
                );
            }
        }
        let read = rules.iter().map(|rule| rule.reads);
        let read = read.fold(FactBits::EMPTY, FactBits::union);
        for rule in &mut rules {
            rule.read_at = rule.reads.runs_among(read);
        }
        let programs = Programs::of(&definitions, &values, &roots(&rules, care.as_ref()));
        Some(CheckedRelease {
            programs,
            reference: ReleaseRef {
                name: pathway.pathway,
                release: pathway.release,
                digest: digest(&locked),
            },
            title: pathway.title,
            hold: pathway.hold,
            hold_destination,
            catalogue: catalogue.clone(),
            vocabulary,
            evidence,
            values,
            definitions,
            rules,
            read,
            care,
            codes,
            conflicts,
            attributes,
            recheck_grace_days: pathway.recheck_grace_days,
            files: files.clone(),
            baseline: baseline?,
        })
    }

    fn profile(
        &mut self,
        files: &BTreeMap<String, String>,
        profile: Profile,
    ) -> Option<ProfileFile> {
        let name = format!("profiles/{profile}.yaml");
        let file: ProfileFile = self.read(files, &name)?;
        if file.profile != profile {
            self.error(
                "R003",
                &name,
                format!("the file says `profile: {}`", file.profile),
                None,
            );
        }
        Some(file)
    }

    fn evidence(&mut self, files: BTreeMap<String, CitationFile>) -> BTreeMap<String, Citation> {
        for (id, citation) in &files {
            if citation.recheck_by < self.today {
                let message = format!("`{id}` was due for a recheck on {}", citation.recheck_by);
                let help =
                    Some("read the source again, then set `checked` and `recheck_by`".into());
                self.add(Severity::Warning, "R030", "evidence.yaml", message, help);
            }
        }
        files
            .into_iter()
            .map(|(id, file)| {
                let CitationFile {
                    cite,
                    seen,
                    mark,
                    checked,
                    recheck_by,
                    at,
                } = file;
                (
                    id,
                    Citation {
                        cite,
                        seen,
                        mark,
                        checked,
                        recheck_by,
                        at,
                    },
                )
            })
            .collect()
    }

    fn cites(&mut self, file: &str, ids: &[Text], evidence: &BTreeMap<String, Citation>) {
        for id in ids.iter().filter(|id| !evidence.contains_key(&id.value)) {
            let help = did_you_mean(&id.value, evidence.keys().map(String::as_str));
            let message = format!("`{}` is not in `evidence.yaml`", id.value);
            self.at_with_help(Severity::Error, "R021", file, id, (message, help));
        }
    }
}

fn vocabulary(file: super::source::VocabularyFile) -> Vocabulary {
    let terms = |terms: BTreeMap<String, super::source::TermFile>| {
        terms
            .into_iter()
            .map(|(id, term)| {
                (
                    id,
                    Term {
                        text: term.text,
                        ask: String::new(),
                        own_care: false,
                    },
                )
            })
            .collect()
    };
    Vocabulary {
        destinations: file
            .destinations
            .into_iter()
            .map(|(id, term)| {
                (
                    id,
                    Term {
                        text: term.text,
                        ask: term.ask,
                        own_care: term.own_care == Yes::Yes,
                    },
                )
            })
            .collect(),
        imaging: file
            .imaging
            .into_iter()
            .map(|(id, imaging)| {
                let super::source::ImagingFile {
                    text,
                    modality,
                    regions,
                    contrast,
                } = imaging;
                (
                    id,
                    Imaging {
                        text,
                        modality,
                        regions,
                        contrast,
                    },
                )
            })
            .collect(),
        labs: terms(file.labs),
        evaluations: terms(file.evaluations),
        plan: terms(file.plan),
        safety_net: terms(file.safety_net),
        findings: terms(file.findings),
    }
}
