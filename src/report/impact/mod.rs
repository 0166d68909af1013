//! What another release would have decided, as a document for programs and a page for people.
//!
//! Both say the same and carry the same digest. Nothing in them is of a patient but the number of
//! a synthetic one or the id of a case, with which rules came and went: sentences of rules stand
//! here without the answers that belong in them.

mod flow;
mod html;
mod page;
mod tables;
mod words;

use serde_json::{Map, Value as Json, json};

use crate::decision::{Difference, Direction, Impact, canonical};
use crate::model::{Profile, Urgency, digest::sha256};
use crate::rules::CheckedRelease;

pub use words::Words;

/// Number of the shape of the document.
const SCHEMA: u32 = 1;

/// A comparison that is done.
pub struct ImpactView<'a> {
    /// The release before.
    pub from: &'a CheckedRelease,
    /// The release now.
    pub to: &'a CheckedRelease,
    /// Whose guidelines applied.
    pub profile: Profile,
    /// On whom, as data.
    pub source: Json,
    /// On whom, in words.
    pub patients: String,
    /// How to look at one of them.
    pub look: String,
    /// What was found.
    pub impact: &'a Impact,
    /// Cases that could not be compared, and why.
    pub left_out: Vec<(String, String)>,
}

/// A comparison as a document and as a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImpactReport {
    /// The document; `digest` is over all of it but itself.
    pub json: Json,
    /// The page: one file, without scripts or anything from elsewhere.
    pub html: String,
}

/// A group of patients for whom the same is different.
type Group<'a> = (&'a Difference, &'a [String]);

/// Writes a comparison down. Equal comparisons give equal bytes.
pub fn impact_report(view: &ImpactView<'_>) -> ImpactReport {
    let mut json = document(view);
    let digest = sha256(canonical(&json).as_bytes());
    if let Json::Object(members) = &mut json {
        members.insert("digest".into(), json!(digest));
    }
    ImpactReport {
        html: page::page(view, &digest),
        json,
    }
}

/// The groups, the most dangerous first, then the most urgent before, the lowest now, the largest.
fn groups(impact: &Impact) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = (impact.groups.iter())
        .map(|(difference, patients)| (difference, patients.as_slice()))
        .collect();
    groups.sort_by_key(|(difference, patients)| {
        (
            difference.direction,
            std::cmp::Reverse(difference.from),
            difference.to,
            std::cmp::Reverse(patients.len()),
        )
    });
    groups
}

fn document(view: &ImpactView<'_>) -> Json {
    let words = Words::of(view.from, view.to);
    let impact = view.impact;
    let counts: Map<String, Json> = (Direction::ALL.iter())
        .map(|direction| (direction_word(*direction), json!(impact.count(*direction))))
        .collect();
    let rules: Vec<Json> = (impact.rules.iter())
        .map(|(id, counts)| {
            json!({
                "rule": id, "title": words.title(id), "text": words.sentence(id),
                "gone": counts.gone, "new": counts.new, "moved": counts.moved, "lowered": counts.lowered,
            })
        })
        .collect();
    let items: Vec<Json> = (impact.items.iter())
        .map(|(item, counts)| {
            json!({
                "item": item, "text": words.item(item),
                "gone": counts.gone, "new": counts.new, "lowered": counts.lowered,
            })
        })
        .collect();
    let groups: Vec<Json> = (groups(impact).iter())
        .map(|(difference, patients)| json!({ "difference": difference, "patients": patients }))
        .collect();
    let left_out: Vec<Json> = (view.left_out.iter())
        .map(|(case, because)| json!({ "case": case, "because": because }))
        .collect();
    json!({
        "schema": SCHEMA,
        "from": release(view.from),
        "to": release(view.to),
        "profile": view.profile,
        "patients": { "source": view.source, "compared": impact.patients, "left_out": left_out },
        "counts": counts,
        "urgency": table(&impact.urgency),
        "could_become": table(&impact.could_become),
        "settled": {
            "final_to_final": impact.settled[1][1], "final_to_provisional": impact.settled[1][0],
            "provisional_to_final": impact.settled[0][1], "provisional_to_provisional": impact.settled[0][0],
        },
        "rules": rules,
        "items": items,
        "groups": groups,
    })
}

fn release(release: &CheckedRelease) -> Json {
    let catalogue = release.catalogue();
    json!({
        "release": release.reference(),
        "form": { "name": catalogue.form(), "version": catalogue.version(), "digest": catalogue.digest() },
    })
}

/// Patients by the word before, then the word now.
fn table(table: &crate::decision::Table) -> Json {
    let row = |counts: &[u64]| -> Map<String, Json> {
        let named = Urgency::ALL.iter().zip(counts);
        named
            .map(|(urgency, count)| (urgency.word().to_owned(), json!(count)))
            .collect()
    };
    let rows = Urgency::ALL.iter().zip(table);
    Json::Object(
        rows.map(|(urgency, counts)| (urgency.word().to_owned(), Json::Object(row(counts))))
            .collect(),
    )
}

fn direction_word(direction: Direction) -> String {
    let word = match direction {
        Direction::Lowered => "lowered",
        Direction::BoundLowered => "bound_lowered",
        Direction::Raised => "raised",
        Direction::Changed => "changed",
        Direction::Same => "same",
    };
    word.to_owned()
}
