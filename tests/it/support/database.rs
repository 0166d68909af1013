//! A migrated database for each test, copied from one template, on one server for the run:
//! `TEST_DATABASE_URL` where it is set, else a container, else a Postgres of our own.

use std::{
    env,
    path::PathBuf,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use diesel::migration::{Migration, MigrationSource};
use diesel_async::{AsyncConnection, AsyncMigrationHarness, AsyncPgConnection};
use diesel_migrations::MigrationHarness;
use sha2::{Digest, Sha256};
use spinepath::{
    embedded::{Embedded, EmbeddedError},
    store::{DatabaseUrl, MIGRATIONS, Store},
};
use tokio_postgres::NoTls;

use super::container::{self, Container};

/// An hour: a database of this age belongs to a run that was killed.
const STALE_SECONDS: u64 = 3600;

/// A migrated database with nothing in it, dropped at the end of the test.
pub struct TestDatabase {
    name: String,
    url: String,
}

impl TestDatabase {
    /// Copies the template.
    pub async fn new() -> TestDatabase {
        let server = server();
        let name = server.fresh_name();
        let template = server.template.as_str();
        execute(
            &server.url("postgres"),
            &format!("create database {name} template {template}"),
        )
        .await;
        TestDatabase {
            url: server.url(&name),
            name,
        }
    }

    /// A database without the migrations.
    pub async fn empty() -> TestDatabase {
        let server = server();
        let name = server.fresh_name();
        execute(&server.url("postgres"), &format!("create database {name}")).await;
        TestDatabase {
            url: server.url(&name),
            name,
        }
    }

    /// Where it is.
    pub fn url(&self) -> DatabaseUrl {
        self.url.parse().expect("the URL is well formed")
    }

    /// The same as text, for another program.
    pub fn address(&self) -> &str {
        &self.url
    }

    /// A store on it.
    pub async fn store(&self) -> Store {
        Store::connect(&self.url()).await.expect("it answers")
    }

    /// A plain connection to it.
    pub async fn client(&self) -> tokio_postgres::Client {
        connect(&self.url).await.expect("it answers")
    }

    /// Rows of a table.
    pub async fn count(&self, table: &str) -> i64 {
        let sql = format!("select count(*) from {table}");
        let client = self.client().await;
        client.query_one(&sql, &[]).await.unwrap().get(0)
    }

    /// A connection for migrations.
    pub async fn migrations(&self) -> AsyncMigrationHarness<AsyncPgConnection> {
        harness(&self.url).await
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let name = self.name.clone();
        let dropped = thread::spawn(move || {
            block_on(async move {
                let sql = format!("drop database {name} with (force)");
                execute(&server().url("postgres"), &sql).await;
            });
        });
        // The assertion that failed is the one to report.
        if dropped.join().is_err() {
            eprintln!("a test database was left behind");
        }
    }
}

struct Server {
    source: Source,
    template: String,
    count: AtomicU32,
}

enum Source {
    Url(String),
    Container(Box<Container>),
    Embedded(Embedded),
}

impl Server {
    fn url(&self, database: &str) -> String {
        self.source.url(database)
    }

    fn fresh_name(&self) -> String {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        format!(
            "spinepath_test_{}_{}_{count}",
            seconds(),
            std::process::id()
        )
    }
}

impl Source {
    fn url(&self, database: &str) -> String {
        match self {
            Source::Url(url) => with_database(url, database),
            Source::Container(container) => container.url(database),
            Source::Embedded(embedded) => embedded.url(database),
        }
    }
}

/// The URL with another database in it: what stands between the host's slash and the `?`.
fn with_database(url: &str, database: &str) -> String {
    let (place, options) = url.split_once('?').unwrap_or((url, ""));
    let authority = place.find("://").map_or(0, |at| at + 3);
    let end = place[authority..]
        .find('/')
        .map_or(place.len(), |at| authority + at);
    let options = if options.is_empty() {
        String::new()
    } else {
        format!("?{options}")
    };
    format!("{}/{database}{options}", &place[..end])
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    // A thread of its own, so that it may block whatever runtime the first test has.
    SERVER.get_or_init(|| thread::spawn(start).join().expect("a test database server"))
}

fn start() -> Server {
    let (source, words) = choose();
    println!("tests use: {words}");
    let template = block_on(prepare(&source));
    Server {
        source,
        template,
        count: AtomicU32::new(0),
    }
}

fn choose() -> (Source, String) {
    if let Ok(url) = env::var("TEST_DATABASE_URL") {
        return (
            Source::Url(url),
            "the server of TEST_DATABASE_URL".to_owned(),
        );
    }
    match container::start() {
        Ok(container) => {
            let words = format!("testcontainers, image {}", Container::image());
            (Source::Container(Box::new(container)), words)
        }
        Err(why_not) => {
            let embedded = embedded().unwrap_or_else(|error| panic!("{error}"));
            let pid = embedded.pid();
            let words = format!("a PostgreSQL of our own, process {pid} ({why_not})");
            (Source::Embedded(embedded), words)
        }
    }
}

/// One cluster is kept between runs; runs at the same time take the next free one.
fn embedded() -> Result<Embedded, EmbeddedError> {
    let parents = [
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")),
        env::temp_dir().join(format!("spinepath-test-{}", user())),
    ];
    let mut last = None;
    for parent in parents {
        for number in 0..8 {
            match Embedded::start(&parent.join(format!("postgres-{number}")), |_| {}) {
                Err(error @ EmbeddedError::InUse { .. }) => last = Some(error),
                // This user or that of Postgres may not reach the target folder; the temporary
                // one they can.
                Err(error) => {
                    last = Some(error);
                    break;
                }
                Ok(embedded) => return Ok(embedded),
            }
        }
    }
    Err(last.expect("there was a try"))
}

fn user() -> u32 {
    std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").expect("/proc"))
}

/// Sweeps what killed runs left, and makes the template unless this set of migrations has one.
async fn prepare(source: &Source) -> String {
    let admin = connect(&source.url("postgres"))
        .await
        .expect("the test server answers");
    if matches!(source, Source::Embedded(_)) {
        // Nothing here has to survive a power cut.
        for sql in ["alter system set fsync = off", "select pg_reload_conf()"] {
            admin.batch_execute(sql).await.expect("a setting");
        }
    }
    admin
        .batch_execute("select pg_advisory_lock(7300418212)")
        .await
        .expect("a lock");
    sweep_databases(&admin).await;
    let template = format!("spinepath_template_{}", migrations_digest());
    let known = admin
        .query("select from pg_database where datname = $1", &[&template])
        .await
        .expect("a list");
    if known.is_empty() {
        let making = format!("{template}_new");
        for sql in ["drop database if exists", "create database"] {
            let sql = format!("{sql} {making}");
            admin.batch_execute(&sql).await.expect("a template");
        }
        let mut harness = harness(&source.url(&making)).await;
        harness
            .run_pending_migrations(MIGRATIONS)
            .expect("the migrations run");
        drop(harness);
        let rename = format!("alter database {making} rename to {template}");
        // The server needs a moment to see that the connection is closed.
        for attempt in 0.. {
            match admin.batch_execute(&rename).await {
                Ok(()) => break,
                Err(error) if attempt == 100 => panic!("{error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }
    template
}

async fn sweep_databases(admin: &tokio_postgres::Client) {
    let rows = admin
        .query(
            "select datname::text from pg_database where datname like 'spinepath\\_test\\_%'",
            &[],
        )
        .await
        .expect("a list");
    for row in rows {
        let name: String = row.get(0);
        let made = name.split('_').nth(2).and_then(|at| at.parse::<u64>().ok());
        if made.is_some_and(|made| made + STALE_SECONDS < seconds()) {
            let sql = format!("drop database if exists {name} with (force)");
            admin.batch_execute(&sql).await.expect("a sweep");
        }
    }
}

fn migrations_digest() -> String {
    let all: Vec<Box<dyn Migration<diesel::pg::Pg>>> = MIGRATIONS.migrations().expect("migrations");
    let mut digest = Sha256::new();
    for migration in all {
        let name = migration.name().to_string();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let text = std::fs::read(format!("{folder}/{name}/up.sql")).expect("its text");
        digest.update(name);
        digest.update(text);
    }
    let bytes = digest.finalize();
    bytes.iter().take(6).map(|b| format!("{b:02x}")).collect()
}

async fn harness(url: &str) -> AsyncMigrationHarness<AsyncPgConnection> {
    let connection = AsyncPgConnection::establish(url).await;
    AsyncMigrationHarness::new(connection.expect("it answers"))
}

/// A plain connection.
pub async fn connect(url: &str) -> Result<tokio_postgres::Client, tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

async fn execute(url: &str, sql: &str) {
    let client = connect(url).await.expect("the test server answers");
    client.batch_execute(sql).await.expect("it runs");
}

fn seconds() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.expect("a clock after 1970").as_secs()
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}
