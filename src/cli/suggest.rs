//! `spinepath rules cover --suggest`.

use std::path::Path;

use super::Exit;
use super::desk::Desk;
use super::progress::bar;
use crate::app::Suggester;
use crate::facts::FactSet;
use crate::rules::Cover;

/// Writes a case file for each gap for which a patient is found, and says how many there are; on
/// standard error, so that what is printed of the coverage stays one document.
pub(super) fn suggest(
    desk: &Desk,
    cover: &mut Cover<'_>,
    patients: Vec<&FactSet>,
    folder: &Path,
) -> Result<(), Exit> {
    let failed = |error: std::io::Error| {
        eprintln!("cannot write to `{}`: {error}", folder.display());
        Exit::WrongUse
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let clear = desk.release.clear_adult().map_err(|faults| {
        eprintln!("baseline.yaml: {}", faults.join("; "));
        Exit::Findings
    })?;
    let suggester = Suggester::new(&desk.library, &desk.release, &clear, patients);
    let gaps = cover.gaps();
    let bar = bar(gaps.len(), "gaps");
    let mut files = 0usize;
    for &gap in &gaps {
        // A patient found for another gap may have closed this one.
        if cover.is_open(gap)
            && let Some(suggestion) = suggester.suggest(cover, gap)
        {
            let file = folder.join(format!("{}.yaml", suggestion.name));
            std::fs::write(file, suggestion.text).map_err(failed)?;
            files += 1;
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let left = gaps.iter().filter(|gap| cover.is_open(**gap)).count();
    eprintln!(
        "{} gaps closed by {files} patients in {}, {left} not closed",
        gaps.len() - left,
        folder.display()
    );
    Ok(())
}
