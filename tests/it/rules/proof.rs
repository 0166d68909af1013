//! What is proved over every form, and the patients who break it: one broken release for each
//! property.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use spinepath::app::Library;
use spinepath::intake::form::Form;
use spinepath::model::{Profile, Urgency};
use spinepath::proof::{Broken, Proof, diff, effects, prove};
use spinepath::rules::{Attribute, CheckedRelease, Finding, Severity, check, lock};

use super::patients::{AS_OF, CURRENT, release};

const TOPIC: &str = "topics/10-knee.yaml";
const FORM: &str = "form.yaml";

/// The knee release with texts replaced, in its topic or in its form.
pub struct Edited {
    pub library: Library,
    pub release: CheckedRelease,
}

pub fn edited(changes: &[(&str, &str, &str)]) -> Edited {
    checked(changes).unwrap_or_else(|findings| panic!("{findings:?}"))
}

fn checked(changes: &[(&str, &str, &str)]) -> Result<Edited, Vec<Finding>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/knee");
    let mut files = Library::release_files(&root.join("release").display().to_string()).unwrap();
    let mut form: BTreeMap<String, String> = ["form.yaml", "schema.json"]
        .map(|name| {
            let text = std::fs::read_to_string(root.join("form").join(name)).unwrap();
            (name.to_owned(), text)
        })
        .into();
    for (file, from, to) in changes {
        let of_form = form.get_mut(*file);
        let text = of_form.or_else(|| files.get_mut(*file)).unwrap();
        assert!(text.contains(from), "`{from}` is not in {file}");
        *text = text.replacen(from, to, 1);
    }
    files.insert("release.lock".into(), lock(&files));
    let folder = form_folder(&form);
    let mut library = Library::embedded().unwrap();
    library.add_form(&folder).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let (release, _) = check(&files, library.catalogues(), AS_OF)?;
    Ok(Edited { library, release })
}

fn form_folder(files: &BTreeMap<String, String>) -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("proof-form-{count}"));
    std::fs::create_dir_all(&folder).unwrap();
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
    folder
}

fn proofs(edited: &Edited) -> Vec<Proof> {
    prove(&edited.release, form(edited), AS_OF).unwrap()
}

fn form(edited: &Edited) -> &Form {
    let catalogue = edited.release.catalogue();
    let form = edited.library.form(catalogue.form(), catalogue.version());
    form.unwrap()
}

/// What does not hold under `cautious`, by property.
fn broken(proofs: &[Proof]) -> BTreeMap<&'static str, Vec<Broken>> {
    let proof = (proofs.iter()).find(|proof| proof.profile == Profile::Cautious);
    (proof.unwrap().properties.iter())
        .filter(|property| !property.holds())
        .map(|property| (property.name, property.broken.clone()))
        .collect()
}

const PATHWAY: &str = "pathway.yaml";

/// What makes the knee release sound: a held urgency has somebody who acts, no age rule falls
/// silent for a hot knee, and an open question is no more urgent than its worst answer. Its tests
/// say so too.
pub const SOUND: [(&str, &str, &str); 6] = [
    (
        PATHWAY,
        "hold: same_day",
        "hold: same_day\nhold_destination: orthopedics",
    ),
    (
        TOPIC,
        "years_since(birth_date) >= old_years && !hot",
        "years_since(birth_date) >= old_years",
    ),
    (TOPIC, "unanswered: [hot, locked]", "unanswered: [locked]"),
    (
        TOPIC,
        "urgency: same_day, destinations: [orthopedics]",
        "urgency: two_weeks, destinations: [orthopedics]",
    ),
    (
        TOPIC,
        "hot not asked, base: clear, given: { birth_date: 1956-11-23, hot: not_asked }",
        "age not known, base: clear, given: { birth_date: not_asked }",
    ),
    (
        TOPIC,
        "hot left out, base: clear, given: { hot: not_asked }",
        "locked left out, base: clear, given: { locked: not_asked }",
    ),
];

#[test]
fn a_sound_release_is_proved() {
    let proofs = proofs(&edited(&SOUND));
    for proof in &proofs {
        let broken: Vec<_> = proof.properties.iter().filter(|p| !p.holds()).collect();
        assert!(proof.holds(), "{}: {broken:#?}", proof.profile);
    }
    assert_eq!(proofs.len(), Profile::ALL.len());
}

