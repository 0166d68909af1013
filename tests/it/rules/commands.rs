//! What the `rules` commands print and write, and how they end.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;

use super::patients::{CURRENT, release};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_spinepath"))
        .current_dir(root())
        .arg("rules")
        .args(arguments)
        .output()
        .unwrap()
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// An empty folder for one test.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}

/// A copy of the knee release, to be changed.
pub fn knee_draft(name: &str) -> PathBuf {
    let draft = folder(name);
    copy(&root().join("tests/fixtures/knee/release"), &draft);
    draft
}

pub const KNEE_FORM: [&str; 2] = ["--form", "tests/fixtures/knee/form"];

#[test]
fn render_writes_a_page_for_each_rule_and_an_index_of_them() {
    let folder = folder("pages");
    let into = folder.display().to_string();
    let output = run(&["render", CURRENT, "--output", &into]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let index = fs::read_to_string(folder.join("index.md")).unwrap();
    let release = release(CURRENT);
    for rule in release.rules() {
        let page = fs::read_to_string(folder.join(format!("{}.md", rule.id))).unwrap();
        assert!(page.starts_with(&format!("# {}\n", rule.title)), "{page}");
        assert!(index.contains(&format!("]({}.md)", rule.id)), "{}", rule.id);
        for linked in page.split("](").skip(1) {
            let (file, _) = linked.split_once(')').unwrap();
            assert!(folder.join(file).is_file(), "{} links {file}", rule.id);
        }
    }
    let files = fs::read_dir(&folder).unwrap().count();
    assert_eq!(files, release.rules().len() + 1);
}

#[test]
fn render_gives_the_same_as_data() {
    let output = run(&[
        "render",
        CURRENT,
        "--rule",
        "ces_pvr_high",
        "--format",
        "json",
    ]);
    let document: Json = serde_json::from_str(&stdout(&output)).unwrap();
    let page = &document["rules"][0];
    assert_eq!(page["rule"], "ces_pvr_high");
    assert_eq!(page["asks_for"][0]["what"], "Urgency");
    assert_eq!(page["when"]["below"][0]["text"], "all of these:");
    let unknown = run(&["render", CURRENT, "--rule", "ces_pvr_hihg"]);
    assert_eq!(unknown.status.code(), Some(2));
    let message = String::from_utf8(unknown.stderr).unwrap();
    assert!(
        message.contains("did you mean `ces_pvr_high`?"),
        "{message}"
    );
}

#[test]
fn lock_prints_the_lock_of_a_draft_that_checks_and_nothing_for_one_that_does_not() {
    let draft = knee_draft("draft");
    let name = draft.display().to_string();
    let [form, folder] = KNEE_FORM;
    let locked = run(&["lock", form, folder, &name]);
    assert_eq!(locked.status.code(), Some(0), "{locked:?}");
    assert_eq!(
        stdout(&locked),
        fs::read_to_string(draft.join("release.lock")).unwrap()
    );
    let topic = draft.join("topics/10-knee.yaml");
    let text = fs::read_to_string(&topic).unwrap();
    fs::write(&topic, text.replacen("[book]", "[boook]", 1)).unwrap();
    let refused = run(&["lock", form, folder, &name]);
    assert_eq!(
        (refused.status.code(), stdout(&refused)),
        (Some(1), String::new())
    );
    let message = String::from_utf8(refused.stderr).unwrap();
    assert!(
        message.contains("error[R021]") && message.contains("not locked"),
        "{message}"
    );
}

#[test]
fn attributes_are_printed_all_thirteen_and_a_release_without_them_says_so() {
    let [form, folder] = KNEE_FORM;
    let output = run(&["attributes", form, folder, "tests/fixtures/knee/release"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = stdout(&output);
    for number in 1..=13 {
        let start = format!("{number:>2} ");
        assert!(
            text.lines().any(|line| line.starts_with(&start)),
            "{number}\n{text}"
        );
    }
    assert!(text.contains("birth date: by old_knee"), "{text}");
    let without = run(&["attributes", "rules/spine/2026.11.0"]);
    assert_eq!(without.status.code(), Some(1));
}
