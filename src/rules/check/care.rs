//! Treatments, contraindications, codes and recorded conflicts (SPEC 10 to 12).

use std::collections::BTreeMap;

use super::super::coding::{Coding, Mark};
use super::super::compile::Scope;
use super::super::expr::{Condition, Expr};
use super::super::finding::Severity;
use super::super::release::{Conflict, Position, Rule};
use super::super::source::{
    CareFile, CodesFile, ConflictsFile, ContraindicationsFile, Text, TreatmentFile, Yes,
};
use super::super::terms::{Basis, Outcome};
use super::super::treatment::{Care, Contraindication, Treatment, Verdict};
use super::super::words::did_you_mean;
use super::Checker;
use super::names::Names;
use super::topics;
use crate::model::Profile;

const TREATMENTS: &str = "treatments.yaml";
const CONTRAINDICATIONS: &str = "contraindications.yaml";
const CODES: &str = "codes.yaml";
const CONFLICTS: &str = "conflicts.yaml";

/// What the conditions of treatments are compiled in.
pub(super) struct Defined<'a> {
    pub files: &'a BTreeMap<String, String>,
    pub scope: Scope<'a>,
}

impl Checker {
    /// The treatments of a release and what speaks against them; none where it has no such file.
    pub(super) fn care(&mut self, names: &Names<'_>, defined: &Defined<'_>) -> Option<Care> {
        let files = defined.files;
        if !files.contains_key(TREATMENTS) {
            if files.contains_key(CONTRAINDICATIONS) {
                let message = "the file has nothing to speak against".into();
                let help = Some(format!("add `{TREATMENTS}`"));
                self.error("R050", CONTRAINDICATIONS, message, help);
            }
            return None;
        }
        let care: CareFile = self.read(files, TREATMENTS)?;
        let against: ContraindicationsFile = if files.contains_key(CONTRAINDICATIONS) {
            self.read(files, CONTRAINDICATIONS)?
        } else {
            ContraindicationsFile::default()
        };
        let offer_when = self.yes_or_no(TREATMENTS, &care.offer_when, defined);
        let mut classes = Vec::new();
        let mut class_places = Vec::new();
        for class in &care.classes {
            let when = self.yes_or_no(TREATMENTS, &class.when, defined);
            classes.push((class.class.value.clone(), when?));
            class_places.push(topics::place(TREATMENTS, &class.when));
        }
        if !matches!(classes.last(), Some((_, Condition::Always(true)))) {
            let message = "the last class must hold for everybody".into();
            let help = Some("write `when: \"true\"` for it".into());
            self.error("R050", TREATMENTS, message, help);
        }
        let ids: Vec<String> = care
            .treatments
            .iter()
            .map(|treatment| treatment.treatment.value.clone())
            .collect();
        let treatments = care
            .treatments
            .into_iter()
            .map(|file| self.treatment(file, &classes, &ids, names))
            .collect();
        let contraindications = against
            .contraindications
            .into_iter()
            .filter_map(|file| self.contraindication(file, &ids, names, defined))
            .collect();
        Some(Care {
            offer_place: topics::place(TREATMENTS, &care.offer_when),
            offer_when: offer_when?,
            classes,
            class_places,
            treatments,
            contraindications,
        })
    }

    fn yes_or_no(&mut self, file: &str, text: &Text, defined: &Defined<'_>) -> Option<Condition> {
        match self.compile(defined.files, file, &defined.scope, text)? {
            Expr::Condition(condition) => Some(condition),
            Expr::Number(_) | Expr::Date(_) => {
                let message = "the condition is not yes or no".into();
                self.at(Severity::Error, "R013", file, text, message);
                None
            }
        }
    }

