//! The worklist: the cases of one urgency, oldest first, and how many there are of each.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::{dsl::count_star, pg::Pg, prelude::*, sql_types::Bool};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::{
    StoreError,
    count::{self, Count},
    schema::{reviews, worklist},
    words,
};
use crate::{
    decision::Status,
    model::{CaseId, DecisionId, Phi, Urgency},
};

/// Whether a clinician looked at the decision in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReviewState {
    /// Nobody did.
    #[default]
    Awaiting,
    /// Somebody did.
    Reviewed,
    /// Either.
    All,
}

/// Whose cases.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum OwnedBy {
    /// Everybody's.
    #[default]
    Anyone,
    /// Those that this person took.
    Person(String),
    /// Those that nobody took.
    Nobody,
}

/// Which cases are on the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorklistFilter {
    /// Whether they were reviewed.
    pub state: ReviewState,
    /// Whose they are.
    pub owner: OwnedBy,
    /// Only those that are not settled.
    pub provisional: bool,
    /// How the patient's number or family name begins, in any case.
    pub begins: Option<Phi<String>>,
}

/// One line of the worklist.
#[derive(Debug, Clone)]
pub struct WorklistRow {
    /// The case.
    pub case_id: CaseId,
    /// The clinic's number for the patient.
    pub identifier: Phi<String>,
    /// Family name.
    pub family: Phi<String>,
    /// Given name or names.
    pub given: Phi<String>,
    /// Birth date.
    pub birth_date: Phi<NaiveDate>,
    /// How fast, as decided.
    pub urgency: Urgency,
    /// The highest urgency open answers could reach.
    pub could_become: Urgency,
    /// Whether the answer is settled.
    pub status: Status,
    /// The day the decision was made for.
    pub as_of: NaiveDate,
    /// Days within which it is due; absent where the ordinary waiting time applies.
    pub due_in_days: Option<u32>,
    /// Why it is here; absent for cases of before this was kept.
    pub reason: Option<Phi<String>>,
    /// Who took it.
    pub owner: Option<String>,
    /// The urgency that stands since it was reviewed; absent while it waits for that.
    pub stands: Option<Urgency>,
}

/// A part of the cases of one urgency, oldest first.
#[derive(Debug, Clone)]
pub struct WorklistPage {
    /// The lines.
    pub rows: Vec<WorklistRow>,
    /// The case after which the next page starts; absent on the last one.
    pub next: Option<CaseId>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = worklist)]
pub(super) struct Row {
    id: Uuid,
    patient_identifier: String,
    family: String,
    given: String,
    birth_date: NaiveDate,
    urgency: String,
    could_become: String,
    status: String,
    as_of: NaiveDate,
    due_in_days: Option<i32>,
    reason: Option<String>,
    owner: Option<String>,
    latest_review: Option<Uuid>,
}

impl Row {
    fn read(self, standing: &BTreeMap<Uuid, String>) -> Result<WorklistRow, StoreError> {
        let stands = self.latest_review.and_then(|review| standing.get(&review));
        let due_in_days = self.due_in_days.map(u32::try_from).transpose();
        Ok(WorklistRow {
            case_id: CaseId::from_uuid(self.id),
            identifier: Phi::new(self.patient_identifier),
            family: Phi::new(self.family),
            given: Phi::new(self.given),
            birth_date: Phi::new(self.birth_date),
            urgency: words::to_urgency(&self.urgency)?,
            could_become: words::to_urgency(&self.could_become)?,
            status: words::to_status(&self.status)?,
            as_of: self.as_of,
            due_in_days: due_in_days.map_err(|_| StoreError::Corrupt {
                what: "due_in_days",
            })?,
            reason: self.reason.map(Phi::new),
            owner: self.owner,
            stands: stands.map(|word| words::to_urgency(word)).transpose()?,
        })
    }
}

type Condition = Box<dyn BoxableExpression<worklist::table, Pg, SqlType = Bool>>;

