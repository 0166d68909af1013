//! From a case to its [`Handout`]: picks and orders the words; nothing here is per language.

use chrono::{Datelike, Days, NaiveDate, NaiveTime};

use crate::decision::{Decision, Disposition, Request};

use super::super::{CaseView, wording::fill};
use super::{
    HandoutError, Language, StillOpen,
    exercises::{advice, exercises, held},
    wording::{Entries, Words, words},
};

/// Everything a handout says, in order.
#[derive(Debug, Clone)]
pub struct Handout {
    /// The words of the language, for what is the same on every handout.
    pub words: &'static Words,
    /// Name, birth date, day of the plan.
    pub identity: String,
    /// When to go to an emergency department.
    pub emergency: Warnings,
    /// When to phone the same day.
    pub same_day: Warnings,
    /// What was suggested.
    pub plan: Plan,
    /// The exercises; absent where there is none.
    pub exercises: Option<Exercises>,
    /// The next check.
    pub review: Review,
    /// The foot of every page.
    pub foot: Foot,
}

/// A box of warnings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warnings {
    /// Heading: the start of the sentence that every item ends.
    pub title: String,
    /// The signs.
    pub items: Vec<String>,
    /// What to do beside it.
    pub after: Vec<String>,
}

/// The plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Where it comes from and who agrees on it.
    pub lead: String,
    /// Its parts.
    pub items: Vec<String>,
    /// That parts are left out which may not be safe for this patient.
    pub waiting: Option<String>,
    /// That something else is asked for as well.
    pub more: Option<String>,
}

/// The exercises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exercises {
    /// How to start.
    pub lead: String,
    /// What the amounts are worth.
    pub default: String,
    /// Each one.
    pub items: Vec<ExerciseLine>,
}

/// One exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExerciseLine {
    /// Identifier, by which its drawing is found.
    pub id: String,
    /// Name.
    pub name: String,
    /// How it is done.
    pub how: String,
    /// How much to start with.
    pub dose: String,
    /// When to stop.
    pub stop: String,
    /// To ask first, where the release names a caution for this patient.
    pub ask_first: Option<String>,
}

/// The next check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The day; absent where no rule sets one.
    pub on: Option<String>,
    /// What it is for, and when to come back without it.
    pub lines: Vec<String>,
}

/// The foot of every page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foot {
    /// Name and birth date.
    pub patient: String,
    /// Rules and digest.
    pub origin: String,
    /// Lines printed in the words of the release, because the language has none for them.
    pub untranslated: usize,
    /// Whole digest of the decision.
    pub digest: String,
    /// Seconds since 1970 of the moment the document is made for.
    pub seconds: i64,
}

/// Letters of a digest that are enough to tell two documents apart by eye.
const SHORT_DIGEST: usize = 12;

impl Handout {
    /// Everything the pages say about a case.
    ///
    /// # Errors
    /// If a decision of the same day or above is open, or what is built into the program is broken.
    pub fn of(view: &CaseView<'_>, language: Language) -> Result<Handout, HandoutError> {
        Handout::with_exercises(view, language, &exercises(view.decision))
    }

    /// The same with exercises somebody chose; ids that are not known are left out.
    ///
    /// # Errors
    /// As [`Handout::of`].
    pub fn with_exercises(
        view: &CaseView<'_>,
        language: Language,
        chosen: &[&str],
    ) -> Result<Handout, HandoutError> {
        let decision = view.decision;
        if let Some(open) = StillOpen::of(decision) {
            return Err(HandoutError::Open(open));
        }
        let words = words(language)?;
        let mut own = OwnWords { count: 0 };
        let handout = Handout {
            words,
            identity: identity(words, view),
            emergency: emergency(words, decision),
            same_day: same_day(words, decision, &mut own),
            plan: plan(words, decision, &mut own),
            exercises: chosen_exercises(words, decision, chosen),
            review: review(words, decision),
            foot: foot(words, view),
        };
        let foot = Foot {
            untranslated: own.count,
            ..handout.foot
        };
        Ok(Handout { foot, ..handout })
    }
}

/// Counts what is printed in the words of the release.
struct OwnWords {
    count: usize,
}

impl OwnWords {
    /// A sentence of the release, marked as not in plain words.
    fn of(&mut self, request: &Request) -> String {
        self.count += 1;
        format!("{} *", request.text)
    }
}

/// Those always printed, then those the decision names.
fn named(
    always: &Entries<String>,
    when_named: &Entries<String>,
    decision: &Decision,
) -> Vec<String> {
    let also = decision.safety_net.iter();
    let also = also.filter_map(|request| when_named.get(&request.id));
    always.values().chain(also).cloned().collect()
}

