//! The certificate of a proof, and a second program that checks it.

mod ask;
mod check;
mod file;
mod patients;
mod rup;

use std::time::Instant;

use serde_json::{Value as Json, json};
use spinepath::app::Library;
use spinepath::facts::FactSet;
use spinepath::model::Profile;
use spinepath::proof::certify;
use spinepath::rules::CheckedRelease;

use self::check::{Checked, Ground, Sample, check};
use crate::rules::patients::AS_OF;
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

const KNEE: Sample = Sample {
    patients: 400,
    turns: 4,
    conditions: 400,
};

#[test]
fn the_certificate_of_a_sound_release_is_followed_to_the_end() {
    let Edited { library, release } = edited(&SOUND);
    let text = certificate(&library, &release, &Profile::ALL);
    let start = Instant::now();
    let checked = checked(&library, &release, (&[], KNEE), &text).unwrap();
    println!("{} bytes, {:?}, {checked:?}", text.len(), start.elapsed());
    assert_eq!(checked.broken, [""; 0]);
    assert!(checked.nobody > 100 && checked.shown > 10, "{checked:?}");
}
