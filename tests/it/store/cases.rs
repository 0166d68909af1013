//! Reading what was kept.

use super::{database, new_id, submission};
use spinepath::{
    model::{CaseId, Urgency},
    store::{Cursor, StoreError},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_case_reads_back_as_it_was_submitted() {
    let (_database, store) = database().await;
    let sent = submission(Urgency::SameDay);
    store.submit(sent.clone()).await.unwrap();
    let case = store.case(sent.case_id).await.unwrap().unwrap();
    assert_eq!(case.case_id, sent.case_id);
    assert_eq!(case.created_at, sent.received_at);
    assert_eq!(case.patient, sent.patient);
    assert_eq!(case.decision.decision_id, sent.decision_id);
    assert_eq!(case.decision.intake_id, sent.intake_id);
    assert_eq!(case.decision.json, sent.decision_json);
    assert_eq!(case.decision.digest, sent.decision.digest);
    assert_eq!(case.intakes.len(), 1);
    assert_eq!(case.intakes[0].payload, sent.payload);
    assert_eq!(case.intakes[0].form_version, "1.0.0");
    let nobody = CaseId::from_uuid(new_id());
    assert!(store.case(nobody).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_that_was_altered_is_not_shown() {
    let (database, store) = database().await;
    let sent = submission(Urgency::SameDay);
    store.submit(sent.clone()).await.unwrap();
    let client = database.client().await;
    for sql in [
        "set session_replication_role = replica",
        "update decisions set decision = replace(decision, 'same_day', 'routine')",
    ] {
        client.batch_execute(sql).await.unwrap();
    }
    let error = store.case(sent.case_id).await.unwrap_err();
    let what = "decision digest";
    assert_eq!(error, StoreError::Corrupt { what });
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_hold_every_case_once_most_urgent_first() {
    let (_database, store) = database().await;
    let mut sent = Vec::new();
    for number in 0..23 {
        let urgency = Urgency::ALL[number * 7 % 5];
        let one = submission(urgency);
        sent.push((urgency, one.case_id));
        store.submit(one).await.unwrap();
    }
    sent.sort();
    sent.reverse();
    for limit in [1, 4, 22, 23, 100] {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = store.cases(after, limit).await.unwrap();
            assert!(page.cases.len() <= usize::from(limit));
            seen.extend(page.cases.iter().map(|case| (case.urgency, case.case_id)));
            let Some(next) = page.next else { break };
            // A cursor survives the way to the client and back.
            after = Some(next.to_string().parse::<Cursor>().unwrap());
        }
        assert_eq!(seen, sent, "pages of {limit}");
    }
    let first = &store.cases(None, 1).await.unwrap().cases[0];
    assert_eq!(first.identifier.reveal(), "MRN-0417");
    assert_eq!(first.due_in_days, Some(0));
    assert!("emergency".parse::<Cursor>().is_err());
}
