//! Whole patients that a clinician can read: a short file, the form it stands for, and what the
//! decision must be.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use super::outcome::{Decision, Disposition, Outcome, Request, Status};
use crate::model::{Profile, Urgency};
use crate::rules::{CheckedRelease, Heard, Verdict, born};

/// A patient and what must be decided.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Identifier: `K07`.
    pub case: String,
    /// The patient in a sentence.
    pub story: String,
    /// Where the answers come from that are not given here: `clear`, or nothing.
    #[serde(default)]
    base: Option<Base>,
    /// The day of the assessment.
    pub as_of: NaiveDate,
    #[serde(default)]
    patient: PatientLine,
    #[serde(default)]
    answers: Map<String, Json>,
    /// What must be decided.
    pub expect: Expectation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Base {
    Clear,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PatientLine {
    #[serde(default)]
    age: Option<u32>,
    #[serde(default)]
    sex_at_birth: Option<String>,
}

/// One value for every profile, or one for each.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum PerProfile<T> {
    /// The same under every profile.
    Same(T),
    /// A value for each profile that is named.
    Each(BTreeMap<Profile, T>),
}

impl<T> PerProfile<T> {
    /// The value under a profile; `None` where the case does not say.
    pub fn under(&self, profile: Profile) -> Option<&T> {
        match self {
            PerProfile::Same(value) => Some(value),
            PerProfile::Each(values) => values.get(&profile),
        }
    }
}

/// What must be decided. What is not named is not checked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The urgency, exactly.
    pub urgency: PerProfile<Urgency>,
    /// The highest urgency it could become.
    #[serde(default)]
    pub could_become: Option<PerProfile<Urgency>>,
    /// Final or provisional.
    #[serde(default)]
    pub status: Option<Status>,
    /// What to do, in one word.
    #[serde(default)]
    pub disposition: Option<PerProfile<Disposition>>,
    /// Exactly these destinations, in any order.
    #[serde(default)]
    pub destinations: Option<PerProfile<Vec<String>>>,
    /// Exactly this imaging, in any order.
    #[serde(default)]
    pub imaging: Option<PerProfile<Vec<String>>>,
    /// Exactly these tests, in any order.
    #[serde(default)]
    pub labs: Option<PerProfile<Vec<String>>>,
    /// Rules that must fire.
    #[serde(default)]
    pub fired: Vec<String>,
    /// Rules that must not fire.
    #[serde(default)]
    pub silent: Vec<String>,
    /// Facts that must be among the questions.
    #[serde(default)]
    pub asks: Vec<String>,
    /// Findings that must be named.
    #[serde(default)]
    pub findings: Vec<String>,
    /// Verdicts on treatments, by id.
    #[serde(default)]
    pub treatments: BTreeMap<String, PerProfile<Verdict>>,
    /// Parts of the plan that must be there.
    #[serde(default)]
    pub plan: Vec<String>,
    /// Codes that must be suggested.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Days until the review.
    #[serde(default)]
    pub review_in_days: Option<PerProfile<u32>>,
    /// Days until it is due.
    #[serde(default)]
    pub due_in_days: Option<PerProfile<u32>>,
}

impl Case {
    /// Reads a case file.
    ///
    /// # Errors
    ///
    /// One sentence with the place in the file.
    pub fn read(text: &str) -> Result<Self, String> {
        // As in a release, `yes` and `no` are words (`SPEC 1.2`).
        let strict = serde_saphyr::options! {
            duplicate_keys: serde_saphyr::DuplicateKeyPolicy::Error,
            strict_booleans: true,
        };
        serde_saphyr::from_str_with_options(text, strict)
            .map_err(|error| error.without_snippet().to_string())
    }

    /// The filled form it stands for, as a clinic's system would post it.
    pub fn envelope(&self, release: &CheckedRelease) -> Json {
        let (baseline, base_age, base_sex) = release.baseline();
        let mut answers = match self.base {
            Some(Base::Clear) => baseline.clone(),
            None => Map::new(),
        };
        answers.extend(self.answers.clone());
        for (_, answer) in &mut answers {
            if let Some(date) = date(answer, self.as_of) {
                *answer = date;
            }
        }
        let age = self.patient.age.unwrap_or(base_age);
        let sex = self.patient.sex_at_birth.as_deref().unwrap_or(base_sex);
        json!({
            "form": release.catalogue().form(),
            "form_version": release.catalogue().version(),
            "assessment_date": self.as_of,
            "patient": {
                "identifier": format!("CASE-{}", self.case),
                "name": { "family": "Example", "given": self.case },
                "birth_date": born(age, self.as_of),
                "sex_at_birth": sex,
            },
            "answers": answers,
        })
    }

