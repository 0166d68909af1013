//! What a rule asks for under each profile, in words.

use std::collections::BTreeMap;

use super::super::english::{English, with_unit};
use super::super::pathway::Term;
use super::super::release::{Params, Rule, RuleKind};
use super::{Asked, Under};
use crate::model::{Profile, Urgency};

/// An urgency as a reader needs it: its name and what it means.
pub(super) const fn urgency_words(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Emergency => "emergency: leave for an emergency department now",
        Urgency::SameDay => "today: a clinician acts the same day",
        Urgency::TwoWeeks => "within two weeks",
        Urgency::Routine => "routine: the ordinary waiting time",
        Urgency::Conservative => "conservative care: self-management, therapy and a review date",
    }
}

/// Everything a rule asks for; what it does not ask for under any profile is left out.
pub(super) fn asks_for(english: English<'_>, rule: &Rule) -> Vec<Asked> {
    let words = &english.release.vocabulary();
    let all = |what, is: Vec<String>| by_profile(what, rule, |_, _| is.clone());
    let mut asked = vec![
        by_profile("Urgency", rule, |_, params| {
            let words = params.urgency.map(urgency_words);
            words.map(str::to_owned).into_iter().collect()
        }),
        by_profile("To be seen within", rule, |profile, params| {
            days(english, params.due_in_days, profile)
        }),
        by_profile("Who sees the patient", rule, |_, params| {
            let terms = params.destinations.iter();
            terms
                .filter_map(|id| words.destinations.get(id))
                .map(|term| format!("{}: {}", term.ask, term.text))
                .collect()
        }),
        by_profile("Pictures", rule, |_, params| {
            let pictures = params.imaging.iter();
            pictures
                .filter_map(|id| words.imaging.get(id))
                .map(|picture| picture.text.clone())
                .collect()
        }),
        all("Pictures taken out", taken_out(&rule.kind)),
        all("Pictures put in place of others", swapped(english, rule)),
        by_profile("Tests", rule, |_, params| texts(&params.labs, &words.labs)),
        by_profile("Examinations", rule, |_, params| {
            texts(&params.evaluations, &words.evaluations)
        }),
        by_profile("Review within", rule, |profile, params| {
            days(english, params.review_in_days, profile)
        }),
        all("Plan", texts(&rule.plan, &words.plan)),
        all(
            "When to come back",
            texts(&rule.safety_net, &words.safety_net),
        ),
        all("Finding", texts(&rule.findings, &words.findings)),
    ];
    asked.retain(|asked| asked.under.iter().any(|under| !under.is.is_empty()));
    asked
}

/// One kind of thing, with profiles that ask for the same together.
fn by_profile(
    what: &'static str,
    rule: &Rule,
    asks: impl Fn(Profile, &Params) -> Vec<String>,
) -> Asked {
    let mut under: Vec<Under> = Vec::new();
    // The default profile leads.
    for profile in [Profile::Cautious, Profile::Us, Profile::Uk] {
        let is = asks(profile, rule.params(profile));
        match under.iter_mut().find(|known| known.is == is) {
            Some(known) => {
                known.profiles.push(profile);
                known.profiles.sort_unstable();
            }
            None => under.push(Under {
                profiles: vec![profile],
                is,
            }),
        }
    }
    Asked { what, under }
}

fn texts(ids: &[String], terms: &BTreeMap<String, Term>) -> Vec<String> {
    let terms = ids.iter().filter_map(|id| terms.get(id));
    terms.map(|term| term.text.clone()).collect()
}

/// A number of days that is a threshold.
fn days(english: English<'_>, value: Option<usize>, profile: Profile) -> Vec<String> {
    let value = value.and_then(|at| english.release.values().get(at));
    value
        .map(|value| {
            let number = value.at(profile, english.as_of);
            format!("{} ({})", with_unit(number, &value.unit), value.title)
        })
        .into_iter()
        .collect()
}

/// SPEC 6.5 and 8.8.
fn taken_out(kind: &RuleKind) -> Vec<String> {
    let RuleKind::Suppressor {
        imaging_up_to,
        because,
    } = kind
    else {
        return Vec::new();
    };
    let up_to = match imaging_up_to {
        Urgency::Conservative => "rules of conservative care",
        _ => "rules up to routine",
    };
    vec![format!(
        "where the decision is no more than routine, those that {up_to} asked for, because \
         {because}; never one that a more urgent rule asked for"
    )]
}

/// SPEC 6.7.
fn swapped(english: English<'_>, rule: &Rule) -> Vec<String> {
    let RuleKind::Swap { imaging, because } = &rule.kind else {
        return Vec::new();
    };
    let pictures = &english.release.vocabulary().imaging;
    let text = |id: &String| pictures.get(id).map(|picture| picture.text.as_str());
    imaging
        .iter()
        .filter_map(|(asked, instead)| Some((text(asked)?, text(instead)?)))
        .map(|(asked, instead)| format!("“{asked}” becomes “{instead}”"))
        .chain([format!("this holds whatever the urgency: {because}")])
        .collect()
}
