//! Bringing the database to the shape this program expects.

use std::time::Duration;

use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::StoreError;

/// Every migration, built into the program.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// What migrations run under.
const SETTINGS: &str = "set statement_timeout = 0; set lock_timeout = '5s';";

diesel::define_sql_function! {
    /// Takes a lock that goes with the connection, or says that somebody else has it.
    fn pg_try_advisory_lock(key: diesel::sql_types::BigInt) -> diesel::sql_types::Bool;
}

/// Who holds this runs migrations.
const TURN: i64 = 7_300_418_211;

/// How long to wait before asking for the turn again.
const AGAIN: Duration = Duration::from_millis(50);

/// Runs what has not run yet and says how many migrations that were. Needs a runtime with more
/// than one thread.
pub(super) async fn run(mut connection: AsyncPgConnection) -> Result<usize, StoreError> {
    connection.batch_execute(SETTINGS).await?;
    take_turn(&mut connection).await?;
    let mut harness = AsyncMigrationHarness::new(connection);
    let applied = harness
        .run_pending_migrations(MIGRATIONS)
        .map_err(|error| match error.downcast::<diesel::result::Error>() {
            Ok(error) => StoreError::from(*error),
            Err(_) => StoreError::Corrupt { what: "migration" },
        })?;
    Ok(applied.len())
}

/// Two programs that start at once take turns. They ask again and again: an index that is made
/// concurrently waits for every statement that is under way, so one that waited inside the database
/// would never get its turn.
async fn take_turn(connection: &mut AsyncPgConnection) -> Result<(), StoreError> {
    loop {
        let taken: bool = diesel::select(pg_try_advisory_lock(TURN))
            .get_result(connection)
            .await?;
        if taken {
            return Ok(());
        }
        tokio::time::sleep(AGAIN).await;
    }
}
