//! Bringing the database to the shape this program expects.

use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::StoreError;

/// Every migration, built into the program.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Two programs that start at once take turns. The lock is taken before `lock_timeout` is set,
/// since the timeout would end the wait for it too; it goes with the connection.
const TAKE_TURNS: &str = "
    set statement_timeout = 0;
    select pg_advisory_lock(7300418211);
    set lock_timeout = '5s';
";

/// Runs what has not run yet and says how many migrations that were. Needs a runtime with more
/// than one thread.
pub(super) async fn run(mut connection: AsyncPgConnection) -> Result<usize, StoreError> {
    connection.batch_execute(TAKE_TURNS).await?;
    let mut harness = AsyncMigrationHarness::new(connection);
    let applied = harness
        .run_pending_migrations(MIGRATIONS)
        .map_err(|error| match error.downcast::<diesel::result::Error>() {
            Ok(error) => StoreError::from(*error),
            Err(_) => StoreError::Corrupt { what: "migration" },
        })?;
    Ok(applied.len())
}
