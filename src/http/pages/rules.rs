//! The pages of the rules that decide.

use std::cmp::Reverse;

use actix_web::{HttpRequest, HttpResponse, web};

use super::{first, frame, html, query};
use crate::app::{self, App};
use crate::clock;
use crate::http::access::{By, ReadRules};
use crate::http::problem::Problem;
use crate::rules::{Rule, page as rule_page, thresholds_over_time, when};
use crate::web::address::escaped;
use crate::web::band::Band;
use crate::web::rules::{
    RuleLine, RuleView, Rules, address, fired_in_sentences, fired_in_short, use_note,
};

/// Rules on one page.
const SHOWN: usize = 40;

/// `GET /rules`: the rules that decide, most urgent first; with `q`, those that have its words.
pub async fn list(
    _: By<ReadRules>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let release = app.deciding_as_last_known().await?;
    // The rules can be read all the same where the cases cannot.
    let used = app::rule_use(&app).await.ok();
    let frame = frame(&request);
    let words = frame.words;
    let asked = query(&request);
    let wanted = first(&asked, "q").trim().to_owned();
    let from: usize = first(&asked, "from").parse().unwrap_or_default();
    let (today, profile) = (clock::today(), app.config.profile);
    let needles: Vec<String> = (wanted.to_lowercase().split_whitespace())
        .map(str::to_owned)
        .collect();
    let has_its_words = |rule: &&Rule| {
        needles.is_empty() || {
            let when = when(&release, rule, today).on_one_line();
            let text = format!("{} {} {when} {}", rule.title, rule.id, rule.because);
            let text = text.to_lowercase();
            needles.iter().all(|word| text.contains(word))
        }
    };
    let mut found: Vec<&Rule> = release.rules().iter().filter(has_its_words).collect();
    // A stable order: most urgent first, then as in the release.
    found.sort_by_key(|rule| Reverse(rule.params(profile).urgency));
    let lines = found.iter().skip(from).take(SHOWN).map(|rule| {
        let urgency = rule.params(profile).urgency;
        let fired = used.as_ref().filter(|used| used.cases > 0);
        RuleLine {
            address: address(&rule.id),
            title: rule.title.clone(),
            id: format!("{} v{}", rule.id, rule.version),
            band: urgency.map(|urgency| Band::of(words, urgency)),
            when: when(&release, rule, today).on_one_line(),
            basis: rule.basis.words(),
            fired: fired.map_or(String::new(), |used| fired_in_short(words, used, &rule.id)),
        }
    });
    let next = if found.len() > from.saturating_add(SHOWN) {
        format!("/rules?q={}&from={}", escaped(&wanted), from + SHOWN)
    } else {
        String::new()
    };
    let reference = release.reference();
    html(&Rules {
        release: format!("{} {}", reference.name, reference.release),
        found: words.count("rules-found", found.len()),
        use_note: use_note(words, used.as_ref()),
        lines: lines.collect(),
        query: wanted,
        next,
        frame,
    })
}

/// `GET /rules/{id}`
pub async fn view(
    _: By<ReadRules>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let release = app.deciding_as_last_known().await?;
    let id = request.match_info().query("id");
    let rule = release.rule(id).map_err(|_| Problem::not_found())?;
    let used = app::rule_use(&app).await.ok();
    let (frame, today) = (frame(&request), clock::today());
    let reference = release.reference();
    html(&RuleView {
        page: rule_page(&release, rule, today),
        release: format!("{} {}", reference.name, reference.release),
        fired: fired_in_sentences(frame.words, used.as_ref(), id),
        steps: thresholds_over_time(&app.releases(), (&release, rule), today),
        frame,
    })
}
