//! The documents of a capsule, and the id that follows from them.
//!
//! `capsule.json` is ours and complete; two others repeat parts of it in the older shape
//! (INTERFACES 1.3 a), and `PROOF.md` tells it to people. The order matters: the id covers the record,
//! the files' hashes and the fields of the older two; then the others are written with the id; then
//! `capsule.json` names their hashes. So every byte of a capsule is covered by something, and nothing by itself.

use domain::{ProjectPath, Sha256, project::FileKind};
use serde_json::{Map, Value, json};

use crate::{CapsuleError, json::canonical, page};

pub const CAPSULE: &str = "capsule.json";
pub const MANIFEST: &str = "QUANTUM_MANIFEST.json";
pub const QUANTUM: &str = "QUANTUM_CAPSULE.json";
pub const PROOF: &str = "PROOF.md";
/// Paths that no file of a project may have.
pub const ALL: [&str; 4] = [CAPSULE, MANIFEST, QUANTUM, PROOF];

/// Raised when a reader of this version could no longer read it.
pub const FORMAT: &str = "quantumcapsule/1";
/// Raised when the same content would be packed to other bytes; releases leave it alone.
pub const PACKER: &str = "quantumlayer/3";
/// It wrote no [`PROOF`].
const WITHOUT_PROOF: &str = "quantumlayer/1";

/// Members of `capsule.json` that packing writes.
const OURS: [&str; 10] =
    ["format", "id", "name", "created", "proven", "hash", "packer", "files", "documents", "checksum"];
/// Members of `QUANTUM_MANIFEST.json` that packing writes.
const MANIFEST_OURS: [&str; 1] = ["created"];
/// Members of `QUANTUM_CAPSULE.json` that packing writes.
const QUANTUM_OURS: [&str; 6] = ["id", "name", "files", "checksum", "size", "created"];

/// A project file as the documents list it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub path: ProjectPath,
    pub sha256: Sha256,
    pub size_bytes: u64,
    pub executable: bool,
    /// Null where nobody said: the kind cannot be seen in the bytes.
    pub kind: Value,
}

/// Everything the documents are made of.
pub struct Parts {
    pub name: String,
    pub created: String,
    pub proven: bool,
    pub packer: String,
    /// Sorted by path.
    pub files: Vec<Listed>,
    pub record: Map<String, Value>,
    pub manifest: Map<String, Value>,
    pub quantum: Map<String, Value>,
}

/// The documents' bytes.
pub struct Documents {
    pub id: String,
    pub capsule: Vec<u8>,
    pub manifest: Vec<u8>,
    pub quantum: Vec<u8>,
    pub proof: Option<Vec<u8>>,
}

impl Documents {
    /// With their paths, in no order.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        let always =
            [(CAPSULE, &self.capsule), (MANIFEST, &self.manifest), (QUANTUM, &self.quantum)].map(Some);
        always
            .into_iter()
            .chain([self.proof.as_ref().map(|proof| (PROOF, proof))])
            .flatten()
            .map(|(path, bytes)| (path, bytes.as_slice()))
    }
}

