//! Title, identity, bar, ask, problem and foot.

use std::collections::BTreeSet;

use crate::{
    decision::{Request, Status},
    model::{Answer, Urgency, date::completed_years},
};

use super::super::{
    summary::{Band, Flags, Foot},
    wording::fill,
};
use super::care;
use super::say::{Say, capitalized};

/// Questions the bar names; the others stand among the open ones.
const ASKED_IN_BAR: usize = 4;
/// Destinations and imaging requests the ask names; the others stand below it.
const NAMED_IN_ASK: usize = 2;
/// Further requests on page one; all of them stand in the appendix.
const ALSO_ON_PAGE_ONE: usize = 3;
/// Letters of a digest that are enough to tell two documents apart by eye.
const SHORT_DIGEST: usize = 12;

fn name(say: &Say<'_>) -> String {
    let patient = say.view.record.patient();
    format!("{}, {}", patient.family.reveal(), patient.given.reveal())
}

pub(super) fn title(say: &Say<'_>) -> String {
    fill(&say.words.page.title, &[("name", &name(say))])
}

pub(super) fn identity(say: &Say<'_>) -> String {
    let patient = say.view.record.patient();
    let born = *patient.birth_date.reveal();
    let age = completed_years(born, say.view.decision.as_of);
    let sex = match &patient.sex_at_birth {
        Answer::Known(word) => say.option("sex_at_birth", word),
        Answer::Unknown => say.words.words.unknown.clone(),
        Answer::NotAsked => say.words.words.not_asked.clone(),
    };
    let identity = fill(
        &say.words.page.identity,
        &[
            ("born", &say.date(born)),
            (
                "age",
                &fill(&say.words.words.years, &[("count", &age.to_string())]),
            ),
            ("sex", &sex),
            ("number", patient.identifier.reveal()),
            ("assessed", &say.date(say.view.decision.as_of)),
        ],
    );
    match say.view.made_at {
        Some(moment) => {
            let moment = moment.format("%-d %b %Y %H:%M UTC").to_string();
            format!(
                "{identity} · {}",
                fill(&say.words.page.made, &[("at", &moment)])
            )
        }
        None => identity,
    }
}

pub(super) fn band(say: &Say<'_>) -> Band {
    let decision = say.view.decision;
    Band {
        urgency: decision.urgency,
        word: decision.band(),
        due: due(say),
        ask: ask(say),
        provisional: (decision.status == Status::Provisional).then(|| provisional(say)),
    }
}

fn after(say: &Say<'_>, days: u32) -> String {
    let date = say.view.decision.as_of + chrono::Days::new(days.into());
    say.date(date)
}

fn due(say: &Say<'_>) -> String {
    let (decision, words) = (say.view.decision, &say.words.due);
    match (decision.urgency, decision.due_in_days) {
        (Urgency::Emergency, _) => words.now.clone(),
        (_, Some(0)) => fill(&words.today, &[("date", &after(say, 0))]),
        (_, Some(days)) => fill(
            &words.within,
            &[("days", &days.to_string()), ("date", &after(say, days))],
        ),
        (Urgency::Conservative, None) => match decision.review_in_days {
            Some(days) => fill(&words.review, &[("date", &after(say, days))]),
            None => words.no_review.clone(),
        },
        (_, None) => words.ordinary.clone(),
    }
}

