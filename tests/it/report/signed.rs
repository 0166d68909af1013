//! What a clinician said stands on the summary.

use chrono::{DateTime, Utc};
use spinepath::model::{Phi, ReasonCode, ReviewVerdict, Urgency};
use spinepath::report::{CaseView, Paper, Signed, render};

use super::read_back::{ReadBack, unwrapped};
use super::samples::{Sample, all};

fn at() -> DateTime<Utc> {
    "2026-11-24T10:15:00Z".parse().unwrap()
}

fn signed(sample: &Sample, paper: Paper, verdict: &ReviewVerdict) -> (ReadBack, Vec<u8>) {
    let view = CaseView {
        signed: Some(Signed {
            verdict,
            by: "Dr. Okafor",
            at: at(),
        }),
        ..sample.view()
    };
    let bytes = render(&view, paper).unwrap().bytes;
    (ReadBack::of(&bytes), bytes)
}

#[test]
fn a_change_stands_below_the_band_in_the_box_and_with_its_words_in_the_appendix() {
    let text = "Aspirated yesterday; the culture is negative so far.";
    let verdict = ReviewVerdict::Changed {
        urgency: Urgency::TwoWeeks,
        reason: ReasonCode::ActionCompleted,
        text: Some(Phi::new(text.into())),
    };
    for sample in all() {
        for paper in Paper::ALL {
            let (read, bytes) = signed(&sample, paper, &verdict);
            let name = sample.name;
            let bar = "CHANGED BY A CLINICIAN to 2 WEEKS: already done";
            assert!(
                unwrapped(read.first_page()).contains(bar),
                "{name} {paper:?}"
            );
            let all = unwrapped(&read.text());
            assert!(all.contains(text), "{name} {paper:?}");
            let signs = |page: &String| page.contains("Dr. Okafor") && page.contains("kept with");
            let page = read.pages.iter().position(signs).unwrap();
            assert_eq!(page, usize::from(name == "overlong"), "{name} {paper:?}");
            assert_eq!(
                bytes,
                signed(&sample, paper, &verdict).1,
                "{name} {paper:?}"
            );
        }
    }
}

#[test]
fn an_agreement_is_in_the_box_and_changes_nothing_above_it() {
    for sample in all() {
        let (read, bytes) = signed(&sample, Paper::A4, &ReviewVerdict::Agreed);
        let before = sample.pdf(Paper::A4);
        assert!(
            !read.text().contains("CHANGED BY A CLINICIAN"),
            "{}",
            sample.name
        );
        assert!(
            read.text().contains("24 Nov 2026 10:15 UTC"),
            "{}",
            sample.name
        );
        assert_ne!(bytes, before.bytes, "{}", sample.name);
    }
}
