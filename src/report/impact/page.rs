//! The page of a comparison, from the most dangerous to the harmless.

use super::flow::flow;
use super::html::Html;
use super::tables::{band_table, chip, items, rules, settled_table};
use super::words::{Words, list_name};
use super::{Group, ImpactView, groups};
use crate::decision::{Difference, Direction, Disposition, Moved, Rung, Step};
use crate::model::Urgency;
use crate::rules::CheckedRelease;

const SHEET: &str = include_str!("impact.css");

/// How many groups of a kind are shown where nobody is lowered; the document has all.
const SHOWN: usize = 100;

/// The page, with the digest of its document.
pub(super) fn page(view: &ImpactView<'_>, digest: &str) -> String {
    let words = Words::of(view.from, view.to);
    let (from, to) = (view.from.reference(), view.to.reference());
    let title = format!(
        "{}: {} and {} compared",
        view.to.title(),
        from.release,
        to.release
    );
    let mut html = Html::new();
    html.open("html", &[("lang", "en")]).open("head", &[]);
    html.empty("meta", &[("charset", "utf-8")]);
    html.empty(
        "meta",
        &[
            ("name", "viewport"),
            ("content", "width=device-width, initial-scale=1"),
        ],
    );
    html.with("title", &[], &title).style(SHEET).close();
    html.open("body", &[]).with("h1", &[], &title);
    verdict(&mut html, view);
    facts(&mut html, view, digest);
    html.with("h2", &[], "Who moved where");
    html.with("p", &[], "Each stream is a share of the patients, the most urgent band on top. Striped streams are lowered, dark ones raised, light ones stay. No stream is thinner than a line, so that one patient is seen.");
    flow(&mut html, &view.impact.urgency);
    band_table(
        &mut html,
        "Urgency: before in rows, now in columns",
        &view.impact.urgency,
    );
    band_table(
        &mut html,
        "What open answers could reach: before in rows, now in columns",
        &view.impact.could_become,
    );
    settled_table(&mut html, &view.impact.settled);
    let groups = groups(view.impact);
    for direction in Direction::ALL {
        section(&mut html, view, &words, direction, &groups);
    }
    rules(&mut html, view, &words);
    items(&mut html, view, &words);
    left_out(&mut html, view);
    html.open("footer", &[]);
    html.with("p", &[], "Compared is what happens to the patient: urgency, bound, status, requests, times, and which rules speak. Wording is not. Sentences of rules stand here without the answers that belong in them.");
    html.open("p", &[])
        .text("Digest of this comparison: ")
        .with("code", &[], digest);
    html.done()
}

fn verdict(html: &mut Html, view: &ImpactView<'_>) {
    let impact = view.impact;
    let count = |direction| impact.count(direction);
    let (lowered, bound) = (count(Direction::Lowered), count(Direction::BoundLowered));
    if impact.lowers() {
        let text = format!(
            "{lowered} of {} patients are less urgent, {bound} more could become less: read each group below before this release is used.",
            impact.patients
        );
        html.with("div", &[("class", "verdict bad")], text);
    } else {
        let text = format!(
            "Nobody of {} patients is treated as less urgent.",
            impact.patients
        );
        html.with("div", &[("class", "verdict")], text);
    }
    html.with(
        "p",
        &[],
        format_args!(
            "{} are more urgent or could become so, {} get other requests at the same urgency, {} get the same.",
            count(Direction::Raised),
            count(Direction::Changed),
            count(Direction::Same)
        ),
    );
}

fn facts(html: &mut Html, view: &ImpactView<'_>, digest: &str) {
    html.open("dl", &[]);
    let mut line = |name: &str, text: &str| {
        html.with("dt", &[], name).with("dd", &[], text);
    };
    line("Before", &release(view.from));
    line("Now", &release(view.to));
    line("Profile", view.profile.word());
    line("Patients", &view.patients);
    line("To see one", &view.look);
    line("Digest", digest);
    html.close();
    let (one, other) = (view.from.catalogue(), view.to.catalogue());
    if one.version() != other.version() {
        let missing = |a: &crate::facts::Catalogue, b: &crate::facts::Catalogue| {
            a.facts()
                .iter()
                .filter(|fact| b.find(&fact.name).is_none())
                .count()
        };
        html.with(
            "p",
            &[],
            format_args!(
                "The two read different versions of the form. {} questions of {} are not in {}, and {} of {} are not in {}: each release decided on the answers it reads, and what it reads and nobody asked was not asked.",
                missing(other, one), other.version(), one.version(), missing(one, other), one.version(), other.version()
            ),
        );
    }
}

fn release(release: &CheckedRelease) -> String {
    let (reference, form) = (release.reference(), release.catalogue());
    format!(
        "{} {}, reads form {} {}, {}",
        reference.name,
        reference.release,
        form.form(),
        form.version(),
        reference.digest
    )
}

