//! The only SQL: what was received, what was decided, and who did it, in Postgres.

mod batch;
mod cases;
mod connection;
mod error;
mod facts;
mod migrations;
pub mod schema;
mod submission;
mod words;
mod writer;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

pub use cases::{CaseSummary, Cursor, Page, StoredCase, StoredDecision, StoredIntake};
pub use connection::DatabaseUrl;
pub use error::StoreError;
pub use facts::{CaseSpan, StoredFacts};
pub use migrations::MIGRATIONS;
pub use submission::{Idempotency, Submission, Submitted};

use crate::{decision::ReleaseRef, model::CaseId};

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
}
