//! The start page: what this is, and the cases, most urgent first. Works without a script.

use actix_web::{HttpRequest, HttpResponse, web};

use super::problem::{Fixer, Kind, Problem};
use super::wire::{case_link, handout_link, summary_link};
use crate::app::{self, App, CaseSummary};
use crate::decision::{Status, band};
use crate::report::handout;

/// Cases on the start page.
const SHOWN: u16 = 50;

const STYLE: &str = include_str!("style.css");

/// `GET /style.css`
pub async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(("Cache-Control", "max-age=3600"))
        .content_type("text/css; charset=utf-8")
        .body(STYLE)
}

/// `GET /`
pub async fn index(app: web::Data<App>) -> Result<HttpResponse, Problem> {
    let page = app::list_cases(&app, None, SHOWN).await?;
    let note = match app.deciding_as_last_known().await {
        Ok(release) => {
            let (release, profile) = (release.reference(), app.config.profile);
            format!(
                "Rules {} {}, profile {profile}.",
                release.name, release.release
            )
        }
        // The cases can be read all the same.
        Err(error) => format!("No form is decided now: {error}"),
    };
    let rows: String = page.cases.iter().map(row).collect();
    let more = if page.next.is_some() {
        "<p>There are more: <a href=\"/api/v1/cases\">the whole list as JSON</a>.</p>"
    } else {
        ""
    };
    let table = if page.cases.is_empty() {
        "<p>No case yet. Post a filled form to <code>/api/v1/intakes</code>.</p>".to_owned()
    } else {
        format!(
            "<table><thead><tr><th scope=\"col\">Urgency</th><th scope=\"col\">Patient</th><th scope=\"col\">Number</th>\
             <th scope=\"col\">Assessed</th><th scope=\"col\">Case</th></tr></thead><tbody>{rows}</tbody></table>{more}"
        )
    };
    let body = format!(
        "<p>Spinepath turns a filled intake form for back and paraspinal pain into a recommendation: conservative \
         care, imaging or referral, with its urgency, its reasons and what is still unknown. It supports clinicians; \
         it never diagnoses.</p><h2>Cases, most urgent first</h2>{table}<p class=\"note\">{}</p>",
        escaped(&note),
    );
    Ok(html("Spinepath", &body))
}

fn row(line: &CaseSummary) -> String {
    let provisional = match line.status {
        Status::Final => String::new(),
        Status::Provisional => format!(
            "<br><small>provisional: could become {}</small>",
            line.could_become.band()
        ),
    };
    let handout = if handout::refused(line.urgency, line.could_become, line.status) {
        String::new()
    } else {
        format!(
            "<a href=\"{}\">Handout (PDF)</a> ",
            handout_link(line.case_id)
        )
    };
    format!(
        "<tr><td><strong class=\"band {}\">{}</strong>{provisional}</td><td>{}, {}</td><td>{}</td><td>{}</td>\
         <td><a href=\"{}\">Summary (PDF)</a> {handout}<a href=\"{}\">JSON</a></td></tr>",
        line.urgency.word(),
        band(line.urgency, line.status),
        escaped(line.family.reveal()),
        escaped(line.given.reveal()),
        escaped(line.identifier.reveal()),
        line.as_of,
        summary_link(line.case_id),
        case_link(line.case_id),
    )
}

/// `GET /problems/{code}`: what the `type` of a problem points to.
pub async fn problem(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let code = request.match_info().query("code");
    let kind = Kind::ALL
        .iter()
        .find(|kind| kind.code == code)
        .ok_or_else(Problem::not_found)?;
    let fixer = match kind.fixer {
        Fixer::Integrator => "The author of the sending program can fix this.",
        Fixer::Assistant => "The person who filled the form can fix this.",
        Fixer::Clinician => "A clinician has to act: the detail of the answer says how.",
        Fixer::Waiting => "Send the same request again a little later.",
        Fixer::Operator => "The person who runs the service can fix this.",
    };
    let body = format!(
        "<p>Code <code>{}</code>, status {}: {}. {fixer}</p>",
        kind.code, kind.status, kind.title
    );
    Ok(html(kind.title, &body))
}

fn html(title: &str, body: &str) -> HttpResponse {
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><link rel=\"stylesheet\" href=\"/style.css\"></head>\
         <body><main><h1>{title}</h1>{body}</main></body></html>"
    ))
}

/// Text as it may stand in a page.
fn escaped(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut page, character| {
            match character {
                '&' => page.push_str("&amp;"),
                '<' => page.push_str("&lt;"),
                '>' => page.push_str("&gt;"),
                '"' => page.push_str("&quot;"),
                '\'' => page.push_str("&#39;"),
                other => page.push(other),
            }
            page
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_become_markup() {
        assert_eq!(
            escaped("<b a=\"1\">O'Neil & co"),
            "&lt;b a=&quot;1&quot;&gt;O&#39;Neil &amp; co"
        );
    }
}
