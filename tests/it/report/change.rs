//! What would change the urgency, on paper.

use std::fs;
use std::path::Path;

use spinepath::app::{Library, Preview, preview};
use spinepath::model::{Profile, Urgency};
use spinepath::report::{CaseView, Paper, Summary, render};
use spinepath::rules::CheckedRelease;

use super::read_back::{ReadBack, unwrapped};
use crate::rules::patients::{AS_OF, CURRENT, release};

/// Every example form, decided on by the current release.
fn examples(library: &Library, release: &CheckedRelease) -> Vec<(String, Preview)> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/intake/spine/1.1.0/examples/valid");
    let entries = fs::read_dir(folder).unwrap();
    let mut examples: Vec<(String, Preview)> = entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            let decided = preview(library, release, Profile::Cautious, AS_OF, &bytes).unwrap();
            (
                path.file_stem().unwrap().to_string_lossy().into_owned(),
                decided,
            )
        })
        .collect();
    examples.sort_by(|(one, _), (other, _)| one.cmp(other));
    examples
}

#[test]
fn page_one_says_what_would_change_it_and_still_holds_the_sign_off() {
    let library = Library::embedded().unwrap();
    let release = release(CURRENT);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report");
    fs::create_dir_all(&folder).unwrap();
    let mut faults = Vec::new();
    for (name, decided) in examples(&library, &release) {
        let form = &decided.decision.form;
        let view = CaseView {
            record: &decided.record,
            form: library.form(&form.name, &form.version).unwrap(),
            decision: &decided.decision,
            what_if: Some(&decided.what_if),
            citations: release.evidence(),
            case_id: None,
            made_at: None,
            signed: None,
        };
        let change = Summary::of(&view).unwrap().change;
        let settled = decided.what_if.stop_asking && decided.decision.urgency < Urgency::Emergency;
        assert_eq!(
            change.up.contains("No open question can change this."),
            settled,
            "{name}"
        );
        assert_eq!(
            change.next.is_empty(),
            decided.what_if.stop_asking,
            "{name}"
        );
        assert_eq!(
            change.near.is_empty(),
            decided.what_if.near_misses.is_empty(),
            "{name}"
        );
        for paper in Paper::ALL {
            let pdf = render(&view, paper).unwrap();
            fs::write(
                folder.join(format!("example-{name}-{paper:?}.pdf")),
                &pdf.bytes,
            )
            .unwrap();
            let read = ReadBack::of(&pdf.bytes);
            let page = read.first_page();
            for said in [&change.up, &change.down] {
                if !page.contains(&unwrapped(said)) {
                    faults.push(format!("{name} on {paper:?} does not say: {said}"));
                }
            }
            for said in [&change.near, &change.next] {
                let next_page = unwrapped(&read.pages[1..].join(" "));
                if !page.contains(&unwrapped(said)) && !next_page.contains(&unwrapped(said)) {
                    faults.push(format!("{name} on {paper:?} says nowhere: {said}"));
                }
            }
            let signs = "Clinician decision Agree Change to";
            let without = CaseView {
                what_if: None,
                ..view
            };
            let before = ReadBack::of(&render(&without, paper).unwrap().bytes);
            if before.first_page().contains(signs) && !page.contains(signs) {
                faults.push(format!("{name} on {paper:?}: the sign-off left page one"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
