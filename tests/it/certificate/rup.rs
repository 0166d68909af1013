//! Clauses and unit propagation, nothing else: a clause follows by *reverse unit propagation* when
//! denying all of it ends in a contradiction.

/// Clauses, and what follows from them alone.
pub struct Clauses {
    clauses: Vec<Vec<i32>>,
    /// The clauses in which a literal is one of the first two, by literal.
    watches: Vec<Vec<u32>>,
    /// 1 true, -1 false, 0 open; by variable.
    values: Vec<i8>,
    trail: Vec<i32>,
    done: usize,
    contradicted: bool,
}

fn place(literal: i32) -> usize {
    2 * literal.unsigned_abs() as usize + usize::from(literal < 0)
}

impl Clauses {
    pub fn new() -> Self {
        Clauses {
            clauses: Vec::new(),
            watches: Vec::new(),
            values: Vec::new(),
            trail: Vec::new(),
            done: 0,
            contradicted: false,
        }
    }

    fn make_room(&mut self, literal: i32) {
        let variable = literal.unsigned_abs() as usize;
        if self.values.len() <= variable {
            self.values.resize(variable + 1, 0);
            self.watches.resize(2 * variable + 2, Vec::new());
        }
    }

    /// A variable that no clause has.
    pub fn fresh(&mut self) -> i32 {
        let variable = self.values.len().max(1) as i32;
        self.make_room(variable);
        variable
    }

    fn value(&self, literal: i32) -> i8 {
        let value = self.values[literal.unsigned_abs() as usize];
        if literal < 0 { -value } else { value }
    }

    /// Takes a clause as given.
    pub fn add(&mut self, literals: &[i32]) {
        let mut clause = literals.to_vec();
        clause.sort_unstable();
        clause.dedup();
        clause.iter().for_each(|literal| self.make_room(*literal));
        if clause.iter().any(|literal| clause.contains(&-literal)) {
            return;
        }
        // What is not false yet is watched.
        clause.sort_by_key(|literal| self.value(*literal) < 0);
        let open = clause.iter().filter(|literal| self.value(**literal) >= 0);
        match open.count() {
            0 => self.contradicted = true,
            1 if self.value(clause[0]) == 0 => {
                self.set(clause[0]);
                self.contradicted |= !self.propagate();
            }
            _ => {}
        }
        if clause.len() > 1 {
            let at = self.clauses.len() as u32;
            self.watches[place(clause[0])].push(at);
            self.watches[place(clause[1])].push(at);
            self.clauses.push(clause);
        }
    }

    fn set(&mut self, literal: i32) {
        self.values[literal.unsigned_abs() as usize] = if literal < 0 { -1 } else { 1 };
        self.trail.push(literal);
    }

    /// Whether no clause is broken by what follows.
    fn propagate(&mut self) -> bool {
        while let Some(&truth) = self.trail.get(self.done) {
            self.done += 1;
            let watched = std::mem::take(&mut self.watches[place(-truth)]);
            let mut kept = Vec::with_capacity(watched.len());
            let mut sound = true;
            let mut all = watched.into_iter();
            for at in all.by_ref() {
                let mut clause = std::mem::take(&mut self.clauses[at as usize]);
                if clause[0] == -truth {
                    clause.swap(0, 1);
                }
                let other = clause[0];
                let mut moved = false;
                if self.value(other) <= 0 {
                    let next = (2..clause.len()).find(|next| self.value(clause[*next]) >= 0);
                    if let Some(next) = next {
                        clause.swap(1, next);
                        self.watches[place(clause[1])].push(at);
                        moved = true;
                    } else if self.value(other) == 0 {
                        self.set(other);
                    } else {
                        sound = false;
                    }
                }
                self.clauses[at as usize] = clause;
                if !moved {
                    kept.push(at);
                }
                if !sound {
                    break;
                }
            }
            kept.extend(all);
            self.watches[place(-truth)].append(&mut kept);
            if !sound {
                return false;
            }
        }
        true
    }

    /// Whether unit propagation alone shows that these are not all true together.
    pub fn refutes(&mut self, assumed: &[i32]) -> bool {
        if self.contradicted {
            return true;
        }
        assumed.iter().for_each(|literal| self.make_room(*literal));
        let (mark, done) = (self.trail.len(), self.done);
        let mut refuted = false;
        for literal in assumed {
            match self.value(*literal) {
                0 => self.set(*literal),
                1.. => {}
                _ => refuted = true,
            }
        }
        refuted = refuted || !self.propagate();
        for literal in self.trail.drain(mark..) {
            self.values[literal.unsigned_abs() as usize] = 0;
        }
        self.done = done;
        refuted
    }

    /// Takes a clause if it follows.
    pub fn learn(&mut self, clause: &[i32]) -> bool {
        let denied: Vec<i32> = clause.iter().map(|literal| -literal).collect();
        let follows = self.refutes(&denied);
        if follows {
            self.add(clause);
        }
        follows
    }
}

/// Clauses, one that follows from them, and one that does not.
#[test]
fn a_clause_follows_where_denying_it_ends_in_a_contradiction() {
    let given: [&[i32]; 3] = [&[-1, 2], &[-2, 3], &[-3, -1, 4]];
    for (clause, follows) in [
        (&[-1, 4][..], true),
        (&[-1, 3], true),
        (&[4], false),
        (&[1, 2], false),
        (&[5, -5], true),
    ] {
        let mut clauses = Clauses::new();
        given.iter().for_each(|clause| clauses.add(clause));
        assert_eq!(clauses.learn(clause), follows, "{clause:?}");
        // Asking leaves nothing behind.
        assert_eq!(clauses.learn(clause), follows, "{clause:?}");
        assert!(!clauses.refutes(&[1]), "{clause:?}");
    }
}
