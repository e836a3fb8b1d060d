//! The bytes: each file against the documents, the documents against the id, and the whole
//! archive against a new packing of what it holds.

use std::collections::BTreeMap;

use domain::{ProjectPath, Sha256};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Findings;
use crate::{
    documents::{self, Documents, Listed},
    gzip, pack,
    read::Archive,
    time, ustar,
};

/// A row of `files` in `capsule.json`.
#[derive(Deserialize)]
struct FileRow {
    path: ProjectPath,
    sha256: Sha256,
    size_bytes: u64,
    mode: String,
    #[serde(default)]
    kind: Value,
}

/// A row of `documents`.
#[derive(Deserialize)]
struct DocumentRow {
    path: String,
    sha256: Sha256,
    size_bytes: u64,
}

pub fn check(archive: &Archive, bytes: &[u8], findings: &mut Findings) {
    findings.checked("capsule.json: format, name, time");
    check_head(archive, findings);
    findings.checked(
        "files: each is listed in capsule.json with its hash, size and mode, and each listed one is there",
    );
    let Some(listed) = check_files(archive, findings) else { return };
    findings.checked(
        "documents: QUANTUM_MANIFEST.json, QUANTUM_CAPSULE.json and PROOF.md have the hashes in capsule.json",
    );
    let Some([manifest, quantum]) = check_documents(archive, findings) else { return };
    let Value::Object(capsule) = archive.record.clone() else { return };

    findings.checked("id: recomputed from record, files and documents");
    let packer = capsule.get("packer").and_then(Value::as_str).unwrap_or_default().to_owned();
    let parts = documents::parts(capsule, manifest, quantum, listed);
    let documents = match documents::render(&parts) {
        Ok(documents) => documents,
        Err(error) => return findings.problem(format!("capsule.json: {error}")),
    };
    let id = archive.record.get("id").and_then(Value::as_str).unwrap_or_default();
    if id != documents.id {
        findings.problem(format!(
            "capsule.json: its id is `{id}`, but its content has the id `{}`",
            documents.id
        ));
    }
    findings.checked("every byte: the capsule was packed again and compared");
    check_bytes(archive, bytes, &documents, &packer, findings);
}

fn check_head(archive: &Archive, findings: &mut Findings) {
    let text = |member: &str| archive.record.get(member).and_then(Value::as_str);
    if text("name") != Some(archive.name.as_str()) {
        findings.problem(format!("capsule.json: its name is not that of the folder `{}`", archive.name));
    }
    if let Err(error) = pack::check_name(&archive.name) {
        findings.problem(format!("{}: {error}", archive.name));
    }
    if text("created") != Some(time::rfc3339(archive.mtime).as_str()) {
        findings.problem("capsule.json: `created` is not the time of the files");
    }
    if text("hash") != Some("sha256") {
        findings.problem("capsule.json: `hash` is not `sha256`");
    }
    if archive.record.get("proven").and_then(Value::as_bool).is_none() {
        findings.problem("capsule.json: it does not say whether it is proven");
    }
}

/// The project's files as the archive holds them, with the kinds that `capsule.json` gives.
fn check_files(archive: &Archive, findings: &mut Findings) -> Option<Vec<Listed>> {
    let rows: Vec<FileRow> = match rows(&archive.record, "files") {
        Ok(rows) => rows,
        Err(cause) => {
            findings.problem(format!("capsule.json: `files` cannot be read: {cause}"));
            return None;
        }
    };
    let mut by_path: BTreeMap<&ProjectPath, &FileRow> = BTreeMap::new();
    for row in &rows {
        if by_path.insert(&row.path, row).is_some() {
            findings.problem(format!("{}: listed twice in capsule.json", row.path));
        }
        if !archive.files.contains_key(&row.path) || is_document(row.path.as_str()) {
            findings.problem(format!("{}: listed in capsule.json, but not in the archive", row.path));
        }
    }
    let mut listed = Vec::new();
    for (path, (content, executable)) in &archive.files {
        if is_document(path.as_str()) {
            continue;
        }
        let file = Listed {
            path: path.clone(),
            sha256: Sha256::of(content),
            size_bytes: content.len() as u64,
            executable: *executable,
            kind: by_path.get(path).map(|row| row.kind.clone()).unwrap_or_default(),
        };
        match by_path.get(path) {
            None => findings.problem(format!("{path}: in the archive, but not listed in capsule.json")),
            Some(row) if row.size_bytes != file.size_bytes => {
                let sizes = format!("{} bytes, not {} as in capsule.json", file.size_bytes, row.size_bytes);
                findings.problem(format!("{path}: size differs: {sizes}"));
            }
            Some(row) if row.sha256 != file.sha256 => {
                findings.problem(format!("{path}: content differs from capsule.json"));
            }
            Some(row) if row.mode != documents::mode(*executable) => {
                findings.problem(format!("{path}: mode differs from capsule.json"));
            }
            Some(_) => {}
        }
        listed.push(file);
    }
    Some(listed)
}

