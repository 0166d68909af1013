//! Writes every sample to `target/tmp/report`, to be looked at.

use std::{fs, path::Path};

use super::samples::{Printed, printed};

#[test]
fn every_sample_can_be_set_on_both_papers() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report");
    fs::create_dir_all(&folder).unwrap();
    for Printed {
        sample, paper, pdf, ..
    } in printed()
    {
        let file = folder.join(format!("{}-{paper:?}.pdf", sample.name));
        fs::write(file, &pdf.bytes).unwrap();
    }
}
