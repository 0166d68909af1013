//! The prover: a space, the solver, and a free patient in it.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::thread;

use chrono::NaiveDate;

use super::certificate::{
    About, Certificate, Certified, Claim, Found, Sheet, Turned, Witness, inputs, outcomes,
};
use super::gates::{Gates, Lit, Model};
use super::report::{AttributeEffect, Broken, Example, Proof, Property, Size};
use super::space::{Shape, Space};
use super::tree::without_tree;
use super::view::{View, reads};
use super::{attributes, claims, hidden, open, patient, used, valid};
use crate::facts::{Days, FactBits, FactId, FactSet, FactValue};
use crate::intake::document::RawForm;
use crate::intake::form::Form;
use crate::intake::record::IntakeRecord;
use crate::intake::validate::validate;
use crate::model::{Answer, Profile};
use crate::rules::{CheckedRelease, born, evaluate};

/// Why a release cannot be put before the prover: a sentence for each condition.
pub type Unprovable = Vec<String>;

/// A release before the solver.
pub(super) struct Prover<'a> {
    pub space: Space<'a>,
    pub form: &'a Form,
    pub gates: Gates,
    /// Any acceptable patient.
    pub any: View,
    /// Patients who showed something.
    found: Vec<Model>,
    /// For the certificate: what was asked so far, of whom, and of other solvers.
    pub claims: Vec<Claim>,
    pub turned: Vec<Turned>,
    pub sheets: Vec<Sheet>,
}

/// Decides every property of a release, for patients assessed on that day: one proof for each
/// profile.
///
/// That a rule or a part of a condition is of no use is said only where it is so under every
/// profile.
///
/// # Errors
///
/// A sentence for each condition that the prover has no form for.
pub fn prove(
    release: &CheckedRelease,
    form: &Form,
    as_of: NaiveDate,
) -> Result<Vec<Proof>, Unprovable> {
    let proofs = under_each_profile(&|profile| {
        let mut prover = Prover::of(release, form, (profile, as_of), Gates::new())?;
        Ok(prover.decide().0)
    });
    Ok(useless_everywhere(proofs?))
}

/// What each kind of data about a person can change, one list for each profile, in the order of
/// [`Profile::ALL`]; empty lists for a release that states no attributes.
///
/// # Errors
///
/// A sentence for each condition that the prover has no form for.
pub fn effects(
    release: &CheckedRelease,
    form: &Form,
    as_of: NaiveDate,
) -> Result<Vec<Vec<AttributeEffect>>, Unprovable> {
    under_each_profile(&|profile| {
        let mut prover = Prover::of(release, form, (profile, as_of), Gates::new())?;
        Ok(attributes::effects(&mut prover))
    })
}

/// Each profile in a thread: they share nothing but what they read.
fn under_each_profile<T: Send>(
    of: &(dyn Fn(Profile) -> Result<T, Unprovable> + Sync),
) -> Result<Vec<T>, Unprovable> {
    let found = thread::scope(|scope| {
        let threads = Profile::ALL.map(|profile| scope.spawn(move || of(profile)));
        threads.map(|thread| thread.join().unwrap_or_else(|fault| resume_unwind(fault)))
    });
    found.into_iter().collect()
}

/// The same, with a certificate for these profiles that a second program can check.
///
/// # Errors
///
/// A sentence for each condition that the prover has no form for.
pub fn certify(
    release: &CheckedRelease,
    form: &Form,
    as_of: NaiveDate,
    wanted: &[Profile],
) -> Result<(Vec<Proof>, Certificate), Unprovable> {
    let (mut proofs, mut certified) = (Vec::new(), Vec::new());
    for profile in Profile::ALL {
        let gates = if wanted.contains(&profile) {
            Gates::recording()
        } else {
            Gates::new()
        };
        let mut prover = Prover::of(release, form, (profile, as_of), gates)?;
        let (proof, certificate) = prover.decide();
        proofs.push(proof);
        certified.extend(certificate);
    }
    let certificate = Certificate::of(release, as_of, certified);
    Ok((useless_everywhere(proofs), certificate))
}

fn useless_everywhere(mut proofs: Vec<Proof>) -> Vec<Proof> {
    let useless: Vec<Vec<Broken>> = (0..PROPERTIES)
        .map(|place| {
            let broken = |proof: &Proof| {
                let property = proof.properties.get(place);
                property.map_or(Vec::new(), |property| property.broken.clone())
            };
            let mut everywhere = proofs.first().map(broken).unwrap_or_default();
            for proof in &proofs {
                let also = broken(proof);
                everywhere.retain(|one| also.contains(one));
            }
            everywhere
        })
        .collect();
    for proof in &mut proofs {
        for (property, everywhere) in proof.properties.iter_mut().zip(&useless) {
            if property.about_use {
                property.broken.clone_from(everywhere);
            }
        }
    }
    proofs
}

