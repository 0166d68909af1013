//! Who may do what, as the table for people has it.

use spinepath::app::Role;
use spinepath::http::access;

use crate::pages::{Reader, intake::opened};
use crate::support::app::{Answer, TestApp, calm_knee, get_with, post};

const TABLE: &str = include_str!("../../../docs/access.md");

/// The columns of the table that are roles.
const ROLES: [Role; 3] = [Role::MedicalAssistant, Role::Clinician, Role::RuleAuthor];

/// A row: method, address, what is needed, and for each role whether it is let in.
#[derive(Debug, PartialEq)]
struct Row {
    method: String,
    path: String,
    needs: String,
    lets_in: [bool; 3],
}

/// The rows for people.
fn told() -> Vec<Row> {
    let rows = TABLE
        .lines()
        .filter(|line| line.starts_with("| GET") || line.starts_with("| POST"));
    rows.map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [method, path, needs, roles @ ..] = cells.as_slice() else {
            panic!("{line}")
        };
        let lets_in = roles.iter().map(|cell| match *cell {
            "yes" => true,
            "no" => false,
            other => panic!("`{other}` in {line}"),
        });
        Row {
            method: (*method).to_owned(),
            path: path.trim_matches('`').to_owned(),
            needs: (*needs).to_owned(),
            lets_in: lets_in.collect::<Vec<bool>>().try_into().unwrap(),
        }
    })
    .collect()
}

#[test]
fn the_table_for_people_has_every_address_and_whom_it_lets_in() {
    let program = access().into_iter().map(|row| Row {
        method: row.method.to_owned(),
        path: row.path.to_owned(),
        needs: row.needs.to_owned(),
        lets_in: ROLES.map(|role| row.roles.contains(&role)),
    });
    let (program, told) = (program.collect::<Vec<_>>(), told());
    for (program, told) in program.iter().zip(&told) {
        assert_eq!(program, told);
    }
    assert_eq!(program.len(), told.len());
}

/// Asks an address in a role, about that case and that form.
fn asked(app: &TestApp, row: &Row, role: Role, (case, draft): (&str, &str)) -> Answer {
    let id = if row.path.starts_with("/drafts") {
        draft
    } else {
        case
    };
    let path = row
        .path
        .replace("{id}", id)
        .replace("{review}", case)
        .replace("{form}", "knee")
        .replace("{version}", "1.0.0")
        .replace("{code}", "not_found")
        .replace("{name}", "workplace.css");
    let url = format!("{}{path}", app.address);
    let cookie = format!("spinepath_role={}", role.word());
    if row.method == "GET" {
        return get_with(&url, &[("Cookie", &cookie)]);
    }
    let kind = if path.starts_with("/api/") {
        "application/json"
    } else {
        "application/x-www-form-urlencoded"
    };
    post(&url, "", &[("Cookie", &cookie), ("Content-Type", kind)])
}

#[test]
fn every_address_lets_in_whom_the_table_says_and_nobody_else() {
    let app = TestApp::start();
    let case = app.submit(&calm_knee()).json()["case_id"].clone();
    let reader = Reader {
        app: &app,
        role: "clinician",
        language: "en",
    };
    let draft = opened(&reader);
    let ids = (case.as_str().unwrap(), draft.trim_start_matches("/drafts/"));
    let mut refused = 0;
    for row in told() {
        for (role, lets_in) in ROLES.into_iter().zip(row.lets_in) {
            let answer = asked(&app, &row, role, ids);
            let kept_out = answer.status == 403 && answer.code() == "role_not_allowed";
            let (status, role) = (answer.status, role.word());
            assert_eq!(kept_out, !lets_in, "{status} for {role}: {row:?}");
            refused += usize::from(kept_out);
        }
    }
    assert!(refused > 10, "{refused}");
}

#[test]
fn a_program_of_this_machine_may_do_what_a_clinician_may_and_a_page_without_a_role_is_an_assistants()
 {
    let app = TestApp::start();
    let case = app.submit(&calm_knee()).json()["case_id"].clone();
    let case = case.as_str().unwrap();
    for (path, kind, kept_out) in [
        (
            format!("/api/v1/cases/{case}/reviews"),
            "application/json",
            false,
        ),
        (
            format!("/cases/{case}/reviews"),
            "application/x-www-form-urlencoded",
            true,
        ),
    ] {
        let answer = app.post(&path, "", &[("Content-Type", kind)]);
        let refused = answer.status == 403 && answer.code() == "role_not_allowed";
        assert_eq!(refused, kept_out, "{path}: {}", answer.status);
    }
}

#[test]
fn nobody_is_led_to_a_form_they_may_not_fill() {
    let app = TestApp::start();
    let new = told().into_iter().find(|row| row.path == "/intakes/new");
    for (role, lets_in) in ROLES.into_iter().zip(new.unwrap().lets_in) {
        let reader = Reader {
            app: &app,
            role: role.word(),
            language: "en",
        };
        for page in ["/", "/rules"] {
            let page = reader.get(page);
            let led = page.text().contains("href=\"/intakes/new\"");
            assert_eq!(led, lets_in, "{}", role.word());
        }
    }
}
