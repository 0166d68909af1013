//! The certificate of a proof, and a second program that checks it.

mod ask;
mod check;
mod file;
mod patients;
mod rup;

use std::path::Path;
use std::time::Instant;

use serde_json::{Value as Json, json};
use spinepath::app::Library;
use spinepath::app::gates::facts_of;
use spinepath::facts::FactSet;
use spinepath::model::Profile;
use spinepath::proof::certify;
use spinepath::rules::CheckedRelease;

use self::check::{Checked, Ground, Sample, check};
use crate::rules::cases::cases;
use crate::rules::commands::{KNEE_FORM, folder, run};
use crate::rules::patients::{AS_OF, CURRENT, release};
use crate::rules::proof::{Edited, SOUND, edited};

fn certificate(library: &Library, release: &CheckedRelease, profiles: &[Profile]) -> String {
    let catalogue = release.catalogue();
    let form = library.form(catalogue.form(), catalogue.version()).unwrap();
    let (_, certificate) = certify(release, form, AS_OF, profiles).unwrap();
    serde_json::to_string(&certificate).unwrap()
}

fn checked(
    library: &Library,
    release: &CheckedRelease,
    (bases, sample): (&[FactSet], Sample),
    text: &str,
) -> Result<Checked, String> {
    let catalogue = release.catalogue();
    let form = library.form(catalogue.form(), catalogue.version()).unwrap();
    let ground = Ground {
        release,
        form,
        bases,
        sample,
    };
    check(text, &ground)
}

/// The patients of the cases, assessed on the day of the certificate.
fn vignettes(library: &Library, release: &CheckedRelease) -> Vec<FactSet> {
    let facts = cases().into_iter().map(|(name, mut case)| {
        case.as_of = AS_OF;
        facts_of(library, release, &case).unwrap_or_else(|fault| panic!("{name}: {fault}"))
    });
    facts.collect()
}

const KNEE: Sample = Sample {
    patients: 400,
    turns: 4,
    conditions: 400,
};

#[test]
fn the_certificate_of_a_sound_release_is_followed_to_the_end() {
    let Edited { library, release } = edited(&SOUND);
    let text = certificate(&library, &release, &Profile::ALL);
    let checked = checked(&library, &release, (&[], KNEE), &text).unwrap();
    assert_eq!(checked.broken, [""; 0]);
    assert!(checked.nobody > 100 && checked.shown > 10, "{checked:?}");
}

const SPINE: Sample = Sample {
    patients: 300,
    turns: 3,
    conditions: 60,
};

#[test]
#[ignore = "takes two minutes: `just certificate`"]
fn the_certificate_of_the_current_release_is_followed_to_the_end() {
    let library = Library::embedded().unwrap();
    let release = release(CURRENT);
    let bases = vignettes(&library, &release);
    let start = Instant::now();
    let text = certificate(&library, &release, &[Profile::Cautious]);
    println!("{} bytes, made in {:?}", text.len(), start.elapsed());
    let start = Instant::now();
    let checked = checked(&library, &release, (&bases, SPINE), &text).unwrap();
    println!("checked in {:?}: {checked:?}", start.elapsed());
    assert_eq!(checked.broken, [""; 0]);
}

/// What is done to a certificate, and why it is then refused.
struct Tampered {
    with: fn(&mut Json),
    says: &'static str,
}

/// The solver that was asked of patients, of conditions or of rules.
fn sheet<'a>(certificate: &'a mut Json, about: &str) -> &'a mut Json {
    let sheets = certificate["proofs"][0]["sheets"].as_array_mut().unwrap();
    let sheet = sheets.iter_mut().find(|sheet| sheet["about"] == about);
    sheet.unwrap()
}

fn list<'a>(of: &'a mut Json, name: &str) -> &'a mut Vec<Json> {
    of[name].as_array_mut().unwrap()
}

/// The literals of a question of the patients.
fn input<'a>(certificate: &'a mut Json, kind: &str, fact: &str) -> &'a mut Json {
    let inputs = list(sheet(certificate, "patients"), "inputs");
    let input = inputs.iter_mut().find(|input| input[kind]["fact"] == fact);
    &mut input.unwrap()[kind]
}

fn claim<'a>(certificate: &'a mut Json, of: &Json) -> &'a mut Json {
    let claims = list(sheet(certificate, "patients"), "claims");
    let claim = claims.iter_mut().find(|claim| claim["of"] == *of);
    claim.unwrap()
}

