//! What the patient takes home: what it says, in which order, how it reads, and when there is none.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use spinepath::{
    app::Library,
    clock,
    decision::{
        Basis, Contraindicated, Decision, Effect, Request, Status, TreatmentAdvice, Verdict,
    },
    model::Urgency,
    report::{
        Paper,
        draw::{Mark, Path as Line, Step},
        handout::{
            Handout, HandoutError, Language, StillOpen,
            drawings::{CANVAS, drawing},
            exercises::{EXERCISES, exercises},
            refused, render, set,
            wording::{Words, words},
        },
    },
    rules::check,
};

use super::{
    read_back::{ReadBack, unwrapped},
    reading::Measure,
    samples::Sample,
};

/// Promised: no handout is larger, in bytes, or longer.
const LARGEST: usize = 60 * 1024;
const MOST_PAGES: usize = 3;

/// Samples somebody may take home.
const CALM: [&str; 3] = ["conservative", "routine", "two_weeks"];

fn request(id: &str, text: &str) -> Request {
    Request {
        id: id.to_owned(),
        rules: Vec::new(),
        text: text.to_owned(),
        urgency: Urgency::Conservative,
    }
}

/// A sample with a plan and warnings as the release names them.
fn at_home(name: &'static str) -> Sample {
    let mut sample = Sample::read(name);
    let plan = [
        "stay_active",
        "heat",
        "hands_on_optional",
        "work_with_changes",
        "medicines_prescriber",
        "pain_education",
        "walk_short",
        "gentle_movement",
    ];
    sample.decision.plan = plan.map(|id| request(id, "")).to_vec();
    let net = ["numb_saddle", "fever", "weight_loss", "not_better"];
    sample.decision.safety_net = net.map(|id| request(id, "")).to_vec();
    sample
}

/// A sample whose decision asks for everything there are words for.
fn everything() -> Sample {
    let mut sample = Sample::read("conservative");
    let words = words(Language::En).unwrap();
    let all = |ids: Vec<&str>| ids.into_iter().map(|id| request(id, "")).collect();
    sample.decision.plan = all(words.plan.words.ids().collect());
    sample.decision.safety_net = all(warnings(words));
    sample
}

fn warnings(words: &Words) -> Vec<&str> {
    let (emergency, same_day, review) = (&words.emergency, &words.same_day, &words.review);
    [
        &emergency.always,
        &emergency.when_named,
        &same_day.always,
        &same_day.when_named,
        &review.always,
        &review.when_named,
    ]
    .into_iter()
    .flat_map(|entries| entries.ids())
    .collect()
}

fn all_exercises() -> Vec<&'static str> {
    EXERCISES.iter().map(|exercise| exercise.id).collect()
}

/// The longest plan of the release: chronic, with nerve pain.
const LONGEST: [&str; 13] = [
    "stay_active",
    "heat",
    "hands_on_optional",
    "work_with_changes",
    "medicines_prescriber",
    "pain_education",
    "graded_activity",
    "exercise_program",
    "psychological_care",
    "multimodal_care",
    "nerve_education",
    "change_position",
    "leg_pain_stop_rule",
];

/// Every language on both papers: of the calm samples, and of the longest plan with every exercise.
fn printed() -> Vec<(String, Handout, ReadBack, usize)> {
    let mut samples: Vec<Sample> = CALM.into_iter().map(at_home).collect();
    let mut longest = at_home("conservative");
    longest.decision.plan = LONGEST.map(|id| request(id, "")).to_vec();
    samples.push(longest);
    let mut printed = Vec::new();
    for (n, sample) in samples.iter().enumerate() {
        let chosen = match n == CALM.len() {
            true => all_exercises(),
            false => exercises(&sample.decision),
        };
        for language in Language::ALL {
            let handout = Handout::with_exercises(&sample.view(), language, &chosen).unwrap();
            for paper in Paper::ALL {
                let pdf = set(&handout, paper).unwrap();
                let name = CALM.get(n).copied().unwrap_or("longest");
                let name = format!("handout-{name}-{language:?}-{paper:?}");
                let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report");
                fs::create_dir_all(&folder).unwrap();
                fs::write(folder.join(format!("{name}.pdf")), &pdf.bytes).unwrap();
                let read = ReadBack::of(&pdf.bytes);
                printed.push((name, handout.clone(), read, pdf.bytes.len()));
            }
        }
    }
    printed
}

