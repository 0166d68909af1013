//! What the tests inside a release see of its conditions, as patients that nobody is.

use askama::Template;

use crate::rules::{Coverage, CoveredPart, CoveredUnit, Pair, Seen, UnitKind, Why};
use crate::web::address::escaped;
use crate::web::{Frame, Words};

/// Expressions on one page.
const SHOWN: usize = 50;

/// Expressions of a release that stand in the table.
#[derive(Debug, Clone)]
pub struct UnitLine {
    /// What kind, in words.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Address of what nobody in the tests is.
    pub address: String,
    /// Parts that some test saw decide with yes, with no and with unknown, each of how many that
    /// can be seen.
    pub seen: [String; 3],
    /// How many patients are missing.
    pub gaps: usize,
}

/// Something that nobody in the tests is decided by.
#[derive(Debug, Clone)]
pub struct Missing {
    /// What such a patient would be, in plain English.
    pub words: String,
    /// The part in the rule language.
    pub text: String,
}

/// What is missing of one expression.
#[derive(Debug, Clone)]
pub struct UnitView {
    /// What kind, in words.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Its id.
    pub id: String,
    /// Where it stands in the release.
    pub place: String,
    /// What nobody in the tests is.
    pub missing: Vec<Missing>,
    /// What no test can see: in plain English, and why.
    pub cannot: Vec<(String, String)>,
}

/// What the tests inside a release see.
#[derive(Debug, Template)]
#[template(path = "coverage.html")]
pub struct CoverageView {
    /// What stands around it.
    pub frame: Frame,
    /// Pathway and version.
    pub release: String,
    /// Address of the page of the release.
    pub back: String,
    /// How much was looked at, in words.
    pub looked: String,
    /// How many patients are missing, in words.
    pub missing: String,
    /// The expression that is looked into, where there is one.
    pub unit: Option<UnitView>,
    /// The expressions, those with most missing first; empty where one is looked into.
    pub lines: Vec<UnitLine>,
    /// Address of the next page; empty on the last one.
    pub next: String,
    /// The command that looks at whole patients too.
    pub command: String,
}

impl CoverageView {
    /// The page of what was seen; `of` is `kind:id` of the expression that is looked into.
    pub fn of(
        frame: Frame,
        (pathway, version): (&str, &str),
        coverage: &Coverage,
        (of, from): (&str, usize),
    ) -> Option<CoverageView> {
        let words = frame.words;
        let own = format!("{}/coverage", super::address(version));
        let wanted = |unit: &&CoveredUnit| named(unit) == of;
        let unit = coverage.units.iter().find(wanted);
        if !of.is_empty() && unit.is_none() {
            return None;
        }
        let mut units: Vec<&CoveredUnit> = match unit {
            Some(_) => Vec::new(),
            None => coverage.units.iter().collect(),
        };
        // A stable order: most missing first, then as in the release.
        units.sort_by_key(|unit| std::cmp::Reverse(unit.count().gaps));
        let next = match units.len() > from.saturating_add(SHOWN) {
            true => format!("{own}?from={}", from + SHOWN),
            false => String::new(),
        };
        let count = coverage.count();
        let tests = coverage.tests.to_string();
        let parts: usize = coverage.units.iter().map(|unit| unit.parts.len()).sum();
        let units_word = coverage.units.len().to_string();
        let [parts, of_all] = [parts, count.of()].map(|count| count.to_string());
        let gaps = count.gaps.to_string();
        Some(CoverageView {
            release: format!("{pathway} {version}"),
            back: super::address(version),
            looked: words.with(
                "coverage-looked",
                &[("tests", &tests), ("units", &units_word), ("parts", &parts)],
            ),
            missing: words.with("coverage-missing", &[("gaps", &gaps), ("of", &of_all)]),
            unit: unit.map(|unit| UnitView::of(words, unit)),
            lines: (units.into_iter().skip(from).take(SHOWN))
                .map(|unit| UnitLine::of(words, unit, &own))
                .collect(),
            next,
            command: format!("spinepath rules cover {pathway}/{version} --cases tests/cases"),
            frame,
        })
    }
}

/// Kind and id of an expression, as an address names it.
fn named(unit: &CoveredUnit) -> String {
    let kind = match unit.kind {
        UnitKind::Definition => "definition",
        UnitKind::Rule => "rule",
        UnitKind::Offer => "offer",
        UnitKind::Class => "class",
        UnitKind::Contraindication => "contraindication",
    };
    format!("{kind}:{}", unit.id)
}

fn kind(words: Words, unit: &CoveredUnit) -> String {
    match unit.kind {
        UnitKind::Definition => words.say("part-definition"),
        UnitKind::Rule => words.say("part-rule"),
        UnitKind::Offer => words.say("part-offer"),
        UnitKind::Class => words.say("part-class"),
        UnitKind::Contraindication => words.say("part-contraindication"),
    }
}

impl UnitLine {
    fn of(words: Words, unit: &CoveredUnit, own: &str) -> UnitLine {
        let seen = |pick: fn(&CoveredPart) -> &Pair| {
            let pairs = || unit.parts.iter().map(pick);
            let seen = pairs().filter(|pair| matches!(pair.seen, Seen::By(_)));
            let of = pairs().filter(|pair| !matches!(pair.seen, Seen::Cannot(_)));
            let [seen, of] = [seen.count(), of.count()].map(|count| count.to_string());
            words.with("coverage-of", &[("seen", &seen), ("of", &of)])
        };
        UnitLine {
            kind: kind(words, unit),
            id: unit.id.clone(),
            title: unit.title.clone(),
            address: format!("{own}?of={}", escaped(&named(unit))),
            seen: [
                seen(|part| &part.yes),
                seen(|part| &part.no),
                seen(|part| &part.unknown),
            ],
            gaps: unit.count().gaps,
        }
    }
}

impl UnitView {
    fn of(words: Words, unit: &CoveredUnit) -> UnitView {
        let (mut missing, mut cannot) = (Vec::new(), Vec::new());
        for part in &unit.parts {
            for pair in part.pairs() {
                let said = pair.words.clone();
                match pair.seen {
                    Seen::By(_) => {}
                    Seen::Gap => missing.push(Missing {
                        words: said,
                        text: part.text.clone(),
                    }),
                    Seen::Cannot(Why::Never) => cannot.push((said, words.say("coverage-never"))),
                    Seen::Cannot(Why::NeverAlone) => {
                        cannot.push((said, words.say("coverage-never-alone")));
                    }
                }
            }
        }
        UnitView {
            kind: kind(words, unit),
            title: unit.title.clone(),
            id: unit.id.clone(),
            place: unit.place.to_string(),
            missing,
            cannot,
        }
    }
}
