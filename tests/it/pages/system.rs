//! How the service is.

use diesel::migration::MigrationSource;
use spinepath::store::MIGRATIONS;
use tokio::runtime::Runtime;

use super::{Reader, between};
use crate::support::app::{TestApp, hot_knee};
use crate::support::database::TestDatabase;
use crate::support::proxy::Proxy;

#[test]
fn the_system_page_says_what_runs_and_nothing_of_any_patient() {
    let app = TestApp::start();
    assert_eq!(app.submit(&hot_knee()).status, 201);
    let all = MigrationSource::<diesel::pg::Pg>::migrations(&MIGRATIONS).unwrap();
    let applied = format!("{} applied", all.len());
    let ruleset = app.get("/api/v1/rulesets").json();
    let digest = ruleset["rulesets"][0]["digest"]
        .as_str()
        .unwrap()
        .to_owned();
    for (language, word) in [("en", "Takes forms"), ("es", "Acepta formularios")] {
        for role in ["medical_assistant", "clinician", "rule_author"] {
            let reader = Reader {
                app: &app,
                role,
                language,
            };
            let page = reader.get("/system");
            assert_eq!(page.status, 200);
            let main = between(page.text(), "<main", "</main>");
            assert!(main.contains(word) && main.contains("PostgreSQL"));
            assert!(main.contains(&digest) && main.contains("knee 0.1.0"));
            assert!(!main.contains("class=\"fault\""), "{main}");
            for named in ["Example", "Alex", "TEST-1"] {
                assert!(!main.contains(named), "{named}");
            }
            let foot = between(page.text(), "<footer", "</footer>");
            assert!(foot.contains("href=\"/system\""), "a link on every page");
        }
    }
    let text = app.get("/system.txt");
    assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
    assert!(text.text().contains(&applied), "{}", text.text());
    assert!(text.text().contains("0 waiting"));
    assert!(text.text().lines().all(|line| line.contains(": ")));
}

#[test]
fn without_a_database_the_system_page_still_answers_and_says_so() {
    let runtime = Runtime::new().unwrap();
    let database = runtime.block_on(TestDatabase::new());
    let proxy = Proxy::to(database.address());
    let app = TestApp::on(runtime, database, &proxy.url().parse().unwrap());
    proxy.cut();
    let reader = Reader {
        app: &app,
        role: "rule_author",
        language: "en",
    };
    let page = reader.get("/system");
    assert_eq!(page.status, 200, "{}", page.text());
    let row = |name: &str| between(page.text(), &format!("{name}</th>"), "</tr>").to_owned();
    for name in ["Takes forms", "Database"] {
        let row = row(name);
        assert!(row.contains("To look after:"), "{row}");
        assert!(row.contains("the database does not answer"), "{row}");
    }
    assert!(row("Answers").contains("Yes"));
    assert!(
        !page.text().contains("postgres://"),
        "no address of a database"
    );
    // The rules can be read meanwhile; how often they fired cannot.
    let rule = reader.get("/rules/hot_knee");
    assert_eq!(rule.status, 200);
    assert!(rule.text().contains("cannot be read now"));
}
