//! What the database is, for the person who runs the service.

use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sql_types::Text;
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{MIGRATIONS, StoreError};

/// What the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseState {
    /// Version of the server: `15.6`.
    pub server: String,
    /// The migrations that were applied, by name, oldest first; one that this program does not know
    /// by its version.
    pub applied: Vec<String>,
    /// Migrations of this program that were not applied.
    pub waiting: usize,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    told: String,
}

/// The state of the database now.
pub(super) async fn read(connection: &mut AsyncPgConnection) -> Result<DatabaseState, StoreError> {
    let mut told = async |sql: &str| {
        let rows: Vec<Row> = sql_query(sql).load(connection).await?;
        let told = rows.into_iter().map(|row| row.told);
        Ok::<Vec<String>, StoreError>(told.collect())
    };
    let server = told("select current_setting('server_version') as told").await?;
    let versions =
        told("select version as told from __diesel_schema_migrations order by version").await?;
    let known = MigrationSource::<Pg>::migrations(&MIGRATIONS)
        .map_err(|_| StoreError::Corrupt { what: "migration" })?;
    let names: Vec<(String, String)> = (known.iter())
        .map(|migration| named(migration.as_ref()))
        .collect();
    let applied = versions.iter().map(|version| {
        let mut known = names.iter().filter(|(known, _)| known == version);
        known.next().map_or(version, |(_, name)| name).clone()
    });
    let waiting = names.iter().filter(|(known, _)| !versions.contains(known));
    Ok(DatabaseState {
        server: server.into_iter().next().unwrap_or_default(),
        waiting: waiting.count(),
        applied: applied.collect(),
    })
}

/// Version, as the database keeps it, and name of a migration.
fn named(migration: &dyn Migration<Pg>) -> (String, String) {
    let name = migration.name();
    (name.version().to_string(), name.to_string())
}
