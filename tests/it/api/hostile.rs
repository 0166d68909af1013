//! Requests that no program of good will sends.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::app::{Answer, TestApp, hot_knee};

fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address.strip_prefix("http://").unwrap()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    stream
}

/// Sends bytes as they are and reads one answer.
pub fn raw(address: &str, request: &str) -> Option<Answer> {
    let mut stream = connect(address);
    stream.write_all(request.as_bytes()).unwrap();
    let _ = stream.shutdown(Shutdown::Write);
    read(stream)
}

/// Reads until the other side closes.
fn read(mut stream: TcpStream) -> Option<Answer> {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().unwrap();
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    Some(Answer {
        status,
        headers,
        body: bytes[end + 4..].to_vec(),
    })
}

#[test]
fn a_body_that_trickles_is_given_up_after_ten_seconds() {
    let app = TestApp::start();
    let mut stream = connect(&app.address);
    let since = Instant::now();
    let head = "POST /api/v1/intakes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut slow = stream.try_clone().unwrap();
    thread::spawn(move || {
        while slow.write_all(b" ").is_ok() && since.elapsed() < Duration::from_secs(25) {
            thread::sleep(Duration::from_millis(500));
        }
    });
    let answer = read(stream).expect("an answer");
    let seconds = since.elapsed().as_secs();
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (408, "body_timeout")
    );
    assert!((9..20).contains(&seconds), "{seconds} s");
}

#[test]
fn a_chunked_body_that_trickles_cannot_keep_its_connection() {
    let app = TestApp::start();
    for head in [
        "POST /api/v1/intakes HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n",
        "GET /health/live HTTP/1.1\r\nHost: localhost\r\n",
        "GET / HTTP/1.1\r\nHost: rebound.example\r\n",
    ] {
        let mut stream = connect(&app.address);
        let since = Instant::now();
        let head = format!("{head}Transfer-Encoding: chunked\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut slow = stream.try_clone().unwrap();
        thread::spawn(move || {
            while slow.write_all(b"1\r\n \r\n").is_ok() && since.elapsed() < Duration::from_secs(20)
            {
                thread::sleep(Duration::from_millis(100));
            }
        });
        assert!(read(stream).is_some(), "{head}");
        assert!(since.elapsed() < Duration::from_secs(10), "{head}");
    }
}

#[test]
fn a_head_that_trickles_is_given_up() {
    let app = TestApp::start();
    let mut stream = connect(&app.address);
    let since = Instant::now();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: local").unwrap();
    let _ = read(stream);
    assert!(since.elapsed() < Duration::from_secs(15));
}

#[test]
fn a_body_without_end_is_refused_at_the_limit_and_cut_off() {
    let app = TestApp::start();
    let mut stream = connect(&app.address);
    let head = "POST /api/v1/intakes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = format!("{:x}\r\n{}\r\n", 64 * 1024, " ".repeat(64 * 1024));
    let mut writer = stream.try_clone().unwrap();
    let since = Instant::now();
    thread::spawn(move || {
        while writer.write_all(chunk.as_bytes()).is_ok()
            && since.elapsed() < Duration::from_secs(25)
        {}
    });
    let answer = read(stream).expect("an answer");
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (413, "body_too_large")
    );
    assert!(since.elapsed() < Duration::from_secs(15));
}

#[test]
fn an_announced_length_over_the_limit_is_refused_before_the_body() {
    let app = TestApp::start();
    let answer = raw(
        &app.address,
        "POST /api/v1/intakes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 999999999\r\n\r\n",
    );
    assert_eq!(answer.expect("an answer").code(), "body_too_large");
}

#[test]
fn requests_that_do_not_name_this_machine_are_refused() {
    let app = TestApp::start();
    for (head, status) in [
        (
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            200,
        ),
        (
            "GET / HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n",
            421,
        ),
        (
            "GET / HTTP/1.1\r\nHost: localhost\r\nHost: rebound.example\r\nConnection: close\r\n\r\n",
            400,
        ),
        ("GET / HTTP/1.0\r\n\r\n", 421),
    ] {
        let answer = raw(&app.address, head).expect("an answer");
        assert_eq!(answer.status, status, "{head}");
    }
}

#[test]
fn every_refusal_leaves_the_service_as_it_was() {
    let app = TestApp::start();
    for bytes in [
        "\u{0}\u{0}\r\n\r\n",
        "GET\r\n\r\n",
        "POST / HTTP/9.9\r\n\r\n",
        "{\"form\": 1}",
    ] {
        let _ = raw(&app.address, bytes);
    }
    assert_eq!(app.submit(&hot_knee()).status, 201);
}