fn section(
    html: &mut Html,
    view: &ImpactView<'_>,
    words: &Words<'_>,
    direction: Direction,
    groups: &[Group<'_>],
) {
    let heading = match direction {
        Direction::Lowered => "Less urgent",
        Direction::BoundLowered => "Could become less than before",
        Direction::Raised => "More urgent, or could become so",
        Direction::Changed => "Other requests at the same urgency",
        Direction::Same => return,
    };
    let mut groups: Vec<&Group<'_>> = groups
        .iter()
        .filter(|(difference, _)| difference.direction == direction)
        .collect();
    html.with(
        "h2",
        &[],
        format_args!(
            "{heading}: {} of {}",
            view.impact.count(direction),
            view.impact.patients
        ),
    );
    if groups.is_empty() {
        html.with("p", &[], "None.");
    }
    let all = groups.len();
    if !direction.lowers() && all > SHOWN {
        groups.sort_by_key(|(_, patients)| std::cmp::Reverse(patients.len()));
        groups.truncate(SHOWN);
        html.with("p", &[], format_args!("The {SHOWN} largest of {all} groups; the document beside this page has all of them."));
    }
    for (difference, patients) in groups {
        group(html, words, difference, patients);
    }
}

fn group(html: &mut Html, words: &Words<'_>, difference: &Difference, patients: &[String]) {
    let class = if difference.direction.lowers() {
        "group lowered"
    } else {
        "group"
    };
    html.open("div", &[("class", class)]).open("h3", &[]);
    rung(html, difference.from);
    html.text(" → ");
    rung(html, difference.to);
    let noun = if patients.len() == 1 {
        "patient"
    } else {
        "patients"
    };
    html.text(format_args!(" · {} {noun}", patients.len()))
        .close();
    html.open("ul", &[]);
    rule_lines(html, words, difference);
    for (class, items) in [("gone", &difference.gone), ("new", &difference.new)] {
        // Items of one list stand together: they are sorted by it.
        for of_list in items.chunk_by(|one, other| one.list == other.list) {
            let texts: Vec<String> = of_list.iter().map(|item| words.item(item)).collect();
            let list = of_list.first().map_or("", |item| list_name(item.list));
            line(html, class, list, &texts.join("; "));
        }
    }
    let days = |days: Option<u32>| days.map_or("not set".to_owned(), |days| format!("{days} days"));
    let mut step = |what: &str, text: Option<String>| {
        if let Some(text) = text {
            html.with("li", &[], format_args!("{what}: {text}"));
        }
    };
    let arrow = |step: &Step<Option<u32>>| format!("{} → {}", days(step.from), days(step.to));
    step("due", difference.due_in_days.as_ref().map(arrow));
    step("review", difference.review_in_days.as_ref().map(arrow));
    let done =
        |step: &Step<Disposition>| format!("{} → {}", disposition(step.from), disposition(step.to));
    step("what to do", difference.disposition.as_ref().map(done));
    html.close();
    html.open("p", &[("class", "ids")])
        .text(format_args!("{noun}: {}", patients.join(", ")))
        .close();
    html.close();
}

fn rule_lines(html: &mut Html, words: &Words<'_>, difference: &Difference) {
    let said = |rule: &str| format!("{} [{rule}]", words.sentence(rule));
    for rule in &difference.rules_gone {
        line(html, "gone", "rule", &said(rule));
    }
    for rule in &difference.rules_new {
        line(html, "new", "rule", &said(rule));
    }
    let word = |urgency: Option<Urgency>| urgency.map_or("no urgency", Urgency::band);
    for Moved { rule, urgency } in &difference.rules_moved {
        let arrow = format!("{} → {}", word(urgency.from), word(urgency.to));
        line(html, "moved", "rule", &format!("{arrow}: {}", said(rule)));
    }
}

fn line(html: &mut Html, class: &str, what: &str, text: &str) {
    html.open("li", &[("class", class)])
        .with("b", &[], what)
        .text(" ")
        .text(text)
        .close();
}

fn rung(html: &mut Html, rung: Rung) {
    chip(html, rung.urgency);
    if !rung.settled {
        html.text(format_args!(
            " provisional, could become {}",
            rung.could_become.band()
        ));
    }
}

const fn disposition(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::ConservativeCare => "conservative care",
        Disposition::Imaging => "imaging",
        Disposition::Referral => "referral",
    }
}

fn left_out(html: &mut Html, view: &ImpactView<'_>) {
    if view.left_out.is_empty() {
        return;
    }
    html.with(
        "h2",
        &[],
        format_args!("Not compared: {} cases", view.left_out.len()),
    );
    html.open("ul", &[]);
    for (case, because) in &view.left_out {
        html.open("li", &[])
            .with("code", &[], case)
            .text(format_args!(": {because}"))
            .close();
    }
    html.close();
}
