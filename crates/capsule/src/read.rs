//! Reads foreign archives within the limits of FAULTS "Archives": whole, or not at all.
//!
//! Entries are taken raw, so that extended headers are read here and not by a library that
//! follows them. Only what a second reader would read in the same way is accepted.

use std::{collections::BTreeMap, io::Read};

use domain::{ProjectPath, Sha256, roles::OpenedCapsule};
use serde_json::Value;

use crate::{
    CapsuleError, Limits,
    documents::{CAPSULE, FORMAT},
    error::shown,
    extended::{EXTENDED_BYTES, Extended, ExtendedKind},
    gzip,
    names::Names,
    ustar::BLOCK,
    zip,
};

/// An archive that was read and not yet trusted.
pub struct Archive {
    /// The one folder that holds everything.
    pub name: String,
    pub sha256: Sha256,
    /// By path inside that folder.
    pub files: BTreeMap<ProjectPath, (Vec<u8>, bool)>,
    pub record: Value,
    /// The unpacked archive.
    pub tar: Vec<u8>,
    /// The time of the first file.
    pub mtime: u64,
}

impl Archive {
    pub fn into_opened(self) -> OpenedCapsule {
        OpenedCapsule { name: self.name, sha256: self.sha256, files: self.files, record: self.record }
    }
}

pub fn open(archive: &[u8], limits: &Limits) -> Result<Archive, CapsuleError> {
    let tar = gzip::expand(archive, limits)?;
    let Tree { name, files, mtime, .. } = Tree::read(&tar, limits, Shape::OneFolder)?;
    let name = name.ok_or_else(|| not("it is empty"))?;
    let document = files.iter().find(|(path, _)| path.as_str() == CAPSULE);
    let (_, (bytes, _)) = document.ok_or_else(|| not("it holds no capsule.json"))?;
    if bytes.len() as u64 > limits.document_bytes {
        return Err(CapsuleError::FileTooLarge {
            entry: CAPSULE.to_owned(),
            limit_bytes: limits.document_bytes,
        });
    }
    let record: Value =
        serde_json::from_slice(bytes).map_err(|e| not(&format!("capsule.json cannot be read: {e}")))?;
    match record.get("format").and_then(Value::as_str) {
        Some(FORMAT) => {}
        Some(other) => {
            return Err(not(&format!(
                "capsule.json has the format `{}`, not `{FORMAT}`",
                shown(other.as_bytes())
            )));
        }
        None => return Err(not("capsule.json names no format")),
    }
    Ok(Archive { name, sha256: Sha256::of(archive), files, record, tar, mtime })
}

/// The files of any archive of sources, by the same rules: a tar, with gzip around it or
/// without, or a zip.
///
/// One folder that holds everything is taken off. Errors: whatever is not a plain tree of files.
pub fn sources(archive: &[u8], limits: &Limits) -> Result<Sources, CapsuleError> {
    let files = if zip::is_zip(archive) {
        zip::read(archive, limits)?
    } else if archive.starts_with(&[0x1f, 0x8b]) {
        Tree::read(&gzip::expand(archive, limits)?, limits, Shape::Any)?.files
    } else {
        Tree::read(archive, limits, Shape::Any)?.files
    };
    let mut tops = files.keys().map(|path| path.as_str().split_once('/').map(|(top, _)| top));
    let Some(Some(top)) = tops.next() else { return Ok(files) };
    if tops.any(|other| other != Some(top)) {
        return Ok(files);
    }
    let start = top.len() + 1;
    let without = files.into_iter().map(|(path, file)| {
        let inside = path.as_str().get(start..).unwrap_or_default();
        let inside = ProjectPath::parse(inside)
            .map_err(|cause| CapsuleError::BadPath { entry: shown(path.as_str().as_bytes()), cause })?;
        Ok((inside, file))
    });
    without.collect()
}

/// Files by path, with whether each may be executed.
pub type Sources = BTreeMap<ProjectPath, (Vec<u8>, bool)>;

/// What an archive must look like as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// As capsules are: everything lies in one folder.
    OneFolder,
    Any,
}

fn not(cause: &str) -> CapsuleError {
    CapsuleError::NotACapsule { cause: cause.to_owned() }
}

#[derive(Default)]
struct Tree {
    name: Option<String>,
    files: BTreeMap<ProjectPath, (Vec<u8>, bool)>,
    mtime: u64,
}

