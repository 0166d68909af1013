//! The checker: whether a certificate shows what it says. It trusts the form and its door, the
//! second engine and `docs/proof.md`; of the prover and its solver it believes nothing.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::json;
use spinepath::facts::FactSet;
use spinepath::intake::form::Form;
use spinepath::rules::CheckedRelease;

use super::ask::{ABOVE, Asked, Question, Said, Turn};
use super::file::{About, Answer, Certificate, Claim, Input, Outcomes, Proof, Sheet, Witness};
use super::patients::{Door, Words};
use super::rup::Clauses;
use crate::reference::decide::{decide, outcomes};
use crate::reference::eval::{Evaluator, Facts, Truth};
use crate::reference::release::{Release, Rung};
use crate::support::random::Random;

/// How many patients each solver is shown, and in how many other ways each is looked at.
#[derive(Clone, Copy)]
pub struct Sample {
    pub patients: usize,
    pub turns: usize,
    /// Patients for each single condition.
    pub conditions: usize,
}

/// What a certificate is checked against.
pub struct Ground<'a> {
    /// For its form and its files only.
    pub release: &'a CheckedRelease,
    pub form: &'a Form,
    /// Whole patients that random ones are made from.
    pub bases: &'a [FactSet],
    pub sample: Sample,
}

/// What was checked.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Where a property does not hold: `cautious: total acts two_weeks`.
    pub broken: Vec<String>,
    /// Answers "there is nobody" that were followed.
    pub nobody: usize,
    /// Patients who show what they were said to.
    pub shown: usize,
    /// Clauses the solver learned.
    pub learned: usize,
}

/// Checks a certificate.
///
/// # Errors
///
/// The first thing in it that is not so.
pub fn check(text: &str, ground: &Ground<'_>) -> Result<Checked, String> {
    let certificate: Certificate =
        serde_json::from_str(text).map_err(|fault| format!("it is no certificate: {fault}"))?;
    header(&certificate, ground)?;
    let door = Door {
        release: ground.release,
        form: ground.form,
        as_of: certificate.as_of,
    };
    let release = Release::of(ground.release.files());
    let patients = door.crowd(ground.bases, ground.sample.patients);
    let mut checked = Checked::default();
    for proof in &certificate.proofs {
        let checker = Checker {
            asked: Asked::of(&release, (&proof.profile, certificate.as_of), ground.form),
            door: &door,
            patients: &patients,
            sample: ground.sample,
            whole: RefCell::default(),
        };
        checker.proof(proof, &mut checked)?;
    }
    Ok(checked)
}

fn header(certificate: &Certificate, ground: &Ground<'_>) -> Result<(), String> {
    let reference = ground.release.reference();
    let catalogue = ground.release.catalogue();
    let (ruleset, form) = (&certificate.ruleset, &certificate.form);
    for (what, said, is) in [
        ("format", certificate.format.as_str(), "spinepath-proof/1"),
        ("ruleset", ruleset.name.as_str(), reference.name.as_str()),
        ("release", &ruleset.release, &reference.release),
        ("digest of the ruleset", &ruleset.digest, &reference.digest),
        ("form", &form.name, catalogue.form()),
        ("version of the form", &form.version, catalogue.version()),
        ("digest of the form", &form.digest, catalogue.digest()),
    ] {
        if said != is {
            return Err(format!("the {what} is `{said}`: expected `{is}`"));
        }
    }
    if certificate.proofs.is_empty() {
        return Err("it proves nothing under any profile".into());
    }
    Ok(())
}

fn ensure(holds: bool, fault: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(fault()) }
}

struct Checker<'a> {
    asked: Asked<'a>,
    door: &'a Door<'a>,
    patients: &'a [Words],
    sample: Sample,
    /// The cells that were looked at, whose answers are all in one.
    whole: RefCell<HashSet<String>>,
}

/// What a solver was told, as a circuit: every gate is a name for what its inputs say.
struct Circuit<'a> {
    sheet: &'a Sheet,
    variables: usize,
}

