//! The tables of the page: bands, status, and counts by rule and by request.

use super::ImpactView;
use super::flow::hex;
use super::html::Html;
use super::words::{Words, list_name};
use crate::decision::Table;
use crate::model::Urgency;
use crate::report::band::colors;

/// A band as a word on its color.
pub(super) fn chip(html: &mut Html, urgency: Urgency) {
    let (fill, ink) = colors(urgency);
    let style = format!("background:{};color:{}", hex(fill), hex(ink));
    html.with(
        "span",
        &[("class", "chip"), ("style", &style)],
        urgency.band(),
    );
}

pub(super) fn band_table(html: &mut Html, caption: &str, table: &Table) {
    let downwards = || Urgency::ALL.iter().rev().copied();
    html.open("table", &[("class", "bands")]);
    html.with("caption", &[], caption);
    html.open("thead", &[]).open("tr", &[]).with("th", &[], "");
    for to in downwards() {
        html.open("th", &[("class", "n"), ("scope", "col")]);
        chip(html, to);
        html.close();
    }
    html.with("th", &[("class", "n"), ("scope", "col")], "all before")
        .close()
        .close();
    html.open("tbody", &[]);
    for from in downwards() {
        let row = table.get(from as usize).copied().unwrap_or_default();
        html.open("tr", &[]).open("th", &[("scope", "row")]);
        chip(html, from);
        html.close();
        for to in downwards() {
            let count = row.get(to as usize).copied().unwrap_or_default();
            cell(html, from.cmp(&to), count);
        }
        html.with("td", &[("class", "n")], row.iter().sum::<u64>())
            .close();
    }
    html.open("tr", &[])
        .with("th", &[("scope", "row")], "all now");
    for to in downwards() {
        let now: u64 = table.iter().filter_map(|row| row.get(to as usize)).sum();
        html.with("td", &[("class", "n")], now);
    }
    html.with("td", &[("class", "n")], table.iter().flatten().sum::<u64>());
    html.close().close().close();
}

/// A number with the sign of its direction, so that it reads without color.
fn cell(html: &mut Html, before_beside_now: std::cmp::Ordering, count: u64) {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let (class, text) = match before_beside_now {
        _ if count == 0 => ("n none", "0".to_owned()),
        Greater => ("n lowered", format!("▼ {count}")),
        Equal => ("n stays", count.to_string()),
        Less => ("n raised", format!("▲ {count}")),
    };
    html.with("td", &[("class", class)], text);
}

pub(super) fn settled_table(html: &mut Html, settled: &[[u64; 2]; 2]) {
    let number = [("class", "n")];
    html.open("table", &[])
        .with("caption", &[], "Status: before in rows, now in columns");
    html.open("tr", &[])
        .with("th", &[], "")
        .with("th", &number, "provisional");
    html.with("th", &number, "final").close();
    for (name, row) in ["provisional", "final"].iter().zip(settled) {
        html.open("tr", &[]).with("th", &[("scope", "row")], name);
        row.iter()
            .for_each(|count| _ = html.with("td", &number, count));
        html.close();
    }
    html.close();
}

pub(super) fn rules(html: &mut Html, view: &ImpactView<'_>, words: &Words<'_>) {
    html.with("h2", &[], "Counts by rule");
    let rows = view.impact.rules.iter().map(|(id, counts)| {
        let text = format!("{} [{id}]", words.title(id));
        let counts = vec![counts.gone, counts.new, counts.moved, counts.lowered];
        (vec![text], counts)
    });
    let numbers = ["went", "came", "other urgency", "of these lowered"];
    counted(html, &["Rule"], &numbers, rows.collect());
}

pub(super) fn items(html: &mut Html, view: &ImpactView<'_>, words: &Words<'_>) {
    html.with("h2", &[], "Counts by request");
    let rows = view.impact.items.iter().map(|(item, counts)| {
        let texts = vec![list_name(item.list).to_owned(), words.item(item)];
        (texts, vec![counts.gone, counts.new, counts.lowered])
    });
    let numbers = ["went", "came", "of these lowered"];
    counted(html, &["List", "What"], &numbers, rows.collect());
}

fn counted(html: &mut Html, names: &[&str], numbers: &[&str], rows: Vec<(Vec<String>, Vec<u64>)>) {
    if rows.is_empty() {
        html.with("p", &[], "None.");
        return;
    }
    let number = [("class", "n")];
    html.open("table", &[]).open("thead", &[]).open("tr", &[]);
    names.iter().for_each(|name| _ = html.with("th", &[], name));
    numbers
        .iter()
        .for_each(|name| _ = html.with("th", &number, name));
    html.close().close().open("tbody", &[]);
    for (texts, counts) in rows {
        html.open("tr", &[]);
        texts.iter().for_each(|text| _ = html.with("td", &[], text));
        counts
            .iter()
            .for_each(|count| _ = html.with("td", &number, count));
        html.close();
    }
    html.close().close();
}