/// One sentence that starts with a verb: the most urgent destinations, with the imaging that is
/// asked for at the same urgency.
fn ask(say: &Say<'_>) -> String {
    let (decision, lead) = (say.view.decision, &say.words.lead);
    if (decision.urgency, decision.status) == (Urgency::Conservative, Status::Provisional) {
        return lead.open.clone();
    }
    let urgent = |list: &[Request]| {
        let texts: Vec<String> = list
            .iter()
            .filter(|request| request.urgency == decision.urgency)
            .take(NAMED_IN_ASK)
            .map(|request| request.text.clone())
            .collect();
        say.list(&texts)
    };
    let (who, what) = (urgent(&decision.destinations), urgent(&decision.imaging));
    let days = decision.due_in_days.unwrap_or_default().to_string();
    let place = match (who.is_empty(), what.is_empty()) {
        (false, false) => fill(&lead.and_imaging, &[("where", &who), ("what", &what)]),
        (false, true) => who.clone(),
        (true, false) => what.clone(),
        (true, true) => String::new(),
    };
    let sentence = match (decision.urgency, who.is_empty(), place.is_empty()) {
        (Urgency::Conservative, ..) => &lead.conservative,
        (_, _, true) => &lead.nobody,
        (Urgency::Emergency, false, _) => &lead.emergency,
        (Urgency::SameDay, false, _) => &lead.same_day,
        (Urgency::TwoWeeks, false, _) => &lead.two_weeks,
        (Urgency::Routine, false, _) => &lead.routine,
        (Urgency::Emergency, true, _) => &lead.imaging_emergency,
        (Urgency::SameDay, true, _) => &lead.imaging_same_day,
        (Urgency::TwoWeeks, true, _) => &lead.imaging_two_weeks,
        (Urgency::Routine, true, _) => &lead.imaging_routine,
    };
    let review = match decision.review_in_days {
        Some(days) => fill(
            &lead.review_on,
            &[("date", &after(say, days)), ("days", &days.to_string())],
        ),
        None => lead.review_unset.clone(),
    };
    fill(
        sentence,
        &[("where", &place), ("days", &days), ("review", &review)],
    )
}

fn provisional(say: &Say<'_>) -> String {
    let (decision, words) = (say.view.decision, &say.words.provisional);
    let critical = |fact: &str| {
        say.view
            .form
            .field(fact)
            .is_some_and(|field| field.critical)
    };
    let mut asked: Vec<_> = decision.first_questions().collect();
    // The safety questions first; among them the order in which they settle the decision.
    asked.sort_by_key(|question| !critical(&question.fact));
    let mut labels: Vec<String> = Vec::new();
    for question in asked {
        if !labels.contains(&question.label) {
            labels.push(question.label.clone());
        }
    }
    let mut questions = say.some(&labels, ASKED_IN_BAR);
    if questions.is_empty() {
        questions = words.nothing_to_ask.clone();
    }
    fill(
        &words.bar,
        &[
            ("band", decision.could_become.band()),
            ("questions", &questions),
        ],
    )
}

/// Where, what, since when, how it goes, and the most important absence.
pub(super) fn problem(say: &Say<'_>, flags: &Flags) -> String {
    let words = &say.words.problem;
    let place = match say.set("pain_regions") {
        Some(regions) if !regions.is_empty() => {
            let names: Vec<String> = regions
                .iter()
                .map(|word| say.option("pain_regions", word))
                .collect();
            let names = say.list(&names);
            capitalized(&fill(&words.place, &[("place", &names)]))
        }
        _ => words.nowhere.clone(),
    };
    let part = say
        .choice("dominant_pain")
        .filter(|word| matches!(*word, "leg" | "arm"));
    let mostly = part.map_or_else(String::new, |part| {
        fill(
            &words.mostly,
            &[("part", &say.option("dominant_pain", part))],
        )
    });
    let side = if part.is_some() {
        "limb_pain_side"
    } else {
        "paraspinal_side"
    };
    let side = say
        .choice(side)
        .filter(|word| *word != "none")
        .map_or_else(String::new, |word| {
            fill(&words.side, &[("side", &say.option(side, word))])
        });
    let since = say.date_of("onset_date").map_or_else(
        || words.no_onset.clone(),
        |date| {
            let long = fill(&words.since, &[("duration", &say.ago(date))]);
            long + &fill(&words.since_date, &[("date", &say.partial(date))])
        },
    );
    let course = say.choice("course").map_or_else(String::new, |word| {
        fill(&words.course, &[("course", &say.option("course", word))])
    });
    fill(
        &words.sentence,
        &[
            ("where", &place),
            ("mostly", &mostly),
            ("side", &side),
            ("since", &since),
            ("course", &course),
            ("flags", &absence(say, flags)),
        ],
    )
}

