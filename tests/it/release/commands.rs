//! The commands, as people of a clinic type them.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value as Json;
use spinepath::clock;
use tokio::runtime::Runtime;

use super::{knee_release, patients, write};
use crate::support::app::{get, hot_knee, knee, post};
use crate::support::database::TestDatabase;
use crate::support::process::{Service, spinepath};

/// A folder with keys, approvers, releases and a patient; gone when it is dropped.
struct Desk {
    folder: PathBuf,
    database: Option<String>,
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Desk {
    fn new(database: Option<&TestDatabase>) -> Desk {
        let folder = std::env::temp_dir().join(format!("spinepath-test-{}", clock::new_id()));
        for version in ["0.1.0", "0.2.0"] {
            write(
                &folder.join("rules").join(version),
                &knee_release(version, &[]),
            );
        }
        write(&folder.join("cases"), &patients().into_iter().collect());
        Desk {
            folder,
            database: database.map(|database| database.address().to_owned()),
        }
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// Runs `spinepath rules …` in the folder, with the knee form.
    fn run(&self, line: &str) -> Output {
        let mut command = spinepath();
        command
            .current_dir(&self.folder)
            .arg("rules")
            .args(line.split_whitespace())
            .arg("--form")
            .arg(knee().join("form"))
            .arg("--data-dir")
            .arg(self.folder.join("data"));
        if let Some(database) = &self.database {
            command.env("DATABASE_URL", database);
        }
        command.output().unwrap()
    }

    fn fine(&self, line: &str) -> String {
        let output = self.run(line);
        assert_eq!(output.status.code(), Some(0), "{line}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, line: &str) -> Json {
        serde_json::from_str(&self.fine(&format!("{line} --format json"))).unwrap()
    }

    /// What stands on standard error of a command that ends with that exit code.
    fn fails(&self, line: &str, code: i32) -> String {
        let output = self.run(line);
        assert_eq!(output.status.code(), Some(code), "{line}: {output:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    /// Keys of two people, and the list with both.
    fn people(&self) {
        let carol = self.fine("keygen --name Carol --role clinician -o carol.key");
        let alan = self.fine("keygen --name Alan --role approver -o alan.key");
        let list = format!("approvers:\n{carol}{alan}");
        std::fs::write(self.folder.join("approvers.yaml"), list).unwrap();
    }

    fn approvals(&self, version: &str) {
        for name in ["carol", "alan"] {
            self.fine(&format!(
                "approve rules/{version} --cases cases --key {name}.key --approvers approvers.yaml -o {name}-{version}.json"
            ));
        }
    }

    fn release_line(version: &str) -> String {
        let today = clock::today();
        format!(
            "release rules/{version} --cases cases --approval carol-{version}.json --approval alan-{version}.json --approvers approvers.yaml --from {today} --by Rita"
        )
    }
}

#[test]
fn a_key_is_for_its_owner_alone_and_never_written_over() {
    let desk = Desk::new(None);
    desk.people();
    let key = desk.folder.join("carol.key");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&key), 0o600);
    let before = std::fs::read(&key).unwrap();
    desk.fails("keygen --name Carol --role clinician -o carol.key", 2);
    assert_eq!(std::fs::read(&key).unwrap(), before);
    desk.fails("keygen --name Carol --role king -o other.key", 2);
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o640)).unwrap();
    let approve =
        "approve rules/0.1.0 --cases cases --key carol.key --approvers approvers.yaml -o out.json";
    let told = desk.fails(approve, 2);
    assert!(told.contains("others can read it"), "{told}");
    let secret: Json = serde_json::from_slice(&before).unwrap();
    assert!(!told.contains(secret["secret_key"].as_str().unwrap()));
    assert!(!desk.folder.join("out.json").exists());
}

#[test]
fn two_people_release_one_withdraws_and_the_history_says_so() {
    let runtime = Runtime::new().unwrap();
    let database = runtime.block_on(TestDatabase::empty());
    let desk = Desk::new(Some(&database));
    desk.people();
    assert!(desk.fine("history").contains("nothing is recorded"));
    let lonely = Desk::release_line("0.1.0");
    desk.approvals("0.1.0");
    let lonely = lonely.replace("--approval alan-0.1.0.json", "");
    let told = desk.fails(&lonely, 1);
    assert!(told.contains("there is one approval"), "{told}");
    assert!(told.contains("not released"), "{told}");

    let told = desk.fine(&Desk::release_line("0.1.0"));
    assert!(
        told.contains("Rita released 0.1.0") && told.contains("Carol (clinician), Alan (approver)"),
        "{told}"
    );
    desk.approvals("0.2.0");
    let released = desk.json(&Desk::release_line("0.2.0"));
    let known_at = released["record"]["recorded_at"].as_str().unwrap();
    desk.fine("withdraw knee/0.2.0 --reason wrong --by carol.key --approvers approvers.yaml");
    let told = desk.fails(
        "withdraw knee/0.1.0 --reason wrong --by alan.key --approvers approvers.yaml",
        1,
    );
    assert!(told.contains("is no clinician"), "{told}");

    let today = clock::today();
    let on = |more: &str| {
        let document = desk.json(&format!("history knee --on {today} {more}"));
        let what = &document["pathways"][0]["in_force"];
        let release = &what["release"]["release"];
        (what["state"].clone(), release.clone())
    };
    assert_eq!(on(""), ("withdrawn".into(), "0.2.0".into()));
    assert_eq!(
        on(&format!("--known-at {known_at}")),
        ("release".into(), "0.2.0".into())
    );
    desk.fine("return --to knee/0.1.0 --reason meanwhile --by Rita");
    assert_eq!(on(""), ("release".into(), "0.1.0".into()));

    let history = desk.json("history knee");
    let records = history["pathways"][0]["records"].as_array().unwrap();
    let acts: Vec<&str> = (records.iter())
        .map(|record| record["act"].as_str().unwrap())
        .collect();
    assert_eq!(acts, ["release", "release", "withdraw", "return"]);
    assert_eq!(records[1]["signatures"].as_array().unwrap().len(), 2);
    let told = desk.fine("history knee");
    for line in [
        format!("from {today} on         0.1.0"),
        format!("Carol withdrew 0.2.0 from {today} on: wrong; signed by Carol (clinician)"),
        format!("Rita returned to 0.1.0 from {today} on: meanwhile"),
    ] {
        assert!(told.contains(&line), "`{line}` is not in\n{told}");
    }
}

#[test]
fn the_commands_work_beside_the_service_on_its_own_database() {
    let desk = Desk::new(None);
    desk.people();
    desk.approvals("0.2.0");
    let mut command = spinepath();
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--form"])
        .arg(knee().join("form"))
        .args(["--release", &desk.path("rules/0.1.0")])
        .args(["--releases", &desk.path("rules")])
        .args(["--data-dir", &desk.path("data")]);
    let mut service = Service::start(command);
    let url = format!("{}/api/v1/intakes", service.address);
    let decided_by = || {
        let answer = post(&url, &hot_knee().to_string(), &[]);
        answer.json()["decision"]["ruleset"]["release"].clone()
    };
    assert_eq!(decided_by(), "0.1.0");
    desk.fine(&Desk::release_line("0.2.0"));
    let since = std::time::Instant::now();
    while decided_by() != "0.2.0" {
        assert!(since.elapsed().as_secs() < 10);
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    assert_eq!(
        get(&format!("{}/health/ready", service.address)).status,
        200
    );
    service.signal("TERM");
    assert_eq!(service.ended().code(), Some(0));
}
