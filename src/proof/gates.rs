//! Gates over a SAT solver: every gate is made once, and means exactly its inputs in every model.

use std::collections::BTreeMap;

pub(super) use batsat::Lit;
use batsat::{BasicSolver, SolverInterface, lbool};

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

/// The solver with its gates.
pub(super) struct Gates {
    solver: BasicSolver,
    always: Lit,
    made: BTreeMap<Vec<Lit>, Lit>,
    /// How often the solver was asked.
    pub asked: usize,
}

impl Gates {
    pub fn new() -> Gates {
        let mut solver = BasicSolver::default();
        let always = Lit::new(solver.new_var_default(), true);
        let mut gates = Gates {
            solver,
            always,
            made: BTreeMap::new(),
            asked: 0,
        };
        gates.clause(&[always]);
        gates
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

    /// A clause that holds from now on.
    pub fn clause(&mut self, literals: &[Lit]) {
        if literals.contains(&self.always) && literals.len() > 1 {
            return;
        }
        let mut literals: Vec<Lit> = (literals.iter().copied())
            .filter(|literal| *literal != !self.always)
            .collect();
        literals.sort_unstable();
        literals.dedup();
        self.solver.add_clause_reuse(&mut literals);
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
        for input in &inputs {
            self.clause(&[!output, *input]);
        }
        let mut all: Vec<Lit> = inputs.iter().map(|input| !*input).collect();
        all.push(output);
        self.clause(&all);
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
        solved.then(|| Model(self.solver.get_model().to_vec()))
    }

    /// How many variables there are.
    pub fn variables(&self) -> u32 {
        self.solver.num_vars()
    }
}

/// One value for every variable.
pub(super) struct Model(Vec<lbool>);

impl Model {
    pub fn holds(&self, literal: Lit) -> bool {
        let value = self.0.get(literal.var().idx() as usize);
        value.is_some_and(|value| (*value == lbool::TRUE) == literal.sign())
    }
}