#[test]
fn warnings_come_first_then_plan_exercises_next_check_and_whom_to_call() {
    for (name, handout, read, _) in printed() {
        let (text, words) = (read.text(), handout.words);
        let mut sections = vec![
            &words.page.title,
            &words.emergency.title,
            &words.same_day.title,
            &words.plan.title,
            &words.plan.agreed,
        ];
        sections.extend(
            handout
                .exercises
                .is_some()
                .then_some(&words.exercises.title),
        );
        sections.extend([
            &words.review.title,
            &words.contact.title,
            &words.contact.explained,
        ]);
        let places: Vec<usize> = sections
            .iter()
            .map(|section| {
                text.find(&unwrapped(section))
                    .unwrap_or_else(|| panic!("{name}: {section}"))
            })
            .collect();
        assert!(places.is_sorted(), "{name}: {places:?}");
        assert!(read.first_page().contains(&handout.identity), "{name}");
    }
}

#[test]
fn the_emergency_list_is_complete_on_every_handout() {
    let mut sample = Sample::read("conservative");
    sample.decision.safety_net.clear();
    for language in Language::ALL {
        let words = words(language).unwrap();
        let pdf = render(&sample.view(), language, Paper::A4).unwrap();
        let read = ReadBack::of(&pdf.bytes);
        let always = words
            .emergency
            .always
            .values()
            .chain(words.same_day.always.values());
        for sign in always {
            assert!(read.first_page().contains(sign), "{language:?}: {sign}");
        }
        // The themes of the clinical note (5.6), by the ids they have here.
        let themes: BTreeSet<&str> = words.emergency.always.ids().collect();
        for theme in [
            "numb_saddle",
            "bladder_bowel",
            "sexual_function",
            "both_legs",
            "hard_back_dark_urine",
        ] {
            assert!(themes.contains(theme), "{theme}");
        }
        let same_day: BTreeSet<&str> = words.same_day.always.ids().collect();
        for theme in [
            "fever",
            "fall",
            "cancer_new_pain",
            "new_weakness",
            "unremitting_pain",
        ] {
            assert!(same_day.contains(theme), "{theme}");
        }
    }
}

#[test]
fn there_is_no_handout_while_a_decision_of_today_or_above_is_open() {
    use Status::{Final, Provisional};
    use Urgency::{Conservative, Emergency, Routine, SameDay, TwoWeeks};
    for (urgency, could_become, status, no) in [
        (Emergency, Emergency, Final, true),
        (SameDay, SameDay, Final, true),
        (TwoWeeks, TwoWeeks, Final, false),
        (Conservative, Conservative, Final, false),
        (Conservative, SameDay, Provisional, true),
        (Routine, Emergency, Provisional, true),
        (Routine, TwoWeeks, Provisional, false),
        (SameDay, Emergency, Provisional, true),
    ] {
        let case = format!("{urgency} {could_become} {status:?}");
        assert_eq!(refused(urgency, could_become, status), no, "{case}");
        let mut sample = Sample::read("conservative");
        let decision: &mut Decision = &mut sample.decision;
        (decision.urgency, decision.could_become, decision.status) =
            (urgency, could_become, status);
        for language in Language::ALL {
            let made = render(&sample.view(), language, Paper::A4);
            assert_eq!(matches!(made, Err(HandoutError::Open(_))), no, "{case}");
        }
    }
}

