//! What the pages say, read back from the file.

use spinepath::{
    decision::Status,
    model::Answer,
    report::{Paper, Summary, set},
};

use super::{
    read_back::{ReadBack, unwrapped},
    samples::{Printed, Sample, printed},
};

/// Everything that may never be missing from the first part.
fn must_say(summary: &Summary) -> Vec<String> {
    let band = &summary.band;
    let flags = &summary.flags;
    let mut must = vec![
        summary.title.clone(),
        band.urgency.band().to_owned(),
        band.ask.clone(),
        band.due.clone(),
        summary.problem.clone(),
    ];
    must.extend(band.provisional.clone());
    must.extend(flags.present.iter().cloned());
    must.extend(flags.unknown.iter().cloned());
    must.extend(flags.unasked.iter().cloned());
    must
}

fn first_part(printed: &Printed) -> String {
    match printed.sample.name {
        "overlong" => printed.read.pages[..2].join(" "),
        _ => printed.read.first_page().to_owned(),
    }
}

fn as_printed(text: &str) -> String {
    let boxed = text.replace(['山', '田'], "\u{fffd}");
    unwrapped(&boxed)
}

#[test]
fn the_first_part_says_what_may_never_be_missing() {
    for printed in printed() {
        let page = first_part(printed);
        for text in must_say(&printed.summary) {
            let text = as_printed(&text);
            let (name, paper) = (printed.sample.name, printed.paper);
            assert!(page.contains(&text), "{name} {paper:?}: {text}\n{page}");
        }
    }
}

#[test]
fn every_reason_stands_in_the_document_with_its_rule_and_caution() {
    for Printed {
        sample,
        summary,
        read,
        ..
    } in printed()
    {
        let text = read.text();
        assert!(!summary.reasons.is_empty(), "{}", sample.name);
        for reason in &summary.reasons {
            let line = unwrapped(&format!("{} {}", reason.text, reason.rule));
            assert!(text.contains(&line), "{}: {line}", sample.name);
            if let Some(caution) = &reason.caution {
                assert!(text.contains(caution), "{}: {caution}", sample.name);
            }
        }
    }
}

#[test]
fn page_one_ends_with_the_sign_off() {
    for Printed {
        sample,
        paper,
        read,
        ..
    } in printed()
    {
        let signs = |page: &String| page.contains("Clinician decision Agree Change to");
        let signed = read.pages.iter().position(signs).unwrap();
        let expected = usize::from(sample.name == "overlong");
        assert_eq!(signed, expected, "{} {paper:?}", sample.name);
        let note = format!("the sign-off is on page {}", signed + 1);
        assert_eq!(
            read.first_page().contains(&note),
            signed > 0,
            "{}",
            sample.name
        );
    }
}

#[test]
fn an_open_decision_says_so_on_every_page() {
    for Printed { sample, read, .. } in printed() {
        let open = sample.decision.status == Status::Provisional;
        for page in &read.pages {
            assert_eq!(page.contains("PROVISIONAL"), open, "{}", sample.name);
        }
        let bar = "PROVISIONAL — could become EMERGENCY: ask saddle numbness, bladder change";
        assert_eq!(read.first_page().contains(bar), open, "{}", sample.name);
    }
}

#[test]
fn no_place_of_a_sentence_is_left_unfilled() {
    for Printed { sample, read, .. } in printed() {
        assert!(!read.text().contains(['{', '}']), "{}", sample.name);
    }
}

#[test]
fn every_rule_and_every_answer_stands_in_the_appendix() {
    for Printed { sample, read, .. } in printed() {
        // Long names wrap inside their column.
        let spaceless = |text: &str| text.replace([' ', '\u{fffd}'], "");
        let appendix = spaceless(&read.pages[1..].join(" "));
        for entry in &sample.decision.trace {
            let rule = format!("{}v{}", entry.rule, entry.version);
            assert!(appendix.contains(&rule), "{}: {rule}", sample.name);
        }
        for field in sample.form.fields() {
            let label = spaceless(&field.label);
            assert!(appendix.contains(&label), "{}: {label}", sample.name);
        }
        assert!(
            appendix.contains(&sample.decision.digest),
            "{}",
            sample.name
        );
    }
}

#[test]
fn a_question_nobody_asked_is_printed_as_not_asked_and_never_as_absent() {
    let mut sample = Sample::read("provisional");
    let blank =
        Sample::record_of("schemas/intake/spine/1.0.0/examples/valid/nothing_answered.json");
    sample.record = blank;
    let summary = sample.summary();
    assert_eq!(summary.flags.absent, Vec::<String>::new());
    assert_eq!(summary.flags.present, Vec::<String>::new());
    for field in sample.form.fields().iter().filter(|field| field.critical) {
        assert_eq!(sample.record.answer(&field.name), &Answer::NotAsked);
        assert!(
            summary.flags.unasked.contains(&field.label),
            "{}",
            field.label
        );
    }
    let page = ReadBack::of(&sample.pdf(Paper::A4).bytes);
    let page = page.first_page();
    for said in [
        "Asked and absent none recorded",
        "not asked: bladder change · saddle numbness",
        "blood thinner: not asked; steroid use: not asked",
        "not recorded: now, average, worst",
        "not examined: no finding was recorded",
    ] {
        assert!(page.contains(said), "{said}\n{page}");
    }
}

#[test]
fn what_does_not_fit_goes_in_the_order_of_the_rule() {
    let base = Sample::read("emergency").summary();
    let counted = "asked and absent; the list is in the appendix";
    let cases = [
        (0, 0, [true, false, true]),
        (60, 0, [true, true, true]),
        (60, 320, [true, true, false]),
    ];
    for (absent, history, [present, count, wishes]) in cases {
        let mut summary = base.clone();
        let more = (0..absent).map(|n| format!("absent danger sign number {n}"));
        summary.flags.absent.extend(more);
        summary.background[3]
            .text
            .push_str(&" long story".repeat(history / 4));
        let read = ReadBack::of(&set(&summary, Paper::A4).unwrap().bytes);
        let page = read.first_page();
        let case = format!("{absent} {history}\n{page}");
        assert!(page.contains("Signature"), "{case}");
        assert_eq!(
            page.contains("saddle numbness (2 days, worse)"),
            present,
            "{case}"
        );
        assert_eq!(page.contains(counted), count, "{case}");
        assert_eq!(page.contains("What the patient wants"), wishes, "{case}");
        assert!(page.contains("Medicines"), "{case}");
    }
}

#[test]
fn reasons_too_long_to_read_in_20_seconds_are_cut_to_two() {
    let mut summary = Sample::read("emergency").summary();
    let page = |summary: &Summary| {
        let read = ReadBack::of(&set(summary, Paper::A4).unwrap().bytes);
        read.first_page().to_owned()
    };
    assert!(page(&summary).contains("ces_bilateral_onset v1 ·"));
    summary.reasons[0]
        .brief
        .push_str(&" and one more word".repeat(12));
    let page = page(&summary);
    assert!(page.contains("ces_pvr_high v2"), "{page}");
    assert!(!page.contains("ces_bilateral_onset v1 ·"), "{page}");
    assert!(page.contains("1 more in the appendix."), "{page}");
}
