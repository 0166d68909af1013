//! `spinepath rules diff`.

use serde_json::json;

use super::desk::Desk;
use super::output::{library_failed, print_json};
use super::prove::said;
use super::{Exit, Format, Shared};
use crate::clock;
use crate::proof::{Moved, diff};

/// Compares the release of the desk with another: what was written otherwise, and who is moved.
pub(super) fn run(desk: &Desk, to: &str, shared: &Shared) -> Result<Exit, Exit> {
    let today = clock::today();
    let to = desk
        .library
        .release(to, today)
        .map_err(|error| library_failed(&error))?;
    let mut found = diff(&desk.release, &to, desk.form()?, today).map_err(|faults| {
        faults.iter().for_each(|fault| eprintln!("{fault}"));
        Exit::WrongUse
    })?;
    found.moved.retain(|moved| {
        shared
            .profile
            .is_none_or(|profile| profile == moved.profile)
    });
    match shared.format {
        Format::Json => print_json(&json!(found)),
        Format::Human => {
            say!(
                "{} {} to {}",
                found.from.name,
                found.from.release,
                found.to.release
            );
            found.text.iter().for_each(|line| say!("  {line}"));
            if found.text.is_empty() {
                say!("  nothing is written otherwise in values, definitions and rules");
            }
            if found.moved.is_empty() {
                say!("proved: no acceptable form gets another urgency");
            }
            found.moved.iter().for_each(print);
        }
    }
    let lowered = found.moved.iter().any(|moved| moved.to < moved.from);
    Ok(if lowered { Exit::Findings } else { Exit::Fine })
}

fn print(moved: &Moved) {
    let way = if moved.to < moved.from {
        "LOWERED"
    } else {
        "raised"
    };
    let bound = if moved.could_become > moved.to {
        format!(" (could become {})", moved.could_become.band())
    } else {
        String::new()
    };
    say!(
        "{way} under `{}`: {} becomes {}{}, by `{}` ({})",
        moved.profile,
        moved.from.band(),
        moved.to.band(),
        bound,
        moved.rule,
        moved.title
    );
    say!("    a patient: {}", said(&moved.patient));
}
