//! A patient that a search found, made acceptable as a form: an answer that contradicts another
//! one is opened or changed, as long as the gap stays closed.

use super::Suggester;
use super::file::CaseFile;
use crate::decision::Case;
use crate::facts::{FactId, FactSet, FactValue};
use crate::intake::form::FieldKind;
use crate::intake::violation::Violation;
use crate::model::{Answer, Profile};
use crate::rules::{Cover, Gap};

/// How many answers are repaired at most.
const ROUNDS: usize = 4;

impl Suggester<'_> {
    /// The patient as a form holds it, if a form can hold it with the gap closed.
    pub(super) fn acceptable(
        &self,
        cover: &Cover<'_>,
        gap: Gap,
        profile: Profile,
        facts: FactSet,
    ) -> Option<FactSet> {
        let mut facts = facts;
        for _ in 0..=ROUNDS {
            let violations = match self.filled(&facts) {
                Ok(filled) => return cover.closes(gap, profile, &filled).then_some(filled),
                Err(violations) => violations,
            };
            facts = self.repaired(&violations, &facts, |facts| {
                cover.closes(gap, profile, facts)
            })?;
        }
        None
    }

    /// The facts after they went through a form.
    fn filled(&self, facts: &FactSet) -> Result<FactSet, Vec<Violation>> {
        let text = CaseFile::nameless(self.release, facts).patient();
        let case = Case::read(&text).map_err(|_| Vec::new())?;
        self.facts(&case)
    }

    /// The facts with one answer changed so that there is less that is wrong.
    fn repaired(
        &self,
        violations: &[Violation],
        facts: &FactSet,
        closes: impl Fn(&FactSet) -> bool,
    ) -> Option<FactSet> {
        let catalogue = self.release.catalogue();
        let involved = violations.iter().flat_map(|violation| {
            let own = violation.pointer.strip_prefix("/answers/");
            let others = violation.limit.iter().flat_map(|limit| limit.split(", "));
            let role = (violation.keyword == "clinician_only").then_some("filled_by_role");
            others.chain(role).chain(own)
        });
        let involved = involved.filter_map(|name| catalogue.find(name));
        let changed = involved.flat_map(|fact| {
            let answers = self.answers(fact).into_iter();
            answers.map(move |answer| facts.clone().with(fact, answer))
        });
        let mut less = changed.filter(|changed| match self.filled(changed) {
            Ok(_) => true,
            Err(left) => !left.is_empty() && left.len() < violations.len(),
        });
        less.find(|changed| closes(changed))
    }

    fn answers(&self, fact: FactId) -> Vec<Answer<FactValue>> {
        let kind = self.release.catalogue().get(fact).map(|fact| &fact.kind);
        let values = match kind {
            Some(FieldKind::Bool) => vec![FactValue::Bool(true), FactValue::Bool(false)],
            Some(FieldKind::Choice(words)) => (0..words.len())
                .filter_map(|at| u8::try_from(at).ok().map(FactValue::Choice))
                .collect(),
            Some(FieldKind::Set(_)) => vec![FactValue::Set(0)],
            _ => Vec::new(),
        };
        let known = values.into_iter().map(Answer::Known);
        std::iter::once(Answer::Unknown).chain(known).collect()
    }
}
