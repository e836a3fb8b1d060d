//! Drops: stored once, found again, never served damaged.

use super::*;

pub async fn equal_contents_are_stored_once(store: AnyStore) {
    with_run(&store, "r1").await;
    for seq in 1..=20 {
        let parent = drop_of("r1", DropKind::Prompt, &[], &seq.to_string());
        let same: Vec<_> =
            (0..50).map(|n| drop_of("r1", kind(n), &[&parent], "the same words, again and again")).collect();
        store.commit(Step { drops: same, ..step("r1", seq) }).await.expect("a step");
    }
    let totals = store.totals().await.expect("totals");
    let one = drop_of("r1", DropKind::Log, &[], "the same words, again and again");
    assert_eq!(totals.contents, 1);
    assert_eq!(totals.content_bytes, one.record.size_bytes);
    assert_eq!(totals.stored_bytes, one.record.stored_bytes);
    // Two kinds per parent; the repeats of a step are the same drop.
    assert_eq!(totals.drops, 40);
    assert_eq!(records(&store, "r1").await.len(), 40);
}

fn kind(n: u32) -> DropKind {
    if n.is_multiple_of(2) { DropKind::Log } else { DropKind::Code }
}

pub async fn versions_of_a_large_content_share_what_did_not_change(store: AnyStore) {
    with_run(&store, "r1").await;
    let lines: Vec<String> =
        (0..30_000u32).map(|n| format!("{:08x}\n", n.wrapping_mul(2_654_435_761))).collect();
    let mut versions = Vec::new();
    for seq in 1..=10 {
        let mut lines = lines.clone();
        lines.insert(seq as usize * 2_500, format!("what version {seq} adds\n"));
        let drop = drop_of("r1", DropKind::Code, &[], &lines.concat());
        store.commit(Step { drops: vec![drop.clone()], ..step("r1", seq) }).await.expect("a step");
        versions.push((drop, lines.concat()));
    }
    for (drop, content) in &versions {
        let read = store.content(&drop.record.content, BOUND).await.expect("the content");
        assert!(read == content.as_bytes());
    }
    let totals = store.totals().await.expect("totals");
    let alone: u64 = versions.iter().map(|(drop, _)| drop.record.stored_bytes).sum();
    assert!(totals.stored_bytes * 4 < alone, "{} of {alone}", totals.stored_bytes);
    assert_eq!(totals.contents, 10);
}

pub async fn equal_drops_belong_to_every_run_that_made_them(store: AnyStore) {
    for run in ["r1", "r2"] {
        store.create(row(run), vec![drop_of(run, DropKind::Intent, &[], "books")]).await.expect("created");
    }
    let (first, second) = (records(&store, "r1").await, records(&store, "r2").await);
    assert_eq!(first[0].id, second[0].id);
    assert_eq!((first[0].run_id.as_str(), second[0].run_id.as_str()), ("r1", "r2"));
    assert_eq!(
        store.record(&first[0].id).await.map(|r| r.run_id),
        Ok("r1".to_owned()),
        "the first stands for both"
    );
    assert_eq!(drops::root(&first), drops::root(&second));
}

pub async fn drops_are_found_by_prefix(store: AnyStore) {
    with_run(&store, "r1").await;
    let written: Vec<_> = (0..40).map(|n| drop_of("r1", DropKind::Log, &[], &n.to_string())).collect();
    store.commit(Step { drops: written.clone(), ..step("r1", 1) }).await.expect("a step");
    for drop in &written {
        let id = drop.record.id.as_str();
        for prefix in [&id[..12], id, &id[..12].to_uppercase()] {
            assert_eq!(store.by_prefix(prefix, 5).await, Ok(vec![drop.record.clone()]), "{prefix}");
        }
        let four = store.by_prefix(&id[..4], 40).await.expect("four digits are enough");
        assert!(four.contains(&drop.record) && four.iter().all(|r| r.id.as_str().starts_with(&id[..4])));
    }
    let absent = Blake3::of(b"absent");
    assert_eq!(store.by_prefix(absent.as_str(), 5).await, Ok(vec![]));
    for bad in ["", "abc", "xyz1", "%%%%", "____", "ab'--", &"a".repeat(65)] {
        assert!(matches!(store.by_prefix(bad, 5).await, Err(StoreError::BadId { .. })), "{bad:?}");
    }
}

pub async fn damaged_contents_are_not_served(store: AnyStore) {
    let sound = drop_of("r1", DropKind::Log, &[], &"a line of a log\n".repeat(200));
    let bits = sound.compressed.len() * 8;
    // Every bit of the frame in turn, each under a content address of its own.
    let mut seq = 0;
    with_run(&store, "r1").await;
    for bit in (0..bits).step_by(bits.div_ceil(64)) {
        let content = format!("{bit} {}", "a line of a log\n".repeat(200));
        let mut drop = drop_of("r1", DropKind::Log, &[], &content);
        let at = bit / 8 % drop.compressed.len();
        drop.compressed[at] ^= 1 << (bit % 8);
        let hash = drop.record.content.clone();
        seq += 1;
        store.commit(Step { drops: vec![drop], ..step("r1", seq) }).await.expect("a step");
        match store.content(&hash, BOUND).await {
            Err(StoreError::Damaged { what: "content", id }) => assert_eq!(id, hash.to_string()),
            // A flag of the frame that changes nothing: then the bytes are right.
            Ok(bytes) => assert_eq!(bytes, content.into_bytes(), "bit {bit}"),
            Err(error) => panic!("bit {bit}: {error:?}"),
        }
    }
    // Whole, but not what its name says.
    let mut swapped = drop_of("r1", DropKind::Log, &[], "what is asked for");
    swapped.compressed = drop_of("r1", DropKind::Log, &[], "something else").compressed;
    let hash = swapped.record.content.clone();
    store.commit(Step { drops: vec![swapped], ..step("r1", seq + 1) }).await.expect("a step");
    let refused = store.content(&hash, BOUND).await;
    assert_eq!(refused, Err(StoreError::Damaged { what: "content", id: hash.to_string() }));
}

pub async fn large_contents_are_not_expanded_beyond_the_bound(store: AnyStore) {
    let bomb = drop_of("r1", DropKind::Log, &[], &"0".repeat(4 << 20));
    assert!(bomb.compressed.len() < 4096);
    store.create(row("r1"), vec![bomb.clone()]).await.expect("created");
    let refused = store.content(&bomb.record.content, BOUND).await;
    assert!(matches!(refused, Err(StoreError::TooLarge { limit_bytes: BOUND, .. })), "{refused:?}");
    let size = bomb.record.size_bytes;
    assert!(matches!(store.content(&bomb.record.content, size - 1).await, Err(StoreError::TooLarge { .. })));
    assert_eq!(store.content(&bomb.record.content, size).await.map(|c| c.len() as u64), Ok(size));
}

pub async fn records_that_do_not_match_their_id_are_not_served(store: AnyStore) {
    let mut forged = drop_of("r1", DropKind::Evidence, &[], "failed");
    forged.record.kind = DropKind::Gate;
    let id = forged.record.id.clone();
    store.create(row("r1"), vec![forged]).await.expect("created");
    let damaged = StoreError::Damaged { what: "drop", id: id.to_string() };
    assert_eq!(store.record(&id).await, Err(damaged.clone()));
    assert_eq!(store.of_run("r1").await, Err(damaged.clone()));
    assert_eq!(store.by_prefix(id.as_str(), 5).await, Err(damaged));
}