/// How many properties there are.
const PROPERTIES: usize = 7;

impl<'a> Prover<'a> {
    pub fn of(
        release: &'a CheckedRelease,
        form: &'a Form,
        (profile, as_of): (Profile, NaiveDate),
        mut gates: Gates,
    ) -> Result<Prover<'a>, Unprovable> {
        let space = Space::of(release, profile, as_of)?;
        let faults = without_tree(release, &space.values);
        if !faults.is_empty() {
            return Err(faults);
        }
        let any = View::any(&space, &mut gates);
        for clause in valid::clauses(&space, &mut gates, &any, space.facts()) {
            gates.require(&clause);
        }
        Ok(Prover {
            space,
            form,
            gates,
            any,
            found: Vec::new(),
            claims: Vec::new(),
            turned: Vec::new(),
            sheets: Vec::new(),
        })
    }

    /// Every property, and what a second program needs to check them, where the gates keep a log.
    fn decide(&mut self) -> (Proof, Option<Certified>) {
        let prover = self;
        let properties: [Property; PROPERTIES] = [
            claims::total(prover),
            claims::monotone(prover),
            open::covers(prover),
            hidden::hidden(prover),
            used::dead(prover),
            used::shadowed(prover),
            used::parts(prover),
        ];
        let certified = prover.certified();
        let proof = Proof {
            ruleset: prover.space.release.reference().clone(),
            profile: prover.space.profile,
            as_of: prover.space.as_of,
            size: prover.size(),
            properties: properties.into(),
        };
        (proof, certified)
    }

    fn certified(&mut self) -> Option<Certified> {
        let claims = std::mem::take(&mut self.claims);
        let turned = std::mem::take(&mut self.turned);
        let about = || About::Patients {
            inputs: inputs(&self.space, &self.any, self.space.facts()),
            rules: outcomes(&self.any.rules),
            turned,
        };
        let mut sheets = vec![Sheet::of(&self.gates, about, claims)?];
        sheets.append(&mut self.sheets);
        let rules = self.space.release.rules().iter();
        Some(Certified {
            profile: self.space.profile,
            rules: rules.map(|rule| rule.id.clone()).collect(),
            sheets,
        })
    }

    /// As [`find`](Self::find); question and answer become part of the certificate.
    pub fn ask(&mut self, property: &'static str, of: &[&str], assumed: &[Lit]) -> Option<Model> {
        let model = self.find(assumed);
        if self.gates.log().is_some() {
            let answer = match &model {
                Some(model) => self.witness(model),
                None => Found::None,
            };
            self.claims.push(Claim::of(property, of, assumed, answer));
        }
        model
    }

    /// The patient of a model as a form that the door accepts. The values that stand for their
    /// neighbors need not fit each other: where they do not, what changes no rule is taken away.
    fn witness(&self, model: &Model) -> Found {
        let (release, profile) = (self.space.release, self.space.profile);
        let facts = patient::facts(&self.space, &self.any, model);
        let facts = patient::as_old_as_can_be(&self.space, facts);
        let accepted = |facts: &FactSet| accepted(&self.space, self.form, facts);
        if accepted(&facts) {
            return Found::Patient(Witness::of(&self.space, &facts));
        }
        let outcomes = |facts: &FactSet| {
            let evaluated = evaluate(release, profile, facts);
            let rules = 0..release.rules().len();
            rules
                .map(|rule| evaluated.outcome(rule))
                .collect::<Vec<_>>()
        };
        let before = outcomes(&facts);
        let facts = self.smallest(facts, &|facts| outcomes(facts) == before);
        if accepted(&facts) {
            Found::Patient(Witness::of(&self.space, &facts))
        } else {
            Found::Some
        }
    }

    /// An acceptable patient for whom all of these hold: one found before, where one will do.
    pub fn find(&mut self, assumed: &[Lit]) -> Option<Model> {
        let mut found = self.found.iter();
        let before = found.find(|model| assumed.iter().all(|literal| model.holds(*literal)));
        if let Some(model) = before {
            return Some(model.clone());
        }
        let model = self.gates.model(assumed)?;
        self.found.push(model.clone());
        Some(model)
    }

    /// Every fact that a rule looks at.
    pub fn read(&self) -> FactBits {
        (self.space.release.rules().iter())
            .fold(FactBits::EMPTY, |all, rule| all.union(reads(rule)))
    }

    /// The smallest patient who still shows it.
    pub fn smallest(&self, facts: FactSet, shows: &dyn Fn(&FactSet) -> bool) -> FactSet {
        smallest(&self.space, self.form, facts, shows)
    }

    pub fn example(&self, facts: &FactSet) -> Example {
        example(&self.space, self.form, facts)
    }

    /// The facts of the free patient in a model.
    pub fn facts(&self, view: &View, model: &Model) -> FactSet {
        patient::facts(&self.space, view, model)
    }

    fn size(&self) -> Size {
        let read = self.read();
        let cells = |fact: FactId| match self.space.shapes.get(fact.index()) {
            Some(Shape::Cells(cells)) => cells.len(),
            Some(Shape::Set(words)) => usize::from(*words) * 2,
            _ => 2,
        };
        let release = self.space.release;
        Size {
            facts: read.iter().count(),
            cells: read.iter().map(cells).sum(),
            conditions: release.definition_count() + release.rules().len(),
            variables: self.gates.variables() as usize,
            asked: self.gates.asked,
        }
    }

    /// How often each request is asked for, by the rules that do.
    pub fn asked_by(&self) -> BTreeMap<(&'static str, &'a str), Vec<usize>> {
        let mut asked: BTreeMap<(&'static str, &str), Vec<usize>> = BTreeMap::new();
        let profile = self.space.profile;
        for (index, rule) in self.space.release.rules().iter().enumerate() {
            let params = rule.params(profile);
            for (list, ids) in [
                ("destinations", &params.destinations),
                ("imaging", &params.imaging),
                ("labs", &params.labs),
                ("evaluations", &params.evaluations),
                ("plan", &rule.plan),
                ("safety_net", &rule.safety_net),
                ("findings", &rule.findings),
            ] {
                for id in ids {
                    asked.entry((list, id.as_str())).or_default().push(index);
                }
            }
        }
        asked
    }
}

