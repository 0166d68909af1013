//! What is under way, on a terminal as a spinner and elsewhere as plain lines.

use std::cell::Cell;
use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Steps that are told on standard error.
pub(super) struct Progress(Option<ProgressBar>);

impl Progress {
    pub fn new() -> Progress {
        if !std::io::stderr().is_terminal() {
            return Progress(None);
        }
        let spinner = ProgressBar::new_spinner();
        spinner.enable_steady_tick(Duration::from_millis(100));
        Progress(Some(spinner))
    }

    /// The next step began.
    pub fn step(&self, text: &str) {
        match &self.0 {
            Some(spinner) => spinner.set_message(text.to_owned()),
            None => eprintln!("{text}"),
        }
    }

    /// All steps are done.
    pub fn done(&self) {
        if let Some(spinner) = &self.0 {
            spinner.finish_and_clear();
        }
    }
}

/// A bar for so many steps of one kind, on a terminal alone; `inc` moves it.
pub(super) fn bar(steps: usize, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(steps as u64).with_message(what);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos} of {len}, {eta} left") {
        bar.set_style(style);
    }
    bar
}

/// How many of a known number are done: a bar on a terminal, elsewhere a line at each tenth.
pub(super) struct Counter {
    bar: Option<ProgressBar>,
    what: &'static str,
    total: u64,
    told: Cell<u64>,
}

impl Counter {
    pub fn new(what: &'static str, total: u64) -> Counter {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(total);
            let style = ProgressStyle::with_template("{wide_bar} {pos} of {len} {msg}, {eta} left");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_message(what);
            bar
        });
        Counter {
            bar,
            what,
            total,
            told: Cell::new(0),
        }
    }

    /// So many are done.
    pub fn at(&self, done: u64) {
        let tenth = done
            .saturating_mul(10)
            .checked_div(self.total)
            .unwrap_or(10);
        match &self.bar {
            Some(bar) => bar.set_position(done),
            None if tenth > self.told.get() => {
                self.told.set(tenth);
                eprintln!("{done} of {} {}", self.total, self.what);
            }
            None => {}
        }
    }

    /// All are done.
    pub fn done(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
