//! What speaks against a release, all of it at once.

use spinepath::app::releasing::{Promotion, ReleaseError, release, return_to, withdraw};
use spinepath::app::signing::{Approvers, KeyFile, Role, Signed};
use spinepath::clock;
use spinepath::store::{ReleaseAct, Store};

use super::{
    Clinic, Files, approval, approvers, candidate, in_days, key, knee_release, library, locked,
    statement, text,
};
use crate::support::database::TestDatabase;

fn reasons<T: std::fmt::Debug>(outcome: Result<T, ReleaseError>) -> Vec<String> {
    match outcome.unwrap_err() {
        ReleaseError::Refused(reasons) => reasons,
        ReleaseError::Store(error) => panic!("{error}"),
    }
}

/// Each reason holds the words expected of it, and there is no other reason.
fn assert_reasons(claim: &str, reasons: &[String], expected: &[&str]) {
    assert_eq!(reasons.len(), expected.len(), "{claim}: {reasons:#?}");
    for words in expected {
        assert!(
            reasons.iter().any(|reason| reason.contains(words)),
            "{claim}: `{words}` is not in {reasons:#?}"
        );
    }
}

/// Reads an approval, changes it, and writes it again.
fn changed(approval: &mut (String, String), change: impl FnOnce(&mut Signed)) {
    let mut signed = Signed::read(&approval.1).unwrap();
    change(&mut signed);
    approval.1 = text(&signed);
}

