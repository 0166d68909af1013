//! The tables themselves.

use std::collections::BTreeMap;

use diesel::migration::MigrationSource;
use diesel_migrations::MigrationHarness;
use spinepath::store::MIGRATIONS;

use crate::support::database::TestDatabase;

const COLUMNS: &str = include_str!("../../../migrations/columns.toml");

/// Every table, column, constraint, index, trigger and function of the schema, one a line.
async fn shape(client: &tokio_postgres::Client) -> Vec<String> {
    let rows = client
        .query(
            "select format('%s.%s %s %s', table_name, column_name, data_type, is_nullable)
               from information_schema.columns where table_schema = 'public'
             union all select format('%s: %s', conrelid::regclass, pg_get_constraintdef(oid))
               from pg_constraint where connamespace = 'public'::regnamespace
             union all select indexdef from pg_indexes where schemaname = 'public'
             union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
             union all select pg_get_functiondef(oid) from pg_proc
               where pronamespace = 'public'::regnamespace
             order by 1",
            &[],
        )
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn migrations_go_up_and_down_and_up_again() {
    let database = TestDatabase::empty().await;
    let client = database.client().await;
    let mut harness = database.migrations().await;
    harness.run_pending_migrations(MIGRATIONS).unwrap();
    let first = shape(&client).await;
    harness.revert_all_migrations(MIGRATIONS).unwrap();
    let between = shape(&client).await;
    assert!(
        between
            .iter()
            .all(|line| line.contains("__diesel_schema_migrations")),
        "{between:#?}"
    );
    harness.run_pending_migrations(MIGRATIONS).unwrap();
    assert_eq!(shape(&client).await, first);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_that_migrate_at_once_take_turns() {
    let database = TestDatabase::empty().await;
    let mut tasks = Vec::new();
    for _ in 0..4 {
        let store = database.store().await;
        tasks.push(tokio::spawn(async move { store.migrate().await.unwrap() }));
    }
    let mut applied = Vec::new();
    for task in tasks {
        applied.push(task.await.unwrap());
    }
    applied.sort();
    let all = MigrationSource::<diesel::pg::Pg>::migrations(&MIGRATIONS).unwrap();
    assert_eq!(applied, [0, 0, 0, all.len()]);
    assert_eq!(database.store().await.migrate().await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_column_has_a_privacy_class() {
    let database = TestDatabase::new().await;
    let mut classes = BTreeMap::new();
    let mut table = "";
    for line in COLUMNS.lines().filter(|line| !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[') {
            table = name.trim_end_matches(']');
        } else if let Some((column, class)) = line.split_once(" = ") {
            classes.insert(format!("{table}.{column}"), class.trim_matches('"'));
        }
    }
    for (column, class) in &classes {
        assert!(
            ["phi", "pseudonymous", "operational", "public"].contains(class),
            "`{column}` has the class `{class}`"
        );
    }
    let rows = database
        .client()
        .await
        .query(
            "select table_name || '.' || column_name from information_schema.columns
             where table_schema = 'public' order by 1",
            &[],
        )
        .await
        .unwrap();
    let mut present: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    present.sort();
    let classified: Vec<String> = classes.into_keys().collect();
    assert_eq!(classified, present, "correct migrations/columns.toml");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_foreign_key_has_an_index() {
    let database = TestDatabase::new().await;
    let rows = database
        .client()
        .await
        .query(
            "select format('%s (%s)', c.conrelid::regclass, a.attname),
               exists (select from pg_index i
                 where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1] and i.indpred is null)
             from pg_constraint c
             join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
             where c.contype = 'f' order by 1",
            &[],
        )
        .await
        .unwrap();
    assert_eq!(rows.len(), 20, "the foreign keys are looked at");
    for row in rows {
        assert!(
            row.get::<_, bool>(1),
            "no index on {}",
            row.get::<_, &str>(0)
        );
    }
}
