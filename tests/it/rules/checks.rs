//! What `rules check` refuses, and in which words: one broken release for each finding.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use spinepath::app::{Library, preview};
use spinepath::decision::Case;
use spinepath::model::Profile;
use spinepath::rules::{Attribute, Severity, check, lock, lock_draft, run_rule_tests};

use super::patients::{AS_OF, CURRENT};

fn knee() -> (Library, BTreeMap<String, String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/knee");
    let mut library = Library::embedded().unwrap();
    library.add_form(&root.join("form")).unwrap();
    let files = Library::release_files(&root.join("release").display().to_string()).unwrap();
    (library, files)
}

const TOPIC: &str = "topics/10-knee.yaml";

/// Replaces a text in a file of the knee release and returns the errors found, as printed.
fn refused(file: &str, from: &str, to: &str) -> String {
    let (library, mut files) = knee();
    let text = files.get_mut(file).unwrap();
    assert!(text.contains(from), "`{from}` is not in {file}");
    *text = text.replacen(from, to, 1);
    let locked = lock(&files);
    files.insert("release.lock".into(), locked);
    let findings = check(&files, library.catalogues(), AS_OF).expect_err(to);
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    errors
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn the_knee_release_passes() {
    let (library, files) = knee();
    let (_, findings) = check(&files, library.catalogues(), AS_OF).unwrap();
    assert_eq!(findings, []);
}

#[test]
fn every_mistake_is_named_with_its_place_and_a_way_out() {
    let cases = [
        (
            TOPIC,
            "anywhere && hot && fever",
            "anywhere && hto && fever",
            "error[R012] topics/10-knee.yaml:21:24: `hto` is no fact, definition or value; did you mean `hot`?",
        ),
        (
            TOPIC,
            "temp_c >= fever_c",
            "temp_c >= 38.0",
            "error[R016] topics/10-knee.yaml:6:20: a number stands in the condition; name it in `values.yaml` with its source, and use the name",
        ),
        (
            TOPIC,
            "course != 'better'",
            "course != 'beter'",
            "error[R014] topics/10-knee.yaml:78:38: `beter` is not a word of `course`; did you mean `better`?",
        ),
        (
            TOPIC,
            "'front' in places",
            "'front' in course",
            "error[R013] topics/10-knee.yaml:15:21: `course` is a choice, not a set; write `course == 'front'`",
        ),
        (
            TOPIC,
            "anywhere && hot && fever",
            "anywhere && hot == 'yes' && fever",
            "error[R013] topics/10-knee.yaml:21:24: `hot` is yes or no; write `hot` or `!hot`",
        ),
        (
            TOPIC,
            "anywhere && hot && fever",
            "anywhere && hot && temp_c",
            "error[R013] topics/10-knee.yaml:21:31: a number stands where yes or no is needed",
        ),
        (
            TOPIC,
            "anywhere && hot && fever",
            "[hot].exists(x, x)",
            "error[R015] topics/10-knee.yaml:21:",
        ),
        (
            TOPIC,
            "anywhere && hot && fever",
            "anywhere && && fever",
            "error[R002] topics/10-knee.yaml:21:",
        ),
        (
            TOPIC,
            "days_since(onset_date)",
            "day_since(onset_date)",
            "error[R015] topics/10-knee.yaml:9:19: no function `day_since` takes 1 arguments; did you mean `days_since`?",
        ),
        (
            TOPIC,
            "if_unknown: escalate",
            "if_unknown: ignore",
            "error[R023] topics/10-knee.yaml:18:11: `hot_knee` is `routine` or above and may not be ignored while unknown; use `ask` or `escalate`",
        ),
        (
            TOPIC,
            "evidence: [book]",
            "evidence: [boook]",
            "error[R021] topics/10-knee.yaml:27:16: `boook` is not in `evidence.yaml`; did you mean `book`?",
        ),
        (
            TOPIC,
            "labs: [crp]",
            "labs: [crb]",
            "error[R020] topics/10-knee.yaml:23:78: `crb` is not in the vocabulary of the pathway; did you mean `crp`?",
        ),
        (
            TOPIC,
            "define: fever",
            "define: hot",
            "error[R011] topics/10-knee.yaml:4:13: `hot` is already the name of a fact, a value or a definition",
        ),
        (
            TOPIC,
            "expect: unknown }",
            "expect: silent }",
            "error[R031] topics/10-knee.yaml:18:11: `hot_knee` has no test in which it is unknown",
        ),
        (
            TOPIC,
            "imaging_up_to: routine",
            "imaging_up_to: two_weeks",
            "error[R024] topics/10-knee.yaml:90:11: suppressor `no_early_film` may reach `routine` at most and has no urgency",
        ),
        (
            TOPIC,
            "version: 1\n    title: Hot",
            "version: 1\n    titel: Hot",
            "error[R001] topics/10-knee.yaml:20:",
        ),
        (
            "profiles/cautious.yaml",
            "title: test",
            "title: test\nrules: { hot_knee: { urgency: routine, because: none } }",
            "error[R025] profiles/cautious.yaml: `hot_knee` is less urgent under `cautious` than under `us` or `uk`",
        ),
        (
            "profiles/us.yaml",
            "title: test",
            "title: test\nvalues: { fever: { is: 39, because: none } }",
            "error[R022] profiles/us.yaml: `fever` is not in `values.yaml`; did you mean `fever_c`?",
        ),
        (
            "baseline.yaml",
            "locked: no",
            "lockd: no",
            "error[R012] baseline.yaml: `lockd` is no fact; did you mean `locked`?",
        ),
        (
            "pathway.yaml",
            "version: 0.1.0",
            "version: 9.9.9",
            "error[R005] pathway.yaml: form `knee` version `9.9.9` is not among the forms; add it under `schemas/intake`",
        ),
        (
            "values.yaml",
            "unit: Cel",
            "unit: &a Cel",
            "error[R001] values.yaml:",
        ),
        (
            "treatments.yaml",
            "class: early, when: \"true\"",
            "class: early, when: \"locked\"",
            "error[R050] treatments.yaml: the last class must hold for everybody; write `when: \"true\"` for it",
        ),
        (
            "treatments.yaml",
            "{ long: recommend, early: may_offer }",
            "{ long: recommend }",
            "error[R051] treatments.yaml:6:16: `exercise` has no verdict for class `early`",
        ),
        (
            "treatments.yaml",
            "{ long: recommend, early: may_offer }",
            "{ long: blocked, early: may_offer }",
            "error[R051] treatments.yaml:6:16: `exercise` has no verdict for class `long`",
        ),
        (
            "treatments.yaml",
            "uk: { early: avoid }, cautious: { early: avoid }",
            "uk: { early: avoid }",
            "error[R025] treatments.yaml:16:16: `massage` is offered more freely under `cautious` than under `us` or `uk`",
        ),
        (
            "treatments.yaml",
            "needs: exercise",
            "needs: exercice",
            "error[R052] treatments.yaml:25:12: `exercice` is no treatment; did you mean `exercise`?",
        ),
        (
            "contraindications.yaml",
            "for: [exercise]",
            "for: [exercice]",
            "error[R052] contraindications.yaml:3:11: `exercice` is no treatment; did you mean `exercise`?",
        ),
        (
            "contraindications.yaml",
            "action: caution",
            "action: ask",
            "error[R053] contraindications.yaml:13:23: `ask` is what an unknown block does: write `block`",
        ),
        (
            "contraindications.yaml",
            "when: \"hot\"",
            "when: \"temp_c\"",
            "error[R013] contraindications.yaml:4:11: the condition is not yes or no",
        ),
        (
            "codes.yaml",
            ", note: \"another book uses it for elbows\"",
            "",
            "error[R054] codes.yaml:4:29: `100` needs a `note` that says what disagrees",
        ),
        (
            "codes.yaml",
            "facts: [pain]",
            "facts: [pian]",
            "error[R012] codes.yaml:6:56: `pian` is no fact; did you mean `pain`?",
        ),
        (
            "conflicts.yaml",
            "rules: [plan]",
            "rules: [paln]",
            "error[R025] conflicts.yaml:8:13: `paln` is no rule of this release; did you mean `plan`?",
        ),
        (
            "conflicts.yaml",
            "      - { by: \"Another book\", says: \"no\", evidence: [] }\n",
            "",
            "error[R055] conflicts.yaml:2:15: `massage` needs two positions",
        ),
    ];
    let mut wrong = Vec::new();
    for (file, from, to, expected) in cases {
        let refused = refused(file, from, to);
        if !refused.lines().any(|line| line.starts_with(expected)) {
            wrong.push(format!(
                "{from} -> {to}\nexpected {expected}\ngot      {refused}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_a_release_says_of_itself_is_compared_with_its_rules() {
    const FILE: &str = "attributes.yaml";
    let cases = [
        (
            "sex: { used: no,",
            "sex: { used: yes,",
            "error[R041] attributes.yaml:13:16: `sex` says `used: yes`, and nothing reads `sex_at_birth`",
        ),
        (
            "date_of_birth: { used: yes,",
            "date_of_birth: { used: no,",
            "error[R041] attributes.yaml:14:26: `date_of_birth` says `used: no`, and `birth_date` is read by `old_knee`; say `used: yes` and why, or change the rules",
        ),
        (
            "race: { used: no, facts: [],",
            "race: { used: no, facts: [places],",
            "error[R041] attributes.yaml:8:17: `race` says `used: no`, and `places` is read by `hot_knee`, `knee_not_asked`;",
        ),
        (
            "language: { used: no, facts: [],",
            "language: { used: no, facts: [pain],",
            "error[R041] attributes.yaml:10:21: `language` says `used: no`, and `pain` is read by `locked_knee`, `no_early_film`, `ci_ice_pain`, `code 1-1`;",
        ),
        (
            "race: { used: no, facts: [],",
            "race: { used: no, facts: all_others,",
            "error[R041] attributes.yaml:8:28: `race` cannot have `facts: all_others`; list its facts",
        ),
        (
            "facts: all_others",
            "facts: [hot]",
            "error[R041] attributes.yaml:16:38: `health_status` holds every fact that no other attribute lists; write `facts: all_others`",
        ),
        (
            "[birth_date]",
            "[birth_dat]",
            "error[R012] attributes.yaml:14:38: `birth_dat` is no fact; did you mean `birth_date`?",
        ),
        (
            "[birth_date]",
            "[birth_date, sex_at_birth]",
            "error[R011] attributes.yaml:14:38: `sex_at_birth` stands under `sex` and under `date_of_birth`",
        ),
        (
            "why: \"old knees wear\"",
            "why: \"\"",
            "error[R010] attributes.yaml:14:26: `date_of_birth` needs a `why`",
        ),
        (
            "funding: \"none\"",
            "funding: \"\"",
            "error[R010] attributes.yaml: `funding` says nothing",
        ),
        (
            "approver: \"another test\"",
            "approver: \"the tests\"",
            "error[R042] attributes.yaml: the approver is the author; somebody else must approve",
        ),
        (
            "review_by: 2100-01-01",
            "review_by: 2026-11-01",
            "error[R042] attributes.yaml: `review_by` is not after `released` and `revised`",
        ),
        ("  race:", "  rase:", "error[R001] attributes.yaml:8:"),
    ];
    let mut wrong = Vec::new();
    for (from, to, expected) in cases {
        let refused = refused(FILE, from, to);
        if !refused.lines().any(|line| line.starts_with(expected)) {
            wrong.push(format!("{to}\nexpected {expected}\ngot      {refused}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The codes of the warnings of the knee release after a change.
fn warned(change: impl Fn(&mut BTreeMap<String, String>), today: NaiveDate) -> Vec<&'static str> {
    let (library, mut files) = knee();
    change(&mut files);
    let locked = lock(&files);
    files.insert("release.lock".into(), locked);
    let (_, findings) = check(&files, library.catalogues(), today).unwrap();
    findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn a_release_that_says_less_of_itself_is_warned_and_runs() {
    let missing = |files: &mut BTreeMap<String, String>| {
        files.remove("attributes.yaml");
    };
    assert_eq!(warned(missing, AS_OF), ["R040"]);
    let unsigned = |files: &mut BTreeMap<String, String>| {
        let text = files.get_mut("attributes.yaml").unwrap();
        *text = text.replace("another test", "to be named by the clinic");
    };
    assert_eq!(warned(unsigned, AS_OF), ["R042"]);
    let after_its_review = "2100-01-02".parse().unwrap();
    assert_eq!(warned(|_| {}, after_its_review), ["R042", "R030"]);
}

#[test]
fn every_fact_belongs_to_one_attribute_and_the_uses_are_computed() {
    let (library, files) = knee();
    let (release, _) = check(&files, library.catalogues(), AS_OF).unwrap();
    let attributes = release.attributes().unwrap();
    let mut facts: Vec<&String> = attributes
        .uses
        .iter()
        .flat_map(|used| &used.facts)
        .collect();
    facts.sort();
    let mut all: Vec<&String> = release
        .catalogue()
        .facts()
        .iter()
        .map(|f| &f.name)
        .collect();
    all.sort();
    assert_eq!(facts, all);
    let birth = (attributes.uses.iter())
        .find(|used| used.attribute == Attribute::DateOfBirth)
        .unwrap();
    assert_eq!(birth.read[0].by, ["old_knee"]);
    assert_eq!(attributes.uses.len() + 4, 13);
    let books = &attributes.bibliography;
    assert_eq!((books.rules, books.citing, books.sources), (7, 1, 1));
}

#[test]
fn a_draft_with_an_error_is_not_locked() {
    let (library, mut files) = knee();
    let text = files.get_mut(TOPIC).unwrap();
    *text = text.replacen("evidence: [book]", "evidence: [boook]", 1);
    let refused = lock_draft(&files, library.catalogues(), AS_OF).unwrap_err();
    let codes: Vec<&str> = refused.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["R021"]);
}

#[test]
fn the_lock_of_a_draft_does_not_depend_on_an_earlier_lock() {
    let (library, mut files) = knee();
    let released = files.insert("release.lock".into(), "stale\n".into());
    let locked = lock_draft(&files, library.catalogues(), AS_OF).unwrap();
    assert_eq!(Some(locked), released);
}

#[test]
fn a_citation_long_past_its_recheck_date_keeps_a_draft_from_release_and_never_stops_a_release() {
    let (library, files) = knee();
    // The book is due on 2099-01-01.
    let locked = |grace: &str, today: &str| {
        let mut files = files.clone();
        let pathway = files.get_mut("pathway.yaml").unwrap();
        pathway.push_str(grace);
        lock_draft(&files, library.catalogues(), today.parse().unwrap())
    };
    assert!(locked("", "2099-04-01").is_ok(), "90 days after it was due");
    let refused = locked("", "2099-04-02").unwrap_err();
    assert_eq!(
        refused[0].to_string(),
        "error[R030] evidence.yaml: `book` was due for a recheck on 2099-01-01, more than 90 days ago; read the source again, then set `checked` and `recheck_by`"
    );
    assert!(locked("recheck_grace_days: 91\n", "2099-04-02").is_ok());
    assert!(locked("recheck_grace_days: 0\n", "2099-01-02").is_err());
    let released = check(&files, library.catalogues(), "2199-01-01".parse().unwrap());
    assert!(released.is_ok(), "{:?}", released.err());
}

#[test]
fn no_date_ever_stops_a_release_in_the_program() {
    let library = Library::embedded().unwrap();
    for name in Library::embedded_releases() {
        let files = Library::release_files(&name).unwrap();
        let released = check(&files, library.catalogues(), "2199-01-01".parse().unwrap());
        assert!(released.is_ok(), "{name}: {:?}", released.err());
    }
}

/// The example of a file in the guide: the block that starts with its name.
fn example(guide: &str, file: &str) -> String {
    let start = format!("```yaml\n# {file}\n");
    let (_, rest) = guide
        .split_once(&start)
        .unwrap_or_else(|| panic!("no {file} in the guide"));
    rest.split_once("```").unwrap().0.to_owned()
}

fn guide() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/README.md")).unwrap()
}

#[test]
fn the_rule_of_the_guide_can_be_added_from_the_guide_alone() {
    let library = Library::embedded().unwrap();
    let mut files = Library::release_files(CURRENT).unwrap();
    let guide = guide();
    for file in ["evidence.yaml", "values.yaml"] {
        files
            .get_mut(file)
            .unwrap()
            .push_str(&example(&guide, file));
    }
    let topic = "topics/65-sleep.yaml";
    files.insert(topic.into(), example(&guide, topic));
    let locked = lock_draft(&files, library.catalogues(), AS_OF).unwrap();
    files.insert("release.lock".into(), locked);
    let (release, findings) = check(&files, library.catalogues(), AS_OF).unwrap();
    let names = [
        "sleep_review_early",
        "sleepless_pain",
        "sleep_pain_from",
        "sleep_review_days",
    ];
    let new = |text: &str| names.iter().any(|name| text.contains(name));
    assert!(
        !findings.iter().any(|finding| new(&finding.message)),
        "{findings:?}"
    );
    let tests = run_rule_tests(&release);
    let own: Vec<_> = tests.iter().filter(|test| new(&test.rule)).collect();
    assert_eq!(own.len(), 4);
    for test in own {
        assert_eq!(test.failure, None, "{}", test.test);
    }
    let case = Case::read(&example(&guide, "tests/cases/B-sleep-7.yaml")).unwrap();
    let bytes = case.envelope(&release).to_string().into_bytes();
    for profile in Profile::ALL {
        let preview = preview(&library, &release, profile, case.as_of, &bytes).unwrap();
        assert_eq!(case.differences(&preview.decision), Vec::<String>::new());
    }
}

#[test]
fn every_code_of_a_finding_is_explained_in_the_guide() {
    fn codes(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                codes(&path, found);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                let quoted = text.split('"').filter(|word| {
                    word.len() == 4
                        && word.starts_with('R')
                        && word[1..].chars().all(|c| c.is_ascii_digit())
                });
                found.extend(quoted.map(str::to_owned));
            }
        }
    }
    let mut found = BTreeSet::new();
    codes(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules"),
        &mut found,
    );
    assert!(found.len() > 25, "{found:?}");
    let guide = guide();
    let explained: BTreeSet<String> = guide
        .lines()
        .filter_map(|line| line.strip_prefix("| R"))
        .map(|line| format!("R{}", &line[..3]))
        .collect();
    assert_eq!(found, explained);
}

#[test]
fn a_changed_file_breaks_the_lock() {
    let (library, mut files) = knee();
    files.get_mut("values.yaml").unwrap().push('\n');
    let findings = check(&files, library.catalogues(), AS_OF).expect_err("the lock must not fit");
    assert!(
        findings.iter().any(|finding| finding.code == "R004"),
        "{findings:?}"
    );
}

#[test]
fn a_citation_past_its_recheck_date_is_a_warning() {
    let (library, files) = knee();
    let later = "2099-01-02".parse().unwrap();
    let (_, findings) = check(&files, library.catalogues(), later).unwrap();
    let codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["R030"]);
}