    fn treatment(
        &mut self,
        file: TreatmentFile,
        classes: &[(String, Condition)],
        ids: &[String],
        names: &Names<'_>,
    ) -> Treatment {
        let place = &file.treatment;
        let id = place.value.clone();
        self.name(TREATMENTS, place);
        if ids.iter().filter(|other| **other == id).count() > 1 {
            let message = format!("treatment `{id}` stands twice");
            self.at(Severity::Error, "R011", TREATMENTS, place, message);
        }
        self.backed(TREATMENTS, place, file.basis, &file.evidence, names);
        let of = |file: &TreatmentFile, profile: Profile, class: &String| {
            let replaced = file.profiles.get(&profile).and_then(|own| own.get(class));
            replaced.or_else(|| file.verdicts.get(class)).copied()
        };
        let mut verdicts: [Vec<Verdict>; 3] = Default::default();
        for profile in Profile::ALL {
            for (class, _) in classes {
                match of(&file, profile, class).filter(|verdict| verdict.authored()) {
                    Some(verdict) => verdicts[profile as usize].push(verdict),
                    None => {
                        let message = format!("`{id}` has no verdict for class `{class}`");
                        self.at(Severity::Error, "R051", TREATMENTS, place, message);
                    }
                }
            }
        }
        let own = file.profiles.values().flat_map(BTreeMap::keys);
        for class in file.verdicts.keys().chain(own) {
            if !classes.iter().any(|(known, _)| known == class) {
                let help = did_you_mean(class, classes.iter().map(|(known, _)| known.as_str()));
                let message = format!("`{class}` is no class of `{TREATMENTS}`");
                self.at_with_help(Severity::Error, "R051", TREATMENTS, place, (message, help));
            }
        }
        let more_lenient = (0..classes.len()).any(|class| {
            let of = |profile: Profile| verdicts[profile as usize].get(class);
            of(Profile::Cautious) < of(Profile::Us).max(of(Profile::Uk))
        });
        if more_lenient {
            let message =
                format!("`{id}` is offered more freely under `cautious` than under `us` or `uk`");
            self.at(Severity::Error, "R025", TREATMENTS, place, message);
        }
        let needs = file.needs.as_ref().and_then(|needed| {
            let found = ids.iter().position(|id| *id == needed.value);
            if found.is_none() {
                self.no_treatment(TREATMENTS, needed, ids);
            }
            found
        });
        Treatment {
            group: file.group,
            title: file.title,
            because: file.because,
            basis: file.basis,
            evidence: file.evidence.into_iter().map(|id| id.value).collect(),
            conflict: file.conflict,
            dose: file.dose,
            stop: file.stop,
            level: file.level,
            needs,
            verdicts,
            id,
        }
    }

    fn no_treatment(&mut self, file: &str, name: &Text, ids: &[String]) {
        let help = did_you_mean(&name.value, ids.iter().map(String::as_str));
        let message = format!("`{}` is no treatment", name.value);
        self.at_with_help(Severity::Error, "R052", file, name, (message, help));
    }

    /// A statement cites what it stands on (SPEC 6.6).
    fn backed(
        &mut self,
        file: &str,
        place: &Text,
        basis: Basis,
        evidence: &[Text],
        names: &Names<'_>,
    ) {
        self.cites(file, evidence, names.evidence);
        if evidence.is_empty() && !matches!(basis, Basis::Memory | Basis::Policy) {
            let id = &place.value;
            let message =
                format!("`{id}` has basis `verified`, `secondary` or `partial` and cites nothing");
            self.at(Severity::Error, "R021", file, place, message);
        }
    }

    fn contraindication(
        &mut self,
        file: super::super::source::ContraindicationFile,
        ids: &[String],
        names: &Names<'_>,
        defined: &Defined<'_>,
    ) -> Option<Contraindication> {
        let place = &file.contraindication;
        self.name(CONTRAINDICATIONS, place);
        self.backed(CONTRAINDICATIONS, place, file.basis, &file.evidence, names);
        for name in file
            .treatments
            .iter()
            .filter(|name| !ids.contains(&name.value))
        {
            self.no_treatment(CONTRAINDICATIONS, name, ids);
        }
        if file.action == super::super::treatment::Effect::Ask {
            let message = "`ask` is what an unknown block does: write `block`".into();
            self.at(Severity::Error, "R053", CONTRAINDICATIONS, place, message);
        }
        let has = |outcome| file.tests.iter().any(|test| test.expect == outcome);
        let tested = [
            ("fired", has(Outcome::Fired)),
            ("silent", has(Outcome::Silent)),
        ];
        self.untested(CONTRAINDICATIONS, place, &tested);
        let when = self.yes_or_no(CONTRAINDICATIONS, &file.when, defined)?;
        Some(Contraindication {
            when,
            place: topics::place(CONTRAINDICATIONS, &file.when),
            id: place.value.clone(),
            text: file.text,
            effect: file.action,
            basis: file.basis,
            evidence: file.evidence.into_iter().map(|id| id.value).collect(),
            treatments: file.treatments.into_iter().map(|id| id.value).collect(),
            tests: file.tests,
        })
    }

