//! The program as a service of its own, for as long as a bench runs.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A service, and where it listens: `127.0.0.1:4711`.
pub struct Server(Child, pub String);

impl Server {
    /// Starts one on that database.
    pub fn start(database: &str, data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_spinepath"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(data)
            .env("DATABASE_URL", database)
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let start = line
            .find("127.0.0.1:")
            .unwrap_or_else(|| panic!("no address in `{line}`"));
        let address: String = line[start..]
            .chars()
            .take_while(|c| c.is_ascii_digit() || ".:".contains(*c))
            .collect();
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        Server(child, address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
