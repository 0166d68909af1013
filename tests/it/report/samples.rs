//! Hand-made summaries: five bands, one that is open, one too long, one with difficult names.

use spinepath::{
    model::Urgency,
    report::summary::{
        Band, Cell, Change, Flags, Foot, Pain, Part, PartBody, Place, ReasonLine, Region, Row,
        Side, Summary, Tone,
    },
};

fn lines(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

fn reason(text: &str, rule: &str, citations: &[usize], caution: Option<&str>) -> ReasonLine {
    ReasonLine {
        text: text.to_owned(),
        rule: rule.to_owned(),
        citations: citations.to_vec(),
        caution: caution.map(str::to_owned),
    }
}

fn cells(texts: [&str; 6]) -> Vec<Cell> {
    [
        "Function",
        "Tried",
        "Medicines",
        "Allergies",
        "History",
        "What the patient wants",
    ]
    .into_iter()
    .zip(texts)
    .map(|(title, text)| Cell {
        title: title.to_owned(),
        text: text.to_owned(),
    })
    .collect()
}

fn trace(rows: usize) -> Part {
    let rows = (0..rows)
        .map(|n| {
            let (result, tone) = match n % 9 {
                0 => ("fired", Tone::Strong),
                4 => ("unknown", Tone::Normal),
                _ => ("silent", Tone::Quiet),
            };
            Row {
                cells: lines(&[
                    &format!("example_rule_number_{n} v{}", n % 4 + 1),
                    result,
                    "saddle_change: yes · saddle_change_days: 2 · bladder_change: none",
                    if n % 9 == 4 { "pvr_ml" } else { "" },
                ]),
                tone,
            }
        })
        .collect();
    Part {
        title: "Every rule looked at".to_owned(),
        lead: "In the order of the release. An unanswered question never counts as no.".to_owned(),
        body: PartBody::Table {
            heads: lines(&["Rule", "Result", "Inputs", "Waits for"]),
            shares: vec![32, 12, 40, 16],
            rows,
        },
    }
}

fn named(name: &str, number: &str) -> Summary {
    let digest = "sha256:5f1c0a7be2d94c3388aa10b7c4f2e6d95f1c0a7be2d94c3388aa10b7c4f2e6d9";
    Summary {
        title: format!("Referral summary: {name}"),
        identity: format!(
            "Born 2 Mar 1971 (55 years) · sex at birth: female · number {number} · assessed 23 Nov 2026"
        ),
        to: String::new(),
        from: String::new(),
        band: Band {
            urgency: Urgency::Emergency,
            due: "now".to_owned(),
            ask: "Send the patient now: emergency department with MRI on site and spinal surgery on call; request MRI lumbosacral spine, emergency.".to_owned(),
            provisional: None,
        },
        problem: "Lumbar and sacral or buttock pain, mostly leg (left), for 9 days, since 14 Nov 2026, worsening. Present: saddle numbness, bladder change.".to_owned(),
        reasons: vec![
            reason("Cauda equina feature present: saddle numbness: yes; days with saddle numbness: 2; bladder change: reduced flow sensation.", "ces_recent_or_worse v3", &[1, 2], None),
            reason("Residual urine after voiding 240 mL.", "ces_pvr_high v2", &[1], Some("exact threshold to be checked")),
            reason("Pain in both legs that began on one side.", "ces_bilateral_onset v1", &[2], Some("local policy")),
        ],
        change: Change {
            up: "no open question can raise it; a new red flag would.".to_owned(),
            down: "only a clinician can lower it; the next reason asks for TODAY (weakness_progressive v2).".to_owned(),
        },
        also: lines(&["Residual urine measurement", "Perianal examination"]),
        place: Place {
            regions: vec![
                (Region::Lumbar, None),
                (Region::Buttock, Some(Side::Left)),
                (Region::Thigh, Some(Side::Left)),
                (Region::LowerLeg, Some(Side::Left)),
            ],
            words: "lumbar, sacral or buttock; left leg to below the knee".to_owned(),
        },
        pain: Pain {
            now: Some(7),
            average: Some(6),
            worst: Some(9),
            words: "now 7/10, average 6/10, worst 9/10, limb 8/10".to_owned(),
            timeline: lines(&["14 Nov 2026: onset (9 days)", "Onset: sudden", "2 episodes in 12 months, with this one", "Pattern: constant, nocturnal unremitting"]),
        },
        examination: lines(&["ankle dorsiflexion left 4/5", "ankle reflex left reduced", "perianal pinprick reduced: yes", "residual urine 240 mL"]),
        flags: Flags {
            present: lines(&["saddle numbness (2 days, worse)", "bladder change: reduced flow sensation (2 days)", "leg pain on both sides"]),
            absent: lines(&["loss of rectal fullness", "new faecal incontinence", "new weakness of a leg", "new walking difficulty", "cancer history", "unexplained weight loss", "fever in the last 48 h", "injecting drug use", "weak immune system", "recent spinal procedure", "trauma", "steroid use", "weakness of both legs"]),
            unknown: Vec::new(),
            unasked: lines(&["sexual function change"]),
        },
        background: cells([
            "walks 200 m; off sick 5 days; heavy work; sleep prevented",
            "advice, medication; adherence partial; no relief from anti-inflammatories",
            "anticoagulant: warfarin; steroid: none; opioid",
            "none of those asked about",
            "osteoporosis; hypertension; current smoker",
            "back to work as a nurse; does not ask for a scan",
        ]),
        citations: lines(&[
            "GIRFT National Suspected Cauda Equina Syndrome Pathway, 2023",
            "ACR Appropriateness Criteria Low Back Pain, 2021 update",
        ]),
        appendix: vec![
            Part {
                title: "Every reason that fired".to_owned(),
                lead: String::new(),
                body: PartBody::Lines(lines(&["1. Cauda equina feature present. ces_recent_or_worse v3"])),
            },
            trace(60),
            Part {
                title: "How to check this document".to_owned(),
                lead: String::new(),
                body: PartBody::Lines(lines(&[&format!("Decision: {digest}")])),
            },
        ],
        foot: Foot {
            patient: format!("{name} · born 2 Mar 1971 · {number}"),
            origin: "case 0198c1de-7a5e-7c11-9a50-4f6a1f0e2b11 · spine 2026.11.0 · engine 0.1.0 · 5f1c0a7be2d9".to_owned(),
            digest: digest.to_owned(),
            seconds: 1_795_392_000,
        },
    }
}

/// Cauda equina, everything known.
pub fn emergency() -> Summary {
    named("Example, Alex", "MRN-0417")
}

/// Foot drop with open questions.
pub fn provisional() -> Summary {
    let mut summary = named("Sample, Robin", "MRN-0418");
    summary.band = Band {
        urgency: Urgency::SameDay,
        due: "23 Nov 2026".to_owned(),
        ask: "Have the patient seen today: spinal surgery on call; request MRI lumbar spine, today.".to_owned(),
        provisional: Some("PROVISIONAL — could become EMERGENCY: ask saddle numbness, bladder change, leg pain on both sides".to_owned()),
    };
    summary.flags.unasked = lines(&["saddle numbness", "leg pain on both sides"]);
    summary.flags.unknown = lines(&["bladder change"]);
    summary.flags.present = lines(&["new weakness of a leg (3 days, worse)"]);
    summary.reasons.truncate(1);
    summary.pain = Pain {
        words: "not recorded: now, average, worst".to_owned(),
        ..Pain::default()
    };
    summary.examination = lines(&["Not examined: no finding was recorded."]);
    summary
}

/// Every sample with its name.
pub fn all() -> Vec<(&'static str, Summary)> {
    vec![("emergency", emergency()), ("provisional", provisional())]
}
