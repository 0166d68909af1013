//! Rules in plain English: what `rules render` prints.

use std::collections::BTreeMap;
use std::path::Path;

use spinepath::app::Library;
use spinepath::rules::{CheckedRelease, RulePage, Sentence, check, lock, page};

use super::patients::{AS_OF, release};

/// A sentence and those below it, one a line, indented.
fn lines(sentence: &Sentence, depth: usize, text: &mut Vec<String>) {
    text.push(format!("{}{}", "  ".repeat(depth), sentence.text));
    sentence
        .below
        .iter()
        .for_each(|below| lines(below, depth + 1, text));
}

/// A rule of the knee release with that condition.
fn with_condition(condition: &str) -> (CheckedRelease, String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/knee");
    let mut library = Library::embedded().unwrap();
    library.add_form(&root.join("form")).unwrap();
    let mut files: BTreeMap<String, String> =
        Library::release_files(&root.join("release").display().to_string()).unwrap();
    let topic = files.get_mut("topics/10-knee.yaml").unwrap();
    let written = "anywhere && hot && fever";
    assert!(topic.contains(written));
    *topic = topic.replacen(written, condition, 1);
    let locked = lock(&files);
    files.insert("release.lock".into(), locked);
    let (release, _) = check(&files, library.catalogues(), AS_OF)
        .unwrap_or_else(|findings| panic!("{condition}: {findings:?}"));
    (release, "hot_knee".into())
}

fn says(condition: &str, expected: &[&str]) {
    let (release, rule) = with_condition(condition);
    let page = page(&release, release.rule(&rule).unwrap(), AS_OF);
    let mut said = Vec::new();
    lines(&page.when, 0, &mut said);
    assert_eq!(said, expected, "{condition}");
}

#[test]
fn a_condition_is_said_in_words() {
    let cases: [(&str, &[&str]); 30] = [
        ("true", &["always"]),
        ("hot", &["hot knee is yes"]),
        ("!hot", &["hot knee is no"]),
        ("!!hot", &["hot knee is yes"]),
        ("course == 'worse'", &["course is worse"]),
        ("course != 'worse'", &["course is one of: better, same"]),
        (
            "course in ['worse', 'same']",
            &["course is one of: same, worse"],
        ),
        ("!(course in ['worse', 'same'])", &["course is better"]),
        ("'front' in places", &["places: front"]),
        ("!('front' in places)", &["places: not front"]),
        (
            "'front' in places || 'inside' in places",
            &["places: any of front, inside"],
        ),
        (
            "!('front' in places) && !('inside' in places)",
            &["places: none of front, inside"],
        ),
        (
            "'front' in places && 'inside' in places",
            &["places: all of front, inside"],
        ),
        (
            "pain < bad_pain",
            &["pain now is less than 7, or 8 under uk (Pain that counts as bad)"],
        ),
        (
            "bad_pain <= pain",
            &["pain now is at least 7, or 8 under uk (Pain that counts as bad)"],
        ),
        (
            "!(pain > bad_pain)",
            &["pain now is at most 7, or 8 under uk (Pain that counts as bad)"],
        ),
        (
            "temp_c >= fever_c",
            &["temperature is at least 38 °C (Temperature that counts as fever)"],
        ),
        (
            "pain == two",
            &["pain now is 2 (Signs that are enough together)"],
        ),
        (
            "pain != two",
            &["pain now is not 2 (Signs that are enough together)"],
        ),
        ("pain > temp_c", &["temperature is less than pain now"]),
        (
            "pain >= bad_pain || temp_c >= bad_pain",
            &[
                "at least one of these is at least 7, or 8 under uk (Pain that counts as bad):",
                "  pain now",
                "  temperature",
            ],
        ),
        (
            "days_since(onset_date) >= long_days",
            &["days since onset is at least 28 days (Days after which an episode is long)"],
        ),
        (
            "days_between(birth_date, onset_date) > long_days",
            &[
                "days from birth date to onset is more than 28 days (Days after which an episode is long)",
            ],
        ),
        (
            "years_since(birth_date) >= old_years",
            &["completed years since birth date is at least 70 years (Age that counts as old)"],
        ),
        (
            "days_past(onset_date, two) > long_days",
            &[
                "days past the day 2 (Signs that are enough together) after onset is more than 28 days (Days after which an episode is long)",
            ],
        ),
        (
            "bad_pain > old_years || bad_pain < review",
            &[
                "any of these:",
                "  the setting “Age that counts as old” (70 years) is less than 7, or 8 under uk: so under no profile",
                "  the setting “Pain that counts as bad” (7, or 8 under uk) is less than 14 days: so under every profile",
            ],
        ),
        (
            "at_least(two, [hot, locked, fever])",
            &[
                "at least 2 of these (Signs that are enough together):",
                "  hot knee is yes",
                "  locked knee is yes",
                "  “Fever”, meaning:",
                "    temperature is at least 38 °C (Temperature that counts as fever)",
            ],
        ),
        (
            "!at_least(two, [hot, locked])",
            &[
                "fewer than 2 of these (Signs that are enough together):",
                "  hot knee is yes",
                "  locked knee is yes",
            ],
        ),
        (
            "!(hot && locked) && !(hot || fever)",
            &[
                "all of these:",
                "  it is not so that all of these hold:",
                "    hot knee is yes",
                "    locked knee is yes",
                "  none of these:",
                "    hot knee is yes",
                "    “Fever”, meaning:",
                "      temperature is at least 38 °C (Temperature that counts as fever)",
            ],
        ),
        (
            "!(hot ? !long_episode : fever || locked)",
            &[
                "it depends:",
                "  if hot knee is yes",
                "  then “A long episode”, meaning:",
                "    “Days since onset” is at least 28 days (Days after which an episode is long)",
                "  otherwise none of these:",
                "    “Fever”, meaning:",
                "      temperature is at least 38 °C (Temperature that counts as fever)",
                "    locked knee is yes",
            ],
        ),
    ];
    for (condition, expected) in cases {
        says(condition, expected);
    }
}

