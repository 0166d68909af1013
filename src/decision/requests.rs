//! What the rules ask for, united (SPEC 8.6 to 8.8, 8.10).

use std::collections::BTreeMap;

use super::looked::Looked;
use super::outcome::{Disposition, Request, Suppressed};
use crate::model::{Profile, Urgency};
use crate::rules::{CheckedRelease, Imaging, Params, RuleKind, Term};

/// Everything asked for, each thing once.
pub(super) struct Asked {
    pub destinations: Vec<Request>,
    pub imaging: Vec<Request>,
    pub labs: Vec<Request>,
    pub evaluations: Vec<Request>,
    pub plan: Vec<Request>,
    pub safety_net: Vec<Request>,
    pub findings: Vec<Request>,
    pub suppressed: Vec<Suppressed>,
    somebody_else: bool,
}

impl Asked {
    /// SPEC 8.10.
    pub fn disposition(&self) -> Disposition {
        if self.somebody_else {
            Disposition::Referral
        } else if self.imaging.is_empty() {
            Disposition::ConservativeCare
        } else {
            Disposition::Imaging
        }
    }
}

/// Unites what the speaking rules ask for; they come most urgent first.
pub(super) fn gather(
    speaking: &[&Looked<'_>],
    release: &CheckedRelease,
    profile: Profile,
    urgency: Urgency,
) -> Asked {
    let words = release.vocabulary();
    let of = |looked: &Looked<'_>, pick: fn(&Params) -> &[String]| {
        pick(looked.rule.params(profile)).to_vec()
    };
    let fired: Vec<&Looked<'_>> = speaking
        .iter()
        .copied()
        .filter(|looked| looked.fired())
        .collect();
    let destinations = unite(speaking, &words.destinations, |looked| {
        match release.hold_destination() {
            Some(instead) if !looked.fired() => vec![instead.to_owned()],
            _ => of(looked, |params| &params.destinations),
        }
    });
    let somebody_else = destinations.iter().any(|request| {
        words
            .destinations
            .get(&request.id)
            .is_some_and(|destination| !destination.own_care)
    });
    let (imaging, suppressed) = imaging(&fired, release, profile, urgency);
    Asked {
        somebody_else,
        imaging,
        suppressed,
        labs: unite(&fired, &words.labs, |looked| {
            of(looked, |params| &params.labs)
        }),
        evaluations: unite(speaking, &words.evaluations, |looked| {
            of(looked, |params| &params.evaluations)
        }),
        plan: unite(&fired, &words.plan, |looked| looked.rule.plan.clone()),
        safety_net: unite(speaking, &words.safety_net, |looked| {
            looked.rule.safety_net.clone()
        }),
        findings: unite(&fired, &words.findings, |looked| {
            looked.rule.findings.clone()
        }),
        destinations,
    }
}

