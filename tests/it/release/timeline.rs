//! What is in force on a day, as it was known at a moment.

use chrono::{DateTime, Days as DayCount, NaiveDate, Utc};
use serde_json::json;
use spinepath::app::releasing::timeline;
use spinepath::app::timeline::{InForce, Timeline};
use spinepath::decision::ReleaseRef;
use spinepath::store::{NewRecord, Recorded, ReleaseAct, Store};

use crate::support::database::TestDatabase;

fn day(number: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2027, 1, 1).unwrap() + DayCount::new(number - 1)
}

fn release(name: char) -> ReleaseRef {
    let digit = format!("{:x}", u32::from(name) % 16);
    ReleaseRef {
        name: "knee".into(),
        release: name.to_string(),
        digest: format!("sha256:{}", digit.repeat(64)),
    }
}

fn record(act: ReleaseAct, name: char, from: u64, until: Option<u64>) -> NewRecord {
    let signatures = match act {
        ReleaseAct::Release => json!(["one", "two"]),
        ReleaseAct::Return => json!([]),
        ReleaseAct::Withdraw => json!(["one"]),
    };
    NewRecord {
        act,
        release: release(name),
        from: day(from),
        until: until.map(day),
        by: "Rita".into(),
        reason: (act != ReleaseAct::Release).then(|| "why".into()),
        signatures,
    }
}

/// A database in which one act after another was recorded, and when.
async fn recorded(acts: &[NewRecord]) -> (TestDatabase, Store, Vec<DateTime<Utc>>) {
    let database = TestDatabase::new().await;
    let store = database.store().await;
    let (mut times, mut last) = (Vec::new(), None);
    for act in acts {
        store
            .register_release(&act.release, &json!({}))
            .await
            .unwrap();
        match store.record_release(act, last).await.unwrap() {
            Recorded::Kept(kept) => {
                last = Some(kept.id);
                times.push(kept.recorded_at);
            }
            Recorded::Superseded => panic!("nobody else records"),
        }
    }
    (database, store, times)
}

/// The release of the answer, `-` for nothing, `!` for a withdrawal, `?` without any record.
fn letter(what: InForce<'_>) -> String {
    match what {
        InForce::NoRecord => "?".into(),
        InForce::Nothing => "-".into(),
        InForce::Withdrawn(..) => "!".into(),
        InForce::Release(by) => by.record.release.release.clone(),
    }
}

fn week(timeline: &Timeline) -> String {
    (1..=10)
        .map(|number| letter(timeline.on(day(number))))
        .collect()
}

use ReleaseAct::{Release, Return, Withdraw};

