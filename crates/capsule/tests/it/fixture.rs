//! A small project with everything a proven capsule needs.

use std::collections::BTreeMap;

use domain::{
    Blake3, ProjectPath,
    capsule::{CapsuleContent, EvidenceDocument, Packed, Verification},
    project::{FileKind, ProjectFile, Tree},
    roles::Capsules,
    run::Timings,
};
use serde_json::{Map, Value, json};

pub fn object(value: Value) -> Map<String, Value> {
    value.as_object().cloned().expect("an object")
}

pub fn tree(files: &[(&str, &str)]) -> Tree {
    let file = |(path, content): &(&str, &str)| {
        let kind = if path.starts_with("tests/") { FileKind::Test } else { FileKind::Source };
        let executable = path.ends_with(".sh");
        let file = ProjectFile { content: (*content).to_owned(), kind, executable };
        (ProjectPath::parse(path).expect("a path"), file)
    };
    files.iter().map(file).collect()
}

pub fn environment() -> Blake3 {
    Blake3::of(b"toolchain")
}

/// A capsule that says it is proven, and holds the evidence.
pub fn proven() -> CapsuleContent {
    let tests = json!([
        { "id": "t1", "requirements": ["FR-001"], "result": "pass" },
        { "id": "t2", "requirements": ["FR-002", "FR-001"], "result": "pass" },
    ]);
    let ran = |id: &str, kind: &str, exit_code: Value, tests: Value| {
        json!({
            "id": id, "kind": kind, "command": format!("make {kind}"), "exit_code": exit_code, "passed": true,
            "environment": environment(), "tests": tests,
        })
    };
    let record = json!({
        "requirements": [
            { "id": "FR-001", "kind": "entity", "pointer": "/entities/Book", "origin": "stated", "text": "Book records are kept" },
            { "id": "FR-002", "kind": "field", "pointer": "/entities/Book/fields/title", "origin": "confirmed", "text": "a title" },
            { "id": "FR-003", "kind": "text_rule", "pointer": "/rules/0", "origin": "stated", "text": "books smell good" },
            { "id": "FR-004", "kind": "operation", "pointer": "/operations/4", "origin": "default", "text": "DELETE /books/{id} is offered" },
        ],
        "spec": { "rules": [{ "id": "R1" }] },
        "tests": [
            { "id": "t1", "title": "", "kind": "api", "requirements": ["FR-001"] },
            { "id": "t2", "title": "", "kind": "api", "requirements": ["FR-001", "FR-002"] },
        ],
        "evidence": [
            ran("E1", "build", json!(0), json!([])),
            ran("E2", "test", json!(0), tests),
            ran("E3", "probe", Value::Null, json!([])),
        ],
        "gate": { "proven": true, "checks": [{ "id": "tests", "passed": true }], "set_aside": ["R1: books smell good"] },
        "score": { "overall": 0.1 + 0.2 },
    });
    CapsuleContent {
        name: "bookstore".to_owned(),
        proven: true,
        files: tree(&[
            ("README.md", "# Bookstore\n"),
            ("app/main.py", "print('{{7*7}} ${{ x }} <%= y %>')\n"),
            ("run.sh", "#!/bin/sh\nexec python -m app\n"),
        ]),
        record: object(record),
        manifest: object(json!({ "version": "1.0.0", "test_command": "pytest", "run_command": "./run.sh" })),
        quantum_capsule: object(json!({ "version": "1.0.0", "language": "python" })),
        created_unix: 0,
    }
}

/// The document beside it.
pub fn beside(packed: &Packed, content: &CapsuleContent) -> Value {
    let mut evidence = content.record["evidence"].clone();
    for run in evidence.as_array_mut().expect("a list") {
        run["duration_ms"] = json!(12);
        run["summary"] = json!("it ran");
        for test in run["tests"].as_array_mut().expect("a list") {
            test["ms"] = json!(3);
        }
    }
    let document = EvidenceDocument {
        capsule_id: packed.id.clone(),
        capsule_sha256: packed.sha256.clone(),
        run_id: "01J".to_owned(),
        finished_at: "2026-01-01T00:00:00Z".to_owned(),
        evidence: serde_json::from_value(evidence).expect("evidence"),
        timings: Timings::default(),
    };
    serde_json::to_value(document).expect("a document")
}

pub fn pack(content: &CapsuleContent) -> Packed {
    capsule::Packer::default().pack(content).expect("packed")
}

pub fn verify(archive: &[u8]) -> Verification {
    capsule::Packer::default().verify(archive, None)
}

pub fn gunzip(archive: &[u8]) -> Vec<u8> {
    let mut tar = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(archive), &mut tar).expect("gzip");
    tar
}

/// The same compression as the packer's, so that only the tar differs.
pub fn gzip(tar: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(tar);
    let mut archive = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let mut config = zlib_rs::DeflateConfig::new(6);
    config.window_bits = -15;
    let mut room = vec![0; zlib_rs::compress_bound(tar.len())];
    archive.extend_from_slice(zlib_rs::compress_slice(&mut room, tar, config).0);
    archive.extend(crc.sum().to_le_bytes());
    archive.extend((tar.len() as u32).to_le_bytes());
    archive
}

/// The files of an archive by their full names.
pub fn members(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let tar = gunzip(archive);
    let mut members = BTreeMap::new();
    for entry in tar::Archive::new(&tar[..]).entries().expect("entries") {
        let mut entry = entry.expect("an entry");
        let path = entry.path().expect("a path").display().to_string();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).expect("content");
        members.insert(path, bytes);
    }
    members
}