impl<'a> Circuit<'a> {
    /// # Errors
    ///
    /// A gate that is not made of what was there before it, or a clause over something else.
    fn of(sheet: &'a Sheet, inputs: &[i32]) -> Result<Circuit<'a>, String> {
        let mut there = HashSet::new();
        for input in inputs {
            ensure(*input > 0 && there.insert(*input), || {
                format!("{input} stands for two inputs")
            })?;
        }
        for gate in &sheet.gates {
            let (output, made_of) = gate.split_first().ok_or("a gate without a name")?;
            let known = made_of.iter().all(|input| there.contains(&input.abs()));
            ensure(*output > 0 && known && there.insert(*output), || {
                format!("gate {output} is not made of what is there before it")
            })?;
        }
        let clauses = sheet.required.iter().chain(&sheet.supposed);
        let clauses = clauses.chain(&sheet.learned).flatten();
        for literal in clauses.chain(sheet.apart.iter().flatten()) {
            ensure(there.contains(&literal.abs()), || {
                format!("{literal} is neither an input nor a gate")
            })?;
        }
        let variables = there.iter().max().map_or(0, |last| *last as usize);
        Ok(Circuit { sheet, variables })
    }

    /// Whether all of these are inputs or gates.
    fn names<'b>(&self, literals: impl IntoIterator<Item = &'b i32>) -> Result<(), String> {
        let mut unknown = literals.into_iter().filter(|literal| {
            let variable = literal.unsigned_abs() as usize;
            variable == 0 || variable > self.variables
        });
        match unknown.next() {
            Some(unknown) => Err(format!("{unknown} is neither an input nor a gate")),
            None => Ok(()),
        }
    }

    /// What is so where these inputs are true and all others are not.
    fn run(&self, told: impl IntoIterator<Item = i32>) -> Run {
        let mut values = vec![false; self.variables + 1];
        for input in told {
            values[input as usize] = true;
        }
        let mut run = Run(values);
        for gate in &self.sheet.gates {
            let holds = gate[1..].iter().all(|input| run.holds(*input));
            run.0[gate[0] as usize] = holds;
        }
        run
    }

    /// Every clause and gate, and what was learned of them.
    fn learned(&self, checked: &mut Checked) -> Result<Clauses, String> {
        let mut clauses = Clauses::new();
        for gate in &self.sheet.gates {
            let mut all = vec![gate[0]];
            for input in &gate[1..] {
                clauses.add(&[-gate[0], *input]);
                all.push(-input);
            }
            clauses.add(&all);
        }
        self.sheet.apart.iter().for_each(|pair| clauses.add(pair));
        let told = self.sheet.required.iter().chain(&self.sheet.supposed);
        told.for_each(|clause| clauses.add(clause));
        for (at, clause) in self.sheet.learned.iter().enumerate() {
            ensure(clauses.learn(clause), || {
                format!("learned clause {at} does not follow from those before it")
            })?;
            checked.learned += 1;
        }
        Ok(clauses)
    }
}

struct Run(Vec<bool>);

impl Run {
    fn holds(&self, literal: i32) -> bool {
        self.0[literal.unsigned_abs() as usize] == (literal > 0)
    }

    fn keeps(&self, clause: &[i32]) -> bool {
        clause.iter().any(|literal| self.holds(*literal))
    }
}

/// A statement as a literal, in gates that are the checker's own.
struct Own<'a> {
    clauses: &'a mut Clauses,
    /// The literals of the rules, for each way to look at a patient.
    ways: Vec<&'a [Outcomes]>,
    acceptable: Vec<i32>,
    made: HashMap<Said, i32>,
}

impl Own<'_> {
    fn literal(&mut self, said: &Said) -> i32 {
        if let Some(made) = self.made.get(said) {
            return *made;
        }
        let literal = match said {
            Said::Fired(way, rule) => self.ways[*way][*rule][0],
            Said::Unknown(way, rule) => self.ways[*way][*rule][2],
            Said::Acceptable(way) => self.acceptable[*way],
            Said::Not(inner) => -self.literal(inner),
            Said::All(all) => {
                let all: Vec<i32> = all.iter().map(|one| self.literal(one)).collect();
                self.all(&all)
            }
            Said::Any(any) => {
                let none: Vec<i32> = any.iter().map(|one| -self.literal(one)).collect();
                -self.all(&none)
            }
        };
        self.made.insert(said.clone(), literal);
        literal
    }

    fn all(&mut self, inputs: &[i32]) -> i32 {
        let output = self.clauses.fresh();
        let mut clause = vec![output];
        for input in inputs {
            self.clauses.add(&[-output, *input]);
            clause.push(-input);
        }
        self.clauses.add(&clause);
        output
    }

    /// Whether nobody is so: the prover asked for no more than is said, and had no patient.
    fn nobody(&mut self, said: &Said, assumed: &[i32]) -> Result<(), &'static str> {
        let asked = self.literal(said);
        for one in assumed {
            if !self.clauses.refutes(&[asked, -one]) {
                return Err("what was asked is not what the property says");
            }
        }
        let mut all = assumed.to_vec();
        all.push(asked);
        if self.clauses.refutes(&all) {
            Ok(())
        } else {
            Err("it does not follow that there is nobody")
        }
    }
}

