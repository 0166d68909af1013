//! Gates over a SAT solver: every gate is made once, and means exactly its inputs in every model.

use std::collections::BTreeMap;
use std::rc::Rc;

pub(super) use batsat::Lit;
use batsat::{Callbacks, ClauseKind, Solver, SolverInterface, SolverOpts, lbool};

use super::log::Log;

/// A condition in three values: `yes` and `no` are never both true; neither is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rails {
    pub yes: Lit,
    pub no: Lit,
}

impl Rails {
    pub fn negate(self) -> Rails {
        Rails {
            yes: self.no,
            no: self.yes,
        }
    }
}

/// Keeps a log of a solver, where somebody wants one.
struct Recorder(Option<Log>);

impl Callbacks for Recorder {
    fn on_new_clause(&mut self, literals: &[Lit], kind: ClauseKind) {
        if let (Some(log), ClauseKind::Learnt) = (&mut self.0, kind) {
            log.learned.push(signed_all(literals));
        }
    }
}

/// A literal as a number of the log.
pub(super) fn signed(literal: Lit) -> i32 {
    let variable = literal.var().idx() as i32 + 1;
    if literal.sign() { variable } else { -variable }
}

pub(super) fn signed_all(literals: &[Lit]) -> Vec<i32> {
    literals.iter().copied().map(signed).collect()
}

/// The solver with its gates.
pub(super) struct Gates {
    solver: Solver<Recorder>,
    always: Lit,
    made: BTreeMap<Vec<Lit>, Lit>,
    /// How often the solver was asked.
    pub asked: usize,
}

impl Gates {
    pub fn new() -> Gates {
        Gates::with(Recorder(None))
    }

    /// Gates that keep a log.
    pub fn recording() -> Gates {
        Gates::with(Recorder(Some(Log::default())))
    }

    /// New gates, which keep a log where these do.
    pub fn another(&self) -> Gates {
        Gates::with(Recorder(self.log().map(|_| Log::default())))
    }

    fn with(recorder: Recorder) -> Gates {
        let mut solver = Solver::new(SolverOpts::default(), recorder);
        let always = Lit::new(solver.new_var_default(), true);
        let mut gates = Gates {
            solver,
            always,
            made: BTreeMap::new(),
            asked: 0,
        };
        gates.defines(always, &[]);
        gates
    }

    /// What was kept so far.
    pub fn log(&self) -> Option<&Log> {
        self.solver.cb().0.as_ref()
    }

    fn keep(&mut self, keep: impl FnOnce(&mut Log)) {
        if let Some(log) = &mut self.solver.cb_mut().0 {
            keep(log);
        }
    }

    pub fn constant(&self, yes: bool) -> Lit {
        if yes { self.always } else { !self.always }
    }

    pub fn known(&self, yes: bool) -> Rails {
        Rails {
            yes: self.constant(yes),
            no: self.constant(!yes),
        }
    }

    pub fn open(&self) -> Rails {
        Rails {
            yes: !self.always,
            no: !self.always,
        }
    }

    /// A variable of its own.
    pub fn fresh(&mut self) -> Lit {
        Lit::new(self.solver.new_var_default(), true)
    }

    /// Two values of one thing: from now on not both.
    pub fn apart(&mut self, one: Lit, other: Lit) {
        self.keep(|log| log.apart.push([signed(!one), signed(!other)]));
        self.clause(vec![!one, !other]);
    }

    /// What makes a form acceptable: one of these holds from now on.
    pub fn require(&mut self, literals: &[Lit]) {
        if let Some(clause) = self.without_constants(literals) {
            self.keep(|log| log.required.push(signed_all(&clause)));
            self.clause(clause);
        }
    }

    /// What another part of the proof shows: one of these holds from now on.
    pub fn suppose(&mut self, literals: &[Lit]) {
        if let Some(clause) = self.without_constants(literals) {
            self.keep(|log| log.supposed.push(signed_all(&clause)));
            self.clause(clause);
        }
    }

    /// The literals of a clause, each once; nothing where one of them is always true.
    fn without_constants(&self, literals: &[Lit]) -> Option<Vec<Lit>> {
        if literals.contains(&self.always) {
            return None;
        }
        let mut clause: Vec<Lit> = (literals.iter().copied())
            .filter(|literal| *literal != !self.always)
            .collect();
        clause.sort_unstable();
        clause.dedup();
        Some(clause)
    }

    fn clause(&mut self, mut literals: Vec<Lit>) {
        self.solver.add_clause_reuse(&mut literals);
    }

    /// The output is true exactly where all inputs are.
    fn defines(&mut self, output: Lit, inputs: &[Lit]) {
        self.keep(|log| {
            let gate = std::iter::once(&output).chain(inputs);
            log.gates.push(gate.copied().map(signed).collect());
        });
        for input in inputs {
            self.clause(vec![!output, *input]);
        }
        let mut all: Vec<Lit> = inputs.iter().map(|input| !*input).collect();
        all.push(output);
        self.clause(all);
    }

    pub fn and(&mut self, inputs: impl IntoIterator<Item = Lit>) -> Lit {
        let mut inputs: Vec<Lit> = inputs.into_iter().filter(|l| *l != self.always).collect();
        inputs.sort_unstable();
        inputs.dedup();
        let contradicts = inputs.windows(2).any(|pair| pair[0].var() == pair[1].var());
        if contradicts || inputs.contains(&!self.always) {
            return !self.always;
        }
        match inputs.as_slice() {
            [] => return self.always,
            [only] => return *only,
            _ => {}
        }
        if let Some(made) = self.made.get(&inputs) {
            return *made;
        }
        // Its inputs decide it: the solver never guesses a gate, and leaves questions open first.
        let output = Lit::new(self.solver.new_var(lbool::UNDEF, false), true);
        self.defines(output, &inputs);
        self.made.insert(inputs, output);
        output
    }

    pub fn or(&mut self, inputs: impl IntoIterator<Item = Lit>) -> Lit {
        let none: Vec<Lit> = inputs.into_iter().map(|input| !input).collect();
        !self.and(none)
    }

    /// Whether at least so many of the inputs are true.
    pub fn at_least(&mut self, least: i64, inputs: &[Lit]) -> Lit {
        if least <= 0 {
            return self.always;
        }
        let Some((first, rest)) = inputs.split_first() else {
            return !self.always;
        };
        if (inputs.len() as i64) < least {
            return !self.always;
        }
        let with = self.at_least(least - 1, rest);
        let without = self.at_least(least, rest);
        let taken = self.and([*first, with]);
        self.or([taken, without])
    }

    /// A model in which all of these hold, if there is one.
    pub fn model(&mut self, assumed: &[Lit]) -> Option<Model> {
        self.asked += 1;
        let assumed: Vec<Lit> = (assumed.iter().copied())
            .filter(|literal| *literal != self.always)
            .collect();
        if assumed.contains(&!self.always) {
            return None;
        }
        let solved = self.solver.solve_limited(&assumed) == lbool::TRUE;
        solved.then(|| Model(self.solver.get_model().into()))
    }

    /// How many variables there are.
    pub fn variables(&self) -> u32 {
        self.solver.num_vars()
    }
}

/// One value for every variable that was there.
#[derive(Clone)]
pub(super) struct Model(Rc<[lbool]>);

impl Model {
    pub fn holds(&self, literal: Lit) -> bool {
        let value = self.0.get(literal.var().idx() as usize);
        value.is_some_and(|value| (*value == lbool::TRUE) == literal.sign())
    }
}