fn emergency(words: &Words, decision: &Decision) -> Warnings {
    let words = &words.emergency;
    Warnings {
        title: words.title.clone(),
        items: named(&words.always, &words.when_named, decision),
        after: vec![words.after.clone()],
    }
}

/// A warning without patient words stands here, in those of the release: it says itself what to do.
fn same_day(words: &Words, decision: &Decision, own: &mut OwnWords) -> Warnings {
    let (all, words) = (words, &words.same_day);
    let mut items = named(&words.always, &words.when_named, decision);
    let strange = decision.safety_net.iter();
    let strange = strange.filter(|request| all.warning(&request.id).is_none());
    items.extend(strange.map(|request| own.of(request)));
    Warnings {
        title: words.title.clone(),
        items,
        after: vec![words.after.clone(), words.calm.clone()],
    }
}

fn plan(words: &Words, decision: &Decision, own: &mut OwnWords) -> Plan {
    let words = &words.plan;
    // What matters most to the reader first: the order of the words, not of the rules.
    let place = |part: &&Request| words.words.ids().position(|id| id == part.id);
    let (waiting, mut parts): (Vec<&Request>, Vec<&Request>) = decision
        .plan
        .iter()
        .partition(|part| held(decision, &part.id));
    parts.sort_by_key(|part| place(part).unwrap_or(usize::MAX));
    let items: Vec<String> = parts
        .into_iter()
        .map(|part| match words.words.get(&part.id) {
            Some(said) => said.clone(),
            None => own.of(part),
        })
        .collect();
    let more = decision.disposition != Disposition::ConservativeCare || !decision.labs.is_empty();
    Plan {
        lead: if items.is_empty() {
            words.none.clone()
        } else {
            words.lead.clone()
        },
        items,
        waiting: (!waiting.is_empty()).then(|| words.waiting.clone()),
        more: more.then(|| words.more.clone()),
    }
}

fn chosen_exercises(words: &Words, decision: &Decision, chosen: &[&str]) -> Option<Exercises> {
    let words = &words.exercises;
    let items: Vec<ExerciseLine> = chosen
        .iter()
        .filter_map(|id| {
            let said = words.words.get(id)?;
            let caution = advice(decision, id).is_some_and(|a| !a.contraindications.is_empty());
            Some(ExerciseLine {
                id: (*id).to_owned(),
                name: said.name.clone(),
                how: said.how.clone(),
                dose: said.dose.clone(),
                stop: said.stop.clone(),
                ask_first: caution.then(|| words.ask_first.clone()),
            })
        })
        .collect();
    (!items.is_empty()).then(|| Exercises {
        lead: words.lead.clone(),
        default: words.default.clone(),
        items,
    })
}

fn review(words: &Words, decision: &Decision) -> Review {
    let said = &words.review;
    let day = decision
        .review_in_days
        .and_then(|days| decision.as_of.checked_add_days(Days::new(days.into())));
    let mut lines = vec![said.lead.clone()];
    lines.extend(named(&said.always, &said.when_named, decision));
    Review {
        on: day.map(|day| fill(&said.on, &[("date", &date(words, day))])),
        lines,
    }
}

fn name(view: &CaseView<'_>) -> String {
    let patient = view.record.patient();
    format!("{}, {}", patient.family.reveal(), patient.given.reveal())
}

fn identity(words: &Words, view: &CaseView<'_>) -> String {
    let born = *view.record.patient().birth_date.reveal();
    fill(
        &words.page.identity,
        &[
            ("name", &name(view)),
            ("born", &date(words, born)),
            ("date", &date(words, view.decision.as_of)),
        ],
    )
}

fn foot(words: &Words, view: &CaseView<'_>) -> Foot {
    let (decision, foot) = (view.decision, &words.foot);
    let born = *view.record.patient().birth_date.reveal();
    let digest = decision.digest.trim_start_matches("sha256:");
    let short: String = digest.chars().take(SHORT_DIGEST).collect();
    let midnight = decision.as_of.and_time(NaiveTime::MIN).and_utc();
    Foot {
        patient: fill(
            &foot.patient,
            &[("name", &name(view)), ("born", &date(words, born))],
        ),
        origin: fill(
            &foot.origin,
            &[
                ("ruleset", &decision.ruleset.name),
                ("release", &decision.ruleset.release),
                ("digest", &short),
            ],
        ),
        untranslated: 0,
        digest: decision.digest.clone(),
        seconds: view.made_at.unwrap_or(midnight).timestamp(),
    }
}

/// A day as the language writes it.
fn date(words: &Words, day: NaiveDate) -> String {
    let month = words.months.get(day.month0() as usize);
    fill(
        &words.page.date,
        &[
            ("month", month.map_or("", String::as_str)),
            ("day", &day.day().to_string()),
            ("year", &day.year().to_string()),
        ],
    )
}
