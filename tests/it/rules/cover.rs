//! Which parts of conditions some test saw decide, the patients suggested for the others, and how
//! a test that fails is told.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Map, Value as Json, json};
use spinepath::app::{Library, preview};
use spinepath::decision::Case;
use spinepath::facts::FactSet;
use spinepath::model::Profile;
use spinepath::rules::{
    CheckedRelease, Cover, Coverage, Outcome, Scope, Seen, Why, check, evaluate, lock,
};

use super::cases::cases;
use super::commands::{KNEE_FORM, folder, knee_draft, run, stdout};
use super::patients::{AS_OF, CURRENT, Crowd, release};

const KNEE: &str = "tests/fixtures/knee/release";

/// What the tests inside the knee release see of each part with yes, no and unknown: `gap` where
/// none saw it decide, `never` where the part never has the value, `alone` where it has it only
/// beside another that has it for the same answer.
const SEEN: &[(&str, &str, &str)] = &[
    ("fever", "temp_c >= fever_c", "seen seen seen"),
    ("long_episode", "onset_days >= long_days", "seen seen seen"),
    (
        "anywhere",
        "'front' in places || 'inside' in places || 'outside' in places",
        "seen gap gap",
    ),
    ("anywhere", "'front' in places", "seen gap alone"),
    ("anywhere", "'inside' in places", "gap gap alone"),
    ("anywhere", "'outside' in places", "gap gap alone"),
    ("hot_knee", "anywhere && hot && fever", "seen seen seen"),
    ("hot_knee", "anywhere", "seen gap gap"),
    ("hot_knee", "hot", "seen gap gap"),
    ("hot_knee", "fever", "seen seen seen"),
    (
        "locked_knee",
        "locked || at_least(two, [pain >= bad_pain, course == 'worse', course in ['same', 'worse'] && hot])",
        "seen seen seen",
    ),
    ("locked_knee", "locked", "seen seen gap"),
    (
        "locked_knee",
        "at_least(two, [pain >= bad_pain, course == 'worse', course in ['same', 'worse'] && hot])",
        "seen seen gap",
    ),
    ("locked_knee", "pain >= bad_pain", "seen seen gap"),
    ("locked_knee", "course == 'worse'", "seen seen gap"),
    (
        "locked_knee",
        "course in ['same', 'worse'] && hot",
        "gap seen gap",
    ),
    (
        "locked_knee",
        "course in ['same', 'worse']",
        "gap gap alone",
    ),
    ("locked_knee", "hot", "gap seen gap"),
    (
        "old_knee",
        "years_since(birth_date) >= old_years && !hot",
        "seen seen seen",
    ),
    (
        "old_knee",
        "years_since(birth_date) >= old_years",
        "seen seen gap",
    ),
    ("old_knee", "!hot", "seen gap seen"),
    ("knee_not_asked", "anywhere", "seen gap gap"),
    (
        "long_knee",
        "long_episode && course != 'better'",
        "seen seen seen",
    ),
    ("long_knee", "long_episode", "seen seen seen"),
    ("long_knee", "course != 'better'", "seen gap gap"),
    (
        "no_early_film",
        "!long_episode || pain < bad_pain",
        "seen seen seen",
    ),
    ("no_early_film", "!long_episode", "gap seen gap"),
    ("no_early_film", "pain < bad_pain", "seen seen gap"),
    ("plan", "true", "seen never never"),
    ("offer_when", "!fever && !locked", "gap gap gap"),
    ("offer_when", "!fever", "gap gap gap"),
    ("offer_when", "!locked", "gap gap gap"),
    ("long", "long_episode", "gap gap gap"),
    ("early", "true", "gap never never"),
    ("ci_exercise_hot", "hot", "seen seen seen"),
    ("ci_ice_pain", "pain >= bad_pain", "seen seen gap"),
];

fn word(seen: &Seen) -> &'static str {
    match seen {
        Seen::By(_) => "seen",
        Seen::Gap => "gap",
        Seen::Cannot(Why::Never) => "never",
        Seen::Cannot(Why::NeverAlone) => "alone",
    }
}