#[test]
fn a_refusal_names_what_is_open_and_nothing_the_patient_said() {
    let said = |name| {
        StillOpen::of(&Sample::read(name).decision)
            .unwrap()
            .to_string()
    };
    let emergency = said("emergency");
    assert!(
        emergency.contains("EMERGENCY") && emergency.contains("`ces_"),
        "{emergency}"
    );
    let provisional = said("provisional");
    assert!(
        provisional.contains("questions: `saddle numbness`, `bladder change`"),
        "{provisional}"
    );
    for text in [emergency, provisional, said("today")] {
        assert!(
            text.ends_with("answer what is open and decide again"),
            "{text}"
        );
    }
    assert_eq!(StillOpen::of(&Sample::read("two_weeks").decision), None);
}

#[test]
fn both_languages_say_the_same_parts() {
    let ids = |language| {
        let words = words(language).unwrap();
        let plan: Vec<&str> = words.plan.words.ids().collect();
        let exercises: Vec<&str> = words.exercises.words.ids().collect();
        (plan, exercises, warnings(words))
    };
    assert_eq!(ids(Language::En), ids(Language::Es));
    let sample = everything();
    let [en, es] = Language::ALL.map(|language| Handout::of(&sample.view(), language).unwrap());
    assert_eq!(en.emergency.items.len(), es.emergency.items.len());
    assert_eq!(en.same_day.items.len(), es.same_day.items.len());
    assert_eq!(en.plan.items.len(), es.plan.items.len());
    // What is printed twice in one language is a sentence that was forgotten.
    for line in en.plan.items.iter().chain(&en.emergency.items) {
        assert!(
            !es.plan.items.contains(line) && !es.emergency.items.contains(line),
            "{line}"
        );
    }
}

#[test]
fn every_id_of_every_release_has_patient_words_in_both_languages() {
    let library = Library::embedded().unwrap();
    let mut missing = BTreeSet::new();
    for name in Library::embedded_releases() {
        // A draft counts, too: its lock is another test's matter.
        let mut files = Library::release_files(&name).unwrap();
        files.remove("release.lock");
        let checked = check(&files, library.catalogues(), clock::today());
        let (release, _) = checked.unwrap_or_else(|found| panic!("{name}: {found:?}"));
        let vocabulary = release.vocabulary();
        for language in Language::ALL {
            let words = words(language).unwrap();
            let plan = vocabulary.plan.iter();
            let plan = plan.filter(|(id, _)| words.plan.words.get(id).is_none());
            missing
                .extend(plan.map(|(id, term)| format!("plan.{id}: {} ({language:?})", term.text)));
            let net = vocabulary.safety_net.iter();
            let net = net.filter(|(id, _)| words.warning(id).is_none());
            missing.extend(
                net.map(|(id, term)| format!("safety_net.{id}: {} ({language:?})", term.text)),
            );
        }
    }
    let missing: Vec<String> = missing.into_iter().collect();
    assert!(
        missing.is_empty(),
        "add patient words to reports/handout, `plan.words` or the box where a warning belongs:\n{}",
        missing.join("\n")
    );
}

#[test]
fn a_sentence_without_patient_words_is_printed_marked_and_counted() {
    let mut sample = at_home("conservative");
    sample
        .decision
        .plan
        .push(request("from_a_folder", "Swim like a fish."));
    sample
        .decision
        .safety_net
        .push(request("also_new", "Blue toes: phone us."));
    for (language, note) in [
        (
            Language::En,
            "Lines with * are in the words of the clinic: 2.",
        ),
        (Language::Es, "Las líneas con * no están traducidas: 2."),
    ] {
        let pdf = render(&sample.view(), language, Paper::A4).unwrap();
        let read = ReadBack::of(&pdf.bytes);
        let text = read.text();
        assert!(text.contains("Swim like a fish. *") && text.contains("Blue toes: phone us. *"));
        for page in &read.pages {
            assert!(page.contains(note), "{page}");
        }
    }
    let plain = render(&at_home("conservative").view(), Language::En, Paper::A4).unwrap();
    assert!(!ReadBack::of(&plain.bytes).text().contains('*'));
}