pub fn render(parts: &Parts) -> Result<Documents, CapsuleError> {
    refuse_taken(CAPSULE, &parts.record, &OURS)?;
    refuse_taken(MANIFEST, &parts.manifest, &MANIFEST_OURS)?;
    refuse_taken(QUANTUM, &parts.quantum, &QUANTUM_OURS)?;
    let mut capsule = parts.record.clone();
    capsule.extend(object(json!({
        "format": FORMAT,
        "name": parts.name,
        "created": parts.created,
        "proven": parts.proven,
        "hash": "sha256",
        "packer": parts.packer,
        "checksum": checksum(&parts.files),
        "files": parts.files.iter().map(file_row).collect::<Vec<_>>(),
    })));
    let id = id(&capsule, parts)?;

    let mut manifest = parts.manifest.clone();
    manifest.insert("created".to_owned(), json!(parts.created));
    let manifest = canonical(MANIFEST, &manifest)?;
    let mut quantum = parts.quantum.clone();
    quantum.extend(object(json!({
        "id": id,
        "name": parts.name,
        "created": parts.created,
        "files": parts.files.iter().map(quantum_row).collect::<Vec<_>>(),
        "checksum": checksum(&parts.files),
        "size": parts.files.iter().map(|f| f.size_bytes).sum::<u64>(),
    })));
    let quantum = canonical(QUANTUM, &quantum)?;

    capsule.insert("id".to_owned(), json!(id));
    let proof = (parts.packer != WITHOUT_PROOF).then(|| page::render(&capsule));
    let mut rows = vec![document_row(QUANTUM, &quantum), document_row(MANIFEST, &manifest)];
    rows.extend(proof.as_ref().map(|proof| document_row(PROOF, proof)));
    capsule.insert("documents".to_owned(), Value::Array(rows));
    Ok(Documents { id, capsule: canonical(CAPSULE, &capsule)?, manifest, quantum, proof })
}

/// The parts that documents were made of: [`render`] gives the same documents again.
pub fn parts(
    mut capsule: Map<String, Value>,
    mut manifest: Map<String, Value>,
    mut quantum: Map<String, Value>,
    files: Vec<Listed>,
) -> Parts {
    let text = |capsule: &Map<String, Value>, member: &str| {
        capsule.get(member).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let name = text(&capsule, "name");
    let created = text(&capsule, "created");
    let packer = text(&capsule, "packer");
    let proven = capsule.get("proven").and_then(Value::as_bool).unwrap_or(false);
    capsule.retain(|member, _| !OURS.contains(&member.as_str()));
    manifest.retain(|member, _| !MANIFEST_OURS.contains(&member.as_str()));
    quantum.retain(|member, _| !QUANTUM_OURS.contains(&member.as_str()));
    Parts { name, created, proven, packer, files, record: capsule, manifest, quantum }
}

fn refuse_taken(
    document: &'static str,
    given: &Map<String, Value>,
    ours: &[&str],
) -> Result<(), CapsuleError> {
    match ours.iter().find(|member| given.contains_key(**member)) {
        None => Ok(()),
        Some(member) => Err(CapsuleError::ReservedMember { document, member: (*member).to_owned() }),
    }
}

/// 16 digits of SHA-256 over everything that was given, and nothing that is computed from the id.
fn id(capsule: &Map<String, Value>, parts: &Parts) -> Result<String, CapsuleError> {
    let mut covered = canonical(CAPSULE, capsule)?;
    covered.extend(canonical(MANIFEST, &parts.manifest)?);
    covered.extend(canonical(QUANTUM, &parts.quantum)?);
    Ok(Sha256::of(&covered).as_str()[..16].to_owned())
}

/// SHA-256 over the files' hashes, sorted, one per line.
pub fn checksum(files: &[Listed]) -> Sha256 {
    let mut hashes: Vec<&str> = files.iter().map(|f| f.sha256.as_str()).collect();
    hashes.sort_unstable();
    let mut lines = hashes.join("\n");
    lines.push('\n');
    Sha256::of(lines.as_bytes())
}

fn file_row(file: &Listed) -> Value {
    json!({
        "path": file.path,
        "sha256": file.sha256,
        "size_bytes": file.size_bytes,
        "mode": mode(file.executable),
        "kind": file.kind,
    })
}

/// The older shape carries each file's content too; here the file itself does.
fn quantum_row(file: &Listed) -> Value {
    json!({
        "path": file.path,
        "mode": mode(file.executable),
        "size": file.size_bytes,
        "hash": file.sha256,
        "type": file.kind,
    })
}

fn document_row(path: &str, bytes: &[u8]) -> Value {
    json!({ "path": path, "sha256": Sha256::of(bytes), "size_bytes": bytes.len() })
}

pub fn mode(executable: bool) -> &'static str {
    if executable { "0755" } else { "0644" }
}

pub fn kind(kind: FileKind) -> Value {
    json!(kind)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
