//! The only SQL: what was received, what was decided, and who did it, in Postgres.

mod batch;
mod cases;
mod closings;
mod connection;
mod count;
mod drafts;
mod error;
mod facts;
mod history;
mod left;
mod migrations;
mod releases;
mod reviews;
mod rule_use;
pub mod schema;
mod shadow;
mod state;
mod submission;
mod words;
mod worklist;
mod writer;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

pub use cases::{CaseSummary, Cursor, Page, StoredCase, StoredDecision, StoredIntake};
pub use closings::{Closed, Closes, Closing};
pub use connection::DatabaseUrl;
pub use count::Count;
pub use drafts::{Draft, NewDraft, Save, Saved};
pub use error::StoreError;
pub use facts::{CaseSpan, StoredFacts};
pub use history::{AuditEvent, PastDecision};
pub use left::Left;
pub use migrations::MIGRATIONS;
pub use releases::{NewRecord, Recorded, ReleaseAct, ReleaseRecord};
pub use reviews::{Review, Reviewed, SignedSummary};
pub use rule_use::{Fired, RuleUse};
pub use shadow::{Divergence, NewShadow, ShadowRun};
pub use state::DatabaseState;
pub use submission::{Idempotency, Submission, Submitted};
pub use worklist::{OwnedBy, ReviewState, WorklistFilter, WorklistPage, WorklistRow};

use crate::{
    decision::ReleaseRef,
    intake::typed::Entries,
    model::{CaseId, DecisionId, DraftId, Phi, ReviewId, Urgency},
};

/// The database of one clinic. Clones share the pool and the writers.
#[derive(Clone)]
pub struct Store {
    connections: connection::Connections,
    writer: writer::Writer,
}

impl Store {
    /// Connects once, to see that the database answers, and starts the writers on the current
    /// runtime, which must outlive the store.
    pub async fn connect(url: &DatabaseUrl) -> Result<Store, StoreError> {
        let connections = connection::Connections::new(url)?;
        drop(connections.get().await?);
        let writer = writer::Writer::start(&connections);
        Ok(Store {
            connections,
            writer,
        })
    }

    /// Brings the tables up to date and says how many migrations ran. Programs that start at the
    /// same time take turns. Needs a runtime with more than one thread.
    pub async fn migrate(&self) -> Result<usize, StoreError> {
        migrations::run(self.connections.dedicated().await?).await
    }

    /// What the database is: its server, and what was done to its tables.
    pub async fn state(&self) -> Result<DatabaseState, StoreError> {
        let mut connection = self.connections.get().await?;
        state::read(&mut connection).await
    }

