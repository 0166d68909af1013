//! `spinepath rules prove`.

use super::desk::Desk;
use super::output::print_json;
use super::{Exit, Format, Shared};
use crate::clock;
use crate::proof::{AttributeEffect, Broken, Example, Proof, Property, prove};

/// Proves a release and prints what was found under the profile that is named, or under each.
pub(super) fn run(desk: &Desk, shared: &Shared) -> Result<Exit, Exit> {
    let catalogue = desk.release.catalogue();
    let Some(form) = desk.library.form(catalogue.form(), catalogue.version()) else {
        eprintln!(
            "form `{}` {} is not at hand: name its folder with `--form`",
            catalogue.form(),
            catalogue.version()
        );
        return Err(Exit::WrongUse);
    };
    let proofs = prove(&desk.release, form, clock::today()).map_err(|faults| {
        faults.iter().for_each(|fault| eprintln!("{fault}"));
        Exit::Findings
    })?;
    let wanted = |proof: &Proof| {
        shared
            .profile
            .is_none_or(|profile| profile == proof.profile)
    };
    let proofs: Vec<Proof> = proofs.into_iter().filter(wanted).collect();
    match shared.format {
        Format::Json => print_json(&serde_json::json!({ "proofs": proofs })),
        Format::Human => proofs.iter().for_each(print),
    }
    if proofs.iter().all(Proof::holds) {
        Ok(Exit::Fine)
    } else {
        Ok(Exit::Findings)
    }
}

fn print(proof: &Proof) {
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
    if !proof.attributes.is_empty() {
        say!("data about a person:");
        proof.attributes.iter().for_each(print_attribute);
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