/// No red flag among so many asked, or how many are present; then how many are open.
fn absence(say: &Say<'_>, flags: &Flags) -> String {
    let words = &say.words.problem;
    let count = |sentence: &str, count: usize| fill(sentence, &[("count", &count.to_string())]);
    let mut said = if flags.present.is_empty() {
        count(&words.no_flags, flags.absent.len())
    } else {
        count(&words.flags_present, flags.present.len())
    };
    let mut open: BTreeSet<&str> = say
        .view
        .decision
        .first_questions()
        .map(|q| q.fact.as_str())
        .collect();
    let critical = say.view.form.fields().iter().filter(|field| field.critical);
    open.extend(
        critical
            .map(|field| field.name.as_str())
            .filter(|name| say.known(name).is_none()),
    );
    let open = open.len();
    if open > 0 {
        said.push(' ');
        said.push_str(&count(&words.open, open));
    }
    said
}

/// What is asked for beside the ask: less urgent destinations and imaging, tests, examinations.
pub(super) fn also(say: &Say<'_>) -> Vec<String> {
    let decision = say.view.decision;
    let own_care = decision.urgency == Urgency::Conservative;
    let named = |list: &'_ [Request]| -> Vec<String> {
        let most_urgent = list
            .iter()
            .filter(|request| request.urgency == decision.urgency)
            .skip(NAMED_IN_ASK);
        let later = list
            .iter()
            .filter(|request| request.urgency != decision.urgency);
        most_urgent
            .chain(later)
            .map(|request| format!("{} ({})", request.text, request.urgency.band()))
            .collect()
    };
    let later = [&decision.destinations, &decision.imaging]
        .into_iter()
        .filter(|_| !own_care)
        .flat_map(|list| named(list));
    let tests = decision
        .labs
        .iter()
        .chain(&decision.evaluation_requests)
        .map(|request| request.text.clone());
    let mut also: Vec<String> = (care::change(say).into_iter())
        .chain(later)
        .chain(tests)
        .collect();
    let more = also.len().saturating_sub(ALSO_ON_PAGE_ONE);
    also.truncate(ALSO_ON_PAGE_ONE);
    if more > 0 {
        let more = fill(
            &say.words.fitting.more_reasons,
            &[("count", &more.to_string())],
        );
        also.push(more);
    }
    also
}

pub(super) fn foot(say: &Say<'_>) -> Foot {
    let (view, words) = (say.view, &say.words.foot);
    let patient = view.record.patient();
    let born = say.date(*patient.birth_date.reveal());
    let case = match view.case_id {
        Some(id) => fill(&words.case, &[("id", &id.to_string())]),
        None => words.draft.clone(),
    };
    let digest = view.decision.digest.trim_start_matches("sha256:");
    let short: String = digest.chars().take(SHORT_DIGEST).collect();
    let midnight = view
        .decision
        .as_of
        .and_time(chrono::NaiveTime::MIN)
        .and_utc();
    Foot {
        patient: fill(
            &words.patient,
            &[
                ("name", &name(say)),
                ("born", &born),
                ("number", patient.identifier.reveal()),
            ],
        ),
        origin: fill(
            &words.origin,
            &[
                ("case", &case),
                ("ruleset", &view.decision.ruleset.name),
                ("release", &view.decision.ruleset.release),
                ("engine", env!("CARGO_PKG_VERSION")),
                ("digest", &short),
            ],
        ),
        digest: view.decision.digest.clone(),
        seconds: view.made_at.unwrap_or(midnight).timestamp(),
    }
}
