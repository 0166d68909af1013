//! How a connection is made, and what is set on it before it is used.

use std::{fmt, str::FromStr, time::Duration};

use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{
    AsyncPgConnection, SimpleAsyncConnection,
    pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, deadpool::Pool},
};
use tokio_postgres::NoTls;

use super::StoreError;

/// Longest wait for a connection to open, or for a free one of the pool.
const WAIT: Duration = Duration::from_secs(5);

/// Most connections one process keeps. More of them do not write faster: submissions share
/// transactions.
const MAX_SIZE: usize = 16;

/// What every pooled connection runs under. A server that lets the role do so also stops writing
/// row values to its log; the two parameters belong to superusers unless granted.
const SETTINGS: &str = "
    set time zone 'UTC';
    set statement_timeout = '15s';
    set lock_timeout = '5s';
    set idle_in_transaction_session_timeout = '30s';
    select set_config(name, value, false)
    from (values ('log_error_verbosity', 'terse'), ('log_min_error_statement', 'panic')) as quiet (name, value)
    where has_parameter_privilege(name, 'SET');
";

/// Where the database is: `postgres://user@host/db` or `postgres:///db?host=/socket/dir&user=name`.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse::<tokio_postgres::Config>() {
            Ok(_) => Ok(DatabaseUrl(text.to_owned())),
            Err(_) => Err(
                "the database URL cannot be read: write `postgres://user:password@host/database`"
                    .to_owned(),
            ),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseUrl(..)")
    }
}

/// Opens one connection, without the settings of the pool.
pub(super) async fn open(url: &str) -> ConnectionResult<AsyncPgConnection> {
    let failed = |error: tokio_postgres::Error| {
        ConnectionError::CouldntSetupConfiguration(diesel::result::Error::QueryBuilderError(
            Box::new(error),
        ))
    };
    let mut config: tokio_postgres::Config = url.parse().map_err(failed)?;
    if config.get_application_name().is_none() {
        config.application_name("spinepath");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(WAIT);
    }
    let (client, connection) = config.connect(NoTls).await.map_err(failed)?;
    AsyncPgConnection::try_from_client_and_connection(client, connection).await
}

async fn open_set_up(url: String) -> ConnectionResult<AsyncPgConnection> {
    let mut connection = open(&url).await?;
    connection
        .batch_execute(SETTINGS)
        .await
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(connection)
}

/// A connection taken from the pool.
pub(super) type Pooled = diesel_async::pooled_connection::deadpool::Object<AsyncPgConnection>;

/// The pool, with a limit on every wait.
#[derive(Clone)]
pub(super) struct Connections {
    pool: Pool<AsyncPgConnection>,
    url: DatabaseUrl,
}

impl Connections {
    pub(super) fn new(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let mut config = ManagerConfig::default();
        config.custom_setup = Box::new(|url| Box::pin(open_set_up(url.to_owned())));
        let manager = AsyncDieselConnectionManager::new_with_config(url.0.as_str(), config);
        let pool = Pool::builder(manager)
            .max_size(MAX_SIZE)
            .build()
            .map_err(|_| StoreError::UNREACHABLE)?;
        Ok(Connections {
            pool,
            url: url.clone(),
        })
    }

    /// A connection that answered a moment ago.
    pub(super) async fn get(&self) -> Result<Pooled, StoreError> {
        match tokio::time::timeout(WAIT, self.pool.get()).await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(_)) | Err(_) => Err(StoreError::UNREACHABLE),
        }
    }

    /// A connection of its own, for work that may take long.
    pub(super) async fn dedicated(&self) -> Result<AsyncPgConnection, StoreError> {
        open(&self.url.0).await.map_err(|_| StoreError::UNREACHABLE)
    }
}
