//! Checks a capsule: are these the bytes that were packed, and do they hold what they claim?
//!
//! Each check says what it looked at, also where it found nothing. A capsule is not signed here:
//! somebody who rewrites all of it gets another id, which the document beside it does not name.

mod beside;
mod claims;
mod content;

use domain::{
    Explain, Sha256,
    capsule::{EvidenceDocument, Verification},
};
use serde_json::Value;

use crate::{Limits, read};

/// What was found so far.
#[derive(Default)]
struct Findings {
    problems: Vec<String>,
    checked: Vec<String>,
}

impl Findings {
    fn checked(&mut self, what: impl Into<String>) {
        self.checked.push(what.into());
    }
    /// Words of the archive may be in it: they cannot reach a terminal as anything but text.
    fn problem(&mut self, what: impl Into<String>) {
        const LONGEST: usize = 400;
        let what = what.into();
        let mut shown = String::new();
        for c in what.chars().take(LONGEST) {
            match c {
                // Escapes control and bidirectional characters, and leaves quotes as they are.
                '"' | '\'' | '\\' => shown.push(c),
                c => shown.extend(c.escape_debug()),
            }
        }
        self.problems.push(shown);
    }
}

pub fn verify(bytes: &[u8], evidence: Option<&[u8]>, limits: &Limits) -> Verification {
    let sha256 = Sha256::of(bytes);
    let mut findings = Findings::default();
    findings.checked("the archive: limits, types and names of entries, checksums, nothing behind its end");
    let archive = match read::open(bytes, limits) {
        Ok(archive) => archive,
        Err(error) => {
            findings.problem(format!("{error} [{}]", error.code()));
            let Findings { problems, checked } = findings;
            return Verification {
                valid: false,
                id: None,
                name: None,
                proven: None,
                sha256,
                files: 0,
                problems,
                checked,
            };
        }
    };
    content::check(&archive, bytes, &mut findings);
    claims::check(&archive.record, &mut findings);
    if let Some(document) = evidence {
        findings.checked("the evidence document: this capsule's hash and id, the same evidence");
        match serde_json::from_slice::<EvidenceDocument>(document) {
            Ok(document) => beside::check(&document, &archive.record, &sha256, &mut findings),
            Err(error) => findings.problem(format!("evidence document: it cannot be read: {error}")),
        }
    }
    let text = |member: &str| archive.record.get(member).and_then(Value::as_str).map(str::to_owned);
    let Findings { problems, checked } = findings;
    Verification {
        valid: problems.is_empty(),
        id: text("id"),
        name: text("name"),
        proven: archive.record.get("proven").and_then(Value::as_bool),
        sha256,
        files: archive.files.len(),
        problems,
        checked,
    }
}