/// The two older documents, parsed; the page for people by its hash.
fn check_documents(archive: &Archive, findings: &mut Findings) -> Option<[Map<String, Value>; 2]> {
    let rows: Vec<DocumentRow> = match rows(&archive.record, "documents") {
        Ok(rows) => rows,
        Err(cause) => {
            findings.problem(format!("capsule.json: `documents` cannot be read: {cause}"));
            return None;
        }
    };
    let content = |path: &'static str, findings: &mut Findings| {
        let found = archive.files.iter().find(|(name, _)| name.as_str() == path);
        let Some((_, (content, _))) = found else {
            findings.problem(format!("{path}: not in the archive"));
            return None;
        };
        let row = rows.iter().find(|row| row.path == path);
        let same = row
            .is_some_and(|row| row.sha256 == Sha256::of(content) && row.size_bytes == content.len() as u64);
        if !same {
            findings.problem(format!("{path}: content differs from capsule.json"));
        }
        Some(content)
    };
    let read = |path: &'static str, findings: &mut Findings| match serde_json::from_slice(content(
        path, findings,
    )?) {
        Ok(Value::Object(members)) => Some(members),
        Ok(_) => {
            findings.problem(format!("{path}: it is not an object"));
            None
        }
        Err(error) => {
            findings.problem(format!("{path}: it cannot be read: {error}"));
            None
        }
    };
    // Whether it must be there is seen when the capsule is packed again.
    if rows.iter().any(|row| row.path == documents::PROOF) {
        content(documents::PROOF, findings);
    }
    let manifest = read(documents::MANIFEST, findings);
    let quantum = read(documents::QUANTUM, findings);
    Some([manifest?, quantum?])
}

fn check_bytes(
    archive: &Archive,
    bytes: &[u8],
    documents: &Documents,
    packer: &str,
    findings: &mut Findings,
) {
    let project = archive
        .files
        .iter()
        .filter(|(path, _)| !is_document(path.as_str()))
        .map(|(path, (content, executable))| (path.as_str(), content.as_slice(), *executable));
    let files = pack::entries(&archive.name, project, documents);
    let again = match ustar::write(&files, archive.mtime) {
        Ok(again) => again,
        Err(error) => return findings.problem(error.to_string()),
    };
    if again != archive.tar {
        let at = again.iter().zip(&archive.tar).take_while(|(a, b)| a == b).count();
        return findings.problem(format!("{}: differs from what packing writes", ustar::place(&files, at)));
    }
    if packer == documents::PACKER {
        match gzip::compress(&again) {
            Err(error) => findings.problem(error.to_string()),
            Ok(again) if again != bytes => findings
                .problem(format!("{}: differs from what packing writes", gzip::difference(bytes, &again))),
            Ok(_) => {}
        }
    } else {
        // Its checksum was right and all it unpacks to is; another version may have compressed it
        // in another way.
        findings.checked(format!(
            "compressed by `{}`: that layer was checked by its checksum only",
            crate::error::shown(packer.as_bytes())
        ));
    }
}

fn is_document(path: &str) -> bool {
    documents::ALL.contains(&path)
}

fn rows<T: serde::de::DeserializeOwned>(record: &Value, member: &str) -> Result<Vec<T>, String> {
    let rows = record.get(member).ok_or_else(|| "it is missing".to_owned())?;
    let Value::Array(rows) = rows else { return Err("it is not a list".to_owned()) };
    rows.iter().map(|row| T::deserialize(row).map_err(|e| e.to_string())).collect()
}
