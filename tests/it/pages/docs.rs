//! The page of the interface for programs, as a browser without a script meets it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::{Reader, between};
use crate::support::app::{Answer, TestApp};

/// What every other answer says a page may load.
const STRICT: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

fn reader<'a>(app: &'a TestApp, language: &'static str) -> Reader<'a> {
    Reader {
        app,
        role: "rule_author",
        language,
    }
}

fn policy(answer: &Answer) -> &str {
    answer.header("content-security-policy")
}

/// The values of an attribute, in the order of the page.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let named = page.split(attribute).skip(1);
    named.map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn the_page_of_the_interface_is_small_and_leads_to_the_file_without_a_script() {
    let app = TestApp::start();
    for (language, title, no_script) in [
        ("en", "Interface for programs", "needs JavaScript"),
        ("es", "Interfaz para programas", "necesita JavaScript"),
    ] {
        let page = reader(&app, language).get("/docs");
        assert_eq!(page.status, 200);
        assert!(page.body.len() < 4 * 1024, "{} bytes", page.body.len());
        let main = between(page.text(), "<main", "</main>");
        assert_eq!(page.text().matches("<h1").count(), 1);
        assert_eq!(between(main, "<h1>", "</h1>"), title);
        assert!(between(main, "<noscript>", "</noscript>").contains(no_script));
        let (before, after) = main.split_once("<noscript>").unwrap();
        assert!(before.contains("href=\"/api/v1/openapi.json\""), "{before}");
        assert!(after.contains("data-document=\"/api/v1/openapi.json\""));
        for inline in [" style=", "<style", "<script>", " onclick="] {
            assert!(!page.text().contains(inline), "{inline}");
        }
    }
    let system = reader(&app, "en").get("/system");
    assert!(between(system.text(), "<main", "</main>").contains("href=\"/docs\""));
}

#[test]
fn everything_the_page_of_the_interface_loads_is_served_and_scripts_are_held_to_their_digest() {
    let app = TestApp::start();
    let page = reader(&app, "en").get("/docs");
    let files: Vec<&str> = [
        values(page.text(), "href=\""),
        values(page.text(), "src=\""),
    ]
    .concat()
    .into_iter()
    .filter(|address| address.starts_with("/static/"))
    .collect();
    assert_eq!(files.len(), 7, "{files:?}");
    for address in &files {
        let file = app.get(address);
        assert_eq!(file.status, 200, "{address}");
        assert!(!file.body.is_empty(), "{address}");
        assert!(file.header("cache-control").contains("immutable"));
    }
    let scripts: Vec<&str> = page.text().split("<script ").skip(1).collect();
    assert_eq!(scripts.len(), 2);
    for script in scripts {
        let file = app.get(between(script, "src=\"", "\""));
        let digest = STANDARD.encode(Sha256::digest(&file.body));
        let integrity = between(script, "integrity=\"", "\"");
        assert_eq!(integrity, format!("sha256-{digest}"));
    }
    let license = files.iter().find(|address| address.contains("LICENSE?"));
    let license = app.get(license.unwrap());
    assert!(license.text().contains("SmartBear Software"));
    assert!(license.text().contains("Apache License"));
    for path in ["/", "/cases", "/left", "/rules", "/system"] {
        let other = reader(&app, "en").get(path);
        assert_eq!(other.status, 200, "{path}");
        assert!(!other.text().contains("swagger"), "{path}");
    }
}

#[test]
fn only_the_page_of_the_interface_may_show_pictures_that_its_style_holds() {
    let app = TestApp::start();
    let docs = reader(&app, "en").get("/docs");
    let with_icons = STRICT.replace("img-src 'self'", "img-src 'self' data:");
    assert_ne!(with_icons, STRICT);
    assert_eq!(policy(&docs), with_icons);
    for path in [
        "/",
        "/cases",
        "/left",
        "/intakes/new",
        "/rules",
        "/rules/hot_knee",
        "/releases",
        "/system",
        "/docs/",
        "/docs/nothing",
        "/static/docs.js",
        "/static/swagger-ui.css",
        "/api/v1/openapi.json",
        "/health/live",
    ] {
        let answer = reader(&app, "en").get(path);
        assert_eq!(policy(&answer), STRICT, "{path}");
    }
}

#[test]
fn what_is_ours_on_the_page_of_the_interface_names_no_other_host() {
    for text in [
        include_str!("../../../src/web/assets/docs.js"),
        include_str!("../../../src/web/assets/docs.css"),
        include_str!("../../../src/web/templates/docs.html"),
    ] {
        for host in ["http:", "https:", "\"//", "'//", "url(", "@import"] {
            assert!(!text.contains(host), "`{host}` in {text}");
        }
    }
    let script = include_str!("../../../src/web/assets/docs.js");
    assert!(script.contains("validatorUrl: null"));
}
