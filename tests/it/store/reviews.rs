//! What clinicians said of decisions, and who took a case.

use spinepath::{
    model::{CaseId, DecisionId, Phi, ReasonCode, ReviewId, ReviewVerdict, Urgency},
    store::{
        Count, Review, ReviewState, Reviewed, SignedSummary, Store, StoreError, Submission,
        WorklistFilter,
    },
};

use super::{count, database, follow_up::following, new_id, received, submission};

/// A review of the decision of a submission.
pub fn review(of: &Submission, verdict: ReviewVerdict) -> Review {
    let stands = match verdict {
        ReviewVerdict::Agreed => of.decision.urgency,
        ReviewVerdict::Changed { urgency, .. } => urgency,
    };
    Review {
        review_id: ReviewId::from_uuid(new_id()),
        case_id: of.case_id,
        decision_id: of.decision_id,
        verdict,
        stands,
        by: "clinician".into(),
        at: received(),
        summary: Some(signed().sha256),
    }
}

/// What is signed with a review; the store does not look into it.
pub fn signed() -> SignedSummary {
    SignedSummary {
        paper: "a4".into(),
        pdf: Phi::new(b"%PDF of Nguy".to_vec()),
        sha256: format!("sha256:{}", "e".repeat(64)),
    }
}

fn changed(urgency: Urgency) -> ReviewVerdict {
    ReviewVerdict::Changed {
        urgency,
        reason: ReasonCode::NeedMoreInfo,
        text: Some(Phi::new("waiting for old films".into())),
    }
}

async fn awaiting(store: &Store) -> usize {
    counted(store, &WorklistFilter::default()).await
}

async fn counted(store: &Store, filter: &WorklistFilter) -> usize {
    let counts = store.counts(filter).await.unwrap();
    let counts = counts.values().map(|count| match count {
        Count::Exactly(count) => *count,
        Count::MoreThan(most) => panic!("more than {most}"),
    });
    counts.sum()
}

