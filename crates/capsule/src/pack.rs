//! Packs a project and its record into an archive whose bytes follow from them alone.

use domain::{
    ProjectPath, Sha256,
    capsule::{CapsuleContent, Packed},
};

use crate::{
    CapsuleError, Limits,
    documents::{self, Documents, Listed, Parts},
    gzip,
    names::Names,
    time, ustar,
};

pub fn pack(content: &CapsuleContent, limits: &Limits) -> Result<Packed, CapsuleError> {
    check_name(&content.name)?;
    check_files(content, limits)?;
    if content.created_unix > ustar::MAX_NUMBER {
        return Err(CapsuleError::Time { unix: content.created_unix });
    }
    let listed = content.files.iter().map(|(path, file)| Listed {
        path: path.clone(),
        sha256: Sha256::of(file.content.as_bytes()),
        size_bytes: file.content.len() as u64,
        executable: file.executable,
        kind: documents::kind(file.kind),
    });
    let documents = documents::render(&Parts {
        name: content.name.clone(),
        created: time::rfc3339(content.created_unix),
        proven: content.proven,
        packer: documents::PACKER.to_owned(),
        files: listed.collect(),
        record: content.record.clone(),
        manifest: content.manifest.clone(),
        quantum: content.quantum_capsule.clone(),
    })?;
    let project =
        content.files.iter().map(|(path, file)| (path.as_str(), file.content.as_bytes(), file.executable));
    let files = entries(&content.name, project, &documents);
    let tar = ustar::write(&files, content.created_unix)?;
    let bytes = gzip::compress(&tar)?;
    check_size(&tar, &bytes, &documents, limits)?;
    let ending = if content.proven { "tar.gz" } else { "unproven.tar.gz" };
    let files = files.len();
    Ok(Packed {
        file_name: format!("{}-{}.{ending}", content.name, documents.id),
        id: documents.id,
        sha256: Sha256::of(&bytes),
        files,
        bytes,
    })
}

/// All entries of a capsule, sorted by path as bytes.
pub fn entries<'a>(
    name: &str,
    project: impl Iterator<Item = (&'a str, &'a [u8], bool)>,
    documents: &'a Documents,
) -> Vec<ustar::File<'a>> {
    let own = documents.all().map(|(path, bytes)| (path, bytes, false));
    let file = |(path, bytes, executable)| ustar::File { path: format!("{name}/{path}"), bytes, executable };
    let mut files: Vec<ustar::File<'_>> = project.chain(own).map(file).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The name becomes a folder and a file name: one portable word.
pub fn check_name(name: &str) -> Result<(), CapsuleError> {
    let word = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let fits = name.len() <= 64
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.chars().all(word)
        && ProjectPath::parse(name).is_ok();
    if fits { Ok(()) } else { Err(CapsuleError::Name { name: crate::error::shown(name.as_bytes()) }) }
}

fn check_files(content: &CapsuleContent, limits: &Limits) -> Result<(), CapsuleError> {
    if content.files.is_empty() {
        return Err(CapsuleError::NoFiles);
    }
    if content.files.len() + documents::ALL.len() > limits.entries {
        return Err(CapsuleError::TooMany { limit: limits.entries });
    }
    let mut names = Names::default();
    let own = documents::ALL;
    own.iter().try_for_each(|path| names.file(path))?;
    for (path, file) in &content.files {
        if own.iter().any(|reserved| path.as_str().eq_ignore_ascii_case(reserved)) {
            return Err(CapsuleError::Reserved { path: path.to_string() });
        }
        let inside = format!("{}/{path}", content.name);
        ProjectPath::parse(&inside)
            .map_err(|cause| CapsuleError::BadPath { entry: path.to_string(), cause })?;
        if file.content.len() as u64 > limits.file_bytes {
            return Err(CapsuleError::FileTooLarge {
                entry: path.to_string(),
                limit_bytes: limits.file_bytes,
            });
        }
        names.file(path.as_str())?;
    }
    Ok(())
}

/// What is packed must be openable.
fn check_size(tar: &[u8], packed: &[u8], documents: &Documents, limits: &Limits) -> Result<(), CapsuleError> {
    if tar.len() as u64 > limits.total_bytes {
        return Err(CapsuleError::TooLarge { limit_bytes: limits.total_bytes });
    }
    if tar.len() as u64 > limits.unpacked(packed.len() as u64) {
        return Err(CapsuleError::Ratio { limit: limits.ratio });
    }
    for (path, bytes) in documents.all() {
        if bytes.len() as u64 > limits.document_bytes {
            return Err(CapsuleError::FileTooLarge {
                entry: path.to_owned(),
                limit_bytes: limits.document_bytes,
            });
        }
    }
    Ok(())
}
