//! What a candidate release would have decided, beside what was: rows are added and never changed.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use serde_json::Value as Json;
use uuid::Uuid;

use super::{
    StoreError,
    schema::{audit_events, decisions, rule_releases, shadow_decisions, shadow_explanations},
    words,
};
use crate::{
    decision::ReleaseRef,
    model::{CaseId, DecisionId, Urgency},
};

/// A comparison to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewShadow {
    /// The case.
    pub case_id: CaseId,
    /// The decision that was made.
    pub decision_id: DecisionId,
    /// The release that made it.
    pub decided_by: ReleaseRef,
    /// The release that would like to.
    pub candidate: ReleaseRef,
    /// Urgency and bound of the decision, then of the candidate.
    pub bounds: [Urgency; 4],
    /// What differs; none where nothing does.
    pub difference: Option<Json>,
}

/// A comparison in which something differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Divergence {
    /// Its number.
    pub id: i64,
    /// The case.
    pub case_id: CaseId,
    /// What differs.
    pub difference: Json,
    /// Whether the candidate is less urgent, or could become less urgent.
    pub lowered: bool,
    /// The explanations of a lowering: who, and why; oldest first.
    pub explanations: Vec<(String, String)>,
}

/// What was compared with one candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct ShadowRun {
    /// The candidate.
    pub candidate: ReleaseRef,
    /// When the first comparison was made.
    pub since: DateTime<Utc>,
    /// Comparisons kept.
    pub compared: i64,
    /// Decisions made by other releases since the first one that was compared: what is more than
    /// `compared` was left out.
    pub made: i64,
    /// Those in which something differs, oldest first.
    pub divergences: Vec<Divergence>,
}

pub(super) async fn add(
    connection: &mut AsyncPgConnection,
    new: &NewShadow,
) -> Result<(), StoreError> {
    use shadow_decisions as table;
    let [
        urgency,
        could_become,
        candidate_urgency,
        candidate_could_become,
    ] = new.bounds.map(Urgency::word);
    diesel::insert_into(table::table)
        .values((
            table::case_id.eq(new.case_id.uuid()),
            table::decision_id.eq(new.decision_id.uuid()),
            table::decided_by.eq(&new.decided_by.digest),
            table::candidate.eq(&new.candidate.digest),
            table::urgency.eq(urgency),
            table::could_become.eq(could_become),
            table::candidate_urgency.eq(candidate_urgency),
            table::candidate_could_become.eq(candidate_could_become),
            table::difference.eq(&new.difference),
        ))
        .on_conflict((table::decision_id, table::candidate))
        .do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}

/// Every candidate that was compared, the latest first.
pub(super) async fn runs(connection: &mut AsyncPgConnection) -> Result<Vec<ShadowRun>, StoreError> {
    use shadow_decisions as table;
    let candidates: Vec<(String, String, String)> = rule_releases::table
        .filter(rule_releases::digest.eq_any(table::table.select(table::candidate)))
        .order(rule_releases::registered_at.desc())
        .select((
            rule_releases::digest,
            rule_releases::name,
            rule_releases::release,
        ))
        .load(connection)
        .await?;
    let mut runs = Vec::new();
    for (digest, name, release) in candidates {
        let candidate = ReleaseRef {
            digest,
            name,
            release,
        };
        runs.push(run(connection, candidate).await?);
    }
    Ok(runs)
}