    /// Whether the database answers now.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let mut connection = self.connections.get().await?;
        diesel::select(1_i32.into_sql::<diesel::sql_types::Integer>())
            .execute(&mut connection)
            .await?;
        Ok(())
    }

    /// Makes a rule release known, so that decisions can name it. A second time is a no-op;
    /// other files under the same name and release are a conflict.
    pub async fn register_release(
        &self,
        release: &ReleaseRef,
        files: &serde_json::Value,
    ) -> Result<(), StoreError> {
        use schema::rule_releases as table;
        let mut connection = self.connections.get().await?;
        diesel::insert_into(table::table)
            .values((
                table::digest.eq(&release.digest),
                table::name.eq(&release.name),
                table::release.eq(&release.release),
                table::files.eq(files),
            ))
            .on_conflict(table::digest)
            .do_nothing()
            .execute(&mut connection)
            .await?;
        Ok(())
    }

    /// Every record of which release is in force when, of one pathway or of all, oldest first.
    pub async fn release_records(
        &self,
        pathway: Option<&str>,
    ) -> Result<Vec<ReleaseRecord>, StoreError> {
        let mut connection = self.connections.get().await?;
        releases::all(&mut connection, pathway).await
    }

    /// Adds a record and its audit event in one transaction, unless the pathway has a later record
    /// than `after`, the last one that was looked at ([`Recorded::Superseded`]). Its release must
    /// be registered.
    pub async fn record_release(
        &self,
        record: &NewRecord,
        after: Option<i64>,
    ) -> Result<Recorded, StoreError> {
        let mut connection = self.connections.get().await?;
        releases::add(&mut connection, record, after).await
    }

    /// Keeps what a candidate would have decided; a second time is a no-op.
    pub async fn add_shadow(&self, shadow: &NewShadow) -> Result<(), StoreError> {
        let mut connection = self.connections.get().await?;
        shadow::add(&mut connection, shadow).await
    }

    /// What was compared with each candidate, the latest candidate first.
    pub async fn shadow_runs(&self) -> Result<Vec<ShadowRun>, StoreError> {
        let mut connection = self.connections.get().await?;
        shadow::runs(&mut connection).await
    }

    /// The decisions for which a candidate is less urgent and nobody explained why: the number,
    /// the case, and the urgency before and after.
    pub async fn unexplained_lowerings(
        &self,
        candidate: &ReleaseRef,
    ) -> Result<Vec<(i64, CaseId, [Urgency; 2])>, StoreError> {
        let mut connection = self.connections.get().await?;
        shadow::unexplained(&mut connection, candidate).await
    }

    /// Keeps why a lowering is right; [`StoreError::NotFound`] where that number is none.
    pub async fn explain_shadow(&self, id: i64, reason: &str, by: &str) -> Result<(), StoreError> {
        let mut connection = self.connections.get().await?;
        shadow::explain(&mut connection, id, reason, by).await
    }

    /// Keeps everything of one submission in one transaction and answers after its commit.
    ///
    /// An error of kind [`StoreError::Unavailable`] leaves open whether it was kept: send it
    /// again under the same idempotency key.
    pub async fn submit(&self, submission: Submission) -> Result<Submitted, StoreError> {
        self.writer.submit(submission).await
    }

    /// Keeps a submission that follows a decision of its case, in one transaction; nothing is added
    /// where the case has a later decision by now ([`Submitted::Superseded`]).
    pub async fn follow_up(&self, submission: &Submission) -> Result<Submitted, StoreError> {
        let mut connection = self.connections.get().await?;
        batch::keep_following(&mut connection, submission).await
    }

    /// The case, or `None` where there is none of that id.
    pub async fn case(&self, case_id: CaseId) -> Result<Option<StoredCase>, StoreError> {
        let mut connection = self.connections.get().await?;
        cases::one(&mut connection, case_id).await
    }

    /// At most `limit` cases (at least one) after the cursor, most urgent first.
    pub async fn cases(&self, after: Option<Cursor>, limit: u16) -> Result<Page, StoreError> {
        let mut connection = self.connections.get().await?;
        cases::page(&mut connection, after, limit).await
    }

    /// Keeps a review, the summary signed with it and the audit event in one transaction, unless the case has a later decision
    /// than the one it is about, or another latest review than `after`
    /// ([`Reviewed::Superseded`]).
    pub async fn review(
        &self,
        review: &Review,
        signed: Option<&SignedSummary>,
        after: Option<ReviewId>,
    ) -> Result<Reviewed, StoreError> {
        let mut connection = self.connections.get().await?;
        reviews::add(&mut connection, review, signed, after).await
    }

    /// The summary that was signed with a review of a case; `None` where there is none.
    pub async fn signed_summary(
        &self,
        case_id: CaseId,
        review_id: ReviewId,
    ) -> Result<Option<SignedSummary>, StoreError> {
        let mut connection = self.connections.get().await?;
        reviews::signed(&mut connection, case_id, review_id).await
    }

    /// Every review of a case, newest first.
    pub async fn reviews(&self, case_id: CaseId) -> Result<Vec<Review>, StoreError> {
        let mut connection = self.connections.get().await?;
        reviews::of_case(&mut connection, case_id).await
    }

    /// How often each rule fired in the decisions in force from that one on, and what clinicians
    /// said of them.
    pub async fn rule_use(&self, since: DecisionId, most: u32) -> Result<RuleUse, StoreError> {
        let mut connection = self.connections.get().await?;
        rule_use::since(&mut connection, since, most).await
    }

    /// Writes down whose case it is, with an audit event; [`StoreError::NotFound`] where there is
    /// no such case.
    pub async fn take(
        &self,
        case_id: CaseId,
        owner: &str,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut connection = self.connections.get().await?;
        reviews::take(&mut connection, case_id, owner, at).await
    }

    /// At most `limit` cases (at least one) of one urgency after a case, oldest first.
    pub async fn worklist(
        &self,
        filter: &WorklistFilter,
        urgency: Urgency,
        after: Option<CaseId>,
        limit: u16,
    ) -> Result<WorklistPage, StoreError> {
        let mut connection = self.connections.get().await?;
        worklist::page(&mut connection, filter, urgency, after, limit).await
    }

    /// How many cases of the filter there are of each urgency; every urgency is named.
    pub async fn counts(
        &self,
        filter: &WorklistFilter,
    ) -> Result<BTreeMap<Urgency, Count>, StoreError> {
        let mut connection = self.connections.get().await?;
        worklist::counts(&mut connection, filter).await
    }

    /// The latest decision of all cases; `None` where there is no case.
    pub async fn newest(&self) -> Result<Option<DecisionId>, StoreError> {
        let mut connection = self.connections.get().await?;
        worklist::newest(&mut connection).await
    }

    /// How many cases of the filter have a decision made after that one.
    pub async fn newer(
        &self,
        filter: &WorklistFilter,
        than: Option<DecisionId>,
    ) -> Result<u64, StoreError> {
        let mut connection = self.connections.get().await?;
        worklist::newer(&mut connection, filter, than).await
    }

    /// Every decision of a case, oldest first.
    pub async fn history(&self, case_id: CaseId) -> Result<Vec<PastDecision>, StoreError> {
        let mut connection = self.connections.get().await?;
        history::decisions(&mut connection, case_id).await
    }

    /// Everything done with a case, oldest first.
    pub async fn audit(&self, case_id: CaseId) -> Result<Vec<AuditEvent>, StoreError> {
        let mut connection = self.connections.get().await?;
        history::events(&mut connection, case_id).await
    }

    /// The cases there are at this moment, in a read-only transaction; `None` where there is none.
    pub async fn case_span(&self) -> Result<Option<CaseSpan>, StoreError> {
        let mut connection = self.connections.get().await?;
        facts::span(&mut connection).await
    }

    /// The facts of at most `limit` cases after one and up to another, in the order of their ids,
    /// in a read-only transaction.
    pub async fn facts(
        &self,
        after: Option<CaseId>,
        last: CaseId,
        limit: u16,
    ) -> Result<Vec<StoredFacts>, StoreError> {
        let mut connection = self.connections.get().await?;
        facts::page(&mut connection, after, last, limit).await
    }

    /// Keeps a form that is being filled, with nothing entered yet.
    pub async fn open_draft(&self, draft: &NewDraft) -> Result<(), StoreError> {
        let mut connection = self.connections.get().await?;
        drafts::open(&mut connection, draft).await
    }

    /// The form that is being filled, or `None` where there is none of that id.
    pub async fn draft(&self, id: DraftId) -> Result<Option<Draft>, StoreError> {
        let mut connection = self.connections.get().await?;
        drafts::one(&mut connection, id).await
    }

    /// What a page stood on before somebody typed on it: what it sent last, where it never heard
    /// that this was saved, else the save it shows. `None` where that one is no longer kept.
    pub async fn draft_base(
        &self,
        id: DraftId,
        page: Option<Uuid>,
        version: i64,
    ) -> Result<Option<Phi<Entries>>, StoreError> {
        let mut connection = self.connections.get().await?;
        drafts::base(&mut connection, id, page, version).await
    }

    /// Saves what stands in a draft now, unless somebody saved it since ([`Saved::Superseded`]) or
    /// it was sent ([`Saved::Sent`]).
    pub async fn save_draft(&self, save: &Save) -> Result<Saved, StoreError> {
        let mut connection = self.connections.get().await?;
        drafts::save(&mut connection, save).await
    }

    /// Marks a draft as the case it became, and forgets its saves.
    pub async fn draft_sent(&self, id: DraftId, case_id: CaseId) -> Result<(), StoreError> {
        let mut connection = self.connections.get().await?;
        drafts::sent(&mut connection, id, case_id).await
    }

    /// At most `limit` drafts that nobody saved since that moment, that became no case and that
    /// nobody closed, the oldest first; and how many there are.
    pub async fn drafts_left(
        &self,
        since: DateTime<Utc>,
        limit: u16,
    ) -> Result<(Vec<Draft>, Count), StoreError> {
        let mut connection = self.connections.get().await?;
        drafts::left(&mut connection, since, limit).await
    }

    /// At most `limit` cases of one kind that nobody closed, after a case: the most urgent first,
    /// the oldest first among them; and how many there are.
    pub async fn cases_left(
        &self,
        left: Left,
        after: Option<CaseId>,
        limit: u16,
    ) -> Result<(WorklistPage, Count), StoreError> {
        let mut connection = self.connections.get().await?;
        left::page(&mut connection, left, after, limit).await
    }

    /// Keeps somebody's word that nothing is left to do, with its audit event.
    pub async fn close(&self, closing: &Closing) -> Result<Closed, StoreError> {
        let mut connection = self.connections.get().await?;
        closings::add(&mut connection, closing).await
    }

    /// The closing of the decision in force of a case; `None` while something is left to do.
    pub async fn closing(&self, case_id: CaseId) -> Result<Option<Closing>, StoreError> {
        let mut connection = self.connections.get().await?;
        closings::of_case(&mut connection, case_id).await
    }

    /// At most `limit` drafts that became no case yet and that nobody closed, the latest saved first.
    pub async fn unfinished_drafts(&self, limit: u16) -> Result<Vec<Draft>, StoreError> {
        let mut connection = self.connections.get().await?;
        drafts::unfinished(&mut connection, limit).await
    }

    /// The further forms of a case that were not sent yet and that nobody closed, the latest saved
    /// first.
    pub async fn unfinished_follow_ups(&self, case_id: CaseId) -> Result<Vec<Draft>, StoreError> {
        let mut connection = self.connections.get().await?;
        drafts::unfinished_of(&mut connection, case_id).await
    }
}