impl Checker<'_> {
    fn proof(&self, proof: &Proof, checked: &mut Checked) -> Result<(), String> {
        let rules = self.asked.release.rules.iter().map(|rule| &rule.id);
        ensure(proof.rules.iter().eq(rules), || {
            "its rules are not those of the release, in their order".into()
        })?;
        let mut conditions = Vec::new();
        let (mut patients, mut rules) = (0, 0);
        for sheet in &proof.sheets {
            match &sheet.about {
                About::Patients { .. } => {
                    patients += 1;
                    self.patients(sheet, checked)
                }
                About::Condition { kind, name, .. } => {
                    conditions.push((kind.as_str(), name.as_str()));
                    self.condition(sheet, checked)
                        .map_err(|fault| format!("{kind} `{name}`: {fault}"))
                }
                About::Rules { .. } => {
                    rules += 1;
                    self.with_fewer(sheet, checked)
                }
            }
            .map_err(|fault| format!("under `{}`: {fault}", proof.profile))?;
        }
        conditions.sort_unstable();
        ensure(conditions == self.asked.conditions(), || {
            "it does not look at every condition once".into()
        })?;
        ensure((patients, rules) == (1, 1), || {
            "it does not look once at patients, and once at the rules with fewer answers".into()
        })
    }

    /// Every question must have been asked, and its answer must be right.
    fn claims(
        &self,
        claims: &[Claim],
        questions: &[Question],
        own: &mut Own<'_>,
        checked: &mut Checked,
        shows: &dyn Fn(&Witness, &Said) -> Result<(), String>,
    ) -> Result<(), String> {
        let by_name: BTreeMap<_, _> = (claims.iter())
            .map(|claim| ((claim.property.as_str(), claim.of.as_slice()), claim))
            .collect();
        let about_use =
            |question: &Question| matches!(question.property, "no_dead_rule" | "no_shadowed_rule");
        let mut settled = BTreeSet::new();
        for question in questions {
            let name = format!("{} {}", question.property, question.of.join(" "));
            let Some(claim) = by_name.get(&(question.property, question.of.as_slice())) else {
                continue;
            };
            match &claim.answer {
                Answer::None => {
                    let nobody = own.nobody(&question.is, &claim.assumed);
                    nobody.map_err(|fault| format!("`{name}`: {fault}"))?;
                    checked.nobody += 1;
                }
                Answer::Patient(witness) => {
                    shows(witness, &question.is).map_err(|fault| format!("`{name}`: {fault}"))?;
                    settled.insert(question.group);
                    checked.shown += 1;
                }
                // Somebody of whom no form is shown breaks a property, and shows no use.
                Answer::Some => {
                    if !about_use(question) {
                        settled.insert(question.group);
                    }
                }
            }
        }
        // A rule that never fires changes nothing.
        let dead = |question: &Question| {
            let of = [question.of[0].clone()];
            let claim = by_name.get(&("no_dead_rule", &of[..]));
            question.property == "no_shadowed_rule"
                && claim.is_some_and(|claim| matches!(claim.answer, Answer::None))
        };
        let mut groups: BTreeMap<usize, Vec<&Question>> = BTreeMap::new();
        for question in questions {
            groups.entry(question.group).or_default().push(question);
        }
        for (group, questions) in groups {
            let first = questions[0];
            let about_use = about_use(first);
            let found = settled.contains(&group);
            let missing = questions.iter().find(|question| {
                !by_name.contains_key(&(question.property, question.of.as_slice()))
            });
            if let (Some(missing), false, false) = (missing, found, dead(first)) {
                let name = format!("{} {}", missing.property, missing.of.join(" "));
                return Err(format!("`{name}` was not asked"));
            }
            if found != about_use && !dead(first) {
                // Parts of one question are told apart by their last words.
                let of = match first.property {
                    "no_shadowed_rule" => &first.of[..1],
                    "monotone" => &first.of[..3],
                    _ => &first.of,
                };
                let name = format!("{} {}", first.property, of.join(" "));
                checked
                    .broken
                    .push(format!("{}: {name}", self.asked.profile()));
            }
        }
        Ok(())
    }

    fn patients(&self, sheet: &Sheet, checked: &mut Checked) -> Result<(), String> {
        let About::Patients {
            inputs,
            rules,
            turned,
        } = &sheet.about
        else {
            unreachable!("another sheet")
        };
        ensure(sheet.supposed.is_empty(), || {
            "something is supposed of patients".into()
        })?;
        let asked: Vec<&str> = inputs.iter().map(Input::fact).collect();
        let facts = self.door.release.catalogue().facts().iter();
        ensure(facts.map(|fact| fact.name.as_str()).eq(asked), || {
            "its inputs are not the questions of the form".into()
        })?;
        let circuit = self.circuit(sheet, inputs, &[])?;
        let ways = std::iter::once(rules).chain(turned.iter().map(|turn| &turn.rules));
        ensure(
            ways.clone()
                .all(|way| way.len() == self.asked.release.rules.len()),
            || "a patient is not looked at under every rule".into(),
        )?;
        circuit.names(ways.flatten().flatten())?;
        circuit.names(turned.iter().map(|turn| &turn.acceptable))?;
        let mut turns: Vec<(Turn, usize)> = turned
            .iter()
            .enumerate()
            .map(|(at, turned)| {
                let mut open = turned.open.clone();
                open.sort();
                let (fact, to) = (turned.fact.clone(), turned.to.clone());
                (Turn { fact, to, open }, at)
            })
            .collect();
        turns.sort();
        let (turns, places): (Vec<Turn>, Vec<usize>) = turns.into_iter().unzip();
        ensure(turns == self.asked.turns(), || {
            "the other answers are not those that the property looks at".into()
        })?;
        let of_turn = |at: usize| &turned[places[at]];
        let lits = |way: usize| match way {
            0 => rules.as_slice(),
            turn => of_turn(turn - 1).rules.as_slice(),
        };
        self.meaning(&circuit, inputs, &lits, &turns, &|at| {
            of_turn(at).acceptable
        })?;
        let mut clauses = circuit.learned(checked)?;
        let mut own = Own {
            clauses: &mut clauses,
            ways: (0..=turns.len()).map(lits).collect(),
            acceptable: std::iter::once(i32::MAX)
                .chain((0..turns.len()).map(|at| of_turn(at).acceptable))
                .collect(),
            made: HashMap::new(),
        };
        let questions = self.asked.questions(&turns);
        let shows = |witness: &Witness, is: &Said| self.shows(witness, is, &turns);
        self.claims(&sheet.claims, &questions, &mut own, checked, &shows)
    }

    /// The circuit of a sheet whose inputs are these questions and further literals.
    fn circuit<'b>(
        &self,
        sheet: &'b Sheet,
        inputs: &[Input],
        further: &[i32],
    ) -> Result<Circuit<'b>, String> {
        let mut all = further.to_vec();
        let mut excluding = Vec::new();
        for input in inputs {
            if !self.whole.borrow().contains(&input.cells()) {
                input.is_whole(self.door.form, self.door.as_of)?;
                self.whole.borrow_mut().insert(input.cells());
            }
            let literals = input.literals();
            all.extend(&literals);
            if !matches!(input, Input::Set { .. }) {
                excluding.push(literals);
            }
        }
        let excluding: HashMap<i32, usize> = (excluding.iter().enumerate())
            .flat_map(|(at, all)| all.iter().map(move |one| (*one, at)))
            .collect();
        for [one, other] in &sheet.apart {
            let of = |literal: &i32| excluding.get(&-literal);
            let one_value = one != other && of(one).is_some() && of(one) == of(other);
            let further = further.chunks(2);
            let two_sides = further.into_iter().any(|pair| {
                pair.len() == 2 && (pair.contains(&-one) && pair.contains(&-other)) && one != other
            });
            ensure(one_value || two_sides, || {
                format!("{one} and {other} do not exclude each other")
            })?;
        }
        Circuit::of(sheet, &all)
    }

    fn outcomes(&self, words: &Words) -> Vec<&'static str> {
        let facts = Facts::read(&self.door.document(words));
        outcomes(self.asked.release, &facts, self.asked.profile())
    }

    /// What a solver was told of accepted patients is true of them, and its literals for the rules
    /// say what the second engine says.
    fn meaning<'b>(
        &self,
        circuit: &Circuit<'_>,
        inputs: &[Input],
        lits: &dyn Fn(usize) -> &'b [Outcomes],
        turns: &[Turn],
        acceptable: &dyn Fn(usize) -> i32,
    ) -> Result<(), String> {
        let mut next = 0;
        for patient in self.patients {
            let mut words = patient.clone();
            let mut told = Vec::new();
            for input in inputs {
                let answer = words.get_mut(input.fact()).unwrap();
                told.extend(input.told(answer, self.door.as_of)?);
            }
            if words != *patient && !self.door.accepts(&words) {
                continue;
            }
            let run = circuit.run(told);
            let sheet = circuit.sheet;
            ensure(
                sheet.required.iter().all(|clause| run.keeps(clause)),
                || "a clause of acceptance excludes a form that the door accepts".into(),
            )?;
            self.same(&run, lits(0), &words)?;
            self.formulas(&words)?;
            for _ in 0..self.sample.turns.min(turns.len()) {
                let turn = &turns[next];
                let turned = turned(&words, turn);
                self.same(&run, lits(1 + next), &turned)
                    .map_err(|fault| format!("`{}` as `{}`: {fault}", turn.fact, turn.to))?;
                ensure(
                    run.holds(acceptable(next)) || !self.door.accepts(&turned),
                    || {
                        format!(
                            "`{}` as `{}`: a form that the door accepts counts as refused",
                            turn.fact, turn.to
                        )
                    },
                )?;
                next = (next + 1) % turns.len();
            }
        }
        Ok(())
    }

    fn same(&self, run: &Run, lits: &[Outcomes], words: &Words) -> Result<(), String> {
        let rules = self.asked.release.rules.iter();
        for ((rule, lits), outcome) in rules.zip(lits).zip(self.outcomes(words)) {
            let [fired, silent, unknown] = lits.map(|literal| run.holds(literal));
            let said = match outcome {
                "fired" => [true, false, false],
                "silent" => [false, true, false],
                _ => [false, false, true],
            };
            ensure([fired, silent, unknown] == said, || {
                format!(
                    "the literals of `{}` say something else than the second engine, which says \
                     that it is {outcome}",
                    rule.id
                )
            })?;
        }
        Ok(())
    }

    /// The checker's own formulas say what the second engine decides.
    fn formulas(&self, words: &Words) -> Result<(), String> {
        let outcomes = self.outcomes(words);
        let so = |said: &Said| is_so(said, &outcomes);
        let facts = Facts::read(&self.door.document(words));
        let form: Vec<&str> = self.asked_of();
        let decision = decide(self.asked.release, &facts, self.asked.profile(), &form);
        let highest = |at_least: &dyn Fn(Rung) -> Said| {
            let step = ABOVE.into_iter().find(|step| at_least(*step).holds(&so));
            step.unwrap_or(Rung::Conservative)
        };
        let urgency = highest(&|step| self.asked.shown(0, step));
        let bound = highest(&|step| self.asked.could_become(0, step));
        let acts = urgency < Rung::TwoWeeks || self.asked.acts(0, urgency).holds(&so);
        let cares = urgency < Rung::TwoWeeks || decision["disposition"] != "conservative_care";
        ensure(
            decision["urgency"] == urgency.word()
                && decision["could_become"] == bound.word()
                // Who holds less than is shown can send a patient too.
                && (cares || !acts),
            || "the checker asks of urgencies otherwise than the second engine decides".into(),
        )
    }

    fn asked_of(&self) -> Vec<&str> {
        let facts = self.door.release.catalogue().facts().iter();
        facts.map(|fact| fact.name.as_str()).collect()
    }

    /// Whether the patient of a claim passes the door, and is so.
    fn shows(&self, witness: &Witness, is: &Said, turns: &[Turn]) -> Result<(), String> {
        let words = self
            .door
            .passes(&witness.form)
            .map_err(|against| format!("its patient is refused: {}", against.join(", ")))?;
        let words = self.door.with_record(words, &witness.record);
        let looked: HashMap<usize, (Vec<&'static str>, Words)> = HashMap::new();
        let looked = RefCell::new(looked);
        let so = |said: &Said| {
            let way = match said {
                Said::Fired(way, _) | Said::Unknown(way, _) => *way,
                Said::Acceptable(way) => *way,
                _ => unreachable!("only what is looked up"),
            };
            let mut looked = looked.borrow_mut();
            let (outcomes, words) = looked.entry(way).or_insert_with(|| {
                let words = match way {
                    0 => words.clone(),
                    turn => turned(&words, &turns[turn - 1]),
                };
                (self.outcomes(&words), words)
            });
            match said {
                Said::Acceptable(_) => self.door.accepts(words),
                said => is_so(said, outcomes),
            }
        };
        ensure(is.holds(&so), || "its patient does not show it".into())
    }

    /// A condition that says something with fewer answers says it with all.
    fn condition(&self, sheet: &Sheet, checked: &mut Checked) -> Result<(), String> {
        let About::Condition {
            kind,
            name,
            inputs,
            kept,
            definitions,
            answers,
        } = &sheet.about
        else {
            unreachable!("another sheet")
        };
        ensure(sheet.required.is_empty(), || {
            "something is required of a condition".into()
        })?;
        let mut further = Vec::new();
        let mut may_suppose = HashSet::new();
        for (_, [yes, no, fewer_yes, fewer_no]) in definitions {
            further.extend([*yes, *no, *fewer_yes, *fewer_no]);
            may_suppose.insert(sorted(&[-fewer_yes, *yes]));
            may_suppose.insert(sorted(&[-fewer_no, *no]));
        }
        // In pairs, of which each excludes itself; what is kept stands alone.
        further.extend(kept.iter().map(|(_, keeps)| *keeps));
        let kept: HashMap<&str, i32> = (kept.iter())
            .map(|(fact, keeps)| (fact.as_str(), *keeps))
            .collect();
        ensure(
            sheet
                .supposed
                .iter()
                .all(|clause| may_suppose.contains(&sorted(clause))),
            || "more is supposed than that definitions stay".into(),
        )?;
        ensure(
            inputs.iter().all(|input| kept.contains_key(input.fact())),
            || "an answer cannot be left out".into(),
        )?;
        let circuit = self.circuit(sheet, inputs, &further)?;
        circuit.names(answers)?;
        let mut random = Random::of(11);
        for at in 0..self.sample.conditions {
            let patient = &self.patients[at % self.patients.len()];
            let (mut words, mut fewer) = (Words::new(), Words::new());
            let mut told = Vec::new();
            let leave_out = 1 + at % 5;
            for input in inputs {
                let fact = input.fact();
                let mut answer = patient[fact].clone();
                told.extend(input.told(&mut answer, self.door.as_of)?);
                words.insert(fact.to_owned(), answer.clone());
                if random.once_in(leave_out) {
                    answer = json!("not_asked");
                } else {
                    told.push(kept[fact]);
                }
                fewer.insert(fact.to_owned(), answer);
            }
            let mut full_of = Vec::new();
            let mut fewer_of = Vec::new();
            for (definition, [yes, no, fewer_yes, fewer_no]) in definitions {
                let value = random.below(3);
                let less = if random.once_in(3) { 2 } else { value };
                for (value, [yes, no]) in [(value, [yes, no]), (less, [fewer_yes, fewer_no])] {
                    match value {
                        0 => told.push(*yes),
                        1 => told.push(*no),
                        _ => {}
                    }
                }
                full_of.push((definition.as_str(), value));
                fewer_of.push((definition.as_str(), less));
            }
            let run = circuit.run(told);
            let condition = (kind.as_str(), name.as_str());
            let full = self.says(condition, &words, &full_of);
            let less = self.says(condition, &fewer, &fewer_of);
            let [yes, no, fewer_yes, fewer_no] = answers.map(|literal| run.holds(literal));
            ensure([yes, no] == full && [fewer_yes, fewer_no] == less, || {
                "its literals say something else than the second engine".into()
            })?;
        }
        let mut clauses = circuit.learned(checked)?;
        for (word, [more, less]) in [
            ("yes", [answers[0], answers[2]]),
            ("no", [answers[1], answers[3]]),
        ] {
            let of = [kind, name, word];
            let claim = sheet
                .claims
                .iter()
                .find(|claim| claim.property == "unknown_safe" && claim.of.iter().eq(of));
            let Some(claim) = claim else {
                return Err(format!("`unknown_safe {}` was not asked", of.join(" ")));
            };
            match claim.answer {
                Answer::None => {
                    ensure(clauses.refutes(&[less, -more]), || {
                        "it does not follow that it stays".into()
                    })?;
                    checked.nobody += 1;
                }
                Answer::Some | Answer::Patient(_) => {
                    let name = format!("{}: unknown_safe {kind} {name}", self.asked.profile());
                    checked.broken.push(name);
                }
            }
        }
        Ok(())
    }

    /// Yes and no, as the second engine says it where definitions are so.
    fn says(
        &self,
        (kind, name): (&str, &str),
        words: &Words,
        definitions: &[(&str, usize)],
    ) -> [bool; 2] {
        let facts = Facts::read(&self.door.document(words));
        let evaluator = Evaluator::new(self.asked.release, &facts, self.asked.profile());
        for (definition, value) in definitions {
            let truth = match value {
                0 => Truth::Yes,
                1 => Truth::No,
                _ => Truth::Unknown(BTreeSet::new()),
            };
            evaluator.suppose(definition, truth);
        }
        let truth = match kind {
            "rule" => evaluator.condition(name),
            _ => evaluator.defined(name),
        };
        [matches!(truth, Truth::Yes), matches!(truth, Truth::No)]
    }

    /// The urgency with fewer answers, on the ground that every condition stays.
    fn with_fewer(&self, sheet: &Sheet, checked: &mut Checked) -> Result<(), String> {
        let About::Rules { full, fewer } = &sheet.about else {
            unreachable!("another sheet")
        };
        ensure(sheet.required.is_empty(), || {
            "something is required of rules".into()
        })?;
        let mut further = Vec::new();
        let mut may_suppose = HashSet::new();
        let rules = &self.asked.release.rules;
        ensure(
            full.len() == rules.len() && fewer.len() == rules.len(),
            || "it does not look at every rule".into(),
        )?;
        for ((rule, full), fewer) in rules.iter().zip(full).zip(fewer) {
            further.extend([full[0], full[1], fewer[0], fewer[1]]);
            if rule.unanswered.is_some() {
                may_suppose.insert(vec![-full[2]]);
                may_suppose.insert(vec![-fewer[2]]);
                may_suppose.insert(sorted(&[-full[0], fewer[0]]));
            } else {
                may_suppose.insert(sorted(&[-fewer[0], full[0]]));
                may_suppose.insert(sorted(&[-fewer[1], full[1]]));
            }
        }
        ensure(
            sheet
                .supposed
                .iter()
                .all(|clause| may_suppose.contains(&sorted(clause))),
            || "more is supposed than that rules stay".into(),
        )?;
        let circuit = self.circuit(sheet, &[], &further)?;
        // Unknown is neither fired nor silent.
        let gates: HashMap<i32, &[i32]> = (sheet.gates.iter())
            .map(|gate| (gate[0], &gate[1..]))
            .collect();
        for lits in full.iter().chain(fewer) {
            let neither = gates.get(&lits[2]).map(|inputs| sorted(inputs));
            ensure(neither == Some(sorted(&[-lits[0], -lits[1]])), || {
                "unknown is something else than neither fired nor silent".into()
            })?;
        }
        let mut clauses = circuit.learned(checked)?;
        let mut own = Own {
            clauses: &mut clauses,
            ways: vec![full, fewer],
            acceptable: Vec::new(),
            made: HashMap::new(),
        };
        let questions = self.asked.with_fewer();
        let shows = |_: &Witness, _: &Said| Err("a patient without answers".to_owned());
        self.claims(&sheet.claims, &questions, &mut own, checked, &shows)
    }
}

fn sorted(clause: &[i32]) -> Vec<i32> {
    let mut clause = clause.to_vec();
    clause.sort_unstable();
    clause
}

fn is_so(said: &Said, outcomes: &[&str]) -> bool {
    match said {
        Said::Fired(_, rule) => outcomes[*rule] == "fired",
        Said::Unknown(_, rule) => outcomes[*rule] == "unknown",
        _ => unreachable!("only what is looked up"),
    }
}

fn turned(words: &Words, turn: &Turn) -> Words {
    let mut turned = words.clone();
    for open in &turn.open {
        turned.insert(open.clone(), json!("not_asked"));
    }
    turned.insert(turn.fact.clone(), json!(turn.to));
    turned
}
