//! The pages of the rules that decide.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{first, frame, html, query};
use crate::app::App;
use crate::clock;
use crate::http::problem::Problem;
use crate::rules::page as rule_page;
use crate::web::band::Band;
use crate::web::rules::{RuleLine, RuleView, Rules, address};

/// Rules on one page.
const SHOWN: usize = 40;

/// `GET /rules`: the rules that decide, most urgent first; with `q`, those that have its words.
pub async fn list(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let release = app.deciding_as_last_known().await?;
    let frame = frame(&request);
    let words = frame.words;
    let asked = query(&request);
    let wanted = first(&asked, "q").trim().to_owned();
    let from: usize = first(&asked, "from").parse().unwrap_or_default();
    let (today, profile) = (clock::today(), app.config.profile);
    let mut lines = Vec::new();
    for rule in release.rules() {
        let page = rule_page(&release, rule, today);
        let urgency = rule.params(profile).urgency;
        let when = page.when.on_one_line();
        let text = format!("{} {} {when} {}", page.title, page.rule, page.because).to_lowercase();
        if wanted
            .to_lowercase()
            .split_whitespace()
            .all(|word| text.contains(word))
        {
            let line = RuleLine {
                address: address(&page.rule),
                title: page.title,
                id: format!("{} v{}", page.rule, page.version),
                band: urgency.map(|urgency| Band::of(words, urgency)),
                when,
                basis: page.basis_words,
            };
            lines.push((urgency, line));
        }
    }
    // A stable order: most urgent first, then as in the release.
    lines.sort_by_key(|(urgency, _)| std::cmp::Reverse(*urgency));
    let found = words.count("rules-found", lines.len());
    let next = if lines.len() > from + SHOWN {
        format!("/rules?q={}&from={}", escaped(&wanted), from + SHOWN)
    } else {
        String::new()
    };
    let reference = release.reference();
    html(&Rules {
        release: format!("{} {}", reference.name, reference.release),
        query: wanted,
        found,
        lines: lines
            .into_iter()
            .skip(from)
            .take(SHOWN)
            .map(|(_, line)| line)
            .collect(),
        next,
        frame,
    })
}

/// Text as it may stand in a query.
fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// `GET /rules/{id}`
pub async fn view(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let release = app.deciding_as_last_known().await?;
    let id = request.match_info().query("id");
    let rule = release.rule(id).map_err(|_| Problem::not_found())?;
    let reference = release.reference();
    html(&RuleView {
        page: rule_page(&release, rule, clock::today()),
        release: format!("{} {}", reference.name, reference.release),
        frame: frame(&request),
    })
}
