//! What makes a form acceptable, as clauses: the contradictions that the door refuses
//! ([`crate::intake`]), so that no impossible patient is looked at.
//!
//! One contradiction is left out, and only makes the space larger: a body mass index that does not
//! fit height and weight. What the record says of earlier visits is bound to there being one.

use crate::facts::{FactBits, FactDef, FactId};
use crate::intake::consistency::{BOUNDED, CLINICAL_ROLES, CLOSED_WORDS, DENIED, ROLE};
use crate::intake::form::{FieldKind, Who};
use crate::model::Number;

use super::gates::{Gates, Lit};
use super::space::{Cell, Shape, Space};
use super::view::{FactLits, View};

/// Days of the shortest year: nobody is older in years than in days divided by it.
const YEAR: i64 = 365;

/// Every clause all of whose facts are looked at. Of those that concern another fact too nothing is
/// lost: it can be left open, and an open answer contradicts nothing.
pub(super) fn clauses(
    space: &Space<'_>,
    gates: &mut Gates,
    view: &View,
    looked_at: FactBits,
) -> Vec<Vec<Lit>> {
    let concerns = |facts: &[FactId]| facts.iter().all(|fact| looked_at.contains(*fact));
    required(space, gates, view, &concerns)
}

/// Whether a patient of whom some answers were replaced is acceptable, as one literal.
pub(super) fn acceptable(
    space: &Space<'_>,
    gates: &mut Gates,
    view: &View,
    replaced: FactBits,
) -> Lit {
    let concerns = |facts: &[FactId]| facts.iter().any(|fact| replaced.contains(*fact));
    let clauses = required(space, gates, view, &concerns);
    let each: Vec<Lit> = clauses.into_iter().map(|clause| gates.or(clause)).collect();
    gates.and(each)
}

fn required(
    space: &Space<'_>,
    gates: &mut Gates,
    view: &View,
    concerns: &dyn Fn(&[FactId]) -> bool,
) -> Vec<Vec<Lit>> {
    let mut rules = Required {
        space,
        gates,
        view,
        concerns,
        found: Vec::new(),
    };
    for (index, fact) in space.catalogue().facts().iter().enumerate() {
        if let Some(id) = FactId::at(index) {
            rules.one(id, fact);
        }
    }
    rules.pairs();
    rules.found
}

/// The question who fills in the form.
pub(super) fn writer(space: &Space<'_>) -> Option<FactId> {
    space.catalogue().find(ROLE)
}

/// The cells of the writer's role that may answer what only a clinician may.
fn clinical_roles(space: &Space<'_>, view: &View) -> Vec<Lit> {
    let catalogue = space.catalogue();
    let Some(role) = writer(space) else {
        return Vec::new();
    };
    match (
        view.facts.get(role.index()),
        catalogue.get(role).map(|role| &role.kind),
    ) {
        (Some(FactLits::Cells(cells)), Some(FieldKind::Choice(words))) => {
            (words.iter().zip(cells.iter().copied()))
                .filter(|(word, _)| CLINICAL_ROLES.contains(&word.as_str()))
                .map(|(_, cell)| cell)
                .collect()
        }
        _ => Vec::new(),
    }
}

struct Required<'a, 'b> {
    space: &'a Space<'a>,
    gates: &'a mut Gates,
    view: &'a View,
    concerns: &'b dyn Fn(&[FactId]) -> bool,
    found: Vec<Vec<Lit>>,
}

impl Required<'_, '_> {
    fn require(&mut self, clause: &[Lit]) {
        self.found.push(clause.to_vec());
    }

    fn find(&self, name: &str) -> Option<FactId> {
        self.space.catalogue().find(name)
    }

    fn lits(&self, fact: FactId) -> Option<&FactLits> {
        self.view.facts.get(fact.index())
    }

    fn one(&mut self, id: FactId, fact: &FactDef) {
        if let (true, Some(FactLits::Set { known, words })) =
            ((self.concerns)(&[id]) && !fact.may_be_empty, self.lits(id))
        {
            let mut some = words.clone();
            some.push(!*known);
            self.require(&some);
        }
        if fact.name == "birth_date"
            && (self.concerns)(&[id])
            && let Some(FactLits::Cells(cells)) = self.lits(id)
        {
            let cells = cells.clone();
            self.require(&cells);
        }
        if let Some(whole) = fact.part_of.as_deref().and_then(|name| self.find(name))
            && (self.concerns)(&[id, whole])
            && let Some(FactLits::Bool(done)) = self.lits(whole)
        {
            let (not_done, answered) = (done.no, self.view.answered(self.gates, id));
            self.require(&[!not_done, !answered]);
        }
        self.gate(id, fact);
        match fact.who {
            Who::Assistant => {}
            Who::Clinician => self.clinician(id),
            Who::Record => self.record(id, fact),
        }
    }