#[test]
fn the_next_check_is_a_day_of_the_calendar() {
    let mut sample = Sample::read("conservative");
    sample.decision.as_of = "2026-11-23".parse().unwrap();
    for (days, language, said) in [
        (Some(21), Language::En, "Around December 14, 2026"),
        (Some(21), Language::Es, "Cerca del 14 de diciembre de 2026"),
        (None, Language::En, "Your next check Date:"),
        (None, Language::Es, "Su próxima cita Fecha:"),
    ] {
        sample.decision.review_in_days = days;
        let pdf = render(&sample.view(), language, Paper::Letter).unwrap();
        let text = ReadBack::of(&pdf.bytes).text();
        assert!(text.contains(said), "{said}\n{text}");
    }
}

#[test]
fn a_handout_is_small_short_and_in_large_type() {
    for (name, handout, read, size) in printed() {
        assert!(size <= LARGEST, "{name}: {size} bytes");
        let pages = read.pages.len();
        assert!((2..=MOST_PAGES).contains(&pages), "{name}: {pages} pages");
        // The three lines of each foot are for the clinic.
        let small = read.sizes.iter().filter(|size| **size < 12.0).count();
        assert_eq!(small, 3 * pages, "{name}: {:?}", read.sizes);
        assert!(!read.text().contains(['{', '}', '\u{fffd}']), "{name}");
        let names = handout.identity.split(',').next().unwrap();
        let pdf = read.text();
        assert_eq!(pdf.matches(names).count(), pages + 1, "{name}");
    }
}

#[test]
fn the_name_of_the_patient_stands_on_the_pages_and_not_about_the_file() {
    let sample = Sample::read("conservative");
    let family = sample.record.patient().family.reveal();
    let pdf = render(&sample.view(), Language::En, Paper::A4).unwrap();
    let found = pdf
        .bytes
        .windows(family.len())
        .any(|bytes| bytes == family.as_bytes());
    assert!(
        !found,
        "the texts of the pages are packed: a name in the clear is in the metadata"
    );
}

/// Every place a drawing touches, with half the width of the pen.
fn reach(mark: &Mark) -> Vec<(f32, f32, f32)> {
    let (path, pen): (&Line, f32) = match mark {
        Mark::Stroke(path, pen) => (path, pen.width / 2.0),
        Mark::Fill(path, _) => (path, 0.0),
        other => panic!("a drawing is made of strokes and fills: {other:?}"),
    };
    let steps = path.steps.iter().flat_map(|step| match *step {
        Step::Line(end) => vec![end],
        Step::Curve(a, b, end) => vec![a, b, end],
    });
    let places = std::iter::once(path.start).chain(steps);
    places.map(|place| (place.x, place.y, pen)).collect()
}

#[test]
fn every_exercise_has_a_drawing_of_its_own_that_fits_its_box() {
    let mut seen = Vec::new();
    for exercise in EXERCISES {
        let block = drawing(exercise.drawing, 120.0);
        assert!(block.marks.len() > 8, "{}: nothing to see", exercise.id);
        for (x, y, pen) in block.marks.iter().flat_map(reach) {
            let inside = x >= pen && y >= pen && x + pen <= CANVAS.0 && y + pen <= CANVAS.1;
            assert!(inside, "{}: {x} {y}", exercise.id);
        }
        assert!(!seen.contains(&block.marks), "{}", exercise.id);
        seen.push(block.marks);
    }
}

