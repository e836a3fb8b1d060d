//! What a drop's address depends on, and what not.

use domain::{Blake3, DropKind, Stage, drops::Draft};
use proptest::prelude::*;
use store::{StoreError, drops};

fn draft(content: &str) -> Draft {
    Draft {
        kind: DropKind::Code,
        stage: Some(Stage::Code),
        parents: vec![Blake3::of(b"b"), Blake3::of(b"a")],
        content: content.as_bytes().to_vec(),
    }
}

#[test]
fn time_and_run_are_no_part_of_the_address() {
    let first = drops::prepare(&draft("x"), "r1", "2026-01-01T00:00:00Z");
    let second = drops::prepare(&draft("x"), "r2", "2027-01-01T00:00:00Z");
    assert_eq!(first.record.id, second.record.id);
    assert_eq!(first.compressed, second.compressed);
    assert_eq!(drops::root(&[first.record]), drops::root(&[second.record]));
}

#[test]
fn the_order_and_repeats_of_parents_are_no_part_of_the_address() {
    let (a, b) = (Blake3::of(b"a"), Blake3::of(b"b"));
    let repeated = Draft { parents: vec![a.clone(), b.clone(), a.clone()], ..draft("x") };
    let prepared = drops::prepare(&repeated, "r1", "");
    assert_eq!(prepared.record.id, drops::prepare(&draft("x"), "r1", "").record.id);
    assert_eq!(prepared.record.parents.len(), 2);
    assert!(prepared.record.parents.is_sorted());
}

#[test]
fn everything_else_is_part_of_the_address() {
    let changed = [
        Draft { kind: DropKind::Tests, ..draft("x") },
        Draft { stage: Some(Stage::Tests), ..draft("x") },
        Draft { stage: None, ..draft("x") },
        Draft { parents: vec![], ..draft("x") },
        Draft { parents: vec![Blake3::of(b"a")], ..draft("x") },
        draft("y"),
        draft(""),
    ];
    let mut ids: Vec<_> = changed.iter().map(|d| drops::prepare(d, "r", "").record.id).collect();
    ids.push(drops::prepare(&draft("x"), "r", "").record.id);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 8);
}

#[test]
fn the_address_is_the_same_on_every_machine() {
    // A change of these two is a change of every stored address.
    let prepared = drops::prepare(&draft("x"), "r", "");
    assert_eq!(
        prepared.record.id.as_str(),
        "0ddb5f54896c8c4c1bb0b8b0347087e21641a19912e0b995ceec61592c75650d"
    );
    assert_eq!(
        drops::root(&[prepared.record]).as_str(),
        "9b206267d5d59f82a09204c254f2c4a7705b884cafd1ed34780bb4603cc0e6de"
    );
}

#[test]
fn the_root_stands_for_the_set_of_drops() {
    let record = |content: &str| drops::prepare(&draft(content), "r", "").record;
    let (a, b, c) = (record("a"), record("b"), record("c"));
    let root = drops::root(&[a.clone(), b.clone()]);
    assert_eq!(root, drops::root(&[b.clone(), a.clone(), b.clone()]));
    for other in [vec![], vec![a.clone()], vec![a.clone(), c.clone()], vec![a, b, c]] {
        assert_ne!(root, drops::root(&other));
    }
}

#[test]
fn a_small_frame_that_claims_to_be_huge_is_refused() {
    // Content size 2^40 in the frame's header, then one empty last block.
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0b1110_0000];
    frame.extend((1u64 << 40).to_le_bytes());
    frame.extend([1, 0, 0]);
    let hash = Blake3::of(b"");
    assert_eq!(
        drops::expand(&frame, &hash, 1 << 20),
        Err(StoreError::Damaged { what: "content", id: hash.to_string() })
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_prepared_is_expanded(content in proptest::collection::vec(any::<u8>(), 0..4000)) {
        let prepared = drops::prepare(&Draft { content: content.clone(), ..draft("") }, "r", "");
        let hash = &prepared.record.content;
        prop_assert_eq!(drops::expand(&prepared.compressed, hash, content.len() as u64).unwrap(), content);
        prop_assert!(drops::check(&prepared.record).is_ok());
    }

    #[test]
    fn arbitrary_bytes_are_never_served(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let hash = Blake3::of(b"what was asked for");
        prop_assert!(drops::expand(&bytes, &hash, 1 << 16).is_err());
    }
}
