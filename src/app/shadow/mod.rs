//! A release that decides beside the one in force, for those who will release it: never shown to
//! anybody on the case, and never in the way of an answer.

mod difference;
mod summary;

use std::sync::Arc;

use tokio::sync::mpsc;
use tracing::{error, warn};

use crate::decision::{Decision, decide};
use crate::facts::{Earlier, derive};
use crate::intake::record::IntakeRecord;
use crate::model::{CaseId, DecisionId};
use crate::rules::CheckedRelease;
use crate::store::{NewShadow, Store};

pub use difference::{Difference, difference};
pub use summary::{Group, Line, Step, Summary, Way};

/// Most decisions that wait to be made again. What comes while it is full is left out, with a line
/// in the log: a slow shadow must not fill the memory of the service.
const QUEUE: usize = 256;

/// A decision that was made and stored, with all it was made on. It has no `Debug`: it is about a
/// patient.
pub(super) struct Made {
    pub case_id: CaseId,
    pub decision_id: DecisionId,
    pub record: IntakeRecord,
    pub earlier: Option<Earlier>,
    pub decision: Decision,
}

/// The candidate, and the way to the worker that decides with it.
pub(super) struct Shadow {
    candidate: Arc<CheckedRelease>,
    queue: mpsc::Sender<Made>,
}

impl Shadow {
    /// Starts the worker on the current runtime. It ends when this is dropped.
    pub fn start(candidate: Arc<CheckedRelease>, store: Store) -> Shadow {
        let (queue, made) = mpsc::channel(QUEUE);
        tokio::spawn(work(Arc::clone(&candidate), store, made));
        Shadow { candidate, queue }
    }

    pub fn candidate(&self) -> &Arc<CheckedRelease> {
        &self.candidate
    }

    /// Hands a decision over, at once and without a chance to fail.
    pub fn offer(&self, made: Made) {
        if made.decision.ruleset == *self.candidate.reference() {
            return;
        }
        if self.queue.try_send(made).is_err() {
            warn!("a shadow decision was left out: too many are waiting");
        }
    }
}

async fn work(candidate: Arc<CheckedRelease>, store: Store, mut made: mpsc::Receiver<Made>) {
    while let Some(made) = made.recv().await {
        let candidate = Arc::clone(&candidate);
        // On a thread of its own: deciding is work, and a panic ends there.
        let compared = tokio::task::spawn_blocking(move || compare(&candidate, &made)).await;
        match compared {
            Err(_) => error!("a shadow decision failed: the candidate has a fault"),
            Ok(shadow) => {
                if let Err(cause) = store.add_shadow(&shadow).await {
                    warn!(%cause, "a shadow decision was not kept");
                }
            }
        }
    }
}

/// What the candidate would have decided, beside what was.
fn compare(candidate: &CheckedRelease, made: &Made) -> NewShadow {
    let facts = derive(candidate.catalogue(), &made.record, made.earlier.as_ref());
    let decision = decide(&facts, candidate, made.decision.profile);
    let difference = difference(&made.decision, &decision);
    NewShadow {
        case_id: made.case_id,
        decision_id: made.decision_id,
        decided_by: made.decision.ruleset.clone(),
        candidate: candidate.reference().clone(),
        bounds: [
            made.decision.urgency,
            made.decision.could_become,
            decision.urgency,
            decision.could_become,
        ],
        // Names and lists of names always have a JSON spelling.
        difference: difference.and_then(|difference| serde_json::to_value(difference).ok()),
    }
}
