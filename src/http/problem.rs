//! Every way in which a request can fail, and how it is told (RFC 9457).

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use uuid::Uuid;

use crate::app::AppError;
use crate::intake::violation::Violation;

/// Media type of a problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Seconds after which a request that met an outage is worth repeating.
pub const RETRY_AFTER_SECONDS: u32 = 5;

/// Who can do something about a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fixer {
    /// The author of the program that sends.
    Integrator,
    /// The person who filled the form.
    Assistant,
    /// A clinician.
    Clinician,
    /// Nobody: send the same request again later.
    Waiting,
    /// The person who runs the service.
    Operator,
}

/// A kind of problem: its word, its status, its title, and who can fix it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Stable word for programs.
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
    /// The same sentence every time.
    pub title: &'static str,
    /// Who can do something about it.
    pub fixer: Fixer,
}

macro_rules! kinds {
    ($($name:ident $code:literal $status:literal $fixer:ident $title:literal;)*) => {
        /// The kinds of problems, one constant each.
        impl Kind {
            $(
                #[doc = $title]
                pub const $name: &'static Kind = &Kind { code: $code, status: $status, title: $title, fixer: Fixer::$fixer };
            )*

            /// Every kind.
            pub const ALL: &'static [&'static Kind] = &[$(Kind::$name),*];
        }
    };
}

kinds! {
    INVALID_JSON "invalid_json" 400 Integrator "the body is not strict JSON";
    INVALID_PARAMETER "invalid_parameter" 400 Integrator "a query parameter cannot be used";
    INVALID_IDEMPOTENCY_KEY "invalid_idempotency_key" 400 Integrator "the idempotency key cannot be used";
    INVALID_REQUEST "invalid_request" 400 Integrator "the request was not received whole";
    ROLE_NOT_ALLOWED "role_not_allowed" 403 Clinician "this is done by somebody in another role";
    ORIGIN_NOT_ALLOWED "origin_not_allowed" 403 Operator "pages of other sites may not use this service";
    NOT_FOUND "not_found" 404 Integrator "there is nothing here";
    METHOD_NOT_ALLOWED "method_not_allowed" 405 Integrator "this method does not work here";
    BODY_TIMEOUT "body_timeout" 408 Waiting "the body took too long to arrive";
    ALREADY_SENT "already_sent" 409 Assistant "the form was sent already";
    SUPERSEDED "superseded" 409 Clinician "the case has a later decision or review";
    CONFIRMATION_NEEDED "confirmation_needed" 409 Clinician "lowering an emergency has to be confirmed";
    URGENT_DECISION_OPEN "urgent_decision_open" 409 Clinician "a decision of the same day or above is open";
    BODY_TOO_LARGE "body_too_large" 413 Integrator "the body is too large";
    UNSUPPORTED_MEDIA_TYPE "unsupported_media_type" 415 Integrator "the body is not declared as JSON";
    UNSUPPORTED_CONTENT_ENCODING "unsupported_content_encoding" 415 Integrator "encoded bodies are not read";
    HOST_NOT_ALLOWED "host_not_allowed" 421 Operator "this service does not answer for that host";
    INVALID_INTAKE "invalid_intake" 422 Assistant "the intake is not acceptable";
    INVALID_REVIEW "invalid_review" 422 Clinician "the review is not acceptable";
    IDEMPOTENCY_KEY_REUSED "idempotency_key_reused" 422 Integrator "the idempotency key was used for another request";
    INTERNAL "internal" 500 Operator "the service failed";
    NO_RELEASE_IN_FORCE "no_release_in_force" 503 Operator "the release in force cannot decide here";
    UNAVAILABLE "unavailable" 503 Waiting "the service cannot store or read cases right now";
}

/// One failed request.
#[derive(Debug, Clone)]
pub struct Problem {
    kind: &'static Kind,
    detail: String,
    errors: Vec<Violation>,
    allow: &'static str,
    cause: String,
}

/// The wire shape.
#[derive(Serialize)]
struct Body<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    code: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [Violation],
}

impl Problem {
    /// A problem of that kind. The detail says what to do next and repeats nothing of the request.
    pub fn new(kind: &'static Kind, detail: impl Into<String>) -> Problem {
        Problem {
            kind,
            detail: detail.into(),
            errors: Vec::new(),
            allow: "",
            cause: String::new(),
        }
    }

    /// Something that was sent is not acceptable: every reason.
    fn faulty(kind: &'static Kind, errors: Vec<Violation>) -> Problem {
        let detail = match errors.len() {
            1 => "correct the error".into(),
            count => format!("correct the {count} errors"),
        };
        Problem {
            errors,
            ..Problem::new(kind, detail)
        }
    }