/// Each part of each expression, with what is said of its three values.
fn table(coverage: &Coverage) -> Vec<(String, String, String)> {
    let parts = coverage.units.iter().flat_map(|unit| {
        let parts = unit.parts.iter();
        parts.map(|part| {
            let words = part.pairs().map(|pair| word(&pair.seen)).join(" ");
            (unit.id.clone(), part.text.clone(), words)
        })
    });
    parts.collect()
}

#[test]
fn every_part_of_every_condition_is_seen_by_exactly_the_tests_it_decides_in() {
    let release = release(KNEE);
    let mut cover = Cover::of(&release);
    cover.see_tests_inside();
    let coverage = cover.coverage();
    let got = table(&coverage);
    let expected: Vec<_> = SEEN
        .iter()
        .map(|(unit, part, words)| ((*unit).to_owned(), (*part).to_owned(), (*words).to_owned()))
        .collect();
    for (got, expected) in got.iter().zip(&expected) {
        assert_eq!(got, expected);
    }
    assert_eq!(got.len(), expected.len());
    let count = coverage.count();
    assert_eq!((count.seen, count.of(), count.cannot_be_seen), (56, 100, 8));
    assert_eq!(coverage.tests, 26);
}

/// The flag-free adult with these answers.
fn knee(release: &CheckedRelease, given: &Json) -> FactSet {
    let mut answers: Map<_, _> = release.clear_answers(AS_OF);
    answers.extend(given.as_object().unwrap().clone());
    FactSet::from_words(release.catalogue(), AS_OF, &answers).unwrap()
}

/// The parts of an expression that decide for one patient, with their values.
fn deciding(
    release: &CheckedRelease,
    unit: &str,
    profile: Profile,
    facts: &FactSet,
) -> Vec<String> {
    let mut cover = Cover::of(release);
    cover.see(&Scope::of(release, profile, facts), "the patient");
    let coverage = cover.coverage();
    let unit = coverage.units.iter().find(|u| u.id == unit).unwrap();
    let pairs = unit.parts.iter().flat_map(|part| {
        let values = ["yes", "no", "unknown"].into_iter().zip(part.pairs());
        let seen = values.filter(|(_, pair)| matches!(pair.seen, Seen::By(_)));
        seen.map(|(value, _)| format!("{} {value}", part.text))
    });
    pairs.collect()
}

#[test]
fn a_part_decides_where_nothing_beside_it_does() {
    let release = release(KNEE);
    let signs =
        "at_least(two, [pain >= bad_pain, course == 'worse', course in ['same', 'worse'] && hot])";
    let whole = format!("locked || {signs}");
    let (bad, worse, third) = (
        "pain >= bad_pain",
        "course == 'worse'",
        "course in ['same', 'worse'] && hot",
    );
    let cases: Vec<(&str, Json, Vec<String>)> = vec![
        (
            "no sign: two are missing, so no sign decides",
            json!({}),
            vec![
                format!("{whole} no"),
                "locked no".into(),
                format!("{signs} no"),
            ],
        ),
        (
            "one sign: each of the others would be enough",
            json!({ "pain": 7 }),
            vec![
                format!("{whole} no"),
                "locked no".into(),
                format!("{signs} no"),
                format!("{worse} no"),
                format!("{third} no"),
                "hot no".into(),
            ],
        ),
        (
            "two signs: neither may be missing",
            json!({ "pain": 7, "course": "worse" }),
            vec![
                format!("{whole} yes"),
                format!("{signs} yes"),
                format!("{bad} yes"),
                format!("{worse} yes"),
            ],
        ),
        (
            "three signs: one may be missing",
            json!({ "pain": 7, "course": "worse", "hot": "yes" }),
            vec![format!("{whole} yes"), format!("{signs} yes")],
        ),
        (
            "locked too: neither side of `||` decides",
            json!({ "locked": "yes", "pain": 7, "course": "worse" }),
            vec![format!("{whole} yes")],
        ),
        (
            "one open answer alone",
            json!({ "pain": "unknown", "course": "worse" }),
            vec![
                format!("{whole} unknown"),
                format!("{signs} unknown"),
                format!("{bad} unknown"),
            ],
        ),
        (
            "two open answers: neither is alone",
            json!({ "pain": "unknown", "course": "worse", "locked": "not_asked" }),
            vec![format!("{whole} unknown")],
        ),
    ];
    for (name, given, expected) in cases {
        let facts = knee(&release, &given);
        let got = deciding(&release, "locked_knee", Profile::Cautious, &facts);
        let (got, expected): (BTreeSet<_>, BTreeSet<_>) =
            (got.into_iter().collect(), expected.into_iter().collect());
        assert_eq!(got, expected, "{name}");
    }
}

