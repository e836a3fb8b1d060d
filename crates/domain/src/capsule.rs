//! What goes into a capsule, and what a check of one says.

use serde::{Deserialize, Serialize};

use crate::{Sha256, project::Tree};

/// Everything the archive's bytes depend on. Durations, run ids and wall-clock times have no place here.
#[derive(Debug, Clone, PartialEq)]
pub struct CapsuleContent {
    /// The project's name: the folder in the archive.
    pub name: String,
    pub proven: bool,
    /// The project's files.
    pub files: Tree,
    /// The body of `capsule.json` beside `files[]` and the id, which packing adds.
    pub record: serde_json::Map<String, serde_json::Value>,
    /// Fields for `QUANTUM_MANIFEST.json` (INTERFACES 1.3 a).
    pub manifest: serde_json::Map<String, serde_json::Value>,
    /// Fields for `QUANTUM_CAPSULE.json` beside files, checksum and size, which packing adds.
    pub quantum_capsule: serde_json::Map<String, serde_json::Value>,
    /// `SOURCE_DATE_EPOCH`, or 0.
    pub created_unix: u64,
}

/// A packed capsule.
#[derive(Debug, Clone, PartialEq)]
pub struct Packed {
    /// Derived from the content: 16 hexadecimal digits.
    pub id: String,
    /// `<name>-<id>.tar.gz`, or `<name>-<id>.unproven.tar.gz`.
    pub file_name: String,
    pub sha256: Sha256,
    pub bytes: Vec<u8>,
    /// Number of regular files in the archive.
    pub files: usize,
}

/// The document beside the archive: what may differ between two runs of the same inputs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvidenceDocument {
    pub capsule_id: String,
    pub capsule_sha256: Sha256,
    pub run_id: String,
    pub finished_at: String,
    pub evidence: Vec<crate::evidence::Evidence>,
    pub timings: crate::run::Timings,
}

/// The answer of `capsule verify`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verification {
    pub valid: bool,
    pub id: Option<String>,
    pub name: Option<String>,
    pub proven: Option<bool>,
    pub sha256: Sha256,
    pub files: usize,
    /// Each names the file or the place: `app/main.py: content differs from capsule.json`.
    pub problems: Vec<String>,
    /// What was checked, in the order of checking.
    pub checked: Vec<String>,
}