async fn run(
    connection: &mut AsyncPgConnection,
    candidate: ReleaseRef,
) -> Result<ShadowRun, StoreError> {
    use shadow_decisions as table;
    let of_candidate = table::candidate.eq(&candidate.digest);
    let (since, compared): (Option<DateTime<Utc>>, i64) = table::table
        .filter(of_candidate)
        .select((diesel::dsl::min(table::made_at), diesel::dsl::count_star()))
        .first(connection)
        .await?;
    let first: Option<DateTime<Utc>> = table::table
        .inner_join(decisions::table.on(decisions::id.eq(table::decision_id)))
        .filter(of_candidate)
        .select(diesel::dsl::min(decisions::decided_at))
        .first(connection)
        .await?;
    // Only decisions of the same pathway could have been compared.
    let pathway = rule_releases::table
        .filter(rule_releases::name.eq(&candidate.name))
        .filter(rule_releases::digest.ne(&candidate.digest))
        .select(rule_releases::digest);
    let made: i64 = decisions::table
        .filter(decisions::decided_at.ge(first.unwrap_or_default()))
        .filter(decisions::rule_release.eq_any(pathway))
        .count()
        .get_result(connection)
        .await?;
    let rows: Vec<(i64, Uuid, Option<Json>, bool)> = table::table
        .filter(of_candidate)
        .filter(table::difference.is_not_null())
        .order(table::id.asc())
        .select((table::id, table::case_id, table::difference, table::lowered))
        .load(connection)
        .await?;
    let numbers: Vec<i64> = rows.iter().map(|(id, ..)| *id).collect();
    let explained: Vec<(i64, String, String)> = shadow_explanations::table
        .filter(shadow_explanations::shadow_decision.eq_any(numbers))
        .order(shadow_explanations::id.asc())
        .select((
            shadow_explanations::shadow_decision,
            shadow_explanations::explained_by,
            shadow_explanations::reason,
        ))
        .load(connection)
        .await?;
    let divergences = rows.into_iter().map(|(id, case, difference, lowered)| {
        let own = explained.iter().filter(|(of, ..)| *of == id);
        Divergence {
            id,
            case_id: CaseId::from_uuid(case),
            difference: difference.unwrap_or_default(),
            lowered,
            explanations: own
                .map(|(_, by, reason)| (by.clone(), reason.clone()))
                .collect(),
        }
    });
    Ok(ShadowRun {
        since: since.unwrap_or_default(),
        compared,
        made,
        divergences: divergences.collect(),
        candidate,
    })
}

/// The lowerings of a candidate that nobody explained: number, case, and both urgencies.
pub(super) async fn unexplained(
    connection: &mut AsyncPgConnection,
    candidate: &ReleaseRef,
) -> Result<Vec<(i64, CaseId, [Urgency; 2])>, StoreError> {
    use shadow_decisions as table;
    let explained = shadow_explanations::table.select(shadow_explanations::shadow_decision);
    let rows: Vec<(i64, Uuid, String, String)> = table::table
        .filter(table::candidate.eq(&candidate.digest))
        .filter(table::lowered)
        .filter(table::id.ne_all(explained))
        .order(table::id.asc())
        .select((
            table::id,
            table::case_id,
            table::urgency,
            table::candidate_urgency,
        ))
        .load(connection)
        .await?;
    let read = |(id, case, urgency, candidate): (i64, Uuid, String, String)| {
        let urgencies = [words::to_urgency(&urgency)?, words::to_urgency(&candidate)?];
        Ok((id, CaseId::from_uuid(case), urgencies))
    };
    rows.into_iter().map(read).collect()
}

/// Keeps an explanation of a lowering and its audit event.
pub(super) async fn explain(
    connection: &mut AsyncPgConnection,
    id: i64,
    reason: &str,
    by: &str,
) -> Result<(), StoreError> {
    use shadow_explanations as table;
    connection
        .transaction(async |connection| {
            let case: Option<Uuid> = shadow_decisions::table
                .find(id)
                .filter(shadow_decisions::lowered)
                .select(shadow_decisions::case_id)
                .first(connection)
                .await
                .optional()?;
            let case = case.ok_or(StoreError::NotFound { what: "lowering" })?;
            let at: DateTime<Utc> = diesel::insert_into(table::table)
                .values((
                    table::shadow_decision.eq(id),
                    table::reason.eq(reason),
                    table::explained_by.eq(by),
                ))
                .returning(table::explained_at)
                .get_result(connection)
                .await?;
            diesel::insert_into(audit_events::table)
                .values((
                    audit_events::at.eq(at),
                    audit_events::actor.eq(by),
                    audit_events::action.eq("shadow_lowering_explained"),
                    audit_events::case_id.eq(case),
                ))
                .execute(connection)
                .await?;
            Ok(())
        })
        .await
}