/// The release with one part of one rule replaced, wherever the part stands once in its condition.
fn replaced(files: &BTreeMap<String, String>, when: &str, part: &str, by: &str) -> CheckedRelease {
    let mut files = files.clone();
    let topic = files.get_mut("topics/10-knee.yaml").unwrap();
    let line = format!("when: \"{when}\"");
    assert_eq!(topic.matches(&line).count(), 1, "{line}");
    *topic = topic.replace(&line, &format!("when: \"{}\"", when.replacen(part, by, 1)));
    // What is not read any more is no longer used, and what is said of it would be wrong.
    files.remove("attributes.yaml");
    let locked = lock(&files);
    files.insert("release.lock".into(), locked);
    let mut library = Library::embedded().unwrap();
    let form = Path::new(env!("CARGO_MANIFEST_DIR")).join(KNEE_FORM[1]);
    library.add_form(&form).unwrap();
    let (release, _) = check(&files, library.catalogues(), AS_OF).unwrap();
    release
}

#[test]
fn a_part_decides_exactly_where_true_and_false_in_its_place_come_out_apart() {
    let release = release(KNEE);
    let mut crowd = Crowd::of(&release, &[], 7);
    let patients: Vec<FactSet> = (0..30).map(|_| crowd.incomplete()).collect();
    let mut compared = 0;
    let mut decided = 0;
    for (at, rule) in release.rules().iter().enumerate() {
        // A guard fires for another reason than its condition alone; of what always holds there is
        // nothing to replace.
        if ["knee_not_asked", "plan"].contains(&rule.id.as_str()) {
            continue;
        }
        let coverage = Cover::of(&release).coverage();
        let unit = coverage
            .units
            .iter()
            .find(|unit| unit.id == rule.id)
            .unwrap();
        for part in &unit.parts {
            if rule.when_text.matches(&part.text).count() != 1 {
                continue;
            }
            let files = release.files();
            let [one, other] =
                ["true", "false"].map(|by| replaced(files, &rule.when_text, &part.text, by));
            for facts in &patients {
                for profile in Profile::ALL {
                    let outcome = |release| evaluate(release, profile, facts).outcome(at);
                    let apart = matches!(
                        (outcome(&one), outcome(&other)),
                        (Outcome::Fired, Outcome::Silent) | (Outcome::Silent, Outcome::Fired)
                    );
                    let seen = deciding(&release, &rule.id, profile, facts);
                    let words = ["yes", "no", "unknown"].map(|w| format!("{} {w}", part.text));
                    let decides = words.iter().any(|pair| seen.contains(pair));
                    assert_eq!(decides, apart, "{}: {}", rule.id, part.text);
                    compared += 1;
                    decided += usize::from(decides);
                }
            }
        }
    }
    assert!(compared > 1_000 && decided > 200, "{decided} of {compared}");
}

