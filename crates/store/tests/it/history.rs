//! Ancestors of a drop.

use domain::{DropKind, DropRecord};
use store::{contract::drop_of, log::ancestors, ports::PreparedDrop};

/// intent → spec → (code, tests) → evidence, and a score that nothing needs.
fn run() -> Vec<PreparedDrop> {
    let intent = drop_of("r", DropKind::Intent, &[], "intent");
    let spec = drop_of("r", DropKind::Spec, &[&intent], "spec");
    let code = drop_of("r", DropKind::Code, &[&spec], "code");
    let tests = drop_of("r", DropKind::Tests, &[&spec, &intent], "tests");
    let score = drop_of("r", DropKind::Score, &[&code], "score");
    let evidence = drop_of("r", DropKind::Evidence, &[&tests, &code], "evidence");
    vec![intent, spec, code, tests, score, evidence]
}

fn kinds(records: &[DropRecord], of: &DropRecord) -> Vec<DropKind> {
    ancestors(records, &of.id).iter().map(|record| record.kind).collect()
}

#[test]
fn children_come_before_what_they_were_made_from() {
    use DropKind::*;
    let records: Vec<DropRecord> = run().into_iter().map(|drop| drop.record).collect();
    assert_eq!(kinds(&records, &records[5]), [Evidence, Tests, Code, Spec, Intent]);
    assert_eq!(kinds(&records, &records[4]), [Score, Code, Spec, Intent]);
    assert_eq!(kinds(&records, &records[0]), [Intent]);
    // Also where the records are in another order.
    let reversed: Vec<DropRecord> = records.iter().rev().cloned().collect();
    assert_eq!(kinds(&reversed, &records[5]), [Evidence, Code, Tests, Spec, Intent]);
}

#[test]
fn unknown_drops_and_parents_are_left_out() {
    let records: Vec<DropRecord> = run().into_iter().map(|drop| drop.record).collect();
    assert_eq!(kinds(&records[1..], &records[0]), []);
    assert_eq!(kinds(&records[2..], &records[2]), [DropKind::Code]);
}
