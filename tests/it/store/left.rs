//! Nobody gets lost: what is left stays on the list until a person closes it.

use chrono::{TimeDelta, Utc};
use spinepath::{
    intake::record::Patient,
    model::{Answer, CaseId, ClosingId, ClosingReason, DraftId, Phi, Urgency},
    store::{Closed, Closes, Closing, Count, Left, NewDraft, Store, StoreError, Submission},
};

use super::{count, database, day, follow_up::following, new_id, received, submission};

/// The day after every target of [`submission`] that has one.
const LATER: &str = "2027-06-01";

fn closing(closes: Closes) -> Closing {
    Closing {
        closing_id: ClosingId::from_uuid(new_id()),
        closes,
        reason: ClosingReason::NotReached,
        text: Some(Phi::new("called twice".into())),
        by: "clinician".into(),
        at: received(),
    }
}

fn of_case(sent: &Submission) -> Closing {
    closing(Closes::Case(sent.case_id, sent.decision_id))
}

async fn left(store: &Store, kind: Left) -> Vec<CaseId> {
    let (page, count) = store.cases_left(kind, None, 100).await.unwrap();
    assert_eq!(Count::Exactly(page.rows.len()), count);
    page.rows.iter().map(|row| row.case_id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_case_is_left_for_one_reason_the_most_urgent_first_until_it_is_closed() {
    let (_database, store) = database().await;
    let mut sent = Vec::new();
    for urgency in [
        Urgency::Routine,
        Urgency::SameDay,
        Urgency::TwoWeeks,
        Urgency::Emergency,
    ] {
        let submission = submission(urgency);
        store.submit(submission.clone()).await.unwrap();
        sent.push(submission);
    }
    let ids: Vec<CaseId> = sent.iter().map(|sent| sent.case_id).collect();
    let (before, after) = (day("2026-11-23"), day(LATER));
    for (kind, expected) in [
        (Left::Diverted, vec![ids[3], ids[1]]),
        (Left::PastTarget(before), vec![]),
        (Left::Provisional(before), vec![ids[2], ids[0]]),
        (Left::PastTarget(after), vec![ids[2]]),
        (Left::Provisional(after), vec![ids[0]]),
    ] {
        assert_eq!(left(&store, kind).await, expected, "{kind:?}");
    }
    for sent in &sent {
        let kept = store.close(&of_case(sent)).await.unwrap();
        assert_eq!(kept, Closed::Kept);
    }
    for kind in [
        Left::Diverted,
        Left::PastTarget(after),
        Left::Provisional(after),
    ] {
        assert_eq!(left(&store, kind).await, [], "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closing_is_for_one_decision_and_a_later_one_opens_the_case_again() {
    let (database, store) = database().await;
    let sent = submission(Urgency::Emergency);
    store.submit(sent.clone()).await.unwrap();
    let first = of_case(&sent);
    assert_eq!(store.close(&first).await.unwrap(), Closed::Kept);
    assert_eq!(store.closing(sent.case_id).await.unwrap(), Some(first));
    // Nobody closes twice, nor what they did not see.
    let again = store.close(&of_case(&sent)).await.unwrap();
    assert_eq!(again, Closed::Superseded);
    let next = following(&sent, Urgency::SameDay);
    store.follow_up(&next).await.unwrap();
    assert_eq!(left(&store, Left::Diverted).await, [sent.case_id]);
    assert_eq!(store.closing(sent.case_id).await.unwrap(), None);
    let stale = store.close(&of_case(&sent)).await.unwrap();
    assert_eq!(stale, Closed::Superseded);
    let events = store.audit(sent.case_id).await.unwrap();
    let closed = events.iter().filter(|event| event.action == "close");
    assert_eq!(closed.count(), 1);
    let nobody = submission(Urgency::Routine);
    let refused = store.close(&of_case(&nobody)).await.unwrap_err();
    assert_eq!(refused, StoreError::NotFound { what: "case" });
    assert_eq!(count(&database.client().await, "closings").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_what_is_left_show_everybody_once() {
    let (_database, store) = database().await;
    let mut expected = Vec::new();
    for urgency in [Urgency::Emergency, Urgency::SameDay] {
        for _ in 0..3 {
            let submission = submission(urgency);
            expected.push(submission.case_id);
            store.submit(submission).await.unwrap();
        }
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let (page, count) = store.cases_left(Left::Diverted, after, 2).await.unwrap();
        assert_eq!(count, Count::Exactly(6));
        seen.extend(page.rows.iter().map(|row| row.case_id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, expected);
}

async fn begun(store: &Store, hours: i64) -> DraftId {
    let draft_id = DraftId::from_uuid(new_id());
    let draft = NewDraft {
        draft_id,
        form: "spine".into(),
        form_version: "1.1.0".into(),
        assessment_date: day("2026-11-23"),
        patient: Patient {
            identifier: Phi::new("MRN-0417".into()),
            family: Phi::new("Nguyễn".into()),
            given: Phi::new("Alex".into()),
            birth_date: Phi::new(day("1971-03-02")),
            sex_at_birth: Answer::Unknown,
        },
        follows_case: None,
        created_at: received() - TimeDelta::hours(hours),
        created_by: "assistant".into(),
    };
    store.open_draft(&draft).await.unwrap();
    draft_id
}

async fn drafts(store: &Store) -> Vec<DraftId> {
    let since = Utc::now() - TimeDelta::hours(24);
    let (drafts, count) = store.drafts_left(since, 10).await.unwrap();
    assert_eq!(Count::Exactly(drafts.len()), count);
    drafts.iter().map(|draft| draft.opened.draft_id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_yesterday_is_left_until_it_is_closed_and_is_never_deleted_before() {
    let (database, store) = database().await;
    let (old, older) = (begun(&store, 25).await, begun(&store, 300).await);
    begun(&store, 23).await;
    assert_eq!(drafts(&store).await, [older, old]);
    let client = database.client().await;
    let delete = format!("delete from drafts where id = '{older}'");
    let refused = client.batch_execute(&delete).await.unwrap_err();
    let refused = refused.as_db_error().unwrap().message().to_owned();
    assert!(refused.contains("nobody closed"), "{refused}");
    let unseen = store.close(&closing(Closes::Draft(older, 1))).await;
    assert_eq!(unseen.unwrap(), Closed::Superseded);
    let kept = store.close(&closing(Closes::Draft(older, 0))).await;
    assert_eq!(kept.unwrap(), Closed::Kept);
    assert_eq!(drafts(&store).await, [old]);
    let open = store.unfinished_drafts(10).await.unwrap();
    assert_eq!(open.len(), 2, "a closed form is not offered to go on with");
}