type Spoil = fn(&Clinic, &mut Promotion<'_>);

/// Signs again, as these two people, what the gates say of the files as they are now.
fn approve_again(promotion: &mut Promotion<'_>, keys: [&KeyFile; 2]) {
    let approvals = keys.map(|key| (key.name.clone(), approval(key, &promotion.candidate)));
    promotion.approvals = approvals.into();
}

fn edit(promotion: &mut Promotion<'_>, file: &str, from: &str, to: &str) {
    let text = promotion.candidate.files.get_mut(file).unwrap();
    assert!(text.contains(from), "{file}: {from}");
    *text = text.replacen(from, to, 1);
}

fn lock_again(promotion: &mut Promotion<'_>) {
    let files: Files = std::mem::take(&mut promotion.candidate.files);
    promotion.candidate.files = locked(files);
}

const CASES: &[(&str, Spoil, &[&str])] = &[
    (
        "a risk that turns up lowers an urgency",
        |clinic, promotion| {
            let age = "(birth_date) >= old_years";
            edit(
                promotion,
                "topics/10-knee.yaml",
                age,
                "(birth_date) >= old_years && !hot",
            );
            lock_again(promotion);
            approve_again(promotion, [&clinic.clinician, &clinic.approver]);
        },
        &[
            "gate `proof`: us: monotone: this patient is told 2 WEEKS; when the answer to \"hot knee\" turns",
            "gate `proof`: uk: monotone: ",
            "gate `proof`: cautious: monotone: ",
        ],
    ),
    (
        "too few patients",
        |clinic, promotion| {
            promotion.candidate.patients.truncate(1);
            approve_again(promotion, [&clinic.clinician, &clinic.approver]);
        },
        &["gate `coverage`: "],
    ),
    (
        "no approval",
        |_, promotion| promotion.approvals.clear(),
        &["there is no approval", "a clinician must be among"],
    ),
    (
        "one approver",
        |_, promotion| promotion.approvals.truncate(1),
        &["two people must approve: there is one approval"],
    ),
    (
        "the same person twice",
        |clinic, promotion| approve_again(promotion, [&clinic.clinician, &clinic.clinician]),
        &["both approvals are of `Dr. Carol Clinic`"],
    ),
    (
        "the same person under another spelling and another key",
        |clinic, promotion| {
            let other = key("dr. carol  CLINIC", Role::Clinician);
            approve_again(promotion, [&clinic.clinician, &other]);
        },
        &[
            "signed with another key than the list",
            "both approvals are of `dr. carol  CLINIC`",
        ],
    ),
    (
        "one key for two people",
        |clinic, promotion| {
            let signed = Signed::read(&promotion.approvals[0].1).unwrap();
            let mut stolen = statement(&clinic.approver, &promotion.candidate);
            stolen.role = Role::Approver;
            promotion.approvals[1].1 = text(&Signed {
                public_key: signed.public_key,
                ..clinic.clinician.sign(stolen).unwrap()
            });
        },
        &[
            "`Alan Approver` signed with another key",
            "two different keys must sign",
        ],
    ),
    (
        "no clinician",
        |clinic, promotion| {
            promotion.approvals.remove(0);
            let other = key("Olga Other", Role::Approver);
            approve_again(promotion, [&clinic.approver, &other]);
        },
        &[
            "`Olga Other` is not in the list of approvers",
            "a clinician must be among those who approve",
        ],
    ),
    (
        "an approver who claims to be a clinician",
        |clinic, promotion| {
            let mut claim = statement(&clinic.approver, &promotion.candidate);
            claim.role = Role::Clinician;
            promotion.approvals[1].1 = text(&clinic.approver.sign(claim).unwrap());
        },
        &["signs as clinician, and the list of approvers says approver"],
    ),
    (
        "other files under the same name",
        |clinic, promotion| {
            edit(
                promotion,
                "values.yaml",
                "Temperature that counts",
                "Heat that counts",
            );
            lock_again(promotion);
            let fits = approval(&clinic.approver, &promotion.candidate);
            promotion.approvals[1].1 = fits;
        },
        &["approval `Dr. Carol Clinic`: it is for `knee 0.1.0` (sha256:"],
    ),
    (
        "a forged signature",
        |_, promotion| {
            changed(&mut promotion.approvals[1], |signed| {
                let last = signed.signature.pop();
                signed
                    .signature
                    .push(if last == Some('0') { '1' } else { '0' });
            });
        },
        &["the signature of `Alan Approver` does not fit"],
    ),
    (
        "a statement changed after it was signed",
        |_, promotion| {
            changed(&mut promotion.approvals[0], |signed| {
                signed.statement.date = signed.statement.date.pred_opt().unwrap();
            });
        },
        &["the signature of `Dr. Carol Clinic` does not fit"],
    ),
    (
        "text that is no approval",
        |_, promotion| promotion.approvals[1].1 = "{}".into(),
        &["it is not a signed approval"],
    ),
    (
        "a withdrawal in the place of an approval",
        |clinic, promotion| {
            let mut other = statement(&clinic.clinician, &promotion.candidate);
            other.act = spinepath::app::signing::Act::Withdraw;
            promotion.approvals[0].1 = text(&clinic.clinician.sign(other).unwrap());
        },
        &["it is no approval but a withdrawal"],
    ),
    (
        "an approval of tomorrow",
        |clinic, promotion| {
            let mut early = statement(&clinic.clinician, &promotion.candidate);
            early.date = in_days(1);
            promotion.approvals[0].1 = text(&clinic.clinician.sign(early).unwrap());
        },
        &["after today"],
    ),
    (
        "somebody with the role of an author",
        |clinic, promotion| approve_again(promotion, [&clinic.clinician, &clinic.author]),
        &["`Arthur Author` is listed as an author"],
    ),
    (
        "the author of the release",
        |clinic, promotion| {
            let developer = "author: \"the tests\"";
            edit(
                promotion,
                "attributes.yaml",
                developer,
                "author: \"alan approver\"",
            );
            lock_again(promotion);
            approve_again(promotion, [&clinic.clinician, &clinic.approver]);
        },
        &["`Alan Approver` is the author of the release"],
    ),
    (
        "a release that does not say who wrote it",
        |clinic, promotion| {
            promotion.candidate.files.remove("attributes.yaml");
            lock_again(promotion);
            approve_again(promotion, [&clinic.clinician, &clinic.approver]);
        },
        &["does not say who wrote it"],
    ),
    (
        "overdue evidence",
        |clinic, promotion| {
            edit(
                promotion,
                "evidence.yaml",
                "recheck_by: 2099-01-01",
                "recheck_by: 2026-01-01",
            );
            lock_again(promotion);
            approve_again(promotion, [&clinic.clinician, &clinic.approver]);
        },
        &["gate `evidence`: error[R030]"],
    ),
    (
        "a broken lock",
        |_, promotion| edit(promotion, "values.yaml", "is: 38.0", "is: 39.0"),
        &["gate `check`: error[R004]", "the other gates were not run"],
    ),
    (
        "no lock",
        |_, promotion| {
            promotion.candidate.files.remove("release.lock");
        },
        &[
            "the release is not locked",
            "gate `check` says something else than `Dr. Carol Clinic` saw",
            "gate `check` says something else than `Alan Approver` saw",
        ],
    ),
    (
        "a test that fails",
        |clinic, promotion| {
            edit(
                promotion,
                "topics/10-knee.yaml",
                "given: { hot: yes, temp_c: 38.0 }, expect: fired",
                "given: { hot: yes, temp_c: 37.0 }, expect: fired",
            );
            lock_again(promotion);
            approve_again(promotion, [&clinic.clinician, &clinic.approver]);
        },
        // The rule has another test for which it fires no longer: none is left that fires.
        &["gate `tests`: hot_knee hot and feverish"],
    ),
    (
        "a whole patient that is decided otherwise",
        |clinic, promotion| {
            let patient = &mut promotion.candidate.patients[0].1;
            *patient = patient.replace("temp_c: 38.6", "temp_c: 36.6");
            approve_again(promotion, [&clinic.clinician, &clinic.approver]);
        },
        &["gate `patients`: hot.yaml: us: urgency"],
    ),
    (
        "no whole patient",
        |clinic, promotion| {
            promotion.candidate.patients.clear();
            approve_again(promotion, [&clinic.clinician, &clinic.approver]);
        },
        &[
            "gate `patients`: no whole patient was decided",
            "gate `coverage`: ",
        ],
    ),
    (
        "other patients than the approvers saw",
        |_, promotion| promotion.candidate.patients[0].0 = "other.yaml".into(),
        &[
            "gate `patients` says something else than `Dr. Carol Clinic` saw",
            "gate `patients` says something else than `Alan Approver` saw",
        ],
    ),
    (
        "a first day that is past",
        |_, promotion| promotion.days.from = clock::today().pred_opt().unwrap(),
        &["is past"],
    ),
    (
        "an end before the beginning",
        |_, promotion| promotion.days.until = clock::today().pred_opt(),
        &["`--until` is before `--from`"],
    ),
    (
        "a first record that leaves today without a release",
        |_, promotion| promotion.days.from = in_days(7),
        &["this is the first record of the pathway"],
    ),
    (
        "much at once",
        |_, promotion| {
            promotion.approvals.truncate(1);
            promotion.days.from = clock::today().pred_opt().unwrap();
            changed(&mut promotion.approvals[0], |signed| {
                signed.statement.release = "0.1.1".into();
            });
            promotion.candidate.patients.clear();
        },
        &[
            "no whole patient was decided",
            "gate `coverage`: ",
            "the signature of `Dr. Carol Clinic` does not fit",
            "it is for `knee 0.1.1`",
            "there is one approval",
            "is past",
        ],
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_release_is_refused_for_exactly_what_speaks_against_it() {
    let database = TestDatabase::new().await;
    let store = database.store().await;
    let library = library();
    let clinic = Clinic::new();
    let approvers = clinic.approvers();
    for (claim, spoil, expected) in CASES {
        let mut promotion = clinic.promotion(&library, &approvers, knee_release("0.1.0", &[]));
        spoil(&clinic, &mut promotion);
        assert_reasons(claim, &reasons(release(&store, promotion).await), expected);
    }
    assert!(store.release_records(None).await.unwrap().is_empty());

    let promotion = clinic.promotion(&library, &approvers, knee_release("0.1.0", &[]));
    let approvals = promotion.approvals.clone();
    let kept = release(&store, promotion).await.unwrap();
    let records = store.release_records(Some("knee")).await.unwrap();
    assert_eq!(records, [kept]);
    // Both approvals are kept whole: their signatures can be checked again.
    let kept: Vec<Signed> = serde_json::from_value(records[0].record.signatures.clone()).unwrap();
    let given: Vec<Signed> = (approvals.iter())
        .map(|(_, text)| Signed::read(text).unwrap())
        .collect();
    assert_eq!(kept, given);
    assert!(
        kept.iter()
            .all(|signed| approvers.doubts(signed).is_empty())
    );
}

async fn released(store: &Store, clinic: &Clinic, files: Files) {
    let (library, approvers) = (library(), clinic.approvers());
    let promotion = clinic.promotion(&library, &approvers, files);
    release(store, promotion).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_clinician_withdraws_and_a_withdrawn_release_needs_new_approvals() {
    let database = TestDatabase::new().await;
    let store = database.store().await;
    let clinic = Clinic::new();
    let approvers = clinic.approvers();
    let today = clock::today();
    released(&store, &clinic, knee_release("0.1.0", &[])).await;

    let imposter = key("Dr. Carol Clinic", Role::Clinician);
    let other_list: Approvers = super::approvers(&[&clinic.approver]);
    for (claim, name, reason, key, list, expected) in [
        (
            "an approver",
            "knee/0.1.0",
            "why",
            &clinic.approver,
            &approvers,
            &["is no clinician"][..],
        ),
        (
            "another key",
            "knee/0.1.0",
            "why",
            &imposter,
            &approvers,
            &["another key"],
        ),
        (
            "not listed",
            "knee/0.1.0",
            "why",
            &clinic.clinician,
            &other_list,
            &["not in the list"],
        ),
        (
            "no reason",
            "knee/0.1.0",
            " ",
            &clinic.clinician,
            &approvers,
            &["says nothing"],
        ),
        (
            "not known",
            "knee/0.9.0",
            "why",
            &clinic.clinician,
            &approvers,
            &["never released here"],
        ),
        (
            "no name",
            "knee",
            "why",
            &clinic.clinician,
            &approvers,
            &["as `pathway/release`"],
        ),
        (
            "much at once",
            "knee/0.1.0",
            "",
            &clinic.author,
            &other_list,
            &["not in the list", "is no clinician", "says nothing"],
        ),
    ] {
        let outcome = withdraw(&store, name, reason, (key, list), today).await;
        assert_reasons(claim, &reasons(outcome), expected);
    }

    let signer = (&clinic.clinician, &approvers);
    let record = withdraw(&store, "knee/0.1.0", "misses a hot knee", signer, today)
        .await
        .unwrap();
    assert_eq!(record.record.act, ReleaseAct::Withdraw);
    let signed: Vec<Signed> = serde_json::from_value(record.record.signatures).unwrap();
    assert_eq!(
        signed[0].statement.reason.as_deref(),
        Some("misses a hot knee")
    );
    assert!(approvers.doubts(&signed[0]).is_empty());

    let again = withdraw(&store, "knee/0.1.0", "again", signer, today).await;
    assert_reasons("twice", &reasons(again), &["in force on no day"]);
    let back = return_to(&store, "knee/0.1.0", ("why", "Rita"), today).await;
    assert_reasons("withdrawn", &reasons(back), &["it needs two new approvals"]);
    // The approvals of before the withdrawal are of no use after it.
    let library = library();
    let promotion = clinic.promotion(&library, &approvers, knee_release("0.1.0", &[]));
    let used = release(&store, promotion).await;
    assert_reasons(
        "used approvals",
        &reasons(used),
        &[
            "`Dr. Carol Clinic` approved before the release was withdrawn",
            "`Alan Approver` approved before the release was withdrawn",
        ],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn returning_to_an_approved_release_needs_no_new_approval() {
    let database = TestDatabase::new().await;
    let store = database.store().await;
    let clinic = Clinic::new();
    released(&store, &clinic, knee_release("0.1.0", &[])).await;
    released(&store, &clinic, knee_release("0.2.0", &[])).await;
    let never = return_to(&store, "knee/0.3.0", ("why", "Rita"), clock::today()).await;
    assert_reasons("never released", &reasons(never), &["never released here"]);
    let silent = return_to(&store, "knee/0.1.0", ("", "Rita"), clock::today()).await;
    assert_reasons("no reason", &reasons(silent), &["says nothing"]);
    let record = return_to(
        &store,
        "knee/0.1.0",
        ("0.2.0 asks too much", "Rita"),
        clock::today(),
    )
    .await
    .unwrap();
    assert_eq!(record.record.act, ReleaseAct::Return);
    assert_eq!(record.record.release.release, "0.1.0");
    assert_eq!(record.record.by, "Rita");
}

#[test]
fn who_approves_must_be_able_to_and_sees_what_stops_the_release() {
    let library = library();
    let clinic = Clinic::new();
    let approvers = clinic.approvers();
    let approve = |files: Files, key: &KeyFile| {
        spinepath::app::releasing::approve(&candidate(&library, files), &approvers, key)
            .map(|(signed, _)| signed)
    };
    let good = knee_release("0.1.0", &[]);
    let signed = approve(good.clone(), &clinic.clinician).unwrap();
    assert_eq!(
        text(&signed),
        approval(&clinic.clinician, &candidate(&library, good.clone())),
        "the same statement is signed alike"
    );
    let mut broken = good.clone();
    broken.remove("values.yaml");
    for (claim, files, key, expected) in [
        (
            "an author",
            good.clone(),
            &clinic.author,
            "listed as an author",
        ),
        (
            "a stranger",
            good,
            &super::key("Olga", Role::Approver),
            "not in the list",
        ),
        (
            "a broken release",
            broken,
            &clinic.clinician,
            "gate `check`: error[R003]",
        ),
    ] {
        let reasons = approve(files, key).unwrap_err();
        assert!(
            reasons.iter().any(|reason| reason.contains(expected)),
            "{claim}: {reasons:?}"
        );
    }
}

#[test]
fn a_list_of_approvers_names_each_person_and_each_key_once() {
    let clinic = Clinic::new();
    let good = super::approvers_yaml(&[&clinic.clinician, &clinic.approver]);
    assert!(Approvers::read(&good).is_ok());
    let line = good.lines().nth(1).unwrap();
    for (text, expected) in [
        (format!("{good}{line}\n"), "stands there twice"),
        (
            format!("{good}{}\n", line.replace("Carol", "Cora")),
            "the same key",
        ),
        (
            good.replace("ed25519:", "ed25519:0"),
            "it is not a public key",
        ),
        (good.replace("role: clinician", "role: king"), "king"),
        (good.replace("\"Alan Approver\"", "\" \""), "has no name"),
    ] {
        let faults = Approvers::read(&text).unwrap_err().join("; ");
        assert!(faults.contains(expected), "{expected}: {faults}");
    }
    assert_eq!(
        approvers(&[&clinic.author])
            .named("ARTHUR author")
            .map(|a| a.role),
        Some(Role::Author)
    );
}
