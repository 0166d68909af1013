//! The source attributes of a release, compared with what its rules read (SPEC 1.6).

use std::collections::{BTreeMap, BTreeSet};

use serde_saphyr::Spanned;

use super::super::attributes::{Attribute, AttributeUse, Attributes, Bibliography, FactUse};
use super::super::coding::Coding;
use super::super::expr::Expr;
use super::super::finding::{Finding, Severity};
use super::super::release::{Definition, Rule, ValueDef};
use super::super::source::{AttributesFile, FactsFile, UseFile, UsesFile, Yes};
use super::super::treatment::Care;
use super::super::words::did_you_mean;
use super::Checker;
use super::names::Names;
use super::topics::reads;
use crate::facts::{Catalogue, FactBits};

const ATTRIBUTES: &str = "attributes.yaml";

/// How many names a message lists before it counts the rest.
const LISTED: usize = 5;

/// Everything of a release that reads facts or cites.
pub(super) struct Content<'a> {
    pub definitions: &'a [Definition],
    pub rules: &'a [Rule],
    pub care: Option<&'a Care>,
    pub codes: &'a [Coding],
    pub values: &'a [ValueDef],
}

impl Content<'_> {
    /// What reads facts, by id, and the facts it reads.
    fn readers(&self, catalogue: &Catalogue) -> Vec<(String, FactBits)> {
        let through = |condition: &super::super::expr::Condition| {
            reads(&Expr::Condition(condition.clone()), self.definitions)
        };
        let rules = self.rules.iter().map(|rule| (rule.id.clone(), rule.reads));
        let care = self.care.iter().flat_map(|care| {
            let whole = care.classes.iter().map(|(_, when)| when);
            let whole = whole
                .chain([&care.offer_when])
                .fold(FactBits::EMPTY, |facts, when| facts.union(through(when)));
            let against = care.contraindications.iter();
            let against = against.map(|against| (against.id.clone(), through(&against.when)));
            std::iter::once(("treatments".to_owned(), whole)).chain(against)
        });
        let codes = self.codes.iter().map(|code| {
            let mut facts = FactBits::EMPTY;
            let known = code.facts.iter().filter_map(|name| catalogue.find(name));
            known.for_each(|fact| facts.insert(fact));
            (format!("code {}", code.code), facts)
        });
        rules.chain(care).chain(codes).collect()
    }

    fn bibliography(&self) -> Bibliography {
        let cited: BTreeSet<&String> = (self.rules.iter().flat_map(|rule| &rule.evidence))
            .chain(self.values.iter().flat_map(|value| &value.evidence))
            .collect();
        let bare = self.rules.iter().filter(|rule| rule.evidence.is_empty());
        let citing_nothing: Vec<String> = bare.map(|rule| rule.id.clone()).collect();
        Bibliography {
            rules: self.rules.len(),
            citing: self.rules.len() - citing_nothing.len(),
            sources: cited.len(),
            citing_nothing,
        }
    }
}

impl Checker {
    /// The source attributes; `None`, with a warning, where the release does not state them.
    pub(super) fn attributes(
        &mut self,
        files: &BTreeMap<String, String>,
        names: &Names<'_>,
        content: &Content<'_>,
    ) -> Option<Attributes> {
        if !files.contains_key(ATTRIBUTES) {
            let message = "the release does not say who made it and which data it uses".to_owned();
            let help = Some("add it; see `rules/README.md`".to_owned());
            self.add(Severity::Warning, "R040", ATTRIBUTES, message, help);
            return None;
        }
        let file: AttributesFile = self.read(files, ATTRIBUTES)?;
        self.header(&file);
        let catalogue = names.catalogue;
        let readers = content.readers(catalogue);
        let stated = by_attribute(file.uses);
        let owners = self.owners(&stated, catalogue);
        let uses = stated
            .into_iter()
            .map(|(attribute, stated)| {
                let belongs = catalogue
                    .facts()
                    .iter()
                    .map(|fact| fact.name.clone())
                    .filter(|name| {
                        let owner = owners.get(name).copied();
                        owner.unwrap_or(Attribute::HealthStatus) == attribute
                    });
                let facts: Vec<String> = belongs.collect();
                let read = facts.iter().filter_map(|name| {
                    let fact = catalogue.find(name)?;
                    let by = readers.iter().filter(|(_, facts)| facts.contains(fact));
                    let by: Vec<String> = by.map(|(id, _)| id.clone()).collect();
                    (!by.is_empty()).then(|| FactUse {
                        fact: name.clone(),
                        by,
                    })
                });
                let used = AttributeUse {
                    attribute,
                    used: stated.used.value == Yes::Yes,
                    why: stated.why.clone(),
                    read: read.collect(),
                    facts,
                };
                self.compared(&stated, &used);
                used
            })
            .collect();
        Some(Attributes {
            bibliography: content.bibliography(),
            developer: file.developer,
            funding: file.funding,
            released: file.released,
            revised: file.revised,
            review_by: file.review_by,
            supersedes: file.supersedes,
            uses,
        })
    }

