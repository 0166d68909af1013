//! The worklist: sections of one urgency, oldest first.

use std::{collections::BTreeMap, time::Duration};

use spinepath::{
    decision::Status,
    model::{CaseId, Phi, ReviewVerdict, Urgency},
    store::{Count, OwnedBy, ReviewState, Store, Submission, WorklistFilter},
};
use tokio::time::sleep;

use super::{
    database,
    follow_up::following,
    received,
    reviews::{review, signed},
    submission,
};
use crate::support::database::TestDatabase;

fn anything() -> WorklistFilter {
    WorklistFilter {
        state: ReviewState::All,
        ..WorklistFilter::default()
    }
}

/// The cases of every section, read in pages of that length, in the order they are shown.
async fn shown(store: &Store, filter: &WorklistFilter, limit: u16) -> Vec<(Urgency, CaseId)> {
    let mut seen = Vec::new();
    for urgency in Urgency::ALL.into_iter().rev() {
        let mut after = None;
        loop {
            let page = store.worklist(filter, urgency, after, limit).await.unwrap();
            assert!(page.rows.len() <= usize::from(limit));
            seen.extend(page.rows.iter().map(|row| (row.urgency, row.case_id)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_hold_every_case_once_and_the_oldest_of_an_urgency_first() {
    let (_database, store) = database().await;
    let mut sent = Vec::new();
    for number in 0..23 {
        let one = submission(Urgency::ALL[number * 7 % 5]);
        sent.push((one.decision.urgency, one.case_id));
        store.submit(one).await.unwrap();
    }
    sent.sort_by_key(|(urgency, case_id)| (std::cmp::Reverse(*urgency), *case_id));
    for limit in [1, 4, 5, 100] {
        let seen = shown(&store, &WorklistFilter::default(), limit).await;
        assert_eq!(seen, sent, "pages of {limit}");
    }
    let counts = store.counts(&WorklistFilter::default()).await.unwrap();
    let counted: BTreeMap<Urgency, Count> = (Urgency::ALL.into_iter())
        .map(|urgency| {
            (
                urgency,
                Count::Exactly(sent.iter().filter(|(of, _)| *of == urgency).count()),
            )
        })
        .collect();
    assert_eq!(counts, counted);
}

/// Four cases: the second is taken, the third reviewed, the fourth settled and of somebody else.
async fn four() -> (TestDatabase, Store, Vec<Submission>) {
    let (database, store) = database().await;
    let mut sent: Vec<Submission> = (0..4).map(|_| submission(Urgency::Routine)).collect();
    sent[3].decision.status = Status::Final;
    sent[3].decision.could_become = Urgency::Routine;
    sent[3].patient.identifier = Phi::new("a%b_c".into());
    sent[3].patient.family = Phi::new("O'Neil".into());
    for one in &sent {
        store.submit(one.clone()).await.unwrap();
    }
    store.take(sent[1].case_id, "me", received()).await.unwrap();
    let agreed = review(&sent[2], ReviewVerdict::Agreed);
    store.review(&agreed, Some(&signed()), None).await.unwrap();
    (database, store, sent)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_shows_what_it_says_and_counts_agree_with_what_is_shown() {
    let (_database, store, sent) = four().await;
    let begins = |text: &str| WorklistFilter {
        begins: Some(Phi::new(text.into())),
        ..anything()
    };
    let state = |state| WorklistFilter {
        state,
        ..WorklistFilter::default()
    };
    let owner = |owner| WorklistFilter {
        owner,
        ..anything()
    };
    let provisional = WorklistFilter {
        provisional: true,
        ..anything()
    };
    for (what, filter, expected) in [
        ("all", anything(), vec![0, 1, 2, 3]),
        ("awaiting", state(ReviewState::Awaiting), vec![0, 1, 3]),
        ("reviewed", state(ReviewState::Reviewed), vec![2]),
        ("mine", owner(OwnedBy::Person("me".into())), vec![1]),
        ("others'", owner(OwnedBy::Person("you".into())), vec![]),
        ("nobody's", owner(OwnedBy::Nobody), vec![0, 2, 3]),
        ("not settled", provisional, vec![0, 1, 2]),
        ("a number", begins("mrn-"), vec![0, 1, 2]),
        ("a family name", begins("o'ne"), vec![3]),
        ("the inside of a name", begins("neil"), vec![]),
        ("signs of a pattern", begins("A%B_c"), vec![3]),
        ("a pattern is no pattern", begins("%"), vec![]),
        ("nor is this one", begins("MRN_"), vec![]),
    ] {
        let seen = shown(&store, &filter, 2).await;
        let seen: Vec<CaseId> = seen.into_iter().map(|(_, case_id)| case_id).collect();
        let expected: Vec<CaseId> = expected
            .into_iter()
            .map(|at: usize| sent[at].case_id)
            .collect();
        assert_eq!(seen, expected, "{what}");
        let counts = store.counts(&filter).await.unwrap();
        assert_eq!(
            counts[&Urgency::Routine],
            Count::Exactly(seen.len()),
            "{what}"
        );
        let newer = store.newer(&filter, None).await.unwrap();
        assert_eq!(newer, seen.len() as u64, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_says_whose_it_is_why_it_is_here_and_what_stands() {
    let (_database, store) = database().await;
    let mut sent = submission(Urgency::SameDay);
    sent.decision.reasons = vec![reason("Weakness found"), reason("Something else")];
    store.submit(sent.clone()).await.unwrap();
    let line = async |urgency| {
        let page = store.worklist(&anything(), urgency, None, 5).await.unwrap();
        page.rows.into_iter().next().unwrap()
    };
    let first = line(Urgency::SameDay).await;
    assert_eq!(first.reason.unwrap().reveal(), "Weakness found");
    assert_eq!((first.owner, first.stands), (None, None));
    store.take(sent.case_id, "me", received()).await.unwrap();
    let agreed = review(&sent, ReviewVerdict::Agreed);
    store.review(&agreed, Some(&signed()), None).await.unwrap();
    let second = line(Urgency::SameDay).await;
    assert_eq!(second.owner.as_deref(), Some("me"));
    assert_eq!(second.stands, Some(Urgency::SameDay));
    let mut next = following(&sent, Urgency::Routine);
    next.decision.reasons = vec![reason("Ten weeks without change")];
    store.follow_up(&next).await.unwrap();
    let third = line(Urgency::Routine).await;
    assert_eq!(third.reason.unwrap().reveal(), "Ten weeks without change");
    assert_eq!(third.stands, None);
}

fn reason(title: &str) -> spinepath::decision::Reason {
    serde_json::from_value(serde_json::json!({
        "basis": "policy", "because": [], "evidence": [], "rule": "r", "text": "t",
        "title": title, "version": 1
    }))
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_since_a_look_is_counted_further_forms_too() {
    let (_database, store, sent) = four().await;
    let seen = store.newest().await.unwrap();
    assert_eq!(seen, Some(sent[3].decision_id));
    let filter = WorklistFilter::default();
    assert_eq!(store.newer(&filter, seen).await.unwrap(), 0);
    store.submit(submission(Urgency::Emergency)).await.unwrap();
    let next = following(&sent[2], Urgency::Routine);
    store.follow_up(&next).await.unwrap();
    assert_eq!(store.newer(&filter, seen).await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_open_worklist_is_read_from_its_index() {
    let (database, store) = database().await;
    store.submit(submission(Urgency::Routine)).await.unwrap();
    let client = database.client().await;
    // The case again, many times: nine of ten were reviewed.
    client
        .batch_execute(
            "set session_replication_role = replica;
             insert into cases (id, created_at, patient_identifier, family, given, birth_date,
               sex_at_birth, urgency, could_become, status, disposition, as_of, latest_decision,
               latest_review)
             select gen_random_uuid(), created_at, patient_identifier, family, given, birth_date,
               sex_at_birth, urgency, could_become, status, disposition, as_of, latest_decision,
               case when number % 10 > 0 then gen_random_uuid() end
             from cases, generate_series(1, 20000) as number;
             analyze cases",
        )
        .await
        .unwrap();
    let filter = WorklistFilter::default();
    let page = store.worklist(&filter, Urgency::Routine, None, 50);
    let after = page.await.unwrap().next;
    store
        .worklist(&filter, Urgency::Routine, after, 50)
        .await
        .unwrap();
    // The server counts the uses of an index a little later.
    let uses =
        "select idx_scan from pg_stat_user_indexes where indexrelname = 'cases_awaiting_review'";
    let mut used = 0;
    for _ in 0..100 {
        used = client.query_one(uses, &[]).await.unwrap().get::<_, i64>(0);
        if used >= 2 {
            break;
        }
        sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(used, 2);
}
