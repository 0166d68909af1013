//! What is said about a request.

use serde_json::Value as Json;

use crate::support::app::{Answer, TestApp, hot_knee};
use crate::support::logs;

/// The lines about one request.
fn lines(answer: &Answer) -> Vec<Json> {
    let id = answer.header("x-request-id");
    let logged = logs::text();
    let about = logged.lines().filter(|line| line.contains(id));
    about
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_request_leaves_one_line_with_its_route_and_not_its_path() {
    let app = TestApp::start();
    let stored = app.submit(&hot_knee());
    let case = stored.header("location");
    for (answer, method, route, status, code) in [
        (&stored, "POST", "/api/v1/intakes", 201, ""),
        (&app.get(case), "GET", "/api/v1/cases/{id}", 200, ""),
        (
            &app.get("/api/v1/cases/1"),
            "GET",
            "/api/v1/cases/{id}",
            404,
            "not_found",
        ),
        (&app.get("/nowhere"), "GET", "-", 404, "not_found"),
        (
            &app.post("/api/v1/intakes", "{}", &[("Host", "x")]),
            "POST",
            "-",
            421,
            "host_not_allowed",
        ),
    ] {
        let lines = lines(answer);
        let [line] = lines.as_slice() else {
            panic!("{} lines", lines.len())
        };
        assert_eq!(
            (line["method"].as_str(), line["status"].as_u64()),
            (Some(method), Some(status))
        );
        assert_eq!(
            (line["code"].as_str(), line["message"].as_str()),
            (Some(code), Some("answered"))
        );
        // A refusal before the routing has a route only where the framework knows it already.
        if status != 421 {
            assert_eq!(line["route"], route);
        }
        assert!(line["duration_us"].as_u64().unwrap() > 0);
        assert!(!line.to_string().contains(case.rsplit('/').next().unwrap()));
    }
}
