//! Forms that are being filled.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Jsonb, Nullable, Text, Timestamptz, Uuid as Id};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde_json::Value as Json;
use uuid::Uuid;

use super::schema::{closings, draft_saves, drafts};
use super::{
    StoreError,
    count::{self, Count},
    words,
};
use crate::intake::record::Patient;
use crate::intake::typed::Entries;
use crate::model::{CaseId, DraftId, Phi};

/// Saves that are kept of a draft: as long as somebody may still type on an older one. At one save
/// a second that is over two minutes of one person ahead of another.
const KEPT_SAVES: i64 = 150;

/// A draft to be opened.
#[derive(Debug, Clone)]
pub struct NewDraft {
    /// Its id.
    pub draft_id: DraftId,
    /// Name of the form: `spine`.
    pub form: String,
    /// Version of the form: `1.1.0`.
    pub form_version: String,
    /// The day the answers are given.
    pub assessment_date: NaiveDate,
    /// Who it is about.
    pub patient: Patient,
    /// The case it joins once it is sent; none for a form that opens one.
    pub follows_case: Option<CaseId>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// Who opened it.
    pub created_by: String,
}

/// A form that is being filled, as it was saved last.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What it was opened as.
    pub opened: NewDraft,
    /// The number of the latest save.
    pub version: i64,
    /// What stood in it then; nothing once it was sent.
    pub entries: Phi<Entries>,
    /// When that was.
    pub saved_at: DateTime<Utc>,
    /// Who saved it.
    pub saved_by: String,
    /// The case it became, or joined.
    pub case_id: Option<CaseId>,
}

/// What is saved, and on which save it was made.
#[derive(Debug, Clone)]
pub struct Save {
    /// The draft.
    pub draft_id: DraftId,
    /// The save it follows.
    pub after: i64,
    /// What stands in it.
    pub entries: Phi<Entries>,
    /// The page it comes from; `None` where that has no name.
    pub page: Option<Uuid>,
    /// What stood on that page, with what it did not show as it was when it was read.
    pub typed: Phi<Entries>,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
    /// Who saved it.
    pub saved_by: String,
}

/// What became of a save.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It is kept, under this number.
    Kept(i64),
    /// Somebody saved the draft since; nothing was changed.
    Superseded,
    /// The draft was sent; nothing was changed.
    Sent,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = drafts)]
struct Row {
    id: Uuid,
    form: String,
    form_version: String,
    assessment_date: NaiveDate,
    patient_identifier: String,
    family: String,
    given: String,
    birth_date: NaiveDate,
    sex_at_birth: String,
    created_at: DateTime<Utc>,
    created_by: String,
    version: i64,
    saved_at: DateTime<Utc>,
    saved_by: String,
    case_id: Option<Uuid>,
    follows_case: Option<Uuid>,
}

impl Row {
    fn with(self, entries: Option<Json>) -> Result<Draft, StoreError> {
        Ok(Draft {
            opened: NewDraft {
                draft_id: DraftId::from_uuid(self.id),
                form: self.form,
                form_version: self.form_version,
                assessment_date: self.assessment_date,
                patient: Patient {
                    identifier: Phi::new(self.patient_identifier),
                    family: Phi::new(self.family),
                    given: Phi::new(self.given),
                    birth_date: Phi::new(self.birth_date),
                    sex_at_birth: words::to_answer(self.sex_at_birth),
                },
                follows_case: self.follows_case.map(CaseId::from_uuid),
                created_at: self.created_at,
                created_by: self.created_by,
            },
            version: self.version,
            entries: entries.map_or_else(|| Ok(Phi::new(Entries::default())), read)?,
            saved_at: self.saved_at,
            saved_by: self.saved_by,
            case_id: self.case_id.map(CaseId::from_uuid),
        })
    }
}

fn read(entries: Json) -> Result<Phi<Entries>, StoreError> {
    serde_json::from_value(entries)
        .map(Phi::new)
        .map_err(|_| StoreError::Corrupt {
            what: "draft entries",
        })
}

fn written(entries: &Entries) -> Json {
    // A map of texts to lists of texts always has a JSON spelling.
    serde_json::to_value(entries).unwrap_or_default()
}