impl WorklistFilter {
    /// The filter as SQL. What awaits review is said as the index says it.
    fn condition(&self) -> Condition {
        let mut all: Condition = match self.state {
            ReviewState::Awaiting => Box::new(worklist::latest_review.is_null()),
            ReviewState::Reviewed => Box::new(worklist::latest_review.is_not_null()),
            ReviewState::All => Box::new(true.into_sql::<Bool>()),
        };
        match &self.owner {
            OwnedBy::Anyone => {}
            OwnedBy::Nobody => all = Box::new(all.and(worklist::owner.is_null())),
            OwnedBy::Person(name) => {
                all = Box::new(all.and(worklist::owner.is_not_distinct_from(name.clone())));
            }
        }
        if self.provisional {
            let word = words::from_status(Status::Provisional);
            all = Box::new(all.and(worklist::status.eq(word)));
        }
        if let Some(begins) = &self.begins {
            let pattern = beginning(begins.reveal());
            let identifier = worklist::patient_identifier.ilike(pattern.clone());
            all = Box::new(all.and(identifier.or(worklist::family.ilike(pattern))));
        }
        all
    }
}

/// The pattern of texts that begin so; what `like` reads as a sign stands for itself.
fn beginning(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 1);
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

/// At most `limit` cases of one urgency after a case, oldest first.
pub(super) async fn page(
    connection: &mut AsyncPgConnection,
    filter: &WorklistFilter,
    urgency: Urgency,
    after: Option<CaseId>,
    limit: u16,
) -> Result<WorklistPage, StoreError> {
    let limit = usize::from(limit.max(1));
    let most = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let start = after.map_or(Uuid::nil(), CaseId::uuid);
    let found: Vec<Row> = worklist::table
        .filter(worklist::urgency_rank.eq(words::rank(urgency)))
        .filter(worklist::id.gt(start))
        .filter(filter.condition())
        .order(worklist::id.asc())
        .limit(most)
        .select(Row::as_select())
        .load(connection)
        .await?;
    paged(connection, found, limit).await
}

/// A page of rows that were read up to one more than `limit`: where there is one more, another page
/// follows.
pub(super) async fn paged(
    connection: &mut AsyncPgConnection,
    mut found: Vec<Row>,
    limit: usize,
) -> Result<WorklistPage, StoreError> {
    let more = found.len() > limit;
    found.truncate(limit);
    let rows = lines(connection, found).await?;
    let next = rows.last().filter(|_| more).map(|last| last.case_id);
    Ok(WorklistPage { rows, next })
}

/// The lines of those rows, with the urgency that stands since they were reviewed.
async fn lines(
    connection: &mut AsyncPgConnection,
    found: Vec<Row>,
) -> Result<Vec<WorklistRow>, StoreError> {
    let reviewed: Vec<Uuid> = found.iter().filter_map(|row| row.latest_review).collect();
    let standing: Vec<(Uuid, String)> = reviews::table
        .filter(reviews::id.eq_any(reviewed))
        .select((reviews::id, reviews::urgency))
        .load(connection)
        .await?;
    let standing = standing.into_iter().collect();
    let rows = found.into_iter().map(|row| row.read(&standing));
    rows.collect()
}

/// How many cases there are of each urgency; every urgency is named.
pub(super) async fn counts(
    connection: &mut AsyncPgConnection,
    filter: &WorklistFilter,
) -> Result<BTreeMap<Urgency, Count>, StoreError> {
    let mut counts = BTreeMap::new();
    for urgency in Urgency::ALL {
        let found: Vec<i16> = worklist::table
            .filter(worklist::urgency_rank.eq(words::rank(urgency)))
            .filter(filter.condition())
            .select(worklist::urgency_rank)
            .limit(count::READ)
            .load(connection)
            .await?;
        counts.insert(urgency, Count::of(found.len()));
    }
    Ok(counts)
}

/// The latest decision of all cases; none where there is no case.
pub(super) async fn newest(
    connection: &mut AsyncPgConnection,
) -> Result<Option<DecisionId>, StoreError> {
    let newest: Option<Uuid> = worklist::table
        .order(worklist::latest_decision.desc())
        .select(worklist::latest_decision)
        .first(connection)
        .await
        .optional()?;
    Ok(newest.map(DecisionId::from_uuid))
}

/// How many cases of the filter have a decision made after that one.
pub(super) async fn newer(
    connection: &mut AsyncPgConnection,
    filter: &WorklistFilter,
    than: Option<DecisionId>,
) -> Result<u64, StoreError> {
    let than = than.map_or(Uuid::nil(), DecisionId::uuid);
    let count: i64 = worklist::table
        .filter(worklist::latest_decision.gt(than))
        .filter(filter.condition())
        .select(count_star())
        .first(connection)
        .await?;
    Ok(u64::try_from(count).unwrap_or_default())
}
