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

use spinepath::decision::decide;
use spinepath::facts::FactSet;
use spinepath::model::Profile;
use spinepath::rules::{Outcome, evaluate};
use zen_engine::EvaluationOptions;

use self::as_cel::Cel;
use self::as_zen::Zen;
use self::by_hand::{Patient, RULES};
use self::counting::allocations;
use self::subset::Subset;

/// Patients on whom all must agree, and those of them that are timed: so few that the cache of a core
/// holds them in every engine.
const AGREED: usize = 4_000;
const TIMED: usize = 24;

/// Each engine has this many rounds, in turns with the others. The fastest counts: what else runs on
/// the machine can only add to it.
const ROUNDS: usize = 60;

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
    let (fired, held) = agree(&subset, &all, &cel, &zen);
    println!(
        "{} rules, {} definitions, {} facts, every fact known; all agree on {AGREED} random patients \
         in every rule: {fired} of {} hold, and {held} of {} definitions",
        RULES.len(),
        subset.definitions.len(),
        subset.facts.len(),
        AGREED * RULES.len(),
        AGREED * subset.definitions.len(),
    );

    let facts = &all[..TIMED];
    let catalogue = subset.release.catalogue();
    let by_hand: Vec<Patient> = facts.iter().map(|f| Patient::of(catalogue, f)).collect();
    let in_cel: Vec<_> = facts.iter().map(|f| Cel::patient(&subset, f)).collect();
    let in_zen: Vec<_> = facts.iter().map(|f| Zen::patient(&subset, f)).collect();
    let open = patients::with_open_answers(&subset, facts);
    let (release, form) = subset::whole();
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
        runner("this engine, every rule of the release, one form", |_| {
            let evaluation = evaluate(&release, Profile::Cautious, black_box(&form));
            for rule in 0..release.rules().len() {
                black_box(evaluation.outcome(rule));
            }
        }),
        runner("the same, decided: document and digests", |_| {
            black_box(decide(black_box(&form), &release, Profile::Cautious));
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
    let unit = runners[1].fastest();
    println!("\n| engine | time | beside this engine | decisions/s | allocations |");
    println!("|---|---|---|---|---|");
    for runner in &runners {
        let time = runner.fastest();
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
    /// All patients, again until two milliseconds have passed.
    fn round(&mut self) {
        let (start, mut times) = (Instant::now(), 0);
        while times == 0 || start.elapsed().as_millis() < 2 {
            (0..TIMED).for_each(|at| (self.decide)(at));
            times += TIMED;
        }
        self.rounds
            .push(start.elapsed().as_nanos() as f64 / times as f64);
    }

    fn fastest(&self) -> f64 {
        self.rounds.iter().copied().fold(f64::INFINITY, f64::min)
    }
}

/// Stops where two say something different of a patient. How many rules and definitions held.
fn agree(subset: &Subset, all: &[FactSet], cel: &Cel, zen: &Zen) -> (usize, usize) {
    let catalogue = subset.release.catalogue();
    let (mut rules, mut definitions) = (0, 0);
    for (at, facts) in all.iter().enumerate() {
        let trace = by_hand::decide(&Patient::of(catalogue, facts));
        definitions += trace.held.iter().filter(|held| **held).count();
        let by_hand = trace.fired;
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
        rules += fired.len();
        assert_eq!(
            in_zen.to_value(),
            serde_json::json!(fired),
            "patient {at}: zen, by hand"
        );
    }
    (rules, definitions)
}