/// A smaller patient who still shows it: none of the answers that are left could be taken away when
/// it was tried. A form that the door accepts stays one.
pub(super) fn smallest(
    space: &Space<'_>,
    form: &Form,
    facts: FactSet,
    shows: &dyn Fn(&FactSet) -> bool,
) -> FactSet {
    let mut facts = facts;
    let accepted = |facts: &FactSet| accepted(space, form, facts);
    let was_accepted = accepted(&facts);
    let catalogue = space.catalogue();
    let needed = catalogue.find("birth_date");
    // An adult whom a reader can picture, where the age does not matter.
    let adult = born(space.release.baseline().1, facts.as_of());
    if let Some(birth_date) = needed {
        let days = Days {
            earliest: adult,
            latest: adult,
        };
        let known = Answer::Known(FactValue::Date(days));
        let other = facts.clone().with(birth_date, known);
        if shows(&other) && (!was_accepted || accepted(&other)) {
            facts = other;
        }
    }
    let mut answered: Vec<FactId> = (0..catalogue.facts().len())
        .filter_map(FactId::at)
        .filter(|fact| Some(*fact) != needed && facts.get(*fact).known().is_some())
        .collect();
    // Most answers do not matter: many are tried at once, and fewer where that fails.
    answered.reverse();
    let mut left = vec![answered];
    while let Some(mut some) = left.pop() {
        let without = (some.iter()).fold(facts.clone(), |facts, fact| {
            facts.with(*fact, Answer::NotAsked)
        });
        if shows(&without) && (!was_accepted || accepted(&without)) {
            facts = without;
        } else if some.len() > 1 {
            let rest = some.split_off(some.len() / 2);
            left.extend([some, rest]);
        }
    }
    facts
}

/// A patient in words and as a form.
pub(super) fn example(space: &Space<'_>, form: &Form, facts: &FactSet) -> Example {
    let filled = patient::form(space, facts);
    Example {
        words: patient::words(space, facts),
        denied: patient::denied(space, facts),
        refused: refused(form, &filled),
        form: filled,
    }
}

fn accepted(space: &Space<'_>, form: &Form, facts: &FactSet) -> bool {
    refused(form, &patient::form(space, facts)).is_empty()
}

/// Why a form is not acceptable at the door.
fn refused(form: &Form, filled: &serde_json::Value) -> Vec<String> {
    let raw = match RawForm::read(filled.to_string().as_bytes()) {
        Ok(raw) => raw,
        Err(refusal) => return vec![refusal.to_string()],
    };
    let read = validate(form, raw).and_then(|valid| IntakeRecord::read(form, valid));
    match read {
        Ok(_) => Vec::new(),
        Err(violations) => (violations.iter())
            .map(|violation| format!("{}: {}", violation.pointer, violation.detail))
            .collect(),
    }
}
