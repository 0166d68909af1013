//! Rule text, checked into a release that can run.
//!
//! What the text means is written in `rules/SPEC.md`; the numbers in these comments are its
//! clauses. [`check()`] is the only door: behind it, evaluation returns a value, never an error.

mod attributes;
mod check;
mod coding;
mod compile;
mod compiled;
mod cover;
mod cuts;
mod english;
mod evaluate;
mod expr;
mod finding;
mod lock;
mod must;
mod page;
mod pathway;
mod probe;
mod release;
mod said;
mod scope;
mod source;
mod terms;
mod testing;
mod treatment;
mod truth;
mod words;

pub use attributes::{Attribute, AttributeUse, Attributes, Bibliography, Developer, FactUse};
pub use check::check;
pub use coding::{Coding, Mark, System};
pub use cover::{
    About, Count, Cover, Coverage, CoveredPart, CoveredUnit, Decided, Gap, Pair, Seen, UnitKind,
    Why,
};
pub use cuts::{Asked, Cut};
pub use english::Sentence;
pub use evaluate::{Evaluation, RuleOutcome, Under, evaluate};
pub(crate) use expr::{Comparison, Condition, DateExpr, Expr, NumberExpr};
pub use finding::{Finding, Severity};
pub use lock::{lock, lock_draft};
pub use must::Sets;
pub use page::{
    RulePage, Source as RuleSource, Threshold, ThresholdStep, index as page_index, page,
    thresholds_over_time, when,
};
pub use pathway::{Contrast, Imaging, Modality, Term, Vocabulary};
pub use probe::{Probe, Probed};
pub use release::{CheckedRelease, Citation, Conflict, Params, Place, Position, Rule, RuleKind};
pub use scope::Scope;
pub use terms::{Basis, IfUnknown, Outcome, ReleaseRef};
pub use testing::{Heard, RuleTestResult, born, run_rule_tests};
pub use treatment::{Against, Care, Contraindication, Effect, Judged, Treatment, Verdict};