async fn stored() -> (crate::support::database::TestDatabase, Store, Submission) {
    let (database, store) = database().await;
    let sent = submission(Urgency::SameDay);
    store.submit(sent.clone()).await.unwrap();
    (database, store, sent)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_is_kept_with_its_audit_event_and_the_latest_comes_first() {
    let (database, store, sent) = stored().await;
    let first = review(&sent, changed(Urgency::Routine));
    let kept = store.review(&first, Some(&signed()), None).await.unwrap();
    assert_eq!(kept, Reviewed::Kept);
    let second = review(&sent, ReviewVerdict::Agreed);
    let after = Some(first.review_id);
    assert_eq!(
        store.review(&second, Some(&signed()), after).await.unwrap(),
        Reviewed::Kept
    );
    let reviews = store.reviews(sent.case_id).await.unwrap();
    for review in &reviews {
        let kept = store.signed_summary(sent.case_id, review.review_id);
        assert_eq!(kept.await.unwrap(), Some(signed()));
    }
    let other = submission(Urgency::Routine).case_id;
    let foreign = store.signed_summary(other, first.review_id).await.unwrap();
    assert_eq!(foreign, None, "a summary belongs to its case");
    assert_eq!(reviews, [second, first]);
    let events = store.audit(sent.case_id).await.unwrap();
    let actions: Vec<_> = events.iter().map(|event| event.action.as_str()).collect();
    assert_eq!(actions, ["intake_submitted", "review", "review"]);
    assert_eq!(events[1].actor, "clinician");
    assert_eq!(count(&database.client().await, "reviews").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_of_what_is_no_longer_in_force_leaves_nothing() {
    let (database, store, sent) = stored().await;
    let stale = review(&sent, ReviewVerdict::Agreed);
    let next = following(&sent, Urgency::Emergency);
    store.follow_up(&next).await.unwrap();
    let superseded = store.review(&stale, Some(&signed()), None).await.unwrap();
    assert_eq!(superseded, Reviewed::Superseded);
    // Nor does one that did not see the latest review.
    let seen = review(&next, ReviewVerdict::Agreed);
    assert_eq!(
        store.review(&seen, Some(&signed()), None).await.unwrap(),
        Reviewed::Kept
    );
    let unseen = review(&next, changed(Urgency::Routine));
    let superseded = store.review(&unseen, Some(&signed()), None).await.unwrap();
    assert_eq!(superseded, Reviewed::Superseded);
    let client = database.client().await;
    assert_eq!(count(&client, "reviews").await, 1);
    assert_eq!(count(&client, "audit_events").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_reviews_at_the_same_time_one_is_kept() {
    let (_database, store, sent) = stored().await;
    let (one, other) = (
        review(&sent, ReviewVerdict::Agreed),
        review(&sent, changed(Urgency::Routine)),
    );
    let kept = signed();
    let (one, other) = tokio::join!(
        store.review(&one, Some(&kept), None),
        store.review(&other, Some(&kept), None)
    );
    let became = [one.unwrap(), other.unwrap()];
    assert!(became.contains(&Reviewed::Kept), "{became:?}");
    assert!(became.contains(&Reviewed::Superseded), "{became:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_further_form_makes_a_reviewed_case_wait_again() {
    let (_database, store, sent) = stored().await;
    assert_eq!(awaiting(&store).await, 1);
    let agreed = review(&sent, ReviewVerdict::Agreed);
    store.review(&agreed, Some(&signed()), None).await.unwrap();
    assert_eq!(awaiting(&store).await, 0);
    let next = following(&sent, Urgency::Routine);
    store.follow_up(&next).await.unwrap();
    assert_eq!(awaiting(&store).await, 1);
    // What was said of the decision before stays.
    assert_eq!(store.reviews(sent.case_id).await.unwrap(), [agreed]);
    let history = store.history(sent.case_id).await.unwrap();
    let decisions: Vec<_> = history.iter().map(|past| past.decision_id).collect();
    assert_eq!(decisions, [sent.decision_id, next.decision_id]);
    assert_eq!(history[1].urgency, Urgency::Routine);
    assert_eq!(history[1].intake_id, next.intake_id);
    assert_eq!(history[1].facts, next.facts_json);
}

#[tokio::test(flavor = "multi_thread")]
async fn reviews_are_never_changed() {
    let (database, store, sent) = stored().await;
    let agreed = review(&sent, ReviewVerdict::Agreed);
    store.review(&agreed, Some(&signed()), None).await.unwrap();
    let client = database.client().await;
    for sql in [
        "update reviews set urgency = urgency",
        "delete from reviews",
        "truncate reviews cascade",
    ] {
        let error = client.batch_execute(sql).await.unwrap_err();
        let error = error.as_db_error().unwrap();
        assert_eq!(error.constraint(), Some("append_only"), "{sql}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_without_a_reason_and_an_agreement_with_one_cannot_be_stored() {
    let (database, _store, sent) = stored().await;
    let client = database.client().await;
    for (act, code, text) in [
        ("changed", None, None),
        ("changed", Some(""), None),
        ("changed", Some("need-more-info"), Some("")),
        ("agreed", Some("need-more-info"), None),
        ("agreed", None, Some("because")),
        ("ignored", None, None),
    ] {
        let (id, case, decision) = (new_id(), sent.case_id, sent.decision_id);
        let sql = format!(
            "insert into reviews values
             ('{id}', '{case}', '{decision}', $1, 'routine', $2, $3, 'x', now())"
        );
        let error = client.execute(&sql, &[&act, &code, &text]).await;
        let error = error.unwrap_err();
        let state = error.code().unwrap().code();
        assert_eq!(state, "23514", "{act} {code:?} {text:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_a_case_owns_it_and_that_is_audited() {
    let (_database, store, sent) = stored().await;
    assert_eq!(store.case(sent.case_id).await.unwrap().unwrap().owner, None);
    for owner in ["one", "other"] {
        store.take(sent.case_id, owner, received()).await.unwrap();
        let case = store.case(sent.case_id).await.unwrap().unwrap();
        assert_eq!(case.owner.as_deref(), Some(owner));
    }
    let events = store.audit(sent.case_id).await.unwrap();
    let last = events.last().unwrap();
    assert_eq!(
        (last.actor.as_str(), last.action.as_str()),
        ("other", "take")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_can_be_done_with_a_case_that_is_not_there() {
    let (database, store) = database().await;
    let mut nowhere = review(&submission(Urgency::Routine), ReviewVerdict::Agreed);
    nowhere.case_id = CaseId::from_uuid(new_id());
    nowhere.decision_id = DecisionId::from_uuid(new_id());
    let missing = StoreError::NotFound { what: "case" };
    assert_eq!(
        store
            .review(&nowhere, Some(&signed()), None)
            .await
            .unwrap_err(),
        missing
    );
    let taken = store.take(nowhere.case_id, "one", received()).await;
    assert_eq!(taken.unwrap_err(), missing);
    assert!(store.reviews(nowhere.case_id).await.unwrap().is_empty());
    let filter = WorklistFilter {
        state: ReviewState::All,
        ..WorklistFilter::default()
    };
    assert_eq!(counted(&store, &filter).await, 0);
    assert_eq!(count(&database.client().await, "audit_events").await, 0);
}
