//! The blank form: what it asks, in which order, and that it prints.

use std::collections::BTreeMap;

use spinepath::app::Library;
use spinepath::intake::form::{Field, Form, Who};
use spinepath::report::blank::{Answer, BlankForm, Line, render};
use spinepath::report::{Paper, font::normalized};

use super::read_back::{ReadBack, unwrapped};
use crate::support::process::spinepath;

/// More sheets than this nobody fills in by hand.
const MOST_PAGES: usize = 16;

/// Questions that the head of the sheet asks for.
const IN_THE_HEAD: [&str; 3] = ["birth_date", "sex_at_birth", "filled_by_role"];

fn forms() -> Vec<Form> {
    Library::embedded().unwrap().forms().to_vec()
}

fn asked(field: &&Field) -> bool {
    field.who == Who::Assistant && !IN_THE_HEAD.contains(&field.name.as_str())
}

/// The questions as they are printed, in order.
fn lines(form: &Form) -> Vec<Line> {
    let blank = BlankForm::of(form).unwrap();
    let parts = blank.parts.into_iter();
    parts.flat_map(|part| part.lines).collect()
}

#[test]
fn every_question_of_an_assistant_is_printed_once_and_no_other() {
    for form in forms() {
        let mut printed: Vec<String> = lines(&form).into_iter().map(|line| line.name).collect();
        let fields = form.fields().iter().filter(asked);
        let mut expected: Vec<String> = fields.map(|field| field.name.clone()).collect();
        printed.sort();
        expected.sort();
        assert_eq!(printed, expected, "{} {}", form.name(), form.version());
    }
}

#[test]
fn safety_questions_come_first_and_none_stands_before_the_one_that_opens_it() {
    for form in forms() {
        let blank = BlankForm::of(&form).unwrap();
        let [first, rest @ ..] = blank.parts.as_slice() else {
            panic!("{} has no parts", form.name());
        };
        assert!(first.lines.iter().any(|line| line.critical));
        let later = rest.iter().flat_map(|part| &part.lines);
        let late: Vec<&Line> = later.filter(|line| line.critical).collect();
        assert!(late.is_empty(), "{late:?}");
        let places: BTreeMap<String, usize> = lines(&form)
            .into_iter()
            .map(|line| (line.name, line.number))
            .collect();
        for field in form.fields().iter().filter(asked) {
            let gate = field.show_when.iter().flat_map(|gate| gate.questions());
            for opens in gate.chain(field.part_of.as_deref()) {
                if let Some(place) = places.get(opens) {
                    assert!(place < &places[&field.name], "{} below {opens}", field.name);
                }
            }
        }
    }
}

#[test]
fn a_question_says_when_it_is_asked_and_how_it_is_answered() {
    let library = Library::embedded().unwrap();
    let form = library.form("spine", "1.1.0").unwrap();
    let lines = lines(form);
    let boxes = |labels: &[&str]| labels.join("|");
    let yes_no = boxes(&["yes", "no", "not known"]);
    let score = boxes(&[
        "0",
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "10",
        "not known",
    ]);
    for (name, condition, answer) in [
        ("saddle_change", "", yes_no.as_str()),
        ("saddle_change_days", "If yes:", "days|not known"),
        (
            "bladder_change_days",
            "If “bladder change” is anything but “no change”:",
            "days|not known",
        ),
        (
            "bilateral_onset",
            "If “pain in both legs” is yes or “weakness in both legs” is yes:",
            "both at once|one side, then both|both for a long time|not known",
        ),
        (
            "pregnancy_status",
            "If “sex at birth” is anything but “male”:",
            "not pregnant|pregnant|possibly pregnant|gave birth within a year|does not apply|not known",
        ),
        ("pain_nrs_now", "", &score),
        ("onset_date", "", "year, month, day|not known"),
        ("patient_goal", "", "a line"),
    ] {
        let line = lines.iter().find(|line| line.name == name).unwrap();
        assert_eq!(line.condition, condition, "{name}");
        let said = match &line.answer {
            Answer::Boxes { lead, labels } if lead.is_empty() => labels.join("|"),
            Answer::Boxes { lead, labels } => format!("{lead}: {}", labels.join("|")),
            Answer::Line {
                unit,
                unknown: Some(unknown),
            } => format!("{unit}|{unknown}"),
            Answer::Line { unknown: None, .. } => "a line".to_owned(),
        };
        assert_eq!(said, answer, "{name}");
    }
}

#[test]
fn no_question_is_split_over_two_pages_and_every_page_names_the_form() {
    for form in forms() {
        let lines = lines(&form);
        for paper in Paper::ALL {
            let pdf = render(&form, paper).unwrap();
            assert_eq!(pdf.missing_glyphs, 0);
            let read = ReadBack::of(&pdf.bytes);
            let of = read.pages.len();
            assert!(of <= MOST_PAGES, "{} has {of} pages", form.name());
            assert!(read.sizes.iter().all(|size| *size >= 9.0));
            for (n, page) in read.pages.iter().enumerate() {
                for said in [
                    format!("Page {} of {of}", n + 1),
                    format!("{} {} · {}", form.name(), form.version(), form.digest()),
                    "Patient number".to_owned(),
                ] {
                    assert!(page.contains(&said), "`{said}` in {page}");
                }
            }
            for line in &lines {
                let number = match line.critical {
                    true => format!("{} !", line.number),
                    false => line.number.to_string(),
                };
                let said = format!("{number} {} {}", line.condition, line.question);
                let said = unwrapped(&normalized(&said));
                let on = read.pages.iter().filter(|page| page.contains(&said));
                assert_eq!(on.count(), 1, "`{said}`");
            }
            let first = read.first_page();
            for said in [
                "Family name",
                "Given name",
                "Birth date",
                "Day of the answers",
                "Time",
                "Filled in by",
                "medical assistant",
                "Ask these first",
            ] {
                assert!(first.contains(said), "{said}");
            }
        }
    }
}

#[test]
fn the_command_prints_the_form_that_is_named_or_that_decides() {
    let library = Library::embedded().unwrap();
    let folder = std::env::temp_dir().join(format!("spinepath-blank-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("form.pdf");
    for (named, printed, paper) in [
        (None, ("spine", "1.1.0"), Paper::A4),
        (
            Some("spine-follow-up/1.0.0"),
            ("spine-follow-up", "1.0.0"),
            Paper::Letter,
        ),
    ] {
        let mut command = spinepath();
        command
            .args(["form", "print"])
            .args(named)
            .arg("-o")
            .arg(&file);
        if paper == Paper::Letter {
            command.args(["--paper", "letter"]);
        }
        let run = command.output().unwrap();
        assert!(run.status.success(), "{run:?}");
        let form = library.form(printed.0, printed.1).unwrap();
        // Another process, the same bytes.
        let expected = render(form, paper).unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), expected.bytes);
        let said = String::from_utf8(run.stdout).unwrap();
        assert!(said.contains(&expected.sha256), "{said}");
    }
    let run = spinepath()
        .args(["form", "print", "elbow", "-o"])
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(2));
    let said = String::from_utf8(run.stderr).unwrap();
    assert!(
        said.contains("`elbow`") && said.contains("`spine/1.1.0`"),
        "{said}"
    );
    std::fs::remove_dir_all(&folder).unwrap();
}
