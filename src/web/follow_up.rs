//! The page that opens a form for a further visit of a case.

use askama::Template;

use super::Frame;
use super::intake::{Banner, Fault};

/// The page that opens a form for a further visit.
#[derive(Debug, Template)]
#[template(path = "follow_up.html")]
pub struct FollowUp {
    /// What stands around it.
    pub frame: Frame,
    /// Who it is about.
    pub banner: Banner,
    /// Address of the case.
    pub address: String,
    /// Day of the latest form of the case.
    pub latest: String,
    /// Forms of a further visit that were not sent yet: address, and when each was saved.
    pub started: Vec<(String, String)>,
    /// Day of the answers, as typed.
    pub assessment_date: String,
    /// What is wrong with the day; empty where nothing is.
    pub faults: Vec<Fault>,
}
