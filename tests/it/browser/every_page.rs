//! What holds for every page, however it is looked at.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde_json::json;

use super::axe::accessible;
use super::chrome::{Browser, DARK, FORCED, LIGHT, MAGNIFIED};
use super::site::{PAGES, Site};

#[test]
fn nothing_on_any_page_keeps_anybody_from_using_it() {
    let (site, browser) = (Site::start(), Browser::open());
    let mut found = String::new();
    for look in [LIGHT, DARK, FORCED, MAGNIFIED] {
        browser.look(look);
        for page in &PAGES {
            site.show(&browser, page);
            for line in accessible(&browser).lines() {
                writeln!(found, "{}, {}: {line}", page.name, look.name).unwrap();
            }
        }
    }
    assert!(found.is_empty(), "{found}");
}

#[test]
fn no_page_has_to_be_moved_sideways_at_400_percent() {
    const WIDER: &str = "
        const seen = innerWidth, all = document.scrollingElement.scrollWidth;
        if (all <= seen) return '';
        const out = [...document.body.querySelectorAll('*')].filter((each) => each.getBoundingClientRect().right > seen + 1);
        return all + ' of ' + seen + ' pixels: ' + out.slice(0, 5).map((each) => each.tagName + '.' + each.className + '#' + each.id).join(' ');";
    let (site, browser) = (Site::start(), Browser::open());
    browser.look(MAGNIFIED);
    let mut found = String::new();
    for page in &PAGES {
        site.show(&browser, page);
        let wider = browser.run(WIDER, &[]);
        if wider != json!("") {
            writeln!(found, "{}: {wider}", page.name).unwrap();
        }
    }
    assert!(found.is_empty(), "{found}");
}

#[test]
fn no_page_names_another_host_or_loads_anything_from_one() {
    const NAMED: &str = "
        const named = ['href', 'src', 'action', 'formaction', 'data', 'poster', 'srcset', 'hx-get', 'hx-post'].flatMap((name) =>
            [...document.querySelectorAll('[' + name + ']')].map((each) => new URL(each.getAttribute(name), document.baseURI).href));
        const loaded = performance.getEntries().map((entry) => entry.name).filter((name) => /^[a-z][a-z0-9+.-]*:/i.test(name));
        return [...named, ...loaded].filter((url) => new URL(url).origin !== location.origin);";
    let (site, browser) = (Site::start(), Browser::open());
    let mut found = String::new();
    for page in &PAGES {
        site.show(&browser, page);
        let foreign = browser.run(NAMED, &[]);
        if foreign != json!([]) {
            writeln!(found, "{}: {foreign}", page.name).unwrap();
        }
    }
    assert!(found.is_empty(), "{found}");
}

#[test]
fn a_picture_without_words_is_found() {
    let browser = Browser::open();
    browser.visit("data:text/html,<!doctype html><html lang=en><title>x</title><main><h1>x</h1><img src='data:,'></main>");
    assert!(accessible(&browser).starts_with("\"image-alt\""));
}

/// `just screenshots`
#[test]
#[ignore = "writes pictures for a person to look at"]
fn screenshots_of_every_page() {
    let (site, browser) = (Site::start(), Browser::open());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
    fs::create_dir_all(&folder).unwrap();
    for look in [LIGHT, DARK, MAGNIFIED] {
        browser.look(look);
        for language in ["en", "es"] {
            browser.keep(&site.app.address, "spinepath_language", language);
            for page in &PAGES {
                site.show(&browser, page);
                let way = look.name.replace(" %", "");
                let file = format!("{}-{language}-{way}.png", page.name);
                fs::write(folder.join(file), browser.png()).unwrap();
            }
        }
    }
    println!("{}", folder.display());
}
