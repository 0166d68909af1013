//! The cases that nobody may lose: what is left until a person says that nothing is.

use chrono::NaiveDate;
use diesel::{dsl::sql, pg::Pg, prelude::*, sql_types::Bool, sql_types::Date};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{
    StoreError, WorklistPage,
    count::{self, Count},
    schema::worklist,
    words,
    worklist::{Row, paged},
};
use crate::{decision::Status, model::CaseId};

/// Why a case is left. One that is left for several reasons is left for the first of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// The patient was sent on the same day, or as an emergency.
    Diverted,
    /// The target is before this day.
    PastTarget(NaiveDate),
    /// Answers are open, and the target is not before this day.
    Provisional(NaiveDate),
}

type Condition = Box<dyn BoxableExpression<worklist::table, Pg, SqlType = Bool>>;

impl Left {
    /// The same as SQL, said as the indices say it.
    fn condition(self) -> Condition {
        let open = worklist::latest_closing.is_null();
        // The number stands in the text of the index, so it does here.
        let diverted = sql::<Bool>("urgency_rank >= 3");
        let below = sql::<Bool>("urgency_rank < 3");
        let past = |today: NaiveDate| {
            sql::<Bool>("coalesce(as_of + due_in_days < ")
                .bind::<Date, _>(today)
                .sql(", false)")
        };
        let provisional = worklist::status.eq(words::from_status(Status::Provisional));
        match self {
            Left::Diverted => Box::new(open.and(diverted)),
            Left::PastTarget(today) => {
                let due = sql::<Bool>("as_of + due_in_days < ").bind::<Date, _>(today);
                Box::new(open.and(due).and(below))
            }
            Left::Provisional(today) => Box::new(
                open.and(provisional)
                    .and(below)
                    .and(diesel::dsl::not(past(today))),
            ),
        }
    }
}

pub(super) async fn page(
    connection: &mut AsyncPgConnection,
    left: Left,
    after: Option<CaseId>,
    limit: u16,
) -> Result<(WorklistPage, Count), StoreError> {
    let limit = usize::from(limit.max(1));
    let most = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let start: Option<i16> = match after {
        None => None,
        Some(after) => {
            let rank = worklist::table
                .find(after.uuid())
                .select(worklist::urgency_rank);
            rank.first(connection).await.optional()?
        }
    };
    let behind: Condition = match (start, after) {
        (Some(rank), Some(after)) => {
            let same = worklist::urgency_rank
                .eq(rank)
                .and(worklist::id.gt(after.uuid()));
            Box::new(worklist::urgency_rank.lt(rank).or(same))
        }
        _ => Box::new(true.into_sql::<Bool>()),
    };
    let found: Vec<Row> = worklist::table
        .filter(left.condition())
        .filter(behind)
        .order((worklist::urgency_rank.desc(), worklist::id.asc()))
        .limit(most)
        .select(Row::as_select())
        .load(connection)
        .await?;
    let page = paged(connection, found, limit).await?;
    let counted: Vec<i16> = worklist::table
        .filter(left.condition())
        .select(worklist::urgency_rank)
        .limit(count::READ)
        .load(connection)
        .await?;
    Ok((page, Count::of(counted.len())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Urgency;

    #[test]
    fn the_rank_in_the_text_is_the_one_of_the_same_day() {
        assert_eq!(words::rank(Urgency::SameDay), 3);
    }
}
