//! What every request passes on its way in, and every answer on its way out.

use std::net::IpAddr;
use std::time::Instant;

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, HOST, HeaderMap, HeaderName,
    HeaderValue, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;
use tracing::{error, info, warn};
use uuid::Uuid;

use super::problem::{Kind, Problem};
use super::{pages, policy, unread};
use crate::clock;

/// Headers of every answer.
const HEADERS: [(HeaderName, &str); 4] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // With `no-referrer` a browser hides where a form of ours comes from, too.
    (REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (HeaderName::from_static("x-frame-options"), "DENY"),
];

/// Headers of every answer that does not say something else itself.
const UNLESS_SAID: [(HeaderName, &str); 2] = [
    (CONTENT_SECURITY_POLICY, policy::STRICT),
    (CACHE_CONTROL, "no-store"),
];

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Checks a request, answers it, dresses the answer and writes one line to the log: method,
/// route, status, duration and request id, never a path or a query.
pub async fn gate(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let id = clock::new_id();
    let method = request.method().clone();
    let unread = unread::hold(&mut request);
    let refused = check(request.headers()).err();
    let mut response = match &refused {
        None => next.call(request).await?.map_into_boxed_body(),
        Some(problem) => request.into_response(problem.response(Some(id))),
    };
    let failed = response.response().error().map(|error| {
        // What is no problem of ours yet comes from the framework, and its text can quote input.
        let ours = error.as_error::<Problem>().cloned();
        ours.unwrap_or_else(|| framework_problem(error))
    });
    if let Some(problem) = &failed {
        let (request, _) = response.into_parts();
        let told = pages::told(&request, problem).unwrap_or_else(|| problem.response(Some(id)));
        response = ServiceResponse::new(request, told);
    }
    let problem = refused.or(failed);
    dress(response.headers_mut(), id);
    let status = response.status().as_u16();
    let route = response
        .request()
        .match_pattern()
        .unwrap_or_else(|| "-".into());
    let duration_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    let code = problem.as_ref().map_or("", |problem| problem.kind().code);
    let cause = problem.as_ref().map_or("", Problem::cause);
    match status {
        500 => {
            error!(%method, route, status, duration_us, request_id = %id, code, cause, "answered")
        }
        503 => {
            warn!(%method, route, status, duration_us, request_id = %id, code, cause, "answered")
        }
        _ => info!(%method, route, status, duration_us, request_id = %id, code, "answered"),
    }
    Ok(match unread {
        Some(unread) => response.map_body(|_, body| unread.until_sent(body)),
        None => response,
    })
}

fn framework_problem(error: &Error) -> Problem {
    let status = error.as_response_error().status_code();
    if status.is_client_error() {
        Problem::new(Kind::INVALID_REQUEST, "send a well-formed request")
    } else {
        Problem::new(
            Kind::INTERNAL,
            "give the `instance` of this answer to the person who runs the service",
        )
    }
}

fn dress(headers: &mut HeaderMap, id: Uuid) {
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in UNLESS_SAID {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        headers.insert(REQUEST_ID, value);
    }
}

/// Refuses what could come from a page of another site, and bodies that would have to be unpacked.
fn check(headers: &HeaderMap) -> Result<(), Problem> {
    let hosts: Vec<&HeaderValue> = headers.get_all(HOST).collect();
    let host_fits = matches!(hosts.as_slice(), [host] if host.to_str().is_ok_and(names_loopback));
    if !host_fits {
        return Err(Problem::new(
            Kind::HOST_NOT_ALLOWED,
            "use the address the service printed when it started",
        ));
    }
    let origin_fits = |origin: &HeaderValue| origin.to_str().is_ok_and(origin_is_loopback);
    if !headers.get_all(ORIGIN).all(origin_fits) {
        return Err(Problem::new(
            Kind::ORIGIN_NOT_ALLOWED,
            "send requests from this machine's own pages and programs",
        ));
    }
    let identity = |encoding: &HeaderValue| encoding.as_bytes().eq_ignore_ascii_case(b"identity");
    if !headers.get_all(CONTENT_ENCODING).all(identity) {
        return Err(Problem::new(
            Kind::UNSUPPORTED_CONTENT_ENCODING,
            "send the body as it is, without `Content-Encoding`",
        ));
    }
    Ok(())
}

fn origin_is_loopback(origin: &str) -> bool {
    let authority = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"));
    authority.is_some_and(names_loopback)
}

/// Whether an authority (`host` or `host:port`) names this machine.
fn names_loopback(authority: &str) -> bool {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((host, port)) => (host, port),
            None => return false,
        },
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let port_fits = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|port| port.parse::<u16>().is_ok());
    let host_fits = host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.to_canonical().is_loopback());
    port_fits && host_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_answered_for() {
        for (authority, accepted) in [
            ("localhost", true),
            ("LOCALHOST:8080", true),
            ("127.0.0.1:8080", true),
            ("[::1]:8080", true),
            ("[::1]", true),
            ("localhost.example.org", false),
            ("127.0.0.1.example.org:8080", false),
            ("example.org:8080", false),
            ("192.168.1.4", false),
            ("localhost:port", false),
            ("localhost@example.org", false),
            ("[::1", false),
            ("", false),
        ] {
            assert_eq!(names_loopback(authority), accepted, "{authority}");
        }
        for (origin, accepted) in [
            ("http://localhost:8080", true),
            ("https://127.0.0.1", true),
            ("http://evil.example", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(origin_is_loopback(origin), accepted, "{origin}");
        }
    }
}