/// The page without what is meant for programs: text in backticks, and files that are linked.
fn prose(page: &RulePage) -> String {
    let text = page.markdown();
    let outside = text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    outside
        .split("](")
        .enumerate()
        .map(|(at, piece)| match piece.split_once(".md)") {
            Some((_, after)) if at > 0 => after,
            _ => piece,
        })
        .collect()
}

#[test]
fn every_rule_of_every_release_reads_without_knowing_cel() {
    let mut names: Vec<String> = Library::embedded_releases()
        .into_iter()
        .map(|name| format!("rules/{name}"))
        .collect();
    names.push("tests/fixtures/knee/release".into());
    let mut wrong = Vec::new();
    for name in names {
        let release = release(&name);
        for rule in release.rules() {
            let text = prose(&page(&release, rule, AS_OF));
            let place = format!("{name} {}", rule.id);
            for operator in ["&&", "||", "==", "!=", ">=", "<=", "{matched}", " in ["] {
                if text.contains(operator) {
                    wrong.push(format!("{place}: {operator}"));
                }
            }
            let part_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '\\';
            let snake = text.split(|c| !part_of_name(c)).filter(|word| {
                let inner = word.trim_matches(|c| c == '_' || c == '\\');
                inner.contains('_')
            });
            wrong.extend(snake.map(|word| format!("{place}: {word}")));
            for empty in [": \n", "“”", "()", "  is ", ": is "] {
                if text.contains(empty) {
                    wrong.push(format!("{place}: something is left out before `{empty}`"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_page_names_every_fact_and_every_threshold_its_rule_rests_on() {
    let release = release("tests/fixtures/knee/release");
    let text = page(&release, release.rule("locked_knee").unwrap(), AS_OF).markdown();
    for expected in [
        "locked knee is yes",
        "course is worse",
        "hot knee is yes",
        "**7, or 8 under uk**: Pain that counts as bad",
        "8 under uk: another book",
        "**14 days**: Days to the review",
        "under `uk`: uk wants more pain",
    ] {
        assert!(text.contains(expected), "{expected} is not in\n{text}");
    }
    let long = page(&release, release.rule("long_knee").unwrap(), AS_OF).markdown();
    assert!(long.contains("from 2020-01-01: 42 days"), "{long}");
    let plan = page(&release, release.rule("plan").unwrap(), AS_OF).markdown();
    assert!(plan.contains("  - done under `uk`: not offered"), "{plan}");
}

#[test]
fn the_page_of_a_rule_looks_like_this() {
    let release = release("rules/spine/2026.11.0");
    let rule = release.rule("ces_stable_over_14d").unwrap();
    insta::assert_snapshot!("page", page(&release, rule, AS_OF).markdown());
}