impl Tree {
    fn read(tar: &[u8], limits: &Limits, shape: Shape) -> Result<Self, CapsuleError> {
        let mut tree = Tree::default();
        let mut names = Names::default();
        let mut extended: Option<Extended> = None;
        let mut count = 0;
        let mut end = 0;
        let malformed = |place: &str, e: std::io::Error| CapsuleError::Malformed {
            place: place.to_owned(),
            cause: shown(e.to_string().as_bytes()),
        };
        let mut archive = tar::Archive::new(tar);
        let entries = archive.entries().map_err(|e| malformed("its start", e))?.raw(true);
        for entry in entries {
            let mut entry = entry.map_err(|e| malformed(&format!("byte {end}"), e))?;
            count += 1;
            if count > limits.entries {
                return Err(CapsuleError::TooMany { limit: limits.entries });
            }
            let own_path = entry.path_bytes().into_owned();
            let place = shown(&own_path);
            let size = entry.header().entry_size().map_err(|e| malformed(&place, e))?;
            let content = entry.raw_file_position();
            // Checked before a byte is read: a header may claim anything.
            if size > (tar.len() as u64).saturating_sub(content) {
                return Err(CapsuleError::Malformed { place, cause: "it ends before its size".to_owned() });
            }
            end = (content + size).next_multiple_of(BLOCK as u64);

            if let Some(kind) = ExtendedKind::of(entry.header().entry_type()) {
                // Without the magic, readers disagree on what the type byte means.
                if entry.header().as_ustar().is_none() && entry.header().as_gnu().is_none() {
                    return Err(CapsuleError::EntryType { entry: place, what: "of an unknown type" });
                }
                if size > EXTENDED_BYTES {
                    return Err(CapsuleError::FileTooLarge { entry: place, limit_bytes: EXTENDED_BYTES });
                }
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes).map_err(|e| malformed(&place, e))?;
                kind.read(&bytes, &place, &mut extended)?;
                continue;
            }
            let extended = extended.take().unwrap_or_default();
            let path = extended.path.unwrap_or(own_path);
            let place = shown(&path);
            if let Some(other) = extended.size.filter(|other| other.parse() != Ok(size)) {
                return Err(CapsuleError::TwoSizes {
                    entry: place,
                    header: size,
                    extended: shown(other.as_bytes()),
                });
            }
            let is_folder = match entry.header().entry_type() {
                tar::EntryType::Directory => true,
                tar::EntryType::Regular if !path.ends_with(b"/") => false,
                other => return Err(CapsuleError::EntryType { entry: place, what: refused(other) }),
            };
            if is_folder && size > 0 {
                return Err(CapsuleError::Malformed { place, cause: "a folder with content".to_owned() });
            }
            if size > limits.file_bytes {
                return Err(CapsuleError::FileTooLarge { entry: place, limit_bytes: limits.file_bytes });
            }
            let Some(path) = tree.enter(&path, is_folder, shape)? else { continue };
            if is_folder {
                names.folder(&path)?;
                continue;
            }
            names.file(&path)?;
            let mode = entry.header().mode().map_err(|e| malformed(&place, e))?;
            let mtime = entry.header().mtime().map_err(|e| malformed(&place, e))?;
            if tree.files.is_empty() {
                tree.mtime = mtime;
            }
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).map_err(|e| malformed(&place, e))?;
            let path =
                ProjectPath::parse(&path).map_err(|cause| CapsuleError::BadPath { entry: place, cause })?;
            tree.files.insert(path, (bytes, mode & 0o100 != 0));
        }
        if extended.is_some() {
            let cause = "an extended header without its entry".to_owned();
            return Err(CapsuleError::Malformed { place: "its end".to_owned(), cause });
        }
        check_end(tar, end)?;
        Ok(tree)
    }

    /// The path inside the archive's one folder; none for the folder itself.
    fn enter(&mut self, path: &[u8], is_folder: bool, shape: Shape) -> Result<Option<String>, CapsuleError> {
        let place = shown(path);
        let Some(checked) = entered(path, is_folder)? else { return Ok(None) };
        if shape == Shape::Any {
            return Ok(Some(checked.as_str().to_owned()));
        }
        let (top, inside) = match checked.as_str().split_once('/') {
            Some((top, inside)) => (top, Some(inside)),
            None if is_folder => (checked.as_str(), None),
            None => return Err(not(&format!("`{place}` lies outside of a folder"))),
        };
        match &self.name {
            Some(name) if name == top => {}
            Some(name) => return Err(not(&format!("it holds two folders, `{name}` and `{top}`"))),
            None => self.name = Some(top.to_owned()),
        }
        Ok(inside.map(str::to_owned))
    }
}

/// An entry's path, checked; none for the folder that an archive was made of.
pub fn entered(path: &[u8], is_folder: bool) -> Result<Option<ProjectPath>, CapsuleError> {
    let place = shown(path);
    let text = std::str::from_utf8(path).map_err(|_| CapsuleError::Malformed {
        place: place.clone(),
        cause: "its name is not UTF-8".to_owned(),
    })?;
    // `tar czf x.tar.gz ./folder` writes this; nothing else before the folder is accepted.
    let text = text.strip_prefix("./").unwrap_or(text);
    let text = if is_folder { text.strip_suffix('/').unwrap_or(text) } else { text };
    if is_folder && text.is_empty() {
        return Ok(None);
    }
    ProjectPath::parse(text).map(Some).map_err(|cause| CapsuleError::BadPath { entry: place, cause })
}

/// Behind the last entry there are two blocks of zeros at least, and nothing but zeros.
fn check_end(tar: &[u8], end: u64) -> Result<(), CapsuleError> {
    let behind = usize::try_from(end).ok().and_then(|end| tar.get(end..)).unwrap_or_default();
    if behind.len() < 2 * BLOCK {
        let cause = "it is cut off: its end mark is missing".to_owned();
        return Err(CapsuleError::Malformed { place: "its end".to_owned(), cause });
    }
    match behind.iter().position(|byte| *byte != 0) {
        None => Ok(()),
        Some(at) => Err(CapsuleError::Trailing { what: "archive", bytes: behind.len() - at }),
    }
}

fn refused(kind: tar::EntryType) -> &'static str {
    match kind {
        tar::EntryType::Regular => "a file whose name ends like a folder's",
        tar::EntryType::Symlink => "a symbolic link",
        tar::EntryType::Link | tar::EntryType::GNULongLink => "a hard link",
        tar::EntryType::Char => "a character device",
        tar::EntryType::Block => "a block device",
        tar::EntryType::Fifo => "a named pipe",
        tar::EntryType::GNUSparse => "a sparse file",
        tar::EntryType::Continuous => "a contiguous file",
        _ => "of an unknown type",
    }
}