const TAMPERED: [Tampered; 19] = [
    Tampered {
        with: |it| it["ruleset"]["digest"] = json!("sha256:00"),
        says: "the digest of the ruleset is `sha256:00`",
    },
    Tampered {
        with: |it| _ = list(it, "proofs").pop(),
        says: "it proves nothing under any profile",
    },
    Tampered {
        with: |it| list(sheet(it, "patients"), "learned").clear(),
        says: "`no_dead_rule long_knee`: it does not follow that there is nobody",
    },
    Tampered {
        with: |it| {
            let learned = list(sheet(it, "patients"), "learned");
            learned.iter_mut().for_each(|clause| {
                let clause = clause.as_array_mut().unwrap();
                clause[0] = json!(-clause[0].as_i64().unwrap());
            });
        },
        says: "does not follow from those before it",
    },
    Tampered {
        with: |it| {
            let fired = sheet(it, "patients")["rules"][0][0].clone();
            list(sheet(it, "patients"), "learned").insert(0, json!([fired]));
        },
        says: "learned clause 0 does not follow from those before it",
    },
    Tampered {
        with: |it| {
            let fired = sheet(it, "patients")["rules"][0][0].clone();
            let gates = list(sheet(it, "patients"), "gates");
            let gate = gates.iter_mut().find(|gate| gate[0] == fired).unwrap();
            gate[1] = json!(-gate[1].as_i64().unwrap());
        },
        says: "say something else than the second engine",
    },
    Tampered {
        with: |it| {
            let gates = list(sheet(it, "patients"), "gates");
            let last = gates.last().unwrap()[0].clone();
            gates[1].as_array_mut().unwrap().push(last);
        },
        says: "is not made of what is there before it",
    },
    Tampered {
        with: |it| {
            let yes = input(it, "bool", "hot")["yes"].as_i64().unwrap();
            list(sheet(it, "patients"), "required").push(json!([-yes]));
        },
        says: "a clause of acceptance excludes a form that the door accepts",
    },
    Tampered {
        with: |it| {
            let hot = input(it, "bool", "hot")["yes"].as_i64().unwrap();
            let locked = input(it, "bool", "locked")["yes"].as_i64().unwrap();
            list(sheet(it, "patients"), "apart").push(json!([-hot, -locked]));
        },
        says: "do not exclude each other",
    },
    Tampered {
        with: |it| {
            let words = list(input(it, "choice", "course"), "words");
            let first = words[0][1].take();
            words[0][1] = words[1][1].take();
            words[1][1] = first;
        },
        says: "say something else than the second engine",
    },
    Tampered {
        with: |it| {
            let cell = &mut input(it, "number", "temp_c")["cells"][0];
            cell[1] = json!(cell[1].as_i64().unwrap() - 100);
        },
        says: "the inputs of `temp_c` are not its answers",
    },
    Tampered {
        with: |it| _ = list(input(it, "date", "birth_date"), "cells").pop(),
        says: "a day of `birth_date` that begins",
    },
    Tampered {
        with: |it| sheet(it, "patients")["turned"][0]["acceptable"] = json!(-1),
        says: "a form that the door accepts counts as refused",
    },
    Tampered {
        with: |it| _ = list(sheet(it, "patients"), "claims").remove(0),
        says: "`total one emergency` was not asked",
    },
    Tampered {
        with: |it| {
            let claim = claim(it, &json!(["hot_knee"]));
            claim["answer"] = json!("none");
            claim["assumed"] = json!([-1]);
        },
        says: "what was asked is not what the property says",
    },
    Tampered {
        with: |it| claim(it, &json!(["hot_knee"]))["answer"] = json!("none"),
        says: "`no_dead_rule hot_knee`: it does not follow that there is nobody",
    },
    Tampered {
        with: |it| {
            let patient = &mut claim(it, &json!(["hot_knee"]))["answer"]["patient"];
            patient["form"]["answers"] = json!({});
        },
        says: "`no_dead_rule hot_knee`: its patient does not show it",
    },
    Tampered {
        with: |it| {
            let sheets = list(&mut it["proofs"][0], "sheets");
            sheets.retain(|sheet| sheet["name"] != "fever");
        },
        says: "it does not look at every condition once",
    },
    Tampered {
        with: |it| {
            let fired = sheet(it, "rules")["full"][0][0].clone();
            list(sheet(it, "rules"), "supposed").push(json!([fired]));
        },
        says: "more is supposed than that rules stay",
    },
];

/// A rule that fires for nobody, which unit propagation alone does not see.
const DEAD: (&str, &str, &str) = (
    "topics/10-knee.yaml",
    "long_episode && course != 'better'",
    "(hot || locked) && (hot || !locked) && (!hot || locked) && (!hot || !locked)",
);

#[test]
fn a_tampered_certificate_is_refused_for_what_was_done_to_it() {
    let mut edits = SOUND.to_vec();
    edits.push(DEAD);
    let Edited { library, release } = edited(&edits);
    let whole = certificate(&library, &release, &[Profile::Cautious]);
    let as_written = checked(&library, &release, (&[], KNEE), &whole).unwrap();
    assert_eq!(as_written.broken, ["cautious: no_dead_rule long_knee"]);
    let mut wrong = Vec::new();
    for Tampered { with, says } in TAMPERED {
        let mut certificate: Json = serde_json::from_str(&whole).unwrap();
        with(&mut certificate);
        let checked = checked(&library, &release, (&[], KNEE), &certificate.to_string());
        match checked {
            Err(fault) if fault.contains(says) => {}
            other => wrong.push(format!("{says}: {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_certificate_of_a_release_is_the_same_bytes_every_time() {
    let Edited { library, release } = edited(&SOUND);
    let once = || certificate(&library, &release, &[Profile::Us]);
    assert_eq!(once(), once());
}

#[test]
fn the_command_writes_the_certificate_of_the_profile_that_is_named() {
    let knee = "tests/fixtures/knee/release";
    let folder = folder("certificate");
    let (there, nowhere) = (folder.join("proof.json"), folder.join("no/proof.json"));
    let ends = |file: &Path| {
        let file = file.display().to_string();
        let mut arguments = vec!["prove", knee, "--profile", "uk", "--certificate", &file];
        arguments.extend(KNEE_FORM);
        run(&arguments)
    };
    let output = ends(&there);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = std::fs::read_to_string(&there).unwrap();
    let mut library = Library::embedded().unwrap();
    let form = Path::new(env!("CARGO_MANIFEST_DIR")).join(KNEE_FORM[1]);
    library.add_form(&form).unwrap();
    let checked = checked(&library, &release(knee), (&[], KNEE), &text).unwrap();
    assert!(!checked.broken.is_empty());
    assert!(
        checked
            .broken
            .iter()
            .all(|broken| broken.starts_with("uk: "))
    );
    let output = ends(&nowhere);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("`--certificate`: "), "{said}");
    assert!(
        said.contains("name a file in a folder that is there"),
        "{said}"
    );
}