/// What breaks one property, and how it is said.
struct Breaks {
    property: &'static str,
    edit: (&'static str, &'static str, &'static str),
    says: &'static str,
    /// What is there in the patient who shows it; empty where no patient can.
    patient: &'static [&'static str],
}

fn breaks(case: &Breaks) {
    let mut edits = SOUND.to_vec();
    edits.push(case.edit);
    let broken = broken(&proofs(&edited(&edits)));
    let found: Vec<&Broken> = broken.get(case.property).into_iter().flatten().collect();
    let said: Vec<&str> = found.iter().map(|one| one.says.as_str()).collect();
    assert_eq!(said, [case.says], "{}: {broken:#?}", case.property);
    let names: Vec<&str> = broken.keys().copied().collect();
    assert_eq!(names, [case.property], "{broken:#?}");
    match &found[0].patient {
        None => assert!(case.patient.is_empty(), "{}", case.property),
        Some(patient) => {
            assert_eq!(patient.words, case.patient, "{}", case.property);
            assert!(patient.refused.is_empty(), "{:?}", patient.refused);
        }
    }
}

#[test]
fn each_property_that_does_not_hold_is_shown_with_the_smallest_patient() {
    let cases = [
        Breaks {
            property: "total",
            edit: (
                TOPIC,
                "destinations: [orthopedics], imaging: [mri], evaluations: [examine]",
                "evaluations: [examine]",
            ),
            says: "this patient is told 2 WEEKS, and nobody is asked to see them and no picture is made",
            patient: &["birth date: 1981-11-23", "locked knee: yes"],
        },
        Breaks {
            property: "total",
            edit: (
                TOPIC,
                "destinations: [orthopedics], imaging: [mri_leg]",
                "destinations: [orthopedics, self_care], imaging: [mri_leg]",
            ),
            says: "this patient is told 2 WEEKS and, by `old_knee`, is left to their own care",
            patient: &["birth date: 1956-11-23"],
        },
        Breaks {
            property: "monotone",
            edit: (
                TOPIC,
                "(birth_date) >= old_years",
                "(birth_date) >= old_years && !hot",
            ),
            says: "this patient is told 2 WEEKS; when the answer to \"hot knee\" turns from \"no\" to \"yes\" it could become no more than CONSERVATIVE CARE",
            patient: &["birth date: 1956-11-23"],
        },
        Breaks {
            property: "hidden_safe",
            edit: (
                FORM,
                "{ field: pain, label: pain now,",
                "{ field: pain, show_when: \"course != 'better'\", label: pain now,",
            ),
            says: "\"pain now\" is not shown to this patient, and the answer \"0\" to it would change what \"No film in the first weeks\" makes of them",
            patient: &["birth date: 1981-11-23"],
        },
        Breaks {
            property: "no_dead_rule",
            edit: (
                TOPIC,
                "long_episode && course != 'better'",
                "long_episode && !long_episode",
            ),
            says: "no acceptable form makes \"Long episode\" fire",
            patient: &[],
        },
        Breaks {
            property: "no_shadowed_rule",
            edit: (
                TOPIC,
                "(birth_date) >= old_years\"\n    if_unknown: ask\n    then: { urgency: two_weeks, destinations: [orthopedics], imaging: [mri_leg], review_in_days: review",
                "(birth_date) >= old_years && locked\"\n    if_unknown: ask\n    then: { urgency: two_weeks, destinations: [orthopedics], imaging: [mri]",
            ),
            says: "whenever \"Old knee\" fires, other rules already ask for all it asks for, as urgently",
            patient: &[],
        },
        Breaks {
            property: "no_idle_part",
            edit: (
                TOPIC,
                "anywhere && hot && fever",
                "anywhere && hot && (fever || hot)",
            ),
            says: "in \"Hot knee with fever\", the part `any of these (“Fever”; hot knee is yes)` changes nothing: it could as well always be yes",
            patient: &[],
        },
    ];
    cases.iter().for_each(breaks);
}