    /// A detail of what is denied: only an answer that says that nothing is there.
    fn gate(&mut self, id: FactId, fact: &FactDef) {
        let Some(gate) = &fact.show_when else { return };
        let mut facts: Vec<FactId> = (gate.questions().iter())
            .filter_map(|name| self.find(name))
            .collect();
        facts.push(id);
        if !(self.concerns)(&facts) {
            return;
        }
        let shown = self.view.shown(self.space, self.gates, gate);
        let answered = self.view.answered(self.gates, id);
        let closed = match (self.lits(id).cloned(), &fact.kind) {
            (Some(FactLits::Bool(rails)), _) => rails.no,
            (Some(FactLits::Cells(cells)), FieldKind::Choice(words)) => {
                let closed: Vec<Lit> = (words.iter().zip(cells))
                    .filter(|(word, _)| CLOSED_WORDS.contains(&word.as_str()))
                    .map(|(_, cell)| cell)
                    .collect();
                self.gates.or(closed)
            }
            (Some(FactLits::Set { words, .. }), _) => {
                let none: Vec<Lit> = words.iter().map(|word| !*word).collect();
                self.gates.and(none)
            }
            _ => self.gates.constant(false),
        };
        self.require(&[!shown.no, !answered, closed]);
    }

    fn clinician(&mut self, id: FactId) {
        let Some(role) = writer(self.space) else {
            return;
        };
        if !(self.concerns)(&[id, role]) {
            return;
        }
        let answered = self.view.answered(self.gates, id);
        let mut clause = vec![!answered];
        clause.extend(clinical_roles(self.space, self.view));
        self.require(&clause);
    }

    /// Whether there was an earlier visit is always known; what else the record says, only then.
    fn record(&mut self, id: FactId, fact: &FactDef) {
        let Some(visit) = self.find("earlier_visit") else {
            return;
        };
        if !(self.concerns)(&[id, visit]) {
            return;
        }
        let Some(FactLits::Bool(rails)) = self.lits(visit).cloned() else {
            return;
        };
        if id == visit {
            self.require(&[rails.yes, rails.no]);
            return;
        }
        let answered = self.view.answered(self.gates, id);
        self.require(&[!answered, rails.yes]);
        let always = [
            "earlier_urgency",
            "hours_since_earlier",
            "days_since_first_visit",
        ];
        if always.contains(&fact.name.as_str()) {
            self.require(&[!rails.yes, answered]);
        }
    }

    /// Two answers that cannot both be right.
    fn pairs(&mut self) {
        for (low, high, slack, _) in BOUNDED {
            self.apart(low, high, |low, high| low.least > high.greatest + slack);
        }
        self.apart(
            "episodes_12m",
            "prior_episodes_lifetime",
            |recent, before| recent.least > before.greatest + Number::SCALE,
        );
        self.apart(
            "earlier_episode_onset_date",
            "onset_date",
            |earlier, current| earlier.greatest < current.least,
        );
        self.apart(
            "age_at_condition_onset_years",
            "birth_date",
            |years, birth| years.least / Number::SCALE > birth.greatest / YEAR,
        );
        let facts = self.space.catalogue().facts();
        for fact in facts {
            let name = fact.name.as_str();
            match &fact.kind {
                FieldKind::Number { .. } if fact.unit == "d" => {
                    self.apart(name, "birth_date", |days, birth| {
                        days.least / Number::SCALE > birth.greatest
                    });
                }
                FieldKind::Date if name != "birth_date" => {
                    self.apart(name, "birth_date", |date, birth| {
                        date.least > birth.greatest
                    });
                }
                _ => {}
            }
        }
        for (question, list, word) in DENIED {
            self.denied(question, list, word);
        }
    }

    fn apart(&mut self, one: &str, other: &str, impossible: impl Fn(&Cell, &Cell) -> bool) {
        let (Some(one), Some(other)) = (self.find(one), self.find(other)) else {
            return;
        };
        if !(self.concerns)(&[one, other]) {
            return;
        }
        let cells = |fact: FactId| match (self.space.shapes.get(fact.index()), self.lits(fact)) {
            (Some(Shape::Cells(cells)), Some(FactLits::Cells(lits))) => {
                cells.iter().zip(lits.iter().copied()).collect()
            }
            _ => Vec::new(),
        };
        let mut clauses = Vec::new();
        for (cell, lit) in cells(one) {
            for (other, other_lit) in cells(other) {
                if impossible(cell, other) {
                    clauses.push([!lit, !other_lit]);
                }
            }
        }
        for clause in clauses {
            self.require(&clause);
        }
    }

    fn denied(&mut self, question: &str, list: &str, word: &str) {
        let (Some(question), Some(list)) = (self.find(question), self.find(list)) else {
            return;
        };
        let catalogue = self.space.catalogue();
        let kind = |fact| catalogue.get(fact).map(|fact: &FactDef| &fact.kind);
        let place = |fact, word: &str| match kind(fact) {
            Some(FieldKind::Choice(words) | FieldKind::Set(words)) => {
                words.iter().position(|known| known == word)
            }
            _ => None,
        };
        let denied = match self.lits(question) {
            Some(FactLits::Bool(rails)) => Some(rails.no),
            Some(FactLits::Cells(cells)) => {
                place(question, "none").and_then(|none| cells.get(none).copied())
            }
            _ => None,
        };
        if let (Some(denied), Some(FactLits::Set { known, words })) = (denied, self.lits(list))
            && let Some(listed) = place(list, word).and_then(|place| words.get(place))
            && (self.concerns)(&[question, list])
        {
            let clause = [!denied, !*known, !*listed];
            self.require(&clause);
        }
    }
}
