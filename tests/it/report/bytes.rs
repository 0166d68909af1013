//! The file itself: the same bytes every time, small, with its fonts inside.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use spinepath::report::{Paper, set};

use super::{
    read_back::ReadBack,
    samples::{self, Printed, Sample, printed},
};

/// Promised in the design: no summary is larger, in bytes.
const LARGEST: usize = 60 * 1024;

/// Samples that differ in band, status and pages.
const DIGESTED: [&str; 3] = ["emergency", "provisional", "overlong"];

fn digests() -> BTreeMap<String, String> {
    let papers = |name| {
        let sample = Sample::read(name);
        Paper::ALL.map(|paper| (format!("{name}-{paper:?}"), sample.pdf(paper).sha256))
    };
    DIGESTED.into_iter().flat_map(papers).collect()
}

#[test]
fn digests_differ_between_cases_and_papers() {
    let digests = digests();
    let different: BTreeSet<&String> = digests.values().collect();
    assert_eq!(different.len(), 2 * DIGESTED.len());
    // Read by the next test from another process.
    println!("digests {digests:?}");
}

#[test]
fn the_same_case_gives_the_same_bytes_in_this_and_in_another_process() {
    let here = digests();
    // The second time every document comes after others.
    assert_eq!(here, digests());
    let run = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "report::bytes::digests_differ_between_cases_and_papers",
        ])
        .args(["--nocapture", "--test-threads=1"])
        .output()
        .unwrap();
    let there = String::from_utf8(run.stdout).unwrap();
    assert!(there.contains(&format!("digests {here:?}")), "{there}");
}

#[test]
fn no_summary_is_too_large() {
    for mut sample in samples::all() {
        // A release has about a hundred rules; the samples carry fewer.
        let trace = sample.decision.trace.clone();
        sample.decision.trace = trace.iter().cycle().take(110).cloned().collect();
        let size = sample.pdf(Paper::A4).bytes.len();
        assert!(size <= LARGEST, "{}: {size} bytes", sample.name);
    }
}

#[test]
fn both_fonts_are_embedded_and_cut_down() {
    for Printed { read, .. } in printed() {
        let names: Vec<&str> = read.fonts.values().map(|font| font.name.as_str()).collect();
        assert_eq!(names, ["SPINEP+Roboto-Bold", "SPINEP+Roboto-Regular"]);
        for font in read.fonts.values() {
            // The whole fonts have 300 KB.
            let size = font.program.len();
            assert!((1_000..60_000).contains(&size), "{}: {size}", font.name);
        }
    }
}

#[test]
fn nothing_is_set_smaller_than_nine_points() {
    for Printed { sample, read, .. } in printed() {
        let smallest = read.sizes.iter().copied().fold(f32::MAX, f32::min);
        assert!(smallest >= 9.0, "{}: {smallest}", sample.name);
    }
}

#[test]
fn names_print_in_every_spelling_of_latin_greek_cyrillic_and_vietnamese() {
    let base = Sample::read("conservative").summary();
    for (name, printed) in [
        ("Łukasz Ørsted", "Łukasz Ørsted"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        // The same letters, sent in pieces.
        (
            "Nguye\u{302}\u{303}n Thi\u{323} A\u{301}nh",
            "Nguyễn Thị Ánh",
        ),
        ("Παπαδόπουλος", "Παπαδόπουλος"),
        ("Щербакова", "Щербакова"),
        ("Ștefănescu-Țurcanu", "Ștefănescu-Țurcanu"),
        ("Þórðardóttir", "Þórðardóttir"),
        ("Đặng Ễ ẵ ợ ữ", "Đặng Ễ ẵ ợ ữ"),
        ("Ğülşen İnönü", "Ğülşen İnönü"),
        ("O’Neill\u{a0}de\u{2011}la\u{ad}Cruz", "O’Neill de-laCruz"),
        ("≥ 38 °C ≤ 5 ± 1 µg ½ m²", "≥ 38 °C ≤ 5 ± 1 µg ½ m²"),
    ] {
        let mut summary = base.clone();
        summary.title = name.to_owned();
        summary.foot.patient = name.to_owned();
        let pdf = set(&summary, Paper::A4).unwrap();
        assert_eq!(pdf.missing_glyphs, 0, "{name}");
        let page = ReadBack::of(&pdf.bytes);
        assert_eq!(page.first_page().matches(printed).count(), 2, "{name}");
    }
}

#[test]
fn a_character_the_fonts_lack_prints_a_box_and_is_noted_on_every_page() {
    let note = "Characters that could not be printed (shown as a box): 2.";
    for Printed {
        sample, pdf, read, ..
    } in printed()
    {
        let lacking = sample.name == "names";
        assert_eq!(
            pdf.missing_glyphs,
            if lacking { 2 } else { 0 },
            "{}",
            sample.name
        );
        for page in &read.pages {
            assert_eq!(page.contains(note), lacking, "{}", sample.name);
            assert_eq!(page.contains('\u{fffd}'), lacking, "{}", sample.name);
        }
    }
}
