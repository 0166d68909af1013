//! What the rules of all topic files are checked against.

use std::collections::BTreeMap;

use super::super::expr::ValueId;
use super::super::pathway::Vocabulary;
use super::super::release::Citation;
use super::super::source::ProfileFile;
use crate::facts::Catalogue;

/// What the rules of all topic files are checked against.
pub(super) struct Names<'a> {
    pub catalogue: &'a Catalogue,
    pub vocabulary: &'a Vocabulary,
    pub evidence: &'a BTreeMap<String, Citation>,
    pub values: BTreeMap<String, ValueId>,
    pub profiles: [ProfileFile; 3],
}
