//! Who may drive a run.

use super::*;

pub async fn a_lease_is_exclusive_until_it_expires(store: AnyStore) {
    with_run(&store, "r1").await;
    assert_eq!(store.lease("r1").await, Ok(None));
    let first = store.acquire("r1", "a", 1_000, 500).await.expect("free");
    let expected = Lease { run_id: "r1".to_owned(), owner: "a".to_owned(), fence: 1, expires_at_ms: 1_500 };
    assert_eq!(first, expected);
    assert_eq!(store.lease("r1").await, Ok(Some(expected)));
    let leased = Err(StoreError::Leased { run_id: "r1".to_owned(), owner: "a".to_owned() });
    assert_eq!(store.acquire("r1", "b", 1_499, 500).await, leased);
    let renewed = store.renew(&first, 1_400, 500).await.expect("renewed");
    assert_eq!((renewed.fence, renewed.expires_at_ms), (1, 1_900));
    assert_eq!(store.acquire("r1", "b", 1_899, 500).await, leased);
    let second = store.acquire("r1", "b", 1_900, 500).await.expect("expired");
    assert_eq!((second.owner.as_str(), second.fence), ("b", 2));
}

pub async fn a_released_lease_can_be_taken_and_its_fence_grows(store: AnyStore) {
    with_run(&store, "r1").await;
    let first = store.acquire("r1", "a", 0, 1_000_000).await.expect("free");
    store.release(&first).await.expect("released");
    assert_eq!(store.lease("r1").await, Ok(None));
    let renewed = store.renew(&first, 1, 10).await;
    assert_eq!(renewed, Err(StoreError::Fenced { run_id: "r1".to_owned() }));
    let second = store.acquire("r1", "b", 1, 10).await.expect("free again");
    assert_eq!(second.fence, 2);
    with_run(&store, "r2").await;
    assert_eq!(store.acquire("r2", "b", 1, 10).await.map(|l| l.fence), Ok(1));
}

pub async fn one_of_many_racing_takers_gets_the_lease(store: AnyStore) {
    with_run(&store, "r1").await;
    let owners: Vec<String> = (0..8).map(|n| format!("process {n}")).collect();
    let answers = futures::future::join_all(owners.iter().map(|o| store.acquire("r1", o, 0, 10))).await;
    let winners: Vec<&Lease> = answers.iter().flatten().collect();
    assert_eq!(winners.len(), 1, "{answers:?}");
    assert!(answers.iter().flat_map(|a| a.as_ref().err()).all(|e| matches!(e, StoreError::Leased { .. })));
    assert_eq!(store.lease("r1").await, Ok(Some(winners[0].clone())));
}

pub async fn a_fenced_driver_can_neither_write_nor_renew_nor_release(store: AnyStore) {
    with_run(&store, "r1").await;
    let old = store.acquire("r1", "a", 0, 10).await.expect("free");
    store.commit(Step { fence: old.fence, ..step("r1", 1) }).await.expect("its own step");
    let new = store.acquire("r1", "b", 10, 10).await.expect("expired");
    let fenced = StoreError::Fenced { run_id: "r1".to_owned() };
    let late =
        Step { fence: old.fence, drops: vec![drop_of("r1", DropKind::Log, &[], "late")], ..step("r1", 2) };
    assert_eq!(store.commit(late).await, Err(fenced.clone()));
    assert_eq!(store.commit(step("r1", 2)).await, Err(fenced.clone()), "a step without a lease");
    assert_eq!(
        store.commit(Step { fence: 9, ..step("r1", 2) }).await,
        Err(fenced.clone()),
        "a made-up fence"
    );
    assert_eq!(store.renew(&old, 11, 10).await, Err(fenced));
    store.release(&old).await.expect("releasing twice is no error");
    assert_eq!(store.lease("r1").await, Ok(Some(new.clone())));
    assert_eq!(records(&store, "r1").await, []);
    store.commit(Step { fence: new.fence, ..step("r1", 2) }).await.expect("the new holder's step");
}

pub async fn an_expired_lease_that_nobody_took_still_writes_and_renews(store: AnyStore) {
    with_run(&store, "r1").await;
    let lease = store.acquire("r1", "a", 0, 10).await.expect("free");
    store.commit(Step { fence: lease.fence, ..step("r1", 1) }).await.expect("nobody else drives the run");
    let renewed = store.renew(&lease, 5_000, 10).await.expect("nobody took it");
    assert_eq!((renewed.fence, renewed.expires_at_ms), (lease.fence, 5_010));
}
