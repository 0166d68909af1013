//! `docs/for-rule-authors.md`, step by step: every edit is made, every command is run, and says what
//! the document shows.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use spinepath::clock;
use tokio::runtime::Runtime;

use super::root;
use crate::rules::commands::copy;
use crate::support::app::post;
use crate::support::database::TestDatabase;
use crate::support::process::{Service, spinepath};

/// The day on which the document was written.
const WRITTEN: &str = "2026-11-29";
/// The address in the document.
const ADDRESS: &str = "http://127.0.0.1:8080";
/// Stands for what is left out: lines where it is alone, else a part of its line.
const LEFT_OUT: &str = "…";

/// What the reader is told to do.
#[derive(Debug)]
enum Step {
    /// A file, and what stands in it then.
    Write(String, String),
    /// A file, what stands in it once, and what stands there then.
    Edit(String, String, String),
    /// A command, its exit code, and what it prints.
    Run(String, i32, Vec<String>),
}

fn steps(document: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        let Some(kind) = line.strip_prefix("```") else {
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match kind {
            "console" => steps.extend(commands(&block)),
            "diff" => steps.push(edit(&block)),
            "yaml" => {
                let file = block[0].strip_prefix("# ").expect("the name of the file");
                steps.push(Step::Write(file.into(), block[1..].join("\n") + "\n"));
            }
            other => panic!("a block of {other}"),
        }
    }
    steps
}

fn commands(block: &[&str]) -> Vec<Step> {
    let mut steps = Vec::new();
    for line in block {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => {
                let (command, code) = match command.split_once("# exit code ") {
                    Some((command, code)) => (command.trim(), code.parse().unwrap()),
                    None => (command, 0),
                };
                steps.push(Step::Run(command.into(), code, Vec::new()));
            }
            (None, Some(Step::Run(_, _, output))) => output.push((*line).to_owned()),
            (None, _) => panic!("a block begins with a command: {line}"),
        }
    }
    steps
}

fn edit(block: &[&str]) -> Step {
    let file = block[0].strip_prefix("--- ").expect("the name of the file");
    let without = |mark: char| -> String {
        let lines = block[1..].iter().filter(|line| !line.starts_with(mark));
        lines.map(|line| &line[1..]).collect::<Vec<_>>().join("\n")
    };
    Step::Edit(file.into(), without('+'), without('-'))
}

/// Whether the output is what the document shows, with any text where it leaves something out.
fn shows(shown: &[String], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first == LEFT_OUT => {
            (0..=printed.len()).any(|left_out| shows(rest, &printed[left_out..]))
        }
        Some((first, rest)) => printed
            .split_first()
            .is_some_and(|(line, after)| fits(first, line) && shows(rest, after)),
    }
}

fn fits(shown: &str, line: &str) -> bool {
    match shown.split_once(LEFT_OUT) {
        None => shown == line,
        Some((before, after)) => line.strip_prefix(before).is_some_and(|rest| {
            let mut places = rest.char_indices().map(|(at, _)| at);
            fits(after, "") || places.any(|at| fits(after, &rest[at..]))
        }),
    }
}

#[test]
fn what_is_left_out_can_be_anything_and_all_else_is_compared() {
    for (shown, printed, expected) in [
        (vec!["a", "b"], vec!["a", "b"], true),
        (vec!["a", "b"], vec!["a"], false),
        (vec!["a"], vec!["a", "b"], false),
        (vec!["a", "…"], vec!["a", "b", "c"], true),
        (vec!["…", "c"], vec!["a", "b", "c"], true),
        (vec!["…", "b"], vec!["a", "b", "c"], false),
        (vec!["x … z"], vec!["x y z"], true),
        (vec!["x … z"], vec!["x y w"], false),
        (vec!["x…"], vec!["x y"], true),
        (vec!["x…"], vec!["x"], true),
    ] {
        let lines: Vec<String> = shown.iter().map(|line| (*line).to_owned()).collect();
        assert_eq!(shows(&lines, &printed), expected, "{shown:?} {printed:?}");
    }
}