pub(super) async fn open(
    connection: &mut AsyncPgConnection,
    draft: &NewDraft,
) -> Result<(), StoreError> {
    connection
        .transaction(async |connection| {
            diesel::insert_into(drafts::table)
                .values((
                    drafts::id.eq(draft.draft_id.uuid()),
                    drafts::form.eq(&draft.form),
                    drafts::form_version.eq(&draft.form_version),
                    drafts::assessment_date.eq(draft.assessment_date),
                    drafts::patient_identifier.eq(draft.patient.identifier.reveal()),
                    drafts::family.eq(draft.patient.family.reveal()),
                    drafts::given.eq(draft.patient.given.reveal()),
                    drafts::birth_date.eq(draft.patient.birth_date.reveal()),
                    drafts::sex_at_birth.eq(words::from_answer(&draft.patient.sex_at_birth)),
                    drafts::follows_case.eq(draft.follows_case.map(CaseId::uuid)),
                    drafts::created_at.eq(draft.created_at),
                    drafts::created_by.eq(&draft.created_by),
                    drafts::saved_at.eq(draft.created_at),
                    drafts::saved_by.eq(&draft.created_by),
                ))
                .execute(connection)
                .await?;
            diesel::insert_into(draft_saves::table)
                .values((
                    draft_saves::draft_id.eq(draft.draft_id.uuid()),
                    draft_saves::version.eq(0),
                    draft_saves::entries.eq(written(&Entries::default())),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
}

pub(super) async fn one(
    connection: &mut AsyncPgConnection,
    id: DraftId,
) -> Result<Option<Draft>, StoreError> {
    let latest = draft_saves::draft_id
        .eq(drafts::id)
        .and(draft_saves::version.eq(drafts::version));
    let found: Option<(Row, Option<Json>)> = drafts::table
        .left_join(draft_saves::table.on(latest))
        .filter(drafts::id.eq(id.uuid()))
        .select((Row::as_select(), draft_saves::entries.nullable()))
        .first(connection)
        .await
        .optional()?;
    found.map(|(row, entries)| row.with(entries)).transpose()
}

pub(super) async fn base(
    connection: &mut AsyncPgConnection,
    id: DraftId,
    page: Option<Uuid>,
    version: i64,
) -> Result<Option<Phi<Entries>>, StoreError> {
    let later = draft_saves::draft_id
        .eq(id.uuid())
        .and(draft_saves::version.gt(version));
    let own: Option<Option<Json>> = match page {
        None => None,
        Some(page) => draft_saves::table
            .filter(later.and(draft_saves::page.eq(page)))
            .order(draft_saves::version.desc())
            .select(draft_saves::typed)
            .first(connection)
            .await
            .optional()?,
    };
    if let Some(typed) = own.flatten() {
        return read(typed).map(Some);
    }
    let found: Option<Json> = draft_saves::table
        .find((id.uuid(), version))
        .select(draft_saves::entries)
        .first(connection)
        .await
        .optional()?;
    found.map(read).transpose()
}

/// A save in one statement, so that it is kept in one trip and one flush; no row where the draft was
/// saved since, or sent.
struct Keep {
    draft_id: Uuid,
    after: i64,
    entries: Json,
    page: Option<Uuid>,
    typed: Json,
    saved_at: DateTime<Utc>,
    saved_by: String,
}

impl QueryFragment<Pg> for Keep {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("with moved as (update drafts set version = version + 1, saved_at = ");
        out.push_bind_param::<Timestamptz, _>(&self.saved_at)?;
        out.push_sql(", saved_by = ");
        out.push_bind_param::<Text, _>(&self.saved_by)?;
        out.push_sql(" where case_id is null and id = ");
        out.push_bind_param::<Id, _>(&self.draft_id)?;
        out.push_sql(" and version = ");
        out.push_bind_param::<BigInt, _>(&self.after)?;
        out.push_sql(
            " returning id, version), old as (
               delete from draft_saves using moved
               where draft_id = moved.id and draft_saves.version <= moved.version - ",
        );
        out.push_bind_param::<BigInt, _>(&KEPT_SAVES)?;
        out.push_sql(
            ") insert into draft_saves (draft_id, version, entries, page, typed)
               select id, version, ",
        );
        out.push_bind_param::<Jsonb, _>(&self.entries)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Id>, _>(&self.page)?;
        out.push_sql(", ");
        out.push_bind_param::<Jsonb, _>(&self.typed)?;
        out.push_sql(" from moved");
        Ok(())
    }
}

impl QueryId for Keep {
    type QueryId = Keep;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for Keep {
    type SqlType = diesel::sql_types::Untyped;
}

pub(super) async fn save(
    connection: &mut AsyncPgConnection,
    save: &Save,
) -> Result<Saved, StoreError> {
    let keep = Keep {
        draft_id: save.draft_id.uuid(),
        after: save.after,
        entries: written(save.entries.reveal()),
        page: save.page,
        typed: written(save.typed.reveal()),
        saved_at: save.saved_at,
        saved_by: save.saved_by.clone(),
    };
    if keep.execute(connection).await? > 0 {
        return Ok(Saved::Kept(save.after + 1));
    }
    let case_id: Option<Uuid> = drafts::table
        .find(save.draft_id.uuid())
        .select(drafts::case_id)
        .first(connection)
        .await?;
    Ok(case_id.map_or(Saved::Superseded, |_| Saved::Sent))
}

pub(super) async fn sent(
    connection: &mut AsyncPgConnection,
    id: DraftId,
    case_id: CaseId,
) -> Result<(), StoreError> {
    connection
        .transaction(async |connection| {
            diesel::update(drafts::table.find(id.uuid()))
                .set(drafts::case_id.eq(case_id.uuid()))
                .execute(connection)
                .await?;
            diesel::delete(draft_saves::table.filter(draft_saves::draft_id.eq(id.uuid())))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
}

/// Whether somebody closed what stands in a draft now.
#[diesel::dsl::auto_type(no_type_alias)]
fn closed() -> _ {
    let this = closings::draft_id
        .eq(drafts::id.nullable())
        .and(closings::draft_version.eq(drafts::version.nullable()));
    diesel::dsl::exists(closings::table.filter(this))
}

/// Drafts that became no case, that nobody closed and that nobody saved since that moment, the
/// oldest first; and how many there are.
pub(super) async fn left(
    connection: &mut AsyncPgConnection,
    since: DateTime<Utc>,
    limit: u16,
) -> Result<(Vec<Draft>, Count), StoreError> {
    let left = drafts::table
        .filter(drafts::case_id.is_null())
        .filter(drafts::saved_at.lt(since))
        .filter(diesel::dsl::not(closed()));
    let rows: Vec<Row> = left
        .order((drafts::saved_at.asc(), drafts::id.asc()))
        .limit(i64::from(limit))
        .select(Row::as_select())
        .load(connection)
        .await?;
    let counted: Vec<i64> = left
        .select(drafts::version)
        .limit(count::READ)
        .load(connection)
        .await?;
    let rows = rows.into_iter().map(|row| row.with(None));
    let rows = rows.collect::<Result<_, _>>()?;
    Ok((rows, Count::of(counted.len())))
}

pub(super) async fn unfinished(
    connection: &mut AsyncPgConnection,
    limit: u16,
) -> Result<Vec<Draft>, StoreError> {
    let rows: Vec<Row> = drafts::table
        .filter(drafts::case_id.is_null())
        .filter(diesel::dsl::not(closed()))
        .order(drafts::saved_at.desc())
        .limit(i64::from(limit))
        .select(Row::as_select())
        .load(connection)
        .await?;
    rows.into_iter().map(|row| row.with(None)).collect()
}

pub(super) async fn unfinished_of(
    connection: &mut AsyncPgConnection,
    case_id: CaseId,
) -> Result<Vec<Draft>, StoreError> {
    let rows: Vec<Row> = drafts::table
        .filter(drafts::case_id.is_null())
        .filter(drafts::follows_case.eq(case_id.uuid()))
        .filter(diesel::dsl::not(closed()))
        .order(drafts::saved_at.desc())
        .select(Row::as_select())
        .load(connection)
        .await?;
    rows.into_iter().map(|row| row.with(None)).collect()
}
