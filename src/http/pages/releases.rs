//! The pages of the releases.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{first, frame, html, query};
use crate::app::{self, App, KnownRelease};
use crate::http::access::{By, ReadRules};
use crate::http::problem::Problem;
use crate::web::address::escaped;
use crate::web::releases::compare::CompareView;
use crate::web::releases::coverage::CoverageView;
use crate::web::releases::{ActLine, RELEASES, ReleaseLine, ReleaseView, Releases, ShadowView};

/// `GET /releases`
pub async fn list(
    _: By<ReadRules>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let known = app::known_releases(&app).await?;
    let frame = frame(&request);
    let comparable = comparable(&app);
    html(&Releases {
        pathway: app.pathway().to_owned(),
        lines: (known.iter())
            .map(|known| ReleaseLine::of(frame.words, known))
            .collect(),
        pair: match comparable.as_slice() {
            [now, before, ..] => Some((before.clone(), now.clone())),
            _ => None,
        },
        comparable,
        frame,
    })
}

/// The versions that can be looked into, the newest first.
fn comparable(app: &App) -> Vec<String> {
    let releases = app.releases().into_iter().rev();
    let versions = releases.map(|release| release.reference().release.clone());
    versions.collect()
}

/// `GET /releases/{version}`
pub async fn view(
    _: By<ReadRules>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let version = request.match_info().query("version");
    let known = app::known_release(&app, version).await?;
    let runs = app::shadow_runs(&app).await?;
    let frame = frame(&request);
    let words = frame.words;
    let mut own = runs.iter().filter(|run| run.candidate == known.reference);
    let shadow = own.next().map(|run| ShadowView::of(&frame, run));
    html(&ReleaseView {
        pathway: app.pathway().to_owned(),
        line: ReleaseLine::of(words, &known),
        acts: known
            .acts
            .iter()
            .map(|act| ActLine::of(words, act))
            .collect(),
        at_hand: known.form.is_some(),
        compare: before(&app, &known),
        shadow: shadow.transpose()?,
        frame,
    })
}

/// Address of the comparison with the release before; empty where there is none.
fn before(app: &App, known: &KnownRelease) -> String {
    let version = &known.reference.release;
    let mut older = comparable(app).into_iter().skip_while(|v| v != version);
    match (older.next(), older.next()) {
        (Some(now), Some(before)) => {
            let [before, now] = [before, now].map(|version| escaped(&version));
            format!("{RELEASES}/compare?from={before}&to={now}")
        }
        _ => String::new(),
    }
}

/// `GET /releases/compare?from=…&to=…`
pub async fn compare(
    _: By<ReadRules>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let asked = query(&request);
    let (from, to) = (first(&asked, "from"), first(&asked, "to"));
    let comparable = comparable(&app);
    let profile = app.config.profile.word();
    let compared = app::compare(app.into_inner(), from, to).await?;
    html(&CompareView::of(
        frame(&request),
        &compared,
        comparable,
        profile,
    ))
}

/// `GET /releases/{version}/coverage`; with `of`, what nobody in the tests of one condition is.
pub async fn coverage(
    _: By<ReadRules>,
    app: web::Data<App>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let version = request.match_info().query("version");
    let asked = query(&request);
    let (of, from) = (first(&asked, "of"), first(&asked, "from"));
    let coverage = app::coverage(&app, version).await?;
    let release = (app.pathway(), version);
    let shown = (of, from.parse().unwrap_or_default());
    let page = CoverageView::of(frame(&request), release, &coverage, shown);
    html(&page.ok_or_else(Problem::not_found)?)
}