/// No text that passes the check breaks `unknown_safe`: rules cannot say "unknown is no". The one
/// way to leave an open answer out of what a decision could become ends before the proof.
#[test]
fn a_release_that_takes_an_open_answer_for_no_is_refused_before_it_can_be_proved() {
    let mut edits = SOUND.to_vec();
    edits.push((TOPIC, "if_unknown: ask", "if_unknown: ignore"));
    let findings = checked(&edits).err().unwrap();
    let errors: Vec<(&str, &str)> = (findings.iter())
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| (finding.code, finding.message.as_str()))
        .collect();
    let [("R023", says)] = errors[..] else {
        panic!("{errors:?}");
    };
    assert!(says.contains("locked_knee"), "{says}");
}

#[test]
fn what_a_person_is_changes_only_what_the_release_says() {
    let edited = edited(&SOUND);
    for effects in effects(&edited.release, form(&edited), AS_OF).unwrap() {
        assert!(!effects.is_empty());
        for effect in &effects {
            let of_birth = effect.attribute == Attribute::DateOfBirth;
            assert_eq!(effect.urgency, of_birth, "{:?}", effect.attribute);
            let rules: &[&str] = if of_birth { &["old_knee"] } else { &[] };
            assert_eq!(effect.rules, rules, "{:?}", effect.attribute);
            assert_eq!(effect.patient.is_some(), of_birth);
        }
    }
}

/// The findings by property and profile, each by what it is about.
fn about(name: &str) -> BTreeMap<(&'static str, Profile), Vec<String>> {
    let library = Library::embedded().unwrap();
    let release = release(name);
    let catalogue = release.catalogue();
    let form = library.form(catalogue.form(), catalogue.version()).unwrap();
    let mut found = BTreeMap::new();
    for proof in prove(&release, form, AS_OF).unwrap() {
        for property in proof.properties {
            for broken in &property.broken {
                let refused = broken.patient.iter().flat_map(|patient| &patient.refused);
                assert_eq!(refused.count(), 0, "{}: {:?}", broken.says, broken.patient);
            }
            let about = property.broken.iter();
            let about: Vec<String> = about.filter_map(|one| one.about.first().cloned()).collect();
            if !property.holds() {
                found.insert((property.name, proof.profile), about);
            }
        }
    }
    found
}

#[test]
fn the_current_release_is_proved() {
    assert_eq!(about(CURRENT), BTreeMap::new());
}

/// What `docs/proof.md` says of a release that was not.
#[test]
fn what_was_found_in_an_earlier_release_is_still_found_and_nothing_else() {
    let mut expected = BTreeMap::new();
    for profile in Profile::ALL {
        let risks: &[&str] = match profile {
            Profile::Us => &["leg_weakness_new"],
            Profile::Uk | Profile::Cautious => &["leg_weakness_new", "trauma_energy"],
        };
        let findings: [(&str, &[&str]); 5] = [
            ("total", &["radic_weakness_found"]),
            ("monotone", risks),
            ("hidden_safe", &["passive_care_sessions"]),
            (
                "no_shadowed_rule",
                &["advice_spasm", "course_worsening_measured"],
            ),
            (
                "no_idle_part",
                &[
                    "ces_bilateral",
                    "cord_acute",
                    "leg_weakness_kept",
                    "deficit_after_injury",
                    "two_weeks_concern",
                    "two_weeks_concern",
                    "start_scores_known",
                    "start_scores_known",
                    "start_risk_medium",
                    "start_risk_low",
                    "matched_care_low",
                    "matched_care_medium",
                ],
            ),
        ];
        for (property, about) in findings {
            let about = about.iter().map(|name| (*name).to_owned()).collect();
            expected.insert((property, profile), about);
        }
    }
    assert_eq!(about("rules/spine/2026.12.0"), expected);
}

