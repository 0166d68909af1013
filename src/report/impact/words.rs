//! The words of two releases: what their rules and requests are called.

use std::collections::BTreeMap;

use crate::decision::{Item, List};
use crate::rules::{CheckedRelease, Rule};

/// Looks words up in the release now, then in the one before.
pub struct Words<'a> {
    releases: [&'a CheckedRelease; 2],
    rules: BTreeMap<&'a str, &'a Rule>,
}

impl<'a> Words<'a> {
    /// The words of the release before and of the one now.
    pub fn of(from: &'a CheckedRelease, to: &'a CheckedRelease) -> Words<'a> {
        let rules = from.rules().iter().chain(to.rules());
        Words {
            releases: [to, from],
            rules: rules.map(|rule| (rule.id.as_str(), rule)).collect(),
        }
    }

    /// The title of a rule; its id where there is none.
    pub fn title(&self, rule: &'a str) -> &'a str {
        self.rules
            .get(rule)
            .map_or(rule, |rule| rule.title.as_str())
    }

    /// The sentence of a rule for the clinician, without the answers that made it fire.
    pub fn sentence(&self, rule: &str) -> String {
        let sentence = self
            .rules
            .get(rule)
            .map_or("", |rule| rule.clinician.as_str());
        sentence
            .replace(": {matched}", "")
            .replace(" ({matched})", "")
            .replace("{matched}", "…")
    }

    /// What stands in a list, in words.
    pub fn item(&self, item: &Item) -> String {
        let found = self.releases.iter().find_map(|release| text(release, item));
        let text = found.unwrap_or_else(|| item.id.clone());
        match item.verdict {
            Some(verdict) => format!("{text}: {}", verdict.word().replace('_', " ")),
            None => text,
        }
    }
}

fn text(release: &CheckedRelease, item: &Item) -> Option<String> {
    let (words, id) = (release.vocabulary(), item.id.as_str());
    let terms = match item.list {
        List::Destination => &words.destinations,
        List::Lab => &words.labs,
        List::Evaluation => &words.evaluations,
        List::Plan => &words.plan,
        List::SafetyNet => &words.safety_net,
        List::Finding => &words.findings,
        List::Imaging => return Some(words.imaging.get(id)?.text.clone()),
        List::Question => {
            let catalogue = release.catalogue();
            return Some(catalogue.get(catalogue.find(id)?)?.label.clone());
        }
        List::Treatment => {
            let mut treatments = release.care()?.treatments.iter();
            return Some(
                treatments
                    .find(|treatment| treatment.id == id)?
                    .title
                    .clone(),
            );
        }
        List::Code => {
            let coding = release.codes().iter().find(|coding| coding.code == id)?;
            return Some(format!("{id} {}", coding.title));
        }
    };
    Some(terms.get(id)?.text.clone())
}

/// What a list is called beside something that came or went.
pub(super) const fn list_name(list: List) -> &'static str {
    match list {
        List::Destination => "to",
        List::Imaging => "imaging",
        List::Lab => "test",
        List::Evaluation => "examine",
        List::Question => "ask",
        List::Plan => "plan",
        List::Treatment => "treatment",
        List::SafetyNet => "come back if",
        List::Finding => "finding",
        List::Code => "code",
    }
}