#[test]
fn what_is_said_to_be_impossible_is_never_seen() {
    for (name, crowd_size) in [(KNEE, 500), (CURRENT, 40)] {
        let release = release(name);
        let impossible: BTreeSet<(String, String, usize)> = pairs(&Cover::of(&release).coverage())
            .filter(|(_, seen)| matches!(seen, Seen::Cannot(_)))
            .map(|(pair, _)| pair)
            .collect();
        assert!(impossible.len() >= 8, "{name}: {}", impossible.len());
        let mut cover = Cover::of(&release);
        cover.see_tests_inside();
        let mut crowd = Crowd::of(&release, &[], 11);
        for _ in 0..crowd_size {
            let facts = crowd.incomplete();
            for profile in Profile::ALL {
                cover.see(&Scope::of(&release, profile, &facts), "one of the crowd");
            }
        }
        if name == CURRENT {
            let library = Library::embedded().unwrap();
            for (name, case) in cases() {
                let facts = filled(&library, &release, &case);
                cover.see(&Scope::of(&release, Profile::Cautious, &facts), &name);
            }
        }
        for (pair, seen) in pairs(&cover.coverage()) {
            if let Seen::By(test) = seen {
                assert!(!impossible.contains(&pair), "{pair:?} is seen by {test}");
            }
        }
    }
}

/// Every part and value, with what became of it.
fn pairs(coverage: &Coverage) -> impl Iterator<Item = ((String, String, usize), Seen)> {
    coverage.units.iter().flat_map(|unit| {
        unit.parts.iter().enumerate().flat_map(move |(at, part)| {
            let pairs = part.pairs().into_iter().enumerate();
            pairs.map(move |(value, pair)| {
                let name = format!("{} {at} {}", unit.id, part.text);
                ((unit.place.to_string(), name, value), pair.seen.clone())
            })
        })
    })
}

fn filled(library: &Library, release: &CheckedRelease, case: &Case) -> FactSet {
    let bytes = case.envelope(release).to_string().into_bytes();
    preview(library, release, Profile::Cautious, case.as_of, &bytes)
        .unwrap()
        .facts
}

/// Runs `rules cover` on the knee release.
fn covered(more: &[&str]) -> (Option<i32>, Json, String) {
    let [form, folder] = KNEE_FORM;
    let base = ["cover", KNEE, form, folder, "--format", "json"];
    let output = run(&[&base, more].concat());
    let document = serde_json::from_str(&stdout(&output)).unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), document, told)
}

#[test]
fn the_suggested_patients_close_the_gaps_and_decide_as_they_say() {
    let folder = folder("suggested");
    let into = folder.display().to_string();
    let (code, before, told) = covered(&["--suggest", &into]);
    assert_eq!((code, &before["count"]["gaps"]), (Some(0), &json!(44)));
    assert!(
        told.contains("43 gaps closed by 21 patients") && told.contains("1 not closed"),
        "{told}"
    );
    let (_, after, _) = covered(&["--cases", &into]);
    let open: Vec<(&Json, &Json)> = (after["units"].as_array().unwrap().iter())
        .flat_map(|unit| {
            let parts = unit["parts"].as_array().unwrap().iter();
            let open = parts.filter(|part| {
                ["yes", "no", "unknown"]
                    .iter()
                    .any(|value| part[value]["seen"] == "gap")
            });
            open.map(|part| (&unit["id"], &part["text"]))
        })
        .collect();
    // Nobody's form is without a birth date.
    let age = json!("years_since(birth_date) >= old_years");
    assert_eq!(open, [(&json!("old_knee"), &age)]);
    let [form, with] = KNEE_FORM;
    let tested = run(&["test", KNEE, form, with, "--cases", &into]);
    assert_eq!(tested.status.code(), Some(0), "{}", stdout(&tested));
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let note = "# Written by the machine: a person must confirm that this is what should be decided.\n";
        assert!(text.starts_with(note), "{text}");
        let case = Case::read(&text).unwrap();
        assert_eq!(case.case, path.file_stem().unwrap().to_string_lossy());
        assert!(
            case.story.starts_with("The flag-free adult"),
            "{}",
            case.story
        );
    }
}

#[test]
fn a_gate_ends_with_findings_just_above_what_is_seen() {
    for (gate, code) in [("0", 0), ("56", 0), ("57", 1), ("100", 1)] {
        let (got, document, told) = covered(&["--gate", gate]);
        assert_eq!(
            (got, &document["percent"]),
            (Some(code), &json!(56)),
            "{gate}"
        );
        assert_eq!(told.contains("below the gate"), code == 1, "{told}");
    }
    let [form, folder] = KNEE_FORM;
    for (arguments, told) in [
        (["--gate", "101"], "101"),
        (["--cases", "nowhere"], "cannot read `nowhere`"),
    ] {
        let output = run(&[&["cover", KNEE, form, folder], arguments.as_slice()].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.contains(told), "{message}");
    }
}

