//! The program itself, as its user runs it.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The program, ready for arguments, with no settings from around it.
pub fn spinepath() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spinepath"));
    for name in [
        "DATABASE_URL",
        "SPINEPATH_LISTEN",
        "SPINEPATH_PROFILE",
        "SPINEPATH_DATA_DIR",
        "SPINEPATH_RELEASES",
        "SPINEPATH_SHADOW",
    ] {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

/// A service that runs as a process of its own; killed when it is dropped.
pub struct Service {
    child: Child,
    /// The first line it printed.
    pub greeting: String,
    /// `http://127.0.0.1:…`
    pub address: String,
}

impl Service {
    /// Starts it and reads its first line.
    pub fn start(mut command: Command) -> Service {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut greeting = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        lines.read_line(&mut greeting).unwrap();
        let mut errors = child.stderr.take().unwrap();
        if greeting.is_empty() {
            let mut text = String::new();
            errors.read_to_string(&mut text).unwrap();
            panic!("the service did not start: {text}");
        }
        // A pipe that nobody reads fills up and stops the service.
        thread::spawn(move || std::io::copy(&mut errors, &mut std::io::sink()));
        let start = greeting.find("http://").expect("an address");
        let rest = &greeting[start..];
        let address = rest.split_whitespace().next().unwrap().to_owned();
        Service {
            child,
            greeting,
            address,
        }
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by its name.
    pub fn signal(&self, name: &str) {
        let done = Command::new("kill")
            .args([format!("-{name}"), self.pid().to_string()])
            .status();
        assert!(done.unwrap().success());
    }

    /// Waits until it ends.
    pub fn ended(&mut self) -> ExitStatus {
        let since = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(since.elapsed() < Duration::from_secs(40), "it does not end");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
