//! The pages as a browser without a script meets them.

mod cases;
mod docs;
mod follow_up;
mod home;
pub mod intake;
mod left;
mod releases;
mod rules;
mod system;
mod words;
mod worklist;

use spinepath::web::address::escaped;

use super::support::app::{Answer, TestApp, get_with, post};

/// Somebody in front of a page, in a role, who reads a language.
pub struct Reader<'a> {
    pub app: &'a TestApp,
    pub role: &'static str,
    pub language: &'static str,
}

impl Reader<'_> {
    fn cookies(&self) -> String {
        format!(
            "spinepath_role={}; spinepath_language={}",
            self.role, self.language
        )
    }

    pub fn get(&self, path: &str) -> Answer {
        let url = format!("{}{path}", self.app.address);
        get_with(
            &url,
            &[("Cookie", &self.cookies()), ("Accept", "text/html")],
        )
    }

    /// Sends a form as a browser does, and follows where it leads.
    fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.send_from(path, fields, &[("Sec-Fetch-Site", "same-origin")]);
        let mut answer = answer;
        while answer.status == 303 {
            answer = self.get(answer.header("location").split('#').next().unwrap());
        }
        answer
    }

    pub fn send_from(&self, path: &str, fields: &[(&str, &str)], more: &[(&str, &str)]) -> Answer {
        let cookies = self.cookies();
        let mut headers = vec![
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Accept", "text/html"),
            ("Cookie", cookies.as_str()),
        ];
        headers.extend_from_slice(more);
        post(
            &format!("{}{path}", self.app.address),
            &encoded(fields),
            &headers,
        )
    }
}

/// Fields as a browser writes them.
fn encoded(fields: &[(&str, &str)]) -> String {
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// What stands between two marks of a page.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let rest = page
        .split_once(before)
        .unwrap_or_else(|| panic!("`{before}` in {page}"))
        .1;
    rest.split_once(after)
        .unwrap_or_else(|| panic!("`{after}` in {rest}"))
        .0
}
