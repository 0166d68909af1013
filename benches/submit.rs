//! `POST /intakes` at 64 clients beside pgbench doing the same writes on the same Postgres.
//!
//! `cargo bench --bench submit [-- SECONDS ROUNDS]`. The two take turns, so that a machine that
//! changes its mind changes it for both; what counts is the ratio. pgbench reads the texts from a
//! table, so it neither sends nor parses them, decides nothing and hashes nothing: a floor.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod service;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use spinepath::app::{Library, preview};
use spinepath::embedded::Embedded;
use spinepath::model::Profile;

use service::Server;

const CLIENTS: usize = 64;
const FORM: &[u8] =
    include_bytes!("../schemas/intake/spine/1.1.0/examples/valid/cauda_equina_classic.json");

/// The writes of one submission, in one statement, as the store does them.
const WRITES: &str = "
with t as (
  select gen_random_uuid() as case_id, gen_random_uuid() as intake_id,
    gen_random_uuid() as decision_id, now() as at, bench_texts.* from bench_texts
), c as (
  insert into cases (id, created_at, patient_identifier, family, given, birth_date, sex_at_birth,
    urgency, could_become, status, disposition, as_of, due_in_days, latest_decision)
  select case_id, at, 'BENCH', 'Example', 'Bench', '1980-01-01', 'male', 'emergency', 'emergency',
    'final', 'referral', '2026-11-23', 0, decision_id from t
), i as (
  insert into intakes (id, case_id, received_at, form, form_version, payload, payload_sha256)
  select intake_id, case_id, at, 'spine', '1.0.0', payload, hash from t
), d as (
  insert into decisions (id, case_id, intake_id, rule_release, as_of, profile, urgency,
    could_become, status, facts, facts_digest, decision, decision_sha256, digest, engine_version,
    decided_at)
  select decision_id, case_id, intake_id, release, '2026-11-23', 'cautious', 'emergency',
    'emergency', 'final', facts::json, release, decision, hash, release, '0', at from t
), a as (
  insert into audit_events (at, actor, action, case_id)
  select at, 'bench', 'intake_submitted', case_id from t
)
insert into outbox (kind, case_id, payload, created_at)
select 'decision_made', case_id,
  jsonb_build_object('intake_id', intake_id, 'decision_id', decision_id), at from t;
";

/// Posts the form until told to stop; the time of each answer.
fn client(address: &str, stop: &AtomicBool) -> Vec<Duration> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let head = format!(
        "POST /api/v1/intakes HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        FORM.len()
    );
    let request = [head.as_bytes(), FORM].concat();
    let mut times = Vec::new();
    let mut buffer = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let start = Instant::now();
        stream.write_all(&request).unwrap();
        buffer.clear();
        let mut chunk = [0u8; 16 * 1024];
        loop {
            let read = stream.read(&mut chunk).unwrap();
            assert!(read > 0, "the server closed the connection");
            buffer.extend_from_slice(&chunk[..read]);
            if complete(&buffer) {
                break;
            }
        }
        assert!(
            buffer.starts_with(b"HTTP/1.1 201"),
            "{}",
            String::from_utf8_lossy(&buffer)
        );
        times.push(start.elapsed());
    }
    times
}

/// Whether the whole answer is there, by its Content-Length.
fn complete(buffer: &[u8]) -> bool {
    let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") else {
        return false;
    };
    let head = String::from_utf8_lossy(&buffer[..end]).to_ascii_lowercase();
    let length: usize = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .expect("an answer with a length")
        .trim()
        .parse()
        .unwrap();
    buffer.len() >= end + 4 + length
}

fn post(address: &str, seconds: u64) -> (f64, Duration) {
    let stop = AtomicBool::new(false);
    let start = Instant::now();
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| scope.spawn(|| client(address, &stop)))
            .collect();
        std::thread::sleep(Duration::from_secs(seconds));
        stop.store(true, Ordering::Relaxed);
        clients
            .into_iter()
            .flat_map(|client| client.join().unwrap())
            .collect()
    });
    let rate = times.len() as f64 / start.elapsed().as_secs_f64();
    times.sort();
    (rate, times[times.len() * 99 / 100])
}