fn unite(
    rules: &[&Looked<'_>],
    words: &BTreeMap<String, Term>,
    ids: impl Fn(&Looked<'_>) -> Vec<String>,
) -> Vec<Request> {
    let mut requests: Vec<Request> = Vec::new();
    for looked in rules {
        for id in ids(looked) {
            match requests.iter_mut().find(|request| request.id == id) {
                Some(request) => request.rules.push(looked.rule.id.clone()),
                None => requests.push(Request {
                    text: words
                        .get(&id)
                        .map(|term| term.text.clone())
                        .unwrap_or_default(),
                    urgency: looked.speaking_urgency().unwrap_or(Urgency::Conservative),
                    rules: vec![looked.rule.id.clone()],
                    id,
                }),
            }
        }
    }
    requests
}

/// One picture that was asked for, before anything is taken out.
struct Wanted<'a> {
    id: &'a str,
    imaging: &'a Imaging,
    urgency: Urgency,
    rule: &'a str,
}

fn imaging(
    fired: &[&Looked<'_>],
    release: &CheckedRelease,
    profile: Profile,
    urgency: Urgency,
) -> (Vec<Request>, Vec<Suppressed>) {
    let wanted: Vec<Wanted<'_>> = fired
        .iter()
        .flat_map(|looked| {
            let urgency = looked.urgency.unwrap_or(Urgency::Conservative);
            looked
                .rule
                .params(profile)
                .imaging
                .iter()
                .filter_map(move |id| {
                    let imaging = release.vocabulary().imaging.get(id)?;
                    Some(Wanted {
                        id,
                        imaging,
                        urgency,
                        rule: &looked.rule.id,
                    })
                })
        })
        .collect();
    let mut kept: Vec<Request> = Vec::new();
    let mut taken: Vec<Suppressed> = Vec::new();
    let wanted: Vec<Wanted<'_>> = wanted
        .into_iter()
        .map(|picture| swapped(picture, fired, release, &mut taken))
        .collect();
    let most = wanted
        .iter()
        .map(|wanted| wanted.urgency)
        .max()
        .unwrap_or(Urgency::Conservative);
    let level = if urgency == Urgency::Emergency {
        Urgency::Emergency
    } else {
        most
    };
    let suppressors = suppressors(fired, urgency);

    for picture in &wanted {
        let suppressor = suppressors
            .iter()
            .find(|(up_to, _, _)| picture.urgency <= *up_to);
        if let Some((_, by, because)) = suppressor {
            take(&mut taken, picture, by, because);
        } else if picture.urgency < level {
            let by = match fired.first() {
                Some(looked) if urgency == Urgency::Emergency => looked.rule.id.as_str(),
                _ => wanted
                    .iter()
                    .find(|other| other.urgency == level)
                    .map_or("", |other| other.rule),
            };
            take(
                &mut taken,
                picture,
                by,
                "a more urgent rule decides about imaging",
            );
        } else {
            match kept.iter_mut().find(|request| request.id == picture.id) {
                Some(request) => request.rules.push(picture.rule.to_owned()),
                None => kept.push(Request {
                    id: picture.id.to_owned(),
                    text: picture.imaging.text.clone(),
                    urgency: picture.urgency,
                    rules: vec![picture.rule.to_owned()],
                }),
            }
        }
    }
    let pictures = &release.vocabulary().imaging;
    let absorbs = |other: &Request, request: &Request| {
        match (pictures.get(&other.id), pictures.get(&request.id)) {
            // Of two equal pictures the one asked for first stays.
            (Some(wide), Some(narrow)) if other.id != request.id => {
                wide.absorbs(narrow) && (!narrow.absorbs(wide) || precedes(&kept, other, request))
            }
            _ => false,
        }
    };
    let (staying, absorbed): (Vec<&Request>, Vec<&Request>) = kept
        .iter()
        .partition(|request| !kept.iter().any(|other| absorbs(other, request)));
    // A picture that is itself absorbed must not be named as the one that is made instead.
    for request in absorbed {
        if let Some(wider) = staying.iter().find(|other| absorbs(other, request)) {
            taken.push(Suppressed {
                id: request.id.clone(),
                text: request.text.clone(),
                rules: request.rules.clone(),
                by: wider.rules.first().cloned().unwrap_or_default(),
                because: format!("contained in: {}", wider.text),
            });
        }
    }
    (staying.into_iter().cloned().collect(), taken)
}

/// The picture a swap puts in the place of another (SPEC 6.7), else the same.
fn swapped<'a>(
    picture: Wanted<'a>,
    fired: &[&Looked<'a>],
    release: &'a CheckedRelease,
    taken: &mut Vec<Suppressed>,
) -> Wanted<'a> {
    let instead = fired.iter().find_map(|looked| match &looked.rule.kind {
        RuleKind::Swap { imaging, because } => {
            let id = imaging.get(picture.id)?;
            let imaging = release.vocabulary().imaging.get(id)?;
            Some((looked.rule, because, id, imaging))
        }
        _ => None,
    });
    match instead {
        Some((rule, because, id, imaging)) => {
            take(taken, &picture, &rule.id, because);
            Wanted {
                id,
                imaging,
                ..picture
            }
        }
        None => picture,
    }
}

fn precedes(all: &[Request], first: &Request, second: &Request) -> bool {
    let place = |request: &Request| all.iter().position(|other| other.id == request.id);
    place(first) < place(second)
}

/// The suppressors that act: what they reach, their rule and their reason (SPEC 8.8).
fn suppressors<'a>(fired: &[&Looked<'a>], urgency: Urgency) -> Vec<(Urgency, &'a str, &'a str)> {
    if urgency > Urgency::Routine {
        return Vec::new();
    }
    fired
        .iter()
        .filter_map(|looked| match &looked.rule.kind {
            RuleKind::Suppressor {
                imaging_up_to,
                because,
            } => Some((*imaging_up_to, looked.rule.id.as_str(), because.as_str())),
            RuleKind::Ordinary { .. } | RuleKind::Guard { .. } | RuleKind::Swap { .. } => None,
        })
        .collect()
}

fn take(taken: &mut Vec<Suppressed>, picture: &Wanted<'_>, by: &str, because: &str) {
    match taken
        .iter_mut()
        .find(|suppressed| suppressed.id == picture.id && suppressed.by == by)
    {
        Some(suppressed) => suppressed.rules.push(picture.rule.to_owned()),
        None => taken.push(Suppressed {
            id: picture.id.to_owned(),
            text: picture.imaging.text.clone(),
            rules: vec![picture.rule.to_owned()],
            by: by.to_owned(),
            because: because.to_owned(),
        }),
    }
}
