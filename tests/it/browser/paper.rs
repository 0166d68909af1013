//! What holds for every page that is printed.

use std::fmt::Write;

use serde_json::{Value as Json, json};

use super::chrome::{Browser, LIGHT, PAPER};
use super::site::{PAGES, Site};

/// What is wrong with a page on paper; empty where nothing is. One kind of button is content: on the
/// page of the interface the name of an operation stands in it.
const WRONG: &str = "
    const wrong = [], style = (each, part) => getComputedStyle(each, part);
    const all = (selector) => [...document.querySelectorAll(selector)];
    const shown = (each) => each.checkVisibility();
    const name = (each) => each.tagName + '.' + each.className + '#' + each.id;
    for (const each of all('nav, button:not(.opblock-summary-control), .button, .who, .skip, .foot, .review, .panel ol').filter(shown)) wrong.push('of the screen: ' + name(each));
    for (const each of all('.sources ol')) if (!shown(each)) wrong.push('folded: ' + name(each));
    const { color, backgroundColor } = style(document.body);
    if (color !== 'rgb(0, 0, 0)' || backgroundColor !== 'rgb(255, 255, 255)') wrong.push(color + ' on ' + backgroundColor);
    for (const each of all('.band, .interrupt')) if (style(each).printColorAdjust !== 'exact') wrong.push('may print white on white: ' + name(each));
    for (const each of all('tr, .q, .answers > div')) if (style(each).breakInside !== 'avoid') wrong.push('may be split: ' + name(each));
    for (const each of all('a')) for (const part of ['::before', '::after']) if (style(each, part).content !== 'none') wrong.push('more than its text: ' + name(each));
    const banner = document.querySelector('.banner');
    if (banner) {
        const first = [...document.body.children].find(shown);
        if (first !== banner || style(banner).position !== 'static') wrong.push('before the patient: ' + name(first));
    }
    return wrong.slice(0, 5).join('; ');";

#[test]
fn every_page_prints_its_content_alone_with_the_patient_on_top_and_nothing_split() {
    let (site, browser) = (Site::start(), Browser::open());
    let mut found = String::new();
    browser.look(PAPER);
    for page in &PAGES {
        site.show(&browser, page);
        let wrong = browser.run(WRONG, &[]);
        if wrong != json!("") {
            writeln!(found, "{}: {wrong}", page.name).unwrap();
        }
    }
    assert!(found.is_empty(), "{found}");
    // What is looked for is found on a screen.
    browser.look(LIGHT);
    let case = PAGES.iter().find(|page| page.name == "case").unwrap();
    site.show(&browser, case);
    assert!(
        browser
            .run(WRONG, &[])
            .as_str()
            .unwrap()
            .contains("of the screen")
    );
}

/// The fill and the ink of each band, from the most urgent on.
const BANDS: &str = "
    return ['emergency', 'same_day', 'two_weeks', 'routine', 'conservative'].map((urgency) => {
        const band = document.body.appendChild(document.createElement('span'));
        band.className = 'band ' + urgency;
        const { backgroundColor, color } = getComputedStyle(band);
        return [backgroundColor, color].map((ink) => ink.match(/[0-9]+/g).slice(0, 3).map(Number));
    });";

/// Relative luminance of a color (WCAG 2.2), 0 to 1: how light it is in grey.
fn luminance(color: &Json) -> f64 {
    let part = |at: usize| {
        let part = color[at].as_f64().unwrap() / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(0) + 0.7152 * part(1) + 0.0722 * part(2)
}

#[test]
fn in_grey_the_bands_are_in_their_order_and_their_words_can_be_read() {
    let (site, browser) = (Site::start(), Browser::open());
    browser.look(PAPER);
    site.show(&browser, &PAGES[0]);
    let bands = browser.run(BANDS, &[]);
    let bands = bands.as_array().unwrap();
    assert_eq!(bands.len(), 5);
    let mut darker = -1.0;
    for band in bands {
        let (fill, ink) = (luminance(&band[0]), luminance(&band[1]));
        assert!(fill > darker + 0.05, "{band} after a fill of {darker}");
        let contrast = (fill.max(ink) + 0.05) / (fill.min(ink) + 0.05);
        assert!(contrast >= 4.5, "{band}: {contrast}");
        darker = fill;
    }
}
