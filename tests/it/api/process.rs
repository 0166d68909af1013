//! The service as a process: how it starts, how it stops, and what a kill leaves.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value as Json;
use spinepath::clock;
use tokio::runtime::Runtime;

use crate::support::app::{get, hot_knee, knee, post, try_post};
use crate::support::database::TestDatabase;
use crate::support::process::{Service, spinepath};

/// `serve` on the knee form and a database that is there.
fn serve(database: &TestDatabase) -> Command {
    serve_on(database.address(), "127.0.0.1:0")
}

fn serve_on(database: &str, listen: &str) -> Command {
    let mut command = spinepath();
    command
        .args(["serve", "--listen", listen, "--form"])
        .arg(knee().join("form"))
        .arg("--release")
        .arg(knee().join("release"))
        .env("DATABASE_URL", database);
    command
}

fn database() -> (Runtime, TestDatabase) {
    let runtime = Runtime::new().unwrap();
    let database = runtime.block_on(TestDatabase::new());
    (runtime, database)
}

#[test]
fn a_kill_in_the_middle_of_posting_loses_nothing_that_was_acknowledged() {
    let (_runtime, database) = database();
    let acknowledged: Mutex<Vec<String>> = Mutex::default();
    for round in 0..3 {
        let mut service = Service::start(serve(&database));
        let (stop, url) = (
            AtomicBool::new(false),
            format!("{}/api/v1/intakes", service.address),
        );
        thread::scope(|scope| {
            for client in 0..8 {
                let (url, stop, acknowledged) = (&url, &stop, &acknowledged);
                scope.spawn(move || {
                    let mut form = hot_knee();
                    form["patient"]["identifier"] = format!("TEST-{client}").into();
                    while !stop.load(Ordering::Relaxed) {
                        match try_post(url, &form.to_string(), &[]) {
                            Some(answer) if answer.status == 201 => {
                                let location = answer.header("location").to_owned();
                                acknowledged.lock().unwrap().push(location);
                            }
                            _ => thread::sleep(Duration::from_millis(5)),
                        }
                    }
                });
            }
            let since = Instant::now();
            let enough = 20 * (round + 1);
            while acknowledged.lock().unwrap().len() < enough
                && since.elapsed() < Duration::from_secs(60)
            {
                thread::sleep(Duration::from_millis(10));
            }
            service.signal("KILL");
            service.ended();
            stop.store(true, Ordering::Relaxed);
        });
    }
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() >= 60, "too slow to say anything");
    let service = Service::start(serve(&database));
    for case in &acknowledged {
        assert_eq!(
            get(&format!("{}{case}", service.address)).status,
            200,
            "{case} is lost"
        );
    }
}

#[test]
fn a_stop_finishes_what_was_accepted_and_then_ends_well() {
    let (_runtime, database) = database();
    let mut service = Service::start(serve(&database));
    let mut stream = TcpStream::connect(service.address.strip_prefix("http://").unwrap()).unwrap();
    let form = hot_knee().to_string();
    let (first, rest) = form.split_at(form.len() / 2);
    let head = format!(
        "POST /api/v1/intakes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        form.len()
    );
    stream
        .write_all(format!("{head}{first}").as_bytes())
        .unwrap();
    thread::sleep(Duration::from_millis(300));
    service.signal("TERM");
    thread::sleep(Duration::from_millis(500));
    let refused = TcpStream::connect(service.address.strip_prefix("http://").unwrap());
    stream.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    assert!(refused.is_err(), "a stopping service accepts nothing new");
    assert_eq!(service.ended().code(), Some(0));
}

#[test]
fn an_address_that_others_can_reach_is_refused() {
    for command in ["serve", "demo"] {
        for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:8080"] {
            let output = spinepath()
                .args([command, "--listen", address])
                .output()
                .unwrap();
            let text = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{command} {address}: {text}");
            assert!(text.contains("loopback"), "{text}");
            assert!(output.stdout.is_empty());
        }
    }
}

#[test]
fn a_taken_port_is_said_at_once() {
    let (_runtime, database) = database();
    let service = Service::start(serve(&database));
    let taken = service.address.strip_prefix("http://").unwrap();
    let output = serve_on(database.address(), taken).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_database_that_is_not_there_is_said_without_its_password() {
    let nowhere = "postgres://user:s3cret@127.0.0.1:1/none";
    let output = serve_on(nowhere, "127.0.0.1:0").output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(
        text.contains("DATABASE_URL") && !text.contains("s3cret"),
        "{text}"
    );
}

/// `serve` on the knee form and a database of its own in that folder.
fn serve_own(folder: &Path) -> Command {
    let mut command = serve_on("", "127.0.0.1:0");
    command.arg("--data-dir").arg(folder);
    command
}

#[test]
fn data_stays_one_service_holds_it_and_a_dead_database_ends_the_service() {
    let folder = std::env::temp_dir().join(format!("spinepath-test-{}", clock::new_id()));
    let mut service = Service::start(serve_own(&folder));
    let url = format!("{}/api/v1/intakes", service.address);
    let first = post(&url, &hot_knee().to_string(), &[]);
    assert_eq!(first.status, 201);

    let second = serve_own(&folder).output().unwrap();
    let text = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(2), "{text}");

    let mut files = std::fs::read_dir(&folder).unwrap().flatten();
    let cluster = files.find(|file| file.path().join("postmaster.pid").exists());
    let lock = std::fs::read_to_string(cluster.unwrap().path().join("postmaster.pid")).unwrap();
    let pid = lock.lines().next().unwrap().to_owned();
    assert!(
        Command::new("kill")
            .args(["-KILL", &pid])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(service.ended().code(), Some(3));

    let mut again = Service::start(serve_own(&folder));
    let case = get(&format!("{}{}", again.address, first.header("location")));
    assert_eq!(case.status, 200);
    again.signal("TERM");
    assert_eq!(again.ended().code(), Some(0));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_stop_during_the_start_of_a_demo_leaves_nothing_behind() {
    let parent = std::env::temp_dir().join(format!("spinepath-test-{}", clock::new_id()));
    let mut demo = spinepath()
        .args(["demo", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(&parent)
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let since = Instant::now();
    while !parent.exists() {
        assert!(since.elapsed() < Duration::from_secs(30));
        thread::sleep(Duration::from_millis(10));
    }
    thread::sleep(Duration::from_millis(300));
    let pid = demo.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(demo.wait().unwrap().code(), Some(0));
    assert_eq!(std::fs::read_dir(&parent).unwrap().count(), 0);
    std::fs::remove_dir(&parent).unwrap();
}

#[test]
fn the_doctor_finds_missing_tables_and_none_after_a_migration() {
    let runtime = Runtime::new().unwrap();
    let database = runtime.block_on(TestDatabase::empty());
    let run = |arguments: &[&str]| {
        let mut command = spinepath();
        command
            .args(arguments)
            .env("DATABASE_URL", database.address());
        command.output().unwrap()
    };
    let fixes = || {
        let report: Json =
            serde_json::from_slice(&run(&["doctor", "--format", "json"]).stdout).unwrap();
        let checks = report["checks"].as_array().unwrap().clone();
        let found = checks
            .iter()
            .filter(|check| check["fix"].is_string() && check["what"] != "disk");
        found
            .map(|check| check["what"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(fixes(), ["tables"]);
    assert_eq!(run(&["doctor"]).status.code(), Some(1));
    assert_eq!(run(&["migrate"]).status.code(), Some(0));
    assert_eq!(run(&["migrate"]).status.code(), Some(0));
    assert!(fixes().is_empty());
}
