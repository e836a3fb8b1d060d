//! A full disk stops a step, not the store; and how much space drops take.

use std::collections::BTreeMap;

use backends::sqlite::Options;
use domain::{
    DropKind, ProjectPath,
    project::{FileKind, ProjectFile, Tree},
};
use store::{Drops, Runs, StoreError, contract, ports::Step};

fn incompressible(seq: u64) -> String {
    let mut state = seq.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        format!("{state:016x}")
    };
    (0..8_000).map(|_| next()).collect()
}

#[tokio::test]
async fn a_full_disk_refuses_the_step_and_the_store_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let store = crate::open_with(folder.path(), Options { max_pages: Some(120), ..Options::default() }).await;
    store.create(contract::row("r1"), Vec::new()).await.unwrap();
    let large = |seq| Step {
        drops: vec![contract::drop_of("r1", DropKind::Log, &[], &incompressible(seq))],
        ..contract::step("r1", seq)
    };
    let mut seq = 0;
    let refused = loop {
        seq += 1;
        assert!(seq < 50, "it never got full");
        if let Err(error) = store.commit(large(seq)).await {
            break error;
        }
    };
    assert!(matches!(&refused, StoreError::Full { cause } if cause.contains("store.db")), "{refused:?}");
    // Nothing of the refused step is there, and the same store takes what still fits.
    assert_eq!(store.load("r1").await.unwrap().seq, seq - 1);
    assert_eq!(store.of_run("r1").await.unwrap().len() as u64, seq - 1);
    assert!(matches!(store.commit(large(seq)).await, Err(StoreError::Full { .. })));
    store.commit(contract::step("r1", seq)).await.unwrap();
    store.close().await;
    // With space again, the run goes on.
    let store = crate::open(folder.path()).await;
    store.commit(large(seq + 1)).await.unwrap();
}

/// A generated project: files alike, but none the same.
fn project(version: usize) -> Tree {
    let words = ["book", "author", "title", "order", "price", "stock", "review", "rating", "member", "loan"];
    let mut tree: Tree = BTreeMap::new();
    for n in 0..100usize {
        // Each version changes five files.
        let changed = if (n + version).is_multiple_of(20) { version } else { 0 };
        let mut random = n * 7919 + 17;
        let mut word = || {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            words[random >> 33 & 7]
        };
        let functions: String = (0..12)
            .map(|k| {
                let (a, b, c) = (word(), word(), word());
                format!("def {a}_{b}_{k}(session, {c}):\n    return session.get({a}, {b}={c}, version={changed})\n\n\n")
            })
            .collect();
        let path = ProjectPath::parse(&format!("app/module_{n}.py")).expect("a path");
        tree.insert(path, ProjectFile { content: functions, kind: FileKind::Source, executable: false });
    }
    tree
}

#[tokio::test]
async fn twenty_versions_of_a_project_take_a_fraction_of_their_size() {
    let (store, _guard) = crate::in_memory().await;
    store.create(contract::row("r1"), Vec::new()).await.unwrap();
    let mut plain = 0;
    for version in 1..=20 {
        let content = serde_json::to_string(&project(version)).unwrap();
        plain += content.len() as u64;
        let drops = vec![contract::drop_of("r1", DropKind::Code, &[], &content)];
        store.commit(Step { drops, ..contract::step("r1", version as u64) }).await.unwrap();
    }
    let totals = store.totals().await.unwrap();
    assert_eq!(totals.contents, 20);
    assert_eq!(totals.content_bytes, plain);
    let ratio = totals.stored_bytes as f64 / plain as f64;
    println!("stored {} of {plain} bytes: {ratio:.4}", totals.stored_bytes);
    assert!(ratio <= 0.15, "{ratio}");
}