#[test]
fn a_gap_is_told_in_words_with_its_place_and_its_text() {
    let [form, folder] = KNEE_FORM;
    let output = run(&["cover", KNEE, form, folder]);
    assert_eq!(output.status.code(), Some(0));
    let text = stdout(&output);
    for line in [
        "rule hot_knee (Hot knee with fever): 8 of 12\n",
        "  topics/10-knee.yaml:21: no test is decided by: hot knee is no\n    no: hot\n",
        "  topics/10-knee.yaml:21: no test is decided by: it is not known whether “Hurts somewhere”\n    unknown: anywhere\n",
        "  topics/10-knee.yaml:15: cannot be seen, never decides: it is not known whether places: front\n    unknown: 'front' in places\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let total = "56 of 100 seen by 26 tests, 56 %; 8 cannot be seen\n";
    assert!(text.ends_with(total), "{text}");
}

#[test]
fn a_test_that_fails_is_told_as_a_clinician_reads_it() {
    let draft = knee_draft("failing");
    let topic = draft.join("topics/10-knee.yaml");
    let text = fs::read_to_string(&topic).unwrap();
    let wrong = text
        .replace(
            "given: { hot: yes, temp_c: 37.9 }, expect: silent",
            "given: { hot: yes, temp_c: 38.5 }, expect: silent",
        )
        .replace(
            "given: { locked: yes }, expect: fired",
            "given: { locked: yes }, expect: unknown",
        )
        .replace(
            "given: { onset_days: 27 }, expect: silent",
            "given: { onset_days: 27 }, expect: fired",
        );
    fs::write(&topic, wrong).unwrap();
    fs::remove_file(draft.join("release.lock")).unwrap();
    let case = draft.with_file_name("failing-case.yaml");
    let patient = "case: X\nstory: A hot knee.\nbase: clear\nas_of: 2026-11-23\n\
        answers: { hot: yes, temp_c: 39 }\nexpect: { urgency: routine, fired: [old_knee], silent: [hot_knee] }\n";
    fs::write(&case, patient).unwrap();
    let [form, folder] = KNEE_FORM;
    let (name, case) = (draft.display().to_string(), case.display().to_string());
    let arguments = ["test", &name, form, folder, "--cases", &case];
    let output = run(&arguments);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = stdout(&output);
    for told in [
        "expected silent, got fired: hot is yes, temp_c is 38.5\n  \
         patient:  the flag-free adult, but hot knee: yes; temperature: 38.5 °C\n  \
         said:     Hot knee with fever: hot knee; temperature: 38.5 °C.\n  \
         expected: nothing of “Hot knee with fever”\n",
        "  said:     Locked or bad knee: locked knee.\n  \
         expected: nothing yet of “Locked knee”, while an answer is open\n",
        "  patient:  the flag-free adult, but “Days since onset”: 27\n  \
         said:     nothing of “Long episode”\n  expected: Long episode: ….\n",
        "  patient:  A hot knee.\n  said:     EMERGENCY: Hot knee with fever: hot knee; temperature: 39 °C.\n",
        "  said:     nothing of “Old knee”\n",
        "  expected: Old knee: ….\n",
    ] {
        assert!(text.contains(told), "{told}\n{text}");
    }
    let output = run(&[arguments.as_slice(), &["--format", "json"]].concat());
    let document: Json = serde_json::from_str(&stdout(&output)).unwrap();
    let (failures, failed) = (&document["failures"], &document["failed"]);
    assert_eq!(failures.as_array().unwrap().len(), 4);
    assert_eq!(failed.as_array().unwrap().len(), 4);
    for (failure, failed) in failures
        .as_array()
        .unwrap()
        .iter()
        .zip(failed.as_array().unwrap())
    {
        assert_eq!(failure, &failed["failure"]);
        assert!(failed["heard"][0]["said"][0].is_string(), "{failed}");
    }
}
