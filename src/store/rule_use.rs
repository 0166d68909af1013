//! How often rules fired, and how often a clinician then changed the urgency.

use std::collections::BTreeMap;

use diesel::sql_types::{BigInt, Nullable, Text, Uuid as Id};
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::StoreError;
use crate::model::DecisionId;

/// The latest decisions in force, from the index on `cases.latest_decision`: ids are in the order of
/// time. One row has no rule: it is there wherever there is a case.
const USE: &str = "
with recent as (
  select decisions.fired, reviews.act
  from (
    select latest_decision, latest_review from cases
    where latest_decision >= $1 order by latest_decision desc limit $2
  ) as latest
  join decisions on decisions.id = latest.latest_decision
  left join reviews on reviews.id = latest.latest_review
  where decisions.fired is not null
)
select rule, count(*) as cases, count(act) as reviewed,
  count(*) filter (where act = 'changed') as changed
from recent, unnest(array_append(fired, null)) as rule
group by rule";

/// In how many cases a rule fired.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fired {
    /// Cases in which it fired.
    pub cases: u64,
    /// Those of them whose decision a clinician reviewed.
    pub reviewed: u64,
    /// Those of them in which the latest review changed the urgency.
    pub changed: u64,
}

/// In how many cases each rule fired.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleUse {
    /// Every case that was looked at. Cases decided before this was kept are none of them.
    pub cases: u64,
    /// The rules that fired, by id; the others fired in none.
    pub rules: BTreeMap<String, Fired>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Nullable<Text>)]
    rule: Option<String>,
    #[diesel(sql_type = BigInt)]
    cases: i64,
    #[diesel(sql_type = BigInt)]
    reviewed: i64,
    #[diesel(sql_type = BigInt)]
    changed: i64,
}

/// The use of each rule in the decisions in force from that one on, the latest `most` of them.
pub(super) async fn since(
    connection: &mut AsyncPgConnection,
    since: DecisionId,
    most: u32,
) -> Result<RuleUse, StoreError> {
    let rows: Vec<Row> = sql_query(USE)
        .bind::<Id, _>(since.uuid())
        .bind::<BigInt, _>(i64::from(most))
        .load(connection)
        .await?;
    let mut found = RuleUse::default();
    for row in rows {
        let [cases, reviewed, changed] = [row.cases, row.reviewed, row.changed]
            .map(|count| u64::try_from(count).unwrap_or_default());
        match row.rule {
            None => found.cases = cases,
            Some(rule) => {
                let fired = Fired {
                    cases,
                    reviewed,
                    changed,
                };
                found.rules.insert(rule, fired);
            }
        }
    }
    Ok(found)
}