    /// The codes of a release; none where it has no such file.
    pub(super) fn codes(
        &mut self,
        files: &BTreeMap<String, String>,
        names: &Names<'_>,
    ) -> Vec<Coding> {
        if !files.contains_key(CODES) {
            return Vec::new();
        }
        let Some(file) = self.read::<CodesFile>(files, CODES) else {
            return Vec::new();
        };
        let mut codes: Vec<Coding> = Vec::new();
        for entry in file.codes {
            let place = &entry.code;
            self.ids(CODES, &entry.findings, &names.vocabulary.findings);
            for fact in &entry.facts {
                self.fact(CODES, fact, names);
            }
            if entry.mark == Mark::Conflict && entry.note.is_none() {
                let message = format!("`{}` needs a `note` that says what disagrees", place.value);
                self.at(Severity::Error, "R054", CODES, place, message);
            }
            let twice = |code: &&Coding| {
                code.system == entry.system
                    && code.code == place.value
                    && code.mark != Mark::Conflict
                    && entry.mark != Mark::Conflict
            };
            if codes.iter().find(twice).is_some() {
                let message = format!("code `{}` stands twice", place.value);
                self.at(Severity::Error, "R011", CODES, place, message);
            }
            codes.push(Coding {
                system: entry.system,
                code: place.value.clone(),
                title: entry.title,
                findings: entry.findings.into_iter().map(|id| id.value).collect(),
                facts: entry.facts.into_iter().map(|id| id.value).collect(),
                mark: entry.mark,
                seen: entry.seen,
                clinician_only: entry.clinician_only == Yes::Yes,
                note: entry.note,
            });
        }
        codes
    }

    /// The questions on which sources disagree; none where the release has no such file.
    pub(super) fn conflicts(
        &mut self,
        files: &BTreeMap<String, String>,
        names: &Names<'_>,
        rules: &[Rule],
        care: Option<&Care>,
    ) -> Vec<Conflict> {
        if !files.contains_key(CONFLICTS) {
            return Vec::new();
        }
        let Some(file) = self.read::<ConflictsFile>(files, CONFLICTS) else {
            return Vec::new();
        };
        let treatments: Vec<String> = care
            .iter()
            .flat_map(|care| &care.treatments)
            .map(|treatment| treatment.id.clone())
            .collect();
        let mut conflicts = Vec::new();
        for entry in file.conflicts {
            let place = &entry.conflict;
            if entry.positions.len() < 2 {
                let message = format!("`{}` needs two positions", place.value);
                self.at(Severity::Error, "R055", CONFLICTS, place, message);
            }
            for position in &entry.positions {
                self.cites(CONFLICTS, &position.evidence, names.evidence);
            }
            for name in &entry.rules {
                if !rules.iter().any(|rule| rule.id == name.value) {
                    let help = did_you_mean(&name.value, rules.iter().map(|r| r.id.as_str()));
                    let message = format!("`{}` is no rule of this release", name.value);
                    self.at_with_help(Severity::Error, "R025", CONFLICTS, name, (message, help));
                }
            }
            for name in &entry.values {
                if !names.values.contains_key(&name.value) {
                    let help = did_you_mean(&name.value, names.values.keys().map(String::as_str));
                    let message = format!("`{}` is not in `values.yaml`", name.value);
                    self.at_with_help(Severity::Error, "R022", CONFLICTS, name, (message, help));
                }
            }
            let strange =
                (entry.treatments.iter()).filter(|name| !treatments.contains(&name.value));
            for name in strange {
                self.no_treatment(CONFLICTS, name, &treatments);
            }
            let ids = |names: &[Text]| names.iter().map(|name| name.value.clone()).collect();
            conflicts.push(Conflict {
                id: place.value.clone(),
                question: entry.question,
                rules: ids(&entry.rules),
                values: ids(&entry.values),
                treatments: ids(&entry.treatments),
                choices: [entry.choice.us, entry.choice.uk, entry.choice.cautious],
                positions: entry
                    .positions
                    .into_iter()
                    .map(|position| Position {
                        by: position.by,
                        says: position.says,
                        evidence: position.evidence.into_iter().map(|id| id.value).collect(),
                    })
                    .collect(),
            });
        }
        conflicts
    }
}