    fn header(&mut self, file: &AttributesFile) {
        let developer = &file.developer;
        let stated = [
            ("organization", &developer.organization),
            ("author", &developer.author),
            ("approver", &developer.approver),
            ("contact", &developer.contact),
            ("funding", &file.funding),
        ];
        for (name, _) in stated.iter().filter(|(_, text)| text.trim().is_empty()) {
            self.error("R010", ATTRIBUTES, format!("`{name}` says nothing"), None);
        }
        if developer.approver == developer.author {
            let message = "the approver is the author".to_owned();
            let help = Some("somebody else must approve".to_owned());
            self.error("R042", ATTRIBUTES, message, help);
        } else if developer.approver_open() {
            let message = "the approver is not named yet".to_owned();
            let help = Some("a clinician of the clinic signs for the release".to_owned());
            self.add(Severity::Warning, "R042", ATTRIBUTES, message, help);
        }
        if file.review_by <= file.released || file.review_by <= file.revised {
            let message = "`review_by` is not after `released` and `revised`".to_owned();
            self.error("R042", ATTRIBUTES, message, None);
        }
        if file.review_by < self.today {
            let message = format!("the release was due for a review on {}", file.review_by);
            let help = Some("review it and make a new release".to_owned());
            self.add(Severity::Warning, "R042", ATTRIBUTES, message, help);
        }
    }

    /// The attribute each listed fact belongs to.
    fn owners(
        &mut self,
        stated: &[(Attribute, UseFile)],
        catalogue: &Catalogue,
    ) -> BTreeMap<String, Attribute> {
        let mut owners = BTreeMap::new();
        for (attribute, stated) in stated {
            let place = &stated.facts;
            let word = attribute.word();
            let names = match &place.value {
                FactsFile::Rest(_) if *attribute == Attribute::HealthStatus => continue,
                FactsFile::Rest(rest) => {
                    let message = format!("`{word}` cannot have `facts: {rest}`");
                    let help = "list its facts; `all_others` is for `health_status`".to_owned();
                    self.place("R041", place, message, Some(help));
                    continue;
                }
                FactsFile::Names(_) if *attribute == Attribute::HealthStatus => {
                    let message = "`health_status` holds every fact that no other attribute lists";
                    let help = "write `facts: all_others`".to_owned();
                    self.place("R041", place, message.to_owned(), Some(help));
                    continue;
                }
                FactsFile::Names(names) => names,
            };
            for name in names {
                if catalogue.find(name).is_none() {
                    let known = catalogue.facts().iter().map(|fact| fact.name.as_str());
                    let help = did_you_mean(name, known);
                    self.place("R012", place, format!("`{name}` is no fact"), help);
                } else if let Some(other) = owners.insert(name.clone(), *attribute) {
                    let message = format!(
                        "`{name}` stands under `{}` and under `{word}`",
                        other.word()
                    );
                    self.place("R011", place, message, None);
                }
            }
        }
        owners
    }

    /// What is stated of the use of an attribute against what is read.
    fn compared(&mut self, stated: &UseFile, used: &AttributeUse) {
        let word = used.attribute.word();
        if stated.why.trim().is_empty() {
            self.place(
                "R010",
                &stated.used,
                format!("`{word}` needs a `why`"),
                None,
            );
        }
        if used.used && used.read.is_empty() {
            let message = format!("`{word}` says `used: yes`, and nothing reads {}", {
                let names: Vec<String> = used.facts.iter().map(|name| quoted(name)).collect();
                if names.is_empty() {
                    "a fact of it".to_owned()
                } else {
                    some(&names)
                }
            });
            self.place("R041", &stated.used, message, None);
        }
        if !used.used && !used.read.is_empty() {
            let read: Vec<String> = used
                .read
                .iter()
                .map(|read| {
                    let by: Vec<String> = read.by.iter().map(|id| quoted(id)).collect();
                    format!("`{}` is read by {}", read.fact, some(&by))
                })
                .collect();
            let message = format!("`{word}` says `used: no`, and {}", some(&read));
            let help = "say `used: yes` and why, or change the rules".to_owned();
            self.place("R041", &stated.used, message, Some(help));
        }
    }

    /// An error at a place of the file.
    fn place<T>(
        &mut self,
        code: &'static str,
        place: &Spanned<T>,
        message: String,
        help: Option<String>,
    ) {
        self.findings.push(Finding {
            file: ATTRIBUTES.into(),
            line: place.defined.line(),
            column: place.defined.column(),
            severity: Severity::Error,
            code,
            message,
            help,
        });
    }
}

/// The nine statements in the order of [`Attribute::ALL`].
fn by_attribute(uses: UsesFile) -> Vec<(Attribute, UseFile)> {
    let stated = [
        uses.race,
        uses.ethnicity,
        uses.language,
        uses.sexual_orientation,
        uses.gender_identity,
        uses.sex,
        uses.date_of_birth,
        uses.social_determinants,
        uses.health_status,
    ];
    Attribute::ALL.into_iter().zip(stated).collect()
}

fn quoted(name: &str) -> String {
    format!("`{name}`")
}

/// The first few of a list, and how many more there are.
fn some(names: &[String]) -> String {
    let first = names.iter().take(LISTED).cloned().collect::<Vec<_>>();
    match names.len().checked_sub(LISTED) {
        None | Some(0) => first.join(", "),
        Some(more) => format!("{} and {more} more", first.join(", ")),
    }
}