    /// Every way in which a decision is not what the case says.
    pub fn differences(&self, decision: &Decision) -> Vec<String> {
        let mut differences = Vec::new();
        let expect = &self.expect;
        let profile = decision.profile;
        let mut same = |what: &str, expected: Option<String>, got: String| {
            if let Some(expected) = expected.filter(|expected| *expected != got) {
                differences.push(format!("{what}: expected {expected}, got {got}"));
            }
        };
        let words = |request: &[Request]| {
            let mut ids: Vec<&str> = request.iter().map(|request| request.id.as_str()).collect();
            ids.sort_unstable();
            format!("[{}]", ids.join(", "))
        };
        let listed = |expected: &Option<PerProfile<Vec<String>>>| {
            let mut ids = expected.as_ref()?.under(profile)?.clone();
            ids.sort_unstable();
            Some(format!("[{}]", ids.join(", ")))
        };
        let urgent = |expected: Option<&Urgency>| expected.map(|urgency| urgency.to_string());
        same(
            "urgency",
            urgent(expect.urgency.under(profile)),
            decision.urgency.to_string(),
        );
        let bound = expect
            .could_become
            .as_ref()
            .and_then(|bound| bound.under(profile));
        same(
            "could_become",
            urgent(bound),
            decision.could_become.to_string(),
        );
        same(
            "status",
            expect.status.map(|s| format!("{s:?}")),
            format!("{:?}", decision.status),
        );
        let disposition = expect
            .disposition
            .as_ref()
            .and_then(|expected| expected.under(profile));
        same(
            "disposition",
            disposition.map(|d| format!("{d:?}")),
            format!("{:?}", decision.disposition),
        );
        same(
            "destinations",
            listed(&expect.destinations),
            words(&decision.destinations),
        );
        same("imaging", listed(&expect.imaging), words(&decision.imaging));
        same("labs", listed(&expect.labs), words(&decision.labs));
        let days = |expected: &Option<PerProfile<u32>>| {
            Some(format!("{:?}", Some(*expected.as_ref()?.under(profile)?)))
        };
        same(
            "review_in_days",
            days(&expect.review_in_days),
            format!("{:?}", decision.review_in_days),
        );
        same(
            "due_in_days",
            days(&expect.due_in_days),
            format!("{:?}", decision.due_in_days),
        );

        let outcome = |rule: &str| {
            decision
                .trace
                .iter()
                .find(|entry| entry.rule == rule)
                .map(|entry| entry.outcome)
        };
        for rule in &expect.fired {
            if outcome(rule) != Some(Outcome::Fired) {
                differences.push(format!("`{rule}` must fire: {:?}", outcome(rule)));
            }
        }
        for rule in &expect.silent {
            if matches!(outcome(rule), Some(Outcome::Fired) | None) {
                differences.push(format!("`{rule}` must not fire: {:?}", outcome(rule)));
            }
        }
        for fact in expect
            .asks
            .iter()
            .filter(|fact| !decision.ask.iter().any(|question| question.fact == **fact))
        {
            differences.push(format!("`{fact}` must be asked"));
        }
        for (id, expected) in &expect.treatments {
            let advice = (decision.treatments.iter()).find(|advice| advice.treatment == *id);
            let got = advice.map(|advice| advice.verdict);
            if let Some(expected) = expected.under(profile)
                && got != Some(*expected)
            {
                let got = got.map_or("not offered", Verdict::word);
                differences.push(format!("`{id}`: expected {}, got {got}", expected.word()));
            }
        }
        let listed = |ids: &[String], there: &dyn Fn(&str) -> bool| -> Vec<String> {
            ids.iter().filter(|id| !there(id)).cloned().collect()
        };
        let planned = |id: &str| decision.plan.iter().any(|part| part.id == id);
        let coded = |code: &str| decision.codes.iter().any(|coding| coding.code == code);
        for id in listed(&expect.plan, &planned) {
            differences.push(format!("plan `{id}` is missing"));
        }
        for code in listed(&expect.codes, &coded) {
            differences.push(format!("code `{code}` is missing"));
        }
        for finding in expect
            .findings
            .iter()
            .filter(|id| !decision.findings.iter().any(|found| found.id == **id))
        {
            differences.push(format!("finding `{finding}` is missing"));
        }
        differences
    }
}

impl Case {
    /// A decision that is not what the case says, as a clinician reads it; `None` where nothing
    /// that is said is wrong.
    pub fn heard(&self, release: &CheckedRelease, decision: &Decision) -> Option<Heard> {
        let (mut said, mut expected) = (Vec::new(), Vec::new());
        let wanted = self.expect.urgency.under(decision.profile);
        if let Some(wanted) = wanted.filter(|wanted| **wanted != decision.urgency) {
            let reasons = decision.reasons.iter();
            let reasons = reasons.filter(|reason| reason.urgency == Some(decision.urgency));
            let reasons: Vec<&str> = reasons.map(|reason| reason.text.as_str()).collect();
            said.push(format!("{}: {}", decision.band(), reasons.join(" ")));
            expected.push(wanted.band().to_owned());
        }
        let fired = |id: &str| {
            let mut trace = decision.trace.iter();
            trace.any(|entry| entry.rule == id && entry.outcome == Outcome::Fired)
        };
        let reason = |id: &str| {
            let mut reasons = decision.reasons.iter();
            reasons
                .find(|reason| reason.rule == id)
                .map(|reason| reason.text.clone())
        };
        let nothing = |title: &str| format!("nothing of “{title}”");
        for rule in self.expect.fired.iter().filter(|id| !fired(id)) {
            if let Ok(rule) = release.rule(rule) {
                said.push(reason(&rule.id).unwrap_or_else(|| nothing(&rule.title)));
                expected.push(rule.says("…"));
            }
        }
        for rule in self.expect.silent.iter().filter(|id| fired(id)) {
            if let Ok(rule) = release.rule(rule) {
                said.extend(reason(&rule.id));
                expected.push(nothing(&rule.title));
            }
        }
        (!said.is_empty()).then(|| Heard {
            patient: self.story.clone(),
            said,
            expected,
        })
    }
}

/// A date in the short forms of case files, as the form writes it.
fn date(answer: &Json, as_of: NaiveDate) -> Option<Json> {
    let day = match answer {
        Json::String(text) => text.parse::<NaiveDate>().ok()?,
        Json::Object(members) => {
            as_of.checked_sub_days(chrono::Days::new(members.get("days_ago")?.as_u64()?))?
        }
        _ => return None,
    };
    Some(json!({ "date": day, "precision": "day" }))
}