#[test]
fn without_treatments_an_exercise_is_shown_where_the_plan_asks_for_it() {
    let mut sample = Sample::read("conservative");
    sample.decision.treatments.clear();
    for (plan, shown) in [
        (vec![], vec![]),
        (vec!["walk_short"], vec!["walking"]),
        (
            vec!["strength_exercise"],
            vec!["bird_dog", "dead_bug", "glute_bridge", "side_lying_clam"],
        ),
        (
            vec!["heat", "gentle_movement"],
            all_exercises()[1..7].to_vec(),
        ),
    ] {
        sample.decision.plan = plan.iter().map(|id| request(id, "")).collect();
        assert_eq!(exercises(&sample.decision), shown, "{plan:?}");
        let handout = Handout::of(&sample.view(), Language::En).unwrap();
        let printed: Vec<String> = handout.exercises.map_or(Vec::new(), |e| {
            e.items.into_iter().map(|item| item.id).collect()
        });
        assert_eq!(printed, shown);
    }
}

fn advice(id: &str, verdict: Verdict) -> TreatmentAdvice {
    TreatmentAdvice {
        basis: Basis::Policy,
        because: String::new(),
        conflict: None,
        contraindications: Vec::new(),
        dose: None,
        evidence: Vec::new(),
        group: "exercise".to_owned(),
        level: None,
        stop: None,
        title: String::new(),
        treatment: id.to_owned(),
        verdict,
        without: None,
    }
}

#[test]
fn only_an_exercise_the_release_offers_is_shown_and_a_caution_says_ask_first() {
    let mut sample = at_home("conservative");
    for (verdict, shown) in [
        (Verdict::Core, true),
        (Verdict::Recommend, true),
        (Verdict::MayOffer, true),
        (Verdict::WithinPackage, false),
        (Verdict::ComfortOnly, false),
        (Verdict::NotRoutine, false),
        (Verdict::ClinicianOnly, false),
        (Verdict::Avoid, false),
        (Verdict::Ask, false),
        (Verdict::Blocked, false),
    ] {
        sample.decision.treatments = vec![advice("plank", verdict), advice("sauna", verdict)];
        let expected = if shown { vec!["plank"] } else { vec![] };
        assert_eq!(exercises(&sample.decision), expected, "{verdict:?}");
    }
    let mut careful = advice("plank", Verdict::MayOffer);
    careful.contraindications = vec![Contraindicated {
        basis: Basis::Policy,
        because: Vec::new(),
        contraindication: "sore_wrist".to_owned(),
        effect: Effect::Caution,
        evidence: Vec::new(),
        text: "A sore wrist.".to_owned(),
    }];
    sample.decision.treatments = vec![advice("cat_cow", Verdict::MayOffer), careful];
    let pdf = render(&sample.view(), Language::En, Paper::A4).unwrap();
    let text = ReadBack::of(&pdf.bytes).text();
    let said = "Ask us how to do this one before you start.";
    assert_eq!(text.matches(said).count(), 1, "{text}");
    assert!(text.find("Plank").unwrap() < text.find(said).unwrap());
}

#[test]
fn a_part_of_the_plan_that_may_not_be_safe_is_left_out_and_said_so() {
    let mut sample = at_home("conservative");
    for (verdict, held) in [
        (Verdict::Recommend, false),
        (Verdict::ComfortOnly, false),
        (Verdict::Avoid, true),
        (Verdict::Ask, true),
        (Verdict::Blocked, true),
    ] {
        sample.decision.treatments = vec![advice("heat", verdict)];
        for language in Language::ALL {
            let words = words(language).unwrap();
            let pdf = render(&sample.view(), language, Paper::A4).unwrap();
            let text = ReadBack::of(&pdf.bytes).text();
            let heat = words.plan.words.get("heat").unwrap();
            assert_eq!(text.contains(heat), !held, "{verdict:?}");
            assert_eq!(text.contains(&words.plan.waiting), held, "{verdict:?}");
        }
    }
}

