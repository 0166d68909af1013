//! The engine beside other engines and a function written by hand, on the same rules and the same
//! patients, all in one run. Nothing is timed before everybody agrees.
//!
//! `cargo run --release --manifest-path benches/peers/Cargo.toml`, or `just peers`.
#![allow(clippy::unwrap_used, clippy::panic)]

mod as_cel;
mod as_zen;
mod by_hand;
mod counting;
mod known;
mod patients;
mod subset;

use std::hint::black_box;
use std::time::Instant;

use spinepath::facts::FactSet;
use spinepath::model::Profile;
use spinepath::rules::{Outcome, evaluate};
use zen_engine::EvaluationOptions;

use self::as_cel::Cel;
use self::as_zen::Zen;
use self::by_hand::{Patient, RULES};
use self::counting::allocations;
use self::subset::Subset;

/// Patients on whom all must agree, and those of them that are timed.
const AGREED: usize = 4_000;
const TIMED: usize = 200;

/// Each engine has this many rounds, in turns with the others; the median counts.
const ROUNDS: usize = 15;

const TRACED: EvaluationOptions = EvaluationOptions {
    trace: true,
    max_depth: 10,
};

const BARE: EvaluationOptions = EvaluationOptions {
    trace: false,
    max_depth: 10,
};

/// One way to decide, and the nanoseconds of a decision in each round.
struct Runner<'a> {
    name: &'static str,
    decide: Box<dyn Fn(usize) + 'a>,
    rounds: Vec<f64>,
    allocations: f64,
}

fn ours(subset: &Subset, facts: &FactSet) -> [bool; RULES.len()] {
    let evaluation = evaluate(&subset.release, Profile::Cautious, facts);
    std::array::from_fn(|rule| evaluation.outcome(rule) == Outcome::Fired)
}

fn main() {
    let subset = Subset::read();
    let all = patients::patients(&subset, AGREED);
    let (cel, zen) = (Cel::of(&subset), Zen::of(&subset));
    let hold = agree(&subset, &all, &cel, &zen);
    println!(
        "{} rules, {} definitions, {} facts, every fact known; {AGREED} random patients agree in \
         every rule, of which {hold} of {} hold",
        RULES.len(),
        subset.definitions.len(),
        subset.facts.len(),
        AGREED * RULES.len()
    );

    let facts = &all[..TIMED];
    let catalogue = subset.release.catalogue();
    let by_hand: Vec<Patient> = facts.iter().map(|f| Patient::of(catalogue, f)).collect();
    let in_cel: Vec<_> = facts.iter().map(|f| Cel::patient(&subset, f)).collect();
    let in_zen: Vec<_> = facts.iter().map(|f| Zen::patient(&subset, f)).collect();
    let open = patients::with_open_answers(&subset, facts);
    let mut runners = [
        runner("by hand, with a trace", |at| {
            black_box(by_hand::decide(black_box(&by_hand[at])));
        }),
        runner("this engine, with a trace", |at| {
            black_box(ours(&subset, black_box(&facts[at])));
        }),
        runner("this engine, a third of the answers open", |at| {
            black_box(ours(&subset, black_box(&open[at])));
        }),
        runner("the same, and what each rule waits for", |at| {
            let evaluation = evaluate(&subset.release, Profile::Cautious, black_box(&open[at]));
            evaluation.outcomes().for_each(|outcome| {
                black_box(outcome);
            });
        }),
        runner("cel, no trace", |at| {
            black_box(cel.decide(black_box(&in_cel[at])));
        }),
        runner("zen-engine, no trace", |at| {
            black_box(zen.decide(black_box(&in_zen[at]), BARE));
        }),
        runner("zen-engine, with its trace", |at| {
            black_box(zen.decide(black_box(&in_zen[at]), TRACED));
        }),
    ];
    for runner in &mut runners {
        let before = allocations();
        (0..TIMED).for_each(|at| (runner.decide)(at));
        runner.allocations = (allocations() - before) as f64 / TIMED as f64;
    }
    for _ in 0..ROUNDS {
        for runner in &mut runners {
            runner.round();
        }
    }
    let unit = runners[1].median();
    println!("\n| engine | time | beside this engine | decisions/s | allocations |");
    println!("|---|---|---|---|---|");
    for runner in &runners {
        let time = runner.median();
        println!(
            "| {} | {:.2} µs | {:.2} × | {:.0} | {:.0} |",
            runner.name,
            time / 1e3,
            time / unit,
            1e9 / time,
            runner.allocations
        );
    }
}

fn runner<'a>(name: &'static str, decide: impl Fn(usize) + 'a) -> Runner<'a> {
    Runner {
        name,
        decide: Box::new(decide),
        rounds: Vec::new(),
        allocations: 0.0,
    }
}

impl Runner<'_> {
    /// All patients, again until five milliseconds have passed.
    fn round(&mut self) {
        let (start, mut times) = (Instant::now(), 0);
        while times == 0 || start.elapsed().as_millis() < 5 {
            (0..TIMED).for_each(|at| (self.decide)(at));
            times += TIMED;
        }
        self.rounds
            .push(start.elapsed().as_nanos() as f64 / times as f64);
    }

    fn median(&self) -> f64 {
        let mut rounds = self.rounds.clone();
        rounds.sort_by(f64::total_cmp);
        rounds[rounds.len() / 2]
    }
}

/// Stops where two say something different of a patient. How many rules held in all.
fn agree(subset: &Subset, all: &[FactSet], cel: &Cel, zen: &Zen) -> usize {
    let catalogue = subset.release.catalogue();
    let mut hold = 0;
    for (at, facts) in all.iter().enumerate() {
        let by_hand = by_hand::decide(&Patient::of(catalogue, facts)).fired;
        assert_eq!(
            ours(subset, facts),
            by_hand,
            "patient {at}: this engine, by hand"
        );
        let in_cel = cel.decide(&Cel::patient(subset, facts));
        assert_eq!(in_cel, by_hand, "patient {at}: cel, by hand");
        let (in_zen, _) = zen.decide(&Zen::patient(subset, facts), BARE);
        let fired = RULES.iter().zip(by_hand).filter(|(_, fired)| *fired);
        let fired: Vec<_> = fired
            .map(|(id, _)| serde_json::json!({ "rule": id }))
            .collect();
        hold += fired.len();
        assert_eq!(
            in_zen.to_value(),
            serde_json::json!(fired),
            "patient {at}: zen, by hand"
        );
    }
    hold
}
