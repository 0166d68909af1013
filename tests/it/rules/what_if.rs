//! temp
use super::cases::cases;
use super::patients::{CURRENT, release};
use spinepath::app::{Library, preview};
use spinepath::decision::what_if;
use spinepath::model::Profile;
use std::time::Instant;

#[test]
fn stats() {
    let library = Library::embedded().unwrap();
    let release = release(CURRENT);
    let only = std::env::var("CASE").ok();
    for (name, case) in &cases() {
        if only.as_ref().is_some_and(|o| !name.contains(o.as_str())) {
            continue;
        }
        let bytes = case.envelope(&release).to_string().into_bytes();
        let p = preview(&library, &release, Profile::Cautious, case.as_of, &bytes).unwrap();
        let t = Instant::now();
        let d = spinepath::decision::decide(&p.facts, &release, Profile::Cautious);
        let td = t.elapsed();
        let t = Instant::now();
        let w = what_if(&p.facts, &release, Profile::Cautious);
        let tw = t.elapsed();
        println!(
            "STAT {name} {} {:?} decide {td:?} whatif {tw:?} raise {:?}x{}+{} {} lower {:?}x{}+{} {} near {} next {:?}",
            d.urgency,
            d.status,
            w.raise.questions,
            w.raise.sets.len(),
            w.raise.more,
            w.raise.complete,
            w.lower.questions,
            w.lower.sets.len(),
            w.lower.more,
            w.lower.complete,
            w.near_misses.len(),
            w.next
                .iter()
                .map(|n| (n.fact.clone(), n.alone))
                .collect::<Vec<_>>()
        );
        if only.is_some() {
            println!("{}", serde_json::to_string_pretty(&w).unwrap());
        }
    }
}
