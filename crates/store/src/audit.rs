//! The audit chain: each entry's hash covers the entry and the hash before it, so that a changed,
//! missing or moved line is found. A chain alone does not stop somebody who rewrites all of it;
//! for that the head has to be kept elsewhere.

use domain::Sha256;
use serde::Serialize;

use crate::{
    StoreError,
    ports::{AuditEntry, AuditLine, Result},
};

/// What stands before the first entry.
pub fn genesis() -> Sha256 {
    Sha256::of(b"quantumlayer/audit/1")
}

/// The entries that `lines` become behind the entry `(seq, hash)`.
pub fn chain(mut seq: u64, mut head: Sha256, lines: &[AuditLine]) -> Result<Vec<AuditEntry>> {
    let mut entries = Vec::with_capacity(lines.len());
    for line in lines {
        seq += 1;
        let hash = hash(seq, &head, line)?;
        entries.push(AuditEntry { seq, prev_hash: head, hash: hash.clone(), line: line.clone() });
        head = hash;
    }
    Ok(entries)
}

/// Whether `entries` follow `(seq, hash)` and each other; the error names the first that does not.
pub fn check(mut seq: u64, mut head: Sha256, entries: &[AuditEntry]) -> Result<()> {
    for entry in entries {
        seq += 1;
        let sound =
            entry.seq == seq && entry.prev_hash == head && entry.hash == hash(seq, &head, &entry.line)?;
        if !sound {
            return Err(StoreError::Damaged { what: "audit entry", id: seq.to_string() });
        }
        head = entry.hash.clone();
    }
    Ok(())
}

/// SHA-256 over one JSON object whose members stand in this order.
fn hash(seq: u64, prev_hash: &Sha256, line: &AuditLine) -> Result<Sha256> {
    #[derive(Serialize)]
    struct Canonical<'a> {
        seq: u64,
        prev_hash: &'a Sha256,
        at: &'a str,
        actor: &'a str,
        action: &'a str,
        object: &'a str,
    }
    let AuditLine { at, actor, action, object } = line;
    serde_json::to_vec(&Canonical { seq, prev_hash, at, actor, action, object })
        .map(|bytes| Sha256::of(&bytes))
        .map_err(|e| StoreError::Failed { cause: format!("an audit line cannot be written: {e}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> Vec<AuditLine> {
        let line = |n: u32| AuditLine {
            at: format!("2026-01-01T00:00:0{n}Z"),
            actor: "local".into(),
            action: "stage.done".into(),
            object: format!("run-{n}"),
        };
        (1..=4).map(line).collect()
    }

    #[test]
    fn a_chain_continues_behind_its_head() {
        let whole = chain(0, genesis(), &lines()).unwrap();
        let first = chain(0, genesis(), &lines()[..2]).unwrap();
        let rest = chain(2, first[1].hash.clone(), &lines()[2..]).unwrap();
        assert_eq!(whole, [first, rest].concat());
        check(0, genesis(), &whole).unwrap();
    }

    #[test]
    fn changed_deleted_and_swapped_entries_are_found() {
        let whole = chain(0, genesis(), &lines()).unwrap();
        let mut changed = whole.clone();
        changed[1].line.actor = "somebody".into();
        let mut deleted = whole.clone();
        deleted.remove(1);
        let mut swapped = whole.clone();
        swapped.swap(1, 2);
        for tampered in [changed, deleted, swapped] {
            let error = check(0, genesis(), &tampered).unwrap_err();
            assert_eq!(error, StoreError::Damaged { what: "audit entry", id: "2".into() });
        }
    }
}