fn pgbench(program: &Path, socket: &str, user: &str, script: &Path, seconds: u64) -> f64 {
    let output = Command::new(program)
        .args([
            "-n",
            "-M",
            "prepared",
            "-c",
            &CLIENTS.to_string(),
            "-j",
            "2",
            "-T",
            &seconds.to_string(),
        ])
        .args(["-h", socket, "-U", user, "-f"])
        .arg(script)
        .arg("postgres")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find(|line| line.starts_with("tps = "));
    let line = line.unwrap_or_else(|| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)));
    line["tps = ".len()..]
        .split(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap()
}

/// A member of a URL's query: `postgres:///postgres?host=/dir&user=name`.
fn member(url: &str, name: &str) -> String {
    let (_, query) = url.split_once('?').unwrap();
    let found = query
        .split('&')
        .find_map(|pair| pair.strip_prefix(&format!("{name}=")));
    found.unwrap().replace("%2F", "/")
}

#[tokio::main]
async fn main() {
    let numbers: Vec<u64> = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .collect();
    let (seconds, rounds) = (
        *numbers.first().unwrap_or(&8),
        *numbers.get(1).unwrap_or(&3),
    );
    let folder = std::env::temp_dir().join(format!("spinepath-bench-{}", std::process::id()));
    let postgres = Embedded::start(&folder, |_| ()).unwrap();
    let url = postgres.url("postgres");
    let server = Server::start(&url, &folder.join("service"));

    let library = Library::embedded().unwrap();
    let today = "2026-11-23".parse().unwrap();
    let release = library.current_release(today).unwrap();
    let decided = preview(&library, &release, Profile::Cautious, today, FORM).unwrap();
    let facts = decided.facts.to_json(release.catalogue()).to_string();
    let decision = decided.decision.to_canonical_json();
    println!(
        "form {} bytes, facts {} bytes, decision {} bytes",
        FORM.len(),
        facts.len(),
        decision.len()
    );

    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    client
        .batch_execute("create table bench_texts (payload text, facts text, decision text, release text, hash bytea)")
        .await
        .unwrap();
    let payload = String::from_utf8(FORM.to_vec()).unwrap();
    let digest = &release.reference().digest;
    client
        .execute(
            "insert into bench_texts values ($1, $2, $3, $4, decode(repeat('00', 32), 'hex'))",
            &[&payload, &facts, &decision, digest],
        )
        .await
        .unwrap();
    let script = folder.with_extension("sql");
    std::fs::write(&script, WRITES).unwrap();

    let program = std::fs::read_dir("/usr/lib/postgresql")
        .ok()
        .and_then(|majors| {
            majors
                .filter_map(|major| Some(major.ok()?.path().join("bin/pgbench")))
                .find(|p| p.is_file())
        })
        .unwrap_or_else(|| "pgbench".into());
    let (socket, user) = (member(&url, "host"), member(&url, "user"));
    post(&server.1, 2);
    let mut ratios = Vec::new();
    for round in 1..=rounds {
        let floor = pgbench(&program, &socket, &user, &script, seconds);
        let (rate, p99) = post(&server.1, seconds);
        println!(
            "round {round}: pgbench {floor:.0}/s, POST /intakes {rate:.0}/s, p99 {p99:.1?}, ratio {:.2}",
            rate / floor
        );
        ratios.push(rate / floor);
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "{CLIENTS} clients, median ratio {:.2}",
        ratios[ratios.len() / 2]
    );
    drop(server);
    drop(client);
    postgres.stop();
    let _ = std::fs::remove_file(script);
    let _ = std::fs::remove_dir_all(folder);
}
