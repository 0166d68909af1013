//! `spinepath rules prove`.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::desk::Desk;
use super::output::print_json;
use super::{Exit, Format, Shared};
use crate::clock;
use crate::model::Profile;
use crate::proof::{
    AttributeEffect, Broken, Certificate, Example, Proof, Property, Unprovable, certify, effects,
    prove,
};

/// Prove a release safe over every acceptable form, or show a patient for whom it is not.
#[derive(Debug, clap::Args)]
pub(super) struct Prove {
    /// A folder, or `pathway/release` of one in the program.
    release: String,
    /// Write what a second program needs to check the proof into this file, as JSON.
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
}

/// What is told under one profile.
#[derive(serde::Serialize)]
struct Told {
    #[serde(flatten)]
    proof: Proof,
    attributes: Vec<AttributeEffect>,
}

impl Prove {
    /// Proves a release and prints what was found under the profile that is named, or under each.
    pub fn run(&self, shared: &Shared) -> Result<Exit, Exit> {
        let desk = Desk::open(shared, Some(&self.release))?;
        let form = desk.form()?;
        let named = shared.profile.map(|profile| vec![profile]);
        let wanted = named.unwrap_or_else(|| Profile::ALL.to_vec());
        let today = clock::today();
        let proofs = match &self.certificate {
            None => prove(&desk.release, form, today).map_err(unprovable)?,
            Some(file) => {
                let certified = certify(&desk.release, form, today, &wanted);
                let (proofs, certificate) = certified.map_err(unprovable)?;
                write(&certificate, file)?;
                proofs
            }
        };
        let effects = effects(&desk.release, form, today).map_err(unprovable)?;
        let proofs: Vec<Told> = (proofs.into_iter().zip(effects))
            .filter(|(proof, _)| wanted.contains(&proof.profile))
            .map(|(proof, attributes)| Told { proof, attributes })
            .collect();
        match shared.format {
            Format::Json => print_json(&serde_json::json!({ "proofs": proofs })),
            Format::Human => proofs.iter().for_each(print),
        }
        if proofs.iter().all(|told| told.proof.holds()) {
            Ok(Exit::Fine)
        } else {
            Ok(Exit::Findings)
        }
    }
}

fn unprovable(faults: Unprovable) -> Exit {
    faults.iter().for_each(|fault| eprintln!("{fault}"));
    Exit::Findings
}

fn write(certificate: &Certificate, file: &Path) -> Result<(), Exit> {
    let written = || -> io::Result<()> {
        let mut writer = BufWriter::new(File::create(file)?);
        serde_json::to_writer(&mut writer, certificate)?;
        writer.write_all(b"\n")?;
        writer.flush()
    };
    written().map_err(|error| {
        eprintln!(
            "`--certificate`: `{}` cannot be written: {error}; name a file in a folder that is \
             there and that you may write to",
            file.display()
        );
        Exit::WrongUse
    })
}

fn print(Told { proof, attributes }: &Told) {
    let size = proof.size;
    say!(
        "{} {} under `{}`, for assessments on {}: {} questions, {} cells of answers, {} conditions",
        proof.ruleset.name,
        proof.ruleset.release,
        proof.profile,
        proof.as_of,
        size.facts,
        size.cells,
        size.conditions
    );
    proof.properties.iter().for_each(print_property);
    if !attributes.is_empty() {
        say!("data about a person:");
        attributes.iter().for_each(print_attribute);
    }
    let broken: usize = proof.properties.iter().map(|p| p.broken.len()).sum();
    if broken == 0 {
        say!("proved: no acceptable form breaks a property");
    } else {
        say!("not proved: {broken} findings");
    }
    say!();
}

fn print_property(property: &Property) {
    let mark = if property.holds() { "proved" } else { "BROKEN" };
    say!(
        "  {mark}  {}: {} ({} parts)",
        property.name,
        property.claim,
        property.parts
    );
    property.broken.iter().for_each(print_broken);
}

fn print_broken(broken: &Broken) {
    say!("    {}: {}", broken.about.join(", "), broken.says);
    if let Some(patient) = &broken.patient {
        say!("      the patient: {}", said(patient));
        for reason in &patient.refused {
            say!("      as a form this would be refused: {reason}");
        }
    }
}

/// A patient on one line.
pub(super) fn said(patient: &Example) -> String {
    let denied = match patient.denied {
        0 => String::new(),
        1 => "; 1 question denied".to_owned(),
        count => format!("; {count} questions denied"),
    };
    format!("{}{denied}", patient.words.join("; "))
}

fn print_attribute(effect: &AttributeEffect) {
    let title = effect.attribute.title();
    if effect.facts.is_empty() {
        say!("  {title}: proved to change nothing: no rule reads it");
        return;
    }
    let urgency = if effect.urgency {
        "can change the urgency"
    } else {
        "proved never to change the urgency"
    };
    say!(
        "  {title} ({}): {urgency}; {} rules can come out otherwise",
        effect.facts.join(", "),
        effect.rules.len()
    );
}