/// The folder in which the reader works, and what runs there.
struct Desk {
    folder: PathBuf,
    database: TestDatabase,
    runtime: Runtime,
    service: Option<Service>,
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Desk {
    fn new() -> Desk {
        let runtime = Runtime::new().unwrap();
        let folder = std::env::temp_dir().join(format!("spinepath-test-{}", clock::new_id()));
        for part in ["rules", "tests/cases"] {
            copy(&root().join(part), &folder.join(part));
        }
        Desk {
            folder,
            database: runtime.block_on(TestDatabase::new()),
            runtime,
            service: None,
        }
    }

    /// As the document writes it, on the day and at the address of this run.
    fn now(&self, text: &str) -> String {
        let text = text.replace(WRITTEN, &clock::today().to_string());
        match &self.service {
            Some(service) => text.replace(ADDRESS, &service.address),
            None => text,
        }
    }

    /// The other way round.
    fn as_written(&self, text: &str) -> String {
        let text = text.replace(&clock::today().to_string(), WRITTEN);
        match &self.service {
            Some(service) => text.replace(&service.address, ADDRESS),
            None => text,
        }
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Write(file, text) => {
                fs::write(self.folder.join(file), self.now(text)).unwrap();
            }
            Step::Edit(file, from, to) => {
                let path = self.folder.join(file);
                let text = fs::read_to_string(&path).unwrap();
                assert_eq!(text.matches(from).count(), 1, "{file}: {from}");
                fs::write(&path, text.replacen(from, to, 1)).unwrap();
            }
            Step::Run(command, code, shown) => {
                let (ended, printed) = self.run(&self.now(command));
                assert_eq!(ended, *code, "{command}: {printed}");
                let printed = self.as_written(&printed);
                let lines: Vec<&str> = printed.lines().collect();
                assert!(shows(shown, &lines), "{command} prints\n{printed}");
            }
        }
    }

    fn run(&mut self, command: &str) -> (i32, String) {
        let words: Vec<&str> = command.split_whitespace().collect();
        match words.as_slice() {
            ["spinepath", served @ .., "&"] => {
                let mut program = spinepath();
                program
                    .args(served)
                    .args(["--listen", "127.0.0.1:0"])
                    .env("DATABASE_URL", self.database.address())
                    .current_dir(&self.folder);
                let service = self.service.insert(Service::start(program));
                (0, service.greeting.clone())
            }
            ["curl", "-s", address, .., body] => {
                let file = body.strip_prefix('@').unwrap();
                let body = fs::read_to_string(self.folder.join(file)).unwrap();
                let answer = post(address, &body, &[]).text().to_owned();
                self.wait_for_the_shadow();
                (0, answer)
            }
            _ => self.shell(command),
        }
    }

    /// The candidate decides after the answer; a reader is slower than it.
    fn wait_for_the_shadow(&self) {
        let since = Instant::now();
        let count = || {
            self.runtime
                .block_on(self.database.count("shadow_decisions"))
        };
        while count() == 0 {
            assert!(since.elapsed() < Duration::from_secs(40), "no comparison");
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn shell(&self, command: &str) -> (i32, String) {
        let program = Path::new(env!("CARGO_BIN_EXE_spinepath"));
        let path = format!(
            "{}:{}",
            program.parent().unwrap().display(),
            std::env::var("PATH").unwrap()
        );
        let output = Command::new("sh")
            .args(["-c", command])
            .env("PATH", path)
            .env("DATABASE_URL", self.database.address())
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        let code = output.status.code().unwrap();
        assert!(code < 2, "{command}: {errors}");
        (code, String::from_utf8(output.stdout).unwrap())
    }
}

#[test]
fn every_step_of_the_walk_through_does_what_it_says() {
    let document = fs::read_to_string(root().join("docs/for-rule-authors.md")).unwrap();
    let mut desk = Desk::new();
    let steps = steps(&document);
    assert!(steps.len() > 20, "{steps:?}");
    for step in &steps {
        desk.take(step);
    }
}
