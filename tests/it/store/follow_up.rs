//! What a further form of a case leaves behind.

use spinepath::{
    model::{CaseId, DecisionId, Urgency},
    store::{StoreError, Submission, Submitted},
};

use super::{TABLES, count, database, keyed, new_id, submission};

/// A submission that follows another one on its case.
pub fn following(first: &Submission, urgency: Urgency) -> Submission {
    let mut next = submission(urgency);
    next.case_id = first.case_id;
    next.follows = Some(first.decision_id);
    next
}

#[tokio::test(flavor = "multi_thread")]
async fn a_further_form_moves_the_case_and_keeps_what_was_there() {
    let (database, store) = database().await;
    let first = submission(Urgency::Routine);
    store.submit(first.clone()).await.unwrap();
    let next = following(&first, Urgency::Emergency);
    assert_eq!(store.follow_up(&next).await.unwrap(), Submitted::Stored);

    let case = store.case(first.case_id).await.unwrap().unwrap();
    assert_eq!(case.decision.decision_id, next.decision_id);
    let forms: Vec<_> = case.intakes.iter().map(|intake| intake.intake_id).collect();
    assert_eq!(forms, [first.intake_id, next.intake_id]);
    let page = store.cases(None, 10).await.unwrap();
    assert_eq!(page.cases.len(), 1);
    assert_eq!(page.cases[0].urgency, Urgency::Emergency);
    let client = database.client().await;
    for (table, rows) in [
        ("cases", 1),
        ("decisions", 2),
        ("audit_events", 2),
        ("outbox", 2),
    ] {
        assert_eq!(count(&client, table).await, rows, "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_forms_that_follow_the_same_decision_one_is_kept() {
    let (database, store) = database().await;
    let first = submission(Urgency::Routine);
    store.submit(first.clone()).await.unwrap();
    let (one, other) = (
        following(&first, Urgency::SameDay),
        following(&first, Urgency::Routine),
    );
    let (one, other) = tokio::join!(store.follow_up(&one), store.follow_up(&other));
    let mut became = [one.unwrap(), other.unwrap()];
    became.sort_by_key(|submitted| *submitted == Submitted::Superseded);
    assert_eq!(became, [Submitted::Stored, Submitted::Superseded]);
    let client = database.client().await;
    assert_eq!(count(&client, "decisions").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_for_a_case_that_is_not_there_leaves_nothing() {
    let (database, store) = database().await;
    let first = submission(Urgency::Routine);
    let mut next = following(&first, Urgency::SameDay);
    next.case_id = CaseId::from_uuid(new_id());
    next.follows = Some(DecisionId::from_uuid(new_id()));
    let error = store.follow_up(&next).await.unwrap_err();
    assert_eq!(error, StoreError::NotFound { what: "case" });
    let client = database.client().await;
    for table in TABLES {
        assert_eq!(count(&client, table).await, 0, "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_further_form_is_kept_once_and_answered_alike() {
    let (database, store) = database().await;
    let first = submission(Urgency::Routine);
    store.submit(first.clone()).await.unwrap();
    let mut next = following(&first, Urgency::SameDay);
    next.idempotency = keyed("again", 7).idempotency;
    store.follow_up(&next).await.unwrap();
    // The sender decides again in the light of what is latest by now.
    let mut again = following(&next, Urgency::SameDay);
    again.idempotency = next.idempotency.clone();
    let replayed = store.follow_up(&again).await.unwrap();
    assert!(matches!(replayed, Submitted::Replayed { status: 201, .. }));
    let client = database.client().await;
    assert_eq!(count(&client, "decisions").await, 2);
}