/// The rules that move somebody, and whether up or down. One goes down: where leg weakness was not
/// asked beside an explained bladder change, it waits, and the decision could become more.
#[test]
fn it_is_known_whom_the_current_release_moves() {
    let library = Library::embedded().unwrap();
    let (before, after) = (release("rules/spine/2026.12.0"), release(CURRENT));
    let form = library.form(after.catalogue().form(), after.catalogue().version());
    let found = diff(&before, &after, form.unwrap(), AS_OF).unwrap();
    let moves: BTreeSet<(&str, bool)> = (found.moved.iter())
        .map(|moved| (moved.rule.as_str(), moved.to < moved.from))
        .collect();
    assert_eq!(
        Vec::from_iter(moves),
        [
            ("ca_myeloma_60", false),
            ("rec_eval_request", true),
            ("sphincter_change_outside_gate", false)
        ]
    );
    for moved in found.moved.iter().filter(|moved| moved.to < moved.from) {
        assert!(moved.could_become > moved.from, "{moved:#?}");
    }
}

/// An edit of the sound knee release, how it is said, and who is moved by it under `cautious`.
struct Compared {
    edit: (&'static str, &'static str, &'static str),
    text: &'static [&'static str],
    moved: &'static [(Urgency, Urgency, &'static str)],
    /// What is there in the first patient who is moved.
    patient: &'static [&'static str],
}

fn compares(case: &Compared) {
    let mut edits = SOUND.to_vec();
    let before = edited(&edits);
    edits.push(case.edit);
    let after = edited(&edits);
    let found = diff(&before.release, &after.release, form(&before), AS_OF).unwrap();
    assert_eq!(found.text, case.text, "{:?}", case.edit);
    let cautious = found.moved.iter();
    let cautious: Vec<_> = cautious
        .filter(|moved| moved.profile == Profile::Cautious)
        .collect();
    let moved: Vec<_> = cautious
        .iter()
        .map(|moved| (moved.from, moved.to, moved.rule.as_str()))
        .collect();
    assert_eq!(moved, case.moved, "{:?}", case.edit);
    let first = cautious.first().map(|moved| moved.patient.words.as_slice());
    assert_eq!(first.unwrap_or_default(), case.patient, "{:?}", case.edit);
}

#[test]
fn two_releases_are_compared_over_every_form_and_the_lowered_come_first() {
    use Urgency::{Conservative, Emergency, Routine, SameDay, TwoWeeks};
    let cases = [
        Compared {
            edit: (
                TOPIC,
                "anywhere && hot && fever",
                "fever && (hot && anywhere)",
            ),
            text: &[
                "rule `hot_knee`: was when all of these (“Hurts somewhere”; hot knee is yes; “Fever”), is when all of these (“Fever”; hot knee is yes; “Hurts somewhere”)",
            ],
            moved: &[],
            patient: &[],
        },
        Compared {
            edit: ("values.yaml", "is: 38.0", "is: 38.5"),
            text: &[
                "value `fever_c` under `us`: was 38, is 38.5 (Temperature that counts as fever)",
                "value `fever_c` under `uk`: was 38, is 38.5 (Temperature that counts as fever)",
                "value `fever_c` under `cautious`: was 38, is 38.5 (Temperature that counts as fever)",
            ],
            moved: &[
                (Emergency, TwoWeeks, "hot_knee"),
                (Emergency, Routine, "hot_knee"),
                (Emergency, Conservative, "hot_knee"),
                (SameDay, TwoWeeks, "hot_knee"),
                (SameDay, Routine, "hot_knee"),
                (SameDay, Conservative, "hot_knee"),
            ],
            patient: &[
                "birth date: 1981-11-23",
                "hot knee: yes",
                "places: front",
                "temperature: 38 °C",
            ],
        },
        Compared {
            edit: (
                TOPIC,
                "urgency: routine, destinations: [orthopedics], imaging: [film]",
                "urgency: two_weeks, destinations: [orthopedics], imaging: [film]",
            ),
            text: &[
                "rule `long_knee` under `us`: was ROUTINE, is 2 WEEKS",
                "rule `long_knee` under `uk`: was ROUTINE, is 2 WEEKS",
                "rule `long_knee` under `cautious`: was ROUTINE, is 2 WEEKS",
            ],
            moved: &[(Routine, TwoWeeks, "long_knee")],
            patient: &[
                "birth date: 1981-11-23",
                "course: same",
                "onset: 2026-10-26",
            ],
        },
    ];
    cases.iter().for_each(compares);
}