    /// There is nothing at that address; the same for what never was and for what cannot be.
    pub fn not_found() -> Problem {
        Problem::new(
            Kind::NOT_FOUND,
            "check the address against the links of an earlier answer",
        )
    }

    /// The address exists and takes only the methods in `allow`.
    pub fn method_not_allowed(allow: &'static str) -> Problem {
        Problem {
            allow,
            ..Problem::new(Kind::METHOD_NOT_ALLOWED, format!("use one of: {allow}"))
        }
    }

    /// The same problem, with a cause for the log: words of ours and codes, no values.
    pub fn because(self, cause: String) -> Problem {
        Problem { cause, ..self }
    }

    /// Its kind.
    pub fn kind(&self) -> &'static Kind {
        self.kind
    }

    /// What to do next.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// What stands in the log and not in the answer: words of ours and codes, no values.
    pub fn cause(&self) -> &str {
        &self.cause
    }

    /// The answer, marked with the id of the request.
    pub fn response(&self, request: Option<Uuid>) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((CONTENT_TYPE, PROBLEM_JSON));
        match self.kind {
            Kind::METHOD_NOT_ALLOWED => response.insert_header((ALLOW, self.allow)),
            Kind::UNAVAILABLE => {
                response.insert_header((RETRY_AFTER, RETRY_AFTER_SECONDS.to_string()))
            }
            _ => &mut response,
        };
        let body = Body {
            r#type: format!("/problems/{}", self.kind.code),
            title: self.kind.title,
            status: self.kind.status,
            detail: &self.detail,
            instance: request.map(|id| format!("urn:uuid:{id}")),
            code: self.kind.code,
            errors: &self.errors,
        };
        // Every part of the body is text or a number, which always have a JSON spelling.
        response.body(serde_json::to_string(&body).unwrap_or_default())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.code, self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        self.response(None)
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Problem {
        match error {
            AppError::Refused(refusal) => {
                let kind = if refusal.code() == "too_large" {
                    Kind::BODY_TOO_LARGE
                } else {
                    Kind::INVALID_JSON
                };
                Problem::new(kind, refusal.to_string())
            }
            AppError::Rejected(errors) => Problem::faulty(Kind::INVALID_INTAKE, errors),
            AppError::InvalidReview(errors) => Problem::faulty(Kind::INVALID_REVIEW, errors),
            AppError::RoleNotAllowed(may) => Problem::new(
                Kind::ROLE_NOT_ALLOWED,
                format!("ask somebody in the role `{}`", may.word()),
            ),
            AppError::Superseded => Problem::new(
                Kind::SUPERSEDED,
                "read the case again, and review the decision that is in force now",
            ),
            AppError::ConfirmationNeeded => Problem::new(
                Kind::CONFIRMATION_NEEDED,
                "if it is meant, send the same review with `confirmed` true",
            ),
            AppError::NotFound => Problem::not_found(),
            AppError::KeyReused => Problem::new(
                Kind::IDEMPOTENCY_KEY_REUSED,
                "send another request under a key of its own",
            ),
            AppError::AlreadySent => Problem::new(
                Kind::ALREADY_SENT,
                "open its case, and add a further form there",
            ),
            AppError::UrgentDecisionOpen => Problem::new(
                Kind::URGENT_DECISION_OPEN,
                "act on the `summary` of the case first; if it asks questions, send the form again with the answers: a case that is settled below the same day, and that no clinician holds to be more urgent, has a handout",
            ),
            AppError::NotDeciding(why) => Problem {
                cause: why.clone(),
                ..Problem::new(Kind::NO_RELEASE_IN_FORCE, why)
            },
            AppError::Unavailable(cause) => {
                let detail = "nothing of this request was stored unless an earlier try was answered; send it again with the same idempotency key";
                Problem {
                    cause,
                    ..Problem::new(Kind::UNAVAILABLE, detail)
                }
            }
            AppError::Internal(cause) => {
                let detail =
                    "give the `instance` of this answer to the person who runs the service";
                Problem {
                    cause,
                    ..Problem::new(Kind::INTERNAL, detail)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_code_of_its_own_and_an_error_status() {
        let mut codes: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Kind::ALL.len());
        for kind in Kind::ALL {
            assert!((400..600).contains(&kind.status), "{}", kind.code);
            assert_eq!(
                Problem::new(kind, "").status_code().as_u16(),
                kind.status,
                "{}",
                kind.code
            );
        }
    }
}