/// Every sentence for the patient. Headings and labels are left out: they are short, and would
/// make the rest look easier than it is.
fn paragraphs(language: Language) -> Vec<String> {
    let sample = everything();
    let handout = Handout::with_exercises(&sample.view(), language, &all_exercises()).unwrap();
    let words = handout.words;
    let exercises = handout.exercises.unwrap();
    let mut all = handout.emergency.items;
    all.extend(handout.emergency.after);
    all.extend(handout.same_day.items);
    all.extend(handout.same_day.after);
    all.push(handout.plan.lead);
    all.extend(handout.plan.items);
    all.extend([&words.plan.none, &words.plan.waiting, &words.plan.more].map(String::clone));
    all.extend([exercises.lead, exercises.default]);
    all.push(words.exercises.ask_first.clone());
    for item in exercises.items {
        all.extend([item.how, item.dose, item.stop]);
    }
    all.extend(handout.review.lines);
    assert_eq!(handout.foot.untranslated, 0);
    all
}

#[test]
fn the_english_is_at_grade_six_or_below_and_no_paragraph_above_eight() {
    let paragraphs = paragraphs(Language::En);
    let grade = |texts: &[String]| Measure::FleschKincaid.score(texts.iter().map(String::as_str));
    println!("grade {:.2}", grade(&paragraphs));
    assert!(grade(&paragraphs) <= 6.0, "{:.2}", grade(&paragraphs));
    let hard: Vec<String> = paragraphs
        .chunks(1)
        .filter(|one| grade(one) > 8.0)
        .map(|one| format!("{:.1} {}", grade(one), one[0]))
        .collect();
    assert!(hard.is_empty(), "{hard:#?}");
}

#[test]
fn the_spanish_is_easy_and_no_paragraph_harder_than_normal() {
    let paragraphs = paragraphs(Language::Es);
    let ease = |texts: &[String]| Measure::FernandezHuerta.score(texts.iter().map(String::as_str));
    println!("ease {:.2}", ease(&paragraphs));
    assert!(ease(&paragraphs) >= 80.0, "{:.2}", ease(&paragraphs));
    let hard: Vec<String> = paragraphs
        .chunks(1)
        .filter(|one| ease(one) < 60.0)
        .map(|one| format!("{:.1} {}", ease(one), one[0]))
        .collect();
    assert!(hard.is_empty(), "{hard:#?}");
}

#[test]
fn no_word_frightens_promises_or_names_a_dose() {
    let files = [
        include_str!("../../../reports/handout/en.yaml"),
        include_str!("../../../reports/handout/es.yaml"),
    ];
    // R-TXT of the clinical note, and what says the same in Spanish.
    let banned = [
        "alignment",
        "align",
        "out of place",
        "worn out",
        "toxin",
        "balance the body",
        "crumbl",
        "fragile",
        "unstable",
        "alinea",
        "fuera de lugar",
        "desgast",
        "toxina",
        "equilibra",
        "frágil",
        "inestable",
        " mg",
        "milligram",
        "miligramo",
    ];
    for text in files.map(str::to_lowercase) {
        for word in banned {
            assert!(!text.contains(word), "{word}");
        }
    }
}

fn digests() -> Vec<String> {
    let sample = everything();
    let both =
        |language| Paper::ALL.map(|paper| render(&sample.view(), language, paper).unwrap().sha256);
    Language::ALL.into_iter().flat_map(both).collect()
}

#[test]
fn digests_differ_between_languages_and_papers() {
    let digests = digests();
    let different: BTreeSet<&String> = digests.iter().collect();
    assert_eq!(different.len(), 4);
    // Read by the next test from another process.
    println!("digests {digests:?}");
}

#[test]
fn the_same_handout_has_the_same_bytes_in_this_and_in_another_process() {
    let here = digests();
    assert_eq!(here, digests());
    let run = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "report::handout::digests_differ_between_languages_and_papers",
        ])
        .args(["--nocapture", "--test-threads=1"])
        .output()
        .unwrap();
    let there = String::from_utf8(run.stdout).unwrap();
    assert!(there.contains(&format!("digests {here:?}")), "{there}");
}
