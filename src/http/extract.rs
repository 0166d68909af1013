//! What a handler takes out of a request. Every failure is a [`Problem`].

use std::str::FromStr;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use actix_web::web::{self, Bytes};
use serde::de::DeserializeOwned;

use super::problem::{Kind, Problem};
use crate::intake::document::MAX_BYTES;

/// The time in which a body must have arrived. At 256 KiB that asks for 26 KB a second, which any
/// line of a clinic does.
const BODY_DEADLINE: Duration = Duration::from_secs(10);

/// Longest idempotency key in characters; the usual limit of services that take one.
pub const MAX_KEY: usize = 255;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The body of a request that says it is JSON.
pub async fn json_body(request: &HttpRequest, payload: web::Payload) -> Result<Bytes, Problem> {
    let declared = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !is_json(declared) {
        return Err(Problem::new(
            Kind::UNSUPPORTED_MEDIA_TYPE,
            "send `Content-Type: application/json`",
        ));
    }
    body(request, payload).await
}

/// The body of a request, whatever it is: all of it in time, and no more than a form may have.
pub async fn body(request: &HttpRequest, payload: web::Payload) -> Result<Bytes, Problem> {
    let length = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > MAX_BYTES as u64) {
        return Err(too_large());
    }
    match tokio::time::timeout(BODY_DEADLINE, payload.to_bytes_limited(MAX_BYTES)).await {
        Ok(Ok(Ok(bytes))) => Ok(bytes),
        Ok(Ok(Err(_))) => Err(Problem::new(
            Kind::INVALID_REQUEST,
            "send the whole body as announced",
        )),
        Ok(Err(_)) => Err(too_large()),
        Err(_) => {
            let detail = format!(
                "send the whole body within {} seconds",
                BODY_DEADLINE.as_secs()
            );
            Err(Problem::new(Kind::BODY_TIMEOUT, detail))
        }
    }
}

fn too_large() -> Problem {
    Problem::new(
        Kind::BODY_TOO_LARGE,
        format!("send at most {MAX_BYTES} bytes"),
    )
}

/// `application/json`, with no other character set than UTF-8.
fn is_json(declared: &str) -> bool {
    let mut parts = declared
        .split(';')
        .map(|part| part.trim().to_ascii_lowercase());
    parts.next().as_deref() == Some("application/json")
        && parts.all(|part| matches!(part.as_str(), "charset=utf-8" | "charset=\"utf-8\""))
}

/// The idempotency key: a quoted string, or the same without quotes.
pub fn idempotency_key(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let refused = || {
        let detail =
            format!("send one key of 1 to {MAX_KEY} visible ASCII characters, best a UUID");
        Err(Problem::new(Kind::INVALID_IDEMPOTENCY_KEY, detail))
    };
    let mut values = request.headers().get_all(IDEMPOTENCY_KEY);
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return refused();
    }
    match value.to_str().ok().and_then(bare_key) {
        Some(key) => Ok(Some(key)),
        None => refused(),
    }
}

fn bare_key(value: &str) -> Option<String> {
    let bare = match value.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"')?,
        None => value,
    };
    let fits =
        (1..=MAX_KEY).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_graphic());
    (fits && !bare.contains(['"', '\\'])).then(|| bare.to_owned())
}

/// The identifier in the path; one that cannot be is as unknown as one that is not there.
pub fn path_id<T: FromStr>(request: &HttpRequest, name: &str) -> Result<T, Problem> {
    request
        .match_info()
        .get(name)
        .and_then(|text| text.parse().ok())
        .ok_or_else(Problem::not_found)
}

/// The query parameters; one that is unknown is refused, since a misspelt one would be ignored.
pub fn parameters<T: DeserializeOwned>(request: &HttpRequest, known: &str) -> Result<T, Problem> {
    match web::Query::<T>::from_query(request.query_string()) {
        Ok(query) => Ok(query.into_inner()),
        Err(_) => Err(Problem::new(Kind::INVALID_PARAMETER, known)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_json_in_utf_8_is_json() {
        for (declared, accepted) in [
            ("application/json", true),
            ("Application/JSON; charset=UTF-8", true),
            ("application/json; charset=latin1", false),
            ("text/plain", false),
            ("application/jsonp", false),
            ("", false),
        ] {
            assert_eq!(is_json(declared), accepted, "{declared}");
        }
    }

    #[test]
    fn a_key_may_be_quoted_or_bare() {
        let (longest, too_long) = ("k".repeat(MAX_KEY), "k".repeat(MAX_KEY + 1));
        for (value, key) in [
            ("abc-1", Some("abc-1")),
            ("\"abc-1\"", Some("abc-1")),
            (longest.as_str(), Some(longest.as_str())),
            (too_long.as_str(), None),
            ("", None),
            ("\"\"", None),
            ("\"open", None),
            ("a b", None),
            ("a\"b", None),
        ] {
            assert_eq!(bare_key(value).as_deref(), key, "{value}");
        }
    }
}
