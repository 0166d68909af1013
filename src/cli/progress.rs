//! What is under way, on a terminal as a spinner and elsewhere as plain lines.

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