#[tokio::test(flavor = "multi_thread")]
async fn the_release_in_force_on_a_day_is_the_one_known_at_the_time() {
    // What is recorded, and what is in force on the days 1 to 10 as known after each record.
    let steps = [
        (record(Release, 'a', 2, None), "-aaaaaaaaa"),
        (record(Release, 'b', 6, None), "-aaaabbbbb"),
        // A later record overrides an earlier one for the days it covers, and no other.
        (record(Release, 'c', 4, Some(7)), "-aaccccbbb"),
        // A withdrawal takes out its own release alone, from its day on, and nothing moves up.
        (record(Withdraw, 'c', 5, None), "-aac!!!bbb"),
        (record(Withdraw, 'a', 3, None), "-a!c!!!bbb"),
        // What is returned to covers what was scheduled.
        (record(Return, 'a', 5, None), "-a!caaaaaa"),
        // A release that is released again after its withdrawal is in force again.
        (record(Release, 'c', 6, Some(6)), "-a!cacaaaa"),
        (record(Return, 'b', 9, Some(9)), "-a!cacaaba"),
        (record(Withdraw, 'b', 1, None), "-a!cacaa!a"),
    ];
    let acts: Vec<NewRecord> = steps.iter().map(|(act, _)| act.clone()).collect();
    let (_database, store, times) = recorded(&acts).await;
    let now = timeline(&store, "knee").await.unwrap();
    let before = now
        .clone()
        .known_at(times[0] - chrono::TimeDelta::microseconds(1));
    assert_eq!(week(&before), "??????????");
    for (number, (_, expected)) in steps.iter().enumerate() {
        let known = now.clone().known_at(times[number]);
        assert_eq!(week(&known), *expected, "after record {}", number + 1);
        // The periods say the same as the days.
        let periods = known.periods();
        for number in 1..=10 {
            let day = day(number);
            let inside = periods
                .iter()
                .find(|period| period.from <= day && period.until.is_none_or(|until| day <= until));
            let said = inside.map_or(InForce::Nothing, |period| period.what);
            assert_eq!(said, known.on(day), "{day}");
        }
        for pair in periods.windows(2) {
            assert_eq!(pair[0].until, pair[1].from.pred_opt(), "without a gap");
            assert_ne!(pair[0].what, pair[1].what);
        }
        assert_eq!(periods.last().unwrap().until, None);
    }
    assert_eq!(week(&now), steps.last().unwrap().1);
    assert_eq!(
        week(&timeline(&store, "spine").await.unwrap()),
        "??????????"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_never_changed_and_every_act_is_audited() {
    let acts = [
        record(Release, 'a', 1, None),
        record(Withdraw, 'a', 2, None),
        record(Return, 'a', 3, None),
    ];
    let (database, _store, _) = recorded(&acts).await;
    let client = database.client().await;
    for sql in [
        "update release_records set recorded_by = recorded_by",
        "delete from release_records",
        "truncate release_records cascade",
    ] {
        let error = client.batch_execute(sql).await.unwrap_err();
        let error = error.as_db_error().unwrap();
        assert_eq!(error.constraint(), Some("append_only"), "{sql}");
    }
    let rows = client
        .query("select actor, action from audit_events order by id", &[])
        .await
        .unwrap();
    let audited: Vec<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let acted = ["release_recorded", "release_withdrawn", "release_returned"];
    assert_eq!(
        audited,
        acted.map(|act| ("Rita".to_owned(), act.to_owned()))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_records_made_in_the_light_of_the_same_past_one_is_kept() {
    let (database, store, _) = recorded(&[record(Release, 'a', 1, None)]).await;
    let last = store
        .release_records(None)
        .await
        .unwrap()
        .pop()
        .map(|record| record.id);
    let next = record(Return, 'a', 2, None);
    let other = database.store().await;
    let (one, two) = tokio::join!(
        store.record_release(&next, last),
        other.record_release(&next, last)
    );
    let superseded = [one.unwrap(), two.unwrap()]
        .iter()
        .filter(|outcome| **outcome == Recorded::Superseded)
        .count();
    assert_eq!(superseded, 1);
    assert_eq!(store.release_records(None).await.unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_without_what_it_rests_on_is_refused_by_the_database() {
    let (_database, store, _) = recorded(&[record(Release, 'a', 1, None)]).await;
    let last = store
        .release_records(None)
        .await
        .unwrap()
        .pop()
        .map(|record| record.id);
    let spoiled = |spoil: fn(&mut NewRecord), act| {
        let mut new = record(act, 'a', 2, None);
        spoil(&mut new);
        new
    };
    for new in [
        spoiled(|new| new.signatures = json!(["one"]), Release),
        spoiled(|new| new.signatures = json!([]), Withdraw),
        spoiled(|new| new.signatures = json!({}), Return),
        spoiled(|new| new.reason = None, Withdraw),
        spoiled(|new| new.reason = None, Return),
        spoiled(|new| new.until = Some(day(1)), Release),
        spoiled(|new| new.by = String::new(), Release),
        spoiled(|new| new.release = release('z'), Release),
    ] {
        let refused = store.record_release(&new, last).await;
        assert!(refused.is_err(), "{new:?}");
    }
    assert_eq!(store.release_records(None).await.unwrap().len(), 1);
}
